"""Runs to which replications are added, block by block, until there are enough."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from waitsim.experiments.models import Models
from waitsim.experiments.replicate import (
    Execution,
    Keeper,
    finish,
    folder_of,
    run_blocks,
    runner,
)
from waitsim.model.tables import Model
from waitsim.records import EventArray
from waitsim.results.blocks import BLOCK, Span, spans
from waitsim.results.header import Header
from waitsim.results.packed import Packed
from waitsim.results.results import Results
from waitsim.results.store import Store
from waitsim.scenario.load import Loaded


class Growing:
    """One scenario's run, kept in a folder or in memory while it grows."""

    def __init__(
        self,
        source: Loaded | Model,
        seed: int,
        folder: Path | None,
        execution: Execution,
        *,
        events: bool = False,
    ) -> None:
        """Begins with nothing run.

        Args:
            folder: folder of results, in which the run gets one of its own; None keeps nothing.
            events: whether the event log is kept as well; it needs a folder.
        Raises:
            ValueError: if events have nowhere to go or there is no such engine.
        """
        if events and folder is None:
            raise ValueError("events are kept in a folder: give one, or leave events out")
        self._source, self._seed, self._folder, self._events = source, seed, folder, events
        self._models = Models(source, seed)
        self._run_part, self._workers = runner(self._models, execution, events=events)
        self._memory: dict[Span, Packed] = {}
        self._store: Store | None = None

    def to(self, replications: int, progress: Callable[[int, int], None] | None = None) -> Results:
        """The results of so many replications; those that are there are not made again.

        Raises:
            ScenarioError: if results cannot be kept in the folder.
        """
        header = self._models.header(replications)
        if self._folder:
            place = folder_of(self._source, self._folder, self._seed)
            self._store = Store(place, header, self._events)
            self._store.check_writable()
        keeper: Keeper = self._store or _Memory(header, self._memory)
        tallies = run_blocks(header, self._run_part, self._workers, progress, keeper)
        known = self._store.own() if self._store else ()
        return Results(header, tallies, self._models.own(replications, known))

    def finish(self) -> None:
        """Writes what the run was, once it has grown as far as it will."""
        if self._store:
            finish(self._models, self._store.header.replications, self._store)


def next_size(replications: int, at_most: int) -> int:
    """One block of replications more, or as many as there may be."""
    return min(replications + BLOCK, at_most)


def whole_blocks(replications: int) -> int:
    """So many replications, and those that fill up the last block."""
    return -(-replications // BLOCK) * BLOCK


@dataclass(frozen=True)
class _Memory:
    """Keeps blocks for as long as a run is extended."""

    header: Header
    blocks: dict[Span, Packed] = field(default_factory=dict)

    def spans(self) -> tuple[Span, ...]:
        return spans(self.header.replications)

    def load(self, span: Span) -> Packed | None:
        return self.blocks.get(span)

    def save(self, span: Span, tallies: Packed, events: EventArray | None = None) -> None:
        assert events is None
        self.blocks[span] = tallies
