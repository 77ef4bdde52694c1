"""What a scenario costs more than another, day by day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.experiments.seek_runs import Choice, Runs

Floats = NDArray[np.float64]

_YEAR_DAYS: Final = 365


_ANCHORS: Final = 9
"""Options of a lever whose cost is worked out; between them a straight line is drawn."""


@dataclass(frozen=True)
class Costs:
    """Extra cost in pounds: of staff, and of slots that are bought if all are used.

    Args:
        a_year: in the dearest 365 days of the run.
        until: from the first day of the run to the date of the target, that day included.
        total: over the run.
    """

    a_year: float
    until: float
    total: float


def costs_between(base: Floats, other: Floats, days_until: int) -> Costs:
    """What one costs more than the other.

    Args:
        base: cost by day of the run.
        other: the same days.
        days_until: days from the start to the date, both included.
    """
    extra = other - base
    reached = np.concatenate(([0.0], np.cumsum(extra)))
    year = min(_YEAR_DAYS, len(extra))
    return Costs(
        a_year=float((reached[year:] - reached[:-year]).max()),
        until=float(reached[days_until]),
        total=float(reached[-1]),
    )


def cost_of(runs: Runs, choice: Choice) -> Costs:
    """What a candidate costs more than the scenario as it is."""
    nothing = (0,) * len(choice)
    base, other = runs.costs_of_days(nothing), runs.costs_of_days(choice)
    days = (runs.question.by - runs.question.loaded.scenario.start).days + 1
    return costs_between(base, other, days)


class Prices:
    """About what combinations of several levers cost over the run, each lever by itself.

    What a lever costs alone is worked out for some of its options and read off a straight line
    for the others.
    """

    def __init__(self, runs: Runs) -> None:
        levers = runs.question.levers
        self._budget = runs.question.asked.budget
        self._total, self._a_year = [], []
        for i, lever in enumerate(levers):
            last = len(lever.values) - 1
            at = np.unique(np.linspace(0, last, min(_ANCHORS, last + 1)).round().astype(int))
            alone = [(*[0] * i, int(k), *[0] * (len(levers) - i - 1)) for k in at]
            costs = [cost_of(runs, choice) for choice in alone]
            options = np.arange(last + 1)
            self._total.append(np.interp(options, at, [cost.total for cost in costs]))
            self._a_year.append(np.interp(options, at, [cost.a_year for cost in costs]))

    def of(self, choice: Choice) -> float:
        """The cost of a combination in pounds; infinite if a year of it is above the budget."""
        a_year = sum(float(costs[k]) for costs, k in zip(self._a_year, choice, strict=True))
        if self._budget is not None and a_year > self._budget:
            return float("inf")
        return sum(float(costs[k]) for costs, k in zip(self._total, choice, strict=True))
