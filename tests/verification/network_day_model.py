"""A network of steps in whole days, as Murch et al. (2021) simulated theirs, without the engines.

B. J. Murch, J. A. Cooper, T. J. Hodgett, E. L. Gara, J. S. Walker and R. M. Wood (2021),
"Modelling the effect of first-wave COVID-19 on mental health services", Operations Research for
Health Care 30. Within a day stays end first, then places go to those who joined on an earlier
day, the first first; of those left some give up, by days waited; those who move on, give up or
are referred join at the end. So nobody waits less than a day. Written for this comparison from
the description of the model; it follows cohorts of a day rather than people.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Stays = Callable[[np.random.Generator, int], Ints]


@dataclass(frozen=True)
class Node:
    """A step with places.

    Args:
        places: how many can be in it at once.
        stays: draws whole days.
        then: shares by node; what is left of 1 leaves the network.
        gives_up: chance on the day after so many days waited, and where to; None if nobody does.
    """

    places: int
    stays: Stays
    then: Mapping[str, float] = field(default_factory=dict)
    half_days: float = 0.0
    steepness: float = 1.0
    gives_up_to: Mapping[str, float] = field(default_factory=dict)

    def chance_of_giving_up(self, days: Floats) -> Floats:
        """By days waited; none where there is no half time."""
        if self.half_days == 0:
            return np.zeros(len(days))
        odds = (days / self.half_days) ** self.steepness
        return np.asarray(odds / (1 + odds), dtype=np.float64)


def lognormal(mean_of_log: float, sd_of_log: float) -> Stays:
    """Lognormal days, made whole up or down so that the mean is kept."""

    def draw(rng: np.random.Generator, n: int) -> Ints:
        times = rng.lognormal(mean_of_log, sd_of_log, n)
        return np.asarray(np.floor(times + rng.random(n)), dtype=np.int64)

    return draw


def listed(shares: Mapping[int, float]) -> Stays:
    """Days out of a list with weights."""
    days = np.array(list(shares), dtype=np.int64)
    weights = np.array(list(shares.values()))

    def draw(rng: np.random.Generator, n: int) -> Ints:
        return rng.choice(days, n, p=weights / weights.sum())

    return draw


IN_PLACE: Final = 0
WAITING: Final = 1
STARTED: Final = 2
GAVE_UP: Final = 3
DAYS_WAITED: Final = 4
COUNTS: Final = 5


class _Run:
    """The state of one replication."""

    def __init__(self, nodes: Mapping[str, Node], days: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.nodes = nodes
        self.number = {name: i for i, name in enumerate(nodes)}
        self.waiting = np.zeros((len(nodes), days), dtype=np.int64)
        self.ends = np.zeros((len(nodes), 2 * days), dtype=np.int64)
        self.inside = np.zeros(len(nodes), dtype=np.int64)
        self.first = [0] * len(nodes)
        self.chances = [n.chance_of_giving_up(np.arange(days + 1.0)) for n in nodes.values()]

    def day(self, day: int, referred: Mapping[str, float]) -> Ints:
        """One day, and what was counted in it: (node, count)."""
        joiners = np.zeros(len(self.nodes), dtype=np.int64)
        counted = np.zeros((len(self.nodes), COUNTS), dtype=np.int64)
        for name, i in self.number.items():
            ended = int(self.ends[i, day])
            self.inside[i] -= ended
            self._send(ended, self.nodes[name].then, joiners)
        for i, node in enumerate(self.nodes.values()):
            counted[i, STARTED : DAYS_WAITED + 1 : 2] = self._start(i, node, day)
            counted[i, GAVE_UP] = self._give_up(i, node, day, joiners)
        for name, rate in referred.items():
            joiners[self.number[name]] += self.rng.poisson(rate)
        self.waiting[:, day] += joiners
        counted[:, IN_PLACE] = self.inside
        counted[:, WAITING] = self.waiting.sum(axis=1)
        return counted

    def change(self, nodes: Mapping[str, Node]) -> None:
        """Goes on with other places, stays and ways onward; giving up stays as it was."""
        self.nodes = nodes

    def _send(self, n: int, shares: Mapping[str, float], joiners: Ints) -> None:
        chances = [*shares.values(), max(0.0, 1 - sum(shares.values()))]
        for name, count in zip(shares, self.rng.multinomial(n, chances), strict=False):
            joiners[self.number[name]] += count

    def _start(self, i: int, node: Node, day: int) -> tuple[int, int]:
        """Those who began, and the days they had waited in all."""
        left, waited = max(0, node.places - int(self.inside[i])), 0
        begun = 0
        while left > 0 and self.first[i] < day:
            here = int(self.waiting[i, self.first[i]])
            taken = min(left, here)
            self.waiting[i, self.first[i]] -= taken
            left, begun = left - taken, begun + taken
            waited += taken * (day - self.first[i])
            if taken == here:
                self.first[i] += 1
        ends = day + node.stays(self.rng, begun)
        np.add.at(self.ends[i], ends[ends < self.ends.shape[1]], 1)
        self.inside[i] += begun
        return begun, waited

    def _give_up(self, i: int, node: Node, day: int, joiners: Ints) -> int:
        if node.half_days == 0:
            return 0
        cohorts = self.waiting[i, self.first[i] : day]
        gone = self.rng.binomial(cohorts, self.chances[i][day - self.first[i] : 0 : -1])
        cohorts -= gone
        n = int(gone.sum())
        self._send(n, node.gives_up_to, joiners)
        return n


def run_network(
    nodes: Mapping[str, Node],
    referred: Sequence[Mapping[str, float]],
    seed: int,
    later: tuple[int, Mapping[str, Node]] | None = None,
) -> Ints:
    """What was counted day by day, an empty network at first: (day, node, count).

    Args:
        later: a day from which the same nodes are otherwise, and how they are.
    """
    run = _Run(nodes, len(referred), seed)
    counted = []
    for day, rates in enumerate(referred):
        if later is not None and day == later[0]:
            run.change(later[1])
        counted.append(run.day(day, rates))
    return np.array(counted)
