"""Contacts: extra slots and the time of staff."""

from waitsim.engine.kernel.agenda import note, post, situation, who_is
from waitsim.engine.kernel.cancelling import cancel_today, is_refilled
from waitsim.engine.kernel.clocks import on_attending, on_missing, on_rebooking, stop_clocks
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.ends import end, end_wait
from waitsim.engine.kernel.heaps import before
from waitsim.engine.kernel.lists import (
    are_waiting,
    call,
    head,
    longest_or,
    next_on,
    open_list,
    pause,
)
from waitsim.engine.kernel.purses import (
    first_able,
    first_set,
    have,
    lend,
    set_aside,
    spend,
    take_back,
)
from waitsim.engine.kernel.state import (
    AT_LEAST,
    ATTEMPTS,
    BOOKED_FOR,
    BOOKED_ON,
    BY_FAMILY,
    BY_SERVICE,
    COURSE_LENGTH,
    DNA,
    DNA_FROM,
    DNA_TO,
    EAGER,
    END_BASE,
    EPOCH,
    EVERY,
    FALL_DUE,
    FOLLOW_LIST,
    KIND,
    LENT,
    LIST,
    MISSES,
    MISSES_BITS,
    MOST_MISSED,
    MOVE_ON,
    NAME_KEY,
    NEED_FROM,
    NEED_TO,
    NEW_LIST,
    NEXT,
    NONE,
    NOT_KNOWN,
    NOTICE,
    OPEN,
    PATHWAY,
    REBOOK,
    REBOOK_AFTER,
    REJOIN,
    SESSIONS,
    STAND_IN_TO,
    STEP,
    STOPS,
    TOGETHER,
    VARIANTS,
    VISIT,
    Needs,
    Plan,
    Supply,
    World,
)
from waitsim.engine.moments import ARRIVAL, ONWARD
from waitsim.model.tables import CLINIC, Ints
from waitsim.records import (
    ATTENDED,
    END_NOT_BROUGHT,
    LEFT,
    LOST,
    MISSED,
    OFFERED,
    USED,
    WAITED,
)
from waitsim.rules import questions
from waitsim.rules.attending import FREED, GIVEN, WASTED
from waitsim.rules.choosing import share_at


@compiled
def share_missed(m: Plan, w: World, i: int) -> float:
    """Share of such contacts missed, by the notice that there was (S10)."""
    s, e = w.r[i, STEP], situation(w, i)
    first, after = m.step[e, s, DNA_FROM], m.step[e, s, DNA_TO]
    if first == after:
        return float(m.chance[e, s, DNA])
    notice = w.r[i, BOOKED_FOR] - 1 - w.r[i, BOOKED_ON] if w.r[i, BOOKED_FOR] > 0 else 0
    return share_at(notice, m.bends[:, 0], m.bends[:, 1], first, after)


@compiled
def attend(m: Plan, w: World, i: int, minute: int) -> int:
    """A booked contact takes place, is missed or cancelled: GIVEN, WASTED or FREED (S10, S39)."""
    s = w.r[i, STEP]
    e = situation(w, i)
    key = m.step[e, s, NAME_KEY]
    who = who_is(w, i)
    visit = w.r[i, VISIT]
    attempt = w.r[i, ATTEMPTS]
    w.r[i, ATTEMPTS] += 1
    cancels = m.chance[e, s, BY_SERVICE] + m.chance[e, s, BY_FAMILY] > 0.0
    if cancels and cancel_today(m, w, i, minute, attempt):
        return FREED if is_refilled(m, w, i, attempt) else WASTED
    if questions.is_missed(who, key, visit, attempt, share_missed(m, w, i)):
        w.r[i, MISSES] += 1
        misses = w.r[i, MISSES] & ((1 << MISSES_BITS) - 1)
        note(w, minute, i, MISSED, misses, minute)
        if len(w.clocks) > 0:
            on_missing(m, w, i, minute)
        again = misses < m.step[e, s, MOST_MISSED]
        if again and questions.is_rebooked(who, key, visit, attempt, m.chance[e, s, REBOOK]):
            after = m.step[e, s, REBOOK_AFTER]
            phase = ONWARD if after == 0 else ARRIVAL
            if len(w.clocks) > 0:
                on_rebooking(m, w, i, minute, after)
            if w.line[w.r[i, LIST], EAGER]:
                pause(w, i, minute + after, phase)
            else:
                post(w, i, minute + after, phase, REJOIN)
        else:
            end_wait(w, i, minute, LEFT)
            end(m, w, i, minute, m.path[w.r[i, PATHWAY], END_BASE] + END_NOT_BROUGHT)
        return WASTED
    end_wait(w, i, minute, WAITED)
    w.r[i, SESSIONS] += 1
    w.r[i, MISSES] = 0
    n = w.r[i, SESSIONS]
    note(w, minute, i, ATTENDED, n, minute)
    if len(w.clocks) > 0:
        on_attending(m, w, i, minute, n)
    if n == 1:
        stop_clocks(m, w, i, minute)
    whole = 0 < m.step[e, s, COURSE_LENGTH] <= n
    if whole or questions.stops_here(who, key, visit, n, m.chance[e, s, STOPS]):
        post(w, i, minute, ONWARD, MOVE_ON)
    else:
        post(w, i, minute + m.step[e, s, EVERY], ARRIVAL, FALL_DUE)
    return GIVEN


