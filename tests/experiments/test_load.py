"""Which staff group holds a service up."""

import dataclasses

import pytest
from made_up_run import made_up_header, made_up_results

from waitsim.experiments.load import bottlenecks
from waitsim.present.load_table import load_table
from waitsim.records import OFFERED, SLOTS, empty_tallies
from waitsim.results.measures import measure
from waitsim.results.results import Results


def run_of() -> Results:
    """Doctors are asked 20 minutes by each arrival at the first step, therapists by the third."""
    header = made_up_header(replications=2)
    tallies = empty_tallies(2, header.sizes)
    tallies.minutes[:, :, OFFERED, 3] = 600
    tallies.entries[:, 0, 0, 3] = 15
    tallies.entries[0, 2, 0, 3] = 8
    tallies.entries[1, 2, 0, 3] = 20
    return Results(header, tallies)


def test_the_group_with_the_greatest_intensity_is_the_bottleneck() -> None:
    first, second = bottlenecks(run_of())[:2]
    # Of 600 minutes the doctors are asked 300 in both; the therapists 180, then 420, of which
    # 20 are the panel's.
    assert first.quarter == "Apr-Jun 2026"
    assert first.chance == 0.5
    assert first.group == "Doctors"
    assert first.intensity.mean == pytest.approx(0.5)
    assert second.group == "Therapists"


def test_the_table_has_a_row_for_each_quarter() -> None:
    table = load_table(bottlenecks(run_of()))
    assert [cells[0].text for cells in table.rows] == ["Apr-Jun 2026", "Jul-Sep 2026"]
    assert [cell.text for cell in table.rows[0][1:]] == ["Doctors", "0.50", "50 %"]
    assert table.rows[1][2].text == "no staff"


def test_what_extra_slots_take_is_not_asked_of_staff() -> None:
    run = run_of()
    run.tallies.slots[:, 0, SLOTS.index("used"), 3] = 5
    run.tallies.slots[:, 0, SLOTS.index("lost"), 4] = 1
    # 300 minutes, less ten for each of six bookings.
    asked = measure("minutes_asked").formula(run)
    assert asked.at("doctors", "2026-04").tolist() == [240, 240]
    run.tallies.slots[:, 0, SLOTS.index("used"), 3] = 500
    assert measure("minutes_asked").formula(run).at("doctors", "2026-04").tolist() == [0, 0]


def test_contacts_without_bound_are_asked_as_they_come() -> None:
    run = run_of()
    before = measure("minutes_asked").formula(run).at("therapists", "2026-04")
    run.tallies.contacts[:, 1, :, 3] = (1, 2, 4)
    after = measure("minutes_asked").formula(run).at("therapists", "2026-04")
    assert (after - before).tolist() == [70, 70]


def test_a_run_that_does_not_say_what_steps_ask_has_no_bottleneck() -> None:
    run = made_up_results()
    bare = Results(dataclasses.replace(run.header, needs=()), run.tallies)
    assert bottlenecks(bare) == ()


def test_where_nobody_is_asked_for_there_is_no_bottleneck() -> None:
    header = made_up_header(replications=1)
    kept = dataclasses.replace(header, needs=header.needs[:1])
    (row, *_) = bottlenecks(Results(kept, empty_tallies(1, header.sizes)))
    assert row.group == ""
    assert load_table([row]).rows[0][1].text == "none"
