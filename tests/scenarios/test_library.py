"""Each pathway of the library runs alone, in an area with the others, and does its sums."""

import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from hours import asked_and_given, lists_at
from numpy.typing import NDArray

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.records import (
    ENTERED,
    EVENT_COLUMNS,
    FIRST_ATTENDED,
    STILL_RUNNING,
    STOPPED,
    VOIDED,
)
from waitsim.scenario.load import Loaded, load
from waitsim.scenario.provenance import CONFIDENCES, Assumption
from waitsim.scenario.reasons import Notes, notes_in, reason
from waitsim.scenario.schema import Pathway
from waitsim.scenario.steps import Contact
from waitsim.scenario.tree import dotted

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "scenarios" / "library").glob("*.yaml"))
PATHWAYS = {
    "adhd": ["adhd"],
    "autism": ["autism_under_11", "autism_over_11"],
    "camhs": ["camhs"],
    "ehcp": ["ehcp"],
    "salt": ["salt"],
    "tier_two": ["tier_two"],
    "wheelchairs": ["wheelchairs"],
}
OF_A_STEP = ("staff", "admin", "sessions", "every", "stops", "together", "at_least")
"""What the note of a step speaks of: its minutes, and those of a course its sessions."""
OWN = ("opening", "wte", "clinical_share")
"""What an area says of its own; the share of doctors depends on which services stand together."""
AUTISM = next(path for path in FILES if path.stem == "autism")

each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def loaded(path: Path) -> Loaded:
    return load(path)


@cache
def kent() -> Loaded:
    return load(ROOT / "scenarios" / "kent_medway" / "ehcp.yaml")


def test_the_library_holds_the_services_of_an_area() -> None:
    assert [path.stem for path in FILES] == list(PATHWAYS)


@each
def test_a_pathway_of_the_library_is_what_kent_has(path: Path) -> None:
    assert list(loaded(path).scenario.pathways) == PATHWAYS[path.stem]
    if path == AUTISM:
        return  # Kent has one list for all ages.
    mine, theirs = (x.scenario.pathways[path.stem] for x in (loaded(path), kent()))
    assert {**mine.model_dump(), "opening": {}} == {**theirs.model_dump(), "opening": {}}
    assert mine.opening == {}


@each
def test_a_pathway_of_the_library_says_of_its_figures_what_kent_says(path: Path) -> None:
    mine, theirs = (
        {
            figure.path: (figure.value_text, figure.source, figure.confidence, figure.note)
            for figure in found.assumptions
            if figure.path[0] in ("pathways", "staff") and figure.path[2] not in OWN
        }
        for found in (loaded(path), kent())
    )
    shared = mine.keys() & theirs.keys()
    assert {key: mine[key] for key in shared} == {key: theirs[key] for key in shared}
    assert shared == mine.keys() or path == AUTISM


@each
def test_a_pathway_of_the_library_does_its_sums(path: Path) -> None:
    expects = yaml.safe_load(path.read_text(encoding="utf-8"))["expects"]
    hours, lists = asked_and_given(loaded(path).scenario), lists_at(loaded(path).scenario)
    growth = {
        name: {key: round(x, 1) for key, (x, _) in own.items()} for name, own in lists.items()
    }
    wait = {name: {key: round(x) for key, (_, x) in own.items()} for name, own in lists.items()}
    alone = len(lists) == 1
    assert expects == {
        "asked_hours": {group: round(asked) for group, (asked, _) in hours.items()},
        "given_hours": {group: round(given) for group, (_, given) in hours.items()},
        "growth_a_day": growth[path.stem] if alone else growth,
        "wait_after_a_year": wait[path.stem] if alone else wait,
    }


@each
def test_every_figure_of_the_library_is_published_or_says_how_it_was_estimated(path: Path) -> None:
    found = loaded(path)
    notes = notes_in(found.files)
    assert found.warnings == ()
    for figure in found.assumptions:
        assert figure.confidence in CONFIDENCES, dotted(figure.path)
        if figure.confidence == "low" or not figure.source:
            assert own_reason(figure, notes), dotted(figure.path)
    named = {s.strip() for a in found.assumptions for s in a.source.split(",") if s.strip()}
    assert named == set(found.scenario.sources)


def own_reason(figure: Assumption, notes: Notes) -> str:
    """The nearest note, unless it is that of a step and the figure is of something else there."""
    said = reason(figure, notes)
    step = notes.get((figure.place.file, figure.path[:4]), "")
    if figure.path[2:3] == ("steps",) and said == step and figure.path[4] not in OF_A_STEP:
        return ""
    return said


