"""The opening list."""

from collections.abc import Generator

from simpy import Event

from waitsim.engine.reference.clocks import open_clocks
from waitsim.engine.reference.contacts import be_seen, due_no_more, have_contacts
from waitsim.engine.reference.escalating import await_rise
from waitsim.engine.reference.journey import choose, travel
from waitsim.engine.reference.places import await_place, hold_place
from waitsim.engine.reference.referrals import new_referral, note_groups, of_same_child, tell_of
from waitsim.engine.reference.waiting import counted_from, patience
from waitsim.engine.reference.world import Referral, Story, World
from waitsim.model.tables import CASELOAD, COURSE, PLACE, REVIEW, UNSTATED
from waitsim.records import JOINED, REFERRED


def open_lists(world: World) -> None:
    """Puts the opening referrals where they are at minute 0 (S15, S46)."""
    t = world.t
    for o in range(len(t.opening_step)):
        s = int(t.opening_step[o])
        owner = int(t.pathway_key[t.step_pathway[s]])
        number, since = int(t.opening_number[o]), int(t.opening_since[o])
        referral = new_referral(world, owner, number, since, s)
        if t.opening_row[o] != UNSTATED:
            tell_of(world, referral, int(t.opening_row[o]))
        if t.opening_child[o] != UNSTATED:
            of_same_child(world, world.referrals[t.opening_child[o]], referral)
        at_work = t.opening_state[o] == CASELOAD
        referral.visits[s] = 1
        world.note(referral, REFERRED, 1 + int(t.opening_state[o]), minute=since)
        note_groups(world, referral)
        open_clocks(world, referral, int(t.opening_state[o]))
        if at_work:
            referral.sessions = referral.attempts = int(t.opening_session[o])
            story = rest_of_work(world, referral, float(t.opening_fraction[o]))
        else:
            joined = int(t.opening_joined[o])
            story = rest_of_wait(world, referral, *join_opening(world, referral, joined))
        world.env.process(go_on(world, referral, story))


def join_opening(world: World, referral: Referral, joined: int) -> tuple[int, int]:
    """The list an opening referral is on, and when it will leave it unseen (S15, S46)."""
    t, s = world.t, referral.step
    line = int(t.new_list[s] if t.new_list[s] >= 0 else t.follow_list[s])
    world.note(referral, JOINED, line, minute=joined)
    leave_at = patience(world, referral, line, -joined)
    referral.wait = (line, joined)
    start = referral.clock_start if t.list_by_clock[line] else joined
    referral.since = counted_from(world, referral, line, start)
    leave_at = min(leave_at, max(referral.ages_out, 1))
    await_rise(world, referral, line, leave_at)
    return line, leave_at


def go_on(world: World, referral: Referral, story: Story) -> Generator[Event, object, None]:
    """The story of an opening referral: the rest of its present visit, then the others."""
    if (yield from story) and choose(world, referral):
        yield from travel(world, referral)


def rest_of_wait(world: World, referral: Referral, line: int, leave_at: int) -> Story:
    """The rest of the visit of an opening referral that waits (S15)."""
    if world.t.step_kind[referral.step] == PLACE:
        return await_place(world, referral, leave_at, opens=True)
    return have_contacts(world, referral, line, leave_at)


def rest_of_work(world: World, referral: Referral, fraction: float) -> Story:
    """The rest of the visit of an opening referral that is part-way through (S15)."""
    s = referral.step
    if world.t.step_kind[s] in (COURSE, REVIEW):
        yield world.later(referral, int(world.t.every[world.situation(referral), s] * fraction))
        if due_no_more(world, referral):
            return True
        return (yield from be_seen(world, referral, int(world.t.follow_list[s])))
    left = max(int(world.lasting(referral) * fraction), 1)
    if world.t.step_kind[s] == PLACE:
        world.free[s] -= 1
        return (yield from hold_place(world, referral, left))
    yield world.later(referral, left)
    return True
