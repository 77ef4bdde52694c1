"""Gamma times and reviews until a date or an age: how they are written and what is told of them."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.scenario.steps import Review

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
