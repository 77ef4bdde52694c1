"""S46: opening lists by rows."""

from typing import Any

import pytest
from lists import opening, row
from random_scenarios import Tree
from stories import DAY
from worked import (
    YEAR,
    Tell,
    Told,
    contact,
    course,
    delay,
    on_days,
    place,
    review,
    service,
    waiting,
)

from waitsim.records import GROUPED, JOINED, REFERRED
from waitsim.scenario.referral_list import Entry


def at(day: int, step: str = "see", **cells: Any) -> Entry:
    """A row of pathway ``p``, referred on a day."""
    return row(day, pathway=cells.pop("pathway", "p"), step=step, **cells)


def opened(steps: Tree, *rows: Entry, **more: Any) -> Tree:
    """A service with an opening list by rows."""
    return {**service(steps, **more), "opening_list": opening(*rows)}


def firsts(told: Told) -> list[tuple[int, int]]:
    """Minute and priority of each referral."""
    return [(event.minute, event.priority) for event in told.rows if event.kind == REFERRED]


def test_S46_rows_wait_since_the_midnight_of_their_day_after_those_by_number(run: Tell) -> None:
    tree = opened({"see": contact()}, at(-9), at(0), at(-3), opening={"see": waiting(5)})
    told = run(tree)
    assert [minute for minute, _ in firsts(told)] == [-9 * DAY, -5 * DAY, -3 * DAY, 0]
    assert told.lines("wait_completed") == [
        "0 09:00 #1 wait_completed see since -9 00:00",
        "1 09:00 #0 wait_completed see since -5 00:00",
        "2 09:00 #3 wait_completed see since -3 00:00",
        "3 09:00 #2 wait_completed see since 0 00:00",
    ]


def test_S46_clocks_start_with_the_referral_and_lists_are_joined_later(run: Tell) -> None:
    steps = {"first": contact(), "see": contact()}
    standards = {"seen": {"to": "see", "within": "6 weeks"}}
    tree = opened(steps, at(-20, joined=-4), days=1, standards=standards)
    assert run(tree).lines() == [
        "-20 00:00 #0 referred 1",
        "-4 00:00 #0 joined_list see",
        "0 09:00 #0 wait_completed see since -4 00:00",
        "0 09:00 #0 attended 1",
        "0 09:00 #0 clock_stopped seen since -20 00:00",
        "0 09:00 #0 ended done",
    ]


@pytest.mark.parametrize(("order", "first"), [("longest wait", 0), ("first to join", 1)])
def test_S46_the_discipline_counts_from_the_referral_or_from_joining(
    run: Tell, order: str, first: int
) -> None:
    rows = [at(-20, joined=-2), at(-10, joined=-4)]
    told = run(opened({"see": contact(order=order)}, *rows, days=1))
    assert told.lines("attended") == [f"0 09:00 #{first} attended 1"]


def test_S46_leaving_by_time_waited_counts_from_joining(run: Tell) -> None:
    patient = contact(900, leaving={"patience": "10 days"})
    told = run(opened({"see": patient}, at(-30, joined=-8), at(-30, joined=-9), at(-7)))
    assert told.lines("left_list") == [
        "1 00:00 #1 left_list see since -9 00:00",
        "2 00:00 #0 left_list see since -8 00:00",
        "3 00:00 #2 left_list see since -7 00:00",
    ]


def test_S46_those_who_have_been_in_a_delay_longest_have_the_least_left(run: Tell) -> None:
    rows = [at(-30, "forms", joined=-2), at(-3, "forms")]
    tree = opened({"forms": delay("8 days")}, *rows, opening={"forms": waiting(1, 9)}, days=9)
    assert run(tree).lines("ended") == [
        "1 00:00 #1 ended done",
        "3 00:00 #3 ended done",
        "5 00:00 #2 ended done",
        "7 00:00 #0 ended done",
    ]


