"""What a measure is, and what it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from waitsim.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """One axis of a measured array.

    Args:
        name: such as ``spell``, ``date`` or ``band``.
        keys: unique along the axis: dotted names, dates as ``2026-04-01``, numbers.
        labels: as a reader sees them; may repeat, as they do not name the pathway.
        pathways: label of the pathway of each; empty where the axis is not of pathways' parts.
    """

    name: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    pathways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """The values of a measure.

    Args:
        values: shape (replication, *axes); nan where not defined, infinity for never.
    """

    name: str
    axes: tuple[Axis, ...]
    values: Floats

    def __post_init__(self) -> None:
        """Checks that the axes are those of the values."""
        assert self.values.shape[1:] == tuple(len(axis.keys) for axis in self.axes), self.name

    def at(self, *keys: str) -> Floats:
        """Values of one cell, shape (replication,).

        Raises:
            ValueError: if an axis has no such key.
        """
        found = self.values
        for axis, key in zip(self.axes, keys, strict=True):
            found = found[:, axis.keys.index(key)]
        return found

    def frame(self) -> "pd.DataFrame":
        """A row for each replication and cell: labels and keys of the axes, and the value."""
        import pandas as pd  # noqa: PLC0415 (slow to load; most of a run does without)

        replications = np.arange(len(self.values), dtype=np.int32)
        cells = cell_frame(self.axes)
        found = pd.concat([cells] * len(replications), ignore_index=True)
        found.insert(0, "replication", np.repeat(replications, len(cells)))
        return found.assign(value=self.values.reshape(-1))


@dataclass(frozen=True)
class Example:
    """A case small enough to be worked out by hand, on the toy run of `waitsim.results.toy`.

    Args:
        text: the case and its answer, in words.
        counts: what the tallies hold; all else is 0. Table to index without the replication
            to count.
        at: key along each axis of the cell that is looked at.
        value: what it holds.
    """

    text: str
    counts: Mapping[str, Mapping[tuple[int, ...], int]]
    at: tuple[str, ...]
    value: float


@dataclass(frozen=True)
class Measure:
    """One thing that can be known of a run.

    Args:
        unit: of its values: ``referrals``, ``share`` (0 to 1), ``weeks``, ``minutes``, ...
        meaning: what it says, for a reader.
        clock_rule: which waits count, and from when to when.
        source: whose definition it is.
        formula: works it out, for each replication alone.
    """

    name: str
    label: str
    unit: str
    meaning: str
    clock_rule: str
    source: str
    formula: Callable[[Results], Measured]
    example: Example

    def of(self, results: Results) -> Measured:
        """Its values in a run, worked out a few replications at a time."""
        parts = [self.formula(part) for part in results.parts()]
        values = np.concatenate([part.values for part in parts])
        return Measured(parts[0].name, parts[0].axes, values)


def cell_frame(axes: tuple[Axis, ...]) -> "pd.DataFrame":
    """A row for each cell, the last axis running fastest.

    Each axis gives a column of labels and one of keys (``spell`` and ``spell_key``); dates are
    timestamps and weeks are whole numbers, without a column of keys. ``pathway`` comes first.
    """
    import pandas as pd  # noqa: PLC0415 (slow to load; most of a run does without)

    places = np.indices(tuple(len(axis.keys) for axis in axes)).reshape(len(axes), -1)
    found: dict[str, object] = {}
    for axis, place in zip(axes, places, strict=True):
        if axis.pathways:
            found["pathway"] = np.array(axis.pathways, dtype=object)[place]
    for axis, place in zip(axes, places, strict=True):
        if axis.name in ("date", "snapshot"):
            found[axis.name] = np.array(axis.keys, dtype="datetime64[s]")[place]
        elif axis.name == "weeks":
            found[axis.name] = np.array(axis.keys, dtype=np.int32)[place]
        else:
            found[axis.name] = np.array(axis.labels, dtype=object)[place]
            found[f"{axis.name}_key"] = np.array(axis.keys, dtype=object)[place]
    return pd.DataFrame(found)
