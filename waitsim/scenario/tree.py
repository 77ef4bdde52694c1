"""The plain tree a scenario file becomes, and where each part of it was written."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | None"
Path: TypeAlias = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something was written; line 0 when it was not in a file."""

    file: str
    line: int


NOWHERE = Place("", 0)


def dotted(path: Path) -> str:
    """`path` as people write it: ``steps.0.then``."""
    return ".".join(str(part) for part in path)


def place_of(places: Mapping[Path, Place], path: Path) -> Place:
    """Where `path` was written, or what encloses it if it was not written at all."""
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return NOWHERE