def test_S46_a_caseload_has_had_the_contacts_that_are_written(run: Tell) -> None:
    rows = [
        at(-70, "help", state="caseload", contacts=3),
        at(-40, "help", state="caseload"),
        at(-60, "help", state="caseload"),
    ]
    tree = opened({"help": course(4, "6 days")}, *rows, opening={"help": {"caseload": 1}}, days=9)
    told = run(tree)
    # A quarter of the interval, three, five and seven eighths of it: by number first.
    assert told.lines("joined_list") == [
        "0 18:00 #0 joined_list help.follow_up",
        "2 06:00 #1 joined_list help.follow_up",
        "3 18:00 #2 joined_list help.follow_up",
        "5 06:00 #3 joined_list help.follow_up",
        "7 09:00 #0 joined_list help.follow_up",
    ]
    assert told.lines("attended") == [
        "1 09:00 #0 attended 2",
        "2 09:00 #1 attended 4",
        "4 09:00 #2 attended 4",
        "5 09:00 #3 attended 2",
        "7 09:00 #0 attended 3",
    ]


def test_S46_places_and_reviews_are_held_as_those_by_number(run: Tell) -> None:
    steps = {
        "room": place(2, "4 days"),
        "check": review("4 days"),
    }
    rows = [at(-5, "room", state="caseload"), at(-5, "check", state="caseload"), at(-1, "room")]
    told = run(opened(steps, *rows, opening={"room": {"caseload": 1}}, days=4))
    assert told.lines("released", "placed", "joined_list") == [
        "-1 00:00 #2 joined_list room",
        "1 00:00 #0 released",
        "1 00:00 #2 placed",
        "2 00:00 #3 joined_list check",
        "3 00:00 #1 released",
    ]


def test_S46_clocks_of_a_caseload_start_with_the_referral(run: Tell) -> None:
    steps = {"help": course(4, "6 days", then="room"), "room": place(2, "9 days")}
    standards = {
        "help": {"to": "help", "within": "6 weeks"},
        "room": {"to": "room", "within": "6 weeks"},
    }
    rows = [at(-70, "help", state="caseload", contacts=3)]
    told = run(opened(steps, *rows, standards=standards))
    assert told.lines("clock_stopped") == ["3 09:00 #0 clock_stopped room since -70 00:00"]


TWO_CLASSES = {"urgent": 0.5, "routine": 0.5}
SEX = {"sex": {"f": 0.5, "m": 0.5}}


def sexes(told: Told) -> list[str]:
    """Category of each referral, in order of index."""
    found = {event.referral: event.detail for event in told.rows if event.kind == GROUPED}
    return ["fm"[found[i]] for i in sorted(found)]


def test_S46_what_a_row_tells_holds_and_luck_gives_the_rest(run: Tell) -> None:
    def a_list(*rows: Entry) -> Told:
        return run({**opened({"see": contact()}, *rows, priorities=TWO_CLASSES), "groups": SEX})

    plain = a_list(*(at(-1) for _ in range(16)))
    told = a_list(*(at(-1, priority="urgent", groups={"sex": "m"}) for _ in range(16)))
    half = a_list(*(at(-1, priority="urgent" if n % 2 else "") for n in range(16)))
    assert set(sexes(plain)) == {"f", "m"}
    assert {priority for _, priority in firsts(plain)} == {0, 1}
    assert (set(sexes(told)), {priority for _, priority in firsts(told)}) == ({"m"}, {0})
    assert sexes(half) == sexes(plain)
    assert [p for _, p in firsts(half)][::2] == [p for _, p in firsts(plain)][::2]


def test_S46_rows_change_nobodys_luck(run: Tell) -> None:
    def drawn(*rows: Entry, **stated: Any) -> list[str]:
        tree = opened({"see": contact()}, *rows, opening={"see": stated} if stated else {})
        return sexes(run({**tree, "groups": SEX}))

    by_number = drawn(waiting={"0-4 weeks": 12})
    by_rows = drawn(*(at(-1) for _ in range(12)))
    assert drawn(*(at(-1) for _ in range(12)), waiting={"0-4 weeks": 12}) == by_number + by_rows
    assert by_number != by_rows


@pytest.mark.parametrize(("born", "day"), [(-1460, 1), (-1459, 2)])
def test_S46_a_child_leaves_on_the_birthday_that_is_told(run: Tell, born: int, day: int) -> None:
    assert 4 * YEAR == 1461 * DAY
    tree = opened({"see": contact(900)}, at(-7, birth_date=born), ages={"0-3": 1}, leaves_at_age=4)
    assert run(tree).lines("left_list") == [f"{day} 00:00 #0 left_list see since -7 00:00"]


