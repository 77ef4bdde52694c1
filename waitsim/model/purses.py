"""Purses of staff time: who may use which minutes of a group's day, and what is kept of them."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index
from waitsim.model.lists import Lists
from waitsim.model.steps import whole_minutes
from waitsim.model.tables import Ints
from waitsim.records import NEVER
from waitsim.rules.staff_time import CARRIED, LOST_UNUSED, SET_ASIDE, WHOLE
from waitsim.scenario.sharing import protection
from waitsim.scenario.staffing import StaffGroup

_UNUSED: Final = {"lost": LOST_UNUSED, "set aside": SET_ASIDE, "carried": CARRIED}


class Purses(NamedTuple):
    """Fields of ``Tables`` by these names."""

    purse_group: Ints
    purse_share: Ints
    purse_of: Ints
    group_lends: Ints
    group_unused: Ints
    group_carries: Ints
    group_overbooks: Ints


def purse_tables(epochs: Sequence[Epoch], index: Index, lists: Lists) -> Purses:
    """Purses of every group in the order written, after one open purse for each group.

    A purse whose share is nothing in an epoch is not there: its lists use the open one.
    """
    run = epochs[0].scenario.staff
    protected = [(group, key) for group, part in run.items() for key in part.protects]
    groups = [*range(len(run)), *(index.groups[group] for group, _ in protected)]
    shares = np.zeros((len(epochs), len(groups)), dtype=np.int64)
    purse_of = np.zeros((len(epochs), len(lists.list_step), len(run)), dtype=np.int64)
    purse_of[:] = np.arange(len(run))
    for e, epoch in enumerate(epochs):
        staff = epoch.scenario.staff
        names: list[dict[str, int]] = [{} for _ in run]
        for p, (group, key) in enumerate(protected, start=len(run)):
            purse, g = staff[group].protects[key], groups[p]
            # Shares that sum to 1 must not sum to more once they are rounded.
            room = WHOLE - sum(shares[e, q] for q in set(names[g].values()))
            shares[e, p] = min(_millionths(purse.share), room)
            if shares[e, p] > 0:
                names[g] |= dict.fromkeys(purse.for_, p)
        for g, own in enumerate(names):
            for line, name in enumerate(_narrowest(list(own), index, lists)):
                if name is not None:
                    purse_of[e, line, g] = own[name]
    return Purses(
        np.array(groups, dtype=np.int64),
        shares,
        purse_of,
        *(_by_group(epochs, rule) for rule in (_lends, _unused, _carries, _overbooks)),
    )


def _narrowest(names: Sequence[str], index: Index, lists: Lists) -> list[str | None]:
    """For each list, the narrowest of the names that mean it."""
    steps = list(index.steps)
    found = []
    for line, s in enumerate(lists.list_step.tolist()):
        follow_up = lists.new_list[s] >= 0 and lists.new_list[s] != line
        found.append(protection(names, *steps[s], follow_up=bool(follow_up)))
    return found


def _by_group(epochs: Sequence[Epoch], rule: Callable[[StaffGroup], int]) -> Ints:
    """A rule of every group: (epoch, group)."""
    rows = [[rule(group) for group in epoch.scenario.staff.values()] for epoch in epochs]
    return np.array(rows, dtype=np.int64)


def _millionths(share: float) -> int:
    return int(share * WHOLE + 0.5)


def _lends(group: StaffGroup) -> int:
    return int(group.lends)


def _unused(group: StaffGroup) -> int:
    return _UNUSED[group.unused]


def _carries(group: StaffGroup) -> int:
    return NEVER if group.carries is None else whole_minutes(group.carries)


def _overbooks(group: StaffGroup) -> int:
    return _millionths(group.overbooks)
