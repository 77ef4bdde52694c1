"""The peers simulate the same service, and what is said of speed is worked out as it should be."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from benchmarks import comparison, guard, page, scaling
from benchmarks.comparison import CIW, DAYS, PROCESSES, TWIN, Comparison
from benchmarks.instances import instance, scaled_wl
from benchmarks.mmc import rows
from benchmarks.peers import twin
from benchmarks.peers.service import Outcome
from benchmarks.tables import Table
from benchmarks.timing import Times, in_turn
from waitsim.model.build import build_model

ROOT: Final = Path(__file__).parents[2]
OURS = [Outcome(100 + k, 500 + k, 10 + k, 5 + k, 20 + k, 30 + k) for k in (-1.0, 0.0, 1.0)]


@pytest.fixture(scope="module")
def small() -> Comparison:
    return comparison.compare(scaled_wl(0.02), (TWIN, DAYS, PROCESSES, CIW), 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [DAYS, PROCESSES, CIW])
def test_a_peer_finds_the_same_means(small: Comparison, name: str) -> None:
    peer = next(one for one in small.peers if one.name == name)
    assert peer.agrees, peer.agreement


@pytest.mark.skipif(twin.compiler() is None, reason="there is no gcc here")
@pytest.mark.parametrize("scale", [0.02, pytest.param(0.3, marks=pytest.mark.slow)])
def test_the_c_twin_counts_what_the_kernel_counts(scale: float) -> None:
    (peer,) = comparison.compare(scaled_wl(scale), (TWIN,), 1).peers
    assert peer.agrees, peer.agreement


def test_what_the_c_twin_does_not_know_is_named() -> None:
    def lacks(name: str) -> tuple[str, ...]:
        loaded = instance(name).load()
        return twin.not_covered(build_model(loaded.epochs, loaded.identity))

    assert lacks("wl_5x6") == ()
    assert {"ages", "step_kind", "opening_state"} <= set(lacks("kent"))


def test_a_peer_with_other_means_does_not_agree() -> None:
    assert comparison.agreement(OURS, OURS)[1]
    off = [Outcome(100, 500, 10, 5, 26, 30)]
    said, agrees = comparison.agreement(OURS, off)
    # Six days off, over a deviation of one and an error of sqrt(1 / 3 + 1) of it.
    assert not agrees
    assert said == "means of 6 figures within 5.2 s.e. (wait days)"


def test_simulators_of_m_m_c_find_the_wait_of_theory() -> None:
    for row in rows(20_000, 1, None):
        assert row.agrees, (row.name, row.wait)


def test_a_loss_of_speed_is_told_by_the_ratio_on_record() -> None:
    assert not guard.has_lost(2.6, 2.0)
    assert guard.has_lost(2.61, 2.0)


@pytest.mark.skipif(twin.compiler() is None, reason="there is no gcc here")
def test_a_ratio_is_above_nought() -> None:
    assert guard.ratio_now(TWIN, rounds=1, scale=0.02) > 0


def test_things_are_timed_in_turn_there_and_back() -> None:
    told: list[tuple[str, int]] = []
    calls = {name: lambda number, name=name: told.append((name, number)) for name in "ab"}
    times = in_turn(calls, 2)
    assert told == [("a", 0), ("b", 0), ("b", 1), ("a", 1)]
    assert [len(one.seconds) for one in times.values()] == [2, 2]


def test_a_ratio_is_the_median_of_the_ratios_of_rounds() -> None:
    assert Times((2.0, 9.0, 8.0)).over(Times((1.0, 3.0, 2.0))) == 3.0


def test_a_size_says_what_a_referral_costs() -> None:
    point = scaling.measure(0.02)
    assert 2_000 < point.referrals < 2_700
    assert point.microseconds == 1e6 * point.seconds / point.referrals
    assert point.megabytes > 50


def test_memory_is_that_of_the_process_alone_not_of_the_one_that_started_it() -> None:
    held = np.ones(80_000_000)
    ask = "from benchmarks.scaling import peak_megabytes as peak; print(peak())"
    told = subprocess.run(
        [sys.executable, "-c", ask], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert 20 < float(told.stdout) < held.nbytes / 2**20


def test_the_page_keeps_what_is_written_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"By hand.\n\n{page.BEGINS}\n\nOld.\n", encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", path)
    page.write([Table("Speed", "", ("what", "how fast"), [("kernel", "fast")])], 0.5)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"By hand.\n\n{page.BEGINS}\n\nTaken on ")
    assert text.endswith("| what   | how fast |\n|--------|---------:|\n| kernel |     fast |\n")
    assert "Old." not in text


def test_the_page_has_room_for_what_is_measured() -> None:
    assert page.BEGINS in page.PAGE.read_text(encoding="utf-8")
