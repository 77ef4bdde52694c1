"""Bank holidays are those of England, and marks fall on the right days."""

import datetime
from datetime import date

import holidays
import numpy as np
import pytest

from waitsim.model.calendar import (
    bank_holidays,
    bank_holidays_by_rule,
    easter_sunday,
    mark_days,
)
from waitsim.scenario.staffing import Calendar, StaffGroup

ONE_OFF = {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}


def kept_in_england(year: int) -> set[date]:
    """Weekdays that another package gives for England, substitute days included."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=year, observed=True)
    return {day for day in days if day.weekday() < 5}


@pytest.mark.parametrize("year", range(2018, 2036))
def test_bank_holidays_are_those_of_another_package(year: int) -> None:
    days = bank_holidays(year, year)
    assert list(days) == sorted(kept_in_england(year))


@pytest.mark.parametrize("year", [*range(2013, 2020), 2021, *range(2023, 2029)])
def test_the_rule_gives_the_published_days_but_for_one_off_ones(year: int) -> None:
    assert set(bank_holidays_by_rule(year)) == kept_in_england(year) - ONE_OFF


def test_a_christmas_day_on_a_sunday_is_kept_after_boxing_day() -> None:
    assert bank_holidays_by_rule(2033)[-2:] == (date(2033, 12, 26), date(2033, 12, 27))


def test_a_row_of_years_holds_published_and_later_ones_in_order() -> None:
    days = bank_holidays(2027, 2030)
    assert len(days) == 32
    assert list(days) == sorted(days)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(1961, 4, 2), (2000, 4, 23), (2038, 4, 25), (2285, 3, 22)]
)
def test_easter_falls_on_its_published_day(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


def test_a_may_bank_holiday_monday_is_no_working_day_and_the_next_day_is() -> None:
    marks = mark_days(Calendar(), date(2026, 5, 1), date(2026, 5, 8))
    # Friday 1 May, a weekend, the bank holiday on Monday 4 May, then four working days.
    assert marks.working.tolist() == [True, False, False, False, True, True, True, True]
    assert marks.weekday.tolist() == [4, 5, 6, 0, 1, 2, 3, 4]


def test_without_bank_holidays_only_weekends_and_closures_fall_away() -> None:
    calendar = Calendar(bank_holidays="none", extra_closures=(date(2026, 5, 5),))
    marks = mark_days(calendar, date(2026, 5, 4), date(2026, 5, 10))
    assert marks.working.tolist() == [True, False, True, True, True, False, False]


def test_school_days_leave_out_holidays_to_their_last_day() -> None:
    summer = {"from": "2026-07-23", "to": "2026-07-24"}
    calendar = Calendar.model_validate({"school_holidays": {"summer": summer}})
    marks = mark_days(calendar, date(2026, 7, 22), date(2026, 7, 27))
    assert marks.school.tolist() == [True, False, False, False, False, True]
    assert marks.working.tolist() == [True, True, True, False, False, True]


@pytest.mark.parametrize(
    ("options", "held"),
    [
        ({}, [False, True]),
        ({"bank_holidays_off": "no"}, [True, True]),
        ({"term_time_only": "yes"}, [False, False]),
        ({"days": ["monday"], "bank_holidays_off": "no"}, [True, False]),
    ],
)
def test_sessions_are_held_as_the_group_says(options: dict[str, object], held: list[bool]) -> None:
    holiday = {"from": "2026-05-05", "to": "2026-05-05"}
    calendar = Calendar.model_validate({"school_holidays": {"strike": holiday}})
    marks = mark_days(calendar, date(2026, 5, 4), date(2026, 5, 5))
    group = StaffGroup.model_validate({"wte": 1, **options})
    assert marks.session(group).tolist() == held


def test_a_part_of_the_marks_is_that_of_its_days() -> None:
    marks = mark_days(Calendar(), date(2026, 1, 1), date(2026, 12, 31))
    part = marks.between(date(2026, 4, 1), date(2026, 4, 30))
    alone = mark_days(Calendar(), date(2026, 4, 1), date(2026, 4, 30))
    for ours, theirs in zip(vars(part).values(), vars(alone).values(), strict=True):
        assert np.array_equal(ours, theirs)
    with pytest.raises(ValueError, match="2027-01-01"):
        marks.between(date(2026, 12, 1), date(2026, 12, 31) + datetime.timedelta(days=1))
