"""Arithmetic on lists, with the published values of the Fong et al. formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from waitsim.analysis.planning import (
    clearance_weeks,
    fluid_list,
    pressure,
    relief_capacity,
    target_capacity,
    target_list_size,
    target_mean_wait,
    traffic_intensity,
    wait_factor,
)

amounts = st.floats(0, 1e4)


def test_published_values_of_the_unit_tests_of_nhsrwaitinglist():
    # NHSRwaitinglist 0.1.2, its tests of calc_*.
    close = {"rtol": 1e-6}
    np.testing.assert_allclose(traffic_intensity(30, 27), 1.11111111, **close)
    np.testing.assert_allclose(
        target_mean_wait([35, 30, 52], [4, 4, 6]), [8.75, 7.5, 8.6666667], **close
    )
    np.testing.assert_allclose(target_list_size(30, [52, 50, 50], [4, 4, 6]), [390, 375, 250])
    np.testing.assert_allclose(
        relief_capacity([30, 33, 35], [1200, 800, 250], [390, 200, 100], [26, 30, 15]),
        [61.153846, 53, 45],
        **close,
    )
    np.testing.assert_allclose(target_capacity(30, 52, 3, 1.1, 1.2), 30.076442, **close)
    np.testing.assert_allclose(
        target_capacity([30, 42, 35], [52, 65, 50], [3, 2, 1], [1.1, 1.2, 1.3], [1.4, 1.5, 1.6]),
        [30.0914423, 42.0567692, 35.0425],
        **close,
    )
    np.testing.assert_allclose(
        pressure([63, 42, 55, 24], [52, 24, 50, 4]), [2.42307692, 3.5, 2.2, 12], **close
    )


def test_target_capacity_is_near_the_exact_single_server():
    # M/M/1: a mean time in the system of 13 weeks needs a capacity of demand + 1/13.
    assert target_capacity(30, 52) == pytest.approx(30 + 1 / 13)


def test_published_factors_of_the_national_targets():
    # 92 % and 99 % as used on community lists by NHS England South West.
    np.testing.assert_allclose(wait_factor([0.92, 0.99]), [2.526, 4.605], atol=5e-4)
    np.testing.assert_allclose(
        target_mean_wait([18, 52], wait_factor([0.92, 0.99])), [7.13, 11.29], atol=5e-3
    )


def test_a_published_list_takes_its_published_time_to_clear():
    # An autism list of 5,000 with 40 assessments a month takes some ten years.
    months = clearance_weeks([5000.0], [40.0])
    assert months == pytest.approx(125)


def test_no_stops_never_clear_a_list_and_no_list_is_clear():
    np.testing.assert_array_equal(clearance_weeks([10, 0, 0], [0, 0, 5]), [np.inf, 0, 0])


def test_lists_and_stops_of_different_shape_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        clearance_weeks([1, 2], [1])


def test_fluid_list_falls_to_nothing_and_rises_again():
    np.testing.assert_array_equal(fluid_list(10, [2, 2, 9, 2], [8, 8, 4, 2]), [4, 0, 5, 5])


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            amounts,
            hnp.arrays(np.float64, (3, n), elements=amounts),
            hnp.arrays(np.float64, (3, n), elements=amounts),
        )
    )
)
def test_fluid_list_is_never_negative_and_more_capacity_never_lengthens_it(case):
    opening, demand, capacity = case
    lists = fluid_list(opening, demand, capacity)
    assert (lists >= 0).all()
    assert (fluid_list(opening, demand, capacity + 1) <= lists).all()
    idle = opening + (demand - capacity).cumsum(axis=-1)
    assert (lists >= idle - 1e-6).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: fluid_list(1, [1, 2], [1]),
        lambda: fluid_list(-1, [1], [1]),
        lambda: traffic_intensity(0, 0),
        lambda: wait_factor(92),
        lambda: target_mean_wait(0),
        lambda: relief_capacity(30, 1200, 390, 0),
        lambda: pressure(-1, 18),
        lambda: pressure(np.nan, 18),
        lambda: target_capacity(30, 52, cv_demand=-1),
    ],
)
def test_values_that_make_no_sense_are_refused(call):
    with pytest.raises(ValueError, match=r"must be|need|no demand"):
        call()
