"""How many referrals a run would hold, and how much it would have to count: refused if too much."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from waitsim.records import MINUTES_PER_WEEK
from waitsim.rules.limits import POISSON_MEAN_MOST
from waitsim.scenario.referring import Referrals
from waitsim.scenario.schema import Scenario
from waitsim.scenario.staffing import Calendar
from waitsim.scenario.standards import clocks_of
from waitsim.scenario.steps import Course, Listed
from waitsim.scenario.validate import Finding

Epochs: TypeAlias = Sequence[tuple[int, Scenario]]

MOST_REFERRALS: Final = 20_000_000
MOST_COUNTS: Final = 3_000_000
"""Waits, by list or standard, priority class and week, that a replication keeps count of."""

BANK_HOLIDAYS_IN_A_MONTH: Final = 3
"""The most there have been in one month; the days themselves are for the model to know."""

_ROUNDING: Final = 1e-9


class Month(NamedTuple):
    """A calendar month that the run touches."""

    first: datetime.date
    days: int
    growth: float
    """Factor on the rate since the start of the run."""


def volume_findings(epochs: Epochs) -> list[tuple[int, Finding]]:
    """What is too much, each with the number of the first epoch in which it is.

    Args:
        epochs: first day of each stretch without dated changes, and what holds in it.
    """
    run = epochs[0][1]
    found: list[tuple[int, Finding]] = []
    total = float(len(run.opening_list.entries) if run.opening_list else 0)
    for name, pathway in run.pathways.items():
        files = {scenario.pathways[name].referrals.dates for _, scenario in epochs}
        total += sum(len(file.entries) for file in files if file)
        total += sum(sum(o.waiting.values()) + o.caseload for o in pathway.opening.values())
        for number, month, days in _stretches(epochs, _months(epochs, name)):
            scenario = epochs[number][1]
            referrals = scenario.pathways[name].referrals
            whole = _in_month(referrals, month)
            total += whole * days / month.days
            most = _most_on_a_day(whole, referrals, month, scenario.calendar)
            if most > POISSON_MEAN_MOST * (1 - _ROUNDING):
                message = (
                    f"up to {most:,.0f} referrals would come on a day of {month.first:%B %Y}, but "
                    f"at most {POISSON_MEAN_MOST:.0f} can. Scale referrals, lists and staff down "
                    "alike, for instance to a tenth."
                )
                found.append((number, (("pathways", name, "referrals", "rate"), message)))
                break
    if not found and total > MOST_REFERRALS:
        message = f"the run would hold about {total:,.0f} referrals; at most {MOST_REFERRALS:,} fit"
        found.append((0, (("horizon",), f"{message}. Shorten it, or scale the scenario down.")))
    counts = _counts(run)
    if counts > MOST_COUNTS:
        message = f"the run would keep {counts:,} counts of waits; at most {MOST_COUNTS:,} fit"
        mend = "Shorten it, or use fewer steps, standards, priority classes or groups"
        found.append((0, (("horizon",), f"{message}. {mend}.")))
    return found


def open_days(calendar: Calendar, kind: str, month: Month) -> int:
    """Days of a month on which referrals may come, bank holidays not taken off."""
    if kind == "every":
        return month.days
    dates = [month.first + datetime.timedelta(days=day) for day in range(month.days)]
    shut = set(calendar.extra_closures)
    holidays = [
        (holiday.from_, holiday.to)
        for holiday in calendar.school_holidays.values()
        if kind == "school" and holiday.from_ <= dates[-1] and holiday.to >= dates[0]
    ]
    return sum(
        day.weekday() < 5 and day not in shut and not any(a <= day <= b for a, b in holidays)
        for day in dates
    )


def _in_month(referrals: Referrals, month: Month) -> float:
    """Mean referrals in a whole month."""
    return referrals.rate * referrals.season[month.first.month - 1] * month.growth * month.days / 7


def _most_on_a_day(whole: float, referrals: Referrals, month: Month, calendar: Calendar) -> float:
    """At most so many referrals are expected on any day of a month; 0 if none can come.

    Args:
        whole: mean referrals in the whole month.
    """
    if whole <= POISSON_MEAN_MOST / 2:
        return 0.0
    days = open_days(calendar, referrals.days, month)
    if not days:
        return 0.0
    if referrals.days != "every" and calendar.bank_holidays == "england":
        days = max(1, days - BANK_HOLIDAYS_IN_A_MONTH)
    return whole / days


def _months(epochs: Epochs, pathway: str) -> list[Month]:
    """The months of the run; each grows on by the growth in force as the month before ends."""
    run = epochs[0][1]
    months: list[Month] = []
    first, factor, number = run.start.replace(day=1), 1.0, 0
    while first < run.end:
        following = (first + datetime.timedelta(days=31)).replace(day=1)
        months.append(Month(first, (following - first).days, factor))
        last_day = (following - run.start).days - 1
        while number + 1 < len(epochs) and epochs[number + 1][0] <= last_day:
            number += 1
        factor *= (1 + epochs[number][1].pathways[pathway].referrals.growth) ** (1 / 12)
        first = following
    return months


def _stretches(epochs: Epochs, months: Sequence[Month]) -> Iterator[tuple[int, Month, int]]:
    """Number of an epoch, a month that it touches, and the days they share."""
    run = epochs[0][1]
    ends = [*(day for day, _ in epochs[1:]), run.days]
    m = 0
    for number, ((first, _), end) in enumerate(zip(epochs, ends, strict=True)):
        while m < len(months):
            start = (months[m].first - run.start).days
            stop = start + months[m].days
            yield number, months[m], max(0, min(end, stop) - max(first, start))
            if stop > end:
                break
            m += 1


def _counts(run: Scenario) -> int:
    weeks = -(-run.days * 1440 // MINUTES_PER_WEEK)
    classes = max(len(pathway.priorities) for pathway in run.pathways.values())
    classes = max(classes, sum(len(shares) for shares in run.groups.values()))
    spells = 0
    for pathway in run.pathways.values():
        spells += len(clocks_of(pathway.standards))
        spells += sum(
            1 + isinstance(step, Course)
            for step in pathway.steps.values()
            if isinstance(step, Listed)
        )
    return spells * classes * weeks
