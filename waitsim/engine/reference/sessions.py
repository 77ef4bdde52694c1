"""The day's extra slots and staff time."""

import numpy as np

from waitsim.engine.reference.contacts import attend
from waitsim.engine.reference.hand import Hand, Needs
from waitsim.engine.reference.waiting import call, head, next_turn
from waitsim.engine.reference.world import Referral, Turn, World
from waitsim.model.tables import CLINIC
from waitsim.records import LOST, MINUTES_PER_WEEK, OFFERED, USED
from waitsim.rules.attending import FREED, GIVEN


def use_extra_slots(world: World, hand: Hand, day: int) -> None:
    """Extra slots see the first on the step's list of new starts, before staff do (S13, S45)."""
    t, week = world.t, world.now // MINUTES_PER_WEEK
    for s in np.flatnonzero(t.extra_slots[day]):
        slots = int(t.extra_slots[day, s])
        line = int(t.new_list[s] if t.new_list[s] >= 0 else t.follow_list[s])
        panel = panel_of(world, int(s))
        if not hand.has(line, panel):
            continue
        world.tallies.slots[s, OFFERED, week] += slots
        best = FREED
        while slots and (turn := next_turn(world, line)):
            call(world, turn, line)
            how = attend(world, turn)
            if how != FREED:  # S39
                slots -= 1
                world.tallies.slots[s, USED if how == GIVEN else LOST, week] += 1
            best = max(best, how)
        hand.spend(line, panel, best)


def panel_of(world: World, s: int) -> Needs:
    """Minutes of each staff group for a clinic as a whole; none where a step is no clinic (S45)."""
    t = world.t
    row = world.epoch * t.variants
    needs = range(t.need_start[s], t.need_start[s + 1]) if t.step_kind[s] == CLINIC else ()
    return {int(t.need_group[k]): (int(t.need_minutes[row, k]), 0) for k in needs}


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
            _, line = min(heads)
            turn = next_turn(world, line)
            assert turn is not None
            hand.take_back(line)
            if not (enough_wait(world, turn.referral, line) and serve(world, hand, turn, line)):
                waiting -= one_list(world, line)


def serve(world: World, hand: Hand, turn: Turn, line: int) -> bool:
    """The first staff who have the minutes give a contact; else they are set aside (S09, S27)."""
    ways = ways_to_give(world, turn.referral)
    wanted = next((way for way in ways if hand.has(line, way)), None)
    if wanted is None:
        hand.set_aside(line, ways[0])
        return False
    hand.spend(line, wanted, see(world, turn.referral, line))
    return True


def one_list(world: World, line: int) -> set[int]:
    """The lists that are one with a list, itself included (S27)."""
    shared = world.t.list_shared[world.epoch]
    return {int(other) for other in np.flatnonzero(shared == shared[line])}


def enough_wait(world: World, first: Referral, line: int) -> bool:
    """Whether as many wait for a first contact as must before it is given (S26)."""
    t, s = world.t, first.step
    present = sum(not turn.gone for turn in world.lists[line])
    return line != t.new_list[s] or bool(present >= t.at_least[world.situation(first), s])


def see(world: World, first: Referral, line: int) -> int:
    """Staff give a contact to whose turn it is, or several; how it went (S09, S26, S39)."""
    how = FREED
    for _ in range(int(world.t.together[world.situation(first), first.step])):
        if turn := next_turn(world, line):
            call(world, turn, line)
            how = max(how, attend(world, turn))
    return how


def needs(world: World, referral: Referral) -> Needs:
    """Minutes of each staff group for a referral's contact: with the child, and besides."""
    return ways_to_give(world, referral)[0]


def ways_to_give(world: World, referral: Referral) -> list[Needs]:
    """Who may give a referral's contact, and with how many minutes, in order (S27)."""
    t, e, s = world.t, world.situation(referral), referral.step
    ways: dict[int, Needs] = {0: {}}
    for k in range(t.need_start[s], t.need_start[s + 1]):
        minutes = (int(t.need_minutes[e, k]), int(t.need_admin[e, k]))
        ways.setdefault(int(t.need_set[k]), {})[int(t.need_group[k])] = minutes
    return list(ways.values())
