"""Dated changes are read with all their faults, and applied without touching the scenario."""

import copy
import datetime

import pytest

from waitsim.errors import ScenarioError
from waitsim.scenario.change_list import read_changes
from waitsim.scenario.changes import Change, apply, apply_change
from waitsim.scenario.document import parse
from waitsim.scenario.tree import Place, Tree

BASE = """\
staff:
  nurses: {wte: 12, vacancy: 8 %}
demand: {value: 12 a week, source: S1}
steps:
  - {name: first, then: {a: 0.6, b: 0.4}}
season: [1, 2]
"""


def read(text: str) -> tuple[Change, ...]:
    """The changes of the base scenario with a list of changes below it."""
    document = parse(f"{BASE}changes:\n{text}", "f.yaml")
    return read_changes(document.tree, document.lines)


def refusal(text: str) -> list[str]:
    """The problems of a list of changes that must have some."""
    with pytest.raises(ScenarioError) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def base() -> dict[str, Tree]:
    """The base scenario, afresh."""
    return parse(BASE, "f.yaml").tree


def test_a_change_is_read_with_dates_ramp_and_places() -> None:
    first, second = read(
        "  - on: 2027-01-04\n    staff.nurses.wte: +2\n    ramp: 12 weeks\n    note: hired\n"
        "  - from: 2026-09-01\n    to: 2027-03-31\n    elsewhere: {slots: 20 a week}\n"
    )
    assert (first.start, first.end) == (datetime.date(2027, 1, 4), None)
    assert (first.ramp_minutes, first.note) == (12 * 10_080, "hired")
    assert (first.edits, first.others) == ({"staff.nurses.wte": "+2"}, {})
    assert (first.place, first.places) == (
        Place("f.yaml", 8),
        {"staff.nurses.wte": Place("f.yaml", 9)},
    )
    assert (second.index, second.end) == (1, datetime.date(2027, 3, 31))
    assert second.others == {"elsewhere": {"slots": "20 a week"}}


def test_nested_names_are_the_same_as_dotted_ones() -> None:
    (nested,) = read("  - staff: {nurses: {wte: +2, vacancy: 6 %}}\n")
    assert nested.edits == {"staff.nurses.wte": "+2", "staff.nurses.vacancy": "6 %"}
    assert nested.start is None
    (half,) = read("  - staff.nurses: {wte: +2}\n")
    assert half.edits == {"staff.nurses.wte": "+2"}


def test_all_faults_of_changes_are_reported_at_once() -> None:
    found = refusal(
        "  - text\n"
        "  - on: 1/2/2026\n    ramp: 12\n    staff.nurses.wte: 1\n"
        "  - from: 2026-09-10\n    to: 2026-09-01\n    season: [1, 1]\n"
        "  - on: 2026-09-10\n    to: 2026-09-20\n    season: [1, 1]\n"
        "  - on: 2026-09-10\n    note: nothing\n"
        "  - {from: 2026-09-01, to: 2026-09-07, ramp: 8 days, season: [1, 1]}\n"
        "  - staff.nurses.wte: 1\n    staff: {nurses: {wte: 2}}\n"
    )
    expected = [
        (8, "must be"),
        (9, "could be two days"),
        (10, "has no unit"),
        (13, "before"),
        (15, "either"),
        (18, "changes nothing"),
        (20, "longer than the change lasts (1 week)"),
        (22, "twice"),
    ]
    assert len(found) == len(expected)
    for text, (line, words) in zip(found, expected, strict=True):
        assert text.startswith(f"f.yaml:{line}: changes.")
        assert words in text


def test_changes_that_are_no_list_are_refused() -> None:
    document = parse("changes: {on: 2026-09-01}\n", "f.yaml")
    with pytest.raises(ScenarioError, match="must be a list"):
        read_changes(document.tree, document.lines)


def test_a_scenario_without_changes_has_none() -> None:
    assert read_changes(base(), {}) == ()


def test_edits_make_a_new_tree_and_leave_the_old() -> None:
    (change,) = read(
        "  - staff.nurses.wte: +2\n    demand: +10 %\n    season: [3, 4]\n"
        "    steps.0.then: {a: 0.8, b: 0.2}\n"
    )
    tree = base()
    before = copy.deepcopy(tree)
    new = apply(tree, change)
    assert tree == before
    assert new == {
        "staff": {"nurses": {"wte": "14", "vacancy": "8 %"}},
        "demand": {"value": "13.2 a week", "source": "S1"},
        "steps": [{"name": "first", "then": {"a": "0.8", "b": "0.2"}}],
        "season": ["3", "4"],
    }


def test_a_ramp_moves_every_figure_part_of_the_way() -> None:
    (change,) = read("  - staff.nurses.wte: +2\n    season: [3, 4]\n    steps.0.then.a: 0.8\n")
    new = apply(base(), change, 0.25)
    assert new["staff"] == {"nurses": {"wte": "12.5", "vacancy": "8 %"}}
    assert new["season"] == ["1.5", "2.5"]
    assert new["steps"] == [{"name": "first", "then": {"a": "0.65", "b": "0.4"}}]


def test_all_edits_that_fail_are_reported_with_line_and_near_miss() -> None:
    (change,) = read(
        "  - staff.nurse.wte: +2\n    staff.nurses: 3\n    season: [1]\n    steps.7.then: 1\n"
        "    schema.x: 2\n    demand.per: 1\n    staff.nurses.wte:\n"
    )
    with pytest.raises(ScenarioError) as caught:
        apply(base(), change, 0.5)
    found = [str(problem) for problem in caught.value.problems]
    expected = [
        (8, 'There is no "nurse" in "staff". Did you mean "nurses"?'),
        (9, "cannot stand for several values"),
        (10, "Leave out the ramp"),
        (11, '"7" is no item of the list'),
        (12, "schema cannot be changed on a date"),
        (13, 'There is no "per" in "demand"'),
        (14, "has no value"),
    ]
    assert len(found) == len(expected)
    for text, (line, words) in zip(found, expected, strict=True):
        assert text.startswith(f"f.yaml:{line}: ")
        assert words in text


def test_one_change_can_be_asked_for_alone() -> None:
    assert apply_change(base(), "staff.nurses.vacancy", "-2 points") == "6 %"
    assert apply_change(base(), "demand", "+2") == "14 a week"


def test_a_fraction_outside_0_to_1_is_a_callers_bug() -> None:
    with pytest.raises(ValueError, match="fraction"):
        apply_change(base(), "demand", "+2", 0)


def test_a_value_left_at_its_default_can_be_set_but_not_moved() -> None:
    (change,) = read("  - on: 2027-01-04\n    staff.nurses.hours: 30 hours\n")
    assert apply(base(), change)["staff"] == {
        "nurses": {"wte": "12", "vacancy": "8 %", "hours": "30 hours"}
    }
    (change,) = read("  - on: 2027-01-04\n    staff.nurses.hours: +2 hours\n")
    with pytest.raises(ScenarioError, match="hours"):
        apply(base(), change)


def test_a_change_may_have_a_name_of_its_own() -> None:
    (change,) = read("  - on: 2027-01-04\n    name: recruits\n    staff.nurses.wte: +2\n")
    assert change.edits == {"staff.nurses.wte": "+2"}
    two = "  - name: more\n    staff.nurses.wte: +2\n"
    assert "names a change above too" in refusal(two + two)[0]
    for wrong in ("'2'", "New nurses", "''"):
        told = refusal(f"  - name: {wrong}\n    staff.nurses.wte: +2\n")
        assert "small letters, digits and underscores" in told[0]
