"""Waiting lists, and the pools of those that share staff."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index
from waitsim.model.routing import Needs
from waitsim.model.steps import whole_minutes
from waitsim.model.tables import Ints
from waitsim.rules.disciplines import DISCIPLINES
from waitsim.rules.order import WHOLE
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.sharing import shared_lists
from waitsim.scenario.steps import Contact, Course, Listed, Review

NO_LIST: Final = -1
FOLLOW_UP_PRECEDENCE: Final = 1


class Lists(NamedTuple):
    """Fields of ``Tables`` by these names."""

    new_list: Ints
    follow_list: Ints
    list_step: Ints
    list_precedence: Ints
    list_by_priority: Ints
    list_by_clock: Ints
    list_by_joined: Ints
    list_by_lot: Ints
    list_leaving: Ints
    list_shift: Ints
    list_shared: Ints
    list_long_share: Ints
    list_long_over: Ints


class Pools(NamedTuple):
    """Fields of ``Tables`` by these names."""

    pool_start: Ints
    pool_list: Ints


def list_tables(epochs: Sequence[Epoch], index: Index) -> Lists:
    """Waiting lists, step by step: of new starts (or those due for review), then of follow-ups.

    Follow-ups of a course come before new starts wherever lists share staff, unless the step says
    otherwise: their precedence is 1. All else is the step's own.
    """
    scenario = epochs[0].scenario
    new = np.full(len(index.steps), NO_LIST, dtype=np.int64)
    follow = np.full(len(index.steps), NO_LIST, dtype=np.int64)
    rows: list[tuple[int, ...]] = []
    shifts: list[list[int]] = []
    for (pathway, name), s in index.steps.items():
        step = scenario.pathways[pathway].steps[name]
        if not isinstance(step, Listed):
            continue
        weights = DISCIPLINES[step.order]
        looks_at = (weights.priority, weights.clock, weights.joined, weights.lot)
        shift = class_shifts(scenario.pathways[pathway], step)
        if not isinstance(step, Review):
            new[s] = len(rows)
            rows.append((s, step.precedence, *looks_at, 1))
            shifts.append(shift)
        if isinstance(step, Course | Review):
            follow[s] = len(rows)
            first = isinstance(step, Course) and step.follow_ups == "first"
            precedence = FOLLOW_UP_PRECEDENCE if first else step.precedence
            rows.append((s, precedence, *looks_at, 0))
            shifts.append(shift)
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 7).T
    step_of, precedence, priority, clock, joined, lot, leaving = np.ascontiguousarray(columns)
    return Lists(
        *(new, follow, step_of, precedence, priority, clock, joined, lot, leaving),
        list_shift=_padded(shifts),
        list_shared=_shared(epochs, index, new, follow),
        **_for_long_waiters(scenario, index, new, len(rows)),
    )


def _for_long_waiters(scenario: Scenario, index: Index, new: Ints, lists: int) -> dict[str, Ints]:
    """What lists of new starts, and those for places, keep for whoever has waited longest (S32)."""
    share, over = np.zeros(lists, dtype=np.int64), np.zeros(lists, dtype=np.int64)
    for (pathway, name), s in index.steps.items():
        step = scenario.pathways[pathway].steps[name]
        if isinstance(step, Listed) and step.long_waiters is not None and new[s] != NO_LIST:
            share[new[s]] = round(step.long_waiters.share * WHOLE)
            over[new[s]] = whole_minutes(step.long_waiters.over)
    return {"list_long_share": share, "list_long_over": over}


def class_shifts(pathway: Pathway, step: Listed) -> list[int]:
    """Minutes added for each priority class to the minute that its referrals wait from (S30)."""
    sign = DISCIPLINES[step.order].shift
    if sign > 0 and step.breach_of is not None:
        limit = whole_minutes(pathway.standards[step.breach_of].within)
        return [limit] * len(pathway.priorities)
    stated = step.limits if sign > 0 else step.head_starts
    return [sign * whole_minutes(stated.get(name, 0.0)) for name in pathway.priorities]


def _padded(rows: list[list[int]]) -> Ints:
    """The rows made equally long."""
    most = max((len(row) for row in rows), default=1)
    padded = [row + [0] * (most - len(row)) for row in rows]
    return np.array(padded, dtype=np.int64).reshape(len(rows), most)


def _shared(epochs: Sequence[Epoch], index: Index, new: Ints, follow: Ints) -> Ints:
    """The first of the lists with which each list is one, or itself: (epoch, list)."""
    own = np.arange(1 + max(new.max(initial=-1), follow.max(initial=-1)))
    shared = np.tile(own, (len(epochs), 1))
    first = np.where(new == NO_LIST, follow, new)
    for e, epoch in enumerate(epochs):
        for sharing in shared_lists(epoch.scenario).values():
            members = [int(first[index.steps[pair]]) for pair in sharing]
            shared[e, members] = min(members)
    return shared


def pool_tables(scenario: Scenario, index: Index, lists: Lists, needs: Needs) -> Pools:
    """Pools of lists of contacts that share staff, directly or through others.

    Two lists share a staff group if both need minutes of it in any epoch, be it for those who
    stand in; so do the lists of one step, and those that are one list. Pools are in order of their
    first list, and lists in order inside a pool. Lists for places are in none.
    """
    group_of = _joined_groups(needs, len(index.groups))
    minutes = (needs.need_minutes + needs.need_admin).max(axis=0, initial=0)
    keys: dict[int, tuple[str, int]] = {}
    steps = list(index.steps)
    for number, s in enumerate(lists.list_step.tolist()):
        pathway, name = steps[s]
        if not isinstance(scenario.pathways[pathway].steps[name], Contact):
            continue
        wanted = [n for n in range(*needs.need_start[s : s + 2].tolist()) if minutes[n] > 0]
        key = ("staff", group_of[needs.need_group[wanted[0]]]) if wanted else ("step", s)
        keys[number] = key
    for row in lists.list_shared.tolist():
        for number, first in enumerate(row):
            if number != first:
                keys = {n: keys[first] if key == keys[number] else key for n, key in keys.items()}
    pools: dict[tuple[str, int], list[int]] = {}
    for number, key in keys.items():
        pools.setdefault(key, []).append(number)
    sizes = [len(members) for members in pools.values()]
    return Pools(
        np.cumsum([0, *sizes], dtype=np.int64),
        np.array([number for members in pools.values() for number in members], dtype=np.int64),
    )


def _joined_groups(needs: Needs, groups: int) -> Sequence[int]:
    """For each staff group, the least of those it is linked to by steps that need both."""
    linked = list(range(groups))
    minutes = (needs.need_minutes + needs.need_admin).max(axis=0, initial=0)
    for first, stop in zip(needs.need_start, needs.need_start[1:], strict=False):
        wanted = {linked[needs.need_group[n]] for n in range(first, stop) if minutes[n] > 0}
        if len(wanted) > 1:
            linked = [min(wanted) if root in wanted else root for root in linked]
    return linked
