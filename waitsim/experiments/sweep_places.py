"""Where the jobs of a sweep are run: on threads or processes of this machine, or on a cluster."""

import os
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waitsim.engine.run import KERNEL
from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.cluster_workers import Cluster
from waitsim.experiments.sweep_jobs import Work, processes, threads

_MORE_AHEAD: Final = 256
"""Jobs more that a cluster is given, so that workers which come later find some."""


@dataclass(frozen=True)
class Place:
    """Where jobs are run.

    Args:
        start: gives a pool for some work.
        workers: jobs that are run at once.
        ahead: jobs that wait there at most.
        shares: whether those who run jobs can write where the results are kept.
    """

    start: Callable[[Work], Executor]
    workers: int
    ahead: int
    shares: bool = True


def on_this_machine(workers: int | None, engine: str, in_processes: bool) -> Place:
    """Threads or processes; as many as there are cores if it is not said how many."""
    count = workers or os.cpu_count() or 1
    if engine != KERNEL and not in_processes:
        count = 1  # threads help only where the engine lets go of the interpreter
    start = processes(count) if in_processes else threads(count)
    return Place(lambda _work: start(), count, 2 * count)


def on_cluster(cluster: Cluster, engine: str, keep: Path | None) -> Place:
    """A Dask cluster, once it has been seen that a sweep can be run on it.

    Args:
        keep: folder of results, if tallies are to be kept.
    Raises:
        ScenarioError: with everything that is in the way.
    """
    try:
        # Only now: few have Dask, and it is slow to begin.
        from waitsim.experiments.cluster import Site  # noqa: PLC0415
    except ImportError as error:
        message = f"needs Dask ({error}). Install it with: pip install 'waitsim[dask]'"
        raise ScenarioError([Problem("--cluster", 0, "", message)]) from error
    site = Site(cluster, engine, keep)
    return Place(site.pool, site.threads, 2 * site.threads + _MORE_AHEAD, site.shares)
