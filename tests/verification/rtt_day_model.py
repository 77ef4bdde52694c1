"""The day-by-day model of referral to treatment of Wood (2020), without the engines.

R. M. Wood (2020), "Unravelling the dynamics of referral-to-treatment in the NHS", Health Systems.
Every day a Poisson count is referred, and those with the most points are treated, up to the day's
capacity: a point for each day waited and so many at the start by priority. Waits are whole days,
and within 18 weeks is 126 days or less. Written for this comparison from the description in the
paper; nothing is shared with the engines, not even the draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STANDARD_DAYS: Final = 126
WARM_UP_DAYS: Final = 200
YEAR_DAYS: Final = 365


@dataclass(frozen=True)
class Service:
    """A list and what it is fed and treated with, a thousandth of England's.

    Args:
        waiting: on the list at first.
        within: share of them within 18 weeks.
        a_day: referrals, and treatments, a day while in balance.
        shares: of referrals by priority.
        points: that each priority starts with.
    """

    waiting: int
    within: float
    a_day: float
    shares: tuple[float, ...]
    points: tuple[int, ...]


THIRDS: Final = (1 / 3, 1 / 3, 1 / 3)
ENGLAND_2018: Final = Service(3843, 0.872, 43.149, THIRDS, (0, 60, 158))
"""Figures of the paper, with points that make its starting point a balance; see the page."""
ENGLAND_2020: Final = Service(4425, 0.832, 54.784, (0.33, 0.33, 0.34), (0, 92, 190))
"""Figures and points that the author's code came with later."""

Days = tuple[Floats, Floats]


def balanced(service: Service, capacity: Sequence[tuple[int, int, float]] = ()) -> Days:
    """Referrals and capacity on each day, from the warm-up to a year after it.

    Args:
        capacity: first day, day after the last and share of the usual, with days counted from
            the end of the warm-up.
    """
    referred = np.full(WARM_UP_DAYS + YEAR_DAYS, service.a_day)
    offered = referred.copy()
    for first, after, share in capacity:
        offered[WARM_UP_DAYS + first : WARM_UP_DAYS + after] *= share
    return referred, offered


def day_by_day(service: Service, days: Days, seed: int) -> Ints:
    """Waiting, and waiting over 18 weeks, at the end of each day, the start first: (day + 1, 2)."""
    rng = np.random.default_rng(seed)
    waited = _opening_waits(service, rng)
    first = int(waited.max())
    cohorts = np.zeros((len(service.points), first + 1 + len(days[0])), dtype=np.int64)
    priority = rng.choice(len(service.points), service.waiting, p=service.shares)
    np.add.at(cohorts, (priority, first - waited), 1)
    heads = [0] * len(service.points)
    found = [_counted(cohorts, first)]
    for day, (rate, capacity) in enumerate(zip(*days, strict=True), start=first + 1):
        cohorts[:, day] = rng.multinomial(rng.poisson(rate), service.shares)
        whole = int(capacity)
        _treat(cohorts, heads, service.points, (day, whole + int(rng.random() < capacity - whole)))
        found.append(_counted(cohorts, day))
    return np.array(found)


def _opening_waits(service: Service, rng: np.random.Generator) -> Ints:
    """Whole days waited, exponential on either side of 18 weeks with just the share within."""
    within = round(service.waiting * service.within)
    rate = -np.log(1 - within / service.waiting) / STANDARD_DAYS
    share = 1 - np.exp(-rate * STANDARD_DAYS)
    short = -np.log1p(-share * rng.random(within)) / rate
    long = STANDARD_DAYS + rng.exponential(1 / rate, service.waiting - within)
    waits: Ints = np.rint(np.concatenate([short, long])).astype(np.int64)
    return waits


def _treat(cohorts: Ints, heads: list[int], points: Sequence[int], today: tuple[int, int]) -> None:
    """Takes those with most points off the list, in place.

    Args:
        heads: first day of each priority with anyone left.
        today: the day, and how many can be treated.
    """
    day, left = today
    while left > 0:
        for k in range(len(points)):
            while heads[k] <= day and cohorts[k, heads[k]] == 0:
                heads[k] += 1
        scores = [
            day - head + extra if head <= day else -1
            for head, extra in zip(heads, points, strict=True)
        ]
        k = int(np.argmax(scores))
        if scores[k] < 0:
            return
        treated = min(left, int(cohorts[k, heads[k]]))
        cohorts[k, heads[k]] -= treated
        left -= treated


def _counted(cohorts: Ints, day: int) -> tuple[int, int]:
    waiting = int(cohorts[:, : day + 1].sum())
    return waiting, int(cohorts[:, : max(0, day - STANDARD_DAYS)].sum())
