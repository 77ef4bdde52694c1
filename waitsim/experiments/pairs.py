"""Which option differs from which, with one stated chance of any false finding among all pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waitsim.analysis.comparisons import all_pairs
from waitsim.experiments.figures import LEVEL
from waitsim.experiments.yardstick import Yardstick
from waitsim.results.results import Results


@dataclass(frozen=True)
class Pair:
    """Two options side by side.

    Args:
        first: the one with the lower mean.
        difference: second less first.
        low: lower end of its interval; those of all pairs hold at once at the level.
        high: upper end.
        differs: whether the two differ, by Holm's steps.
        alike: whether they come to the same in every replication.
    """

    first: str
    second: str
    difference: float
    low: float
    high: float
    differs: bool
    alike: bool


@dataclass(frozen=True)
class Pairs:
    """All options, two by two.

    Args:
        means: of each option, the lowest first.
        pairs: in the order of the options' means.
        level: chance that no difference is found that is not there.
    """

    yardstick: Yardstick
    means: tuple[tuple[str, float], ...]
    pairs: tuple[Pair, ...]
    replications: int
    level: float = LEVEL

    def of(self, option: str) -> list[tuple[str, Pair]]:
        """The other option of each pair that an option is in, with the pair."""
        return [
            (pair.second if pair.first == option else pair.first, pair)
            for pair in self.pairs
            if option in (pair.first, pair.second)
        ]


def pairs_of(runs: Sequence[Results], names: Sequence[str], yardstick: Yardstick) -> Pairs:
    """How every option differs from every other under the same luck.

    Args:
        runs: two or more, of the same replications and seed.
        names: of the runs, no two the same.
    Raises:
        ValueError: if there are fewer than two runs, or they differ in length.
    Source: Holm (1979); Bonferroni's intervals, by `waitsim.analysis.comparisons.all_pairs`.
    """
    values = np.stack([yardstick.values(run) for run in runs], axis=1)
    known = ~np.isnan(values).any(axis=1)
    means = np.full(len(runs), np.nan)
    if known.any():
        means = values[known].mean(axis=0)
    order = np.argsort(means, kind="stable")
    found = all_pairs(values[:, order], LEVEL)
    sorted_names = [names[i] for i in order]
    pairs = [
        Pair(
            first=sorted_names[found.first[p]],
            second=sorted_names[found.second[p]],
            difference=float(found.paired.difference.mean[p]),
            low=float(found.together.low[p]),
            high=float(found.together.high[p]),
            differs=bool(found.differs[p]),
            alike=bool(found.paired.tied[p] == 1),
        )
        for p in range(len(found.first))
    ]
    named = tuple(zip(sorted_names, means[order].tolist(), strict=True))
    return Pairs(yardstick, named, tuple(pairs), len(values))
