"""S35 to S37: where clocks start, their pauses, when they start anew, and exceptions."""

import numpy as np
import pytest
from random_scenarios import Tree
from worked import Tell, changed, contact, course, decision, delay, on_days, place, service, waiting

from waitsim.records import COMPLETED, EXCEPTED, LEFT_OPEN, REFERRED
from waitsim.rules import streams
from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of

NOBODY = {"nurses": {"wte": 0}}
ONE = {"forms": {"caseload": 1}}
OF_CLOCKS = (
    *("clock_stopped", "clock_voided", "clock_paused", "clock_resumed"),
    *("still_running", "still_paused"),
)


def clock(to: object, **rules: object) -> Tree:
    return {"wait": {"to": to, "within": "1 week", **rules}}


def way(**rules: object) -> Tree:
    """Half a day of forms, then a wait for an assessment, then a delay and treatment."""
    steps = {
        "forms": delay("1 day", "assess"),
        "assess": contact(then="letter"),
        "letter": delay("2 days", "treat"),
        "treat": contact(),
    }
    return service(steps, opening=ONE, standards=clock("treat", **rules), days=8)


def test_S35_a_clock_starts_on_entering_a_step_or_at_its_first_contact(run: Tell) -> None:
    from_arrival = way(**{"from": "assess"})
    by_contact = way(**{"from": ["assess"], "starts": "first contact"})
    # Half of a day in the forms is left, so the child is assessed at 09:00 on day 1.
    assert run(way()).lines("clock_stopped") == ["3 09:00 #0 clock_stopped wait since 0 00:00"]
    assert run(from_arrival).lines("clock_stopped") == [
        "3 09:00 #0 clock_stopped wait since 0 12:00"
    ]
    assert run(by_contact).lines("clock_stopped") == ["3 09:00 #0 clock_stopped wait since 1 09:00"]


def test_S35_a_clock_starts_once_and_nothing_stops_it_before(run: Tell) -> None:
    steps = {
        "first": delay("1 day", "see"),
        "see": contact(then="later"),
        "later": delay("1 day", "again"),
        "again": decision("see"),
    }
    standards = clock("see", **{"from": "later"})
    told = run(service(steps, opening={"first": {"caseload": 1}}, standards=standards, days=6))
    assert len(told.lines("attended")) == 5
    assert told.lines(*OF_CLOCKS) == ["2 09:00 #0 clock_stopped wait since 1 09:00"]


def test_S35_a_clock_that_nothing_can_stop_any_more_does_not_start(run: Tell) -> None:
    steps = {"forms": delay("1 day", {"assess": 1}), "assess": contact(), "treat": contact()}
    standards = clock("treat", **{"from": "assess"})
    assert run(service(steps, opening=ONE, standards=standards)).lines(*OF_CLOCKS) == []


def test_S35_on_the_opening_list_a_clock_has_started_where_its_step_can_lead(run: Tell) -> None:
    steps = way()["pathways"]["p"]["steps"]
    opening = {
        "forms": waiting(9),
        "assess": waiting(5),
        "letter": {"caseload": 1},
        "treat": waiting(3),
    }

    def told(**rules: object) -> list[str]:
        standards = clock("treat", **rules)
        return run(
            service(steps, opening=opening, standards=standards, staff=NOBODY, days=1)
        ).lines("still_running")

    assert told() == [
        "1 00:00 #0 still_running wait since -9 00:00",
        "1 00:00 #1 still_running wait since -5 00:00",
        "1 00:00 #2 still_running wait since 0 00:00",
        "1 00:00 #3 still_running wait since -3 00:00",
    ]
    assert told(**{"from": "assess"})[1:] == told()[1:]
    assert not told(**{"from": "letter"})[0].startswith("1 00:00 #0")
    by_contact = told(**{"from": "assess", "starts": "first contact"})
    assert by_contact == told()[2:]


def test_S35_a_further_referrals_clock_starts_when_it_comes_to_the_step(run: Tell) -> None:
    tree = way(**{"from": "assess"})
    tree["pathways"]["q"] = {
        "referrals": {"rate": "0 a week"},
        "steps": {"ask": delay("1 day", "end") | {"also_refers": {"p": {"share": 1}}}},
        "ends": {"end": ""},
        "opening": {"ask": {"caseload": 1}},
    }
    told = run(changed(tree, opening={}))
    assert told.lines("clock_stopped") == ["4 09:00 #1 clock_stopped wait since 1 12:00"]


