"""Patterns of demand: how they are read, and what is told of them."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

RATE = "      rate: 12 a week\n"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("variance_to_mean: 0.5", "is too small"),
        ("variance_to_mean: 2\n      batch: 3", "give either the variance or the size"),
        ("variance_to_mean: 2\n      pattern: regular", "evenly spaced do not vary"),
        ("hours: 9-25", "9-25"),
        ("hours: [1, 2]", "give opening hours such as 9-17, or 24 weights"),
        ("pattern: reguler", 'Did you mean "regular"?'),
    ],
)
def test_a_mistake_in_a_pattern_is_told(tmp_path: Path, lines: str, words: str) -> None:
    (line,) = told(tmp_path, changed(RATE, f"{RATE}      {lines}\n"))
    assert "pathways.autism.referrals" in line
    assert words in line


def test_opening_hours_are_weights_of_hours(tmp_path: Path) -> None:
    loaded = sound(tmp_path, changed(RATE, f"{RATE}      hours: 9-17\n"))
    hours = loaded.scenario.pathways["autism"].referrals.hours
    assert hours == (*[0.0] * 9, *[1.0] * 8, *[0.0] * 7)


def test_the_example_of_the_guide_is_sound(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "scenario-guide" / "demand.md"
    example = page.read_text(encoding="utf-8").split("```yaml\nreferrals:\n")[1].split("```")[0]
    lines = "".join(f"    {line}\n" for line in example.splitlines())
    referrals = sound(tmp_path, changed(RATE, lines)).scenario.pathways["autism"].referrals
    assert referrals.variance_to_mean == 2.5
