"""S33: priority that rises while a referral waits."""

import math

import pytest
from random_scenarios import Tree
from worked import Tell, Told, changed, contact, course, delay, place, service, waiting

from waitsim.records import (
    ATTENDED,
    COMPLETED,
    ESCALATED,
    LEFT,
    PLACED,
    RISEN_FROM,
    RISEN_TO,
    WAITED,
)
from waitsim.rules import streams
from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of, step_key

ROUTINE = {"urgent": 0, "soon": 0, "routine": 1}
URGENT = {"urgent": 1, "soon": 0, "routine": 0}
NOBODY = {"nurses": {"wte": 0}}


def rising(to: str = "urgent", **how: object) -> Tree:
    """What a step says of routine referrals that rise."""
    return {"escalates": {"routine": {"to": to, **how}}}


def alone(step: Tree, *waited: int, days: int = 9, **more: object) -> Tree:
    """A service with routine children on one list."""
    tree = service({"see": step}, opening={"see": waiting(*waited)}, priorities=ROUTINE, days=days)
    return changed(tree, **more)


def beside(step: Tree, waited: tuple[int, ...], others: tuple[int, ...], shares: Tree) -> Tree:
    """The same beside a pathway q, which shares the nurse."""
    tree = alone(step, *waited)
    other = service({"see": contact()}, opening={"see": waiting(*others)}, priorities=shares)
    tree["pathways"]["q"] = other["pathways"]["p"]
    return tree


def drawn(told: Told, child: int, priority: int, hazard_a_week: float, visit: int = 0) -> int:
    """Minutes that the draw of a class gives."""
    number = int(told.model.tables.opening_number[child])
    question = streams.stream(streams.ESCALATE, step_key("see"))
    u = uniform(0, 0, key_of("p"), question, number, (visit << 16) + priority)
    return math.ceil(-math.log(1 - u) / (hazard_a_week / 10080))


def seen(told: Told) -> list[int]:
    return [row.referral for row in told.rows if row.kind == ATTENDED]


def risen(told: Told) -> list[tuple[int, int, int, int]]:
    """Minute, referral, class before and after of all that rose."""
    return [
        (row.minute, row.referral, row.detail, row.priority)
        for row in told.rows
        if row.kind == ESCALATED
    ]


def test_S33_after_a_time_on_the_list_a_referral_rises_and_goes_before_others(run: Tell) -> None:
    # Child 0 has waited 3 days. It rises on day 2, when two of q have been seen who waited longer.
    tree = beside(contact(**rising(after="5 days")), (3,), (30, 29, 28), ROUTINE)
    told = run(tree)
    assert told.lines("escalated") == ["2 00:00 #0 escalated 2"]
    assert seen(told) == [1, 2, 0, 3]
    assert {row.priority for row in told.rows if row.referral == 0} == {0, 2}


def test_S33_those_due_already_rise_at_once_when_the_run_begins_or_they_join(run: Tell) -> None:
    step = contact(**rising(after="5 days", counted_from="referral"))
    steps = {"forms": delay("2 days", "see"), "see": step}
    opening = {"forms": waiting(20, 1), "see": waiting(6)}
    told = run(service(steps, opening=opening, priorities=ROUTINE, staff=NOBODY, days=6))
    assert told.lines("joined_list", "escalated") == [
        "-6 00:00 #2 joined_list see",
        "0 00:00 #2 escalated 2",
        "0 12:00 #0 joined_list see",
        "0 12:00 #0 escalated 2",
        "1 12:00 #1 joined_list see",
        "4 00:00 #1 escalated 2",
    ]


def test_S33_the_wait_counts_from_joining_where_nothing_else_is_said(run: Tell) -> None:
    steps = {"forms": delay("2 days", "see"), "see": contact(**rising(after="3 days"))}
    opening = {"forms": {"caseload": 1}}
    told = run(service(steps, opening=opening, priorities=ROUTINE, staff=NOBODY, days=6))
    assert told.lines("joined_list", "escalated") == [
        "1 00:00 #0 joined_list see",
        "4 00:00 #0 escalated 2",
    ]


