"""Stretches of whole weeks of a run: calendar quarters and years of the run."""

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_QUARTERS = ("Jan-Mar", "Apr-Jun", "Jul-Sep", "Oct-Dec")


@dataclass(frozen=True)
class Periods:
    """Stretches of weeks, one after the other; a week belongs to the one its middle is in.

    Args:
        keys: one each, such as ``2026-04``.
        labels: as a reader sees them, such as ``Apr-Jun 2026``.
        first_weeks: index of the first week of each.
        days: days of the run in each.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    first_weeks: tuple[int, ...]
    days: tuple[int, ...]

    def total(self, weekly: ArrayLike, axis: int = -1) -> NDArray[np.int64]:
        """Sums over the weeks of each period; the axis of weeks becomes one of periods."""
        summed = np.add.reduceat(weekly, self.first_weeks, axis=axis, dtype=np.int64)
        return np.asarray(summed, dtype=np.int64)

    @property
    def weeks(self) -> NDArray[np.float64]:
        """Length of each period in weeks; the last may be a part of one."""
        return np.asarray(self.days, dtype=np.float64) / 7

    @property
    def last_censuses(self) -> NDArray[np.intp]:
        """Index of the census at the end of each period, or of the last before it."""
        after = [*self.first_weeks[1:], self.first_weeks[0] + sum(self.days) // 7]
        return np.asarray(after, dtype=np.intp)


def quarters(start: datetime.date, days: int) -> Periods:
    """Calendar quarters that a run touches; the first and last may be parts of one."""

    def quarter_of(day: datetime.date) -> tuple[str, str]:
        quarter = (day.month - 1) // 3
        return f"{day.year}-{3 * quarter + 1:02}", f"{_QUARTERS[quarter]} {day.year}"

    return _periods(start, days, quarter_of)


def years(start: datetime.date, days: int) -> Periods:
    """Years of a run, counted from its start; the last may be a part of one."""

    def year_of(day: datetime.date) -> tuple[str, str]:
        before_birthday = (day.month, day.day) < (start.month, start.day)
        number = day.year - start.year - before_birthday + 1
        return f"{number}", f"year {number}"

    return _periods(start, days, year_of)


def _periods(
    start: datetime.date, days: int, name: Callable[[datetime.date], tuple[str, str]]
) -> Periods:
    # A week is where its middle is; the last may have fewer than seven days.
    middles = [week * 7 + min(7, days - week * 7) // 2 for week in range(-(-days // 7))]
    named = [(name(start + datetime.timedelta(days=day)), i) for i, day in enumerate(middles)]
    groups = [
        (key, [week for _, week in group])
        for key, group in itertools.groupby(named, key=lambda pair: pair[0])
    ]
    return Periods(
        keys=tuple(key for (key, _), _ in groups),
        labels=tuple(label for (_, label), _ in groups),
        first_weeks=tuple(weeks_in[0] for _, weeks_in in groups),
        days=tuple(min(days, 7 * (weeks_in[-1] + 1)) - 7 * weeks_in[0] for _, weeks_in in groups),
    )
