"""S43: referrals that leave because another of the same child has ended; and S41 on three lists."""

import copy
from typing import Any

import pytest
from random_scenarios import Tree
from stories import DAY
from worked import (
    Tell,
    born,
    changed,
    contact,
    course,
    decision,
    delay,
    on_days,
    place,
    service,
    two,
    waiting,
)

from waitsim.records import ATTENDED, ENDED, LEFT, REFERRED, REFERRED_ON, WAITED
from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of, step_key
from waitsim.rules.questions import cross_owner

BOTH = {"q": {"share": 1, "when": "entered"}}
NOBODY = {"none": 60}


def resolved(q_steps: dict[str, Tree], how: Any = 1, *, days: int = 6, **p: Any) -> Tree:
    """A child on the lists of ``p`` and ``q`` from noon of day 0, and seen in ``p`` on day 1.

    Referral 0 is that in ``p``, which ends with ``done`` at 09:00; referral 1 is that in ``q``.
    """
    steps = {"sort": delay("1 day", "see"), "see": contact(also_refers=BOTH)}
    more = {"resolves": {"done": {"q": how}}, "opening": {"sort": {"caseload": 1}}} | p
    tree = two(steps, q_steps, {"ends": {"done": "", "advice": ""}}, days=days, **more)
    tree["staff"] |= {"none": {"wte": 0}, "others": on_days(60)}
    return tree


def test_S43_a_referral_on_a_list_leaves_in_the_minute_in_which_another_is_resolved(
    run: Tell,
) -> None:
    told = run(resolved({"talk": contact(NOBODY)}))
    assert told.lines("joined_list", "left_list", "ended") == [
        "0 12:00 #0 joined_list see",
        "0 12:00 #1 joined_list talk",
        "1 09:00 #0 ended done",
        "1 09:00 #1 left_list talk since 0 12:00",
        "1 09:00 #1 ended resolved_elsewhere",
    ]
    assert told.model.names.ends[-1] == "q.resolved_elsewhere"
    assert told.tallies.ends.sum(axis=(1, 2))[-1] == 1


def test_S43_its_clocks_are_void(run: Tell) -> None:
    tree = resolved({"talk": contact(NOBODY)})
    tree["pathways"]["q"]["standards"] = {"talked": {"to": "talk", "within": "1 week"}}
    assert run(tree).lines("clock_voided") == ["1 09:00 #1 clock_voided talked since 0 12:00"]


def test_S43_another_end_resolves_nothing(run: Tell) -> None:
    tree = resolved({"talk": contact(NOBODY)})
    for done in ({}, {"done": {"q": 0}}):
        tree["pathways"]["p"]["resolves"] = {"other": {"q": 1}, **done}
        assert run(tree).lines("left_list") == []


def test_S43_the_draw_is_of_the_pair_of_referrals(run: Tell) -> None:
    steps = {"sort": delay("1 min", "go"), "go": decision("done") | {"also_refers": BOTH}}
    steps["go"]["then"] = "hold"
    steps["hold"] = delay("1 day")
    tree = two(steps, {"talk": contact(NOBODY)}, opening={"sort": {"caseload": 60}}, days=3)
    tree["staff"]["none"] = {"wte": 0}
    tree["pathways"]["p"]["resolves"] = {"done": {"q": 0.4}}
    told = run(tree, seed=11)
    numbers = told.model.tables.opening_number.tolist()
    on = {row.detail: row.referral for row in told.rows if row.kind == REFERRED_ON}
    assert len(on) == 60
    owner = cross_owner(key_of("p"), step_key("go"), 0, key_of("q"))
    left = {row.referral for row in told.rows if row.kind == LEFT}
    expected = {
        further
        for further, first in on.items()
        if uniform(11, 0, owner, 140 << 24, numbers[first], key_of("p")) < 0.4
    }
    assert left == expected
    assert 10 < len(left) < 40


def test_S43_shares_are_those_in_force_in_that_minute(run: Tell) -> None:
    base = resolved({"talk": contact(NOBODY)})
    nobody = copy.deepcopy(base)
    nobody["pathways"]["p"]["resolves"]["done"]["q"] = 0
    assert len(run(nobody, (1, base)).lines("left_list")) == 1
    assert run(base, (1, nobody)).lines("left_list") == []