def test_S33_by_chance_the_time_is_the_draws_rounded_up(run: Tell) -> None:
    step = contact(**rising(hazard="rate 1 a week"))
    told = run(alone(step, 1, 2, 3, 4, 5, days=60) | {"staff": NOBODY})
    expected = sorted((drawn(told, i, 2, 1.0), i, 2, 0) for i in range(5))
    assert risen(told) == [row for row in expected if row[0] < 60 * 1440]
    assert len(risen(told)) >= 4


def test_S33_of_chance_and_time_the_earlier_counts(run: Tell) -> None:
    step = contact(**rising(hazard="rate 0.5 a week", after="9 days"))
    told = run(alone(step, 1, 2, 3, 4, 5, days=60) | {"staff": NOBODY})
    due = [(8 - i) * 1440 for i in range(5)]
    expected = sorted((min(drawn(told, i, 2, 0.5), due[i]), i, 2, 0) for i in range(5))
    assert risen(told) == expected
    assert 0 < sum(minute in due for minute, *_ in expected) < 5


def test_S33_a_new_time_is_drawn_in_each_class_that_may_rise(run: Tell) -> None:
    escalates = {
        "routine": {"to": "soon", "hazard": "rate 1 a week"},
        "soon": {"to": "urgent", "hazard": "rate 0.5 a week"},
    }
    told = run(alone(contact(escalates=escalates), 1, 2, 3, days=90) | {"staff": NOBODY})
    expected = []
    for child in range(3):
        first = drawn(told, child, 2, 1.0)
        expected.append((first, child, 2, 1))
        expected.append((first + drawn(told, child, 1, 0.5), child, 1, 0))
    assert risen(told) == sorted(row for row in expected if row[0] < 90 * 1440)
    assert len(risen(told)) >= 5


def test_S33_times_of_several_classes_may_end_in_one_minute(run: Tell) -> None:
    escalates = {
        "routine": {"to": "soon", "after": "5 days"},
        "soon": {"to": "urgent", "after": "2 days"},
    }
    told = run(alone(contact(escalates=escalates), 3, 9) | {"staff": NOBODY})
    assert told.lines("escalated") == [
        "0 00:00 #1 escalated 2",
        "0 00:00 #1 escalated 1",
        "2 00:00 #0 escalated 2",
        "2 00:00 #0 escalated 1",
    ]


def test_S33_another_visit_draws_another_time(run: Tell) -> None:
    step = contact(1, then="forms", **rising(hazard="rate 1 a week"))
    steps = {"see": step, "forms": delay("1 day", "see")}
    tree = service(steps, opening={"see": waiting(9)}, priorities=ROUTINE, days=30)
    told = run((0, tree), (1, tree | {"staff": NOBODY}))
    first, again = drawn(told, 0, 2, 1.0), drawn(told, 0, 2, 1.0, visit=1)
    assert first > 540  # it is seen before
    assert risen(told) == [(1440 + 540 + again, 0, 2, 0)]


@pytest.mark.parametrize(("goes", "expected"), [("keeps", [1, 0, 2]), ("back", [1, 2, 0])])
def test_S33_it_keeps_its_place_or_counts_from_the_minute_of_rising(
    run: Tell, goes: str, expected: list[int]
) -> None:
    # All of q are urgent and have waited a day and less; child 0 rises on day 1.
    tree = beside(contact(**rising(after="5 days", place=goes)), (4,), (2, 1), URGENT)
    assert seen(run(tree)) == expected


def test_S33_at_the_back_of_a_lottery_it_draws_another_lot(run: Tell) -> None:
    lot = {"order": "lottery"}
    plain = alone(contact(**lot), *range(1, 10))
    before = seen(run(plain))
    rises = {"after": "1 hour", "counted_from": "joining"}
    kept = run(alone(contact(**lot, **rising(**rises)), *range(1, 10)))
    assert seen(kept) == before
    back = run(alone(contact(**lot, **rising(**rises, place="back")), *range(1, 10)))
    question = streams.stream(streams.LOT_ON_RISING, step_key("see"))
    numbers = back.model.tables.opening_number.tolist()
    again = [uniform(0, 0, key_of("p"), question, number, 0) for number in numbers]
    assert seen(back) == sorted(range(9), key=again.__getitem__) != before


