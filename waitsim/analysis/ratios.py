"""Intervals of the mean of one thing over the mean of another."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


def ratio_interval(top: Floats, bottom: Floats, level: float) -> tuple[float, float, float]:
    """Mean of one over mean of the other, with its interval; nan ends where it has none.

    Args:
        top: shape (replication,), paired with ``bottom``.
    Returns:
        nan throughout if the bottom's mean is not above 0.
    Source: Fieller (1954).
    """
    n, over, under = len(top), float(top.mean()), float(bottom.mean())
    if under <= 0:
        return float("nan"), float("nan"), float("nan")
    if n < 2:
        return over / under, float("nan"), float("nan")
    spread = np.cov(top, bottom) / n
    t = float(special.stdtrit(n - 1, (1 + level) / 2)) ** 2
    a = under**2 - t * spread[1, 1]
    b = over * under - t * spread[0, 1]
    c = over**2 - t * spread[0, 0]
    root = b**2 - a * c
    if a <= 0:
        return over / under, float("nan"), float("nan")
    half = float(np.sqrt(max(root, 0.0)))
    return over / under, (b - half) / a, (b + half) / a
