"""The scenario files that one names, read safely: those it extends."""

import os.path
import pathlib
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.document import Document, read
from waitsim.scenario.tree import place_of

MOST_FILES: Final = 20


def chain(path: pathlib.Path) -> list[Document]:
    """The file and those it extends, in that order."""
    documents = [read(path)]
    try:
        here = path.resolve()
        root = path.parent.resolve().parent
    except (OSError, RuntimeError):
        raise ScenarioError([Problem(str(path), 0, "", "The file has moved. Try again.")]) from None
    name, seen = path, [here]
    while "extends" in documents[-1].tree:
        last = documents[-1]
        name, here = _extended(last, name, root)
        if here in seen or len(seen) == MOST_FILES:
            shown = " -> ".join([*(document.name for document in documents), str(name)])
            what = "the files extend one another" if here in seen else "too many files in a row"
            raise _refusal(last, f"{what[:1].upper()}{what[1:]}: {shown}. Remove one extends.")
        seen.append(here)
        try:
            documents.append(read(here, str(name)))
        except ScenarioError as error:
            problems = [p for p in error.problems if p.line]
            unread = [_problem(last, f"{name}: {p.message}") for p in error.problems if not p.line]
            raise ScenarioError([*unread, *problems]) from None
    return documents


def _extended(
    document: Document, name: pathlib.Path, root: pathlib.Path
) -> tuple[pathlib.Path, pathlib.Path]:
    """The extended file, as users know it and as it really is."""
    written = document.tree["extends"]
    if not isinstance(written, str) or not written.strip():
        raise _refusal(document, "Name one file, such as extends: baseline.yaml.")
    absolute = pathlib.PurePosixPath(written).is_absolute()
    windows = pathlib.PureWindowsPath(written)
    if absolute or windows.drive or windows.root:
        mend = "Write it as seen from this file's folder."
        raise _refusal(document, f'"{written}" starts from the root of the disk. {mend}')
    if not written.endswith((".yaml", ".yml")):
        raise _refusal(document, f'"{written}" does not end in .yaml. Name a scenario file.')
    try:
        real = (name.parent / written).resolve()
    except (OSError, ValueError, RuntimeError):
        raise _refusal(document, f'"{written}" cannot be a file. Check the name.') from None
    if not real.is_relative_to(root):
        mend = f"Copy the file into {root} or below."
        raise _refusal(document, f'"{written}" is outside the scenario folders. {mend}')
    return pathlib.Path(os.path.normpath(name.parent / written)), real


def _problem(document: Document, message: str) -> Problem:
    return Problem(*place_of(document.lines, ("extends",)), "extends", message)


def _refusal(document: Document, message: str) -> ScenarioError:
    return ScenarioError([_problem(document, message)])
