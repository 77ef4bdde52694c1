"""A sweep of Kent's autism pathway, killed three times on the way, on every kind of workers.

`WAITSIM_SWEEP=1000x20` makes it a thousand points of twenty replications each.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from dask_cluster import ROOT, dask_cluster, environment, wait_until
from sweep_files import digests

POINTS, REPLICATIONS = map(int, os.environ.get("WAITSIM_SWEEP", "60x4").split("x"))
KILLS = 3
SWEEP = f"""\
schema: 1
scenario: ../scenarios/library/autism.yaml
replications: {REPLICATIONS}
latin_hypercube:
  count: {POINTS}
  ranges:
    pathways.autism_over_11.referrals.rate: {{from: x0.8, to: x1.2}}
"""


def kept(results: Path) -> dict[str, str]:
    """Digests of all but what a kill left half-written."""
    return {name: one for name, one in digests(results).items() if not name.endswith(".part")}


def sweep(path: Path, results: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "waitsim", "sweep", str(path), "--results", str(results)]
    return subprocess.Popen(
        [*command, "--no-report", *options],
        env=environment(), stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def killed_and_resumed(path: Path, results: Path, *options: str) -> int:
    """Runs a sweep to its end, with kills at random moments; how many there were."""
    luck = random.Random(1)
    blocks = POINTS * -(-REPLICATIONS // 10)
    moments = sorted(luck.sample(range(1, max(blocks - 8, KILLS + 1)), KILLS))
    kills = 0
    for moment in moments:
        process = sweep(path, results, *options)
        wait_until(
            lambda moment=moment, process=process: (
                process.poll() is not None
                or len(list(results.glob("values/*/*/*.parquet"))) >= moment
            ),
            patience=36_000,
        )
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            kills += 1
        process.wait()
    assert sweep(path, results, *options).wait() == 0
    return kills


@pytest.mark.slow
def test_a_sweep_killed_three_times_has_the_same_tables_on_threads_processes_and_a_cluster(
    tmp_path: Path,
) -> None:
    pytest.importorskip("distributed", reason="needs waitsim[dask]")
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    path = tmp_path / "sweeps" / "kent.yaml"
    path.parent.mkdir()
    path.write_text(SWEEP, encoding="utf-8")
    assert sweep(path, tmp_path / "undisturbed").wait() == 0
    with dask_cluster(tmp_path / "cluster") as cluster:
        cluster.wait_for_workers(2)
        ways = {
            "threads": (),
            "processes": ("--processes", "--workers", "2"),
            "dask": ("--cluster", cluster.address),
        }
        for name, options in ways.items():
            assert killed_and_resumed(path, tmp_path / name, *options) == KILLS, name
            assert kept(tmp_path / name) == kept(tmp_path / "undisturbed"), name
