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

    def __init__(self, folder: Path, allowed_failures: int) -> None:
        self._allowed = str(allowed_failures)
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

    def start_worker(
        self, waitsim: Path = ROOT, before: tuple[str, ...] = ()
    ) -> subprocess.Popen[bytes]:
        """One more worker, with one thread and without a nanny to begin it again.

        Args:
            waitsim: folder of the waitsim that it uses.
            before: what its command is run by.
        """
        local = self._folder / f"local-{self._begun}"
        options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(local)]
        worker = self._start("worker", self.address, *options, waitsim=waitsim, before=before)
        self.workers.append(worker)
        return worker

    def wait_for_workers(self, count: int) -> None:
        """Waits until so many have been registered by the newest scheduler."""

        def there() -> bool:
            newest = max(
                self._folder.glob("*-scheduler.log"), key=lambda path: path.stat().st_mtime
            )
            return newest.read_text().count("Register worker addr") >= count

        self._await(there)

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

    def _start(
        self, what: str, *options: str, waitsim: Path = ROOT, before: tuple[str, ...] = ()
    ) -> subprocess.Popen[bytes]:
        self._begun += 1
        allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": self._allowed}
        command = [*before, sys.executable, "-m", "dask", what, *options, "--host", "127.0.0.1"]
        with (self._folder / f"{self._begun}-{what}.log").open("wb") as log:
            return subprocess.Popen(
                [*command, "--no-dashboard"],
                stdout=log, stderr=log, env=environment(waitsim) | allowed, cwd=self._folder,
            )  # fmt: skip

    def _reached(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _await(self, condition: Callable[[], bool]) -> None:
        wait_until(condition, self.log)


def environment(waitsim: Path = ROOT) -> dict[str, str]:
    """That of this process, with the waitsim in a folder before any other."""
    path = [str(waitsim), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def wait_until(
    condition: Callable[[], bool], told: Callable[[], str] = str, patience: float = PATIENCE
) -> None:
    """Waits until something is so, and fails if that takes very long."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, told()
        time.sleep(0.05)


@contextmanager
def dask_cluster(
    folder: Path, workers: int = 2, allowed_failures: int = 3
) -> Iterator[DaskCluster]:
    """A cluster that is ended at the end."""
    cluster = DaskCluster(folder, allowed_failures)
    try:
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
    finally:
        cluster.end()
