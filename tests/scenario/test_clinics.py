"""Clinics: how they are written, and what is told of them."""

import datetime
import re
from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.model.build import build_model
from waitsim.model.check import offered_load
from waitsim.model.tables import CLINIC
from waitsim.scenario.steps import Clinic

GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "clinics.md"
FORMS = """\
      forms:
        kind: delay
        lasts: {distribution: lognormal, mean: 4 weeks, sd: 2 weeks}
        then: therapy
"""
PANEL = """\
      forms:
        kind: clinic
        slots: 12
        every: 2 weeks
        first: 2026-04-07
        staff: {doctors: 3 hours}
        then: therapy
"""
PATTERN = "        every: 2 weeks\n        first: 2026-04-07\n"


def with_clinic(old: str = "", new: str = "") -> str:
    """The sound scenario with a clinic in it, one passage of which is replaced."""
    return changed(FORMS, changed(old, new, PANEL) if old else PANEL)


def test_a_clinic_has_slots_on_dates_and_asks_for_its_panel_on_each(tmp_path: Path) -> None:
    loaded = sound(tmp_path, with_clinic())
    assert loaded.warnings == ()
    step = loaded.scenario.pathways["autism"].steps["forms"]
    assert isinstance(step, Clinic)
    model = build_model(loaded.epochs, loaded.identity)
    assert CLINIC in model.tables.step_kind
    s = model.names.steps.index("autism.forms")
    assert model.tables.extra_slots[:, s].sum() == 26 * 12
    without = sound(tmp_path, with_clinic("        staff: {doctors: 3 hours}\n", ""))
    asked, less = (
        next(x.referral_minutes for x in offered_load(each) if x.group == "doctors")
        for each in (model, build_model(without.epochs, without.identity))
    )
    dates = (model.tables.extra_slots[:, s] > 0).sum()
    assert asked - less == pytest.approx(180 * dates / model.tables.days * 7)


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("        first: 2026-04-07\n", "", "every", "a clinic is held on dates."),
        ("every: 2 weeks", "dates: [2026-05-05]", "first", "Remove one of the two."),
        ("every: 2 weeks", "every: 30 hours", "every", "so many whole days"),
        ("        slots: 12\n", "", "forms", '"slots" is missing'),
        (PATTERN, "        monthly: fifth tuesday\n", "monthly", '"fifth tuesday" is no day of a'),
        (PATTERN, "        monthly: [first fridy]\n", "monthly", '"first fridy" is no day of a'),
        (PATTERN, "        monthly: [first friday, 1st friday]\n", "monthly", "is there twice."),
        (PATTERN, "        monthly: last sunday\n", "staff.doctors", "do not work on a sunday"),
        ("every: 2 weeks", "monthly: second tuesday", "first", '"monthly:" says it all.'),
        ("first: 2026-04-07", "monthly: second tuesday", "every", '"monthly:" says it all.'),
        (
            PATTERN,
            "        monthly: first friday\n        dates: [2026-05-05]\n",
            "monthly",
            '"dates:" says it all.',
        ),
        (
            "slots: 12",
            "slots: 12\n        differs: [{where: {age: 4-9}, monthly: first friday}]",
            "differs.0.monthly",
            "is the same for all",
        ),
        ("slots: 12", "slots: 1.5", "slots", "whole"),
        ("doctors", "doctor", "staff.doctor", 'Did you mean "doctors"?'),
        ("2026-04-07", "2026-04-11", "staff.doctors", "do not work on a saturday"),
        ("kind: clinic", "kind: clinc", "kind", 'Did you mean "clinic"?'),
        ("slots: 12", "slots: 12\n        extra_slots: 2 a week", "extra_slots", "unknown key"),
        (
            "slots: 12",
            "slots: 12\n        differs: [{where: {age: 4-9}, every: 1 week}]",
            "differs.0.every",
            "is the same for all",
        ),
        (
            "slots: 12",
            "slots: 12\n        differs: [{where: {age: 4-9}, slots: 3}]",
            "differs.0.slots",
            "is the same for all",
        ),
    ],
)
def test_what_is_wrong_with_a_clinic_is_told_once(
    tmp_path: Path, old: str, new: str, where: str, message: str
) -> None:
    (line,) = told(tmp_path, with_clinic(old, new))
    assert where in line
    assert message in line


def test_a_clinic_without_any_dates_is_told_how_to_say_them(tmp_path: Path) -> None:
    (line,) = told(tmp_path, with_clinic(PATTERN, ""))
    assert 'forms: a clinic is held on dates. Write "every: 2 weeks" and "first:"' in line


