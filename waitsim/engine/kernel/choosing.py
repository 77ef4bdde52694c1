"""Advertised waits, and who goes elsewhere because of them."""

from waitsim.engine.kernel.agenda import situation, who_is
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.state import (
    BY_CLOCK_START,
    BY_JOINING,
    CHOICE_BY_CLOCK,
    CHOICE_FROM,
    CHOICE_LIST,
    CHOICE_TO,
    CLOCK_START,
    DAY,
    JOIN,
    LIST,
    NAME_KEY,
    RING,
    STEP,
    VISIT,
    Plan,
    World,
)
from waitsim.rules import questions
from waitsim.rules.choosing import ADVERTISED_WEEKS, share_at


@compiled
def advertise(w: World) -> None:
    """At the start of a week, the mean waits completed in the weeks before (S44)."""
    slot = RING + 3 * (w.state[DAY] // 7 % ADVERTISED_WEEKS)
    for line in range(len(w.notice)):
        seen, by_joining, by_clock = 0, 0, 0
        for k in range(RING, RING + 3 * ADVERTISED_WEEKS, 3):
            seen += w.notice[line, k]
            by_joining += w.notice[line, k + 1]
            by_clock += w.notice[line, k + 2]
        if seen > 0:
            w.notice[line, BY_JOINING] = by_joining // seen
            w.notice[line, BY_CLOCK_START] = by_clock // seen
        for k in range(slot, slot + 3):
            w.notice[line, k] = 0


@compiled
def count_completed(w: World, i: int, minute: int) -> None:
    """Counts a wait that was completed on a list that advertises it (S44)."""
    slot = RING + 3 * (w.state[DAY] // 7 % ADVERTISED_WEEKS)
    line = w.r[i, LIST]
    w.notice[line, slot] += 1
    w.notice[line, slot + 1] += minute - w.r[i, JOIN]
    w.notice[line, slot + 2] += minute - w.r[i, CLOCK_START]


@compiled
def goes_elsewhere(m: Plan, w: World, i: int) -> bool:
    """Whether a referral that leaves its step chooses another provider (S44)."""
    s, e = w.r[i, STEP], situation(w, i)
    column = BY_CLOCK_START if m.step[e, s, CHOICE_BY_CLOCK] else BY_JOINING
    wait = w.notice[m.step[e, s, CHOICE_LIST], column]
    first, after = m.step[e, s, CHOICE_FROM], m.step[e, s, CHOICE_TO]
    share = share_at(wait, m.choice_minutes, m.choice_share[e], first, after)
    return questions.goes_elsewhere(who_is(w, i), m.step[e, s, NAME_KEY], w.r[i, VISIT], share)
