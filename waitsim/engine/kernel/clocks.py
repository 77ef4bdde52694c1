"""When clocks start, pause, start anew and stop.

The table ``clocks`` has rows only where some clock does more than run from the referral until it
stops; all functions but those that stop clocks are called only then.
"""

from waitsim.engine.kernel.agenda import note, who_is
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.state import (
    ASKED,
    CLOCK_FROM,
    CLOCK_START,
    CLOCK_TO,
    HAD_CONTACT,
    ON_MISSING,
    ON_MISSING_PAUSES,
    OPENS,
    PATHWAY,
    PAUSED_CLOCKS,
    PAUSES,
    RESTARTS,
    RUNNING,
    STARTED,
    STARTS,
    STARTS_SEEN,
    STEP,
    UNSEEN,
    YET,
    Plan,
    World,
)
from waitsim.model.tables import WAITING
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
from waitsim.rules.clocks import (
    ANY_CONTACT,
    CLOSED,
    FIRST_CONTACT,
    MISSED_IT,
    restarts_if_missed,
    resumed_since,
)
from waitsim.rules.questions import is_excepted


@compiled
def stop_clocks(m: Plan, w: World, i: int, minute: int) -> None:
    """Stops the clocks that the present step stops (S04)."""
    if w.r[i, RUNNING] == 0:
        return
    p = w.r[i, PATHWAY]
    first = m.path[p, CLOCK_FROM]
    for clock in range(first, m.path[p, CLOCK_TO]):
        if w.r[i, RUNNING] & (1 << (clock - first)) and m.stops[w.r[i, STEP], clock]:
            stop(m, w, i, minute, clock, STOPPED)


@compiled
def stop(m: Plan, w: World, i: int, minute: int, clock: int, kind: int) -> None:
    """Stops a clock, or says that it is void: STOPPED or VOIDED."""
    k = clock - m.path[w.r[i, PATHWAY], CLOCK_FROM]
    since = w.r[i, CLOCK_START]
    if len(w.clocks) > 0:
        resume(m, w, i, minute, clock)
        since = w.clocks[i, STARTED + 2 * k]
    w.r[i, RUNNING] &= ~(1 << k)
    note(w, minute, i, kind, clock, since)


@compiled
def void_clocks(m: Plan, w: World, i: int, minute: int) -> None:
    """Says that the clocks that still run are void (S05)."""
    p = w.r[i, PATHWAY]
    first = m.path[p, CLOCK_FROM]
    for clock in range(first, m.path[p, CLOCK_TO]):
        if w.r[i, RUNNING] & (1 << (clock - first)):
            stop(m, w, i, minute, clock, VOIDED)


@compiled
def say_running(m: Plan, w: World, i: int, horizon: int) -> None:
    """Says which clocks run, or are paused, at the end of the run (S16, S36)."""
    p = w.r[i, PATHWAY]
    first = m.path[p, CLOCK_FROM]
    for clock in range(first, m.path[p, CLOCK_TO]):
        k = clock - first
        if not w.r[i, RUNNING] & (1 << k):
            continue
        kind, since = STILL_RUNNING, w.r[i, CLOCK_START]
        if len(w.clocks) > 0:
            since = w.clocks[i, STARTED + 2 * k]
            if w.clocks[i, PAUSED_CLOCKS] & (1 << k):
                kind = STILL_PAUSED
                since = resumed_since(since, w.clocks[i, STARTED + 2 * k + 1], horizon)
        note(w, horizon, i, kind, clock, since)


@compiled
def pause(m: Plan, w: World, i: int, minute: int, clock: int) -> None:
    """Pauses a clock, unless it is paused (S36)."""
    k = clock - m.path[w.r[i, PATHWAY], CLOCK_FROM]
    if not w.clocks[i, PAUSED_CLOCKS] & (1 << k):
        w.clocks[i, PAUSED_CLOCKS] |= 1 << k
        w.clocks[i, STARTED + 2 * k + 1] = minute
        note(w, minute, i, PAUSED, clock, w.clocks[i, STARTED + 2 * k])


@compiled
def resume(m: Plan, w: World, i: int, minute: int, clock: int) -> None:
    """Lets a clock run on that was paused (S36)."""
    k = clock - m.path[w.r[i, PATHWAY], CLOCK_FROM]
    if w.clocks[i, PAUSED_CLOCKS] & (1 << k):
        w.clocks[i, PAUSED_CLOCKS] &= ~(1 << k)
        since, paused = w.clocks[i, STARTED + 2 * k], w.clocks[i, STARTED + 2 * k + 1]
        w.clocks[i, STARTED + 2 * k] = resumed_since(since, paused, minute)
        note(w, minute, i, RESUMED, clock, w.clocks[i, STARTED + 2 * k])


