"""S01 to S05, and S16: the order of events, and the way of a referral from first to last."""

import numpy as np
import pytest
from random_scenarios import Tree
from worked import (
    YEAR,
    Tell,
    born,
    changed,
    contact,
    course,
    decision,
    delay,
    place,
    review,
    service,
    waiting,
)

from waitsim.records import COMPLETED, REMOVED

AT_NINE = delay("1080 min")
"""Half of it is over, for one child of a caseload, in the minute of the first session."""


# S01.


def test_S01_a_removal_precedes_a_slot_in_the_same_minute(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": waiting(20)}, ages={"10": 1})
    tree = changed(tree, leaves_at_age=11)
    told = run(tree, adjust=born(540))
    assert told.lines("attended", "left_list", "ended") == [
        "0 09:00 #0 left_list see since -20 00:00",
        "0 09:00 #0 ended aged_out",
    ]
    told = run(tree, adjust=born(541))
    assert told.lines("attended", "left_list") == ["0 09:00 #0 attended 1"]


@pytest.mark.parametrize("leaves_to", ["left", "other"])
def test_S01_a_removal_precedes_a_change_in_the_same_minute(run: Tell, leaves_to: str) -> None:
    # The child leaves, for good or elsewhere, at the midnight on which there is a place.
    bed = place(0, "1 day", leaving={"patience": "8 days"}, leaves_to=leaves_to)
    tree = service({"bed": bed}, opening={"bed": waiting(5)}, days=4)
    told = run((0, tree), (3, changed(tree, steps__bed__places=1)))
    assert told.lines("placed", "left_list", "ended") == [
        "3 00:00 #0 left_list bed since -5 00:00",
        f"3 00:00 #0 ended {leaves_to}",
    ]


def test_S01_a_change_precedes_a_release_in_the_same_minute(run: Tell) -> None:
    # Half of two days is over at the midnight on which the only place is taken away.
    tree = service(
        {"bed": place(1, "2 days")}, opening={"bed": waiting(9) | {"caseload": 1}}, days=3
    )
    told = run((0, tree), (1, changed(tree, steps__bed__places=0)))
    assert told.lines("released", "placed") == ["1 00:00 #1 released"]
    assert told.lines("still_waiting") == ["3 00:00 #0 still_waiting bed since -9 00:00"]


def test_S01_a_release_precedes_a_request_in_the_same_minute(run: Tell) -> None:
    # Child 0 comes at 09:00 with the longest wait, but the place given back then has gone by then
    # to child 1.
    steps = {"forms": AT_NINE | {"then": "bed"}, "bed": place(1, "1080 min")}
    opening = {"forms": waiting(50), "bed": waiting(9) | {"caseload": 1}}
    told = run(service(steps, opening=opening, days=1))
    assert told.lines("released", "placed", "joined_list") == [
        "-9 00:00 #1 joined_list bed",
        "0 09:00 #0 joined_list bed",
        "0 09:00 #1 placed",
        "0 09:00 #2 released",
    ]


def test_S01_a_child_who_arrives_in_the_minute_of_the_session_is_seen_in_it(run: Tell) -> None:
    steps = {"forms": AT_NINE | {"then": "see"}, "see": contact()}
    told = run(service(steps, opening={"forms": {"caseload": 1}}))
    assert told.lines("entered_step", "attended") == [
        "0 09:00 #0 entered_step see",
        "0 09:00 #0 attended 1",
    ]


def test_S01_a_child_sent_on_by_a_session_is_not_seen_again_in_it(run: Tell) -> None:
    steps = {"see": contact(10, then="again"), "again": contact(10)}
    told = run(service(steps, opening={"see": waiting(3)}))
    assert told.lines("entered_step", "attended", "ended") == [
        "0 09:00 #0 attended 1",
        "0 09:00 #0 entered_step again",
        "1 09:00 #0 attended 1",
        "1 09:00 #0 ended done",
    ]


def test_S01_an_onward_move_follows_the_requests_and_releases_of_its_minute(run: Tell) -> None:
    # Child 0 is sent on by the session to a place that child 1 asks for in the same minute.
    steps = {
        "see": contact(then="bed"),
        "forms": AT_NINE | {"then": "bed"},
        "bed": place(1, "5 days"),
    }
    opening = {"see": waiting(30), "forms": {"caseload": 1}}
    told = run(service(steps, opening=opening, days=1))
    assert told.lines("placed", "still_waiting") == [
        "0 09:00 #1 placed",
        "1 00:00 #0 still_waiting bed since 0 09:00",
    ]


def test_S01_within_a_phase_referrals_go_in_order_of_their_index(run: Tell) -> None:
    # Both ask for the one place at 09:00; indices follow the order in which steps are written.
    steps = {
        "first": AT_NINE | {"then": "bed"},
        "second": AT_NINE | {"then": "bed"},
        "bed": place(1, "5 days", order="first to join"),
    }
    opening = {"second": {"caseload": 1}, "first": {"caseload": 1}}
    told = run(service(steps, opening=opening, days=1))
    assert told.lines("referred", "placed", "still_waiting") == [
        "0 00:00 #0 referred 2",
        "0 00:00 #1 referred 2",
        "0 09:00 #0 placed",
        "1 00:00 #1 still_waiting bed since 0 09:00",
    ]
    assert [row.step for row in told.rows[:2]] == [0, 1]


def test_S01_indices_go_by_opening_then_day_pathway_and_number(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": waiting(1, 2)}, days=9)
    tree["pathways"]["q"] = changed(tree, referrals__rate="20 a week")["pathways"]["p"]
    tree["pathways"]["p"] = changed(tree, referrals__rate="20 a week")["pathways"]["p"]
    received = [row for row in run(tree).rows if row.kind == 0]
    in_order = sorted(received, key=lambda row: row.referral)
    assert [row.pathway for row in in_order[:4]] == [0, 0, 1, 1]
    places = [(row.minute // 1440, row.pathway) for row in in_order[4:]]
    assert places == sorted(places)
    assert len(set(places)) > 12


# S02.


def test_S02_referrals_are_poisson_by_day_and_come_at_all_minutes_alike(run: Tell) -> None:
    tree = service({"go": decision("done")}, days=360)
    told = run(changed(tree, referrals__rate="35 a week"))
    minutes = np.array([row.minute for row in told.rows if row.kind == 0])
    by_day = np.bincount(minutes // 1440, minlength=360)
    # Five standard errors of a Poisson mean and variance, and of each hour's share.
    assert abs(by_day.mean() - 5) < 5 * (5 / 360) ** 0.5
    assert abs(by_day.var() - 5) < 5 * (2 * 25 / 360 + 5 / 360) ** 0.5
    by_hour = np.bincount(minutes % 1440 // 60, minlength=24)
    assert (abs(by_hour - len(minutes) / 24) < 5 * (len(minutes) / 24) ** 0.5).all()


def test_S02_more_referrals_keep_the_same_children_and_add_others(run: Tell) -> None:
    tree = service({"see": contact()}, days=60, priorities={"soon": 0.4, "later": 0.6})
    few, many = (
        [
            (row.minute, row.priority)
            for row in run(changed(tree, referrals__rate=f"{rate} a week")).rows
            if row.kind == 0
        ]
        for rate in (10, 14)
    )
    assert 0 < len(few) < len(many)
    assert set(few) < set(many)


def test_S02_priority_classes_have_their_shares_and_an_empty_one_stays_empty(run: Tell) -> None:
    shares = {"urgent": 0.2, "soon": 0, "routine": 0.8}
    tree = service({"go": decision("done")}, days=360, priorities=shares)
    told = run(changed(tree, referrals__rate="35 a week"))
    counts = np.bincount([row.priority for row in told.rows if row.kind == 0], minlength=3)
    assert counts[1] == 0
    assert abs(counts[0] - 0.2 * counts.sum()) < 5 * (0.16 * counts.sum()) ** 0.5


def test_S02_ages_lie_evenly_in_their_bands(run: Tell) -> None:
    # The time from referral to the eleventh birthday tells the age.
    tree = service({"see": contact()}, staff={"nurses": {"wte": 0}}, days=760)
    tree = changed(tree, ages={"9": 0.3, "10": 0.7}, leaves_at_age=11, referrals__rate="7 a week")
    rows = run(tree).rows
    came = {row.referral: row.minute for row in rows if row.kind == 0 and row.minute < 20 * 1440}
    left = {row.referral: row.minute for row in rows if row.kind == 11}
    years = np.array([(left[i] - came[i]) / YEAR for i in came if i in left])
    assert len(years) == len(came) > 10
    assert (years > 0).all()
    assert (years <= 2).all()


# S03.


def test_S03_each_step_is_entered_in_the_minute_in_which_the_one_before_is_left(run: Tell) -> None:
    steps = {
        "forms": delay("1 day", "sort"),
        "sort": decision("sort_more"),
        "sort_more": decision("bed"),
        "bed": place(1, "1 day", then="see"),
        "see": contact(20, then="therapy"),
        "therapy": course(2, "1 day", 20, then="check"),
        "check": review("1 day", 20, stops=1),
    }
    told = run(service(steps, opening={"forms": {"caseload": 1}}, days=8))
    assert told.lines() == [
        "0 00:00 #0 referred 2",
        "0 12:00 #0 entered_step sort",
        "0 12:00 #0 entered_step sort_more",
        "0 12:00 #0 entered_step bed",
        "0 12:00 #0 joined_list bed",
        "0 12:00 #0 wait_completed bed",
        "0 12:00 #0 placed",
        "1 12:00 #0 released",
        "1 12:00 #0 entered_step see",
        "1 12:00 #0 joined_list see",
        "2 09:00 #0 wait_completed see since 1 12:00",
        "2 09:00 #0 attended 1",
        "2 09:00 #0 entered_step therapy",
        "2 09:00 #0 joined_list therapy",
        "3 09:00 #0 wait_completed therapy since 2 09:00",
        "3 09:00 #0 attended 1",
        "4 09:00 #0 joined_list therapy.follow_up",
        "4 09:00 #0 wait_completed therapy.follow_up",
        "4 09:00 #0 attended 2",
        "4 09:00 #0 entered_step check",
        "5 09:00 #0 joined_list check",
        "5 09:00 #0 wait_completed check",
        "5 09:00 #0 attended 1",
        "5 09:00 #0 ended done",
    ]


def test_S03_new_referrals_enter_the_first_step_in_the_minute_in_which_they_come(
    run: Tell,
) -> None:
    steps = {"unused": decision("done"), "see": contact()}
    tree = service(steps, first_step="see", days=20)
    told = run(changed(tree, referrals__rate="20 a week"))
    referred = [(row.minute, row.referral) for row in told.rows if row.kind == 0]
    joined = [(row.minute, row.referral) for row in told.rows if row.kind == 2]
    assert len(referred) > 30
    assert joined == referred
    assert {row.step for row in told.rows} == {1}


# S04.


@pytest.mark.parametrize(
    ("step", "stopped"),
    [
        (contact(20), "1 09:00"),
        (course(2, "1 day", 20), "1 09:00"),
        (review("1 day", 20), "1 12:00"),
        (delay("1 day"), "0 12:00"),
        (decision("done"), "0 12:00"),
        (place(0, "1 day"), "0 12:00"),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_S04_a_clock_stops_at_the_first_attended_contact_or_else_on_entering(
    run: Tell, step: Tree, stopped: str
) -> None:
    tree = service({"forms": delay("1 day", "go"), "go": step}, opening={"forms": waiting(5)})
    told = run(changed(tree, standards={"start": {"to": "go", "within": "6 weeks"}}))
    # The first review falls due at noon and is held the next morning.
    day = "2 09:00" if step["kind"] == "review" else stopped
    assert told.lines("clock_stopped") == [f"{day} #0 clock_stopped start since -5 00:00"]


def test_S04_a_clock_stops_once_and_at_whichever_of_its_steps_comes_first(run: Tell) -> None:
    steps = {"see": contact(20, then="forms"), "forms": delay("1 hour", "see")}
    tree = service(steps, opening={"see": waiting(5)})
    standards = {
        "either": {"to": ["forms", "see"], "within": "6 weeks"},
        "second": {"to": "forms", "within": "6 weeks"},
    }
    told = run(changed(tree, standards=standards))
    assert told.lines("attended")[-1] == "3 09:00 #0 attended 1"
    assert told.lines("clock_stopped") == [
        "0 09:00 #0 clock_stopped either since -5 00:00",
        "0 09:00 #0 clock_stopped second since -5 00:00",
    ]


def test_S04_a_missed_contact_stops_no_clock_and_a_follow_up_neither(run: Tell) -> None:
    tree = service({"go": course(3, "1 day", dna={"share": 1})}, opening={"go": waiting(5)})
    tree = changed(tree, standards={"start": {"to": "go", "within": "6 weeks"}})
    told = run((0, tree), (1, changed(tree, steps__go__dna=None)))
    assert told.lines("missed", "attended", "clock_stopped") == [
        "0 09:00 #0 missed 1",
        "1 09:00 #0 attended 1",
        "1 09:00 #0 clock_stopped start since -5 00:00",
        "2 09:00 #0 attended 2",
        "3 09:00 #0 attended 3",
    ]


def test_S04_new_referrals_clocks_start_in_their_minute_of_arrival(run: Tell) -> None:
    tree = service({"go": contact(1)}, days=30)
    standards = {"start": {"to": "go", "within": "6 weeks"}}
    told = run(changed(tree, referrals__rate="20 a week", standards=standards))
    came = {row.referral: row.minute for row in told.rows if row.kind == 0}
    stopped = {row.referral: row.since for row in told.rows if row.kind == 8}
    assert len(stopped) > 40
    assert stopped == {i: came[i] for i in stopped}


# S05.


@pytest.mark.parametrize(
    ("step", "end"),
    [
        (contact(), "done"),
        (contact(), "not_brought"),
        (contact(dna={"share": 1, "rebook": 0}), "not_brought"),
        (contact(leaving=10_000), "left"),
    ],
    ids=["route", "route to an end all pathways have", "discharged", "left"],
)
def test_S05_clocks_that_run_at_an_end_are_void_and_count_as_removed(
    run: Tell, step: Tree, end: str
) -> None:
    # The step could be reached, else the clock would not run, but nobody takes that route.
    steps = {"go": {**step, "then": {end: "rest", "far": 1e-12}}, "far": decision("done")}
    tree = service(steps, opening={"go": waiting(5)}, days=2)
    told = run(changed(tree, standards={"far": {"to": "far", "within": "6 weeks"}}))
    *_, voided, ended = told.lines()
    assert voided.endswith("clock_voided far since -5 00:00")
    assert ended.endswith(f"ended {end}")
    clock = len(told.model.names.lists)
    assert told.tallies.ended[clock, :, REMOVED].sum() == 1
    assert told.tallies.ended[clock, :, COMPLETED].sum() == 0


# S16.


def test_S16_nothing_happens_in_or_after_the_last_minutes_end(run: Tell) -> None:
    steps = {"forms": delay("4 days")}
    tree = service(steps, opening={"forms": {"caseload": 1}}, days=2)
    assert run(tree).lines() == ["0 00:00 #0 referred 2"]
    tree["horizon"] = "3 days"
    assert run(tree).lines() == ["0 00:00 #0 referred 2", "2 00:00 #0 ended done"]


def test_S16_open_spells_are_noted_in_the_last_minute_and_counted_to_the_end(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": waiting(8, 15)}, days=14)
    tree = changed(tree, standards={"start": {"to": "see", "within": "6 weeks"}})
    tree["staff"]["nurses"]["wte"] = 0
    told = run(tree)
    assert told.lines("still_waiting", "still_running") == [
        "14 00:00 #0 still_waiting see since -8 00:00",
        "14 00:00 #0 still_running start since -8 00:00",
        "14 00:00 #1 still_waiting see since -15 00:00",
        "14 00:00 #1 still_running start since -15 00:00",
    ]
    assert told.tallies.open.sum(axis=(1, 3)).tolist() == [[2, 2, 2], [2, 2, 2]]
    assert told.tallies.snapshot.sum(axis=(1, 3)).tolist() == [[2, 2], [2, 2]]
    assert np.flatnonzero(told.tallies.snapshot[0, 0, 1]).tolist() == [3, 4]


def test_S16_those_who_leave_before_the_end_are_not_still_waiting(run: Tell) -> None:
    # Nobody's turn comes after they have left, so that only the end of the run can tell.
    tree = service({"see": contact(leaving=2)}, opening={"see": waiting(*range(1, 40))}, days=7)
    tree["staff"]["nurses"]["wte"] = 0
    told = run(tree)
    left, still = told.lines("left_list"), told.lines("still_waiting")
    assert len(left) + len(still) == 39
    assert 20 < len(left) < 39
    assert len(told.lines("ended")) == len(left)
