"""Staff time that lists share: how it is said, and what is told of mistakes in it."""

from pathlib import Path

import pytest
import yaml
from scenario_file import SOUND, changed, sound, told

from waitsim.scenario.load import Loaded
from waitsim.scenario.sharing import names_for_lists, protection, shared_lists
from waitsim.scenario.staffing import StaffGroup
from waitsim.scenario.steps import Contact

GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "staff-time.md"

BROKEN = [
    ("protects: {a: {for: autisms, share: 30 %}}", 'no list of contacts. Did you mean "autism"?'),
    ("protects: {a: {for: autism.forms, share: 30 %}}", '"autism.forms" has no list of contacts.'),
    ("protects: {a: {for: [], share: 30 %}}", "protects.a.for: names nobody."),
    ("protects: {a: {for: [autism, autism], share: 30 %}}", '"autism" is named twice.'),
    (
        "protects: {a: {for: autism, share: 60 %}, b: {for: autism.therapy, share: 50 %}}",
        "staff.doctors.protects: shares sum to 1.1, more than 1.",
    ),
    ("lends: yes", "staff.doctors.lends: has no effect without"),
    ("carries: 4 hours", "staff.doctors.carries: has no effect without"),
    ("unused: kept", "staff.doctors.unused: "),
]


def test_a_contact_cannot_wait_for_more_than_it_has_room_for(tmp_path: Path) -> None:
    text = changed("        sessions: 6\n", "        sessions: 6\n        at_least: 3\n")
    (line,) = told(tmp_path, text)
    assert "therapy.at_least: " in line
    assert "has no room for so many" in line
    roomy = sound(tmp_path, text.replace("at_least: 3", "at_least: 3\n        together: 3"))
    assert roomy.scenario.pathways["autism"].steps["therapy"].together == 3


ASSESSMENT = "        admin: {doctors: 30 min}\n"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("or_staff: [{staff: {doctor: 30 min}}]", "or_staff.0.staff.doctor: unknown staff group"),
        ("or_staff: [{staff: {}}]", "assessment.or_staff.0.staff: "),
        ("list: clinic\n        together: 3", 'shared list "clinic" are seen one by one.'),
        (
            "list: clinic\n        precedence: 3",
            'therapy.precedence: "2" is not "3", as in the first',
        ),
        (
            "list: clinic\n        order: first to join",
            'wait" is not "first to join", as in the first',
        ),
    ],
)
def test_a_mistake_in_pooling_is_told(tmp_path: Path, lines: str, words: str) -> None:
    text = changed(ASSESSMENT, f"{ASSESSMENT}        {lines}\n")
    text = changed("        sessions: 6\n", "        sessions: 6\n        list: clinic\n", text)
    assert any(words in line for line in told(tmp_path, text)), told(tmp_path, text)


def test_contacts_booked_ahead_are_booked_one_by_one(tmp_path: Path) -> None:
    for field in ("together: 3", "list: clinic", "or_staff: [{staff: {nurses: 30 min}}]"):
        text = changed(ASSESSMENT, f"{ASSESSMENT}        notice: 7 days\n        {field}\n")
        (line,) = told(tmp_path, text)
        assert f"{field.partition(':')[0]}: does not go with contacts booked ahead." in line


def test_lists_are_pooled_and_staff_stand_in_from_a_date_on(tmp_path: Path) -> None:
    lever = (
        "changes:\n  - on: 2026-09-01\n"
        "    pathways.autism.steps.assessment.list: clinic\n"
        "    pathways.autism.steps.therapy.list: clinic\n"
        "    pathways.autism.steps.assessment.or_staff: [{staff: {doctors: 50 min}}]\n"
    )
    (_, before), (_, after) = sound(tmp_path, SOUND + lever).epochs
    assert shared_lists(before) == {}
    assert shared_lists(after) == {"clinic": [("autism", "assessment"), ("autism", "therapy")]}
    step = after.pathways["autism"].steps["assessment"]
    assert isinstance(step, Contact)
    assert [dict(others.staff) for others in step.or_staff] == [{"doctors": 50}]


def with_doctors(rules: str) -> str:
    return changed("    wte: 2\n", f"    wte: 2\n    {rules}\n")


def doctors(loaded: Loaded) -> list[tuple[int, StaffGroup]]:
    return [(day, scenario.staff["doctors"]) for day, scenario in loaded.epochs]


@pytest.mark.parametrize(("rules", "words"), BROKEN)
def test_a_mistake_in_rules_of_staff_time_is_told(tmp_path: Path, rules: str, words: str) -> None:
    (line,) = told(tmp_path, with_doctors(rules))
    assert words in line


def test_shares_are_levers_and_what_they_are_for_is_fixed(tmp_path: Path) -> None:
    text = with_doctors("protects: {checks: {for: autism.check_up, share: 30 %}}")
    lever = "changes:\n  - on: 2026-09-01\n    staff.doctors.protects.checks.share: +10 points\n"
    shares = [group.protects["checks"].share for _, group in doctors(sound(tmp_path, text + lever))]
    assert shares == pytest.approx([0.3, 0.4])
    other = lever.replace("share: +10 points", "for: [autism]")
    (line,) = told(tmp_path, text + other)
    assert "cannot change during a run" in line


def test_what_becomes_of_unused_minutes_is_a_lever(tmp_path: Path) -> None:
    lever = "changes:\n  - on: 2026-09-01\n    staff.doctors.unused: carried\n"
    groups = doctors(sound(tmp_path, with_doctors("unused: lost") + lever))
    assert [group.unused for _, group in groups] == ["lost", "carried"]


def test_rules_of_staff_time_change_the_identity_only_where_they_say_something(
    tmp_path: Path,
) -> None:
    plain = sound(tmp_path).identity
    assert sound(tmp_path, with_doctors("unused: set aside")).identity == plain
    assert sound(tmp_path, with_doctors("lends: no")).identity == plain
    assert sound(tmp_path, with_doctors("unused: lost")).identity != plain
    assert sound(tmp_path, with_doctors("overbooks: 5 %")).identity != plain
    text = with_doctors("protects: {a: {for: autism, share: 0 %}}")
    assert sound(tmp_path, text).identity != plain


def test_lists_are_meant_by_pathway_step_or_follow_ups(tmp_path: Path) -> None:
    names = names_for_lists(sound(tmp_path).scenario)
    assert names == [
        "autism",
        "autism.assessment",
        "autism.therapy",
        "autism.therapy.follow_up",
        "autism.check_up",
    ]
    assert protection(names, "autism", "therapy", follow_up=True) == "autism.therapy.follow_up"
    assert protection(names, "autism", "therapy", follow_up=False) == "autism.therapy"
    assert protection(["autism"], "autism", "check_up", follow_up=False) == "autism"
    assert protection(["autism"], "speech", "see", follow_up=False) is None


def test_the_example_in_the_guide_is_sound(tmp_path: Path) -> None:
    example = GUIDE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    rules = yaml.safe_load(example)["staff"]["nurses"]
    text = changed(
        "    wte: 6\n", f"    protects: {rules['protects']}\n    lends: yes\n    wte: 4\n"
    )
    assert sound(tmp_path, text.replace("'", "")).scenario.staff["nurses"].lends
