"""The network of ``scenarios/network.yaml`` in Ciw, a simulator written by others.

Palmer, Knight, Harper and Hawa (2019), "Ciw: an open-source discrete event simulation library",
Journal of Simulation 13(1). Ciw keeps time as floating-point days, draws from Python's generator
and shares no code with the engines.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import ciw
from estimates import outcomes, ratio_estimate
from theory_cases import DAYS, PLAIN, STAYS, Case, Check
from watched import Measure, Pair, share_leaving, time_in_pathway, wait

LINES: Final = ("service.assessment", "service.treatment")
CLASSES: Final = ("urgent", "routine")
FIRST_WEEK: Final = 50
FIRST_DAY: Final = FIRST_WEEK * 7
DAYS_RUN: Final = 7000
CIW_REPLICATIONS: Final = 16

Records = list[ciw.DataRecord]


@dataclass(frozen=True)
class Figure:
    """One figure of the network, by both simulators."""

    name: str
    unit: str
    ours: Measure
    node: int
    """In Ciw, from 1; 0 for the whole pathway."""
    priority: int
    kind: str
    """What Ciw's records are asked for: ``wait``, ``leaving`` or ``time``."""


@dataclass(frozen=True)
class Comparison:
    """One figure of the network, as it came out of both simulators."""

    name: str
    unit: str
    ours: float
    our_error: float
    theirs: float
    their_error: float

    @property
    def z(self) -> float:
        """Difference over its standard error."""
        return (self.ours - self.theirs) / math.hypot(self.our_error, self.their_error)


def network_figures() -> tuple[Figure, ...]:
    """Waits and shares leaving by step and priority, and times in the pathway by priority."""
    found = []
    for priority, name in enumerate(CLASSES):
        for node, line in enumerate(LINES, start=1):
            step = line.split(".")[1]
            found.append(
                Figure(
                    f"mean wait for {step}, {name}",
                    DAYS,
                    wait(line, priority=priority),
                    node,
                    priority,
                    "wait",
                )
            )
            found.append(
                Figure(
                    f"share who leave, {step}, {name}",
                    PLAIN,
                    share_leaving(line, priority),
                    node,
                    priority,
                    "leaving",
                )
            )
        found.append(
            Figure(
                f"mean time in the pathway, {name}",
                DAYS,
                time_in_pathway(priority),
                0,
                priority,
                "time",
            )
        )
    return tuple(found)


def build_network() -> ciw.Network:
    """The network as Ciw's own objects; rates are per day."""
    spread = math.log(2.0)  # of the logarithm, for a standard deviation that equals the mean
    stays = [ciw.dists.Lognormal(-spread / 2, math.sqrt(spread)), ciw.dists.Weibull(2.0, 0.8)]
    route = [[0.0, 0.6], [0.2, 0.0]]
    patience = [ciw.dists.Exponential(0.1), ciw.dists.Exponential(0.05)]

    def arrivals(share: float) -> list[ciw.dists.Exponential | None]:
        return [ciw.dists.Exponential(2.6 * share), None]

    return ciw.create_network(
        arrival_distributions={"urgent": arrivals(0.3), "routine": arrivals(0.7)},
        service_distributions=dict.fromkeys(CLASSES, stays),
        reneging_time_distributions=dict.fromkeys(CLASSES, patience),
        routing=dict.fromkeys(CLASSES, route),
        priority_classes={name: i for i, name in enumerate(CLASSES)},
        number_of_servers=[3, 4],
    )


def run_ciw(replication: int) -> Records:
    """All records of one replication."""
    ciw.seed(replication)
    simulation = ciw.Simulation(build_network())
    simulation.simulate_until_max_time(DAYS_RUN)
    records: Records = simulation.get_all_records()
    return records


def from_ciw(records: Records, figure: Figure) -> Pair:
    """A figure of one replication, by the same rule as `watched`: what ends in the time watched."""
    name = CLASSES[figure.priority]
    own = [record for record in records if record.customer_class == name]
    if figure.kind == "time":
        return _times(own)
    at_node = [record for record in own if record.node == figure.node]
    left = [
        record
        for record in at_node
        if record.record_type == "renege" and record.exit_date >= FIRST_DAY
    ]
    waits = [
        record.waiting_time
        for record in at_node
        if record.record_type == "service" and record.service_start_date >= FIRST_DAY
    ]
    if figure.kind == "leaving":
        return len(left), len(left) + len(waits)
    return sum(waits), len(waits)


def _times(own: Records) -> Pair:
    """Days in the network of those who have gone for good in the time watched."""
    came: dict[int, float] = {}
    gone: dict[int, float] = {}
    for record in own:
        who = record.id_number
        came[who] = min(came.get(who, math.inf), record.arrival_date)
        # Ciw writes no destination for those who leave a list.
        if record.destination == -1 or record.record_type == "renege":
            gone[who] = record.exit_date
    times = [day - came[who] for who, day in gone.items() if day >= FIRST_DAY]
    return sum(times), len(times)


def network_case() -> Case:
    """Our side of the comparison; the theory of each check is left open."""
    checks = tuple(
        Check(figure.name, math.nan, figure.unit, figure.ours) for figure in network_figures()
    )
    return Case("network", "Ciw.", STAYS, FIRST_WEEK, checks, replications=32)


def ciw_estimates() -> list[tuple[float, float]]:
    """Mean and standard error of each figure in Ciw, in its unit."""
    figures = network_figures()
    pairs: list[list[Pair]] = [[] for _ in figures]
    for replication in range(CIW_REPLICATIONS):
        records = run_ciw(replication)
        for own, figure in zip(pairs, figures, strict=True):
            own.append(from_ciw(records, figure))
    return [ratio_estimate(own) for own in pairs]


@cache
def comparisons() -> tuple[Comparison, ...]:
    """Both simulators, figure by figure."""
    ours = outcomes(network_case(), fast=False)
    return tuple(
        Comparison(one.check.name, one.check.unit, one.simulated, one.standard_error, *other)
        for one, other in zip(ours, ciw_estimates(), strict=True)
    )