def test_S43_a_referral_that_pauses_after_a_missed_contact_leaves(run: Tell) -> None:
    dna = {"share": 1, "after": "3 days"}
    tree = resolved({"talk": contact({"others": 60}, dna=dna)})
    tree["pathways"]["p"]["steps"]["see"]["then"] = "hold"
    tree["pathways"]["p"]["steps"]["hold"] = delay("1 day")
    assert run(tree).lines(of=1)[-3:] == [
        "1 09:00 #1 missed 1",
        "2 09:00 #1 left_list talk since 0 12:00",
        "2 09:00 #1 ended resolved_elsewhere",
    ]


def test_S43_a_referral_missed_in_the_same_session_leaves_before_it_rejoins(run: Tell) -> None:
    tree = resolved({"talk": contact({"others": 60}, dna={"share": 1, "place": "back"})})
    assert run(tree).lines(of=1)[-3:] == [
        "1 09:00 #1 missed 1",
        "1 09:00 #1 left_list talk since 0 12:00",
        "1 09:00 #1 ended resolved_elsewhere",
    ]


def test_S43_who_is_between_contacts_leaves_when_the_next_falls_due(run: Tell) -> None:
    tree = resolved({"talk": course(3, "2 days", 60)})
    tree["pathways"]["q"]["steps"]["talk"]["staff"] = {"others": "60 min"}
    told = run(tree)
    assert told.lines(of=1)[-5:] == [
        "1 09:00 #1 wait_completed talk since 0 12:00",
        "1 09:00 #1 attended 1",
        "3 09:00 #1 joined_list talk.follow_up",
        "3 09:00 #1 left_list talk.follow_up",
        "3 09:00 #1 ended resolved_elsewhere",
    ]


def test_S43_nobody_is_turned_out_of_a_place_and_who_joins_no_list_again_ends_as_if_nothing_were(
    run: Tell,
) -> None:
    q = {"bed": place(1, "3 days"), "talk": contact({"others": 60})}
    assert run(resolved(q)).lines("ended", of=1) == ["3 12:00 #1 ended done"]
    q["bed"]["then"] = "talk"
    assert run(resolved(q)).lines(of=1)[-5:] == [
        "3 12:00 #1 released",
        "3 12:00 #1 entered_step talk",
        "3 12:00 #1 joined_list talk",
        "3 12:00 #1 left_list talk",
        "3 12:00 #1 ended resolved_elsewhere",
    ]


def test_S43_who_waits_for_a_place_leaves_and_the_place_goes_to_the_next(run: Tell) -> None:
    tree = resolved({"bed": place(1, "3 days")})
    tree["pathways"]["q"]["opening"] = {"bed": {"caseload": 1}}
    # Opening referral 1 holds the bed until 12:00 of day 1; 2 has waited for it since day 0.
    told = run(tree)
    assert told.lines("left_list", "placed") == ["1 09:00 #2 left_list bed since 0 12:00"]


def test_S43_it_can_lead_to_an_end_or_a_step_with_clocks_running_on(run: Tell) -> None:
    q = {"talk": contact(NOBODY), "tell": contact({"others": 60})}
    told = run(resolved(q, {"share": 1, "to": "advice"}))
    assert told.lines("ended") == ["1 09:00 #0 ended done", "1 09:00 #1 ended advice"]
    assert "q.resolved_elsewhere" not in told.model.names.ends
    tree = resolved(q, {"share": 1, "to": "tell"})
    tree["pathways"]["q"]["standards"] = {"told": {"to": "tell", "within": "1 week"}}
    assert run(tree).lines(of=1)[-7:] == [
        "1 09:00 #1 left_list talk since 0 12:00",
        "1 09:00 #1 entered_step tell",
        "1 09:00 #1 joined_list tell",
        "2 09:00 #1 wait_completed tell since 1 09:00",
        "2 09:00 #1 attended 1",
        "2 09:00 #1 clock_stopped told since 0 12:00",
        "2 09:00 #1 ended done",
    ]


