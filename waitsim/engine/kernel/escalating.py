"""Priority that rises while a referral waits (S33)."""

from waitsim.engine.kernel.agenda import note, situation, who_is
from waitsim.engine.kernel.clocks import pause, resume
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.lists import insert, is_on_list, take, watch
from waitsim.engine.kernel.state import (
    BY_LOT,
    CLOCK_FROM,
    CLOCK_START,
    CLOCK_TO,
    ESCALATES,
    JOIN,
    LIST,
    NAME_KEY,
    NONE,
    ON_MISSING_PAUSES,
    PATHWAY,
    PAUSED_CLOCKS,
    PAUSES,
    PRIORITY,
    RISE_AFTER,
    RISE_BACK,
    RISE_BY_CLOCK,
    RISE_HAZARD,
    RISE_TO,
    RISES_AT,
    RUNNING,
    SINCE,
    STEP,
    VARIANT,
    VISIT,
    Plan,
    World,
)
from waitsim.records import ESCALATED, NEVER
from waitsim.rules import questions


@compiled
def next_rise(m: Plan, w: World, i: int, minute: int) -> int:
    """Minute in which the priority of a referral on a list rises next; or NEVER (S33)."""
    s, priority = w.r[i, STEP], w.r[i, PRIORITY]
    told = m.rise[situation(w, i), s, priority]
    if told[RISE_TO] == NONE:
        return NEVER
    since = w.r[i, CLOCK_START] if told[RISE_BY_CLOCK] else w.r[i, JOIN]
    due = NEVER if told[RISE_AFTER] == NEVER else since + int(told[RISE_AFTER])
    key, visit = m.step[0, s, NAME_KEY], w.r[i, VISIT]
    return questions.rises_at(who_is(w, i), key, (visit, priority), minute, told[RISE_HAZARD], due)


@compiled
def pause_to_rise(m: Plan, w: World, i: int, minute: int) -> int:
    """Pauses the running clocks that can be paused, as priority rises; which, by bits (S33)."""
    first = m.path[w.r[i, PATHWAY], CLOCK_FROM]
    before = w.clocks[i, PAUSED_CLOCKS]
    for clock in range(first, m.path[w.r[i, PATHWAY], CLOCK_TO]):
        can_pause = m.clock[PAUSES, :, clock].any() or m.clock[ON_MISSING_PAUSES, :, clock].any()
        if can_pause and w.r[i, RUNNING] & (1 << (clock - first)):
            pause(m, w, i, minute, clock)
    return int(w.clocks[i, PAUSED_CLOCKS] & ~before)


@compiled
def run_on(m: Plan, w: World, i: int, minute: int, held: int) -> None:
    """Lets those clocks run on that were paused so that priority could rise (S33)."""
    first = m.path[w.r[i, PATHWAY], CLOCK_FROM]
    for clock in range(first, m.path[w.r[i, PATHWAY], CLOCK_TO]):
        if held & (1 << (clock - first)):
            resume(m, w, i, minute, clock)


@compiled
def rise(m: Plan, w: World, i: int, minute: int) -> None:
    """The priority of a referral rises, and with it what steps say of the child (S19, S33)."""
    s, before, p = w.r[i, STEP], w.r[i, PRIORITY], w.r[i, PATHWAY]
    told = m.rise[situation(w, i), s, before]
    after = int(told[RISE_TO])
    held = pause_to_rise(m, w, i, minute) if len(w.clocks) > 0 else 0
    w.r[i, PRIORITY] = after
    w.r[i, VARIANT] += m.variant[p, after] - m.variant[p, before]
    if told[RISE_BACK]:
        w.r[i, SINCE] = minute
        if w.line[w.r[i, LIST], BY_LOT]:
            key = m.step[0, s, NAME_KEY]
            w.r[i, SINCE] = questions.lot_on_rising(who_is(w, i), key, w.r[i, VISIT], after)
    note(w, minute, i, ESCALATED, before, minute)
    if held:
        run_on(m, w, i, minute, held)


@compiled
def await_rise(m: Plan, w: World, i: int, minute: int) -> None:
    """Says when priority rises on the eager list a referral is on; what is due comes at once."""
    w.watch[i, RISES_AT] = NEVER
    if w.line[w.r[i, LIST], ESCALATES] == 0:
        return
    at = next_rise(m, w, i, minute)
    while at <= minute:
        rise(m, w, i, minute)
        at = next_rise(m, w, i, minute)
    w.watch[i, RISES_AT] = at


@compiled
def escalate(m: Plan, w: World, i: int, minute: int) -> None:
    """A referral's priority rises where it waits: on the list, booked ahead or in a pause (S33)."""
    on_list = is_on_list(w, i)
    if on_list:
        take(w, i)
    rise(m, w, i, minute)
    await_rise(m, w, i, minute)
    if on_list:
        insert(m, w, i)
    else:
        watch(w, i)
