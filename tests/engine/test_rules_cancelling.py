"""S39: contacts that the family or the service cancels, and what becomes of their time."""

import pytest
from random_scenarios import Tree
from worked import Tell, changed, contact, course, delay, on_days, service, waiting

from waitsim.model.tables import Tables
from waitsim.records import ATTENDED, CANCELLED_BY_FAMILY, CANCELLED_BY_SERVICE, MISSED

SEEN = ("booked", "attended", "missed", "cancelled_by_family", "cancelled_by_service")
FAMILIES: Tree = {"by_family": 1}
SERVICE: Tree = {"by_service": 1}


def crowd(many: int, **more: int) -> Tree:
    """An opening list of many at once."""
    return {"see": {"waiting": {"0-1 min": many}, **more}}


@pytest.mark.parametrize(("who", "by"), [(FAMILIES, "family"), (SERVICE, "service")])
def test_S39_a_cancelled_contact_loses_its_own_minutes_and_is_no_missed_one(
    run: Tell, who: Tree, by: str
) -> None:
    step = contact(40, admin={"nurses": "20 min"}, cancels=who, dna={"share": 1, "most": 1})
    tree = service({"see": step}, opening={"see": waiting(5)}, days=2)
    told = run((0, tree), (1, changed(tree, steps__see__cancels=None, steps__see__dna=None)))
    assert told.lines(*SEEN, "wait_completed", "left_list") == [
        f"0 09:00 #0 cancelled_by_{by}",
        "1 09:00 #0 wait_completed see since -5 00:00",
        "1 09:00 #0 attended 1",
    ]
    assert told.minutes("nurses") == {"offered": 120, "used": 60, "lost": 40, "unused": 20}
    assert told.tallies.contacts.sum() == 1
    assert told.tallies.cancelled.sum(axis=2).tolist() == [[by == "family", by == "service"]]


def test_S39_time_that_is_refilled_goes_to_whoever_is_next_in_the_session(run: Tell) -> None:
    urgent = {"where": {"priority": "urgent"}, "cancels": {"by_family": 1}}
    step = contact(30, cancels={"by_family": 0, "refilled": 1}, differs=[urgent])
    tree = service(
        {"see": step},
        opening=crowd(20),
        priorities={"urgent": 0.5, "routine": 0.5},
        staff={"nurses": on_days(90)},
        days=1,
    )
    told = run(tree)
    seen = [row for row in told.rows if row.kind == ATTENDED]
    gone = [row for row in told.rows if row.kind == CANCELLED_BY_FAMILY]
    # All the urgent ones, who come first, cancel; and the time is there for three others.
    assert {row.priority for row in gone} == {0}
    assert len(gone) == len({row.referral for row in told.rows if row.priority == 0})
    assert [row.priority for row in seen] == [1, 1, 1]
    assert told.minutes("nurses") == {"offered": 90, "used": 90, "lost": 0, "unused": 0}


def test_S39_time_is_refilled_by_its_share_with_a_draw_for_each_contact(run: Tell) -> None:
    step = contact(1, cancels={"by_family": 1, "refilled": 0.3, "after": "1 day"})
    told = run(service({"see": step}, opening=crowd(2000), staff={"nurses": on_days(2000)}, days=1))
    lost = told.minutes("nurses")["lost"]
    assert abs(lost - 1400) < 5 * (1400 * 0.3) ** 0.5
    assert len(told.lines("cancelled_by_family")) == 2000


def test_S39_the_service_is_asked_first_and_the_family_of_the_others(run: Tell) -> None:
    step = contact(1, cancels={"by_family": 0.5, "by_service": 0.4}, dna={"share": 0.5})
    told = run(service({"see": step}, opening=crowd(4000), staff={"nurses": on_days(4000)}, days=1))
    counts = {
        kind: sum(row.kind == kind for row in told.rows)
        for kind in (CANCELLED_BY_SERVICE, CANCELLED_BY_FAMILY, MISSED, ATTENDED)
    }
    # 40 % and half of the rest; of those left, half are missed.
    for kind, share in zip(counts, (0.4, 0.3, 0.15, 0.15), strict=True):
        assert abs(counts[kind] - 4000 * share) < 5 * (4000 * share * (1 - share)) ** 0.5


def test_S39_each_booking_has_draws_of_its_own(run: Tell) -> None:
    step = contact(1, cancels={"by_family": 0.5})
    told = run(service({"see": step}, opening=crowd(2000), staff={"nurses": on_days(2000)}, days=2))
    days = [sum(line.startswith(f"{day} ") for line in told.lines("attended")) for day in (0, 1)]
    assert abs(days[0] - 1000) < 5 * 500**0.5
    left = 2000 - days[0]
    assert abs(days[1] - left / 2) < 5 * (left / 4) ** 0.5


