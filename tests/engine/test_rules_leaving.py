"""S34: leaving by time waited, and where it leads."""

import dataclasses
import math

import numpy as np
import pytest
from engine_runs import run_case
from hypothesis import given, settings
from random_scenarios import Case, Tree, random_cases
from stories import DAY, rows_of
from test_agreement import AGREEMENT
from worked import Tell, born, changed, contact, course, delay, on_days, place, service, waiting

from waitsim.engine.run import KERNEL, REFERENCE
from waitsim.model.tables import Tables
from waitsim.records import ENTERED, LEFT
from waitsim.rules import streams
from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of, step_key

WEEK = 7 * DAY
NOBODY = {"nurses": {"wte": 0}}
NOW = {"waiting": {"0-1 min": 1}}
CROWD = {"waiting": {"0-1 min": 400}}
BENT = {"by_wait": {"1 week": "rate 1 a week", "2 weeks": "0 % a week"}}
HILL = {"greatest": 0.6, "half_time": "2 weeks", "steepness": 3}
OUT = {"leaves_to": {"crisis": 0.3, "other": "rest"}}


def crowd_of(leaving: object, days: int = 60, **more: object) -> Tree:
    see = contact(leaving=leaving, **more)
    return service({"see": see}, opening={"see": CROWD}, staff=NOBODY, days=days)


def waits(rows: list[object], kind: int = LEFT) -> np.ndarray:
    return np.array([row.minute - row.since for row in rows if row.kind == kind])


def gone_by(minutes: np.ndarray, week: float, share: float) -> bool:
    """Whether about a share of 400 has left by a time: wrong once in two million times."""
    return bool(abs((minutes <= week * WEEK).sum() - 400 * share) <= 5 * (400 * share) ** 0.5)


def test_S34_hazards_hold_each_from_one_wait_until_the_next(run: Tell) -> None:
    minutes = waits(run(crowd_of(BENT)).rows)
    assert minutes.min() > WEEK
    assert minutes.max() <= 2 * WEEK
    assert gone_by(minutes, 1.5, 1 - math.exp(-0.5))
    assert gone_by(minutes, 2, 1 - math.exp(-1))


def test_S34_the_time_is_where_hazards_add_up_to_the_draw_of_S06(run: Tell) -> None:
    steps = {"forms": delay("2 days", "see"), "see": contact(leaving=BENT)}
    told = run(service(steps, opening={"forms": {"caseload": 40}}, staff=NOBODY, days=40), seed=5)
    expected = {}
    for i, number in enumerate(told.model.tables.opening_number.tolist()):
        question = streams.stream(streams.LEAVE, step_key("see"))
        draw = -math.log(1 - uniform(5, 0, key_of("p"), question, number, 0))
        if draw < 1:
            expected[i] = math.ceil(WEEK * (1 + draw))
    found = {row.referral: row.minute - row.since for row in told.rows if row.kind == LEFT}
    assert len(found) > 15
    assert found == expected


def test_S34_by_a_hill_curve_half_of_the_greatest_share_has_left_after_the_half_time(
    run: Tell,
) -> None:
    minutes = waits(run(crowd_of(HILL, days=1000)).rows)
    assert gone_by(minutes, 1, 0.6 / 9)
    assert gone_by(minutes, 2, 0.3)
    assert gone_by(minutes, 4, 0.6 * 8 / 9)
    assert gone_by(minutes, 140, 0.6)


def test_S34_patience_runs_out_after_a_time_fixed_or_drawn(run: Tell) -> None:
    assert set(waits(run(crowd_of({"patience": "10 days"})).rows)) == {10 * DAY}
    drawn = {"distribution": "lognormal", "mean": "3 weeks", "sd": "4 weeks"}
    median = 3 / math.sqrt(1 + 16 / 9)
    assert gone_by(waits(run(crowd_of({"patience": drawn})).rows), median, 0.5)


def test_S34_an_opening_referral_has_been_patient_for_as_long_as_it_has_waited(run: Tell) -> None:
    tree = service(
        {"see": contact(leaving={"patience": "8 days"})},
        opening={"see": waiting(10, 5)},
        staff=NOBODY,
        days=10,
    )
    assert run(tree).lines("left_list") == [
        "0 00:01 #0 left_list see since -10 00:00",
        "3 00:00 #1 left_list see since -5 00:00",
    ]


@pytest.mark.parametrize(
    ("leaving", "share"),
    [
        (BENT, 1 - math.exp(-0.5)),  # half a week is left at the hazard of 1 a week
        (HILL, 1 - (1 - 0.6 * 8 / 9) / (1 - 0.6 * 1.5**3 / (8 + 1.5**3))),
        (
            {"patience": {"distribution": "weibull", "scale": "3 weeks", "shape": 2}},
            1 - math.exp((1.5**2 - 4**2) / 9),
        ),
    ],
    ids=["bent", "hill", "weibull"],
)
def test_S34_of_those_who_have_waited_only_those_leave_who_have_not_left_before(
    run: Tell, leaving: Tree, share: float
) -> None:
    waited = {"waiting": {"15119 min - 15121 min": 400}}
    tree = service(
        {"see": contact(leaving=leaving)}, opening={"see": waited}, staff=NOBODY, days=60
    )
    minutes = waits(run(tree).rows)
    assert minutes.min() > 1.5 * WEEK
    assert gone_by(minutes, 4, share)


