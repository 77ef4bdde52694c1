"""S38 and S40: contacts booked ahead, and appointments on the opening list."""

from collections.abc import Callable

import pytest
from worked import (
    Tell,
    born,
    changed,
    contact,
    course,
    delay,
    on_days,
    service,
    waiting,
)

from waitsim.model.tables import Tables

SEEN = ("booked", "attended", "missed", "cancelled_by_service")


def cut(day: int, minutes: int) -> Callable[[Tables], Tables]:
    """Tables in which the nurses have fewer minutes on a day than were planned."""

    def adjust(t: Tables) -> Tables:
        offered = t.offered.copy()
        offered[day, 0] = minutes
        return t._replace(offered=offered)

    return adjust


def test_S38_each_session_books_the_day_that_is_the_notice_later(run: Tell) -> None:
    # An hour a day: days 0 and 1 are booked at the start, each later one two days before.
    tree = service({"see": contact(notice="2 days")}, opening={"see": waiting(9, 8, 7, 6)}, days=5)
    assert run(tree).lines(*SEEN) == [
        "0 00:00 #0 booked",
        "0 00:00 #1 booked 1",
        "0 09:00 #0 attended 1",
        "0 09:00 #2 booked 2",
        "1 09:00 #1 attended 1",
        "1 09:00 #3 booked 3",
        "2 09:00 #2 attended 1",
        "3 09:00 #3 attended 1",
    ]


def test_S38_the_notice_passes_even_where_minutes_are_free_before(run: Tell) -> None:
    steps = {"forms": delay("8 hours", "see"), "see": contact(notice="2 days")}
    told = run(service(steps, opening={"forms": {"caseload": 1}}, days=4))
    # Half of the eight hours is left: the child joins before the first session.
    assert told.lines("joined_list", *SEEN) == [
        "0 04:00 #0 joined_list see",
        "0 09:00 #0 booked 2",
        "2 09:00 #0 attended 1",
    ]
    assert told.minutes("nurses") == {"offered": 240, "used": 60, "lost": 0, "unused": 180}


def test_S38_nothing_is_booked_for_days_after_the_end(run: Tell) -> None:
    steps = {"forms": delay("8 hours", "see"), "see": contact(notice="2 days")}
    told = run(service(steps, opening={"forms": {"caseload": 1}}, days=2))
    assert told.lines(*SEEN, "still_waiting") == ["2 00:00 #0 still_waiting see since 0 04:00"]


def test_S38_the_longest_notice_has_the_first_choice_of_a_day(run: Tell) -> None:
    steps = {"soon": contact(notice="1 day"), "late": contact(notice="3 days")}
    opening = {"soon": waiting(9, 8), "late": waiting(5, 4, 3)}
    told = run(service(steps, opening=opening, days=6))
    # Who waits shorter with longer notice is booked before the others are looked at.
    assert told.lines("booked") == [
        "0 00:00 #2 booked",
        "0 00:00 #3 booked 1",
        "0 00:00 #4 booked 2",
        "2 09:00 #0 booked 3",
        "3 09:00 #1 booked 4",
    ]


def test_S38_lists_of_one_notice_share_a_day_by_the_keys(run: Tell) -> None:
    steps = {"one": contact(notice="2 days"), "two": contact(notice="2 days", precedence=1)}
    opening = {"one": waiting(9, 8), "two": waiting(5)}
    told = run(service(steps, opening=opening, days=4))
    assert told.lines("attended") == [
        "0 09:00 #2 attended 1",
        "1 09:00 #0 attended 1",
        "2 09:00 #1 attended 1",
    ]


def test_S38_what_is_not_booked_goes_to_lists_without_notice_on_the_day(run: Tell) -> None:
    steps = {"ahead": contact(notice="1 day"), "today": contact(30)}
    opening = {"ahead": waiting(3), "today": waiting(9, 8, 7)}
    told = run(service(steps, opening=opening, staff={"nurses": on_days(90)}, days=2))
    assert told.lines("attended") == [
        "0 09:00 #0 attended 1",
        "0 09:00 #1 attended 1",
        "1 09:00 #2 attended 1",
        "1 09:00 #3 attended 1",
    ]
    assert told.minutes("nurses") == {"offered": 180, "used": 150, "lost": 0, "unused": 30}


def test_S38_only_the_share_of_a_day_that_is_bookable_is_booked(run: Tell) -> None:
    staff = {"nurses": on_days(100) | {"bookable_ahead": 0.59}}
    step = contact(30, notice="1 day")
    told = run(service({"see": step}, opening={"see": waiting(9, 8, 7, 6)}, staff=staff, days=3))
    # 59 minutes hold one contact; 29 set aside and 59 hold two, and 28 and 59 again two.
    assert told.lines("booked") == [
        "0 00:00 #0 booked",
        "0 09:00 #1 booked 1",
        "0 09:00 #2 booked 1",
        "1 09:00 #3 booked 2",
    ]


