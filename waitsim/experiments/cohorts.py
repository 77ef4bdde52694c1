"""Waits of those referred in a month, from the event log of a run that kept it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from waitsim.analysis.survival import aalen_johansen, time_reached
from waitsim.experiments.figures import Figure, figure
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_WEEK
from waitsim.results.header import Header, Standard

Floats = NDArray[np.float64]
_CAUSES: Final = {
    "still_running": 0,
    "still_paused": 0,
    "clock_stopped": 1,
    "clock_voided": 2,
}
"""Kinds of event that end a clock or leave it open, and whether it was seen (1) or gone (2)."""


@dataclass(frozen=True)
class Cohort:
    """Those whose clock of a standard started in a month of the run.

    Args:
        name: ``pathway.standard``.
        month: its first day.
        started: how many, a replication.
        seen_within: share seen within the limit; nan where the run ends before it can be told.
        half_seen_weeks: wait within which half are seen; nan where the run ends before that,
            infinite where too many have gone.
    """

    pathway: str
    standard: str
    name: str
    month: pd.Timestamp
    started: Figure
    seen_within: Figure
    half_seen_weeks: Figure


def waits_by_month(log: pd.DataFrame, header: Header) -> tuple[Cohort, ...]:
    """How those fare whose clocks start in each month of the run, standard by standard.

    Clocks that ran before the run are left out: of those referred in their month only some were
    still waiting. Those not over by the end count as not yet over, and leaving competes with
    being seen. A clock that was paused counts as started when it would have, had it never been.

    Args:
        log: the event log, as `waitsim.results.store.read_events` gives it.
    Source: Aalen & Johansen (1978).
    """
    rows = _clocks(log, header)
    return tuple(
        _cohort(own, header, standard, month)
        for standard in header.standards
        for month, own in _by_month(rows[rows["spell"] == standard.spell])
    )


def _clocks(log: pd.DataFrame, header: Header) -> pd.DataFrame:
    """A row for each clock of the run that started in it."""
    kinds = log["kind"].astype(str)
    kept = log[kinds.isin(list(_CAUSES)) & (log["since"] >= 0)]
    start = pd.Timestamp(header.start)
    days = pd.to_timedelta(kept["since"] // MINUTES_PER_DAY, unit="D")
    return pd.DataFrame(
        {
            "replication": kept["replication"],
            "spell": kept["detail"] + len(header.names.lists),
            "month": (start + days).dt.to_period("M").dt.to_timestamp(),
            "weeks": (kept["minute"] - kept["since"]) / MINUTES_PER_WEEK,
            "cause": kept["kind"].astype(str).map(_CAUSES),
        }
    )


def _by_month(rows: pd.DataFrame) -> Iterator[tuple[pd.Timestamp, pd.DataFrame]]:
    for month, own in rows.groupby("month"):
        yield pd.Timestamp(str(month)), own


def _cohort(rows: pd.DataFrame, header: Header, standard: Standard, month: pd.Timestamp) -> Cohort:
    counts = np.zeros(header.replications)
    values = np.full((header.replications, 2), np.nan)
    for replication, own in rows.groupby("replication"):
        i = int(str(replication))
        counts[i] = len(own)
        values[i] = _read(own, standard.limit_weeks)
    return Cohort(
        pathway=header.names.pathway_labels[standard.pathway],
        standard=standard.label,
        name=standard.name,
        month=month,
        started=figure(counts),
        seen_within=figure(values[:, 0]),
        half_seen_weeks=figure(values[:, 1]),
    )


def _read(own: pd.DataFrame, limit_weeks: float) -> tuple[float, float]:
    """Share seen within the limit, and weeks until half are seen, in one replication."""
    curves = aalen_johansen(own["weeks"].to_numpy(), own["cause"].to_numpy(), causes=2)
    seen = curves.incidence[0]
    before = int(np.searchsorted(curves.times, limit_weeks, side="left"))
    within = float(seen[before - 1]) if before else 0.0
    half = float(time_reached(curves.times, seen, 0.5)) if len(seen) else math.nan
    if math.isnan(half) and math.isinf(curves.known_to):
        half = math.inf
    return (within if curves.known_to >= limit_weeks else math.nan), half
