"""Runs replications with whichever engine can be had; both give the same answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from waitsim.model.tables import Model
from waitsim.records import EventArray, Tallies, empty_tallies, one_replication
from waitsim.rules.jit import NUMBA_AVAILABLE
from waitsim.rules.tallies import close_open

KERNEL: Final = "kernel"
REFERENCE: Final = "reference"

Simulate = Callable[..., EventArray | None]


@dataclass(frozen=True)
class Block:
    """What a run of neighbouring replications left behind.

    Args:
        first: number of the first replication.
        count: how many there are.
        tallies: with a leading axis of replications.
        events: rows of replication, then ``EVENT_COLUMNS``; None if they were not kept.
    """

    first: int
    count: int
    tallies: Tallies
    events: EventArray | None


def available_engine() -> str:
    """The compiled engine, or the reference engine where Numba cannot be loaded."""
    return KERNEL if NUMBA_AVAILABLE else REFERENCE


def is_ready(engine: str) -> bool:
    """Whether an engine can begin at once; if not, it is compiled first, which takes a minute."""
    if engine != KERNEL or not NUMBA_AVAILABLE:
        return True
    from waitsim.engine.kernel.run import is_compiled  # noqa: PLC0415 (Numba may be missing)

    return is_compiled()


def kernel_folder() -> Path | None:
    """The folder in which the compiled engine is kept; None if it is not."""
    from waitsim.engine.kernel.run import compiled_files  # noqa: PLC0415 (Numba may be missing)

    return next((path.parent for path in compiled_files()), None)


def simulator(engine: str) -> Simulate:
    """The function that runs one replication.

    Raises:
        ValueError: if there is no such engine, or it cannot be loaded here.
    """
    # Only the engine that runs is loaded; Numba may be missing, and takes its time.
    if engine == REFERENCE:
        from waitsim.engine.reference import run as reference  # noqa: PLC0415

        return reference.simulate
    if engine == KERNEL and NUMBA_AVAILABLE:
        from waitsim.engine.kernel import run as kernel  # noqa: PLC0415

        return kernel.simulate
    raise ValueError(f'no engine "{engine}" can be loaded; there is "{available_engine()}"')


def run_block(
    model: Model,
    seed: int,
    first: int,
    count: int,
    *,
    events: bool = False,
    engine: str | None = None,
) -> Block:
    """Runs neighbouring replications.

    Args:
        seed: 0 to 2**32 - 1.
        first: number of the first replication, 0 or more.
        count: how many, 1 or more; all numbers below 2**32.
        events: whether the event log is kept; it takes the kernel about twice the time.
        engine: ``kernel`` or ``reference``; the one available if left out.
    Raises:
        ValueError: if the seed or a replication number is out of range.
    """
    for number in (seed, first, first + count - 1):
        if not 0 <= number < 2**32:
            raise ValueError(f"seed and replication must be 0 to 2**32 - 1, not {number}")
    simulate = simulator(engine or available_engine())
    tallies = empty_tallies(count, model.sizes)
    logs = []
    for i in range(count):
        own = one_replication(tallies, i)
        log = simulate(model.tables, seed, first + i, own, events=events)
        if log is not None:
            logs.append(np.column_stack((np.full(len(log), first + i), log)))
    close_open(tallies)
    return Block(
        first=first,
        count=count,
        tallies=tallies,
        events=np.concatenate(logs) if logs else None,
    )
