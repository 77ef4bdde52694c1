"""The fluid limit, and waits where service is not exponential, against independent sums."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import integrate

from waitsim.analysis.theory.erlang import erlang_a
from waitsim.analysis.theory.flows import (
    fluid_clearance_weeks,
    fluid_list_after,
    fluid_steady_list,
    fluid_steady_wait,
)
from waitsim.analysis.theory.priorities import mg1_priority_mean_waits, priority_mean_waits
from waitsim.analysis.theory.servers import (
    mdc_mean_wait,
    mg1_mean_square_wait,
    mg1_mean_wait,
    mgc_mean_wait,
    mmc_mean_wait,
    mmc_share_over,
    mmc_wait_percentile,
)


def test_a_fluid_list_worked_by_hand():
    # 390 too many and 15 places to spare each week: gone in 26 weeks.
    assert fluid_list_after(10, 390, 30, 45) == pytest.approx(240)
    assert fluid_clearance_weeks(390, 30, 45) == pytest.approx(26)
    # 100 join, 80 are seen and a fiftieth of the list leaves each week: 1,000 wait.
    assert fluid_steady_list(100, 80, 0.02) == pytest.approx(1000)
    assert fluid_steady_wait(100, 80, 0.02) == pytest.approx(50 * math.log(1.25))
    # 20 places to spare and a fiftieth leaving: 1,000 are gone after ln(1 + 20 / 20) / 0.02.
    assert fluid_clearance_weeks(1000, 80, 100, 0.02) == pytest.approx(50 * math.log(2))
    # Half way there from nothing after ln 2 / 0.02 weeks.
    assert fluid_list_after(50 * math.log(2), 0, 100, 80, 0.02) == pytest.approx(500)


@example(1.0, 0.0, 2.7383760216297095e-277, 0.001)
@given(
    st.floats(0, 2000), st.floats(0, 100), st.floats(0, 100), st.sampled_from([0.0, 0.001, 0.03])
)
def test_a_fluid_list_solves_its_equation(opening, demand, capacity, leaving):
    weeks = np.array([0.0, 1.0, 13.0, 52.0])
    lists = fluid_list_after(weeks, opening, demand, capacity, leaving)
    solved = integrate.solve_ivp(
        lambda _, size: demand - capacity - leaving * size,
        (0, 52),
        [opening],
        t_eval=weeks,
        rtol=1e-9,
        atol=1e-9,
    )
    np.testing.assert_allclose(lists, np.maximum(solved.y[0], 0), rtol=1e-6, atol=1e-5)
    clear = fluid_clearance_weeks(opening, demand, capacity, leaving)
    if 1e-6 < clear < 1e6:
        just_before, after = fluid_list_after(
            [clear * 0.99, clear * 1.01], opening, demand, capacity, leaving
        )
        assert just_before > 0
        assert after == 0
        assert fluid_list_after(clear, opening, demand, capacity, leaving) == pytest.approx(
            0, abs=1e-6
        )


def test_an_overloaded_list_with_leaving_nears_its_fluid_limit():
    gaps = []
    for scale in (1, 4, 16, 64):
        exact = erlang_a(4.4 * scale, 1.0, 4 * scale, 0.1)
        gaps.append(exact.mean_queue / fluid_steady_list(4.4 * scale, 4 * scale, 0.1) - 1)
        wait = fluid_steady_wait(4.4 * scale, 4 * scale, 0.1)
    assert np.all(np.diff(gaps) < 0)
    assert abs(gaps[-1]) < 1e-4
    assert exact.mean_wait_served == pytest.approx(wait, rel=0.01)


def test_a_list_without_spare_capacity_is_never_clear():
    assert fluid_clearance_weeks(10, 30, 30) == math.inf
    assert fluid_clearance_weeks(0, 30, 30) == 0
    assert fluid_clearance_weeks(0, 31, 30) == math.inf
    assert fluid_steady_list(31, 30, 0) == math.inf
    assert fluid_steady_list(30, 30, 0) == fluid_steady_wait(30, 30, 0) == 0
    assert fluid_steady_wait(31, 30, 0) == fluid_steady_wait(31, 0, 0.1) == math.inf


@given(st.floats(0, 0.99), st.floats(0.05, 0.98), st.integers(1, 30))
def test_a_wait_percentile_is_exceeded_by_the_rest(share, load, servers):
    wait = mmc_wait_percentile(share, load * servers, 1.0, servers)
    over = mmc_share_over(wait, load * servers, 1.0, servers)
    assert over <= 1 - share + 1e-9
    if wait > 0:
        assert over == pytest.approx(1 - share)


def test_a_wait_percentile_of_one_server_worked_by_hand():
    # P(wait > t) = 0.8 exp(-0.2 t), so 92 % wait no longer than ln(10) / 0.2.
    assert mmc_wait_percentile(0.92, 0.8, 1.0) == pytest.approx(math.log(10) / 0.2)
    assert mmc_wait_percentile(0.2, 0.8, 1.0) == 0
    assert mmc_wait_percentile(0.5, 0.0, 1.0) == 0
    assert mmc_wait_percentile(0.5, 1.0, 1.0) == math.inf


def gamma_moments(mean, cv):
    shape, scale = 1 / cv**2, mean * cv**2
    return tuple(scale**k * math.prod(shape + i for i in range(k)) for k in (1, 2, 3))


@pytest.mark.parametrize(("load", "cv"), [(0.3, 0.5), (0.8, 1.0), (0.9, 1.5)])
def test_the_square_of_waits_is_the_curvature_of_their_transform(load, cv):
    # Pollaczek and Khinchine's transform, differentiated twice at 0 by Cauchy's integral.
    turns = np.exp(2j * np.pi * np.arange(256) / 256)
    s = 0.02 * turns
    service = (1 + s * cv**2) ** (-1 / cv**2)
    transform = (1 - load) * s / (s - load + load * service)
    moments = [
        float((transform / s**k).mean().real * (-1) ** k * math.factorial(k)) for k in (1, 2)
    ]
    assert moments[0] == pytest.approx(mg1_mean_wait(load, 1, cv), rel=1e-9)
    assert moments[1] == pytest.approx(mg1_mean_square_wait(load, gamma_moments(1, cv)), rel=1e-9)


def test_the_square_of_waits_with_exponential_service_is_the_textbook_value():
    assert mg1_mean_square_wait(0.8, (1, 2, 6)) == pytest.approx(2 * 0.8 / 0.2**2)
    assert mg1_mean_square_wait(1.0, (1, 2, 6)) == math.inf


@given(st.floats(0.05, 0.95), st.floats(0, 2), st.integers(1, 20))
def test_several_servers_of_any_service_meet_both_exact_cases(load, cv, servers):
    assert mgc_mean_wait(load, 1, cv, 1) == pytest.approx(mg1_mean_wait(load, 1, cv))
    exponential = mgc_mean_wait(load * servers, 1, 1, servers)
    assert exponential == pytest.approx(mmc_mean_wait(load * servers, 1, servers))


@given(st.floats(0.1, 0.95))
def test_one_server_of_fixed_service_is_as_in_the_form_for_any_service(load):
    assert mdc_mean_wait(load, 1, 1) == pytest.approx(mg1_mean_wait(load, 1, 0))


def test_several_servers_of_fixed_service_are_as_simulated():
    # In order of arrival with one service time, the n-th takes over from the (n - c)-th.
    rng = np.random.default_rng(4)
    arrivals = np.cumsum(rng.exponential(1 / 2.4, 200_000))
    starts = np.zeros_like(arrivals)
    for i, arrival in enumerate(arrivals):
        starts[i] = max(arrival, starts[i - 3] + 1) if i >= 3 else arrival
    assert np.mean(starts - arrivals) == pytest.approx(mdc_mean_wait(2.4, 1, 3), rel=0.03)


@pytest.mark.parametrize(("load", "most"), [(0.7, 0.15), (0.9, 0.05), (0.98, 0.01)])
def test_the_form_for_several_servers_is_nearest_under_heavy_load(load, most):
    exact = mdc_mean_wait(3 * load, 1, 3)
    assert abs(mgc_mean_wait(3 * load, 1, 0, 3) / exact - 1) < most


def test_classes_of_unlike_service_worked_by_hand():
    # Rates 0.2 and 0.3, services fixed 1 and exponential 2: remaining (0.2 + 0.3 x 8) / 2 = 1.3.
    waits = mg1_priority_mean_waits([0.2, 0.3], [1, 2], [0, 1])
    np.testing.assert_allclose(waits, [1.3 / 0.8, 1.3 / (0.8 * 0.2)])


@given(
    st.lists(
        st.tuples(st.floats(0.01, 1), st.floats(0.1, 5), st.floats(0, 2)), min_size=1, max_size=5
    ),
    st.floats(0.05, 0.95),
)
def test_classes_share_out_the_work_that_waits(classes, load):
    # Kleinrock (1965): the order of classes moves waits about and keeps load x wait summed.
    rates, means, cvs = np.array(classes).T
    rates *= load / (rates @ means)
    waits = mg1_priority_mean_waits(rates, means, cvs)
    remaining = (rates * means**2 * (1 + cvs**2)).sum() / 2
    assert waits @ (rates * means) == pytest.approx(load * remaining / (1 - load))


def test_classes_of_like_exponential_service_wait_as_in_the_simple_form():
    rates = [0.2, 0.1, 0.5]
    waits = mg1_priority_mean_waits(rates, [1] * 3, [1] * 3)
    np.testing.assert_allclose(waits, priority_mean_waits(rates, 1.0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: fluid_list_after(-1, 0, 1, 1),
        lambda: fluid_list_after(1, -5, 1, 1),
        lambda: fluid_clearance_weeks(1, 1, math.nan),
        lambda: fluid_steady_list(1, 1, -0.1),
        lambda: mmc_wait_percentile(92, 0.5, 1),
        lambda: mmc_wait_percentile(1, 0.5, 1),
        lambda: mg1_mean_square_wait(0.5, (1, -1, 1)),
        lambda: mgc_mean_wait(0.5, 0, 1, 1),
        lambda: mdc_mean_wait(0.0, 1, 1),
        lambda: mg1_priority_mean_waits([0.1, 0.2], [1], [1]),
        lambda: mg1_priority_mean_waits([0.1], [-1], [1]),
    ],
)
def test_values_that_make_no_sense_are_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call()


def test_classes_on_an_overloaded_server_are_refused():
    with pytest.raises(ValueError, match="no steady state"):
        mg1_priority_mean_waits([0.5, 0.6], [1, 1], [1, 1])
