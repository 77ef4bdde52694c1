"""Runs a scenario many times over, on all cores, and keeps what was found."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from waitsim.engine.run import KERNEL, Block, available_engine, run_block, simulator
from waitsim.experiments.models import Models
from waitsim.model.tables import Model
from waitsim.records import EventArray
from waitsim.results.blocks import Span, spans
from waitsim.results.header import Header
from waitsim.results.own import Own
from waitsim.results.packed import Packed, join_packed, pack
from waitsim.results.results import Results
from waitsim.results.store import Store, run_folder
from waitsim.scenario.load import Loaded

REPLICATIONS: Final = 20

RunPart = Callable[[Span], Block]


@dataclass(frozen=True)
class Execution:
    """How a run is carried out, which never changes what it finds.

    Args:
        workers: how many replications are run at once; as many as there are cores if None.
        engine: ``kernel`` or ``reference``; the one available if None.
        progress: told, as replications are done, how many are and how many there will be.
    """

    workers: int | None = None
    engine: str | None = None
    progress: Callable[[int, int], None] | None = None


def run(
    source: Loaded | Model,
    *,
    replications: int = REPLICATIONS,
    seed: int = 1,
    folder: Path | None = None,
    events: bool = False,
    execution: Execution | None = None,
) -> Results:
    """The results of a scenario's replications.

    What was kept before under the same folder is taken over, and only what is missing is run.
    When interrupted, what is finished is kept.

    Args:
        replications: how many, 1 or more; they are numbered from 0.
        folder: folder of results, in which the run gets one of its own; None keeps nothing.
        events: whether the event log is kept as well; it needs a folder.
    Raises:
        ValueError: if a number is out of range, events have nowhere to go, or there is no such
            engine.
        ScenarioError: if results cannot be kept in the folder.
    """
    how = execution or Execution()
    return run_models(Models(source, seed), replications, folder, how, events=events)


def run_nested(
    source: Loaded | Model,
    draws: int = REPLICATIONS,
    per_draw: int = 5,
    *,
    seed: int = 1,
    folder: Path | None = None,
    execution: Execution | None = None,
) -> Results:
    """The results of several replications of each draw of the inputs.

    They tell what is due to inputs that are not known from what is due to chance, see
    `waitsim.experiments.resting.splits`. Replication i belongs to draw ``i // per_draw``.

    Args:
        draws: of the inputs, 2 or more.
        per_draw: replications of each, 2 or more.
        folder: folder of results, in which the run gets one of its own; None keeps nothing.
    Raises:
        ValueError: if a number is out of range, or nothing is drawn in this scenario.
        ScenarioError: if results cannot be kept in the folder.
    """
    if min(draws, per_draw) < 2:
        raise ValueError(f"draws and per_draw must be 2 or more, not {draws} and {per_draw}")
    models = Models(source, seed, per_draw)
    if not models.inputs:
        raise ValueError("nothing is drawn in this scenario: say under uncertain: what could be")
    how = execution or Execution()
    return run_models(models, draws * per_draw, folder, how, events=False)


def run_models(
    models: Models, replications: int, folder: Path | None, how: Execution, *, events: bool
) -> Results:
    """The results of replications, each on its own model.

    Raises:
        ValueError: if a number is out of range, events have nowhere to go, or there is no such
            engine.
        ScenarioError: if results cannot be kept in the folder.
    """
    if replications < 1:
        raise ValueError(f"replications must be 1 or more, not {replications}")
    if events and folder is None:
        raise ValueError("events are kept in a folder: give one, or leave events out")
    header = models.header(replications)
    run_part, workers = runner(models, how, events=events)
    store = None
    if folder:
        place = folder_of(models.source, folder, models.seed, models.per_draw)
        store = Store(place, header, events)
        store.check_writable()
    tallies = run_blocks(header, run_part, workers, how.progress, store)
    return Results(header, tallies, finish(models, replications, store))


def finish(models: Models, replications: int, store: Store | None) -> tuple[Own, ...]:
    """What each replication has of its own; all is written if the run is kept.

    Raises:
        ScenarioError: if it cannot be written.
    """
    if store is None:
        return models.own(replications)
    own = models.own(store.kept(), store.own())
    source = models.source
    store.finish(source.resolved + "\n" if isinstance(source, Loaded) else None, own)
    return own[:replications]


def runner(models: Models, how: Execution, *, events: bool) -> tuple[RunPart, int]:
    """What runs a replication on its own model, and on how many threads.

    Raises:
        ValueError: if there is no such engine.
    """
    engine = how.engine or available_engine()
    simulator(engine)

    def run_part(span: Span) -> Block:
        assert span.count == 1  # see _parts
        model = models.of(span.first)
        return run_block(model, models.seed, span.first, 1, events=events, engine=engine)

    # Threads help only where the engine lets go of the interpreter, as the kernel does.
    return run_part, (how.workers or os.cpu_count() or 1) if engine == KERNEL else 1


class Keeper(Protocol):
    """Keeps the blocks of a run: on disk, as `Store` does, or in memory."""

    def spans(self) -> tuple[Span, ...]:
        """The blocks that make up the run asked for."""

    def load(self, span: Span) -> Packed | None:
        """A block that was kept before, or None."""

    def save(self, span: Span, tallies: Packed, events: EventArray | None = None) -> None:
        """Keeps a block."""


def folder_of(source: Loaded | Model, folder: Path, seed: int, per_draw: int = 1) -> Path:
    """The folder of a run inside a folder of results."""
    stem = source.path.stem if isinstance(source, Loaded) else "model"
    return run_folder(folder, stem, source.identity, seed, per_draw)


def run_blocks(
    header: Header,
    run_part: RunPart,
    workers: int,
    progress: Callable[[int, int], None] | None,
    store: Keeper | None,
) -> Packed:
    """The tallies of a run, from the store as far as they are there and from an engine else.

    Args:
        run_part: runs some neighbouring replications.
        workers: threads on which it is called.
    """
    wanted = store.spans() if store else spans(header.replications)
    total = sum(span.count for span in wanted)
    found: dict[Span, Packed] = {}
    for span in wanted:
        kept = store.load(span) if store else None
        if kept is not None:
            found[span] = kept
    missing = [span for span in wanted if span not in found]
    done = sum(span.count for span in found)
    report = progress or (lambda _done, _total: None)
    report(done, total)
    parts: list[Packed] = []
    logs: list[EventArray] = []
    with contextlib.closing(_run_missing(missing, run_part, workers)) as ended:
        for span, tallies, events in ended:
            done += tallies.replications
            parts.append(tallies)
            if events is not None:
                logs.append(events)
            if len(parts) == span.count:
                found[span] = join_packed(parts)
                if store:
                    store.save(span, found[span], np.concatenate(logs) if logs else None)
                parts, logs = [], []
            report(done, total)
    return join_packed([found[span] for span in wanted]).part(0, header.replications)


def _run_missing(
    missing: list[Span], run_part: RunPart, workers: int
) -> Generator[tuple[Span, Packed, EventArray | None], None, None]:
    """Each replication with the block it belongs to, in order, as soon as it is done."""

    def packed(part: Span) -> tuple[Packed, EventArray | None]:
        block = run_part(part)
        return pack(block.tallies), block.events

    pool = ThreadPoolExecutor(workers)
    try:
        jobs = deque((span, pool.submit(packed, part)) for span in missing for part in _parts(span))
        while jobs:
            span, job = jobs.popleft()
            yield span, *job.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _parts(span: Span) -> list[Span]:
    """A block's replications one by one, so that all workers share in it."""
    return [Span(first, 1) for first in range(span.first, span.first + span.count)]
