"""Dated changes to a scenario, as records and applied to its tree."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.amounts import changed
from waitsim.scenario.figures import UnitError
from waitsim.scenario.purchases import (
    SLOT_PRICE,
    mixed_price,
    node_at,
)
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import NOWHERE, Place, Tree

_FIXED = ("changes", "extends", "use", "schema", "sources", "uncertain")


@dataclass(frozen=True)
class Change:
    """One item of ``changes:``.

    Args:
        index: its position, from 0.
        place: where it was written.
        start: first day in force, ``lead_minutes`` after the one written; None from the
            scenario's start.
        end: last day in force; None for good.
        ramp_minutes: time over which it takes full effect, 0 at once.
        note: what the author says about it.
        edits: dotted path of a value to what it becomes, as written.
        lead_minutes: time from the day written to the first day in force, such as recruitment.
        prices: dotted path of a step to the price of the slots bought there in `edits`.
        others: keys that name no part of the scenario, for the reader of them to check.
        places: where each key of `edits` and `others` was written.
    """

    index: int
    place: Place
    start: datetime.date | None
    end: datetime.date | None
    ramp_minutes: float
    note: str
    edits: Mapping[str, Tree]
    others: Mapping[str, Tree]
    places: Mapping[str, Place]
    lead_minutes: float = 0.0
    prices: Mapping[str, str] = field(default_factory=dict)


def apply(tree: dict[str, Tree], change: Change, fraction: float = 1.0) -> dict[str, Tree]:
    """A new tree with the edits of `change`; `tree` stays as it is.

    Args:
        tree: the scenario before the change; the same for each fraction of a ramp.
        change: what to do.
        fraction: share of the way from each old value to the new, above 0 and up to 1.
    Raises:
        ScenarioError: with every edit that cannot be made.
    """
    new: Tree = tree
    problems: list[Problem] = []
    for path, value in change.edits.items():
        place = change.places.get(path, change.place)
        try:
            new = _with(new, path.split("."), apply_change(tree, path, value, fraction, place))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    for step, price in change.prices.items():
        at = [*step.split("."), SLOT_PRICE]
        new = _with(new, at, mixed_price(node_at(tree, at[:-1]), node_at(new, at[:-1]), price))
    assert isinstance(new, dict)
    return new


def apply_change(
    tree: dict[str, Tree],
    dotted_path: str,
    value: Tree,
    fraction: float = 1.0,
    place: Place = NOWHERE,
) -> Tree:
    """What the value at a path becomes: `value` itself, or the present one moved by it.

    Texts such as "+2", "-5 %" or "x1.1" change the present value, see `amounts.changed`. A list
    replaces a list whole.

    Raises:
        ScenarioError: if the path leads nowhere, or the change cannot be made.
    """
    if not 0 < fraction <= 1:
        raise ValueError(f"fraction must be above 0 and at most 1, not {fraction}")
    try:
        present = _present(tree, dotted_path)
        return _moved(present, value, fraction)
    except UnitError as error:
        raise ScenarioError([Problem(*place, dotted_path, str(error))]) from None


def check_path(tree: Tree, dotted_path: str, place: Place = NOWHERE) -> None:
    """Nothing, if a path leads to a value, or to one that may have been left at its default.

    Raises:
        ScenarioError: if it leads nowhere.
    """
    try:
        _present(tree, dotted_path)
    except UnitError as error:
        raise ScenarioError([Problem(*place, dotted_path, str(error))]) from None


def _present(tree: Tree, dotted_path: str) -> Tree:
    node, walked = tree, "the scenario"
    segments = dotted_path.split(".")
    if segments[0] in _FIXED:
        raise UnitError(f"{segments[0]} cannot be changed on a date. Change it in the file.")
    for i, segment in enumerate(segments):
        node = _unwrapped(node)
        if isinstance(node, dict) and segment not in node and 0 < i == len(segments) - 1:
            return None  # a value left at its default; the schema knows whether there is one
        if isinstance(node, dict) and segment in node:
            node = node[segment]
        elif isinstance(node, list) and segment.isdecimal() and int(segment) < len(node):
            node = node[int(segment)]
        elif isinstance(node, list):
            message = f'"{segment}" is no item of the list. Count from 0 to {len(node) - 1}.'
            raise UnitError(message)
        else:
            names = list(node) if isinstance(node, dict) else []
            hint = suggestion(segment, names) or " Check the names on the way there."
            raise UnitError(f'There is no "{segment}" in {walked}.{hint}')
        walked = f'"{segment}"'
    return _unwrapped(node)


def _unwrapped(node: Tree) -> Tree:
    return node["value"] if isinstance(node, dict) and "value" in node else node


def _moved(present: Tree, value: Tree, fraction: float) -> Tree:
    if isinstance(value, str):
        if present is None or isinstance(present, str):
            return changed(present or "", value, fraction)
        names = list(present) if isinstance(present, dict) else []
        inside = f" such as {names[0]}" if names else ""
        raise UnitError(f'"{value}" cannot stand for several values. Change one of them{inside}.')
    if isinstance(value, list):
        if fraction == 1:
            return value
        if isinstance(present, list) and len(present) == len(value):
            pairs = zip(present, value, strict=True)
            return [_moved(old, new, fraction) for old, new in pairs]
        raise UnitError("A list can only be ramped from one as long. Leave out the ramp.")
    raise UnitError("The change has no value. Write one after the colon.")


def _with(node: Tree, segments: list[str], value: Tree) -> Tree:
    """A copy of `node` with another value at `segments`; all but the last must exist."""
    if isinstance(node, dict) and "value" in node and (not segments or segments[0] not in node):
        return {**node, "value": _with(node["value"], segments, value)}
    if not segments:
        return value
    first, *rest = segments
    if isinstance(node, dict):
        return {**node, first: _with(node.get(first), rest, value)}
    assert isinstance(node, list)
    copy = list(node)
    copy[int(first)] = _with(copy[int(first)], rest, value)
    return copy
