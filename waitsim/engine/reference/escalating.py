"""Priority that rises while a referral waits (S33)."""

from collections.abc import Generator

from simpy import Event

from waitsim.engine.moments import REMOVAL
from waitsim.engine.reference.clocks import pause_to_rise, resume
from waitsim.engine.reference.waiting import move
from waitsim.engine.reference.world import Moment, Referral, World
from waitsim.records import ESCALATED, MINUTES_PER_DAY, NEVER
from waitsim.rules import questions


def await_rise(world: World, referral: Referral, line: int, leave_at: int) -> None:
    """Says when priority rises on the list a referral is on; what is due comes at once (S33)."""
    if not world.t.list_escalates[line]:
        return
    while (at := next_rise(world, referral)) <= world.now:
        rise(world, referral, line)
    # Who leaves in the same minute does so first.
    if at < min(leave_at, world.t.days * MINUTES_PER_DAY):
        world.env.process(rise_later(world, referral, at, leave_at))


def rise_later(
    world: World, referral: Referral, at: int, leave_at: int
) -> Generator[Event, object, None]:
    """Priority rises in a minute to come, if the referral still waits as it does now (S33)."""
    wait = referral.wait
    yield Moment(world.env, at, REMOVAL, referral.index)
    if wait is None or referral.wait is not wait:
        return
    line, _ = wait
    rise(world, referral, line)
    await_rise(world, referral, line, leave_at)
    move(world, referral, line)


def next_rise(world: World, referral: Referral) -> int:
    """Minute in which the priority of a referral on a list rises next; or NEVER (S33)."""
    t, e, s, priority = world.t, world.situation(referral), referral.step, referral.priority
    if t.rises_to[s, priority] < 0:
        return NEVER
    assert referral.wait is not None
    since = referral.clock_start if t.rises_by_clock[s, priority] else referral.wait[1]
    after = int(t.rise_after[e, s, priority])
    return questions.rises_at(
        referral.who,
        int(t.step_key[s]),
        (referral.visit, priority),
        world.now,
        float(t.rise_hazard[e, s, priority]),
        NEVER if after == NEVER else since + after,
    )


def rise(world: World, referral: Referral, line: int) -> None:
    """The priority of a referral rises, and with it what steps say of the child (S19, S33)."""
    t, s, p, before = world.t, referral.step, referral.pathway, referral.priority
    held = pause_to_rise(world, referral)
    referral.priority = after = int(t.rises_to[s, before])
    referral.variant += int(t.variant_priority[p, after] - t.variant_priority[p, before])
    if t.rises_back[s, before]:
        referral.since = world.now
        if t.list_by_lot[line]:
            key = int(t.step_key[s])
            referral.since = questions.lot_on_rising(referral.who, key, referral.visit, after)
    world.note(referral, ESCALATED, before)
    for clock in held:
        resume(world, referral, clock)
