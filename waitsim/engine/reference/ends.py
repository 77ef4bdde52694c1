"""How waits and referrals end."""

from collections.abc import Generator

import numpy as np
from simpy import Event

from waitsim.engine.moments import ONWARD
from waitsim.engine.reference.choosing import count_completed
from waitsim.engine.reference.clocks import void_clocks
from waitsim.engine.reference.onward import re_refer
from waitsim.engine.reference.waiting import strike_out
from waitsim.engine.reference.world import Moment, Referral, World
from waitsim.records import END_LEFT, ENDED, LEFT, NEVER, WAITED
from waitsim.rules import questions


def end_wait(world: World, referral: Referral, kind: int) -> None:
    """Ends the wait on the list that a referral is on: WAITED or LEFT."""
    assert referral.wait is not None
    line, joined = referral.wait
    world.note(referral, kind, line, since=joined)
    if kind == WAITED:
        count_completed(world, referral, line, joined)
    referral.wait = None


def is_waiting(referral: Referral) -> bool:
    """Whether a referral is on a list, or pauses there: no other rule has taken it off (S34)."""
    return referral.wait is not None


def leave(world: World, referral: Referral) -> bool:
    """A referral leaves its list: by itself, on a birthday, or because another was resolved.

    True if to a step (S06, S07, S43).
    """
    end_wait(world, referral, LEFT)
    if referral.ages_out <= world.now:
        referral.ages_out = NEVER
        return send(world, referral, int(world.t.aged_out_target[referral.pathway]))
    if referral.bound is not None:
        target, referral.bound = referral.bound, None
        return send(world, referral, target)
    return send(world, referral, way_out(world, referral))


def way_out(world: World, referral: Referral) -> int:
    """Step to which leaving its list leads a referral, or -(end + 1) (S34)."""
    t, s = world.t, referral.step
    start, stop = int(t.leave_start[s]), int(t.leave_start[s + 1])
    if start == stop:
        return -(int(t.end_base[referral.pathway]) + END_LEFT + 1)
    shares = t.leave_shares[world.situation(referral)]
    key = int(t.step_key[s])
    k = questions.way_out(referral.who, key, referral.visit, shares, start, stop)
    return int(t.leave_target[start + k])


def send(world: World, referral: Referral, target: int) -> bool:
    """Sends a referral to a step, or -(end + 1); True if to a step, which it then enters (S34)."""
    if target < 0:
        end(world, referral, -target - 1)
        return False
    referral.step = target
    referral.sent = True
    return True


def remove_from_list(world: World, referral: Referral, target: int) -> None:
    """Takes a referral off its list now and sends it to a step, or to -(end + 1) (S34).

    Its own story goes on, or ends, in the same minute.
    """
    assert referral.withdrawn is not None
    if referral.turn is not None:
        referral.turn.gone = True
        strike_out(world, referral.turn)
        referral.turn = None
    end_wait(world, referral, LEFT)
    send(world, referral, target)
    referral.withdrawn.succeed()


def end(world: World, referral: Referral, end: int) -> None:
    """Ends a referral, and with it the clocks that still run (S05)."""
    void_clocks(world, referral)
    re_refer(world, referral, end)
    world.note(referral, ENDED, end)
    del world.going[referral.index]
    if end in world.t.resolve_end:
        world.env.process(resolve(world, referral, end))


def resolve(world: World, referral: Referral, end: int) -> Generator[Event, object, None]:
    """Lets the child's other referrals go that an end has resolved (S43)."""
    yield Moment(world.env, world.now, ONWARD, referral.index)
    t = world.t
    for other in referral.child:
        if other.index not in world.going or not other.visits or other.bound is not None:
            continue
        for k in np.flatnonzero((t.resolve_end == end) & (t.resolve_pathway == other.pathway)):
            share = float(t.resolve_share[world.epoch, k])
            if questions.is_resolved(other.who, referral.who[2], share):
                if is_waiting(other):
                    remove_from_list(world, other, int(t.resolve_target[k]))
                else:
                    other.bound = int(t.resolve_target[k])
