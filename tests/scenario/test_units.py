"""Quantities in words become numbers, or errors that say what to write."""

import datetime
import math
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from waitsim.scenario.dates import date
from waitsim.scenario.figures import UnitError, boolean, number, whole
from waitsim.scenario.ranges import ages_range, weeks_range
from waitsim.scenario.units import (
    growth_per_year,
    hazard_per_week,
    minutes,
    money,
    money_per_hour,
    per_week,
    say_duration,
    share,
)

WEEK, DAY = 10_080, 1_440
PARSERS: dict[str, Callable[[str], object]] = {
    parse.__name__: parse
    for parse in (
        *(minutes, per_week, share, hazard_per_week, growth_per_year, money, money_per_hour),
        *(number, whole, boolean, date, weeks_range, ages_range),
    )
}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("18 weeks", 18 * WEEK),
        ("90 min", 90),
        ("1.5 hours", 90),
        ("2 days", 2 * DAY),
        ("6 months", 6 * 365.25 / 12 * DAY),
        ("3 years", 3 * 365.25 * DAY),
        ("1 h 30 min", 90),
        ("1h30min", 90),
        ("1 hour and 30 minutes", 90),
        ("2 weeks, 3 days", 17 * DAY),
        ("1,000 mins", 1000),
        ("0 min", 0),
        ("18\xa0Weeks", 18 * WEEK),
    ],
)
def test_durations(text: str, length: float) -> None:
    assert minutes(text) == pytest.approx(length)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("12 a week", 12),
        ("12/week", 12),
        ("12 per week", 12),
        ("3 a day", 21),
        ("120 a month", 120 * 12 * 7 / 365.25),
        ("4,000 a year", 4000 * 7 / 365.25),
        ("10 a fortnight", 5),
        ("0.5 an hour", 84),
    ],
)
def test_rates(text: str, rate: float) -> None:
    assert per_week(text) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("text", "value"),
    [("6 %", 0.06), ("6%", 0.06), ("6 per cent", 0.06), ("0.06", 0.06), ("1", 1), ("100 %", 1)],
)
def test_shares(text: str, value: float) -> None:
    assert share(text) == value


@pytest.mark.parametrize(
    ("text", "hazard"),
    [
        ("once in 52 weeks", 1 / 52),
        ("rate 0.019 a week", 0.019),
        ("rate 1 a fortnight", 0.5),
        ("0 % a week", 0),
        ("0.5 % a week", -math.log(0.995)),
        ("5 % a month", -math.log(0.95) / (365.25 / 12 / 7)),
        ("20 % a year", -math.log(0.8) / (365.25 / 7)),
    ],
)
def test_hazards(text: str, hazard: float) -> None:
    assert hazard_per_week(text) == pytest.approx(hazard, rel=1e-12)


def test_a_hazard_leaves_the_stated_share_after_the_period() -> None:
    assert math.exp(-hazard_per_week("20 % a year") * 365.25 / 7) == pytest.approx(0.8)


def test_growth_money_and_yes_or_no() -> None:
    assert growth_per_year("5 % a year") == 0.05
    assert growth_per_year("-2 % a year") == -0.02
    assert growth_per_year("\N{MINUS SIGN}2 % a year") == -0.02
    assert (money("£1,400"), money("£60k"), money("£1.2m")) == (1400, 60_000, 1_200_000)
    assert (money_per_hour("£85 an hour"), money_per_hour("£85.50/hour")) == (85, 85.5)
    assert [boolean(word) for word in ("yes", "TRUE", "No", "false")] == [True, True, False, False]


def test_numbers() -> None:
    assert [number(text) for text in ("12", "1,200", "-3", ".5")] == [12, 1200, -3, 0.5]
    assert isinstance(number("12"), int)
    assert isinstance(number("12.0"), float)
    assert whole("-1,200") == -1200


