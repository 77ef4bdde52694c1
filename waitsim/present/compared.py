"""The rows of a comparison as records, in the order in which they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import pandas as pd

from waitsim.experiments.compare import ALL_WAITING

RANKED_BY: Final = "waiting_end"


@dataclass(frozen=True)
class Compared:
    """One measure of one standard under one option, beside the base.

    Args:
        name: ``pathway.standard``; empty for what is about the whole scenario.
        difference: the option less the base, with its 95 % interval in `low` and `high`.
        better_share: share of replications in which the option is better.
        tied_share: share in which both are alike.
    """

    option: str
    pathway: str
    standard: str
    name: str
    measure: str
    label: str
    unit: str
    base_mean: float
    option_mean: float
    difference: float
    low: float
    high: float
    better_share: float
    tied_share: float

    @property
    def subject(self) -> str:
        """The pathway and the standard."""
        return f"{self.pathway}: {self.standard}"

    @property
    def alike(self) -> bool:
        """Whether the option made no difference in any replication."""
        return self.tied_share == 1


def compared(frame: pd.DataFrame) -> list[Compared]:
    """What ``compare`` found, row by row."""
    columns = [field.name for field in fields(Compared)]
    return [Compared(*values) for values in frame[columns].itertuples(index=False, name=None)]


def names(rows: Sequence[Compared]) -> list[str]:
    """The standards that are compared, in order."""
    return list(dict.fromkeys(row.name for row in rows if row.measure == RANKED_BY))


def ranked(rows: Sequence[Compared], name: str) -> list[Compared]:
    """The list at the end of each option, for one standard; the shortest first."""
    own = [row for row in rows if row.name == name and row.measure == RANKED_BY]
    return sorted(own, key=lambda row: row.difference)


def altogether(rows: Sequence[Compared], option: str) -> dict[str, Compared]:
    """What is known of an option as a whole, by measure."""
    return {row.measure: row for row in rows if row.option == option and row.name == ""}


def options(rows: Sequence[Compared]) -> list[str]:
    """The options, the one with the fewest waiting at the end, over all standards, first."""
    own = [row for row in rows if row.measure == ALL_WAITING]
    return [row.option for row in sorted(own, key=lambda row: row.difference)]


def extra_cost(rows: Sequence[Compared], option: str) -> float:
    """Cost of an option less that of the base, in pounds."""
    return next(row.difference for row in rows if (row.measure, row.option) == ("cost", option))