def test_the_note_of_a_step_is_no_reason_for_how_many_leave_it(tmp_path: Path) -> None:
    path = tmp_path / "salt.yaml"
    text = next(p for p in FILES if p.stem == "salt").read_text(encoding="utf-8")
    written = "leaving: {value: 5 % a year, note: lower end of usual removals of 5 to 15 %}"
    assert text.count(written) == 1
    path.write_text(text.replace(written, "leaving: 5 % a year"), encoding="utf-8")
    figures = {figure.path: figure for figure in load(path).assumptions}
    notes = notes_in([str(path)])
    at = ("pathways", "salt", "steps", "specialist_assessment")
    assert own_reason(figures[*at, "leaving"], notes) == ""
    assert own_reason(figures[*at, "staff", "salt_specialists"], notes).startswith("complex")


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
    assert list(together.scenario.pathways) == [name for own in PATHWAYS.values() for name in own]
    users = {
        name
        for name, pathway in together.scenario.pathways.items()
        for step in pathway.steps.values()
        if "paediatricians" in getattr(step, "staff", {})
    }
    assert users == {"adhd", *PATHWAYS["autism"], "ehcp"}
    assert together.scenario.staff["paediatricians"].wte == 29
    tallies = run_block(build_model(together.epochs, together.identity), 1, 0, 1).tallies
    assert (tallies.referrals.sum(axis=(0, 2, 3)) > 0).all()


# The two lists for autism.


def under_and_over() -> tuple[Pathway, Pathway]:
    pathways = loaded(AUTISM).scenario.pathways
    return pathways["autism_under_11"], pathways["autism_over_11"]


def test_both_autism_lists_together_are_as_many_referrals_and_hours_as_kents_one() -> None:
    theirs = kent().scenario.pathways["autism"]
    assert sum(own.referrals.rate for own in under_and_over()) == theirs.referrals.rate
    for own in under_and_over():
        until_told = [step for key, step in own.steps.items() if key != "post_diagnosis"]
        contacts = [step for step in until_told if isinstance(step, Contact)]
        assert sum(sum(x.staff.values()) + sum(x.admin.values()) for x in contacts) == 11.5 * 60


def test_the_ages_of_both_autism_lists_are_those_of_the_study_cut_at_eleven() -> None:
    # 36 % under 5, 51 % from 5 to 11, 13 % from 12.
    whole = {(2, 4): 0.36, (5, 10): 0.51 * 6 / 7, (11, 11): 0.51 / 7, (12, 17): 0.13}
    rates = [own.referrals.rate for own in under_and_over()]
    for own, rate in zip(under_and_over(), rates, strict=True):
        for band, share in own.ages.items():
            assert share * rate / sum(rates) == pytest.approx(whole[band], abs=0.01)


def test_both_autism_lists_share_all_their_staff() -> None:
    for own in under_and_over():
        contacts = [step for step in own.steps.values() if isinstance(step, Contact)]
        used = {group for step in contacts for group in step.staff}
        assert used == set(loaded(AUTISM).scenario.staff)


def test_children_who_turn_eleven_on_the_first_list_go_on_on_the_second() -> None:
    found = loaded(AUTISM)
    model = build_model(found.epochs, found.identity)
    events = run_block(model, 1, 0, 1, events=True).events
    assert events is not None
    columns = dict(zip(EVENT_COLUMNS, events[:, 1:].T, strict=True))
    entered = columns["kind"] == ENTERED

    def came(step: str) -> NDArray[np.int64]:
        return columns["minute"][entered & (columns["step"] == model.names.steps.index(step))]

    moved = came("autism_under_11.turns_11")
    assert len(moved) > 50
    assert np.isin(moved, came("autism_over_11.full_assessment")).all()
    # Their assessment has begun on the first list, so that no clock waits for it on the second.
    ended = np.isin(columns["kind"], (STOPPED, VOIDED, STILL_RUNNING))
    clocks = {
        standard: ended
        & (columns["detail"] == model.names.clocks.index(f"autism_over_11.{standard}"))
        for standard in ("first_assessment", "concluded")
    }
    referred = len(came("autism_over_11.triage"))
    assert clocks["first_assessment"].sum() == referred
    assert clocks["concluded"].sum() == referred + len(moved)
