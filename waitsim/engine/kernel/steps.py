"""How a referral goes from step to step."""

from waitsim.engine.kernel.agenda import note, note_groups, post, situation, who_is
from waitsim.engine.kernel.choosing import goes_elsewhere
from waitsim.engine.kernel.clocks import on_beginning, on_entering, on_rejoining, stop_clocks
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.ends import end, end_wait, leave
from waitsim.engine.kernel.escalating import await_rise, escalate
from waitsim.engine.kernel.leaving import depart, resolve
from waitsim.engine.kernel.lists import call, draw_lot, insert, next_on, take_off
from waitsim.engine.kernel.onward import refer_on
from waitsim.engine.kernel.referrals import born
from waitsim.engine.kernel.state import (
    AGAIN,
    AGES_OUT,
    ATTEMPTS,
    BEGIN,
    BOOKED_FOR,
    BOUND_FOR,
    BY_CLOCK,
    BY_LOT,
    CAME,
    CHILD_FIRST,
    CHOICE_FROM,
    CHOICE_TARGET,
    CHOICE_TO,
    CLOCK_START,
    EAGER,
    EVERY,
    FALL_DUE,
    FOLLOW_LIST,
    FREE,
    GIVE_BACK,
    HAZARD,
    JOIN,
    KEY,
    KIND,
    LASTS_A,
    LASTS_B,
    LASTS_KIND,
    LEAVE_AT,
    LEAVING,
    LEAVING_A,
    LEAVING_B,
    LEAVING_C,
    LEAVING_KIND,
    LIST,
    LOCAL,
    MISSES,
    MOVE_ON,
    NAME_KEY,
    NEW_LIST,
    NEXT_OF_CHILD,
    NONE,
    ON_ENTERING,
    ON_GOING,
    ON_GOING_TO,
    PHASE_BITS,
    REJOIN,
    RESOLVE,
    ROUTE_FROM,
    ROUTE_TO,
    SENT_BACK,
    SESSIONS,
    SINCE,
    STEP,
    TO_BACK,
    TO_ENTER,
    TODO,
    UNTIL,
    UNTIL_AGE,
    VISIT,
    VISITS,
    WATCHED,
    Plan,
    World,
)
from waitsim.engine.moments import ARRIVAL, RELEASE
from waitsim.model.tables import CLINIC, CONTACT, COURSE, DELAY, PLACE, REVIEW
from waitsim.records import ENTERED, JOINED, NEVER, PLACED, REFERRED, RELEASED, WAITED
from waitsim.rules import questions
from waitsim.rules.durations import EMPIRICAL
from waitsim.rules.leaving import CONSTANT, PATIENCE
from waitsim.rules.reviews import is_over


@compiled
def lasting(m: Plan, w: World, i: int) -> int:
    """Minutes that the present delay or stay lasts (S14, S17)."""
    s = w.r[i, STEP]
    e = situation(w, i)
    time = (m.step[e, s, LASTS_KIND], m.chance[e, s, LASTS_A], m.chance[e, s, LASTS_B])
    key = m.step[e, s, NAME_KEY]
    return questions.lasting_minutes(who_is(w, i), key, w.r[i, VISIT], time, m.bands)


@compiled
def by_route(m: Plan, w: World, i: int) -> int:
    """Step to which a route out of the present step leads, or -(end + 1) (S08)."""
    s, e = w.r[i, STEP], situation(w, i)
    start = m.step[e, s, ROUTE_FROM]
    k = questions.route_taken(
        who_is(w, i),
        m.step[e, s, NAME_KEY],
        w.r[i, VISIT],
        m.shares[e],
        start,
        m.step[e, s, ROUTE_TO],
    )
    return int(m.target[start + k])


