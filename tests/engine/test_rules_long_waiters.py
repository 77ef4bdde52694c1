"""S32: a share of what a list gives goes to whoever has waited longest."""

from collections.abc import Collection

import pytest
from random_scenarios import Tree
from stories import DAY
from worked import Tell, Told, contact, course, delay, on_days, place, service, waiting

from waitsim.records import ATTENDED, BOOKED, MISSED, PLACED

NINE = waiting(*range(7, 70, 7))
"""Child 0 has waited a week, child 8 longest."""
CLASSES = {"urgent": 0.5, "routine": 0.5}
SEED = 15
ORDER = [6, 5, 2, 1, 8, 7, 4, 3, 0]
"""By class, as this seed has it, then by wait: 6, 5, 2 and 1 are urgent."""
BY_HALVES = [6, 8, 5, 7, 2, 4, 1, 3, 0]


def half(**more: object) -> Tree:
    """A step that keeps a half."""
    return contact(long_waiters={"share": 0.5}, **more)


def mixed(step: Tree, days: int = 9, **more: object) -> Tree:
    """A service with nine children of two classes on its list."""
    return service({"see": step}, opening={"see": NINE}, priorities=CLASSES, days=days, **more)


def seen(told: Told, *kinds: int) -> list[int]:
    """Who was seen, one after the other; on one day, in the order of their numbers."""
    return [row.referral for row in told.rows if row.kind in (kinds or (ATTENDED,))]


