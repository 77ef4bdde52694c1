"""Contacts booked ahead: giving out a day to come, and keeping the appointments of today."""

from waitsim.engine.kernel.agenda import note, post, situation, situation_on
from waitsim.engine.kernel.appointments import strike_out, take_room
from waitsim.engine.kernel.cancelling import call_off
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.ends import leave
from waitsim.engine.kernel.lists import give, open_list, pause, unwatch
from waitsim.engine.kernel.purses import have, spend
from waitsim.engine.kernel.sessions import attend, next_in_pool
from waitsim.engine.kernel.state import (
    ADMIN,
    AHEAD,
    BALANCE,
    BOOKABLE,
    BOOKED_AS,
    BOOKED_FOR,
    BOOKED_ON,
    CARRY,
    DAY,
    EAGER,
    FIRST,
    GROUP,
    IF_UNUSED,
    LAST,
    LATEST,
    LEAVE_AT,
    LIST,
    NEED_FROM,
    NEED_TO,
    NONE,
    NOTICE,
    OPEN,
    PUT_OFF,
    QUOTA,
    REJOIN,
    SOONER,
    STEP,
    THEN,
    WITH_CHILD,
    Plan,
    Supply,
    World,
)
from waitsim.engine.moments import ONWARD
from waitsim.model.tables import UNSTATED, Ints
from waitsim.records import BOOKED, CANCELLED_BY_SERVICE
from waitsim.rules.staff_time import LOST_UNUSED


@compiled
def has_room(m: Plan, w: World, day: int, line: int, need: Ints) -> bool:
    """Whether a day to come has the minutes of an appointment (S38)."""
    e = w.diary[day, THEN]
    for k in range(len(need)):
        wanted = need[k, WITH_CHILD] + need[k, ADMIN]
        if wanted > w.diary[day, BOOKABLE + m.purse_of[e, line, need[k, GROUP]]]:
            return False
    return True


@compiled
def keep_room(m: Plan, w: World, day: int, line: int, need: Ints) -> None:
    """Sets aside what there is of an appointment's minutes for the next day (S38)."""
    e = w.diary[day, THEN]
    purses = w.staff.shape[1]
    for k in range(len(need)):
        g = need[k, GROUP]
        if m.purse[e, g, IF_UNUSED] == LOST_UNUSED:
            continue
        p = BOOKABLE + m.purse_of[e, line, g]
        kept = max(min(need[k, WITH_CHILD] + need[k, ADMIN], w.diary[day, p]), 0)
        w.diary[day, p] -= kept
        w.diary[day, p + purses] += kept
        following = w.diary[day, p + 2 * purses]
        if following < len(w.diary):
            w.diary[following, p] += kept


@compiled
def book(m: Plan, w: World, i: int, day: int, minute: int) -> None:
    """Writes down an appointment of whose turn it is on a list (S38)."""
    give(w, i)
    appoint(m, w, i, day, minute)


@compiled
def appoint(m: Plan, w: World, i: int, day: int, minute: int) -> None:
    """Writes down an appointment of someone who is not on the list itself (S38, S46)."""
    last = w.diary[day, LAST]
    w.r[i, SOONER] = last
    w.r[i, AHEAD] = NONE
    if last == NONE:
        w.diary[day, FIRST] = i
    else:
        w.r[last, AHEAD] = i
    w.diary[day, LAST] = i
    w.r[i, BOOKED_FOR] = day + 1
    w.r[i, BOOKED_ON] = w.state[DAY]
    w.r[i, BOOKED_AS] = situation_on(w, i, day)
    take_room(m, w, i, 1)
    w.state[LATEST] = max(w.state[LATEST], day)
    note(w, minute, i, BOOKED, day, minute)


@compiled
def let_go(m: Plan, w: World, minute: int) -> None:
    """Those with an appointment who have left by now go (S06, S07)."""
    for day in range(w.state[DAY], w.state[LATEST] + 1):
        i = w.diary[day, FIRST]
        while i != NONE:
            ahead = w.r[i, AHEAD]
            if w.r[i, LEAVE_AT] <= minute:
                strike_out(m, w, i)
                leave(m, w, i)
            i = ahead


