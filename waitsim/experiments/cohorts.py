"""How those fare whose clocks start in each month of a run."""

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waitsim.experiments.figures import Figure, figure, pooled_figure
from waitsim.results.measures import measure
from waitsim.results.results import Results

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cohort:
    """Those whose clock of a standard started in a month of the run.

    Args:
        name: ``pathway.standard``.
        month: its first day in the run.
        started: how many, a replication.
        seen_within: share seen within the limit, of all replications together, with the interval
            of that and the band of single replications; nan where the run ends before it can
            be told.
        half_seen_weeks: wait within which half are seen, likewise; nan where the run ends before
            that, infinite where too many have gone.
    """

    pathway: str
    standard: str
    name: str
    month: datetime.date
    started: Figure
    seen_within: Figure
    half_seen_weeks: Figure


def waits_by_month(results: Results) -> tuple[Cohort, ...]:
    """How those fare whose clocks start in each month of the run, standard by standard.

    Months in which no clock of a standard starts are left out. What is not known of every single
    replication has no band: it would be that of the replications which saw more.
    """
    header, pooled = results.header, results.pooled()
    started = measure("started_by_month").of(results).values
    within, half = (
        (_pooled(name, pooled), _median(measure(name).of(results).values))
        for name in ("seen_within_by_month", "wait_by_month")
    )
    return tuple(
        Cohort(
            pathway=header.names.pathway_labels[standard.pathway],
            standard=standard.label,
            name=standard.name,
            month=month,
            started=figure(started[:, i, k]),
            seen_within=_known(within[0][i, k], within[1][:, i, k], most=1.0),
            half_seen_weeks=_known(half[0][i, k], half[1][:, i, k]),
        )
        for i, standard in enumerate(header.standards)
        for k, month in enumerate(header.month_dates[: header.sizes.months])
        if started[:, i, k].any()
    )


def _pooled(name: str, pooled: Results) -> Floats:
    """Values of all replications together: (standard, month)."""
    together: Floats = _median(measure(name).formula(pooled).values)[0]
    return together


def _median(values: Floats) -> Floats:
    """The values, or their median where there are percentiles: (replication, standard, month)."""
    return values if values.ndim == 3 else values[..., 0]


def _known(together: float, each: Floats, most: float = np.inf) -> Figure:
    """The figure, without band where a replication does not know its value."""
    told = np.full_like(each, np.nan) if np.isnan(each).any() else each
    return pooled_figure(float(together), told, most)
