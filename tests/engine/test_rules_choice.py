"""S44: advertised waits and the choice of another provider, worked by hand."""

from typing import Any

import pytest
from random_scenarios import Tree
from stories import DAY
from worked import Tell, contact, decision, delay, on_days, place, service, waiting

from waitsim.records import MINUTES_PER_WEEK
from waitsim.rules import streams
from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of, step_key

THURSDAYS = {"nurses": on_days(60, "thursday")}


def choosing(shares: Tree, **more: Any) -> Tree:
    """A decision whose other provider is chosen by the wait for ``see``."""
    return decision("done") | {"choice": {"of": "p.see", "shares": shares, "to": "other", **more}}


def at(**days: float) -> tuple[dict[str, Tree], Tree]:
    """Delays of one child each that lead to ``ask`` on some days, and their caseloads."""
    steps = {name: delay(f"{round(2 * day * 24)} hours", "ask") for name, day in days.items()}
    return steps, {name: {"caseload": 1} for name in days}


def ends(told: Any) -> dict[str, str]:
    """How the child of each delay ended."""
    names = told.model.names.steps
    first = {row.referral: names[row.step].partition(".")[2] for row in told.rows if row.kind == 0}
    return {
        first[int(line.split()[2][1:])]: line.split()[-1]
        for line in told.lines("ended")
        if first[int(line.split()[2][1:])] != "see"
    }


def test_S44_the_wait_of_the_opening_list_is_advertised_until_a_week_begins_after_one_was_seen(
    run: Tell,
) -> None:
    # Waited 14 days at the start, and 17 days and 9 hours when seen on the first Thursday.
    delays, opening = at(first=3, sixth=6, eighth=8)
    steps = {"see": contact(), "ask": choosing({"16 days": 0, "17 days": 1}), **delays}
    told = run(service(steps, opening={"see": waiting(14), **opening}, staff=THURSDAYS, days=10))
    assert ends(told) == {"first": "done", "sixth": "done", "eighth": "other"}


def test_S44_the_mean_of_the_waits_completed_is_rounded_down_to_a_minute(run: Tell) -> None:
    # Seen on day 3 at 09:00 after 17 days and 9 hours, and a day and a minute more.
    delays, opening = at(eighth=8)
    staff = {"nurses": on_days(120, "thursday")}
    two = {"see": {"waiting": {"20159 min - 20161 min": 1, "21600 min - 21602 min": 1}}}

    def end(minutes: int) -> str:
        edge = {f"{minutes - 1} min": 0, f"{minutes} min": 1}
        steps = {"see": contact(), "ask": choosing(edge), **delays}
        told = run(service(steps, opening={**two, **opening}, staff=staff, days=10))
        return ends(told)["eighth"]

    mean = 17 * DAY + 21 * 60
    assert [end(mean), end(mean + 1)] == ["other", "done"]


def test_S44_waits_count_for_13_weeks_and_the_last_mean_stays_where_there_are_none(
    run: Tell,
) -> None:
    delays, opening = at(week_13=91.5, week_14=98.5, week_20=140.5)
    ask = choosing({"60 days": 0, "61 days": 1})
    # One child, after 100 days, on day 0; perhaps another in week 13 after a day or so.
    steps = {"see": contact(), "ask": ask, **delays}
    alone = service(steps, opening={"see": waiting(100), **opening}, days=150)
    assert set(ends(run(alone)).values()) == {"other"}
    steps["later"] = delay("186 days", "see")
    both = service(
        steps, opening={"see": waiting(100), **opening, "later": {"caseload": 1}}, days=150
    )
    told = ends(run(both))
    assert [told[week] for week in ("week_13", "week_14", "week_20")] == ["other", "done", "done"]


@pytest.mark.parametrize(("day", "end"), [(91.5, "other"), (98.5, "done")])
def test_S44_a_wait_counts_for_just_13_weeks_beside_others(run: Tell, day: float, end: str) -> None:
    # One after 100 days in week 0, one after 9 hours in week 12: 50 days on average in week 13.
    delays, opening = at(asked=day)
    steps = {"see": contact(), "ask": choosing({"40 days": 0, "41 days": 1}), **delays}
    steps["later"] = delay("172 days", "see")
    opening |= {"see": waiting(100), "later": {"caseload": 1}}
    assert ends(run(service(steps, opening=opening, days=100)))["asked"] == end


def test_S44_the_wait_can_be_counted_from_the_referral(run: Tell) -> None:
    # Referred at the start of the run, on the list on day 10, a Thursday, and seen on it.
    delays, opening = at(third_week=15)
    forms = delay("20 days", "see")
    edge = {"9 days": 0, "10 days": 1}
    for since, end in (("joining", "done"), ("referral", "other")):
        steps = {"forms": forms, "see": contact(), "ask": choosing(edge, counted_from=since)}
        told = run(
            service(
                steps | delays,
                opening={"forms": {"caseload": 1}, **opening},
                staff=THURSDAYS,
                days=20,
            )
        )
        chosen = ends(told)
        assert chosen["third_week"] == end


