"""S22: referrals with dates."""

from typing import Any

import pytest
from lists import dates, row
from random_scenarios import Tree
from stories import DAY
from worked import YEAR, Tell, Told, changed, contact, service

from waitsim.records import GROUPED, JOINED, REFERRED
from waitsim.scenario.referral_list import Entry


def replayed(*rows: Entry, days: int = 4, **pathway: Any) -> Tree:
    """A service to which children are referred on the dates of a file."""
    pathway = {"referrals": {"dates": dates(*rows)}, **pathway}
    return service(pathway.pop("steps", {"see": contact()}), days=days, **pathway)


def arrivals(told: Told) -> list[int]:
    return [event.minute for event in told.rows if event.kind == REFERRED]


def priorities(told: Told) -> list[int]:
    return [event.priority for event in told.rows if event.kind == REFERRED]


def categories(told: Told) -> list[list[str]]:
    """Names of the categories of each referral, in order."""
    found: dict[int, list[str]] = {}
    for event in told.rows:
        if event.kind == GROUPED:
            name = told.model.names.categories[event.detail]
            found.setdefault(event.referral, []).append(name.partition(".")[2])
    return [found[referral] for referral in sorted(found)]


TWO_CLASSES = {"urgent": 0.5, "routine": 0.5}


def test_S22_rows_of_a_day_are_its_referrals_and_there_are_no_others(run: Tell) -> None:
    told = run(replayed(row(2, "14:30"), row(0, "09:00"), row(2, "08:00"), row(9, "10:00")))
    assert arrivals(told) == [540, 2 * DAY + 480, 2 * DAY + 870]


def test_S22_a_referral_without_a_time_comes_in_the_minute_of_its_draw(run: Tell) -> None:
    rows = [row(day) for day in range(4) for _ in range(30)]
    drawn = run(replayed(*rows, referrals={"rate": "2100 a week", "days": "every"}))
    told = run(replayed(*rows))
    n = [sum(minute // DAY == day for minute in arrivals(told)) for day in range(4)]
    assert n == [30] * 4
    assert set(arrivals(told)) <= set(arrivals(drawn))
    by_hour = run(replayed(*rows, referrals={"dates": dates(*rows), "hours": "9-17"}))
    assert {minute % DAY // 60 for minute in arrivals(by_hour)} <= set(range(9, 17))
    assert len({minute % DAY for minute in arrivals(told)}) > 50


def test_S22_the_nth_row_of_a_day_has_the_luck_of_its_nth_referral(run: Tell) -> None:
    drawn = run(replayed(referrals={"rate": "350 a week", "days": "every"}, priorities=TWO_CLASSES))
    counts = [sum(m // DAY == day for m in arrivals(drawn)) for day in range(4)]
    rows = [row(day) for day in (3, 2, 1, 0) for _ in range(counts[day])]
    told = run(replayed(*rows, priorities=TWO_CLASSES))
    assert told.rows == drawn.rows
    assert set(priorities(told)) == {0, 1}


def test_S22_what_a_row_tells_holds_and_luck_gives_the_rest_as_ever(run: Tell) -> None:
    groups = {"sex": {"f": 0.5, "m": 0.5}, "place": {"north": 0.5, "south": 0.5}}
    rows = [row(0, f"{hour:02}:00") for hour in range(8)]
    tree = replayed(*rows, priorities=TWO_CLASSES)
    plain = run({**tree, "groups": groups})
    assert {tuple(own) for own in categories(plain)} > {("f", "north")}
    rows = [one._replace(priority="urgent", groups=(("place", "south"),)) for one in rows]
    told = run({**replayed(*rows, priorities=TWO_CLASSES), "groups": groups})
    assert set(priorities(plain)) == {0, 1}
    assert priorities(told) == [0] * 8
    assert categories(told) == [[own[0], "south"] for own in categories(plain)]


@pytest.mark.parametrize(("born", "leaves"), [(0, "1 00:00"), (1, "2 00:00")])
def test_S22_a_date_of_birth_is_the_midnight_that_begins_it(
    run: Tell, born: int, leaves: str
) -> None:
    # 4 years are 1,461 days.
    child = row(0, "10:00", birth_date=born - 1460)
    ages = {"ages": {"0-3": 1}, "leaves_at_age": 4}
    told = run(replayed(child, **ages, steps={"see": contact(90)}))
    assert 4 * YEAR == 1461 * DAY
    assert told.lines("left_list") == [f"{leaves} #0 left_list see since 0 10:00"]


def test_S22_what_differs_by_age_and_group_goes_by_what_is_told(run: Tell) -> None:
    see = contact(
        60,
        differs=[
            {"where": {"age": "0-3"}, "then": "other"},
            {"where": {"sex": "f"}, "staff": {"nurses": "30 min"}},
        ],
    )
    rows = [
        row(0, "01:00", birth_date=-1000, groups={"sex": "f"}),
        row(0, "02:00", birth_date=-2000, groups={"sex": "f"}),
        row(0, "03:00", birth_date=-1000, groups={"sex": "m"}),
    ]
    tree = replayed(*rows, ages={"0-9": 1}, steps={"see": see})
    told = run({**tree, "groups": {"sex": {"f": 0.5, "m": 0.5}}})
    assert told.lines("ended") == [
        "0 09:00 #0 ended other",
        "0 09:00 #1 ended done",
        "1 09:00 #2 ended other",
    ]


def test_S22_referrals_of_one_minute_go_in_the_order_of_the_file(run: Tell) -> None:
    rows = [row(0, "08:00", priority=name) for name in ("urgent", "routine", "urgent")]
    told = run(replayed(*rows, priorities=TWO_CLASSES))
    assert priorities(told) == [0, 1, 0]
    joined = [event.referral for event in told.rows if event.kind == JOINED]
    assert joined == [0, 1, 2]


def test_S22_what_holds_is_what_is_in_force_on_the_day(run: Tell) -> None:
    file = replayed(*(row(day, "12:00") for day in range(6)), days=6)
    rate = {"rate": "14 a week", "days": "every", "pattern": "regular", "batch": 2}
    told = run((0, file), (2, changed(file, referrals=rate)), (4, file))
    noon = [day * DAY + 720 for day in (0, 1, 2, 2, 3, 3, 4, 5)]
    assert arrivals(told) == pytest.approx(noon, abs=1)