def test_S43_who_leaves_the_next_list_goes_on_from_the_step_as_others_do(run: Tell) -> None:
    q = {"form": delay("2 days", "talk"), "talk": contact(NOBODY), "tell": contact({"others": 60})}
    assert (
        run(resolved(q, {"share": 1, "to": "tell"})).lines(of=1)[-6:]
        == [
            "2 12:00 #1 joined_list talk",
            "2 12:00 #1 left_list talk",
            "2 12:00 #1 entered_step tell",
            "2 12:00 #1 joined_list tell",
            "3 09:00 #1 wait_completed tell since 2 12:00",
            "3 09:00 #1 attended 1",
            "3 09:00 #1 ended done",
        ][-6:]
    )


def test_S43_a_child_who_has_reached_the_leaving_age_as_well_ages_out(run: Tell) -> None:
    tree = resolved({"form": delay("2 days", "talk"), "talk": contact(NOBODY)})
    tree["pathways"]["p"] |= {"ages": {"10": 1}, "leaves_at_age": 18}
    tree["pathways"]["q"] |= {"ages": {"10": 1}, "leaves_at_age": 11}

    def eleven_at_noon_of_day_2(t: Any) -> Any:
        t = born(0, 0)(t)
        low = t.age_low.copy()
        low[0] = t.leaving_age[1] - (2 * DAY + 720)
        return t._replace(age_low=low, age_high=low + 1)

    assert run(tree, adjust=eleven_at_noon_of_day_2).lines("ended", of=1) == [
        "2 12:00 #1 ended aged_out"
    ]


def test_S43_a_referral_that_has_not_begun_is_left_alone(run: Tell) -> None:
    # Made on going on, and again after the end, by the very visit that resolves.
    tree = resolved({"talk": contact(NOBODY)})
    see = tree["pathways"]["p"]["steps"]["see"]
    see["also_refers"] = {"q": {"share": 1, "when": "done"}}
    again = {"done": {"share": 1, "after": "1 day", "to": "q"}}
    tree["pathways"]["p"]["re_refers"] = again
    told = run(tree)
    assert told.lines("left_list") == []
    assert told.lines("joined_list") == [
        "0 12:00 #0 joined_list see",
        "1 09:00 #1 joined_list talk",
        "2 09:00 #2 joined_list talk",
    ]


def test_S43_an_end_within_a_session_resolves_once_the_session_is_over(run: Tell) -> None:
    # One nurse's list: #0 is not brought at 09:00, and #1 is seen after it in the same session.
    tree = resolved({"talk": contact(60, then="more"), "more": contact(NOBODY)})
    tree["staff"]["nurses"] = on_days(120)
    see = tree["pathways"]["p"]["steps"]["see"]
    see |= {"dna": {"share": 1, "rebook": 0}, "precedence": 1}
    tree["pathways"]["p"]["resolves"] = {"not_brought": {"q": 1}}
    assert run(tree).lines("missed", "attended", "joined_list", "left_list", "ended")[2:] == [
        "1 09:00 #0 missed 1",
        "1 09:00 #0 left_list see since 0 12:00",
        "1 09:00 #0 ended not_brought",
        "1 09:00 #1 attended 1",
        "1 09:00 #1 joined_list more",
        "1 09:00 #1 left_list more",
        "1 09:00 #1 ended resolved_elsewhere",
    ]
    # With an hour only, #1 is not seen, and leaves its list after the session.
    tree["staff"]["nurses"] = on_days(60)
    assert run(tree).lines(of=1)[-2:] == [
        "1 09:00 #1 left_list talk since 0 12:00",
        "1 09:00 #1 ended resolved_elsewhere",
    ]


def test_S43_who_is_seen_in_the_minute_of_an_end_before_the_session_leaves_the_next_list(
    run: Tell,
) -> None:
    # The delay of 21 hours ends at 09:00 of day 1, before the session in which #1 is seen.
    tree = resolved({"talk": contact({"others": 60}, then="more"), "more": contact(NOBODY)})
    tree["pathways"]["p"]["steps"] = {
        "sort": delay("1 day", "hold"),
        "hold": delay("21 hours") | {"also_refers": BOTH},
    }
    assert run(tree).lines("attended", "joined_list", "left_list", "ended") == [
        "0 12:00 #1 joined_list talk",
        "1 09:00 #0 ended done",
        "1 09:00 #1 attended 1",
        "1 09:00 #1 joined_list more",
        "1 09:00 #1 left_list more",
        "1 09:00 #1 ended resolved_elsewhere",
    ]


