"""Dated changes cut a run into stretches; mistakes in them are told at their own lines."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from scenario_file import SOUND, line_of, sound, told

from waitsim.scenario.epochs import MOST_EPOCHS
from waitsim.scenario.load import Loaded
from waitsim.scenario.steps import Contact

ASSESSMENT = "pathways.autism.steps.assessment"


def with_changes(*items: str) -> str:
    """The sound scenario with a list of changes, each written as one mapping."""
    return SOUND + "changes:\n" + "".join(f"  - {{{item}}}\n" for item in items)


def nurses(loaded: Loaded) -> list[tuple[int, float]]:
    """First day and WTE of each stretch."""
    return [(day, round(scenario.staff["nurses"].wte, 6)) for day, scenario in loaded.epochs]


def day(text: str) -> int:
    """Days from the start of the sound scenario."""
    return (datetime.date.fromisoformat(text) - datetime.date(2026, 4, 1)).days


def assessment(loaded: Loaded, epoch: int) -> Contact:
    """The assessment in one of the stretches."""
    step = loaded.epochs[epoch][1].pathways["autism"].steps["assessment"]
    assert isinstance(step, Contact)
    return step


def test_a_change_holds_from_its_day_on_and_no_longer_than_its_last(tmp_path: Path) -> None:
    loaded = sound(
        tmp_path,
        with_changes(
            "on: 2026-09-01, staff.nurses.wte: +2",
            "from: 2026-08-01, to: 2026-09-30, staff.nurses.wte: x2",
        ),
    )
    assert nurses(loaded) == [
        (0, 6),
        (day("2026-08-01"), 12),
        (day("2026-09-01"), 16),
        (day("2026-10-01"), 8),
    ]
    assert loaded.warnings == ()


def test_a_change_without_a_date_or_begun_before_holds_from_the_first_day(tmp_path: Path) -> None:
    loaded = sound(
        tmp_path, with_changes("staff.nurses.wte: +1", "on: 2020-01-01, staff.nurses.wte: +1")
    )
    assert nurses(loaded) == [(0, 8)]
    assert loaded.scenario == loaded.epochs[0][1]


def test_a_ramp_rises_by_the_week(tmp_path: Path) -> None:
    change = "on: 2026-09-01, staff.nurses.wte: +4, ramp: 2 weeks"
    first = day("2026-09-01")
    assert nurses(sound(tmp_path, with_changes(change))) == [
        (0, 6),
        (first, 7),
        (first + 7, 9),
        (first + 14, 10),
    ]


def test_a_ramp_that_began_before_the_run_goes_on_in_it(tmp_path: Path) -> None:
    change = "on: 2026-03-25, staff.nurses.wte: +4, ramp: 2 weeks"
    assert nurses(sound(tmp_path, with_changes(change))) == [(0, 9), (7, 10)]


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("extra_slots", "20 a week", lambda step: step.extra_slots == 20),
        ("extra_slots", "+20 a week", lambda step: step.extra_slots == 20),
        ("leaving", "10 % a year", lambda step: step.leaving > 0),
        ("staff.doctors", "20 min", lambda step: step.staff["doctors"] == 20),
        ("dna.rebook", "-20 %", lambda step: step.dna.rebook == pytest.approx(0.8)),
        ("dna.most", "3", lambda step: step.dna.most == 3),
        ("then.advice", "+0 points", lambda step: step.then["advice"] == 0),
    ],
)
def test_what_is_left_at_its_default_can_be_changed(
    tmp_path: Path, path: str, value: str, found: Callable[[Contact], bool]
) -> None:
    text = with_changes(f"on: 2026-09-01, {ASSESSMENT}.{path}: {value}")
    assert found(assessment(sound(tmp_path, text), -1))


def test_a_single_target_can_be_made_several(tmp_path: Path) -> None:
    steps = "pathways.autism.steps"
    text = with_changes(
        f"on: 2026-09-01, {steps}.forms.then: {{therapy: 80 %, discharged: 20 %}}",
        f"on: 2026-10-01, {steps}.group.then.advice: 10 %, {steps}.group.then.discharged: 90 %",
    )
    pathway = sound(tmp_path, text).epochs[-1][1].pathways["autism"]
    assert pathway.steps["forms"].then == {"therapy": 0.8, "discharged": 0.2}
    assert pathway.steps["group"].then == {"discharged": 0.9, "advice": 0.1}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("staff.nurses.wte: twelve", 'staff.nurses.wte: "twelve" is no number'),
        ("staff.nurses.wte: -9", "staff.nurses.wte: "),
        ("staff.nurses.weeks_worked: +2", '"+2" changes a value that is not there.'),
        (f"{ASSESSMENT}.order: longest wait", "order: cannot change during a run."),
        ("staff.nurses.vacancy: 120 %", "is more than 100 %"),
        ("staff.nurses.wtes: +2", 'there is no "wtes" in "nurses". Did you mean "wte"?'),
        ("staff.nurse.wte: +2", 'there is no "nurse" in "staff". Did you mean "nurses"?'),
        ("staf.nurses.wte: +2", 'there is no "staf"'),
        (f"{ASSESSMENT}.then.forms: 70 %", "then: from 2026-09-01 on, shares sum to 1.1"),
        (f"{ASSESSMENT}.staff.nurse: 5 min", "staff.nurse: unknown staff group"),
        (f"{ASSESSMENT}.then: {{x: 0 %}}", 'unknown step or end "x"'),
        ("pathways.autism.opening.group.caseload: 5", "opening: cannot change during a run."),
        ("pathways.autism.leaves_at_age: 19", "leaves_at_age: cannot change during a run."),
        ("pathways.autism.steps.triage.kind: delay", "triage"),
        ("horizon: 2 years", "horizon: cannot change during a run."),
        ("pathways.autism.referrals.growth: 1000 % a year", ""),
        ("pathways.autism.referrals.rate: 9000 a week", "referrals would come on a day of Sep"),
        ("calendar.school_holidays.summer.to: 2026-01-01", "is before 2026-07-23"),
        ("pathways.autism.referrals.season: [1, 2]", "there are 2 numbers. Write twelve"),
    ],
)
def test_a_mistake_that_a_change_makes_is_told_at_its_line(
    tmp_path: Path, change: str, words: str
) -> None:
    harmless = "on: 2026-05-01, staff.doctors.wte: +1"
    text = with_changes(harmless, f"on: 2026-09-01, {change}", harmless.replace("05", "11"))
    if not words:
        sound(tmp_path, text)
        return
    lines = told(tmp_path, text)
    assert [line for line in lines if words in line], lines
    assert {line.split(":")[0] for line in lines} == {str(line_of(change, text))}
    assert len(lines) == 1 or "kind" in change


def test_every_faulty_change_is_told_once_however_long_it_lasts(tmp_path: Path) -> None:
    months = range(1, 13)
    text = with_changes(
        *(f"on: 2026-{m:02}-20, staff.nurses.wte: w{m}" for m in months if m > 3),
        "on: 2026-05-01, staff.doctors.cost: 5, ramp: 20 weeks",
    )
    assert len(told(tmp_path, text)) == 10


def test_a_change_with_no_effect_is_a_warning(tmp_path: Path) -> None:
    text = with_changes(
        "on: 2036-09-01, staff.nurses.wte: +2",
        "to: 2025-09-01, staff.nurses.wte: +2",
        "on: 2026-09-01, staff.nurses.hours: 2250 min",
        f"on: 2026-09-01, {ASSESSMENT}.then: {{forms: 50 %, discharged: 50 %, advice: 0 %}}",
        "on: 2026-09-01, staff.nurses.vacancy: 0 %",
    )
    assert [(w.path, w.message.split(",")[0]) for w in sound(tmp_path, text).warnings] == [
        ("changes.0", "begins after the run is over"),
        ("changes.1", "ends before the run begins"),
        ("staff.nurses.hours", "is so already"),
        ("staff.nurses.vacancy", "is so already"),
    ]


def test_a_part_used_in_any_stretch_is_no_warning(tmp_path: Path) -> None:
    text = with_changes(
        f"on: 2026-09-01, {ASSESSMENT}.then: {{forms: 0 %, discharged: 100 %}}",
    )
    assert sound(tmp_path, text).warnings == ()


def test_a_run_has_at_most_so_many_stretches(tmp_path: Path) -> None:
    text = with_changes("on: 2026-09-01, staff.nurses.wte: +2, ramp: 31 years")
    text = text.replace("horizon: 1 year", "horizon: 31 years")
    (line,) = told(tmp_path, text)
    assert f"at most {MOST_EPOCHS:,} fit. Use fewer, or shorter ramps." in line
    assert line.startswith(f"{line_of('ramp', text)}:")
