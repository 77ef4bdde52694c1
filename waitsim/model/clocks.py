"""Which steps stop each standard's clock, and for whom it still runs."""

from typing import NamedTuple

import numpy as np

from waitsim.model.index import Index
from waitsim.model.tables import Flags, Ints
from waitsim.scenario.schema import Scenario


class Clocks(NamedTuple):
    """Fields of ``Tables`` by these names."""

    clock_pathway: Ints
    clock_stops: Flags
    clock_runs: Flags


def clock_tables(scenario: Scenario, index: Index, reached: Flags) -> Clocks:
    """Clocks of all standards.

    A clock runs for a referral that opens at a step if a step that stops it can still be reached
    from there, the step itself included.

    Args:
        reached: whether a step can be reached from a step: (from, to).

    Raises:
        ValueError: if a standard names a step that its pathway has not.
    """
    stops = np.zeros((len(index.steps), len(index.clocks)), dtype=np.bool_)
    for (pathway, name), clock in index.clocks.items():
        for step in scenario.pathways[pathway].standards[name].to:
            stops[index.step(pathway, step), clock] = True
    owners = np.array([index.pathways[pathway] for pathway, _ in index.clocks], dtype=np.int64)
    return Clocks(owners, stops, reached @ stops)
