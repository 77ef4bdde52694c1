"""S28 and S29: what staff time there is."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from random_scenarios import Tree
from scipy import stats
from worked import Tell, Told, changed, contact, on_days, service, waiting

from waitsim.records import OFFERED
from waitsim.rules.draws import uniform
from waitsim.rules.keys import key_of

THIRTY_YEARS = 1560
AWAY, QUITS, EMPTY, CANCELLED = 40, 41, 42, 44  # purposes of the draws
NURSES = key_of("nurses")


def team(people: float, minutes: float = 60, **more: Any) -> Tree:
    """People who each give so many minutes on every day of the week."""
    return on_days(minutes) | {"wte": people, "hours": f"{7 * minutes} min", **more}


def idle(weeks: int, **groups: Tree) -> Tree:
    """A service to which nobody comes."""
    return service({"go": contact(dict.fromkeys(groups, 60))}, days=7 * weeks, staff=groups)


def weekly(told: Told, g: int = 0) -> NDArray[np.int64]:
    return told.tallies.minutes[g, OFFERED]


def luck(purpose: int, count: int, occurrence: int = 0, owner: int = NURSES) -> list[float]:
    """Draws about a group for the first weeks or days of replication 0 of seed 0."""
    return [uniform(0, 0, owner, purpose << 24, when, occurrence) for when in range(count)]


# S28.


def test_S28_those_away_are_the_binomial_number_that_the_weeks_draw_gives(run: Tell) -> None:
    # Five people, an hour each on seven days.
    away = stats.binom.ppf(luck(AWAY, 40), 5, 0.2)
    told = run(idle(40, nurses=team(5, absence=0.2)))
    assert weekly(told).tolist() == [7 * 60 * (5 - n) for n in away]
    assert len(set(away)) > 2


def test_S28_the_mean_and_the_variance_are_those_of_the_binomial(run: Tell) -> None:
    hours = weekly(run(idle(THIRTY_YEARS, nurses=team(8, absence=0.15)))) / 420
    # Four standard errors: one false alarm in 16,000.
    error = math.sqrt(8 * 0.15 * 0.85 / THIRTY_YEARS)
    assert abs(hours.mean() - 8 * 0.85) < 4 * error
    error = 8 * 0.15 * 0.85 * math.sqrt(2 / THIRTY_YEARS)
    assert abs(hours.var() - 8 * 0.15 * 0.85) < 4 * error


def test_S28_a_part_of_a_person_counts_as_one_and_minutes_are_rounded_half_up(run: Tell) -> None:
    # 0.4 WTE is one person, there or away; 2.4 WTE are two people, so each is half of the minutes.
    told = run(idle(60, nurses=team(0.4, 100, absence=0.5), doctors=team(2.4, 45, absence=0.5)))
    assert set(weekly(told, 0).tolist()) == {0, 280}
    # 108 minutes a day, of which one person of two has 54.
    assert set(weekly(told, 1).tolist()) == {0, 378, 756}
    told = run(idle(60, nurses=team(3, 25 / 3, absence=0.5)))
    assert set(weekly(told).tolist()) == {0, 7 * 8, 7 * 17, 7 * 25}
    told = run(idle(60, nurses=team(2, 12.5, absence=0.5)))
    assert set(weekly(told).tolist()) == {0, 7 * 13, 7 * 25}


def test_S28_vacancy_is_taken_off_before_people_are_counted(run: Tell) -> None:
    told = run(idle(60, nurses=team(4, absence=0.5, vacancy=0.5)))
    assert set(weekly(told).tolist()) == {0, 420, 840}


def test_S28_there_is_one_draw_for_each_512_people(run: Tell) -> None:
    first, rest = luck(AWAY, 1)[0], luck(AWAY, 1, 512)[0]
    away = stats.binom.ppf(first, 512, 0.1) + stats.binom.ppf(rest, 88, 0.1)
    assert weekly(run(idle(1, nurses=team(600, absence=0.1)))).tolist() == [420 * (600 - away)]


def test_S28_luck_follows_the_name_of_the_group(run: Tell) -> None:
    alone = run(idle(20, nurses=team(5, absence=0.3, turnover="1 % a week", refill="5 weeks")))
    staff = {"clerks": team(9, absence=0.5), "nurses": team(5, absence=0.3)}
    staff["nurses"] |= {"turnover": "1 % a week", "refill": "5 weeks"}
    assert weekly(run(idle(20, **staff)), 1).tolist() == weekly(alone).tolist()


def test_S28_the_share_is_that_in_force_on_the_weeks_first_day(run: Tell) -> None:
    base = idle(3, nurses=team(5))
    told = run((0, base), (3, changed(base, staff__nurses__absence=1)))
    assert weekly(told).tolist() == [2100, 0, 0]
    told = run((0, base), (7, changed(base, staff__nurses__absence=1)), (8, base))
    assert weekly(told).tolist() == [2100, 0, 2100]


def test_S28_a_post_stays_empty_for_the_time_to_refill_and_a_week_is_worked_at_least(
    run: Tell,
) -> None:
    nurses = team(1, turnover="30 % a week", refill="3 weeks")
    filled = weekly(run(idle(400, nurses=nurses))) > 0
    spells = [(key, len(list(weeks))) for key, weeks in itertools.groupby(filled)]
    assert {length for there, length in spells[1:-1] if not there} == {3}
    assert {1, 2, 3} <= {length for there, length in spells[1:-1] if there}


def test_S28_those_who_leave_are_the_binomial_number_of_those_in_post(run: Tell) -> None:
    # Of ten posts refilled after a year, with a chance of 3 % a week, over twelve weeks.
    quits = 0.03
    empty_share = 52 * quits / (1 + 52 * quits)
    empty = int(stats.binom.ppf(luck(EMPTY, 1)[0], 10, empty_share))
    left = [1 + int(uniform(0, 0, NURSES, 43 << 24, k, 0) * 52) for k in range(empty)]
    expected = []
    for week, u in enumerate(luck(QUITS, 12)):
        if week:
            empty += int(stats.binom.ppf(u, 10 - empty, quits)) - left.count(week)
        expected.append(420 * (10 - empty))
    told = run(idle(12, nurses=team(10, turnover="3 % a week", refill="1 year")))
    assert weekly(told).tolist() == expected
    assert len(set(expected)) > 1


def test_S28_the_share_of_empty_posts_is_the_long_run_one_from_the_first_week_on(
    run: Tell,
) -> None:
    share = 14 * 0.02 / (1 + 14 * 0.02)
    nurses = team(2000, turnover="2 % a week", refill="14 weeks")
    hours = weekly(run(idle(60, nurses=nurses))) / 420
    error = math.sqrt(share * (1 - share) / 2000)
    for week in (0, 1, 7, 14, 20, 59):
        assert abs(hours[week] / 2000 - (1 - share)) < 4 * error, week


def test_S28_posts_added_are_filled_and_of_posts_taken_away_the_filled_go(run: Tell) -> None:
    many = idle(3, nurses=team(100, turnover="1 % a week", refill="100 weeks"))
    none = changed(many, staff__nurses__turnover="0 % a year")
    empty = 100 - weekly(run(many))[0] // 420
    assert 20 < empty < 80
    more = changed(none, staff__nurses__wte=130)
    fewer = changed(none, staff__nurses__wte=10)
    told = run((0, many), (7, more), (14, fewer))
    assert [hours // 420 for hours in weekly(told)[1:]] == [130 - empty, 0]


def test_S28_a_group_that_is_away_keeps_what_was_set_aside(run: Tell) -> None:
    # Half an hour a day for a contact of three and a half: 210 minutes are set aside in a week.
    tree = service({"go": contact(240)}, opening={"go": waiting(9)}, days=15, staff={"nurses": {}})
    there = changed(tree, staff__nurses=team(1, 30))
    away = changed(there, staff__nurses__absence=1)
    told = run((0, there), (7, away), (14, there))
    assert told.lines("attended") == ["14 09:00 #0 attended 1"]
    assert told.minutes("nurses") == {"offered": 240, "used": 240, "lost": 0, "unused": 0}


# S29.


def test_S29_the_days_cancelled_are_those_whose_draw_falls_below_the_share(run: Tell) -> None:
    told = run(idle(20, nurses=team(1, cancelled=0.25), doctors=team(1)))
    kept = np.array(luck(CANCELLED, 140)).reshape(20, 7) >= 0.25
    assert weekly(told).tolist() == (60 * kept.sum(axis=1)).tolist()
    assert set(weekly(told, 1).tolist()) == {420}


def test_S29_the_share_is_that_in_force_on_the_day(run: Tell) -> None:
    # 40 minutes are set aside on day 0, kept through day 1, and used with 20 of day 2.
    tree = service({"go": contact(60)}, opening={"go": waiting(9)}, days=3, staff={"nurses": {}})
    open_ = changed(tree, staff__nurses=team(1, 40))
    told = run((0, open_), (1, changed(open_, staff__nurses__cancelled=1)), (2, open_))
    assert told.lines("attended") == ["2 09:00 #0 attended 1"]
    assert told.lines("missed") == []
    assert told.minutes("nurses") == {"offered": 80, "used": 60, "lost": 0, "unused": 20}


def test_S29_on_dates_on_which_a_group_is_closed_it_is_offered_none(run: Tell) -> None:
    tree = service(
        {"go": contact(60, extra_slots="5 a week")},
        opening={"go": waiting(9, 8, 7)},
        days=2,
        staff={"nurses": team(1, closed_on=["2026-01-05"])},
    )
    told = run(tree)
    # Extra slots go on; nobody is seen by a nurse before the second day.
    assert told.lines("attended") == [
        "0 09:00 #0 attended 1",
        "1 09:00 #1 attended 1",
        "1 09:00 #2 attended 1",
    ]
    assert told.minutes("nurses") == {"offered": 60, "used": 60, "lost": 0, "unused": 0}


@pytest.mark.parametrize("weeks_worked", [None, 42])
def test_S29_minutes_of_a_closed_date_are_not_made_up_for(run: Tell, weeks_worked: Any) -> None:
    nurses = team(7, weeks_worked=weeks_worked)
    closed = nurses | {"closed_on": ["2026-01-07", "2026-01-08"]}
    open_, shut = (run(idle(52, nurses=group)) for group in (nurses, closed))
    a_day = weekly(open_)[1] / 7
    assert weekly(open_)[0] - weekly(shut)[0] == pytest.approx(2 * a_day, abs=2)
    assert abs((weekly(open_) - weekly(shut))[1:]).max() <= 1


def test_S29_absence_and_cancelled_days_come_together(run: Tell) -> None:
    told = run(idle(30, nurses=team(5, absence=0.2, cancelled=0.25)))
    people = 5 - stats.binom.ppf(luck(AWAY, 30), 5, 0.2)
    kept = (np.array(luck(CANCELLED, 210)).reshape(30, 7) >= 0.25).sum(axis=1)
    assert weekly(told).tolist() == (60 * people * kept).tolist()
