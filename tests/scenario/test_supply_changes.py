"""Recruitment that takes time, slots bought for a while, and leave by the month."""

import datetime
from pathlib import Path

import pytest
from scenario_file import SOUND, changed, sound, told

from waitsim.present.register import changes_table
from waitsim.scenario.load import Loaded
from waitsim.scenario.steps import Contact


def with_changes(*items: str) -> str:
    return SOUND + "changes:\n" + "".join(f"  - {{{item}}}\n" for item in items)


def day(text: str) -> int:
    return (datetime.date.fromisoformat(text) - datetime.date(2026, 4, 1)).days


def bought(loaded: Loaded) -> list[tuple[int, float, float]]:
    """First day of each stretch, and slots a week of the assessment with their mean price."""
    steps = [(d, s.pathways["autism"].steps["assessment"]) for d, s in loaded.epochs]
    return [
        (d, round(step.extra_slots, 6), round(step.extra_slot_price, 6))
        for d, step in steps
        if isinstance(step, Contact)
    ]


def cells(loaded: Loaded) -> list[list[str]]:
    return [[cell.text for cell in row] for row in changes_table(loaded.changes).rows]


# Lead time.


def test_a_change_with_a_lead_time_begins_so_much_later(tmp_path: Path) -> None:
    loaded = sound(
        tmp_path,
        with_changes("on: 2026-06-01, staff.nurses.wte: +2, lead: 12 weeks, ramp: 2 weeks"),
    )
    wte = [(d, s.staff["nurses"].wte) for d, s in loaded.epochs]
    begin = day("2026-08-24")
    assert wte == [(0, 6), (begin, 6.5), (begin + 7, 7.5), (begin + 14, 8)]
    assert cells(loaded)[0][0] == (
        "24 Aug 2026, 12 weeks after it was set going, growing over 2 weeks"
    )
    leads = [a.value_text for a in loaded.assumptions if a.path[-1] == "lead"]
    assert leads == ["12 weeks"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("staff.nurses.wte: +2, lead: 12 weeks", "changes.0.lead: a lead time counts from a day."),
        (
            "from: 2026-06-01, to: 2026-07-01, staff.nurses.wte: +2, lead: 12 weeks",
            "changes.0.lead: the change begins on 2026-08-24, after it ends.",
        ),
        ("on: 2026-06-01, staff.nurses.wte: +2, lead: 12", 'changes.0.lead: "12" has no unit.'),
    ],
)
def test_mistakes_of_a_lead_time_are_told(tmp_path: Path, item: str, message: str) -> None:
    (line,) = told(tmp_path, with_changes(item))
    assert message in line


# Slots bought.

OUTSOURCE = "outsource: {step: autism.assessment, slots: 20 a week, price: £1400}"


def test_slots_bought_at_once_add_up_and_each_keeps_its_price(tmp_path: Path) -> None:
    loaded = sound(
        tmp_path,
        with_changes(
            f"from: 2026-09-01, to: 2026-12-31, {OUTSOURCE}",
            "from: 2026-10-01, initiative: {step: autism.assessment, slots: 5 a week, price: £400}",
        ),
    )
    assert bought(loaded) == [
        (0, 0, 0),
        (day("2026-09-01"), 20, 1400),
        (day("2026-10-01"), 25, (20 * 1400 + 5 * 400) / 25),
        (day("2027-01-01"), 5, 400),
    ]
    assert cells(loaded)[0][2:4] == [
        "pathways.autism.steps.assessment.extra_slots",
        "+20 a week at £1400 each",
    ]
    assert loaded.warnings == ()


def test_slots_are_bought_on_top_of_those_of_the_step(tmp_path: Path) -> None:
    text = changed(
        "        staff: {nurses: 90 min}\n",
        "        staff: {nurses: 90 min}\n        extra_slots: 10 a week\n"
        "        extra_slot_price: £100\n",
        with_changes(f"on: 2026-09-01, {OUTSOURCE}, ramp: 2 weeks"),
    )
    d = day("2026-09-01")
    assert bought(sound(tmp_path, text)) == [
        (0, 10, 100),
        (d, 15, round((10 * 100 + 5 * 1400) / 15, 6)),
        (d + 7, 25, round((10 * 100 + 15 * 1400) / 25, 6)),
        (d + 14, 30, round((10 * 100 + 20 * 1400) / 30, 6)),
    ]


def test_an_initiative_without_a_price_costs_nothing_and_several_may_stand_in_a_list(
    tmp_path: Path,
) -> None:
    item = (
        "initiative: [{step: autism.assessment, slots: 52 a year},"
        " {step: autism.therapy, slots: 2 a week, price: £90}]"
    )
    loaded = sound(tmp_path, with_changes(item))
    ((_, slots, price),) = bought(loaded)
    assert (round(slots, 3), price) == (0.997, 0)
    therapy = loaded.scenario.pathways["autism"].steps["therapy"]
    assert isinstance(therapy, Contact)
    assert (therapy.extra_slots, therapy.extra_slot_price) == (2, 90)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("outsource: 20 a week", "changes.0.outsource: this needs names and values, such as {"),
        (
            "outsource: {step: autism.assessment, slots: 20 a week}",
            'changes.0.outsource: "price" is missing.',
        ),
        (
            "initiative: {slots: 20 a week}",
            'changes.0.initiative: "step" is missing.',
        ),
        (
            "initiative: {step: autism.asessment, slots: 20 a week}",
            'changes.0.initiative.step: unknown step "autism.asessment". Did you mean '
            '"autism.assessment"?',
        ),
        (
            "initiative: {step: autism.forms, slots: 20 a week}",
            "changes.0.initiative.step: slots cannot be bought for a delay.",
        ),
        (
            "initiative: {step: autism.therapy, slots: 20}",
            'changes.0.initiative.slots: "20"',
        ),
        (
            "initiative: {step: autism.therapy, slots: 20 a week, prize: £4}",
            'changes.0.initiative.prize: "prize" is not known here. Did you mean "price"?',
        ),
        (
            f"{OUTSOURCE}, initiative: {{step: autism.assessment, slots: 20 a week}}",
            "changes.0.initiative: slots are bought for this step already.",
        ),
    ],
)
def test_mistakes_of_a_purchase_are_told_where_they_are(
    tmp_path: Path, item: str, message: str
) -> None:
    (line,) = told(tmp_path, with_changes(item))
    assert message in line


# Leave by the month.

SUMMER = "leave: [0.5, 0.5, 1, 1, 1, 1, 1, 3, 0.5, 0.5, 1, 1]"


def with_nurses(lines: str) -> str:
    return changed("    hours: 37.5 hours\n", f"    hours: 37.5 hours\n    {lines}\n")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (SUMMER, "staff.nurses.leave: needs the weeks worked a year."),
        ("weeks_worked: 40\n    leave: [1, 1]", "staff.nurses.leave: there are 2 numbers."),
        (
            "weeks_worked: 40\n    leave: [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
            "staff.nurses.leave: the twelve numbers average 1.083, not 1. Divide each by 1.083.",
        ),
        (
            f"weeks_worked: 30\n    {SUMMER}",
            "staff.nurses.leave: 3 times a month's 42.5% away is more than the month.",
        ),
    ],
)
def test_mistakes_of_a_leave_profile_are_told(tmp_path: Path, lines: str, message: str) -> None:
    (line,) = told(tmp_path, with_nurses(lines))
    assert message in line