def test_S34_those_who_leave_go_by_shares_to_steps_and_ends_with_their_clocks_running(
    run: Tell,
) -> None:
    steps = {
        "see": contact(leaving={"patience": "1 day"}, leaves_to={"crisis": 1}),
        "crisis": contact(),
    }
    standards = {"wait": {"to": ["see", "crisis"], "within": "1 week"}}
    tree = service(steps, opening={"see": NOW}, standards=standards, staff=NOBODY)
    never = changed(tree, steps__see__leaves_to={"left": 1})
    nurses = {"wte": 0.1, "hours": "5 hours", "days": ["wednesday"]}
    assert run(changed(tree, staff__nurses=nurses)).lines()[2:] == [
        "1 00:00 #0 left_list see since 0 00:00",
        "1 00:00 #0 entered_step crisis",
        "1 00:00 #0 joined_list crisis",
        "4 00:00 #0 still_waiting crisis since 1 00:00",
        "4 00:00 #0 still_running wait since 0 00:00",
    ]
    assert run(never).lines()[2:] == [
        "1 00:00 #0 left_list see since 0 00:00",
        "1 00:00 #0 clock_voided wait since 0 00:00",
        "1 00:00 #0 ended left",
    ]
    many = {**steps, "see": contact(leaving=9, **OUT)}
    told = run(service(many, opening={"see": CROWD}, staff=NOBODY, days=30))
    entered = sum(row.kind == ENTERED for row in told.rows)
    assert abs(entered - 120) < 5 * (400 * 0.3 * 0.7) ** 0.5
    assert len(told.lines("ended")) == 400 - entered


def test_S34_the_shares_are_those_in_force_in_that_minute(run: Tell) -> None:
    leaving = {"patience": "2 days"}
    tree = service({"see": contact(leaving=leaving)}, opening={"see": NOW}, staff=NOBODY, days=4)
    other = changed(tree, steps__see__leaves_to="other")
    assert run((0, tree), (2, other)).lines("ended") == ["2 00:00 #0 ended other"]
    assert run((0, other), (2, tree)).lines("ended") == ["2 00:00 #0 ended left"]


def test_S34_who_ages_out_goes_where_the_pathway_says_and_does_so_once(run: Tell) -> None:
    steps = {"see": contact(), "adults": course(2, "1 day")}
    tree = service(
        steps,
        opening={"see": waiting(3)},
        ages={"10": 1},
        leaves_at_age=11,
        aged_out_to="adults",
        staff={"nurses": on_days(60, "thursday")},
        days=8,
    )
    told = run(tree, adjust=born(1 * DAY + 754))
    assert told.lines()[2:] == [
        "1 12:34 #0 left_list see since -3 00:00",
        "1 12:34 #0 entered_step adults",
        "1 12:34 #0 joined_list adults",
        "3 09:00 #0 wait_completed adults since 1 12:34",
        "3 09:00 #0 attended 1",
        "4 09:00 #0 joined_list adults.follow_up",
        "8 00:00 #0 still_waiting adults.follow_up since 4 09:00",
    ]


def test_S34_who_joins_a_list_later_than_the_birthday_goes_on_in_the_same_minute(
    run: Tell,
) -> None:
    steps = {"forms": delay("2 days", "see"), "see": place(0, "1 day"), "adults": contact()}
    tree = service(
        steps,
        opening={"forms": {"caseload": 1}},
        ages={"10": 1},
        leaves_at_age=11,
        aged_out_to="adults",
        staff=NOBODY,
    )
    assert run(tree, adjust=born(600)).lines()[1:] == [
        "1 00:00 #0 entered_step see",
        "1 00:00 #0 joined_list see",
        "1 00:00 #0 left_list see",
        "1 00:00 #0 entered_step adults",
        "1 00:00 #0 joined_list adults",
        "4 00:00 #0 still_waiting adults since 1 00:00",
    ]


@pytest.mark.parametrize("after", ["0 min", "3 days"])
def test_S34_the_time_runs_on_in_a_pause_and_the_pause_ends_with_it(run: Tell, after: str) -> None:
    see = contact(
        dna={"share": 1, "after": after}, leaving={"patience": "2 days"}, leaves_to="crisis"
    )
    steps = {"see": see, "crisis": delay("1 hour", "done")}
    assert run(service(steps, opening={"see": NOW}, days=6)).lines()[2:] == [
        "0 09:00 #0 missed 1",
        *(["1 09:00 #0 missed 2"] if after == "0 min" else []),
        "2 00:00 #0 left_list see since 0 00:00",
        "2 00:00 #0 entered_step crisis",
        "2 01:00 #0 ended done",
    ]


def test_S34_a_place_is_free_for_others_when_the_first_on_the_list_has_left(run: Tell) -> None:
    go = place(1, "3 days", leaving={"patience": "5 days"}, leaves_to="crisis")
    steps = {"go": go, "crisis": delay("1 hour", "done")}
    opening = {"go": {"caseload": 1, **waiting(4, 3)}}
    told = run(service(steps, opening=opening, days=3))
    assert told.lines("placed", "left_list") == [
        "1 00:00 #0 left_list go since -4 00:00",
        "1 12:00 #1 placed",
    ]


def eagerly(t: Tables) -> Tables:
    return t._replace(list_eager=np.ones_like(t.list_eager))


@pytest.mark.parametrize("engine", [REFERENCE, KERNEL])
def test_S34_the_order_of_events_is_the_same_whether_a_list_is_eager_or_not(engine: str) -> None:
    @settings(AGREEMENT, max_examples=15)
    @given(random_cases())
    def agree(case: Case) -> None:
        model = case.model()
        eager = dataclasses.replace(model, tables=eagerly(model.tables))
        assert rows_of(run_case(eager, case, engine)) == rows_of(run_case(model, case, engine))

    agree()
