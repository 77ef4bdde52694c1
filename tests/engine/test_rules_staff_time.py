"""S23 and S24: protected shares of staff time, and what becomes of minutes left over."""

from collections.abc import Callable

import pytest
from random_scenarios import Tree
from worked import WEEKDAYS, Tell, contact, course, delay, on_days, service, waiting

from waitsim.model.tables import Tables
from waitsim.rules.staff_time import (
    CARRIED,
    SET_ASIDE,
    carried_minutes,
    overrun_minutes,
    share_of_minutes,
)


def nurses(minutes: float, *days: str, **rules: object) -> Tree:
    """Nurses with so many minutes on each of some days, and rules for them."""
    return {"nurses": on_days(minutes, *days) | rules}


def due(hours: int, **then: int) -> tuple[dict[str, Tree], Tree]:
    """Steps and opening lists that bring so many children to each step after so many hours."""
    names = [name for name, count in then.items() for _ in range(count)]
    steps = {f"wait_{i}": delay(f"{2 * hours} hours", name) for i, name in enumerate(names)}
    return steps, {name: {"caseload": 1} for name in steps}


def kept_for(*names: str, share: float) -> Tree:
    """A protected share."""
    return {"for": list(names), "share": share}


# S23.


def test_S23_each_purse_serves_its_own_lists_and_what_is_left_is_lost(run: Tell) -> None:
    # 100 minutes: 30 for the step that is kept for, 70 for all else, whatever the wait.
    steps = {"a": contact(30), "b": contact(30)}
    opening = {"a": waiting(3, 2), "b": waiting(*range(10, 18))}
    staff = nurses(100, protects={"a": kept_for("p.a", share=0.3)})
    told = run(service(steps, opening=opening, staff=staff, days=4))
    assert [(row.minute // 1440, row.step) for row in told.rows if row.kind == 3] == [
        (0, 0),
        (0, 1),
        (0, 1),
        (1, 0),
        # 10 of 70 minutes were set aside on day 0, and 20 on day 1, so that day 2 has 90.
        (1, 1),
        (1, 1),
        (2, 1),
        (2, 1),
        (2, 1),
        (3, 1),
    ]
    # The purse of "a" is unused on days 2 and 3, and 40 of the open one on day 3.
    assert told.minutes("nurses") == {"offered": 400, "used": 300, "lost": 0, "unused": 100}


def test_S23_a_group_that_lends_opens_what_is_left_to_all_in_order(run: Tell) -> None:
    # 100 minutes, 40 of them for "a", who needs them once; "c" has waited longer than "b".
    steps = {"a": contact(30), "b": contact(40), "c": contact(30)}
    opening = {"a": waiting(1), "b": waiting(6, 5), "c": waiting(9, 8)}
    staff = nurses(100, protects={"a": kept_for("p.a", share=0.4)})
    without = run(service(steps, opening=opening, staff=staff, days=1))
    assert [row.step for row in without.rows if row.kind == 3] == [0, 2, 2]
    staff["nurses"]["protects"]["a"]["share"] = 0.7
    staff["nurses"]["lends"] = True
    told = run(service(steps, opening=opening, staff=staff, days=1))
    # Open 30: one of "c". Left of 70: 40, and "c" is next with 30; 10 are set aside for "b".
    assert [row.step for row in told.rows if row.kind == 3] == [0, 2, 2]
    assert told.minutes("nurses") == {"offered": 100, "used": 90, "lost": 0, "unused": 0}


def test_S23_what_was_set_aside_in_the_first_round_is_not_for_other_lists(run: Tell) -> None:
    # "long" has the open purse of 50 and needs 150; "a" has waited longer, and has 50 of its own.
    steps = {"a": contact(40), "long": contact(150)}
    opening = {"a": waiting(*range(30, 50)), "long": waiting(5)}
    staff = nurses(100, lends=True, protects={"a": kept_for("p.a", share=0.5)})
    told = run(service(steps, opening=opening, staff=staff, days=4))
    # From the first round on 50 a day are kept for "long", until the third day has 150 of them;
    # the purse of "a" sets 10 aside, then 20 and 30, and sees two on the fourth day, and another
    # with the 50 that nobody else asks for.
    seen = [(row.minute // 1440, row.step) for row in told.rows if row.kind == 3]
    assert seen == [(0, 0), (1, 0), (2, 0), (2, 1), (3, 0), (3, 0), (3, 0)]


def test_S23_a_list_has_back_in_the_second_round_what_was_set_aside_in_the_first(
    run: Tell,
) -> None:
    # 45 are set aside for "long" in the first round; with 45 that nobody asked for it has 90.
    steps = {"a": contact(40), "long": contact(90)}
    staff = nurses(90, lends=True, protects={"a": kept_for("p.a", share=0.5)})
    told = run(service(steps, opening={"long": waiting(5)}, staff=staff, days=1))
    assert told.lines("attended") == ["0 09:00 #0 attended 1"]


def test_S23_the_narrowest_name_that_means_a_list_says_its_purse(run: Tell) -> None:
    steps = {"a": contact(), "b": contact(), "c": course(2, "1 day")}
    protects = {
        "all": kept_for("p", share=0.1),
        "some": kept_for("p.b", "p.c", share=0.2),
        "later": kept_for("p.c.follow_up", share=0.3),
    }
    told = run(service(steps, staff=nurses(60, protects=protects)))
    t, names = told.model.tables, told.model.names
    found = dict(zip(names.lists, t.purse_of[0, :, 0].tolist(), strict=True))
    assert found == {"p.a": 1, "p.b": 2, "p.c": 2, "p.c.follow_up": 3}
    assert t.purse_share.tolist() == [[0, 100_000, 200_000, 300_000]]


@pytest.mark.parametrize(
    ("minutes", "millionths", "part"),
    [(100, 300_000, 30), (7, 500_000, 3), (59, 333_333, 19), (60, 1_000_000, 60), (9, 0, 0)],
)
def test_S23_shares_of_the_day_are_rounded_down(minutes: int, millionths: int, part: int) -> None:
    assert share_of_minutes(minutes, millionths) == part


def test_S23_a_share_that_ends_leaves_its_purse_to_all(run: Tell) -> None:
    # 30 minutes a day of 60 are set aside for "a", who needs 100, until the share ends on day 2.
    steps = {"a": contact(100), "b": contact(200, precedence=3)}
    staff = nurses(60, protects={"a": kept_for("p.a", share=0.5)})
    tree = service(steps, opening={"a": waiting(5)}, staff=staff)
    after = service(steps, opening={"a": waiting(5)}, staff=nurses(60, protects={}))
    after["staff"]["nurses"]["protects"] = {"a": kept_for("p.a", share=0)}
    told = run((0, tree), (2, after))
    assert told.lines("attended") == ["2 09:00 #0 attended 1"]
    # The open purse: 30 and 30 unused, then 60 + 60 from before, of which 100 are used.
    assert told.minutes("nurses") == {"offered": 240, "used": 100, "lost": 0, "unused": 140}


def test_S23_one_group_lends_and_another_does_not(run: Tell) -> None:
    # Both keep half of their hour for "a"; "b" needs both groups and gets what nurses lend only.
    steps = {"a": contact({"nurses": 60, "doctors": 60}), "b": contact({"nurses": 60})}
    steps["c"] = contact({"doctors": 60})
    keeps = {"protects": {"a": kept_for("p.a", share=0.5)}}
    staff = {"nurses": on_days(60) | keeps | {"lends": True}, "doctors": on_days(60) | keeps}
    opening = {"b": waiting(5, 6), "c": waiting(5, 6)}
    told = run(service(steps, opening=opening, staff=staff, days=4))
    seen = [(row.minute // 1440, row.step) for row in told.rows if row.kind == 3]
    assert seen == [(0, 1), (1, 1), (1, 2), (3, 2)]
    assert told.minutes("doctors")["unused"] == 120


def test_S23_follow_ups_have_a_share_against_new_starts(run: Tell) -> None:
    # Two of four hours a day for follow-ups, whose precedence would otherwise take them all.
    staff = nurses(240, protects={"later": kept_for("p.therapy.follow_up", share=0.5)})
    step = course(4, "1 day")
    opening = {"therapy": {"caseload": 8, "waiting": {"1-2 weeks": 8}}}
    told = run(service({"therapy": step}, opening=opening, staff=staff, days=3))
    counts = told.tallies.contacts[0, :2].sum(axis=-1).tolist()
    assert counts == [6, 6]


# S24.


def test_S24_lost_sets_nothing_aside(run: Tell) -> None:
    # 90 minutes: one of 60, and 30 that are lost, or set aside so that day 1 has 120.
    tree = service({"see": contact(60)}, opening={"see": waiting(*range(5, 9))}, days=2)
    tree["staff"] = nurses(90)
    assert len(run(tree).lines("attended")) == 3
    tree["staff"] = nurses(90, unused="lost")
    told = run(tree)
    assert len(told.lines("attended")) == 2
    assert told.minutes("nurses") == {"offered": 180, "used": 120, "lost": 0, "unused": 60}


def test_S24_a_group_that_loses_leaves_what_it_has_to_lists_that_need_less(run: Tell) -> None:
    steps = {"long": contact(60, precedence=1), "short": contact(20)}
    opening = {"long": waiting(5, 6), "short": waiting(50)}
    tree = service(steps, opening=opening, staff=nurses(85, unused="lost"), days=1)
    assert [row.step for row in run(tree).rows if row.kind == 3] == [0, 1]


def test_S24_minutes_nobody_asks_for_are_carried_up_to_the_limit(run: Tell) -> None:
    # The three are due on day 2: with nothing carried it has 60 minutes, with a limit of 90, 150.
    steps, opening = due(47, see=3)
    steps["see"] = contact(50)

    def on_day_2(**rules: object) -> int:
        told = run(service(steps, opening=opening, staff=nurses(60, **rules), days=3))
        spent = told.minutes("nurses")
        assert spent["offered"] - spent["used"] >= spent["unused"]
        return len(told.lines("attended"))

    assert on_day_2() == 1
    assert on_day_2(unused="carried") == 3
    assert on_day_2(unused="carried", carries="90 min") == 3
    assert on_day_2(unused="carried", carries="89 min") == 2
    assert on_day_2(unused="carried", carries="0 min") == 1


def test_S24_what_is_set_aside_is_beside_the_limit(run: Tell) -> None:
    # Each day 60 come: all are set aside for the contact of 150 minutes, whatever the limit.
    staff = nurses(60, unused="carried", carries="10 min")
    told = run(service({"see": contact(150)}, opening={"see": waiting(5)}, staff=staff, days=4))
    assert told.lines("attended") == ["2 09:00 #0 attended 1"]
    # Then 30 are left, of which 10 are carried; on day 3, 70, of which 10 are carried again.
    assert told.minutes("nurses") == {"offered": 240, "used": 150, "lost": 0, "unused": 80}


def test_S24_carried_minutes_wait_for_the_next_session(run: Tell) -> None:
    staff = nurses(60, "monday", "thursday", unused="carried")
    steps, opening = due(70, see=1)
    steps["see"] = contact(120)
    told = run(service(steps, opening=opening, staff=staff))
    assert told.lines("attended") == ["3 09:00 #0 attended 1"]


def test_S24_the_open_purse_is_carried_first(run: Tell) -> None:
    # 40 minutes, 10 open, 10 for "a" and 20 for "b". 25 are carried: all open ones, then of "a".
    protects = {"a": kept_for("p.a", share=0.25), "b": kept_for("p.b", share=0.5)}
    staff = nurses(40, unused="carried", carries="25 min", protects=protects)
    steps, opening = due(24, a=6, b=12)
    steps |= {"a": contact(10), "b": contact(5)}
    told = run(service(steps, opening=opening, staff=staff, days=2))
    # On day 1, "a" has 10 + 10 and "b" 20 + 5.
    seen = [told.model.names.steps[row.step] for row in told.rows if row.kind == 3]
    assert seen == 2 * ["p.a"] + 5 * ["p.b"]
    assert told.minutes("nurses") == {"offered": 80, "used": 45, "lost": 0, "unused": 15}


@pytest.mark.parametrize(
    ("left", "rule", "limit", "carried"),
    [(50, CARRIED, 40, 40), (30, CARRIED, 40, 30), (30, SET_ASIDE, 40, 0), (-5, CARRIED, 40, 0)],
)
def test_S24_no_more_is_carried_than_is_left(
    left: int, rule: int, limit: int, carried: int
) -> None:
    assert carried_minutes(left, rule, limit) == carried


# S25.


def overbooked(missed: int) -> Callable[[Tables], Tables]:
    """Tables in which a so-many-th part of six steps misses all contacts."""

    def adjust(t: Tables) -> Tables:
        dna = t.dna.copy()
        dna[:, :missed] = 1
        return t._replace(dna=dna)

    return adjust


@pytest.mark.parametrize(
    ("missed", "used", "lost", "overrun"), [(0, 60, 0, 20), (1, 60, 0, 0), (2, 40, 20, 0)]
)
def test_S25_those_booked_beyond_fill_what_is_lost_and_the_rest_is_overrun(
    run: Tell, missed: int, used: int, lost: int, overrun: int
) -> None:
    # An hour is three contacts of 20 minutes; 40 % more is 24 minutes, and so one contact.
    dna = {"share": 0, "rebook": 0}
    steps = {name: contact(20, dna=dna) for name in "abcdef"}
    opening = {name: waiting(20 - i) for i, name in enumerate(steps)}
    tree = service(steps, opening=opening, staff=nurses(60, overbooks=0.4, unused="lost"), days=1)
    told = run(tree, adjust=overbooked(missed))
    assert len(told.lines("attended")) == 4 - missed
    assert len(told.lines("missed")) == missed
    assert told.minutes("nurses") == {"offered": 60, "used": used, "lost": lost, "unused": 0}
    assert told.tallies.overrun.sum() == overrun


def test_S25_minutes_beyond_are_not_set_aside_nor_carried(run: Tell) -> None:
    # 60 and 30 beyond: 70 for one, then 20 are left to book, none to set aside.
    tree = service({"see": contact(70)}, opening={"see": waiting(*range(5, 15))}, days=3)
    for unused in ("set aside", "carried"):
        tree["staff"] = nurses(60, overbooks=0.5, unused=unused)
        told = run(tree)
        assert [line[:1] for line in told.lines("attended")] == ["0", "1", "2"]
        assert told.minutes("nurses") == {"offered": 180, "used": 180, "lost": 0, "unused": 0}
        assert told.tallies.overrun.tolist() == [[30]]


def test_S25_minutes_in_hand_are_set_aside_though_fewer_than_may_be_booked(run: Tell) -> None:
    # 60 and 6 beyond are too few for 100: 60 are set aside, and 6 may be booked by others.
    steps = {"long": contact(100, precedence=1), "call": contact(3)}
    opening = {"long": waiting(5), "call": waiting(*range(6, 16))}
    told = run(service(steps, opening=opening, staff=nurses(60, overbooks=0.1), days=2))
    seen = [(row.minute // 1440, row.step) for row in told.rows if row.kind == 3]
    # On the second day, 120 and 6 beyond: 100, and eight of 3, two being seen already.
    assert seen == [(0, 1), (0, 1), (1, 0)] + 8 * [(1, 1)]
    assert told.minutes("nurses") == {"offered": 120, "used": 120, "lost": 0, "unused": 0}
    assert told.tallies.overrun.sum() == 10


def test_S25_one_purse_is_booked_beyond_while_another_has_minutes_left(run: Tell) -> None:
    # Both have 30 minutes and 15 beyond. "a" books 40 of hers, "b" 10: nothing is overrun.
    steps = {"a": contact(20), "b": contact(10)}
    opening = {"a": waiting(5, 6, 7), "b": waiting(5)}
    staff = nurses(60, overbooks=0.5, unused="lost", protects={"a": kept_for("p.a", share=0.5)})
    told = run(service(steps, opening=opening, staff=staff, days=1))
    assert told.minutes("nurses") == {"offered": 60, "used": 50, "lost": 0, "unused": 10}
    assert told.tallies.overrun.sum() == 0


@pytest.mark.parametrize(("left", "lost", "over"), [(-30, 10, 20), (-30, 40, 0), (5, 0, 0)])
def test_S25_overrun_is_what_lost_time_does_not_hold(left: int, lost: int, over: int) -> None:
    assert overrun_minutes(left, lost) == over


def test_S12_follow_ups_may_wait_their_turn_with_new_starts(run: Tell) -> None:
    # One nurse hour on Tuesday and on Wednesday. A follow-up falls due on Monday.
    step = course(2, "1 day", order="first to join")
    opening = {"therapy": {"caseload": 1, "waiting": {"1-2 weeks": 3}}}
    days = [*WEEKDAYS[1:]]
    tree = service({"therapy": step}, opening=opening, staff=nurses(60, *days), days=3)
    assert [row.referral for row in run(tree).rows if row.kind == 3] == [3, 2]
    step["follow_ups"] = "with new starts"
    assert [row.referral for row in run(tree).rows if row.kind == 3] == [2, 1]
