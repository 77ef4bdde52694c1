"""S18, S33 and S36: clocks that can be paused, in pathways in which priority rises."""

import pytest
from random_scenarios import Tree
from worked import Tell, Told, changed, contact, delay, service, waiting

CLOSED = {"nurses": {"wte": 0}}
ROUTINE = {"urgent": 0, "soon": 0, "routine": 1}
OF_CLOCKS = (
    *("escalated", "clock_stopped", "clock_voided", "clock_paused", "clock_resumed"),
    *("still_running", "still_paused"),
)


def rising(**after: str) -> Tree:
    """What a step says of classes that rise: to the next one, after a time on the list."""
    to = {"routine": "soon", "soon": "urgent"}
    return {"escalates": {name: {"to": to[name], "after": time} for name, time in after.items()}}


def way(see: Tree, *waited: int, days: int = 22, **rules: object) -> Tree:
    """Children who wait to be seen, then a month of letters, then treatment."""
    steps = {
        "see": contact(**{"then": "letters", **see}),
        "letters": delay("30 days", "treat"),
        "treat": contact(),
    }
    standards = {"wait": {"to": "treat", "within": "1 week", **rules}}
    opening = {"see": waiting(*waited)} if waited else {}
    return service(
        steps, opening=opening, standards=standards, priorities=ROUTINE, days=days, staff=CLOSED
    )


def seen_on(tree: Tree, day: int) -> tuple[tuple[int, Tree], tuple[int, Tree]]:
    """The service with nobody to see children until a day, and from then on enough of them."""
    return (0, tree), (day, changed(tree, staff__nurses={"wte": 40}))


def open_by_class(told: Told, clock: int = 0) -> list[dict[tuple[int, int], int]]:
    """Of a clock at each weekly census: how many are open, by class and band."""
    counts = told.tallies.open[len(told.model.names.lists) + clock].swapaxes(0, 1)
    return [
        {(int(q), int(band)): int(week[q, band]) for q, band in zip(*week.nonzero(), strict=True)}
        for week in counts
    ]


def at_the_end(told: Told, clock: int = 0) -> dict[tuple[int, int], int]:
    """Of a clock at the end of the run: how many are open, by class and whole weeks."""
    last = told.tallies.snapshot[len(told.model.names.lists) + clock, :, -1]
    return {(int(q), int(w)): int(last[q, w]) for q, w in zip(*last.nonzero(), strict=True)}


def entered(told: Told, clock: int = 0) -> list[int]:
    """Clocks that began or were there at the start, by class."""
    counts: list[int] = told.tallies.entered[len(told.model.names.lists) + clock].sum(axis=1)
    return [int(n) for n in counts]


def test_S33_a_running_clock_that_can_be_paused_is_paused_as_the_child_rises(run: Tell) -> None:
    told = run(way(rising(routine="5 days"), 3, pauses_at="letters"))
    assert told.lines(*OF_CLOCKS) == [
        "2 00:00 #0 clock_paused wait since -3 00:00",
        "2 00:00 #0 escalated 2",
        "2 00:00 #0 clock_resumed wait since -3 00:00",
        "22 00:00 #0 still_running wait since -3 00:00",
    ]
    assert [row.priority for row in told.rows if row.minute == 2 * 1440] == [2, 1, 1]


@pytest.mark.parametrize("rules", [{"pauses_at": "letters"}, {"pauses_if_missed": True}])
def test_S18_such_a_clock_is_open_under_the_class_of_the_time(run: Tell, rules: Tree) -> None:
    # It has run 3 days at minute 0, and rises on days 2 and 9: 10, 17 and 24 days at the censuses.
    told = run(way(rising(routine="5 days", soon="12 days"), 3, **rules))
    assert open_by_class(told) == [{(2, 0): 1}, {(1, 1): 1}, {(0, 2): 1}, {(0, 2): 1}]
    assert at_the_end(told) == {(0, 3): 1}
    assert entered(told) == [0, 0, 1]
    assert told.tallies.paused.sum() == 0