def test_dates_and_ranges() -> None:
    for text in ("2026-09-01", "1 September 2026", "1st sept 2026", "01 SEP 2026"):
        assert date(text) == datetime.date(2026, 9, 1)
    assert weeks_range("13-52 weeks") == (13 * WEEK, 52 * WEEK)
    assert weeks_range("52 to 104 weeks") == (52 * WEEK, 104 * WEEK)
    assert weeks_range("0\N{EN DASH}1 week") == (0, WEEK)
    assert weeks_range("3 days-2 weeks") == (3 * DAY, 2 * WEEK)
    assert weeks_range("18-26 months") == pytest.approx((18 * 43_830, 26 * 43_830))
    assert [ages_range(t) for t in ("5-11", "0-4", "18")] == [(5, 11), (0, 4), (18, 18)]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("minutes", "90", "has no unit. Write 90 min, 90 hours"),
        ("minutes", "18 weks", 'Did you mean "weeks"?'),
        ("minutes", "1,5 hours", "Write 1.5"),
        ("minutes", "30 min 1 h", "larger to smaller"),
        ("minutes", "-2 days", "less than nothing"),
        ("minutes", "5 m", 'Write "min" or "months"'),
        ("minutes", "5 seconds", "smallest unit is the minute"),
        ("minutes", "99999999999 years", "too large"),
        ("minutes", "x" * 1000, "too long"),
        ("per_week", "12", "12 a week, 120 a month"),
        ("per_week", "12 a wek", 'Did you mean "week"?'),
        ("per_week", "-3 a week", "less than nothing"),
        ("per_week", "12 referrals a week", "Write it as 12 a week"),
        ("share", "6", "Write 6 % if that is meant"),
        ("share", "106 %", "more than 100 %"),
        ("share", "-1 %", "less than 0"),
        ("hazard_per_week", "0.5 a week", "Write 0.5 % a week, or rate 0.5 a week"),
        ("hazard_per_week", "100 % a week", "out of range"),
        ("hazard_per_week", "5 %", "does not say per what time"),
        ("hazard_per_week", "once in 0 weeks", "all the time"),
        ("growth_per_year", "5 % a month", "not in % a year"),
        ("growth_per_year", "0.05 a year", "not in % a year"),
        ("growth_per_year", "-100 % a year", "out of range"),
        ("money", "1400", "Write £1400"),
        ("money", "$5", "pounds"),
        ("money_per_hour", "85 an hour", "Write £85 an hour"),
        ("money_per_hour", "£85 a day", "not per hour"),
        ("number", "+2", "belongs in dated changes"),
        ("number", "12,34", "Write 12.34"),
        ("number", "1e5", "is no number"),
        ("number", "\N{ARABIC-INDIC DIGIT THREE}", "is no number"),
        ("number", "9" * 30, "too large"),
        ("whole", "12.5", "not a whole number"),
        ("boolean", "on", "Write yes or no"),
        ("date", "01/09/2026", "Write 2026-09-01 or 2026-01-09"),
        ("date", "25/12/2026", "Write 2026-12-25"),
        ("date", "2026-9-1", "Write 2026-09-01"),
        ("date", "2026-02-30", "no day of the calendar"),
        ("date", "1 Septembre 2026", 'Did you mean "September"?'),
        ("date", "September 2026", "Write it as 2026-09-01"),
        ("weeks_range", "over 104 weeks", "has no upper end"),
        ("weeks_range", "104+ weeks", "has no upper end"),
        ("weeks_range", "104 weeks and over", "has no upper end"),
        ("weeks_range", "under 13 weeks", "has no lower end"),
        ("weeks_range", "13-52", "has no unit"),
        ("weeks_range", "52-13 weeks", "does not rise"),
        ("ages_range", "18+", "has no upper end"),
        ("ages_range", "11-5", "Write 5-11"),
        ("ages_range", "5-200", "beyond 120"),
    ],
)
def test_each_error_says_what_to_write(name: str, text: str, words: str) -> None:
    with pytest.raises(UnitError) as caught:
        PARSERS[name](text)
    assert words in str(caught.value)
    assert str(caught.value).endswith((".", "?"))


_NUMBERS = ["12", "1,200", ".5", "5.", "0", "2026", "x"]
_UNITS = ["%", "week", "weks", "hours", "min", "month", "£", "k", "Sep", "é"]
_BETWEEN = [" ", "a", "an", "-", "+", "to", "once in", "rate", "per", "/", "over", "and", ","]
_PIECES = st.sampled_from([*_NUMBERS, *_UNITS, *_BETWEEN])


@given(st.text(max_size=40) | st.lists(_PIECES, max_size=7).map(" ".join))
@example("0 a week")
@example("once in 0.0000000000000001 min")
def test_any_text_gives_a_value_or_a_unit_error(text: str) -> None:
    for parse in PARSERS.values():
        try:
            value = parse(text)
        except UnitError as error:
            value = ()
            message = str(error)
        else:
            message = "."
        ends = value if isinstance(value, tuple) else (value,)
        assert all(math.isfinite(end) for end in ends if isinstance(end, float))
        assert message.endswith((".", "?"))


@given(st.integers(0, 10**9))
def test_a_duration_said_is_read_back(length: int) -> None:
    assert minutes(say_duration(length)) == length


def test_durations_are_said_as_people_do() -> None:
    said = [say_duration(n) for n in (181_440, 90, 150, 1440, 525_960, 262_980, 4321)]
    assert said == [
        "18 weeks",
        "90 min",
        "2 h 30 min",
        "1 day",
        "1 year",
        "6 months",
        "3 days 1 min",
    ]


@given(st.integers(0, 10**9), st.booleans())
def test_numbers_are_read_back(value: int, with_commas: bool) -> None:
    assert whole(f"{value:,}" if with_commas else str(value)) == value
    assert money(f"£{value:,}") == value
    assert per_week(f"{value:,} a week") == value


@given(st.floats(0, 100).map(lambda x: round(x, 6)))
def test_a_share_is_the_same_in_per_cent_and_plain(percent: float) -> None:
    assert share(f"{percent:.6f} %") == pytest.approx(share(f"{percent / 100:.8f}"), abs=1e-12)


@given(st.dates(datetime.date(1000, 1, 1)))
def test_a_date_is_read_back_in_both_forms(day: datetime.date) -> None:
    assert date(day.isoformat()) == day
    assert date(f"{day.day} {day:%B} {day.year:04d}") == day


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_range_is_read_back(low: int, width: int) -> None:
    assert weeks_range(f"{low}-{low + width} weeks") == (low * WEEK, (low + width) * WEEK)