@pytest.mark.parametrize(("share", "days"), [(1, [0, 1, 2, 3, 4]), (0, [0, 1, 2, 3, 5])])
def test_S43_an_appointment_is_given_up_and_its_minutes_go_to_others(
    run: Tell, share: int, days: list[int]
) -> None:
    q = {"talk": contact({"others": 60}, notice="3 days"), "now": contact({"others": 60})}
    tree = resolved(q, share, days=8)
    tree["pathways"]["p"]["steps"]["see"]["then"] = "hold"
    tree["pathways"]["p"]["steps"]["hold"] = delay("1 day")
    tree["pathways"]["q"]["opening"] = {"now": waiting(9, 8, 7, 6, 5)}
    tree["staff"]["others"]["bookable_ahead"] = 1
    told = run(tree)
    assert told.lines("booked") == ["1 09:00 #6 booked 4"]
    assert told.lines("left_list") == ["2 09:00 #6 left_list talk since 0 12:00"] * share
    now = told.model.names.steps.index("q.now")
    assert [
        row.minute // DAY for row in told.rows if (row.kind, row.step) == (ATTENDED, now)
    ] == days


def test_S43_several_leave_at_once_and_referrals_in_the_same_pathway_can_be_resolved(
    run: Tell,
) -> None:
    tree = resolved({"talk": contact(NOBODY)}, {"share": 1, "to": "talk"}, days=3)
    tree["pathways"]["p"]["resolves"]["done"] |= {"r": 1, "p": 1}
    other = copy.deepcopy(tree["pathways"]["q"])
    tree["pathways"]["r"] = other
    see = tree["pathways"]["p"]["steps"]["see"]
    see["also_refers"] = BOTH | {"r": {"share": 1, "when": "entered"}}
    form = {"form": delay("1 day", "see") | {"also_refers": {"p": {"share": 1, "step": "stay"}}}}
    tree["pathways"]["p"]["steps"] |= form | {"stay": contact(NOBODY)}
    tree["pathways"]["p"]["steps"]["sort"] = delay("1 min", "form")
    tree["pathways"]["p"]["opening"] = {"form": {"caseload": 1}}
    assert run(tree).lines("joined_list", "left_list", "ended") == [
        "0 12:00 #0 joined_list see",
        "0 12:00 #1 joined_list stay",
        "0 12:00 #2 joined_list talk",
        "0 12:00 #3 joined_list talk",
        "1 09:00 #0 ended done",
        "1 09:00 #1 left_list stay since 0 12:00",
        "1 09:00 #1 ended resolved_elsewhere",
        "1 09:00 #2 left_list talk since 0 12:00",
        "1 09:00 #2 joined_list talk",
        "1 09:00 #3 left_list talk since 0 12:00",
        "1 09:00 #3 ended resolved_elsewhere",
    ]


def test_S43_a_referral_withdrawn_can_resolve_others_in_turn(run: Tell) -> None:
    tree = resolved({"talk": contact(NOBODY)}, {"share": 1, "to": "advice"}, days=3)
    tree["pathways"]["r"] = copy.deepcopy(tree["pathways"]["q"])
    see = tree["pathways"]["p"]["steps"]["see"]
    see["also_refers"] = {"r": {"share": 1, "when": "entered"}} | BOTH
    tree["pathways"]["q"]["resolves"] = {"advice": {"r": 1}}
    assert run(tree).lines("ended") == [
        "1 09:00 #0 ended done",
        "1 09:00 #1 ended resolved_elsewhere",
        "1 09:00 #2 ended advice",
    ]


def test_S43_a_child_withdrawn_can_be_referred_again(run: Tell) -> None:
    tree = resolved({"talk": contact(NOBODY)})
    again = {"resolved_elsewhere": {"share": 1, "after": "1 day"}}
    tree["pathways"]["q"]["re_refers"] = again
    assert run(tree).lines("referred", "still_waiting")[-2:] == [
        "2 09:00 #2 referred 4",
        "6 00:00 #2 still_waiting talk since 2 09:00",
    ]


