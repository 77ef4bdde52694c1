"""The values by which the cases of a sweep are judged."""

from typing import Final

import numpy as np

from waitsim.experiments.headline import HEADLINES, total_cost
from waitsim.results.results import Results
from waitsim.results.values import Values

COST: Final = "cost"
MEASURES: Final = tuple(entry.name for entry in HEADLINES)


def values_of(results: Results) -> Values:
    """The headline values of each standard, and the cost of the whole, by replication."""
    standards = [standard.name for standard in results.header.standards]
    keys = [(standard, measure) for standard in standards for measure in MEASURES]
    cells = [entry.values(results) for entry in HEADLINES]
    columns = [cell[:, i] for i in range(len(standards)) for cell in cells]
    array = np.stack([*columns, total_cost(results)], axis=1)
    return Values((*keys, ("", COST)), np.asarray(array, dtype=np.float64))
