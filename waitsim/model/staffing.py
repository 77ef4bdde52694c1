"""What chance takes off staff time, epoch by epoch."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.index import Epoch
from waitsim.model.tables import Floats, Ints, Tables
from waitsim.records import MINUTES_PER_WEEK
from waitsim.rules.keys import key_of
from waitsim.rules.portable import exp
from waitsim.scenario.staffing import StaffGroup


class Staffing(NamedTuple):
    """Fields of ``Tables`` by the same names."""

    group_key: Ints
    posts: Ints
    refill_weeks: Ints
    away: Floats
    quits: Floats
    empty_posts: Floats
    cancelled: Floats


def staffing_tables(epochs: Sequence[Epoch]) -> Staffing:
    """What chance takes off the time of each staff group in each epoch."""
    names = tuple(epochs[0].scenario.staff)
    rows = [[epoch.scenario.staff[name] for name in names] for epoch in epochs]
    shape = (len(epochs), len(names))

    def whole(values: list[list[int]]) -> Ints:
        return np.array(values, dtype=np.int64).reshape(shape)

    def shares(values: list[list[float]]) -> Floats:
        return np.array(values, dtype=np.float64).reshape(shape)

    return Staffing(
        group_key=np.array([key_of(name) for name in names], dtype=np.int64),
        posts=whole([[whole_posts(group) for group in row] for row in rows]),
        refill_weeks=whole([[refill_weeks(group) for group in row] for row in rows]),
        away=shares([[group.absence for group in row] for row in rows]),
        quits=shares([[quits_in_a_week(group) for group in row] for row in rows]),
        empty_posts=shares([[empty_share(group) for group in row] for row in rows]),
        cancelled=shares([[group.cancelled for group in row] for row in rows]),
    )


def whole_posts(group: StaffGroup) -> int:
    """Whole people in a group, vacancies taken off: to the nearest, a half upwards, at least 1."""
    return max(1, math.floor(group.wte * (1 - group.vacancy) + 0.5))


def refill_weeks(group: StaffGroup) -> int:
    """Whole weeks for which a post stays empty, at least 1."""
    if group.refill is None:
        return 1
    return max(1, math.floor(group.refill / MINUTES_PER_WEEK + 0.5))


def quits_in_a_week(group: StaffGroup) -> float:
    """Chance that somebody in post leaves within a week."""
    return 1 - exp(-group.turnover)


def empty_share(group: StaffGroup) -> float:
    """Share of posts that stand empty because people left, in the long run.

    A post is filled for 1/q weeks on average and then empty for R.
    Source: renewal theory; Ross (2014), "Introduction to Probability Models", section 7.5.
    """
    lost = refill_weeks(group) * quits_in_a_week(group)
    return lost / (1 + lost)


def present_share(tables: Tables, epoch: int) -> Floats:
    """Share of stated staff time that is offered in the long run: (group,)."""
    shares = (tables.empty_posts, tables.away, tables.cancelled)
    return np.asarray(np.prod([1 - share[epoch] for share in shares], axis=0), dtype=np.float64)
