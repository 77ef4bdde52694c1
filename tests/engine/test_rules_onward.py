"""S41 and S42: a child's further referrals, worked by hand."""

from typing import Any

import numpy as np
import pytest
from stories import DAY
from worked import YEAR, Tell, born, contact, decision, delay, on_days, service, two, waiting

from waitsim.records import CROSS_REFERRED, ENDED, GROUPED, REFERRED, REFERRED_ON
from waitsim.rules.draws import philox, uniform
from waitsim.rules.keys import key_of, step_key

NOBODY = {"nurses": {"wte": 0}}


# S41.


def test_S41_a_child_seen_is_on_the_other_list_from_that_minute_with_a_clock_of_its_own(
    run: Tell,
) -> None:
    steps = {"see": contact(also_refers={"q": {"share": 1}})}
    q = {"standards": {"talked": {"to": "talk", "within": "1 week"}}}
    told = run(two(steps, {"talk": contact()}, q, opening={"see": waiting(1, 2)}))
    # An hour a day: day 0 for #1, day 1 for #0, who has waited longer than #2 at another list.
    assert told.lines("attended", "referred_on", "referred", "clock_stopped", "ended") == [
        "-2 00:00 #1 referred 1",
        "-1 00:00 #0 referred 1",
        "0 09:00 #1 attended 1",
        "0 09:00 #1 referred_on 2",
        "0 09:00 #1 ended done",
        "0 09:00 #2 referred 3",
        "1 09:00 #0 attended 1",
        "1 09:00 #0 referred_on 3",
        "1 09:00 #0 ended done",
        "1 09:00 #3 referred 3",
        "2 09:00 #2 attended 1",
        "2 09:00 #2 clock_stopped talked since 0 09:00",
        "2 09:00 #2 ended done",
        "3 09:00 #3 attended 1",
        "3 09:00 #3 clock_stopped talked since 1 09:00",
        "3 09:00 #3 ended done",
    ]
    assert told.tallies.referrals.sum() == 0
    assert told.tallies.further.sum(axis=2).tolist() == [[0, 0], [2, 0]]


def test_S41_a_child_referred_on_on_entering_waits_on_both_lists_at_once(run: Tell) -> None:
    refers = {"q": {"share": 1, "when": "entered"}}
    steps = {"sort": delay("1 day", "see"), "see": contact(also_refers=refers)}
    told = run(two(steps, {"talk": contact()}, opening={"sort": {"caseload": 1}}, staff=NOBODY))
    assert told.lines("joined_list", "referred_on", "still_waiting") == [
        "0 12:00 #0 referred_on 1",
        "0 12:00 #0 joined_list see",
        "0 12:00 #1 joined_list talk",
        "4 00:00 #0 still_waiting see since 0 12:00",
        "4 00:00 #1 still_waiting talk since 0 12:00",
    ]


def test_S41_a_step_names_where_the_child_arrives_and_only_clocks_that_can_stop_run(
    run: Tell,
) -> None:
    refers = {"q": {"share": 1, "step": "later"}}
    steps = {"sort": delay("1 day") | {"also_refers": refers}}
    q = {
        "standards": {
            "first": {"to": "talk", "within": "1 week"},
            "second": {"to": "later", "within": "1 week"},
        }
    }
    talks = {"talk": contact(then="later"), "later": contact()}
    told = run(two(steps, talks, q, opening={"sort": {"caseload": 1}}))
    assert told.lines(of=1) == [
        "0 12:00 #1 referred 3",
        "0 12:00 #1 entered_step later",
        "0 12:00 #1 joined_list later",
        "1 09:00 #1 wait_completed later since 0 12:00",
        "1 09:00 #1 attended 1",
        "1 09:00 #1 clock_stopped second since 0 12:00",
        "1 09:00 #1 ended done",
    ]


