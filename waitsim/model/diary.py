"""What can be booked ahead: notices, minutes that bookings may take, appointments at the start."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index
from waitsim.model.lists import Lists
from waitsim.model.purses import Purses
from waitsim.model.tables import UNSTATED, Ints
from waitsim.records import MINUTES_PER_DAY
from waitsim.rules.staff_time import WHOLE
from waitsim.scenario.steps import Contact

_ROUNDING_SLACK: Final = 1e-6


class Diaries(NamedTuple):
    """Fields of ``Tables`` by these names."""

    list_notice: Ints
    list_booked: Ints
    notices: Ints
    bookable: Ints
    bookable_next: Ints


def diary_tables(
    epochs: Sequence[Epoch], index: Index, lists: Lists, offered: Ints, purses: Purses
) -> Diaries:
    """What the diaries hold; days without any where nothing is booked ahead.

    Args:
        offered: staff minutes planned for each day: (day, group).
    """
    run = epochs[0].scenario
    notice = np.zeros(len(lists.list_step), dtype=np.int64)
    booked = np.full(len(lists.list_step), UNSTATED, dtype=np.int64)
    for (pathway, name), s in index.steps.items():
        part = run.pathways[pathway]
        step, line = part.steps[name], lists.new_list[s]
        if isinstance(step, Contact) and line >= 0:
            notice[line] = int(step.notice) // MINUTES_PER_DAY
            opening = part.opening.get(name)
            if opening is not None and opening.booked is not None:
                booked[line] = opening.booked
    notices = np.unique(notice[(notice > 0) | (booked > 0)])[::-1].copy()
    bookable = _bookable(epochs, offered, purses)
    if not len(notices):
        bookable = bookable[:0].copy()
    return Diaries(notice, booked, notices, bookable, _next_days(bookable))


def _bookable(epochs: Sequence[Epoch], offered: Ints, purses: Purses) -> Ints:
    """Whole minutes of each day that may be booked ahead: (day, purse)."""
    groups = offered.shape[1]
    minutes = np.zeros((len(offered), len(purses.purse_group)), dtype=np.int64)
    for e, epoch in enumerate(epochs):
        days = slice(epoch.first, epoch.first + epoch.days)
        ahead = np.array([group.bookable_ahead for group in epoch.scenario.staff.values()])
        own = offered[days][:, purses.purse_group] * purses.purse_share[e] // WHOLE
        own[:, :groups] = offered[days]
        for p in range(groups, own.shape[1]):
            own[:, purses.purse_group[p]] -= own[:, p]
        booked = own * ahead[purses.purse_group] + _ROUNDING_SLACK
        minutes[days] = np.floor(booked).astype(np.int64)
    return minutes


def _next_days(bookable: Ints) -> Ints:
    """The next day with minutes to book, or as many as there are days: (day, purse)."""
    after = np.full_like(bookable, len(bookable))
    for day in range(len(bookable) - 2, -1, -1):
        after[day] = np.where(bookable[day + 1] > 0, day + 1, after[day + 1])
    return after
