"""S10 to S14: contacts attended and missed, courses and reviews, extra slots, places."""

import pytest
from random_scenarios import Tree
from stories import DAY
from worked import (
    Tell,
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

NOBODY = {"nurses": {"wte": 0}}
ALWAYS = {"share": 1}


# S10.


def test_S10_an_attended_contact_uses_its_own_minutes_and_its_admin_minutes(run: Tell) -> None:
    staff = {"nurses": on_days(90), "clerks": on_days(20)}
    step = contact(60, admin={"nurses": "15 min", "clerks": "10 min"})
    told = run(service({"see": step}, opening={"see": waiting(5)}, staff=staff, days=1))
    assert told.minutes("nurses") == {"offered": 90, "used": 75, "lost": 0, "unused": 15}
    assert told.minutes("clerks") == {"offered": 20, "used": 10, "lost": 0, "unused": 10}


def test_S10_a_missed_contact_loses_its_own_minutes_and_frees_its_admin_minutes(
    run: Tell,
) -> None:
    # 60 and 30 minutes are booked twice out of 150: the second with the 30 that the first freed.
    step = contact(60, admin={"nurses": "30 min"}, dna=ALWAYS)
    staff = {"nurses": on_days(150)}
    told = run(service({"see": step}, opening={"see": waiting(5, 6, 7)}, staff=staff, days=1))
    assert told.lines("missed", "attended") == ["0 09:00 #1 missed 1", "0 09:00 #2 missed 1"]
    # What is left is set aside for the child whose turn it is.
    assert told.minutes("nurses") == {"offered": 150, "used": 0, "lost": 120, "unused": 0}


def test_S10_the_wait_ends_with_the_attended_contact_and_not_before(run: Tell) -> None:
    tree = service({"see": contact(dna=ALWAYS)}, opening={"see": waiting(5)})
    told = run((0, tree), (2, changed(tree, steps__see__dna=None)))
    assert told.lines("missed", "wait_completed", "attended") == [
        "0 09:00 #0 missed 1",
        "1 09:00 #0 missed 2",
        "2 09:00 #0 wait_completed see since -5 00:00",
        "2 09:00 #0 attended 1",
    ]


def test_S10_contacts_are_missed_by_their_share_with_a_draw_for_each_booking(run: Tell) -> None:
    step = contact(1, dna={"share": 0.2})
    crowd = {"see": {"waiting": {"0-1 min": 2000}}}
    told = run(service({"see": step}, opening=crowd, staff={"nurses": on_days(5000)}, days=1))
    missed = len(told.lines("missed"))
    assert abs(missed - 400) < 5 * (400 * 0.8) ** 0.5
    told = run(service({"see": step}, opening=crowd, staff={"nurses": on_days(5000)}, days=2))
    again = sum(line.endswith("missed 2") for line in told.lines("missed"))
    assert abs(again - 0.2 * missed) < 5 * (0.16 * missed) ** 0.5


# S11.


@pytest.mark.parametrize("most", [1, 2, 3])
def test_S11_a_child_is_discharged_after_as_many_missed_contacts_as_the_step_allows(
    run: Tell, most: int
) -> None:
    tree = service({"see": contact(dna=ALWAYS | {"most": most})}, opening={"see": waiting(5)})
    assert run(tree).lines("missed", "left_list", "ended") == [
        *(f"{day} 09:00 #0 missed {day + 1}" for day in range(most)),
        f"{most - 1} 09:00 #0 left_list see since -5 00:00",
        f"{most - 1} 09:00 #0 ended not_brought",
    ]


def test_S11_only_contacts_missed_in_a_row_count(run: Tell) -> None:
    # Every second contact of the course is missed; two in a row would be too many.
    step = course(5, "1 day", dna=ALWAYS | {"most": 2})
    missing = service({"go": step}, opening={"go": waiting(5)}, days=7)
    coming = changed(missing, steps__go__dna=None)
    days = [(day, missing if day % 2 == 0 else coming) for day in range(7)]
    told = run(*days)
    assert told.lines("missed", "attended", "ended") == [
        f"{day} 09:00 #0 missed 1" if day % 2 == 0 else f"{day} 09:00 #0 attended {day // 2 + 1}"
        for day in range(7)
    ]


def test_S11_a_child_who_is_not_booked_again_is_discharged(run: Tell) -> None:
    tree = service({"see": contact(dna=ALWAYS | {"rebook": 0})}, opening={"see": waiting(5)})
    assert run(tree).lines("ended") == ["0 09:00 #0 ended not_brought"]
    step = contact(1, dna=ALWAYS | {"rebook": 0.3})
    crowd = {"see": {"waiting": {"0-1 min": 2000}}}
    told = run(service({"see": step}, opening=crowd, staff={"nurses": on_days(2000)}, days=1))
    discharged = len(told.lines("ended"))
    assert abs(discharged - 1400) < 5 * (1400 * 0.3) ** 0.5


@pytest.mark.parametrize(("where", "next_seen"), [("keeps", 0), ("back", 1)])
@pytest.mark.parametrize("order", ["longest wait", "first to join"])
def test_S11_a_child_booked_again_keeps_its_place_or_goes_to_the_back(
    run: Tell, where: str, next_seen: int, order: str
) -> None:
    step = contact(dna=ALWAYS | {"place": where}, order=order)
    tree = service({"see": step}, opening={"see": waiting(9, 5)})
    told = run((0, tree), (1, changed(tree, steps__see__dna=None)))
    assert told.lines("missed", "attended") == [
        "0 09:00 #0 missed 1",
        f"1 09:00 #{next_seen} attended 1",
        f"2 09:00 #{1 - next_seen} attended 1",
    ]
    # Going to the back changes the turn, not the wait.
    assert "wait_completed see since -9 00:00" in told.lines("wait_completed", of=0)[0]


def test_S11_who_goes_to_the_back_still_goes_before_those_who_come_later(run: Tell) -> None:
    step = contact(dna=ALWAYS | {"place": "back"}, order="first to join")
    steps = {"forms": delay("22 hours", "see"), "see": step}
    tree = service(steps, opening={"forms": {"caseload": 1}, "see": waiting(9)})
    # Child 0 comes at 11:00, two hours after child 1 was missed and went to the back.
    told = run((0, tree), (1, changed(tree, steps__see__dna=None)))
    assert told.lines("missed", "attended") == [
        "0 09:00 #1 missed 1",
        "1 09:00 #1 attended 1",
        "2 09:00 #0 attended 1",
    ]


@pytest.mark.parametrize(
    ("after", "seen"),
    [("0 min", "1"), ("1 day", "1"), ("1441 min", "2"), ("2 days", "2")],
)
def test_S11_a_child_can_be_seen_again_once_the_pause_is_over(
    run: Tell, after: str, seen: str
) -> None:
    tree = service({"see": contact(1, dna=ALWAYS | {"after": after})}, opening={"see": waiting(9)})
    told = run((0, tree), (1, changed(tree, steps__see__dna=None)))
    assert told.lines("missed", "attended") == [
        "0 09:00 #0 missed 1",
        f"{seen} 09:00 #0 attended 1",
    ]


def test_S11_without_a_pause_a_child_is_not_booked_twice_in_a_session(run: Tell) -> None:
    told = run(service({"see": contact(1, dna=ALWAYS)}, opening={"see": waiting(9)}, days=3))
    assert told.lines("missed") == [f"{day} 09:00 #0 missed {day + 1}" for day in range(3)]


def test_S11_a_child_in_a_pause_keeps_nobody_from_being_seen(run: Tell) -> None:
    tree = service(
        {"see": contact(dna=ALWAYS | {"after": "2 days"})}, opening={"see": waiting(9, 5, 4)}
    )
    told = run((0, tree), (1, changed(tree, steps__see__dna=None)))
    assert told.lines("missed", "attended") == [
        "0 09:00 #0 missed 1",
        "1 09:00 #1 attended 1",
        "2 09:00 #0 attended 1",
        "3 09:00 #2 attended 1",
    ]


# S12.


def test_S12_a_course_has_its_number_of_contacts_an_interval_apart(run: Tell) -> None:
    told = run(service({"go": course(3, "2 days")}, opening={"go": waiting(5)}, days=8))
    assert told.lines("joined_list", "attended", "ended") == [
        "-5 00:00 #0 joined_list go",
        "0 09:00 #0 attended 1",
        "2 09:00 #0 joined_list go.follow_up",
        "2 09:00 #0 attended 2",
        "4 09:00 #0 joined_list go.follow_up",
        "4 09:00 #0 attended 3",
        "4 09:00 #0 ended done",
    ]


def test_S12_follow_ups_come_before_new_starts_whatever_the_wait(run: Tell) -> None:
    tree = service({"go": course(2, "1 day")}, opening={"go": waiting(5, 500, 4)}, days=6)
    assert run(tree).lines("attended") == [
        "0 09:00 #1 attended 1",
        "1 09:00 #1 attended 2",
        "2 09:00 #0 attended 1",
        "3 09:00 #0 attended 2",
        "4 09:00 #2 attended 1",
        "5 09:00 #2 attended 2",
    ]


@pytest.mark.parametrize(("order", "first"), [("longest wait", 1), ("first to join", 0)])
def test_S12_follow_ups_keep_the_discipline_of_the_step(run: Tell, order: str, first: int) -> None:
    # Both have their first contact on Monday and are due together; one is seen on Tuesday.
    tree = service({"go": course(2, "1 day", order=order)}, opening={"go": waiting(30, 60)})
    told = run((0, changed(tree, staff__nurses=on_days(120))), (1, tree))
    assert told.lines("attended")[2:] == [
        f"1 09:00 #{first} attended 2",
        f"2 09:00 #{1 - first} attended 2",
    ]


def test_S12_a_course_ends_early_by_its_chance(run: Tell) -> None:
    tree = service({"go": course(3, "1 day", 1, stops=1)}, opening={"go": waiting(5)})
    assert run(tree).lines("attended", "ended") == [
        "0 09:00 #0 attended 1",
        "0 09:00 #0 ended done",
    ]
    crowd = {"go": {"waiting": {"0-1 min": 2000}}}
    staff = {"nurses": on_days(2000)}
    tree = service({"go": course(3, "1 day", 1, stops=0.2)}, opening=crowd, staff=staff)
    told = run(tree)
    lasts = [line.split()[-1] for line in told.lines("attended")]
    for number, share in ((2, 0.8), (3, 0.64)):
        assert abs(lasts.count(str(number)) - 2000 * share) < 5 * (2000 * share * 0.36) ** 0.5


def test_S12_reviews_come_back_until_their_chance_ends_them(run: Tell) -> None:
    steps = {"forms": delay("12 hours", "check"), "check": review("2 days", stops=1e-9)}
    tree = service(steps, opening={"forms": {"caseload": 1}}, days=9)
    told = run((0, tree), (6, changed(tree, steps__check__stops=1)))
    # The first falls due at 06:00, so each is held three hours late and moves the next.
    assert told.lines("joined_list", "attended", "ended") == [
        "2 06:00 #0 joined_list check",
        "2 09:00 #0 attended 1",
        "4 09:00 #0 joined_list check",
        "4 09:00 #0 attended 2",
        "6 09:00 #0 joined_list check",
        "6 09:00 #0 attended 3",
        "6 09:00 #0 ended done",
    ]


def test_S12_a_course_that_a_change_has_shortened_ends_with_the_next_contact(run: Tell) -> None:
    tree = service({"go": course(6, "1 day")}, opening={"go": waiting(5)}, days=8)
    told = run((0, tree), (4, changed(tree, steps__go__sessions=2)))
    assert told.lines("attended", "ended")[-2:] == [
        "4 09:00 #0 attended 5",
        "4 09:00 #0 ended done",
    ]


def test_S12_a_review_has_the_precedence_of_its_step(run: Tell) -> None:
    steps = {"see": contact(precedence=2), "check": review("9 weeks")}
    opening = {"see": waiting(90), "check": waiting(5)}
    tree = service(steps, opening=opening)
    assert run(tree).lines("attended")[0] == "0 09:00 #1 attended 1"
    tree = changed(tree, steps__check__precedence=3)
    assert run(tree).lines("attended")[0] == "0 09:00 #0 attended 1"


# S13.


def slots_on_monday(number: int, step: Tree, **more: object) -> list[tuple[int, Tree]]:
    """A service with so many extra slots on its first day, and none afterwards."""
    tree = service({"go": step | {"extra_slots": f"{5 * number} a week"}}, **more)  # type: ignore[arg-type]
    return [(0, tree), (1, changed(tree, steps__go__extra_slots="0 a week"))]


def test_S13_extra_slots_see_the_first_on_the_list_before_staff_do(run: Tell) -> None:
    told = run(*slots_on_monday(2, contact(), opening={"go": waiting(5, 6, 7, 8)}))
    assert told.lines("attended") == [
        "0 09:00 #1 attended 1",
        "0 09:00 #2 attended 1",
        "0 09:00 #3 attended 1",
        "1 09:00 #0 attended 1",
    ]
    assert told.slots("go") == {"offered": 2, "used": 2, "lost": 0}
    assert told.minutes("nurses") == {"offered": 240, "used": 120, "lost": 0, "unused": 120}


def test_S13_a_missed_contact_loses_the_slot_and_an_empty_list_leaves_it_unused(
    run: Tell,
) -> None:
    step = contact(dna=ALWAYS | {"most": 1})
    told = run(*slots_on_monday(3, step, opening={"go": waiting(5, 6)}, staff=NOBODY))
    assert told.slots("go") == {"offered": 3, "used": 0, "lost": 2}
    told = run(*slots_on_monday(3, contact(), opening={"go": waiting(5)}, staff=NOBODY))
    assert told.slots("go") == {"offered": 3, "used": 1, "lost": 0}


def test_S13_a_child_who_misses_a_slot_is_not_seen_by_staff_in_the_same_session(
    run: Tell,
) -> None:
    told = run(*slots_on_monday(1, contact(dna=ALWAYS), opening={"go": waiting(5)}, days=2))
    assert told.lines("missed") == ["0 09:00 #0 missed 1", "1 09:00 #0 missed 2"]
    assert told.slots("go")["lost"] == 1


def test_S13_slots_of_a_course_are_for_new_starts_alone(run: Tell) -> None:
    opening = {"go": waiting(5) | {"caseload": 1}}
    told = run(*slots_on_monday(5, course(2, "6 hours"), opening=opening, staff=NOBODY))
    assert told.lines("attended") == ["0 09:00 #0 attended 1"]


def test_S13_slots_of_a_review_are_for_those_due(run: Tell) -> None:
    told = run(*slots_on_monday(5, review("9 weeks"), opening={"go": waiting(5)}, staff=NOBODY))
    assert told.lines("attended") == ["0 09:00 #0 attended 1"]


# S14.


def test_S14_a_free_place_is_taken_at_once(run: Tell) -> None:
    steps = {"forms": delay("1 day", "bed"), "bed": place(1, "1 day")}
    told = run(service(steps, opening={"forms": {"caseload": 1}}))
    assert told.lines("joined_list", "placed", "released", "ended") == [
        "0 12:00 #0 joined_list bed",
        "0 12:00 #0 placed",
        "1 12:00 #0 released",
        "1 12:00 #0 ended done",
    ]


def test_S14_places_go_to_the_first_on_the_list_in_the_minute_they_are_given_back(
    run: Tell,
) -> None:
    told = run(service({"bed": place(2, "1 day")}, opening={"bed": waiting(5, 7, 6)}))
    assert told.lines("placed", "released") == [
        "0 00:00 #1 placed",
        "0 00:00 #2 placed",
        "1 00:00 #0 placed",
        "1 00:00 #1 released",
        "1 00:00 #2 released",
        "2 00:00 #0 released",
    ]


def test_S14_a_place_goes_on_before_the_child_who_gave_it_back_moves_on(run: Tell) -> None:
    # Child 1, who gave the place back, comes straight back and would be first on the list.
    steps = {"bed": place(1, "1 day", then="bed")}
    told = run(service(steps, opening={"bed": waiting(5, 9)}, days=3))
    assert told.lines("placed") == ["0 00:00 #1 placed", "1 00:00 #0 placed", "2 00:00 #1 placed"]


def test_S14_places_that_a_change_adds_are_filled_at_midnight(run: Tell) -> None:
    tree = service({"bed": place(1, "9 days")}, opening={"bed": waiting(5, 7, 6, 8)}, days=3)
    told = run((0, tree), (2, changed(tree, steps__bed__places=3)))
    assert told.lines("placed") == ["0 00:00 #3 placed", "2 00:00 #1 placed", "2 00:00 #2 placed"]


def test_S14_when_places_are_taken_away_nobody_is_turned_out(run: Tell) -> None:
    # Three children hold three places of which two are taken away after a day. The first two given
    # back go unfilled, the third is filled.
    opening = {"bed": waiting(5) | {"caseload": 3}}
    tree = service({"bed": place(3, "6 days")}, opening=opening, days=7)
    told = run((0, tree), (1, changed(tree, steps__bed__places=1)))
    assert told.lines("placed", "released") == [
        "1 00:00 #1 released",
        "3 00:00 #2 released",
        "5 00:00 #0 placed",
        "5 00:00 #3 released",
    ]


def test_S14_a_stay_lasts_as_drawn_on_taking_the_place(run: Tell) -> None:
    tree = service({"bed": place(1, "3 days")}, opening={"bed": waiting(5)})
    told = run((0, tree), (1, changed(tree, steps__bed__lasts="1 hour")))
    assert told.lines("placed", "released") == ["0 00:00 #0 placed", "3 00:00 #0 released"]


def test_S14_the_list_for_places_goes_by_its_discipline(run: Tell) -> None:
    steps = {
        "slow": delay("4 days", "bed"),
        "fast": delay("2 days", "bed"),
        "bed": place(1, "3 days"),
    }
    opening = {"slow": waiting(50), "fast": waiting(5), "bed": {"caseload": 1}}
    for lasts, order, expected in (
        ("6 days", "longest wait", 0),
        ("6 days", "first to join", 1),
    ):
        tree = changed(service(steps, opening=opening, days=4), steps__bed__lasts=lasts)
        told = run(changed(tree, steps__bed__order=order))
        assert told.lines("placed") == [f"3 00:00 #{expected} placed"]


def test_S14_waits_for_a_place_are_weeks_of_the_list_and_stays_are_not(run: Tell) -> None:
    told = run(service({"bed": place(1, "3 days")}, opening={"bed": waiting(5, 9)}, days=8))
    waits = [row.minute - row.since for row in told.rows if row.kind == 5]
    assert waits == [9 * DAY, 8 * DAY]
