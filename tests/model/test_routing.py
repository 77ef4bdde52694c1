"""Routes and staff needs are the union over the epochs, in compressed rows."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waitsim.model.index import index_names, split_epochs
from waitsim.model.routing import (
    Needs,
    Routes,
    need_tables,
    reachable,
    route_tables,
    single_shares,
    target_shares,
)
from waitsim.model.shares import cumulative_shares
from waitsim.scenario.schema import Scenario

Make = Callable[..., Scenario]

STAFF = {"doctors": {"wte": 1}, "nurses": {"wte": 2}, "others": {"wte": 3}}


def two_steps(make: Make, then: object, **contact: Any) -> Scenario:
    """Triage, which leads as given, and a contact after which referrals end."""
    steps = {
        "triage": {"kind": "decision", "then": then},
        "see": {"kind": "contact", "staff": {"nurses": "60 min"}, "then": "seen", **contact},
    }
    referrals = {"rate": "10 a week"}
    pathway = {"referrals": referrals, "steps": steps, "ends": {"seen": "Seen"}}
    return make(staff=STAFF, pathways={"first": pathway, "second": pathway})


def routes_of(*epochs: tuple[int, Scenario]) -> Routes:
    return route_tables(split_epochs(epochs), index_names(epochs[0][1]))


def needs_of(*epochs: tuple[int, Scenario]) -> Needs:
    return need_tables(split_epochs(epochs), index_names(epochs[0][1]))


def test_routes_lead_to_steps_and_ends_of_the_same_pathway(make: Make) -> None:
    routes = routes_of((0, two_steps(make, {"see": "75 %", "left": "rest"})))
    assert routes.route_start.tolist() == [0, 2, 3, 5, 6]
    # Ends are left, aged_out, not_brought and seen: 0 to 3 of the first pathway, 4 to 7 of the
    # second; an end e is written -(e + 1).
    assert routes.route_target.tolist() == [1, -1, -4, 3, -5, -8]
    assert routes.route_shares.tolist() == [[0.75, 1, 1, 0.75, 1, 1]]


def test_a_route_that_an_epoch_lacks_has_no_share_there(make: Make) -> None:
    before = two_steps(make, {"left": "20 %", "see": "80 %"})
    after = two_steps(make, {"see": "50 %", "seen": "50 %"})
    routes = routes_of((0, before), (100, after))
    assert routes.route_target[:3].tolist() == [-1, 1, -4]
    assert routes.route_shares[:, :3].tolist() == [[0.2, 1, 1], [0, 0.5, 1]]
    shares = single_shares(routes.route_shares, routes.route_start)
    assert shares[:, :4].tolist() == [[0.2, 0.8, 0, 1], [0, 0.5, 0.5, 1]]


def test_an_unknown_target_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="first: has no step or end 'sea'"):
        routes_of((0, two_steps(make, "sea")))


@pytest.mark.parametrize(
    "then", [{"a": 0.5, "b": 0.4}, {"a": 0.7, "b": 0.7}, {"a": "rest", "b": "rest"}]
)
def test_shares_that_do_not_sum_to_1_are_refused(then: dict[str, float | str]) -> None:
    with pytest.raises(ValueError, match=r"steps\.x: shares sum to"):
        target_shares(then, "steps.x")


def test_a_rest_left_by_rounding_alone_is_nobody() -> None:
    then: dict[str, float | str] = {"a": 0.7, "b": 0.01, "c": 0.29, "d": "rest"}
    assert math.fsum((0.7, 0.01, 0.29)) != 1
    assert target_shares(then, "") == {"a": 0.7, "b": 0.01, "c": 0.29, "d": 0.0}


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9).filter(any))
def test_cumulative_shares_end_in_exactly_1_and_no_draw_falls_on_a_share_of_0(
    weights: list[int],
) -> None:
    shares = [weight / sum(weights) for weight in weights]
    totals = cumulative_shares(shares)
    assert totals[-1] == 1
    assert totals == sorted(totals)
    widths = np.diff(totals, prepend=0.0)
    assert widths == pytest.approx(shares)
    assert [width == 0 for width in widths] == [weight == 0 for weight in weights]


def test_a_step_is_reached_by_positive_shares_only(make: Make) -> None:
    closed = two_steps(make, {"see": "0 %", "left": "rest"})
    opened = two_steps(make, {"see": "1 %", "left": "rest"})
    never = reachable(routes_of((0, closed)))
    later = reachable(routes_of((0, closed), (100, opened)))
    assert never.tolist() == np.eye(4, dtype=bool).tolist()
    assert later[0].tolist() == [True, True, False, False]
    assert later[1].tolist() == [False, True, False, False]


def test_needs_hold_minutes_with_the_child_and_around_by_staff_group(make: Make) -> None:
    contact = {
        "staff": {"nurses": "45 min", "doctors": "60 min"},
        "admin": {"others": "0.5 hours", "nurses": "10 min"},
    }
    needs = needs_of((0, two_steps(make, "see", **contact)))
    assert needs.need_start.tolist() == [0, 0, 3, 3, 6]
    assert needs.need_group.tolist() == [0, 1, 2, 0, 1, 2]
    assert needs.need_minutes.tolist() == [[60, 45, 0, 60, 45, 0]]
    assert needs.need_admin.tolist() == [[0, 10, 30, 0, 10, 30]]


def test_a_staff_group_that_comes_in_later_needs_nothing_before(make: Make) -> None:
    after = two_steps(make, "see", staff={"doctors": "60 min"})
    needs = needs_of((0, two_steps(make, "see")), (50, after))
    assert needs.need_group.tolist() == [0, 1, 0, 1]
    assert needs.need_minutes.tolist() == [[0, 60, 0, 60], [60, 0, 60, 0]]


def test_an_unknown_staff_group_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match=r"first\.steps\.see\.staff: unknown staff group 'ghosts'"):
        needs_of((0, two_steps(make, "see", staff={"ghosts": "60 min"})))
