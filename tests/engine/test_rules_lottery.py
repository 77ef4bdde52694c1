"""S31: the lot decides who is next."""

from collections.abc import Callable

import pytest
from worked import Tell, Told, contact, course, delay, on_days, place, service, waiting

from waitsim.records import ATTENDED, MISSED, PLACED
from waitsim.rules import streams
from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of, step_key

LOT = {"order": "lottery"}
WEEKS = waiting(*range(7, 70, 7))
NINE = range(9)


def lots(
    told: Told, step: str, visit: int = 0, booked: int = 0, seed: int = 0
) -> Callable[[int], float]:
    """The draw that decides for each child of the opening list, by its number there."""
    question = streams.stream(streams.LOT, step_key(step))
    numbers = told.model.tables.opening_number.tolist()
    owners = {row.referral: key_of(told.model.names.pathways[row.pathway]) for row in told.rows}

    def lot(child: int) -> float:
        occurrence = (visit << 16) + booked
        return uniform(seed, 0, owners[child], question, numbers[child], occurrence)

    return lot


def order(told: Told, kind: int = ATTENDED, detail: int | None = None) -> list[int]:
    """Who was seen, one after the other; of one place in a course where that is given."""
    return [row.referral for row in told.rows if row.kind == kind and detail in (None, row.detail)]


def test_S31_the_least_lot_is_next_whatever_the_wait(run: Tell) -> None:
    told = run(service({"see": contact(**LOT)}, opening={"see": WEEKS}, days=9))
    expected = sorted(NINE, key=lots(told, "see"))
    assert order(told) == expected
    assert expected not in (sorted(NINE), sorted(NINE, reverse=True))


def test_S31_classes_come_first_where_the_order_says_so(run: Tell) -> None:
    tree = service(
        {"see": contact(order="priority then lottery")},
        opening={"see": WEEKS},
        days=9,
        priorities={"urgent": 0.4, "routine": 0.6},
    )
    told = run(tree)
    classes = {row.referral: row.priority for row in told.rows}
    lot = lots(told, "see")
    expected = sorted(NINE, key=lambda child: (classes[child], lot(child)))
    assert set(classes.values()) == {0, 1}
    assert order(told) == expected != sorted(NINE, key=lot)


def test_S31_a_new_lot_is_drawn_on_each_joining(run: Tell) -> None:
    # All are seen on the first day, are back by the evening and then seen one a day.
    steps = {"see": contact(1, **LOT, then="forms"), "forms": delay("8 hours", "see")}
    tree = service(steps, opening={"see": WEEKS}, days=11, staff={"nurses": on_days(9)})
    slow = service(steps, opening={"see": WEEKS}, days=11, staff={"nurses": on_days(1)})
    told = run((0, tree), (1, slow))
    first, again = lots(told, "see"), lots(told, "see", visit=1)
    assert order(told)[9:13] == sorted(NINE, key=again)[:4] != sorted(NINE, key=first)[:4]


def test_S31_follow_ups_have_a_lot_of_their_own(run: Tell) -> None:
    step = course(2, "1 day", 1, **LOT)
    tree = service({"see": step}, opening={"see": WEEKS}, days=11, staff={"nurses": on_days(9)})
    slow = service({"see": step}, opening={"see": WEEKS}, days=11, staff={"nurses": on_days(1)})
    told = run((0, tree), (1, slow))
    assert order(told, detail=2) == sorted(NINE, key=lots(told, "see", booked=1))


@pytest.mark.parametrize("place_on_list", ["keeps", "back"])
def test_S31_a_missed_contact_leaves_the_lot_or_the_back_brings_another(
    run: Tell, place_on_list: str
) -> None:
    missed = {"share": 1, "place": place_on_list}
    tree = service({"see": contact(**LOT, dna=missed)}, opening={"see": WEEKS}, days=11)
    kept = service({"see": contact(**LOT)}, opening={"see": WEEKS}, days=11)
    told = run((0, tree), (2, kept), seed=3)
    first, again = lots(told, "see", seed=3), lots(told, "see", booked=1, seed=3)
    twice = lots(told, "see", booked=2, seed=3)
    one = min(NINE, key=first)
    if place_on_list == "keeps":
        assert order(told, MISSED) == [one, one]
        assert order(told) == sorted(NINE, key=first)
        return
    present = {child: again(child) if child == one else first(child) for child in NINE}
    two = min(present, key=present.__getitem__)
    present[two] = twice(two) if two == one else again(two)
    assert order(told, MISSED) == [one, two]
    assert order(told) == sorted(NINE, key=present.__getitem__) != sorted(NINE, key=first)


def test_S31_the_lot_is_kept_where_the_service_cancels(run: Tell) -> None:
    steps = {"see": contact(**LOT, notice="1 day")}
    tree = service(steps, opening={"see": waiting(*range(7, 28, 7))}, days=6)
    tree["staff"]["nurses"]["closed_on"] = ["2026-01-06"]
    told = run(tree)
    expected = sorted(range(3), key=lots(told, "see"))
    assert order(told) == expected
    tree["staff"]["nurses"] |= {"cancelled": 1}
    told = run((0, tree), (1, service(steps, opening=tree["pathways"]["p"]["opening"], days=6)))
    assert told.lines("cancelled_by_service") == [f"0 09:00 #{expected[0]} cancelled_by_service"]
    assert order(told) == [expected[1], expected[0], expected[2]]


def test_S31_lots_are_compared_on_lists_that_share_staff(run: Tell) -> None:
    tree = service({"see": contact(**LOT)}, opening={"see": waiting(7, 14, 21)}, days=6)
    tree["pathways"]["q"] = tree["pathways"]["p"]
    told = run(tree)
    expected = sorted(range(6), key=lots(told, "see"))
    assert order(told) == expected
    assert sorted(expected[:3]) not in ([0, 1, 2], [3, 4, 5])


def test_S31_places_go_by_lot(run: Tell) -> None:
    told = run(service({"bed": place(1, "1 day", **LOT)}, opening={"bed": WEEKS}, days=9))
    assert order(told, PLACED) == sorted(NINE, key=lots(told, "bed"))
