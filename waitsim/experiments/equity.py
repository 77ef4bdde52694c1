"""How groups of children fare, without the small numbers that must not be told."""

from dataclasses import dataclass, fields
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from waitsim.analysis.histograms import percentile, share_within
from waitsim.experiments.figures import Figure, figure
from waitsim.records import COMPLETED, Counts
from waitsim.results.equity_measures import categories_of, index_of_disparity, widest_gap
from waitsim.results.header import Header, Standard
from waitsim.results.results import Results
from waitsim.results.suppression import hidden

Floats = NDArray[np.float64]
_TOTAL: Final = 2
"""Column of the totals, after those within the limit and those beyond it."""
_FIGURES: Final = {
    "seen": "referrals",
    "seen_within": "share",
    "median_wait": "weeks",
    "waiting": "referrals",
    "waiting_within": "share",
}


@dataclass(frozen=True)
class GroupRow:
    """One category of children against one standard; None for what is not to be shown.

    Args:
        category: label.
        seen: clocks stopped in the run.
        seen_within: share of them within the limit.
        median_wait: of those seen, in weeks.
        waiting: clocks running at the end.
        waiting_within: share of them within the limit so far.
    """

    category: str
    seen: Figure | None
    seen_within: Figure | None
    median_wait: Figure | None
    waiting: Figure | None
    waiting_within: Figure | None


@dataclass(frozen=True)
class Gap:
    """How far the groups shown are apart; nan where fewer than two are.

    Args:
        widest: largest share within the limit less the smallest.
        disparity: index of disparity of these shares.
    """

    widest: Figure
    disparity: Figure


@dataclass(frozen=True)
class EquitySummary:
    """The categories of one attribute against one standard.

    Args:
        pathway: label.
        standard: label.
        name: ``pathway.standard``.
        attribute: what children are told apart by, as a reader sees it.
        seen_gap: of those seen in the run.
        waiting_gap: of those waiting at the end.
        any_hidden: whether anything is not to be shown.
    """

    pathway: str
    standard: str
    name: str
    limit_weeks: float
    attribute: str
    rows: tuple[GroupRow, ...]
    seen_gap: Gap
    waiting_gap: Gap
    any_hidden: bool


@dataclass(frozen=True)
class _Part:
    """Children of one attribute, seen or waiting.

    Args:
        counts: shape (replication, category, bin).
        within: share within the limit: (replication, category).
        mask: what is hidden of those within the limit, beyond it, and all: (category, 3).
    """

    counts: NDArray[np.int64]
    within: Floats
    mask: NDArray[np.bool_]

    def total(self, i: int) -> Figure | None:
        """How many there are of a category."""
        return None if self.mask[i, _TOTAL] else figure(self.counts[:, i].sum(axis=-1))

    def share(self, i: int) -> Figure | None:
        """Share of them within the limit."""
        return None if self.mask[i].any() else figure(self.within[:, i], most=1.0)

    def median(self, i: int) -> Figure | None:
        """Median of their waits in weeks."""
        return None if self.mask[i].any() else figure(percentile(self.counts[:, i], 0.5))

    def gap(self, limit_weeks: float) -> Gap:
        """How far the categories whose shares are shown are apart."""
        shown = np.where(self.mask.any(axis=1), np.nan, self.within)
        whole = share_within(self.counts.sum(axis=1), limit_weeks)
        return Gap(figure(widest_gap(shown, whole)), figure(index_of_disparity(shown, whole)))


def equity(results: Results) -> tuple[EquitySummary, ...]:
    """How each attribute's categories fare against each standard.

    Nothing is left out of the run's own tables; what this gives can be published.
    """
    attributes = range(len(results.header.names.attributes))
    if not attributes:
        return ()
    counts = _counts(results)
    return tuple(
        _summary(results.header, counts, standard, attribute)
        for standard in results.header.standards
        for attribute in attributes
    )


def published_groups(results: Results) -> pd.DataFrame:
    """What `equity` gives as a table that can be published, a row for each category and figure.

    Columns: pathway, standard, name, attribute, category, figure, unit, then mean, low, high,
    band_low and band_high, empty where ``hidden`` says that they are not to be shown.
    """
    rows = []
    for each in equity(results):
        named = {key: getattr(each, key) for key in ("pathway", "standard", "name", "attribute")}
        for category in each.rows:
            for name, unit in _FIGURES.items():
                value = getattr(category, name)
                ends = {end.name: value and getattr(value, end.name) for end in fields(Figure)}
                rows.append(
                    named
                    | {"category": category.category, "figure": name, "unit": unit}
                    | ends
                    | {"hidden": value is None}
                )
    return pd.DataFrame(rows)


class _Counts(NamedTuple):
    """Spells by whole weeks: (replication, spell, category, bin)."""

    seen: Counts
    waiting: Counts


def _counts(results: Results) -> _Counts:
    """Spells completed in the run, and those open at its end."""
    parts = [
        (
            part.tallies.group_lengths[:, :, :, COMPLETED],
            part.tallies.group_snapshot[:, :, :, -1],
        )
        for part in results.parts()
    ]
    return _Counts(*(np.concatenate(alike) for alike in zip(*parts, strict=True)))


def _summary(header: Header, counts: _Counts, standard: Standard, attribute: int) -> EquitySummary:
    own = list(categories_of(header)[attribute])
    part = partial(_part, limit_weeks=standard.limit_weeks)
    seen = part(counts.seen[:, standard.spell][:, own])
    waiting = part(counts.waiting[:, standard.spell][:, own])
    return EquitySummary(
        pathway=header.names.pathway_labels[standard.pathway],
        standard=standard.label,
        name=standard.name,
        limit_weeks=standard.limit_weeks,
        attribute=header.names.attributes[attribute].replace("_", " "),
        rows=tuple(
            GroupRow(
                category=_label(header, category),
                seen=seen.total(i),
                seen_within=seen.share(i),
                median_wait=seen.median(i),
                waiting=waiting.total(i),
                waiting_within=waiting.share(i),
            )
            for i, category in enumerate(own)
        ),
        seen_gap=seen.gap(standard.limit_weeks),
        waiting_gap=waiting.gap(standard.limit_weeks),
        any_hidden=bool(seen.mask.any() or waiting.mask.any()),
    )


def _part(given: NDArray[np.int32], limit_weeks: float) -> _Part:
    counts = given.astype(np.int64)
    within = share_within(counts, limit_weeks)
    total = counts.sum(axis=-1)
    inside = np.nan_to_num(within) * total
    # What is told are means over replications, so these are what must not be small.
    means = np.stack([inside, total - inside], axis=-1).mean(axis=0)
    return _Part(counts, within, hidden(np.rint(means).astype(np.int64)))


def _label(header: Header, category: int) -> str:
    return header.names.categories[category].partition(".")[2].replace("_", " ")
