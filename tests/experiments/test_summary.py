"""Summaries say of a run what its replications say."""

import datetime

import numpy as np
import pandas as pd
import pytest
from made_up_run import Spell, made_up_header, made_up_results, recount

from waitsim.experiments.figures import Figure, as_frame, figure
from waitsim.experiments.headline import HEADLINES, Headline, half_seen_weeks
from waitsim.experiments.summary import (
    StandardSummary,
    cost,
    headline,
    outflow,
    series,
    staff_use,
)
from waitsim.records import LOST, OFFERED, UNUSED, USED, empty_tallies
from waitsim.results.measures import MEASURES
from waitsim.results.results import Results

WEEK = 10080
RUN = made_up_results(seed=4, days=420, replications=12)


def run_of(replications: list[list[Spell]], days: int = 210) -> Results:
    header = made_up_header(days, len(replications))
    return Results(header, recount(header, replications))


def only(run: Results) -> StandardSummary:
    """What is said of the standard of spell 3: 18 weeks, target 92 %."""
    return headline(run)[0]


def test_a_figure_keeps_the_interval_of_the_mean_apart_from_the_band_of_what_may_be_seen() -> None:
    values = np.random.default_rng(1).normal(100, 10, 400)
    found = figure(values)
    assert found.mean == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.966 * values.std(ddof=1) / 20, rel=1e-3)
    assert ((values > found.band_low) & (values < found.band_high)).mean() == pytest.approx(0.9)


def test_one_replication_gives_a_mean_and_no_interval() -> None:
    found = figure([3.0])
    assert found.mean == 3
    assert np.isnan([found.low, found.high, found.band_low, found.band_high]).all()


def test_the_headline_counts_those_waiting_and_those_seen() -> None:
    end = 210 * 1440
    waiting = [Spell(3, 0, end - 60 * WEEK, None, 0)] * 3 + [Spell(3, 1, end - WEEK, None, 0)] * 9
    seen = [Spell(3, 0, 5 * WEEK, 10 * WEEK + 60, 0)] * 4
    other = [Spell(0, 0, 0, None, 0)] * 50
    found = only(run_of([waiting + seen + other] * 2))
    assert (found.pathway, found.standard, found.name) == (
        "Autism",
        "Assessment started",
        "autism.assessment",
    )
    assert (found.limit_weeks, found.target) == (18, 0.92)
    assert (found.start, found.end) == (datetime.date(2026, 4, 1), datetime.date(2026, 10, 27))
    assert found.waiting_start == 3
    assert found.waiting_end == Figure(12, 12, 12, 12, 12)
    assert found.over_52_weeks_end.mean == 3
    assert found.share_within_end.mean == pytest.approx(9 / 12)
    # Read off the band of 4 to 6 weeks.
    assert found.median_wait_last_year.mean == pytest.approx(5)
    assert (found.target_met_end_share, found.target_met_by) == (0, None)


def test_the_date_of_a_target_is_when_half_of_the_replications_meet_it_for_good() -> None:
    def cleared(week: int) -> list[Spell]:
        return [Spell(3, 0, -30 * WEEK, week * WEEK - 60, 0)]

    never = [Spell(3, 0, -30 * WEEK, None, 0)]
    found = only(run_of([cleared(2), cleared(4), cleared(6), never]))
    assert found.target_met_end_share == 0.75
    # Wilson, 3 of 4.
    ends = (found.target_met_end_low, found.target_met_end_high)
    assert ends == pytest.approx((0.3006, 0.9544), abs=5e-5)
    assert found.target_met_by == datetime.date(2026, 4, 1) + datetime.timedelta(weeks=4)


def test_a_standard_without_a_target_has_no_date_of_meeting_it() -> None:
    found = headline(RUN)[1]
    assert found.target is None
    assert np.isnan(found.target_met_end_share)
    assert found.target_met_by is None


def test_half_never_seen_is_infinity() -> None:
    spells = [Spell(3, 0, 0, None, 0)] * 6 + [Spell(3, 0, 0, 3 * WEEK, 0)] * 2
    found = only(run_of([spells] * 3))
    half = found.half_seen_weeks
    assert half.mean == half.band_low == half.band_high == np.inf
    assert np.isnan(half.low)


