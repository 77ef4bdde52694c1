"""What a cluster adds to a sweep: `python -m benchmarks.cluster SWEEP`.

CPU seconds of each job are measured on a scheduler and two workers of this machine, and from these
it is worked out how many workers one command can keep busy.
"""

import heapq
import operator
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waitsim.engine.run import available_engine
from waitsim.experiments.cluster import connected
from waitsim.experiments.cluster_pool import ClusterPool
from waitsim.experiments.cluster_workers import Cluster
from waitsim.experiments.sweep_file import read_sweep
from waitsim.experiments.sweep_jobs import Job, Work, bench, run_job
from waitsim.results.blocks import BLOCK, Span
from waitsim.results.values import Values, ValueStore

WORKERS: Final = (1, 2, 10, 50, 100, 200, 500)
_JOBS: Final = 300
_CASES: Final = 12


@dataclass(frozen=True)
class Costs:
    """CPU seconds of one job of ten replications.

    Args:
        run: in a worker, the simulation alone.
        worker: in a worker, of being sent a job.
        scheduler: in the scheduler.
        prepare: here, to read a case and look for what is kept of it.
        keep: here, to write a block.
        send: here, to send a job and hear of it.
    """

    run: float
    worker: float
    scheduler: float
    prepare: float
    keep: float
    send: float

    @property
    def here(self) -> float:
        """All that the command itself does, one job after another."""
        return self.prepare + self.keep + self.send


def measured(path: Path) -> Costs:
    """What each part of a job takes, on this machine."""
    read = read_sweep(path)
    cases = read.plan.cases[:_CASES]
    work = Work("benchmark", read.family, 1, available_engine())
    span = Span(0, BLOCK)
    run_job(work, Job(0, cases[0], span, span))
    done = [run_job(work, Job(0, cases[0], span, span)).values for _ in range(3)]
    run = _each(lambda: run_job(work, Job(0, cases[0], span, span)), 3)
    left = iter(cases[1:])
    prepare = _each(lambda: bench(work).loaded(next(left)), len(cases) - 1)
    with tempfile.TemporaryDirectory() as folder:
        values = done[0]
        assert isinstance(values, Values)
        numbers = iter(range(_JOBS))
        keep = _each(
            lambda: ValueStore(Path(folder), f"{next(numbers):064}", 1).save(span, values), 50
        )
        worker, scheduler, send = _over_dask(work, Path(folder))
    return Costs(run, worker, scheduler, prepare, keep, send)


def efficiency(costs: Costs, workers: int, jobs_each: int = 50) -> float:
    """Share of the workers' time in which they simulate, if each has a core of its own.

    The command and the scheduler each do one thing at a time; a worker waits for its next job.
    """
    free = [0.0] * workers
    command = scheduler = 0.0
    count = workers * jobs_each
    for _ in range(count):
        command += costs.here
        scheduler = max(scheduler, command) + costs.scheduler
        begin = max(heapq.heappop(free), scheduler)
        heapq.heappush(free, begin + costs.worker + costs.run)
    return count * costs.run / (workers * max(free))


def _each(do: Callable[[], object], count: int) -> float:
    began = time.process_time()
    for _ in range(count):
        do()
    return (time.process_time() - began) / count


def _over_dask(work: Work, folder: Path) -> tuple[float, float, float]:
    """CPU seconds of a job that does nothing: in a worker, in the scheduler, and here."""
    import psutil  # noqa: PLC0415 (comes with Dask)

    address = "tcp://127.0.0.1:18786"
    dask = [sys.executable, "-m", "dask"]
    local = ["--no-dashboard", "--host", "127.0.0.1"]
    commands = [[*dask, "scheduler", "--port", "18786", *local]]
    one = ["worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    commands += [[*dask, *one, *local]] * 2
    started = []
    try:
        for command in commands:
            started.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            time.sleep(3)
        cluster = Cluster(address)
        client = connected(cluster, 30)
        client.wait_for_workers(2)
        with ClusterPool(cluster, client, work) as pool:
            for _ in pool.map(operator.is_, [work] * 20, range(20)):
                pass
            seen = [psutil.Process(process.pid) for process in started]
            before = [sum(process.cpu_times()[:2]) for process in seen]
            here = time.process_time()
            for _ in pool.map(operator.is_, [work] * _JOBS, range(_JOBS)):
                pass
            here = (time.process_time() - here) / _JOBS
            spent = [sum(p.cpu_times()[:2]) - b for p, b in zip(seen, before, strict=True)]
        return sum(spent[1:]) / _JOBS, spent[0] / _JOBS, here
    finally:
        for process in started:
            process.kill()
            process.wait()


def main(path: str) -> None:
    """Prints what was measured and what follows."""
    costs = measured(Path(path))
    print("| CPU milliseconds of each job of ten replications | |\n|---|---|")
    for name in ("run", "worker", "scheduler", "prepare", "keep", "send"):
        print(f"| {name} | {1000 * getattr(costs, name):.1f} |")
    print("\n| workers | share of their time in which they simulate |\n|---|---|")
    for workers in WORKERS:
        print(f"| {workers} | {efficiency(costs, workers):.0%} |")


if __name__ == "__main__":
    main(sys.argv[1])
