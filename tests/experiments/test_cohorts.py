"""Waits of those referred in a month."""

import dataclasses
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_run import made_up_header
from small_scenario import small_scenario

from waitsim.experiments.cohorts import Cohort, waits_by_month
from waitsim.experiments.replicate import Execution, folder_of, run
from waitsim.results.header import Header
from waitsim.results.store import read_events

WEEK = 10080
MONTH = 30 * 1440
END = 150 * 1440
HEADER = dataclasses.replace(made_up_header(replications=1))


def log_of(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    """Rows of kind, replication, minute and since, all of the first clock."""
    frame = pd.DataFrame(rows, columns=["kind", "replication", "minute", "since"])
    return frame.assign(detail=0)


def of(header: Header, *rows: tuple[str, int, int, int]) -> list[Cohort]:
    return list(waits_by_month(log_of(*rows), header))


def seen(since: int, weeks: int) -> tuple[str, int, int, int]:
    return "clock_stopped", 0, since + weeks * WEEK + 5, since


def test_those_who_leave_and_those_who_wait_still_are_not_dropped() -> None:
    (april,) = of(
        HEADER,
        seen(0, 3),
        seen(10, 17),
        ("clock_voided", 0, 4 * WEEK, 20),
        ("still_running", 0, END, 30),
    )
    assert (april.name, april.month) == ("autism.assessment", pd.Timestamp("2026-04-01"))
    assert april.started.mean == 4
    assert april.seen_within.mean == pytest.approx(0.5)
    assert april.half_seen_weeks.mean == pytest.approx(17, abs=0.01)


def test_a_wait_of_just_the_limit_is_not_within_it() -> None:
    late = ("clock_stopped", 0, 18 * WEEK, 0)
    (april,) = of(HEADER, seen(0, 17), late, ("still_running", 0, END, 0))
    assert april.seen_within.mean == pytest.approx(1 / 3)


def test_each_month_has_its_own_waits() -> None:
    april, may = of(HEADER, seen(0, 3), seen(MONTH, 5), seen(MONTH + 9, 5))
    assert (april.month.month, may.month.month) == (4, 5)
    assert (april.started.mean, may.started.mean) == (1, 2)
    assert april.half_seen_weeks.mean == pytest.approx(3, abs=0.01)
    assert may.half_seen_weeks.mean == pytest.approx(5, abs=0.01)


def test_what_the_run_ends_too_early_to_tell_is_not_told() -> None:
    late = END - 4 * WEEK
    (july,) = of(HEADER, seen(late, 2), *[("still_running", 0, END, late)] * 3)
    assert july.started.mean == 4
    assert math.isnan(july.seen_within.mean)
    assert math.isnan(july.half_seen_weeks.mean)


def test_half_are_never_seen_where_most_have_gone() -> None:
    (april,) = of(HEADER, seen(0, 3), *[("clock_voided", 0, 2 * WEEK, 20)] * 3)
    assert april.half_seen_weeks.mean == math.inf
    assert april.seen_within.mean == pytest.approx(0.25)


def test_the_clocks_of_the_opening_list_are_of_no_month_of_the_run() -> None:
    assert of(HEADER, seen(-5 * WEEK, 8)) == []


def test_a_run_that_kept_its_events_tells_of_every_month(tmp_path: Path) -> None:
    loaded = small_scenario(tmp_path)
    how = Execution(1, "reference")
    results = run(loaded, replications=3, folder=tmp_path, events=True, execution=how)
    log = read_events(folder_of(loaded, tmp_path, 1))
    found = waits_by_month(log, results.header)
    assert [each.month.month for each in found] == [4, 5, 6, 7, 8]
    assert {each.name for each in found} == {"speech.start"}
    came = results.tallies.referrals.sum() / 3
    assert sum(each.started.mean for each in found) == pytest.approx(came)
    assert all(0 <= each.seen_within.mean <= 1 for each in found[:2])
    assert np.isfinite(found[0].started.band_low)
