"""How many replications are enough: stop once every value is known well enough, and stays so.

A pure rule over values that are there already; who runs replications asks it after each lot.
The answer depends on the values in their order and never on how they came in lots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waitsim.analysis.intervals import mean_interval

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST: Final = 3


@dataclass(frozen=True)
class Target:
    """How well a mean is to be known.

    Args:
        half_width: half the length of its interval, above 0; in the unit of the value, or a
            share of its mean.
        relative: whether it is a share of the mean, such as 0.05. A mean near 0 then asks for
            very many replications; give an absolute half-width instead.
    """

    half_width: float
    relative: bool = False

    def __post_init__(self) -> None:
        """Checks that the half-width can be met at all."""
        if not self.half_width > 0:
            raise ValueError(f"half_width must be above 0, not {self.half_width}")


@dataclass(frozen=True)
class Rule:
    """When to stop.

    Args:
        floor: replications below which nothing is decided, 3 or more.
        ceiling: most replications that are run.
        look_ahead: by how many more replications the target must still be met, so that a few
            values that are alike by chance do not end the run. Above 100 replications, as many
            per cent of them.
        level: confidence level of the intervals.

    Source: Hoad, Robinson & Davies (2010), who use a floor of 3 and a look-ahead of 5.
    """

    floor: int = 3
    ceiling: int = 200
    look_ahead: int = 5
    level: float = 0.95

    def __post_init__(self) -> None:
        """Checks that the numbers make sense together."""
        if not LEAST <= self.floor <= self.ceiling:
            raise ValueError(
                f"floor must be from {LEAST} to the ceiling of {self.ceiling}, not {self.floor}"
            )
        if self.look_ahead < 0:
            raise ValueError(f"look_ahead must be zero or more, not {self.look_ahead}")

    def confirmed_at(self, n: int) -> int:
        """Replications by which a target met at n has been met for as long as it must be."""
        return n + (self.look_ahead if n <= 100 else self.look_ahead * n // 100)


@dataclass(frozen=True)
class Verdict:
    """What a rule says of the replications so far.

    Args:
        needed: smallest number of replications from which on every target is met and stays
            met for the look-ahead; None if there is none yet.
        confirmed: replications by which that was sure; None likewise. None of the later ones
            plays a part.
        half_widths: of each value over all replications given, shape (value,); nan where it
            is not defined.
        met: whether each target is met over all replications given.
    """

    needed: int | None
    confirmed: int | None
    half_widths: Floats
    met: Flags


def judge(values: ArrayLike, targets: Sequence[Target], rule: Rule) -> Verdict:
    """Whether replications are enough for every target at once.

    Args:
        values: shape (replication, value), in the order of their numbers; nan where a value is
            not defined in a replication, which is left out.
        targets: one for each value.
    Raises:
        ValueError: if there are no values or not one target for each.
    Source: Hoad, Robinson & Davies (2010). With several values they take the largest number
        any of them needs; here all must be met together for the look-ahead, which never
        stops sooner.
    """
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != 2 or data.size == 0 or data.shape[1] != len(targets):
        raise ValueError(
            f"values need shape (replication, {len(targets)}) for so many targets, not {data.shape}"
        )
    widths, means = _running_widths(data, rule)
    limits = np.array([target.half_width for target in targets])
    shares = np.array([target.relative for target in targets])
    with np.errstate(invalid="ignore"):
        met: Flags = np.less_equal(widths, np.where(shares, limits * np.abs(means), limits))
    enough = np.asarray(met.all(axis=1))
    needed = _first_lasting(enough, rule) if len(data) >= rule.floor else None
    confirmed = None if needed is None else rule.confirmed_at(needed)
    return Verdict(needed, confirmed, widths[-1], met[-1])


def _running_widths(data: Floats, rule: Rule) -> tuple[Floats, Floats]:
    """Half-width and mean over the first n replications, for n from the floor: (n, value).

    With fewer replications than the floor, over all there are.
    """
    last = min(len(data), rule.ceiling)
    found = [mean_interval(data[:n], rule.level) for n in range(min(rule.floor, last), last + 1)]
    return np.array([one.half_width for one in found]), np.array([one.mean for one in found])


def _first_lasting(met: Flags, rule: Rule) -> int | None:
    """First n from the floor that is met and is met until it is confirmed."""
    last = rule.floor + len(met) - 1
    missed = np.flatnonzero(~met) + rule.floor
    for n in np.flatnonzero(met) + rule.floor:
        later = missed[missed > n]
        until = int(later[0]) - 1 if later.size else last
        if rule.confirmed_at(int(n)) <= until:
            return int(n)
    return None
