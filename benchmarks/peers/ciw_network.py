"""Ciw: a node for each staff pool, with slots, and one more in which people come and are away.

Somebody who is referred again, or passed on, goes on as the same individual.
"""

import math
import random
from dataclasses import dataclass, field
from typing import Any, Final

import ciw

from benchmarks.peers.service import SESSION, Outcome, Service, Stage
from waitsim.model.tables import COURSE, DECISION, DELAY

_EARLY: Final = 0.001
"""Part of a day by which people come back before a session, as Ciw settles ties by lot."""


@dataclass
class Ward:
    """The state of one replication that Ciw does not keep itself."""

    service: Service
    luck: random.Random
    coming: dict[str, list[tuple[int, float]]]
    """By class, stage and days waited of those still to arrive, the last first."""
    counts: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(
            ("referrals", "attended", "missed", "left", "wait", "waits", "waiting"), 0.0
        )
    )

    @property
    def away(self) -> int:
        """Number of the node for those who come or are away."""
        return self.service.pools + 1

    def end(self, ind: Any, end: int) -> int:
        """Where somebody goes whose referral ends: nowhere, or away until referred again."""
        if end in self.service.returns:
            stage, share, least, most = self.service.returns[end]
            if self.luck.random() < share:
                ind.delay = self.luck.uniform(least, most)
                ind.stage, ind.contacts, ind.begins = stage, 0, True
                return self.away
        return -1

    def go_on(self, ind: Any) -> int:
        """Takes a route, and gives the node where that leads."""
        ind.contacts = 0
        while True:
            here: Stage = self.service.stages[ind.stage]
            if here.passes_on >= 0:
                self.counts["referrals"] += 1
                ind.stage = here.passes_on
                return self.enter(ind)
            u, k = self.luck.random(), 0
            while u >= here.shares[k]:
                k += 1
            if here.targets[k] < 0:
                return self.end(ind, -int(here.targets[k]) - 1)
            ind.stage = here.targets[k]
            if self.service.stages[ind.stage].kind != DECISION:
                return self.enter(ind)

    def enter(self, ind: Any) -> int:
        """The node of a stage that takes time."""
        here: Stage = self.service.stages[ind.stage]
        if here.kind == DELAY:
            ind.delay = here.gap - _EARLY
            return self.away
        return here.pool + 1


class Away(ciw.dists.Distribution):  # type: ignore[misc]
    """How long somebody is away; nothing for those who arrive."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        """Days."""
        if not hasattr(ind, "stage"):
            ind.stage, ind.waited = self.ward.coming[ind.customer_class].pop()
            ind.delay, ind.contacts, ind.begins = 0.0, 0, True
        return float(ind.delay)


class Patience(ciw.dists.Distribution):  # type: ignore[misc]
    """When somebody leaves a list; drawn anew after a missed contact, which makes no odds."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        """Days from now."""
        hazard = self.ward.service.stages[ind.stage].leaving
        if ind.contacts > 0 or hazard <= 0:
            return math.inf
        return self.ward.luck.expovariate(hazard)


class FromAway(ciw.routing.NodeRouting):  # type: ignore[misc]
    """Where somebody goes on coming, or on coming back."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward

    def next_node(self, ind: Any) -> Any:
        """A pool, as delays do not follow one another."""
        ward = self.ward
        stage = ward.service.stages[ind.stage]
        if ind.begins:
            ward.counts["referrals"] += 1
            ind.begins = False
        node = stage.pool + 1
        if stage.kind == DELAY:
            node = ward.go_on(ind)
        return _sent(ward, self.simulation, ind, node)


