"""Days of the week, bank holidays, closures and school holidays as arrays over days."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.model.tables import Flags, Ints
from waitsim.scenario.staffing import Calendar, StaffGroup

Dates = NDArray[np.datetime64]

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_PER_YEAR: Final = 365.25

_HOLIDAY_TABLE: Final = "bank_holidays_england.csv"


@dataclass(frozen=True)
class DayMarks:
    """What is special about each of a row of days; every array has shape (day,)."""

    dates: Dates
    weekday: Ints
    """0 for Monday to 6 for Sunday."""
    closed: Flags
    """Bank holidays and extra closures."""
    school_holiday: Flags

    @property
    def working(self) -> Flags:
        """Monday to Friday but bank holidays and extra closures."""
        return (self.weekday < 5) & ~self.closed

    @property
    def school(self) -> Flags:
        """Working days outside school holidays."""
        return self.working & ~self.school_holiday

    def session(self, group: StaffGroup) -> Flags:
        """Days on which a staff group holds sessions."""
        held = np.array([name in group.days for name in WEEKDAYS])[self.weekday]
        if group.bank_holidays_off:
            held &= ~self.closed
        if group.term_time_only:
            held &= ~self.school_holiday
        return held

    def between(self, first: datetime.date, last: datetime.date) -> "DayMarks":
        """The same for the days from first to last, both included.

        Raises:
            ValueError: if some of those days are not here.
        """
        start = (first - self.dates[0].item()).days
        stop = (last - self.dates[0].item()).days + 1
        if not 0 <= start < stop <= len(self.dates):
            raise ValueError(f"{first} to {last} is not within these days")
        part = slice(start, stop)
        return DayMarks(
            self.dates[part], self.weekday[part], self.closed[part], self.school_holiday[part]
        )


def mark_days(calendar: Calendar, first: datetime.date, last: datetime.date) -> DayMarks:
    """Marks of the days from first to last, both included."""
    dates = np.datetime64(first, "D") + np.arange((last - first).days + 1)
    closed = np.isin(dates, _as_dates(calendar.extra_closures))
    if calendar.bank_holidays == "england":
        closed |= np.isin(dates, _as_dates(bank_holidays(first.year, last.year)))
    school_holiday = np.zeros(len(dates), dtype=np.bool_)
    for holiday in calendar.school_holidays.values():
        school_holiday |= (dates >= np.datetime64(holiday.from_)) & (
            dates <= np.datetime64(holiday.to)
        )
    weekday = (np.arange(len(dates), dtype=np.int64) + first.weekday()) % 7
    return DayMarks(dates, weekday, closed, school_holiday)


def bank_holidays(first_year: int, last_year: int) -> tuple[datetime.date, ...]:
    """Bank holidays in England and Wales in these years, both included, in order.

    Years in the published table are as published, one-off days and moved days included; other
    years follow the rule that has held since 1978, without any one-off day.
    """
    published = _published_holidays()
    years = {day.year for day in published}
    ruled = (
        day
        for year in range(first_year, last_year + 1)
        if year not in years
        for day in bank_holidays_by_rule(year)
    )
    kept = (day for day in published if first_year <= day.year <= last_year)
    return tuple(sorted((*kept, *ruled)))


def bank_holidays_by_rule(year: int) -> tuple[datetime.date, ...]:
    """The eight bank holidays of a year in England and Wales, in order, by the standing rule.

    A holiday at a weekend is kept on the next weekday that is no bank holiday itself.
    Source: Banking and Financial Dealings Act 1971, schedule 1, with New Year's Day (since 1974)
    and the first Monday in May (since 1978) by royal proclamation.
    """
    easter = easter_sunday(year)
    days = {
        easter - datetime.timedelta(days=2),
        easter + datetime.timedelta(days=1),
        _monday_from(datetime.date(year, 5, 1)),
        _monday_from(datetime.date(year, 5, 25)),
        _monday_from(datetime.date(year, 8, 25)),
    }
    # A holiday that falls on a weekday keeps it, so those at a weekend are moved last: where
    # Christmas Day is a Sunday, Boxing Day stays on Monday and Christmas Day moves to Tuesday.
    fixed = (
        datetime.date(year, 1, 1),
        datetime.date(year, 12, 25),
        datetime.date(year, 12, 26),
    )
    days.update(day for day in fixed if day.weekday() < 5)
    for day in fixed:
        moved = day
        while moved.weekday() >= 5 or (moved in days and moved != day):
            moved += datetime.timedelta(days=1)
        days.add(moved)
    return tuple(sorted(days))


def easter_sunday(year: int) -> datetime.date:
    """Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm published in Nature 13, 487 (1876); Meeus (1991),
    "Astronomical Algorithms", chapter 8.
    """
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, year_rest = divmod(in_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - year_rest) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return datetime.date(year, month, day + 1)


def _published_holidays() -> tuple[datetime.date, ...]:
    """The days of the table in the package; each of its years is whole."""
    text = resources.files("waitsim.model").joinpath(_HOLIDAY_TABLE).read_text(encoding="utf-8")
    return tuple(
        datetime.date.fromisoformat(line.partition(",")[0])
        for line in text.splitlines()
        if line[:1].isdigit()
    )


def _monday_from(day: datetime.date) -> datetime.date:
    """The first Monday on or after a day."""
    return day + datetime.timedelta(days=-day.weekday() % 7)


def _as_dates(days: Iterable[datetime.date]) -> Dates:
    return np.array(sorted(days), dtype="datetime64[D]")