@pytest.mark.parametrize(
    ("patience", "rises"), [("8 days", False), ("11521 min", True), ("11519 min", False)]
)
def test_S33_who_leaves_in_the_minute_does_not_rise(run: Tell, patience: str, rises: bool) -> None:
    step = contact(leaving={"patience": patience}, **rising(after="8 days"))
    told = run(alone(step, 5) | {"staff": NOBODY})
    assert len(told.lines("left_list")) == 1
    assert told.lines("escalated") == (["3 00:00 #0 escalated 2"] if rises else [])
    assert [row.priority for row in told.rows if row.kind == LEFT] == [0 if rises else 2]


def test_S33_a_session_in_the_same_minute_comes_after_it(run: Tell) -> None:
    for minutes, expected in (("5 days", [0, 1]), ("7201 min", [1, 0])):
        step = contact(**rising(after=minutes))
        tree = beside(step, (), (30,), ROUTINE)
        tree["pathways"]["p"]["opening"] = {"see": {"waiting": {"6659-6661 min": 1}}}
        told = run(tree)
        assert told.lines("joined_list", of=0) == ["-5 09:00 #0 joined_list see"]
        assert seen(told)[:2] == expected


def test_S33_the_time_until_leaving_once_drawn_stays(run: Tell) -> None:
    differs = [{"where": {"priority": "urgent"}, "leaving": {"patience": "1 day"}}]
    step = contact(leaving={"patience": "8 days"}, differs=differs, **rising(after="6 days"))
    told = run(alone(step, 5) | {"staff": NOBODY})
    assert told.lines("escalated", "left_list") == [
        "1 00:00 #0 escalated 2",
        "3 00:00 #0 left_list see since -5 00:00",
    ]


def test_S33_what_steps_say_of_the_new_class_holds_from_then_on(run: Tell) -> None:
    differs = [{"where": {"priority": "urgent"}, "staff": {"nurses": "20 min"}}]
    step = contact(60, differs=differs, **rising(after="6 days"))
    told = run(alone(step, 7, 5), seed=0)
    # Child 0 is urgent when the run begins, the other on day 1.
    assert seen(told) == [0, 1]
    assert told.minutes("nurses")["used"] == 40
    assert run(alone(contact(60, differs=differs), 7, 5)).minutes("nurses")["used"] == 120


def test_S33_and_on_steps_that_follow(run: Tell) -> None:
    differs = [{"where": {"priority": "urgent"}, "then": "other"}]
    steps = {
        "see": contact(1, then="more", **rising(after="6 days")),
        "more": contact(1, differs=differs),
    }
    told = run(service(steps, opening={"see": waiting(7, 4)}, priorities=ROUTINE))
    assert told.lines("ended") == ["1 09:00 #0 ended other", "1 09:00 #1 ended done"]


def test_S33_in_a_pause_it_rises_too(run: Tell) -> None:
    # Child 0 misses its contact on day 0 and pauses until day 3, when q has been seen but for one.
    step = contact(dna={"share": 1, "after": "3 days"}, **rising(after="42 days"))
    tree = beside(step, (40,), (30, 29, 28, 27), ROUTINE)
    told = run((0, tree), (1, changed(tree, steps__see__dna=None)))
    assert told.lines("missed", "escalated") == ["0 09:00 #0 missed 1", "2 00:00 #0 escalated 2"]
    assert seen(told) == [1, 2, 0, 3, 4]
    classes = [row.priority for row in told.rows if row.referral == 0 and row.kind == ATTENDED]
    assert classes == [0]


def test_S33_it_keeps_its_appointment(run: Tell) -> None:
    # Child 1 is booked for day 1 with an hour; urgent by then, it takes 20 minutes.
    differs = [{"where": {"priority": "urgent"}, "staff": {"nurses": "20 min"}}]
    step = contact(60, notice="3 days", differs=differs, **rising(after="8 days"))
    told = run(alone(step, 20, 7, days=6))
    assert told.lines("booked", "escalated", "attended", of=1) == [
        "0 00:00 #1 booked 1",
        "1 00:00 #1 escalated 2",
        "1 09:00 #1 attended 1",
    ]
    assert told.minutes("nurses")["used"] == 40