class FromPool(ciw.routing.NodeRouting):  # type: ignore[misc]
    """Where somebody goes after a slot, missed or not."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward

    def next_node(self, ind: Any) -> Any:
        """The same pool, another, away, or out."""
        ward, counts = self.ward, self.ward.counts
        here = ward.service.stages[ind.stage]
        if ward.luck.random() < here.miss:
            counts["missed"] += 1
            ind.misses += 1
            if ind.misses < here.most_missed:
                return self.simulation.nodes[here.pool + 1]
            counts["waiting"] -= 1
            return self.simulation.nodes[-1]
        counts["waiting"] -= 1
        counts["attended"] += 1
        counts["waits"] += 1
        counts["wait"] += self.simulation.current_time - ind.joined
        ind.contacts += 1
        if here.kind == COURSE and ind.contacts < here.contacts:
            ind.delay = here.gap - _EARLY
            return self.simulation.nodes[ward.away]
        return _sent(ward, self.simulation, ind, ward.go_on(ind))

    def next_node_for_jockeying(self, ind: Any) -> Any:
        """Out, for those who leave by themselves."""
        self.ward.counts["waiting"] -= 1
        self.ward.counts["left"] += 1
        return self.simulation.nodes[-1]


def _sent(ward: Ward, simulation: Any, ind: Any, node: int) -> Any:
    """The node itself; a wait begins with the way to a pool."""
    if 0 < node < ward.away:
        ward.counts["waiting"] += 1
        ind.joined = simulation.current_time - getattr(ind, "waited", 0.0)
        ind.waited, ind.misses = 0.0, 0
    return simulation.nodes[node]


def _arrivals(service: Service, luck: random.Random) -> dict[str, list[tuple[float, int, float]]]:
    """Day of arrival, stage and days waited, by class."""
    everybody = [
        (0.0, stage, waited) for stage, waited in sorted(service.opening, key=lambda o: -o[1])
    ]
    for day, means in enumerate(service.mean):
        for first, mean in zip(service.first, means, strict=True):
            passed = luck.expovariate(1.0)
            while passed < mean:
                everybody.append((day + luck.random(), first, 0.0))
                passed += luck.expovariate(1.0)
    by_class: dict[str, list[tuple[float, int, float]]] = {
        str(k): [] for k in range(len(service.classes))
    }
    for one in sorted(everybody, key=lambda one: one[0]):
        u = luck.random()
        by_class[str(sum(u >= share for share in service.classes[:-1]))].append(one)
    return by_class


def simulate(service: Service, seed: int) -> Outcome:
    """One replication."""
    ciw.seed(seed)
    luck = random.Random(seed)  # noqa: S311
    arrivals = _arrivals(service, luck)
    coming = {name: [one[1:] for one in reversed(rows)] for name, rows in arrivals.items()}
    ward = Ward(service, luck, coming)
    pools = range(service.pools)
    no_arrivals = [None for _ in pools]
    network = ciw.create_network(
        arrival_distributions={
            name: [*no_arrivals, ciw.dists.Sequential(_gaps([one[0] for one in rows]))]
            for name, rows in arrivals.items()
        },
        service_distributions={
            name: [*(ciw.dists.Deterministic(0.0) for _ in pools), Away(ward)] for name in arrivals
        },
        reneging_time_distributions={
            name: [*(Patience(ward) for _ in pools), None] for name in arrivals
        },
        number_of_servers=[*(_slots(service, pool) for pool in pools), float("inf")],
        priority_classes={name: k for k, name in enumerate(arrivals)},
        routing={
            name: ciw.routing.NetworkRouting(
                routers=[*(FromPool(ward) for _ in pools), FromAway(ward)]
            )
            for name in arrivals
        },
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(service.days)
    c = ward.counts
    return Outcome(
        c["referrals"], c["attended"], c["missed"], c["left"], c["wait"] / c["waits"], c["waiting"]
    )


def _gaps(times: list[float]) -> list[float]:
    return [b - a for a, b in zip([0.0, *times], times, strict=False)] + [math.inf]


def _slots(service: Service, pool: int) -> Any:
    """The pool's sessions and how many each sees; what is less than a slot is set aside."""
    slot = next(stage.slot for stage in service.stages if stage.pool == pool)
    days, sizes, minutes = [], [], 0
    for day in range(service.days):
        minutes += service.minutes[day][pool]
        if minutes >= slot and service.minutes[day][pool] > 0:
            days.append(day + SESSION)
            sizes.append(minutes // slot)
            minutes %= slot
    return ciw.Slotted(slots=days, slot_sizes=sizes)
