"""Where the cases of a sweep are run: a job goes out small and comes back small.

A pool is anything that takes work as `concurrent.futures` does: threads, processes, or what a
cluster offers. None of them changes what is found.
"""

import functools
import multiprocessing
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from waitsim.engine.run import run_block
from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.models import Models
from waitsim.experiments.replicate import folder_of
from waitsim.experiments.sweep_values import values_of
from waitsim.records import empty_tallies
from waitsim.results.blocks import Span
from waitsim.results.packed import Packed, join_packed, pack
from waitsim.results.results import PART_BYTES, Results
from waitsim.results.store import Store
from waitsim.results.values import Values, joined
from waitsim.scenario.family import Family
from waitsim.scenario.load import Loaded
from waitsim.scenario.settings import Setting

_KEPT_MODELS: Final = 32
_MOST_BREAKS: Final = 3

StartPool = Callable[[], Executor]


@dataclass(frozen=True, eq=False)
class Work:
    """What all jobs of a sweep share.

    Args:
        key: the same for the same work, wherever it has been sent.
        engine: ``kernel`` or ``reference``.
        keep: folder of results in which whoever runs a job keeps its tallies; None if not.
        sends: whether tallies come back with the values.
    """

    key: str
    family: Family
    seed: int
    engine: str
    keep: Path | None = None
    sends: bool = False

    def __eq__(self, other: object) -> bool:
        """Whether the other is the same work."""
        return isinstance(other, Work) and other.key == self.key

    def __hash__(self) -> int:
        """By the key."""
        return hash(self.key)


@dataclass(frozen=True)
class Job:
    """Some replications of one case.

    Args:
        case: number of the case, from 0.
        block: to which the replications belong.
        span: the replications to run.
    """

    case: int
    settings: tuple[Setting, ...]
    block: Span
    span: Span


@dataclass(frozen=True)
class Done:
    """What came of a job: its values, or the reason why there are none."""

    job: Job
    values: Values | None
    error: str = ""
    tallies: Packed | None = None


class LostPool(BrokenExecutor):
    """A pool that is gone, and what to tell if those that take its place go too."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class LostJobError(Exception):
    """A job that ends whichever worker runs it; a case that cannot be run."""


class Bench:
    """Cases made ready to run; the last few are kept, as their jobs follow one another."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._ready: OrderedDict[tuple[Setting, ...], _Ready] = OrderedDict()

    def loaded(self, settings: tuple[Setting, ...]) -> Loaded:
        """The scenario of a case.

        Raises:
            ScenarioError: if it is none.
        """
        ready = self._entry(settings)
        with ready.lock:
            return self._load(ready, settings)

    def models(self, settings: tuple[Setting, ...]) -> tuple[Loaded, Models]:
        """The scenario and the models of a case.

        Raises:
            ScenarioError: if it is no scenario.
        """
        ready = self._entry(settings)
        with ready.lock:
            loaded = self._load(ready, settings)
            if ready.models is None:
                ready.models = Models(loaded, self._work.seed)
            return loaded, ready.models

    def _load(self, ready: "_Ready", settings: tuple[Setting, ...]) -> Loaded:
        if ready.loaded is None:
            ready.loaded = self._work.family.variant(settings)
        return ready.loaded

    def _entry(self, settings: tuple[Setting, ...]) -> "_Ready":
        with self._lock:
            ready = self._ready.setdefault(settings, _Ready())
            self._ready.move_to_end(settings)
            if len(self._ready) > _KEPT_MODELS:
                self._ready.popitem(last=False)
            return ready


@dataclass
class _Ready:
    lock: threading.Lock = field(default_factory=threading.Lock)
    loaded: Loaded | None = None
    models: Models | None = None


@functools.lru_cache(maxsize=1)
def bench(work: Work) -> Bench:
    """The one bench of this process for some work."""
    return Bench(work)


def run_job(work: Work, job: Job) -> Done:
    """Runs a job; a case that cannot be run is told of, and is no error of the sweep.

    Raises:
        ScenarioError: if tallies are to be kept and cannot be.
    """
    try:
        loaded, models = bench(work).models(job.settings)
        values, tallies = _run(work, models, job.span)
    except Exception as error:
        return Done(job, None, said(error))
    if work.keep is not None:
        store = Store(folder_of(loaded, work.keep, work.seed), models.header(job.span.count))
        store.save(job.block, tallies)
    return Done(job, values, tallies=tallies if work.sends else None)


def _run(work: Work, models: Models, span: Span) -> tuple[Values, Packed]:
    """The values of some replications, and their tallies if anyone keeps them."""
    room = PART_BYTES // sum(table.nbytes for table in empty_tallies(1, models.plain.sizes))
    # What is drawn for each replication makes a model of each.
    most = 1 if models.inputs else max(room, 1)
    values, packed = [], []
    for first in range(span.first, span.first + span.count, most):
        count = min(most, span.first + span.count - first)
        block = run_block(models.of(first), work.seed, first, count, engine=work.engine)
        own = models.own(count, first=first)
        values.append(values_of(Results(models.header(count), block.tallies, own)))
        if work.keep is not None or work.sends:
            packed.append(pack(block.tallies))
    return joined(values), join_packed(packed) if packed else Packed(())


def said(error: Exception) -> str:
    """Why a case cannot be run, on one line."""
    if isinstance(error, ScenarioError):
        return " ".join(str(problem) for problem in error.problems)
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def run_jobs(
    start: StartPool, work: Work, jobs: Iterable[Job], ahead: int
) -> Generator[Done, None, None]:
    """What comes of jobs, as they finish, in any order.

    Args:
        start: gives a pool; called again if its workers are lost.
        ahead: jobs that wait in the pool at most, so that the rest need not be made yet.
    Raises:
        ScenarioError: if workers are lost again and again.
    """
    source = iter(jobs)
    again: list[Job] = []
    waiting: dict[Future[Done], Job] = {}
    breaks = 0
    pool = start()
    try:
        while True:
            try:
                while len(waiting) < ahead:
                    job = again.pop() if again else next(source, None)
                    if job is None:
                        break
                    again.append(job)  # until the pool has taken it
                    waiting[pool.submit(run_job, work, job)] = again.pop()
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    done = _done(future, waiting[future])
                    del waiting[future]
                    yield done
            except BrokenExecutor as error:
                breaks += 1
                if breaks > _MOST_BREAKS:
                    raise ScenarioError([_lost(error)]) from error
                again += waiting.values()
                waiting.clear()
                pool.shutdown(wait=False)
                pool = start()
    finally:
        pool.shutdown(cancel_futures=True)


def _done(future: Future[Done], job: Job) -> Done:
    try:
        return future.result()
    except LostJobError as error:
        return Done(job, None, str(error))


def _lost(error: BrokenExecutor) -> Problem:
    if isinstance(error, LostPool):
        return error.problem
    message = (
        "worker processes were ended from outside, perhaps for want of memory. "
        "Use fewer; what was finished is kept, and the sweep goes on from there."
    )
    return Problem("--workers", 0, "", message)


def threads(workers: int) -> StartPool:
    """A pool of threads."""
    return lambda: ThreadPoolExecutor(workers)


def processes(workers: int) -> StartPool:
    """A pool of processes, begun afresh so that no lock of this one is copied."""
    context = multiprocessing.get_context("spawn")
    return lambda: ProcessPoolExecutor(workers, mp_context=context)
