"""Times by bands, gamma times, reviews until a date or an age: how they are written."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.scenario.steps import Delay, Review

LASTS = "{distribution: lognormal, mean: 4 weeks, sd: 2 weeks}"
REVIEW = "        every: 26 weeks\n"


def with_review(lines: str, text: str | None = None) -> str:
    new = f"{REVIEW}        {lines}\n"
    return changed(REVIEW, new, text) if text else changed(REVIEW, new)


def test_a_gamma_time_is_given_by_mean_and_sd(tmp_path: Path) -> None:
    text = changed(LASTS, LASTS.replace("lognormal", "gamma"))
    assert sound(tmp_path, text).warnings == ()
    text = changed(LASTS, "{distribution: gamma, mean: 10 weeks, sd: 60 weeks}")
    (line,) = told(tmp_path, text)
    assert "steps.forms.lasts.sd: a gamma time with this mean can have" in line
    text = changed(LASTS, "{distribution: gamma, scale: 10 weeks, shape: 2}")
    assert 'Write "mean:" and "sd:" instead.' in told(tmp_path, text)[0]


def test_reviews_go_on_until_a_date_and_an_age(tmp_path: Path) -> None:
    step = (
        sound(tmp_path, with_review("until: 2028-03-31\n        until_age: 16"))
        .scenario.pathways["autism"]
        .steps["check_up"]
    )
    assert isinstance(step, Review)
    assert (str(step.until), step.until_age) == ("2028-03-31", 16)


def test_an_age_needs_the_ages_of_children(tmp_path: Path) -> None:
    text = changed("    ages: {4-11: 60 %, 12-17: 40 %}\n    leaves_at_age: 18\n", "")
    (line,) = told(tmp_path, with_review("until_age: 16", text))
    assert "steps.check_up.until_age: needs the ages of children." in line


@pytest.mark.parametrize("limit", ["until: 2028-03-31", "stops: 5 %"])
def test_reviews_with_a_limit_do_not_go_on_for_ever(tmp_path: Path, limit: str) -> None:
    text = changed("    leaves_at_age: 18\n", "", changed("        stops: 20 %\n", ""))
    (warning,) = sound(tmp_path, text).warnings
    assert warning.message.startswith("reviews never end")
    assert sound(tmp_path, with_review(limit, text)).warnings == ()


BANDS = "{distribution: empirical, times: {2-4 weeks: 30 %, 4-8 weeks: 50 %, 10 weeks: 20 %}}"


def test_a_time_can_be_given_by_bands_and_single_times_with_shares(tmp_path: Path) -> None:
    loaded = sound(tmp_path, changed(LASTS, BANDS))
    assert loaded.warnings == ()
    step = loaded.scenario.pathways["autism"].steps["forms"]
    assert isinstance(step, Delay)
    assert not isinstance(step.lasts, float)
    week = 10080
    assert step.lasts.times == {
        (2 * week, 4 * week): 0.3,
        (4 * week, 8 * week): 0.5,
        (10 * week, 10 * week): 0.2,
    }


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("20 %", "10 %", "lasts.times", "shares sum to 0.9, not 1. Change one share so that they"),
        ("4-8 weeks", "3-8 weeks", "lasts.times", "the band 2 weeks to 4 weeks overlaps the next."),
        ("10 weeks", "5 weeks", "lasts.times", "the band 4 weeks to 8 weeks overlaps the next."),
        ("10 weeks", "over 10 weeks", "lasts.times.over 10 weeks", "has no upper end"),
        ("10 weeks", "10", "lasts.times.10", "has no unit"),
        ("10 weeks", "-1 week", "lasts.times.-1 week", "has no lower end"),
        ("20 %", "20", "lasts.times.10 weeks", "Write 20 % if that is meant"),
        (
            "times:",
            "mean: 1 week, times:",
            "lasts.mean",
            "says nothing of a time that is empirical",
        ),
        ("empirical", "exponential", "lasts.times", "says nothing of a time that is exponential."),
        (
            ", times: {2-4 weeks: 30 %, 4-8 weeks: 50 %, 10 weeks: 20 %}",
            "",
            "lasts",
            'needs "times:"',
        ),
    ],
)
def test_what_is_wrong_with_bands_is_told_once(
    tmp_path: Path, old: str, new: str, where: str, message: str
) -> None:
    (line,) = told(tmp_path, changed(LASTS, changed(old, new, BANDS)))
    assert f"steps.forms.{where}: " in line
    assert message in line


def test_a_dated_change_can_move_shares_between_bands(tmp_path: Path) -> None:
    at = "pathways.autism.steps.forms.lasts.times"
    change = f"changes:\n  - {{on: 2026-09-01, {at}.2-4 weeks: 20 %, {at}.4-8 weeks: 60 %}}\n"
    loaded = sound(tmp_path, changed(LASTS, BANDS) + change)
    steps = [scenario.pathways["autism"].steps["forms"] for _, scenario in loaded.epochs]
    shares = [[*step.lasts.times.values()] for step in steps]  # type: ignore[union-attr]
    assert shares == [[0.3, 0.5, 0.2], [0.2, 0.6, 0.2]]


def test_shares_of_bands_make_another_scenario(tmp_path: Path) -> None:
    one = sound(tmp_path, changed(LASTS, BANDS))
    other = sound(tmp_path, changed(LASTS, changed("50 %", "40 %", changed("30 %", "40 %", BANDS))))
    assert one.identity != other.identity
