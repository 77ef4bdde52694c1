"""Leaving an eager list, to a step or an end (S34)."""

from waitsim.engine.kernel.agenda import situation, stamp, who_is
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.ends import end, end_wait
from waitsim.engine.kernel.lists import take_off
from waitsim.engine.kernel.state import (
    AGED_OUT_TARGET,
    AGES_OUT,
    AT_END,
    BOUND_FOR,
    CHILD_FIRST,
    END_BASE,
    ENDED_AS,
    EPOCH,
    HEAP,
    IN_PATHWAY,
    INDEX,
    KEY,
    LEAVES_FROM,
    LEAVES_TO,
    LIST,
    LOCAL,
    NAME_KEY,
    NEXT_OF_CHILD,
    NONE,
    OVER,
    OWNER,
    PATHWAY,
    PHASE_BITS,
    RESOLVE_SHARE,
    SENT_TO,
    STEP,
    TO_ENTER,
    VISIT,
    VISITS,
    WATCHED,
    Plan,
    World,
)
from waitsim.records import END_LEFT, LEFT, MINUTES_PER_DAY, NEVER
from waitsim.rules import questions


@compiled
def next_is_watched(w: World, day: int) -> bool:
    """Whether the next thing to happen today is to a referral on an eager list (S01)."""
    i = w.state[WATCHED]
    if i == NONE:
        return False
    key = w.watch[i, KEY]
    minute = key >> PHASE_BITS
    if minute // MINUTES_PER_DAY > day:
        return False
    if w.state[HEAP] == 0:
        return True
    return bool(stamp(minute, key & ((1 << PHASE_BITS) - 1), w.r[i, INDEX]) < w.today[0])


@compiled
def way_out(m: Plan, w: World, i: int) -> int:
    """Step to which leaving its list leads a referral, or -(end + 1) (S34)."""
    s = w.r[i, STEP]
    e = situation(w, i)
    start = m.step[e, s, LEAVES_FROM]
    stop = m.step[e, s, LEAVES_TO]
    if start == stop:
        return -int(m.path[w.r[i, PATHWAY], END_BASE] + END_LEFT + 1)
    who = who_is(w, i)
    key = m.step[e, s, NAME_KEY]
    k = questions.way_out(who, key, w.r[i, VISIT], m.shares[e], start, stop)
    return int(m.target[start + k])


@compiled
def send(m: Plan, w: World, i: int, minute: int, target: int) -> bool:
    """Ends the wait of a referral taken off its list; True if it has yet to enter a step (S34)."""
    end_wait(w, i, minute, LEFT)
    if target < 0:
        end(m, w, i, minute, -target - 1)
        return False
    w.r[i, STEP] = target
    return True


@compiled
def depart(m: Plan, w: World, i: int, minute: int) -> bool:
    """Sends on a referral that leaves by itself, on a birthday, or as another was resolved.

    As ``send`` does (S34, S43).
    """
    if w.r[i, AGES_OUT] <= minute:
        w.r[i, AGES_OUT] = NEVER
        return send(m, w, i, minute, m.path[w.r[i, PATHWAY], AGED_OUT_TARGET])
    if len(w.bound) > 0 and w.bound[i, BOUND_FOR] != 0:
        bound = w.bound[i, BOUND_FOR]
        w.bound[i, BOUND_FOR] = 0
        return send(m, w, i, minute, bound - 1 if bound > 0 else bound)
    return send(m, w, i, minute, way_out(m, w, i))


@compiled
def remove_from_list(m: Plan, w: World, i: int, minute: int, target: int) -> bool:
    """Takes a referral off its eager list now and sends it to a step, or to -(end + 1) (S34).

    True if it has yet to enter that step, with ``steps.enter``.
    """
    take_off(m, w, i)
    return send(m, w, i, minute, target)


@compiled
def resolve(m: Plan, w: World, i: int, minute: int) -> None:
    """Lets the child's other referrals go that the end of one has resolved (S43).

    Those that are sent to a step have yet to enter it, with ``steps.enter``.
    """
    rows = m.resolves[w.state[EPOCH]]
    j = w.r[i, CHILD_FIRST]
    while j != NONE:
        begun = w.r[j, VISITS + m.step[0, w.r[j, STEP], LOCAL]] > 0
        if begun and not w.r[j, OVER] and w.bound[j, BOUND_FOR] == 0:
            for k in range(len(rows)):
                mine = rows[k, AT_END] == w.bound[i, ENDED_AS]
                theirs = rows[k, IN_PATHWAY] == w.r[j, PATHWAY]
                share = rows[k, RESOLVE_SHARE]
                if mine and theirs and questions.is_resolved(who_is(w, j), w.r[i, OWNER], share):
                    let_go(m, w, j, minute, int(rows[k, SENT_TO]))
        j = w.r[j, NEXT_OF_CHILD]


@compiled
def let_go(m: Plan, w: World, j: int, minute: int, target: int) -> None:
    """A referral leaves its list now, or the next that it joins (S43)."""
    if w.r[j, LIST] != NONE:
        w.bound[j, TO_ENTER] = remove_from_list(m, w, j, minute, target)
    else:
        w.bound[j, BOUND_FOR] = target + 1 if target >= 0 else target
