"""When clocks start, pause, start anew and stop."""

from waitsim.engine.reference.world import Referral, World
from waitsim.records import (
    EXCEPTED,
    PAUSED,
    REASONS,
    RESUMED,
    STILL_PAUSED,
    STILL_RUNNING,
    STOPPED,
    VOIDED,
)
from waitsim.rules.clocks import CLOSED, MISSED_IT, restarts_if_missed, resumed_since
from waitsim.rules.questions import is_excepted


def since(referral: Referral, clock: int) -> int:
    """Minute since which a clock has run, or would have without pauses (S35, S36)."""
    return referral.started.get(clock, referral.clock_start)


def stop_clocks(world: World, referral: Referral) -> None:
    """Stops the clocks that the present step stops (S04)."""
    for clock in sorted(referral.running):
        if world.t.clock_stops[referral.step, clock]:
            stop(world, referral, clock, STOPPED)


def stop(world: World, referral: Referral, clock: int, kind: int) -> None:
    """Stops a clock, or says that it is void: STOPPED or VOIDED."""
    resume(world, referral, clock)
    referral.running.remove(clock)
    world.note(referral, kind, clock, since=since(referral, clock))


def void_clocks(world: World, referral: Referral) -> None:
    """Says that the clocks that still run are void (S05)."""
    for clock in sorted(referral.running):
        stop(world, referral, clock, VOIDED)


def say_running(world: World, referral: Referral, horizon: int) -> None:
    """Says which clocks run, or are paused, at the end of the run (S16, S36)."""
    for clock in sorted(referral.running):
        start, kind = since(referral, clock), STILL_RUNNING
        if clock in referral.paused:
            start = resumed_since(start, referral.paused[clock], horizon)
            kind = STILL_PAUSED
        world.note(referral, kind, clock, since=start, minute=horizon)


def pause(world: World, referral: Referral, clock: int) -> None:
    """Pauses a clock, unless it is paused (S36)."""
    if clock not in referral.paused:
        referral.paused[clock] = world.now
        world.note(referral, PAUSED, clock, since=since(referral, clock))


def resume(world: World, referral: Referral, clock: int) -> None:
    """Lets a clock run on that was paused (S36)."""
    if clock in referral.paused:
        paused = referral.paused.pop(clock)
        start = resumed_since(since(referral, clock), paused, world.now)
        referral.started[clock] = start
        world.note(referral, RESUMED, clock, since=start)


def pause_to_rise(world: World, referral: Referral) -> list[int]:
    """Pauses the running clocks that can be paused, as priority rises; which those are (S33)."""
    t = world.t
    can_pause = t.clock_pauses.any(axis=0) | t.clock_miss_pauses
    held = [c for c in sorted(referral.running) if can_pause[c] and c not in referral.paused]
    for clock in held:
        pause(world, referral, clock)
    return held


def start(world: World, referral: Referral, clock: int) -> None:
    """Starts a clock, if it can still be stopped (S35)."""
    if world.t.clock_runs[referral.step, clock]:
        referral.yet.remove(clock)
        referral.running.add(clock)
        referral.started[clock] = world.now
        look_for_exceptions(world, referral, clock, world.now)


def restart(world: World, referral: Referral, clock: int) -> None:
    """Starts a clock anew, unless it has only just been started (S36)."""
    resume(world, referral, clock)
    if since(referral, clock) < world.now:
        stop(world, referral, clock, VOIDED)
        referral.running.add(clock)
        referral.started[clock] = world.now


def except_clock(world: World, referral: Referral, clock: int, reason: int) -> None:
    """Makes a clock void because an exception applies (S37)."""
    world.note(referral, EXCEPTED, len(REASONS) * clock + reason)
    stop(world, referral, clock, VOIDED)