def test_S18_one_that_rises_at_a_census_is_open_at_it_in_the_class_after(run: Tell) -> None:
    told = run(way(rising(routine="10 days"), 3, pauses_at="letters", days=8))
    assert open_by_class(told) == [{(2, 0): 1}, {(1, 1): 1}]


def test_S18_other_clocks_are_tallied_under_the_class_in_which_they_end(run: Tell) -> None:
    tree = way(rising(routine="5 days", soon="12 days"), 3, pauses_at="letters")
    tree["pathways"]["p"]["standards"]["whole"] = {"to": "treat", "within": "1 week"}
    told = run(tree)
    assert not [line for line in told.lines("clock_paused", "clock_resumed") if "whole" in line]
    whole = open_by_class(told, 1)
    assert whole == [{(0, 0): 1}, {(0, 1): 1}, {(0, 2): 1}, {(0, 2): 1}]
    assert entered(told, 1) == [1, 0, 0]
    assert open_by_class(told, 0) != whole


def test_S33_a_paused_clock_stays_so_and_runs_on_in_the_class_risen_to(run: Tell) -> None:
    # The clock runs for 12 hours of forms, and is paused from arriving on the list until seen. The
    # child rises on days 2 and 5, and is seen on day 11: at the census of day 14 the clock has run
    # 12 hours and 63 hours more.
    tree = way(rising(routine="36 hours", soon="108 hours"), pauses_at="see")
    tree["pathways"]["p"]["steps"] = {
        "forms": delay("1 day", "see"),
        **tree["pathways"]["p"]["steps"],
    }
    tree["pathways"]["p"]["opening"] = {"forms": {"caseload": 1}}
    told = run(*seen_on(tree, 11))
    assert told.lines(*OF_CLOCKS) == [
        "0 12:00 #0 clock_paused wait since 0 00:00",
        "2 00:00 #0 escalated 2",
        "5 00:00 #0 escalated 1",
        "11 09:00 #0 clock_resumed wait since 10 21:00",
        "22 00:00 #0 still_running wait since 10 21:00",
    ]
    assert open_by_class(told) == [{(2, 0): 1}, {}, {(0, 0): 1}, {(0, 1): 1}]
    assert at_the_end(told) == {(0, 1): 1}
    assert entered(told) == [0, 0, 1]
    still = run(changed(tree, standards__wait__to="letters"))
    assert open_by_class(still) == [{(2, 0): 1}, {}, {}, {}]
    assert entered(still) == [0, 0, 1]
    assert still.tallies.paused.sum() == 1


def test_S33_after_a_pause_it_rises_with_the_length_that_it_has(run: Tell) -> None:
    # Missed on day 0 at 09:00, back on day 10 with 4 days less 9 hours; the child rises on day 12.
    dna = {"share": 1, "after": "10 days"}
    see = {"dna": dna, **rising(routine="15 days", soon="22 days")}
    tree = way(see, 3, pauses_if_missed=True)
    told = run((0, changed(tree, staff__nurses={"wte": 40})), (1, tree))
    assert told.lines(*OF_CLOCKS) == [
        "0 09:00 #0 clock_paused wait since -3 00:00",
        "10 09:00 #0 clock_resumed wait since 7 00:00",
        "12 00:00 #0 clock_paused wait since 7 00:00",
        "12 00:00 #0 escalated 2",
        "12 00:00 #0 clock_resumed wait since 7 00:00",
        "19 00:00 #0 clock_paused wait since 7 00:00",
        "19 00:00 #0 escalated 1",
        "19 00:00 #0 clock_resumed wait since 7 00:00",
        "22 00:00 #0 still_running wait since 7 00:00",
    ]
    assert open_by_class(told) == [{(2, 0): 1}, {}, {(1, 1): 1}, {(0, 2): 1}]
    assert at_the_end(told) == {(0, 2): 1}
    assert entered(told) == [0, 0, 1]


