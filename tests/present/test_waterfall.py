"""Contributions are shown with what each change is, and drawn as a waterfall."""

from pathlib import Path

import pytest
from html_pages import Page, faults
from small_scenario import TEXT

from waitsim.experiments.compare import compare
from waitsim.experiments.replicate import Execution, run
from waitsim.experiments.waterfall import Waterfall, plan, waterfall
from waitsim.present.compare_report import More, compare_report
from waitsim.present.waterfall import changes_list, waterfall_charts, waterfall_table
from waitsim.scenario.load import load

OPTION = """
extends: base.yaml
title: Two changes
staff:
  therapists: {wte: 0.8}
changes:
  - from: 2026-05-04
    to: 2026-06-28
    note: bought for eight weeks
    ramp: 2 weeks
    pathways.speech.steps.assessment.extra_slots: +3 a week
    pathways.speech.steps.assessment.extra_slot_price: £80
"""
FEW = Execution(1, "reference")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "base.yaml").write_text(TEXT.format(wte=0.5, slots=1), encoding="utf-8")
    (folder / "option.yaml").write_text(OPTION, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> Waterfall:
    planned = plan(load(folder / "base.yaml"), load(folder / "option.yaml"))
    return waterfall(planned, replications=4, execution=FEW)


def test_each_change_has_a_row_and_the_last_is_all_of_them(found: Waterfall) -> None:
    table = waterfall_table(found)
    assert [cells[0].text for cells in table.rows] == [
        "1. Therapists, WTE: 0.8",
        "2. Speech therapy: assessment, extra slots +3 a week and 1 more value",
        "All changes together",
    ]
    for column in (1, 2, 3):
        assert all(cells[column].text for cells in table.rows)
    assert "mean effect over all orders" in table.notes[0]


def test_each_change_is_listed_in_full(found: Waterfall) -> None:
    first, second = ([cell.text for cell in cells] for cells in changes_list(found).rows)
    assert first[1:] == ["the start", "Therapists, WTE: 0.8", ""]
    assert second[1] == "4 May 2026, growing over 2 weeks, to 28 Jun 2026"
    assert second[2].endswith("extra slot price: £80")
    assert second[3] == "bought for eight weeks"


def test_bars_begin_where_the_ones_above_end_and_the_last_is_the_whole(found: Waterfall) -> None:
    [chart] = waterfall_charts(found)
    bars, marks = chart.figure.data
    assert list(bars.measure) == ["relative", "relative", "total"]
    first, second, whole = marks.x
    assert first == pytest.approx(bars.x[0], rel=1e-4)
    assert second == pytest.approx(bars.x[0] + bars.x[1], rel=1e-3)
    assert whole == pytest.approx(second, rel=1e-3)
    assert chart.table.rows[0][0].text == "Base"
    assert chart.title.startswith("Change 1. Therapists")


def test_the_report_shows_the_waterfall_without_faults(folder: Path, found: Waterfall) -> None:
    runs = [
        run(load(folder / name), replications=4, execution=FEW)
        for name in ("base.yaml", "option.yaml")
    ]
    names = ["As it is", "Both"]
    frame = compare(runs, labels=names)
    page = Page(compare_report(frame, runs, names, More(waterfall=found)))
    assert faults(page) == []
    assert len(page.charts()) == 3
    assert "What each change contributes" in page.all("main")[0].all_text
