"""A sweep's file says its cases, and every mistake in it is told at once with its line."""

from pathlib import Path

import pytest
from sweep_files import GRID, sweep_file

from waitsim.errors import ScenarioError
from waitsim.experiments.sweep_file import read_sweep

RANGES = """\
schema: 1
scenario: small.yaml
{design}:
  count: 8
  ranges:
    staff.therapists.wte: {{from: 0.6, to: 1}}
    pathways.speech.referrals.rate: {{from: x0.9, to: x1.1}}
"""


def cases(path: Path) -> list[dict[str, str]]:
    plan = read_sweep(path).plan
    return [{setting.path: setting.value for setting in case} for case in plan.cases]


def problems(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_sweep(path)
    return [str(problem).removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def test_a_grid_has_a_case_for_each_combination(tmp_path: Path) -> None:
    read = read_sweep(sweep_file(tmp_path))
    wte, rate = read.plan.inputs
    found = [[setting.value for setting in case] for case in read.plan.cases]
    assert (wte, rate) == ("staff.therapists.wte", "pathways.speech.referrals.rate")
    assert found == [[w, r] for w in ("0.6", "0.7", "+0.1") for r in ("5 a week", "6 a week")]
    assert (read.plan.title, read.plan.replications, read.plan.seed) == ("Staff and demand", 12, 1)


def test_a_list_has_the_cases_as_written(tmp_path: Path) -> None:
    text = "schema: 1\nscenario: small.yaml\nlist:\n  - {staff.therapists.wte: 1}\n"
    text += "  - staff.therapists.wte: x2\n    horizon: 10 weeks\n"
    path = sweep_file(tmp_path, text)
    assert cases(path) == [
        {"staff.therapists.wte": "1"},
        {"staff.therapists.wte": "x2", "horizon": "10 weeks"},
    ]
    assert read_sweep(path).plan.title == "Small speech service"


def test_a_csv_has_a_case_in_each_row_and_blanks_leave_the_scenario_as_it_is(
    tmp_path: Path,
) -> None:
    rows = "staff.therapists.wte,pathways.speech.referrals.rate\n1,5 a week\n+0.2,\n"
    (tmp_path / "cases.csv").write_text(rows, encoding="utf-8")
    path = sweep_file(tmp_path, "schema: 1\nscenario: small.yaml\ncases: cases.csv\n")
    assert cases(path) == [
        {"staff.therapists.wte": "1", "pathways.speech.referrals.rate": "5 a week"},
        {"staff.therapists.wte": "+0.2"},
    ]


@pytest.mark.parametrize(
    ("design", "count"), [("latin_hypercube", 8), ("sobol", 8), ("saltelli", 32)]
)
def test_a_sample_has_points_within_its_ranges_and_always_the_same(
    tmp_path: Path, design: str, count: int
) -> None:
    path = sweep_file(tmp_path, RANGES.format(design=design))
    found = cases(path)
    assert len(found) == count
    assert found == cases(path)
    assert all(0.6 <= float(case["staff.therapists.wte"]) <= 1 for case in found)
    other = RANGES.format(design=design).replace("count: 8", "count: 8\n  seed: 2")
    assert found != cases(sweep_file(tmp_path, other))


def test_every_problem_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = """\
schema: 2
titel: x
scenario: small.yaml
replications: none
keep: everything
grid:
  staff.therapist.wte: [1, 2]
  staff.therapists.wtee: 1
  staff.therapists.wte: [1, 8 weeks, -20, 1, {a: 1}]
  pathways.speech.referrals.rate: []
  changes.0.on: 2026-01-01
  staff: 1
"""
    told = problems(sweep_file(tmp_path, text))
    wanted = [
        (1, 'write "schema: 1"'),
        (2, 'Did you mean "title"'),
        (4, '"none" is no number'),
        (5, '"everything" cannot be kept. Choose values or tallies'),
        (7, 'Did you mean "therapists"'),
        (8, 'Did you mean "wte"'),
        (9, "is no single value"),
        (9, "stands here twice"),
        (9, "less than nothing"),
        (9, '"8 weeks" is no number'),
        (10, "the list is empty"),
        (11, "scenario has none"),
        (12, "several values stand here"),
    ]
    for line, words in wanted:
        assert any(t.startswith(f"try.yaml:{line}:") and words in t for t in told), (line, words)
    assert len(told) == len(wanted)


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("", "the sweep has no design"),
        ("grid: {horizon: 9 weeks}\nlist: [{horizon: 9 weeks}]\n", '"grid" is there already'),
        ("grid: 3\n", '"name: value" lines are missing'),
        ("list: 3\n", "is no list of cases"),
        ("cases: rows.txt\n", "names no CSV file"),
        ("cases: ../rows.csv\n", "leads out of this file's folder"),
        ("cases: rows.csv\n", '"rows.csv" is not there'),
        ("sobol: {count: 12, ranges: {horizon: {from: 9 weeks, to: 20 weeks}}}\n", "8 or 16"),
        ("sobol: {ranges: {horizon: {from: 9 weeks, to: 20 weeks}}}\n", '"count" is missing'),
        ("sobol: {count: 8}\n", '"ranges" is missing'),
        ("sobol: {count: 8, ranges: {horizon: 9 weeks}}\n", "is no range"),
        ("sobol: {count: 8, ranges: {horizon: {from: 9 weeks, to: 3}}}\n", "not the same kind"),
        ("sobol: {count: 8, points: 3, ranges: {horizon: {}}}\n", 'unknown key "points"'),
    ],
)
def test_a_design_that_makes_no_sense_is_told(tmp_path: Path, design: str, words: str) -> None:
    path = sweep_file(tmp_path, f"schema: 1\nscenario: small.yaml\n{design}")
    assert any(words in text for text in problems(path))


def test_problems_of_the_scenario_and_of_rows_are_told_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(
        "staff.therapists.wte,staff.nurses.wte\n1,2\nten,2\n", encoding="utf-8"
    )
    path = sweep_file(tmp_path, "schema: 1\nscenario: small.yaml\ncases: cases.csv\n")
    told = problems(path)
    assert any(text.startswith("cases.csv:3: staff.therapists.wte: ") for text in told)
    assert any(text.startswith("cases.csv:2: staff.nurses.wte: ") for text in told)
    small = tmp_path / "small.yaml"
    small.write_text(small.read_text(encoding="utf-8").replace("wte: 0.7", "wte: lots"))
    assert any(text.startswith("small.yaml:") and "lots" in text for text in problems(path))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "no scenario is named"),
        ("scenario: /etc/passwd.yaml", "root of the disk"),
        ("scenario: ../../far.yaml", "outside the scenario folders"),
        ("scenario: smal.yaml", 'Did you mean "small.yaml"'),
    ],
)
def test_only_a_scenario_nearby_can_be_swept(tmp_path: Path, line: str, words: str) -> None:
    path = sweep_file(tmp_path, GRID.replace("scenario: small.yaml", line))
    assert any(words in text for text in problems(path))