@compiled
def give_out(m: Plan, w: World, d: Supply, day: int, minute: int) -> None:
    """Gives the minutes of a day to come to the lists that are open, pool by pool (S38)."""
    for pool in range(len(d.pool_start) - 1):
        lists = d.pool_list[d.pool_start[pool] : d.pool_start[pool + 1]]
        while True:
            i = next_in_pool(m, w, lists, minute)
            if i == NONE:
                break
            s, line, row = w.r[i, STEP], w.r[i, LIST], situation_on(w, i, day)
            need = m.need[row, m.step[row, s, NEED_FROM] : m.step[row, s, NEED_TO]]
            if has_room(m, w, day, line, need):
                book(m, w, i, day, minute)
                w.line[line, QUOTA] -= w.line[line, QUOTA] > 0
                if w.line[line, QUOTA] == 0:
                    w.line[line, OPEN] = 0
            else:
                keep_room(m, w, day, line, need)
                w.line[line, OPEN] = 0


@compiled
def open_diary(m: Plan, w: World, d: Supply) -> None:
    """Books the opening list into the first days of the run (S38, S40)."""
    for day in range(len(w.diary)):
        going = False
        for k in range(len(d.notices)):
            for line in range(len(w.line)):
                quota, notice = w.line[line, QUOTA], w.line[line, NOTICE]
                books = quota > 0 or (quota == UNSTATED and day < notice)
                open_list(w, line, books and notice == d.notices[k])
                going = going or books
            give_out(m, w, d, day, 0)
        if not going:
            break
    w.line[:, QUOTA] = UNSTATED


@compiled
def book_ahead(m: Plan, w: World, d: Supply, minute: int) -> None:
    """Gives out the days as far ahead as the notices of lists say, the longest first (S38)."""
    for k in range(len(d.notices)):
        notice = d.notices[k]
        day = w.state[DAY] + notice
        if notice > 0 and day < len(w.diary):
            for line in range(len(w.line)):
                open_list(w, line, w.line[line, NOTICE] == notice)
            give_out(m, w, d, day, minute)


@compiled
def put_off(w: World, i: int, minute: int) -> None:
    """A referral whose appointment was cancelled rejoins its list with the key it had (S38)."""
    w.r[i, BOOKED_FOR] = PUT_OFF
    if w.line[w.r[i, LIST], EAGER]:
        pause(w, i, minute, ONWARD)
    else:
        post(w, i, minute, ONWARD, REJOIN)


@compiled
def keep_appointments(m: Plan, w: World, minute: int) -> None:
    """Today's appointments take place, in the order in which they were made (S38)."""
    let_go(m, w, minute)
    call_off(m, w, minute)
    day = w.state[DAY]
    i = w.diary[day, FIRST]
    while i != NONE:
        ahead = w.r[i, AHEAD]
        s, line, row = w.r[i, STEP], w.r[i, LIST], situation(w, i)
        needs = (row, m.step[row, s, NEED_FROM], m.step[row, s, NEED_TO])
        if w.line[line, EAGER]:
            unwatch(w, i)
        if have(m, w, line, needs):
            spend(m, w, line, needs, attend(m, w, i, minute))
            w.r[i, BOOKED_FOR] = min(w.r[i, BOOKED_FOR], 0)
        else:
            note(w, minute, i, CANCELLED_BY_SERVICE, day, minute)
            put_off(w, i, minute)
        i = ahead
    w.diary[day, FIRST] = NONE
    purses = w.staff.shape[1]
    for p in range(purses):
        kept = max(min(w.diary[day, BOOKABLE + purses + p], w.staff[BALANCE, p]), 0)
        w.staff[BALANCE, p] -= kept
        w.staff[CARRY, p] += kept
