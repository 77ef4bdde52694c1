"""From step to step."""

from collections.abc import Generator

from simpy import Event

from waitsim.engine.reference.choosing import goes_elsewhere
from waitsim.engine.reference.clocks import on_entering, stop_clocks
from waitsim.engine.reference.contacts import be_seen, due_no_more
from waitsim.engine.reference.ends import end
from waitsim.engine.reference.onward import refer_on
from waitsim.engine.reference.places import take_place
from waitsim.engine.reference.world import Referral, Story, World
from waitsim.model.tables import CLINIC, CONTACT, COURSE, DECISION, DELAY, PLACE, REVIEW
from waitsim.records import ENTERED
from waitsim.rules import questions


def travel(world: World, referral: Referral) -> Generator[Event, object, None]:
    """Goes through the steps from the present one until an end (S03)."""
    while True:
        if not (yield from visit(world, referral)):
            return
        if not choose(world, referral):
            return


def visit(world: World, referral: Referral) -> Story:
    """One time at the present step; True if the referral may go on (S03)."""
    s = referral.step
    referral.visit = referral.visits.get(s, 0)
    referral.visits[s] = referral.visit + 1
    referral.sessions = referral.misses = referral.cancellations = referral.attempts = 0
    world.note(referral, ENTERED, referral.visit)
    on_entering(world, referral)
    refer_on(world, referral, int(world.t.refer_start[s]), int(world.t.refer_done[s]))
    kind = world.t.step_kind[s]
    if kind in (CONTACT, COURSE, CLINIC):
        return (yield from be_seen(world, referral, int(world.t.new_list[s])))
    if kind == REVIEW:
        yield world.later(referral, int(world.t.every[world.situation(referral), s]))
        if due_no_more(world, referral):
            return True
        return (yield from be_seen(world, referral, int(world.t.follow_list[s])))
    stop_clocks(world, referral)
    if kind == DELAY:
        yield world.later(referral, world.lasting(referral))
    elif kind == PLACE:
        return (yield from take_place(world, referral))
    else:
        assert kind == DECISION
    return True


def choose(world: World, referral: Referral) -> bool:
    """Goes on from the present step by one of its routes; False if it leads to an end (S08)."""
    if referral.sent:
        referral.sent = False
        return True
    t, s = world.t, referral.step
    refer_on(world, referral, int(t.refer_done[s]), int(t.refer_start[s + 1]))
    if goes_elsewhere(world, referral):
        target = int(t.choice_target[s])
    else:
        target = by_route(world, referral)
    if target < 0:
        end(world, referral, -target - 1)
        return False
    referral.step = target
    return True


def by_route(world: World, referral: Referral) -> int:
    """Step to which a route out of the present step leads, or -(end + 1) (S08)."""
    t, s = world.t, referral.step
    start, stop = int(t.route_start[s]), int(t.route_start[s + 1])
    k = questions.route_taken(
        referral.who,
        int(t.step_key[s]),
        referral.visit,
        t.route_shares[world.situation(referral)],
        start,
        stop,
    )
    return int(t.route_target[start + k])
