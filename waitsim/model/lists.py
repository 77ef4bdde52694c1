"""Waiting lists, and the pools of those that share staff."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Index
from waitsim.model.routing import Needs
from waitsim.model.tables import Ints
from waitsim.rules.disciplines import DISCIPLINES
from waitsim.scenario.schema import Scenario
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
    list_leaving: Ints


class Pools(NamedTuple):
    """Fields of ``Tables`` by these names."""

    pool_start: Ints
    pool_list: Ints


def list_tables(scenario: Scenario, index: Index) -> Lists:
    """Waiting lists, step by step: of new starts (or those due for review), then of follow-ups.

    Follow-ups of a course come before new starts wherever lists share staff, unless the step says
    otherwise: their precedence is 1. All else is the step's own.
    """
    new = np.full(len(index.steps), NO_LIST, dtype=np.int64)
    follow = np.full(len(index.steps), NO_LIST, dtype=np.int64)
    rows: list[tuple[int, ...]] = []
    for (pathway, name), s in index.steps.items():
        step = scenario.pathways[pathway].steps[name]
        if not isinstance(step, Listed):
            continue
        weights = DISCIPLINES[step.order]
        if not isinstance(step, Review):
            new[s] = len(rows)
            rows.append((s, step.precedence, *weights, 1))
        if isinstance(step, Course | Review):
            follow[s] = len(rows)
            first = isinstance(step, Course) and step.follow_ups == "first"
            precedence = FOLLOW_UP_PRECEDENCE if first else step.precedence
            rows.append((s, precedence, *weights, 0))
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 6).T
    return Lists(new, follow, *np.ascontiguousarray(columns))


def pool_tables(scenario: Scenario, index: Index, lists: Lists, needs: Needs) -> Pools:
    """Pools of lists of contacts that share staff, directly or through others.

    Two lists share a staff group if both need minutes of it in any epoch; so do the lists of one
    step. Pools are in order of their first list, and lists in order inside a pool. Lists for
    places are in none.
    """
    group_of = _joined_groups(needs, len(index.groups))
    minutes = (needs.need_minutes + needs.need_admin).max(axis=0, initial=0)
    pools: dict[tuple[str, int], list[int]] = {}
    steps = list(index.steps)
    for number, s in enumerate(lists.list_step.tolist()):
        pathway, name = steps[s]
        if not isinstance(scenario.pathways[pathway].steps[name], Contact):
            continue
        wanted = [n for n in range(*needs.need_start[s : s + 2].tolist()) if minutes[n] > 0]
        key = ("staff", group_of[needs.need_group[wanted[0]]]) if wanted else ("step", s)
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
