"""Measures of who is waiting."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import COMPLETED
from waitsim.results import axes
from waitsim.results.bands import over
from waitsim.results.measured import Axis, Example, Floats, Measure, Measured
from waitsim.results.results import Results

_CENSUS: Final = "Waits not yet over at the beginning of the day, counted once a week."
_SNAPSHOT: Final = "Waits not yet over at the end of the day."
_BANDS: Final = (
    "Edges of the bands of NHS England's community, ADHD and autism collections, and our own"
)


def _census(results: Results) -> NDArray[np.int64]:
    """Open spells of all priorities: (replication, spell, census, band)."""
    return np.asarray(results.tallies.open.sum(axis=2, dtype=np.int64))


def _list_size(results: Results) -> Measured:
    return _measured("list_size", results, _census(results).sum(axis=-1))


def _list_size_by_band(results: Results) -> Measured:
    return _measured("list_size_by_band", results, _census(results), axes.published_bands())


def _waiting_over(results: Results) -> Measured:
    counts = _census(results)
    values = np.stack([over(counts, weeks) for weeks in axes.LONG_WAITS], axis=-1)
    return _measured("waiting_over", results, values, axes.long_waits())


def _waiting_by_weeks(results: Results) -> Measured:
    header = results.header
    found = (axes.spells(header), axes.snapshots(header), axes.weeks_waited(header))
    counts = results.tallies.snapshot.sum(axis=2, dtype=np.int64)
    return Measured("waiting_by_weeks", found, counts.astype(np.float64))


def _clearance_weeks(results: Results) -> Measured:
    header, quarters = results.header, results.header.quarters
    size = _census(results).sum(axis=-1)[..., quarters.last_censuses]
    ended = results.tallies.ended[:, :, :, COMPLETED].sum(axis=(2, -1), dtype=np.int64)
    weekly = quarters.total(ended) / quarters.weeks
    with np.errstate(divide="ignore", invalid="ignore"):
        values: Floats = size / weekly
    found = (axes.spells(header), axes.periods("quarter", quarters))
    return Measured("clearance_weeks", found, values)


def _measured(name: str, results: Results, counts: NDArray[np.int64], *more: Axis) -> Measured:
    found = (axes.spells(results.header), axes.censuses(results.header), *more)
    return Measured(name, found, counts.astype(np.float64))


LIST_MEASURES: Final = (
    Measure(
        name="list_size",
        label="Referrals waiting",
        unit="referrals",
        meaning="How many are on each waiting list, and how many clocks of each standard run.",
        clock_rule=_CENSUS,
        source="waitsim",
        formula=_list_size,
        example=Example(
            text="On 13 April 5 have waited 2 to 4 weeks and 3 have waited 18 to 26: 8 wait.",
            counts={"open": {(0, 0, 1, 2): 5, (0, 0, 1, 7): 3}},
            at=("list.speech.assessment", "2026-04-13"),
            value=8,
        ),
    ),
    Measure(
        name="list_size_by_band",
        label="Referrals waiting, by time waited",
        unit="referrals",
        meaning="How many have waited how long, in the bands that are published.",
        clock_rule=_CENSUS,
        source=_BANDS,
        formula=_list_size_by_band,
        example=Example(
            text="On 13 April 3 have waited 18 to 26 weeks.",
            counts={"open": {(0, 0, 1, 2): 5, (0, 0, 1, 7): 3}},
            at=("list.speech.assessment", "2026-04-13", "18-26"),
            value=3,
        ),
    ),
    Measure(
        name="waiting_over",
        label="Long waits",
        unit="referrals",
        meaning="How many have already waited 18, 52, 78 or 104 weeks, or longer.",
        clock_rule=_CENSUS,
        source="NHS England, community health services waiting lists (over 18, 52, 104 weeks)",
        formula=_waiting_over,
        example=Example(
            text="3 have waited 18 to 26 weeks and 2 have waited 52 to 65: 5 are over 18 weeks.",
            counts={"open": {(0, 0, 1, 2): 5, (0, 0, 1, 7): 3, (0, 0, 1, 10): 2}},
            at=("list.speech.assessment", "2026-04-13", "18"),
            value=5,
        ),
    ),
    Measure(
        name="waiting_by_weeks",
        label="Referrals waiting, by whole weeks waited",
        unit="referrals",
        meaning="How long those waiting on a date have waited so far.",
        clock_rule=_SNAPSHOT,
        source="waitsim",
        formula=_waiting_by_weeks,
        example=Example(
            text="At the end of 27 September 4 have waited 7 weeks and some days.",
            counts={"snapshot": {(1, 0, 1, 7): 4}},
            at=("clock.speech.start", "2026-09-27", "7"),
            value=4,
        ),
    ),
    Measure(
        name="clearance_weeks",
        label="Clearance time",
        unit="weeks",
        meaning=(
            "Weeks it would take to see all who wait at the end of the quarter at that quarter's "
            "pace if nobody else joined; without end if nobody was seen."
        ),
        clock_rule="Referrals waiting at the last weekly count, over waits completed a week.",
        source="List size over throughput: Little (1961); Findlay (2014)",
        formula=_clearance_weeks,
        example=Example(
            text="24 were seen in the 12 weeks of April to June, 2 a week; 30 wait: 15 weeks.",
            counts={"ended": {(0, 0, 0, 3, 4): 24}, "open": {(0, 0, 12, 2): 30}},
            at=("list.speech.assessment", "2026-04"),
            value=15,
        ),
    ),
)
"""Measures of lists and of those waiting on a date."""
