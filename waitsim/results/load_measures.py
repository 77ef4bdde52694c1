"""Measures of what is asked of staff beside what they offer."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from waitsim.records import OFFERED, SLOTS
from waitsim.results import axes
from waitsim.results.measured import Axis, Example, Floats, Measure, Measured
from waitsim.results.results import Results

_BY_ARRIVAL: Final = (
    "By the quarter in which referrals arrive at a step, new or from another step, with all the "
    "contacts that they will need there on average, if they are seen; what extra slots took is "
    "not asked of staff. Contacts without bound count as they come, and those of the opening "
    "list not at all."
)
_BOOKED: Final = [SLOTS.index("used"), SLOTS.index("lost")]


def _asked(results: Results) -> Floats:
    """Minutes asked of each staff group in each quarter: (replication, group, quarter).

    Nan where a run does not say what its steps ask.
    """
    header, tallies = results.header, results.tallies
    quarters = header.quarters
    entries = quarters.total(tallies.entries.sum(axis=2, dtype=np.int64))
    contacts = quarters.total(tallies.contacts.sum(axis=2, dtype=np.int64))
    slots = quarters.total(tallies.slots[:, :, _BOOKED].sum(axis=2, dtype=np.int64))
    nothing = 0.0 if header.needs else np.nan
    asked = np.full((header.replications, len(header.names.groups), len(quarters.keys)), nothing)
    for i, each in enumerate(results.owns):
        # One stands for all replications where they have nothing of their own.
        which = slice(i, i + 1) if results.own else slice(None)
        for need in each.needs:
            booking = np.array(need.booking_minutes)
            due: Floats = entries[which, need.step] * np.array(need.arrival_minutes)
            if need.endless:
                due = due + contacts[which, need.step] * booking
            left = np.maximum(due - slots[which, need.step] * booking, 0.0)
            asked[which, need.group] += left + np.array(need.panel_minutes)
    return asked


def _intensity(results: Results) -> Floats:
    minutes = results.header.quarters.total(results.tallies.minutes)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(_asked(results) / minutes[:, :, OFFERED], dtype=np.float64)


def _axes(results: Results) -> tuple[Axis, Axis]:
    header = results.header
    return axes.groups(header), axes.periods("quarter", header.quarters)


def _minutes_asked(results: Results) -> Measured:
    return Measured("minutes_asked", _axes(results), _asked(results))


def _traffic_intensity(results: Results) -> Measured:
    return Measured("traffic_intensity", _axes(results), _intensity(results))


def _bottleneck(results: Results) -> Measured:
    found = _intensity(results)
    known = np.where(np.isnan(found), -np.inf, found)
    most = known.max(axis=1, keepdims=True, initial=0.0)
    values = np.where(most > 0, known == most, 0.0 if results.header.needs else np.nan)
    return Measured("bottleneck", _axes(results), np.asarray(values, dtype=np.float64))


_ASKED: Final[Mapping[str, Mapping[tuple[int, ...], int]]] = {
    "entries": {(0, 0, 5): 4},
    "minutes": {(0, OFFERED, 5): 400},
}

LOAD_MEASURES: Final = (
    Measure(
        name="minutes_asked",
        label="Staff time asked for",
        unit="minutes",
        meaning=(
            "Minutes of each staff group that those who arrived in a quarter will need, missed "
            "contacts and admin included, whether or not anyone has time for them."
        ),
        clock_rule=_BY_ARRIVAL,
        source="waitsim",
        formula=_minutes_asked,
        example=Example(
            text="4 arrive and each asks 75 minutes, bookings that are missed included: 300.",
            counts=_ASKED,
            at=("therapists", "2026-04"),
            value=300,
        ),
    ),
    Measure(
        name="traffic_intensity",
        label="Traffic intensity",
        unit="ratio",
        meaning=(
            "Minutes asked of a staff group in a quarter over those that it offered; at 1 or above "
            "its lists grow unless children leave them."
        ),
        clock_rule=_BY_ARRIVAL,
        source="Offered load over servers, as in queueing theory (Kendall 1953)",
        formula=_traffic_intensity,
        example=Example(
            text="4 arrive and ask 75 minutes each of 400 that are offered: 300 / 400.",
            counts=_ASKED,
            at=("therapists", "2026-04"),
            value=0.75,
        ),
    ),
    Measure(
        name="bottleneck",
        label="Bottleneck",
        unit="share",
        meaning=(
            "1 in a replication where no staff group has a greater traffic intensity in the "
            "quarter, else 0; the mean is the chance that this group is the bottleneck."
        ),
        clock_rule=_BY_ARRIVAL,
        source="waitsim",
        formula=_bottleneck,
        example=Example(
            text="Only the therapists are asked for anything: they are the bottleneck.",
            counts=_ASKED,
            at=("therapists", "2026-04"),
            value=1,
        ),
    ),
)
"""Measures of the load on staff."""