@compiled
def choose(m: Plan, w: World, i: int, minute: int) -> bool:
    """Goes on from the present step by one of its routes; False if it leads to an end (S08)."""
    s = w.r[i, STEP]
    e = situation(w, i)
    if m.step[e, s, ON_GOING] < m.step[e, s, ON_GOING_TO]:
        refer_on(m, w, i, minute, m.step[e, s, ON_GOING], m.step[e, s, ON_GOING_TO])
    elsewhere = m.step[e, s, CHOICE_FROM] < m.step[e, s, CHOICE_TO] and goes_elsewhere(m, w, i)
    target = m.step[e, s, CHOICE_TARGET] if elsewhere else by_route(m, w, i)
    if target < 0:
        end(m, w, i, minute, -target - 1)
        return False
    w.r[i, STEP] = target
    return True


@compiled
def patience(m: Plan, w: World, i: int, waited: tuple[int, int], line: int) -> int:
    """Minute in which a referral would leave its list by itself; or NEVER (S06, S34).

    Args:
        waited: the present minute, and the minutes waited by then.
    """
    if w.line[line, LEAVING] == 0:
        return NEVER
    s = w.r[i, STEP]
    e = situation(w, i)
    key = m.step[e, s, NAME_KEY]
    who = who_is(w, i)
    kind = m.step[e, s, LEAVING_KIND]
    chance = m.chance[e, s]
    if kind == CONSTANT:
        return questions.leaves_at(who, key, w.r[i, VISIT], waited[0], chance[HAZARD])
    curve = (kind, chance[LEAVING_A], chance[LEAVING_B], chance[LEAVING_C])
    rows = m.bands if kind == PATIENCE + EMPIRICAL else m.bends
    return questions.leaves_by_curve(who, key, w.r[i, VISIT], waited, curve, rows)


@compiled
def join(m: Plan, w: World, i: int, minute: int, line: int) -> bool:
    """A referral joins a list; it leaves at once if it has reached its leaving age (S06, S07).

    True if that leads it to a step, which it then has yet to enter (S34).
    """
    note(w, minute, i, JOINED, line, minute)
    w.r[i, LIST] = line
    w.r[i, JOIN] = minute
    w.r[i, SINCE] = w.r[i, CLOCK_START] if w.line[line, BY_CLOCK] else minute
    if w.line[line, BY_LOT]:
        w.r[i, SINCE] = draw_lot(m, w, i)
    w.r[i, LEAVE_AT] = min(patience(m, w, i, (minute, 0), line), max(w.r[i, AGES_OUT], minute))
    if len(w.bound) > 0 and w.bound[i, BOUND_FOR] != 0:
        w.r[i, LEAVE_AT] = minute  # S43
    if w.r[i, LEAVE_AT] > minute:
        if w.line[line, EAGER]:
            await_rise(m, w, i, minute)
        insert(m, w, i)
        return False
    return depart(m, w, i, minute)


@compiled
def rejoin(m: Plan, w: World, i: int, minute: int) -> None:
    """A referral booked again takes its place on the list (S11, S39)."""
    if w.r[i, LEAVE_AT] <= minute:
        leave(m, w, i)
        return
    if len(w.clocks) > 0:
        on_rejoining(m, w, i, minute)
    put_off = w.r[i, BOOKED_FOR]
    w.r[i, BOOKED_FOR] = 0
    missed = put_off == 0 and m.step[situation(w, i), w.r[i, STEP], TO_BACK]
    if missed or put_off == SENT_BACK:
        w.r[i, SINCE] = draw_lot(m, w, i) if w.line[w.r[i, LIST], BY_LOT] else minute
    insert(m, w, i)


@compiled
def fill_places(m: Plan, w: World, s: int, minute: int) -> None:
    """Gives free places to those who wait for them (S14)."""
    line = m.step[0, s, NEW_LIST]
    while w.place[FREE, s] > 0:
        i = next_on(m, w, line, minute)
        if i == NONE:
            return
        call(w, i)
        end_wait(w, i, minute, WAITED)
        w.place[FREE, s] -= 1
        note(w, minute, i, PLACED, 0, minute)
        post(w, i, minute + lasting(m, w, i), RELEASE, GIVE_BACK)


