"""What does not fit together is told where it stands, and only if it is not explained by more."""

from pathlib import Path

import pytest
from scenario_file import SOUND, changed, line_of, sound, told

from waitsim.scenario.quantities import REST
from waitsim.scenario.schema import Scenario
from waitsim.scenario.validate import MOST_AT_A_STEP, findings, structure

FORMS = "{forms: 60 %, discharged: 40 %}"
STEPS = "pathways.autism.steps"

BROKEN = [
    (FORMS, "{forms: 60 %, discharged: 30 %}", f"{STEPS}.assessment.then: shares sum to 0.9"),
    (FORMS, "{forms: 60 %, discharged: 50 %}", f"{STEPS}.assessment.then: shares sum to 1.1"),
    (FORMS, "{forms: rest, discharged: rest}", f'{STEPS}.assessment.then: "{REST}" is used 2'),
    (FORMS, "{forms: rest, discharged: 80 %, advice: 30 %}", "sum to 1.1, more than 1."),
    (FORMS, "{form: 60 %, discharged: rest}", '.then.form: unknown step or end "form". Did you'),
    (FORMS, "formz", f'{STEPS}.assessment.then: unknown step or end "formz". Did you mean "forms"'),
    (FORMS, "nowhere_at_all", "Name a step or an end of this pathway."),
    ("4-11: 60 %", "4-11: 50 %", "pathways.autism.ages: shares sum to 0.9"),
    ("4-11: 60 %", "4-12: 60 %", "pathways.autism.ages: age 12 is in two groups."),
    ("12-17: 40 %", "12-18: 40 %", "12-18 reach age 18, at which children leave. End the ages"),
    ("    ages: {4-11: 60 %, 12-17: 40 %}\n", "", "leaves_at_age: needs the ages of children."),
    ("leaves_at_age: 18", "priorities: {urgent: 10 %}", "priorities: shares sum to 0.1"),
    ("leaves_at_age: 18", "first_step: triaje", 'unknown step "triaje". Did you mean "triage"?'),
    ("staff: {nurses: 90 min}", "staff: {nurse: 90 min}", 'Did you mean "nurses"?'),
    ("admin: {doctors: 30 min}", "admin: {porters: 5 min}", f"{STEPS}.assessment.admin.porters"),
    ("staff: {nurses: 90 min}", "staff: {}", "no staff group is named. Write whom it takes"),
    ("stops: 20 %", "stops: 20 %\n        leaving: 1 % a week", "has no effect on reviews"),
    (
        "advice: Advice",
        "advice: Advice\n      forms: Forms",
        '"forms" is a step too. Give the end another name.',
    ),
    ("advice: Advice", "advice: Advice\n      left: Left", '"left" is an end that every pathway'),
    ("to: assessment", "to: asessment", "standards.seen.to: unknown step"),
    ("to: assessment", "to: []", "no step stops this clock."),
    ("to: assessment", "to: [forms, forms]", '"forms" is named twice. Remove one.'),
    ("group: {caseload: 20}", "groups: {caseload: 20}", "opening.groups: unknown step"),
    ("group: {caseload: 20}", "group: {caseload: 21}", "21 children hold 20 places."),
    ("group: {caseload: 20}", "triage: {caseload: 2}", "nobody is part-way through a decision."),
    ("group: {caseload: 20}", "triage: {waiting: {0-1 week: 2}}", "has no waiting list."),
    ("13-26 weeks: 40}", "13-26 weeks: 40}, caseload: 3", "nobody is part-way through a contact."),
    ("13-26 weeks: 40", "12-26 weeks: 40", "the band 0 min to 13 weeks overlaps the next."),
    ("13-26 weeks: 40", "13-9000 weeks: 40", "nobody has waited over 50 years. Check the unit"),
    ("13-26 weeks: 40", f"13-26 weeks: {MOST_AT_A_STEP}", "are more than the 1,048,576"),
    ("    wte: 2", "    wte: 2\n    term_time_only: yes", ""),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN, ids=[new[:40] for _, new, _ in BROKEN])
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = changed(old, new)
    if not words:
        sound(tmp_path, text)
        return
    (line,) = told(tmp_path, text)
    assert words in line
    first = line_of(old, SOUND)
    assert first <= int(line.split(":")[0]) <= first + 1 or "leaves_at_age" in line


