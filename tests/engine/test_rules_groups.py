"""S19 and S20: groups of children, and steps that differ for some of them."""

import numpy as np
import pytest
from random_scenarios import Tree, model_of
from stories import by_referral
from worked import (
    Tell,
    changed,
    contact,
    course,
    decision,
    delay,
    on_days,
    place,
    service,
    waiting,
)

from waitsim.model.groups import variant_shares
from waitsim.rules.questions import category

HALVES = {"most": 0.5, "others": 0.5}
CROWD = {"see": {"waiting": {"0-1 min": 2000}}}
PLENTY = {"nurses": on_days(100_000)}


def grouped(tree: Tree, own: Tree | None = None, **groups: Tree) -> Tree:
    """The service with groups, and shares of the pathway's own."""
    tree = {**changed(tree), "groups": groups}
    if own:
        tree["pathways"]["p"]["groups"] = own
    return tree


def everyone(name: str) -> Tree:
    """Two categories, of which all children are in one."""
    return {"most": int(name == "most"), "others": int(name != "most")}


def differs(where: Tree, **amounts: object) -> Tree:
    return {"differs": [{"where": where, **amounts}]}


# S19.


@pytest.mark.parametrize(("all_in", "after"), [("most", 90), ("others", 60)])
def test_S19_minutes_are_those_of_the_child_who_is_seen(run: Tell, all_in: str, after: int) -> None:
    step = contact(60, **differs({"deprivation": "most"}, staff={"nurses": "+30 min"}))
    tree = service({"see": step}, opening={"see": waiting(5)}, staff={"nurses": on_days(100)})
    told = run(grouped(tree, deprivation=everyone(all_in)))
    assert told.minutes("nurses")["used"] == after


def test_S19_what_is_set_aside_is_what_the_first_of_the_list_needs(run: Tell) -> None:
    # 100 minutes a day: of the 150 that an urgent child needs, 100 are set aside on day 0. On
    # day 1 that child is seen, and the 50 minutes left are set aside for the 60 of the next.
    step = contact(60, **differs({"priority": "urgent"}, staff={"nurses": "150 min"}))
    tree = service(
        {"see": step},
        opening={"see": {"waiting": {"0-1 min": 12}}},
        staff={"nurses": on_days(100)},
        days=2,
        priorities={"urgent": 0.5, "routine": 0.5},
    )
    told = run(tree)
    first = [row.priority for row in told.rows if row.kind == 3]
    assert first == [0]
    assert told.minutes("nurses") == {"offered": 200, "used": 150, "lost": 0, "unused": 0}


def test_S19_shares_of_missed_contacts_differ_by_priority(run: Tell) -> None:
    step = contact(1, dna={"share": 0.2}, **differs({"priority": "urgent"}, dna={"share": "x3"}))
    told = run(
        service(
            {"see": step},
            opening=CROWD,
            staff=PLENTY,
            days=1,
            priorities={"urgent": 0.5, "routine": 0.5},
        )
    )
    for priority, share in ((0, 0.6), (1, 0.2)):
        booked = [row.kind for row in told.rows if row.priority == priority and row.kind in (3, 4)]
        missed = booked.count(4)
        assert len(booked) > 800
        assert abs(missed - share * len(booked)) < 5 * (share * (1 - share) * len(booked)) ** 0.5


def test_S19_rebooking_its_pause_and_its_limit_differ(run: Tell) -> None:
    dna = {"share": 1, "after": "1 day", "most": 3}
    step = contact(1, dna=dna, **differs({"g": "most"}, dna={"after": "2 days", "most": "2"}))
    tree = service({"see": step}, opening={"see": waiting(5)}, days=8)
    assert run(grouped(tree, g=everyone("most"))).lines("missed", "ended") == [
        "0 09:00 #0 missed 1",
        "2 09:00 #0 missed 2",
        "2 09:00 #0 ended not_brought",
    ]
    assert run(grouped(tree, g=everyone("others"))).lines("missed") == [
        f"{day} 09:00 #0 missed {day + 1}" for day in range(3)
    ]


def test_S19_courses_delays_places_and_routes_differ(run: Tell) -> None:
    steps = {
        "go": course(3, "1 day", 1, then="wait")
        | differs({"g": "most"}, sessions="-1", every="x2"),
        "wait": delay("1 day", "hold") | differs({"g": "most"}, lasts="+1 day"),
        "hold": place(1, "1 day") | {"then": "split"} | differs({"g": "most"}, lasts="3 days"),
        "split": decision({"done": 1}) | differs({"g": "most"}, then={"done": "0", "other": "1"}),
    }
    tree = service(steps, opening={"go": waiting(5)}, days=12)
    assert run(grouped(tree, g=everyone("most"))).lines("attended", "placed", "ended") == [
        "0 09:00 #0 attended 1",
        "2 09:00 #0 attended 2",
        "4 09:00 #0 placed",
        "7 09:00 #0 ended other",
    ]
    assert run(grouped(tree, g=everyone("others"))).lines("attended", "placed", "ended") == [
        *(f"{day} 09:00 #0 attended {day + 1}" for day in range(3)),
        "3 09:00 #0 placed",
        "4 09:00 #0 ended done",
    ]