@compiled
def enter(m: Plan, w: World, i: int, minute: int) -> None:
    """A referral arrives at its step, and goes on at once through those that take no time (S03)."""
    going = True
    while going:
        s = w.r[i, STEP]
        e = situation(w, i)
        kind = m.step[e, s, KIND]
        count = VISITS + m.step[e, s, LOCAL]
        w.r[i, VISIT] = w.r[i, count]
        w.r[i, count] += 1
        w.r[i, SESSIONS] = 0
        w.r[i, MISSES] = 0
        w.r[i, ATTEMPTS] = 0
        note(w, minute, i, ENTERED, w.r[i, VISIT], minute)
        if len(w.clocks) > 0:
            on_entering(m, w, i, minute)
        if m.step[e, s, ON_ENTERING] < m.step[e, s, ON_GOING]:
            refer_on(m, w, i, minute, m.step[e, s, ON_ENTERING], m.step[e, s, ON_GOING])
        going = False
        if kind == CONTACT or kind == COURSE or kind == CLINIC:
            going = join(m, w, i, minute, m.step[e, s, NEW_LIST])
        elif kind == REVIEW:
            post(w, i, minute + m.step[e, s, EVERY], ARRIVAL, FALL_DUE)
        else:
            stop_clocks(m, w, i, minute)
            if kind == PLACE:
                going = join(m, w, i, minute, m.step[e, s, NEW_LIST])
                fill_places(m, w, s, minute)
            elif kind == DELAY:
                post(w, i, minute + lasting(m, w, i), ARRIVAL, MOVE_ON)
            else:
                going = choose(m, w, i, minute)


@compiled
def due_no_more(m: Plan, w: World, i: int, minute: int) -> bool:
    """Whether a contact that falls due is a review past its last date or age (S12)."""
    s = w.r[i, STEP]
    e = situation(w, i)
    until, until_age = m.step[e, s, UNTIL], m.step[e, s, UNTIL_AGE]
    if until == NEVER and until_age == NEVER:
        return False
    return is_over(minute, until, born(m, w, i) if until_age != NEVER else NEVER, until_age)


@compiled
def go_on(m: Plan, w: World, i: int, minute: int) -> None:
    """The event that a referral has ahead comes to pass."""
    todo = w.r[i, TODO]
    s = w.r[i, STEP]
    if todo == FALL_DUE and not due_no_more(m, w, i, minute):
        if join(m, w, i, minute, m.step[0, s, FOLLOW_LIST]):
            enter(m, w, i, minute)
        return
    if todo == REJOIN:
        rejoin(m, w, i, minute)
        return
    if todo == RESOLVE:
        resolve_others(m, w, i, minute)
        return
    if todo == BEGIN:
        note(w, minute, i, REFERRED, w.r[i, CAME], minute)
        note_groups(m, w, i)
        if len(w.clocks) > 0:
            on_beginning(m, w, i, minute)
    elif todo == GIVE_BACK:
        note(w, minute, i, RELEASED, 0, minute)
        w.place[FREE, s] += 1
        fill_places(m, w, s, minute)
    if todo == BEGIN or choose(m, w, i, minute):
        enter(m, w, i, minute)


@compiled
def resolve_others(m: Plan, w: World, i: int, minute: int) -> None:
    """The child's other referrals go that the end of one has resolved (S43)."""
    resolve(m, w, i, minute)
    j = w.r[i, CHILD_FIRST]
    while j != NONE:
        if w.bound[j, TO_ENTER]:
            w.bound[j, TO_ENTER] = 0
            enter(m, w, j, minute)
        j = w.r[j, NEXT_OF_CHILD]


@compiled
def act_on_list(m: Plan, w: World) -> None:
    """What comes to pass first on an eager list: a referral rejoins, leaves, or gains priority."""
    i = w.state[WATCHED]
    key = w.watch[i, KEY]
    minute = key >> PHASE_BITS
    if w.r[i, AGAIN] == key:
        w.r[i, AGAIN] = 0
        rejoin(m, w, i, minute)
        return
    if w.r[i, LEAVE_AT] > minute:
        escalate(m, w, i, minute)
        return
    take_off(m, w, i)
    if depart(m, w, i, minute):
        enter(m, w, i, minute)