@pytest.mark.parametrize(("where", "next_seen"), [("keeps", 0), ("back", 1)])
def test_S39_a_child_whose_family_cancels_keeps_its_place_or_goes_to_the_back(
    run: Tell, where: str, next_seen: int
) -> None:
    tree = service(
        {"see": contact(cancels=FAMILIES | {"place": where})}, opening={"see": waiting(9, 5)}
    )
    told = run((0, tree), (1, changed(tree, steps__see__cancels=None)))
    assert told.lines(*SEEN) == [
        "0 09:00 #0 cancelled_by_family",
        f"1 09:00 #{next_seen} attended 1",
        f"2 09:00 #{1 - next_seen} attended 1",
    ]


def test_S39_a_child_whom_the_service_puts_off_keeps_its_place(run: Tell) -> None:
    step = contact(cancels=SERVICE | {"place": "back"}, dna={"share": 0, "place": "back"})
    tree = service({"see": step}, opening={"see": waiting(9, 5)})
    told = run((0, tree), (1, changed(tree, steps__see__cancels=None)))
    assert told.lines("attended") == ["1 09:00 #0 attended 1", "2 09:00 #1 attended 1"]


@pytest.mark.parametrize("who", [FAMILIES, SERVICE])
@pytest.mark.parametrize(
    ("after", "seen"), [("0 min", 1), ("1 day", 1), ("1441 min", 2), ("2 days", 2)]
)
def test_S39_a_child_can_be_seen_again_once_the_pause_is_over(
    run: Tell, who: Tree, after: str, seen: int
) -> None:
    tree = service({"see": contact(cancels=who | {"after": after})}, opening={"see": waiting(9)})
    told = run((0, tree), (1, changed(tree, steps__see__cancels=None)))
    assert told.lines("attended") == [f"{seen} 09:00 #0 attended 1"]


@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("end", ["not_brought", "other"])
def test_S39_a_child_is_discharged_after_so_many_cancellations_by_the_family(
    run: Tell, most: int, end: str
) -> None:
    cancels = FAMILIES | {"most": most, "end": end}
    tree = service({"see": contact(cancels=cancels)}, opening={"see": waiting(5)})
    assert run(tree).lines("cancelled_by_family", "left_list", "ended") == [
        *(f"{day} 09:00 #0 cancelled_by_family {day or ''}".strip() for day in range(most)),
        f"{most - 1} 09:00 #0 left_list see since -5 00:00",
        f"{most - 1} 09:00 #0 ended {end}",
    ]


def test_S39_cancellations_by_the_service_lead_to_no_discharge(run: Tell) -> None:
    tree = service({"see": contact(cancels=SERVICE | {"most": 1})}, opening={"see": waiting(5)})
    assert run(tree).lines("ended") == []


def test_S39_an_attended_contact_ends_the_row_and_a_missed_one_does_not(run: Tell) -> None:
    step = course(3, "1 day", cancels=FAMILIES | {"most": 2})
    gone = service({"go": step}, opening={"go": waiting(5)}, days=6)
    come = changed(gone, steps__go__cancels=None)
    missed = changed(come, steps__go__dna={"share": 1})
    told = run((0, gone), (1, come), (2, gone), (3, missed), (4, gone))
    assert told.lines(*SEEN, "ended") == [
        "0 09:00 #0 cancelled_by_family",
        "1 09:00 #0 attended 1",
        "2 09:00 #0 cancelled_by_family 2",
        "3 09:00 #0 missed 1",
        "4 09:00 #0 cancelled_by_family 4",
        "4 09:00 #0 ended not_brought",
    ]


def test_S39_a_cancellation_neither_ends_nor_adds_to_a_row_of_missed_contacts(run: Tell) -> None:
    missed = service(
        {"see": contact(dna={"share": 1, "most": 2})}, opening={"see": waiting(5)}, days=5
    )
    gone = changed(missed, steps__see__cancels=FAMILIES)
    told = run((0, missed), (1, gone), (3, missed))
    assert told.lines(*SEEN, "ended") == [
        "0 09:00 #0 missed 1",
        "1 09:00 #0 cancelled_by_family 1",
        "2 09:00 #0 cancelled_by_family 2",
        "3 09:00 #0 missed 2",
        "3 09:00 #0 ended not_brought",
    ]


@pytest.mark.parametrize("refilled", [0, 1])
def test_S39_an_extra_slot_is_lost_or_goes_to_the_next(run: Tell, refilled: int) -> None:
    step = contact(extra_slots="14 a week", cancels=FAMILIES | {"refilled": refilled})
    staff = {"nurses": {"wte": 0}}
    told = run(service({"see": step}, opening={"see": waiting(9, 8, 7)}, staff=staff, days=1))
    assert told.slots("see") == {"offered": 2, "used": 0, "lost": 0 if refilled else 2}
    assert len(told.lines("cancelled_by_family")) == (3 if refilled else 2)


