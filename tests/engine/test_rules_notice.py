"""S10 where the share of contacts missed hangs on the notice."""

import pytest
from worked import Tell, changed, contact, course, on_days, review, service, waiting

from waitsim.records import ATTENDED, MISSED

SEEN = ("booked", "attended", "missed")
MISSED_AT_TWO_DAYS = {"by_notice": {"1 day": 0, "2 days": 1, "3 days": 0}}


def test_S10_the_share_missed_is_that_for_the_days_from_booking_to_contact(run: Tell) -> None:
    step = contact(notice="2 days", dna=MISSED_AT_TWO_DAYS)
    told = run(service({"see": step}, opening={"see": waiting(9, 8, 7, 6)}, days=4))
    # The first two were booked on day 0, for that day and the next.
    assert told.lines(*SEEN) == [
        "0 00:00 #0 booked",
        "0 00:00 #1 booked 1",
        "0 09:00 #0 attended 1",
        "0 09:00 #2 booked 2",
        "1 09:00 #1 attended 1",
        "1 09:00 #3 booked 3",
        "2 09:00 #2 missed 1",
        "3 09:00 #3 missed 1",
    ]


@pytest.mark.parametrize(("days", "share"), [(1, 0.2), (3, 0.2), (6, 0.5), (11, 0.8)])
def test_S10_shares_by_notice_lie_on_straight_lines_and_are_level_beyond(
    run: Tell, days: int, share: float
) -> None:
    step = contact(1, notice=f"{days} days", dna={"by_notice": {"9 days": 0.8, "3 days": 0.2}})
    crowd = {"see": {"waiting": {"0-1 min": 2000}, "booked": 0}}
    staff = {"nurses": on_days(2000)}
    # All are booked in the first session, and so have the whole notice.
    told = run(service({"see": step}, opening=crowd, staff=staff, days=days + 1))
    assert len(told.lines("booked")) == 2000
    missed = len(told.lines("missed"))
    assert abs(missed - 2000 * share) < 5 * (2000 * share * (1 - share)) ** 0.5


def test_S10_contacts_that_are_not_booked_ahead_have_no_notice(run: Tell) -> None:
    dna = {"by_notice": {"0 days": 0, "1 day": 1}}
    staff = {"nurses": on_days(240) | {"bookable_ahead": 0.5}}
    steps = {
        "see": contact(dna=dna),
        "again": review("12 hours", dna=dna),
        "go": course(2, "1 day", dna=dna, notice="5 days"),
    }
    opening = {"see": waiting(9), "again": waiting(8), "go": {**waiting(7, 6), "booked": 1}}
    told = run(service(steps, opening=opening, staff=staff, days=2))
    assert told.lines("missed") == []
    assert len(told.lines("attended")) == 4


def test_S10_an_extra_slot_has_no_notice(run: Tell) -> None:
    step = contact(notice="2 days", extra_slots="7 a week", dna=MISSED_AT_TWO_DAYS)
    tree = service({"see": step}, opening={"see": {**waiting(9), "booked": 0}}, days=1)
    assert run(tree).lines("attended", "missed") == ["0 09:00 #0 attended 1"]


def test_S10_appointments_of_the_opening_list_were_booked_on_the_first_day(run: Tell) -> None:
    step = contact(dna=MISSED_AT_TWO_DAYS)
    opening = {"see": {**waiting(9, 8, 7, 6), "booked": 3}}
    told = run(service({"see": step}, opening=opening, days=4))
    # Missed on day 2, child 2 is seen on day 3, not booked ahead this time.
    assert told.lines("attended", "missed") == [
        "0 09:00 #0 attended 1",
        "1 09:00 #1 attended 1",
        "2 09:00 #2 missed 1",
        "3 09:00 #2 attended 1",
    ]


def test_S10_shares_by_notice_change_by_date(run: Tell) -> None:
    step = contact(notice="1 day", dna={"by_notice": {"0 days": 0}})
    tree = service({"see": step}, opening={"see": waiting(9, 8, 7)}, days=3)
    never = changed(tree, steps__see__dna={"share": 1})
    told = run(
        (0, tree), (1, never), (2, changed(tree, steps__see__dna={"by_notice": {"0 days": 0}}))
    )
    assert told.lines("attended", "missed") == [
        "0 09:00 #0 attended 1",
        "1 09:00 #1 missed 1",
        "2 09:00 #2 attended 1",
    ]


def test_S10_shares_by_notice_differ_between_children(run: Tell) -> None:
    urgent = {"where": {"priority": "urgent"}, "dna": {"by_notice": {"0 days": "100 %"}}}
    step = contact(1, dna={"by_notice": {"0 days": 0}}, differs=[urgent])
    crowd = {"see": {"waiting": {"0-1 min": 40}}}
    shares = {"urgent": 0.5, "routine": 0.5}
    told = run(service({"see": step}, opening=crowd, priorities=shares, days=1))
    seen = {row.referral for row in told.rows if row.kind == ATTENDED}
    missed = {row.referral for row in told.rows if row.kind == MISSED}
    assert seen == {row.referral for row in told.rows if row.priority == 1}
    assert missed == {row.referral for row in told.rows if row.priority == 0}
