"""S15, S17 and S18: the opening list, times, and how what happens is counted."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from random_scenarios import Tree
from stories import DAY, WEEK
from worked import (
    YEAR,
    Tell,
    Told,
    changed,
    contact,
    course,
    delay,
    on_days,
    place,
    review,
    service,
    waiting,
)

from waitsim.model.tables import Ints
from waitsim.records import BAND_EDGES_WEEKS, COMPLETED, LEFT_OPEN, REMOVED

NOBODY = {"nurses": {"wte": 0}}


# S15.


@pytest.mark.parametrize(
    "step",
    [contact(), course(2, "1 day"), review("1 day"), place(0, "1 day")],
    ids=lambda step: step["kind"],
)
def test_S15_those_waiting_joined_and_were_referred_as_long_ago_as_they_waited(
    run: Tell, step: Tree
) -> None:
    told = run(service({"go": step}, opening={"go": waiting(30, 5)}, staff=NOBODY, days=1))
    assert told.lines() == [
        "-30 00:00 #0 referred 1",
        "-30 00:00 #0 joined_list go",
        "-5 00:00 #1 referred 1",
        "-5 00:00 #1 joined_list go",
        "1 00:00 #0 still_waiting go since -30 00:00",
        "1 00:00 #1 still_waiting go since -5 00:00",
    ]


def test_S15_their_turn_is_counted_from_that_minute_by_every_discipline(run: Tell) -> None:
    for order in ("longest wait", "first to join"):
        tree = service({"go": contact(order=order)}, opening={"go": waiting(5, 30, 9)})
        seen = [row.referral for row in run(tree).rows if row.kind == 3]
        assert seen == [1, 2, 0]


def test_S15_a_clock_runs_only_if_a_step_that_stops_it_can_still_be_reached(run: Tell) -> None:
    steps = {"see": contact(then="forms"), "forms": delay("1 day", "last"), "last": contact()}
    standards = {
        "seen": {"to": "see", "within": "6 weeks"},
        "last": {"to": ["see", "last"], "within": "6 weeks"},
    }
    opening = {"see": waiting(9), "last": waiting(5)}
    tree = service(steps, opening=opening, staff=NOBODY, days=1, standards=standards)
    assert run(tree).lines("still_running") == [
        "1 00:00 #0 still_running seen since -9 00:00",
        "1 00:00 #0 still_running last since -9 00:00",
        "1 00:00 #1 still_running last since -5 00:00",
    ]


def test_S15_a_caseload_is_spread_over_the_interval_and_the_contacts(run: Tell) -> None:
    # Three children: a sixth, a half and five sixths of six days; contacts 1, 2 and 1 had.
    told = run(service({"go": course(3, "6 days", 1)}, opening={"go": {"caseload": 3}}, days=6))
    assert told.lines("joined_list", "attended", "ended") == [
        "1 00:00 #0 joined_list go.follow_up",
        "1 09:00 #0 attended 2",
        "3 00:00 #1 joined_list go.follow_up",
        "3 09:00 #1 attended 3",
        "3 09:00 #1 ended done",
        "5 00:00 #2 joined_list go.follow_up",
        "5 09:00 #2 attended 2",
    ]


def test_S15_a_caseload_of_reviews_falls_due_over_the_interval(run: Tell) -> None:
    told = run(service({"go": review("6 days", 1)}, opening={"go": {"caseload": 3}}, days=6))
    assert told.lines("joined_list")[:3] == [
        f"{day} 00:00 #{i} joined_list go" for i, day in enumerate((1, 3, 5))
    ]


def test_S15_a_caseload_has_a_part_of_its_delay_or_stay_left(run: Tell) -> None:
    steps = {"forms": delay("6 days"), "bed": place(3, "3 days")}
    opening = {"forms": {"caseload": 3}, "bed": {"caseload": 3}}
    told = run(service(steps, opening=opening, days=6))
    assert told.lines("released", "ended") == [
        "0 12:00 #3 released",
        "0 12:00 #3 ended done",
        "1 00:00 #0 ended done",
        "1 12:00 #4 released",
        "1 12:00 #4 ended done",
        "2 12:00 #5 released",
        "2 12:00 #5 ended done",
        "3 00:00 #1 ended done",
        "5 00:00 #2 ended done",
    ]


def test_S15_what_is_left_of_a_delay_or_stay_is_at_least_a_minute(run: Tell) -> None:
    steps = {"forms": delay("1 min"), "bed": place(1, "1 min")}
    opening = {"forms": {"caseload": 1}, "bed": {"caseload": 1}}
    told = run(service(steps, opening=opening, days=1))
    assert told.lines("ended") == ["0 00:01 #0 ended done", "0 00:01 #1 ended done"]


def test_S15_those_who_waited_longest_in_a_delay_have_least_of_it_left(run: Tell) -> None:
    told = run(service({"forms": delay("6 days")}, opening={"forms": waiting(5, 30, 9)}, days=6))
    assert told.lines() == [
        "-30 00:00 #1 referred 2",
        "-9 00:00 #2 referred 2",
        "-5 00:00 #0 referred 2",
        "1 00:00 #1 ended done",
        "3 00:00 #2 ended done",
        "5 00:00 #0 ended done",
    ]


def test_S15_a_caseloads_clocks_start_at_the_start_but_for_those_its_step_stops(
    run: Tell,
) -> None:
    steps = {"forms": delay("9 days", "see"), "see": contact()}
    standards = {
        "forms": {"to": "forms", "within": "6 weeks"},
        "seen": {"to": "see", "within": "6 weeks"},
    }
    tree = service(steps, opening={"forms": {"caseload": 1}}, days=1, standards=standards)
    assert run(tree).lines("still_running", "clock_stopped") == [
        "1 00:00 #0 still_running seen since 0 00:00"
    ]


def test_S15_free_places_are_given_out_together_on_the_first_day(run: Tell) -> None:
    # The child who has not waited at all is written first and must not be served for that.
    opening = {"bed": {"waiting": {"0-1 min": 1, **waiting(9)["waiting"]}}}
    told = run(service({"bed": place(1, "5 days")}, opening=opening, days=1))
    assert told.lines("placed") == ["0 00:00 #1 placed"]


def test_S15_leaving_counts_from_the_start_and_not_from_the_referral(run: Tell) -> None:
    opening = {"see": {"waiting": {"100-104 weeks": 400}}}
    told = run(service({"see": contact(leaving=0.7)}, opening=opening, staff=NOBODY, days=7))
    left = len(told.lines("left_list"))
    share = 1 - math.exp(-0.7)
    assert abs(left - 400 * share) < 5 * (400 * share * (1 - share)) ** 0.5
    assert min(row.minute for row in told.rows if row.kind == 9) >= 1


def test_S15_nobody_on_the_opening_list_has_reached_the_leaving_age(run: Tell) -> None:
    # Two years ago a child of ten was at most twelve, which is the leaving age.
    opening = {"see": {"waiting": {"103-105 weeks": 200}}}
    tree = service({"see": contact()}, opening=opening, staff=NOBODY, days=380, ages={"9-10": 1})
    told = run(changed(tree, leaves_at_age=12))
    left = {row.referral: row for row in told.rows if row.kind == 9}
    assert len(left) > 150
    # Those drawn again are like the others: some two of 200 have their birthday on any day.
    assert sum(row.minute < 3 * DAY for row in left.values()) < 15
    # Those of nine to ten years remain: one year of age, which passes within the run.
    assert max(row.minute for row in left.values()) < 1.05 * YEAR


def test_S15_a_child_who_can_have_no_such_age_leaves_in_the_first_minute(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": {"waiting": {"150-152 weeks": 3}}})
    told = run(changed(tree, ages={"10": 1}, leaves_at_age=12))
    assert [line[:7] for line in told.lines("left_list")] == ["0 00:01"] * 3


# S17.


def lengths_of(run: Tell, lasts: object, children: int = 2000) -> Ints:
    """Minutes that each of some delays lasted, after one of a day."""
    steps = {"start": delay("2 days", "timed"), "timed": delay(lasts)}
    tree = service(steps, opening={"start": {"caseload": children}}, days=400)
    rows = run(tree).rows
    began = {row.referral: row.minute for row in rows if row.kind == 1}
    ended = {row.referral: row.minute for row in rows if row.kind == 11}
    assert len(began) == children
    return np.array([ended[i] - began[i] for i in ended])


@pytest.mark.parametrize(
    ("text", "minutes"), [("3 hours", 180), ("1.4 min", 1), ("1.5 min", 2), ("0.1 min", 1)]
)
def test_S17_a_fixed_time_is_rounded_to_whole_minutes_and_at_least_one(
    run: Tell, text: str, minutes: int
) -> None:
    assert set(lengths_of(run, text, 3).tolist()) == {minutes}


@pytest.mark.parametrize(
    ("lasts", "mean", "sd"),
    [
        ({"distribution": "exponential", "mean": "5 days"}, 5, 5),
        ({"distribution": "uniform", "from": "2 days", "to": "8 days"}, 5, 6 / 12**0.5),
        ({"distribution": "lognormal", "mean": "5 days", "sd": "3 days"}, 5, 3),
        (
            {"distribution": "weibull", "scale": "5 days", "shape": 2},
            5 * math.gamma(1.5),
            5 * (1 - math.gamma(1.5) ** 2) ** 0.5,
        ),
    ],
    ids=lambda value: value["distribution"] if isinstance(value, dict) else "",
)
def test_S17_drawn_times_have_their_mean_and_spread(
    run: Tell, lasts: Tree, mean: float, sd: float
) -> None:
    days = lengths_of(run, lasts) / DAY
    assert len(days) == 2000
    assert abs(days.mean() - mean) < 5 * sd / 2000**0.5
    assert abs(days.std() - sd) < 0.12 * sd
    assert days.min() >= 1 / DAY


def test_S17_times_are_drawn_when_they_begin(run: Tell) -> None:
    steps = {"start": delay("2 days", "timed"), "timed": delay("1 day")}
    tree = service(steps, opening={"start": {"caseload": 2}}, days=6)
    # Child 0 begins its delay after 12 hours, child 1 after 36, when delays are longer.
    told = run((0, tree), (1, changed(tree, steps__timed__lasts="3 days")))
    assert told.lines("ended") == ["1 12:00 #0 ended done", "4 12:00 #1 ended done"]


def test_S17_each_visit_draws_its_own_time(run: Tell) -> None:
    drawn = {"distribution": "exponential", "mean": "1 day"}
    steps = {"timed": delay(drawn, {"timed": 0.9, "done": "rest"})}
    rows = run(service(steps, opening={"timed": {"caseload": 20}}, days=60)).rows
    for i in range(20):
        began = [row.minute for row in rows if row.kind == 1 and row.referral == i]
        lengths = np.diff(began).tolist()
        assert len(set(lengths)) > 0.8 * len(lengths) - 1
    assert len([row for row in rows if row.kind == 1]) > 100


# S18.


def counts(told: Told, name: str) -> NDArray[Any]:
    """A tally of the first list, priorities taken together."""
    return np.asarray(getattr(told.tallies, name)[0].sum(axis=0))


def band(weeks: int) -> int:
    """Index of the band whose lower edge is so many weeks; 0 for the first."""
    return (0, *BAND_EDGES_WEEKS).index(weeks)


@pytest.mark.parametrize("waited", [3, 1500])
def test_S18_a_spell_is_open_from_its_first_minute_to_the_one_before_its_last(
    run: Tell, waited: int
) -> None:
    # Child 1 waits for a place until the midnight that begins the second week, child 0 from then.
    steps = {"forms": delay("14 days", "bed"), "bed": place(1, "7 days")}
    opening = {"forms": {"caseload": 1}, "bed": waiting(waited)}
    tree = service(steps, opening=opening, days=14)
    told = run((0, changed(tree, steps__bed__places=0)), (7, tree))
    assert told.lines("joined_list", "wait_completed") == [
        f"-{waited} 00:00 #1 joined_list bed",
        "7 00:00 #0 joined_list bed",
        f"7 00:00 #1 wait_completed bed since -{waited} 00:00",
    ]
    assert counts(told, "open").sum(axis=-1).tolist() == [1, 1, 1]
    assert counts(told, "open")[1, band(0)] == 1


def test_S18_a_snapshot_finds_who_joins_in_its_minute_and_not_who_is_served_in_it(
    run: Tell,
) -> None:
    # The quarter ends at midnight after 86 days, when a place is added for the child who waits
    # and another child joins; a third joined in the minute of the first snapshot, and leaves.
    steps = {
        "forms": delay(f"{2 * 86} days", "bed"),
        "bed": place(0, "90 days"),
        "see": contact(),
    }
    opening = {
        "forms": {"caseload": 1},
        "bed": waiting(3),
        "see": {"waiting": {"0-1 min": 1}},
    }
    tree = service(steps, opening=opening, days=100)
    told = run((0, tree), (86, changed(tree, steps__bed__places=1)))
    assert told.lines("joined_list", "wait_completed")[2:] == [
        "0 09:00 #2 wait_completed see since 0 00:00",
        "86 00:00 #0 joined_list bed",
        "86 00:00 #1 wait_completed bed since -3 00:00",
    ]
    # At the start, the quarter's end and the end of the run; lists for places and contacts.
    assert told.tallies.snapshot.sum(axis=(1, 3)).tolist() == [[1, 1, 1], [1, 0, 0]]
    assert np.flatnonzero(counts(told, "snapshot")[1]).tolist() == [0]


@pytest.mark.parametrize("weeks", BAND_EDGES_WEEKS)
def test_S18_bands_hold_their_lower_edge_and_not_their_upper(run: Tell, weeks: int) -> None:
    # At the start one child has waited just so many weeks, and one a minute less.
    edge = f"{weeks * WEEK} min - {weeks * WEEK + 1} min"
    below = f"{weeks * WEEK - 1} min - {weeks * WEEK} min"
    opening = {"see": {"waiting": {below: 1, edge: 1}}}
    told = run(service({"see": contact()}, opening=opening, staff=NOBODY, days=1))
    upper = band(weeks)
    assert counts(told, "open")[0, upper] == counts(told, "open")[0, upper - 1] == 1
    assert counts(told, "snapshot")[0, weeks] == counts(told, "snapshot")[0, weeks - 1] == 1
    assert counts(told, "entered")[weeks] == counts(told, "entered")[weeks - 1] == 1


@pytest.mark.parametrize("weeks", BAND_EDGES_WEEKS)
def test_S18_a_wait_of_just_an_edges_length_ends_in_the_band_above_it(
    run: Tell, weeks: int
) -> None:
    waited = weeks * WEEK - 540
    bands = (f"{waited - 1} min - {waited} min", f"{waited} min - {waited + 1} min")
    opening = {"see": {"waiting": dict.fromkeys(bands, 1)}}
    told = run(service({"see": contact(30)}, opening=opening, days=1))
    upper = band(weeks)
    assert np.argwhere(counts(told, "ended")).tolist() == [
        [COMPLETED, 0, upper - 1],
        [COMPLETED, 0, upper],
    ]
    assert np.argwhere(counts(told, "lengths")).tolist() == [
        [COMPLETED, weeks - 1],
        [COMPLETED, weeks],
    ]


def test_S18_a_census_finds_each_open_spell_in_the_band_of_its_age(run: Tell) -> None:
    told = run(service({"see": contact()}, opening={"see": waiting(8)}, staff=NOBODY, days=21))
    found = [np.flatnonzero(row).tolist() for row in counts(told, "open")]
    assert found == [[band(1)], [band(2)], [band(2)], [band(4)]]


def test_S18_an_ended_spell_counts_in_the_week_of_its_end_by_its_length(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": waiting(13, 30)}, days=10)
    tree["staff"]["nurses"] = on_days(60, "tuesday")
    told = run(tree)
    # Child 1 is seen on day 1 after 31 days and 9 hours, child 0 on day 8 after 21 and 9 hours.
    ended = np.argwhere(counts(told, "ended")).tolist()
    assert ended == [[COMPLETED, 0, band(4)], [COMPLETED, 1, band(2)]]
    assert np.argwhere(counts(told, "lengths")).tolist() == [[COMPLETED, 3], [COMPLETED, 4]]
    assert counts(told, "ended")[REMOVED].sum() == 0


def test_S18_referrals_entries_contacts_and_ends_count_in_their_weeks(run: Tell) -> None:
    step = course(3, "6 days", dna={"share": 1})
    tree = service({"go": step}, opening={"go": waiting(5)}, days=21)
    told = run((0, tree), (1, changed(tree, steps__go__dna=None)))
    assert told.lines("missed", "attended") == [
        "0 09:00 #0 missed 1",
        "1 09:00 #0 attended 1",
        "7 09:00 #0 attended 2",
        "13 09:00 #0 attended 3",
    ]
    assert told.tallies.contacts[0].tolist() == [[1, 0, 0], [0, 2, 0], [1, 0, 0]]
    assert told.tallies.ends.sum(axis=1).tolist() == [[0, 0, 0]] * 3 + [[0, 1, 0], [0, 0, 0]]
    assert told.tallies.referrals.sum() == told.tallies.entries.sum() == 0


def test_S18_a_clock_counts_in_the_month_of_its_start_as_it_ended_up(run: Tell) -> None:
    # Referrals come as 9, 19 and 29 January and 8 February end. From 2 February nobody is seen.
    tree = service({"see": contact()}, opening={"see": waiting(3)}, days=38)
    tree = changed(
        tree,
        referrals={"rate": "0.7 a week", "days": "every", "pattern": "regular"},
        standards={"wait": {"to": "see", "within": "18 weeks"}},
    )
    tree["staff"]["nurses"] = on_days(60, "tuesday")
    told = run((0, tree), (28, tree | {"staff": NOBODY}))
    assert told.lines("clock_stopped", "still_running") == [
        "1 09:00 #0 clock_stopped wait since -3 00:00",
        "8 09:00 #1 clock_stopped wait since 4 23:59",
        "15 09:00 #2 clock_stopped wait since 14 23:59",
        "38 00:00 #3 still_running wait since 24 23:59",
        "38 00:00 #4 still_running wait since 34 23:59",
    ]
    started = told.tallies.started[0]
    assert np.argwhere(started).tolist() == [
        [0, COMPLETED, 0],
        [0, LEFT_OPEN, 1],
        [1, LEFT_OPEN, 0],
    ]
    assert started[0, COMPLETED, 0] == 2


def test_S18_snapshots_are_taken_at_the_start_at_quarter_ends_and_at_the_end(run: Tell) -> None:
    tree = service({"see": contact()}, opening={"see": waiting(8)}, staff=NOBODY, days=100)
    told = run(tree)
    # From 5 January 2026 to the end of March are 86 days.
    assert told.model.tables.snapshot_minute.tolist() == [0, 86 * DAY, 100 * DAY]
    weeks = [np.flatnonzero(row).tolist() for row in counts(told, "snapshot")]
    assert weeks == [[8 // 7], [94 // 7], [108 // 7]]
