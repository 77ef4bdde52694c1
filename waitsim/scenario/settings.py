"""Values that take the place of those in a scenario's files."""

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.amounts import absolute, is_relative
from waitsim.scenario.beside import Named, columns_at, settle_names
from waitsim.scenario.builder import MOST_LEVELS
from waitsim.scenario.changes import apply_change, check_path
from waitsim.scenario.figures import UnitError
from waitsim.scenario.provenance import Assumption, looks_numeric
from waitsim.scenario.resolved import Resolved
from waitsim.scenario.suggest import near, suggestion
from waitsim.scenario.tree import Path, Place, Tree

SET: Final = Place("--set", 0)

_NEVER_SET: Final = ("extends", "use", "changes", "uncertain")
_MAY_BE_ADDED: Final = ("lead", "ramp")
"""What can be set of a dated change that does not say it."""


@dataclass(frozen=True)
class Setting:
    """A value to put in the place of another.

    Args:
        path: dotted path, such as ``staff.nurses.wte`` or ``changes.0.on``.
        value: as people write it, such as "12", "+2" or "x1.1".
        place: where that was written.
    """

    path: str
    value: str
    place: Place = SET


def read_sets(sets: Sequence[str]) -> tuple[list[Setting], list[Problem]]:
    """Settings such as ``staff.nurses.wte=12``, and what is wrong with how they are written."""
    settings: list[Setting] = []
    problems: list[Problem] = []
    done: set[str] = set()
    for text in sets:
        name, equals, value = (part.strip() for part in text.partition("="))
        segments = name.split(".")
        fault = ""
        if not equals or not value or not all(segments):
            fault = f'"{text}" sets nothing. Write it as staff.nurses.wte=12.'
        elif name in done:
            fault = "The value is set twice. Leave out one of the two."
        elif segments[0] in _NEVER_SET or len(segments) > MOST_LEVELS:
            fault = "This cannot be set here. Change the file."
        if fault:
            problems.append(Problem(*SET, name if equals else "", fault))
            continue
        done.add(name)
        settings.append(Setting(name, value))
    return settings, problems


def with_settings(
    resolved: Resolved, settings: Sequence[Setting], folder: pathlib.Path
) -> Resolved:
    """The scenario with settings applied in order; parts that none reaches are the very same.

    Args:
        folder: that the names of files are as seen from.
    """
    for setting in settings:
        resolved = _with(resolved, setting, folder)
    return resolved


def full_path(tree: dict[str, Tree], dotted_path: str) -> Path:
    """The path of the value that a setting replaces.

    Raises:
        UnitError: if it leads into a dated change, and nowhere there.
    """
    segments = dotted_path.split(".")
    if segments[0] != "changes":
        return _numbered(tree, segments)
    changes = tree.get("changes")
    count = len(changes) if isinstance(changes, list) else 0
    if len(segments) < 3:
        raise UnitError("Say which value of the change, such as changes.0.on.")
    items = changes if isinstance(changes, list) else []
    names = {name: i for i, one in enumerate(items) if (name := _name_of(one))}
    said = segments[1]
    number = names.get(said, int(said) if said.isdecimal() else count)
    if number >= count:
        have = f"Count from 0 to {count - 1}" if count else "The scenario has none"
        raise UnitError(f'"{said}" is no dated change.{near(said, names) or f" {have}."}')
    return ("changes", number, *_inside_change(items[number], segments[2:]))


def value_at(tree: Tree, path: Path) -> Tree:
    """What stands at a path; None if nothing does."""
    for part in path:
        if isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        elif isinstance(tree, dict):
            tree = tree.get(str(part))
        else:
            return None
    return tree


def _name_of(change: Tree) -> str:
    name = change.get("name") if isinstance(change, dict) else None
    return name if isinstance(name, str) else ""


def _numbered(tree: Tree, segments: Sequence[str]) -> Path:
    path: Path = ()
    for segment in segments:
        part = int(segment) if isinstance(tree, list) and segment.isdecimal() else segment
        path = (*path, part)
        tree = value_at(tree, (part,))
    return path


