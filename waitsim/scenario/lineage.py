"""The scenario files that one names, read safely: those it extends and those it uses."""

import os.path
import pathlib
from collections.abc import Sequence
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.document import Document, read
from waitsim.scenario.provenance import KEYS
from waitsim.scenario.tree import Path, Tree, dotted, place_of

MOST_FILES: Final = 20

USED: Final = ("sources", "calendar", "staff", "groups", "pathways", "uncertain")
"""What is taken from a file that is used."""

ALONE: Final = ("schema", "title", "description", "start", "horizon", "expects", "note", *KEYS)
"""What such a file may say besides, for when it is run alone."""


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
        name, here = named_file(last, last.tree["extends"], name, root, ("extends",))
        if here in seen or len(seen) == MOST_FILES:
            shown = " -> ".join([*(document.name for document in documents), str(name)])
            what = "the files extend one another" if here in seen else "too many files in a row"
            raise _refusal(last, f"{what[:1].upper()}{what[1:]}: {shown}. Remove one extends.")
        seen.append(here)
        documents.append(_read(here, name, last, ("extends",)))
    return documents


def used(documents: Sequence[Document], path: pathlib.Path) -> list[Document]:
    """The files that these use, those of the last document first, each file once.

    Args:
        documents: a chain.
        path: of its first file.
    Raises:
        ScenarioError: if a file cannot be read, or says what no used file may say.
    """
    root = path.parent.resolve().parent
    found: dict[pathlib.Path, Document] = {}
    for document in reversed(documents):
        if "use" not in document.tree:
            continue
        written = document.tree["use"]
        each: dict[Path, Tree] = {("use",): written}
        if isinstance(written, list):
            each = {("use", i): text for i, text in enumerate(written)}
        if not 0 < len(each) <= MOST_FILES:
            raise _refusal(document, f"Name 1 to {MOST_FILES} files, or remove this.", "use")
        for at, text in each.items():
            name, real = named_file(document, text, pathlib.Path(document.name), root, at)
            if real not in found:
                found[real] = _parts(_read(real, name, document, at))
    return list(found.values())


def _parts(document: Document) -> Document:
    """What can be used of a document, if it says nothing that would go unheard."""
    problems = [
        Problem(
            *place_of(document.lines, (key,)),
            key,
            "a file that is used stands by itself and has no changes of its own. Remove this, or "
            "extend the file instead.",
        )
        for key in document.tree
        if key not in (*USED, *ALONE)
    ]
    if problems:
        raise ScenarioError(problems)
    taken = (*USED, "source", "confidence")
    tree = {key: value for key, value in document.tree.items() if key in taken}
    return Document(document.name, tree, document.lines)


def _read(real: pathlib.Path, name: pathlib.Path, by: Document, at: Path) -> Document:
    """A file that `by` names at `at`; what keeps it from being read is told there."""
    try:
        return read(real, str(name))
    except ScenarioError as error:
        problems = [p for p in error.problems if p.line]
        unread = [_problem(by, f"{name}: {p.message}", at) for p in error.problems if not p.line]
        raise ScenarioError([*unread, *problems]) from None


def named_file(
    document: Document, written: Tree, name: pathlib.Path, root: pathlib.Path, at: Path
) -> tuple[pathlib.Path, pathlib.Path]:
    """The scenario file that a document names, as users know it and as it really is.

    Args:
        written: what stands at `at` in the document.
        name: of the document, as users know it.
        root: folder that the file must be in.
    Raises:
        ScenarioError: if it is no such file, or outside `root`.
    """
    if not isinstance(written, str) or not written.strip():
        example = "use: [../library/adhd.yaml]" if at[0] == "use" else f"{at[0]}: baseline.yaml"
        raise _refusal(document, f"Name one file, such as {example}.", *at)
    absolute = pathlib.PurePosixPath(written).is_absolute()
    windows = pathlib.PureWindowsPath(written)
    if absolute or windows.drive or windows.root:
        mend = "Write it as seen from this file's folder."
        raise _refusal(document, f'"{written}" starts from the root of the disk. {mend}', *at)
    if not written.endswith((".yaml", ".yml")):
        raise _refusal(document, f'"{written}" does not end in .yaml. Name a scenario file.', *at)
    try:
        real = (name.parent / written).resolve()
    except (OSError, ValueError, RuntimeError):
        raise _refusal(document, f'"{written}" cannot be a file. Check the name.', *at) from None
    if not real.is_relative_to(root):
        mend = f"Copy the file into {root} or below."
        raise _refusal(document, f'"{written}" is outside the scenario folders. {mend}', *at)
    return pathlib.Path(os.path.normpath(name.parent / written)), real


def _problem(document: Document, message: str, at: Path) -> Problem:
    return Problem(*place_of(document.lines, at), dotted(at), message)


def _refusal(document: Document, message: str, *at: str | int) -> ScenarioError:
    return ScenarioError([_problem(document, message, at or ("extends",))])