def test_S19_leaving_differs(run: Tell) -> None:
    step = contact(1, leaving="0 % a week", **differs({"g": "most"}, leaving="rate 1 a week"))
    tree = service({"see": step}, opening=CROWD, staff={"nurses": on_days(0)}, days=7)
    told = run(grouped(tree, g=HALVES))
    most = {row.referral for row in told.rows if row.kind == 14 and row.detail == 0}
    left = {row.referral for row in told.rows if row.kind == 9}
    assert left < most
    expected = len(most) * (1 - np.exp(-1))
    assert abs(len(left) - expected) < 5 * (expected * np.exp(-1)) ** 0.5


def test_S19_leaving_differs_for_new_referrals_too(run: Tell) -> None:
    step = contact(1, leaving="0 % a week", **differs({"g": "most"}, leaving="rate 9 a week"))
    tree = service({"see": step}, staff={"nurses": on_days(0)}, days=14)
    tree = changed(tree, referrals={"rate": "200 a week", "days": "every"})
    told = run(grouped(tree, g=HALVES))
    most = {row.referral for row in told.rows if row.kind == 14 and row.detail == 0}
    left = {row.referral for row in told.rows if row.kind == 9}
    assert left < most
    assert len(left) > len(most) / 2


@pytest.mark.parametrize(("age", "minutes"), [(4, 60), (5, 90), (10, 90), (11, 60)])
def test_S19_an_age_is_that_at_referral_with_both_ends_of_the_band_in(
    run: Tell, age: int, minutes: int
) -> None:
    step = contact(60, **differs({"age": "5-10"}, staff={"nurses": "90 min"}))
    tree = service(
        {"see": step},
        opening={"see": waiting(5)},
        staff={"nurses": on_days(100)},
        days=1,
        ages={str(age): 1},
    )
    assert run(tree).minutes("nurses")["used"] == minutes


def test_S19_a_later_item_works_on_what_an_earlier_one_made(run: Tell) -> None:
    items = [
        {"where": {"a": "most"}, "staff": {"nurses": "100 min"}},
        {"where": {"b": "most"}, "staff": {"nurses": "x2"}},
    ]
    tree = service(
        {"see": contact(60, differs=items)},
        opening={"see": waiting(5)},
        staff={"nurses": on_days(300)},
        days=1,
    )
    used = {
        (a, b): run(grouped(tree, a=everyone(a), b=everyone(b))).minutes("nurses")["used"]
        for a in HALVES
        for b in HALVES
    }
    assert used == {
        ("most", "most"): 200,
        ("most", "others"): 100,
        ("others", "most"): 120,
        ("others", "others"): 60,
    }


def test_S19_a_dated_change_of_the_step_reaches_what_differs(run: Tell) -> None:
    step = contact(60, **differs({"g": "most"}, staff={"nurses": "x2"}))
    tree = grouped(
        service({"see": step}, opening={"see": waiting(5, 6)}, staff={"nurses": on_days(150)}),
        g=everyone("most"),
    )
    later = changed(tree, steps__see__staff={"nurses": "70 min"})
    # 120 on day 0, with 30 set aside; 140 on day 1.
    assert run((0, tree), (1, later)).minutes("nurses")["used"] == 120 + 140


def test_S19_there_are_no_more_variants_than_some_step_looks_at() -> None:
    step = contact(**differs({"priority": "urgent", "g": "most"}, staff={"nurses": "90 min"}))
    tree = service({"see": step}, priorities={"urgent": 0.2, "soon": 0.3, "routine": 0.5})
    tables = model_of((0, grouped(tree, g=HALVES, h=HALVES))).tables
    assert tables.variants == 4
    assert tables.need_minutes[:, 0].tolist() == [60, 60, 60, 90]
    assert variant_shares(tables)[0] == pytest.approx([0.4, 0.4, 0.1, 0.1])


def test_S19_shares_of_variants_by_age_are_those_of_the_part_of_a_band() -> None:
    step = contact(**differs({"age": "5-7"}, staff={"nurses": "90 min"}))
    tables = model_of((0, service({"see": step}, ages={"4-7": 0.4, "8-9": 0.6}))).tables
    assert tables.need_minutes[:, 0].tolist() == [60, 90, 60]
    assert variant_shares(tables)[0] == pytest.approx([0.1, 0.3, 0.6])


