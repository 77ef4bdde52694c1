"""Measures against their worked examples and against the spells that they were made of."""

import random

import numpy as np
import pytest
from made_up_run import Spell, made_up_header, made_up_results, open_at, random_spells, recount

from waitsim.records import BAND_EDGES_WEEKS, COMPLETED, REMOVED, Tallies, empty_tallies
from waitsim.results.measured import Measure, Measured
from waitsim.results.measures import MEASURES, measure
from waitsim.results.results import Results
from waitsim.results.toy import toy_header, toy_results

WEEK = 10080
UNITS = {
    "referrals",
    "share",
    "weeks",
    "minutes",
    "pounds",
    "ratio",
    "referrals a week",
    "contacts",
    "slots",
}


def run_of(replications: list[list[Spell]], days: int = 150) -> Results:
    header = made_up_header(days, len(replications))
    return Results(header, recount(header, replications))


@pytest.fixture(scope="module")
def spells() -> list[list[Spell]]:
    luck = random.Random(11)
    return [random_spells(made_up_header(), luck, most=200) for _ in range(4)]


@pytest.fixture(scope="module")
def results(spells: list[list[Spell]]) -> Results:
    return run_of(spells)


@pytest.mark.parametrize("entry", MEASURES, ids=lambda entry: entry.name)
def test_the_worked_example_of_each_measure_comes_out(entry: Measure) -> None:
    measured = entry.formula(toy_results(entry.example))
    assert measured.name == entry.name
    assert measured.at(*entry.example.at)[0] == pytest.approx(entry.example.value, rel=1e-12)


@pytest.mark.parametrize("entry", MEASURES, ids=lambda entry: entry.name)
def test_each_measure_has_a_value_for_each_cell_and_a_row_for_each_value(entry: Measure) -> None:
    run = made_up_results(days=100, replications=2)
    measured = entry.formula(run)
    assert measured.values.shape[0] == 2
    rows = measured.frame()
    assert len(rows) == measured.values.size
    np.testing.assert_array_equal(rows["value"], measured.values.reshape(-1))
    for axis in measured.axes:
        assert len(set(axis.keys)) == len(axis.keys)
        assert axis.name in rows


@pytest.mark.parametrize("entry", MEASURES, ids=lambda entry: entry.name)
def test_each_measure_is_described_in_full(entry: Measure) -> None:
    assert entry.unit in UNITS
    assert all((entry.label, entry.meaning, entry.clock_rule, entry.source, entry.example.text))
    assert entry.meaning.endswith(".")
    assert entry.clock_rule.endswith(".")


@pytest.mark.parametrize("entry", MEASURES, ids=lambda entry: entry.name)
def test_each_measure_can_be_had_of_a_run_in_which_nothing_happened(entry: Measure) -> None:
    header = toy_header()
    entry.formula(Results(header, empty_tallies(1, header.sizes)))


def test_measures_have_names_of_their_own() -> None:
    assert len({entry.name for entry in MEASURES}) == len(MEASURES)
    assert all(measure(entry.name) is entry for entry in MEASURES)


def test_an_unknown_measure_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match='Did you mean "list_size"'):
        measure("list_sise")


def of(name: str, results: Results) -> Measured:
    return measure(name).formula(results)


def test_list_sizes_are_the_spells_open_on_the_day(
    spells: list[list[Spell]], results: Results
) -> None:
    counted = [
        [
            [
                sum(s.spell == spell and open_at(s, census * WEEK) for s in run)
                for census in range(results.header.sizes.censuses)
            ]
            for spell in range(5)
        ]
        for run in spells
    ]
    np.testing.assert_array_equal(of("list_size", results).values, counted)
    by_band = of("list_size_by_band", results).values
    np.testing.assert_array_equal(by_band.sum(axis=-1), counted)


def test_long_waits_are_the_spells_open_for_so_long(
    spells: list[list[Spell]], results: Results
) -> None:
    over = of("waiting_over", results)
    for i, weeks in enumerate((18, 52, 78, 104)):
        counted = sum(
            s.spell == 3 and open_at(s, 10 * WEEK) and 10 * WEEK - s.start >= weeks * WEEK
            for s in spells[0]
        )
        assert over.values[0, 3, 10, i] == counted


def test_those_seen_within_the_standard_are_counted_exactly(
    spells: list[list[Spell]], results: Results
) -> None:
    stopped = [
        [
            s.stop - s.start
            for s in run
            if s.spell == 3 and s.stop is not None and s.outcome == COMPLETED
        ]
        for run in spells
    ]
    within = [sum(length < 18 * WEEK for length in run) for run in stopped]
    np.testing.assert_allclose(of("seen_within_standard", results).values[:, 0], within)
    shares = [count / len(run) for count, run in zip(within, stopped, strict=True)]
    found = of("share_within_completed_in_run", results).values[:, 0]
    np.testing.assert_allclose(found, shares)


