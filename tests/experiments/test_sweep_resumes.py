"""However a sweep is stopped, gone on with, extended, damaged and merged, its end is the same."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sweep_files import QUICK, digests, run, sweep_file

from waitsim.results.store import DamagedResultsWarning
from waitsim.results.tidying import merge

ROOT = Path(__file__).parents[2]
MOST = 13
STORES = st.sampled_from(["one", "other"])
BRIEF = """\
schema: 1
scenario: small.yaml
replications: {n}
list:
  - {{horizon: 1 week}}
  - {{horizon: 1 week, staff.therapists.wte: 0.9}}
  - {{horizon: 1 week, pathways.speech.priorities.urgent: 30 %}}
"""


class Killed(BaseException):
    """What stands for a kill."""


@contextmanager
def killed_at(write: int) -> Iterator[None]:
    """Ends what is done inside at one of the points around the writing of files."""
    points = 0

    def counting(real):
        def counted(*arguments, **named):
            nonlocal points
            points += 2
            if points - 1 == write:
                raise Killed
            result = real(*arguments, **named)
            if points == write:
                raise Killed
            return result

        return counted

    with (
        mock.patch("os.fsync", counting(os.fsync)),
        mock.patch("os.replace", counting(os.replace)),
        mock.patch("os.unlink", counting(os.unlink)),
        suppress(Killed),
    ):
        yield


def kept(results: Path) -> dict[str, str]:
    """Digests of all but what was set aside or left half-written."""
    return {
        name: digest
        for name, digest in digests(results).items()
        if not name.startswith("damaged/") and not name.endswith(".part")
    }


class Sweeps(RuleBasedStateMachine):
    """Two folders of results of one sweep, and what may happen to them."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.most = 1

    def teardown(self) -> None:
        self.sweep("one", self.most)
        self.sweep("clean", self.most)
        assert kept(self.folder / "one") == kept(self.folder / "clean")
        shutil.rmtree(self.folder)

    def sweep(self, store: str, n: int, workers: int = 1) -> None:
        path = sweep_file(self.folder / "s", BRIEF.format(n=n))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DamagedResultsWarning)
            run(path, self.folder / store, replace(QUICK, workers=workers))

    @rule(
        store=st.sampled_from(["one", "other"]), n=st.integers(1, MOST), workers=st.integers(1, 3)
    )
    def run_to_the_end(self, store: str, n: int, workers: int) -> None:
        self.most = max(self.most, n) if store == "one" else self.most
        self.sweep(store, n, workers)

    @rule(store=st.sampled_from(["one", "other"]), n=st.integers(1, MOST), write=st.integers(1, 40))
    def run_and_be_killed(self, store: str, n: int, write: int) -> None:
        self.most = max(self.most, n)
        with killed_at(write):
            self.sweep(store, n)

    @rule()
    def merge_the_other(self) -> None:
        if (self.folder / "other").is_dir():
            self.most = MOST
            merge(self.folder / "other", self.folder / "one")

    @rule(write=st.integers(1, 20))
    def merge_and_be_killed(self, write: int) -> None:
        if (self.folder / "other").is_dir():
            self.most = MOST
            with killed_at(write):
                merge(self.folder / "other", self.folder / "one")

    @rule(place=st.randoms(use_true_random=False), cut=st.integers(0, 100))
    def damage_a_file(self, place: random.Random, cut: int) -> None:
        files = sorted((self.folder / "one" / "values").rglob("*.parquet"))
        if files:
            path = place.choice(files)
            path.write_bytes(path.read_bytes()[:cut])


TestSweepsEndAlike = Sweeps.TestCase
TestSweepsEndAlike.settings = settings(
    max_examples=5,
    stateful_step_count=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def sweep_in(folder: Path, store: str, n: int) -> None:
    run(sweep_file(folder / "s", BRIEF.format(n=n)), folder / store)


def test_a_sweep_killed_at_any_write_while_it_is_extended_ends_as_if_it_were_not(
    tmp_path: Path,
) -> None:
    sweep_in(tmp_path, "short", 11)
    sweep_in(tmp_path, "clean", 12)
    for write in range(1, 60):
        shutil.copytree(tmp_path / "short", tmp_path / "one")
        killed = True
        with killed_at(write):
            sweep_in(tmp_path, "one", 12)
            killed = False
        sweep_in(tmp_path, "one", 12)
        assert kept(tmp_path / "one") == kept(tmp_path / "clean"), write
        shutil.rmtree(tmp_path / "one")
        if not killed:
            break
    assert 10 < write < 59


def test_a_merge_killed_at_any_write_and_done_again_is_the_union(tmp_path: Path) -> None:
    sweep_in(tmp_path, "short", 11)
    sweep_in(tmp_path, "clean", 12)
    for write in range(1, 60):
        shutil.copytree(tmp_path / "short", tmp_path / "one")
        killed = True
        with killed_at(write):
            merge(tmp_path / "clean", tmp_path / "one")
            killed = False
        merge(tmp_path / "clean", tmp_path / "one")
        assert kept(tmp_path / "one") == kept(tmp_path / "clean"), write
        shutil.rmtree(tmp_path / "one")
        if not killed:
            break
    assert 10 < write < 59


@pytest.mark.slow
class TestManySweepsEndAlike(Sweeps.TestCase):
    """The same, for longer."""

    settings = settings(
        max_examples=150,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.slow
@pytest.mark.parametrize("how", [[], ["--processes", "--workers", "2"]])
def test_a_sweep_killed_again_and_again_has_the_bytes_of_one_that_was_not(
    tmp_path: Path, how: list[str]
) -> None:
    text = BRIEF.format(n=40).replace("1 week", "20 weeks")
    path = sweep_file(tmp_path / "s", text)
    options = ["--engine", "reference", "--no-report"]
    command = [sys.executable, "-m", "waitsim", "sweep", str(path), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    luck = random.Random(1)
    kills = 0
    for _ in range(100):
        arguments = [*command, *how, "--results", str(tmp_path / "results")]
        with subprocess.Popen(
            arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:  # fmt: skip
            began = time.monotonic()
            limit = luck.uniform(1, 6) + kills
            while process.poll() is None and time.monotonic() - began < limit:
                time.sleep(0.05)
            if process.poll() == 0:
                break
            os.killpg(process.pid, signal.SIGKILL)
            kills += 1
    assert kills > 0
    run(path, tmp_path / "clean")
    assert kept(tmp_path / "results") == kept(tmp_path / "clean")
