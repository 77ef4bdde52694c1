"""Staff time that is not there: how it is written, and what is told of mistakes in it."""

import re
from pathlib import Path

import pytest
from scenario_file import SOUND, changed, sound, told

GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "staff-absence.md"


def with_nurses(lines: str) -> str:
    return changed("    hours: 37.5 hours\n", f"    hours: 37.5 hours\n    {lines}\n")


def test_the_staff_of_the_guide_are_read(tmp_path: Path) -> None:
    found = re.search(r"```yaml\nstaff:\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    group = sound(tmp_path, changed("staff:\n", f"staff:\n{found[1]}")).scenario.staff
    assert group["psychologists"].absence == 0.05
    assert group["psychologists"].refill == 14 * 10080
    # One leaves with a chance of 12 % within a year of 52.18 weeks.
    assert group["psychologists"].turnover == pytest.approx(0.12783 / 52.1786, rel=1e-4)


def test_turnover_needs_the_time_to_refill(tmp_path: Path) -> None:
    (line,) = told(tmp_path, with_nurses("turnover: 12 % a year"))
    assert (
        'staff.nurses.turnover: needs the time until a post is filled again. Add "refill:"' in line
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("absence: 5", 'absence: "5" is more than 1'),
        ("turnover: 12 %", 'turnover: "12 %"'),
        ("refill: 0 weeks", 'refill: "0 weeks" is too small'),
        ("closed_on: [2026-02-30]", "closed_on.0: "),
    ],
)
def test_mistakes_are_told_where_they_are(tmp_path: Path, line: str, message: str) -> None:
    (problem,) = told(tmp_path, with_nurses(line))
    assert f"staff.nurses.{message}" in problem


def test_lines_without_effect_are_warnings(tmp_path: Path) -> None:
    text = with_nurses("refill: 9 weeks\n    closed_on: [2026-05-04, 2031-01-01]")
    assert [(w.path, w.message.split(".")[0]) for w in sound(tmp_path, text).warnings] == [
        ("staff.nurses.refill", "nobody leaves a post"),
        ("staff.nurses.closed_on", "2031-01-01 is not within the run"),
    ]


def test_staff_groups_that_would_share_random_numbers_are_refused(tmp_path: Path) -> None:
    text = SOUND.replace("nurses", "plumless").replace("doctors", "buckeroo")
    (line,) = told(tmp_path, text)
    assert "by accident shares its random numbers" in line


def test_absence_is_part_of_what_makes_a_scenario_the_same(tmp_path: Path) -> None:
    base = sound(tmp_path).identity
    assert sound(tmp_path, with_nurses("absence: 0 %")).identity == base
    assert sound(tmp_path, with_nurses("absence: 1 %")).identity != base
