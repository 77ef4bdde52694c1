"""The run, day by day."""

from waitsim.engine.kernel.agenda import begin_day, note, pop_today, push_today, stamp, whose
from waitsim.engine.kernel.arrivals import open_lists, receive
from waitsim.engine.kernel.choosing import advertise
from waitsim.engine.kernel.clocks import say_running
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.diary import book_ahead, keep_appointments, open_diary
from waitsim.engine.kernel.ends import free_rows, leave
from waitsim.engine.kernel.leaving import next_is_watched
from waitsim.engine.kernel.purses import begin_sessions, end_sessions
from waitsim.engine.kernel.sessions import hold_sessions, use_extra_slots
from waitsim.engine.kernel.shelf import kept_on_disk
from waitsim.engine.kernel.state import (
    DAY,
    DAYS,
    EPOCH,
    FREE,
    FURTHER,
    GROUPS_OF_EVENT,
    HEAP,
    JOIN,
    KEEPS,
    KEPT,
    KEY,
    KIND,
    LEAVE_AT,
    LIST,
    MADE,
    MINUTE_SHIFT,
    MOST_ROWS_AT_CLOSE,
    NONE,
    OVER,
    OVERRUN,
    PHASE_BITS,
    PHASE_SHIFT,
    PLACES,
    ROOM,
    ROWS,
    SHORT,
    VARIANTS,
    WATCHED,
    Demand,
    Opening,
    Plan,
    Supply,
    World,
)
from waitsim.engine.kernel.steps import act_on_list, fill_places, go_on
from waitsim.engine.moments import REMOVAL, SESSION
from waitsim.model.tables import PLACE, SESSION_MINUTE
from waitsim.records import (
    EVENT_COLUMNS,
    LOST,
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    STILL_WAITING,
    UNUSED,
    EventArray,
)
from waitsim.rules.tallies import tally_groups


@compiled
def change_places(m: Plan, w: World, before: int) -> None:
    """Places that a new epoch adds or takes away; on day 0, the opening list is served (S14)."""
    e = w.state[EPOCH] * w.state[VARIANTS]
    before *= w.state[VARIANTS]
    for s in range(m.step.shape[1]):
        if m.step[e, s, KIND] == PLACE:
            w.place[FREE, s] += m.step[e, s, PLACES] - m.step[before, s, PLACES]
            fill_places(m, w, s, w.state[DAY] * MINUTES_PER_DAY)


@compiled
def remove_at_midnight(m: Plan, w: World) -> None:
    """What happens on eager lists in the first minute of a day, before its changes (S01)."""
    until = (w.state[DAY] * MINUTES_PER_DAY << PHASE_BITS) + REMOVAL
    while w.state[WATCHED] != NONE and w.watch[w.state[WATCHED], KEY] <= until:
        act_on_list(m, w)


@compiled
def live_day(m: Plan, w: World, d: Supply, x: Demand, day: int) -> None:
    """Lives through one day (S01)."""
    before = w.state[EPOCH]
    w.state[DAY] = day
    w.state[EPOCH] = d.epoch[day]
    if w.state[WATCHED] != NONE:
        remove_at_midnight(m, w)
    if day % 7 == 0:
        advertise(w)
    if day == 0 or before != d.epoch[day]:
        change_places(m, w, before)
    receive(m, w, d, x)
    begin_day(w, day)
    push_today(w.today, w.state, stamp(SESSION_MINUTE, SESSION, 0))
    while True:
        if next_is_watched(w, day):
            act_on_list(m, w)
            continue
        if w.state[HEAP] == 0:
            break
        entry = pop_today(w.today, w.state)
        minute = day * MINUTES_PER_DAY + (entry >> MINUTE_SHIFT)
        if (entry >> PHASE_SHIFT) & 15 == SESSION:
            begin_sessions(m, w, d)
            use_extra_slots(m, w, d.extra[day], minute)
            if len(w.diary) > 0:
                keep_appointments(m, w, minute)
            hold_sessions(m, w, d, minute)
            end_sessions(m, w, d)
            if len(w.diary) > 0:
                book_ahead(m, w, d, minute)
        else:
            go_on(m, w, whose(w, entry), minute)


@compiled
def close(m: Plan, w: World, i: int) -> None:
    """At the end of the run: those who left go, all else stays open (S16)."""
    horizon = w.state[DAYS] * MINUTES_PER_DAY
    if i == NONE or w.r[i, OVER]:
        return
    if w.r[i, LIST] != NONE and w.r[i, LEAVE_AT] < horizon:
        leave(m, w, i)
        return
    if w.r[i, LIST] != NONE:
        note(w, horizon, i, STILL_WAITING, w.r[i, LIST], w.r[i, JOIN])
    say_running(m, w, i, horizon)


@compiled
def keep(m: Plan, w: World, kept: EventArray) -> None:
    """Counts the day's events by group, and keeps them where there is room."""
    n, total = w.state[ROWS], w.state[KEPT]
    if len(m.category_start) > 1:
        groups = (m.category_start, w.rows[:, GROUPS_OF_EVENT])
        tally_groups(w.tallies, w.dates, len(w.line), groups, w.rows, n)
    for row in range(n):
        if total + row < len(kept):
            for column in range(len(EVENT_COLUMNS)):
                kept[total + row, column] = w.rows[row, column]


@compiled
def tally(m: Plan, w: World, kept: EventArray) -> None:
    """Ends a day: its events, minutes and slots go to where they are counted."""
    n, tallies = w.state[ROWS], w.tallies
    if w.state[KEEPS]:
        if n > len(w.rows):
            w.state[SHORT] = n
            return
        keep(m, w, kept)
    w.state[KEPT] += n
    w.state[ROWS] = 0
    week = w.state[DAY] // (MINUTES_PER_WEEK // MINUTES_PER_DAY)
    for use in range(UNUSED + 1):
        for g in range(len(tallies.minutes)):
            tallies.minutes[g, use, week] += w.staff[use, g]
            w.staff[use, g] = 0
    for g in range(len(tallies.overrun)):
        tallies.overrun[g, week] += w.staff[OVERRUN, g]
        w.staff[OVERRUN, g] = 0
    for use in range(LOST + 1):
        for s in range(w.place.shape[1]):
            tallies.slots[s, use, week] += w.place[use, s]
            w.place[use, s] = 0


@kept_on_disk
def live(m: Plan, w: World, d: Supply, x: Demand, o: Opening, kept: EventArray) -> None:
    """Lives through the run and counts what happens day by day (S01)."""
    open_lists(m, w, o)
    if len(w.diary) > 0:
        open_diary(m, w, d)
    for day in range(w.state[DAYS]):
        live_day(m, w, d, x, day)
        tally(m, w, kept)
        free_rows(w)
        if w.state[SHORT] > 0 or w.state[FURTHER] > w.state[ROOM]:
            return
    for index in range(w.state[MADE]):
        close(m, w, w.row[index])
        if w.state[ROWS] > len(w.rows) - MOST_ROWS_AT_CLOSE:
            tally(m, w, kept)
    tally(m, w, kept)
