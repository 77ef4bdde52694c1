"""The Kent and Medway scenarios say what was published, and their arithmetic hangs together."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hours import WEEKS_A_YEAR, asked_and_given, visits_per_week

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.model.tables import CASELOAD
from waitsim.scenario.load import Loaded, load
from waitsim.scenario.provenance import CONFIDENCES
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Contact, Course

FOLDER = Path(__file__).parents[2] / "scenarios" / "kent_medway"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml"))
SERVICES = ("camhs", "tier_two", "salt", "wheelchairs", "autism", "adhd")

# What referrals ask of a group over what it gives. Above 1, the rest is those who leave the list,
# grow up, or go on waiting; the autism team falls far short, as the published waits say.
RATIOS = {
    "paediatricians": (1.02, 1.12),
    "adhd_nurses": (1.02, 1.10),
    "adhd_assistants": (0.85, 0.97),
    "autism_psychologists": (1.15, 1.40),
    "autism_practitioners": (1.10, 1.35),
    "camhs_choice": (1.00, 1.05),
    "camhs_partnership": (1.02, 1.08),
    "camhs_specialists": (1.08, 1.20),
    "mhst_practitioners": (1.00, 1.05),
    "salt_therapists": (1.00, 1.06),
    "salt_specialists": (1.04, 1.12),
    "wheelchair_therapists": (0.98, 1.03),
    "rehabilitation_engineers": (0.80, 0.95),
}


@cache
def loaded(name: str) -> Loaded:
    return load(FOLDER / name)


def baseline() -> Scenario:
    return loaded("baseline.yaml").scenario


def opening_size(pathway: Pathway, *steps: str) -> int:
    found = [pathway.opening[step] for step in steps or pathway.opening]
    return sum(sum(opening.waiting.values()) + opening.caseload for opening in found)


def share_waiting(pathway: Pathway, low_weeks: float, high_weeks: float, *steps: str) -> float:
    """Share of the children waiting at these steps who have waited from low to high weeks."""
    within = total = 0.0
    for step in steps:
        for (low, high), children in pathway.opening[step].waiting.items():
            shared = min(high, high_weeks * 10080) - max(low, low_weeks * 10080)
            within += children * max(shared, 0.0) / (high - low)
            total += children
    return within / total


# Published figures.


def test_the_six_services_are_there_for_three_years_from_april_2026() -> None:
    assert tuple(baseline().pathways) == SERVICES
    assert baseline().start.isoformat() == "2026-04-01"
    assert baseline().days == 1096


def test_nine_thousand_children_wait_for_an_autism_assessment_up_to_four_years() -> None:
    autism = baseline().pathways["autism"]
    assert opening_size(autism) == 9_000
    longest = max(high for o in autism.opening.values() for _, high in o.waiting)
    assert 156 * 10080 <= longest <= 212 * 10080


def test_four_thousand_children_wait_for_an_adhd_assessment_up_to_a_year() -> None:
    adhd = baseline().pathways["adhd"]
    steps = ("information", "first_contact", "qb_and_observation", "assessment")
    assert opening_size(adhd, *steps) == 4_000
    longest = max(high for step in steps for _, high in [*adhd.opening[step].waiting, (0, 0)])
    assert longest == 52 * 10080


def test_the_therapy_list_is_three_per_cent_of_englands_with_its_waits() -> None:
    salt = baseline().pathways["salt"]
    steps = ("assessment", "specialist_assessment")
    waiting = sum(sum(salt.opening[step].waiting.values()) for step in steps)
    assert waiting == pytest.approx(0.03 * 68_185, abs=1)
    assert share_waiting(salt, 0, 18, *steps) == pytest.approx(43_130 / 68_185, abs=0.005)
    assert share_waiting(salt, 52, 1_000, *steps) == pytest.approx(6_923 / 68_185, abs=0.005)


def test_the_wheelchair_list_is_the_published_one() -> None:
    assert opening_size(baseline().pathways["wheelchairs"]) == 236


def test_opening_clocks_run_for_as_many_children_as_the_published_lists_hold() -> None:
    everything = loaded("baseline.yaml")
    model = build_model(everything.epochs, everything.identity)
    tables = model.tables
    pairs = [(p, name) for p, part in baseline().pathways.items() for name in part.standards]
    at_work = tables.opening_state[:, None] == CASELOAD
    stopped = at_work & tables.clock_stops[tables.opening_step]
    running = (tables.clock_runs[tables.opening_step] & ~stopped).sum(axis=0)
    sizes = dict(zip(pairs, running.tolist(), strict=True))
    assert sizes["autism", "concluded"] == 9_000
    assert sizes["adhd", "assessed"] == 4_000
    assert sizes["wheelchairs", "delivery"] == 236


def test_children_under_eighteen_only_and_ages_for_both_neurodevelopmental_lists() -> None:
    for name in ("autism", "adhd"):
        pathway = baseline().pathways[name]
        assert pathway.leaves_at_age == 18
        assert max(high for _, high in pathway.ages) == 17


def test_an_autism_assessment_takes_eleven_and_a_half_hours() -> None:
    steps = baseline().pathways["autism"].steps
    contacts = [step for step in steps.values() if isinstance(step, Contact)]
    minutes = sum(sum(c.staff.values()) + sum(c.admin.values()) for c in contacts)
    assert minutes == 11.5 * 60


def test_an_adhd_assessment_takes_fourteen_and_a_half_hours() -> None:
    steps = baseline().pathways["adhd"].steps
    contacts = [steps[name] for name in ("first_contact", "qb_and_observation", "assessment")]
    minutes = sum(
        sum(c.staff.values()) + sum(c.admin.values()) for c in contacts if isinstance(c, Contact)
    )
    assert minutes == 14.5 * 60


def test_core_partnership_takes_seven_to_seven_and_a_half_sessions() -> None:
    course = baseline().pathways["camhs"].steps["partnership"]
    assert isinstance(course, Course)
    mean = sum((1 - course.stops) ** k for k in range(course.sessions))
    assert 7 <= mean <= 7.5


def test_paediatricians_serve_autism_and_adhd() -> None:
    users = {
        name
        for name, pathway in baseline().pathways.items()
        for step in pathway.steps.values()
        if isinstance(step, Contact) and "paediatricians" in step.staff
    }
    assert users == {"autism", "adhd"}


# Provenance.


@pytest.mark.parametrize("name", FILES)
def test_every_figure_has_a_source_or_a_confidence(name: str) -> None:
    bare = [a for a in loaded(name).assumptions if not a.source and a.confidence not in CONFIDENCES]
    assert bare == []
    assert len(loaded(name).assumptions) > 300


@pytest.mark.parametrize("name", FILES)
def test_every_source_named_is_listed_and_every_source_listed_is_named(name: str) -> None:
    named = {
        source.strip()
        for assumption in loaded(name).assumptions
        for source in assumption.source.split(",")
        if source.strip()
    }
    assert named == set(loaded(name).scenario.sources)


def test_high_or_medium_confidence_rests_on_a_source_or_a_note() -> None:
    shaky = [
        assumption
        for assumption in loaded("baseline.yaml").assumptions
        if assumption.confidence in ("high", "medium")
        and not (assumption.source or assumption.note)
    ]
    assert shaky == []


# Arithmetic.


@cache
def kent_hours() -> Mapping[str, tuple[float, float]]:
    return asked_and_given(baseline())


def test_every_staff_group_has_its_ratio_and_no_other() -> None:
    assert set(RATIOS) == set(baseline().staff)


@pytest.mark.parametrize("group", RATIOS)
def test_what_is_asked_of_a_staff_group_fits_what_it_gives(group: str) -> None:
    asked, given = kent_hours()[group]
    low, high = RATIOS[group]
    assert low <= asked / given <= high


@pytest.mark.parametrize("group", RATIOS)
def test_the_note_on_staffing_gives_the_hours_of_the_arithmetic(group: str) -> None:
    notes = {a.path: a.note for a in loaded("baseline.yaml").assumptions}
    found = re.match(r"(\d+) h a week asked for, (\d+) given", notes["staff", group, "wte"])
    assert found is not None
    assert [int(hours) for hours in found.groups()] == pytest.approx(kent_hours()[group], abs=0.51)


def test_adhd_throughput_and_list_imply_a_wait_of_about_a_year() -> None:
    visits = visits_per_week(baseline().pathways["adhd"])
    asked, given = kent_hours()["adhd_nurses"]
    a_month = visits["first_contact"] * (given / asked) * WEEKS_A_YEAR / 12
    assert a_month == pytest.approx(333, rel=0.05)


def test_autism_lists_hold_what_the_waits_imply() -> None:
    pathway = baseline().pathways["autism"]
    visits = visits_per_week(pathway)
    first = opening_size(pathway, "initial_assessment") / visits["initial_assessment"] + 6
    assert first == pytest.approx(8 * 365.25 / 12 / 7, rel=0.05)
    asked, given = kent_hours()["autism_psychologists"]
    seen = visits["full_assessment"] * given / asked
    assert 3 <= opening_size(pathway, "full_assessment") / seen / WEEKS_A_YEAR + first / 52 <= 4.5


@pytest.mark.parametrize("name", FILES)
def test_a_bundled_scenario_loads_without_a_warning_and_points_editors_to_the_schema(
    name: str,
) -> None:
    assert loaded(name).warnings == ()
    first = (FOLDER / name).read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../scenario.schema.json"


# A short look at the run itself.


def test_nothing_jumps_in_the_first_quarter() -> None:
    quarter = baseline().model_copy(update={"horizon": 13 * 10080.0})
    model = build_model([(0, quarter)], loaded("baseline.yaml").identity)
    tallies = run_block(model, seed=1, first=0, count=3).tallies
    listed = len(model.tables.list_step)
    names = [f"{p}.{c}" for p, part in baseline().pathways.items() for c in part.standards]
    open_now = tallies.open[:, listed:].sum(axis=(2, 4))
    for i, name in enumerate(names):
        if not name.startswith("tier_two"):  # shut for Easter
            weekly = open_now[:, i].mean(axis=0)
            moved = abs(weekly / weekly[0] - 1)
            assert moved[:5].max() < 0.12, name
            assert moved.max() < 0.2, name
