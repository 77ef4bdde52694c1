"""S27: lists that steps share, and staff who stand in."""

import pytest
from random_scenarios import Tree
from worked import Tell, Told, changed, contact, course, on_days, service, waiting


def seen(told: Told) -> list[tuple[int, int]]:
    """Day and step of each contact attended."""
    return [(row.minute // 1440, row.step) for row in told.rows if row.kind == 3]


def waited(told: Told) -> list[tuple[str, int]]:
    """Whole days that each child has waited who was seen, step by step."""
    names = [name.partition(".")[2] for name in told.model.names.steps]
    waits = [(row.step, (row.minute - row.since) // 1440) for row in told.rows if row.kind == 5]
    return [(names[step], days) for step, days in sorted(waits)]


# Shared lists.


@pytest.mark.parametrize(
    ("name", "expected"),
    [(None, [(0, 1), (1, 1), (1, 1), (2, 0)]), ("both", [(2, 0), (2, 1), (2, 1)])],
)
def test_S27_nobody_overtakes_on_a_shared_list(
    run: Tell, name: str | None, expected: list[tuple[int, int]]
) -> None:
    # The first of all waits for a doctor, and 30 of the nurses' 60 minutes are set aside for it.
    both = contact({"nurses": 30, "doctors": 60}, list=name)
    steps = {"both": both, "nurse": contact(30, list=name)}
    opening = {"both": waiting(9), "nurse": waiting(3, 2, 1)}
    staff = {"nurses": on_days(60), "doctors": on_days(60, "wednesday")}
    assert seen(run(service(steps, opening=opening, staff=staff, days=3))) == expected


def test_S27_two_lists_pooled_wait_less_than_apart_as_worked_by_hand(run: Tell) -> None:
    # Apart, each sees one child an hour: 6, 5 and 4 days become 6, 6 and 6; the one on the other
    # list is seen after 1 day, and then nobody uses that hour.
    sees = {"nurses": on_days(60), "doctors": on_days(60)}
    steps = {"east": contact({"nurses": 60}), "west": contact({"doctors": 60})}
    opening = {"east": waiting(6, 5, 4), "west": waiting(1)}
    apart = run(service(steps, opening=opening, staff=sees))
    assert waited(apart) == [("east", 6), ("east", 6), ("east", 6), ("west", 1)]
    assert apart.minutes("doctors")["unused"] == 180
    # Pooled, the two who have waited longest are seen first, then the other two.
    pooled = contact({"nurses": 60}, list="all") | {"or_staff": [{"staff": {"doctors": "60 min"}}]}
    together = run(service({"east": pooled, "west": pooled}, opening=opening, staff=sees))
    assert waited(together) == [("east", 5), ("east", 5), ("east", 6), ("west", 2)]
    # One staff group with both hours does the same.
    steps = {name: contact(60, list="all") for name in ("east", "west")}
    same = run(service(steps, opening=opening, staff={"nurses": on_days(120)}))
    assert waited(same) == waited(together)


def test_S27_steps_of_several_pathways_without_staff_in_common_share_a_list(run: Tell) -> None:
    # The nurses have time, but the first on the list waits for a doctor until day 2.
    steps = {"doctor": contact({"doctors": 60}, list="clinic")}
    tree = service(steps, opening={"doctor": waiting(9)})
    tree["staff"] = {"nurses": on_days(60), "doctors": on_days(60, "wednesday")}
    other = service({"nurse": contact(60, list="clinic")}, opening={"nurse": waiting(8, 7)})
    tree["pathways"]["q"] = other["pathways"]["p"]
    told = run(tree)
    assert len(told.model.tables.pool_start) == 2
    assert seen(told) == [(2, 0), (2, 1), (3, 1)]
    tree["pathways"]["q"]["steps"]["nurse"]["list"] = None
    assert seen(run(tree)) == [(0, 1), (1, 1), (2, 0)]


def test_S27_a_list_may_be_shared_from_a_date_on(run: Tell) -> None:
    steps = {"long": contact(300), "short": contact({"nurses": 30, "doctors": 1})}
    opening = {"long": waiting(9), "short": waiting(*range(1, 6))}
    staff = {"nurses": on_days(60), "doctors": on_days(1)}
    tree = service(steps, opening=opening, staff=staff, days=6)
    tree["staff"]["nurses"]["protects"] = {"short": {"for": "p.short", "share": 0.5}}
    alone = seen(run(tree))
    assert alone == [(day, 1) for day in range(5)]
    after = changed(tree, steps__long__list="one")
    after = changed(after, steps__short__list="one")
    assert seen(run((0, tree), (2, after))) == alone[:2]


def test_S27_follow_ups_are_not_on_the_shared_list(run: Tell) -> None:
    # The follow-up is seen on the second day, while the shared list waits for 100 minutes.
    steps = {"long": contact(100, list="one"), "therapy": course(2, "1 day", 50, list="one")}
    opening = {"long": waiting(9), "therapy": {"caseload": 1, "waiting": {"0-1 week": 1}}}
    told = run(service(steps, opening=opening, staff={"nurses": on_days(60)}, days=3))
    assert seen(told) == [(1, 1), (2, 0)]


def test_S27_lists_that_are_one_are_counted_step_by_step(run: Tell) -> None:
    steps = {"a": contact(list="one"), "b": contact(list="one")}
    told = run(service(steps, opening={"a": waiting(9), "b": waiting(8)}))
    assert told.lines("wait_completed") == [
        "0 09:00 #0 wait_completed a since -9 00:00",
        "1 09:00 #1 wait_completed b since -8 00:00",
    ]
    assert told.model.tables.list_shared.tolist() == [[0, 0]]


# Staff who stand in.


def stand_in(minutes: int, admin: int = 0, group: str = "doctors") -> Tree:
    return {"staff": {group: f"{minutes} min"}, "admin": {group: f"{admin} min"}}


def test_S27_the_first_who_have_the_minutes_give_the_contact(run: Tell) -> None:
    # Nurses have time for one a day, doctors for one of 50 and 10, psychologists for two.
    staff = {name: on_days(60) for name in ("nurses", "doctors", "psychologists")}
    step = contact(60, or_staff=[stand_in(50, 10), stand_in(30, group="psychologists")])
    told = run(service({"see": step}, opening={"see": waiting(*range(1, 6))}, staff=staff, days=2))
    assert seen(told) == [(0, 0)] * 4 + [(1, 0)]
    assert [told.minutes(name)["used"] for name in staff] == [120, 60, 60]


def test_S27_a_missed_contact_loses_the_minutes_of_who_stood_in(run: Tell) -> None:
    step = contact(60, dna={"share": 1, "rebook": 0}, or_staff=[stand_in(50, 10)])
    staff = {"nurses": {"wte": 0}, "doctors": on_days(60)}
    told = run(service({"see": step}, opening={"see": waiting(5)}, staff=staff, days=1))
    assert told.minutes("doctors") == {"offered": 60, "used": 0, "lost": 50, "unused": 10}


def test_S27_if_none_have_the_minutes_those_of_the_steps_own_are_set_aside(run: Tell) -> None:
    # Neither 60 of nurses nor 40 of doctors are enough; nurses have 120 on the second day, and the
    # doctors' minutes are there for their own list.
    steps = {"see": contact(90, or_staff=[stand_in(50)]), "own": contact({"doctors": 40})}
    staff = {"nurses": on_days(60), "doctors": on_days(40)}
    opening = {"see": waiting(5), "own": waiting(1)}
    told = run(service(steps, opening=opening, staff=staff, days=2))
    assert seen(told) == [(0, 1), (1, 0)]
    assert told.minutes("nurses") == {"offered": 120, "used": 90, "lost": 0, "unused": 30}
    assert told.minutes("doctors") == {"offered": 80, "used": 40, "lost": 0, "unused": 40}


def test_S27_who_stands_in_serves_own_lists_by_their_order(run: Tell) -> None:
    # The doctors' own list has waited longer, so that they have no time to stand in on day 0.
    steps = {"see": contact(60, or_staff=[stand_in(60)]), "own": contact({"doctors": 60})}
    staff = {"nurses": {"wte": 0}, "doctors": on_days(60)}
    opening = {"see": waiting(5), "own": waiting(9)}
    told = run(service(steps, opening=opening, staff=staff))
    assert len(told.model.tables.pool_start) == 2
    assert seen(told) == [(0, 1), (1, 0)]


def test_S27_staff_may_stand_in_from_a_date_on(run: Tell) -> None:
    tree = service({"see": contact(60)}, opening={"see": waiting(5)})
    tree["staff"] = {"nurses": {"wte": 0}, "doctors": on_days(60)}
    after = changed(tree, steps__see__or_staff=[stand_in(60)])
    assert seen(run((0, tree), (2, after))) == [(2, 0)]
    assert seen(run((0, after), (1, tree))) == [(0, 0)]


def test_S27_appointments_are_with_the_steps_own_staff(run: Tell) -> None:
    # Those who stand in would have time for two on a day; the step's own staff have for one.
    step = contact(60, or_staff=[stand_in(30, group="nurses")])
    opening = {"see": waiting(5, 6) | {"booked": 2}}
    told = run(service({"see": step}, opening=opening, days=3))
    assert told.lines("booked") == ["0 00:00 #0 booked 1", "0 00:00 #1 booked"]
    assert seen(told) == [(0, 0), (1, 0)]
    assert told.minutes("nurses")["used"] == 120
