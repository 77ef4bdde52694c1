"""Quarters and years divide a run's weeks among them."""

import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from waitsim.results.periods import quarters, years

STARTS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))
DAYS = st.integers(1, 2000)


@given(STARTS, DAYS)
def test_every_day_and_every_week_belongs_to_one_period(start: datetime.date, days: int) -> None:
    for periods in (quarters(start, days), years(start, days)):
        assert sum(periods.days) == days
        assert min(periods.days) > 0
        assert len(set(periods.keys)) == len(periods.keys)
        weeks = -(-days // 7)
        assert periods.total(np.ones(weeks, dtype=np.int32)).sum() == weeks
        assert periods.last_censuses[-1] == days // 7


def test_a_three_year_run_from_april_has_three_years_and_twelve_quarters() -> None:
    start = datetime.date(2026, 4, 1)
    assert years(start, 1096).labels == ("year 1", "year 2", "year 3")
    named = quarters(start, 1096)
    assert len(named.labels) == 12
    assert named.labels[0] == "Apr-Jun 2026"
    assert named.keys[-1] == "2029-01"


def test_totals_are_taken_over_the_axis_of_weeks() -> None:
    periods = quarters(datetime.date(2026, 4, 1), 182)
    weekly = np.arange(26 * 2).reshape(26, 2)
    totals = periods.total(weekly, axis=0)
    assert totals.tolist() == [weekly[:13].sum(axis=0).tolist(), weekly[13:].sum(axis=0).tolist()]


def test_a_year_that_begins_on_a_leap_day_ends_a_day_before_the_next_first_of_march() -> None:
    assert len(years(datetime.date(2024, 2, 29), 366).keys) == 1
    assert len(years(datetime.date(2024, 2, 29), 366 + 8).keys) == 2