NOTICED = {"see": contact(notice="2 days")}


def test_S46_appointments_are_kept_on_the_days_that_are_named(run: Tell) -> None:
    rows = [at(-9), at(-1, booked=3), at(-2, booked=0), at(-8)]
    told = run(opened(NOTICED, *rows, days=5))
    assert told.lines("booked") == [
        "0 00:00 #0 booked 1",
        "0 00:00 #1 booked 3",
        "0 00:00 #2 booked",
        "0 09:00 #3 booked 2",
    ]
    assert told.lines("attended") == [
        "0 09:00 #2 attended 1",
        "1 09:00 #0 attended 1",
        "2 09:00 #3 attended 1",
        "3 09:00 #1 attended 1",
    ]


def test_S46_appointments_are_made_where_minutes_do_not_suffice_and_kept_as_far_as_they_do(
    run: Tell,
) -> None:
    rows = [at(-1, booked=1), at(-9, booked=1), at(-5), at(-4)]
    told = run(opened(NOTICED, *rows, days=5))
    assert told.lines("booked", "cancelled_by_service", "attended") == [
        "0 00:00 #0 booked 1",
        "0 00:00 #1 booked 1",
        "0 00:00 #2 booked",
        "0 09:00 #2 attended 1",
        "0 09:00 #3 booked 2",
        "1 09:00 #0 attended 1",
        "1 09:00 #1 cancelled_by_service 1",
        "2 09:00 #1 booked 4",
        "2 09:00 #3 attended 1",
        "4 09:00 #1 attended 1",
    ]


