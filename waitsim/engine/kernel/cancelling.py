"""Contacts that the family or the service cancels (S39)."""

from waitsim.engine.kernel.agenda import note, post, situation, situation_on, who_is
from waitsim.engine.kernel.appointments import strike_out
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.ends import end, end_wait
from waitsim.engine.kernel.lists import pause, unwatch
from waitsim.engine.kernel.state import (
    AHEAD,
    ATTEMPTS,
    BOOKED_FOR,
    BOOKED_ON,
    BY_FAMILY,
    BY_SERVICE,
    CANCEL_AFTER,
    CANCEL_END,
    CANCEL_MOST,
    CANCEL_TO_BACK,
    CANCELS_AHEAD,
    DAY,
    EAGER,
    FIRST,
    LATE,
    LATEST,
    LIST,
    MISSES,
    MISSES_BITS,
    NAME_KEY,
    NONE,
    PUT_OFF,
    REFILLED,
    REJOIN,
    SENT_BACK,
    STEP,
    VISIT,
    Plan,
    World,
)
from waitsim.engine.moments import ARRIVAL, ONWARD
from waitsim.records import CANCELLED_BY_FAMILY, CANCELLED_BY_SERVICE, LEFT
from waitsim.rules import questions
from waitsim.rules.attending import FAMILY, NOBODY, SERVICE


@compiled
def cancel_today(m: Plan, w: World, i: int, minute: int, attempt: int) -> bool:
    """Asks whether a contact is cancelled on its day, and lets it be; True if so (S39)."""
    s, e = w.r[i, STEP], situation(w, i)
    shares = (m.chance[e, s, BY_SERVICE], m.chance[e, s, BY_FAMILY])
    key = m.step[e, s, NAME_KEY]
    by = questions.cancelled_by(who_is(w, i), key, w.r[i, VISIT], attempt, shares)
    if by != NOBODY:
        cancel(m, w, i, minute, by, w.state[DAY])
    return bool(by != NOBODY)


@compiled
def is_refilled(m: Plan, w: World, i: int, attempt: int) -> bool:
    """Whether the time of a contact cancelled on its day is given to others (S39)."""
    s, e = w.r[i, STEP], situation(w, i)
    key, share = m.step[e, s, NAME_KEY], m.chance[e, s, REFILLED]
    return questions.is_refilled(who_is(w, i), key, w.r[i, VISIT], attempt, share)


@compiled
def call_off(m: Plan, w: World, minute: int) -> None:
    """Families cancel appointments of days to come, whose minutes are free again (S39)."""
    if w.state[CANCELS_AHEAD] == 0:
        return
    today = w.state[DAY]
    for day in range(today + 1, w.state[LATEST] + 1):
        i = w.diary[day, FIRST]
        while i != NONE:
            ahead = w.r[i, AHEAD]
            if days_before(m, w, i, day) == day - today:
                strike_out(m, w, i)
                if w.line[w.r[i, LIST], EAGER]:
                    unwatch(w, i)
                w.r[i, ATTEMPTS] += 1
                cancel(m, w, i, minute, FAMILY, day)
            i = ahead


@compiled
def days_before(m: Plan, w: World, i: int, day: int) -> int:
    """Days before its own on which a family cancels an appointment; or NEVER."""
    row, s = situation_on(w, i, day), w.r[i, STEP]
    booked = (day - w.r[i, BOOKED_ON], m.chance[row, s, BY_FAMILY], m.chance[row, s, LATE])
    key = m.step[row, s, NAME_KEY]
    return questions.days_before(who_is(w, i), key, w.r[i, VISIT], w.r[i, ATTEMPTS], booked)


@compiled
def cancel(m: Plan, w: World, i: int, minute: int, by: int, day: int) -> None:
    """A contact of some day is cancelled: the referral pauses, or is discharged (S39)."""
    s, e = w.r[i, STEP], situation(w, i)
    kind = CANCELLED_BY_SERVICE if by == SERVICE else CANCELLED_BY_FAMILY
    note(w, minute, i, kind, day, minute)
    w.r[i, BOOKED_FOR] = PUT_OFF
    if by == FAMILY:
        w.r[i, MISSES] += 1 << MISSES_BITS
        if w.r[i, MISSES] >> MISSES_BITS >= m.step[e, s, CANCEL_MOST]:
            end_wait(w, i, minute, LEFT)
            end(m, w, i, minute, m.step[e, s, CANCEL_END])
            return
        if m.step[e, s, CANCEL_TO_BACK]:
            w.r[i, BOOKED_FOR] = SENT_BACK
    after = m.step[e, s, CANCEL_AFTER]
    phase = ONWARD if after == 0 else ARRIVAL
    if w.line[w.r[i, LIST], EAGER]:
        pause(w, i, minute + after, phase)
    else:
        post(w, i, minute + after, phase, REJOIN)
