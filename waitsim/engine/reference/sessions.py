"""The day's extra slots and staff time."""

import heapq

import numpy as np

from waitsim.engine.reference.contacts import attend
from waitsim.engine.reference.hand import Hand, Needs
from waitsim.engine.reference.waiting import head
from waitsim.engine.reference.world import Referral, World
from waitsim.records import LOST, MINUTES_PER_WEEK, OFFERED, USED


def use_extra_slots(world: World, day: int) -> None:
    """Extra slots see the first on the step's list of new starts, before staff do (S13)."""
    t, week = world.t, world.now // MINUTES_PER_WEEK
    for s in np.flatnonzero(t.extra_slots[day]):
        slots = int(t.extra_slots[day, s])
        line = int(t.new_list[s] if t.new_list[s] >= 0 else t.follow_list[s])
        world.tallies.slots[s, OFFERED, week] += slots
        for _ in range(slots):
            turn = head(world, line)
            if turn is None:
                break
            heapq.heappop(world.lists[line])
            use = USED if attend(world, turn) else LOST
            world.tallies.slots[s, use, week] += 1


def hold_sessions(world: World, hand: Hand) -> None:
    """The minutes in hand go to the lists, in one round or two (S09, S23).

    Lists with a notice take no part: their contacts are booked ahead (S38).
    """
    hold_round(world, hand)
    if hand.lend():
        hold_round(world, hand)


def hold_round(world: World, hand: Hand) -> None:
    """Staff see who is next, pool by pool, until every list is empty or closed (S09)."""
    t = world.t
    for first, last in zip(t.pool_start[:-1], t.pool_start[1:], strict=True):
        waiting = {int(line) for line in t.pool_list[first:last] if not t.list_notice[line]}
        while heads := [(h, line) for line in waiting if (h := head(world, line))]:
            turn, line = min(heads)
            wanted = needs(world, turn.referral)
            hand.take_back(line)
            if hand.has(line, wanted):
                heapq.heappop(world.lists[line])
                hand.spend(line, wanted, came=attend(world, turn))
            else:
                hand.set_aside(line, wanted)
                waiting.remove(line)


def needs(world: World, referral: Referral) -> Needs:
    """Minutes of each staff group for a referral's contact: with the child, and besides."""
    t, e, s = world.t, world.situation(referral), referral.step
    return {
        int(t.need_group[k]): (int(t.need_minutes[e, k]), int(t.need_admin[e, k]))
        for k in range(t.need_start[s], t.need_start[s + 1])
    }
