"""Contacts booked ahead: giving out a day to come, and keeping the appointments of today."""

import heapq

import numpy as np

from waitsim.engine.reference.cancelling import call_off
from waitsim.engine.reference.contacts import attend
from waitsim.engine.reference.hand import Hand
from waitsim.engine.reference.sessions import needs
from waitsim.engine.reference.waiting import call, head, next_turn, room_needed
from waitsim.engine.reference.world import PUT_OFF, Purses, Turn, World
from waitsim.model.tables import UNSTATED
from waitsim.records import BOOKED, CANCELLED_BY_SERVICE, MINUTES_PER_DAY
from waitsim.rules.staff_time import LOST_UNUSED


def open_diary(world: World) -> None:
    """Books the opening list into the first days of the run (S38, S40, S46)."""
    t = world.t
    keep_told(world)
    left = {line: int(n) for line, n in enumerate(t.list_booked) if n > 0}
    for day in range(len(t.bookable)):
        if not left and day >= t.notices[0]:
            return
        for notice in t.notices:
            lines = {
                line
                for line in lists_with(world, int(notice))
                if line in left or (t.list_booked[line] == UNSTATED and day < notice)
            }
            give_out(world, day, lines, left)


def keep_told(world: World) -> None:
    """Makes the appointments that a file names, whether or not there is room (S46)."""
    t = world.t
    for o in np.flatnonzero(t.opening_booked != UNSTATED):
        turn, day = world.referrals[o].turn, int(t.opening_booked[o])
        assert turn is not None
        line, _ = turn.referral.wait or (0, 0)
        world.lists[line].remove(turn)
        book(world, turn, day, room_needed(t, day, turn.referral, line))
    for turns in world.lists:
        heapq.heapify(turns)


def book_ahead(world: World, day: int) -> None:
    """Gives out the days as far ahead as the notices of lists say, the longest first (S38)."""
    for notice in world.t.notices:
        if notice > 0 and day + notice < world.t.days:
            give_out(world, day + int(notice), lists_with(world, int(notice)), {})


def lists_with(world: World, notice: int) -> set[int]:
    """Lists with a notice."""
    return {line for line, days in enumerate(world.t.list_notice) if days == notice}


def give_out(world: World, day: int, lines: set[int], left: dict[int, int]) -> None:
    """Gives the minutes of a day to come to some lists, pool by pool (S38).

    Args:
        left: how many more may be booked, of lists for which that is stated.
    """
    t = world.t
    for first, last in zip(t.pool_start[:-1], t.pool_start[1:], strict=True):
        waiting = {int(line) for line in t.pool_list[first:last]} & lines
        while heads := [(h, line) for line in waiting if (h := head(world, line))]:
            _, line = min(heads)
            turn = next_turn(world, line)
            assert turn is not None
            wanted = room_needed(t, day, turn.referral, line)
            if any(minutes > world.diary.room[day][p] for p, minutes in wanted.items()):
                keep_room(world, day, wanted)
                waiting.remove(line)
                continue
            call(world, turn, line)
            book(world, turn, day, wanted)
            if line in left:
                left[line] -= 1
                if not left[line]:
                    del left[line]
                    waiting.remove(line)


def book(world: World, turn: Turn, day: int, wanted: Purses) -> None:
    """Writes an appointment down (S38)."""
    for purse, minutes in wanted.items():
        world.diary.room[day][purse] -= minutes
    world.diary.days[day].append(turn)
    turn.room = wanted
    turn.booked_for, turn.booked_on = day, world.now // MINUTES_PER_DAY
    world.note(turn.referral, BOOKED, day)


def keep_room(world: World, day: int, wanted: Purses) -> None:
    """Sets aside what there is of an appointment's minutes for the next day (S38)."""
    t, diary = world.t, world.diary
    for purse, minutes in wanted.items():
        if t.group_unused[t.epoch_of_day[day], t.purse_group[purse]] == LOST_UNUSED:
            continue
        kept = max(min(minutes, diary.room[day][purse]), 0)
        diary.room[day][purse] -= kept
        diary.aside[day][purse] += kept
        following = int(t.bookable_next[day, purse])
        if following < len(diary.room):
            diary.room[following][purse] += kept


def keep_appointments(world: World, hand: Hand, day: int) -> None:
    """Today's appointments take place, in the order in which they were made (S38)."""
    call_off(world, day)
    turns, world.diary.days[day] = world.diary.days[day], []
    for turn in turns:
        assert turn.referral.wait is not None
        line, _ = turn.referral.wait
        wanted = needs(world, turn.referral)
        if hand.has(line, wanted):
            hand.spend(line, wanted, attend(world, turn))
        else:
            world.note(turn.referral, CANCELLED_BY_SERVICE, day)
            turn.called.succeed(PUT_OFF)
    for purse, minutes in enumerate(world.diary.aside[day]):
        kept = max(min(minutes, hand.balance[purse]), 0)
        hand.balance[purse] -= kept
        world.carry[purse] += kept