def test_S36_time_at_a_step_that_pauses_the_clock_does_not_count(run: Tell) -> None:
    told = run(way(pauses_at="letter"))
    assert told.lines(*OF_CLOCKS) == [
        "1 09:00 #0 clock_paused wait since 0 00:00",
        "3 09:00 #0 clock_resumed wait since 2 00:00",
        "3 09:00 #0 clock_stopped wait since 2 00:00",
    ]


def test_S36_a_clock_paused_at_two_steps_in_a_row_is_paused_once(run: Tell) -> None:
    told = run(way(pauses_at=["letter", "treat"]))
    assert told.lines(*OF_CLOCKS) == [
        "1 09:00 #0 clock_paused wait since 0 00:00",
        "3 09:00 #0 clock_resumed wait since 2 00:00",
        "3 09:00 #0 clock_stopped wait since 2 00:00",
    ]


def test_S36_a_pause_at_a_place_lasts_until_it_is_given_back(run: Tell) -> None:
    steps = {
        "forms": delay("2 days", "bed"),
        "bed": place(1, "2 days", then="see"),
        "see": contact(),
    }
    told = run(service(steps, opening=ONE, standards=clock("see", pauses_at="bed"), days=5))
    assert told.lines(*OF_CLOCKS) == [
        "1 00:00 #0 clock_paused wait since 0 00:00",
        "3 00:00 #0 clock_resumed wait since 2 00:00",
        "3 09:00 #0 clock_stopped wait since 2 00:00",
    ]


@pytest.mark.parametrize(("after", "pauses"), [("0 min", False), ("2 days", True)])
def test_S36_the_time_until_a_missed_child_rejoins_its_list_does_not_count(
    run: Tell, after: str, pauses: bool
) -> None:
    see = contact(dna={"share": 1, "after": after, "most": 2})
    standards = clock("see", pauses_if_missed=True)
    told = run(service({"see": see}, opening={"see": waiting(1)}, standards=standards, days=5))
    paused = [
        "0 09:00 #0 clock_paused wait since -1 00:00",
        "2 09:00 #0 clock_resumed wait since 1 00:00",
        "2 09:00 #0 clock_voided wait since 1 00:00",
    ]
    assert told.lines(*OF_CLOCKS) == (
        paused if pauses else ["1 09:00 #0 clock_voided wait since -1 00:00"]
    )


def test_S36_rejoining_ends_no_pause_of_the_step(run: Tell) -> None:
    see = contact(dna={"share": 1, "after": "30 hours", "most": 2})
    standards = clock("see", pauses_if_missed=True, pauses_at="see")
    told = run(service({"see": see}, opening={"see": waiting(4)}, standards=standards, days=5))
    assert told.lines(*OF_CLOCKS) == [
        "0 00:00 #0 clock_paused wait",
        "2 09:00 #0 clock_resumed wait",
        "2 09:00 #0 clock_voided wait",
    ]


def test_S36_who_leaves_in_a_pause_for_a_step_has_its_clock_run_on_there(run: Tell) -> None:
    see = contact(
        dna={"share": 1, "after": "3 days"}, leaving={"patience": "2 days"}, leaves_to="crisis"
    )
    steps = {"see": see, "crisis": contact(then="done")}
    tree = service(
        steps,
        opening={"see": {"waiting": {"0-1 min": 1}}},
        standards=clock(["crisis"], pauses_if_missed=True),
        days=4,
    )
    assert run(tree).lines(*OF_CLOCKS) == [
        "0 09:00 #0 clock_paused wait since 0 00:00",
        "2 00:00 #0 clock_resumed wait since 1 15:00",
        "2 09:00 #0 clock_stopped wait since 1 15:00",
    ]


def test_S36_a_clock_paused_at_the_end_of_the_run_does_not_run_then(run: Tell) -> None:
    tree = way(pauses_at="letter")
    tree["horizon"] = "2 days"
    told = run(tree)
    assert told.lines(*OF_CLOCKS) == [
        "1 09:00 #0 clock_paused wait since 0 00:00",
        "2 00:00 #0 still_paused wait since 0 15:00",
    ]
    spell = len(told.model.names.lists)
    assert told.tallies.snapshot[spell, 0].sum(axis=1).tolist() == [1, 0]
    assert told.tallies.paused[spell].sum(axis=1).tolist() == [0, 1]
    # S18: it counts as left open, in the month of its start.
    assert np.argwhere(told.tallies.started[0]).tolist() == [[0, LEFT_OPEN, 0]]