def look_for_exceptions(world: World, referral: Referral, clock: int, minute: int) -> None:
    """Makes a clock that starts void if an exception applies from the start on (S37)."""
    for row in world.t.exceptions:
        mine, reason, starting = int(row[0]), int(row[1]), bool(row[4])
        if (
            mine == clock
            and starting
            and clock in referral.running
            and is_excepted(referral.who, reason, row, minute)
        ):
            except_clock(world, referral, clock, reason)


def on_beginning(world: World, referral: Referral) -> None:
    """What exceptions do to clocks that start with the referral (S37)."""
    for clock in sorted(referral.running):
        look_for_exceptions(world, referral, clock, world.now)


def on_missing(world: World, referral: Referral) -> None:
    """What exceptions a missed contact makes (S37)."""
    for row in world.t.exceptions:
        if int(row[1]) == MISSED_IT and int(row[0]) in referral.running:
            except_clock(world, referral, int(row[0]), MISSED_IT)


def on_asking(world: World, referral: Referral) -> None:
    """What exceptions arriving at a step makes at which schools are asked (S37)."""
    for row in world.t.exceptions:
        clock = int(row[0])
        if (
            int(row[1]) == CLOSED
            and clock in referral.running
            and world.t.clock_asked[referral.step, clock]
            and is_excepted(referral.who, CLOSED, row, world.now)
        ):
            except_clock(world, referral, clock, CLOSED)


def on_entering(world: World, referral: Referral) -> None:
    """What arriving at the present step does to clocks (S35, S36)."""
    t, s = world.t, referral.step
    for clock in sorted(referral.running | referral.yet):
        if clock in referral.yet and t.clock_starts[s, clock]:
            start(world, referral, clock)
        if clock not in referral.running:
            continue
        if t.clock_restarts[s, clock]:
            restart(world, referral, clock)
        if t.clock_pauses[s, clock]:
            pause(world, referral, clock)
        else:
            resume(world, referral, clock)
    on_asking(world, referral)


def on_attending(world: World, referral: Referral) -> None:
    """What an attended contact does to clocks that have yet to start (S35)."""
    t, s = world.t, referral.step
    referral.had_contact = True
    for clock in sorted(referral.yet):
        if referral.sessions == 1 and t.clock_starts_seen[s, clock]:
            start(world, referral, clock)
            if clock in referral.running and t.clock_pauses[s, clock]:
                pause(world, referral, clock)


def on_rebooking(world: World, referral: Referral, after: int) -> None:
    """What a missed contact that is booked again does to clocks (S36).

    Args:
        after: minutes until the referral rejoins its list.
    """
    t, s = world.t, referral.step
    for clock in sorted(referral.running):
        if restarts_if_missed(int(t.clock_miss_restarts[clock]), referral.had_contact):
            restart(world, referral, clock)
        if t.clock_pauses[s, clock] or (after > 0 and t.clock_miss_pauses[clock]):
            pause(world, referral, clock)
    referral.had_contact = True


def on_rejoining(world: World, referral: Referral) -> None:
    """Clocks run on that were paused since a missed contact (S36)."""
    for clock in sorted(referral.paused):
        if not world.t.clock_pauses[referral.step, clock]:
            resume(world, referral, clock)


def open_clocks(world: World, referral: Referral, state: int) -> None:
    """Which clocks of an opening referral run, or have yet to start (S15, S35, S36)."""
    t, s = world.t, referral.step
    own = referral.running | referral.yet
    begun = {clock for clock in own if t.clock_opens[state, s, clock]}
    stopped = {clock for clock in begun if state and t.clock_stops[s, clock]}
    referral.yet = own - begun
    referral.running = {clock for clock in begun - stopped if t.clock_runs[s, clock]}
    referral.had_contact = bool(state) or not t.step_unseen[s]
    for clock in sorted(referral.running):
        look_for_exceptions(world, referral, clock, referral.clock_start)
        if clock in referral.running and t.clock_pauses[s, clock]:
            referral.started[clock] = 0
            pause(world, referral, clock)
