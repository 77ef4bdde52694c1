"""The minutes in hand on one day, purse by purse."""

from waitsim.engine.kernel.compiling import compiled, inlined
from waitsim.engine.kernel.state import (
    ADMIN,
    ASIDE,
    BALANCE,
    BEYOND,
    CARRIES,
    CARRY,
    DAY,
    EPOCH,
    GROUP,
    IF_UNUSED,
    LENDS,
    LENT,
    OF_GROUP,
    OVERBOOKS,
    OVERRUN,
    SET,
    SHARE,
    WITH_CHILD,
    Needs,
    Plan,
    Supply,
    World,
)
from waitsim.records import LOST, OFFERED, UNUSED, USED
from waitsim.rules.attending import FREED, GIVEN
from waitsim.rules.staff_time import (
    LOST_UNUSED,
    carried_minutes,
    overrun_minutes,
    share_of_minutes,
)


@compiled
def begin_sessions(m: Plan, w: World, d: Supply) -> None:
    """Puts in hand the minutes of the day, and what each purse has from before (S09, S23)."""
    e = w.state[EPOCH]
    w.state[LENT] = 0
    w.line[:, ASIDE:] = 0
    groups = d.offered.shape[1]
    for p in range(w.staff.shape[1]):
        w.staff[BALANCE, p] = 0
        w.staff[BEYOND, p] = 0
        g = m.purse[e, p, OF_GROUP]
        offered = d.offered[w.state[DAY], g]
        if offered == 0:
            continue
        if p < groups:
            w.staff[OFFERED, p] = offered
            w.staff[BALANCE, p] = offered + w.staff[CARRY, p]
            w.staff[BEYOND, p] = offered
        else:
            share = m.purse[e, p, SHARE]
            part = share_of_minutes(offered, share)
            w.staff[BALANCE, g] -= part
            w.staff[BEYOND, g] -= part
            w.staff[BALANCE, p if share > 0 else g] += part + w.staff[CARRY, p]
            w.staff[BEYOND, p] = part
        w.staff[CARRY, p] = 0
    for p in range(w.staff.shape[1]):
        w.staff[BEYOND, p] = share_of_minutes(w.staff[BEYOND, p], m.purse[e, p, OVERBOOKS])


@inlined
def purse_for(m: Plan, w: World, line: int, g: int) -> int:
    """The purse from which a list takes the minutes of a group now (S23)."""
    e = w.state[EPOCH]
    if w.state[LENT] and m.purse[e, g, LENDS]:
        return g
    return int(m.purse_of[e, line, g])


@inlined
def have(m: Plan, w: World, line: int, needs: Needs) -> bool:
    """Whether every group has the minutes that a contact takes, or may book beyond (S09, S25)."""
    e, first, after = needs
    for k in range(first, after):
        wanted = m.need[e, k, WITH_CHILD] + m.need[e, k, ADMIN]
        p = purse_for(m, w, line, m.need[e, k, GROUP])
        if wanted > w.staff[BALANCE, p] + w.staff[BEYOND, p]:
            return False
    return True


@inlined
def first_set(m: Plan, needs: Needs) -> Needs:
    """Of the needs of one or more sets of groups, those of the first set."""
    e, first, after = needs
    k = first + 1
    while k < after and m.need[e, k, SET] == m.need[e, first, SET]:
        k += 1
    return e, first, min(k, after)


@inlined
def first_able(m: Plan, w: World, line: int, needs: Needs) -> Needs:
    """The needs of the first set of groups that has the minutes; none if no set has (S27)."""
    e, first, after = needs
    while first < after:
        some = first_set(m, (e, first, after))
        if have(m, w, line, some):
            return some
        first = some[2]
    return e, after, after


