"""Which of several options is best, with a stated chance of being right.

Options that lie within the indifference zone of the best count as good as the best: a planner
would take either, and no replications are spent on telling them apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Zone:
    """When the best counts as found.

    Args:
        width: smallest difference in the mean that matters, above 0.
        level: chance to be right where the best is better than all others by the width or
            more; between 1 / options and 1.
        first: replications of every option before any is dropped, 2 or more; with fewer than
            10 many more are needed afterwards.
        higher: whether higher values are better.
    """

    width: float
    level: float = 0.95
    first: int = 10
    higher: bool = False

    def __post_init__(self) -> None:
        """Checks that the numbers make sense."""
        if not self.width > 0:
            raise ValueError(f"width must be above 0, not {self.width}")
        if self.first < 2:
            raise ValueError(f"first must be 2 or more, not {self.first}")


@dataclass(frozen=True)
class Selection:
    """Which options are still in the running.

    Args:
        contenders: indices of the options that are not dropped; one once the best is found.
        dropped_after: replications after which each option was dropped, shape (option,); 0 for
            contenders.
        looked_at: replications that were looked at.
        enough: replications by which the best is found at the latest.
    """

    contenders: Counts
    dropped_after: Counts
    looked_at: int
    enough: int

    @property
    def best(self) -> int | None:
        """The best option, once it is found."""
        return int(self.contenders[0]) if len(self.contenders) == 1 else None


def select_best(values: ArrayLike, zone: Zone) -> Selection:
    """The options that may still be the best, after each replication in turn.

    Options are compared replication by replication, so draws they share make it sharper. Once an
    option is dropped its later values are not looked at and need not be there (nan).

    Args:
        values: shape (replication, option), in the order of the replications.
    Raises:
        ValueError: if there are fewer than two options or replications than ``zone.first``, the
            level is not between 1 / options and 1, or a contender's value is not finite.
    Source: procedure KN of Kim & Nelson (2001) with c = 1, under common random numbers: right
        with the level's chance if values are normal.
    """
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != 2 or data.shape[1] < 2 or len(data) < zone.first:
        raise ValueError(
            f"values need shape (replication, option), {zone.first} or more by two or more, "
            f"not {data.shape}"
        )
    options = data.shape[1]
    if not 1 / options < zone.level < 1:
        raise ValueError(f"level must be between 1/{options} and 1, not {zone.level}")
    better = data if zone.higher else -data
    reach = _reach(better[: zone.first], zone)
    enough = int(np.floor(reach).max()) + 1
    dropped = np.zeros(options, dtype=np.int64)
    contenders = np.arange(options)
    n = zone.first
    while True:
        means = _means(better, n, contenders)
        # How far a mean may lag behind another's and its option stay in.
        lag = np.maximum(zone.width / 2 * (reach[np.ix_(contenders, contenders)] / n - 1), 0.0)
        out = np.any(means[:, np.newaxis] < means - lag, axis=1)
        dropped[contenders[out]] = n
        contenders = contenders[~out]
        if n >= max(enough, zone.first) and len(contenders) > 1:
            # Means that are still equal at the end are as good as one another.
            dropped[contenders[1:]] = n
            contenders = contenders[:1]
        if len(contenders) == 1 or n == len(data):
            break
        n += 1
    return Selection(contenders.astype(np.int64), dropped, n, max(enough, zone.first))


def _reach(first: Floats, zone: Zone) -> Floats:
    """Replications after which a pair is told apart at the latest, shape (option, option)."""
    if not np.all(np.isfinite(first)):
        raise ValueError("values of contenders must be finite")
    n, options = first.shape
    eta = ((2 * (1 - zone.level) / (options - 1)) ** (-2 / (n - 1)) - 1) / 2
    gaps = first[:, :, np.newaxis] - first[:, np.newaxis, :]
    spread = gaps.var(axis=0, ddof=1)
    return np.asarray(2 * eta * (n - 1) * spread / zone.width**2)


def _means(better: Floats, n: int, contenders: NDArray[np.intp]) -> Floats:
    used = better[:n, contenders]
    if not np.all(np.isfinite(used)):
        raise ValueError("values of contenders must be finite")
    return np.asarray(used.mean(axis=0))
