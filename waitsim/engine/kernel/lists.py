"""Waiting lists: who is on them, and who is first.

Most lists let go of those who have left when their turn comes, which is soon enough where they
only end. From an eager list they are taken off in the minute itself: ``watch`` keeps a second heap
of what will happen to those who are on such lists, in order of minute and phase (S33, S34).
"""

from waitsim.engine.kernel.agenda import who_is
from waitsim.engine.kernel.appointments import strike_out
from waitsim.engine.kernel.compiling import compiled, inlined
from waitsim.engine.kernel.ends import leave
from waitsim.engine.kernel.heaps import alone, cut, meld
from waitsim.engine.kernel.state import (
    AGAIN,
    ATTEMPTS,
    BOOKED_FOR,
    BY_LOT,
    BY_PRIORITY,
    CLOCK_START,
    DAYS,
    EAGER,
    GIVEN,
    KEY,
    LEAVE_AT,
    LIST,
    LONG_OVER,
    LONG_ROOT,
    LONG_SHARE,
    NAME_KEY,
    NEXT,
    NONE,
    NOT_KNOWN,
    OPEN,
    PHASE_BITS,
    PRECEDENCE,
    PRIORITY,
    RISES_AT,
    SIBLING,
    SINCE,
    STEP,
    VISIT,
    WATCHED,
    Plan,
    World,
)
from waitsim.engine.kernel.turns import first_by_turn, put_by_turn, take_by_turn
from waitsim.engine.moments import REMOVAL
from waitsim.records import MINUTES_PER_DAY
from waitsim.rules import questions
from waitsim.rules.order import is_for_longest, place_key


@compiled
def draw_lot(m: Plan, w: World, i: int) -> int:
    """The lot of a referral that joins a list at its step, or goes to its back (S31)."""
    key = m.step[0, w.r[i, STEP], NAME_KEY]
    return questions.lot(who_is(w, i), key, w.r[i, VISIT], w.r[i, ATTEMPTS])


@inlined
def insert(m: Plan, w: World, i: int) -> None:
    """Puts a referral in its place on the list it has joined (S09, S30)."""
    line = w.r[i, LIST]
    priority = w.r[i, PRIORITY] if w.line[line, BY_PRIORITY] else 0
    since = w.r[i, SINCE] + m.shift[line, w.r[i, PRIORITY]]
    key = place_key(w.line[line, PRECEDENCE], priority, since)
    put_by_turn(w, line, i, key)
    if w.line[line, LONG_SHARE]:
        counted = w.r[i, CLOCK_START] if w.line[line, BY_LOT] else w.r[i, SINCE]
        w.line[line, LONG_ROOT] = meld(w.long, w.line[line, LONG_ROOT], alone(w.long, i, counted))
    if w.line[line, EAGER]:
        watch(w, i)


@inlined
def take(w: World, i: int) -> None:
    """Takes a referral off its list: the first one, unless anybody else can be taken off."""
    line = w.r[i, LIST]
    take_by_turn(w, line, i)
    if w.line[line, LONG_SHARE]:
        w.line[line, LONG_ROOT] = cut(w.long, w.line[line, LONG_ROOT], i)


@compiled
def are_waiting(m: Plan, w: World, line: int, wanted: int, minute: int) -> bool:
    """Whether so many are still on a list: as many are taken off it and put back (S26)."""
    taken = NONE
    while wanted > 0:
        i = head(m, w, line, minute)
        if i == NONE:
            break
        take_by_turn(w, line, i)
        w.turn[i, SIBLING] = taken
        taken = i
        wanted -= 1
    while taken != NONE:
        i = taken
        taken = w.turn[i, SIBLING]
        put_by_turn(w, line, i, w.turn[i, KEY])
    return wanted == 0


@compiled
def open_list(w: World, line: int, is_open: bool) -> None:
    """Opens a list to a round of contacts or bookings, or closes it."""
    w.line[line, OPEN] = 1 if is_open else 0
    w.line[line, NEXT] = NOT_KNOWN


@inlined
def head(m: Plan, w: World, line: int, minute: int) -> int:
    """First referral still on the list; those who have left by now are let go (S06)."""
    while True:
        i = first_by_turn(w, line)
        if i == NONE or w.r[i, LEAVE_AT] > minute:
            return i
        take(w, i)
        leave(m, w, i)


@compiled
def longest_or(m: Plan, w: World, first: int, minute: int) -> int:
    """Whose turn it is on a list: its first by the order, or who has waited longest (S32)."""
    line = w.r[first, LIST]
    share = w.line[line, LONG_SHARE]
    if share == 0 or not is_for_longest(w.line[line, GIVEN] + 1, share):
        return first
    while w.r[w.line[line, LONG_ROOT], LEAVE_AT] <= minute:
        gone = w.line[line, LONG_ROOT]
        take(w, gone)
        leave(m, w, gone)
    longest = int(w.line[line, LONG_ROOT])
    return longest if minute - w.long[longest, KEY] >= w.line[line, LONG_OVER] else first


@inlined
def next_on(m: Plan, w: World, line: int, minute: int) -> int:
    """Whose turn it is on a list (S09, S32)."""
    first = head(m, w, line, minute)
    return first if first == NONE else longest_or(m, w, first, minute)


@inlined
def give(w: World, i: int) -> None:
    """Takes a referral off its list, which counts what it gives (S32)."""
    take(w, i)
    w.line[w.r[i, LIST], GIVEN] += 1
    w.line[w.r[i, LIST], NEXT] = NOT_KNOWN


@inlined
def call(w: World, i: int) -> None:
    """Takes a referral off its list, because its turn has come."""
    give(w, i)
    if w.line[w.r[i, LIST], EAGER]:
        unwatch(w, i)


@compiled
def is_on_list(w: World, i: int) -> bool:
    """Whether a referral that waits stands on its list: not booked ahead, nor in a pause."""
    return bool(w.r[i, BOOKED_FOR] <= 0 and w.r[i, AGAIN] == 0)


@compiled
def take_off(m: Plan, w: World, i: int) -> None:
    """Takes a referral off its eager list, wherever it stands or if it pauses (S34)."""
    unwatch(w, i)
    if w.r[i, BOOKED_FOR] > 0:
        strike_out(m, w, i)
    elif w.r[i, AGAIN] > 0:
        w.r[i, AGAIN] = 0
        w.r[i, BOOKED_FOR] = 0
    else:
        take(w, i)


@compiled
def pause(w: World, i: int, minute: int, phase: int) -> None:
    """Keeps a referral of an eager list, off which it has been called, until it rejoins (S11)."""
    w.r[i, AGAIN] = (minute << PHASE_BITS) + phase
    watch(w, i)


@compiled
def watch(w: World, i: int) -> None:
    """Puts down what will happen first to a referral on an eager list, if anything (S33, S34)."""
    unwatch(w, i)
    horizon = w.state[DAYS] * MINUTES_PER_DAY
    key = horizon << PHASE_BITS
    soonest = min(w.r[i, LEAVE_AT], w.watch[i, RISES_AT])
    if soonest < horizon:
        key = (soonest << PHASE_BITS) + REMOVAL
    if w.r[i, AGAIN] > 0:
        key = min(key, w.r[i, AGAIN])
    if key < horizon << PHASE_BITS:
        w.state[WATCHED] = meld(w.watch, w.state[WATCHED], alone(w.watch, i, key))


@compiled
def unwatch(w: World, i: int) -> None:
    """Strikes out what was put down for a referral."""
    if w.watch[i, KEY] > 0:
        w.state[WATCHED] = cut(w.watch, w.state[WATCHED], i)
        w.watch[i, KEY] = 0