def test_S41_a_child_that_leaves_or_is_not_brought_is_not_referred_on_by_that_step(
    run: Tell,
) -> None:
    dna = {"share": 1, "rebook": 0}
    steps = {"see": contact(also_refers={"q": {"share": 1}}, dna=dna)}
    told = run(two(steps, {"talk": contact()}, opening={"see": waiting(1)}))
    assert told.lines("referred_on") == []


def test_S41_a_further_referral_is_numbered_after_all_of_its_day_and_begins_after_the_session(
    run: Tell,
) -> None:
    refers = {"q": {"share": 1}}
    tree = two(
        {"go": decision("done") | {"also_refers": refers}},
        {"talk": contact()},
        referrals={"rate": "35 a week", "days": "every"},
        staff=NOBODY,
        days=1,
    )
    told = run(tree)
    made = [row for row in told.rows if row.kind == REFERRED_ON]
    new = [row.referral for row in told.rows if row.kind == REFERRED and row.detail == 0]
    assert len(made) == len(new) > 1
    # Numbers follow the minutes in which they were made, after those of the day's new referrals.
    assert [row.detail for row in made] == list(range(len(new), 2 * len(new)))


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_S41_the_share_is_compared_with_a_draw_of_the_further_referrals_own(
    run: Tell, number: int
) -> None:
    steps = {"sort": delay("1 day") | {"also_refers": {"q": {"share": 0.5}}}}
    tree = two(steps, {"talk": contact()}, opening={"sort": {"caseload": 4}}, days=30)
    told = run(tree, seed=7)
    referral = int(told.model.tables.opening_number[number])
    owner = philox(key_of("q"), 0, 0, key_of("p"), 81 << 24 | step_key("sort"), 0)[0]
    comes = uniform(7, 0, owner, 80 << 24, referral, 0) < 0.5
    assert bool(told.lines("referred_on", of=number)) == comes


def test_S41_further_referrals_change_the_luck_of_nobody_else(run: Tell) -> None:
    dna = {"share": 0.4}
    steps = {"see": contact(20, dna=dna, leaving=0.3), "more": contact(1)}
    steps["see"]["then"] = {"more": 0.5, "done": 0.5}
    more = {"referrals": {"rate": "14 a week", "days": "every"}, "days": 30}
    staff = {"nurses": on_days(100), "others": on_days(60)}
    talk = {"talk": contact({"others": 30})}
    without = run(two(steps, talk, staff=staff, **more))
    steps["see"] = steps["see"] | {"also_refers": {"q": {"share": 0.7, "when": "entered"}}}
    with_them = run(two(steps, talk, staff=staff, **more))
    p = with_them.model.names.pathways.index("p")

    def told(rows: Any) -> list[tuple[int, ...]]:
        return sorted(
            (row.minute, row.kind, row.step, row.detail, row.since)
            for row in rows
            if row.pathway == p and row.kind != REFERRED_ON
        )

    assert len(with_them.lines("referred_on")) > 10
    assert told(with_them.rows) == told(without.rows)


def test_S41_the_priority_class_is_drawn_by_the_shares_of_the_other_pathway(run: Tell) -> None:
    steps = {"sort": delay("1 day") | {"also_refers": {"q": {"share": 1}}}}
    q = {"priorities": {"urgent": 0.3, "routine": 0.7}}
    told = run(two(steps, {"talk": contact()}, q, opening={"sort": {"caseload": 500}}))
    classes = [row.priority for row in told.rows if row.detail == CROSS_REFERRED and not row.kind]
    assert len(classes) == 500
    assert abs(np.mean(classes) - 0.7) < 5 * (0.21 / 500) ** 0.5


def test_S41_a_child_keeps_its_birthday(run: Tell) -> None:
    steps = {"see": contact(also_refers={"q": {"share": 1, "when": "done"}})}
    ages = {"ages": {"10": 1}, "leaves_at_age": 11}
    tree = two(steps, {"talk": contact({"none": 60})}, ages, opening={"see": waiting(1)}, **ages)
    tree["staff"]["none"] = {"wte": 0}
    # Of #0, and with it of #1, the birthday is at noon of day 2.
    told = run(tree, adjust=born(2 * DAY + 720, 0))
    assert told.lines("left_list", "ended", of=1) == [
        "2 12:00 #1 left_list talk since 0 09:00",
        "2 12:00 #1 ended aged_out",
    ]


