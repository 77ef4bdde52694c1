"""Measures of how unlike the waits of groups of children are."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.histograms import mean_weeks, share_within
from waitsim.records import COMPLETED
from waitsim.results import axes
from waitsim.results.header import Header
from waitsim.results.measured import Axis, Example, Floats, Measure, Measured
from waitsim.results.results import Results

_SEEN: Final = "Clocks stopped; referrals that left before do not count."
_RUNNING: Final = "Clocks running at the end of the day."
_NOBODY: Final = " Categories with nobody to count are left out."
_PAIR: Final = (
    "Gap between best and worst: Keppel and others, Methodological issues in measuring health "
    "disparities (2005)"
)
_INDEX: Final = "Index of disparity: Pearcy & Keppel (2002), from shares within the limit"


def attributes(header: Header) -> Axis:
    """What children are told apart by."""
    keys = header.names.attributes
    return Axis("attribute", keys, tuple(key.replace("_", " ") for key in keys))


def categories_of(header: Header) -> tuple[tuple[int, ...], ...]:
    """Indices of the categories of each attribute."""
    owners = [name.partition(".")[0] for name in header.names.categories]
    return tuple(
        tuple(i for i, owner in enumerate(owners) if owner == name)
        for name in header.names.attributes
    )


def widest_gap(rates: Floats, whole: Floats) -> Floats:  # noqa: ARG001  as `index_of_disparity`
    """Largest less smallest rate; nan unless two groups have one.

    Args:
        rates: of the groups, shape (..., group); nan where a group has nobody.
        whole: of all together, shape (...).
    """
    known = ~np.isnan(rates)
    gap = np.where(known, rates, -np.inf).max(axis=-1) - np.where(known, rates, np.inf).min(axis=-1)
    return np.asarray(np.where(known.sum(axis=-1) > 1, gap, np.nan), dtype=np.float64)


def index_of_disparity(rates: Floats, whole: Floats) -> Floats:
    """Mean distance of the groups' rates from that of all, as a share of the latter.

    Args:
        rates: of the groups, shape (..., group); nan where a group has nobody.
        whole: of all together, shape (...).
    Returns:
        nan unless two groups have a rate and that of all is above 0.
    Source: Pearcy & Keppel (2002), who give it in per cent.
    """
    known = ~np.isnan(rates)
    apart = np.where(known, np.abs(rates - whole[..., np.newaxis]), 0.0).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = apart / known.sum(axis=-1) / whole
    enough = (known.sum(axis=-1) > 1) & (whole > 0)
    return np.asarray(np.where(enough, index, np.nan), dtype=np.float64)


_Rule = Callable[[Floats, Floats], Floats]
_Rate = Callable[[NDArray[np.int64]], Floats]


def _over_attributes(header: Header, counts: NDArray[np.int64], rate: _Rate, rule: _Rule) -> Floats:
    """What a rule makes of the rates of each attribute's categories.

    Args:
        counts: shape (replication, category, ..., bin).
    Returns:
        shape (replication, attribute, ...).
    """
    found = []
    for own in categories_of(header):
        part = np.moveaxis(counts[:, own], 1, -2)
        found.append(rule(rate(part), rate(part.sum(axis=-2))))
    shape = (counts.shape[0], 0, *counts.shape[2:-1])
    return np.stack(found, axis=1) if found else np.zeros(shape)


def _by_standard(results: Results, table: NDArray[np.int32], rule: _Rule) -> Floats:
    """Rule over shares within each standard, of counts (replication, spell, category, ..., bin)."""
    header, found = results.header, []
    for standard in header.standards:
        within = partial(share_within, weeks=standard.limit_weeks)
        counts = table[:, standard.spell].astype(np.int64)
        found.append(_over_attributes(header, counts, within, rule))
    shape = (len(table), 0, len(header.names.attributes), *table.shape[3:-1])
    return np.stack(found, axis=1) if found else np.zeros(shape)


def _completed(results: Results, name: str, rule: _Rule) -> Measured:
    header = results.header
    values = _by_standard(results, results.tallies.group_lengths[:, :, :, COMPLETED], rule)
    return Measured(name, (axes.standards(header), attributes(header)), values)


def _waiting(results: Results, name: str, rule: _Rule) -> Measured:
    header = results.header
    given = (axes.standards(header), attributes(header), axes.snapshots(header))
    return Measured(name, given, _by_standard(results, results.tallies.group_snapshot, rule))


def _gap_completed(results: Results) -> Measured:
    return _completed(results, "gap_within_completed", widest_gap)


def _gap_waiting(results: Results) -> Measured:
    return _waiting(results, "gap_within_waiting", widest_gap)


def _disparity_completed(results: Results) -> Measured:
    return _completed(results, "disparity_within_completed", index_of_disparity)


def _disparity_waiting(results: Results) -> Measured:
    return _waiting(results, "disparity_within_waiting", index_of_disparity)


def _gap_in_wait(results: Results) -> Measured:
    header = results.header
    lengths = results.tallies.group_lengths[:, :, :, COMPLETED].astype(np.int64)
    moved = np.moveaxis(lengths, 1, 2)
    values = np.moveaxis(_over_attributes(header, moved, mean_weeks, widest_gap), 1, 2)
    return Measured("gap_in_completed_wait", (axes.spells(header), attributes(header)), values)


_FOUR_OF_EACH_SEEN: Final[Mapping[str, Mapping[tuple[int, ...], int]]] = {
    "group_lengths": {
        (1, 0, 0, 17): 1,
        (1, 0, 0, 18): 3,
        (1, 1, 0, 17): 3,
        (1, 1, 0, 18): 1,
    }
}

EQUITY_MEASURES: Final = (
    Measure(
        name="gap_within_completed",
        label="Gap between groups in the share seen within the standard",
        unit="share",
        meaning=(
            "Share seen within the limit in the category of children with the largest, less that "
            "in the category with the smallest. Chance alone makes some gap in small groups."
        ),
        clock_rule=_SEEN + _NOBODY,
        source=_PAIR,
        formula=_gap_completed,
        example=Example(
            text="1 of 4 of the most deprived and 3 of 4 of the others were seen in time: 50 %.",
            counts=_FOUR_OF_EACH_SEEN,
            at=("speech.start", "deprivation"),
            value=0.5,
        ),
    ),
    Measure(
        name="gap_within_waiting",
        label="Gap between groups in the share waiting within the standard",
        unit="share",
        meaning=(
            "Share of those waiting who are within the limit so far in the category of children "
            "with the largest, less that in the category with the smallest."
        ),
        clock_rule=_RUNNING + _NOBODY,
        source=_PAIR,
        formula=_gap_waiting,
        example=Example(
            text="1 of 2 of the most deprived is within 18 weeks and all 3 of the others: 50 %.",
            counts={
                "group_snapshot": {(1, 0, 1, 3): 1, (1, 0, 1, 30): 1, (1, 1, 1, 4): 3},
            },
            at=("speech.start", "deprivation", "2026-09-27"),
            value=0.5,
        ),
    ),
    Measure(
        name="disparity_within_completed",
        label="Index of disparity of the share seen within the standard",
        unit="share",
        meaning=(
            "Mean distance of the share seen within the limit in each category of children from "
            "that of all, as a share of the latter; 0 if all are alike. Categories count alike, "
            "however many children they have."
        ),
        clock_rule=_SEEN + _NOBODY,
        source=_INDEX,
        formula=_disparity_completed,
        example=Example(
            text=(
                "25 % of 4 of the most deprived and 75 % of 4 of the others were seen in time, "
                "50 % of all: both are 25 points from it, half of 50 %."
            ),
            counts=_FOUR_OF_EACH_SEEN,
            at=("speech.start", "deprivation"),
            value=0.5,
        ),
    ),
    Measure(
        name="disparity_within_waiting",
        label="Index of disparity of the share waiting within the standard",
        unit="share",
        meaning=(
            "Mean distance of the share within the limit so far in each category of children from "
            "that of all who wait, as a share of the latter; 0 if all are alike."
        ),
        clock_rule=_RUNNING + _NOBODY,
        source=_INDEX,
        formula=_disparity_waiting,
        example=Example(
            text=(
                "All 3 of the others are within 18 weeks and 1 of 3 of the most deprived, 4 of 6 "
                "of all: both are 1/3 from 2/3, a half of it."
            ),
            counts={
                "group_snapshot": {(1, 0, 1, 3): 1, (1, 0, 1, 30): 2, (1, 1, 1, 4): 3},
            },
            at=("speech.start", "deprivation", "2026-09-27"),
            value=0.5,
        ),
    ),
    Measure(
        name="gap_in_completed_wait",
        label="Gap between groups in the mean wait of those seen",
        unit="weeks",
        meaning=(
            "Mean wait of those seen in the category of children with the longest, less that in "
            "the category with the shortest."
        ),
        clock_rule=(
            "Waits that ended in a contact or a place, from their start; counted by whole weeks "
            "and taken at the middle of each." + _NOBODY
        ),
        source=_PAIR,
        formula=_gap_in_wait,
        example=Example(
            text="The most deprived waited 5.5 weeks on average and the others 30.5: 25 weeks.",
            counts={"group_lengths": {(0, 0, 0, 4): 1, (0, 0, 0, 6): 1, (0, 1, 0, 30): 1}},
            at=("list.speech.assessment", "deprivation"),
            value=25,
        ),
    ),
)
"""Measures of gaps between groups of children."""