def test_S44_the_share_is_on_a_straight_line_and_each_child_has_a_draw(run: Tell) -> None:
    # A quarter of the way from 2 % to 42 % is 12 %.
    steps = {
        "see": contact(),
        "ask": choosing({"1 week": 0.02, "5 weeks": 0.42}),
        "wait": delay("1 day", "ask"),
    }
    staff = {"nurses": {"wte": 0}}
    told = run(
        service(steps, opening={"see": waiting(14), "wait": {"caseload": 300}}, staff=staff),
        seed=3,
    )
    numbers = told.model.tables.opening_number.tolist()
    stream = streams.stream(85, step_key("ask"))
    chosen = [uniform(3, 0, key_of("p"), stream, number, 0) < 0.12 for number in numbers[1:]]
    assert 15 < sum(chosen) < 60
    found = {row.referral: told.model.names.ends[row.detail] for row in told.rows if row.kind == 11}
    assert [found[i + 1] == "p.other" for i in range(300)] == chosen


@pytest.mark.parametrize(("weeks", "share"), [(1, 0.8), (8, 0.3)])
def test_S44_beyond_the_waits_stated_the_share_is_level(
    run: Tell, weeks: int, share: float
) -> None:
    shares = {"2 weeks": 0.8, "3 weeks": 0.5, "4 weeks": 0.3}
    steps = {"see": contact(), "ask": choosing(shares), "wait": delay("1 day", "ask")}
    opening = {"see": waiting(7 * weeks), "wait": {"caseload": 100}}
    told = run(service(steps, opening=opening, staff={"nurses": {"wte": 0}}), seed=3)
    stream = streams.stream(85, step_key("ask"))
    numbers = told.model.tables.opening_number.tolist()[1:]
    chosen = sum(uniform(3, 0, key_of("p"), stream, number, 0) < share for number in numbers)
    assert len(told.lines("ended")) == 100
    assert sum(line.endswith("other") for line in told.lines("ended")) == chosen


def test_S44_a_list_for_places_advertises_and_those_who_left_do_not_count(run: Tell) -> None:
    # Nobody takes a place: whoever leaves the list completes no wait.
    delays, opening = at(tenth=10)
    bed = place(0, "1 day", leaving="100 % a week") | {"leaving": 30}
    ask = decision("done") | {
        "choice": {"of": "p.bed", "shares": {"6 days": 0, "7 days": 1}, "to": "other"}
    }
    told = run(
        service({"bed": bed, "ask": ask, **delays}, opening={"bed": waiting(7), **opening}, days=12)
    )
    assert told.lines("left_list")
    assert ends(told)["tenth"] == "other"


def test_S44_those_who_choose_go_to_a_step_with_a_price_and_may_come_back(run: Tell) -> None:
    shares = {"0 weeks": 1}
    private = delay("2 days", "shared_care") | {"price": "£900"}
    choice = {"of": "p.see", "shares": shares, "to": "private"}
    steps = {
        "ask": decision("see") | {"choice": choice},
        "see": contact(),
        "private": private,
        "shared_care": contact(30),
        "form": delay("2 days", "ask"),
    }
    told = run(service(steps, opening={"form": {"caseload": 1}}, days=7))
    assert told.lines("entered_step", "attended", "ended") == [
        "1 00:00 #0 entered_step ask",
        "1 00:00 #0 entered_step private",
        "3 00:00 #0 entered_step shared_care",
        "3 09:00 #0 attended 1",
        "3 09:00 #0 ended done",
    ]
    private_step = told.model.names.steps.index("p.private")
    assert (told.model.entry_price[:, private_step] == 900).all()
    assert told.tallies.entries[private_step].sum() == 1


def test_S44_shares_can_change_on_a_date(run: Tell) -> None:
    delays, opening = at(first=1, third=3)
    trees = [
        service({"see": contact(), "ask": choosing({"0 weeks": share}), **delays}, opening=opening)
        for share in (0, 1)
    ]
    told = run((0, trees[0]), (2, trees[1]))
    assert ends(told) == {"first": "done", "third": "other"}


def test_S44_what_is_advertised_changes_only_as_a_week_begins(run: Tell) -> None:
    # Every day one of many is seen; what is advertised on days 7 and 13 is the same.
    edge = {"1 min": 0}
    found = []
    for day in (7.25, 13.75):
        delays, opening = at(asked=day)
        lower, upper = 0, 40 * DAY
        while upper - lower > 1:
            middle = (lower + upper) // 2
            edge = {f"{middle} min": 0, f"{middle + 1} min": 1}
            steps = {"see": contact(), "ask": choosing(edge), **delays}
            crowd = {"see": {"waiting": {"1 week - 2 weeks": 30}}, **opening}
            above = ends(run(service(steps, opening=crowd, days=14)))["asked"] == "other"
            lower, upper = (middle, upper) if above else (lower, middle)
        found.append(upper)
    assert found[0] == found[1] > MINUTES_PER_WEEK