def test_S36_a_clock_is_open_while_it_runs_and_its_lengths_are_of_the_time_run(run: Tell) -> None:
    steps = {
        "forms": delay("8 weeks", "letter"),
        "letter": delay("5 weeks", "wait"),
        "wait": delay("3 weeks", "see"),
        "see": decision("done"),
    }
    tree = service(steps, opening=ONE, standards=clock("see", pauses_at="letter"), days=98)
    tree["groups"] = {"sex": {"f": 1, "m": 0}}
    told = run(tree)
    spell = len(told.model.names.lists)
    tallies = told.tallies
    # 4 weeks are left of the forms; then 5 weeks do not count; then 3 do.
    running = tallies.open[spell, 0].sum(axis=1).tolist()
    assert running == [1] * 4 + [0] * 5 + [1] * 3 + [0] * 3
    lengths = np.argwhere(tallies.lengths[spell, 0]).tolist()
    assert lengths == [[0, 7]]
    assert tallies.group_lengths[spell, 0, 0, 7] == 1
    # S18: as if it had started 5 weeks later, in February, and run for 7 weeks.
    assert np.argwhere(tallies.started[0]).tolist() == [[1, COMPLETED, 7]]
    assert tallies.group_snapshot.sum() == tallies.snapshot.sum() > 0
    assert tallies.entered[spell, 0].sum() == 1
    # A week after the pause the clock has run 5 weeks: the band of 4 to 6.
    assert tallies.open[spell, 0, 10].tolist().index(1) == 3


def test_S36_an_opening_clocks_time_before_the_run_is_counted_once(run: Tell) -> None:
    steps = {"see": contact(then="letter"), "letter": delay("2 weeks", "end"), "end": contact()}
    standards = clock("end", pauses_at="letter")
    told = run(service(steps, opening={"see": waiting(70)}, standards=standards, days=30))
    spell = len(told.model.names.lists)
    assert np.argwhere(told.tallies.entered[spell, 0]).tolist() == [[10]]
    assert np.argwhere(told.tallies.lengths[spell, 0]).tolist() == [[0, 10]]


def test_S36_a_paused_opening_clock_starts_at_the_start(run: Tell) -> None:
    tree = way(pauses_at="assess")
    assert run(changed(tree, opening={"assess": waiting(5)})).lines(*OF_CLOCKS) == [
        "0 00:00 #0 clock_paused wait",
        "0 09:00 #0 clock_resumed wait",
        "2 09:00 #0 clock_stopped wait since 0 09:00",
    ]


def test_S36_a_clock_starts_anew_at_a_step(run: Tell) -> None:
    assert run(way(restarts_at="letter")).lines(*OF_CLOCKS) == [
        "1 09:00 #0 clock_voided wait since 0 00:00",
        "3 09:00 #0 clock_stopped wait since 1 09:00",
    ]
    assert run(way(restarts_at=["assess"], **{"from": "assess"})).lines(*OF_CLOCKS) == [
        "3 09:00 #0 clock_stopped wait since 0 12:00",
    ]
    both = way(restarts_at="letter", pauses_at="letter")
    assert run(both).lines(*OF_CLOCKS) == [
        "1 09:00 #0 clock_voided wait since 0 00:00",
        "1 09:00 #0 clock_paused wait",
        "3 09:00 #0 clock_resumed wait",
        "3 09:00 #0 clock_stopped wait",
    ]


@pytest.mark.parametrize(
    ("restarts", "starts"),
    [
        ("never", ["-1 00:00"]),
        ("missed first contact", ["-1 00:00", "0 09:00"]),
        ("missed contact", ["-1 00:00", "0 09:00", "1 09:00"]),
    ],
)
def test_S36_a_clock_starts_anew_when_a_contact_is_missed_and_booked_again(
    run: Tell, restarts: str, starts: list[str]
) -> None:
    see = contact(dna={"share": 1, "most": 3})
    standards = clock("see", restarts=restarts)
    told = run(service({"see": see}, opening={"see": waiting(1)}, standards=standards, days=4))
    assert [line.split("since ")[1] for line in told.lines("clock_voided")] == starts
    assert told.lines("ended") == ["2 09:00 #0 ended not_brought"]


