"""Lists are numbered step by step, and pooled where they share staff."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.scenario.schema import Scenario

Make = Callable[..., Scenario]

REFERRALS = {"rate": "10 a week"}


def contact(*staff: str, **more: Any) -> dict[str, Any]:
    return {"kind": "contact", "staff": dict.fromkeys(staff, "60 min"), "then": "left", **more}


def model_of(make: Make, *pathways: dict[str, Any], later: Any = None) -> Model:
    groups = {name: {"wte": 1} for name in ("a", "b", "c", "d")}

    def scenario(parts: tuple[dict[str, Any], ...]) -> Scenario:
        named = {f"p{i}": {"referrals": REFERRALS, "steps": s} for i, s in enumerate(parts)}
        return make(staff=groups, pathways=named)

    epochs = [(0, scenario(pathways))] + ([(7, scenario(later))] if later else [])
    return build_model(epochs, "")


def pools(model: Model) -> list[list[str]]:
    """Names of the lists of each pool."""
    start, members = model.tables.pool_start.tolist(), model.tables.pool_list.tolist()
    return [
        [model.names.lists[number] for number in members[first:stop]]
        for first, stop in pairwise(start)
    ]


EVERY_KIND: dict[str, Any] = {
    "triage": {"kind": "decision", "then": "forms"},
    "forms": {"kind": "delay", "lasts": "2 weeks", "then": "see"},
    "see": contact("a", precedence=3, order="longest wait", leaving="1 % a week", then="treat"),
    "treat": contact("b", kind="course", sessions=6, every="1 week", precedence=4, then="hold"),
    "hold": {"kind": "place", "places": 9, "lasts": "4 weeks", "leaving": "2 % a week",
             "then": "review"},
    "review": contact("c", kind="review", every="26 weeks", stops="5 %", precedence=5,
                      order="first to join"),
}  # fmt: skip


def test_each_kind_of_step_has_its_lists(make: Make) -> None:
    model = model_of(make, EVERY_KIND)
    t = model.tables
    assert model.names.lists == (
        *("p0.see", "p0.treat", "p0.treat.follow_up", "p0.hold", "p0.review"),
    )
    assert t.step_kind.tolist() == [4, 3, 0, 1, 5, 2]
    assert t.new_list.tolist() == [-1, -1, 0, 1, 3, -1]
    assert t.follow_list.tolist() == [-1, -1, -1, 2, -1, 4]
    assert t.list_step.tolist() == [2, 3, 3, 4, 5]
    assert t.list_precedence.tolist() == [3, 4, 1, 2, 5]
    assert t.list_leaving.tolist() == [1, 1, 0, 1, 0]


def test_disciplines_become_weights(make: Make) -> None:
    t = model_of(make, EVERY_KIND).tables
    # Longest wait, three by priority then longest wait, and first to join.
    assert t.list_by_priority.tolist() == [0, 1, 1, 1, 0]
    assert t.list_by_clock.tolist() == [1, 1, 1, 1, 0]
    assert t.list_by_joined.tolist() == [0, 0, 0, 0, 1]
    assert not t.list_by_lot.any()


def test_lists_for_places_are_in_no_pool(make: Make) -> None:
    assert pools(model_of(make, EVERY_KIND)) == [
        ["p0.see"],
        ["p0.treat", "p0.treat.follow_up"],
        ["p0.review"],
    ]


def test_lists_that_share_staff_through_others_are_one_pool_in_order(make: Make) -> None:
    first = {"x": contact("a"), "y": contact("d")}
    second = {"z": contact("b", "c"), "w": contact("a", "b")}
    assert pools(model_of(make, first, second)) == [["p0.x", "p1.z", "p1.w"], ["p0.y"]]


def test_the_order_in_which_links_are_found_does_not_matter(make: Make) -> None:
    steps = {"x": contact("c", "d"), "y": contact("a", "b"), "z": contact("b", "d")}
    assert pools(model_of(make, steps)) == [["p0.x", "p0.y", "p0.z"]]


def test_lists_that_share_staff_in_one_epoch_are_pooled_for_the_run(make: Make) -> None:
    apart = {"x": contact("a"), "y": contact("b")}
    linked = {"x": contact("a"), "y": contact("b", admin={"a": "10 min"})}
    assert pools(model_of(make, apart)) == [["p0.x"], ["p0.y"]]
    assert pools(model_of(make, apart, later=(linked,))) == [["p0.x", "p0.y"]]


def test_minutes_of_0_link_nothing(make: Make) -> None:
    bought = contact(staff={"a": "0 min"}, extra_slots="5 a week")
    steps = {"x": contact("a"), "y": bought, "z": bought | {"kind": "review", "every": "1 week"}}
    assert pools(model_of(make, steps)) == [["p0.x"], ["p0.y"], ["p0.z"]]


def test_both_lists_of_a_course_without_staff_are_one_pool(make: Make) -> None:
    course = contact(staff={"a": "0 min"}, kind="course", sessions=2, every="1 week")
    assert pools(model_of(make, {"x": course})) == [["p0.x", "p0.x.follow_up"]]