def test_school_terms_need_school_holidays(tmp_path: Path) -> None:
    text = changed("calendar:\n  school_holidays:\n", "calendar:\n  extra_closures: []\n")
    text = changed("    summer: {from: 2026-07-23, to: 2026-09-01}\n", "", text)
    text = changed("wte: 2", "wte: 2\n    term_time_only: yes", text)
    text = changed("rate: 12 a week", "rate: 12 a week\n      days: school", text)
    assert [line.split(": ")[1] for line in told(tmp_path, text)] == [
        "staff.doctors.term_time_only",
        "pathways.autism.referrals.days",
    ]


def test_decisions_that_lead_round_are_told_once_and_only_if_someone_goes_that_way(
    tmp_path: Path,
) -> None:
    again = "      again:\n        kind: decision\n        then: {triage: 5 %, left: rest}"
    text = changed("advice: 10 %}", f"advice: 10 %}}\n{again}")
    sound(tmp_path, text)
    text = changed("advice: 10 %}", "again: 10 %}", text)
    (line,) = told(tmp_path, text)
    assert "the decisions triage -> again -> triage lead round without any time passing." in line
    sound(tmp_path, changed("again: 10 %}", "again: 0 %}", text))


def test_a_fault_hides_no_other_and_brings_none_along(tmp_path: Path) -> None:
    text = changed("wte: 6", "wte: many")
    text = changed("staff: {nurses: 90 min}", "staff: {nurses: 90 min, nurze: 1 min}", text)
    text = changed(
        "{forms: 60 %, discharged: 40 %}", "{forms: most, discharged: 40 %, x: 1 %}", text
    )
    text = changed("4-11: 60 %", "4-11: sixty", text)
    text = changed("kind: delay", "kind: dealy", text)
    text = changed("lasts: {distribution: lognormal, mean: 4 weeks, sd: 2 weeks}", "lasts: 4", text)
    text = changed("places: 20", "places: twenty", text)
    text = changed("within: 18 weeks", "within: 18", text)
    assert [
        line.split(": ")[1].removeprefix("pathways.autism.") for line in told(tmp_path, text)
    ] == [
        "staff.nurses.wte",
        "ages.4-11",
        "steps.assessment.staff.nurze",
        "steps.assessment.then.forms",
        "steps.assessment.then.x",
        "steps.forms.kind",
        "steps.forms.lasts",
        "steps.group.places",
        "standards.seen.within",
    ]


def test_what_has_no_effect_is_a_warning(tmp_path: Path) -> None:
    text = changed("then: {group: 50 %, check_up: 50 %}", "then: {group: 100 %, check_up: 0 %}")
    text = changed("    ends:\n", "    ends:\n      lost: Lost\n", text)
    text = changed("  doctors:\n", "  porters: {wte: 1}\n  doctors:\n", text)
    assert [(w.path, w.message.split(".")[0]) for w in sound(tmp_path, text).warnings] == [
        ("staff.porters", "no step needs this staff group"),
        ("pathways.autism.steps.check_up", "no referral ever comes to this step"),
        ("pathways.autism.ends.lost", "no step leads to this end"),
    ]


def test_reviews_for_ever_are_a_warning_unless_children_grow_up(tmp_path: Path) -> None:
    text = changed("        stops: 20 %\n", "")
    assert sound(tmp_path, text).warnings == ()
    text = changed("    leaves_at_age: 18\n", "", text)
    (warning,) = sound(tmp_path, text).warnings
    assert warning.message.startswith("reviews never end")


def test_names_that_would_share_random_numbers_are_refused(tmp_path: Path) -> None:
    scenario = sound(tmp_path).scenario
    pathway = scenario.pathways["autism"]
    # Two names with the same checksum, found by search.
    twins = {"plumless": pathway, "buckeroo": pathway}
    (finding,) = findings(scenario.model_copy(update={"pathways": twins}))
    assert finding[0] == ("pathways", "buckeroo")
    assert "Rename it." in finding[1]


def test_what_is_fixed_for_a_run_does_not_hold_rates_or_staff_time(tmp_path: Path) -> None:
    base = sound(tmp_path).scenario
    more = sound(tmp_path, changed("wte: 6", "wte: 7").replace("90 min", "80 min")).scenario
    assert isinstance(more, Scenario)
    assert structure(base) == structure(more)
    other = sound(tmp_path, changed("leaves_at_age: 18", "leaves_at_age: 19")).scenario
    differing = {key for key, x in structure(other).items() if structure(base)[key] != x}
    assert differing == {"pathways.autism.leaves_at_age"}
