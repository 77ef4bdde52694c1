"""What a folder of results holds: runs, sweeps and values of cases, and whether they are sound."""

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.results.blocks import DamagedError, Span, arrow_table, metadata_of
from waitsim.results.store import MANIFEST, manifest_of
from waitsim.results.values import FOLDER as VALUES
from waitsim.results.values import read_values, values_folder

RUN: Final = "run"
SWEEP: Final = "sweep"
CASE: Final = "case"

SWEEP_MANIFEST: Final = "sweep.json"
DAMAGED: Final = "damaged"

_RUN_NAME: Final = re.compile(r"(.+)-([0-9a-f]{12})-seed([0-9]+)(?:-by[0-9]+)?")
_CASE_NAME: Final = re.compile(r"([0-9a-f]{18})-seed([0-9]+)")
_BLOCK_NAME: Final = re.compile(r"reps-([0-9]{5,})-([0-9]{5,})")


@dataclass(frozen=True)
class Entry:
    """One run, one sweep, or the values of one case.

    Args:
        kind: ``run``, ``sweep`` or ``case``.
        name: by which it is asked for: of its folder, below that of results.
        title: empty where nothing sound says it.
        replications: 0 where nothing sound says it.
        seed: -1 where nothing sound says it.
        files: number of files.
        size: bytes.
    """

    kind: str
    name: str
    folder: Path
    title: str
    replications: int
    seed: int | None
    files: int
    size: int


@dataclass(frozen=True)
class Fault:
    """A file that cannot be trusted, or is missing.

    Args:
        path: of the file.
        message: what is wrong with it.
        along: files that are no good without it.
    """

    path: Path
    message: str
    along: tuple[Path, ...] = ()


def entries(root: Path) -> list[Entry]:
    """Everything that is kept in a folder of results, by kind and name.

    Raises:
        ScenarioError: if there is no such folder.
    """
    if not root.is_dir():
        message = "is no folder. Name the folder in which results are kept."
        raise ScenarioError([Problem(str(root), 0, "", message)])
    found = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if folder.name.startswith("sweep-") and (folder / SWEEP_MANIFEST).is_file():
            found.append(_sweep(folder))
        elif _RUN_NAME.fullmatch(folder.name) and _looks_like_run(folder):
            found.append(_run(folder))
    return [*found, *(_case(root, folder) for folder in _case_folders(root))]


def entry(root: Path, name: str) -> Entry:
    """What is kept under a name, of which enough to tell it apart is written.

    Raises:
        ScenarioError: if there is none, or several.
    """
    every = entries(root)
    found = [one for one in every if one.name == name]
    found = found or [one for one in every if one.name.startswith(name)]
    if len(found) == 1:
        return found[0]
    what = "names several" if found else "names nothing"
    known = [one.name for one in found or every if found or one.kind != CASE]
    mend = f"Choose one of {', '.join(known[:12])}." if known else "There are no runs."
    raise ScenarioError([Problem(name, 0, "", f"{what} that is kept in {root}. {mend}")])


def faults(one: Entry) -> list[Fault]:
    """Files of an entry that cannot be trusted, each looked at as a whole."""
    if one.kind == CASE:
        return [fault for path in value_files(one.folder) for fault in _value_faults(path)]
    if one.kind == SWEEP:
        return _sweep_faults(one.folder)
    return _run_faults(one.folder)


def block_of(path: Path) -> Span | None:
    """The block that a file is of, by its name; None if it is of none."""
    found = _BLOCK_NAME.fullmatch(path.stem)
    first, last = (int(found[1]), int(found[2])) if found else (0, -1)
    return Span(first, last - first + 1) if last >= first else None


def block_files(folder: Path) -> dict[Span, list[Path]]:
    """The files of each block in the folder of a run, the list of checksums first."""
    found: dict[Span, list[Path]] = {}
    places = ("checksums/*.sha256", "tallies/*/*.parquet", "events/*.parquet")
    for path in (path for place in places for path in sorted(folder.glob(place))):
        block = block_of(path)
        if block is not None:
            found.setdefault(block, []).append(path)
    return found


def value_files(folder: Path) -> list[Path]:
    """The files of a case's values."""
    return sorted(path for path in folder.glob("reps-*.parquet") if block_of(path))


