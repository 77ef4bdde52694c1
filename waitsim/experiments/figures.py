"""Figures with their uncertainty, and records of them as frames."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waitsim.analysis.intervals import Estimate, mean_interval, prediction_band
from waitsim.analysis.percentiles import pooled_interval

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

LEVEL: Final = 0.95
"""Of confidence intervals."""
BAND: Final = 0.9
"""Of prediction bands."""


@dataclass(frozen=True)
class Figure:
    """A mean over replications; nan where nothing is known, infinity for never.

    Args:
        mean: over the replications in which it is defined.
        low: lower end of the 95 % confidence interval of the mean: how sure we are of it.
        high: upper end.
        band_low: lower end of the 90 % prediction band: what may be seen.
        band_high: upper end.
    """

    mean: float
    low: float
    high: float
    band_low: float
    band_high: float


def figure(values: ArrayLike, most: float = np.inf) -> Figure:
    """The figure of one value from each replication, of what is never below 0.

    Args:
        most: what it is never above; the confidence interval ends there, or at 0, where its
            formula would go on to what cannot be.
    """
    estimate, band = mean_interval(values, LEVEL), prediction_band(values, BAND)
    low, high = ends_that_can_be(estimate, most)
    return Figure(
        mean=float(estimate.mean),
        low=float(low),
        high=float(high),
        band_low=float(band.low),
        band_high=float(band.high),
    )


def pooled_figure(pooled: float, each: ArrayLike, most: float = np.inf) -> Figure:
    """The figure of what all replications give together, beside what each gives alone.

    Args:
        most: as in `figure`.
    """
    estimate, band = pooled_interval(pooled, each, LEVEL), prediction_band(each, BAND)
    low, high = ends_that_can_be(estimate, most)
    return Figure(
        mean=pooled,
        low=float(low),
        high=float(high),
        band_low=float(band.low),
        band_high=float(band.high),
    )


def ends_that_can_be(estimate: Estimate, most: float) -> tuple[Floats, Floats]:
    """Ends of an interval of what is never below 0 or above ``most``, but where its mean is."""
    low, high, mean = (np.asarray(x) for x in (estimate.low, estimate.high, estimate.mean))
    within = np.where(mean > most, high, np.minimum(high, most))
    return np.where(mean < 0, low, np.maximum(low, 0.0)), within


def as_frame(rows: Sequence[Any]) -> "pd.DataFrame":
    """Records as a frame; a figure ``x`` gives ``x``, ``x_low``, ``x_high``, ``x_band_low`` ..."""
    import pandas as pd  # noqa: PLC0415 (slow to load; a summary does without)

    return pd.DataFrame([_flat(row) for row in rows])


def _flat(row: Any) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, Figure):
            found[field.name] = value.mean
            found |= {f"{field.name}_{end.name}": getattr(value, end.name) for end in fields(value)}
            del found[f"{field.name}_mean"]
        else:
            found[field.name] = np.nan if value is None and field.name == "target" else value
    return found