def three_lists(resolves: Tree) -> Tree:
    """Children referred at noon of days 0, 1 and 2 for speech, autism and ADHD together.

    The first day is a Monday. Autism is seen one a day from Thursday, day 3; ADHD on Tuesdays and
    Fridays; speech on Wednesdays and Sundays. All see one child a session.
    """
    sees = {
        "autism": on_days(60, "thursday", "friday", "saturday"),
        "adhd": on_days(60, "tuesday", "friday"),
        "speech": on_days(60, "wednesday", "sunday"),
    }
    tree = service({"see": contact({"speech": 60})}, staff=sees, days=11)
    speech = tree["pathways"].pop("p")
    speech["referrals"] = {"rate": "7 a week", "days": "every", "pattern": "regular"}
    together = {"share": 1, "when": "entered"}
    speech["steps"]["see"]["also_refers"] = {"autism": together, "adhd": together}
    tree["pathways"] = {"speech": speech}
    for name in ("autism", "adhd"):
        tree["pathways"][name] = {
            "referrals": {"rate": "0 a week"},
            "steps": {"see": contact({name: 60}, then="diagnosed")},
            "ends": {"diagnosed": ""},
        }
    tree["pathways"]["autism"]["resolves"] = resolves
    return tree


def waits(run: Tell, tree: Tree) -> dict[str, list[tuple[int, int]]]:
    """Hours waited and day of each child seen, by pathway."""
    after = copy.deepcopy(tree)
    after["pathways"]["speech"]["referrals"]["rate"] = "0 a week"
    told = run((0, tree), (3, after))
    assert sum(row.kind == REFERRED for row in told.rows) == 9
    found: dict[str, list[tuple[int, int]]] = {}
    for row in told.rows:
        if row.kind == WAITED:
            name = told.model.names.pathways[row.pathway]
            found.setdefault(name, []).append(((row.minute - row.since) // 60, row.minute // DAY))
    left = [row for row in told.rows if row.kind == LEFT]
    found["left"] = [((row.minute - row.since) // 60, row.minute // DAY) for row in left]
    ends = [told.model.names.ends[row.detail] for row in told.rows if row.kind == ENDED]
    assert ends.count("speech.resolved_elsewhere") == len(left)
    return found


def test_S41_three_children_wait_on_three_lists_at_once_as_worked_by_hand(run: Tell) -> None:
    assert waits(run, three_lists({})) == {
        # Days 3, 4 and 5 at 09:00, having waited since noon of days 0, 1 and 2.
        "autism": [(69, 3), (69, 4), (69, 5)],
        "adhd": [(21, 1), (69, 4), (141, 8)],
        "speech": [(45, 2), (117, 6), (165, 9)],
        "left": [],
    }


def test_S43_speech_is_withdrawn_when_autism_is_diagnosed_as_worked_by_hand(run: Tell) -> None:
    # The first child has been seen for speech by then; the others wait 69 hours and leave.
    assert waits(run, three_lists({"diagnosed": {"speech": 1}})) == {
        "autism": [(69, 3), (69, 4), (69, 5)],
        "adhd": [(21, 1), (69, 4), (141, 8)],
        "speech": [(45, 2)],
        "left": [(69, 4), (69, 5)],
    }


def test_S43_whoever_is_left_on_the_list_is_seen_sooner(run: Tell) -> None:
    # ADHD withdraws speech instead: the first child's on day 1, so that the second is seen on day
    # 2, before its own ADHD assessment on day 4, and the third on day 6.
    tree = three_lists({})
    tree["pathways"]["adhd"]["resolves"] = {"diagnosed": {"speech": 1}}
    found = waits(run, tree)
    assert found["speech"] == [(21, 2), (93, 6)]
    assert found["left"] == [(21, 1)]


@pytest.mark.parametrize("how", [1, {"share": 1, "to": "advice"}])
def test_S43_nothing_else_changes_for_those_whom_nobody_resolves(run: Tell, how: Any) -> None:
    tree = resolved({"talk": contact({"others": 60})}, how, days=30)
    tree["pathways"]["p"]["opening"] = {}
    tree["pathways"]["q"]["referrals"] = {"rate": "14 a week", "days": "every"}
    tree["pathways"]["q"]["steps"]["talk"] |= {"leaving": 0.2, "dna": {"share": 0.3}}
    plain = changed(tree)
    plain["pathways"]["p"]["resolves"] = {}
    one, other = run(tree), run(plain)
    assert len(one.rows) > 100
    assert [row[:3] for row in one.rows] == [row[:3] for row in other.rows]