# S20.


def test_S20_categories_come_by_the_shares_of_the_pathway_or_the_scenario(run: Tell) -> None:
    tree = service({"see": contact()}, opening=CROWD, days=1)
    told = run(grouped(tree, {"here": {"a": 0.1, "b": 0.9}}, here={"a": 1, "b": 0}, top=HALVES))
    assert told.model.names.categories == ("here.a", "here.b", "top.most", "top.others")
    counts = np.bincount([row.detail for row in told.rows if row.kind == 14], minlength=4)
    for k, share in enumerate((0.1, 0.9, 0.5, 0.5)):
        assert abs(counts[k] - 2000 * share) < 5 * (2000 * share * (1 - share)) ** 0.5


def test_S20_groups_are_noted_right_after_the_referral(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": waiting(5)}, days=1)
    kinds = [line.split(" ", 3)[3] for line in run(grouped(tree, g=HALVES, h=HALVES)).lines()[:4]]
    assert [kind.split()[0] for kind in kinds] == ["referred", "grouped", "grouped", "joined_list"]


def test_S20_groups_of_new_referrals_are_noted_right_after_them_too(run: Tell) -> None:
    tree = service({"see": contact()}, referrals={"rate": "40 a week"}, days=8)
    stories = by_referral(run(grouped(tree, g=HALVES, h=HALVES)).rows)
    assert len(stories) > 10
    for story in stories.values():
        assert [row.kind for row in story[:3]] == [0, 14, 14]
        assert [row.detail // 2 for row in story[1:3]] == [0, 1]


def test_S20_each_pathway_has_shares_of_its_own(run: Tell) -> None:
    tree = grouped(service({"see": contact()}, opening=CROWD, days=1), {"g": everyone("most")})
    tree["groups"] = {"g": HALVES}
    tree["pathways"]["q"] = {**tree["pathways"]["p"], "groups": {"g": everyone("others")}}
    noted = {(row.pathway, row.detail) for row in run(tree).rows if row.kind == 14}
    assert noted == {(0, 0), (1, 1)}


def test_S20_another_attribute_changes_nothing_else(run: Tell) -> None:
    step = contact(20, dna={"share": 0.3}, **differs({"g": "most"}, dna={"share": "60 %"}))
    tree = service({"see": step}, referrals={"rate": "40 a week"}, days=30)
    one = run(grouped(tree, g=HALVES))
    two = run(grouped(tree, h=HALVES, g=HALVES))
    told = [[row for row in one.rows if row.kind != 14], [r for r in two.rows if r.kind != 14]]
    assert told[0] == told[1]
    of_g = [row.referral for row in one.rows if row.kind == 14 and row.detail == 0]
    assert of_g == [row.referral for row in two.rows if row.kind == 14 and row.detail == 2]


def test_S20_the_draw_is_keyed_by_the_attribute() -> None:
    shares = np.array([0.5, 1.0])
    drawn = [[category((1, 0, 7, n), key, shares, 0, 2) for n in range(400)] for key in (5, 6)]
    alike = sum(a == b for a, b in zip(*drawn, strict=True))
    assert abs(alike - 200) < 5 * 10


def test_S20_without_groups_no_event_says_so(run: Tell) -> None:
    assert run(service({"see": contact()}, opening=CROWD, days=1)).lines("grouped") == []


def test_S20_spells_are_tallied_once_for_each_attribute(run: Tell) -> None:
    # Of two who wait, one is seen after 10 days, the other stays and has waited 10 at the end.
    tree = service({"see": contact()}, opening={"see": waiting(10, 9)}, days=1)
    tree["pathways"]["p"]["steps"]["see"]["then"] = "done"
    told = run(grouped(tree, a=everyone("most"), b=everyone("others")))
    lengths, snapshot = told.tallies.group_lengths, told.tallies.group_snapshot
    assert told.model.names.categories == ("a.most", "a.others", "b.most", "b.others")
    assert lengths.sum(axis=(0, 2)).sum(axis=1).tolist() == [1, 0, 0, 1]
    assert lengths[0, :, 0, 1].tolist() == [1, 0, 0, 1]
    assert snapshot[0, :, 0, 1].tolist() == [2, 0, 0, 2]
    assert snapshot[0, :, 1, 1].tolist() == [1, 0, 0, 1]


def test_S20_without_groups_nothing_is_tallied_by_category(run: Tell) -> None:
    told = run(service({"see": contact()}, opening={"see": waiting(10)}, days=1))
    assert told.tallies.group_lengths.size == told.tallies.group_snapshot.size == 0