@compiled
def start(m: Plan, w: World, i: int, minute: int, clock: int) -> None:
    """Starts a clock, if it can still be stopped (S35)."""
    if m.runs[w.r[i, STEP], clock]:
        k = clock - m.path[w.r[i, PATHWAY], CLOCK_FROM]
        w.clocks[i, YET] &= ~(1 << k)
        w.r[i, RUNNING] |= 1 << k
        w.clocks[i, STARTED + 2 * k] = minute
        look_for_exceptions(m, w, i, minute, clock, minute)


@compiled
def restart(m: Plan, w: World, i: int, minute: int, clock: int) -> None:
    """Starts a clock anew, unless it has only just been started (S36)."""
    k = clock - m.path[w.r[i, PATHWAY], CLOCK_FROM]
    resume(m, w, i, minute, clock)
    if w.clocks[i, STARTED + 2 * k] < minute:
        stop(m, w, i, minute, clock, VOIDED)
        w.r[i, RUNNING] |= 1 << k
        w.clocks[i, STARTED + 2 * k] = minute


@compiled
def except_clock(m: Plan, w: World, i: int, minute: int, clock: int, reason: int) -> None:
    """Makes a clock void because an exception applies (S37)."""
    note(w, minute, i, EXCEPTED, len(REASONS) * clock + reason, minute)
    stop(m, w, i, minute, clock, VOIDED)


@compiled
def runs_now(m: Plan, w: World, i: int, clock: int) -> bool:
    """Whether a clock is one of the referral's that run."""
    p = w.r[i, PATHWAY]
    if clock < m.path[p, CLOCK_FROM] or clock >= m.path[p, CLOCK_TO]:
        return False
    return bool(w.r[i, RUNNING] & (1 << (clock - m.path[p, CLOCK_FROM])))


@compiled
def look_for_exceptions(m: Plan, w: World, i: int, minute: int, clock: int, start: int) -> None:
    """Makes a clock that starts void if an exception applies from the start on (S37).

    Args:
        start: minute of the start, before that of now for an opening referral.
    """
    for k in range(len(m.exceptions)):
        reason = int(m.exceptions[k, 1])
        if (
            m.exceptions[k, 0] == clock
            and m.exceptions[k, 4] > 0
            and runs_now(m, w, i, clock)
            and is_excepted(who_is(w, i), reason, m.exceptions[k], start)
        ):
            except_clock(m, w, i, minute, clock, reason)


@compiled
def on_beginning(m: Plan, w: World, i: int, minute: int) -> None:
    """What exceptions do to clocks that start with the referral (S37)."""
    p = w.r[i, PATHWAY]
    for clock in range(m.path[p, CLOCK_FROM], m.path[p, CLOCK_TO]):
        look_for_exceptions(m, w, i, minute, clock, minute)


@compiled
def on_missing(m: Plan, w: World, i: int, minute: int) -> None:
    """What exceptions a missed contact makes (S37)."""
    for k in range(len(m.exceptions)):
        clock = int(m.exceptions[k, 0])
        if m.exceptions[k, 1] == MISSED_IT and runs_now(m, w, i, clock):
            except_clock(m, w, i, minute, clock, MISSED_IT)


@compiled
def on_asking(m: Plan, w: World, i: int, minute: int) -> None:
    """What exceptions arriving at a step makes at which schools are asked (S37)."""
    for k in range(len(m.exceptions)):
        clock = int(m.exceptions[k, 0])
        if (
            m.exceptions[k, 1] == CLOSED
            and runs_now(m, w, i, clock)
            and m.clock[ASKED, w.r[i, STEP], clock]
            and is_excepted(who_is(w, i), CLOSED, m.exceptions[k], minute)
        ):
            except_clock(m, w, i, minute, clock, CLOSED)


@compiled
def begin_clocks(m: Plan, w: World, i: int) -> None:
    """Clocks of a referral that begins, of which those that run are known (S35)."""
    p = w.r[i, PATHWAY]
    first = m.path[p, CLOCK_FROM]
    for clock in range(first, m.path[p, CLOCK_TO]):
        k = clock - first
        w.clocks[i, STARTED + 2 * k] = w.r[i, CLOCK_START]
        if m.clock[STARTS, :, clock].any() or m.clock[STARTS_SEEN, :, clock].any():
            w.r[i, RUNNING] &= ~(1 << k)
            w.clocks[i, YET] |= 1 << k


