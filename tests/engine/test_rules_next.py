"""S30 to S33: who is seen next."""

from collections import defaultdict

import numpy as np
import pytest
from random_scenarios import Tree
from stories import DAY
from worked import Tell, contact, course, on_days, place, service, waiting

from waitsim.records import ATTENDED, PLACED, WAITED

PLAIN = contact(order="longest wait")
CLASSES = {"urgent": 0.2, "soon": 0.3, "routine": 0.5}


def pathways(steps: list[Tree], waited: list[tuple[int, ...]], classes: list[str]) -> Tree:
    """Pathways p, q, ... of one contact each, on whose lists all children are of one class."""
    tree = service({}, days=9, staff={"nurses": on_days(60)})
    for name, step, days, urgent in zip("pqrs", steps, waited, classes, strict=False):
        shares = {"urgent": float(urgent == "urgent"), "routine": float(urgent != "urgent")}
        own = service(
            {"see": step},
            opening={"see": waiting(*days)},
            priorities=shares,
            standards={"rtt": {"to": "see", "within": "18 days"}},
        )
        tree["pathways"][name] = own["pathways"]["p"]
    return tree


def seen(run: Tell, tree: Tree) -> list[int]:
    return [row.referral for row in run(tree).rows if row.kind in (ATTENDED, PLACED)]


def test_S30_the_clock_that_passes_its_limit_first_is_next(run: Tell) -> None:
    limits = {"urgent": "2 days", "routine": "10 days"}
    step = contact(order="earliest breach", limits=limits)
    # They breach on days 1, -1 (urgent) and -2, 5, 0 (routine).
    tree = pathways([step, step], [(1, 3), (12, 5, 10)], ["urgent", "routine"])
    assert seen(run, tree) == [2, 1, 4, 0, 3]


def test_S30_the_limit_can_be_that_of_a_standard(run: Tell) -> None:
    first = contact(order="earliest breach", breach_of="rtt")
    second = contact(order="earliest breach", limits={"urgent": "1 day", "routine": "5 days"})
    # They breach on days 8, 14 and -1, 3.
    tree = pathways([first, second], [(10, 4), (6, 2)], ["routine", "routine"])
    assert seen(run, tree) == [2, 3, 0, 1]


def test_S30_points_are_a_head_start_in_time(run: Tell) -> None:
    step = contact(order="points", head_starts={"urgent": "5 days"})
    tree = pathways([step, step], [(1, 4), (7, 5)], ["urgent", "routine"])
    assert seen(run, tree) == [1, 2, 0, 3]


def test_S30_head_starts_count_beside_lists_that_have_none(run: Tell) -> None:
    steps = [
        contact(order="points", head_starts={"urgent": "5 days"}),
        PLAIN,
    ]
    assert seen(run, pathways(steps, [(1, 4), (7, 5)], ["urgent", "routine"])) == [1, 2, 0, 3]


def test_S30_follow_ups_and_places_are_ordered_in_the_same_way(run: Tell) -> None:
    told = {"order": "points", "head_starts": {"urgent": "5 days"}}
    held = place(1, "1 day", **told)
    assert seen(run, pathways([held], [(1, 4)], ["urgent"])) == [1, 0]
    step = course(2, "1 day", **told)
    rows = run(pathways([step, PLAIN], [(2,), (9, 6)], ["urgent", "routine"])).rows
    assert [row.referral for row in rows if row.kind == ATTENDED] == [1, 0, 0, 2]


@pytest.mark.parametrize("shift", ["points", "earliest breach"])
def test_S30_in_overload_mean_waits_differ_by_the_head_starts(run: Tell, shift: str) -> None:
    """On any day all are seen who were referred before some moment less their head start."""
    days = {"routine": 0, "soon": 92, "urgent": 190}
    told: Tree = {"order": "points", "head_starts": {n: f"{d} days" for n, d in days.items()}}
    if shift == "earliest breach":
        limits = {name: f"{200 - head} days" for name, head in days.items()}
        told = {"order": "earliest breach", "limits": limits}
    tree = service(
        {"see": contact(**told)},
        days=600,
        staff={"nurses": on_days(180)},
        priorities=CLASSES,
        referrals={"rate": "48 a week", "days": "every"},
    )
    waits = defaultdict(list)
    for row in run(tree, seed=3).rows:
        if row.kind == WAITED and row.minute > 400 * DAY:
            waits[row.minute, row.priority].append((row.minute - row.since) / DAY)
    for one, other, expected in ((0, 1, 98), (1, 2, 92)):
        apart = [
            np.mean(waits[minute, other]) - np.mean(waits[minute, one])
            for minute in {minute for minute, _ in waits}
            if (minute, one) in waits and (minute, other) in waits
        ]
        assert len(apart) > 20
        assert np.mean(apart) == pytest.approx(expected, abs=0.5)
