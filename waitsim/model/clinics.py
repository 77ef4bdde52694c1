"""Clinics: on which days they are held, and with how many slots."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from waitsim.model.calendar import DayMarks
from waitsim.model.index import Epoch, Index, last_day
from waitsim.model.tables import Flags, Ints
from waitsim.records import MINUTES_PER_DAY
from waitsim.scenario.month_days import nth_weekday
from waitsim.scenario.steps import Clinic

_WEEK: Final = 7


def clinic_slots(epochs: Sequence[Epoch], marks: Sequence[DayMarks], index: Index) -> Ints:
    """Slots of clinics on each day of the run: (day, step) (S45).

    Args:
        marks: of each epoch, days that cover the run.
    """
    run = epochs[0].scenario
    slots = np.zeros((run.days, len(index.steps)), dtype=np.int64)
    for epoch, epoch_marks in zip(epochs, marks, strict=True):
        own = epoch_marks.between(run.start, last_day(run))
        days = slice(epoch.first, epoch.first + epoch.days)
        for (pathway, name), s in index.steps.items():
            step = epoch.scenario.pathways[pathway].steps[name]
            if isinstance(step, Clinic):
                slots[days, s] = step.slots * held_on(step, own)[days]
    return slots


def held_on(clinic: Clinic, marks: DayMarks) -> Flags:
    """Whether a clinic is due on each day, once its dates have been moved: (day,)."""
    planned = _planned(clinic, marks)
    held = planned & ~marks.closed
    if clinic.moved == "falls out":
        return held
    for day in np.flatnonzero(planned & marks.closed).tolist():
        free = np.flatnonzero(marks.working[day:] & ~held[day:])
        if len(free):
            held[day + free[0]] = True
    return held


def _planned(clinic: Clinic, marks: DayMarks) -> Flags:
    """The dates as they are written: (day,)."""
    if clinic.monthly:
        days = [_on_month_day(said, marks) for said in clinic.monthly]
        return np.asarray(np.logical_or.reduce(days), dtype=np.bool_)
    if clinic.first is None or clinic.every is None:
        return np.isin(marks.dates, np.array(clinic.dates, dtype="datetime64[D]"))
    after = (marks.dates - np.datetime64(clinic.first, "D")).astype(np.int64)
    return np.asarray((after >= 0) & (after % (int(clinic.every) // MINUTES_PER_DAY) == 0))


def _on_month_day(said: str, marks: DayMarks) -> Flags:
    """Whether each day is one of its month, such as the second Tuesday: (day,)."""
    nth, weekday = nth_weekday(said)
    months = marks.dates.astype("datetime64[M]")
    if nth is None:
        of_month = (marks.dates + _WEEK).astype("datetime64[M]") != months
    else:
        of_month = (marks.dates - months.astype("datetime64[D]")).astype(np.int64) // _WEEK == nth
    return np.asarray(of_month & (marks.weekday == weekday))