def test_percentiles_of_completed_waits_are_less_than_a_week_out(
    spells: list[list[Spell]], results: Results
) -> None:
    lengths = sorted(
        (s.stop - s.start) / WEEK
        for s in spells[1]
        if s.spell == 2 and s.stop is not None and s.outcome == COMPLETED
    )
    exact = np.quantile(lengths, [0.5, 0.75, 0.9, 0.92, 0.95], method="inverted_cdf")
    found = of("completed_wait", results).values[1, 2]
    assert np.abs(found - exact).max() < 1


def test_the_target_once_met_for_good_stays_met() -> None:
    met = of("target_met", made_up_results(seed=3, days=300)).values
    assert set(np.unique(met)) <= {0.0, 1.0}
    assert (np.diff(met, axis=-1) >= 0).all()


def test_a_standard_without_a_target_is_in_no_measure_of_targets(results: Results) -> None:
    assert of("target_met", results).axes[0].keys == ("autism.assessment",)
    assert of("weeks_until_target_met", results).values.shape == (4, 1)


def test_a_target_missed_at_the_last_count_is_never_met() -> None:
    late = [Spell(3, 0, -30 * WEEK, None, 0)]
    assert of("weeks_until_target_met", run_of([late])).values[0, 0] == np.inf


def test_under_a_constant_wait_of_24_weeks_those_waiting_look_well_and_those_seen_do_not() -> None:
    # A referral an hour, each seen after exactly 24 weeks; begun 24 weeks before the run.
    end = 350 * 1440
    steady = [
        Spell(3, 0, start, start + 24 * WEEK if start + 24 * WEEK < end else None, COMPLETED)
        for start in range(-24 * WEEK + 60, end, 60)
    ]
    run = run_of([steady], days=350)
    waiting = of("share_within_waiting", run).values[0, 0]
    np.testing.assert_allclose(waiting, 0.75, atol=0.001)
    assert of("share_within_completed_in_run", run).values[0, 0] == 0


def test_those_still_waiting_and_those_who_left_are_not_dropped_from_the_time_to_be_seen() -> None:
    # Of 10 who start together 4 are seen in week 2, 2 leave in week 5 and 4 wait to the end.
    seen = [Spell(3, 1, 0, 2 * WEEK + 9, COMPLETED)] * 4
    left = [Spell(3, 1, 0, 5 * WEEK + 9, REMOVED)] * 2
    waiting = [Spell(3, 1, 0, None, COMPLETED)] * 4
    run = run_of([seen + left + waiting])
    curve = of("seen_by_wait", run).values[0, 3]
    np.testing.assert_allclose(curve[[1, 2, 20]], [0, 0.4, 0.4])
    remaining = of("still_waiting_by_wait", run).values[0, 3]
    np.testing.assert_allclose(remaining[[1, 4, 5]], [1, 0.6, 0.4])
    assert of("time_to_seen", run).at("clock.autism.assessment", "median")[0] == np.inf
    assert of("completed_wait", run).at("clock.autism.assessment", "median")[0] < 3


def test_waits_begun_before_the_run_count_from_its_first_day_only() -> None:
    # 10 new ones: 5 seen in week 1. 10 who had waited 8 weeks: 5 more weeks see 5 of them.
    new = [Spell(3, 1, 0, WEEK + 9, COMPLETED)] * 5 + [Spell(3, 1, 0, None, COMPLETED)] * 5
    old = [Spell(3, 1, -8 * WEEK, 5 * WEEK + 9, COMPLETED)] * 5
    still = [Spell(3, 1, -8 * WEEK, None, COMPLETED)] * 5
    curve = of("seen_by_wait", run_of([new + old + still])).values[0, 3]
    assert curve[1] == pytest.approx(0.5)
    assert curve[12] == pytest.approx(0.5)
    assert curve[13] == pytest.approx(0.5 + 0.5 * 5 / 15)


def test_nobody_referred_leaves_the_time_to_be_seen_unknown() -> None:
    assert np.isnan(of("time_to_seen", run_of([[]])).values).all()


def test_costs_of_extra_slots_follow_the_price_of_the_week() -> None:
    header = made_up_header(replications=1)
    tallies = empty_tallies(1, header.sizes)
    tallies.slots[0, 2, 0] = 9
    tallies.slots[0, 2, 1, [0, 3]] = 2
    tallies.slots[0, 2, 2, 3] = 1
    found = of("extra_slot_cost", Results(header, tallies)).values
    np.testing.assert_allclose(found, [[0, 0, 2 * 100 + 3 * 103]])


def test_a_short_last_week_is_scaled_to_seven_days() -> None:
    header = made_up_header(days=15, replications=1)
    tallies = empty_tallies(1, header.sizes)
    tallies.referrals[0, 0, 0] = 2
    np.testing.assert_array_equal(
        of("referrals_per_week", Results(header, tallies)).values[0, 0], [2, 2, 14]
    )


def test_pooled_results_count_all_replications_together(results: Results) -> None:
    pooled = results.pooled()
    assert pooled.header.replications == 1
    for name in Tallies._fields:
        total = getattr(results.tallies, name).sum(axis=0)
        np.testing.assert_array_equal(getattr(pooled.tallies, name)[0], total)


def test_edges_that_measures_need_are_among_the_published_bands() -> None:
    assert {18, 52, 78, 104} <= set(BAND_EDGES_WEEKS)
