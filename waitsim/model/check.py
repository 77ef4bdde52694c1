"""What can be known before a run: load on staff, steps nobody reaches, months nobody comes in."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from waitsim.model.build import mark_epochs
from waitsim.model.calendar import DAYS_PER_YEAR
from waitsim.model.capacity import whole_years_end
from waitsim.model.demand import EmptyMonth, empty_months
from waitsim.model.effort import Effort, product_of, step_arrivals, step_effort
from waitsim.model.groups import variant_shares
from waitsim.model.index import last_day, split_epochs
from waitsim.model.staffing import present_share
from waitsim.model.tables import CASELOAD, CLINIC, COURSE, REVIEW, Floats, Model, Tables
from waitsim.records import MINUTES_PER_WEEK
from waitsim.scenario.schema import Scenario

_LONGEST_TERM: Final = datetime.timedelta(weeks=16)


@dataclass(frozen=True)
class GroupLoad:
    """What is asked of a staff group in one epoch, and what it offers; minutes a week."""

    group: str
    first_day: datetime.date
    """Of the epoch."""
    referral_minutes: float
    """Asked in the long run by new referrals, if all are seen; infinite if reviews never stop."""
    caseload_minutes: float
    """Asked by the follow-ups of the opening caseload, while none of it has ended."""
    offered_minutes: float

    @property
    def intensity(self) -> float:
        """Traffic intensity: long-run minutes asked over those offered; lists grow above 1."""
        if not self.referral_minutes:
            return 0.0
        return self.referral_minutes / self.offered_minutes if self.offered_minutes else math.inf


@dataclass(frozen=True)
class ShortClinic:
    """A clinic with fewer slots in the run than bookings; both a year."""

    step: str
    """Dotted name."""
    slots: float
    bookings: float
    """Asked for in the long run by new referrals, if all are seen; missed ones booked again too."""


@dataclass(frozen=True)
class PreRunFacts:
    """What a planner should see before a run."""

    loads: tuple[GroupLoad, ...]
    """By epoch, and in it by staff group."""
    empty_months: tuple[EmptyMonth, ...]
    """Months whose referrals are lost, since no day of them can bring any."""
    short_clinics: tuple[ShortClinic, ...]
    """Clinics with fewer slots in the run than bookings."""
    school_holidays_end: datetime.date | None
    """The last school holiday given, if the run needs later ones."""


def pre_run_facts(epochs: Sequence[tuple[int, Scenario]], model: Model) -> PreRunFacts:
    """Facts about a model and the epochs that it was built from."""
    parts = split_epochs(epochs)
    return PreRunFacts(
        loads=offered_load(model),
        empty_months=empty_months(parts, mark_epochs(parts)),
        short_clinics=short_clinics(model),
        school_holidays_end=school_holidays_end(epochs[-1][1]),
    )


def offered_load(model: Model) -> tuple[GroupLoad, ...]:
    """Load on each staff group in each epoch.

    Referrals, minutes and extra slots are means over the epoch's days, so a short epoch carries
    its season. Contacts that extra slots can take are not asked of staff.
    """
    tables = model.tables
    shares = variant_shares(tables)
    loads = []
    for epoch in range(int(tables.epoch_of_day[-1]) + 1):
        days = tables.epoch_of_day == epoch
        referrals = tables.referral_mean[days].mean(axis=0) * 7
        slots = tables.extra_slots[days].mean(axis=0) * 7
        asked, caseload = np.zeros(len(model.names.groups)), np.zeros(len(model.names.groups))
        for variant in range(tables.variants):
            situation = epoch * tables.variants + variant
            among, share = shares[:, variant], shares[tables.step_pathway, variant]
            effort = step_effort(tables, situation)
            arrivals = step_arrivals(tables, situation, referrals * among, effort.completed)
            due = product_of(arrivals, effort.due)
            asked += _group_minutes(tables, situation, effort, due, slots * share)
            follow_ups = _caseload_due(tables, situation) * share
            none = np.zeros_like(slots)
            caseload += _group_minutes(tables, situation, effort, follow_ups, none)
        asked += _panel_minutes(tables, epoch, (tables.extra_slots[days] > 0).mean(axis=0) * 7)
        offered = tables.offered[days].mean(axis=0) * 7 * present_share(tables, epoch)
        first = model.start + datetime.timedelta(days=int(np.argmax(days)))
        loads += [
            GroupLoad(name, first, float(asked[g]), float(caseload[g]), float(offered[g]))
            for g, name in enumerate(model.names.groups)
        ]
    return tuple(loads)


def short_clinics(model: Model) -> tuple[ShortClinic, ...]:
    """Clinics for which more bookings are asked in the run than they have slots."""
    tables = model.tables
    shares = variant_shares(tables)
    bookings = np.zeros(len(model.names.steps))
    for epoch in range(int(tables.epoch_of_day[-1]) + 1):
        referrals = tables.referral_mean[tables.epoch_of_day == epoch].sum(axis=0)
        for variant in range(tables.variants):
            situation = epoch * tables.variants + variant
            effort = step_effort(tables, situation)
            among = referrals * shares[:, variant]
            arrivals = step_arrivals(tables, situation, among, effort.completed)
            bookings += product_of(product_of(arrivals, effort.due), effort.tries)
    slots = tables.extra_slots.sum(axis=0)
    short = (tables.step_kind == CLINIC) & (bookings >= slots + 1)
    a_year = DAYS_PER_YEAR / tables.days
    return tuple(
        ShortClinic(model.names.steps[s], float(slots[s]) * a_year, float(bookings[s]) * a_year)
        for s in np.flatnonzero(short)
    )


def school_holidays_end(scenario: Scenario) -> datetime.date | None:
    """The last school holiday given, if school days matter for a long term or more after it.

    They matter to the end of the run, and for staff in term time to the end of its whole years,
    over which their session days are counted.
    """
    holidays = scenario.calendar.school_holidays.values()
    if any(group.term_time_only for group in scenario.staff.values()):
        needed = whole_years_end(scenario)
    elif any(pathway.referrals.days == "school" for pathway in scenario.pathways.values()):
        needed = last_day(scenario)
    else:
        return None
    last = max((holiday.to for holiday in holidays), default=scenario.start)
    return last if needed - last > _LONGEST_TERM else None


def _caseload_due(tables: Tables, situation: int) -> Floats:
    """Follow-ups that fall due each week for the opening caseload: (step,)."""
    returns = np.isin(tables.step_kind, (COURSE, REVIEW))
    held = tables.opening_step[tables.opening_state == CASELOAD]
    children = np.bincount(held, minlength=len(returns))
    every_weeks = np.maximum(tables.every[situation], 1) / MINUTES_PER_WEEK
    return np.where(returns, children / every_weeks, 0.0)


def _panel_minutes(tables: Tables, epoch: int, clinics: Floats) -> Floats:
    """Staff minutes of the panels of clinics, each held whoever comes: (group,).

    Args:
        clinics: days a week with extra slots at each step.
    """
    steps = np.repeat(np.arange(len(clinics)), np.diff(tables.need_start))
    held = np.where(tables.step_kind == CLINIC, clinics, 0.0)[steps]
    asked = np.zeros(tables.offered.shape[1])
    np.add.at(asked, tables.need_group, held * tables.need_minutes[epoch * tables.variants])
    return asked


def _group_minutes(
    tables: Tables, situation: int, effort: Effort, due: Floats, slots: Floats
) -> Floats:
    """Staff minutes for contacts that fall due, but for those that extra slots take: (group,).

    Contacts of several referrals together are taken to be full.

    Args:
        due: contacts that fall due at each step, before any is missed and booked again.
        slots: bookings at each step that extra slots can take.
    """
    booked = product_of(due, effort.tries)
    # What slots leave over; of infinitely many bookings that is all.
    left = np.ones_like(booked)
    finite = np.isfinite(booked) & (booked > 0)
    left[finite] = np.maximum(0.0, 1 - slots[finite] / booked[finite])
    booked = product_of(booked, left)
    attended = product_of(product_of(due, effort.attends), left)
    steps = np.repeat(np.arange(len(due)), np.diff(tables.need_start))
    minutes = product_of(booked[steps], tables.need_minutes[situation]) + product_of(
        attended[steps], tables.need_admin[situation]
    )
    asked = np.zeros(tables.offered.shape[1])
    # Those who stand in are asked only when others have no time.
    own = (tables.need_set == 0) & (tables.step_kind[steps] != CLINIC)
    minutes = np.where(own, minutes, 0.0) / tables.together[situation, steps]
    np.add.at(asked, tables.need_group, minutes)
    return asked
