"""Every option beside every other, with one stated chance of any false finding among them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from waitsim.analysis.intervals import Estimate, PairedDifference, paired_difference

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class AllPairs:
    """How all options differ, two by two, over replications that share their draws.

    Args:
        first: index of one option of each pair, shape (pair,).
        second: index of the other, above the first.
        paired: second less first, each pair at the level alone, with the share of replications
            in which the second is lower.
        together: the same differences, wide enough to hold all at once at the level
            (Bonferroni).
        chance: Holm's adjusted chance of a difference this large if there were none.
        differs: whether the pair differs, where the chance of any false finding among all
            pairs is at most 1 - level (Holm).
        level: familywise level.
    """

    first: Counts
    second: Counts
    paired: PairedDifference
    together: Estimate
    chance: Floats
    differs: Flags
    level: float


def all_pairs(values: ArrayLike, level: float = 0.95) -> AllPairs:
    """Differences of all pairs of options under common draws.

    Holm's steps find every difference that intervals of Bonferroni find, and more; they give no
    intervals. So the intervals are Bonferroni's and the findings Holm's.

    Args:
        values: shape (replication, option); a pair leaves out replications in which either is
            nan.
        level: familywise level: the chance that nothing is found that is not there.
    Raises:
        ValueError: if there are fewer than two options or the level is not between 0 and 1.
    Source: Holm (1979); Bonferroni intervals of paired differences, Law (2015), section 10.3.
    """
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != 2 or data.shape[1] < 2:
        raise ValueError(f"values need shape (replication, two or more options), not {data.shape}")
    first, second = np.triu_indices(data.shape[1], k=1)
    paired = paired_difference(data[:, first], data[:, second], level)
    family = 1 - (1 - level) / len(first)
    together = paired_difference(data[:, first], data[:, second], family).difference
    chance = holm(_chances(paired.difference))
    differs = np.asarray(chance <= 1 - level)
    return AllPairs(
        first.astype(np.int64),
        second.astype(np.int64),
        paired,
        together,
        chance,
        differs,
        level,
    )


def holm(chances: ArrayLike) -> Floats:
    """Chances (p-values) of a family, adjusted so that each may be held against one level.

    Args:
        chances: from 0 to 1, shape (test,); nan, a test that could not be made, stays nan and
            counts as one of the family.
    Raises:
        ValueError: if a chance is not from 0 to 1.
    Source: Holm (1979).
    """
    given = np.asarray(chances, dtype=np.float64)
    if given.ndim != 1 or np.any((given < 0) | (given > 1)):
        raise ValueError("chances must be from 0 to 1, of shape (test,)")
    order = np.argsort(given, kind="stable")
    steps = np.arange(len(given), 0, -1)
    raised = np.maximum.accumulate(np.where(np.isnan(given[order]), -1, given[order] * steps))
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(raised, 1.0)
    return np.where(np.isnan(given), np.nan, adjusted)


def _chances(difference: Estimate) -> Floats:
    """Two-sided chance of Student's t that a mean difference this far from 0 comes by luck."""
    freedom = np.maximum(difference.n - 1, 1)
    error = difference.half_width / special.stdtrit(freedom, (1 + difference.level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(difference.mean) / error
    never = (difference.mean == 0) & (error == 0)
    chance = 2 * special.stdtr(freedom, -t)
    return np.asarray(np.where(never, 1.0, chance), dtype=np.float64)
