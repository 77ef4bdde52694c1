"""Tables of how groups of children fare, as they may be published."""

import math
from collections.abc import Sequence
from dataclasses import astuple
from typing import Final

from waitsim.experiments.equity import EquitySummary, GroupRow
from waitsim.experiments.figures import Figure
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import INTERVAL_NOTE
from waitsim.present.wording import say, with_interval
from waitsim.results.suppression import LEAST

HIDDEN: Final = "*"
HIDDEN_NOTE: Final = (
    f"{HIDDEN} stands for a number under {LEAST}, or for one from which such a number could be "
    "worked out. Medians and shares go with their numbers."
)
_GAP_NOTE: Final = (
    "The gap is that between the largest and the smallest share. The index of disparity is the "
    "mean distance of the groups' shares from that of all children, as a part of the latter "
    "(Pearcy and Keppel 2002); 0 if all are alike. Small groups differ by chance alone. "
    f"Groups whose shares are starred ({HIDDEN}) below are left out, and where fewer than two "
    "remain there is no gap."
)


def gaps_table(summaries: Sequence[EquitySummary]) -> Table:
    """How far apart groups are, a row for each standard and what children are told apart by."""
    return Table(
        caption="Gaps between groups of children in the share within the limit",
        columns=(
            Column("Standard"),
            Column("Children by"),
            Column("Gap, of those seen", number=True),
            Column("Index of disparity", number=True),
            Column("Gap, of those waiting at the end", number=True),
            Column("Index of disparity", number=True),
        ),
        rows=tuple(
            row(
                f"{each.pathway}: {each.standard}",
                each.attribute,
                _gap_said(each.seen_gap.widest, "points", hidden=each.any_hidden),
                _gap_said(each.seen_gap.disparity, "share", hidden=each.any_hidden),
                _gap_said(each.waiting_gap.widest, "points", hidden=each.any_hidden),
                _gap_said(each.waiting_gap.disparity, "share", hidden=each.any_hidden),
            )
            for each in summaries
        ),
        notes=(_GAP_NOTE, INTERVAL_NOTE),
    )


def _gap_said(value: Figure, unit: str, *, hidden: bool) -> str:
    """A gap, of shares in percentage points; starred where too few groups are shown for one."""
    if hidden and math.isnan(value.mean):
        return HIDDEN
    scale = 100 if unit == "points" else 1
    return with_interval(Figure(*(scale * each for each in astuple(value))), unit)


def group_table(summary: EquitySummary) -> Table:
    """The categories of one attribute against one standard."""
    limit = say(summary.limit_weeks, "weeks")
    return Table(
        caption=f"{summary.pathway}: {summary.standard}, by {summary.attribute}",
        columns=(
            Column(summary.attribute.capitalize()),
            Column("Seen in the run", number=True),
            Column(f"of them within {limit}", number=True),
            Column("Median wait of those seen", number=True),
            Column("Waiting at the end", number=True),
            Column(f"of them within {limit} so far", number=True),
        ),
        rows=tuple(
            row(each.category, *(_said(value, unit) for value, unit in _cells(each)))
            for each in summary.rows
        ),
        notes=(HIDDEN_NOTE,) if summary.any_hidden else (),
    )


def _cells(each: GroupRow) -> tuple[tuple[Figure | None, str], ...]:
    return (
        (each.seen, "referrals"),
        (each.seen_within, "share"),
        (each.median_wait, "weeks"),
        (each.waiting, "referrals"),
        (each.waiting_within, "share"),
    )


def _said(value: Figure | None, unit: str) -> str:
    return HIDDEN if value is None else with_interval(value, unit)
