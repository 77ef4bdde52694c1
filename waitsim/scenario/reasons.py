"""Why figures are what they are: what a file says beside them, or beside what encloses them."""

import pathlib
from collections.abc import Iterator, Mapping, Sequence

from waitsim.scenario.document import read
from waitsim.scenario.provenance import Assumption
from waitsim.scenario.tree import Path, Tree

Notes = Mapping[tuple[str, Path], str]
"""By file and path; notes on a file as a whole are left out."""


def notes_in(files: Sequence[str]) -> Notes:
    """The notes in scenario files.

    Raises:
        ScenarioError: if one cannot be read.
    """
    return {
        (name, path): note
        for name in files
        for path, note in _notes(read(pathlib.Path(name)).tree, ())
        if path
    }


def reason(assumption: Assumption, notes: Notes) -> str:
    """The note nearest to a figure in the file that states it; empty if there is none."""
    if assumption.note:
        return assumption.note
    path = assumption.path
    above = (path[:length] for length in range(len(path), 0, -1))
    found = (notes.get((assumption.place.file, part), "") for part in above)
    return next(filter(None, found), "")


def _notes(node: Tree, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, list):
        for i, inner in enumerate(node):
            yield from _notes(inner, (*path, i))
    if isinstance(node, dict):
        note = node.get("note")
        if isinstance(note, str):
            yield path, note
        for key, inner in node.items():
            yield from _notes(inner, (*path, key))
