"""A sweep on a Dask cluster of real processes: whatever befalls it, what is found is the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from dask_cluster import dask_cluster
from sweep_files import GRID, QUICK, digests, run, sweep_file

from waitsim.experiments.cluster_workers import Cluster

pytest.importorskip("distributed", reason="needs waitsim[dask]")


def test_a_sweep_on_two_workers_has_the_bytes_of_one_on_threads(tmp_path: Path) -> None:
    told: list[str] = []
    path = sweep_file(tmp_path / "s", GRID)
    run(path, tmp_path / "threads")
    with dask_cluster(tmp_path / "cluster") as cluster:
        site = Cluster(cluster.address, connect_seconds=60, notice=told.append)
        run(path, tmp_path / "dask", replace(QUICK, cluster=site))
    assert digests(tmp_path / "dask") == digests(tmp_path / "threads")
    assert [line for line in told if "workers yet" not in line] == []
