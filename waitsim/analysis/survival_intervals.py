"""How sure we are of a survival curve at a time, and of the time at which it reaches a share.

Referrals are taken as independent, as in one list looked at once. Between replications of a
simulation use `waitsim.analysis.intervals`: children of one replication wait for one another.
"""

from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from waitsim.analysis.intervals import Estimate
from waitsim.analysis.survival import IncidenceCurves, SurvivalCurve

Floats = NDArray[np.float64]

Scale = Literal["log-log", "plain"]
SCALES: Final = ("log-log", "plain")


def survival_interval(
    curve: SurvivalCurve, level: float = 0.95, scale: Scale = "log-log"
) -> Estimate:
    """Share with no event by each event time, with its interval at that time.

    Args:
        level: confidence level at each time alone, not for the whole curve at once.
        scale: ``log-log`` keeps within 0 and 1 and holds its level with few at risk;
            ``plain`` is the survival give or take so many of Greenwood's standard errors, cut
            off at 0 and 1.
    Returns:
        arrays of shape (time,), with `SurvivalCurve.at_risk` as ``n``; bounds are nan where
        survival is 0 or not known.
    Raises:
        ValueError: if the level is not between 0 and 1 or there is no such scale.
    Source: Greenwood (1926); log-log, Kalbfleisch & Prentice (1980).
    """
    low, high = _bounds(curve.survival, curve.variance, level, scale)
    return Estimate(curve.survival, low, high, level, curve.at_risk)


def incidence_interval(
    curves: IncidenceCurves, level: float = 0.95, scale: Scale = "log-log"
) -> Estimate:
    """Share with each event by each event time, with its interval at that time.

    Args:
        level: confidence level at each time and for each cause alone.
        scale: as in `survival_interval`.
    Returns:
        arrays of shape (cause, time); bounds are nan before the first event of a cause, where
        all have had it, and where nothing is known.
    Raises:
        ValueError: as `survival_interval`.
    Source: variance by the delta method, Marubini & Valsecchi (1995), which is Greenwood's where
        there is one cause; log-log, Choudhury (2002).
    """
    n = curves.at_risk.astype(np.float64)
    share = curves.incidence
    before = np.concatenate([[1.0], curves.survival])[: n.size]
    steps = np.diff(share, axis=1, prepend=0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        events = np.rint(steps * n / before)
        total = events.sum(axis=0)
        spread = total / (n * (n - total))
        own = before * events / n**2
        variance = (
            share**2 * np.cumsum(spread)
            - 2 * share * np.cumsum(share * spread, axis=1)
            + np.cumsum(share**2 * spread, axis=1)
            + np.cumsum(before**2 * events * (n - events) / n**3, axis=1)
            - 2 * share * np.cumsum(own, axis=1)
            + 2 * np.cumsum(share * own, axis=1)
        )
    low, high = _bounds(share, np.maximum(variance, 0.0), level, scale)
    counts = np.broadcast_to(curves.at_risk, share.shape)
    return Estimate(share, low, high, level, np.asarray(counts))


def time_interval(
    curve: SurvivalCurve, q: ArrayLike, level: float = 0.95, scale: Scale = "log-log"
) -> Estimate:
    """Time by which a share q has had the event, such as the median wait, with its interval.

    Args:
        q: share or shares above 0 and below 1.
        level: confidence level.
        scale: as in `survival_interval`.
    Returns:
        arrays of the shape of q. The mean is the first time by which the share is reached, nan
        if it is not; the upper end is infinite if it lies past what was observed. ``n`` is the
        number at risk at the first event.
    Raises:
        ValueError: if a share is not above 0 and below 1, or as `survival_interval`.
    Source: Brookmeyer & Crowley (1982): the times at which a test at this level does not
        reject that the survival is 1 - q.
    """
    shares = np.asarray(q, dtype=np.float64)
    if not np.all((shares > 0) & (shares < 1)):
        raise ValueError("q is a share above 0 and below 1: give 0.92, not 92")
    band = survival_interval(curve, level, scale)
    left = (1 - shares)[..., np.newaxis]
    edge = 1e-12
    point = _first(curve.times, curve.survival <= left + edge, np.nan)
    # Where survival is 0 it has no bounds, and lies below every share.
    gone = curve.survival <= 0
    low = _first(curve.times, (band.low <= left + edge) | gone, np.nan)
    high = _first(curve.times, (band.high < left - edge) | gone, np.inf)
    first_at_risk = int(curve.at_risk[0]) if curve.at_risk.size else 0
    n = np.full(shares.shape, first_at_risk, dtype=np.int64)
    return Estimate(point, low, high, level, n)


def _bounds(share: Floats, variance: Floats, level: float, scale: Scale) -> tuple[Floats, Floats]:
    """Ends of the intervals of shares with these variances; nan where a share is 0 or 1."""
    z = _normal_quantile(level)
    if scale not in SCALES:
        raise ValueError(f'scale must be "log-log" or "plain", not "{scale}"')
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(variance)
        if scale == "plain":
            low, high = np.maximum(share - z * error, 0), np.minimum(share + z * error, 1)
        else:
            # The standard error of ln(-ln S) is that of S over S |ln S|.
            widening = np.exp(z * error / (share * -np.log(share)))
            low, high = share**widening, share ** (1 / widening)
    bounded = np.isfinite(error) & (share > 0) & (share < 1)
    return np.where(bounded, low, np.nan), np.where(bounded, high, np.nan)


def _first(times: Floats, met: NDArray[np.bool_], otherwise: float) -> Floats:
    """First time at which each row is true, or what stands for none."""
    padded = np.append(times, otherwise)
    always = np.concatenate([met, np.ones((*met.shape[:-1], 1), dtype=bool)], axis=-1)
    return np.asarray(padded[always.argmax(axis=-1)], dtype=np.float64)


def _normal_quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, such as 0.95, not {level}")
    return float(special.ndtri((1 + level) / 2))