def by_day(told: Told) -> list[set[int]]:
    """Who was seen on each day on which somebody was."""
    days = sorted({row.minute // DAY for row in told.rows if row.kind == ATTENDED})
    rows = [row for row in told.rows if row.kind == ATTENDED]
    return [{row.referral for row in rows if row.minute // DAY == day} for day in days]


@pytest.mark.parametrize(
    ("share", "turns"),
    [
        (0.000001, ()),
        (0.5, (2, 4, 6, 8)),
        (0.3, (4, 7)),
        (0.333333, (4, 7)),
        (0.333334, (3, 6, 9)),
        (1, range(1, 10)),
    ],
)
def test_S32_every_so_many_th_contact_is_for_who_has_waited_longest(
    run: Tell, share: float, turns: Collection[int]
) -> None:
    left, expected = list(ORDER), []
    for n in range(1, 10):
        expected.append(max(left) if n in turns else left[0])
        left.remove(expected[-1])
    assert seen(run(mixed(contact(long_waiters={"share": share})), seed=SEED)) == expected


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("1 week", BY_HALVES),
        # On day 1, at 09:00, child 8 has waited 64 days and 9 hours.
        ("92700 min", [6, 8, 5, 2, 1, 7, 4, 3, 0]),
        ("92701 min", [6, 5, 2, 8, 1, 7, 4, 3, 0]),
        ("1 year", ORDER),
    ],
)
def test_S32_who_has_waited_longest_must_have_waited_as_long_as_the_step_says(
    run: Tell, over: str, expected: list[int]
) -> None:
    # The count goes on meanwhile: it is the fourth contact, on day 3, that finds child 8.
    step = contact(long_waiters={"share": 0.5, "over": over})
    assert seen(run(mixed(step), seed=SEED)) == expected


@pytest.mark.parametrize(("order", "longest"), [("first to join", 8), ("longest wait", 9)])
def test_S32_waits_count_as_the_order_counts_them(run: Tell, order: str, longest: int) -> None:
    # Child 9, referred before all others, joins on day 0, at noon.
    steps = {"see": half(order=f"priority then {order}"), "forms": delay("1 day", "see")}
    opening = {"see": NINE, "forms": waiting(99)}
    told = run(service(steps, opening=opening, priorities=CLASSES, days=3), seed=18)
    urgent = {row.referral for row in told.rows if row.priority == 0}
    assert not {8, 9} & urgent
    assert seen(told)[1] == longest


def test_S32_where_lots_decide_it_is_by_the_referral(run: Tell) -> None:
    by_lot = seen(run(mixed(contact(order="lottery"))))
    left, expected = list(by_lot), []
    for n in range(1, 10):
        expected.append(left[0] if n % 2 else max(left))
        left.remove(expected[-1])
    assert seen(run(mixed(half(order="lottery")))) == expected != by_lot


def test_S32_head_starts_do_not_count_as_time_waited(run: Tell) -> None:
    step = half(order="points", head_starts={"urgent": "90 days"})
    assert seen(run(mixed(step), seed=SEED)) == BY_HALVES


@pytest.mark.parametrize(("goes", "expected"), [("keeps", [6, 8, 5]), ("back", [5, 7, 2])])
def test_S32_who_goes_to_the_back_counts_from_there(
    run: Tell, goes: str, expected: list[int]
) -> None:
    # On the first two days child 6 misses its contact, and child 8 its own.
    missing = mixed(half(dna={"share": 1, "place": goes}), days=5)
    told = run((0, missing), (2, mixed(half(), days=5)), seed=SEED)
    assert seen(told, MISSED) == [6, 8]
    assert seen(told) == expected


def test_S32_a_missed_contact_counts_as_given(run: Tell) -> None:
    told = run((0, mixed(half(dna={"share": 1}))), (1, mixed(half())), seed=SEED)
    assert seen(told, MISSED) == [6]
    assert seen(told)[:4] == [8, 6, 7, 5]


def test_S32_in_a_pool_a_list_has_its_turn_by_its_first(run: Tell) -> None:
    # All children of q are urgent. As long as p has urgent ones, who have waited longer, its
    # long waiters go before those of q.
    tree = mixed(half(), days=12)
    tree["pathways"]["q"] = service(
        {"see": contact()},
        opening={"see": waiting(1, 2, 3)},
        priorities={"urgent": 1, "routine": 0},
    )["pathways"]["p"]
    assert seen(run(tree, seed=SEED)) == [6, 8, 5, 7, 2, 4, 1, 11, 10, 9, 3, 0]


def test_S32_who_cannot_be_seen_closes_the_list_and_has_the_next_turn(run: Tell) -> None:
    # On day 0 half an hour is left, which is set aside for child 8.
    told = run(mixed(half(), staff={"nurses": on_days(90)}, days=3), seed=SEED)
    assert by_day(told) == [{6}, {8, 5}, {7}]


def test_S32_extra_slots_give_and_count_too(run: Tell) -> None:
    slots = half(extra_slots="5 a week")
    told = run(mixed(slots, days=4), seed=SEED)
    assert by_day(told) == [{6, 8}, {5, 7}, {2, 4}, {1, 3}]
    told = run(mixed(slots, staff={"nurses": {"wte": 0}}, days=5), seed=SEED)
    assert seen(told) == BY_HALVES[:5]


def test_S32_places_are_given_in_the_same_way(run: Tell) -> None:
    step = place(1, "1 day", long_waiters={"share": 0.5})
    assert seen(run(mixed(step), seed=SEED), PLACED) == BY_HALVES


def test_S32_each_of_several_seen_together_counts(run: Tell) -> None:
    told = run(mixed(half(together=3, at_least=3), days=4), seed=SEED)
    assert by_day(told) == [{6, 8, 5}, {7, 2, 4}, {1, 3, 0}]


def test_S32_an_appointment_counts_when_it_is_booked(run: Tell) -> None:
    told = run(mixed(half(notice="1 day")), seed=SEED)
    assert seen(told) == BY_HALVES
    assert [row.referral for row in told.rows if row.kind == BOOKED] == BY_HALVES
    # Cancelled, child 6 waits again: the second it was given is the third of all.
    cancelled = mixed(half(notice="1 day"), staff={"nurses": on_days(60) | {"cancelled": 1}})
    told = run((0, cancelled), (1, mixed(half(notice="1 day"))), seed=SEED)
    assert told.lines("cancelled_by_service") == ["0 09:00 #6 cancelled_by_service"]
    assert seen(told, BOOKED)[:4] == [6, 8, 6, 7]


@pytest.mark.parametrize("leaves_to", ["left", "other"])
def test_S32_who_has_left_has_no_turn(run: Tell, leaves_to: str) -> None:
    # Child 8 leaves on day 1 at midnight, child 7 on day 8, which is too late to leave unseen.
    told = run(mixed(half(leaving={"patience": "64 days"}, leaves_to=leaves_to)), seed=SEED)
    assert told.lines("left_list") == ["1 00:00 #8 left_list see since -63 00:00"]
    assert seen(told) == [6, 7, 5, 4, 2, 3, 1, 0]


def test_S32_who_has_left_and_joined_again_has_one_turn(run: Tell) -> None:
    # Child 8 leaves for the same list before the first session, and counts from its referral.
    told = run(mixed(half(leaving={"patience": "90864 min"}, leaves_to="see")), seed=SEED)
    assert told.lines("left_list", of=8) == ["0 02:24 #8 left_list see since -63 00:00"]
    assert seen(told)[:6] == BY_HALVES[:6]


def test_S32_follow_ups_do_not_count(run: Tell) -> None:
    # New starts on every other day, and follow-ups on those between.
    step = course(2, "1 day", 30, long_waiters={"share": 0.5})
    told = run(mixed(step, days=6), seed=SEED)
    assert by_day(told) == [{6, 8}, {6, 8}, {5, 7}, {5, 7}, {2, 4}, {2, 4}]
