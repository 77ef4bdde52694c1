"""A Dask cluster of real processes on this machine, to be used and killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 120


class DaskCluster:
    """A scheduler and workers, each a process, that can be killed and replaced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self._begun = 0
        self.scheduler = self.start_scheduler()

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        """A scheduler at the address, once it can be reached."""
        self.scheduler = self._start("scheduler", "--port", str(self.port))
        self._await(self._reached)
        return self.scheduler

    def start_worker(self) -> subprocess.Popen[bytes]:
        """One more worker, with one thread and without a nanny to begin it again."""
        local = self._folder / f"local-{self._begun}"
        options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(local)]
        worker = self._start("worker", self.address, *options)
        self.workers.append(worker)
        return worker

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Ends a process as a lack of memory or power would."""
        process.send_signal(signal.SIGKILL)
        process.wait()

    def log(self) -> str:
        """All that the processes have written."""
        return "\n".join(path.read_text() for path in sorted(self._folder.glob("*.log")))

    def end(self) -> None:
        """Ends what is still there."""
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                self.kill(process)

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        self._begun += 1
        command = [sys.executable, "-m", "dask", what, *options, "--host", "127.0.0.1"]
        with (self._folder / f"{self._begun}-{what}.log").open("wb") as log:
            return subprocess.Popen(
                [*command, "--no-dashboard"],
                stdout=log, stderr=log, env=environment(), cwd=self._folder,
            )  # fmt: skip

    def _reached(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _await(self, condition: Callable[[], bool]) -> None:
        wait_until(condition, self.log)


def environment() -> dict[str, str]:
    """That of this process, with this copy of waitsim before any other."""
    path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def wait_until(condition: Callable[[], bool], told: Callable[[], str] = str) -> None:
    """Waits until something is so, and fails if that takes very long."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, told()
        time.sleep(0.05)


@contextmanager
def dask_cluster(folder: Path, workers: int = 2) -> Iterator[DaskCluster]:
    """A cluster that is ended at the end."""
    cluster = DaskCluster(folder)
    try:
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
    finally:
        cluster.end()