def test_S38_minutes_set_aside_ahead_add_up_until_a_long_contact_fits(run: Tell) -> None:
    step = contact(100, admin={"nurses": "50 min"}, notice="4 days")
    told = run(service({"see": step}, opening={"see": waiting(9, 8)}, days=6))
    # 150 minutes at an hour a day: the third day has 180, and the fifth 30 + 60 + 60.
    assert told.lines("booked", "attended") == [
        "0 00:00 #0 booked 2",
        "0 09:00 #1 booked 4",
        "2 09:00 #0 attended 1",
        "4 09:00 #1 attended 1",
    ]
    assert told.minutes("nurses") == {"offered": 360, "used": 300, "lost": 0, "unused": 60}


def test_S38_days_without_staff_are_passed_over(run: Tell) -> None:
    # Mondays and Thursdays only: 60 of the 90 minutes come from the day before.
    staff = {"nurses": on_days(60, "monday", "thursday")}
    step = contact(90, notice="2 days")
    told = run(service({"see": step}, opening={"see": waiting(9)}, staff=staff, days=5))
    assert told.lines("booked", "attended") == ["1 09:00 #0 booked 3", "3 09:00 #0 attended 1"]


@pytest.mark.parametrize(
    ("minute", "second"), [(540, "0 09:00 #1 booked 1"), (541, "1 09:00 #1 booked 2")]
)
def test_S38_a_child_who_leaves_frees_the_minutes_of_its_appointment(
    run: Tell, minute: int, second: str
) -> None:
    staff = {"nurses": on_days(60, "tuesday", "wednesday")}
    ages = {"ages": {"4": 1}, "leaves_at_age": 5}
    tree = service(
        {"see": contact(notice="3 days")}, opening={"see": waiting(9)}, staff=staff, **ages
    )
    other = service({"meet": contact(notice="1 day")}, opening={"meet": waiting(5)})
    tree["pathways"]["q"] = other["pathways"]["p"]
    told = run(tree, adjust=born(minute))
    assert told.lines("booked") == ["0 00:00 #0 booked 1", second]
    assert told.lines("ended", of=0) == [f"0 09:0{minute - 540} #0 ended aged_out"]
    assert told.minutes("nurses") == {"offered": 120, "used": 60, "lost": 0, "unused": 60}


def test_S38_a_missed_appointment_is_booked_again_with_notice(run: Tell) -> None:
    step = contact(notice="2 days", dna={"share": 1})
    tree = service({"see": step}, opening={"see": waiting(9)}, days=6)
    told = run((0, tree), (1, changed(tree, steps__see__dna=None)))
    # It rejoins after that day's booking, so the next day's session books it.
    assert told.lines(*SEEN) == [
        "0 00:00 #0 booked",
        "0 09:00 #0 missed 1",
        "1 09:00 #0 booked 3",
        "3 09:00 #0 attended 1",
    ]
    assert told.minutes("nurses") == {"offered": 360, "used": 60, "lost": 60, "unused": 240}


def test_S38_the_service_cancels_the_last_booked_where_minutes_fall_short(run: Tell) -> None:
    step = contact(30, notice="2 days", order="first to join")
    ten = waiting(11, 10, 9, 8, 7, 6, 5, 4, 3, 2)
    tree = service({"see": step}, opening={"see": ten}, days=5)
    told = run(tree, adjust=cut(1, 45))
    assert told.lines(*SEEN, of=3) == [
        "0 00:00 #3 booked 1",
        "1 09:00 #3 cancelled_by_service 1",
        "2 09:00 #3 booked 4",
        "4 09:00 #3 attended 1",
    ]
    assert "2 09:00 #8 booked 4" in told.lines("booked")  # and nobody before the one put off
    assert told.lines("attended")[:3] == [
        "0 09:00 #0 attended 1",
        "0 09:00 #1 attended 1",
        "1 09:00 #2 attended 1",
    ]


def test_S38_extra_slots_see_those_without_an_appointment(run: Tell) -> None:
    step = contact(notice="2 days", extra_slots="5 a week")
    told = run(service({"see": step}, opening={"see": waiting(9, 8, 7, 6)}, days=3))
    assert told.lines("attended") == [
        "0 09:00 #0 attended 1",
        "0 09:00 #2 attended 1",
        "1 09:00 #1 attended 1",
        # Booked in the first session, it has no use for a slot.
        "2 09:00 #3 attended 1",
    ]


def test_S38_follow_ups_have_what_first_contacts_leave_of_the_day(run: Tell) -> None:
    staff = {"nurses": on_days(120) | {"bookable_ahead": 0.5}}
    step = course(2, "1 day", notice="3 days")
    told = run(service({"go": step}, opening={"go": waiting(9, 8, 7)}, staff=staff, days=4))
    assert told.lines("booked", "attended") == [
        "0 00:00 #0 booked",
        "0 00:00 #1 booked 1",
        "0 00:00 #2 booked 2",
        "0 09:00 #0 attended 1",
        "1 09:00 #0 attended 2",
        "1 09:00 #1 attended 1",
        "2 09:00 #1 attended 2",
        "2 09:00 #2 attended 1",
        "3 09:00 #2 attended 2",
    ]


