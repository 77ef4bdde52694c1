"""Measures of how long waits last: completed, still going on, and with both taken together."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.histograms import percentile
from waitsim.analysis.survival_by_bins import GroupedIncidence, bins_reached, grouped_incidence
from waitsim.records import BAND_EDGES_WEEKS, COMPLETED
from waitsim.results import axes
from waitsim.results.bands import band_percentile
from waitsim.results.measured import Example, Floats, Measure, Measured
from waitsim.results.results import Results

LAST_YEAR_WEEKS: Final = 52
_COMPLETED: Final = (
    "Waits that ended in a contact or a place; from their start, before the run or in it."
)
_READ_OFF: Final = (
    " Read off a straight line inside the published bands; waits of 208 weeks and over are taken "
    "to be spread as in the whole run."
)
_OPEN: Final = "Waits not yet over at the end of the day, as long as they have lasted so far."
_ALL: Final = (
    "Every wait that was going on during the run. Those not over by its end count as not yet "
    "over, and those begun before it count only from its first day; leaving competes with being "
    "seen."
)
_METHOD: Final = "Aalen & Johansen (1978), from counts by whole weeks, with delayed entry"


def _completed_wait(results: Results) -> Measured:
    counts = results.tallies.lengths[:, :, :, COMPLETED].sum(axis=2, dtype=np.int64)
    found = (axes.spells(results.header), axes.percentiles())
    return Measured("completed_wait", found, percentile(counts, axes.PERCENTILES))


def _completed_by_week(results: Results) -> NDArray[np.int64]:
    """Completed spells of all priorities: (replication, spell, week, band)."""
    counts = results.tallies.ended[:, :, :, COMPLETED].sum(axis=2, dtype=np.int64)
    return np.asarray(counts, dtype=np.int64)


def _longest(results: Results) -> NDArray[np.int64]:
    """Completed spells that lie in the open band, by whole weeks: (replication, spell, week)."""
    first = BAND_EDGES_WEEKS[-1]
    counts = results.tallies.lengths[:, :, :, COMPLETED, first:].sum(axis=2, dtype=np.int64)
    return np.asarray(counts, dtype=np.int64)


def _completed_wait_by_year(results: Results) -> Measured:
    header, years = results.header, results.header.years
    counts = years.total(_completed_by_week(results), axis=-2)
    tail = np.repeat(_longest(results)[:, :, np.newaxis], counts.shape[2], axis=2)
    found = (axes.spells(header), axes.periods("year", years), axes.percentiles())
    values = band_percentile(counts, axes.PERCENTILES, tail)
    return Measured("completed_wait_by_year", found, values)


def _completed_wait_last_year(results: Results) -> Measured:
    counts = _completed_by_week(results)[:, :, -LAST_YEAR_WEEKS:].sum(axis=2)
    found = (axes.spells(results.header), axes.percentiles())
    values = band_percentile(counts, axes.PERCENTILES, _longest(results))
    return Measured("completed_wait_last_year", found, values)


def _waiting_wait(results: Results) -> Measured:
    header = results.header
    counts = results.tallies.snapshot.sum(axis=2, dtype=np.int64)
    found = (axes.spells(header), axes.snapshots(header), axes.percentiles())
    return Measured("waiting_wait", found, percentile(counts, axes.PERCENTILES))


def incidence(results: Results) -> GroupedIncidence:
    """Curves by whole weeks waited: (replication, spell, ...)."""
    tallies = results.tallies
    entered = tallies.entered.sum(axis=2, dtype=np.int64)
    # Those whose wait began in the run are in the first bin: they are watched from the start.
    started = entered[..., 0].copy()
    entered[..., 0] = 0
    return grouped_incidence(
        started,
        entered,
        tallies.lengths.sum(axis=2, dtype=np.int64),
        _censored(results),
    )


def _censored(results: Results) -> NDArray[np.int64]:
    """Spells not over by the end, also clocks paused then: (replication, spell, bin)."""
    open_then = results.tallies.snapshot[:, :, :, -1].sum(axis=2, dtype=np.int64)
    if results.header.sizes.paused:
        open_then += results.tallies.paused[:, :, -1]
    return np.asarray(open_then, dtype=np.int64)


def _time_to_seen(results: Results) -> Measured:
    reached = bins_reached(incidence(results).incidence[..., COMPLETED, :], axes.PERCENTILES)
    any_waits = results.tallies.entered.sum(axis=(2, 3))[..., np.newaxis] > 0
    values: Floats = np.where(np.isnan(reached) & any_waits, np.inf, reached)
    found = (axes.spells(results.header), axes.percentiles())
    return Measured("time_to_seen", found, values)


def _seen_by_wait(results: Results) -> Measured:
    found = (axes.spells(results.header), axes.weeks_waited(results.header))
    return Measured("seen_by_wait", found, incidence(results).incidence[..., COMPLETED, :])


def _still_waiting_by_wait(results: Results) -> Measured:
    found = (axes.spells(results.header), axes.weeks_waited(results.header))
    return Measured("still_waiting_by_wait", found, incidence(results).survival)


# 10 clocks start in the run: 6 stop after 4 to 5 weeks, and 4 still run after 20 to 21.
_TEN_CLOCKS: Final[Mapping[str, Mapping[tuple[int, ...], int]]] = {
    "entered": {(1, 0, 0): 10},
    "lengths": {(1, 0, 0, 4): 6},
    "snapshot": {(1, 0, 1, 20): 4},
}
_TEN: Final = "Of 10 clocks 6 stop after 4 to 5 weeks and 4 still run after 20. "

WAIT_MEASURES: Final = (
    Measure(
        name="completed_wait",
        label="Waits of those seen in the run",
        unit="weeks",
        meaning="How long those waited who were seen, over the whole run.",
        clock_rule=_COMPLETED,
        source="NHS England, waiting times of completed pathways",
        formula=_completed_wait,
        example=Example(
            text="2 waited 3 to 4 weeks and 2 waited 9 to 10: half had waited 4 weeks or less.",
            counts={"lengths": {(1, 0, 0, 3): 2, (1, 0, 0, 9): 2}},
            at=("clock.speech.start", "median"),
            value=4,
        ),
    ),
    Measure(
        name="completed_wait_by_year",
        label="Waits of those seen, by year of the run",
        unit="weeks",
        meaning="How long those waited who were seen in a year.",
        clock_rule=_COMPLETED + _READ_OFF,
        source="NHS England, waiting times of completed pathways",
        formula=_completed_wait_by_year,
        example=Example(
            text="2 waited 4 to 6 weeks, 2 waited 18 to 26: three quarters waited 22 or less.",
            counts={"ended": {(1, 0, 0, 3, 3): 2, (1, 0, 0, 9, 7): 2}},
            at=("clock.speech.start", "1", "p75"),
            value=22,
        ),
    ),
    Measure(
        name="completed_wait_last_year",
        label="Waits of those seen in the last year",
        unit="weeks",
        meaning="How long those waited who were seen in the last 52 weeks of the run.",
        clock_rule=_COMPLETED + _READ_OFF,
        source="NHS England, waiting times of completed pathways",
        formula=_completed_wait_last_year,
        example=Example(
            text="4 waited 4 to 6 weeks: half of them 5 or less.",
            counts={"ended": {(1, 0, 0, 3, 3): 2, (1, 0, 0, 9, 3): 2}},
            at=("clock.speech.start", "median"),
            value=5,
        ),
    ),
    Measure(
        name="waiting_wait",
        label="Waits so far of those waiting",
        unit="weeks",
        meaning=(
            "How long those waiting on a date have waited so far; shorter than they will have "
            "waited in the end."
        ),
        clock_rule=_OPEN,
        source="NHS England, waiting times of incomplete pathways",
        formula=_waiting_wait,
        example=Example(
            text="At the end 3 have waited 10 to 11 weeks and 1 has waited 30 to 31.",
            counts={"snapshot": {(1, 0, 1, 10): 3, (1, 0, 1, 30): 1}},
            at=("clock.speech.start", "2026-09-27", "p75"),
            value=11,
        ),
    ),
    Measure(
        name="time_to_seen",
        label="Time until a share of those referred is seen",
        unit="weeks",
        meaning=(
            "The wait within which half (75, 90, 92, 95 %) of those referred are seen, as things "
            "went in the run. Without end where fewer were seen."
        ),
        clock_rule=_ALL,
        source=_METHOD,
        formula=_time_to_seen,
        example=Example(
            text=_TEN + "Half are seen within 4 weeks and 5/6 of the fifth.",
            counts=_TEN_CLOCKS,
            at=("clock.speech.start", "median"),
            value=4 + 5 / 6,
        ),
    ),
    Measure(
        name="seen_by_wait",
        label="Share seen, by weeks since referral",
        unit="share",
        meaning="Share of those referred who have been seen by the end of each week of waiting.",
        clock_rule=_ALL,
        source=_METHOD,
        formula=_seen_by_wait,
        example=Example(
            text=_TEN + "60 % are seen by the end of their fifth week.",
            counts=_TEN_CLOCKS,
            at=("clock.speech.start", "4"),
            value=0.6,
        ),
    ),
    Measure(
        name="still_waiting_by_wait",
        label="Share still waiting, by weeks since referral",
        unit="share",
        meaning="Share of those referred neither seen nor gone by the end of each week.",
        clock_rule=_ALL,
        source=_METHOD,
        formula=_still_waiting_by_wait,
        example=Example(
            text=_TEN + "40 % still wait at the end of their fifth week.",
            counts=_TEN_CLOCKS,
            at=("clock.speech.start", "4"),
            value=0.4,
        ),
    ),
)
"""Measures of the length of waits."""