def test_S33_in_the_pause_after_a_missed_contact_it_rises_without_running_on(run: Tell) -> None:
    # Two clocks: one is paused by the missed contact, the other runs and can be paused elsewhere.
    see = {"dna": {"share": 1, "after": "10 days"}, **rising(routine="8 days")}
    tree = way(see, 3, pauses_if_missed=True)
    tree["pathways"]["p"]["standards"]["other"] = {
        "to": "treat",
        "within": "1 week",
        "pauses_at": "letters",
    }
    told = run((0, changed(tree, staff__nurses={"wte": 40})), (1, tree))
    assert told.lines(*OF_CLOCKS)[:5] == [
        "0 09:00 #0 clock_paused wait since -3 00:00",
        "5 00:00 #0 clock_paused other since -3 00:00",
        "5 00:00 #0 escalated 2",
        "5 00:00 #0 clock_resumed other since -3 00:00",
        "10 09:00 #0 clock_resumed wait since 7 00:00",
    ]
    assert open_by_class(told, 0) == [{(2, 0): 1}, {}, {(1, 1): 1}, {(1, 2): 1}]
    assert open_by_class(told, 1) == [{(2, 0): 1}, {(1, 1): 1}, {(1, 2): 1}, {(1, 2): 1}]


def test_S33_who_rises_on_joining_has_been_of_the_class_before_until_then(run: Tell) -> None:
    escalates = {"routine": {"to": "soon", "after": "5 days", "counted_from": "referral"}}
    tree = way({"escalates": escalates}, pauses_at="letters", days=12)
    tree["pathways"]["p"]["steps"] = {
        "forms": delay("20 days", "see"),
        **tree["pathways"]["p"]["steps"],
    }
    # A child who has waited for its forms is half-way through them.
    tree["pathways"]["p"]["opening"] = {"forms": waiting(14)}
    told = run(tree)
    assert told.lines("joined_list", *OF_CLOCKS) == [
        "10 00:00 #0 joined_list see",
        "10 00:00 #0 clock_paused wait since -14 00:00",
        "10 00:00 #0 escalated 2",
        "10 00:00 #0 clock_resumed wait since -14 00:00",
        "12 00:00 #0 still_running wait since -14 00:00",
    ]
    assert open_by_class(told) == [{(2, 2): 1}, {(2, 2): 1}]
    assert at_the_end(told) == {(1, 3): 1}
    assert entered(told) == [0, 0, 1]


def test_S33_clocks_that_have_yet_to_start_or_are_over_are_left_alone(run: Tell) -> None:
    tree = way(rising(routine="5 days"), 3, pauses_at="letters", **{"from": "letters"})
    tree["pathways"]["p"]["standards"]["over"] = {
        "to": "see",
        "within": "1 week",
        "pauses_if_missed": True,
        "exceptions": {"absence": "100 %"},
    }
    told = run(tree)
    assert told.lines(*OF_CLOCKS) == [
        "0 00:00 #0 clock_voided over_less_exceptions since -3 00:00",
        "2 00:00 #0 clock_paused over since -3 00:00",
        "2 00:00 #0 escalated 2",
        "2 00:00 #0 clock_resumed over since -3 00:00",
        "22 00:00 #0 still_running over since -3 00:00",
    ]


def test_S33_a_clock_paused_at_the_start_rises_in_its_pause(run: Tell) -> None:
    told = run(*seen_on(way(rising(routine="2 days"), 3, pauses_at="see"), 1))
    assert told.lines(*OF_CLOCKS) == [
        "0 00:00 #0 clock_paused wait",
        "0 00:00 #0 escalated 2",
        "1 09:00 #0 clock_resumed wait",
        "22 00:00 #0 still_running wait since 1 09:00",
    ]
    assert open_by_class(told) == [{}, {(1, 0): 1}, {(1, 1): 1}, {(1, 2): 1}]


def test_S33_a_child_that_rises_counts_once_in_its_category(run: Tell) -> None:
    tree = way(rising(routine="5 days"), 3, pauses_at="letters")
    told = run(tree | {"groups": {"sex": {"f": 1, "m": 0}}})
    spell = len(told.model.names.lists)
    assert told.tallies.group_snapshot[spell, :, -1].sum(axis=1).tolist() == [1, 0]
    assert told.tallies.group_snapshot[spell, 0, -1, 3] == 1
