"""S45: clinics on dates, worked by hand. The first day is Monday, 5 January 2026."""

from typing import Any

import pytest
from random_scenarios import Tree
from worked import Tell, Told, changed, contact, on_days, service, waiting

from waitsim.records import ATTENDED
from waitsim.rules.disciplines import DISCIPLINES


def clinic(slots: int = 2, **more: Any) -> Tree:
    """A clinic every second Tuesday from day 1, unless other dates are given."""
    told = {"dates", "monthly"} & more.keys()
    dates = {} if told else {"every": "2 weeks", "first": "2026-01-06"}
    return {"kind": "clinic", "slots": slots, "then": "done", **dates, **more}


def seen(told: Told) -> list[tuple[int, int]]:
    """Day and referral of each contact attended."""
    return [(row.minute // 1440, row.referral) for row in told.rows if row.kind == ATTENDED]


def panel(slots: int = 2, **more: Any) -> Tree:
    """Five children who wait for a clinic, the last the longest."""
    days = more.pop("days", 40)
    staff = more.pop("staff_groups", {})
    return service(
        {"panel": clinic(slots, **more)},
        opening={"panel": waiting(1, 2, 3, 4, 5)},
        days=days,
        staff=staff,
    )


def test_S45_the_first_on_the_list_are_seen_at_nine_on_its_dates_and_no_other(run: Tell) -> None:
    told = run(panel())
    assert seen(told) == [(1, 3), (1, 4), (15, 1), (15, 2), (29, 0)]
    assert told.lines("attended")[0] == "1 09:00 #3 attended 1"
    # Slots for which nobody waits are unused.
    assert told.slots("panel") == {"offered": 6, "used": 5, "lost": 0}


def test_S45_dates_can_be_given_one_by_one_at_weekends_too(run: Tell) -> None:
    told = run(panel(dates=["2026-01-10", "2026-01-07", "2026-03-01"]))
    assert seen(told) == [(2, 3), (2, 4), (5, 1), (5, 2)]


def test_S45_dates_can_be_days_of_each_month(run: Tell) -> None:
    # The second Tuesdays are 13 January and 10 February, the last Saturday of January is the 31st.
    assert seen(run(panel(1, monthly="second tuesday"))) == [(8, 4), (36, 3)]
    told = run(panel(1, monthly=["last saturday", "second tuesday"]))
    assert seen(told) == [(8, 4), (26, 3), (36, 2)]
    tree = panel(1, monthly="second tuesday")
    tree["calendar"] |= {"extra_closures": ["2026-01-13"]}
    assert seen(run(tree)) == [(9, 4), (36, 3)]


def test_S45_the_first_date_may_be_long_before_the_run_or_in_the_midst_of_it(run: Tell) -> None:
    assert [day for day, _ in seen(run(panel(1, first="2025-12-09")))] == [1, 15, 29]
    assert [day for day, _ in seen(run(panel(1, first="2026-01-21", every="1 day")))] == [
        *range(16, 21)
    ]


@pytest.mark.parametrize(("moved", "days"), [("next working day", [11, 15]), ("falls out", [15])])
def test_S45_a_date_on_which_all_is_closed_moves_or_falls_out(
    run: Tell, moved: str, days: list[int]
) -> None:
    # Day 8 is closed, and so are days 9 and 10, Wednesday to Friday being days 9 to 11.
    tree = panel(2, every="1 week", first="2026-01-13", moved=moved, days=16)
    tree["calendar"] |= {"extra_closures": ["2026-01-13", "2026-01-14", "2026-01-15"]}
    assert sorted({day for day, _ in seen(run(tree))}) == days


def test_S45_bank_holidays_are_those_of_the_calendar(run: Tell) -> None:
    # Good Friday is 3 April 2026 and Easter Monday 6 April: the clinic is held on Tuesday.
    tree = panel(5, dates=["2026-04-03"], days=100)
    tree["calendar"] = {"bank_holidays": "england"}
    assert {day for day, _ in seen(run(tree))} == {92}
    tree["calendar"] = {"bank_holidays": "none"}
    assert {day for day, _ in seen(run(tree))} == {88}


def test_S45_a_date_is_not_moved_onto_another_of_the_same_clinic(run: Tell) -> None:
    tree = panel(2, every="1 day", first="2026-01-06", days=6)
    tree["calendar"] |= {"extra_closures": ["2026-01-06", "2026-01-07"]}
    # Days 1 and 2 are closed, and on days 3, 4 and 5 it is held anyway.
    assert seen(run(tree)) == [(3, 3), (3, 4), (4, 1), (4, 2), (5, 0)]
    tree = panel(1, dates=["2026-01-06", "2026-01-07"], days=6)
    tree["calendar"] |= {"extra_closures": ["2026-01-06"]}
    assert [day for day, _ in seen(run(tree))] == [2, 3]


def test_S45_a_date_that_would_move_beyond_the_run_falls_out(run: Tell) -> None:
    tree = panel(2, days=2)
    tree["calendar"] |= {"extra_closures": ["2026-01-06"]}
    assert seen(run(tree)) == []


def test_S45_slots_and_dates_are_those_in_force_on_the_day(run: Tell) -> None:
    base = panel(1)
    more = changed(base, steps__panel__slots=3)
    assert seen(run((0, base), (15, more))) == [(1, 4), (15, 1), (15, 2), (15, 3), (29, 0)]
    weekly = changed(base, steps__panel__every="1 week")
    assert [day for day, _ in seen(run((0, base), (20, weekly)))] == [1, 15, 22, 29, 36]


def test_S45_clocks_going_forward_move_nothing(run: Tell) -> None:
    # Clocks go forward on 29 March 2026, day 83; the clinic is on Tuesdays, days 78 and 85.
    tree = panel(1, every="1 week", first="2026-03-24", days=90)
    told = run(tree)
    assert [row.minute for row in told.rows if row.kind == ATTENDED] == [
        78 * 1440 + 540,
        85 * 1440 + 540,
    ]


def test_S45_the_panels_minutes_are_taken_before_lists_whoever_comes(run: Tell) -> None:
    tree = panel(2, staff={"nurses": "90 min"}, staff_groups={"nurses": on_days(120)}, days=3)
    tree["pathways"]["p"]["steps"]["see"] = contact(60)
    tree["pathways"]["p"]["opening"]["see"] = waiting(9, 8, 7, 6, 5)
    told = run(tree)
    # Two a day, but none on day 1, of which 30 minutes are left and set aside for day 2.
    assert seen(told) == [(0, 5), (0, 6), (1, 3), (1, 4), (2, 7), (2, 8)]
    assert told.minutes("nurses") == {"offered": 360, "used": 330, "lost": 0, "unused": 0}


def test_S45_a_clinic_whose_panel_lacks_the_minutes_is_not_held(run: Tell) -> None:
    staff = {"nurses": on_days(120), "doctors": on_days(60, "monday", "tuesday")}
    both = {"nurses": "90 min", "doctors": "90 min"}
    tree = panel(2, staff=both, staff_groups=staff, days=20)
    told = run(tree)
    assert seen(told) == []
    assert told.slots("panel") == {"offered": 0, "used": 0, "lost": 0}
    assert told.minutes("nurses")["used"] == 0
    tree["staff"]["doctors"] = on_days(90, "monday", "tuesday") | {"closed_on": ["2026-01-06"]}
    assert seen(run(tree)) == [(15, 3), (15, 4)]


def test_S45_a_clinic_for_which_nobody_waits_takes_no_minutes(run: Tell) -> None:
    tree = panel(3, staff={"nurses": "60 min"}, staff_groups={"nurses": on_days(60)}, days=30)
    told = run(tree)
    assert [day for day, _ in seen(told)] == [1, 1, 1, 15, 15]
    assert told.slots("panel")["offered"] == 9
    assert told.minutes("nurses") == {"offered": 1800, "used": 120, "lost": 0, "unused": 1680}


def test_S45_minutes_of_a_clinic_that_all_miss_are_lost(run: Tell) -> None:
    missed = {"share": 1, "rebook": 0}
    more = {"staff": {"nurses": "60 min"}, "staff_groups": {"nurses": on_days(60)}}
    told = run(panel(2, dna=missed, days=16, **more))
    assert told.slots("panel") == {"offered": 4, "used": 0, "lost": 4}
    assert told.minutes("nurses")["lost"] == 120
    assert told.lines("ended")[:2] == [
        "1 09:00 #3 ended not_brought",
        "1 09:00 #4 ended not_brought",
    ]


def test_S45_a_missed_child_loses_its_slot_and_is_seen_at_a_later_clinic(run: Tell) -> None:
    # Whoever misses pauses for three weeks, and so comes to the next clinic but one.
    tree = panel(1, dna={"share": 0.8, "after": "3 weeks"}, days=200)
    tree["pathways"]["p"]["opening"] = {"panel": waiting(1)}
    told = run(tree, seed=1)
    days = [int(line.split()[0]) for line in told.lines("missed", "attended")]
    assert days == [*range(1, 28 * len(days), 28)]
    assert len(days) > 1
    assert told.slots("panel") == {"offered": 15, "used": 1, "lost": len(days) - 1}


def test_S45_the_minutes_are_those_of_the_purse_that_is_kept_for_it(run: Tell) -> None:
    nurses = on_days(120) | {"protects": {"mdt": {"for": "p.panel", "share": 0.5}}}
    tree = panel(5, staff={"nurses": "60 min"}, staff_groups={"nurses": nurses}, days=2)
    assert len(seen(run(tree))) == 5
    tree["staff"]["nurses"]["protects"]["mdt"]["share"] = 0.4
    assert seen(run(tree)) == []


@pytest.mark.parametrize("order", [name for name in DISCIPLINES if "lot" not in name])
def test_S45_who_is_seen_is_as_on_any_list(run: Tell, order: str) -> None:
    told_by = {"earliest breach": {"limits": {"routine": "1 week"}}}
    told_by["points"] = {"head_starts": {"routine": "1 week"}}
    steps = clinic(2, order=order, **told_by.get(order, {}))
    tree = service({"panel": steps}, opening={"panel": waiting(1, 2, 3)}, staff={}, days=2)
    assert len(seen(run(tree))) == 2


def test_S45_no_staff_sees_them_between_the_dates_and_they_may_leave(run: Tell) -> None:
    told = run(panel(2, leaving={"patience": "8 days"}, days=30))
    assert seen(told) == [(1, 3), (1, 4)]
    assert [line.split()[0] for line in told.lines("left_list")] == ["5", "6", "7"]


def test_S45_it_stops_clocks_and_leads_on_like_a_contact(run: Tell) -> None:
    tree = panel(1, then={"done": 1}, days=2)
    tree["pathways"]["p"]["standards"] = {"decided": {"to": "panel", "within": "1 week"}}
    assert run(tree).lines("wait_completed", "attended", "clock_stopped", "ended") == [
        "1 09:00 #4 wait_completed panel since -5 00:00",
        "1 09:00 #4 attended 1",
        "1 09:00 #4 clock_stopped decided since -5 00:00",
        "1 09:00 #4 ended done",
    ]


def test_S45_a_child_who_comes_to_it_in_the_minute_of_a_session_waits_for_the_next(
    run: Tell,
) -> None:
    tree = panel(9, staff_groups={"nurses": on_days(60)}, days=20)
    tree["pathways"]["p"]["steps"]["see"] = contact(60, then="panel")
    tree["pathways"]["p"]["opening"] = {"see": waiting(2, 1)}
    told = run(tree)
    assert seen(told) == [(0, 0), (1, 0), (1, 1), (15, 1)]


def test_S45_shares_missed_by_notice_are_those_of_none(run: Tell) -> None:
    told = run(panel(5, dna={"by_notice": {"0 days": 1, "9 days": 0}}, days=2))
    assert len(told.lines("missed")) == 5
    told = run(panel(5, dna={"by_notice": {"0 days": 0, "9 days": 1}}, days=2))
    assert len(told.lines("attended")) == 5


def test_S45_a_slot_cancelled_and_refilled_goes_to_the_next_and_else_is_lost(run: Tell) -> None:
    staff = {"staff": {"nurses": "60 min"}, "staff_groups": {"nurses": on_days(60)}}
    told = run(panel(2, cancels={"by_family": 1, "refilled": 1, "after": "1 day"}, days=2, **staff))
    # All five are asked, and no slot is used nor any minute taken.
    assert len(told.lines("cancelled_by_family")) == 5
    assert told.slots("panel") == {"offered": 2, "used": 0, "lost": 0}
    assert told.minutes("nurses")["unused"] == 120
    told = run(panel(2, cancels={"by_family": 1, "after": "1 day"}, days=2, **staff))
    assert told.slots("panel") == {"offered": 2, "used": 0, "lost": 2}
    assert told.minutes("nurses")["lost"] == 60
