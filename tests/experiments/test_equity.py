"""Groups of children beside one another, as they may be published."""

import dataclasses

import numpy as np
import pytest
from made_up_run import made_up_header, made_up_results

from waitsim.experiments.equity import EquitySummary, equity, published_groups
from waitsim.experiments.figures import Figure
from waitsim.present.group_tables import HIDDEN, HIDDEN_NOTE, gaps_table, group_table
from waitsim.present.report import report
from waitsim.records import COMPLETED, empty_tallies
from waitsim.results.results import Results

BY_GROUP = "Groups of children"


def run_of(within: tuple[int, ...], beyond: tuple[int, ...]) -> Results:
    """Categories of whom so many were seen within the limit and beyond it, and wait so."""
    header = made_up_header(replications=2)
    categories = ("place.a", "place.b", "place.by_sea", "place.d")[: len(within)]
    names = dataclasses.replace(header.names, attributes=("place",), categories=categories)
    sizes = header.sizes._replace(categories=len(within))
    header = dataclasses.replace(header, names=names, sizes=sizes)
    tallies = empty_tallies(2, sizes)
    for spell in (3, 4):
        tallies.group_lengths[:, spell, :, COMPLETED, 10] = within
        tallies.group_lengths[:, spell, :, COMPLETED, 30] = beyond
        tallies.group_snapshot[:, spell, :, -1, 10] = within
        tallies.group_snapshot[:, spell, :, -1, 30] = beyond
    return Results(header, tallies)


def first(results: Results) -> EquitySummary:
    return equity(results)[0]


def mean(value: Figure | None) -> float:
    assert value is not None
    return value.mean


def test_groups_are_told_with_their_numbers_where_none_is_small() -> None:
    summary = first(run_of((10, 20, 30), (30, 20, 10)))
    assert [row.category for row in summary.rows] == ["a", "b", "by sea"]
    assert [mean(row.seen) for row in summary.rows] == [40, 40, 40]
    assert [mean(row.seen_within) for row in summary.rows] == [0.25, 0.5, 0.75]
    assert mean(summary.rows[2].median_wait) == pytest.approx(10 + 20 / 30)
    assert [mean(row.waiting) for row in summary.rows] == [40, 40, 40]
    assert [mean(row.waiting_within) for row in summary.rows] == [0.25, 0.5, 0.75]
    assert summary.seen_gap.widest.mean == pytest.approx(0.5)
    assert summary.seen_gap.disparity.mean == pytest.approx(1 / 3)
    assert not summary.any_hidden


def test_a_small_number_is_not_told_nor_what_would_give_it_away() -> None:
    summary = first(run_of((3, 20, 30), (30, 20, 10)))
    assert summary.any_hidden
    assert [row.seen_within is None for row in summary.rows] == [True, True, False]
    assert [row.median_wait is None for row in summary.rows] == [True, True, False]
    assert [mean(row.seen) for row in summary.rows] == [33, 40, 40]
    assert np.isnan(summary.seen_gap.widest.mean)
    assert np.isnan(summary.waiting_gap.disparity.mean)


def test_few_beyond_the_limit_are_not_told_either() -> None:
    summary = first(run_of((30, 20, 30), (3, 20, 10)))
    assert [row.seen_within is None for row in summary.rows] == [True, True, False]
    assert [mean(row.seen) for row in summary.rows] == [33, 40, 40]


def test_gaps_are_those_of_the_groups_told() -> None:
    summary = first(run_of((3, 6, 30, 50), (60, 6, 30, 150)))
    assert [row.seen_within is None for row in summary.rows] == [True, True, False, False]
    assert summary.seen_gap.widest.mean == pytest.approx(0.25)
    whole = 89 / 335
    apart = (0.5 - whole + whole - 0.25) / 2
    assert summary.seen_gap.disparity.mean == pytest.approx(apart / whole)


def test_an_export_to_publish_holds_no_number_that_the_tables_star() -> None:
    frame = published_groups(run_of((3, 20, 30), (30, 20, 10)))
    own = frame[(frame["name"] == "autism.assessment") & (frame["category"] == "a")]
    assert dict(zip(own["figure"], own["hidden"], strict=True)) == {
        "seen": False,
        "seen_within": True,
        "median_wait": True,
        "waiting": False,
        "waiting_within": True,
    }
    numbers = ["mean", "low", "high", "band_low", "band_high"]
    assert frame.loc[frame["hidden"], numbers].isna().all(axis=None)
    assert frame.loc[~frame["hidden"], "mean"].notna().all()
    assert len(frame) == 2 * 3 * 5


def test_tables_of_groups_mark_what_is_not_told_and_say_so() -> None:
    table = group_table(first(run_of((3, 20, 30), (30, 20, 10))))
    texts = [[cell.text for cell in cells] for cells in table.rows]
    assert texts[0] == ["a", "33", HIDDEN, HIDDEN, "33", HIDDEN]
    assert texts[2][2] == "75 %"
    assert table.notes == (HIDDEN_NOTE,)
    assert group_table(first(run_of((10, 20, 30), (30, 20, 10)))).notes == ()


def test_the_table_of_gaps_has_a_row_for_each_standard_and_attribute() -> None:
    table = gaps_table(equity(run_of((10, 20, 30), (30, 20, 10))))
    assert [cells[1].text for cells in table.rows] == ["place", "place"]
    assert [cell.text for cell in table.rows[0][2:4]] == ["50 points", "33 %"]
    starred = gaps_table(equity(run_of((3, 20, 30), (30, 20, 10))))
    assert {cell.text for cell in starred.rows[0][2:]} == {HIDDEN}


def test_the_report_tells_of_groups_where_there_are_any() -> None:
    assert BY_GROUP in report(made_up_results())
    header = made_up_header(replications=1)
    names = dataclasses.replace(header.names, attributes=(), categories=())
    sizes = header.sizes._replace(categories=0)
    header = dataclasses.replace(header, names=names, sizes=sizes)
    assert BY_GROUP not in report(Results(header, empty_tallies(1, sizes)))
