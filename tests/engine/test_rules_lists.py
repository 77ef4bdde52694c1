"""S06 to S09: leaving lists, and who is seen when."""

import math
from typing import Any

import numpy as np
import pytest
from random_scenarios import Tree
from stories import DAY
from worked import (
    WEEKDAYS,
    Tell,
    born,
    changed,
    contact,
    course,
    decision,
    delay,
    on_days,
    place,
    review,
    service,
    waiting,
)

from waitsim.rules import streams
from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of, step_key

NOBODY = {"nurses": {"wte": 0}}
CROWD = {"waiting": {"0-1 min": 400}}


# S06.


@pytest.mark.parametrize("step", [contact(leaving=0.7), place(0, "1 day", leaving=0.7)])
def test_S06_the_share_still_waiting_falls_as_an_exponential(run: Tell, step: Tree) -> None:
    told = run(service({"go": step}, opening={"go": CROWD}, staff=NOBODY, days=15))
    minutes = np.array([row.minute for row in told.rows if row.kind == 9])
    for week in (1, 2):
        share = math.exp(-0.7 * week)
        still = 400 - (minutes <= week * 7 * DAY).sum()
        assert abs(still - 400 * share) < 5 * (400 * share * (1 - share)) ** 0.5
    assert {line.split()[-1] for line in told.lines("ended")} == {"left"}


def test_S06_the_time_is_the_draws_rounded_up_from_when_the_list_was_joined(run: Tell) -> None:
    steps = {"forms": delay("2 days", "see"), "see": contact(leaving=1.5)}
    tree = service(steps, opening={"forms": {"caseload": 20}}, staff=NOBODY, days=40)
    told = run(tree, seed=5)
    expected = {}
    for i, number in enumerate(told.model.tables.opening_number.tolist()):
        question = streams.stream(streams.LEAVE, step_key("see"))
        u = uniform(5, 0, key_of("p"), question, number, 0)
        expected[i] = math.ceil(-math.log(1 - u) / (1.5 / 10080))
    waits = {row.referral: row.minute - row.since for row in told.rows if row.kind == 9}
    assert len(waits) > 15
    assert waits == {i: expected[i] for i in waits}


def test_S06_nobody_leaves_in_the_minute_of_joining(run: Tell) -> None:
    steps = {"forms": delay("1 day", "see"), "see": contact(leaving=10_000)}
    told = run(service(steps, opening={"forms": {"caseload": 50}}, staff=NOBODY))
    waits = [row.minute - row.since for row in told.rows if row.kind == 9]
    assert len(waits) == 50
    assert min(waits) == 1


def test_S06_the_hazard_is_that_in_force_on_joining(run: Tell) -> None:
    tree = service({"see": contact(leaving=0)}, opening={"see": waiting(3)}, staff=NOBODY, days=30)
    surely = changed(tree, steps__see__leaving=10_000)
    assert run((0, tree), (1, surely)).lines("left_list") == []
    assert len(run((0, surely), (1, tree)).lines("left_list")) == 1


def test_S06_the_time_runs_on_in_a_pause_after_a_missed_contact(run: Tell) -> None:
    dna = {"share": 1, "after": "20 days"}
    tree = service({"see": contact(1, dna=dna, leaving=1)}, opening={"see": CROWD}, days=25)
    told = run(tree)
    missed = {row.referral for row in told.rows if row.kind == 4}
    left = {row.referral: row.minute for row in told.rows if row.kind == 9}
    paused = [left[i] for i in missed if left.get(i, math.inf) < 20 * DAY]
    assert len(paused) > 20
    without = run(changed(tree, staff__nurses=NOBODY["nurses"]))
    alone = {row.referral: row.minute for row in without.rows if row.kind == 9}
    assert {i: left[i] for i in missed if i in left} == {i: alone[i] for i in missed if i in left}


def test_S06_lists_of_follow_ups_and_reviews_are_not_left(run: Tell) -> None:
    steps = {
        "therapy": course(3, "1 day", leaving=10_000, then="check"),
        "check": review("1 day"),
    }
    opening = {"therapy": {"caseload": 5}, "check": {"waiting": {"0-1 week": 5}}}
    told = run(service(steps, opening=opening, staff=NOBODY, days=20))
    assert told.lines("left_list") == []
    assert len(told.lines("still_waiting")) == 10


