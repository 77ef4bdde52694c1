"""When a referral leaves its list by itself, where its chance of doing so changes as it waits.

Every rule is the inverse of a survival curve, conditional on what has been waited already.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import NEVER
from waitsim.rules.durations import LONGEST_MINUTES, Time, time_minutes
from waitsim.rules.jit import rule
from waitsim.rules.portable import exp, log

# How a step says when its list is left; patience adds the kind of duration to the last.
CONSTANT: Final = 0
BY_WAIT: Final = 1
HILL: Final = 2
PATIENCE: Final = 3

Curve = tuple[int, float, float, float]

_DRAWS: Final = 2**53


@rule
def leaves_after(curve: Curve, rows: NDArray[np.float64], waited: int, u: float) -> int:
    """Further whole minutes until a referral leaves, at least 1; or NEVER.

    Args:
        curve: kind and three parameters. BY_WAIT: first row of ``rows`` and one past its last;
            HILL: greatest share, minutes until half of it has left, steepness; PATIENCE and a
            kind of time: the two parameters of ``time_minutes``.
        rows: for BY_WAIT, minutes waited from which a hazard a minute holds, and that hazard:
            (bend, 2); for PATIENCE, the bands of ``time_minutes``.
        waited: minutes waited already, 0 or more.
        u: the draw, from 0 up to but not including 1.
    """
    kind, a, b, c = curve
    if kind == BY_WAIT:
        return _by_wait(rows, int(a), int(b), (float(waited), u))
    if kind == HILL:
        return _hill((a, b, c), waited, u)
    return _by_patience((kind - PATIENCE, a, b), rows, waited, u)


@rule
def _by_wait(bends: NDArray[np.float64], first: int, after: int, drawn: tuple[float, float]) -> int:
    """The minute in which the hazards passed through add up to a unit exponential draw."""
    waited = drawn[0]
    left = -log(1.0 - drawn[1])
    for k in range(first, after):
        begin = max(waited, bends[k, 0])
        hazard = bends[k, 1]
        if k == after - 1:
            return _whole(begin - waited + left / hazard) if hazard > 0.0 else NEVER
        passed = hazard * max(0.0, bends[k + 1, 0] - begin)
        if left < passed:
            return _whole(begin - waited + left / hazard)
        left -= passed
    return NEVER


@rule
def _hill(curve: tuple[float, float, float], waited: int, u: float) -> int:
    """Leaving by a share that rises with time waited t as t**k / (half**k + t**k)."""
    greatest, half, steepness = curve
    gone = 0.0
    if waited > 0:
        odds = exp(steepness * log(waited / half))
        gone = greatest * (odds / (1.0 + odds)) if odds < math.inf else greatest
    share = gone + u * (1.0 - gone)
    if share >= greatest:
        return NEVER
    if share <= 0.0:
        return 1
    return _whole(half * exp(log(share / (greatest - share)) / steepness) - waited)


@rule
def _by_patience(time: Time, bands: NDArray[np.float64], waited: int, u: float) -> int:
    """Leaving when patience runs out, drawn from what is longer than the wait so far.

    Times rise with the draw, so those above the wait belong to all draws from some number on.
    """
    least = 0
    if waited > 0:
        above = _DRAWS
        while least < above:
            middle = (least + above) >> 1
            if max(time_minutes(time, bands, middle / _DRAWS), 1) > waited:
                above = middle
            else:
                least = middle + 1
        if least >= _DRAWS:
            return 1
    draw = least + int(u * (_DRAWS - least))
    return max(time_minutes(time, bands, draw / _DRAWS) - waited, 1)


@rule
def _whole(minutes: float) -> int:
    """Minutes rounded up, at least 1; past 2**40 they count as never."""
    if minutes > LONGEST_MINUTES:
        return NEVER
    return max(1, math.ceil(minutes))
