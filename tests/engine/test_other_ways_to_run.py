"""The kernel gives the same answers bounds-checked, un-jitted and short of room; without Numba
the reference engine takes its place.
"""

from pathlib import Path

import numpy as np
import pytest
from engine_runs import assert_equal
from other_pythons import kernel_digests, python
from random_scenarios import Tree, model_of
from run_random_cases import digests

from waitsim.engine.run import KERNEL, REFERENCE, available_engine, run_block
from waitsim.records import Tallies

WITHOUT_NUMBA = "import sys; sys.modules['numba'] = None; "


def test_the_kernel_read_as_plain_python_agrees(tmp_path: Path) -> None:
    found = kernel_digests(tmp_path, range(12), NUMBA_DISABLE_JIT="1")
    assert not (tmp_path / "cache").exists()
    assert found == digests(REFERENCE, range(12))


@pytest.mark.slow
def test_the_kernel_read_as_plain_python_agrees_on_200_more(tmp_path: Path) -> None:
    found = kernel_digests(tmp_path, range(12, 212), NUMBA_DISABLE_JIT="1")
    assert found == digests(REFERENCE, range(12, 212))


@pytest.mark.slow
def test_the_kernel_agrees_and_stays_within_its_arrays_when_these_are_checked(
    tmp_path: Path,
) -> None:
    found = kernel_digests(tmp_path, range(212), NUMBA_BOUNDSCHECK="1")
    assert list((tmp_path / "cache").rglob("*.kernel"))
    assert found == digests(REFERENCE, range(212))


# The buffer of a day's events.


def burst(rate: float, horizon: str) -> Tree:
    """A scenario in which a referral goes through 41 decisions on the day it comes."""
    steps = {f"decide_{i}": {"kind": "decision", "then": f"decide_{i + 1}"} for i in range(40)}
    steps["decide_40"] = {"kind": "decision", "then": "done"}
    return {
        "schema": 1,
        "title": "A burst of referrals",
        "start": "2026-01-05",
        "horizon": horizon,
        "pathways": {
            "p": {
                "referrals": {"rate": f"{rate} a week", "days": "every"},
                "steps": steps,
                "ends": {"done": ""},
                "standards": {"last": {"to": "decide_40", "within": "1 day"}},
            }
        },
    }


def test_a_day_with_more_events_than_the_kernel_has_room_for_changes_nothing() -> None:
    # There is room for 2,048 events a day and a few more at first, and then for twice those of the
    # day that was short of it: day 1 (or 2) and day 3 each make the run start again.
    model = model_of(
        (0, burst(14, "5 days")), (1, burst(490, "5 days")), (3, burst(1500, "5 days"))
    )
    expected = run_block(model, 5, 0, 1, events=True, engine=REFERENCE)
    assert expected.events is not None
    events = np.bincount(expected.events[:, 1] // 1440)
    assert events[0] < 2048
    assert events[1] > 2500
    assert events[3] > 2 * max(events[1:3])
    assert_equal(run_block(model, 5, 0, 1, events=True, engine=KERNEL), expected)
    only_tallies = run_block(model, 5, 0, 1, engine=KERNEL).tallies
    for name, one, other in zip(Tallies._fields, only_tallies, expected.tallies, strict=True):
        np.testing.assert_array_equal(one, other, err_msg=name)


def test_more_spells_left_open_than_the_kernel_has_room_for_at_once_are_all_noted() -> None:
    tree = burst(0, "1 day")
    pathway = tree["pathways"]["p"]
    pathway["steps"] = {"wait": {"kind": "place", "places": 0, "lasts": "1 day", "then": "done"}}
    pathway["standards"] = {f"within_{i}": {"to": "wait", "within": "1 day"} for i in range(60)}
    pathway["steps"]["first"] = {"kind": "place", "places": 0, "lasts": "1 day", "then": "wait"}
    pathway["opening"] = {"first": {"waiting": {"0-50 weeks": 200}}}
    model = model_of((0, tree))
    kept = run_block(model, 5, 0, 1, events=True, engine=KERNEL)
    assert kept.events is not None
    assert len(kept.events) == 200 * (2 + 1 + 60)
    assert_equal(kept, run_block(model, 5, 0, 1, events=True, engine=REFERENCE))


# Without Numba.


def test_without_numba_the_reference_engine_runs_and_gives_the_same_answers() -> None:
    assert available_engine() == KERNEL
    code = (
        WITHOUT_NUMBA
        + "from run_random_cases import digests; from waitsim.engine.run import available_engine;"
        "print(available_engine(), *digests(None, range(6)), sep=' ')"
    )
    engine, *found = python("-c", code).split()
    assert engine == REFERENCE
    assert found == digests(KERNEL, range(6))


def test_without_numba_the_kernel_is_refused_in_words() -> None:
    code = (
        WITHOUT_NUMBA + "from waitsim.engine.run import simulator\n"
        "try: simulator('kernel')\n"
        "except ValueError as error: print(error)"
    )
    assert python("-c", code) == 'no engine "kernel" can be loaded; there is "reference"\n'
