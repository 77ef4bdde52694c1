import pandas as pd
import pytest
from html_pages import Page, faults
from small_scenario import small_scenario

from waitsim.experiments.compare import compare
from waitsim.experiments.headline import HEADLINES
from waitsim.experiments.pairs import pairs_of
from waitsim.experiments.replicate import Execution, run
from waitsim.experiments.yardstick import Yardstick
from waitsim.present.compare_report import More, compare_report
from waitsim.present.compare_tables import costs_table, options_table, ranking_table
from waitsim.present.compared import compared
from waitsim.results.results import Results

NAMES = ["As it is", "More staff", "Just the same"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Results]:
    folder = tmp_path_factory.mktemp("scenarios")
    found = []
    for wte in (0.5, 0.9, 0.5):
        loaded = small_scenario(folder, wte=wte)
        found.append(run(loaded, replications=4, execution=Execution(1, "reference")))
    return found


@pytest.fixture(scope="module")
def frame(runs: list[Results]) -> pd.DataFrame:
    return compare(runs, labels=NAMES)


def test_a_comparison_has_no_fault_that_keeps_readers_out(
    runs: list[Results], frame: pd.DataFrame
) -> None:
    text = compare_report(frame, runs, NAMES)
    assert text == compare_report(frame, runs, NAMES)
    page = Page(text)
    assert faults(page) == []
    assert len(page.charts()) == 2
    assert "More staff leaves the fewest" in page.all("main")[0].all_text


def test_which_option_differs_from_which_is_told_with_each_pair(
    runs: list[Results], frame: pd.DataFrame
) -> None:
    pairs = pairs_of(runs, NAMES, Yardstick(HEADLINES[0], "", "all standards"))
    page = Page(compare_report(frame, runs, NAMES, More(pairs)))
    assert faults(page) == []
    text = page.all("main")[0].all_text
    assert "2 of 3 pairs of options differ." in text
    assert "Each pair with its difference" in text


def test_the_option_with_the_shortest_list_comes_first(frame: pd.DataFrame) -> None:
    table = ranking_table(compared(frame), NAMES[0])
    assert [cells[1].text for cells in table.rows] == ["More staff"]
    best = [cell.text for cell in table.rows[0][3:]]
    assert best[0].startswith("-")
    assert best[1] == "100 %"
    assert "An option that is not listed" in table.notes[0]


def test_one_table_ranks_the_options_and_says_what_each_child_in_time_costs(
    frame: pd.DataFrame,
) -> None:
    table = options_table(compared(frame), NAMES[0])
    best, same = ([cell.text for cell in cells] for cells in table.rows)
    assert best[0] == "More staff"
    assert best[1].startswith("-")
    assert best[2] == "100 %"
    assert best[3].startswith("+")
    assert best[4].startswith("+£")
    assert best[5].startswith("£")
    assert same == ["Just the same", "none", "all alike", "none", "none", "\N{EN DASH}"]


def test_a_standard_that_no_option_touches_is_named_and_takes_no_row(runs: list[Results]) -> None:
    again = compare([runs[0], runs[2]], labels=["As it is", "Just the same"])
    table = ranking_table(compared(again), "As it is")
    assert table.rows == ()
    assert "No option makes any difference here: Speech therapy" in table.notes[0]
    page = Page(compare_report(again, [runs[0], runs[2]], ["As it is", "Just the same"]))
    assert faults(page) == []
    assert page.charts() == []


def test_a_list_that_options_leave_alike_or_longer_is_answered_too(runs: list[Results]) -> None:
    labels = ["Many staff", "Fewer staff", "Just the same"]
    some = [runs[1], runs[0], runs[1]]
    text = Page(compare_report(compare(some, labels=labels), some, labels)).all("main")[0].all_text
    assert "No option is shown to make the list shorter." in text


def test_costs_are_set_beside_the_base(frame: pd.DataFrame) -> None:
    table = costs_table(compared(frame))
    assert [cells[0].text for cells in table.rows] == NAMES[1:]
    assert table.rows[0][3].text.startswith("+£")
    assert table.rows[1][3].text == "none"
