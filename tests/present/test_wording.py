import datetime
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waitsim.experiments.figures import Figure
from waitsim.present.wording import (
    band,
    counted,
    joined,
    say,
    say_date,
    say_range,
    short_date,
    with_interval,
    with_signs,
)

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (9124.4, "referrals", "9,124"),
        (0.0, "referrals", "0"),
        (0.04, "referrals", "0"),
        (3.26, "referrals", "3.3"),
        (NAN, "referrals", "not known"),
        (0.874, "share", "87 %"),
        (1.0, "share", "100 %"),
        (0.996, "share", "99.6 %"),
        (0.9996, "share", "over 99.9 %"),
        (0.004, "share", "0.4 %"),
        (0.0004, "share", "under 0.1 %"),
        (0.0, "share", "0 %"),
        (41.4, "weeks", "41 weeks"),
        (1.0, "weeks", "1 week"),
        (4.25, "weeks", "4.2 weeks"),
        (INF, "weeks", "never"),
        (999.4, "pounds", "£999"),
        (45_678.0, "pounds", "£45,700"),
        (1_234_567.0, "pounds", "£1.23 million"),
        (2_000_000.0, "pounds", "£2 million"),
        (0.0, "pounds", "£0"),
        (-45_678.0, "pounds", "-£45,700"),
        (1.062, "ratio", "1.06"),
    ],
)
def test_numbers_are_said_as_people_read_them(value: float, unit: str, said: str) -> None:
    assert say(value, unit, beyond="never") == said


@pytest.mark.parametrize(
    ("figure", "unit", "said"),
    [
        (Figure(9411, 9302, 9517, NAN, NAN), "referrals", "9,410 (9,300 to 9,520)"),
        (Figure(634, 621, 646, NAN, NAN), "referrals", "634 (621 to 646)"),
        (Figure(5, 5, 5, NAN, NAN), "referrals", "5"),
        (Figure(5, NAN, NAN, NAN, NAN), "referrals", "5"),
        (Figure(NAN, NAN, NAN, NAN, NAN), "share", "not known"),
        (Figure(0.87, 0.84, 0.9, NAN, NAN), "share", "87 % (84 to 90 %)"),
        (Figure(0.993, 0.99, 0.997, NAN, NAN), "share", "99.3 % (99 to 99.7 %)"),
        (Figure(31, 30, 32, NAN, NAN), "weeks", "31 weeks (30 to 32)"),
        (Figure(INF, INF, INF, NAN, NAN), "weeks", "over 208 weeks"),
    ],
)
def test_intervals_follow_their_mean_and_are_rounded_alike(
    figure: Figure, unit: str, said: str
) -> None:
    assert with_interval(figure, unit, beyond="over 208 weeks") == said


def test_bands_and_ranges_name_their_unit_once() -> None:
    assert band(Figure(0, 0, 0, 9513, 9977), "referrals") == "9,510 to 9,980"
    assert say_range(38, 44, "weeks") == "38 to 44 weeks"
    assert say_range(209, 209.2, "weeks") == "209 weeks"
    assert say_range(0.2, 0.4, "share") == "20 to 40 %"


def test_differences_carry_their_sign() -> None:
    assert with_signs(-1685, (-1689, -1681), "referrals") == "-1,685 (-1,689 to -1,681)"
    assert with_signs(12.4, (-3.0, 28.0), "referrals") == "+12 (-3 to +28)"
    assert with_signs(0.031, (0.022, 0.04), "points") == "+3.1 points (+2.2 to +4)"
    assert with_signs(1_460_000, (1_460_000, 1_460_000), "pounds") == "+£1.46 million"
    assert with_signs(NAN, (NAN, NAN), "weeks") == "not known"


@given(
    mean=st.floats(0.1, 1e6),
    half=st.floats(0, 0.5),
    unit=st.sampled_from(["referrals", "weeks", "pounds"]),
)
def test_rounding_moves_no_number_by_more_than_a_sixth_of_its_interval(
    mean: float, half: float, unit: str
) -> None:
    low, high = mean * (1 - half), mean * (1 + half)
    said = with_interval(Figure(mean, low, high, NAN, NAN), unit)
    number = float(re.sub(r"[£,]", "", said.split()[0]))
    if "million" not in said:
        coarse = max(mean / 100 if unit == "pounds" else 0, 0.5)
        assert abs(number - mean) <= max((high - low) / 6, coarse) + 1e-9


def test_dates_do_not_depend_on_the_language_of_the_machine() -> None:
    assert say_date(datetime.date(2029, 3, 31)) == "31 March 2029"
    assert short_date(datetime.date(2026, 9, 1)) == "1 Sep 2026"


def test_words_are_counted_and_joined() -> None:
    assert counted(1, "warning") == "1 warning"
    assert counted(1200, "warning") == "1,200 warnings"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined(["a"]) == "a"
    assert joined([]) == ""