def test_S36_only_a_referrals_very_first_contact_counts_as_its_first(run: Tell) -> None:
    steps = {
        "assess": contact(then="treat"),
        "treat": contact(dna={"share": 1, "most": 2}),
        "review": contact(dna={"share": 1, "most": 2}, then="treat"),
    }
    rules = {"restarts": "missed first contact"}
    tree = service(steps, standards=clock(["treat", "review"], **rules), days=4)

    def voided(opening: Tree) -> int:
        return len(run(changed(tree, opening=opening)).lines("clock_voided"))

    assert voided({"assess": waiting(1)}) == 1
    # New referrals come to treatment only after an assessment.
    assert voided({"treat": waiting(1)}) == 1
    first = changed(tree, first_step="treat")
    assert len(run(changed(first, opening={"treat": waiting(1)})).lines("clock_voided")) == 2


def test_S36_whoever_is_part_way_through_a_course_has_had_a_contact(run: Tell) -> None:
    steps = {
        "talk": course(3, "1 day", dna={"share": 1, "most": 2}),
        "see": contact(),
    }
    steps["talk"]["then"] = "see"
    rules = {"restarts": "missed first contact"}
    tree = service(steps, opening={"talk": {"caseload": 1}}, standards=clock("see", **rules))
    assert len(run(tree).lines("clock_voided")) == 1


def test_S36_a_clock_that_has_stopped_or_not_started_does_not_start_anew(run: Tell) -> None:
    steps = way()["pathways"]["p"]["steps"]
    tree = service(
        steps,
        opening=ONE,
        standards={
            "seen": {"to": "assess", "within": "1 week", "restarts_at": "letter"},
            "late": {"to": "treat", "within": "1 week", "from": "letter", "restarts_at": "assess"},
        },
        days=8,
    )
    assert run(tree).lines(*OF_CLOCKS) == [
        "1 09:00 #0 clock_stopped seen since 0 00:00",
        "3 09:00 #0 clock_stopped late since 1 09:00",
    ]


def test_S36_the_clocks_of_a_pathway_are_paused_each_by_itself(run: Tell) -> None:
    tree = way()
    tree["pathways"]["p"]["standards"] = {
        "first": {"to": "assess", "within": "1 week"},
        "whole": {"to": "treat", "within": "18 weeks", "pauses_at": "letter"},
        "plain": {"to": "treat", "within": "18 weeks"},
    }
    tree["staff"]["nurses"] = on_days(60)
    assert run(tree).lines(*OF_CLOCKS) == [
        "1 09:00 #0 clock_stopped first since 0 00:00",
        "1 09:00 #0 clock_paused whole since 0 00:00",
        "3 09:00 #0 clock_resumed whole since 2 00:00",
        "3 09:00 #0 clock_stopped whole since 2 00:00",
        "3 09:00 #0 clock_stopped plain since 0 00:00",
    ]


# S37. Day 0 is Monday, 5 January 2026.


def excepted(see: Tree, opening: Tree, days: int = 4, **said: object) -> Tree:
    rules = said.pop("rules", {})
    standards = clock("see", exceptions=said, **rules)
    return service({"see": see}, opening={"see": opening}, standards=standards, days=days)


def test_S37_the_second_clock_is_void_when_a_contact_is_missed_and_the_first_runs_on(
    run: Tell,
) -> None:
    see = contact(dna={"share": 1, "after": "1 day", "most": 2})
    told = run(excepted(see, waiting(1), missed=True))
    assert told.lines("excepted", *OF_CLOCKS) == [
        "0 09:00 #0 excepted 4",
        "0 09:00 #0 clock_voided wait_less_exceptions since -1 00:00",
        "1 09:00 #0 clock_voided wait since -1 00:00",
    ]
    assert told.tallies.excepted[:, :, 0].tolist() == [[0, 0, 0, 0], [1, 0, 0, 0]]
    assert told.model.names.clock_labels == ("wait", "wait, less exceptions")
    came = run(excepted(contact(), waiting(1), missed=True))
    assert came.lines("excepted", *OF_CLOCKS) == [
        "0 09:00 #0 clock_stopped wait since -1 00:00",
        "0 09:00 #0 clock_stopped wait_less_exceptions since -1 00:00",
    ]


