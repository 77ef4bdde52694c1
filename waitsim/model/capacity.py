"""Staff minutes and extra slots offered on each day, and what contracted hours cost."""

import datetime
import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from waitsim.model.calendar import DAYS_PER_YEAR, DayMarks
from waitsim.model.index import Epoch, Index, last_day
from waitsim.model.staffing import empty_share
from waitsim.model.tables import Flags, Floats, Ints
from waitsim.scenario.schema import Scenario
from waitsim.scenario.staffing import StaffGroup
from waitsim.scenario.steps import Clinic, Contact, Delay

WORKING_DAYS_A_WEEK: Final = 5

# Lets ten tenths of a minute make a minute although their floating-point sum falls just short.
_ROUNDING_SLACK: Final = 1e-6


def whole_years_end(scenario: Scenario) -> datetime.date:
    """The last day of the run's years, a part of a year counting as a year; not before its end."""
    # A day is let go, since whole years of 365.25 days are rounded up to whole days.
    years = max(1, math.ceil((scenario.days - 1) / DAYS_PER_YEAR))
    days = max(scenario.days, math.ceil(years * DAYS_PER_YEAR))
    return scenario.start + datetime.timedelta(days=days - 1)


def session_minutes(group: StaffGroup, held: Flags) -> float:
    """Minutes that a staff group offers on each of its session days.

    Where ``weeks_worked`` is stated, the hours of that many weeks are spread over a mean year's
    session days. Where not, each week's hours are spread over the days of the week on which the
    group holds sessions, and those of a day that falls away are lost.

    Args:
        held: whether the group holds sessions on each of the days of whole years.
    """
    weekly = group.wte * (1 - group.vacancy) * group.hours * group.clinical_share
    if group.weeks_worked is None:
        return weekly / len(group.days)
    days_a_year = int(np.count_nonzero(held)) * DAYS_PER_YEAR / len(held)
    return weekly * group.weeks_worked / days_a_year if days_a_year else 0.0


def daily_minutes(group: StaffGroup, held: Flags, marks: DayMarks) -> Floats:
    """Minutes that a staff group offers on each day if it holds sessions: (day,).

    A month's leave takes off its share of the year's; the minutes of the years stay the same.

    Args:
        held: whether the group holds sessions on each of the days of whole years.
        marks: of the same days.
    """
    minutes = np.full(len(held), session_minutes(group, held))
    if set(group.leave) == {1.0} or not held.any():
        return minutes
    month = marks.dates.astype("datetime64[M]").astype(np.int64) % 12
    there = np.maximum(0.0, 1 - group.away_share * np.array(group.leave)[month])
    scale = np.count_nonzero(held) / there[held].sum() if there[held].any() else 0.0
    return np.asarray(minutes * there * scale, dtype=np.float64)


def offered_minutes(epochs: Sequence[Epoch], marks: Sequence[DayMarks]) -> Ints:
    """Whole staff minutes offered on each day of the run: (day, group).

    A part of a minute is carried to the group's next session day, over dated changes too. What
    chance takes off (S28, S29) is not taken off here.

    Args:
        marks: of each epoch, days that cover the run's whole years.
    """
    run = epochs[0].scenario
    minutes = np.zeros((run.days, len(run.staff)))
    years = (run.start, whole_years_end(run))
    for epoch, epoch_marks in zip(epochs, marks, strict=True):
        year_marks = epoch_marks.between(*years)
        days = slice(epoch.first, epoch.first + epoch.days)
        for g, group in enumerate(epoch.scenario.staff.values()):
            held = year_marks.session(group)
            open_days = held & ~_closed(group, year_marks)  # S29
            minutes[days, g] = open_days[days] * daily_minutes(group, held, year_marks)[days]
    return whole_units(minutes)


def extra_slots(epochs: Sequence[Epoch], marks: Sequence[DayMarks], index: Index) -> Ints:
    """Extra slots offered on each day of the run: (day, step).

    A fifth of a week's slots on each working day; a part of a slot is carried to the next, but
    not into a later stretch of days with slots when there were none between.

    Args:
        marks: of each epoch, days that cover the run.
    """
    run = epochs[0].scenario
    daily = np.zeros((run.days, len(index.steps)))
    bought = np.zeros((run.days, len(index.steps)), dtype=np.bool_)
    for epoch, epoch_marks in zip(epochs, marks, strict=True):
        working = epoch_marks.between(run.start, last_day(run)).working
        days = slice(epoch.first, epoch.first + epoch.days)
        for (pathway, name), s in index.steps.items():
            step = epoch.scenario.pathways[pathway].steps[name]
            if isinstance(step, Contact) and step.extra_slots > 0:
                daily[days, s] = working[days] * (step.extra_slots / WORKING_DAYS_A_WEEK)
                bought[days, s] = True
    slots = np.zeros(daily.shape, dtype=np.int64)
    for s in np.flatnonzero(bought.any(axis=0)).tolist():
        for days in _stretches(bought[:, s]):
            slots[days, s] = whole_units(daily[days, s])
    return slots


def slot_prices(epochs: Sequence[Epoch], index: Index) -> Floats:
    """Price in pounds of an extra slot on each day of the run: (day, step)."""
    prices = np.zeros((epochs[0].scenario.days, len(index.steps)))
    for epoch in epochs:
        days = slice(epoch.first, epoch.first + epoch.days)
        for (pathway, name), s in index.steps.items():
            step = epoch.scenario.pathways[pathway].steps[name]
            if isinstance(step, Contact):
                prices[days, s] = step.extra_slot_price
            elif isinstance(step, Clinic):
                prices[days, s] = step.price
    return prices


def entry_prices(epochs: Sequence[Epoch], index: Index) -> Floats:
    """Price in pounds of each referral that enters a step on each day of the run: (day, step)."""
    prices = np.zeros((epochs[0].scenario.days, len(index.steps)))
    for epoch in epochs:
        days = slice(epoch.first, epoch.first + epoch.days)
        for (pathway, name), s in index.steps.items():
            step = epoch.scenario.pathways[pathway].steps[name]
            if isinstance(step, Delay):
                prices[days, s] = step.price
    return prices


def contracted_cost(epochs: Sequence[Epoch]) -> Floats:
    """Cost in pounds of the contracted hours over the run, paid on every day of it: (group,).

    Posts that stand empty are not paid for, on average; people who are away are.
    """
    cost = np.zeros(len(epochs[0].scenario.staff))
    for epoch in epochs:
        for g, group in enumerate(epoch.scenario.staff.values()):
            hours_a_day = group.wte * (1 - group.vacancy) * group.hours / 60 / 7
            hours_a_day *= 1 - empty_share(group)
            cost[g] += epoch.days * hours_a_day * group.cost
    return cost


def whole_units(amounts: Floats) -> Ints:
    """Whole units day by day that keep up with a running total, none ever lost: the same shape.

    Args:
        amounts: units on each day, not below 0; days along the first axis.
    """
    reached = np.floor(np.cumsum(amounts, axis=0) + _ROUNDING_SLACK).astype(np.int64)
    return np.diff(reached, axis=0, prepend=0)


def _closed(group: StaffGroup, marks: DayMarks) -> Flags:
    return np.isin(marks.dates, np.array(sorted(group.closed_on), dtype="datetime64[D]"))


def _stretches(flags: Flags) -> list[slice]:
    """The runs of true flags, in order."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
