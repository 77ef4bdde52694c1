"""Measures of waits by group of children, from which gaps between groups can be told."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.histograms import mean_weeks, percentile, share_within
from waitsim.records import COMPLETED
from waitsim.results import axes
from waitsim.results.measured import Example, Floats, Measure, Measured
from waitsim.results.results import Results

_EACH: Final = " Each child counts in one category of every attribute of the scenario's groups."
_SEEN: Final = "Clocks stopped; referrals that left before do not count." + _EACH
_RUNNING: Final = "Clocks running at the end of the day." + _EACH
_COMPLETED: Final = "Waits that ended in a contact or a place, from their start." + _EACH
_OPEN: Final = "Waits not yet over at the end of the day, so far." + _EACH
_BINS: Final = " Waits are counted by whole weeks and taken as evenly spread within each."


def _by_standard(results: Results, counts: NDArray[np.int64]) -> Floats:
    """Shares within each standard, of counts (replication, spell, ..., bin): axis 1 is its."""
    found = [share_within(counts[:, s.spell], s.limit_weeks) for s in results.header.standards]
    shape = (counts.shape[0], 0, *counts.shape[2:-1])
    return np.stack(found, axis=1) if found else np.zeros(shape)


def _median_and_mean(counts: NDArray[np.int64]) -> Floats:
    return np.stack([percentile(counts, 0.5), mean_weeks(counts)], axis=-1)


def _completed(results: Results) -> NDArray[np.int64]:
    """Completed spells: (replication, spell, category, bin)."""
    return results.tallies.group_lengths[:, :, :, COMPLETED].astype(np.int64)


def _open(results: Results) -> NDArray[np.int64]:
    """Open spells: (replication, spell, category, date, bin)."""
    return results.tallies.group_snapshot.astype(np.int64)


def _share_within_completed_by_group(results: Results) -> Measured:
    header = results.header
    given = (axes.standards(header), axes.categories(header))
    values = _by_standard(results, _completed(results))
    return Measured("share_within_completed_by_group", given, values)


def _share_within_waiting_by_group(results: Results) -> Measured:
    header = results.header
    given = (axes.standards(header), axes.categories(header), axes.snapshots(header))
    values = _by_standard(results, _open(results))
    return Measured("share_within_waiting_by_group", given, values)


def _completed_wait_by_group(results: Results) -> Measured:
    header = results.header
    given = (axes.spells(header), axes.categories(header), axes.median_and_mean())
    return Measured("completed_wait_by_group", given, _median_and_mean(_completed(results)))


def _waiting_wait_by_group(results: Results) -> Measured:
    header = results.header
    own = (axes.categories(header), axes.snapshots(header), axes.median_and_mean())
    values = _median_and_mean(_open(results))
    return Measured("waiting_wait_by_group", (axes.spells(header), *own), values)


GROUP_MEASURES: Final = (
    Measure(
        name="share_within_completed_by_group",
        label="Seen within the standard, by group",
        unit="share",
        meaning="Of all of a group seen in the run, the share who had waited less than the limit.",
        clock_rule=_SEEN,
        source="waitsim",
        formula=_share_within_completed_by_group,
        example=Example(
            text="Of the most deprived 1 was seen after 17 weeks and 3 after 18: 25 % within 18.",
            counts={"group_lengths": {(1, 0, 0, 17): 1, (1, 0, 0, 18): 3, (1, 1, 0, 2): 9}},
            at=("speech.start", "deprivation.most"),
            value=0.25,
        ),
    ),
    Measure(
        name="share_within_waiting_by_group",
        label="Waiting within the standard on a date, by group",
        unit="share",
        meaning="Of all of a group still waiting at the end of a day, the share within the limit.",
        clock_rule=_RUNNING,
        source="waitsim",
        formula=_share_within_waiting_by_group,
        example=Example(
            text="Of the others 3 clocks have run 17 weeks and some days and 1 has run 18: 75 %.",
            counts={"group_snapshot": {(1, 1, 1, 17): 3, (1, 1, 1, 18): 1, (1, 0, 1, 18): 5}},
            at=("speech.start", "deprivation.others", "2026-09-27"),
            value=0.75,
        ),
    ),
    Measure(
        name="completed_wait_by_group",
        label="Wait of those seen, by group",
        unit="weeks",
        meaning="Median and mean wait of those of a group seen in the run.",
        clock_rule=_COMPLETED + _BINS,
        source="waitsim",
        formula=_completed_wait_by_group,
        example=Example(
            text="1 was seen after 4 weeks and some days, 1 after 6 and some: a mean of 5.5 weeks.",
            counts={"group_lengths": {(0, 0, 0, 4): 1, (0, 0, 0, 6): 1, (0, 1, 0, 30): 1}},
            at=("list.speech.assessment", "deprivation.most", "mean"),
            value=5.5,
        ),
    ),
    Measure(
        name="waiting_wait_by_group",
        label="Wait so far on a date, by group",
        unit="weeks",
        meaning="Median and mean wait so far of those of a group still waiting.",
        clock_rule=_OPEN + _BINS,
        source="waitsim",
        formula=_waiting_wait_by_group,
        example=Example(
            text="2 of the others have waited 3 weeks and some days: half of them up to 3.5 weeks.",
            counts={"group_snapshot": {(0, 1, 1, 3): 2, (0, 0, 1, 30): 1}},
            at=("list.speech.assessment", "deprivation.others", "2026-09-27", "median"),
            value=3.5,
        ),
    ),
)
"""Measures of waits by group of children."""
