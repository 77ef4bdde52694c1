"""Durations, counts and choices follow their distributions exactly, plain and compiled.

Most checks feed evenly spread draws instead of random ones: the share of them that gives at most
m must then equal the distribution function to within one draw, with no chance involved.
"""

import math

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from waitsim.records import NEVER
from waitsim.rules.durations import (
    EMPIRICAL,
    EXPONENTIAL,
    FIXED,
    GAMMA,
    LOGNORMAL,
    LONGEST_MINUTES,
    UNIFORM,
    WEIBULL,
    duration_minutes,
    leaving_minute,
    lognormal_parameters,
    pick,
    poisson_count,
    time_minutes,
)
from waitsim.rules.portable import exp

EVEN = (np.arange(20_000) + 0.5) / 20_000
LARGEST_DRAW = 1.0 - 2.0**-53
draws = st.floats(0.0, 1.0, exclude_max=True) | st.just(LARGEST_DRAW) | st.just(2.0**-53)
KINDS = {
    "exponential": (EXPONENTIAL, 60.0, 0.0, stats.expon(scale=60.0)),
    "uniform": (UNIFORM, 20.0, 90.0, stats.uniform(20.0, 70.0)),
    "lognormal": (LOGNORMAL, 4.0, 0.6, stats.lognorm(0.6, scale=math.exp(4.0))),
    "gamma": (GAMMA, 30.0, 2.5, stats.gamma(2.5, scale=30.0)),
    "weibull": (WEIBULL, 75.0, 1.7, stats.weibull_min(1.7, scale=75.0)),
}


@numba.njit
def durations(kind: int, a: float, b: float, u: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.array([duration_minutes(kind, a, b, draw) for draw in u])


@numba.njit
def counts(mean: float, u: NDArray[np.float64]) -> NDArray[np.int64]:
    exp_minus_mean = exp(-mean)
    return np.array([poisson_count(mean, exp_minus_mean, draw) for draw in u])


@numba.njit
def picks(
    shares: NDArray[np.float64], start: int, stop: int, u: NDArray[np.float64]
) -> NDArray[np.int64]:
    return np.array([pick(shares, start, stop, draw) for draw in u])


@numba.njit
def leavings(joined: int, hazard: float, u: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.array([leaving_minute(joined, hazard, draw) for draw in u])


def hard_draws(n: int) -> NDArray[np.float64]:
    """Random draws and the ones at the edges."""
    edges = [0.0, 2.0**-53, 0.5, 1.0 - 2.0**-40, LARGEST_DRAW]
    return np.concatenate([edges, np.random.default_rng(5).random(n)])


@pytest.mark.parametrize("name", KINDS)
def test_durations_follow_their_distribution(name: str) -> None:
    kind, a, b, law = KINDS[name]
    minutes = np.sort(durations(kind, a, b, EVEN))
    whole = np.arange(minutes[-1] + 1)
    at_most = np.searchsorted(minutes, whole, side="right") / minutes.size
    assert np.abs(at_most - law.cdf(whole + 0.5)).max() <= 1.0 / minutes.size


@pytest.mark.parametrize("name", KINDS)
def test_durations_have_the_mean_and_spread_asked_for(name: str) -> None:
    kind, a, b, law = KINDS[name]
    minutes = durations(kind, a, b, EVEN)
    assert minutes.mean() == pytest.approx(law.mean(), rel=2e-3)
    assert minutes.std() == pytest.approx(law.std(), rel=5e-3)


@pytest.mark.parametrize("name", KINDS)
def test_durations_are_the_same_plain_and_compiled(name: str) -> None:
    kind, a, b, _ = KINDS[name]
    u = hard_draws(5_000)
    plain = [duration_minutes(kind, a, b, draw) for draw in u.tolist()]
    assert all(type(minutes) is int for minutes in plain)
    assert durations(kind, a, b, u).tolist() == plain


def test_a_fixed_duration_is_rounded_half_up_whatever_the_draw() -> None:
    assert [duration_minutes(FIXED, a, 0.0, 0.9) for a in (0.0, 0.49, 0.5, 1.5, 2.5, 45.0)] == [
        *(0, 0, 1, 2, 3, 45)
    ]


@given(draws, draws, st.sampled_from(sorted(KINDS)))
def test_a_greater_draw_never_shortens_a_duration(u: float, v: float, name: str) -> None:
    kind, a, b, _ = KINDS[name]
    assert duration_minutes(kind, a, b, min(u, v)) <= duration_minutes(kind, a, b, max(u, v))


@settings(deadline=None)  # the first call compiles
@given(
    draws,
    st.sampled_from([FIXED, EXPONENTIAL, UNIFORM, LOGNORMAL, WEIBULL]),
    st.floats(0.0, 1e15),
    st.floats(1e-3, 1e15),
)
def test_durations_stay_within_their_range(u: float, kind: int, a: float, b: float) -> None:
    minutes = duration_minutes(kind, a, b, u)
    assert 0 <= minutes <= LONGEST_MINUTES
    assert durations(kind, a, b, np.array([u])).tolist() == [minutes]


def test_a_duration_beyond_two_million_years_is_held_there() -> None:
    assert duration_minutes(FIXED, 1e300, 0.0, 0.5) == LONGEST_MINUTES
    assert duration_minutes(LOGNORMAL, 700.0, 100.0, LARGEST_DRAW) == LONGEST_MINUTES


@pytest.mark.parametrize("kind", [-1, 9])
def test_an_unknown_kind_of_duration_is_refused(kind: int) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        duration_minutes(kind, 1.0, 1.0, 0.5)
    with pytest.raises(ValueError, match="unknown kind"):
        durations(kind, 1.0, 1.0, EVEN)


@given(st.floats(1e-3, 1e6), st.floats(0.0, 10.0))
def test_lognormal_parameters_give_back_the_mean_and_sd(mean: float, ratio: float) -> None:
    mu, sigma = lognormal_parameters(mean, mean * ratio)
    assert math.exp(mu + sigma * sigma / 2) == pytest.approx(mean, rel=1e-12)
    assert math.sqrt(math.expm1(sigma * sigma)) == pytest.approx(ratio, rel=1e-9, abs=1e-150)


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (-1.0, 1.0), (5.0, -0.1), (math.nan, 1.0)])
def test_impossible_lognormal_parameters_are_refused(mean: float, sd: float) -> None:
    with pytest.raises(ValueError, match="need mean > 0"):
        lognormal_parameters(mean, sd)


