"""The day's extra slots and staff time."""

import heapq

import numpy as np

from waitsim.engine.reference.contacts import attend
from waitsim.engine.reference.waiting import head
from waitsim.engine.reference.world import Turn, World
from waitsim.records import LOST, MINUTES_PER_WEEK, OFFERED, UNUSED, USED

Needs = dict[int, tuple[int, int]]
"""Minutes of each staff group for a contact: with the child, and besides."""


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


class Hand:
    """Minutes of each staff group in hand at the day's sessions, and set aside in them (S09)."""

    def __init__(self, world: World, day: int) -> None:
        groups = len(world.carry)
        self.balance, self.held = [0] * groups, [0] * groups
        for g, offered in enumerate(world.t.offered[day]):
            if offered > 0:
                self.balance[g] = int(offered) + world.carry[g]
                world.carry[g] = 0
                world.tallies.minutes[g, OFFERED, world.now // MINUTES_PER_WEEK] += offered

    def has(self, wanted: Needs) -> bool:
        """Whether every group has the minutes that a contact takes."""
        return all(sum(need) <= self.balance[g] for g, need in wanted.items())

    def set_aside(self, wanted: Needs) -> None:
        """Keeps what the groups have of a contact's minutes."""
        for g, need in wanted.items():
            kept = min(sum(need), self.balance[g])
            self.balance[g] -= kept
            self.held[g] += kept


def hold_sessions(world: World, hand: Hand) -> None:
    """The minutes in hand go to the lists, pool by pool (S09)."""
    t = world.t
    for first, last in zip(t.pool_start[:-1], t.pool_start[1:], strict=True):
        waiting = {int(line) for line in t.pool_list[first:last]}
        while heads := [(h, line) for line in waiting if (h := head(world, line))]:
            turn, line = min(heads)
            wanted = needs(world, int(t.list_step[line]))
            if hand.has(wanted):
                heapq.heappop(world.lists[line])
                give_contact(world, hand, turn, wanted)
            else:
                hand.set_aside(wanted)
                waiting.remove(line)


def give_contact(world: World, hand: Hand, turn: Turn, wanted: Needs) -> None:
    """Staff give a contact, which is attended or missed (S09, S10)."""
    came = attend(world, turn)
    for g, (contact, admin) in wanted.items():
        minutes = contact + admin if came else contact
        hand.balance[g] -= minutes
        world.tallies.minutes[g, USED if came else LOST, world.now // MINUTES_PER_WEEK] += minutes


def end_sessions(world: World, hand: Hand) -> None:
    """Keeps what was set aside; what is left over is unused (S09)."""
    for g, left in enumerate(hand.balance):
        world.carry[g] += hand.held[g]
        world.tallies.minutes[g, UNUSED, world.now // MINUTES_PER_WEEK] += left


def needs(world: World, s: int) -> Needs:
    """Minutes of each staff group for a contact at a step: with the child, and besides."""
    t, e = world.t, world.epoch
    return {
        int(t.need_group[k]): (int(t.need_minutes[e, k]), int(t.need_admin[e, k]))
        for k in range(t.need_start[s], t.need_start[s + 1])
    }