# S07.


@pytest.mark.parametrize(
    ("steps", "name"),
    [
        ({"go": contact()}, "go"),
        ({"go": place(0, "1 day")}, "go"),
        ({"go": review("1 day")}, "go"),
        ({"go": course(2, "1 day")}, "go"),
    ],
    ids=["contact", "place", "review", "course"],
)
def test_S07_a_child_on_any_list_leaves_it_in_the_minute_of_the_birthday(
    run: Tell, steps: dict[str, Tree], name: str
) -> None:
    tree = service(steps, opening={"go": waiting(3)}, staff=NOBODY, ages={"10": 1})
    told = run(changed(tree, leaves_at_age=11), adjust=born(1 * DAY + 754))
    assert told.lines("left_list", "ended") == [
        f"1 12:34 #0 left_list {name} since -3 00:00",
        "1 12:34 #0 ended aged_out",
    ]


def test_S07_a_child_on_a_list_of_follow_ups_ages_out(run: Tell) -> None:
    tree = service({"go": course(2, "1 day")}, opening={"go": {"caseload": 1}}, staff=NOBODY)
    tree = changed(tree, ages={"10": 1}, leaves_at_age=11)
    told = run(tree, adjust=born(1 * DAY + 754))
    assert told.lines("left_list") == ["1 12:34 #0 left_list go.follow_up since 0 12:00"]


def test_S07_nobody_ages_out_between_lists_but_at_once_on_the_next(run: Tell) -> None:
    steps = {"forms": delay("4 days", "see"), "see": contact()}
    tree = service(steps, opening={"forms": {"caseload": 1}}, ages={"10": 1}, leaves_at_age=11)
    told = run(tree, adjust=born(DAY))
    assert told.lines() == [
        "0 00:00 #0 referred 2",
        "2 00:00 #0 entered_step see",
        "2 00:00 #0 joined_list see",
        "2 00:00 #0 left_list see",
        "2 00:00 #0 ended aged_out",
    ]


def test_S07_a_child_in_a_pause_is_on_the_list_and_ages_out(run: Tell) -> None:
    step = contact(dna={"share": 1, "after": "2 days"})
    tree = service({"see": step}, opening={"see": waiting(3)}, ages={"10": 1}, leaves_at_age=11)
    told = run(tree, adjust=born(DAY + 1))
    assert told.lines("missed", "left_list", "ended") == [
        "0 09:00 #0 missed 1",
        "1 00:01 #0 left_list see since -3 00:00",
        "1 00:01 #0 ended aged_out",
    ]


def test_S07_a_child_who_would_leave_in_the_same_minute_has_aged_out(run: Tell) -> None:
    step = contact(leaving=1)
    tree = service({"see": step}, opening={"see": waiting(3)}, staff=NOBODY, days=60)
    (left,) = (row.minute for row in run(tree).rows if row.kind == 9)
    tree = changed(tree, ages={"10": 1}, leaves_at_age=11)
    for birthday, end in ((left, "aged_out"), (left + 1, "left"), (left - 1, "aged_out")):
        told = run(tree, adjust=born(birthday))
        (line,) = told.lines("ended")
        assert line.endswith(end)
        assert told.rows[-1].minute == min(birthday, left)


# S08.


def test_S08_routes_are_taken_by_their_shares(run: Tell) -> None:
    then = {"left": 0.5, "done": 0.3, "other": "rest"}
    told = run(service({"forms": delay("1 hour", then)}, opening={"forms": {"caseload": 2000}}))
    ends = [line.split()[-1] for line in told.lines("ended")]
    for end, share in (("left", 0.5), ("done", 0.3), ("other", 0.2)):
        assert abs(ends.count(end) - 2000 * share) < 5 * (2000 * share * (1 - share)) ** 0.5