def _inside_change(node: Tree, segments: Sequence[str]) -> Path:
    """The path of a value in a change, whose keys may themselves be dotted."""
    if not segments:
        return ()
    if isinstance(node, list):
        number = segments[0]
        if number.isdecimal() and int(number) < len(node):
            return (int(number), *_inside_change(node[int(number)], segments[1:]))
        raise UnitError(f'"{number}" is no item of the list. Count from 0 to {len(node) - 1}.')
    names = list(node) if isinstance(node, dict) else []
    for length in range(len(segments), 0, -1):
        key = ".".join(segments[:length])
        if isinstance(node, dict) and key in node:
            return (key, *_inside_change(node[key], segments[length:]))
    if len(segments) == 1 and segments[0] in _MAY_BE_ADDED:
        return (segments[0],)
    wanted = ".".join(segments)
    hint = suggestion(wanted, names) or " Check the names in the change."
    raise UnitError(f'The change says nothing of "{wanted}".{hint}')


def _with(resolved: Resolved, setting: Setting, folder: pathlib.Path) -> Resolved:
    named = dict(resolved.named)
    try:
        path = full_path(resolved.tree, setting.path)
        value = _settled(resolved.tree, setting, path)
        problems = _settle_file(setting, path, folder, named)
    except (ScenarioError, UnitError) as error:
        told = (
            error.problems
            if isinstance(error, ScenarioError)
            else (Problem(*setting.place, setting.path, str(error)),)
        )
        return replace(resolved, problems=(*resolved.problems, *told))
    places = dict(resolved.places)
    assumptions = resolved.assumptions
    if isinstance(value_at(resolved.tree, path), dict | list):
        for known in [known for known in places if known[: len(path)] == path]:
            del places[known]
        assumptions = tuple(a for a in assumptions if a.path[: len(path)] != path)
    else:
        assumptions = tuple(a for a in assumptions if a.path != path)
    for i in range(1, len(path)):
        places.setdefault(path[:i], setting.place)
    places[path] = setting.place
    if looks_numeric(path, value):
        assumptions = (*assumptions, Assumption(path, value, "", "", "", setting.place))
    return replace(
        resolved,
        tree=put(resolved.tree, path, value),
        places=places,
        assumptions=assumptions,
        problems=(*resolved.problems, *problems),
        named=named,
        settled=resolved.settled | {path},
    )


def _settled(tree: dict[str, Tree], setting: Setting, path: Path) -> str:
    """The value that is to stand in the tree."""
    if path[0] == "changes":
        # A change says how the value moves on its day: that is what is replaced.
        return setting.value
    check_path(tree, setting.path, setting.place)
    if is_relative(setting.value):
        moved = apply_change(tree, setting.path, setting.value, place=setting.place)
        return absolute(str(moved))
    return absolute(setting.value)


def _settle_file(
    setting: Setting, path: Path, folder: pathlib.Path, named: dict[str, Named]
) -> list[Problem]:
    """What is wrong with a value that names a file, which is added to those that may be read."""
    if not columns_at(path):
        return []
    if path[0] == "changes":
        raise UnitError("A file that a dated change names cannot be set. Change the file.")
    files, faults = settle_names({setting.path: setting.value}, folder, folder)
    named |= files
    return [Problem(*setting.place, setting.path, message) for _, message in faults]


def put(tree: dict[str, Tree], path: Path, value: Tree) -> dict[str, Tree]:
    """A copy of the tree with another value at a path; what lies beside the path is shared."""
    new = _put(tree, path, value)
    assert isinstance(new, dict)
    return new


def _put(node: Tree, path: Path, value: Tree) -> Tree:
    if not path:
        return value
    first, *rest = path
    if isinstance(node, list):
        assert isinstance(first, int)
        items = list(node)
        items[first] = _put(items[first], tuple(rest), value)
        return items
    around = node if isinstance(node, dict) else {}
    return {**around, str(first): _put(around.get(str(first)), tuple(rest), value)}
