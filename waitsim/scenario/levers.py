"""What dated changes reach: values left at their default, and values that are so already."""

import contextlib
from collections.abc import Iterable

from waitsim.scenario.amounts import is_relative
from waitsim.scenario.changes import Change
from waitsim.scenario.figures import UnitError, shown
from waitsim.scenario.forms import (
    FixedOrDrawn,
    Form,
    Listing,
    Table,
    Text,
    below,
    fields,
    form_at,
    model_at,
)
from waitsim.scenario.quantities import Quantity
from waitsim.scenario.suggest import known_list, near
from waitsim.scenario.tree import Path, Tree


def with_levers(tree: dict[str, Tree], paths: Iterable[str]) -> dict[str, Tree]:
    """The tree with what holds at dotted paths written out, so that it can be changed.

    A field that is left out is given its default, a staff group or a target that a step does not
    have is given nothing of it, and a single target is written as all of the referrals. `tree`
    stays as it is, and so does its meaning. Paths that cannot be are left alone.
    """
    for path in paths:
        tree = _reach(tree, tuple(path.split(".")))
    return tree


def beyond_reach(tree: dict[str, Tree], change: Change) -> dict[str, str]:
    """What is wrong with the edits of a change that name no field, or move what is not there.

    Args:
        tree: with everything that the change reaches.
    """
    found = {}
    for key, value in change.edits.items():
        path = edited_path(tree, key)
        around, last = path[:-1], str(path[-1])
        model, node = model_at(around, tree), _node(tree, around)
        if model is None or not isinstance(node, dict) or last in node:
            continue
        if last not in fields(model):
            hint = near(last, fields(model)) or known_list(fields(model), 16)
            mend = hint or " Name another value."
            found[key] = f'there is no "{shown(last)}" in "{path[-2]}".{mend}'
        elif isinstance(value, str) and is_relative(value):
            found[key] = f'"{shown(value)}" changes a value that is not there. Write a new value.'
    return found


def edited_path(tree: Tree, dotted_path: str) -> Path:
    """A dotted path with the numbers of list items as numbers."""
    path: list[str | int] = []
    for segment in dotted_path.split("."):
        path.append(int(segment) if isinstance(tree, list) and segment.isdecimal() else segment)
        tree = below(tree, path[-1])
    return tuple(path)


def idle_edits(old: dict[str, Tree], new: dict[str, Tree], change: Change) -> list[str]:
    """Dotted paths of values that a change leaves as they were, if it changes none beside them.

    Args:
        old: the tree before the change, with everything that it reaches.
        new: the tree after it.
    """
    idle: list[str] = []
    busy: set[Path] = set()
    for key in change.edits:
        path = edited_path(old, key)
        if _value(old, path) == _value(new, path):
            idle.append(key)
        else:
            busy.add(path[:-1])
    # Whoever writes out all the shares of a step may well leave some as they were.
    return [key for key in idle if edited_path(old, key)[:-1] not in busy]


def _value(tree: dict[str, Tree], path: Path) -> object:
    """What stands at a path, read if it is a quantity."""
    node = _node(tree, path)
    form = form_at(path, tree)
    if isinstance(form, Quantity) and isinstance(node, str):
        with contextlib.suppress(UnitError):
            return form.check(node)
    return node


def _node(tree: dict[str, Tree], path: Path) -> Tree:
    node: Tree = tree
    for part in path:
        node = below(node, part)
    return node


def _reach(tree: dict[str, Tree], path: tuple[str, ...]) -> dict[str, Tree]:
    node: Tree = tree
    for i, segment in enumerate(path):
        if isinstance(node, list):
            return tree
        if isinstance(node, str):
            if path[i - 1] != "then" or i != len(path) - 1:
                return tree
            node = {node: "100 %"}
            tree = _with(tree, path[:i], node)
        if isinstance(node, dict) and segment not in node:
            default = _default(tree, path[:i], segment)
            if default is None:
                return tree
            tree = _with(tree, path[: i + 1], default)
            node = default
        else:
            node = below(node, segment)
    return tree


def _default(tree: dict[str, Tree], around: tuple[str, ...], key: str) -> Tree:
    """What holds where a key is not written, as text; None if that cannot be said."""
    model, form = model_at(around, tree), form_at(around, tree)
    if model is not None:
        field = fields(model).get(key)
        optional = field is not None and not field.required
        return _written(field.form, field.default) if field and optional else None
    if isinstance(form, Table) and isinstance(form.value, Quantity) and form.value.least == 0:
        return form.value.say(0)
    return None


def _written(form: Form, value: object) -> Tree:
    """A default as people would write it."""
    if value is None:
        return None
    if isinstance(form, FixedOrDrawn):
        return _written(form.fixed, value)
    if isinstance(form, Quantity):
        return form.say(value)
    if isinstance(form, Text):
        return str(value)
    if isinstance(form, Listing) and isinstance(value, tuple):
        return [_written(form.item, item) for item in value]
    return {}


def _with(tree: dict[str, Tree], path: tuple[str, ...], value: Tree) -> dict[str, Tree]:
    """A copy of the tree with another value at a path that leads through mappings."""
    first, *rest = path
    inner = tree.get(first)
    if rest:
        assert isinstance(inner, dict)
        value = _with(inner, tuple(rest), value)
    return {**tree, first: value}
