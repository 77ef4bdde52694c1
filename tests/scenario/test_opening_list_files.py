"""Opening lists by rows: what they may say of a scenario."""

import os
from pathlib import Path

import pytest
from scenario_file import SOUND, problems, sound

from waitsim.model.build import build_model
from waitsim.scenario.load import Loaded

LISTED = SOUND + "opening_list: waiting.csv\ngroups:\n  sex: {f: 50 %, m: 50 %}\n"
COLUMNS = "pathway,step,referred,joined,state,priority,birth_date,booked,contacts,child,sex"


def rows(*lines: str) -> str:
    """A file with all columns and some rows, the cells left out at the ends being blank."""
    full = [line + "," * (COLUMNS.count(",") - line.count(",")) for line in lines]
    return "\n".join((COLUMNS, *full)) + "\n"


def read(folder: Path, *lines: str, scenario: str = LISTED) -> Loaded:
    (folder / "waiting.csv").write_text(rows(*lines), encoding="utf-8")
    return sound(folder, scenario)


def told(folder: Path, *lines: str, scenario: str = LISTED) -> list[str]:
    """What is told of a file that must have mistakes."""
    (folder / "waiting.csv").write_text(rows(*lines), encoding="utf-8")
    return [str(p).replace(f"{folder}{os.sep}", "") for p in problems(folder, scenario)]


def test_all_that_a_row_may_say_is_read(tmp_path: Path) -> None:
    scenario = LISTED.replace("dna: {share: 8 %, most: 2}", "notice: 14 days")
    loaded = read(
        tmp_path,
        "autism,assessment,2026-01-05,2026-02-01,waiting,routine,2018-05-06,2026-04-08,,c1,f",
        "autism,therapy,2025-01-05,,Caseload,,,,3,,",
        "autism,check_up,2026-04-01",
        scenario=scenario,
    )
    found = loaded.scenario.opening_list
    assert found is not None
    one, two, three = found.entries
    assert (one.pathway, one.step, one.state, one.priority) == (
        "autism",
        "assessment",
        "waiting",
        "routine",
    )
    assert [str(day) for day in (one.referred, one.joined, one.birth_date, one.booked)] == [
        "2026-01-05",
        "2026-02-01",
        "2018-05-06",
        "2026-04-08",
    ]
    assert (one.child, one.groups) == ("c1", (("sex", "f"),))
    assert (two.state, two.contacts) == ("caseload", 3)
    assert (three.joined, three.birth_date, three.booked, three.groups) == (None, None, None, ())


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("autsm,triage,2026-01-01", 'pathway: unknown pathway "autsm". Did you mean "autism"?'),
        ("autism,tharapy,2026-01-01", 'step: unknown step "tharapy". Did you mean "therapy"?'),
        (
            "autism,therapy,2026-04-02",
            "referred: 2026-04-02 is after the run starts, 2026-04-01. Leave the row out: such a "
            "referral is new, not waiting.",
        ),
        (
            "autism,therapy,2026-03-02,2026-05-01",
            "joined: 2026-05-01 is after the run starts, 2026-04-01. Leave the row out: such a "
            "referral is new, not waiting.",
        ),
        (
            "autism,therapy,2026-03-02,2026-03-01",
            "joined: 2026-03-01 is before the referral, 2026-03-02. Correct one of them.",
        ),
        (
            "autism,therapy,1926-03-02",
            "referred: 1926-03-02 is over 50 years ago. Check the year.",
        ),
        (
            "autism,therapy,2026-03-02,2026-03-02,caseload",
            "joined: only those who wait have joined a list. Leave it blank.",
        ),
        (
            "autism,therapy,2026-03-02,,caselod",
            'state: unknown state "caselod". Did you mean "caseload"?',
        ),
        (
            "autism,assessment,2026-03-02,,caseload",
            'state: nobody is part-way through a contact. Write "waiting".',
        ),
        ("autism,triage,2026-03-02", "step: a decision has no waiting list. Name a contact."),
        (
            "autism,triage,2026-03-02,,caseload",
            "state: nobody is part-way through a decision. Leave the row out.",
        ),
        (
            "autism,therapy,2026-03-02,,,urgent",
            'priority: unknown priority "urgent". Choose routine.',
        ),
        (
            "autism,therapy,2026-03-02,,,,2008-03-31",
            "birth_date: 2008-03-31 makes the child 18 or more when the run starts, and 18 is the "
            "leaving age. Leave the row out.",
        ),
        (
            "autism,assessment,2026-03-02,,,,,2026-05-01",
            'booked: only first contacts of a step with "notice:" are booked. Leave the cell '
            "blank.",
        ),
        (
            "autism,therapy,2026-03-02,,,,,,2",
            "contacts: only a caseload of a course has had contacts. Leave the cell blank.",
        ),
        (
            "autism,therapy,2026-03-02,,caseload,,,,6",
            "contacts: 6 of 6 is not part-way. Write 1 to 5.",
        ),
        (
            "autism,therapy,2026-03-02,,caseload,,,,-1",
            'contacts: "-1" is less than nothing. Write 0 or more.',
        ),
        (
            "autism,therapy,2026-03-02 09:00",
            'referred: "2026-03-02 09:00" has a time of day. Write the day alone, 2026-03-02.',
        ),
    ],
)
def test_a_row_that_cannot_be_meant_is_told_with_its_mend(
    tmp_path: Path, line: str, wrong: str
) -> None:
    assert told(tmp_path, "autism,assessment,2026-01-05", line) == [f"waiting.csv:3: {wrong}"]


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ("2026-03-31", "is before the run starts, 2026-04-01. Leave the cell blank."),
        (
            "2027-04-02",
            "is after the last day of the run, 2027-04-01. Lengthen the run, or leave the cell "
            "blank.",
        ),
    ],
)
def test_appointments_are_on_days_of_the_run(tmp_path: Path, day: str, wrong: str) -> None:
    scenario = LISTED.replace("dna: {share: 8 %, most: 2}", "notice: 14 days")
    line = f"autism,assessment,2026-01-05,,,,,{day}"
    assert told(tmp_path, line, scenario=scenario) == [f"waiting.csv:2: booked: {day} {wrong}"]


