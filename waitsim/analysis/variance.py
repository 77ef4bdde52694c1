"""How much of what varies is due to inputs that are not known, and how much to chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from waitsim.analysis.intervals import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VarianceSplit:
    """The variance of one replication under one draw of the inputs, in its two parts.

    Args:
        inputs: variance of the mean from one draw of the inputs to the next, shape (...). An
            unbiased estimate, and so below 0 at times where it is small.
        chance: mean variance between replications of one draw.
        inputs_share: part of the whole that is due to the inputs, at least 0, with its
            interval; ``n`` counts the draws.
    """

    inputs: Floats
    chance: Floats
    inputs_share: Estimate


def split_variance(values: ArrayLike, level: float = 0.95) -> VarianceSplit:
    """Splits variance over a nested design: draws of the inputs, and replications of each.

    More replications make chance in a mean smaller and leave the inputs' part as it is; only
    better data make that smaller.

    Args:
        values: shape (draw, replication, ...), two or more of each; draws are independent, and
            so are all replications, which share no random numbers across draws.
        level: confidence level of the share.
    Raises:
        ValueError: if there are too few, a value is not finite, or the level is not between 0
            and 1.
    Source: one-way analysis of variance with random effects; interval of the intraclass
        correlation from F, exact for normal values, Searle (1971). In simulation:
        Ankenman & Nelson (2012).
    """
    data = np.asarray(values, dtype=np.float64)
    if data.ndim < 2 or min(data.shape[:2]) < 2:
        raise ValueError(f"values need two draws and two replications or more, not {data.shape}")
    if not np.all(np.isfinite(data)):
        raise ValueError("values must be finite")
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, such as 0.95, not {level}")
    draws, replications = data.shape[:2]
    chance = data.var(axis=1, ddof=1).mean(axis=0)
    between = replications * data.mean(axis=1).var(axis=0, ddof=1)
    inputs = (between - chance) / replications
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = between / chance
        share = np.maximum(inputs, 0) / (np.maximum(inputs, 0) + chance)
    freedom = draws - 1, draws * (replications - 1)
    ends = [
        _share(ratio / special.fdtri(*freedom, part), replications)
        for part in ((1 + level) / 2, (1 - level) / 2)
    ]
    n = np.full(share.shape, draws, dtype=np.int64)
    estimate = Estimate(np.asarray(share), ends[0], ends[1], level, n)
    return VarianceSplit(np.asarray(inputs), np.asarray(chance), estimate)


def _share(ratio: Floats, replications: int) -> Floats:
    """Share of the inputs at which the mean squares stand in this ratio."""
    with np.errstate(invalid="ignore"):
        odds = (ratio - 1) / replications
        share = np.where(np.isinf(ratio), 1.0, odds / (1 + odds))
    return np.asarray(np.clip(share, 0.0, 1.0))
