"""Priority that rises on a list, as a scenario says it, and its mistakes."""

from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.model.build import build_model
from waitsim.records import NEVER

ADMIN = "admin: {doctors: 30 min}"
REVIEW = "staff: {doctors: 20 min}"
CHANGE = "changes:\n  - on: 2026-09-01\n    pathways.autism.steps.assessment"
AGE = "leaves_at_age: 18"
CLASSES = f"{AGE}\n    priorities: {{urgent: 10 %, soon: 20 %, routine: 70 %}}"
BOTH = (
    "escalates: {routine: {to: soon, hazard: 1 % a week},"
    " soon: {to: urgent, after: 26 weeks, counted_from: referral, place: back}}"
)
OTHER = "escalates: {routine: {to: urgent, hazard: 2 % a week}}"


def with_lines(after: str, *lines: str) -> str:
    """The sound scenario with three priority classes, and further lines after one of a step."""
    return changed(after, "\n        ".join((after, *lines))).replace(AGE, CLASSES)


def test_each_class_says_when_and_to_which_it_rises(tmp_path: Path) -> None:
    loaded = sound(tmp_path, with_lines(ADMIN, BOTH))
    tables = build_model(loaded.epochs, loaded.identity).tables
    step = 1
    assert tables.list_escalates.tolist() == [1, *[0] * (len(tables.list_step) - 1)]
    assert tables.list_eager[0] == 1
    assert tables.rises_to[step].tolist() == [-1, 0, 1]
    assert tables.rises_back[step].tolist() == [0, 1, 0]
    assert tables.rises_by_clock[step].tolist() == [0, 1, 0]
    assert tables.rise_after[0, step].tolist() == [NEVER, 26 * 7 * 1440, NEVER]
    assert tables.rise_hazard[0, step] * 10080 == pytest.approx([0, 0, 0.01005], abs=1e-5)


def test_it_is_part_of_what_a_scenario_is(tmp_path: Path) -> None:
    texts = [with_lines(ADMIN), with_lines(ADMIN, BOTH), with_lines(ADMIN, OTHER)]
    assert len({sound(tmp_path, text).identity for text in texts}) == 3


def test_chance_and_time_may_differ_for_some_and_change_on_a_date(tmp_path: Path) -> None:
    differs = (
        "differs: [{where: {age: 4-11}, escalates: {routine: {hazard: 5 % a week}}},"
        " {where: {age: 12-17}, escalates: {routine: {after: 9 weeks}}}]"
    )
    change = f"{CHANGE}.escalates.routine.hazard: x2\n"
    loaded = sound(tmp_path, with_lines(ADMIN, OTHER, differs) + change)
    tables = build_model(loaded.epochs, loaded.identity).tables
    assert tables.rise_hazard.shape[0] == 2 * tables.variants
    assert len(set(tables.rise_hazard[:, 1, 2].tolist())) >= 3
    assert (tables.rise_after[:, 1, 2] == 9 * 7 * 1440).any()


@pytest.mark.parametrize(
    ("after", "lines", "words"),
    [
        (REVIEW, (OTHER,), "check_up.escalates: has no effect on reviews"),
        (
            ADMIN,
            ("escalates: {rutine: {to: urgent, after: 1 week}}",),
            'escalates.rutine: unknown priority class "rutine". Did you mean "routine"?',
        ),
        (
            ADMIN,
            ("escalates: {routine: {to: crisis, after: 1 week}}",),
            'escalates.routine.to: unknown priority class "crisis".',
        ),
        (
            ADMIN,
            ("escalates: {soon: {to: routine, after: 1 week}}",),
            'escalates.soon.to: "routine" is not more urgent than "soon".',
        ),
        (
            ADMIN,
            ("escalates: {routine: {to: soon}}",),
            'escalates.routine: nobody ever rises. Write "hazard:"',
        ),
        (
            ADMIN,
            ("escalates: {routine: {to: soon, hazard: 1 % a week, counted_from: referral}}",),
            'counted_from: has no effect without "after:".',
        ),
        (
            ADMIN,
            (OTHER, "differs: [{where: {priority: routine}, escalates: {routine: {to: soon}}}]"),
            "differs: only the chance and the time of an escalation can differ.",
        ),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    tmp_path: Path, after: str, lines: tuple[str, ...], words: str
) -> None:
    (message,) = told(tmp_path, with_lines(after, *lines))
    assert words in message


def test_no_dated_change_alters_to_which_class_it_is(tmp_path: Path) -> None:
    change = f"{CHANGE}.escalates.routine.to: soon\n"
    (message,) = told(tmp_path, with_lines(ADMIN, OTHER) + change)
    assert "assessment.escalates: cannot change during a run." in message
