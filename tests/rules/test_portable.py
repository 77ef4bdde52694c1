"""Portable functions are accurate, and bit-equal in plain Python and compiled."""

import math
from collections.abc import Callable

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import ndtri

from waitsim.rules.portable import exp, log, normal_quantile

Values = NDArray[np.float64]


@numba.njit
def log_all(x: Values) -> Values:
    return np.array([log(value) for value in x])


@numba.njit
def exp_all(x: Values) -> Values:
    return np.array([exp(value) for value in x])


@numba.njit
def normal_quantile_all(u: Values) -> Values:
    return np.array([normal_quantile(value) for value in u])


def spread(seed: int, n: int, kind: str) -> Values:
    """Values all over the domain of a function."""
    generator = np.random.default_rng(seed)
    if kind == "log":
        wide = 10.0 ** generator.uniform(-323, 308, n // 4)
        near_one = 1.0 + generator.normal(0.0, 1e-3, n // 4)
        return np.concatenate(
            [wide, near_one, generator.random(n // 4), 40 * generator.random(n // 4)]
        )
    if kind == "exp":
        wide = generator.uniform(-745.2, 709.79, n // 2)
        return np.concatenate(
            [wide, generator.normal(0.0, 1.0, n // 4), generator.normal(0.0, 1e-4, n // 4)]
        )
    lower = 10.0 ** generator.uniform(-300, -0.31, n // 4)
    upper = 1.0 - 10.0 ** generator.uniform(-16, -0.31, n // 4)
    return np.concatenate([lower, upper, generator.random(n // 2)])


CASES = {
    "log": (log, log_all, [0.0, -0.0, -1.0, 1.0, math.inf, -math.inf, math.nan, 5e-324]),
    "exp": (
        exp,
        exp_all,
        [0.0, 709.782712893384, 709.79, -745.1332, -746.0, math.inf, -math.inf, math.nan],
    ),
    "normal_quantile": (
        normal_quantile,
        normal_quantile_all,
        [0.0, 0.5, 0.075, 0.925, 1.0, -0.1, 1.1, math.nan],
    ),
}


def units_in_last_place(value: float, true: float) -> float:
    return abs(value - true) / math.ulp(true)


@pytest.mark.parametrize("name", CASES)
def test_plain_and_compiled_agree_bit_for_bit(name: str) -> None:
    function, compiled, corners = CASES[name]
    inputs = np.concatenate([corners, spread(1, 100_000, name)])
    plain = np.array([function(x) for x in inputs.tolist()])
    assert plain.tobytes() == compiled(inputs).tobytes()


# math.log and math.exp are themselves within 1 unit of the truth, hence 2.
@pytest.mark.parametrize(("name", "reference"), [("log", math.log), ("exp", math.exp)])
def test_log_and_exp_are_within_two_units_of_the_mathematics_library(
    name: str, reference: Callable[[float], float]
) -> None:
    function, _, _ = CASES[name]
    inputs = [x for x in spread(2, 100_000, name).tolist() if x <= 709.7]
    assert max(units_in_last_place(function(x), reference(x)) for x in inputs) <= 2


def test_the_normal_quantile_is_right_to_fourteen_places() -> None:
    u = spread(3, 50_000, "normal_quantile")
    computed = np.array([normal_quantile(x) for x in u.tolist()])
    np.testing.assert_allclose(computed, ndtri(u), rtol=1e-14, atol=1e-17)


@pytest.mark.parametrize(
    "z", [0.6744897501960817, 1.2815515655446004, 1.9599639845400545, 2.3263478740408408]
)
def test_the_normal_quantile_gives_the_tables(z: float) -> None:
    u = {0.67: 0.75, 1.28: 0.9, 1.96: 0.975, 2.33: 0.99}[round(z, 2)]
    assert normal_quantile(u) == pytest.approx(z, rel=4e-16)


@pytest.mark.parametrize("name", CASES)
def test_the_functions_rise(name: str) -> None:
    _, compiled, _ = CASES[name]
    inputs = np.unique(spread(4, 200_000, name))
    # Neighbours closer than the accuracy may tie or, at a seam of two formulas, swap last bits.
    outputs = compiled(inputs)
    slack = 4 * np.spacing(np.abs(outputs[:-1]))
    assert (np.diff(outputs) >= -slack).all()
    apart = np.diff(inputs) > 1e-9 * np.abs(inputs[1:])
    apart &= np.abs(outputs[1:]) > np.finfo(float).tiny
    assert apart.sum() > 10_000
    if name == "log":
        assert (np.diff(outputs)[apart] > 0).all()


def test_infinities_and_impossible_values_are_told_apart() -> None:
    assert log(0.0) == -math.inf
    assert log(math.inf) == math.inf
    assert math.isnan(log(-1.0))
    assert math.isnan(log(math.nan))
    assert exp(710.0) == math.inf
    assert exp(-746.0) == 0.0
    assert exp(-745.13) == 5e-324
    assert math.isnan(exp(math.nan))
    assert normal_quantile(0.0) == -math.inf
    assert normal_quantile(1.0) == math.inf
    assert math.isnan(normal_quantile(1.5))
    assert math.isnan(normal_quantile(math.nan))


def test_exact_values_are_exact() -> None:
    assert log(1.0) == 0.0
    assert exp(0.0) == 1.0
    assert normal_quantile(0.5) == 0.0


@given(st.floats(2.0**-53, 0.5))
def test_the_normal_quantile_is_symmetric(u: float) -> None:
    mirrored = 1.0 - u
    assert normal_quantile(mirrored) == -normal_quantile(1.0 - mirrored)


@given(st.floats(-700.0, 700.0))
def test_log_undoes_exp(x: float) -> None:
    assert log(exp(x)) == pytest.approx(x, rel=1e-15, abs=3e-16)