def test_S38_a_change_of_staff_is_known_when_its_days_are_booked(run: Tell) -> None:
    step = contact(60, notice="3 days")
    tree = service({"see": step}, opening={"see": waiting(9, 8, 7, 6)}, days=6)
    told = run((0, tree), (2, changed(tree, staff__nurses=on_days(120))))
    assert told.lines("booked") == [
        "0 00:00 #0 booked",
        "0 00:00 #1 booked 1",
        "0 00:00 #2 booked 2",
        "0 00:00 #3 booked 2",
    ]


def test_S38_contacts_take_the_minutes_in_force_on_their_day(run: Tell) -> None:
    tree = service({"see": contact(60, notice="3 days")}, opening={"see": waiting(9, 8, 7)})
    told = run((0, tree), (1, changed(tree, steps__see__staff={"nurses": "30 min"})))
    assert told.lines("booked") == [
        "0 00:00 #0 booked",
        "0 00:00 #1 booked 1",
        "0 00:00 #2 booked 1",
    ]
    assert told.minutes("nurses") == {"offered": 240, "used": 120, "lost": 0, "unused": 120}


def test_S38_a_list_books_the_minutes_protected_for_it_and_those_only(run: Tell) -> None:
    steps = {"a": contact(30, notice="1 day"), "b": contact(30, notice="1 day")}
    opening = {"a": waiting(9, 8, 7), "b": waiting(6, 5)}
    purses = {"protects": {"a": {"for": ["p.a"], "share": 0.3}}}
    staff = {"nurses": on_days(100) | purses | {"unused": "lost"}}
    told = run(service(steps, opening=opening, staff=staff, days=3))
    # Of 70 open minutes two are booked each day, whatever waits for the other 30.
    assert told.lines("booked") == [
        "0 00:00 #0 booked",
        "0 00:00 #3 booked",
        "0 00:00 #4 booked",
        "0 09:00 #1 booked 1",
        "1 09:00 #2 booked 2",
    ]


def test_S38_absence_that_nobody_foresaw_puts_appointments_off(run: Tell) -> None:
    step = contact(30, notice="7 days")
    staff = {"nurses": on_days(60) | {"cancelled": 1}}
    told = run(service({"see": step}, opening={"see": waiting(9)}, staff=staff, days=3))
    assert told.lines(*SEEN) == ["0 00:00 #0 booked", "0 09:00 #0 cancelled_by_service"]


# S40.


@pytest.mark.parametrize(
    ("booked", "days"), [(0, [2, 2, 3]), (1, [0, 2, 2]), (3, [0, 0, 1]), (None, [0, 0, 1])]
)
def test_S40_the_first_so_many_are_booked_and_nobody_else_at_the_start(
    run: Tell, booked: int | None, days: list[int]
) -> None:
    opening = {"see": {**waiting(9, 8, 7), "booked": booked}}
    told = run(service({"see": contact(30, notice="2 days")}, opening=opening, days=6))
    assert told.lines("attended") == [
        f"{day} 09:00 #{child} attended 1" for child, day in enumerate(days)
    ]


def test_S40_appointments_at_the_start_may_lie_beyond_the_notice(run: Tell) -> None:
    opening = {"see": {**waiting(9, 8, 7, 6), "booked": 3}}
    told = run(service({"see": contact(notice="1 day")}, opening=opening, days=6))
    assert told.lines("booked") == [
        "0 00:00 #0 booked",
        "0 00:00 #1 booked 1",
        "0 00:00 #2 booked 2",
        "2 09:00 #3 booked 3",
    ]


def test_S40_a_list_without_notice_may_have_appointments_at_the_start(run: Tell) -> None:
    steps = {"see": contact(), "ahead": contact(notice="1 day")}
    opening = {"see": {**waiting(9, 8, 7), "booked": 2}, "ahead": waiting(5)}
    told = run(service(steps, opening=opening, days=6))
    assert told.lines("booked", "attended") == [
        "0 00:00 #0 booked 1",
        "0 00:00 #1 booked 2",
        "0 00:00 #3 booked",
        "0 09:00 #3 attended 1",
        "1 09:00 #0 attended 1",
        "2 09:00 #1 attended 1",
        "3 09:00 #2 attended 1",
    ]


def test_S40_whoever_finds_no_day_within_the_run_is_not_booked(run: Tell) -> None:
    opening = {"see": {**waiting(9, 8, 7), "booked": 3}}
    told = run(service({"see": contact()}, opening=opening, days=2))
    assert told.lines("booked", "still_waiting") == [
        "0 00:00 #0 booked",
        "0 00:00 #1 booked 1",
        "2 00:00 #2 still_waiting see since -7 00:00",
    ]
