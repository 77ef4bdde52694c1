"""Tallies kept small: most of their cells are zero, and measures look at a few at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import Tallies

if TYPE_CHECKING:
    import pyarrow as pa

Tally = NDArray[np.integer[Any]]

_CODEC: Final = "zstd"
_LEVEL: Final = 1
"""The fastest: others take twice the time for a tenth less memory."""


@dataclass(frozen=True)
class _Table:
    """One table of some replications, each compressed apart.

    Args:
        shape: without the axis of replications.
        cells: those of each replication; empty where the table has no cells.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    cells: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Bytes of one replication unpacked."""
        return int(np.prod(self.shape)) * self.dtype.itemsize

    def unpacked(self) -> Tally:
        """The table, with a leading axis of replications."""
        found = np.zeros((len(self.cells), *self.shape), dtype=self.dtype)
        for row, cells in zip(found, self.cells, strict=True):
            if cells:
                content = _codec().decompress(cells, self.size)
                row[...] = np.frombuffer(content, dtype=self.dtype).reshape(self.shape)
        return found


@dataclass(frozen=True)
class Packed:
    """Tallies of some replications, packed.

    Each attribute of `waitsim.records.Tallies` gives that table unpacked, with a leading axis of
    replications, made anew whenever it is asked for.
    """

    tables: tuple[_Table, ...]

    def __getattr__(self, name: str) -> Any:
        if name not in Tallies._fields:
            raise AttributeError(name)
        return self.tables[Tallies._fields.index(name)].unpacked()

    def __iter__(self) -> Iterator[Tally]:
        """Each table unpacked, as from `waitsim.records.Tallies`."""
        return (table.unpacked() for table in self.tables)

    @property
    def replications(self) -> int:
        """How many there are."""
        return len(self.tables[0].cells)

    @property
    def size(self) -> int:
        """Bytes of one replication unpacked."""
        return sum(table.size for table in self.tables)

    def part(self, first: int, count: int) -> "Packed":
        """Those of neighbouring replications."""
        cut = slice(first, first + count)
        return Packed(tuple(_Table(t.shape, t.dtype, t.cells[cut]) for t in self.tables))


def pack(tallies: Tallies) -> Packed:
    """The tallies of one replication or more, packed."""
    return Packed(tuple(pack_table(table) for table in tallies))


def pack_table(table: Tally) -> _Table:
    """One table of one replication or more, packed."""
    cells = (np.ascontiguousarray(row).view(np.uint8) for row in table)
    packed = tuple(_codec().compress(c, asbytes=True) if c.size else b"" for c in cells)
    return _Table(table.shape[1:], table.dtype, packed)


def join_packed(parts: list[Packed]) -> Packed:
    """The replications of several, in the order given."""
    return Packed(
        tuple(
            _Table(same[0].shape, same[0].dtype, tuple(c for table in same for c in table.cells))
            for same in zip(*(part.tables for part in parts), strict=True)
        )
    )


@cache
def _codec() -> "pa.Codec":
    import pyarrow as pa  # noqa: PLC0415 (slow to load, and not needed to read a scenario)

    return pa.Codec(_CODEC, compression_level=_LEVEL)
