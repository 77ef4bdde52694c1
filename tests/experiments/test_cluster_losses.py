"""Workers, schedulers and disks lost while a sweep is on, with real processes and kills."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from dask_cluster import DaskCluster, dask_cluster, environment, wait_until
from sweep_files import QUICK, digests, run, sweep_file

from waitsim.errors import ScenarioError
from waitsim.experiments.cluster_workers import Cluster
from waitsim.experiments.sweep_jobs import LostJobError

pytest.importorskip("distributed", reason="needs waitsim[dask]")
from waitsim.experiments.cluster import connected
from waitsim.experiments.cluster_pool import ClusterPool

LONG = """\
schema: 1
scenario: small.yaml
replications: 20
grid:
  horizon: [20 weeks]
  staff.therapists.wte: [0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3]
"""
BLOCKS = 16
MOUNTS = subprocess.run(["unshare", "-rm", "true"], check=False).returncode == 0


class Command:
    """`waitsim sweep` in a process of its own."""

    def __init__(self, folder: Path, *options: str, before: tuple[str, ...] = ()) -> None:
        self.results = folder / "results"
        self._told = folder / "told.txt"
        path = sweep_file(folder / "s", LONG)
        command = [*before, sys.executable, "-m", "waitsim", "sweep", str(path), *options]
        with self._told.open("wb") as told:
            self.process = subprocess.Popen(
                [*command, "--engine", "reference", "--no-report", "--results", str(self.results)],
                env=environment(), stdout=told, stderr=told,
            )  # fmt: skip

    def told(self) -> str:
        """All that it has said, on one line."""
        return " ".join(self._told.read_text(encoding="utf-8").split())

    def blocks(self) -> int:
        """Blocks that are kept."""
        return len(list(self.results.glob("values/*/*/*.parquet")))

    def wait_for_blocks(self, count: int) -> None:
        """Waits until so many blocks are kept, and not all."""
        wait_until(lambda: self.blocks() >= count or self.process.poll() is not None, self.told)
        assert self.process.poll() is None, self.told()

    def end(self) -> int:
        """Its exit status."""
        status = self.process.wait(300)
        assert "Traceback" not in self.told()
        return status


def same_as_on_threads(folder: Path) -> bool:
    """Whether the results of the command are those of an undisturbed sweep here."""
    run(sweep_file(folder / "s", LONG), folder / "threads")
    return digests(folder / "results") == digests(folder / "threads")


def on(cluster: DaskCluster, wait: int = 120) -> tuple[str, ...]:
    """The options for a cluster."""
    return ("--cluster", cluster.address, "--cluster-wait", str(wait))


@pytest.mark.slow
def test_a_killed_worker_costs_a_retry(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "cluster") as cluster:
        cluster.wait_for_workers(2)
        command = Command(tmp_path, *on(cluster))
        command.wait_for_blocks(2)
        cluster.kill(cluster.workers[0])
        assert command.end() == 0, command.told()
    assert same_as_on_threads(tmp_path)


@pytest.mark.slow
def test_when_all_workers_are_killed_a_sweep_waits_for_others_and_goes_on(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "cluster") as cluster:
        cluster.wait_for_workers(2)
        command = Command(tmp_path, *on(cluster))
        command.wait_for_blocks(2)
        for worker in cluster.workers:
            cluster.kill(worker)
        wait_until(lambda: "Waiting for others" in command.told(), command.told)
        cluster.start_worker()
        assert command.end() == 0, command.told()
        assert "There are workers again" in command.told()
    assert same_as_on_threads(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("scheduler", [False, True])
def test_what_is_finished_is_kept_when_nothing_takes_the_place_of_what_is_lost(
    tmp_path: Path, scheduler: bool
) -> None:
    with dask_cluster(tmp_path / "cluster") as cluster:
        cluster.wait_for_workers(2)
        command = Command(tmp_path, *on(cluster, wait=2))
        command.wait_for_blocks(2)
        for lost in [cluster.scheduler] if scheduler else cluster.workers:
            cluster.kill(lost)
        assert command.end() == 2
        assert "the same command goes on from there" in command.told()
        kept = command.blocks()
        assert 2 <= kept < BLOCKS
        if scheduler:
            cluster.start_scheduler()
        cluster.start_worker()
        cluster.wait_for_workers(1)
        again = Command(tmp_path, *on(cluster))
        assert again.end() == 0, again.told()
        assert f"Of 160 replications {10 * kept} were kept before." in again.told()
    assert same_as_on_threads(tmp_path)


@pytest.mark.slow
def test_a_sweep_goes_on_when_its_scheduler_is_restarted(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "cluster") as cluster:
        cluster.wait_for_workers(2)
        command = Command(tmp_path, *on(cluster))
        command.wait_for_blocks(2)
        cluster.kill(cluster.scheduler)
        wait_until(lambda: "Trying to reach it" in command.told(), command.told)
        cluster.start_scheduler()
        cluster.start_worker()
        assert command.end() == 0, command.told()
    assert same_as_on_threads(tmp_path)


@pytest.mark.slow
def test_a_killed_process_of_this_machine_costs_a_retry(tmp_path: Path) -> None:
    command = Command(tmp_path, "--processes", "--workers", "2")
    command.wait_for_blocks(2)
    children = Path(f"/proc/{command.process.pid}/task/{command.process.pid}/children")
    if not children.exists():
        command.process.kill()
        pytest.skip("cannot tell the children of a process here")
    workers = [
        int(child)
        for child in children.read_text().split()
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    assert command.end() == 0, command.told()
    assert same_as_on_threads(tmp_path)


def within(mount: str, folder: Path, script: str) -> tuple[str, ...]:
    """What runs a command that follows with a file system of its own at a folder."""
    steps = f'mount -t tmpfs -o {mount} tmpfs "$0" && {script}'
    return ("unshare", "-rm", "sh", "-c", steps, str(folder))


@pytest.mark.slow
@pytest.mark.skipif(not MOUNTS, reason="may not mount here")
def test_a_disk_that_fills_up_loses_nothing_that_is_finished(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    larger = 'mount -o remount,size=64m "$0"; ls "$0"/values/*/* | grep -c reps; "$@"; s=$?'
    script = f'"$@"; [ $? = 2 ] && {larger}; cp -r "$0" "$0-copy"; exit $s'
    command = Command(tmp_path, before=within("size=68k", tmp_path / "results", script))
    assert command.end() == 0, command.told()
    assert "results cannot be kept here" in command.told()
    assert "Free some space" in command.told()
    assert "were kept before" in command.told()
    (tmp_path / "results").rmdir()
    (tmp_path / "results-copy").rename(tmp_path / "results")
    assert same_as_on_threads(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(not MOUNTS, reason="may not mount here")
@pytest.mark.parametrize("mount", ["ro", "size=4k"])
def test_a_folder_that_cannot_be_written_to_is_told_with_all_else_that_is_wrong(
    tmp_path: Path, mount: str
) -> None:
    (tmp_path / "results").mkdir()
    before = within(mount, tmp_path / "results", '"$@"')
    command = Command(tmp_path, "--cluster", "tcp://127.0.0.1:9", before=before)
    assert command.end() == 2
    assert "results cannot be kept here" in command.told()
    assert "no Dask scheduler could be reached" in command.told()
    assert "2 problems" in command.told()


def other_waitsim(folder: Path, change: Callable[[str], str]) -> Path:
    """A folder with a copy of waitsim that is not quite the same."""
    source = Path(__file__).parents[2] / "waitsim"
    shutil.copytree(source, folder / "waitsim", ignore=shutil.ignore_patterns("__pycache__"))
    start = folder / "waitsim" / "__init__.py"
    start.write_text(change(start.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_workers_with_another_waitsim_or_none_are_named_before_anything_is_run(
    tmp_path: Path,
) -> None:
    older = other_waitsim(tmp_path / "older", lambda text: text.replace('"0.', '"9.', 1))
    broken = other_waitsim(tmp_path / "broken", lambda _text: "raise ImportError('not here')")
    path = sweep_file(tmp_path / "s", LONG)
    with dask_cluster(tmp_path / "cluster", workers=0) as cluster:
        cluster.start_worker(older)
        cluster.start_worker(broken)
        cluster.wait_for_workers(2)
        site = Cluster(cluster.address, connect_seconds=60)
        with pytest.raises(ScenarioError) as caught:
            run(path, tmp_path / "results", replace(QUICK, cluster=site))
    said = sorted(problem.message.split(" ", 2)[2] for problem in caught.value.problems)
    assert len(said) == 2
    assert said[0].startswith("cannot use waitsim: ImportError: not here. Install waitsim")
    assert said[1].startswith("has waitsim 9.")
    assert not (tmp_path / "results").exists()


@pytest.mark.slow
def test_a_job_that_ends_each_worker_is_told_as_lost(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "cluster", allowed_failures=0) as cluster:
        cluster.wait_for_workers(2)
        site = Cluster(cluster.address)
        with ClusterPool(site, connected(site, 60), 9) as pool:
            job = pool.submit(os._exit, 9)
            with pytest.raises(LostJobError, match="ended each worker"):
                job.result(120)


@pytest.mark.slow
@pytest.mark.parametrize(
    "shared",
    [True, pytest.param(False, marks=pytest.mark.skipif(not MOUNTS, reason="may not mount here"))],
)
def test_tallies_are_kept_alike_whether_workers_see_the_folder_or_not(
    tmp_path: Path, shared: bool
) -> None:
    text = LONG.replace("replications: 20", "replications: 10\nkeep: tallies")
    path = sweep_file(tmp_path / "s", text)
    run(path, tmp_path / "threads")
    (tmp_path / "dask").mkdir()
    before = () if shared else within("size=1m", tmp_path / "dask", 'exec "$@"')
    with dask_cluster(tmp_path / "cluster", workers=0) as cluster:
        cluster.start_worker(before=before)
        cluster.wait_for_workers(1)
        site = Cluster(cluster.address, connect_seconds=60)
        run(path, tmp_path / "dask", replace(QUICK, cluster=site))
    assert digests(tmp_path / "dask") == digests(tmp_path / "threads")
