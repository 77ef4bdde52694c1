"""The few values of each standard that a run is judged by, replication by replication."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import COMPLETED
from waitsim.results.measures import measure
from waitsim.results.results import Results

Floats = NDArray[np.float64]
_LONG_WAIT_WEEKS: Final = 52


@dataclass(frozen=True)
class Headline:
    """A value of each standard.

    Args:
        better: whether ``lower`` or ``higher`` is better.
        values: shape (replication, standard).
    """

    name: str
    label: str
    unit: str
    better: str
    values: Callable[[Results], Floats]


def _by_parts(values: Callable[[Results], Floats]) -> Callable[[Results], Floats]:
    """The function, asked for a few replications at a time."""

    @wraps(values)
    def joined(results: Results) -> Floats:
        return np.concatenate([values(part) for part in results.parts()])

    return joined


@_by_parts
def waiting_end(results: Results) -> Floats:
    """Clocks running at the end of the run: (replication, standard)."""
    return np.asarray(_running_by_weeks(results, -1).sum(axis=-1))


def waiting_start(results: Results) -> Floats:
    """Clocks running at the start of the run: (replication, standard)."""
    counts = measure("list_size").of(results).values[:, _spells(results), 0]
    return np.asarray(counts, dtype=np.float64)


@_by_parts
def over_52_weeks_end(results: Results) -> Floats:
    """Clocks that have run 52 weeks or longer at the end of the run: (replication, standard)."""
    return np.asarray(_running_by_weeks(results, -1)[..., _LONG_WAIT_WEEKS:].sum(axis=-1))


def share_within_end(results: Results) -> Floats:
    """Share of the clocks running at the end that are within the limit: (replication, standard)."""
    return measure("share_within_waiting_on_date").of(results).values[..., -1]


def seen_within(results: Results) -> Floats:
    """Clocks stopped in the run within the limit: (replication, standard)."""
    return measure("seen_within_standard").of(results).values


@_by_parts
def seen(results: Results) -> Floats:
    """Clocks stopped in the run: (replication, standard)."""
    every = results.tallies.lengths[:, :, :, COMPLETED].sum(axis=(2, 3), dtype=np.int64)
    return np.asarray(every[:, _spells(results)], dtype=np.float64)


def median_wait_last_year(results: Results) -> Floats:
    """Median wait in weeks of those seen in the last year: (replication, standard)."""
    waits = measure("completed_wait_last_year").of(results)
    return waits.values[:, _spells(results), waits.axes[1].keys.index("median")]


def half_seen_weeks(results: Results) -> Floats:
    """Weeks within which half of those referred are seen: (replication, standard)."""
    waits = measure("time_to_seen").of(results)
    return waits.values[:, _spells(results), waits.axes[1].keys.index("median")]


def total_cost(results: Results) -> Floats:
    """Cost of staff, of extra slots and of care bought elsewhere in pounds: (replication,)."""
    staff = measure("staff_cost").of(results).values.sum(axis=-1)
    slots = measure("extra_slot_cost").of(results).values.sum(axis=-1)
    bought = measure("bought_care_cost").of(results).values.sum(axis=-1)
    return np.asarray(staff + slots + bought, dtype=np.float64)


def _spells(results: Results) -> list[int]:
    return [standard.spell for standard in results.header.standards]


def _running_by_weeks(results: Results, date: int) -> Floats:
    """Clocks running at a snapshot: (replication, standard, week waited)."""
    counts = measure("waiting_by_weeks").formula(results).values
    return counts[:, _spells(results), date]


HEADLINES: Final = (
    Headline("waiting_end", "Waiting at the end", "referrals", "lower", waiting_end),
    Headline(
        "over_52_weeks_end", "Waiting 52 weeks or longer", "referrals", "lower", over_52_weeks_end
    ),
    Headline(
        "share_within_end",
        "Share of those waiting within the limit",
        "share",
        "higher",
        share_within_end,
    ),
    Headline("seen", "Seen in the run", "referrals", "higher", seen),
    Headline("seen_within_standard", "Seen within the limit", "referrals", "higher", seen_within),
    Headline(
        "median_wait_last_year",
        "Median wait of those seen in the last year",
        "weeks",
        "lower",
        median_wait_last_year,
    ),
)
"""The values by which runs are compared."""