def test_S08_the_shares_are_those_in_force_on_leaving_the_step(run: Tell) -> None:
    # Four children part after 6, 18, 30 and 42 hours; the shares change after 24.
    tree = service({"forms": delay("2 days")}, opening={"forms": {"caseload": 4}})
    told = run((0, tree), (1, changed(tree, steps__forms__then="other")))
    assert told.lines("ended") == [
        "0 06:00 #0 ended done",
        "0 18:00 #1 ended done",
        "1 06:00 #2 ended other",
        "1 18:00 #3 ended other",
    ]


def test_S08_one_draw_serves_each_visit_so_that_a_larger_share_keeps_those_it_had(
    run: Tell,
) -> None:
    def who_is_done(share: float) -> set[int]:
        steps = {"forms": delay("1 hour", {"done": share, "other": "rest"})}
        told = run(service(steps, opening={"forms": {"caseload": 200}}))
        return {row.referral for row in told.rows if row.kind == 11 and row.detail == 3}

    few, many = who_is_done(0.3), who_is_done(0.5)
    assert 30 < len(few) < len(many) < 130
    assert few < many


def test_S08_a_second_visit_draws_anew(run: Tell) -> None:
    steps = {"sort": delay("1 hour", {"sort": 0.5, "done": "rest"})}
    told = run(service(steps, opening={"sort": {"caseload": 400}}))
    visits = np.bincount([row.referral for row in told.rows if row.kind == 1], minlength=400)
    assert set(visits[:400]) >= {0, 1, 2, 3, 4}


# S09.


def test_S09_each_day_as_many_are_seen_as_minutes_allow_and_the_rest_is_lost(run: Tell) -> None:
    tree = service({"see": contact(30)}, opening={"see": waiting(5, 6, 7)}, days=3)
    told = run(tree)
    assert told.lines("attended") == [
        "0 09:00 #1 attended 1",
        "0 09:00 #2 attended 1",
        "1 09:00 #0 attended 1",
    ]
    assert told.minutes("nurses") == {"offered": 180, "used": 90, "lost": 0, "unused": 90}


def test_S09_minutes_set_aside_are_carried_until_they_suffice(run: Tell) -> None:
    tree = service({"see": contact(150)}, opening={"see": waiting(5, 6)}, days=5)
    told = run(tree)
    assert told.lines("attended") == ["2 09:00 #1 attended 1", "4 09:00 #0 attended 1"]
    # 30 minutes were left on day 2 and set aside for the next child.
    assert told.minutes("nurses") == {"offered": 300, "used": 300, "lost": 0, "unused": 0}


def test_S09_no_more_is_set_aside_than_the_contact_needs(run: Tell) -> None:
    staff = {"nurses": on_days(60), "doctors": on_days(20, "wednesday")}
    step = contact({"nurses": 45, "doctors": 20})
    told = run(service({"see": step}, opening={"see": waiting(5)}, staff=staff))
    assert told.lines("attended") == ["2 09:00 #0 attended 1"]
    # On Monday 45 are set aside and 15 unused; on Tuesday 45 of 105, on Wednesday 45 are used.
    assert told.tallies.minutes[0].sum(axis=1).tolist() == [240, 45, 0, 195]
    assert told.tallies.minutes[1].sum(axis=1).tolist() == [20, 20, 0, 0]


def test_S09_what_is_set_aside_is_not_for_other_lists(run: Tell) -> None:
    # 70 minutes a day; the first list takes 60, and sets aside the 10 that are left.
    steps = {"long": contact(60, precedence=1), "short": contact(20)}
    opening = {"long": waiting(5, 6), "short": waiting(50)}
    told = run(service(steps, opening=opening, staff={"nurses": on_days(70)}))
    assert told.lines("attended") == [
        "0 09:00 #1 attended 1",
        "1 09:00 #0 attended 1",
        "1 09:00 #2 attended 1",
    ]
    assert told.tallies.minutes[0].sum(axis=1).tolist() == [280, 140, 0, 140]