@pytest.mark.parametrize(("reason", "key"), [(1, "absence"), (3, "personal")])
def test_S37_shares_of_referrals_are_excepted_as_the_clock_starts(
    run: Tell, reason: int, key: str
) -> None:
    crowd = {"waiting": {"0-1 min": 400}}
    told = run(excepted(contact(), crowd, days=1, **{key: 0.3}))
    found = [row for row in told.rows if row.kind == EXCEPTED]
    assert {row.detail for row in found} == {4 + reason}
    assert abs(len(found) - 120) < 5 * (400 * 0.3 * 0.7) ** 0.5
    purpose = {1: streams.ABSENCE, 3: streams.CIRCUMSTANCES}[reason]
    question = streams.stream(purpose, 0)
    numbers = told.model.tables.opening_number.tolist()
    expected = {
        i for i, n in enumerate(numbers) if uniform(0, 0, key_of("p"), question, n, 0) < 0.3
    }
    assert {row.referral for row in found} == expected


def test_S37_the_first_reason_that_applies_is_the_one_that_counts(run: Tell) -> None:
    told = run(excepted(contact(), waiting(1), absence=1, personal=1))
    assert told.lines("excepted") == ["0 00:00 #0 excepted 5"]


@pytest.mark.parametrize(
    ("asked", "meets"), [(4, False), (5, True), (32, True), (33, False)], ids=str
)
def test_S37_a_closure_is_met_from_a_week_before_it_until_a_week_before_its_end(
    run: Tell, asked: int, meets: bool
) -> None:
    steps = {"ask": delay(f"{2 * asked} days", "see"), "see": contact(), "wait": contact()}
    rules = {"from": "see"}
    tree = service(
        steps,
        opening={"ask": {"caseload": 1}},
        standards=clock("see", exceptions={"closures": "4 weeks"}, **rules),
        days=40,
    )
    # Schools are closed on the 28 days from day 12 to day 39, in two holidays that adjoin.
    tree["calendar"]["school_holidays"] = {
        "one": {"from": "2026-01-17", "to": "2026-01-31"},
        "two": {"from": "2026-02-01", "to": "2026-02-13"},
    }
    assert run(tree).lines("excepted") == ([f"{asked} 00:00 #0 excepted 6"] if meets else [])
    tree["calendar"]["school_holidays"]["two"]["to"] = "2026-02-12"
    assert run(tree).lines("excepted") == []


def test_S37_schools_are_asked_at_the_start_or_at_the_steps_that_the_standard_names(
    run: Tell,
) -> None:
    def told(**more: object) -> list[str]:
        standards = clock("treat", exceptions={"closures": "4 weeks", **more})
        tree = changed(way(), standards=standards)
        tree["calendar"]["school_holidays"] = {"long": {"from": "2026-01-13", "to": "2026-03-01"}}
        return run(tree).lines("excepted")

    # From day 1 on: the clock starts on day 0, and the letter is entered at 09:00 on day 1.
    assert told() == []
    assert told(asked_at="letter") == ["1 09:00 #0 excepted 6"]
    assert told(asked_at=["assess"]) == []


def test_S37_an_opening_referral_is_excepted_by_the_minute_in_which_its_clock_started(
    run: Tell,
) -> None:
    tree = excepted(contact(), waiting(9, 5), days=1, closures="4 weeks")
    tree["calendar"]["school_holidays"] = {"long": {"from": "2025-12-01", "to": "2026-01-04"}}
    tree["staff"]["nurses"] = {"wte": 0}
    assert run(tree).lines("excepted", *OF_CLOCKS) == [
        "0 00:00 #0 excepted 6",
        "0 00:00 #0 clock_voided wait_less_exceptions since -9 00:00",
        "1 00:00 #0 still_running wait since -9 00:00",
        "1 00:00 #1 still_running wait since -5 00:00",
        "1 00:00 #1 still_running wait_less_exceptions since -5 00:00",
    ]


def test_S37_new_referrals_are_excepted_as_they_arrive(run: Tell) -> None:
    tree = excepted(contact(), {}, days=30, absence=1)
    tree = changed(tree, referrals={"rate": "7 a week", "days": "every"})
    told = run(tree)
    found = [row.minute for row in told.rows if row.kind == EXCEPTED]
    assert len(found) > 10
    assert found == [row.minute for row in told.rows if row.kind == REFERRED]


def test_S37_the_second_clock_pauses_and_starts_anew_like_the_first(run: Tell) -> None:
    rules = {"pauses_at": "letter", "restarts_at": "letter", "from": "assess"}
    tree = changed(way(), standards=clock("treat", exceptions={"missed": True}, **rules))
    lines = run(tree).lines(*OF_CLOCKS)
    second = [line for line in lines if "less" in line]
    assert [line.replace("_less_exceptions", "") for line in second] == [
        line for line in lines if "less" not in line
    ]
    assert len(second) == 4
