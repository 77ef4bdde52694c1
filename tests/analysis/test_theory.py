"""Closed forms against published values, one another and chains solved by brute force."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from waitsim.analysis.theory.clinics import weekly_clinic_mean_list, weekly_clinic_mean_wait
from waitsim.analysis.theory.erlang import erlang_a, erlang_b, erlang_c
from waitsim.analysis.theory.flows import little_queue
from waitsim.analysis.theory.priorities import priority_mean_waits
from waitsim.analysis.theory.servers import (
    mg1_mean_wait,
    mm1_lottery_mean_square_wait,
    mmc_mean_wait,
    mmc_share_over,
)


def test_published_erlang_values():
    # Standard tables: 10 erlangs on 10 and 20 erlangs on 30 lines lose 0.2146 and 0.0085.
    assert erlang_b(10, 10) == pytest.approx(0.2146, abs=5e-5)
    assert erlang_b(20, 30) == pytest.approx(0.0085, abs=5e-5)
    # Gross et al., Fundamentals of Queueing Theory: 6 an hour, 20 min each, 3 servers.
    assert mmc_mean_wait(6, 3, 3) == pytest.approx(4 / 27)
    assert little_queue(6, mmc_mean_wait(6, 3, 3)) == pytest.approx(8 / 9)


@given(st.floats(0.01, 0.99), st.integers(1, 40))
def test_erlang_c_is_its_sum_over_states(load_per_server, servers):
    load = load_per_server * servers
    n = np.arange(servers)
    terms = np.exp(n * math.log(load) - special.gammaln(n + 1))
    last = math.exp(servers * math.log(load) - math.lgamma(servers + 1)) / (1 - load_per_server)
    assert erlang_c(load, servers) == pytest.approx(last / (terms.sum() + last), rel=1e-9)


def test_one_server_has_the_textbook_waits():
    assert mmc_mean_wait(0.8, 1) == pytest.approx(4)
    assert mg1_mean_wait(0.8, 1, 1) == pytest.approx(4)
    assert mg1_mean_wait(0.8, 1, 0) == pytest.approx(2)
    assert mmc_share_over(0, 0.8, 1) == pytest.approx(0.8)
    assert mmc_share_over(10, 0.8, 1) == pytest.approx(0.8 * math.exp(-2))


def waits_with_a_lot(load, lot, size=48):
    """Mean wait and its mean square in M/M/1 of one with a lot, from the chain of those waiting.

    Its states are those waiting with lesser and greater lots, while somebody is being seen.
    """
    less, more = (axis.ravel() for axis in np.indices((size, size)))
    number = np.arange(size**2)
    leads = np.zeros((size**2, size**2))
    for rate, to_less, to_more, can in (
        (load * lot, less + 1, more, less + 1 < size),
        (load * (1 - lot), less, more + 1, more + 1 < size),
        (np.ones(size**2), less - 1, more, less > 0),
        (np.ones(size**2), less, more - 1, (less == 0) & (more > 0)),
    ):
        np.add.at(
            leads,
            (number[can], (to_less * size + to_more)[can]),
            np.broadcast_to(rate, can.shape)[can],
        )
    balance = (leads - np.diag(leads.sum(axis=1))).T
    balance[0] = 1  # the whole is the load, since that is the chance that somebody is seen
    shares = np.linalg.solve(balance, np.eye(size**2)[0] * load)
    ahead = shares.reshape(size, size).sum(axis=1)
    # A wait behind k others is k + 1 busy periods of those with lesser lots.
    calls, busy = np.arange(size) + 1, 1 / (1 - load * lot)
    spread = (1 + load * lot) * busy**3
    return ahead @ (calls * busy), ahead @ (calls * spread + (calls * busy) ** 2)


def test_waits_by_lot_are_those_of_the_chain_of_those_who_wait():
    nodes, weights = np.polynomial.legendre.leggauss(5)
    waits = np.array([waits_with_a_lot(0.5, (node + 1) / 2) for node in nodes])
    mean, square = weights / 2 @ waits
    assert mean == pytest.approx(mmc_mean_wait(0.5, 1), rel=1e-6)
    assert square == pytest.approx(mm1_lottery_mean_square_wait(0.5, 1), rel=1e-4)


def test_an_overloaded_system_waits_for_ever():
    assert mm1_lottery_mean_square_wait(1, 1) == math.inf
    assert erlang_c(5, 4) == 1
    assert mmc_mean_wait(5, 1, 5) == math.inf
    assert mmc_share_over(100, 6, 1, 5) == 1
    assert mg1_mean_wait(1, 1, 0.5) == math.inf
    assert weekly_clinic_mean_wait(11, 11) == math.inf


def test_published_priority_times_of_two_classes():
    # Rates 0.2 and 0.6 at unit service: times in the system 2.0 and 6.0 (Cobham 1954).
    waits = priority_mean_waits([0.2, 0.6], 1)
    np.testing.assert_allclose(waits, [1.0, 5.0])
    np.testing.assert_allclose(waits + 1, [2.0, 6.0])


@given(
    st.lists(st.floats(0.01, 1), min_size=1, max_size=5), st.integers(1, 6), st.floats(0.1, 0.95)
)
def test_priorities_share_out_the_wait_of_one_class(shares, servers, load):
    rates = np.array(shares) / sum(shares) * load * servers
    waits = priority_mean_waits(rates, 1.0, servers)
    assert np.all(np.diff(waits) >= 0)
    mean = waits @ rates / rates.sum()
    assert mean == pytest.approx(mmc_mean_wait(rates.sum(), 1.0, servers), rel=1e-9)


@pytest.mark.parametrize(("slots", "expected"), [(11, 0.85098), (12, 0.61971)])
def test_weekly_clinic_of_10_a_week_has_its_known_mean_wait(slots, expected):
    assert weekly_clinic_mean_wait(10, slots) == pytest.approx(expected, abs=5e-6)


@given(st.integers(1, 12), st.floats(0.05, 0.8))
@settings(max_examples=20, deadline=None)
def test_weekly_clinic_is_its_chain_run_to_rest(slots, load):
    size = 150
    move = np.zeros((size, size))
    arrivals = stats.poisson.pmf(np.arange(size), load * slots)
    for left in range(size):
        waiting = left + np.arange(size)
        np.add.at(move[left], np.clip(waiting - slots, 0, size - 1), arrivals)
    for _ in range(12):
        move = move @ move
    expected = move[0] @ np.arange(size)
    assert weekly_clinic_mean_list(load * slots, slots) == pytest.approx(expected, abs=1e-7)


def test_weekly_clinic_of_one_slot_is_a_single_server_with_fixed_service():
    # The list left after a weekly clinic of one is that left by departures in discrete time.
    rate = 0.9
    assert weekly_clinic_mean_list(rate, 1) == pytest.approx(rate**2 / 2 / (1 - rate))


def test_weekly_clinic_near_saturation_nears_heavy_traffic():
    # Kingman: the mean list is the variance over twice the spare slots.
    assert weekly_clinic_mean_list(9.999, 10) == pytest.approx(9.999 / (2 * 0.001), rel=1e-3)


@given(st.integers(1, 60), st.floats(0.1, 0.9))
@settings(max_examples=30)
def test_weekly_clinic_is_the_sum_of_spitzer(slots, load):
    # Spitzer (1956): the mean is the sum of E[(arrivals less slots over n weeks)+] / n.
    n = np.arange(1, 3000)
    mean, level = n * slots * load, n * slots
    excess = mean * stats.poisson.sf(level - 1, mean) - level * stats.poisson.sf(level, mean)
    assert weekly_clinic_mean_list(load * slots, slots) == pytest.approx(
        (excess / n).sum(), abs=1e-9
    )


def _erlang_a_delayed(arrival_rate, servers, leaving_rate):
    """Delayed share by the confluent hypergeometric function, for unit service (Palm 1957)."""
    weight = special.hyp1f1(1, servers / leaving_rate + 1, arrival_rate / leaving_rate)
    blocked = erlang_b(arrival_rate, servers)
    return weight * blocked / (1 + (weight - 1) * blocked)


@given(st.floats(0.5, 30), st.integers(1, 30), st.floats(0.1, 3))
@settings(deadline=None)
def test_erlang_a_is_its_hypergeometric_form(arrival_rate, servers, leaving_rate):
    state = erlang_a(arrival_rate, 1.0, servers, leaving_rate)
    expected = _erlang_a_delayed(arrival_rate, servers, leaving_rate)
    assert state.delayed == pytest.approx(expected, rel=1e-8)
    assert state.leaving + state.mean_busy / arrival_rate == pytest.approx(1, rel=1e-9)


def test_erlang_a_with_patience_like_service_is_an_infinite_server():
    # If waiting and being served end at one rate, the number present is Poisson.
    state = erlang_a(7.0, 1.0, 5, 1.0)
    n = np.arange(100)
    queue = stats.poisson.pmf(n, 7.0) @ np.maximum(n - 5, 0)
    assert state.mean_queue == pytest.approx(queue)
    assert state.leaving == pytest.approx(queue / 7.0)
    assert state.delayed == pytest.approx(stats.poisson.sf(4, 7.0))


def test_erlang_a_without_leaving_nears_erlang_c():
    state = erlang_a(9.0, 1.0, 10, 1e-7)
    assert state.mean_wait == pytest.approx(mmc_mean_wait(9.0, 1.0, 10), rel=1e-5)
    assert state.mean_wait_served == pytest.approx(state.mean_wait, rel=1e-5)
    assert state.delayed == pytest.approx(erlang_c(9.0, 10), rel=1e-5)


def test_erlang_a_holds_for_a_list_of_many_thousands():
    # Overloaded, the list is fluid: (demand - capacity) / leaving rate.
    state = erlang_a(60.0, 1.0, 20, 0.001)
    assert state.mean_queue == pytest.approx(40_000, rel=1e-9)
    assert state.leaving == pytest.approx(2 / 3, rel=1e-9)
    # A steady wait w has exp(-0.001 w) = 1/3 served, all of whom waited w.
    assert state.mean_wait_served == pytest.approx(1000 * math.log(3), rel=1e-3)


def test_erlang_a_wait_of_the_served_is_that_of_a_simulated_list():
    # One server: the offered wait grows by a service only if the arrival stays for it.
    rng = np.random.default_rng(11)
    gaps, service, patience = rng.exponential([1.0, 0.8, 2.0], (200_000, 3)).T
    offered, waits = 0.0, []
    for gap, minutes, patient in zip(gaps, service, patience, strict=True):
        offered = max(offered - gap, 0.0)
        if offered < patient:
            waits.append(offered)
            offered += minutes
    state = erlang_a(1.0, 1.25, 1, 0.5)
    assert len(waits) / 200_000 == pytest.approx(1 - state.leaving, abs=0.005)
    assert np.mean(waits) == pytest.approx(state.mean_wait_served, rel=0.02)


@pytest.mark.parametrize(
    "call",
    [
        lambda: erlang_b(-1, 2),
        lambda: erlang_c(1, 0),
        lambda: erlang_c(1, 1.5),
        lambda: mmc_mean_wait(1, 0),
        lambda: mmc_mean_wait(math.nan, 1),
        lambda: mg1_mean_wait(0.5, 1, -1),
        lambda: mm1_lottery_mean_square_wait(-1, 1),
        lambda: erlang_a(1, 1, 1, 0),
        lambda: weekly_clinic_mean_list(10, 11.5),
        lambda: weekly_clinic_mean_wait(0, 11),
        lambda: little_queue(-1, 1),
        lambda: priority_mean_waits([0.5, -0.1], 1),
    ],
)
def test_values_that_make_no_sense_are_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call()


def test_priorities_on_an_overloaded_server_are_refused():
    with pytest.raises(ValueError, match="no steady state"):
        priority_mean_waits([0.5, 0.6], 1)