def test_a_date_may_be_there_once(tmp_path: Path) -> None:
    twice = "        dates: [2026-05-05, 2026-05-06, 2026-05-05]\n"
    (line,) = told(tmp_path, with_clinic(PATTERN, twice))
    assert "forms.dates: 2026-05-05 is there twice." in line


def test_nobody_is_part_way_through_a_clinic_and_no_slots_are_bought_for_one(
    tmp_path: Path,
) -> None:
    group = "      group: {caseload: 20}\n"
    text = changed(group, group + "      forms: {caseload: 2}\n", with_clinic())
    (line,) = told(tmp_path, text)
    assert 'nobody is part-way through a clinic. Write "waiting:" with bands.' in line
    bought = "changes:\n  - {on: 2026-09-01, initiative: {step: autism.forms, slots: 2 a week}}\n"
    (line,) = told(tmp_path, with_clinic() + bought)
    assert 'Change its "slots:" for a while instead.' in line


def test_a_clinic_without_a_date_in_the_run_is_noticed(tmp_path: Path) -> None:
    for dates in ("        dates: [2025-05-06]\n", changed("2026-04-07", "2030-04-09", PATTERN)):
        (warning,) = sound(tmp_path, with_clinic(PATTERN, dates)).warnings
        assert "no date of this clinic is within the run" in warning.message


def test_dated_changes_move_slots_dates_and_panel(tmp_path: Path) -> None:
    at = "pathways.autism.steps.forms"
    change = f"changes:\n  - {{on: 2026-09-01, {at}.slots: +4, {at}.every: 1 week}}\n"
    steps = [
        scenario.pathways["autism"].steps["forms"]
        for _, scenario in sound(tmp_path, with_clinic() + change).epochs
    ]
    assert [(step.slots, step.every) for step in steps if isinstance(step, Clinic)] == [
        (12, 20160),
        (16, 10080),
    ]


def test_its_staff_time_can_be_protected(tmp_path: Path) -> None:
    text = changed(
        "  doctors:\n    wte: 2\n",
        "  doctors:\n    wte: 2\n    protects: {mdt: {for: autism.forms, share: 30 %}}\n",
        with_clinic(),
    )
    assert sound(tmp_path, text).warnings == ()


def test_the_example_of_the_guide_is_sound(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    step = "".join(f"      {line}\n" for line in example.strip().splitlines())
    step = step.replace("panel:", "forms:", 1).replace("therapists", "nurses")
    step = step.replace("diagnosed", "discharged").replace("not_autism", "therapy")
    assert sound(tmp_path, changed(FORMS, step)).warnings == ()


@pytest.mark.parametrize(
    "said", ["second tuesday", "2nd Tuesday", "second Tuesday of the month", "[second tuesday]"]
)
def test_a_day_of_the_month_is_written_as_people_say_it(tmp_path: Path, said: str) -> None:
    loaded = sound(tmp_path, with_clinic(PATTERN, f"        monthly: {said}\n"))
    assert loaded.warnings == ()
    step = loaded.scenario.pathways["autism"].steps["forms"]
    assert isinstance(step, Clinic)
    assert step.monthly == ("second tuesday",)
    other = sound(tmp_path, with_clinic(PATTERN, "        monthly: third tuesday\n"))
    assert other.identity != loaded.identity


def test_days_of_the_month_are_those_of_a_calendar(tmp_path: Path) -> None:
    # In 2026 the second Tuesdays are the 8th to 14th, the last Thursdays the last 7 days.
    days = "        monthly: [second tuesday, last thursday]\n        moved: falls out\n"
    loaded = sound(tmp_path, with_clinic(PATTERN, days))
    model = build_model(loaded.epochs, loaded.identity)
    slots = model.tables.extra_slots[:, model.names.steps.index("autism.forms")]
    held = [model.start + datetime.timedelta(days=int(day)) for day in slots.nonzero()[0]]
    assert [f"{day:%m-%d}" for day in held if day.year == 2026] == [
        *("04-14", "04-30", "05-12", "05-28", "06-09", "06-25", "07-14", "07-30", "08-11"),
        *("08-27", "09-08", "09-24", "10-13", "10-29", "11-10", "11-26", "12-08", "12-31"),
    ]


def test_a_day_of_the_month_that_a_short_run_does_not_hold_is_noticed(tmp_path: Path) -> None:
    text = changed("horizon: 1 year", "horizon: 14 days", with_clinic(PATTERN, "XX"))
    for said, told_of in (("second tuesday", 0), ("last tuesday", 1)):
        loaded = sound(tmp_path, text.replace("XX", f"        monthly: {said}\n"))
        found = [w.message for w in loaded.warnings if "no date of this clinic" in w.message]
        assert len(found) == told_of
