"""The report of a sweep shows what was asked for, keeps no reader out, and is always the same."""

from pathlib import Path

import pytest
from html_pages import Page, faults
from sweep_files import GRID, QUICK, run, sweep_file

from waitsim.experiments.sweep_file import Read, read_sweep
from waitsim.experiments.swept import Swept
from waitsim.present.sweep_charts import curve_chart, heatmap_chart
from waitsim.present.sweep_report import sweep_report
from waitsim.present.sweep_words import input_label, responses, varying

START = "schema: 1\ntitle: A sweep\nscenario: small.yaml\nreplications: 3\n"
ONE = START + "grid:\n  staff.therapists.wte: [0.3, 0.6, 0.9]\n"
WORDS = START + "grid:\n  start: [2026-04-01, 2026-12-01]\n"
POINTS = """\
saltelli:
  count: 8
  ranges:
    staff.therapists.wte: {from: 0.4, to: 1}
    pathways.speech.referrals.rate: {from: 4 a week, to: 8 a week}
    pathways.speech.steps.assessment.leaving: {from: 0 % a week, to: 2 % a week}
"""


def swept(folder: Path, text: str) -> tuple[Swept, Read]:
    path = sweep_file(folder / "s", text)
    return run(path, folder / "results", QUICK), read_sweep(path)


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> tuple[Swept, Read]:
    return swept(tmp_path_factory.mktemp("grid"), GRID.replace("12", "3"))


@pytest.mark.parametrize(
    ("text", "charts"),
    [(ONE, 2), (WORDS, None), (GRID.replace("12", "3"), 2), (START + POINTS, 2 * (1 + 3))],
    ids=["one", "words", "grid", "saltelli"],
)
def test_a_report_has_no_fault_that_keeps_readers_out(
    tmp_path: Path, text: str, charts: int | None
) -> None:
    found, read = swept(tmp_path, text)
    page = Page(sweep_report(found, read))
    assert faults(page) == []
    assert charts in (None, len(page.charts()))
    assert sweep_report(found, read) == sweep_report(found, read)


def test_a_value_against_one_input_goes_through_the_means_in_order(tmp_path: Path) -> None:
    found, read = swept(tmp_path, ONE.replace("[0.3, 0.6, 0.9]", "[0.9, 0.3, 0.6]"))
    waiting = responses(found, read.family.base.scenario, "speech.start")[0]
    chart = curve_chart(waiting, varying(found)[0])
    trace = chart.figure.data[0]
    assert list(trace.x) == [0.3, 0.6, 0.9]
    assert list(trace.y) == pytest.approx([waiting.mean[i] for i in (1, 2, 0)], rel=1e-4)
    assert [cells[0].text for cells in chart.table.rows] == ["0.3", "0.6", "0.9"]


def test_a_value_against_two_inputs_has_a_field_for_each_pair(grid: tuple[Swept, Read]) -> None:
    found, read = grid
    waiting = responses(found, read.family.base.scenario, "speech.start")[0]
    wte, rate = varying(found)
    chart = heatmap_chart(waiting, rate, wte)
    (field,) = chart.figure.data
    assert list(field.x) == ["5 a week", "6 a week"]
    assert list(field.y) == ["0.6", "0.7", "0.8"]
    cells = [value for line in field.z for value in line]
    assert cells == pytest.approx(list(waiting.mean), rel=1e-4)
    assert chart.title == "It is lowest, 2, at rate 5 a week and WTE 0.7, and elsewhere too"


def test_inputs_are_named_in_words_with_their_units(grid: tuple[Swept, Read]) -> None:
    labels = [input_label(one) for one in grid[0].inputs]
    assert labels == ["therapists WTE", "speech referrals rate (a week)"]


def test_cases_that_could_not_be_run_are_told_with_the_reason(tmp_path: Path) -> None:
    text = ONE + "  pathways.speech.priorities.urgent: [20 %, 30 %]\n"
    found, read = swept(tmp_path, text)
    assert found.failed == 3
    page = Page(sweep_report(found, read))
    assert faults(page) == []
    words = page.all("main")[0].all_text
    assert "Cases that could not be run" in words
    assert "shares sum to 1.1" in words
    assert len(page.charts()) == 2


def test_a_sweep_in_which_every_case_fails_still_has_a_report(tmp_path: Path) -> None:
    text = START + "list:\n  - {pathways.speech.priorities.urgent: 30 %}\n"
    found, read = swept(tmp_path, text)
    page = Page(sweep_report(found, read))
    assert faults(page) == []
    assert page.charts() == []


def test_shares_are_written_beside_the_cases_and_add_up(tmp_path: Path) -> None:
    found, _ = swept(tmp_path, START + POINTS)
    assert {one.input for one in found.shares} == set(found.plan.inputs)
    assert {one.points for one in found.shares} == {8}
    assert (found.folder / "sensitivity.csv").read_text(encoding="utf-8").count("\n") == 1 + 6 * 3
    assert (found.folder / "sensitivity.parquet").is_file()
