"""Runs every case of a sweep, in any order and on any number of workers, and keeps each.

What is kept is found again by what a case says and its seed, so that a sweep that was stopped
goes on, cases that were run before are not run again, and replications can be added.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from waitsim.engine.run import available_engine, simulator
from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.cluster_workers import Cluster
from waitsim.experiments.earlier_runs import EarlierRuns
from waitsim.experiments.sweep_file import Read, read_sweep
from waitsim.experiments.sweep_frame import (
    Outcome,
    frame_of,
    outcome_of,
    sweep_columns,
)
from waitsim.experiments.sweep_jobs import (
    Bench,
    Done,
    Job,
    Work,
    bench,
    run_jobs,
    said,
)
from waitsim.experiments.sweep_kept import (
    Kept,
    finish_tallies,
    kept_tallies,
    kept_values,
    tally_store,
)
from waitsim.experiments.sweep_places import Place, on_cluster, on_this_machine
from waitsim.experiments.sweep_plan import TALLIES
from waitsim.experiments.sweep_sensitivity import shares
from waitsim.experiments.swept import Swept, inputs_of, sweep_identity, write_swept
from waitsim.results.blocks import BLOCK, Span
from waitsim.results.durable import remove_empty_folders, write_whole
from waitsim.results.store import guarding
from waitsim.results.values import Values, ValueStore, joined
from waitsim.scenario.settings import Setting

if TYPE_CHECKING:
    import pandas as pd

_PROBE_BYTES: Final = 65_536
_BLOCKS_A_WORKER: Final = 4
"""Blocks for each worker from which on a block is run in one piece."""


@dataclass(frozen=True)
class SweepExecution:
    """How a sweep is carried out, which never changes what it finds.

    Args:
        workers: jobs that are run at once; as many as there are cores if None.
        engine: ``kernel`` or ``reference``; the one available if None.
        processes: whether jobs are run in processes of their own rather than on threads.
        cluster: on which jobs are run, in place of this machine.
        progress: told, as replications are done, how many are and how many there will be.
    """

    workers: int | None = None
    engine: str | None = None
    processes: bool = False
    cluster: Cluster | None = None
    progress: Callable[[int, int], None] | None = None


def sweep(
    path: str | os.PathLike[str],
    *,
    results: str | os.PathLike[str] = "results",
    execution: SweepExecution | None = None,
) -> "pd.DataFrame":
    """Every case of a sweep's file: a row for each case and standard.

    A column for each input, then each headline value with its 95 % confidence interval in
    ``_low`` and ``_high`` and its 90 % prediction band in ``_band_low`` and ``_band_high``.
    ``cost`` is of the whole scenario. A case that cannot be run is a row with its ``error``.

    Args:
        path: of the sweep's file.
        results: folder of results, in which every case is kept and the sweep gets a folder.
    Raises:
        ScenarioError: with every problem of the file, or if results cannot be kept.
    """
    found = run_sweep(read_sweep(Path(path)), Path(results), execution)
    frame = frame_of(found.columns)
    frame.attrs = {"units": {one.path: one.unit for one in found.inputs}}
    return frame


def run_sweep(read: Read, root: Path, execution: SweepExecution | None = None) -> Swept:
    """Runs a sweep as far as it has not been, and writes what it found.

    Raises:
        ScenarioError: if results cannot be kept.
    """
    how = execution or SweepExecution()
    plan = read.plan
    engine = how.engine or available_engine()
    simulator(engine)
    keep = root.resolve() if plan.keep == TALLIES else None
    key = f"{read.family.base.identity} {plan.path.resolve()} {plan.seed} {engine} {keep}"
    folder = root / f"sweep-{plan.path.stem}-{sweep_identity(read)[:12]}"
    place = _ready(how, engine, folder, keep)
    sends = keep is not None and not place.shares
    work = Work(key, read.family, plan.seed, engine, None if sends else keep, sends)
    workers = place.workers
    run = _Sweep(read, root, bench(work), workers, how.progress or (lambda _done, _total: None))
    jobs = run_jobs(lambda: place.start(work), work, run.jobs(), place.ahead)
    with contextlib.closing(jobs) as ended:
        for done in ended:
            run.take(done)
    outcomes = run.outcomes()
    inputs = inputs_of(read, outcomes)
    columns = sweep_columns(inputs, outcomes, plan.replications)
    failed = sum(bool(outcome.error) for outcome in outcomes)
    found = Swept(plan, folder, inputs, columns, shares(plan, columns), failed, run.reused)
    with guarding(folder):
        write_swept(found, read, [outcome.identity for outcome in outcomes])
    return found


def _ready(how: SweepExecution, engine: str, folder: Path, keep: Path | None) -> Place:
    """Where jobs are to be run, once results can be kept.

    Raises:
        ScenarioError: with everything that is in the way.
    """
    problems: list[Problem] = []
    try:
        with guarding(folder.parent):
            write_whole(folder / ".probe", bytes(_PROBE_BYTES))
            (folder / ".probe").unlink()
    except ScenarioError as error:
        problems += error.problems
        keep = None
    try:
        if how.cluster is None:
            place = on_this_machine(how.workers, engine, how.processes)
        else:
            place = on_cluster(how.cluster, engine, keep)
    except ScenarioError as error:
        problems += error.problems
    if problems:
        with contextlib.suppress(OSError):
            remove_empty_folders(folder.parent)
        raise ScenarioError(problems)
    return place


@dataclass
class _State:
    """How far a case has come.

    Args:
        identity: empty until its scenario has been read.
        blocks: values of each block that is there, or of its beginning.
        parts: values of pieces of blocks that are not.
        errors: by the first replication of the piece that met them.
    """

    identity: str = ""
    blocks: dict[Span, Values] = field(default_factory=dict)
    parts: dict[Span, dict[int, Values]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    outcome: Outcome | None = None


@dataclass
class _Sweep:
    """A sweep under way."""

    read: Read
    root: Path
    bench: Bench
    workers: int
    progress: Callable[[int, int], None]
    states: dict[int, _State] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)
    """First case of each identity; those like it are not run again."""
    done: int = 0
    reused: int = 0

    @property
    def total(self) -> int:
        """Replications of all cases."""
        return len(self.read.plan.cases) * self.read.plan.replications

    def jobs(self) -> Iterator[Job]:
        """What is to be run, found out case by case as it is asked for."""
        plan = self.read.plan
        earlier = EarlierRuns(self.root, plan.seed)
        self.progress(0, self.total)
        for i, settings in enumerate(plan.cases):
            state = self.states[i] = _State()
            try:
                loaded = self.bench.loaded(settings)
            except Exception as error:
                self._fail(i, Span(0, plan.replications), said(error))
                continue
            state.identity = loaded.identity
            if self.same.setdefault(loaded.identity, i) != i:
                self._advance(Span(0, plan.replications))
                continue
            kept = Kept(self.root, loaded, plan, self.bench, settings, earlier)
            found = kept_tallies(kept) if plan.keep == TALLIES else kept_values(kept)
            for block, values in found:
                yield from self._missing(i, settings, block, values)
            self._finish(i)

    def take(self, done: Done) -> None:
        """Keeps what came of a job."""
        job, plan = done.job, self.read.plan
        state = self.states[job.case]
        if done.values is None:
            self._fail(job.case, job.span, done.error)
            return
        parts = state.parts.setdefault(job.block, {})
        parts[job.span.first] = done.values
        pieces = [parts[first] for first in sorted(parts)]
        if job.block in state.blocks:
            pieces.insert(0, state.blocks[job.block])
        whole = joined(pieces)
        if len(whole.array) == job.block.count:
            if done.tallies is not None:
                loaded, models = self.bench.models(job.settings)
                tally_store(self.root, loaded, models, plan).save(job.block, done.tallies)
            store = ValueStore(self.root, state.identity, plan.seed)
            with guarding(self.root):
                store.save(job.block, whole)
            state.blocks[job.block] = whole
            del state.parts[job.block]
            self._finish(job.case)
        self._advance(job.span)

    def outcomes(self) -> list[Outcome]:
        """What each case came to, in order."""
        found = []
        for i in range(len(self.read.plan.cases)):
            state = self.states[i]
            first = self.states[self.same.get(state.identity, i)]
            if first.errors:
                error = first.errors[min(first.errors)]
                found.append(Outcome(first.identity, error=error))
            else:
                assert first.outcome is not None
                found.append(first.outcome)
        return found

    def _missing(
        self, i: int, settings: tuple[Setting, ...], block: Span, kept: Values | None
    ) -> Iterator[Job]:
        """Jobs for what is not kept of a block."""
        have = 0
        if kept is not None:
            have = len(kept.array)
            self.states[i].blocks[block] = kept
            self.reused += have
            self._advance(Span(block.first, have))
        rest = range(block.first + have, block.first + block.count)
        if rest:
            size = len(rest) if self._in_pieces() else 1
            for first in rest[::size]:
                yield Job(i, settings, block, Span(first, min(size, rest.stop - first)))

    def _in_pieces(self) -> bool:
        blocks = len(self.read.plan.cases) * -(-self.read.plan.replications // BLOCK)
        whole = blocks >= _BLOCKS_A_WORKER * self.workers
        return whole or self.read.plan.keep == TALLIES

    def _finish(self, i: int) -> None:
        """Sums a case up, once all of its blocks are there."""
        state, wanted = self.states[i], self.read.plan.replications
        whole = [state.blocks[block] for block in sorted(state.blocks)]
        if state.parts or sum(len(one.array) for one in whole) < wanted:
            return
        state.outcome = outcome_of(state.identity, joined(whole).first(wanted))
        state.blocks.clear()
        if self.read.plan.keep == TALLIES:
            case = self.read.plan.cases[i]
            loaded, models = self.bench.models(case)
            finish_tallies(self.root, loaded, models, self.read.plan)

    def _fail(self, i: int, span: Span, error: str) -> None:
        self.states[i].errors[span.first] = error
        self._advance(span)

    def _advance(self, span: Span) -> None:
        """Counts replications as done, but for those beyond what is asked."""
        self.done += min(span.first + span.count, self.read.plan.replications) - span.first
        self.progress(self.done, self.total)
