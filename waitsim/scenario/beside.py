"""Files that a scenario names: which they are, and what they say.

A name is as seen from the folder of the file in which it is written, and leads nowhere but into
that folder. In the tree of the whole scenario it is as seen from the folder of the file asked for.
"""

import os.path
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from waitsim.errors import Problem
from waitsim.scenario.csv_rows import Rows, read_rows
from waitsim.scenario.figures import shown
from waitsim.scenario.list_files import DATES, OPENING, Columns, list_of
from waitsim.scenario.provenance import Assumption
from waitsim.scenario.referral_list import ReferralList
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of

SUFFIX: Final = ".csv"

Read = Mapping[tuple[type[ReferralList], str], ReferralList]
"""Lists by kind and name, for the schema to look up."""


@dataclass(frozen=True)
class Named:
    """A file that may be read.

    Args:
        path: where it is.
        folder: that it must be in.
    """

    path: pathlib.Path
    folder: pathlib.Path


@dataclass(frozen=True)
class ListFile:
    """A file that was read.

    Args:
        rows: its rows as text, with what is wrong with their form.
        columns: of its kind.
        said: what the rows say.
        pathways: that name it for their referrals.
    """

    rows: Rows
    columns: Columns
    said: ReferralList
    pathways: tuple[str, ...] = ()


def columns_at(path: Path) -> Columns | None:
    """Columns of the file that may be named at a path of the tree; None where none may."""
    if path[:1] == ("changes",):
        path = path[2:]
    names = dotted(path).split(".")
    if names == ["opening_list"]:
        return OPENING
    of_referrals = len(names) == 4 and (names[0], names[2]) == ("pathways", "referrals")
    return DATES if of_referrals and names[3] == "dates" else None


def named_in(tree: Tree, at: Path = ()) -> Iterator[tuple[Path, str, Columns]]:
    """Each place that names a file, the name, and the columns that the file should have."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if at or key.partition(".")[0] in ("pathways", "changes", "opening_list"):
                yield from named_in(value, (*at, key))
    elif isinstance(tree, list):
        for i, value in enumerate(tree):
            yield from named_in(value, (*at, i))
    elif tree is not None and tree.strip().endswith(SUFFIX):
        columns = columns_at(at)
        if columns is not None:
            yield at, tree.strip(), columns


def settle_names(
    tree: dict[str, Tree], folder: pathlib.Path, root: pathlib.Path
) -> tuple[dict[str, Named], list[tuple[Path, str]]]:
    """Files that a tree names, by their names as seen from `root`, which then stand in the tree.

    Args:
        folder: of the file that says what is in the tree.
        root: folder of the file asked for.
    Returns:
        The files, and what is wrong with names.
    """
    files: dict[str, Named] = {}
    faults: list[tuple[Path, str]] = []
    for path, name, _ in list(named_in(tree)):
        fault = fault_of_name(name, folder)
        if fault:
            faults.append((path, fault))
            continue
        where = folder / name
        seen = pathlib.PurePath(os.path.relpath(where, root)).as_posix()
        files[seen] = Named(where, folder)
        _put(tree, path, seen)
    return files, faults


def read_named(
    tree: dict[str, Tree], places: Mapping[Path, Place], files: Mapping[str, Named]
) -> tuple[list[ListFile], list[Problem]]:
    """The files that a tree names, and what is wrong with them."""
    read: dict[tuple[type[ReferralList], str], ListFile] = {}
    problems: list[Problem] = []
    for path, name, columns in named_in(tree):
        named, key = files.get(name), (columns.kind, name)
        if key in read:
            own = (*read[key].pathways, *_pathway(path))
            read[key] = replace(read[key], pathways=tuple(dict.fromkeys(own)))
            continue
        # Names that lead elsewhere have been told of, and are read as files without rows.
        rows = Rows(os.path.normpath(named.path) if named else name)
        try:
            rows = read_rows(named.path, rows.name) if named else rows
        except ValueError as error:
            place = place_of(places, path)
            problems.append(Problem(*place, dotted(path), f'"{shown(name)}" {error}'))
        said = list_of(rows, name, columns)
        read[key] = ListFile(rows, columns, said, _pathway(path))
    problems += [problem for one in read.values() for problem in one.rows.problems]
    return list(read.values()), problems


def lists_by_name(read: Sequence[ListFile]) -> Read:
    """The lists that were read, for the schema to look up."""
    return {(type(one.said), one.said.name): one.said for one in read}


def told_of_files(
    assumptions: Sequence[Assumption], read: Sequence[ListFile]
) -> tuple[Assumption, ...]:
    """Assumptions of which those that are files say how long these are, and their SHA-256."""
    by_name = {one.said.name: one.said for one in read}
    return tuple(
        replace(one, value_text=describe(by_name[one.value_text]))
        if columns_at(one.path) and one.value_text in by_name
        else one
        for one in assumptions
    )


def describe(said: ReferralList) -> str:
    """A file by its name, rows and SHA-256."""
    rows = "1 row" if len(said.entries) == 1 else f"{len(said.entries):,} rows"
    return f"{said.name}, {rows}, SHA-256 {said.sha256}"


def _pathway(path: Path) -> tuple[str, ...]:
    """The pathway whose referrals are named at a path, if any."""
    names = dotted(path[2:] if path[:1] == ("changes",) else path).split(".")
    return (names[1],) if names[0] == "pathways" else ()


def fault_of_name(name: str, folder: pathlib.Path) -> str:
    """What is wrong with the name of a file; empty if nothing is."""
    said = f'"{shown(name)}"'
    windows = pathlib.PureWindowsPath(name)
    if windows.drive or windows.root or pathlib.PurePosixPath(name).is_absolute():
        return f"{said} starts from the root of the disk. Put the file beside this one."
    if ".." in windows.parts:
        return f"{said} leads out of this file's folder. Put the file beside this one."
    if "\\" in name:
        return f'{said} has a backslash. Write "/" between folders.'
    try:
        real = (folder / name).resolve()
        inside = real.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return f"{said} cannot be a file. Check the name."
    if not inside:
        return f"{said} is a link out of this file's folder. Copy the file itself beside this one."
    return ""


def _put(tree: Tree, path: Path, value: str) -> None:
    for part in path[:-1]:
        tree = tree[part]  # type: ignore[index]
    tree[path[-1]] = value  # type: ignore[index]
