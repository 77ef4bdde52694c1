"""Results: the tallies of a run with the header that names them."""

import dataclasses

from waitsim.records import Tallies
from waitsim.results.header import Header


@dataclasses.dataclass(frozen=True)
class Results:
    """What a run found.

    Args:
        tallies: with a leading axis of replications, as many as the header says.
    """

    header: Header
    tallies: Tallies

    def first(self, replications: int) -> "Results":
        """The results of the first so many replications."""
        return Results(
            dataclasses.replace(self.header, replications=replications),
            Tallies._make(array[:replications] for array in self.tallies),
        )

    def pooled(self) -> "Results":
        """All replications counted together, as if they were one."""
        return Results(
            dataclasses.replace(self.header, replications=1),
            Tallies._make(array.sum(axis=0, keepdims=True) for array in self.tallies),
        )
