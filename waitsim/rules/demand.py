"""How many are referred on a day and when, by the pattern of demand."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import MINUTES_PER_DAY
from waitsim.rules import questions
from waitsim.rules.durations import negative_binomial_count, pick
from waitsim.rules.jit import rule
from waitsim.rules.questions import Who

POISSON: Final = 0
OVER_DISPERSED: Final = 1
REGULAR: Final = 2
REPLAYED: Final = 3

_HOURS: Final = 24
_MINUTES_AN_HOUR: Final = 60


@rule
def day_count(
    who: Who, day: int, pattern: tuple[int, int, float], mean: float, floor: float, before: float
) -> int:
    """Referrals received on a day; the number in ``who`` is not looked at (S02, S21, S22).

    Args:
        pattern: kind, size of a batch, and variance over mean.
        mean: batches expected on the day; for REPLAYED, referrals there were.
        floor: chance of none, worked out once by the caller; not for REGULAR.
        before: batches expected on all days before.
    """
    kind, batch, ratio = pattern
    if mean <= 0.0:
        return 0
    if kind == REPLAYED:
        return int(mean)
    if kind == REGULAR:
        return batch * regular_count(before, mean)
    if kind == OVER_DISPERSED:
        return batch * negative_binomial_count(mean, ratio, floor, questions.count_draw(who, day))
    return batch * questions.referral_count(who, day, mean, floor)


@rule
def regular_count(before: float, mean: float) -> int:
    """How many evenly spaced ones fall on a day: the n-th comes when n - 1/2 are expected.

    Args:
        before: expected on all days before.
        mean: expected on the day.
    """
    return math.floor(before + mean + 0.5) - math.floor(before + 0.5)


@rule
def minute_of_arrival(
    who: Who,
    day: int,
    k: int,
    pattern: tuple[int, int],
    hours: NDArray[np.float64],
    expected: tuple[float, float],
) -> int:
    """Minute of the day in which the k-th referral of a day arrives (S02, S21).

    Args:
        who: the number in it is not looked at.
        pattern: kind, and size of a batch, all of which come in the minute of their first.
        hours: cumulative shares of the hours of the day; zeros if all minutes are alike.
        expected: batches expected on the day, and on all days before.
    """
    kind, batch = pattern
    mean, before = expected
    first = k - k % batch
    if kind == REGULAR:
        n = math.floor(before + 0.5) + first // batch + 1
        share = min(max((n - 0.5 - before) / mean, 0.0), 1.0)
        return minute_at(share, hours)
    number = questions.referral_number(day, first)
    return minute_at(questions.minute_draw((who[0], who[1], who[2], number)), hours)


@rule
def minute_at(share: float, hours: NDArray[np.float64]) -> int:
    """Minute of the day before which a share of its referrals come, 0 to 1439.

    Args:
        hours: cumulative shares of the hours of the day; zeros if all minutes are alike.
    """
    if hours[_HOURS - 1] == 0.0:
        return min(int(share * MINUTES_PER_DAY), MINUTES_PER_DAY - 1)
    hour = pick(hours, 0, _HOURS, share)
    below = hours[hour - 1] if hour > 0 else 0.0
    inside = (share - below) / (hours[hour] - below) if hours[hour] > below else 0.0
    return hour * _MINUTES_AN_HOUR + min(int(inside * _MINUTES_AN_HOUR), _MINUTES_AN_HOUR - 1)
