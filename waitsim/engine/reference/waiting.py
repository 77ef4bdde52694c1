"""Waiting lists: joining, keeping a place, leaving."""

import heapq

from simpy import Event

from waitsim.engine.moments import REMOVAL
from waitsim.engine.reference.world import Moment, Purses, Referral, Turn, World
from waitsim.model.tables import Tables
from waitsim.records import JOINED, MINUTES_PER_DAY, NEVER
from waitsim.rules import questions
from waitsim.rules.durations import EMPIRICAL
from waitsim.rules.leaving import CONSTANT, PATIENCE
from waitsim.rules.order import is_for_longest, place_key


def leaving_moment(world: World, referral: Referral, leave_at: int) -> Event:
    """The moment of leaving a list, or an event that never comes."""
    if leave_at >= world.t.days * MINUTES_PER_DAY:
        return Event(world.env)
    return Moment(world.env, leave_at, REMOVAL, referral.index)


def patience(world: World, referral: Referral, line: int, waited: int) -> int:
    """Minute in which a referral would leave its list by itself; or NEVER (S06, S34)."""
    t, e, s = world.t, world.situation(referral), referral.step
    if not t.list_leaving[line]:
        return NEVER
    key, kind = int(t.step_key[s]), int(t.leaving_kind[e, s])
    if kind == CONSTANT:
        hazard = float(t.hazard[e, s])
        return questions.leaves_at(referral.who, key, referral.visit, world.now, hazard)
    a, b, c = float(t.leaving_a[e, s]), float(t.leaving_b[e, s]), float(t.leaving_c[e, s])
    rows = t.bands if kind == PATIENCE + EMPIRICAL else t.bends
    return questions.leaves_by_curve(
        referral.who, key, referral.visit, (world.now, waited), (kind, a, b, c), rows
    )


def join(world: World, referral: Referral, line: int) -> int:
    """Joins a list; the minute in which the referral will leave it unseen (S06, S07, S43)."""
    t = world.t
    world.note(referral, JOINED, line)
    leave_at = patience(world, referral, line, 0)
    referral.wait = (line, world.now)
    start = referral.clock_start if t.list_by_clock[line] else world.now
    referral.since = counted_from(world, referral, line, start)
    if referral.bound is not None:
        return world.now  # S43
    return min(leave_at, max(referral.ages_out, world.now))


def counted_from(world: World, referral: Referral, line: int, minute: int) -> int:
    """A minute that a wait is to be counted from, or the lot that stands in its place (S31)."""
    if not world.t.list_by_lot[line]:
        return minute
    key = int(world.t.step_key[referral.step])
    return questions.lot(referral.who, key, referral.visit, referral.attempts)


def queue(world: World, referral: Referral, line: int) -> Turn:
    """Puts a referral in its place on a list (S09)."""
    turn = Turn(0, referral.index, referral, Event(world.env))
    referral.turn = turn
    put_in(world, turn, line)
    return turn


def put_in(world: World, turn: Turn, line: int) -> None:
    """Puts a turn in its place, as its referral stands now (S09, S32)."""
    t, referral = world.t, turn.referral
    priority = referral.priority if t.list_by_priority[line] else 0
    since = referral.since + int(t.list_shift[line, referral.priority])  # S30
    turn.key = place_key(int(t.list_precedence[line]), priority, since)
    turn.counted_from = referral.clock_start if t.list_by_lot[line] else referral.since
    heapq.heappush(world.lists[line], turn)


def move(world: World, referral: Referral, line: int) -> None:
    """Moves a referral to the place it now has, unless it pauses or has an appointment (S33)."""
    turn = referral.turn
    if turn is not None and turn.booked_for is None:
        take_out(world, turn, line)
        put_in(world, turn, line)


def head(world: World, line: int) -> Turn | None:
    """First on a list, those who have left being let go."""
    turns = world.lists[line]
    while turns and turns[0].gone:
        heapq.heappop(turns)
    return turns[0] if turns else None


def next_turn(world: World, line: int) -> Turn | None:
    """Whose turn it is on a list: the first by its order, or who has waited longest (S32)."""
    first = head(world, line)
    share = int(world.t.list_long_share[line])
    if first is None or not is_for_longest(world.given[line] + 1, share):
        return first
    waiting = [turn for turn in world.lists[line] if not turn.gone]
    longest = min(waiting, key=lambda turn: (turn.counted_from, turn.index))
    enough = world.now - longest.counted_from >= world.t.list_long_over[line]
    return longest if enough else first


def call(world: World, turn: Turn, line: int) -> None:
    """Takes a turn off its list, which counts what it gives (S32)."""
    take_out(world, turn, line)
    world.given[line] += 1


def take_out(world: World, turn: Turn, line: int) -> None:
    """Takes a turn off its list, wherever it stands."""
    if world.lists[line][0] is turn:
        heapq.heappop(world.lists[line])
    else:
        # Not by equality: a turn of the same referral that has gone may be there still.
        world.lists[line] = [other for other in world.lists[line] if other is not turn]
        heapq.heapify(world.lists[line])


def strike_out(world: World, turn: Turn) -> None:
    """Frees the minutes of an appointment that will not be kept, if there is one (S38)."""
    day = turn.booked_for
    if day is None:
        return
    world.diary.days[day].remove(turn)
    turn.booked_for = None
    for purse, minutes in turn.room.items():
        world.diary.room[day][purse] += minutes


def room_needed(t: Tables, day: int, referral: Referral, line: int) -> Purses:
    """All minutes of each purse for a referral's contact on a day to come (S23, S38)."""
    e, s = t.epoch_of_day[day], referral.step
    row = e * t.variants + referral.variant
    return {
        int(t.purse_of[e, line, t.need_group[k]]): int(
            t.need_minutes[row, k] + t.need_admin[row, k]
        )
        for k in range(t.need_start[s], t.need_start[s + 1])
        if t.need_set[k] == 0
    }
