"""Mean referrals on each day, from weekly rates, seasons and growth."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.calendar import DayMarks
from waitsim.model.index import Epoch
from waitsim.model.tables import Flags, Floats
from waitsim.rules.limits import POISSON_MEAN_MOST
from waitsim.scenario.referring import Referrals

_GROWTH_DIGITS: Final = 28


class Month(NamedTuple):
    """A calendar month that the run touches."""

    first: datetime.date
    last: datetime.date
    """Of the whole month, whether or not the run holds all of it."""


@dataclass(frozen=True)
class EmptyMonth:
    """A month whose referrals are lost, since no day of it can receive any."""

    pathway: str
    month: datetime.date
    """Its first day."""


def months_of(start: datetime.date, end: datetime.date) -> tuple[Month, ...]:
    """The calendar months from the day ``start`` up to, but without, the day ``end``."""
    months = []
    first = start.replace(day=1)
    while first < end:
        following = (first + datetime.timedelta(days=31)).replace(day=1)
        months.append(Month(first, following - datetime.timedelta(days=1)))
        first = following
    return tuple(months)


def referral_means(epochs: Sequence[Epoch], marks: Sequence[DayMarks]) -> Floats:
    """Mean referrals on each day of the run: (day, pathway).

    A month's expected count is rate times weeks times season times growth, spread evenly over
    the days of the whole month on which referrals come; a part of a month gets its share. Growth
    compounds month by month from the start of the run, each month at the yearly growth in force
    on the last day of the month before.

    Args:
        marks: of each epoch, days that cover every month the run touches.

    Raises:
        ValueError: if a day's mean is above 500.
    """
    run = epochs[0].scenario
    means = np.zeros((run.days, len(run.pathways)))
    months = months_of(run.start, run.end)
    for p, pathway in enumerate(run.pathways):
        growth = _growth_factors([e.scenario.pathways[pathway].referrals for e in epochs], epochs)
        for epoch, epoch_marks in zip(epochs, marks, strict=True):
            referrals = epoch.scenario.pathways[pathway].referrals
            eligible = eligible_days(referrals, epoch_marks)
            for number, month, days in _month_days(epoch, months):
                whole = _within(eligible, epoch_marks, month.first, month.last)
                weeks = len(whole) / 7
                count = int(np.count_nonzero(whole))
                if count:
                    season = referrals.season[month.first.month - 1]
                    mean = referrals.rate * weeks * season * growth[number] / count
                    _check_mean(mean, pathway, month)
                    offset = (run.start - month.first).days
                    means[days, p] = whole[days.start + offset : days.stop + offset] * mean
    return means


def eligible_days(referrals: Referrals, marks: DayMarks) -> Flags:
    """Days on which referrals of this kind come: (day,)."""
    if referrals.days == "every":
        return np.ones(len(marks.dates), dtype=np.bool_)
    return marks.working if referrals.days == "working" else marks.school


def empty_months(epochs: Sequence[Epoch], marks: Sequence[DayMarks]) -> tuple[EmptyMonth, ...]:
    """Months in the run that should bring referrals but have no day on which any can come."""
    run = epochs[0].scenario
    months = months_of(run.start, run.end)
    found = []
    for pathway in run.pathways:
        for epoch, epoch_marks in zip(epochs, marks, strict=True):
            referrals = epoch.scenario.pathways[pathway].referrals
            eligible = eligible_days(referrals, epoch_marks)
            for _, month, _ in _month_days(epoch, months):
                expected = referrals.rate * referrals.season[month.first.month - 1]
                if expected and not _within(eligible, epoch_marks, month.first, month.last).any():
                    found.append(EmptyMonth(pathway, month.first))
    return tuple(dict.fromkeys(found))


def _growth_factors(stated: Sequence[Referrals], epochs: Sequence[Epoch]) -> list[float]:
    """Growth since the start of the run in each month that it touches.

    Decimal powers, since those of the platform differ in the last bit.
    """
    run = epochs[0].scenario
    months = months_of(run.start, run.end)
    factors = []
    months_at: dict[float, int] = {}
    for month in months:
        with localcontext(prec=_GROWTH_DIGITS):
            factor = Decimal(1)
            for growth, count in months_at.items():
                factor *= Decimal(1 + growth) ** (Decimal(count) / 12)
        factors.append(float(factor))
        day = (month.last - run.start).days
        in_force = [r.growth for r, e in zip(stated, epochs, strict=True) if e.first <= day][-1]
        months_at[in_force] = months_at.get(in_force, 0) + 1
    return factors


def _month_days(epoch: Epoch, months: Sequence[Month]) -> Iterator[tuple[int, Month, slice]]:
    """Months that an epoch touches, with their numbers and the days of the run they share."""
    start = epoch.scenario.start
    for number, month in enumerate(months):
        first = max(epoch.first, (month.first - start).days)
        stop = min(epoch.first + epoch.days, (month.last - start).days + 1)
        if first < stop:
            yield number, month, slice(first, stop)


def _within(flags: Flags, marks: DayMarks, first: datetime.date, last: datetime.date) -> Flags:
    zero = marks.dates[0].item()
    return flags[(first - zero).days : (last - zero).days + 1]


def _check_mean(mean: float, pathway: str, month: Month) -> None:
    if mean > POISSON_MEAN_MOST:
        raise ValueError(
            f"pathways.{pathway}.referrals: {mean:.4g} a day in {month.first:%B %Y} are more than "
            f"the {POISSON_MEAN_MOST:.0f} a day that a pathway can have"
        )
