"""An instance from its file to its results on disk, each phase timed apart."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.counts import Counts, count
from benchmarks.timing import Times, in_turn
from waitsim.engine.run import run_block
from waitsim.experiments.replicate import run
from waitsim.experiments.summary import headline
from waitsim.model.build import build_model
from waitsim.results.blocks import Span
from waitsim.results.header import from_model
from waitsim.results.store import Store
from waitsim.scenario.load import Loaded

PHASES: Final = ("load", "compile", "run", "measure", "save")
REPLICATIONS: Final = 10
"""Replications of the block that is measured and saved; loading to running are of one."""


@dataclass(frozen=True)
class Phases:
    """Times of each phase of one instance."""

    counts: Counts
    times: dict[str, Times]

    def rows_per_second(self) -> float:
        """Rows of the event table that the kernel makes and counts in a second."""
        return self.counts.rows / self.times["run"].median

    def events_per_second(self) -> float:
        """Model events of the same."""
        return self.counts.model / self.times["run"].median


def time_phases(loaded: Loaded, rounds: int, replications: int = REPLICATIONS) -> Phases:
    """Each phase of a scenario.

    Args:
        replications: of the block that is measured and saved.
    """
    from waitsim.scenario.load import load  # noqa: PLC0415 (the phase itself)

    model = build_model(loaded.epochs, loaded.identity)
    results = run(model, replications=replications, execution=None)
    header = from_model(model, 1, replications, "")
    with tempfile.TemporaryDirectory() as folder:

        def save(number: int) -> None:
            store = Store(Path(folder) / str(number), header)
            store.save(Span(0, replications), results.tallies)

        times = in_turn(
            {
                "load": lambda _: load(loaded.path),
                "compile": lambda _: build_model(loaded.epochs, loaded.identity),
                "run": lambda number: run_block(model, 1, number, 1),
                "measure": lambda _: headline(results),
                "save": save,
            },
            rounds,
        )
    return Phases(count(model), times)