def test_places_hold_no_more_than_there_are(tmp_path: Path) -> None:
    scenario = LISTED.replace("places: 20", "places: 22")
    held = ["autism,group,2026-01-05,,caseload"] * 4
    assert told(tmp_path, *held, scenario=scenario) == [
        "waiting.csv:4: state: with this row 23 children hold 22 places. Make room or count again."
    ]
    assert read(tmp_path, *held[:2], scenario=scenario)


def test_rows_of_one_child_may_not_contradict_one_another(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        "autism,assessment,2026-01-05,,,,,,,c1",
        "autism,therapy,2026-01-05,,,,2015-02-03,,,c1,f",
        "autism,therapy,2026-01-05,,,,2015-02-04,,,c1,m",
        "autism,therapy,2026-01-05,,,,2015-02-05,,,c2,m",
    )
    assert found == [
        "waiting.csv:4: birth_date: 2015-02-04 differs from line 2, of the same child. Correct one "
        "of them.",
        'waiting.csv:4: sex: "m" differs from line 2, of the same child. Correct one of them.',
    ]


def test_an_attribute_may_not_be_called_like_a_column(tmp_path: Path) -> None:
    scenario = LISTED.replace("sex:", "state:")
    assert told(tmp_path, "autism,therapy,2026-01-05", scenario=scenario)[1:] == [
        'waiting.csv:1: state: is a column of every such list, and a group of "groups:" too. '
        "Rename that."
    ]


def test_the_list_is_fixed_for_a_run_and_counts_in_its_identity(tmp_path: Path) -> None:
    lines = ["autism,therapy,2026-01-05,,,,,,,x", "autism,therapy,2026-01-06,,,,,,,x"]
    first = read(tmp_path, *lines)
    renamed = [line.replace(",x", ",other") for line in lines]
    apart = [lines[0].replace(",x", ","), lines[1].replace(",x", ",")]
    assert read(tmp_path, *renamed).identity == first.identity
    assert read(tmp_path, *apart).identity != first.identity
    assert read(tmp_path, *lines[::-1]).identity != first.identity
    change = "changes: [{on: 2026-06-01, opening_list: none}]\n"
    found = problems(tmp_path, LISTED + change)
    assert [p.message for p in found] == [
        "cannot change during a run. Make the change without a date, in a scenario of its own."
    ]
    none = sound(tmp_path, LISTED.replace("waiting.csv", "none"))
    assert none.scenario.opening_list is None


def test_rows_add_to_those_by_number(tmp_path: Path) -> None:
    loaded = read(tmp_path, "autism,assessment,2025-03-31", "autism,therapy,2026-03-31")
    tables = build_model(loaded.epochs, loaded.identity).tables
    assert len(tables.opening_step) == 120 + 20 + 2
    assert tables.entry_weeks == 53


def test_a_list_of_a_scenario_with_mistakes_is_looked_at_too(tmp_path: Path) -> None:
    broken = LISTED.replace("kind: delay", "kind: dely")
    found = told(tmp_path, "autism,forms,2026-01-05", "autism,former,2026-01-05", scenario=broken)
    assert [line.split(": ")[:2] for line in found] == [
        ["f.yaml:31", "pathways.autism.steps.forms.kind"],
        ["waiting.csv:3", "step"],
    ]


def test_no_more_are_booked_than_wait_without_an_appointment(tmp_path: Path) -> None:
    scenario = LISTED.replace("dna: {share: 8 %, most: 2}", "notice: 14 days").replace(
        "waiting: {0-13 weeks: 80, 13-26 weeks: 40}", "booked: 2"
    )
    lines = ["autism,assessment,2026-01-05", "autism,assessment,2026-01-05,,,,,2026-04-08"]
    assert [line.partition(": ")[2] for line in told(tmp_path, *lines, scenario=scenario)] == [
        "pathways.autism.opening.assessment.booked: 2 are more than the 1 who wait. Count again."
    ]
    assert read(tmp_path, *lines, lines[0], scenario=scenario)