def test_S09_a_list_that_is_closed_does_not_keep_others_from_what_is_left(run: Tell) -> None:
    # The assessment waits for a doctor and keeps 30 of the nurses' 60 minutes.
    staff = {"nurses": on_days(60), "doctors": on_days(60, "wednesday")}
    steps = {
        "assess": contact({"nurses": 30, "doctors": 60}, precedence=1),
        "see": contact(20),
    }
    opening = {"assess": waiting(5), "see": waiting(*range(10, 16))}
    told = run(service(steps, opening=opening, staff=staff, days=3))
    seen = [(row.minute // DAY, row.step) for row in told.rows if row.kind == 3]
    assert seen == [(0, 1), (1, 1), (1, 1), (1, 1), (2, 0), (2, 1), (2, 1)]


def test_S09_nobody_overtakes_on_the_same_list_though_needing_less(run: Tell) -> None:
    # A cheaper contact on the other list goes on; on this list the first child keeps its turn.
    steps = {"see": contact(100), "call": contact(10)}
    opening = {"see": waiting(9, 8), "call": waiting(3, 2)}
    told = run(service(steps, opening=opening, staff={"nurses": on_days(60)}))
    assert told.lines("attended") == [
        "1 09:00 #0 attended 1",
        "3 09:00 #1 attended 1",
        "3 09:00 #2 attended 1",
        "3 09:00 #3 attended 1",
    ]


def test_S09_a_scarce_second_group_sets_the_pace(run: Tell) -> None:
    staff = {"nurses": on_days(60), "doctors": on_days(20)}
    step = contact({"nurses": 30, "doctors": 60})
    told = run(service({"see": step}, opening={"see": waiting(5, 6)}, staff=staff, days=7))
    assert told.lines("attended") == ["2 09:00 #1 attended 1", "5 09:00 #0 attended 1"]
    assert told.minutes("doctors") == {"offered": 140, "used": 120, "lost": 0, "unused": 20}
    assert told.minutes("nurses") == {"offered": 420, "used": 60, "lost": 0, "unused": 360}


def test_S09_a_group_that_is_offered_none_has_none_and_keeps_what_was_set_aside(
    run: Tell,
) -> None:
    # Half of the contact is set aside on Monday; it waits for Thursday though a change on Tuesday
    # makes the contact short enough for it.
    staff = {"doctors": on_days(30, "monday", "thursday")}
    tree = service({"see": contact({"doctors": 60})}, opening={"see": waiting(5)}, staff=staff)
    told = run((0, tree), (1, changed(tree, steps__see__staff={"doctors": "30 min"})))
    assert told.lines("attended") == ["3 09:00 #0 attended 1"]
    assert told.minutes("doctors") == {"offered": 60, "used": 30, "lost": 0, "unused": 30}


def test_S09_part_time_groups_meet_on_what_was_set_aside_before(run: Tell) -> None:
    # Nurses work on Monday and Thursday, doctors on Tuesday and Thursday: they meet on Thursday.
    staff = {
        "nurses": on_days(60, "monday", "thursday"),
        "doctors": on_days(60, "tuesday", "thursday"),
    }
    step = contact({"nurses": 60, "doctors": 60})
    told = run(service({"see": step}, opening={"see": waiting(5, 6, 7)}, staff=staff, days=11))
    assert told.lines("attended") == [
        "3 09:00 #1 attended 1",
        "3 09:00 #2 attended 1",
        "10 09:00 #0 attended 1",
    ]


def test_S09_admin_minutes_are_needed_before_a_contact_is_booked(run: Tell) -> None:
    step = contact(40, admin={"nurses": "30 min"})
    told = run(service({"see": step}, opening={"see": waiting(5)}))
    assert told.lines("attended") == ["1 09:00 #0 attended 1"]
    assert told.minutes("nurses") == {"offered": 240, "used": 70, "lost": 0, "unused": 170}


def test_S09_contacts_without_minutes_are_held_every_day_for_all(run: Tell) -> None:
    told = run(service({"call": contact(0)}, opening={"call": waiting(*range(1, 9))}, staff=NOBODY))
    assert {line[:7] for line in told.lines("attended")} == {"0 09:00"}
    assert len(told.lines("attended")) == 8


SEEN = {
    "longest wait": "CDAB",
    "priority then longest wait": "ABCD",
    "first to join": "BDAC",
    "priority then first to join": "BADC",
}


@pytest.mark.parametrize("order", SEEN)
def test_S09_the_discipline_says_who_is_next(run: Tell, order: str) -> None:
    # A and B are urgent, C and D are not. Referred: C, D, A, B. Joined: B, D, A, C.
    def pathway(slow: str, fast: str, waited: tuple[int, int], urgent: int) -> Tree:
        steps: dict[str, Tree] = {
            "slow": delay(slow, "see"),
            "fast": delay(fast, "see"),
            "see": contact(order=order),
        }
        opening = {"slow": waiting(waited[0]), "fast": waiting(waited[1])}
        shares = {"urgent": urgent, "routine": 1 - urgent}
        return service(steps, opening=opening, priorities=shares)["pathways"]["p"]

    tree = service({}, days=9, staff={"nurses": on_days(60, *WEEKDAYS[3:])})
    tree["pathways"]["p"] = pathway("96 hours", "48 hours", (20, 10), urgent=1)
    tree["pathways"]["q"] = pathway("98 hours", "50 hours", (40, 30), urgent=0)
    told = run(tree)
    assert "".join("ABCD"[row.referral] for row in told.rows if row.kind == 3) == SEEN[order]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(1, 2, [0, 1]), (2, 1, [1, 0]), (2, 2, [1, 0])],
    ids=["first list first", "second list first", "longest wait first"],
)
def test_S09_lists_that_share_staff_go_by_precedence_then_by_wait(
    run: Tell, first: int, second: int, expected: list[int]
) -> None:
    steps = {"a": contact(precedence=first), "b": contact(precedence=second)}
    told = run(service(steps, opening={"a": waiting(5), "b": waiting(9)}))
    assert [row.referral for row in told.rows if row.kind == 3] == expected