@pytest.mark.parametrize("mean", [0.01, 0.7, 3.0, 42.5, 500.0])
def test_poisson_counts_are_the_exact_quantiles(mean: float) -> None:
    u = np.concatenate([EVEN, np.random.default_rng(6).random(5_000)])
    assert counts(mean, u).tolist() == stats.poisson(mean).ppf(u).tolist()


@pytest.mark.parametrize("mean", [0.7, 3.0, 42.5, 500.0])
def test_poisson_counts_have_the_mean_and_variance_asked_for(mean: float) -> None:
    drawn = counts(mean, EVEN)
    assert drawn.mean() == pytest.approx(mean, rel=1e-3)
    assert drawn.var() == pytest.approx(mean, rel=5e-3)


@pytest.mark.parametrize("mean", [0.0, 0.7, 42.5, 500.0])
def test_poisson_counts_are_the_same_plain_and_compiled(mean: float) -> None:
    u = hard_draws(500)
    assert counts(mean, u).tolist() == [poisson_count(mean, exp(-mean), x) for x in u.tolist()]


@given(draws.filter(lambda u: u < 1 - 2**-24), st.floats(0.0, 499.0), st.floats(1e-3, 1.0))
def test_a_greater_mean_never_lowers_a_count(u: float, mean: float, more: float) -> None:
    lower = poisson_count(mean, exp(-mean), u)
    assert poisson_count(mean + more, exp(-(mean + more)), u) >= lower


@given(draws, draws, st.floats(0.0, 500.0))
def test_a_greater_draw_never_lowers_a_count(u: float, v: float, mean: float) -> None:
    fewest, most = (poisson_count(mean, exp(-mean), draw) for draw in sorted([u, v]))
    assert fewest <= most


@pytest.mark.parametrize("mean", [1e-9, 0.5, 20.0, 500.0])
def test_the_largest_draw_gives_a_count_no_further_out_than_its_chance(mean: float) -> None:
    held = stats.poisson(mean).isf(2.0**-40)
    assert abs(poisson_count(mean, exp(-mean), LARGEST_DRAW) - held) <= 1


def test_nobody_comes_when_the_mean_is_nothing() -> None:
    assert poisson_count(0.0, 1.0, LARGEST_DRAW) == 0