def case_of(path: Path) -> tuple[str, int]:
    """The identity and the seed of which a file of values says that it is.

    Raises:
        DamagedError: if it says none, or is not where it should be.
    """
    name = _CASE_NAME.fullmatch(path.parent.name)
    try:
        stated = metadata_of(arrow_table(path, path.read_bytes()))
    except ValueError as error:
        raise DamagedError(f"{path}: it cannot be read") from error
    identity, seed = stated.get("waitsim.identity", ""), stated.get("waitsim.seed", "")
    root = path.parents[3]
    if not name or seed != name[2] or values_folder(root, identity, int(seed)) != path.parent:
        raise DamagedError(f"{path}: it is not of the case that it lies with")
    return identity, int(seed)


def _looks_like_run(folder: Path) -> bool:
    return (folder / MANIFEST).is_file() or bool(block_files(folder))


def _case_folders(root: Path) -> Iterator[Path]:
    for folder in sorted((root / VALUES).glob("??/*")):
        if _CASE_NAME.fullmatch(folder.name) and value_files(folder):
            yield folder


def _run(folder: Path) -> Entry:
    name = _RUN_NAME.fullmatch(folder.name)
    assert name
    title, replications = "", 0
    with contextlib.suppress(ScenarioError):
        header = manifest_of(folder)
        title, replications = header.title, header.replications
    return Entry(RUN, folder.name, folder, title, replications, int(name[3]), *_size(folder))


def _sweep(folder: Path) -> Entry:
    title, replications, seed = "", 0, None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((folder / SWEEP_MANIFEST).read_text(encoding="utf-8"))
        title, replications = str(said["title"]), int(said["replications"])
        seed = int(said["seed"])
    return Entry(SWEEP, folder.name, folder, title, replications, seed, *_size(folder))


def _case(root: Path, folder: Path) -> Entry:
    name = _CASE_NAME.fullmatch(folder.name)
    assert name
    blocks = [block_of(path) for path in value_files(folder)]
    count = max((block.first + block.count for block in blocks if block), default=0)
    said = folder.relative_to(root).as_posix()
    return Entry(CASE, said, folder, "", count, int(name[2]), *_size(folder))


def _size(folder: Path) -> tuple[int, int]:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def _value_faults(path: Path) -> list[Fault]:
    block = block_of(path)
    assert block
    try:
        identity, seed = case_of(path)
        read_values(path, identity, seed, block)
    except (DamagedError, OSError) as error:
        return [Fault(path, str(error).removeprefix(f"{path}: "))]
    return []


def _sweep_faults(folder: Path) -> list[Fault]:
    found = []
    for path in sorted(folder.glob("*.parquet")):
        try:
            arrow_table(path, path.read_bytes())
        except (DamagedError, OSError) as error:
            found.append(Fault(path, str(error).removeprefix(f"{path}: ")))
    try:
        json.loads((folder / SWEEP_MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found.append(Fault(folder / SWEEP_MANIFEST, "it cannot be read"))
    return found


def _run_faults(folder: Path) -> list[Fault]:
    found = []
    for paths in block_files(folder).values():
        found += _block_faults(folder, paths)
    if (folder / MANIFEST).is_file():
        try:
            manifest_of(folder)
        except ScenarioError:
            found.append(Fault(folder / MANIFEST, "it cannot be read"))
    return found


def _block_faults(folder: Path, paths: list[Path]) -> list[Fault]:
    """What is wrong with the files of a block; one that is no good makes the others no good."""
    sums = paths[0]
    rest = tuple(paths)
    if sums.suffix != ".sha256":
        return [Fault(sums, "its list of checksums is missing", rest)]
    try:
        lines = sums.read_bytes().decode("ascii").splitlines()
        listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    except (OSError, ValueError):
        return [Fault(sums, "it cannot be read as a list of checksums", rest)]
    found = []
    for name, digest in listed.items():
        path = folder / name
        try:
            content = path.read_bytes()
        except OSError:
            found.append(Fault(path, "it is missing", rest))
            continue
        if hashlib.sha256(content).hexdigest() != digest:
            found.append(Fault(path, "it is not as it was written", rest))
    return found
