"""Measures of those whose clocks start in one month of the run, whenever they are seen."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.survival_by_bins import (
    GroupedIncidence,
    bins_reached,
    grouped_incidence,
    incidence_by,
)
from waitsim.records import COMPLETED, LEFT_OPEN
from waitsim.results import axes
from waitsim.results.measured import Example, Measure, Measured
from waitsim.results.results import Results

_WHICH: Final = (
    "Every clock that starts in the month. Those not over by the end of the run count as not yet "
    "over, and leaving competes with being seen. Clocks that ran before the run are left out, for "
    "of their month only those still waiting are known. One that is paused counts as started when "
    "it would have, had it never been."
)
_METHOD: Final = "Aalen & Johansen (1978), from counts by whole weeks"


def _counts(results: Results) -> NDArray[np.int64]:
    """Clocks of the standards: (replication, standard, month, fate, week)."""
    header, started = results.header, results.tallies.started
    clocks = [standard.spell - len(header.names.lists) for standard in header.standards]
    if not header.sizes.clocks:  # as kept by a version that did not count them
        return np.zeros((len(started), len(clocks), *started.shape[2:]), dtype=np.int64)
    return np.asarray(started[:, clocks], dtype=np.int64)


def month_curves(results: Results) -> GroupedIncidence:
    """Curves by whole weeks since the start: (replication, standard, month, ...)."""
    counts = _counts(results)
    events, waiting = counts[..., :LEFT_OPEN, :], counts[..., LEFT_OPEN, :]
    return grouped_incidence(counts.sum(axis=(-2, -1)), np.zeros_like(waiting), events, waiting)


def _started(results: Results) -> Measured:
    found = (axes.standards(results.header), axes.months(results.header))
    counts = _counts(results).sum(axis=(-2, -1))
    return Measured("started_by_month", found, counts.astype(np.float64))


def _seen_within(results: Results) -> Measured:
    found = (axes.standards(results.header), axes.months(results.header))
    limits = np.array([standard.limit_weeks for standard in results.header.standards])
    seen = month_curves(results).incidence[..., COMPLETED, :]
    return Measured("seen_within_by_month", found, incidence_by(seen, limits[:, np.newaxis]))


def _wait(results: Results) -> Measured:
    seen = month_curves(results).incidence[..., COMPLETED, :]
    reached = bins_reached(seen, axes.PERCENTILES)
    # Where all is known to the end and the share is not reached, it never is.
    known = ~np.isnan(seen[..., -1:])
    header = results.header
    found = (axes.standards(header), axes.months(header), axes.percentiles())
    values = np.where(np.isnan(reached) & known, np.inf, reached)
    return Measured("wait_by_month", found, values)


# Of 10 clocks that start in May 6 stop after 4 to 5 weeks, 2 are void after 6 to 7, and 2 still
# run after 18 to 19.
_MAY: Final[Mapping[str, Mapping[tuple[int, ...], int]]] = {
    "started": {(0, 1, 0, 4): 6, (0, 1, 1, 6): 2, (0, 1, 2, 18): 2}
}
_TEN: Final = (
    "Of 10 clocks that start in May 6 stop after 4 to 5 weeks, 2 are void after 6 to 7, and 2 "
    "still run after 18 to 19. "
)

MONTH_MEASURES: Final = (
    Measure(
        name="started_by_month",
        label="Clocks started, by month",
        unit="referrals",
        meaning="How many clocks start in each month.",
        clock_rule=_WHICH,
        source="Our own",
        formula=_started,
        example=Example(
            text=_TEN + "All ten count.",
            counts=_MAY,
            at=("speech.start", "2026-05"),
            value=10,
        ),
    ),
    Measure(
        name="seen_within_by_month",
        label="Share of those referred in a month who are seen within the limit",
        unit="share",
        meaning=(
            "Of those whose clock starts in a month, the share seen within the limit, as things "
            "went in the run. Unknown where the run ends before it can be told."
        ),
        clock_rule=_WHICH,
        source=_METHOD,
        formula=_seen_within,
        example=Example(
            text=_TEN + "Six of ten are seen within 18 weeks.",
            counts=_MAY,
            at=("speech.start", "2026-05"),
            value=0.6,
        ),
    ),
    Measure(
        name="wait_by_month",
        label="Time until a share of those referred in a month is seen",
        unit="weeks",
        meaning=(
            "The wait within which half (75, 90, 92, 95 %) of those whose clock starts in a month "
            "are seen. Unknown where the run ends before that, without end where too many leave."
        ),
        clock_rule=_WHICH,
        source=_METHOD,
        formula=_wait,
        example=Example(
            text=_TEN + "Half are seen within 4 weeks and 5/6 of the fifth.",
            counts=_MAY,
            at=("speech.start", "2026-05", "median"),
            value=4 + 5 / 6,
        ),
    ),
)
"""Measures of those referred in a month."""