def test_S41_a_birthday_not_yet_asked_for_is_that_of_the_first_referral(run: Tell) -> None:
    steps = {"sort": delay("1 day") | {"also_refers": {"q": {"share": 1}}}}
    opening = {"sort": {"caseload": 1}}
    q = {"ages": {"3": 1}, "leaves_at_age": 18}
    staff = {"nurses": {"wte": 0}}
    # In p the child is 17, in q all are 3: it is the same child, and reaches 18 within a year.
    tree = two(steps, {"talk": contact()}, q, opening=opening, ages={"17": 1}, staff=staff)
    tree["horizon"] = "400 days"
    (left,) = [row for row in run(tree).rows if row.kind == 9]
    assert 0 < left.minute < YEAR + DAY


def test_S41_a_child_keeps_its_groups_which_say_what_the_other_pathway_does(run: Tell) -> None:
    steps = {"sort": delay("1 day") | {"also_refers": {"q": {"share": 1}}}}
    form = {"where": {"sex": "girls"}, "lasts": "2 days"}
    other = {"form": delay("1 day") | {"differs": [form]}}
    tree = two(steps, other, {"groups": {"sex": {"girls": 0.9, "boys": 0.1}}}, days=10)
    tree["pathways"]["p"]["opening"] = {"sort": {"caseload": 40}}
    tree["groups"] = {"sex": {"girls": 0.5, "boys": 0.5}}
    told = run(tree)
    categories = {row.referral: row.detail for row in told.rows if row.kind == GROUPED}
    assert len(categories) == 80
    assert 8 < sum(categories.values()) / 2 < 32  # as many boys as in p
    begun = {row.referral: row.minute for row in told.rows if row.kind == REFERRED}
    for first, further in [(r.referral, r.detail) for r in told.rows if r.kind == REFERRED_ON]:
        assert categories[first] == categories[further]
        (over,) = [row.minute for row in told.rows if row[1:3] == (further, ENDED)]
        assert over - begun[further] == (DAY if categories[first] else 2 * DAY)


def test_S41_more_further_referrals_than_there_was_room_for_are_all_made(run: Tell) -> None:
    steps = {"sort": delay("1 day") | {"also_refers": {"q": {"share": 1}}}}
    again = {"sort": delay("1 day") | {"also_refers": {"q": {"share": 0.8}}}}
    opening = {"sort": {"caseload": 300}}
    told = run(two(steps, again, opening=opening, days=40))
    made = len(told.lines("referred_on"))
    assert made == told.tallies.further[1, 0].sum()
    assert abs(made - 1500) < 5 * (300 * 0.8 / 0.2**2) ** 0.5


# S42.


def test_S42_a_child_is_referred_again_after_the_time_with_new_clocks(run: Tell) -> None:
    again = {"done": {"share": 1, "after": "1 day"}}
    standards = {"seen": {"to": "see", "within": "1 week"}}
    tree = service(
        {"see": contact()}, opening={"see": waiting(1)}, re_refers=again, standards=standards
    )
    told = run(tree)
    assert told.lines("referred", "referred_on", "clock_stopped", "ended") == [
        "-1 00:00 #0 referred 1",
        "0 09:00 #0 clock_stopped seen since -1 00:00",
        "0 09:00 #0 referred_on 1",
        "0 09:00 #0 ended done",
        "1 09:00 #1 referred 4",
        "1 09:00 #1 clock_stopped seen",
        "1 09:00 #1 referred_on 2",
        "1 09:00 #1 ended done",
        "2 09:00 #2 referred 4",
        "2 09:00 #2 clock_stopped seen",
        "2 09:00 #2 referred_on 3",
        "2 09:00 #2 ended done",
        "3 09:00 #3 referred 4",
        "3 09:00 #3 clock_stopped seen",
        "3 09:00 #3 ended done",
    ]
    assert told.tallies.further.sum(axis=2).tolist() == [[0, 3]]


