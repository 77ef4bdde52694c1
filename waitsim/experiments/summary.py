"""What a run's report shows, worked out: nothing is left to those who show it."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.intervals import mean_interval, prediction_band, proportion_interval
from waitsim.experiments import headline as values
from waitsim.experiments.figures import (
    BAND,
    LEVEL,
    Figure,
    ends_that_can_be,
    figure,
    pooled_figure,
)
from waitsim.records import LOST, MINUTE_USES, OFFERED, UNUSED, USED
from waitsim.results.measured import Measured, cell_frame
from waitsim.results.measures import measure
from waitsim.results.results import Results
from waitsim.results.standard_measures import with_target

if TYPE_CHECKING:
    import pandas as pd

LIKELY: Final = 0.5
"""Share of replications from which a target counts as expected to be met."""


@dataclass(frozen=True)
class StandardSummary:
    """How a standard fares.

    Args:
        pathway: label.
        standard: label.
        name: ``pathway.standard``.
        target: share that should be within the limit; None if it is only watched.
        end: last day of the run, at whose end those waiting are counted.
        waiting_start: clocks running at the start.
        share_within_end: share of those waiting at the end who are within the limit so far.
        median_wait_last_year: of those seen in the last 52 weeks, in weeks.
        half_seen_weeks: weeks within which half of those referred are seen, from all
            replications together, with the interval of that; infinity if it is not within what
            was observed. The prediction band is of single replications.
        target_met_end_share: share of replications that meet the target at the last weekly
            count; nan without a target.
        target_met_end_low: lower end of the 95 % confidence interval of that share.
        target_met_end_high: upper end.
        target_met_by: first weekly count from which on at least half of the replications meet
            the target and go on meeting it; None if there is none.
    """

    pathway: str
    standard: str
    name: str
    limit_weeks: float
    target: float | None
    start: datetime.date
    end: datetime.date
    waiting_start: float
    waiting_end: Figure
    over_52_weeks_end: Figure
    share_within_end: Figure
    median_wait_last_year: Figure
    half_seen_weeks: Figure
    target_met_end_share: float
    target_met_end_low: float
    target_met_end_high: float
    target_met_by: datetime.date | None


@dataclass(frozen=True)
class StaffSummary:
    """What became of a staff group's time.

    Args:
        offered_hours_a_week: hours that could be given to contacts, a week of the run.
        utilisation: share of them used.
        lost_share: share lost to missed contacts.
        unused_share: share for which nobody could be seen.
        cost: pounds for the contracted hours of the run.
    """

    group: str
    name: str
    offered_hours_a_week: Figure
    utilisation: Figure
    lost_share: Figure
    unused_share: Figure
    cost: float


@dataclass(frozen=True)
class OutflowRow:
    """How many referrals ended in one way in one year of the run."""

    pathway: str
    end: str
    name: str
    year: str
    count: Figure


@dataclass(frozen=True)
class CostRow:
    """What something cost in pounds: ``staff``, ``extra slots`` or ``total``."""

    source: str
    name: str
    label: str
    cost: Figure


def headline(results: Results) -> tuple[StandardSummary, ...]:
    """How each standard fares."""
    results.must_be_independent()
    header = results.header
    start = values.waiting_start(results)
    waiting = values.waiting_end(results)
    over = values.over_52_weeks_end(results)
    within = values.share_within_end(results)
    median = values.median_wait_last_year(results)
    half = values.half_seen_weeks(results)
    pooled_half = values.half_seen_weeks(results.pooled())[0]
    met = _target_met(results)
    return tuple(
        StandardSummary(
            pathway=header.names.pathway_labels[standard.pathway],
            standard=standard.label,
            name=standard.name,
            limit_weeks=standard.limit_weeks,
            target=standard.target,
            start=header.start,
            end=header.last_day,
            waiting_start=float(start[:, i].mean()),
            waiting_end=figure(waiting[:, i]),
            over_52_weeks_end=figure(over[:, i]),
            share_within_end=figure(within[:, i], most=1.0),
            median_wait_last_year=figure(median[:, i]),
            half_seen_weeks=pooled_figure(float(pooled_half[i]), half[:, i]),
            **met.get(standard.name, _NO_TARGET)._asdict(),
        )
        for i, standard in enumerate(header.standards)
    )


def staff_use(results: Results) -> tuple[StaffSummary, ...]:
    """What became of each staff group's time."""
    header = results.header
    minutes = measure("minutes").of(results).values.sum(axis=-1)
    assert minutes.shape[2] == len(MINUTE_USES)
    offered = minutes[:, :, [OFFERED]]
    shares = np.divide(minutes, offered, out=np.full(minutes.shape, np.nan), where=offered > 0)
    hours = minutes[:, :, OFFERED] / 60 / (header.days / 7)
    costs = measure("staff_cost").formula(results).values
    return tuple(
        StaffSummary(
            group=header.names.group_labels[i],
            name=name,
            offered_hours_a_week=figure(hours[:, i]),
            utilisation=figure(shares[:, i, USED], most=1.0),
            lost_share=figure(shares[:, i, LOST], most=1.0),
            unused_share=figure(shares[:, i, UNUSED], most=1.0),
            cost=float(costs[:, i].mean()),
        )
        for i, name in enumerate(header.names.groups)
    )


