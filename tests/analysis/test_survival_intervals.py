"""Intervals of survival curves against scipy, statsmodels and published values."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from waitsim.analysis.survival import aalen_johansen, kaplan_meier, survival_at, time_reached
from waitsim.analysis.survival_intervals import incidence_interval, survival_interval, time_interval

with warnings.catch_warnings():
    # Old statsmodels warns of other libraries while it loads.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", FutureWarning)
    from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

LEUKAEMIA = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def leukaemia():
    return kaplan_meier(LEUKAEMIA, [True] * 9 + [False] * 12)


def waits_of_which_44_per_cent_go_on(seed=44, n=2000, late_share=0.5):
    """Entry, exit and whether seen, where the median wait is 22.6 weeks."""
    rng = np.random.default_rng(seed)
    wait = rng.exponential(22.6 / np.log(2), n)
    look = rng.uniform(0, 63.2, n)
    late = rng.random(n) < late_share
    enter = np.where(late, look * rng.uniform(0, 0.3, n), 0.0)
    kept = (enter == 0) | (wait > enter)
    return enter[kept], np.minimum(wait, look)[kept], (wait <= look)[kept]


def test_published_intervals_of_the_leukaemia_trial():
    # Freireich et al. (1963), 6-MP arm: the log-log intervals that textbooks print for it.
    interval = survival_interval(leukaemia())
    np.testing.assert_allclose(
        interval.low, [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881], atol=5e-5
    )
    np.testing.assert_allclose(
        interval.high, [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801], atol=5e-5
    )


@given(st.integers(0, 10_000), st.sampled_from([0.8, 0.95]))
def test_intervals_are_those_of_scipy(seed, level):
    _, leave, seen = waits_of_which_44_per_cent_go_on(seed, n=50, late_share=0)
    curve = kaplan_meier(leave, seen)
    theirs = stats.ecdf(stats.CensoredData.right_censored(leave, ~seen)).sf
    for scale, method in (("log-log", "log-log"), ("plain", "linear")):
        ours = survival_interval(curve, level, scale)
        with warnings.catch_warnings():
            # It says that the last bounds are undefined where survival is 0.
            warnings.simplefilter("ignore", RuntimeWarning)
            bounds = theirs.confidence_interval(level, method=method)
        known = curve.survival > 0
        at = curve.times[known]
        np.testing.assert_allclose(ours.low[known], bounds.low.evaluate(at), atol=1e-9)
        np.testing.assert_allclose(ours.high[known], bounds.high.evaluate(at), atol=1e-9)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("scale", "theirs"), [("log-log", "cloglog"), ("plain", "linear")])
def test_intervals_of_times_with_late_entry_are_those_of_statsmodels(seed, scale, theirs):
    enter, leave, seen = waits_of_which_44_per_cent_go_on(seed, n=300)
    curve = kaplan_meier(leave, seen, enter)
    other = SurvfuncRight(leave, seen.astype(int), entry=enter)
    for q in (0.25, 0.5):
        ours = time_interval(curve, q, 0.9, scale)
        low, high = other.quantile_ci(q, alpha=0.1, method=theirs)
        assert ours.mean == other.quantile(q)
        assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)


def test_naive_and_fair_medians_differ_where_44_per_cent_are_still_waiting():
    _, leave, seen = waits_of_which_44_per_cent_go_on(n=20_000, late_share=0)
    assert np.mean(~seen) == pytest.approx(0.44, abs=0.01)
    curve = kaplan_meier(leave, seen)
    fair = time_interval(curve, 0.5)
    assert fair.low < 22.6 < fair.high
    assert np.median(leave[seen]) < 0.75 * fair.low
    theirs = stats.ecdf(stats.CensoredData.right_censored(leave, ~seen)).sf
    np.testing.assert_allclose(curve.survival, theirs.evaluate(curve.times), atol=1e-9)
    np.testing.assert_allclose(
        curve.survival, SurvfuncRight(leave, seen.astype(int)).surv_prob, atol=1e-9
    )
    # One cause alone, so that incidence is what survival lacks.
    with np.errstate(divide="ignore", invalid="ignore"):
        incidence = CumIncidenceRight(leave, seen.astype(int))
    place = np.searchsorted(incidence.times, curve.times)
    np.testing.assert_allclose(1 - curve.survival, incidence.cinc[0][place], atol=1e-9)
    np.testing.assert_allclose(
        aalen_johansen(leave, seen).incidence[0], incidence.cinc[0][place], atol=1e-9
    )


def test_late_entry_changes_the_median_and_comes_out_as_in_statsmodels():
    enter, leave, seen = waits_of_which_44_per_cent_go_on(n=20_000)
    assert (enter > 0).mean() > 0.4
    curve = kaplan_meier(leave, seen, enter)
    theirs = SurvfuncRight(leave, seen.astype(int), entry=enter)
    np.testing.assert_allclose(curve.survival, theirs.surv_prob, atol=1e-9)
    np.testing.assert_allclose(
        np.sqrt(curve.variance[curve.survival > 0]),
        theirs.surv_prob_se[curve.survival > 0],
        atol=1e-9,
    )
    fair = time_interval(curve, 0.5)
    assert fair.low < 22.6 < fair.high
    blind = kaplan_meier(leave, seen)
    assert time_reached(blind.times, 1 - blind.survival, 0.5) > fair.high


def seen_or_left(seed, n=300):
    """Exit and cause: 0 still waiting, 1 seen, 2 left; with ties."""
    rng = np.random.default_rng(seed)
    seen, left, look = np.ceil(rng.exponential([20.0, 60.0, 40.0], (n, 3)).T * 2) / 2
    cause = np.where(look <= np.minimum(seen, left), 0, np.where(seen < left, 1, 2))
    return np.minimum.reduce([seen, left, look]), cause


@pytest.mark.parametrize("seed", range(4))
def test_intervals_of_incidence_have_the_standard_errors_of_statsmodels(seed):
    leave, cause = seen_or_left(seed)
    curves = aalen_johansen(leave, cause)
    # Past the last event it divides by those left, of whom there are none.
    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = CumIncidenceRight(leave, cause)
    place = np.searchsorted(theirs.times, curves.times)
    plain = incidence_interval(curves, 0.8, "plain")
    logs = incidence_interval(curves, 0.8)
    z = stats.norm.ppf(0.9)
    for row in (0, 1):
        known = (curves.incidence[row] > 0) & (curves.survival > 0)
        error = theirs.cinc_se[row][place][known]
        share = curves.incidence[row][known]
        inside = share - z * error > 0
        np.testing.assert_allclose(
            plain.half_width[row][known][inside], z * error[inside], atol=1e-9
        )
        power = np.exp(z * error / (share * -np.log(share)))
        np.testing.assert_allclose(logs.low[row][known], share**power, atol=1e-9)
        np.testing.assert_allclose(logs.high[row][known], share ** (1 / power), atol=1e-9)
        assert np.isnan(logs.low[row][~known & (curves.survival > 0)]).all()


def test_incidence_of_one_cause_has_the_interval_of_survival_late_entry_included():
    enter, leave, seen = waits_of_which_44_per_cent_go_on()
    curve = kaplan_meier(leave, seen, enter)
    curves = aalen_johansen(leave, seen, enter)
    survival = survival_interval(curve, 0.95, "plain")
    incidence = incidence_interval(curves, 0.95, "plain")
    known = curve.survival > 0
    np.testing.assert_allclose(incidence.low[0][known], 1 - survival.high[known], atol=1e-9)
    np.testing.assert_allclose(incidence.high[0][known], 1 - survival.low[known], atol=1e-9)
    np.testing.assert_array_equal(incidence.n[0], curve.at_risk)


def test_past_what_was_observed_incidence_has_no_bounds():
    curves = aalen_johansen([1, 2, 9, 12], [1, 0, 2, 1], [0, 0, 5, 5])
    interval = incidence_interval(curves)
    assert np.isfinite(interval.low[0, 0])
    assert np.isnan(interval.low[:, 1:]).all()


def test_a_plain_interval_worked_by_hand():
    # 4 of 10 seen by week 1, none censored: variance 0.6 x 0.4 / 10.
    curve = kaplan_meier([1] * 4 + [2] * 6, [True] * 4 + [False] * 6)
    interval = survival_interval(curve, 0.95, "plain")
    assert interval.mean == pytest.approx(0.6)
    assert interval.half_width == pytest.approx(1.959964 * np.sqrt(0.024))


def test_a_share_that_is_not_reached_has_no_time_and_no_upper_end():
    found = time_interval(leukaemia(), [0.25, 0.5, 0.75])
    np.testing.assert_array_equal(found.mean, [13, 23, np.nan])
    assert found.low[1] == 13
    assert np.isinf(found.high[1:]).all()
    assert found.n.tolist() == [21] * 3


def test_where_all_have_been_seen_bounds_of_the_share_are_not_known():
    curve = kaplan_meier([1, 2, 3], [True] * 3)
    interval = survival_interval(curve)
    assert np.isnan(interval.low[-1])
    assert np.isnan(interval.high[-1])
    assert time_interval(curve, 0.9).high == 3


def test_past_what_was_observed_there_are_no_bounds():
    curve = kaplan_meier([1, 2, 9, 12], [True, False, True, True], [0, 0, 5, 5])
    interval = survival_interval(curve)
    np.testing.assert_array_equal(np.isnan(interval.low), [False, True, True])
    found = time_interval(curve, 0.9)
    assert np.isnan(found.mean)
    assert np.isinf(found.high)


@given(st.integers(0, 10_000), st.sampled_from(["log-log", "plain"]))
def test_bounds_hold_the_curve_and_stay_between_0_and_1(seed, scale):
    enter, leave, seen = waits_of_which_44_per_cent_go_on(seed, n=60)
    curve = kaplan_meier(leave, seen, enter)
    interval = survival_interval(curve, scale=scale)
    known = ~np.isnan(interval.low)
    assert np.all(interval.low[known] >= 0)
    assert np.all(interval.high[known] <= 1)
    assert np.all(interval.low[known] <= curve.survival[known])
    assert np.all(interval.high[known] >= curve.survival[known])
    found = time_interval(curve, 0.5, scale=scale)
    if not np.isnan(found.mean):
        assert found.low <= found.mean <= found.high
        assert survival_at(curve, found.mean) <= 0.5 + 1e-9


def test_a_level_share_or_scale_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="level must be between 0 and 1"):
        survival_interval(leukaemia(), 95)
    with pytest.raises(ValueError, match=r"0\.92, not 92"):
        time_interval(leukaemia(), 92)
    with pytest.raises(ValueError, match="scale must be"):
        survival_interval(leukaemia(), scale="probit")
