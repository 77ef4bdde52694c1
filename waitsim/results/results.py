"""Results: the tallies of a run with the header that names them."""

import dataclasses
from collections.abc import Iterator
from typing import Final

import numpy as np

from waitsim.records import Tallies, empty_tallies
from waitsim.results.header import Header
from waitsim.results.own import Own, own_of
from waitsim.results.packed import Packed, join_packed

PART_BYTES: Final = 2**24
"""Of tallies that are looked at together."""


@dataclasses.dataclass(frozen=True)
class Results:
    """What a run found.

    Args:
        tallies: with a leading axis of replications, as many as the header says. What a run
            gives is packed: each table is unpacked when it is asked for.
        own: what was drawn for each replication, with its prices and needs; empty where nothing
            is drawn and all have those of the header.
    """

    header: Header
    tallies: Tallies | Packed
    own: tuple[Own, ...] = ()

    @property
    def owns(self) -> tuple[Own, ...]:
        """Prices and needs of each replication; one for all where all have the same."""
        return self.own or (own_of(self.header),)

    def first(self, replications: int) -> "Results":
        """The results of the first so many replications."""
        return self._part(0, replications)

    def independent(self) -> "Results":
        """The first replication of each draw of the inputs: those that share no draws."""
        shared = self.header.replications_per_draw
        if shared == 1:
            return self
        firsts = range(0, self.header.replications, shared)
        header = dataclasses.replace(self.header, replications=len(firsts), replications_per_draw=1)
        own = self.own[::shared]
        if isinstance(self.tallies, Packed):
            return Results(header, join_packed([self.tallies.part(i, 1) for i in firsts]), own)
        return Results(header, Tallies._make(table[::shared] for table in self.tallies), own)

    def must_be_independent(self) -> None:
        """Nothing, if no two replications share a draw of the inputs.

        Raises:
            ValueError: if they do, so that intervals over replications would be too narrow.
        """
        if self.header.replications_per_draw > 1:
            raise ValueError(
                "replications share draws of the inputs, so they are not independent: use "
                "results.independent(), or waitsim.experiments.resting.splits(results)"
            )

    def parts(self, most_bytes: int = PART_BYTES) -> Iterator["Results"]:
        """The results a few replications at a time, as many as are unpacked in so many bytes."""
        n = self.header.replications
        each = max(most_bytes // max(self._size(), 1), 1)
        for first in range(0, n, each):
            yield self._part(first, min(each, n - first))

    def pooled(self) -> "Results":
        """All replications counted together, as if they were one."""
        empty = empty_tallies(1, self.header.sizes)
        found = Tallies._make(table.astype(np.int64) for table in empty)
        for part in self.parts():
            for name, table in found._asdict().items():
                np.add(table, getattr(part.tallies, name).sum(axis=0), out=table)
        return Results(dataclasses.replace(self.header, replications=1), found)

    def _size(self) -> int:
        """Bytes of one replication's tallies."""
        if isinstance(self.tallies, Packed):
            return self.tallies.size
        return sum(table.nbytes for table in self.tallies) // max(len(self.tallies.open), 1)

    def _part(self, first: int, count: int) -> "Results":
        """The results of neighbouring replications."""
        header = dataclasses.replace(self.header, replications=count)
        cut = slice(first, first + count)
        if isinstance(self.tallies, Packed):
            return Results(header, self.tallies.part(first, count), self.own[cut])
        return Results(header, Tallies._make(table[cut] for table in self.tallies), self.own[cut])