def outflow(results: Results) -> tuple[OutflowRow, ...]:
    """How many referrals ended in each way in each year of the run."""
    measured = measure("outflow_by_reason").of(results)
    ends, years = measured.axes
    return tuple(
        OutflowRow(ends.pathways[i], ends.labels[i], ends.keys[i], year, figure(counts))
        for i in range(len(ends.keys))
        for counts, year in zip(np.moveaxis(measured.values[:, i], 1, 0), years.labels, strict=True)
    )


def cost(results: Results) -> tuple[CostRow, ...]:
    """What each staff group and step with extra slots cost, and all together."""
    rows = []
    sources = (
        ("staff", "staff_cost"),
        ("extra slots", "extra_slot_cost"),
        ("care bought elsewhere", "bought_care_cost"),
    )
    for source, name in sources:
        measured = measure(name).of(results)
        axis = measured.axes[0]
        rows += [
            CostRow(source, key, label, figure(measured.values[:, i]))
            for i, (key, label) in enumerate(zip(axis.keys, axis.labels, strict=True))
            if measured.values[:, i].any()
        ]
    return (*rows, CostRow("total", "total", "Total", figure(values.total_cost(results))))


def series(results: Results, name: str) -> "pd.DataFrame":
    """A measure with its uncertainty: a row for each cell of its axes.

    Columns: ``pathway`` where there is one, the labels and keys of each axis, then ``mean``,
    ``low`` and ``high`` (95 % confidence interval of the mean), ``band_low`` and ``band_high``
    (90 % prediction band).

    Raises:
        ValueError: if there is no such measure, or replications share draws of the inputs.
    """
    results.must_be_independent()
    entry = measure(name)
    return with_uncertainty(entry.of(results), most=1.0 if entry.unit == "share" else np.inf)


def with_uncertainty(measured: Measured, most: float = np.inf) -> "pd.DataFrame":
    """What `series` gives, of a measure already worked out.

    Args:
        most: as in `waitsim.experiments.figures.figure`.
    """
    estimate = mean_interval(measured.values, LEVEL)
    band = prediction_band(measured.values, BAND)
    low, high = ends_that_can_be(estimate, most)
    return cell_frame(measured.axes).assign(
        mean=estimate.mean.reshape(-1),
        low=low.reshape(-1),
        high=high.reshape(-1),
        band_low=band.low.reshape(-1),
        band_high=band.high.reshape(-1),
    )


class _Met(NamedTuple):
    """Whether and when a target is met; named as in `StandardSummary`."""

    target_met_end_share: float
    target_met_end_low: float
    target_met_end_high: float
    target_met_by: datetime.date | None


_NO_TARGET: Final = _Met(float("nan"), float("nan"), float("nan"), None)


def _target_met(results: Results) -> dict[str, _Met]:
    """For each standard with a target: the share that meet it at the end, and since when."""
    shares: NDArray[np.float64] = measure("target_met").of(results).values.mean(axis=0)
    n = results.header.replications
    dates = results.header.census_dates
    found: dict[str, _Met] = {}
    for (standard, _), share in zip(with_target(results), shares, strict=True):
        likely = share >= LIKELY
        at_end = proportion_interval(round(float(share[-1]) * n), n, LEVEL)
        found[standard.name] = _Met(
            float(share[-1]),
            float(at_end.low),
            float(at_end.high),
            dates[int(likely.argmax())] if likely.any() else None,
        )
    return found
