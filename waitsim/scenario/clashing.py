"""Values of which two used files say different things, and no other file says which holds."""

from collections.abc import Iterator, Mapping, Sequence

from waitsim.errors import Problem
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of

Used = tuple[Mapping[str, Tree], Mapping[Path, Place]]
"""A plain tree, and where each part of it was written."""


def clashing(used: Sequence[Used], over: Sequence[Mapping[str, Tree]]) -> list[Problem]:
    """A problem for each value that two used files state differently, at the later of them.

    Args:
        used: the used files, in order.
        over: what is laid over them all; a value stated there settles the matter.
    """
    first: dict[Path, tuple[Tree, Place]] = {}
    problems = []
    for tree, places in used:
        for path, value in _stated(dict(tree), ()):
            place = place_of(places, path)
            known, there = first.setdefault(path, (value, place))
            if known != value and not any(_states(each, path) for each in over):
                message = (
                    f"{_shown(value)} here, but {_shown(known)} in {there.file}:{there.line}. "
                    "Say in the file that uses both which holds."
                )
                problems.append(Problem(*place, dotted(path), message))
    return problems


def _stated(node: Tree, path: Path) -> Iterator[tuple[Path, Tree]]:
    """Each value with its path; a mapping stands as an empty one before what is in it."""
    if not isinstance(node, dict):
        yield path, node
        return
    yield path, {}
    for key, inner in node.items():
        yield from _stated(inner, (*path, key))


def _states(tree: Mapping[str, Tree], path: Path) -> bool:
    """Whether a tree has a value at a path, or something else on the way to it."""
    node: Tree = dict(tree)
    for part in path:
        if not isinstance(node, dict):
            return True
        if str(part) not in node:
            return False
        node = node[str(part)]
    return True


def _shown(value: Tree) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return "a list" if isinstance(value, list) else "several values"