def test_S39_of_several_children_those_who_come_use_the_time(run: Tell) -> None:
    urgent = {"where": {"priority": "urgent"}, "cancels": {"by_family": 1}}
    step = contact(30, together=20, cancels={"by_family": 0, "refilled": 1}, differs=[urgent])
    shares = {"urgent": 0.5, "routine": 0.5}
    told = run(service({"see": step}, opening=crowd(20), priorities=shares, days=1))
    assert {row.priority for row in told.rows if row.kind == ATTENDED} == {1}
    assert told.minutes("nurses") == {"offered": 60, "used": 30, "lost": 0, "unused": 30}


@pytest.mark.parametrize(
    ("refilled", "dna", "lost"), [(1, None, 0), (0, None, 30), (1, {"share": 1}, 30)]
)
def test_S39_where_nobody_of_several_comes_the_time_is_free_if_it_is_so_for_all(
    run: Tell, refilled: int, dna: Tree | None, lost: int
) -> None:
    urgent = {"where": {"priority": "urgent"}, "cancels": {"by_family": 1}}
    step = contact(
        30,
        together=20,
        cancels={"by_family": 0 if dna else 1, "refilled": refilled},
        dna=dna,
        differs=[urgent],
    )
    shares = {"urgent": 0.5, "routine": 0.5}
    told = run(service({"see": step}, opening=crowd(20), priorities=shares, days=1))
    assert told.lines("attended") == []
    assert len(told.lines("cancelled_by_family", "missed")) == 20
    assert told.minutes("nurses")["lost"] == lost


def test_S39_staff_who_stand_in_lose_their_own_time(run: Tell) -> None:
    stand_in = [{"staff": {"doctors": "50 min"}}]
    step = contact({"nurses": 90}, or_staff=stand_in, cancels=FAMILIES)
    staff = {"nurses": on_days(60), "doctors": on_days(60)}
    told = run(service({"see": step}, opening={"see": waiting(9)}, staff=staff, days=1))
    assert told.minutes("nurses")["lost"] == 0
    assert told.minutes("doctors") == {"offered": 60, "used": 0, "lost": 50, "unused": 10}


def test_S39_those_booked_beyond_the_minutes_fill_what_was_cancelled(run: Tell) -> None:
    urgent = {"where": {"priority": "urgent"}, "cancels": {"by_family": 1}}
    step = contact(60, cancels={"by_family": 0}, differs=[urgent])
    staff = {"nurses": on_days(60) | {"overbooks": 1}}
    steps = {"see": step}
    shares = {"urgent": 0.5, "routine": 0.5}
    told = run(service(steps, opening=crowd(20), priorities=shares, staff=staff, days=1))
    # Two are booked into an hour: both cancel.
    assert len(told.lines("cancelled_by_family")) == 2
    assert told.minutes("nurses") == {"offered": 60, "used": 0, "lost": 60, "unused": 0}


def test_S39_the_time_until_leaving_runs_on_in_the_pause(run: Tell) -> None:
    step = contact(
        cancels=FAMILIES | {"after": "10 days"}, leaving={"patience": "12 days"}, leaves_to="other"
    )
    told = run(service({"see": step}, opening={"see": waiting(9)}, days=9))
    assert told.lines("cancelled_by_family", "ended") == [
        "0 09:00 #0 cancelled_by_family",
        "3 00:00 #0 ended other",
    ]


# Appointments in a diary.


def test_S39_an_appointment_cancelled_on_its_day_frees_time_for_lists_without_notice(
    run: Tell,
) -> None:
    steps = {
        "ahead": contact(notice="1 day", cancels=FAMILIES | {"refilled": 1, "after": "5 days"}),
        "today": contact(),
    }
    told = run(service(steps, opening={"ahead": waiting(9, 8), "today": waiting(7, 6)}, days=3))
    assert told.lines(*SEEN) == [
        "0 00:00 #0 booked",
        "0 09:00 #0 cancelled_by_family",
        "0 09:00 #1 booked 1",
        "0 09:00 #2 attended 1",
        "1 09:00 #1 cancelled_by_family 1",
        "1 09:00 #3 attended 1",
    ]


def test_S39_a_child_whose_appointment_is_cancelled_is_booked_again(run: Tell) -> None:
    tree = service(
        {"see": contact(notice="2 days", cancels=FAMILIES)}, opening={"see": waiting(9)}, days=5
    )
    told = run((0, tree), (1, changed(tree, steps__see__cancels=None)))
    assert told.lines(*SEEN) == [
        "0 00:00 #0 booked",
        "0 09:00 #0 cancelled_by_family",
        "1 09:00 #0 booked 3",
        "3 09:00 #0 attended 1",
    ]


