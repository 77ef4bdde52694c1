"""The gamma quantile agrees with scipy's, plain and compiled."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special, stats

from waitsim.rules.gamma import SHAPE_LEAST, SHAPE_MOST, gamma_quantile, log_gamma

SHAPES = (SHAPE_LEAST, 0.1, 0.3, 0.5, 0.9, 1, 1.5, 2, 3.7, 10, 12.5, 40, 100, 333.3, SHAPE_MOST)
DRAWS = (1e-12, 1e-6, 1e-3, 0.01, 0.1, 0.25, 0.4999, 0.5, 0.5001, 0.75, 0.9, 0.99, 0.999)
NEAR_ONE = (1 - 1e-6, 1 - 1e-10, 1 - 2.0**-40, 1 - 2.0**-53)


@numba.njit
def quantiles(shape: float, draws: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([gamma_quantile(shape, u) for u in draws])


def wanted(shape: float, u: float) -> float:
    return float(stats.gamma.ppf(u, shape) if u < 0.5 else stats.gamma.isf(1 - u, shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_quantiles_are_those_of_scipy_to_a_relative_1e_9(shape: float) -> None:
    found = [gamma_quantile(shape, u) for u in (*DRAWS, *NEAR_ONE)]
    assert found == pytest.approx([wanted(shape, u) for u in (*DRAWS, *NEAR_ONE)], rel=1e-9)
    assert quantiles(shape, np.array([*DRAWS, *NEAR_ONE])).tolist() == found


@given(st.floats(SHAPE_LEAST, SHAPE_MOST), st.floats(1e-9, 1 - 1e-9))
def test_any_shape_and_draw_come_near_to_scipys(shape: float, u: float) -> None:
    assert gamma_quantile(shape, u) == pytest.approx(wanted(shape, u), rel=1e-9)


@given(st.floats(SHAPE_LEAST, SHAPE_MOST), st.floats(2.0**-54, 1 - 2.0**-53))
def test_a_larger_draw_gives_no_smaller_value(shape: float, u: float) -> None:
    larger = u + (1 - u) / 1000
    assert gamma_quantile(shape, u) <= gamma_quantile(shape, larger) * (1 + 1e-12)


@pytest.mark.parametrize("a", [0.05, 0.5, 1, 2, 7.3, 12, 100, 1000])
def test_the_logarithm_of_the_gamma_function_is_scipys(a: float) -> None:
    assert log_gamma(a) == pytest.approx(float(special.gammaln(a)), rel=1e-14, abs=1e-13)
