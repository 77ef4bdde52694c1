"""Contacts: extra slots and the time of staff."""

from waitsim.engine.kernel.agenda import note, post, who_is
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.ends import end, end_wait, stop_clocks
from waitsim.engine.kernel.lists import before, head, without
from waitsim.engine.kernel.state import (
    ADMIN,
    ATTEMPTS,
    BALANCE,
    CARRY,
    COURSE_LENGTH,
    DAY,
    DNA,
    END_BASE,
    EPOCH,
    EVERY,
    FALL_DUE,
    FOLLOW_LIST,
    GROUP,
    HELD,
    LIST,
    MISSES,
    MOST_MISSED,
    MOVE_ON,
    NAME_KEY,
    NEED_FROM,
    NEED_TO,
    NEW_LIST,
    NONE,
    OPEN,
    PATHWAY,
    REBOOK,
    REBOOK_AFTER,
    REJOIN,
    ROOT,
    SESSIONS,
    STEP,
    STOPS,
    VISIT,
    WITH_CHILD,
    Plan,
    Supply,
    World,
)
from waitsim.engine.moments import ARRIVAL, ONWARD
from waitsim.model.tables import Ints
from waitsim.records import (
    ATTENDED,
    END_NOT_BROUGHT,
    LEFT,
    LOST,
    MISSED,
    OFFERED,
    UNUSED,
    USED,
    WAITED,
)
from waitsim.rules import questions


@compiled
def attend(m: Plan, w: World, i: int, minute: int) -> bool:
    """A booked contact takes place, or is missed: then False (S10, S11, S12)."""
    s = w.r[i, STEP]
    e = w.state[EPOCH]
    key = m.step[e, s, NAME_KEY]
    who = who_is(m, w, i)
    visit = w.r[i, VISIT]
    attempt = w.r[i, ATTEMPTS]
    w.r[i, ATTEMPTS] += 1
    if questions.is_missed(who, key, visit, attempt, m.chance[e, s, DNA]):
        w.r[i, MISSES] += 1
        note(w, minute, i, MISSED, w.r[i, MISSES], minute)
        again = w.r[i, MISSES] < m.step[e, s, MOST_MISSED]
        if again and questions.is_rebooked(who, key, visit, attempt, m.chance[e, s, REBOOK]):
            after = m.step[e, s, REBOOK_AFTER]
            post(w, i, minute + after, ONWARD if after == 0 else ARRIVAL, REJOIN)
        else:
            end_wait(w, i, minute, LEFT)
            end(m, w, i, minute, m.path[w.r[i, PATHWAY], END_BASE] + END_NOT_BROUGHT)
        return False
    end_wait(w, i, minute, WAITED)
    w.r[i, SESSIONS] += 1
    w.r[i, MISSES] = 0
    n = w.r[i, SESSIONS]
    note(w, minute, i, ATTENDED, n, minute)
    if n == 1:
        stop_clocks(m, w, i, minute)
    whole = 0 < m.step[e, s, COURSE_LENGTH] <= n
    if whole or questions.stops_here(who, key, visit, n, m.chance[e, s, STOPS]):
        post(w, i, minute, ONWARD, MOVE_ON)
    else:
        post(w, i, minute + m.step[e, s, EVERY], ARRIVAL, FALL_DUE)
    return True


@compiled
def use_extra_slots(m: Plan, w: World, extra: Ints, minute: int) -> None:
    """Extra slots see the first on the step's list of new starts, before staff do (S13)."""
    for s in range(len(extra)):
        if extra[s] == 0:
            continue
        line = m.step[w.state[EPOCH], s, NEW_LIST]
        if line == NONE:
            line = m.step[w.state[EPOCH], s, FOLLOW_LIST]
        w.place[OFFERED, s] += extra[s]
        for _ in range(extra[s]):
            i = head(m, w, line, minute)
            if i == NONE:
                break
            w.line[line, ROOT] = without(w.turn, i)
            w.place[USED if attend(m, w, i, minute) else LOST, s] += 1


@compiled
def fits(need: Ints, balance: Ints, first: int, after: int) -> bool:
    """Whether every group has the minutes that a contact takes."""
    for k in range(first, after):
        if need[k, WITH_CHILD] + need[k, ADMIN] > balance[need[k, GROUP]]:
            return False
    return True


@compiled
def see(m: Plan, w: World, i: int, minute: int) -> None:
    """Staff give a contact to the first of a list (S09)."""
    s = w.r[i, STEP]
    e = w.state[EPOCH]
    line = w.r[i, LIST]
    w.line[line, ROOT] = without(w.turn, i)
    came = attend(m, w, i, minute)
    for k in range(m.step[e, s, NEED_FROM], m.step[e, s, NEED_TO]):
        g = m.need[e, k, GROUP]
        minutes = m.need[e, k, WITH_CHILD] + (m.need[e, k, ADMIN] if came else 0)
        w.staff[BALANCE, g] -= minutes
        w.staff[USED if came else LOST, g] += minutes


@compiled
def set_aside(m: Plan, w: World, s: int) -> None:
    """Keeps what the groups have of a contact's minutes for the child whose turn it is (S09)."""
    e = w.state[EPOCH]
    for k in range(m.step[e, s, NEED_FROM], m.step[e, s, NEED_TO]):
        g = m.need[e, k, GROUP]
        kept = min(m.need[e, k, WITH_CHILD] + m.need[e, k, ADMIN], w.staff[BALANCE, g])
        w.staff[BALANCE, g] -= kept
        w.staff[HELD, g] += kept


@compiled
def next_in_pool(m: Plan, w: World, lists: Ints, minute: int) -> int:
    """Who is first on the lists of a pool that are still open today (S09)."""
    best = NONE
    for k in range(len(lists)):
        if w.line[lists[k], OPEN]:
            i = head(m, w, lists[k], minute)
            if i == NONE:
                w.line[lists[k], OPEN] = 0
            elif best == NONE or before(w.turn, i, best):
                best = i
    return best


@compiled
def begin_sessions(w: World, d: Supply) -> None:
    """Puts in hand the minutes of the day, and what was set aside before (S09)."""
    day = w.state[DAY]
    w.line[:, OPEN] = 1
    for g in range(d.offered.shape[1]):
        w.staff[BALANCE, g] = 0
        w.staff[HELD, g] = 0
        if d.offered[day, g] > 0:
            w.staff[BALANCE, g] = d.offered[day, g] + w.staff[CARRY, g]
            w.staff[CARRY, g] = 0
            w.staff[OFFERED, g] = d.offered[day, g]


@compiled
def hold_sessions(m: Plan, w: World, d: Supply, minute: int) -> None:
    """The minutes in hand go to the lists, pool by pool (S09)."""
    e = w.state[EPOCH]
    for pool in range(len(d.pool_start) - 1):
        lists = d.pool_list[d.pool_start[pool] : d.pool_start[pool + 1]]
        while True:
            i = next_in_pool(m, w, lists, minute)
            if i == NONE:
                break
            s = w.r[i, STEP]
            first, after = m.step[e, s, NEED_FROM], m.step[e, s, NEED_TO]
            if fits(m.need[e], w.staff[BALANCE], first, after):
                see(m, w, i, minute)
            else:
                set_aside(m, w, s)
                w.line[w.r[i, LIST], OPEN] = 0


@compiled
def end_sessions(w: World) -> None:
    """Keeps what was set aside; what is left over is unused (S09)."""
    for g in range(w.staff.shape[1]):
        w.staff[CARRY, g] += w.staff[HELD, g]
        w.staff[UNUSED, g] = w.staff[BALANCE, g]
