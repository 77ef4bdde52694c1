"""What a scenario costs more than another, day by day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.model.capacity import contracted_cost
from waitsim.model.index import split_epochs
from waitsim.model.tables import Model
from waitsim.scenario.load import Loaded

Floats = NDArray[np.float64]

_YEAR_DAYS: Final = 365


@dataclass(frozen=True)
class Costs:
    """Extra cost in pounds: of staff, and of slots that are bought if all are used.

    Args:
        a_year: in the dearest 365 days of the run.
        until: from the first day of the run to the date of the target, that day included.
    """

    a_year: float
    until: float


def daily_cost(loaded: Loaded, model: Model) -> Floats:
    """Pounds on each day for contracted hours and for slots, whether or not they are used."""
    slots = model.tables.extra_slots * model.slot_price
    cost = np.asarray(slots.sum(axis=1), dtype=np.float64)
    for epoch in split_epochs(loaded.epochs):
        staff = float(contracted_cost([epoch]).sum()) / epoch.days
        cost[epoch.first : epoch.first + epoch.days] += staff
    return cost


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
        a_year=float((reached[year:] - reached[:-year]).max()), until=float(reached[days_until])
    )
