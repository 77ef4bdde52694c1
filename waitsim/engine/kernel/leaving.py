"""Leaving an eager list, to a step or an end (S34)."""

from waitsim.engine.kernel.agenda import situation, stamp, who_is
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.ends import end, end_wait
from waitsim.engine.kernel.lists import take_off
from waitsim.engine.kernel.state import (
    AGED_OUT_TARGET,
    AGES_OUT,
    END_BASE,
    HEAP,
    KEY,
    LEAVES_FROM,
    LEAVES_TO,
    NAME_KEY,
    NONE,
    PATHWAY,
    PHASE_BITS,
    STEP,
    VISIT,
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
    return bool(stamp(minute, key & ((1 << PHASE_BITS) - 1), i) < w.today[0])


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
    """Sends on a referral that leaves by itself, or on a birthday, as ``send`` does (S34)."""
    if w.r[i, AGES_OUT] <= minute:
        w.r[i, AGES_OUT] = NEVER
        return send(m, w, i, minute, m.path[w.r[i, PATHWAY], AGED_OUT_TARGET])
    return send(m, w, i, minute, way_out(m, w, i))


@compiled
def remove_from_list(m: Plan, w: World, i: int, minute: int, target: int) -> bool:
    """Takes a referral off its eager list now and sends it to a step, or to -(end + 1) (S34).

    True if it has yet to enter that step, with ``steps.enter``.
    """
    take_off(m, w, i)
    return send(m, w, i, minute, target)