def test_half_seen_comes_from_all_replications_together() -> None:
    early = [Spell(3, 0, 0, 2 * WEEK + 60, 0)] * 10
    late = [Spell(3, 0, 0, 12 * WEEK + 60, 0)] * 10
    found = only(run_of([early, late, late]))
    half = found.half_seen_weeks
    assert 12 < half.mean < 13
    assert half.band_low < 3
    # The replications' own halves lie 10, 0 and 0 weeks or so from it.
    each = half_seen_weeks(run_of([early, late, late]))[:, 0]
    spread = np.sqrt(((each - half.mean) ** 2).sum() / 2 / 3)
    assert half.high - half.mean == pytest.approx(4.302653 * spread, rel=1e-6)


@pytest.mark.parametrize("entry", HEADLINES, ids=lambda entry: entry.name)
def test_headline_values_have_one_for_each_replication_and_standard(entry: Headline) -> None:
    for values in (entry.values(RUN), entry.values(RUN.first(1))):
        assert values.shape[1] == len(RUN.header.standards)
    whole = entry.values(RUN)
    assert whole.shape[0] == 12
    np.testing.assert_array_equal(entry.values(RUN.first(5)), whole[:5])


def test_staff_time_is_shared_out_among_its_uses() -> None:
    header = made_up_header(days=70, replications=2)
    tallies = empty_tallies(2, header.sizes)
    for use, minutes in ((OFFERED, 600), (USED, 450), (LOST, 60), (UNUSED, 90)):
        tallies.minutes[:, 0, use] = minutes
    doctors, therapists = staff_use(Results(header, tallies))
    assert doctors.offered_hours_a_week.mean == pytest.approx(10)
    assert doctors.utilisation.mean == pytest.approx(0.75)
    assert doctors.lost_share.mean == pytest.approx(0.1)
    assert doctors.unused_share.mean == pytest.approx(0.15)
    assert doctors.cost == 1000
    assert np.isnan(therapists.utilisation.mean)


def test_outflow_adds_up_to_all_that_ended() -> None:
    rows = outflow(RUN)
    total = sum(row.count.mean for row in rows)
    assert total == pytest.approx(RUN.tallies.ends.sum() / 12)
    assert {row.year for row in rows} == {"year 1", "year 2"}
    assert {row.pathway for row in rows} == {"Autism", "Speech & language"}


def test_costs_add_up_to_the_total() -> None:
    rows = cost(RUN)
    assert rows[-1].source == "total"
    assert rows[-1].cost.mean == pytest.approx(sum(row.cost.mean for row in rows[:-1]))
    assert {row.source for row in rows} == {"staff", "extra slots", "total"}


@pytest.mark.parametrize("name", [entry.name for entry in MEASURES])
def test_every_measure_has_a_series_with_its_uncertainty(name: str) -> None:
    rows = series(RUN, name)
    assert {"mean", "low", "high", "band_low", "band_high"} <= set(rows)
    known = rows.dropna(subset=["low", "high"])
    known = known[np.isfinite(known["mean"]) & np.isfinite(known["low"])]
    assert (known["low"] <= known["mean"] + 1e-9).all()
    assert (known["mean"] <= known["high"] + 1e-9).all()


def test_a_series_names_its_cells() -> None:
    rows = series(RUN, "list_size")
    assert list(rows)[:4] == ["pathway", "spell", "spell_key", "date"]
    assert rows["date"].iloc[0] == pd.Timestamp("2026-04-01")
    assert rows["spell_key"].iloc[0] == "list.autism.assessment"
    first = RUN.tallies.open[:, 0, :, 0].sum(axis=(1, 2))
    assert rows["mean"].iloc[0] == pytest.approx(first.mean())
    weeks = series(RUN, "waiting_by_weeks")["weeks"]
    assert weeks.dtype == np.int32


def test_records_become_a_flat_frame() -> None:
    rows = as_frame(headline(RUN))
    assert len(rows) == 2
    assert {"waiting_end", "waiting_end_low", "waiting_end_band_high", "target"} <= set(rows)
    assert rows["waiting_end"].iloc[0] == headline(RUN)[0].waiting_end.mean
    assert np.isnan(rows["target"].iloc[1])


def test_an_interval_ends_where_no_value_can_be() -> None:
    few = figure([1.0, 1.0, 1.0, 0.4], most=1.0)
    assert few.mean == pytest.approx(0.85)
    assert (few.low, few.high) == (pytest.approx(0.85 - 3.182446 * 0.15), 1.0)
    assert figure([0.0, 0.0, 0.0, 12.0]).low == 0.0
