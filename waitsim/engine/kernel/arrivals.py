"""New referrals and opening ones."""

from waitsim.engine.kernel.agenda import note, note_groups, post, situation
from waitsim.engine.kernel.clocks import begin_clocks, open_clocks
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.diary import appoint
from waitsim.engine.kernel.escalating import await_rise
from waitsim.engine.kernel.lists import draw_lot, insert, watch
from waitsim.engine.kernel.onward import link
from waitsim.engine.kernel.referrals import born, new_referral, settle, tell_of
from waitsim.engine.kernel.shelf import kept_on_disk
from waitsim.engine.kernel.state import (
    AGES_OUT,
    ATTEMPTS,
    BEGIN,
    BORN,
    BY_CLOCK,
    BY_LOT,
    CLOCK_FROM,
    CLOCK_START,
    CLOCK_TO,
    DAY,
    EAGER,
    EPOCH,
    EVERY,
    FALL_DUE,
    FIRST_STEP,
    FOLLOW_LIST,
    FREE,
    GIVE_BACK,
    GROUPS,
    JOIN,
    KIND,
    LEAVE_AT,
    LIST,
    LOCAL,
    MOVE_ON,
    NEW_LIST,
    NEXT_OF_CHILD,
    NONE,
    OF_PATHWAY,
    OWNER_KEY,
    REPLICATION,
    RUNNING,
    SEED,
    SESSIONS,
    SINCE,
    STEP,
    VISITS,
    Demand,
    Opening,
    Plan,
    Supply,
    World,
)
from waitsim.engine.kernel.steps import lasting, patience
from waitsim.engine.moments import ARRIVAL, RELEASE
from waitsim.model.tables import CASELOAD, COURSE, PLACE, REVIEW, UNSTATED, Ints
from waitsim.records import JOINED, MINUTES_PER_DAY, NEVER, REFERRED
from waitsim.rules import questions
from waitsim.rules.demand import REPLAYED, day_count, minute_of_arrival
from waitsim.rules.told import told_or


@kept_on_disk
def count_referrals(x: Demand, luck: tuple[int, int], counts: Ints) -> None:
    """Writes down the referrals of each pathway on each day: (day, pathway) (S02, S21, S22)."""
    for day in range(x.mean.shape[0]):
        e = x.epoch[day]
        for p in range(x.mean.shape[1]):
            who = (luck[0], luck[1], x.keys[p], 0)
            pattern = (x.kind[e, p], x.batch[e, p], x.ratio[e, p])
            mean = x.mean[day, p] / x.batch[e, p]
            floor, before = x.floor[day, p], x.before[day, p]
            counts[day, p] = day_count(who, day, pattern, mean, floor, before)


@compiled
def receive(m: Plan, w: World, d: Supply, x: Demand) -> None:
    """Makes the day's referrals and gives each its minute (S02, S21, S22)."""
    day, e = w.state[DAY], w.state[EPOCH]
    for p in range(len(m.path)):
        replayed = x.kind[e, p] == REPLAYED
        for k in range(d.received[day, p]):
            number = questions.referral_number(day, k)
            who = (w.state[SEED], w.state[REPLICATION], m.path[p, OWNER_KEY], 0)
            pattern, hours = (x.kind[e, p], x.batch[e, p]), x.hours[e, p]
            mean, before = x.mean[day, p] / x.batch[e, p], x.before[day, p]
            minute = minute_of_arrival(who, day, k, pattern, hours, (mean, before))
            row = x.first[day, p] + k if replayed else NONE
            if row != NONE:
                minute = told_or(x.minute[row], minute)
            minute += day * MINUTES_PER_DAY
            i = new_referral(m, w, m.path[p, OWNER_KEY], number, minute, m.path[p, FIRST_STEP])
            if row != NONE:
                tell_of(m, w, i, row)
            w.r[i, RUNNING] = (1 << (m.path[p, CLOCK_TO] - m.path[p, CLOCK_FROM])) - 1
            if len(w.clocks) > 0:
                begin_clocks(m, w, i)
            post(w, i, minute, ARRIVAL, BEGIN)


