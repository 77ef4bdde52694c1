"""The day's extra slots and staff time."""

import heapq

import numpy as np

from waitsim.engine.reference.contacts import attend
from waitsim.engine.reference.waiting import head
from waitsim.engine.reference.world import World
from waitsim.records import LOST, MINUTES_PER_WEEK, OFFERED, UNUSED, USED


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


def hold_sessions(world: World, day: int) -> None:
    """The day's staff time goes to the lists, pool by pool (S09)."""
    t, week = world.t, world.now // MINUTES_PER_WEEK
    balance, held = [0] * len(world.carry), [0] * len(world.carry)
    for g, offered in enumerate(t.offered[day]):
        if offered > 0:
            balance[g] = int(offered) + world.carry[g]
            world.carry[g] = 0
            world.tallies.minutes[g, OFFERED, week] += offered
    for first, last in zip(t.pool_start[:-1], t.pool_start[1:], strict=True):
        waiting = {int(line) for line in t.pool_list[first:last]}
        while heads := [(h, line) for line in waiting if (h := head(world, line))]:
            turn, line = min(heads)
            s = int(t.list_step[line])
            wanted = needs(world, s)
            if all(sum(need) <= balance[g] for g, need in wanted.items()):
                heapq.heappop(world.lists[line])
                came = attend(world, turn)
                for g, (contact, admin) in wanted.items():
                    minutes = contact + admin if came else contact
                    balance[g] -= minutes
                    world.tallies.minutes[g, USED if came else LOST, week] += minutes
            else:
                for g, need in wanted.items():
                    kept = min(sum(need), balance[g])
                    balance[g] -= kept
                    held[g] += kept
                waiting.remove(line)
    for g in range(len(balance)):
        world.carry[g] += held[g]
        world.tallies.minutes[g, UNUSED, week] += balance[g]


def needs(world: World, s: int) -> dict[int, tuple[int, int]]:
    """Minutes of each staff group for a contact at a step: with the child, and besides."""
    t, e = world.t, world.epoch
    return {
        int(t.need_group[k]): (int(t.need_minutes[e, k]), int(t.need_admin[e, k]))
        for k in range(t.need_start[s], t.need_start[s + 1])
    }
