"""What a scenario says of contacts booked ahead."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.scenario.validate import structure

ASSESSMENT = "dna: {share: 8 %, most: 2}"
GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "booking-ahead.md"

BROKEN = [
    (ASSESSMENT, "notice: 36 hours", "assessment.notice: notice is in whole days."),
    (ASSESSMENT, "notice: 3 years", 'assessment.notice: "3 years" is too large.'),
    ("stops: 20 %", "notice: 5 days", "check_up.notice: reviews fall due by themselves"),
    ("sessions: 6", "sessions: 6\n        notice: 5 days", "therapy.notice: first contacts booked"),
    ("13-26 weeks: 40}", "13-26 weeks: 40}, booked: 121", "booked: 121 are more than the 120 who"),
    ("group: {caseload: 20}", "group: {booked: 2}", "group.booked: nobody is booked ahead for a"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN, ids=[new[:40] for _, new, _ in BROKEN])
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, old: str, new: str, words: str) -> None:
    (line,) = told(tmp_path, changed(old, new))
    assert words in line


def test_minutes_must_be_bookable_where_contacts_are_booked(tmp_path: Path) -> None:
    text = changed(ASSESSMENT, "notice: 5 days")
    nobody = changed("wte: 6", "wte: 6\n    bookable_ahead: 0 %", text)
    (line,) = told(tmp_path, nobody)
    assert "notice: no minutes of nurses may be booked ahead. Write" in line
    sound(tmp_path, changed("wte: 6", "wte: 6\n    bookable_ahead: 10 %", text))


def test_a_course_may_book_ahead_where_a_part_of_each_day_is_kept_free(tmp_path: Path) -> None:
    text = changed("sessions: 6", "sessions: 6\n        notice: 2 weeks")
    sound(tmp_path, changed("wte: 6", "wte: 6\n    bookable_ahead: 60 %", text))


def test_notices_and_appointments_cannot_change_within_a_run(tmp_path: Path) -> None:
    base = structure(sound(tmp_path).scenario)
    ahead = structure(sound(tmp_path, changed(ASSESSMENT, "notice: 5 days")).scenario)
    opening = changed("13-26 weeks: 40}", "13-26 weeks: 40}, booked: 7")
    booked = structure(sound(tmp_path, opening).scenario)
    assert {key for key in base if base[key] != ahead[key]} == {
        "pathways.autism.steps.assessment.notice"
    }
    assert {key for key in base if base[key] != booked[key]} == {
        "pathways.autism.opening.assessment.booked"
    }
