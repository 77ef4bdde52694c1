"""Places that are held for a time."""

import numpy as np
from simpy import AnyOf, Event

from waitsim.engine.moments import RELEASE
from waitsim.engine.reference.ends import end_wait, leave
from waitsim.engine.reference.escalating import await_rise
from waitsim.engine.reference.waiting import call, join, leaving_moment, next_turn, queue
from waitsim.engine.reference.world import CAME, Moment, Referral, Story, World
from waitsim.model.tables import PLACE
from waitsim.records import PLACED, RELEASED, WAITED


def take_place(world: World, referral: Referral) -> Story:
    """Waits for a place, holds it and gives it back; False if the referral ends first (S14)."""
    line = int(world.t.new_list[referral.step])
    leave_at = join(world, referral, line)
    if leave_at <= world.now:
        return leave(world, referral)
    await_rise(world, referral, line, leave_at)
    return (yield from await_place(world, referral, leave_at, opens=False))


def await_place(world: World, referral: Referral, leave_at: int, *, opens: bool) -> Story:
    """Waits for a place, being on its list already, and holds it (S14).

    Args:
        opens: whether it is on the opening list, which is served on the first day's change.
    """
    s = referral.step
    turn = queue(world, referral, int(world.t.new_list[s]))
    if not opens:
        fill_places(world, s)
    if not turn.called.triggered:
        referral.withdrawn = Event(world.env)
        leaves = leaving_moment(world, referral, leave_at)
        yield AnyOf(world.env, (turn.called, leaves, referral.withdrawn))
        if referral.withdrawn.triggered:
            return referral.sent
        if not turn.called.triggered:
            turn.gone = True
            return leave(world, referral)
    referral.turn = None
    return (yield from hold_place(world, referral, world.lasting(referral)))


def hold_place(world: World, referral: Referral, minutes: int) -> Story:
    """Holds a place for a time and gives it back to whoever waits for it (S14)."""
    yield Moment(world.env, world.now + minutes, RELEASE, referral.index)
    world.note(referral, RELEASED, 0)
    world.free[referral.step] += 1
    fill_places(world, referral.step)
    return True


def fill_places(world: World, s: int) -> None:
    """Gives free places to those who wait for them (S14)."""
    line = int(world.t.new_list[s])
    while world.free[s] > 0 and (turn := next_turn(world, line)):
        call(world, turn, line)
        end_wait(world, turn.referral, WAITED)
        world.free[s] -= 1
        world.note(turn.referral, PLACED, 0)
        turn.called.succeed(CAME)


def change_places(world: World, day: int) -> None:
    """Places that a new epoch adds or takes away (S14)."""
    t = world.t
    e, before = t.epoch_of_day[[day, max(day - 1, 0)]] * t.variants
    if e == before and day > 0:
        return
    for s in np.flatnonzero(t.step_kind == PLACE):
        world.free[s] += int(t.places[e, s] - t.places[before, s])
        fill_places(world, int(s))
