"""The kernel and its peers side by side in one process, and whether they simulate the same."""

import dataclasses
import math
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.peers import ciw_network, simpy_days, simpy_processes, twin
from benchmarks.peers.service import Outcome, Service, outcome_of, service_of
from benchmarks.timing import Call, Times, in_turn, without_gc
from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.records import empty_tallies, one_replication
from waitsim.scenario.load import Loaded

KERNEL: Final = "kernel"
TWIN: Final = "C twin, gcc -O3"
DAYS: Final = "SimPy, a process that ticks by day"
PROCESSES: Final = "SimPy, a process for each referral"
NO_GC: Final = f"{PROCESSES}, gc off"
CIW: Final = "Ciw"
OURS_REPLICATIONS: Final = 10
MOST_Z: Final = 4.0
"""A figure further off than this, in standard errors, is no chance: 1 in 16,000."""

PEERS: Final[dict[str, Callable[[Service, int], Outcome]]] = {
    DAYS: simpy_days.simulate,
    NO_GC: simpy_processes.simulate,
    PROCESSES: simpy_processes.simulate,
    CIW: ciw_network.simulate,
}


@dataclass(frozen=True)
class Peer:
    """A peer's times, and how far its figures are from the kernel's."""

    name: str
    times: Times
    ratio: float
    """CPU time over the kernel's, by round."""
    agreement: str
    """What was compared, and what came of it."""
    agrees: bool


@dataclass(frozen=True)
class Comparison:
    """All peers on one service."""

    kernel: Times
    peers: tuple[Peer, ...]
    figures: tuple[tuple[str, ...], ...]
    """Rows of a table: name of the simulator, and each figure's mean."""
    left_out: tuple[str, ...]
    """Peers that could not be run here, and why."""


def compare(loaded: Loaded, names: Sequence[str], rounds: int) -> Comparison:
    """Runs the kernel and some peers in turn.

    Args:
        names: of peers.
    """
    model = build_model(loaded.epochs, loaded.identity)
    service = service_of(model)
    found: dict[str, list[Outcome]] = {name: [] for name in names if name in PEERS}
    calls: dict[str, Call] = {KERNEL: lambda number: run_block(model, 1, number, 1)}
    for name, outcomes in found.items():
        calls[name] = _calling(PEERS[name], service, outcomes)
        if name == NO_GC:
            calls[name] = without_gc(calls[name])
    calls[KERNEL](0)
    left_out: list[str] = []
    agreements: dict[str, tuple[str, bool]] = {}
    with tempfile.TemporaryDirectory() as folder:
        if TWIN in names and twin.compiler() is None:
            left_out.append(f"{TWIN}: there is no gcc here")
        elif TWIN in names:
            run = twin.build(Path(folder))
            calls[TWIN] = lambda number: _twin(run, model, number)
            agreements[TWIN] = _twin_agreement(run, model)
        times = in_turn(calls, rounds)
    ours = kernel_outcomes(model)
    for name, outcomes in found.items():
        agreements[name] = agreement(ours, outcomes)
    peers = tuple(
        Peer(name, times[name], times[name].over(times[KERNEL]), *agreements[name])
        for name in names
        if name in agreements
    )
    rows = tuple(_row(name, outcomes) for name, outcomes in {KERNEL: ours, **found}.items())
    return Comparison(times[KERNEL], peers, rows, tuple(left_out))


def kernel_outcomes(model: Model) -> list[Outcome]:
    """What the kernel finds in some replications."""
    blocks = (run_block(model, 1, k, 1, events=True).events for k in range(OURS_REPLICATIONS))
    return [outcome_of(model, events[:, 1:]) for events in blocks if events is not None]


def agreement(ours: Sequence[Outcome], theirs: Sequence[Outcome]) -> tuple[str, bool]:
    """The figure furthest off, in standard errors, and whether that can be chance.

    Both are taken to vary from replication to replication as the kernel does.
    """
    worst, figure = 0.0, ""
    for field in dataclasses.fields(Outcome):
        own = [getattr(one, field.name) for one in ours]
        other = [getattr(one, field.name) for one in theirs]
        error = statistics.stdev(own) * math.sqrt(1 / len(own) + 1 / len(other))
        z = (statistics.fmean(other) - statistics.fmean(own)) / max(error, 1e-9)
        if abs(z) >= abs(worst):
            worst, figure = z, field.name
    means = f"means of {len(dataclasses.fields(Outcome))} figures within {abs(worst):.1f} s.e."
    return f"{means} ({figure.replace('_', ' ')})", abs(worst) <= MOST_Z


def _calling(
    simulate: Callable[[Service, int], Outcome], service: Service, found: list[Outcome]
) -> Call:
    def call(number: int) -> None:
        found.append(simulate(service, number))

    return call


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    means = (
        statistics.fmean(getattr(one, field.name) for one in outcomes)
        for field in dataclasses.fields(Outcome)
    )
    return (name, *(f"{mean:,.1f}" if mean < 1000 else f"{mean:,.0f}" for mean in means))


def _twin(run: Callable[..., int], model: Model, number: int) -> None:
    tallies = one_replication(empty_tallies(1, model.sizes), 0)
    twin.simulate(run, model, 1, number, tallies)


def _twin_agreement(run: Callable[..., int], model: Model) -> tuple[str, bool]:
    """Whether the C code counts what the kernel counts."""
    lacks = twin.not_covered(model)
    if lacks:
        return f"does not know {', '.join(lacks)}", False
    tallies = empty_tallies(1, model.sizes)
    twin.simulate(run, model, 1, 0, one_replication(tallies, 0))
    np.cumsum(tallies.open, axis=-2, out=tallies.open)
    ours = run_block(model, 1, 0, 1).tallies
    odd = [
        name
        for name in ours._fields
        if not np.array_equal(getattr(ours, name), getattr(tallies, name))
    ]
    if odd:
        return f"differs in {', '.join(odd)}", False
    return "every tally equal", True
