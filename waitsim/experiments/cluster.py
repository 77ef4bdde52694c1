"""A Dask cluster, and whether a sweep can be run on it; with its pool all that knows of Dask."""

import contextlib
import functools
import secrets
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from distributed import Client

from waitsim.errors import ScenarioError
from waitsim.experiments.cluster_pool import ClusterPool, quiet
from waitsim.experiments.cluster_workers import (
    KEPT,
    Cluster,
    notices_of,
    problems_of,
    said_of,
)
from waitsim.experiments.sweep_jobs import Work

_ASK_SECONDS: Final = 60


def connected(cluster: Cluster, seconds: float) -> Client:
    """A client of a cluster.

    Raises:
        ScenarioError: if it cannot be reached in time.
    """
    try:
        with warnings.catch_warnings(), quiet():
            warnings.simplefilter("ignore")  # versions are compared by ourselves
            return Client(cluster.address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        message = (
            f"no Dask scheduler could be reached within {seconds:g} seconds ({said}). See that it "
            'is running ("dask scheduler"), that the address and port are those that it prints '
            "(8786 as a rule; 8787 is its dashboard), and that no firewall is between."
        )
        raise ScenarioError([cluster.problem(message)]) from error


class Site:
    """A cluster that was seen to be fit for a sweep.

    Args:
        engine: with which jobs are run.
        shared: folder of results that workers might write to; None if they are not to.
    Raises:
        ScenarioError: with everything that keeps the sweep from being run there.
    """

    def __init__(self, cluster: Cluster, engine: str, shared: Path | None) -> None:
        self._cluster, self._engine, self._shared = cluster, engine, shared
        self._client: Client | None = connected(cluster, cluster.connect_seconds)
        try:
            self.shares = self._checked(self._client, cluster.connect_seconds)
            self.threads = sum(self._client.nthreads().values())
        except BaseException:
            self._client.close()
            raise

    def pool(self, work: Work) -> ClusterPool:
        """Its workers; after a loss of the scheduler those of the one that takes its place.

        Raises:
            ScenarioError: if none does in time, or with everything that keeps it from being used.
        """
        client, self._client = self._client, None
        return ClusterPool(self._cluster, client or self._again(), work)

    def _again(self) -> Client:
        cluster, seconds = self._cluster, self._cluster.wait_seconds
        cluster.notice(
            f"The scheduler at {cluster.address} is gone. Trying to reach it, for {seconds:g} "
            "seconds at most."
        )
        try:
            client = connected(cluster, seconds)
            try:
                self._checked(client, seconds)
            except BaseException:
                client.close()
                raise
        except ScenarioError as error:
            told = [replace(one, message=f"{one.message} {KEPT}") for one in error.problems]
            raise ScenarioError(told) from error
        return client

    def _checked(self, client: Client, seconds: float) -> bool:
        """Whether all workers can write where the results are kept."""
        cluster = self._cluster
        _await_worker(cluster, client, seconds)
        with _token(self._shared) as (folder, token):
            ask = functools.partial(
                client.run, _question(), folder, token, nanny=False, on_error="return"
            )
            try:
                answers = client.sync(ask, callback_timeout=_ASK_SECONDS)
            except TimeoutError as error:
                message = f"its workers did not answer in {_ASK_SECONDS} seconds. Restart them."
                raise ScenarioError([cluster.problem(message)]) from error
        said = [said_of(worker, answer) for worker, answer in sorted(answers.items())]
        if problems := problems_of(cluster, said, self._engine):
            raise ScenarioError(problems)
        for notice in notices_of(said, self._engine):
            cluster.notice(notice)
        return all(one.shares for one in said)


def _await_worker(cluster: Cluster, client: Client, seconds: float) -> None:
    """Waits until there is a worker; asks for work, as some clusters begin workers only then."""
    if client.nthreads():
        return
    cluster.notice(f"{cluster.address} has no workers yet. Waiting for the first.")
    asked = client.submit(int, pure=False)
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        message = (
            f"has no workers, and none came within {seconds:g} seconds. Start "
            f'some ("dask worker {cluster.address}").'
        )
        raise ScenarioError([cluster.problem(message)]) from error
    finally:
        asked.release()


@contextlib.contextmanager
def _token(shared: Path | None) -> Iterator[tuple[str | None, str]]:
    """A file by which a worker can tell whether it sees the same folder."""
    token = secrets.token_hex(8)
    if shared is None:
        yield None, token
        return
    shared.mkdir(parents=True, exist_ok=True)
    path = shared / f".shared-{token}"
    path.write_text(token, encoding="utf-8")
    try:
        yield str(shared.resolve()), token
    finally:
        path.unlink(missing_ok=True)


def _question() -> Callable[..., Any]:
    """What is asked of each worker; made in here so that it is sent whole, for want of waitsim."""

    def answer(folder: str | None, token: str) -> dict[str, Any]:
        import pathlib  # noqa: PLC0415
        import platform  # noqa: PLC0415
        from importlib import import_module  # noqa: PLC0415

        said: dict[str, Any] = {"software": {"python": platform.python_version()}}
        try:
            said["software"] = import_module("waitsim.experiments.cluster_workers").software_here()
            run = import_module("waitsim.engine.run")
            said["engine"] = run.available_engine()
            said["ready"] = run.is_ready(said["engine"])
        except Exception as error:
            said["error"] = f"{type(error).__name__}: {' '.join(str(error).split())}"
        if folder is not None:
            try:
                seen = pathlib.Path(folder, f".shared-{token}").read_text(encoding="utf-8")
                own = pathlib.Path(folder, f".shared-{token}-{id(said)}")
                own.write_text(token, encoding="utf-8")
                own.unlink()
                said["shares"] = seen == token
            except OSError:
                said["shares"] = False
        return said

    async def answer_aside(folder: str | None, token: str) -> dict[str, Any]:
        import asyncio  # noqa: PLC0415

        # Loading waitsim takes seconds, in which a worker must go on answering its scheduler.
        return await asyncio.get_running_loop().run_in_executor(None, answer, folder, token)

    return answer_aside