@compiled
def spend(m: Plan, w: World, line: int, needs: Needs, how: int) -> None:
    """Takes the minutes of a contact, unless they are free for others (S10, S39)."""
    if how == FREED:
        return
    came = how == GIVEN
    e, first, after = needs
    for k in range(first, after):
        g = m.need[e, k, GROUP]
        minutes = m.need[e, k, WITH_CHILD] + (m.need[e, k, ADMIN] if came else 0)
        w.staff[BALANCE, purse_for(m, w, line, g)] -= minutes
        w.staff[USED if came else LOST, g] += minutes


@compiled
def set_aside(m: Plan, w: World, line: int, needs: Needs) -> None:
    """Keeps what the groups have of a contact's minutes, unless theirs are lost (S24)."""
    e, first, after = needs
    for k in range(first, after):
        g = m.need[e, k, GROUP]
        if m.purse[w.state[EPOCH], g, IF_UNUSED] != LOST_UNUSED:
            p = purse_for(m, w, line, g)
            wanted = m.need[e, k, WITH_CHILD] + m.need[e, k, ADMIN]
            kept = max(min(wanted, w.staff[BALANCE, p]), 0)
            w.staff[BALANCE, p] -= kept
            w.line[line, ASIDE + g] += kept


@compiled
def take_back(m: Plan, w: World, line: int) -> None:
    """In the second round, a list has what was set aside for it in the first (S23)."""
    for g in range(w.line.shape[1] - ASIDE):
        w.staff[BALANCE, purse_for(m, w, line, g)] += w.line[line, ASIDE + g]
        w.line[line, ASIDE + g] = 0


@compiled
def lend(m: Plan, w: World, groups: int) -> bool:
    """Opens what is left to all lists, where groups lend; whether any does (S23)."""
    e = w.state[EPOCH]
    for p in range(groups, w.staff.shape[1]):
        g = m.purse[e, p, OF_GROUP]
        if m.purse[e, g, LENDS]:
            w.staff[BALANCE, g] += w.staff[BALANCE, p]
            w.staff[BEYOND, g] += w.staff[BEYOND, p]
            w.staff[BALANCE, p] = 0
            w.staff[BEYOND, p] = 0
            w.state[LENT] = 1
    return bool(w.state[LENT])


@compiled
def end_sessions(m: Plan, w: World, d: Supply) -> None:
    """What was set aside or is carried goes to the next session; the rest is unused (S24)."""
    e, groups = w.state[EPOCH], d.offered.shape[1]
    for line in range(len(w.line)):
        for g in range(groups):
            w.staff[CARRY, m.purse_of[e, line, g]] += w.line[line, ASIDE + g]
    for p in range(groups, w.staff.shape[1]):
        w.staff[UNUSED, m.purse[e, p, OF_GROUP]] += w.staff[BALANCE, p]
    for g in range(groups):
        w.staff[UNUSED, g] += w.staff[BALANCE, g]
        if w.staff[UNUSED, g] < 0:
            note_overrun(w, g)
        carried = carried_minutes(
            w.staff[UNUSED, g], m.purse[e, g, IF_UNUSED], m.purse[e, g, CARRIES]
        )
        w.staff[UNUSED, g] -= carried
        carry_unused(m, w, g, carried)


@compiled
def note_overrun(w: World, g: int) -> None:
    """Those booked beyond fill what was lost; what they need besides is overrun (S25)."""
    over = overrun_minutes(w.staff[UNUSED, g], w.staff[LOST, g])
    w.staff[LOST, g] += w.staff[UNUSED, g] + over
    w.staff[USED, g] -= over
    w.staff[OVERRUN, g] = over
    w.staff[UNUSED, g] = 0


@compiled
def carry_unused(m: Plan, w: World, g: int, carried: int) -> None:
    """Leaves minutes of a group in the purses that have them, the open one first (S24)."""
    p = g
    while carried > 0:
        if m.purse[w.state[EPOCH], p, OF_GROUP] == g:
            part = max(min(w.staff[BALANCE, p], carried), 0)
            w.staff[CARRY, p] += part
            carried -= part
        p += 1