@compiled
def of_same_child(m: Plan, w: World, first: int, i: int) -> None:
    """Makes an opening referral one of the same child as an earlier one (S41, S46)."""
    w.r[first, BORN] = born(m, w, first)
    settle(m, w, i, w.r[first, GROUPS], w.r[first, BORN])
    w.r[i, BORN] = born(m, w, i)
    earlier = first
    while earlier != NONE:
        if w.r[earlier, BORN] == NEVER:
            w.r[earlier, BORN] = w.r[i, BORN]
        earlier = w.r[earlier, NEXT_OF_CHILD]
    link(w, first, i)


@compiled
def open_waiting(m: Plan, w: World, i: int, joined: int, booked: int) -> None:
    """Puts an opening referral on its list, or keeps its appointment (S15, S46)."""
    s = w.r[i, STEP]
    line = m.step[0, s, NEW_LIST]
    if line == NONE:
        line = m.step[0, s, FOLLOW_LIST]
    note(w, joined, i, JOINED, line, joined)
    w.r[i, LIST] = line
    w.r[i, JOIN] = joined
    w.r[i, SINCE] = w.r[i, CLOCK_START] if w.line[line, BY_CLOCK] else joined
    if w.line[line, BY_LOT]:
        w.r[i, SINCE] = draw_lot(m, w, i)
    w.r[i, LEAVE_AT] = min(patience(m, w, i, (0, -joined), line), max(w.r[i, AGES_OUT], 1))
    if w.line[line, EAGER]:
        await_rise(m, w, i, 0)
    if booked == UNSTATED:
        insert(m, w, i)
        return
    appoint(m, w, i, booked, 0)
    if w.line[line, EAGER]:
        watch(w, i)


@compiled
def open_at_work(m: Plan, w: World, i: int, fraction: float) -> None:
    """Gives an opening referral that is part-way through a step the rest of it (S15)."""
    s = w.r[i, STEP]
    kind = m.step[0, s, KIND]
    if kind == COURSE or kind == REVIEW:
        post(w, i, int(m.step[situation(w, i), s, EVERY] * fraction), ARRIVAL, FALL_DUE)
        return
    left = max(int(lasting(m, w, i) * fraction), 1)
    if kind == PLACE:
        w.place[FREE, s] -= 1
        post(w, i, left, RELEASE, GIVE_BACK)
    else:
        post(w, i, left, ARRIVAL, MOVE_ON)


@compiled
def open_lists(m: Plan, w: World, o: Opening) -> None:
    """Puts the opening referrals where they are at minute 0 (S15, S46)."""
    for k in range(len(o.step)):
        s = o.step[k]
        p = m.step[0, s, OF_PATHWAY]
        i = new_referral(m, w, m.path[p, OWNER_KEY], o.number[k], o.since[k], s)
        if o.row[k] != UNSTATED:
            tell_of(m, w, i, o.row[k])
        if o.child[k] != UNSTATED:
            of_same_child(m, w, w.row[o.child[k]], i)
        at_work = o.state[k] == CASELOAD
        for clock in range(m.path[p, CLOCK_FROM], m.path[p, CLOCK_TO]):
            if m.runs[s, clock] and not (at_work and m.stops[s, clock]):
                w.r[i, RUNNING] |= 1 << (clock - m.path[p, CLOCK_FROM])
        w.r[i, VISITS + m.step[0, s, LOCAL]] = 1
        note(w, o.since[k], i, REFERRED, 1 + o.state[k], o.since[k])
        note_groups(m, w, i)
        if len(w.clocks) > 0:
            open_clocks(m, w, i, o.state[k])
        if at_work:
            w.r[i, SESSIONS] = o.session[k]
            w.r[i, ATTEMPTS] = o.session[k]
            open_at_work(m, w, i, o.fraction[k])
        else:
            open_waiting(m, w, i, o.joined[k], o.booked[k])