@compiled
def use_extra_slots(m: Plan, w: World, extra: Ints, minute: int) -> None:
    """Extra slots see the first on the step's list of new starts, before staff do (S13, S45)."""
    e = w.state[EPOCH] * w.state[VARIANTS]
    for s in range(len(extra)):
        if extra[s] == 0:
            continue
        line = m.step[0, s, NEW_LIST]
        if line == NONE:
            line = m.step[0, s, FOLLOW_LIST]
        # The panel of a clinic; nobody where a step is none.
        after = m.step[e, s, NEED_TO] if m.step[e, s, KIND] == CLINIC else m.step[e, s, NEED_FROM]
        panel = (e, m.step[e, s, NEED_FROM], after)
        if not have(m, w, line, panel):
            continue
        w.place[OFFERED, s] += extra[s]
        left = extra[s]
        best = FREED
        while left > 0:
            i = next_on(m, w, line, minute)
            if i == NONE:
                break
            call(w, i)
            how = attend(m, w, i, minute)
            if how != FREED:  # S39
                w.place[USED if how == GIVEN else LOST, s] += 1
                left -= 1
            best = max(best, how)
        spend(m, w, line, panel, best)


@compiled
def see(m: Plan, w: World, i: int, minute: int, needs: Needs) -> None:
    """Staff give a contact to whose turn it is on a list, or several (S09, S26, S39)."""
    line = w.r[i, LIST]
    left = m.step[situation(w, i), w.r[i, STEP], TOGETHER]
    how = FREED
    while i != NONE:
        call(w, i)
        how = max(how, attend(m, w, i, minute))
        left -= 1
        i = next_on(m, w, line, minute) if left > 0 else NONE
    spend(m, w, line, needs, how)


@compiled
def enough_wait(m: Plan, w: World, i: int, minute: int) -> bool:
    """Whether as many wait for a first contact as must before it is given (S26)."""
    s, line = w.r[i, STEP], w.r[i, LIST]
    least = m.step[situation(w, i), s, AT_LEAST]
    return least == 1 or line != m.step[0, s, NEW_LIST] or are_waiting(m, w, line, least, minute)


@compiled
def next_in_pool(m: Plan, w: World, lists: Ints, minute: int) -> int:
    """Whose turn it is on the list whose first is next in a pool, of those still open (S09)."""
    best = NONE
    for k in range(len(lists)):
        line = lists[k]
        if w.line[line, OPEN]:
            i = w.line[line, NEXT]
            if i == NOT_KNOWN:
                i = head(m, w, line, minute)
                w.line[line, NEXT] = i
            if i == NONE:
                w.line[line, OPEN] = 0
            elif best == NONE or before(w.turn, i, best):
                best = i
    return best if best == NONE else longest_or(m, w, best, minute)


@compiled
def serve(m: Plan, w: World, i: int, minute: int) -> bool:
    """The first staff who have the minutes give a contact; else they are set aside (S09, S27)."""
    s, line, e = w.r[i, STEP], w.r[i, LIST], situation(w, i)
    needs = (e, m.step[e, s, NEED_FROM], m.step[e, s, STAND_IN_TO])
    able = first_able(m, w, line, needs)
    if able[1] == able[2]:
        set_aside(m, w, line, first_set(m, needs))
        return False
    see(m, w, i, minute, able)
    return True


@compiled
def close_list(m: Plan, w: World, line: int) -> None:
    """Closes a list for the round, and those that are one with it (S09, S27)."""
    e = w.state[EPOCH]
    for other in range(len(w.line)):
        if m.shared[e, other] == m.shared[e, line]:
            w.line[other, OPEN] = 0


@compiled
def hold_round(m: Plan, w: World, d: Supply, minute: int) -> None:
    """Staff see who is next, pool by pool, until every list is empty or closed (S09)."""
    for line in range(len(w.line)):
        open_list(w, line, w.line[line, NOTICE] == 0)  # S38
    for pool in range(len(d.pool_start) - 1):
        lists = d.pool_list[d.pool_start[pool] : d.pool_start[pool + 1]]
        while True:
            i = next_in_pool(m, w, lists, minute)
            if i == NONE:
                break
            line = w.r[i, LIST]
            if w.state[LENT]:
                take_back(m, w, line)
            if not (enough_wait(m, w, i, minute) and serve(m, w, i, minute)):
                close_list(m, w, line)


@compiled
def hold_sessions(m: Plan, w: World, d: Supply, minute: int) -> None:
    """The minutes in hand go to the lists, in one round or two (S09, S23)."""
    hold_round(m, w, d, minute)
    if lend(m, w, d.offered.shape[1]):
        hold_round(m, w, d, minute)
