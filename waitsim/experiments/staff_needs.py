"""What referrals ask of staff in each quarter of a run, on average."""

import numpy as np
from numpy.typing import NDArray

from waitsim.model.effort import product_of, step_effort
from waitsim.model.groups import variant_shares
from waitsim.model.tables import CLINIC, Floats, Model, Tables
from waitsim.results.needs import Need
from waitsim.results.periods import Periods, quarters


def needs_of(model: Model) -> tuple[Need, ...]:
    """What each step asks of each staff group that it needs.

    Contacts of several referrals together are taken to be full, and those who stand in are not
    asked. A quarter in which a dated change falls has the mean over its days.
    """
    tables = model.tables
    epochs = range(int(tables.epoch_of_day[-1]) + 1)
    asked = [_asked(tables, epoch) for epoch in epochs]
    periods = quarters(model.start, tables.days)
    weights = _days_in(tables, periods)
    arrival = weights @ np.array([each[0] for each in asked])
    booking = weights @ np.array([each[1] for each in asked])
    endless = sum(each[2] for each in asked) > np.zeros(len(tables.need_group))
    panels = _panel_minutes(tables, periods)
    return tuple(
        Need(
            step=int(step),
            group=int(tables.need_group[i]),
            arrival_minutes=_plain(arrival[:, i]),
            booking_minutes=_plain(booking[:, i]),
            panel_minutes=_plain(panels[:, i]),
            endless=bool(endless[i]),
        )
        for i, step in enumerate(_steps(tables))
        if arrival[:, i].any() or booking[:, i].any() or panels[:, i].any()
    )


def _asked(tables: Tables, epoch: int) -> tuple[Floats, Floats, Floats]:
    """Minutes by arrival and by booking, and whether they are endless: (need,) each."""
    steps, shares = _steps(tables), variant_shares(tables)
    arrival, booking, endless = (np.zeros(len(steps)) for _ in range(3))
    own = (tables.need_set == 0) & (tables.step_kind[steps] != CLINIC)
    for variant in range(tables.variants):
        situation = epoch * tables.variants + variant
        among = shares[tables.step_pathway, variant][steps]
        effort = step_effort(tables, situation)
        together = tables.together[situation, steps]
        minutes = np.where(own, tables.need_minutes[situation], 0.0) / together
        admin = np.where(own, tables.need_admin[situation], 0.0) / together
        bookings = product_of(effort.due, effort.tries)[steps]
        attended = product_of(effort.due, effort.attends)[steps]
        bound = np.asarray(np.isfinite(bookings))
        kept = np.where(effort.tries > 0, effort.attends / np.maximum(effort.tries, 1), 0.0)[steps]
        arrival += among * np.where(bound, bookings, 0.0) * minutes
        arrival += among * np.where(bound, attended, 0.0) * admin
        booking += among * (minutes + kept * admin)
        endless += (among > 0) & ~bound
    return arrival, booking, endless


def _steps(tables: Tables) -> NDArray[np.int64]:
    """The step of each need."""
    return np.repeat(np.arange(len(tables.step_kind)), np.diff(tables.need_start))


def _days_in(tables: Tables, periods: Periods) -> Floats:
    """Share of each quarter's days that are in each epoch: (quarter, epoch)."""
    epochs = int(tables.epoch_of_day[-1]) + 1
    first = [7 * week for week in periods.first_weeks]
    parts = [
        tables.epoch_of_day[day : day + days] for day, days in zip(first, periods.days, strict=True)
    ]
    return np.array([np.bincount(part, minlength=epochs) / len(part) for part in parts])


def _panel_minutes(tables: Tables, periods: Periods) -> Floats:
    """Minutes of the panels of clinics held in each quarter: (quarter, need)."""
    steps = _steps(tables)
    clinic = np.asarray(tables.step_kind[steps] == CLINIC)
    of_day = tables.need_minutes[tables.epoch_of_day * tables.variants]
    daily = np.where(clinic, (tables.extra_slots[:, steps] > 0) * of_day, 0.0)
    return np.add.reduceat(daily, [7 * week for week in periods.first_weeks], axis=0)


def _plain(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
