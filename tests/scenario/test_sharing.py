"""Staff time that lists share: how it is said, and what is told of mistakes in it."""

from pathlib import Path

import pytest
import yaml
from scenario_file import changed, sound, told

from waitsim.scenario.load import Loaded
from waitsim.scenario.sharing import names_for_lists, protection
from waitsim.scenario.staffing import StaffGroup

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
