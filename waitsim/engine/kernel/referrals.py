"""Making a referral, and what luck gives it."""

from waitsim.engine.kernel.agenda import who_is
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.state import (
    AGE_STEP,
    AGES_OUT,
    BORN,
    CHILD_FIRST,
    CLOCK_START,
    FREE_ROW,
    GROUPS,
    INDEX,
    KEY,
    LEAVING_AGE,
    LIST,
    MADE,
    NEXT_OF_CHILD,
    NEXT_ROW,
    NONE,
    NUMBER,
    OF_PATHWAY,
    OWNER,
    PATHWAY,
    PRIORITY,
    STEP,
    TIE,
    USED_ROWS,
    VARIANT,
    Plan,
    World,
)
from waitsim.records import NEVER
from waitsim.rules import questions
from waitsim.rules import told as cells
from waitsim.rules.groups import groups_of, variant_by_age, variant_by_groups
from waitsim.rules.told import groups_told, told_or


@compiled
def new_referral(m: Plan, w: World, owner: int, number: int, clock_start: int, s: int) -> int:
    """Makes a referral of a child of whom nothing is known, and says what luck gave it (S02)."""
    i = blank_referral(m, w, owner, number, clock_start, s)
    shares = m.category_shares[w.r[i, PATHWAY]]
    settle(m, w, i, groups_of(who_is(w, i), m.attribute_key, m.category_start, shares), NEVER)
    return i


@compiled
def tell_of(m: Plan, w: World, i: int, row: int) -> None:
    """Gives a referral what a file tells of it in place of what luck did (S22, S46)."""
    told = m.told[row]
    w.r[i, PRIORITY] = told_or(told[cells.PRIORITY], w.r[i, PRIORITY])
    groups = groups_told(w.r[i, GROUPS], told[cells.CATEGORIES :])
    settle(m, w, i, groups, told[cells.BORN])


@compiled
def take_row(w: World) -> int:
    """A row for a new referral: one that no other needs any more, wiped, or the next of all."""
    i = int(w.state[FREE_ROW])
    if i == NONE:
        i = int(w.state[USED_ROWS])
        w.state[USED_ROWS] = i + 1
    else:
        w.state[FREE_ROW] = w.r[i, NEXT_ROW]
        wipe(w, i)
    index = w.state[MADE]
    w.state[MADE] = index + 1
    w.row[index] = i
    w.r[i, INDEX] = index
    w.r[i, LIST] = NONE
    for table in (w.turn, w.long, w.watch):
        if len(table) > 0:
            table[i, TIE] = index
    return i


@compiled
def wipe(w: World, i: int) -> None:
    """Makes a row as it was in the beginning."""
    for column in range(w.r.shape[1]):
        w.r[i, column] = 0
    if len(w.clocks) > 0:
        for column in range(w.clocks.shape[1]):
            w.clocks[i, column] = 0
    if len(w.watch) > 0:
        w.watch[i, KEY] = 0


@compiled
def blank_referral(m: Plan, w: World, owner: int, number: int, clock_start: int, s: int) -> int:
    """Makes a referral before its child is known.

    Args:
        owner: key of its pathway, or what stands for it in the draws of a further referral (S41).
    """
    i = take_row(w)
    p = m.step[0, s, OF_PATHWAY]
    w.r[i, OWNER] = owner
    w.r[i, NUMBER] = number
    w.r[i, PATHWAY] = p
    w.r[i, STEP] = s
    w.r[i, CLOCK_START] = clock_start
    w.r[i, CHILD_FIRST] = i
    w.r[i, NEXT_OF_CHILD] = NONE
    w.r[i, PRIORITY] = questions.priority_class(who_is(w, i), m.priority_shares[p])
    return i


@compiled
def settle(m: Plan, w: World, i: int, groups: int, birth: int) -> None:
    """Says which child a referral is of, and its variant (S07, S19, S20).

    Args:
        birth: minute of birth; NEVER if it is not known.
    """
    p = w.r[i, PATHWAY]
    added, priorities = m.variant[p], m.priority_shares.shape[1]
    w.r[i, GROUPS] = groups
    w.r[i, BORN] = birth
    w.r[i, AGES_OUT] = NEVER
    w.r[i, VARIANT] = added[w.r[i, PRIORITY]]
    w.r[i, VARIANT] += variant_by_groups(groups, m.category_start, added[priorities:])
    leaving_age, by_age = m.path[p, LEAVING_AGE], m.path[p, AGE_STEP]
    if leaving_age != NEVER or by_age > 0:
        w.r[i, BORN] = born(m, w, i)
        cuts = added[priorities + m.category_shares.shape[1] :]
        w.r[i, VARIANT] += variant_by_age(w.r[i, CLOCK_START] - w.r[i, BORN], cuts, by_age)
        if leaving_age != NEVER:
            w.r[i, AGES_OUT] = w.r[i, BORN] + leaving_age


@compiled
def born(m: Plan, w: World, i: int) -> int:
    """Minute of birth, by the ages of the pathway; NEVER where it has none (S02, S15)."""
    p = w.r[i, PATHWAY]
    if w.r[i, BORN] != NEVER or m.ages[1, p, 0] == 0:
        return int(w.r[i, BORN])
    start = w.r[i, CLOCK_START]
    limited = start < 0 and m.path[p, LEAVING_AGE] != NEVER
    below = m.path[p, LEAVING_AGE] + start if limited else NEVER
    shares, low, high = m.age_shares[p], m.ages[0, p], m.ages[1, p]
    return int(start - questions.age_minutes(who_is(w, i), shares, low, high, below))
