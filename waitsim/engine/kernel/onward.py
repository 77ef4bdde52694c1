"""Further referrals of the same child."""

from waitsim.engine.kernel.agenda import note, post, situation
from waitsim.engine.kernel.clocks import begin_clocks
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.referrals import blank_referral, born, settle
from waitsim.engine.kernel.state import (
    AFTER_A,
    AFTER_B,
    AFTER_KIND,
    ARRIVES_AT,
    BEGIN,
    BORN,
    CAME,
    CHILD_FIRST,
    CLOCK_FROM,
    CLOCK_TO,
    DAYS,
    FURTHER,
    GROUPS,
    INDEX,
    NAME_KEY,
    NEXT_OF_CHILD,
    NONE,
    NUMBER,
    OF_PATHWAY,
    OWNER,
    OWNER_KEY,
    PATHWAY,
    REFER_SHARE,
    REPLICATION,
    RETURNS,
    ROOM,
    RUNNING,
    SEED,
    STEP,
    VISIT,
    Plan,
    World,
)
from waitsim.engine.moments import ARRIVAL, ONWARD
from waitsim.records import CROSS_REFERRED, MINUTES_PER_DAY, RE_REFERRED, REFERRED_ON
from waitsim.rules import questions


@compiled
def link(w: World, i: int, j: int) -> None:
    """Makes a referral the last of the same child as another."""
    first = w.r[i, CHILD_FIRST]
    w.r[j, CHILD_FIRST] = first
    last = first
    while w.r[last, NEXT_OF_CHILD] != NONE:
        last = w.r[last, NEXT_OF_CHILD]
    w.r[last, NEXT_OF_CHILD] = j


@compiled
def same_child(m: Plan, w: World, i: int, owner: int, clock_start: int, s: int) -> int:
    """A further referral of the child of another (S41); none where there is no more room."""
    w.state[FURTHER] += 1
    if w.state[FURTHER] > w.state[ROOM]:
        return NONE
    j = blank_referral(m, w, owner, w.r[i, NUMBER], clock_start, s)
    w.r[i, BORN] = born(m, w, i)
    settle(m, w, j, w.r[i, GROUPS], w.r[i, BORN])
    p = w.r[j, PATHWAY]
    for clock in range(m.path[p, CLOCK_FROM], m.path[p, CLOCK_TO]):
        if m.runs[s, clock]:
            w.r[j, RUNNING] |= 1 << (clock - m.path[p, CLOCK_FROM])
    if len(w.clocks) > 0:
        begin_clocks(m, w, j)
    if len(w.bound) > 0:
        link(w, i, j)
    return j


@compiled
def refer_on(m: Plan, w: World, i: int, minute: int, first: int, after: int) -> None:
    """Makes the further referrals that a visit to a step leads to (S41)."""
    e = situation(w, i)
    key = m.step[e, w.r[i, STEP], NAME_KEY]
    for k in range(first, after):
        s = int(m.further[e, k, ARRIVES_AT])
        pathway_key = m.path[m.step[0, s, OF_PATHWAY], OWNER_KEY]
        owner = questions.cross_owner(w.r[i, OWNER], key, w.r[i, VISIT], pathway_key)
        who = (w.state[SEED], w.state[REPLICATION], owner, w.r[i, NUMBER])
        if questions.comes_about(who, m.further[e, k, REFER_SHARE]):
            j = same_child(m, w, i, owner, minute, s)
            if j != NONE:
                w.r[j, CAME] = CROSS_REFERRED
                note(w, minute, i, REFERRED_ON, w.r[j, INDEX], minute)
                post(w, j, minute, ONWARD, BEGIN)


@compiled
def re_refer(m: Plan, w: World, i: int, minute: int, end: int) -> None:
    """Makes the referral to which an end leads some time later (S42)."""
    e = situation(w, i)
    k = m.path[w.r[i, PATHWAY], RETURNS] + end
    s = int(m.further[e, k, ARRIVES_AT])
    if s == NONE:
        return
    pathway_key = m.path[m.step[0, s, OF_PATHWAY], OWNER_KEY]
    owner = questions.return_owner(w.r[i, OWNER], pathway_key)
    who = (w.state[SEED], w.state[REPLICATION], owner, w.r[i, NUMBER])
    if not questions.comes_about(who, m.further[e, k, REFER_SHARE]):
        return
    time = (int(m.further[e, k, AFTER_KIND]), m.further[e, k, AFTER_A], m.further[e, k, AFTER_B])
    start = minute + questions.minutes_until_return(who, time, m.bands)
    if start < w.state[DAYS] * MINUTES_PER_DAY:
        j = same_child(m, w, i, owner, start, s)
        if j != NONE:
            w.r[j, CAME] = RE_REFERRED
            note(w, minute, i, REFERRED_ON, w.r[j, INDEX], minute)
            post(w, j, start, ARRIVAL, BEGIN)