def test_S39_an_appointment_cancelled_before_its_day_is_free_for_shorter_notice(run: Tell) -> None:
    steps = {
        "long": contact(notice="3 days", cancels=FAMILIES | {"late": 0, "after": "9 days"}),
        "short": contact(notice="1 day"),
    }
    opening = {"long": {**waiting(9, 8, 7), "booked": 3}, "short": {**waiting(6), "booked": 0}}
    told = run(service(steps, opening=opening, days=4))
    # That of day 2 is cancelled on day 1, the only day between, and given away that evening.
    assert told.lines(*SEEN) == [
        "0 00:00 #0 booked",
        "0 00:00 #1 booked 1",
        "0 00:00 #2 booked 2",
        "0 09:00 #0 cancelled_by_family",
        "1 09:00 #1 cancelled_by_family 1",
        "1 09:00 #2 cancelled_by_family 2",
        "1 09:00 #3 booked 2",
        "2 09:00 #3 attended 1",
    ]
    # Nothing is lost of it, whereas those cancelled on the day lose theirs.
    assert told.minutes("nurses") == {"offered": 240, "used": 60, "lost": 120, "unused": 60}


def test_S39_days_of_cancelling_are_all_alike_between_booking_and_contact(run: Tell) -> None:
    step = contact(1, notice="5 days", cancels=FAMILIES | {"late": 0.2, "most": 1})
    staff = {"nurses": on_days(4000)}
    told = run(service({"see": step}, opening=crowd(4000, booked=0), staff=staff, days=6))
    assert len(told.lines("booked")) == 4000
    days = [row.minute // 1440 for row in told.rows if row.kind == CANCELLED_BY_FAMILY]
    assert {row.detail for row in told.rows if row.kind == CANCELLED_BY_FAMILY} == {5}
    for day in range(1, 6):
        assert abs(days.count(day) - 800) < 5 * (800 * 0.8) ** 0.5
    assert told.minutes("nurses")["lost"] == days.count(5)


def test_S39_who_cancels_ahead_is_on_the_list_again_after_the_pause(run: Tell) -> None:
    cancels = {"by_family": 1, "late": 0, "after": "1 day"}
    tree = service(
        {"see": contact(notice="2 days", cancels=cancels)},
        opening={"see": {**waiting(9), "booked": 0}},
        days=7,
    )
    told = run((0, tree), (3, changed(tree, steps__see__cancels=None)))
    # Booked on day 0 for day 2, cancelled on day 1, back on day 2 and booked for day 4.
    assert told.lines(*SEEN) == [
        "0 09:00 #0 booked 2",
        "1 09:00 #0 cancelled_by_family 2",
        "2 09:00 #0 booked 4",
        "4 09:00 #0 attended 1",
    ]


def test_S39_the_share_is_that_in_force_on_the_day_of_the_contact(run: Tell) -> None:
    step = contact(notice="2 days", cancels={"by_family": 0, "late": 0})
    tree = service({"see": step}, opening={"see": {**waiting(9, 8), "booked": 0}}, days=5)
    told = run((0, tree), (3, changed(tree, steps__see__cancels=FAMILIES | {"late": 0})))
    assert told.lines(*SEEN) == [
        "0 09:00 #0 booked 2",
        "1 09:00 #1 booked 3",
        "2 09:00 #0 attended 1",
        "2 09:00 #1 cancelled_by_family 3",
    ]


def test_S39_the_service_cancels_for_want_of_minutes_before_anyone_is_asked(run: Tell) -> None:
    def short(t: Tables) -> Tables:
        offered = t.offered.copy()
        offered[0, 0] = 10
        return t._replace(offered=offered)

    cancels = FAMILIES | {"most": 1}
    tree = service({"see": contact(notice="1 day", cancels=cancels)}, opening={"see": waiting(9)})
    told = run((0, tree), (1, changed(tree, steps__see__cancels=None)), adjust=short)
    assert told.lines(*SEEN) == [
        "0 00:00 #0 booked",
        "0 09:00 #0 cancelled_by_service",
        "1 09:00 #0 booked 2",
        "2 09:00 #0 attended 1",
    ]


def test_S39_a_list_that_is_left_for_elsewhere_pauses_those_who_cancel_too(run: Tell) -> None:
    step = contact(
        notice="3 days",
        cancels=FAMILIES | {"late": 0, "after": "1 day", "most": 2},
        leaving={"patience": "60 days"},
        leaves_to="other",
    )
    steps = {"see": step, "forms": delay("1 day")}
    told = run(service(steps, opening={"see": {**waiting(9), "booked": 0}}, days=9))
    lines = told.lines(*SEEN, "ended")
    assert lines[0] == "0 09:00 #0 booked 3"
    assert len([line for line in lines if "cancelled" in line]) == 2
    assert lines[-1].endswith("ended not_brought")
