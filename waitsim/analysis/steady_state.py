"""The list at which as many are seen or leave as are referred, by how long they have waited.

A stock-and-flow model: in each period of waiting, such as a month, a share of those who reach
it leave and a number are seen. With the same referrals in every period the list settles at
what these leave over.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waitsim.analysis.histograms import percentile

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SteadyList:
    """A list that neither grows nor falls.

    Args:
        waiting: at the end of a period, by periods waited, shape (period,).
        seen: in a period, by periods waited; with those leaving they add to the referrals.
        leaving: in a period, by periods waited.
        beyond: those whom neither took by the last period, in each period; a list that is to
            stay as it is must have none, so 0 says that the periods reach far enough.
    """

    waiting: Floats
    seen: Floats
    leaving: Floats
    beyond: float


def steady_list(referrals: float, leaving_shares: ArrayLike, places: ArrayLike) -> SteadyList:
    """The list that a constant flow of referrals settles at.

    Of 50 referred, of whom a tenth leave and 5 are seen in their first month, 40 wait; a fifth
    of these leave and 3 are seen in their second: 29 wait.

    Args:
        referrals: in each period.
        leaving_shares: of those who reach each period, the share who leave in it, shape
            (period,).
        places: offered to those in each period of their wait, the same shape; those nobody
            needs are lost.
    Raises:
        ValueError: if shapes differ, a share is not from 0 to 1 or another value is negative.
    Source: Wood & Worthington (2025) and NHSRtt 0.4.1, `calc_wl_sizes`, which rounds down to
        whole referrals in each period; here nothing is rounded.
    """
    shares = np.asarray(leaving_shares, dtype=np.float64)
    offered = np.asarray(places, dtype=np.float64)
    if shares.ndim != 1 or shares.shape != offered.shape or shares.size == 0:
        raise ValueError("leaving_shares and places must be one for each period")
    if not np.all((shares >= 0) & (shares <= 1)):
        raise ValueError("leaving_shares must be from 0 to 1")
    if not (referrals >= 0 and np.all(offered >= 0)):
        raise ValueError("referrals and places must be zero or more")
    waiting, seen, leaving = (np.zeros_like(shares) for _ in range(3))
    left = referrals
    for period, share in enumerate(shares):
        leaving[period] = left * share
        left -= leaving[period]
        seen[period] = min(offered[period], left)
        left -= seen[period]
        waiting[period] = left
    return SteadyList(waiting, seen, leaving, float(left))


def geometric_places(first: float, ratio: float, periods: int) -> Floats:
    """Places for those in each period of their wait, each a fixed share of those before it.

    Args:
        first: places for those in their first period.
        ratio: from 0 to below 1; the last period has those of all later ones too.
    Raises:
        ValueError: if first is negative, the ratio not from 0 to below 1, or periods below 1.
    Source: Wood & Worthington (2025).
    """
    if not first >= 0 or not 0 <= ratio < 1 or periods < 1:
        raise ValueError("first must be zero or more, ratio from 0 to below 1, periods from 1")
    places = first * ratio ** np.arange(periods, dtype=np.float64)
    places[-1] /= 1 - ratio
    return places


def longest_steady_list(
    referrals: float,
    leaving_shares: ArrayLike,
    first: float,
    target_periods: float,
    share: float = 0.92,
) -> SteadyList:
    """The steady list at which just this share of those waiting are within the target.

    Which places are offered later on is found: those of each period are a fixed share of those
    of the period before it. More of them shorten the list.

    Args:
        referrals: in each period.
        leaving_shares: as in `steady_list`.
        first: places for those in their first period.
        target_periods: such as 18 / 4.35 months.
        share: of those waiting, to be within the target.
    Raises:
        ValueError: as `steady_list`, or if no such pattern of places meets the target exactly.
    Source: Wood & Worthington (2025); NHSRtt 0.4.1, `find_p`, which stops a search between 0.1
        and 0.85 at a thousandth of a month.
    """
    periods = np.asarray(leaving_shares).size

    def settled(ratio: float) -> SteadyList:
        return steady_list(referrals, leaving_shares, geometric_places(first, ratio, periods))

    def reached(ratio: float) -> float:
        return float(percentile(settled(ratio).waiting, share))

    low, high = 0.0, 1 - 1e-9
    if not reached(low) > target_periods:
        raise ValueError(f"with {first:g} places and no more the target is met already")
    if reached(high) > target_periods:
        raise ValueError(f"{first:g} places at first are too few for any pattern to meet it")
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if reached(middle) > target_periods else (low, middle)
    return settled(high)