def test_S42_only_the_end_named_leads_to_referral_again_and_to_the_place_named(run: Tell) -> None:
    again = {"other": {"share": 1, "after": "6 hours", "to": "q", "step": "later"}}
    steps = {"a": delay("1 day", "done"), "b": delay("1 day", "other")}
    opening = {"a": {"caseload": 1}, "b": {"caseload": 1}}
    talks = {"talk": contact(), "later": contact()}
    told = run(two(steps, talks, opening=opening, re_refers=again))
    assert told.lines("referred_on", "referred", "entered_step")[2:] == [
        "0 12:00 #1 referred_on 2",
        "0 18:00 #2 referred 4",
        "0 18:00 #2 entered_step later",
    ]


def test_S42_the_share_and_the_time_are_those_in_force_in_the_minute_of_the_end(run: Tell) -> None:
    trees = [
        service(
            {"see": contact()},
            opening={"see": waiting(3, 2, 1)},
            re_refers={"done": {"share": share, "after": after}},
        )
        for share, after in ((0, "1 day"), (1, "1 day"), (1, "90 min"))
    ]
    told = run((0, trees[0]), (1, trees[1]), (2, trees[2]))
    assert told.lines("ended", "referred_on", "referred")[3:] == [
        "0 09:00 #0 ended done",
        "1 09:00 #1 referred_on 3",
        "1 09:00 #1 ended done",
        "2 09:00 #2 referred_on 4",
        "2 09:00 #2 ended done",
        "2 09:00 #3 referred 4",
        "2 10:30 #4 referred 4",
        "3 09:00 #3 referred_on 5",
        "3 09:00 #3 ended done",
        "3 10:30 #5 referred 4",
    ]


def test_S42_a_child_not_brought_can_be_referred_again(run: Tell) -> None:
    again = {"not_brought": {"share": 1, "after": "30 weeks"}}
    see = contact(dna={"share": 1, "rebook": 0})
    told = run(service({"see": see}, opening={"see": waiting(1)}, re_refers=again, days=220))
    assert told.lines("ended", "referred_on", "referred") == [
        "-1 00:00 #0 referred 1",
        "0 09:00 #0 referred_on 1",
        "0 09:00 #0 ended not_brought",
        "210 09:00 #1 referred 4",
        "210 09:00 #1 ended not_brought",
    ]


def test_S42_the_share_and_the_time_are_drawn_for_the_new_referral(run: Tell) -> None:
    after = {"distribution": "exponential", "mean": "10 days"}
    again = {"done": {"share": 0.4, "after": after}}
    steps = {"sort": delay("1 day")}
    told = run(service(steps, opening={"sort": {"caseload": 900}}, re_refers=again, days=400))
    first = [row for row in told.rows if row.kind == REFERRED_ON and row.referral < 900]
    assert abs(len(first) - 360) < 5 * (900 * 0.24) ** 0.5
    begun = {row.referral: row.minute for row in told.rows if row.kind == REFERRED}
    times = np.array([begun[row.detail] - row.minute for row in first])
    assert abs(times.mean() - 10 * DAY) < 5 * 10 * DAY / len(times) ** 0.5


def test_S42_referral_again_keeps_the_list_in_the_balance_of_a_geometric_series(run: Tell) -> None:
    # Each referral leads to half a one on average: twice as many come in the end.
    again = {"done": {"share": 0.5, "after": "1 day"}}
    steps = {"sort": delay("1 day")}
    told = run(service(steps, opening={"sort": {"caseload": 1000}}, re_refers=again, days=60))
    assert abs(told.tallies.further.sum() - 1000) < 5 * (1000 * 2) ** 0.5
