"""Whether a chance is high enough, judged as trials come in, with an error that holds at any stop.

A test may look after every trial and go on for as long as it likes: the chance that it is ever
wrong is bounded all the same. What it gathers is a likelihood ratio of a mixture of chances
against the best that the hypothesis allows, whose mean never rises while the hypothesis is true.

Source: Ville (1939); Robbins (1970), mixtures of likelihood ratios.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_HALVINGS: Final = 60


@dataclass(frozen=True)
class Verdict:
    """What trials say of a chance.

    Args:
        enough: whether the chance is as high as asked for; None where they do not tell.
        trials: how many it took, or all there were.
        successes: among these.
    """

    enough: bool | None
    trials: int
    successes: int

    @property
    def share(self) -> float:
        """Share of successes; nan without trials."""
        return self.successes / self.trials if self.trials else float("nan")


@dataclass(frozen=True)
class Chance:
    """A chance with limits that hold however the number of trials came about."""

    share: float
    low: float
    high: float
    trials: int


def judge(outcomes: ArrayLike, share: float, error: float) -> Verdict:
    """Whether the chance of success is at least a share, at the first trial that settles it.

    Args:
        outcomes: whether each trial succeeded, in order: (trial,).
        share: between 0 and 1.
        error: chance of ever giving the wrong verdict, whatever the truth; between 0 and 1.
    Raises:
        ValueError: if a number is out of range.
    """
    check_between(share=share, error=error)
    given = np.asarray(outcomes, dtype=np.bool_)
    trials = np.arange(1, len(given) + 1)
    hits = np.cumsum(given)
    needed = -np.log(error)
    above = evidence_above(hits, trials, share) >= needed
    below = evidence_below(hits, trials, share) >= needed
    settled = np.flatnonzero(above | below)
    if not len(settled):
        return Verdict(None, len(given), int(given.sum()))
    first = int(settled[0])
    return Verdict(bool(above[first]), first + 1, int(hits[first]))


def evidence_above(successes: ArrayLike, trials: ArrayLike, share: ArrayLike) -> Floats:
    """Logarithm of the evidence that the chance is above a share, against its being at most that.

    The mixture is even over all chances above. While the chance is at most the share, the
    evidence ever reaches log(1 / error) with at most that chance of error.
    """
    hits, misses, s = _counts(successes, trials, share)
    with np.errstate(divide="ignore"):
        mixed = special.betaln(hits + 1, misses + 1) + np.log(
            special.betaincc(hits + 1, misses + 1, s)
        )
    return np.asarray(mixed - np.log1p(-s) - _log_likelihood(hits, misses, s))


def evidence_below(successes: ArrayLike, trials: ArrayLike, share: ArrayLike) -> Floats:
    """Logarithm of the evidence that the chance is below a share, against its being at least it.

    As `evidence_above`, with the mixture over all chances below.
    """
    hits, misses, s = _counts(successes, trials, share)
    with np.errstate(divide="ignore"):
        mixed = special.betaln(hits + 1, misses + 1) + np.log(
            special.betainc(hits + 1, misses + 1, s)
        )
    return np.asarray(mixed - np.log(s) - _log_likelihood(hits, misses, s))


def chance(successes: int, trials: int, level: float = 0.95) -> Chance:
    """The share of successes with the limits that `judge` leaves standing on either side.

    They hold the truth with the level's chance however it was decided when to stop.

    Raises:
        ValueError: if there are no trials, or more successes than trials, or the level is not
            between 0 and 1.
    """
    check_between(level=level)
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"successes must be 0 to trials, not {successes} of {trials}")
    needed = -np.log((1 - level) / 2)
    found = successes / trials
    low = _edge(lambda s: bool(evidence_above(successes, trials, s) >= needed), 0.0, found)
    high = _edge(lambda s: bool(evidence_below(successes, trials, s) >= needed), 1.0, found)
    return Chance(found, low, high, trials)


def check_between(**values: float) -> None:
    """Nothing, if all values are between 0 and 1.

    Raises:
        ValueError: naming the first that is not.
    """
    for name, value in values.items():
        if not 0 < value < 1:
            raise ValueError(f"{name} must be between 0 and 1, not {value}")


def _edge(refuted: Callable[[float], bool], outside: float, inside: float) -> float:
    """Where shares cease to be refuted, from one that may be to one that is not."""
    if outside == inside:
        return inside
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if refuted(middle) else (outside, middle)
    return float(inside)


def _counts(
    successes: ArrayLike, trials: ArrayLike, share: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    hits = np.asarray(successes, dtype=np.float64)
    misses = np.asarray(trials, dtype=np.float64) - hits
    return hits, misses, np.asarray(share, dtype=np.float64)


def _log_likelihood(hits: Floats, misses: Floats, share: Floats) -> Floats:
    return np.asarray(special.xlogy(hits, share) + special.xlog1py(misses, -share))
