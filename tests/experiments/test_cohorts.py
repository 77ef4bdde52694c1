"""Waits of those referred in a month."""

import datetime
import math
from pathlib import Path

import numpy as np
import pytest
from made_up_run import Spell, made_up_header, recount
from small_scenario import small_scenario

from waitsim.experiments.cohorts import Cohort, waits_by_month
from waitsim.experiments.replicate import Execution, run
from waitsim.records import COMPLETED, REMOVED
from waitsim.results.results import Results

WEEK = 10080
MONTH = 30 * 1440
END = 150 * 1440


def of(*replications: list[Spell]) -> list[Cohort]:
    header = made_up_header(replications=len(replications))
    return list(waits_by_month(Results(header, recount(header, list(replications)))))


def clock(since: int, weeks: int | None, outcome: int = COMPLETED) -> Spell:
    """A clock of the first standard, over after some weeks or open at the end."""
    return Spell(3, 0, since, None if weeks is None else since + weeks * WEEK + 5, outcome)


def test_those_who_leave_and_those_who_wait_still_are_not_dropped() -> None:
    (april,) = of([clock(0, 3), clock(10, 17), clock(20, 4, REMOVED), clock(30, None)])
    assert (april.name, april.month) == ("autism.assessment", datetime.date(2026, 4, 1))
    assert april.started.mean == 4
    assert april.seen_within.mean == pytest.approx(0.5)
    assert april.half_seen_weeks.mean == pytest.approx(18)


def test_a_wait_of_just_the_limit_is_not_within_it() -> None:
    late = Spell(3, 0, 0, 18 * WEEK, COMPLETED)
    (april,) = of([clock(0, 17), late, clock(0, None)])
    assert april.seen_within.mean == pytest.approx(1 / 3)


def test_each_month_has_its_own_waits() -> None:
    april, may = of([clock(0, 3), clock(MONTH, 5), clock(MONTH + 9, 5)])
    assert (april.month, may.month) == (datetime.date(2026, 4, 1), datetime.date(2026, 5, 1))
    assert (april.started.mean, may.started.mean) == (1, 2)
    assert april.half_seen_weeks.mean == pytest.approx(3.5)
    assert may.half_seen_weeks.mean == pytest.approx(5.5)


def test_what_the_run_ends_too_early_to_tell_is_not_told() -> None:
    late = END - 4 * WEEK
    (july,) = of([clock(late, 2), *[clock(late, None)] * 3])
    assert july.started.mean == 4
    assert math.isnan(july.seen_within.mean)
    assert math.isnan(july.half_seen_weeks.mean)


def test_half_are_never_seen_where_most_have_gone() -> None:
    (april,) = of([clock(0, 3), *[clock(0, 2, REMOVED)] * 3])
    assert april.half_seen_weeks.mean == math.inf
    assert april.seen_within.mean == pytest.approx(0.25)


def test_the_clocks_of_the_opening_list_are_of_no_month_of_the_run() -> None:
    assert of([clock(-5 * WEEK, 8)]) == []


def test_all_replications_are_taken_together() -> None:
    # Alone, one sees half within 4 weeks and the other within 10; together, within 4.
    fast, slow = [clock(0, 3)] * 9, [clock(0, 9)] * 3
    (april,) = of(fast, slow)
    assert april.started.mean == 6
    assert april.half_seen_weeks.mean == pytest.approx(3 + 6 / 9)


def test_a_band_is_not_that_of_the_replications_that_saw_more() -> None:
    late = END - 6 * WEEK
    (july,) = of([clock(late, 2)] * 4, [clock(late, 2)] * 3 + [clock(late, None)] * 4)
    assert july.half_seen_weeks.mean < 3
    assert math.isnan(july.half_seen_weeks.low)
    assert math.isnan(july.half_seen_weeks.band_high)


def test_a_run_tells_of_every_month(tmp_path: Path) -> None:
    results = run(small_scenario(tmp_path), replications=3, execution=Execution(1, "reference"))
    found = waits_by_month(results)
    assert [each.month.month for each in found] == [4, 5, 6, 7, 8]
    assert {each.name for each in found} == {"speech.start"}
    came = results.tallies.referrals.sum() / 3
    assert sum(each.started.mean for each in found) == pytest.approx(came)
    assert all(0 <= each.seen_within.mean <= 1 for each in found[:2])
    assert np.isfinite(found[0].started.band_low)
