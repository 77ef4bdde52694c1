"""A few values of each replication of a run, kept in one small file for each block.

Where thousands of cases are run, their tallies would fill the disk; these files say what each
case is judged by, and are found again by the identity of the scenario and the seed.
"""

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import SEMANTICS_VERSION
from waitsim.results.blocks import (
    DamagedError,
    Span,
    arrow_table,
    metadata_of,
    parquet_bytes,
)
from waitsim.results.durable import write_whole
from waitsim.results.tables import Column

Floats = NDArray[np.float64]
Key = tuple[str, str]

FORMAT: Final = 1
"""Raised whenever what a value means, or how it is written, changes."""

FOLDER: Final = "values"


@dataclass(frozen=True)
class Values:
    """Values of some replications.

    Args:
        keys: name of the standard, empty for the whole scenario, and of the value.
        array: shape (replication, key).
    """

    keys: tuple[Key, ...]
    array: Floats

    def first(self, count: int) -> "Values":
        """Those of the first so many replications."""
        return Values(self.keys, self.array[:count])


def joined(parts: Sequence[Values]) -> Values:
    """Values of replications that follow one another.

    Raises:
        ValueError: if they are not the same values.
    """
    if len({part.keys for part in parts}) != 1:
        raise ValueError("the parts do not hold the same values")
    return Values(parts[0].keys, np.concatenate([part.array for part in parts]))


def values_folder(root: Path, identity: str, seed: int) -> Path:
    """Where the values of a run are kept inside a folder of results."""
    return root / FOLDER / identity[:2] / f"{identity[2:20]}-seed{seed}"


@dataclass(frozen=True)
class ValueStore:
    """The values of one run.

    Args:
        root: folder of results.
        identity: of the scenario.
    """

    root: Path
    identity: str
    seed: int

    @property
    def folder(self) -> Path:
        """Where they are."""
        return values_folder(self.root, self.identity, self.seed)

    def path(self, span: Span) -> Path:
        """The file of a block."""
        return self.folder / f"{span.name}.parquet"

    def longest(self, span: Span) -> tuple[Values | None, dict[Path, DamagedError]]:
        """What is kept of a block, at most what is asked of it, and files that are no good.

        Shorter files than the one that is good are removed, for a kill may have left them.
        """
        damaged: dict[Path, DamagedError] = {}
        for count in self._counts(span.first):
            whole = Span(span.first, count)
            try:
                found = self.load(whole)
            except FileNotFoundError:
                continue
            except DamagedError as error:
                damaged[self.path(whole)] = error
                continue
            self._remove_shorter(whole)
            return found.first(span.count), damaged
        return None, damaged

    def load(self, span: Span) -> Values:
        """The values of a block.

        Raises:
            FileNotFoundError: if it is not there.
            DamagedError: if it cannot be trusted.
            OSError: if the disk does not give it.
        """
        return read_values(self.path(span), self.identity, self.seed, span)

    def save(self, span: Span, values: Values) -> None:
        """Keeps a block, in place of shorter ones.

        Raises:
            OSError: if it cannot be written; nothing half-written is left.
        """
        write_whole(self.path(span), values_bytes(values, self.identity, self.seed, span))
        self._remove_shorter(span)

    def _remove_shorter(self, span: Span) -> None:
        for count in self._counts(span.first):
            if count < span.count:
                with contextlib.suppress(FileNotFoundError):
                    self.path(Span(span.first, count)).unlink()

    def _counts(self, first: int) -> list[int]:
        """Replications in the files that begin with one, the most first."""
        found = []
        for path in self.folder.glob(f"reps-{first:05}-*.parquet"):
            last = path.stem.rpartition("-")[2]
            if last.isdecimal() and int(last) >= first:
                found.append(int(last) - first + 1)
        return sorted(found, reverse=True)


def values_bytes(values: Values, identity: str, seed: int, span: Span) -> bytes:
    """Values as a Parquet file: a row for each replication, standard and value."""
    names = tuple(dict.fromkeys(standard for standard, _ in values.keys))
    measures = tuple(dict.fromkeys(measure for _, measure in values.keys))
    replications, count = values.array.shape
    standard = [names.index(name) for name, _ in values.keys]
    measure = [measures.index(name) for _, name in values.keys]
    columns = {
        "replication": Column(
            np.repeat(np.arange(span.first, span.first + replications, dtype=np.int32), count)
        ),
        "standard": Column(np.tile(np.array(standard, dtype=np.int32), replications), names),
        "measure": Column(np.tile(np.array(measure, dtype=np.int32), replications), measures),
        "value": Column(_plain(values.array).reshape(-1)),
    }
    return parquet_bytes(columns, _said(values, identity, seed, span))


def read_values(path: Path, identity: str, seed: int, span: Span) -> Values:
    """The values in a file, if they are those of a run.

    Raises:
        FileNotFoundError: if it is not there.
        DamagedError: if it cannot be trusted.
        OSError: if the disk does not give it.
    """
    table = arrow_table(path, path.read_bytes())
    try:
        stated = metadata_of(table)
        found = _values(table.to_pydict(), span)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise DamagedError(f"{path}: its rows do not fit ({error})") from error
    for key, wanted in _said(found, identity, seed, span).items():
        if stated.get(key) != wanted:
            name = key.removeprefix("waitsim.")
            raise DamagedError(f"{path}: its {name} is {stated.get(key)}, not {wanted}")
    return found


def _values(columns: Mapping[str, list[Any]], span: Span) -> Values:
    pairs = list(zip(columns["standard"], columns["measure"], strict=True))
    keys = tuple(pairs[: len(pairs) // span.count])
    array = np.array(columns["value"], dtype=np.float64).reshape(span.count, len(keys))
    numbers = np.repeat(np.arange(span.first, span.first + span.count), len(keys))
    if tuple(pairs) != keys * span.count or columns["replication"] != numbers.tolist():
        raise ValueError("not each replication has each value once")
    return Values(keys, _plain(array))


def _said(values: Values, identity: str, seed: int, span: Span) -> dict[str, str]:
    """What a file says of itself; the checksum is of the values and of all else that is said."""
    said = {
        "waitsim.values": str(FORMAT),
        "waitsim.identity": identity,
        "waitsim.semantics": str(SEMANTICS_VERSION),
        "waitsim.seed": str(seed),
        "waitsim.replications": f"{span.first}-{span.first + span.count - 1}",
    }
    digest = hashlib.sha256(repr((sorted(said.items()), values.keys)).encode())
    digest.update(np.ascontiguousarray(_plain(values.array), dtype="<f8").tobytes())
    return {**said, "waitsim.sha256": digest.hexdigest()}


def _plain(array: Floats) -> Floats:
    """The numbers with one kind of nan, for there are many and they all say the same."""
    return np.where(np.isnan(array), np.nan, array)
