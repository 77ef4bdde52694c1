"""How waits and referrals end."""

from waitsim.engine.kernel.agenda import note, post
from waitsim.engine.kernel.choosing import count_completed
from waitsim.engine.kernel.clocks import void_clocks
from waitsim.engine.kernel.compiling import compiled, inlined
from waitsim.engine.kernel.onward import re_refer
from waitsim.engine.kernel.state import (
    ADVERTISES,
    AGES_OUT,
    AT_END,
    END_BASE,
    ENDED_AS,
    ENDED_ROW,
    EPOCH,
    FREE_ROW,
    INDEX,
    JOIN,
    LEAVE_AT,
    LIST,
    NEXT_ROW,
    NONE,
    OVER,
    PATHWAY,
    RESOLVE,
    RESOLVES,
    RETURNS,
    Plan,
    World,
)
from waitsim.engine.moments import ONWARD
from waitsim.records import END_AGED_OUT, END_LEFT, ENDED, LEFT, WAITED


@inlined
def end_wait(w: World, i: int, minute: int, kind: int) -> None:
    """Ends the wait on the list that a referral is on: WAITED or LEFT."""
    note(w, minute, i, kind, w.r[i, LIST], w.r[i, JOIN])
    if kind == WAITED and w.notice[w.r[i, LIST], ADVERTISES]:
        count_completed(w, i, minute)
    w.r[i, LIST] = NONE


@compiled
def end(m: Plan, w: World, i: int, minute: int, end: int) -> None:
    """Ends a referral, and with it the clocks that still run (S05)."""
    w.r[i, OVER] = 1
    void_clocks(m, w, i, minute)
    if m.path[w.r[i, PATHWAY], RETURNS] != NONE:
        re_refer(m, w, i, minute, end)
    note(w, minute, i, ENDED, end, minute)
    if len(w.bound) == 0:
        leave_row(w, i)
    elif m.path[w.r[i, PATHWAY], RESOLVES]:
        foresee_resolving(m, w, i, minute, end)


@compiled
def leave_row(w: World, i: int) -> None:
    """Says that a referral will need its row no more once the day is over."""
    w.row[w.r[i, INDEX]] = NONE
    w.r[i, NEXT_ROW] = w.state[ENDED_ROW]
    w.state[ENDED_ROW] = i


@compiled
def free_rows(w: World) -> None:
    """Lets new referrals have the rows of those that ended today, at the end of it."""
    i = w.state[ENDED_ROW]
    while i != NONE:
        following = w.r[i, NEXT_ROW]
        w.r[i, NEXT_ROW] = w.state[FREE_ROW]
        w.state[FREE_ROW] = i
        i = following
    w.state[ENDED_ROW] = NONE


@compiled
def foresee_resolving(m: Plan, w: World, i: int, minute: int, end: int) -> None:
    """Gives a referral that has ended a last event, if its end resolves others (S43)."""
    rows = m.resolves[w.state[EPOCH]]
    for k in range(len(rows)):
        if rows[k, AT_END] == end:
            w.bound[i, ENDED_AS] = end
            post(w, i, minute, ONWARD, RESOLVE)
            return


@compiled
def leave(m: Plan, w: World, i: int) -> None:
    """A referral leaves its list: by itself, or on a birthday (S06, S07)."""
    minute = w.r[i, LEAVE_AT]
    reason = END_AGED_OUT if w.r[i, AGES_OUT] <= minute else END_LEFT
    end_wait(w, i, minute, LEFT)
    end(m, w, i, minute, m.path[w.r[i, PATHWAY], END_BASE] + reason)
