"""The pathways that a question bears on, run without the others where these change nothing.

Every draw is asked by the names of pathway and step and by the referral's number in its pathway,
so a pathway does not notice another unless they share staff or lists, or children of one are
referred on to the other, or leave it because of the other.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from waitsim.model.tables import UNSTATED, Model
from waitsim.scenario.schema import Scenario
from waitsim.scenario.staffing import StaffGroup

Epochs = Sequence[tuple[int, Scenario]]


def bearing_on(model: Model, clock: int, paths: Iterable[str]) -> frozenset[str]:
    """Names of the pathways that may bear on a clock, or that what stands at paths may.

    Args:
        paths: dotted paths of values that are changed.
    """
    names, every = model.names, frozenset(model.names.pathways)
    if _are_linked(model):
        return every
    wanted = {names.pathways[int(model.tables.clock_pathway[clock])]}
    users = _users(model)
    for path in paths:
        parts = path.split(".")
        if parts[0] == "staff":
            wanted |= users.get(parts[1], set())
        elif parts[0] == "pathways":
            wanted.add(parts[1])
        else:
            return every
    joined = [*users.values(), *_sharing_lists(model)]
    while True:
        more = wanted.union(*(each for each in joined if each & wanted))
        if more == wanted:
            return frozenset(wanted)
        wanted = more


def without_others(epochs: Epochs, kept: frozenset[str]) -> Epochs:
    """The scenario with some of its pathways only; with all of them where that cannot be said."""
    if any(_names_others(epoch, kept) for _, epoch in epochs):
        return epochs
    return [(day, _part(epoch, kept)) for day, epoch in epochs]


def _part(scenario: Scenario, kept: frozenset[str]) -> Scenario:
    pathways = {name: each for name, each in scenario.pathways.items() if name in kept}
    return scenario.model_copy(update={"pathways": pathways})


def _names_others(scenario: Scenario, kept: frozenset[str]) -> bool:
    """Whether staff keep time for pathways that are not kept, or files name referrals."""
    others = {name.split(".")[0] for group in scenario.staff.values() for name in _for(group)}
    replayed = any(each.referrals.dates is not None for each in scenario.pathways.values())
    return bool(others - kept) or scenario.opening_list is not None or replayed


def _for(group: StaffGroup) -> list[str]:
    return [name for kept in group.protects.values() for name in kept.for_]


def _are_linked(model: Model) -> bool:
    """Whether one child may have several referrals."""
    tables = model.tables
    again = len(tables.refer_target) > 0 or bool((tables.return_target >= 0).any())
    return again or len(tables.resolve_end) > 0 or bool((tables.opening_child != UNSTATED).any())


def _users(model: Model) -> dict[str, set[str]]:
    """The pathways that need each staff group."""
    tables, names = model.tables, model.names
    steps = np.repeat(np.arange(len(tables.step_kind)), np.diff(tables.need_start))
    found: dict[str, set[str]] = {}
    for step, group in zip(steps.tolist(), tables.need_group.tolist(), strict=True):
        pathway = names.pathways[int(tables.step_pathway[step])]
        found.setdefault(names.groups[group], set()).add(pathway)
    return found


def _sharing_lists(model: Model) -> list[set[str]]:
    """The pathways of lists that are ever one."""
    tables, names = model.tables, model.names
    of_list = [names.pathways[p] for p in tables.step_pathway[tables.list_step].tolist()]
    pairs = {
        (i, first)
        for epoch in tables.list_shared.tolist()
        for i, first in enumerate(epoch)
        if first != i
    }
    return [{of_list[i], of_list[first]} for i, first in sorted(pairs)]
