"""Each service of Kent and Medway can be run alone and together, with the same figures."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hours import asked_and_given
from numpy.typing import NDArray

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.records import FIRST_ATTENDED
from waitsim.scenario.load import Loaded, load

FOLDER = Path(__file__).parents[2] / "scenarios" / "kent_medway"
FILES = sorted((FOLDER / "services").glob("*.yaml"))
REPLICATIONS = 2
SHARING = ("adhd", "autism", "ehcp")
"""Services whose doctors see children of others too."""

each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def loaded(path: Path) -> Loaded:
    return load(path)


@cache
def together() -> Loaded:
    return load(FOLDER / "ehcp.yaml")


def lists_week_by_week(scenario: Loaded) -> dict[str, NDArray[np.int64]]:
    """Children on each list and clock at each week's end, of all replications, by name."""
    model = build_model(scenario.epochs, scenario.identity)
    tallies = run_block(model, 1, 0, REPLICATIONS).tallies
    sizes = tallies.open.sum(axis=(2, 4))
    names = model.names.spells
    return {name: sizes[:, i] for i, name in enumerate(names)}


@cache
def lists_together() -> dict[str, NDArray[np.int64]]:
    return lists_week_by_week(together())


def test_there_is_a_file_for_each_service() -> None:
    assert [path.stem for path in FILES] == sorted(together().scenario.pathways)


@each
def test_a_service_alone_is_what_it_is_among_the_others(path: Path) -> None:
    alone, among = loaded(path), together().scenario
    assert list(alone.scenario.pathways) == [path.stem]
    assert alone.scenario.pathways[path.stem] == among.pathways[path.stem]
    assert alone.warnings == ()
    for name, group in alone.scenario.staff.items():
        if name != "paediatricians":
            assert group == among.staff[name]


@each
def test_a_service_alone_can_be_run_and_sees_children(path: Path) -> None:
    model = build_model(loaded(path).epochs, loaded(path).identity)
    tallies = run_block(model, 1, 0, REPLICATIONS).tallies
    assert (tallies.referrals.sum(axis=(1, 2, 3)) > 1_000).all()
    assert (tallies.contacts[:, :, FIRST_ATTENDED].sum(axis=(1, 2)) > 1_000).all()


@each
def test_a_service_that_shares_no_staff_fares_alone_as_it_does_together(path: Path) -> None:
    alone = lists_week_by_week(loaded(path))
    same = all((alone[name] == lists_together()[name]).all() for name in alone)
    assert same == (path.stem not in SHARING)


def test_doctors_of_services_alone_are_no_more_than_those_of_all() -> None:
    by_service = {
        path.stem: asked_and_given(loaded(path).scenario)["paediatricians"][1]
        for path in FILES
        if path.stem in SHARING
    }
    assert set(by_service) == set(SHARING)
    _, given = asked_and_given(together().scenario)["paediatricians"]
    assert sum(by_service.values()) == pytest.approx(given, rel=0.01)


def test_all_services_can_be_run_together() -> None:
    names = {name.partition(".")[0] for name in lists_together()}
    assert names == {path.stem for path in FILES}
