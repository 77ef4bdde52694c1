"""At the edges of time, demand and capacity the engines agree, however the kernel is run."""

from pathlib import Path

import pytest
from edge_scenarios import EDGES, MARKS
from engine_runs import assert_equal, run_case
from mechanisms import mechanisms
from other_pythons import kernel_digests
from run_random_cases import digests
from stories import check_run

from waitsim.engine.run import KERNEL, REFERENCE

LONG = ("thirty years",)
SHORT = tuple(name for name in EDGES if name not in LONG)


@pytest.mark.parametrize("name", EDGES)
def test_the_engines_agree_at_an_edge(name: str) -> None:
    case = EDGES[name]()
    model = case.model()
    reference = run_case(model, case, REFERENCE)
    assert_equal(run_case(model, case, KERNEL), reference)
    check_run(model, reference)
    assert mechanisms(case, model, reference) >= MARKS[name]


def test_the_service_at_the_edges_has_nearly_every_mechanism_in_it() -> None:
    found = {}
    for name in SHORT:
        case = EDGES[name]()
        model = case.model()
        found[name] = mechanisms(case, model, run_case(model, case, KERNEL))
    assert len(found["half a year"]) >= 122
    assert len(set().union(*found.values())) >= 130


def test_the_kernel_read_as_plain_python_agrees_at_the_edges(tmp_path: Path) -> None:
    assert kernel_digests(tmp_path, SHORT, NUMBA_DISABLE_JIT="1") == digests(REFERENCE, SHORT)


@pytest.mark.slow
def test_the_kernel_read_as_plain_python_agrees_over_thirty_years(tmp_path: Path) -> None:
    assert kernel_digests(tmp_path, LONG, NUMBA_DISABLE_JIT="1") == digests(REFERENCE, LONG)


@pytest.mark.slow
def test_the_kernel_agrees_at_the_edges_when_its_arrays_are_checked(tmp_path: Path) -> None:
    found = kernel_digests(tmp_path, EDGES, NUMBA_BOUNDSCHECK="1")
    assert list((tmp_path / "cache").rglob("*.nbc"))
    assert found == digests(REFERENCE, EDGES)