@compiled
def open_clocks(m: Plan, w: World, i: int, state: int) -> None:
    """Which clocks of an opening referral are paused, or have yet to start (S15, S35, S36)."""
    s, p = w.r[i, STEP], w.r[i, PATHWAY]
    first = m.path[p, CLOCK_FROM]
    w.clocks[i, HAD_CONTACT] = 0 if state == WAITING and m.clock[UNSEEN, s, 0] else 1
    for clock in range(first, m.path[p, CLOCK_TO]):
        k = clock - first
        w.clocks[i, STARTED + 2 * k] = w.r[i, CLOCK_START]
        if not m.clock[OPENS + state, s, clock]:
            w.r[i, RUNNING] &= ~(1 << k)
            w.clocks[i, YET] |= 1 << k
            continue
        look_for_exceptions(m, w, i, 0, clock, w.r[i, CLOCK_START])
        if w.r[i, RUNNING] & (1 << k) and m.clock[PAUSES, s, clock]:
            w.clocks[i, STARTED + 2 * k] = 0
            pause(m, w, i, 0, clock)


@compiled
def on_entering(m: Plan, w: World, i: int, minute: int) -> None:
    """What arriving at the present step does to clocks (S35, S36)."""
    s, p = w.r[i, STEP], w.r[i, PATHWAY]
    first = m.path[p, CLOCK_FROM]
    for clock in range(first, m.path[p, CLOCK_TO]):
        k = clock - first
        if w.clocks[i, YET] & (1 << k) and m.clock[STARTS, s, clock]:
            start(m, w, i, minute, clock)
        if w.r[i, RUNNING] & (1 << k):
            if m.clock[RESTARTS, s, clock]:
                restart(m, w, i, minute, clock)
            if m.clock[PAUSES, s, clock]:
                pause(m, w, i, minute, clock)
            else:
                resume(m, w, i, minute, clock)
    on_asking(m, w, i, minute)


@compiled
def on_attending(m: Plan, w: World, i: int, minute: int, sessions: int) -> None:
    """What an attended contact does to clocks that have yet to start (S35)."""
    s, p = w.r[i, STEP], w.r[i, PATHWAY]
    first = m.path[p, CLOCK_FROM]
    w.clocks[i, HAD_CONTACT] = 1
    if sessions > 1:
        return
    for clock in range(first, m.path[p, CLOCK_TO]):
        k = clock - first
        if w.clocks[i, YET] & (1 << k) and m.clock[STARTS_SEEN, s, clock]:
            start(m, w, i, minute, clock)
            if w.r[i, RUNNING] & (1 << k) and m.clock[PAUSES, s, clock]:
                pause(m, w, i, minute, clock)


@compiled
def on_rebooking(m: Plan, w: World, i: int, minute: int, after: int) -> None:
    """What a missed contact that is booked again does to clocks (S36).

    Args:
        after: minutes until the referral rejoins its list.
    """
    s, p = w.r[i, STEP], w.r[i, PATHWAY]
    first = m.path[p, CLOCK_FROM]
    for clock in range(first, m.path[p, CLOCK_TO]):
        if w.r[i, RUNNING] & (1 << (clock - first)):
            kind = FIRST_CONTACT if m.clock[ON_MISSING + FIRST_CONTACT, s, clock] else 0
            kind = ANY_CONTACT if m.clock[ON_MISSING + ANY_CONTACT, s, clock] else kind
            if restarts_if_missed(kind, w.clocks[i, HAD_CONTACT] > 0):
                restart(m, w, i, minute, clock)
            if m.clock[PAUSES, s, clock] or (after > 0 and m.clock[ON_MISSING_PAUSES, s, clock]):
                pause(m, w, i, minute, clock)
    w.clocks[i, HAD_CONTACT] = 1


@compiled
def on_rejoining(m: Plan, w: World, i: int, minute: int) -> None:
    """Clocks run on that were paused since a missed contact (S36)."""
    if w.clocks[i, PAUSED_CLOCKS] == 0:
        return
    p = w.r[i, PATHWAY]
    for clock in range(m.path[p, CLOCK_FROM], m.path[p, CLOCK_TO]):
        if not m.clock[PAUSES, w.r[i, STEP], clock]:
            resume(m, w, i, minute, clock)
