"""Measures by the bands and limits of national collections, for every clock."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.histograms import merge_bins, share_within
from waitsim.records import COMPLETED
from waitsim.results import axes
from waitsim.results.collections import COLLECTIONS, with_limit
from waitsim.results.header import Header
from waitsim.results.measured import Axis, Example, Floats, Measure, Measured
from waitsim.results.results import Results
from waitsim.results.wait_measures import incidence

_WHICH: Final = (
    " The figure is a collection's only where the clock runs as that collection's does: see "
    "docs/measures.md."
)
_WAITING: Final = "Clocks running at the end of the day, by whole weeks." + _WHICH
_SEEN: Final = "Clocks stopped; referrals that left before do not count." + _WHICH
_FORWARD: Final = (
    "Every clock that ran in the run, looked at forward from its start; those still running count "
    "as not yet over, and leaving competes with being seen." + _WHICH
)
_SOURCE: Final = "The source named for each collection in docs/measures.md"


def _bands() -> Axis:
    keys = tuple(f"{c.name}:{low}" for c in COLLECTIONS for low in c.edges)
    labels = tuple(f"{c.label}: {band}" for c in COLLECTIONS for band in c.band_labels)
    return Axis("collection_band", keys, labels)


def _limits() -> Axis:
    given = with_limit()
    labels = tuple(f"{c.label}: {c.limit_weeks} weeks" for c in given)
    return Axis("collection", tuple(c.name for c in given), labels)


def _spells(header: Header) -> list[int]:
    return [standard.spell for standard in header.standards]


def _running(results: Results) -> NDArray[np.int64]:
    """Running clocks: (replication, standard, date, bin)."""
    counts = results.tallies.snapshot[:, _spells(results.header)].sum(axis=2, dtype=np.int64)
    return np.asarray(counts, dtype=np.int64)


def _stopped(results: Results) -> NDArray[np.int64]:
    """Stopped clocks: (replication, standard, bin)."""
    lengths = results.tallies.lengths[:, _spells(results.header)]
    return np.asarray(lengths[:, :, :, COMPLETED].sum(axis=2, dtype=np.int64), dtype=np.int64)


def _in_bands(counts: NDArray[np.int64]) -> Floats:
    return np.concatenate([merge_bins(counts, c.edges) for c in COLLECTIONS], axis=-1)


def _within(counts: NDArray[np.int64]) -> Floats:
    return share_within(counts, [float(c.limit_weeks or 0) for c in with_limit()])


def _waiting_by_collection(results: Results) -> Measured:
    header = results.header
    found = (axes.standards(header), axes.snapshots(header), _bands())
    return Measured("waiting_by_collection", found, _in_bands(_running(results)))


def _completed_by_collection(results: Results) -> Measured:
    found = (axes.standards(results.header), _bands())
    return Measured("completed_by_collection", found, _in_bands(_stopped(results)))


def _collection_share_waiting(results: Results) -> Measured:
    header = results.header
    found = (axes.standards(header), axes.snapshots(header), _limits())
    return Measured("collection_share_waiting", found, _within(_running(results)))


def _collection_share_completed(results: Results) -> Measured:
    found = (axes.standards(results.header), _limits())
    return Measured("collection_share_completed", found, _within(_stopped(results)))


def _collection_share_forward(results: Results) -> Measured:
    seen = incidence(results).incidence[:, _spells(results.header), COMPLETED]
    ends = [min(c.limit_weeks or 0, seen.shape[-1]) - 1 for c in with_limit()]
    found = (axes.standards(results.header), _limits())
    return Measured("collection_share_forward", found, seen[..., ends])


COLLECTION_MEASURES: Final = (
    Measure(
        name="waiting_by_collection",
        label="Referrals waiting, in the bands of national collections",
        unit="referrals",
        meaning=(
            "How many clocks have run how long on a date, in the bands of each national "
            "collection; the bands of one collection add up to all."
        ),
        clock_rule=_WAITING,
        source=_SOURCE,
        formula=_waiting_by_collection,
        example=Example(
            text="4 clocks have run 13 weeks and some days and 2 have run 51: 6 in 13-52 weeks.",
            counts={"snapshot": {(1, 0, 1, 12): 9, (1, 0, 1, 13): 4, (1, 0, 1, 51): 2}},
            at=("speech.start", "2026-09-27", "adhd:13"),
            value=6,
        ),
    ),
    Measure(
        name="completed_by_collection",
        label="Waits of those seen, in the bands of national collections",
        unit="referrals",
        meaning=(
            "How many were seen in the run after how long, in the bands of each national "
            "collection."
        ),
        clock_rule=_SEEN,
        source=_SOURCE,
        formula=_completed_by_collection,
        example=Example(
            text="3 were seen after 20 weeks and some days, 1 after 51: 4 in 20-52 weeks.",
            counts={"lengths": {(1, 0, 0, 19): 7, (1, 0, 0, 20): 3, (1, 0, 0, 51): 1}},
            at=("speech.start", "ehcp:20"),
            value=4,
        ),
    ),
    Measure(
        name="collection_share_waiting",
        label="Waiting within the limit of national collections",
        unit="share",
        meaning=(
            "Of those waiting on a date, the share under the limit of each collection so far: the "
            "incomplete or reverse figure. It can be high although nobody is seen in time."
        ),
        clock_rule=_WAITING,
        source=_SOURCE,
        formula=_collection_share_waiting,
        example=Example(
            text="3 clocks have run 12 weeks and some days and 1 has run 13: 75 % under 13.",
            counts={"snapshot": {(1, 0, 1, 12): 3, (1, 0, 1, 13): 1}},
            at=("speech.start", "2026-09-27", "autism"),
            value=0.75,
        ),
    ),
    Measure(
        name="collection_share_completed",
        label="Seen within the limit of national collections",
        unit="share",
        meaning="Of those seen in the run, the share under the limit of each collection.",
        clock_rule=_SEEN,
        source=_SOURCE,
        formula=_collection_share_completed,
        example=Example(
            text="2 were seen after 19 weeks and some days, 3 after 20: 40 % within 20 weeks.",
            counts={"lengths": {(1, 0, 0, 19): 2, (1, 0, 0, 20): 3}},
            at=("speech.start", "ehcp"),
            value=0.4,
        ),
    ),
    Measure(
        name="collection_share_forward",
        label="Referred and seen within the limit of national collections",
        unit="share",
        meaning=(
            "Of those referred, the share seen under the limit of each collection, whether the "
            "others are still waiting or have left: the forward figure."
        ),
        clock_rule=_FORWARD,
        source=_SOURCE + "; Aalen & Johansen (1978), from counts by whole weeks",
        formula=_collection_share_forward,
        example=Example(
            text=(
                "Of 10 clocks that start in the run 6 stop after 12 to 13 weeks, and 4 still run "
                "after 20: 60 % are seen under 13 weeks."
            ),
            counts={
                "entered": {(1, 0, 0): 10},
                "lengths": {(1, 0, 0, 12): 6},
                "snapshot": {(1, 0, 1, 20): 4},
            },
            at=("speech.start", "autism"),
            value=0.6,
        ),
    ),
)
"""Measures of waits as national collections would give them."""