def test_S46_what_is_overdrawn_takes_nothing_from_other_days(run: Tell) -> None:
    # Day 1 is two hours short: nothing of it is set aside for the appointment of 90 minutes.
    staff = {
        "nurses": {
            "wte": 1,
            "hours": "7 hours",
            "days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        }
    }
    steps = {"see": contact(notice="2 days"), "long": contact(40, notice="2 days")}
    rows = [*(at(-9, booked=1) for _ in range(3)), at(-8, "long"), at(-7, "long"), at(-6, "long")]
    told = run(opened(steps, *rows, days=5, staff=staff))
    assert told.lines("booked") == [
        "0 00:00 #0 booked 1",
        "0 00:00 #1 booked 1",
        "0 00:00 #2 booked 1",
        "0 00:00 #3 booked",
        "0 09:00 #4 booked 2",
        "1 09:00 #5 booked 3",
        "2 09:00 #1 booked 4",
    ]


def test_S46_an_appointment_given_up_frees_its_minutes(run: Tell) -> None:
    patient = contact(notice="2 days", leaving={"patience": "10 days"})
    rows = [at(-9, booked=3), at(-2), at(-2), at(-2)]
    told = run(opened({"see": patient}, *rows, days=5))
    assert told.lines("left_list") == ["1 00:00 #0 left_list see since -9 00:00"]
    assert told.lines("attended") == [f"{n} 09:00 #{n + 1} attended 1" for n in range(2)] + [
        "2 09:00 #3 attended 1"
    ]


def test_S46_those_who_leave_for_another_step_give_up_their_appointment(run: Tell) -> None:
    patient = contact(notice="2 days", leaving={"patience": "10 days"}, leaves_to="other")
    rows = [at(-9, booked=3), at(-3, booked=0)]
    told = run(opened({"see": patient}, *rows, days=5))
    assert told.lines("ended") == ["0 09:00 #1 ended done", "1 00:00 #0 ended other"]


def two_pathways(*rows: Entry, ages: tuple[Any, Any], **second: Any) -> Tree:
    """Two pathways with one contact each, and the ages of children in each."""
    staff = {"nurses": {**on_days(60), "wte": 0}}
    tree = opened({"see": contact()}, *rows, days=3000, staff=staff)
    first = tree["pathways"]["p"] | ({"ages": ages[0]} if ages[0] else {})
    other = {**tree["pathways"]["p"], **second} | ({"ages": ages[1]} if ages[1] else {})
    return {**tree, "pathways": {"p": first, "q": other}, "groups": SEX}


def test_S46_rows_of_one_child_have_its_groups(run: Tell) -> None:
    rows = [
        *(at(-1, child=f"c{n}") for n in range(20)),
        *(at(-1, pathway="q", child=f"c{n}") for n in range(20)),
    ]
    drawn = sexes(run(two_pathways(*rows, ages=(None, None))))
    assert drawn[:20] == drawn[20:]
    assert set(drawn) == {"f", "m"}
    apart = [entry._replace(child=f"{n}") for n, entry in enumerate(rows)]
    alone = sexes(run(two_pathways(*apart, ages=(None, None))))
    assert alone[:20] == drawn[:20] != alone[20:]
    rows[20] = at(-1, pathway="q", child="c0", groups={"sex": "f" if drawn[0] == "m" else "m"})
    told = sexes(run(two_pathways(*rows, ages=(None, None))))
    assert told[0] == told[20] != drawn[0]
    assert told[1:20] == drawn[1:20]


AGES = {"0-3": 1}


@pytest.mark.parametrize("ages", [(AGES, {"0-7": 1}), (None, {"0-7": 1})])
def test_S46_rows_of_one_child_have_its_birthday(run: Tell, ages: tuple[Any, Any]) -> None:
    rows = [at(-1, child="one"), at(-1, pathway="q", child="one"), at(-1, pathway="q", child="one")]
    told = run(two_pathways(*rows, ages=ages, leaves_at_age=8))
    left = told.lines("left_list")
    assert len({line.partition(" #")[0] for line in left}) == 1
    assert len(left) == 2
    alone = run(
        two_pathways(*(entry._replace(child="") for entry in rows), ages=ages, leaves_at_age=8)
    )
    apart = alone.lines("left_list")
    assert len({line.partition(" #")[0] for line in apart}) == 2
    # Whoever comes first with ages has the birthday that it has by itself.
    by_first = [line for line in apart if "#1" in line]
    assert (by_first[0] in left) == (ages[0] is None)


def test_S46_rows_of_one_child_age_out_of_one_list_and_leave_the_other(run: Tell) -> None:
    rows = [
        at(-1, pathway="q", child="one", birth_date=-1460),
        at(-1, child="one"),
        at(-1, pathway="q", child="two", birth_date=-1459),
    ]
    told = run(two_pathways(*rows, ages=(AGES, AGES), leaves_at_age=4))
    assert told.lines("left_list") == [
        "1 00:00 #1 left_list see since -1 00:00",
        "2 00:00 #2 left_list see since -1 00:00",
    ]


def test_S46_a_joining_is_noted_where_it_was(run: Tell) -> None:
    told = run(opened({"see": contact()}, at(-9, joined=-9), at(-9, joined=0), days=1))
    assert [event.minute for event in told.rows if event.kind == JOINED] == [-9 * DAY, 0]


def test_S46_rows_of_one_child_leave_when_another_of_them_is_resolved(run: Tell) -> None:
    steps = {"see": contact(), "talk": contact(900)}
    rows = [at(-3, child="a"), at(-2, child="b"), at(-2, "talk", child="a"), at(-1, "talk")]
    told = run(opened(steps, *rows, resolves={"done": {"p": 1}}))
    assert told.lines("left_list") == ["0 09:00 #2 left_list talk since -2 00:00"]


@pytest.mark.parametrize(("stated", "days"), [(0, []), (1, [0]), (2, [0, 1])])
def test_S46_the_number_booked_is_of_those_without_an_appointment_of_their_own(
    run: Tell, stated: int, days: list[int]
) -> None:
    rows = [at(-9, booked=2), at(-8), at(-7), at(-6)]
    told = run(opened(NOTICED, *rows, opening={"see": {"booked": stated}}, days=3))
    first = [line for line in told.lines("booked") if line.startswith("0 00:00")]
    assert first == [
        "0 00:00 #0 booked 2",
        *(f"0 00:00 #{n + 1} booked {day}".removesuffix(" 0") for n, day in enumerate(days)),
    ]
