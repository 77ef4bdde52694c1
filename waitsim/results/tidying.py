"""Putting a folder of results in order: damaged files set aside, things removed, stores merged."""

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waitsim.errors import ScenarioError
from waitsim.results.blocks import Span
from waitsim.results.drawn import INPUTS, OWN
from waitsim.results.durable import remove_empty_folders, write_whole
from waitsim.results.store import MANIFEST, SCENARIO, guarding, manifest_of
from waitsim.results.stored import (
    CASE,
    DAMAGED,
    RUN,
    SWEEP,
    SWEEP_MANIFEST,
    Entry,
    Fault,
    block_files,
    block_of,
    entries,
    faults,
    value_files,
)

_WRITTEN: Final = {
    RUN: (SCENARIO, INPUTS, OWN, "report.html", MANIFEST),
    SWEEP: (
        *("cases.parquet", "cases.csv", "sensitivity.parquet", "sensitivity.csv", "report.html"),
        SWEEP_MANIFEST,
    ),
    CASE: (),
}
"""Files that an entry may have beside its blocks; last, the one that says that all are there."""


@dataclass(frozen=True)
class Merged:
    """What a merge did.

    Args:
        taken: paths of files that were taken over, below the folder of results.
        faults: files that cannot be trusted, which were left where they are.
    """

    taken: tuple[str, ...]
    faults: tuple[Fault, ...]


def set_aside(root: Path, found: Iterable[Fault]) -> list[Path]:
    """Moves files that cannot be trusted, and those no good without them, to ``damaged/``.

    Returns:
        Where they are now.
    Raises:
        ScenarioError: if they cannot be moved.
    """
    moved = []
    paths = dict.fromkeys(path for fault in found for path in (fault.path, *fault.along))
    with guarding(root):
        for path in paths:
            if path.is_file():
                place = _free(root / DAMAGED / path.relative_to(root))
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
                moved.append(place)
    return moved


def written(one: Entry) -> list[Path]:
    """The files of an entry that waitsim has written."""
    named = [one.folder / name for name in _WRITTEN[one.kind]]
    if one.kind == CASE:
        return value_files(one.folder)
    blocks = [path for paths in block_files(one.folder).values() for path in paths]
    return [path for path in (*named, *blocks) if path.is_file()]


def leftovers(root: Path) -> list[Path]:
    """What killed runs left half-written, and damaged files that were set aside."""
    kept = [one.folder for one in entries(root)]
    parts = [path for folder in kept for path in sorted(folder.rglob(".*.part"))]
    aside = [path for path in sorted((root / DAMAGED).rglob("*")) if path.is_file()]
    return [*parts, *aside]


def remove(root: Path, paths: Iterable[Path]) -> list[Path]:
    """Removes files, and the folders that are empty without them; gives what it removed.

    Raises:
        ScenarioError: if one cannot be removed.
    """
    gone = []
    with guarding(root):
        for path in paths:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
                gone.append(path)
        for folder in {root / path.relative_to(root).parts[0] for path in gone}:
            remove_empty_folders(folder)
    return gone


def merge(other: Path, into: Path) -> Merged:
    """Takes over from one folder of results whatever another does not have, or has less of.

    Raises:
        ScenarioError: if one is no folder, or cannot be written.
    """
    taken: list[str] = []
    ill: list[Fault] = []
    names = {one.name for one in entries(other)}
    if into.is_dir():
        here = [one for one in entries(into) if one.name in names]
        set_aside(into, [fault for one in here for fault in faults(one)])
    for one in entries(other):
        wrong = faults(one)
        ill += wrong
        bad = {path for fault in wrong for path in (fault.path, *fault.along)}
        target = into / one.name
        with guarding(into):
            for path in _wanted(one, target, bad):
                place = into / path.relative_to(other)
                write_whole(place, path.read_bytes())
                taken.append(place.relative_to(into).as_posix())
            _remove_shorter(target, one.kind)
    return Merged(tuple(taken), tuple(ill))


def _wanted(one: Entry, target: Path, bad: set[Path]) -> Iterator[Path]:
    """Files of an entry to take over; those that say what it was come last, and only if all are."""
    have = _longest(value_files(target) if one.kind == CASE else block_files(target))
    files = value_files(one.folder) if one.kind == CASE else block_files(one.folder)
    blocks = {block_of(path): [path] for path in files} if isinstance(files, list) else files
    whole = True
    for block, paths in blocks.items():
        assert block is not None
        sound = not bad & set(paths)
        whole &= sound
        if sound and block.count > have.get(block.first, 0):
            # The list of checksums last: it says that all else is there.
            yield from [*paths[1:], paths[0]]
    if whole and not bad and _says_more(one, target):
        yield from (p for p in (one.folder / n for n in _WRITTEN[one.kind]) if p.is_file())


def _says_more(one: Entry, target: Path) -> bool:
    """Whether an entry has more replications than the one of its name, or there is none."""
    if one.kind == RUN:
        try:
            return one.replications > manifest_of(target).replications
        except ScenarioError:
            return True
    if one.kind == SWEEP:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads((target / SWEEP_MANIFEST).read_text(encoding="utf-8"))
            return one.replications > int(said["replications"])
    return True


def _longest(paths: Iterable[Path] | dict[Span, list[Path]]) -> dict[int, int]:
    """Replications in the longest block from each first one on."""
    blocks = paths if isinstance(paths, dict) else [block_of(path) for path in paths]
    found: dict[int, int] = {}
    for block in blocks:
        if block is not None:
            found[block.first] = max(found.get(block.first, 0), block.count)
    return found


def _remove_shorter(folder: Path, kind: str) -> None:
    """Removes blocks in whose place longer ones have come."""
    if kind == CASE:
        files: dict[Span, list[Path]] = {}
        for path in value_files(folder):
            block = block_of(path)
            assert block
            files[block] = [path]
    else:
        files = block_files(folder)
    longest = _longest(files)
    for block, paths in files.items():
        if block.count < longest[block.first]:
            for path in paths:
                path.unlink(missing_ok=True)


def _free(path: Path) -> Path:
    """The path, with a number if there is such a file already."""
    for number in range(1, 10_000):
        place = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        if not place.exists():
            return place
    return path
