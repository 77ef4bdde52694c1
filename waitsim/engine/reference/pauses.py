"""What follows a contact that does not take place: a pause before the list, or discharge."""

from simpy import AnyOf, Event

from waitsim.engine.moments import ARRIVAL, ONWARD
from waitsim.engine.reference.clocks import on_rebooking, on_rejoining
from waitsim.engine.reference.ends import end, end_wait, is_waiting, leave
from waitsim.engine.reference.waiting import counted_from
from waitsim.engine.reference.world import Moment, Referral, Story, World
from waitsim.records import END_NOT_BROUGHT, LEFT
from waitsim.rules import questions
from waitsim.rules.attending import FAMILY


def pause(world: World, referral: Referral, leaves: Event, minutes: int) -> Story:
    """Passes the time until a referral rejoins its list; False if it leaves first (S11)."""
    phase = ARRIVAL if minutes else ONWARD
    back = Moment(world.env, world.now + minutes, phase, referral.index)
    assert referral.withdrawn is not None
    yield AnyOf(world.env, (back, leaves, referral.withdrawn))
    if not is_waiting(referral):
        return False
    if not back.processed:
        leave(world, referral)
        return False
    on_rejoining(world, referral)
    return True


def after_missing(world: World, referral: Referral, leaves: Event) -> Story:
    """Is booked again after a pause, or discharged: then False (S11)."""
    t, e, s = world.t, world.situation(referral), referral.step
    attempt = referral.attempts - 1
    if referral.misses >= t.most_missed[e, s] or not questions.is_rebooked(
        referral.who, int(t.step_key[s]), referral.visit, attempt, float(t.rebook[e, s])
    ):
        discharge(world, referral, int(t.end_base[referral.pathway]) + END_NOT_BROUGHT)
        return False
    after = int(t.rebook_after[e, s])
    on_rebooking(world, referral, after)
    if not (yield from pause(world, referral, leaves, after)):
        return False
    if t.rebook_to_back[world.situation(referral), s]:
        go_to_back(world, referral)
    return True


def after_cancelling(world: World, referral: Referral, leaves: Event, by: int) -> Story:
    """Waits on after a pause, or is discharged by too many cancellations: then False (S39)."""
    t, e, s = world.t, world.situation(referral), referral.step
    if by == FAMILY and referral.cancellations >= t.cancel_most[e, s]:
        discharge(world, referral, int(t.cancel_end[s]))
        return False
    back = by == FAMILY and bool(t.cancel_to_back[e, s])
    if not (yield from pause(world, referral, leaves, int(t.cancel_after[e, s]))):
        return False
    if back:
        go_to_back(world, referral)
    return True


def go_to_back(world: World, referral: Referral) -> None:
    """Counts a wait from now, or by a new lot (S11, S31)."""
    assert referral.wait is not None
    referral.since = counted_from(world, referral, referral.wait[0], world.now)


def discharge(world: World, referral: Referral, to: int) -> None:
    """Ends a wait and the referral with it."""
    end_wait(world, referral, LEFT)
    end(world, referral, to)