@pytest.mark.parametrize("mean", [-0.1, 500.1, math.nan])
def test_a_poisson_mean_out_of_range_is_refused(mean: float) -> None:
    with pytest.raises(ValueError, match="0 to 500"):
        poisson_count(mean, 0.5, 0.5)
    with pytest.raises(ValueError, match="0 to 500"):
        counts(mean, EVEN)


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.integers(0, 10), min_size=1, max_size=8).filter(any), st.data())
def test_pick_takes_each_entry_in_its_share_and_never_one_of_no_share(
    weights: list[int], data: st.DataObject
) -> None:
    cumulative = np.cumsum(weights) / sum(weights)
    shares = np.concatenate([[0.3, 1.0], cumulative, [0.5, 1.0]])
    stop = 2 + len(weights)
    u = data.draw(draws)
    chosen = pick(shares, 2, stop, u)
    assert chosen == np.searchsorted(cumulative, u, side="right")
    assert weights[chosen] > 0
    assert picks(shares, 2, stop, np.array([u])).tolist() == [chosen]


def test_pick_takes_each_entry_as_often_as_its_share() -> None:
    shares = np.array([1.0, 0.2, 0.5, 0.5, 1.0, 1.0])
    taken = np.bincount(picks(shares, 1, 5, EVEN), minlength=4)
    assert taken.tolist() == [4_000, 6_000, 0, 10_000]


@pytest.mark.parametrize("hazard", [1e-6, 1e-3, 0.2])
def test_the_share_still_waiting_is_the_exponential_at_every_whole_minute(hazard: float) -> None:
    waited = leavings(1_000, hazard, EVEN) - 1_000
    minutes = np.unique(np.linspace(1, waited.max(), 500).astype(np.int64))
    still = np.array([(waited > minute).mean() for minute in minutes])
    assert np.abs(still - np.exp(-hazard * minutes)).max() <= 1.0 / EVEN.size


@settings(deadline=None)  # the first call compiles
@given(draws, st.integers(-(2**40), 2**40), st.floats(1e-12, 10.0), st.floats(1.0, 10.0))
def test_leaving_comes_after_joining_and_no_later_when_the_hazard_is_greater(
    u: float, joined: int, hazard: float, times: float
) -> None:
    leaving = leaving_minute(joined, hazard, u)
    assert joined < leaving_minute(joined, hazard * times, u) <= leaving
    assert leavings(joined, hazard, np.array([u])).tolist() == [leaving]


def test_without_a_hazard_nobody_ever_leaves() -> None:
    assert leaving_minute(500, 0.0, LARGEST_DRAW) == NEVER
    assert leaving_minute(500, 1e-300, 0.5) == NEVER
    assert leavings(500, 0.0, EVEN[:3]).tolist() == [NEVER] * 3


# Empirical times: 30 % are 2 to 4 days, half are 4 to 12 days, a tenth 20 days, a tenth 20 to 30.
BANDS = np.array(
    [
        [0.9, 0.0, 0.0],  # of another time
        [0.3, 2880.0, 5760.0],
        [0.8, 5760.0, 17280.0],
        [0.9, 28800.0, 28800.0],
        [1.0, 28800.0, 43200.0],
    ]
)
OF_BANDS = (EMPIRICAL, 1.0, 5.0)


@numba.njit
def empirical(u: NDArray[np.float64], bands: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.array([time_minutes((EMPIRICAL, 1.0, 5.0), bands, draw) for draw in u])


@pytest.mark.parametrize(
    ("u", "minutes"),
    [
        (0.0, 2880),
        (0.15, 4320),
        (0.3, 5760),
        (0.55, 11520),
        (0.8, 28800),
        (0.85, 28800),
        (0.95, 36000),
        (LARGEST_DRAW, 43200),
    ],
)
def test_a_time_is_evenly_spread_within_the_band_that_a_draw_falls_in(
    u: float, minutes: int
) -> None:
    assert time_minutes(OF_BANDS, BANDS, u) == minutes


def test_bands_have_their_shares_and_compiled_times_are_the_same() -> None:
    times = empirical(EVEN, BANDS)
    assert times.tolist() == [time_minutes(OF_BANDS, BANDS, u) for u in EVEN.tolist()]
    for up_to, share in ((5760, 0.3), (11520, 0.55), (17280, 0.8), (28800, 0.9), (36000, 0.95)):
        assert abs(np.mean(times <= up_to) - share) < 2 / len(EVEN), up_to


@given(u=draws, v=draws)
def test_empirical_times_rise_with_the_draw(u: float, v: float) -> None:
    low, high = (time_minutes(OF_BANDS, BANDS, draw) for draw in sorted((u, v)))
    assert low <= high <= 43200


def test_other_times_look_at_no_band() -> None:
    for kind, a, b, _ in KINDS.values():
        assert time_minutes((kind, a, b), BANDS, 0.3) == duration_minutes(kind, a, b, 0.3)
    far = np.array([[1.0, 0.0, 1e14]])
    assert time_minutes((EMPIRICAL, 0.0, 1.0), far, 0.9) == LONGEST_MINUTES