def test_S33_nobody_rises_after_the_first_contact(run: Tell) -> None:
    step = course(3, "3 days", 20, **rising(after="6 days", hazard="rate 0.1 a week"))
    told = run(alone(step, 5, days=12))
    assert told.lines("attended", "escalated") == [
        "0 09:00 #0 attended 1",
        "3 09:00 #0 attended 2",
        "6 09:00 #0 attended 3",
    ]


def test_S33_those_who_wait_for_places_rise_in_the_same_way(run: Tell) -> None:
    bed = place(0, "9 days", order="priority then first to join", **rising(after="4 days"))
    steps = {"bed": bed, "forms": delay("2 days", "bed")}
    opening = {"bed": waiting(2), "forms": {"caseload": 1}}
    tree = service(steps, opening=opening, priorities=ROUTINE, days=6)
    told = run((0, tree), (3, changed(tree, steps__bed__places=1)))
    assert told.lines("escalated", "placed") == [
        "2 00:00 #0 escalated 2",
        "3 00:00 #0 placed",
        "5 00:00 #1 escalated 2",
    ]
    held = [row.priority for row in told.rows if row.kind in (PLACED, WAITED)]
    assert held == [0, 0]


def test_S33_the_chance_is_that_in_force_when_the_class_is_entered(run: Tell) -> None:
    step = contact(**rising(hazard="rate 1 a week"))
    tree = alone(step, 1, 2, 3, 4, 5, days=60) | {"staff": NOBODY}
    later = changed(tree, steps__see__escalates=rising(hazard="0 % a week")["escalates"])
    assert risen(run((0, tree), (1, later))) == risen(run(tree)) != []
    assert risen(run((0, later), (1, tree))) == []
    # Who joins on day 1 goes by what holds then.
    steps = {"see": step, "forms": delay("2 days", "see")}
    tree = service(steps, opening={"forms": {"caseload": 1}}, priorities=ROUTINE, days=60)
    tree |= {"staff": NOBODY}
    never = changed(tree, steps__see__escalates=rising(hazard="0 % a week")["escalates"])
    assert risen(run((0, tree), (1, never))) == []
    assert risen(run((0, never), (1, tree))) == risen(run(tree)) != []


def test_S33_spells_are_tallied_under_the_class_in_which_they_end(run: Tell) -> None:
    told = run(beside(contact(**rising(after="5 days")), (3,), (30, 29, 28), ROUTINE))
    ended = told.tallies.lengths[0, :, COMPLETED].sum(axis=1)
    assert ended.tolist() == [1, 0, 0]
    assert told.tallies.entered[0].sum(axis=1).tolist() == [1, 0, 0]
    escalated = told.tallies.escalated[0].sum(axis=2)
    assert escalated[:, RISEN_FROM].tolist() == [0, 0, 1]
    assert escalated[:, RISEN_TO].tolist() == [1, 0, 0]
    assert told.tallies.escalated.sum() == 2
    assert run(alone(contact(), 3)).tallies.escalated.size == 0


@pytest.mark.parametrize("before", [0, 1])
def test_S33_families_cancel_ahead_by_the_class_that_the_child_then_is_of(
    run: Tell, before: int
) -> None:
    """Booked on day 0 for day 3, urgent from day 1 on: of the days between, on or after that."""
    differs = [{"where": {"priority": "urgent"}, "cancels": {"by_family": str(1 - before)}}]
    cancels = {"by_family": before, "late": 0, "after": "9 days"}
    step = contact(notice="3 days", cancels=cancels, differs=differs, **rising(after="6 days"))
    told = run(alone(step, 5, days=5, opening__see__booked=0))
    assert told.lines("booked", "escalated") == ["0 09:00 #0 booked 3", "1 00:00 #0 escalated 2"]
    assert len(told.lines("cancelled_by_family")) == 1 - before
    assert told.lines("attended") == (["3 09:00 #0 attended 1"] if before else [])
