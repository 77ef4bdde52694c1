"""The workers of a Dask cluster as a pool for the jobs of a sweep.

What all jobs share is given to each worker once, to those too that come later. The scheduler
handles jobs as bytes and needs no waitsim. A job whose worker is lost is run on another.
"""

import contextlib
import functools
import logging
import pickle
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, Final

from distributed import Client, KilledWorker, WorkerPlugin, get_worker

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.cluster_workers import KEPT, Cluster
from waitsim.experiments.sweep_jobs import LostJobError, LostPool, Work
from waitsim.records import SEMANTICS_VERSION
from waitsim.results.header import version

_CLOSE_SECONDS: Final = 60
_LOOK_SECONDS: Final = 1.0
_MOST_SENDS: Final = 2
"""Times that a job is sent; each time Dask tries it on some workers, four unless told otherwise."""

_LOGGERS: Final = ("distributed", "distributed.client", "tornado.application", "asyncio")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keeps Dask from writing about losses of which we tell in words of our own."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


class _Given(WorkerPlugin):  # type: ignore[misc]
    """What a worker holds for all jobs of a sweep."""

    def __init__(self, name: str, work: bytes) -> None:
        self.name = name
        self._work = work
        self._stamp = (version(), SEMANTICS_VERSION)
        self._made: Any = None
        self._lock = threading.Lock()

    def run(self, sent: bytes) -> object:
        """What comes of a job.

        Raises:
            ScenarioError: if this worker came later, with another version.
        """
        stamp = (version(), SEMANTICS_VERSION)
        if stamp != self._stamp:
            message = (
                f"worker {get_worker().address} has waitsim {stamp[0]} with semantics {stamp[1]}; "
                f"the sweep was begun with {self._stamp[0]} and {self._stamp[1]}. Install the "
                f"same version there. {KEPT}"
            )
            raise ScenarioError([Problem("--cluster", 0, "", message)])
        with self._lock:
            if self._made is None:
                self._made = pickle.loads(self._work)  # noqa: S301 (ours, by way of the scheduler)
        function, rest = pickle.loads(sent)  # noqa: S301
        return function(self._made, *rest)

    def __getstate__(self) -> dict[str, Any]:
        """What is sent: not what was made of it."""
        return {**vars(self), "_made": None, "_lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """With a lock of this process."""
        self.__dict__.update(state, _lock=threading.Lock())


def _errand() -> Callable[[str, bytes], object]:
    """What is sent for each job, whole, so that the scheduler needs no waitsim to read it."""

    def run(name: str, sent: bytes) -> object:
        from distributed import get_worker  # noqa: PLC0415

        return get_worker().plugins[name].run(sent)

    return run


@dataclass(eq=False)
class _Sent:
    answer: Future[Any]
    parcel: bytes
    sends: int = 0
    inner: Future[Any] | None = None


class ClusterPool(Executor):
    """The workers of a cluster; the first argument of all that is submitted is the same work."""

    def __init__(self, cluster: Cluster, client: Client, work: Work) -> None:
        self._cluster = cluster
        self._client = client
        self._name = f"waitsim-{secrets.token_hex(8)}"
        self._errand = _errand()
        self._out: set[_Sent] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._quiet = contextlib.ExitStack()
        self._quiet.enter_context(quiet())
        client.register_plugin(_Given(self._name, pickle.dumps(work)), name=self._name)
        self._executor = client.get_executor(pure=False)
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_named: Any) -> Future[Any]:
        """Sends a job to whichever worker is free.

        Raises:
            LostPool: if the scheduler is gone.
        """
        sent = _Sent(Future(), pickle.dumps((fn, args[1:])))
        with self._lock:
            self._out.add(sent)
        self._send(sent)
        return sent.answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Takes back what has not been begun, and lets go of the cluster."""
        self._stop.set()
        with self._lock:
            left, self._out = self._out, set()
        for sent in left:
            if sent.inner is not None and cancel_futures:
                sent.inner.cancel()
            sent.answer.cancel()
        with contextlib.suppress(Exception):
            self._client.unregister_worker_plugin(self._name)
        with contextlib.suppress(Exception):
            self._client.close()
        if wait:
            self._watcher.join(_CLOSE_SECONDS)
        self._quiet.close()

    def _send(self, sent: _Sent) -> None:
        sent.sends += 1
        try:
            sent.inner = self._executor.submit(self._errand, self._name, sent.parcel)
        except Exception as error:
            self._fail_all(self._lost())
            raise self._lost() from error
        sent.inner.add_done_callback(functools.partial(self._ended, sent))

    def _ended(self, sent: _Sent, inner: Future[Any]) -> None:
        """Hands on what came of a job."""
        if self._stop.is_set():
            return
        if inner.cancelled():
            self._fail_all(self._lost())
            return
        error = inner.exception()
        if error is None:
            self._settle(sent, lambda: sent.answer.set_result(inner.result()))
        elif isinstance(error, KilledWorker) and sent.sends < _MOST_SENDS:
            self._send(sent)
        elif isinstance(error, ScenarioError):
            self._settle(sent, lambda: sent.answer.set_exception(error))
        elif isinstance(error, KilledWorker):
            lost = LostJobError("it ended each worker that ran it, perhaps for want of memory")
            self._settle(sent, lambda: sent.answer.set_exception(lost))
        else:
            told = ScenarioError([self._cluster.problem(_job_error(error))])
            self._settle(sent, lambda: sent.answer.set_exception(told))

    def _settle(self, sent: _Sent, settle: Callable[[], None]) -> None:
        with self._lock:
            if sent not in self._out:
                return
            self._out.discard(sent)
        settle()

    def _fail_all(self, error: Exception) -> None:
        with self._lock:
            left = list(self._out)
        for sent in left:
            self._settle(sent, functools.partial(sent.answer.set_exception, error))

    def _lost(self) -> LostPool:
        message = f"the scheduler was lost again and again. See what ends it. {KEPT}"
        return LostPool(self._cluster.problem(message))

    def _watch(self) -> None:
        """Sees whether the scheduler and the workers are still there."""
        cluster, look, since = self._cluster, _census(), None
        first: str | None = None
        while not self._stop.wait(_LOOK_SECONDS):
            try:
                identity, workers = self._client.run_on_scheduler(look)
            except Exception:
                identity, workers = "", 0
            if self._stop.is_set():
                return
            first = first or identity
            if identity != first or self._client.status != "running":
                self._fail_all(self._lost())
                return
            if workers and since is not None:
                cluster.notice("There are workers again, and the sweep goes on.")
                since = None
            elif not workers and since is None:
                since = time.monotonic()
                cluster.notice(
                    f"All workers of {cluster.address} are gone. Waiting for others, for "
                    f"{cluster.wait_seconds:g} seconds at most."
                )
            elif since is not None and time.monotonic() - since > cluster.wait_seconds:
                message = (
                    f"all workers are gone, and none came within {cluster.wait_seconds:g} seconds. "
                    f'Start some ("dask worker {cluster.address}"). {KEPT}'
                )
                self._fail_all(ScenarioError([cluster.problem(message)]))
                return


def _census() -> Callable[..., tuple[str, int]]:
    """What is asked of the scheduler, sent whole."""

    def count(dask_scheduler: Any) -> tuple[str, int]:
        return dask_scheduler.id, len(dask_scheduler.workers)

    return count


def _job_error(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return f"a worker could not run a job: {type(error).__name__}: {said}. {KEPT}"
