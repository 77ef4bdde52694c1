"""Times as engines take them: a kind and two parameters, and the bands of those that have any."""

import numpy as np

from waitsim.model.shares import cumulative_shares
from waitsim.model.tables import Floats
from waitsim.rules.durations import (
    EMPIRICAL,
    EXPONENTIAL,
    FIXED,
    GAMMA,
    LOGNORMAL,
    UNIFORM,
    WEIBULL,
    Time,
    lognormal_parameters,
)
from waitsim.scenario.lasting import Duration

Band = tuple[float, float, float]


class Bands:
    """Bands of all empirical times of a model; those of equal times are kept once."""

    def __init__(self) -> None:
        self._rows: list[Band] = []
        self._first: dict[tuple[Band, ...], int] = {}

    def place(self, bands: tuple[Band, ...]) -> tuple[int, int]:
        """First row of some bands and one past their last."""
        if bands not in self._first:
            self._first[bands] = len(self._rows)
            self._rows += bands
        first = self._first[bands]
        return first, first + len(bands)

    def table(self) -> Floats:
        """Share of times up to the end of a band, and its two ends in minutes: (band, 3)."""
        return np.array(self._rows, dtype=np.float64).reshape(len(self._rows), 3)


def duration_parameters(lasts: float | Duration, bands: Bands) -> Time:
    """Kind and parameters of a time, as ``waitsim.rules.durations.time_minutes`` takes them."""
    if not isinstance(lasts, Duration):
        return FIXED, float(lasts), 0.0
    if lasts.times:
        return EMPIRICAL, *bands.place(_banded(lasts))
    if lasts.mean is not None:
        return _with_mean(lasts.distribution, lasts.mean, lasts.sd)
    if lasts.from_ is not None and lasts.to is not None:
        return UNIFORM, lasts.from_, lasts.to
    assert lasts.scale is not None
    assert lasts.shape is not None
    return WEIBULL, lasts.scale, lasts.shape


def _with_mean(distribution: str, mean: float, sd: float | None) -> Time:
    if sd is None:
        return EXPONENTIAL, mean, 0.0
    if distribution == "gamma":
        return GAMMA, sd * sd / mean, (mean / sd) ** 2
    return LOGNORMAL, *lognormal_parameters(mean, sd)


def _banded(lasts: Duration) -> tuple[Band, ...]:
    """The bands that have a share, the shortest first."""
    stated = [(ends, share) for ends, share in sorted(lasts.times.items()) if share > 0]
    reached = cumulative_shares([share for _, share in stated])
    return tuple((up_to, *ends) for up_to, (ends, _) in zip(reached, stated, strict=True))
