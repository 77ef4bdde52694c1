"""Each pathway of the library runs alone, in an area with the others, and does its sums."""

import shutil
from functools import cache
from pathlib import Path

import pytest
import yaml
from hours import asked_and_given, lists_at

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.records import FIRST_ATTENDED
from waitsim.scenario.load import Loaded, load
from waitsim.scenario.provenance import CONFIDENCES

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "scenarios" / "library").glob("*.yaml"))
NAMES = ("adhd", "autism", "camhs", "ehcp", "salt", "tier_two", "wheelchairs")

each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def loaded(path: Path) -> Loaded:
    return load(path)


@cache
def kent() -> Loaded:
    return load(ROOT / "scenarios" / "kent_medway" / "ehcp.yaml")


def test_the_library_holds_the_services_of_an_area() -> None:
    assert tuple(path.stem for path in FILES) == NAMES


@each
def test_a_pathway_of_the_library_is_what_kent_has(path: Path) -> None:
    mine, theirs = (x.scenario.pathways[path.stem] for x in (loaded(path), kent()))
    assert list(loaded(path).scenario.pathways) == [path.stem]
    assert {**mine.model_dump(), "opening": {}} == {**theirs.model_dump(), "opening": {}}
    assert mine.opening == {}


@each
def test_a_pathway_of_the_library_does_its_sums(path: Path) -> None:
    expects = yaml.safe_load(path.read_text(encoding="utf-8"))["expects"]
    hours, lists = asked_and_given(loaded(path).scenario), lists_at(loaded(path).scenario)
    assert expects == {
        "asked_hours": {group: round(asked) for group, (asked, _) in hours.items()},
        "given_hours": {group: round(given) for group, (_, given) in hours.items()},
        "growth_a_day": {step: round(growth, 1) for step, (growth, _) in lists.items()},
        "wait_after_a_year": {step: round(wait) for step, (_, wait) in lists.items()},
    }


@each
def test_every_figure_of_the_library_says_what_it_rests_on(path: Path) -> None:
    assert loaded(path).warnings == ()
    assumptions = loaded(path).assumptions
    assert [a for a in assumptions if not a.source and a.confidence not in CONFIDENCES] == []
    named = {s.strip() for a in assumptions for s in a.source.split(",") if s.strip()}
    assert named == set(loaded(path).scenario.sources)


@each
def test_a_pathway_of_the_library_runs_alone_and_sees_children(path: Path) -> None:
    half = load(path, ["horizon=26 weeks"])
    tallies = run_block(build_model(half.epochs, half.identity), 1, 0, 1).tallies
    assert tallies.referrals.sum() > 100
    assert tallies.contacts[0, :, FIRST_ATTENDED].sum() > 30


def test_all_of_the_library_makes_an_area_that_shares_its_doctors(tmp_path: Path) -> None:
    shutil.copytree(FILES[0].parent, tmp_path / "library")
    (tmp_path / "mine").mkdir()
    area = tmp_path / "mine" / "area.yaml"
    use = ", ".join(f"../library/{path.name}" for path in FILES)
    head = f"schema: 1\ntitle: Mine\nstart: 2026-04-01\nhorizon: 26 weeks\nuse: [{use}]\n"
    area.write_text(head + "staff: {paediatricians: {wte: 29}}\n", encoding="utf-8")
    together = load(area)
    assert tuple(together.scenario.pathways) == NAMES
    users = {
        name
        for name, pathway in together.scenario.pathways.items()
        for step in pathway.steps.values()
        if "paediatricians" in getattr(step, "staff", {})
    }
    assert users == {"adhd", "autism", "ehcp"}
    assert together.scenario.staff["paediatricians"].wte == 29
    tallies = run_block(build_model(together.epochs, together.identity), 1, 0, 1).tallies
    assert (tallies.referrals.sum(axis=(0, 2, 3)) > 0).all()
