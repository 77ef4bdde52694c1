"""Trees that share parts are read as if each were read alone; faulty ones as far as can be."""

from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_file import SOUND

from waitsim.scenario.document import parse
from waitsim.scenario.levers import edited_path, with_levers
from waitsim.scenario.reading import STAND_INS, Reader
from waitsim.scenario.schema import Scenario
from waitsim.scenario.tree import Path, Tree

TREE = parse(SOUND, "f.yaml").tree
VALUES = {
    "staff.nurses.wte": ("1", "2", "-1"),
    "staff.doctors.vacancy": ("5 %", "500 %"),
    "pathways.autism.referrals.rate": ("3 a week", "4 a week", "5"),
    "pathways.autism.steps.assessment.staff.nurses": ("80 min", "70 min"),
    "pathways.autism.steps.assessment.then.forms": ("70 %", "60 %"),
    "pathways.autism.steps.forms.then": ("therapy", "nowhere"),
    "pathways.autism.steps.group.places": ("30", "many"),
    "calendar.school_holidays.summer.to": ("2026-08-30",),
}


def with_value(tree: dict[str, Tree], path: Path, value: str) -> dict[str, Tree]:
    """A tree that shares all but the way to one value with another."""
    first, *rest = path
    inner = tree.get(str(first))
    if rest:
        assert isinstance(inner, dict)
        return {**tree, str(first): with_value(inner, tuple(rest), value)}
    return {**tree, str(first): value}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([(key, x) for key, values in VALUES.items() for x in values])))
def test_what_is_read_does_not_hang_on_what_was_read_before(edits: list[tuple[str, str]]) -> None:
    reader, tree = Reader(), TREE
    for key, value in [("staff.nurses.wte", "6"), *edits]:
        tree = with_value(with_levers(tree, [key]), edited_path(tree, key), value)
        reading, alone = reader.read(tree), Reader().read(tree)
        assert reading.scenario == alone.scenario
        assert reading.found == alone.found


def test_parts_that_trees_share_are_read_once() -> None:
    reader = Reader()
    first = reader.read(TREE).scenario
    other = with_value(TREE, ("staff", "nurses", "wte"), "7")
    second = reader.read(other).scenario
    assert first is not None
    assert second is not None
    assert second.pathways["autism"] is first.pathways["autism"]
    assert second.staff["doctors"] is first.staff["doctors"]
    assert second.staff["nurses"].wte == 7


def test_a_tree_stays_as_it_is_when_it_is_read_although_it_is_faulty() -> None:
    tree = with_value(TREE, ("staff", "nurses", "wtee"), "7")
    before = repr(tree)
    reading = Reader().read(tree)
    assert [path for path, _ in reading.found] == [("staff", "nurses", "wtee")]
    assert repr(tree) == before


def test_every_stand_in_can_stand_in() -> None:
    for key, value in STAND_INS.items():
        assert value is not None, key
    whole = {key: x for key, x in STAND_INS.items() if key in Scenario.model_fields}
    reading = Reader().read({**whole, "schema": "1"})
    assert reading.found == ()


def test_levers_leave_the_meaning_of_a_tree_as_it_is() -> None:
    paths = [
        "staff.nurses.vacancy",
        "staff.nurses.days",
        "staff.nurses.label",
        "staff.nurses.weeks_worked",
        "staff.nobody.wte",
        "calendar.bank_holidays",
        "pathways.autism.referrals.season",
        "pathways.autism.steps.assessment.extra_slots",
        "pathways.autism.steps.forms.then.therapy",
        "pathways.autism.steps.triage.dna.share",
        "pathways.autism.steps.therapy.admin",
    ]
    tree = with_levers(TREE, paths)
    assert tree != TREE
    assert Scenario.model_validate(tree) == Scenario.model_validate(TREE)