def test_S09_equal_keys_go_by_index(run: Tell) -> None:
    steps = {"b": contact(), "a": contact()}
    told = run(service(steps, opening={"a": waiting(5), "b": waiting(5)}))
    assert [(row.referral, row.step) for row in told.rows if row.kind == 3] == [(0, 0), (1, 1)]


def test_S09_lists_linked_through_others_form_a_pool(run: Tell) -> None:
    # Nurses and doctors are linked by the joint contact, which comes last by precedence: each
    # group's own list is served before it on every day.
    staff = {"nurses": on_days(60), "doctors": on_days(60)}
    steps: dict[str, Any] = {
        "joint": contact({"nurses": 60, "doctors": 60}, precedence=3),
        "nurse": contact({"nurses": 60}),
        "doctor": contact({"doctors": 60}),
    }
    opening = {"joint": waiting(90), "nurse": waiting(5), "doctor": waiting(5, 6)}
    told = run(service(steps, opening=opening, staff=staff))
    assert len(told.model.tables.pool_start) == 2
    assert told.lines("attended") == [
        "0 09:00 #1 attended 1",
        "0 09:00 #3 attended 1",
        "1 09:00 #2 attended 1",
        "2 09:00 #0 attended 1",
    ]
    assert told.minutes("nurses") == {"offered": 240, "used": 120, "lost": 0, "unused": 120}


def test_S09_lists_of_several_pathways_share_staff(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": waiting(5, 7)})
    tree["pathways"]["q"] = changed(tree, opening={"see": waiting(6)})["pathways"]["p"]
    told = run(tree)
    assert [row.referral for row in told.rows if row.kind == 3] == [1, 2, 0]


def test_S09_sessions_are_at_nine_on_every_day_also_when_the_clocks_change(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": waiting(*range(1, 6))}, days=4)
    for start in ("2026-03-28", "2026-10-24", "2028-02-28"):
        told = run(tree | {"start": start})
        assert [line[:7] for line in told.lines("attended")] == [f"{day} 09:00" for day in range(4)]


def test_S09_a_decision_needs_no_staff(run: Tell) -> None:
    steps = {"forms": delay("1 day", "sort"), "sort": decision("done")}
    told = run(service(steps, opening={"forms": {"caseload": 1}}, staff={}))
    assert told.lines("ended") == ["0 12:00 #0 ended done"]
