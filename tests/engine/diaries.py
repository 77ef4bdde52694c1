"""What must hold of contacts booked ahead in any run, worked out from its events."""

from itertools import pairwise
from typing import Any

import numpy as np

from waitsim.model.tables import UNSTATED, Model
from waitsim.records import (
    BOOKED,
    CANCELLED_BY_FAMILY,
    CANCELLED_BY_SERVICE,
    JOINED,
    LEFT,
    MISSED,
    STILL_WAITING,
    WAITED,
)

DAY = 1440
CANCELLED = (CANCELLED_BY_FAMILY, CANCELLED_BY_SERVICE)
OF_DIARIES = (BOOKED, CANCELLED_BY_SERVICE)


DIARY_MECHANISMS = (
    "appointment kept",
    "appointment missed",
    "appointment given up by leaving",
    "appointment cancelled for want of minutes",
    "appointment from the opening list",
    "appointment stated on the opening list",
    "appointments by several notices",
    "share missed by notice",
    "share missed between two notices",
)


def has_diary(model: Model, line: int) -> bool:
    """Whether contacts of a list are booked ahead."""
    t = model.tables
    return bool(t.list_notice[line] > 0 or t.list_booked[line] > 0)


def check_diaries(model: Model, stories: dict[int, list[Any]]) -> None:
    """Appointments are kept, missed, cancelled or given up, and none takes another's minutes."""
    t = model.tables
    if not len(t.notices):
        assert not any(row.kind == BOOKED for story in stories.values() for row in story)
        return
    taken = np.zeros_like(t.bookable)
    for story in stories.values():
        for day, line in _appointments(model, story):
            e, step = t.epoch_of_day[day], t.list_step[line]
            needs = np.arange(t.need_start[step], t.need_start[step + 1])
            for k in needs[t.need_set[needs] == 0]:
                purse = t.purse_of[e, line, t.need_group[k]]
                rows = slice(e * t.variants, (e + 1) * t.variants)  # of any child: the least
                taken[day, purse] += (t.need_minutes[rows, k] + t.need_admin[rows, k]).min()
    # What a day lacks was set aside on earlier ones.
    assert (taken.cumsum(axis=0) <= t.bookable.cumsum(axis=0)).all()


def _appointments(model: Model, story: list[Any]) -> list[tuple[int, int]]:
    """Day and list of each appointment that was not given up."""
    t = model.tables
    line, day, due, told = 0, None, [], False
    for row in story:
        today = row.minute // DAY
        if row.kind == JOINED:
            line = row.detail
        elif row.kind == BOOKED:
            assert day is None, "booked twice"
            assert has_diary(model, line)
            day = row.detail
            # A file may name more appointments than there is room for.
            openers = t.opening_booked[row.referral : row.referral + 1]
            told = row.minute == 0 and bool((openers != UNSTATED).any())
            assert not told or day == openers[0]
            assert today <= day < t.days
            assert row.minute == 0 or day == today + t.list_notice[line]
        elif row.kind == CANCELLED_BY_FAMILY and day is not None and today < day:
            assert row.detail == day
            day = None
        elif row.kind in (MISSED, WAITED, *CANCELLED) and day is not None:
            assert today == day
            if not told:
                due.append((day, line))
            day = None
        elif row.kind in (MISSED, WAITED) and t.list_notice[line] > 0:
            assert t.extra_slots[today, row.step] > 0, "seen without an appointment"
        elif row.kind == LEFT:
            assert day is None or today <= day
            day = None
        elif row.kind == STILL_WAITING:
            assert day is None
        assert row.kind != CANCELLED_BY_SERVICE or row.detail == today
    return due


def _by_notice(model: Model, booked: Any, missed: Any) -> set[str]:
    """Whether the share missed hung on the notice."""
    t, notice = model.tables, booked.detail - booked.minute // DAY
    row = t.epoch_of_day[missed.minute // DAY] * t.variants
    days = t.dna_points[t.dna_start[row, missed.step] : t.dna_stop[row, missed.step], 0]
    if not len(days):
        return set()
    between = days[0] < notice < days[-1]
    return {"share missed by notice"} | ({"share missed between two notices"} if between else set())


def diary_mechanisms(model: Model, stories: dict[int, list[Any]]) -> set[str]:
    """Which of the mechanisms of diaries came into play."""
    t = model.tables
    found = set()
    for story in stories.values():
        for before, event in pairwise(story):
            if before.kind == BOOKED and event.kind == WAITED:
                found.add("appointment kept")
            if before.kind == BOOKED and event.kind == MISSED:
                found.add("appointment missed")
                found |= _by_notice(model, before, event)
            if before.kind == BOOKED and event.kind == LEFT:
                found.add("appointment given up by leaving")
    booked = [row for story in stories.values() for row in story if row.kind == BOOKED]
    cancelled = [
        row for story in stories.values() for row in story if row.kind == CANCELLED_BY_SERVICE
    ]
    if any(not t.by_service[:, row.step].any() for row in cancelled):
        found.add("appointment cancelled for want of minutes")
    if any(row.minute == 0 for row in booked):
        found.add("appointment from the opening list")
    if len({row.detail - row.minute // DAY for row in booked if row.minute > 0}) > 1:
        found.add("appointments by several notices")
    if any(t.list_booked[t.new_list[row.step]] > 0 for row in booked if row.minute == 0):
        found.add("appointment stated on the opening list")
    return found
