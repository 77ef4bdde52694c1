"""What sets an option apart from a scenario that it extends, change by change."""

import copy
import pathlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.changes import Change
from waitsim.scenario.inputs import without_set
from waitsim.scenario.load import Loaded, read_resolved
from waitsim.scenario.overlay import lay_out, lay_out_base
from waitsim.scenario.resolved import Resolved
from waitsim.scenario.tree import Path, Place, Tree, dotted

_CHANGES: Final = "changes"
_WORDS: Final = (_CHANGES, "schema", "title", "description", "note", "sources")
"""What changes no answer, and the dated changes, which are told apart one by one."""

_DEPTHS: Final = {"staff": 2, "groups": 2, "pathways": 3}
"""How deep the parts lie that stand as one change each; steps lie one deeper."""


@dataclass(frozen=True)
class Edit:
    """A value that is written otherwise.

    Args:
        path: dotted.
        old: as written in the base; None if it is not there.
        new: as written in the option; likewise.
    """

    path: str
    old: Tree
    new: Tree


@dataclass(frozen=True)
class Difference:
    """One of the changes that set an option apart.

    Args:
        dated: an item of ``changes:``; None if the change is made without a date.
        edits: what is written otherwise; none for a dated change.
        parts: where in the tree these are.
    """

    dated: Change | None
    edits: tuple[Edit, ...] = ()
    parts: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """Where it stands in the scenario, in few words."""
        if self.dated:
            return f"changes.{self.dated.index} ({next(iter(self.dated.edits), '')})"
        return ", ".join(dotted(part) for part in self.parts)


@dataclass(frozen=True)
class Apart:
    """A base, an option that extends it, and the changes between the two, in the order written.

    Args:
        path: of the option.
    """

    path: pathlib.Path
    base: Resolved
    option: Resolved
    differences: tuple[Difference, ...]

    def with_some(self, chosen: Collection[int]) -> Loaded:
        """The base with some of the changes, by their numbers.

        Raises:
            ScenarioError: if these make no sense without the others.
        """
        some = [self.differences[i] for i in sorted(chosen)]
        tree = copy.deepcopy(self.base.tree)
        for path in (path for each in some for path in each.parts):
            _put(tree, path, copy.deepcopy(_node(self.option.tree, path)))
        before = len(_items(self.base))
        kept = [*range(before), *(each.dated.index for each in some if each.dated)]
        if kept:
            items = _items(self.option)
            tree[_CHANGES] = [copy.deepcopy(items[i]) for i in kept]
        return read_resolved(
            self.path,
            Resolved(
                tree=tree,
                places=_moved(self.option.places, {old: new for new, old in enumerate(kept)}),
                files=self.option.files,
                assumptions=(),
                named={**self.base.named, **self.option.named},
            ),
        )


def set_apart(base: Loaded, option: Loaded, sets: Sequence[str] = ()) -> Apart:
    """The changes between a base and an option that extends it.

    Each item of ``changes:`` is one. So is each staff group, step or other part that is written
    otherwise; these are taken together if they make no sense apart.

    Args:
        sets: settings that were laid over both.
    Raises:
        ScenarioError: if the option does not extend the base, or does not differ from it.
    """
    below_it = lay_out_base(option.path, base.path, sets)
    if below_it is None:
        message = (
            f"does not extend {base.path}, so what sets the two apart cannot be told change by "
            f'change. Write "extends:" with that file, and what differs.'
        )
        raise ScenarioError([Problem(str(option.path), 0, "extends", message)])
    old, new = (without_set(each)[0] for each in (below_it, lay_out(option.path, sets)))
    dated = [Difference(each) for each in option.changes if each.index >= len(_items(old))]
    parts = list(_parts(old.tree, new.tree))
    apart = Apart(option.path, old, new, (*_singly(old, new, parts), *dated))
    if not apart.differences:
        message = f"changes nothing of {base.path}. Name an option that does."
        raise ScenarioError([Problem(str(option.path), 0, "", message)])
    if len(parts) > 1 and not _stand_alone(apart, len(parts)):
        together = Difference(None, _edits(old, new, parts), tuple(parts))
        return replace(apart, differences=(together, *dated))
    return apart


def _singly(old: Resolved, new: Resolved, parts: Sequence[Path]) -> list[Difference]:
    return [Difference(None, _edits(old, new, [part]), (part,)) for part in parts]


def _stand_alone(apart: Apart, undated: int) -> bool:
    """Whether each change without a date makes sense alone, and all others without it."""
    everything = set(range(len(apart.differences)))
    try:
        for i in range(undated):
            apart.with_some({i})
            apart.with_some(everything - {i})
    except ScenarioError:
        return False
    return True


def _parts(old: Tree, new: Tree, path: Path = ()) -> Iterator[Path]:
    """Parts that differ: staff groups, steps, other parts of pathways, and whole sections."""
    if old == new:
        return
    depth = _DEPTHS.get(str(path[0]), 1) if path else 1
    depth += path[:1] == ("pathways",) and path[2:3] == ("steps",)
    if len(path) >= depth or not (isinstance(old, dict) and isinstance(new, dict)):
        yield path
        return
    for key in dict.fromkeys([*old, *new]):
        if path or key not in _WORDS:
            yield from _parts(old.get(key), new.get(key), (*path, key))


def _edits(old: Resolved, new: Resolved, parts: Sequence[Path]) -> tuple[Edit, ...]:
    return tuple(
        edit
        for part in parts
        for edit in _leaves(_node(old.tree, part), _node(new.tree, part), part)
    )


def _leaves(old: Tree, new: Tree, path: Path) -> Iterator[Edit]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) != new.get(key):
                yield from _leaves(old.get(key), new.get(key), (*path, key))
    else:
        yield Edit(dotted(path), old, new)


def _items(resolved: Resolved) -> list[Tree]:
    items = resolved.tree.get(_CHANGES, [])
    return items if isinstance(items, list) else []


def _node(tree: Tree, path: Path) -> Tree:
    for part in path:
        tree = tree.get(str(part)) if isinstance(tree, dict) else None
    return tree


def _put(tree: dict[str, Tree], path: Path, value: Tree) -> None:
    """Sets what stands at a path through mappings, or removes it."""
    *around, last = path
    node = tree
    for part in around:
        inner = node.setdefault(str(part), {})
        assert isinstance(inner, dict)
        node = inner
    if value is None:
        node.pop(str(last), None)
    else:
        node[str(last)] = value


def _moved(places: Mapping[Path, Place], items: Mapping[int, int]) -> dict[Path, Place]:
    """Places, those of the dated changes that are kept under their new numbers."""
    found = {}
    for path, place in places.items():
        if path[:1] == (_CHANGES,) and len(path) > 1:
            if path[1] in items:
                found[(_CHANGES, items[int(path[1])], *path[2:])] = place
        else:
            found[path] = place
    return found
