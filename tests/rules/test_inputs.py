"""Values of uncertain inputs follow the stated shapes, and rise with the draw."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from waitsim.rules.inputs import SHAPES, Input, input_draw, input_value

LOW, LIKELY, HIGH = 4.0, 5.0, 9.0
_CUT = 3 / stats.norm.ppf(0.5 + 0.5 * 0.95 * (1 - 2 * stats.norm.cdf(-3)))


def _normal(low: float, high: float) -> stats.rv_continuous:
    """Normal with 95 % from low to high, cut at three standard deviations."""
    sd = (high - low) / 2 * _CUT / 3
    return stats.truncnorm(-3, 3, loc=(low + high) / 2, scale=sd)


CLOSED = {
    "uniform": stats.uniform(LOW, HIGH - LOW),
    "triangular": stats.triang((LIKELY - LOW) / (HIGH - LOW), LOW, HIGH - LOW),
    "normal": _normal(LOW, HIGH),
}


def value(shape: str, u: float) -> float:
    return input_value(shape, LOW, LIKELY, HIGH, u)


def test_every_shape_has_a_distribution_to_be_held_against() -> None:
    assert {*CLOSED, "lognormal"} == {*SHAPES}


@pytest.mark.parametrize("shape", CLOSED)
@pytest.mark.parametrize("u", [0.001, 0.1, 0.2, 0.5, 0.77, 0.999])
def test_a_value_is_the_quantile_of_its_shape(shape: str, u: float) -> None:
    assert value(shape, u) == pytest.approx(CLOSED[shape].ppf(u), rel=1e-9)


@pytest.mark.parametrize("u", [0.001, 0.5, 0.999])
def test_a_lognormal_value_is_the_quantile_of_a_normal_logarithm(u: float) -> None:
    log = _normal(math.log(LOW), math.log(HIGH)).ppf(u)
    assert value("lognormal", u) == pytest.approx(math.exp(log), rel=1e-9)


@pytest.mark.parametrize("shape", ["normal", "lognormal"])
def test_the_range_of_a_bell_holds_95_per_cent_of_it(shape: str) -> None:
    assert value(shape, 0.025) == pytest.approx(LOW)
    assert value(shape, 0.975) == pytest.approx(HIGH)


@pytest.mark.parametrize("shape", SHAPES)
@given(draws=st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_a_value_never_falls_when_the_draw_rises(shape: str, draws: list[float]) -> None:
    values = [value(shape, u) for u in sorted(draws)]
    assert all(before <= after + 1e-12 for before, after in itertools.pairwise(values))


@pytest.mark.parametrize("shape", ["uniform", "triangular"])
def test_the_ends_of_a_bounded_shape_are_its_bounds(shape: str) -> None:
    assert (value(shape, 0.0), value(shape, 1.0)) == (LOW, HIGH)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_range_of_no_width_gives_its_one_value(shape: str) -> None:
    assert input_value(shape, 7.0, 7.0, 7.0, 0.3) == pytest.approx(7.0, rel=1e-15)


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown shape 'bell'"):
        value("bell", 0.5)


def test_draws_of_inputs_are_even_and_unlike_one_another() -> None:
    draws = np.array([[input_draw(1, i, name) for i in range(2000)] for name in ("a", "b")])
    for own in draws:
        assert stats.kstest(own, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(draws)[0, 1]) < 4 / math.sqrt(2000)


def test_draws_of_inputs_never_change() -> None:
    assert input_draw(1, 0, "pathways.autism.referrals.rate").hex() == "0x1.94c1e4cf0ace2p-2"


def an_input(shape: str, low: float, high: float, whole: bool = False) -> Input:
    middle = (low + high) / 2
    return Input("staff.nurses.wte", "", "", whole, middle, low, middle, high, shape, "")


def test_whole_numbers_of_a_uniform_shape_come_alike() -> None:
    one = an_input("uniform", 2, 4, whole=True)
    values = [one.at((i + 0.5) / 3000) for i in range(3000)]
    assert {value: values.count(value) for value in set(values)} == {2: 1000, 3: 1000, 4: 1000}
    assert (one.at(0.0), one.at(1.0)) == (2, 4)


@pytest.mark.parametrize("shape", SHAPES)
def test_whole_numbers_stay_whole(shape: str) -> None:
    one = an_input(shape, 3, 9, whole=True)
    assert all(one.at(i / 50) == round(one.at(i / 50)) for i in range(51))


def test_a_value_is_written_with_the_words_around_it() -> None:
    one = an_input("uniform", 1, 2)._replace(before="£", after=" an hour")
    assert one.text(0.00001234) == "£0.00001234 an hour"
    assert one.text(-0.0) == "£0 an hour"
    assert (one.text(1250.0), one.unit) == ("£1250 an hour", "£ an hour")


def test_inputs_that_move_together_share_a_draw() -> None:
    first, second = an_input("uniform", 1, 2), an_input("uniform", 10, 20)
    second = second._replace(path="staff.doctors.wte")
    alone = [(first.drawn(1, i), second.drawn(1, i)) for i in range(5)]
    first, second = first._replace(together="staff"), second._replace(together="staff")
    both = [(first.drawn(1, i), second.drawn(1, i)) for i in range(5)]
    assert all(10 * a == pytest.approx(b) for a, b in both)
    assert not any(10 * a == pytest.approx(b) for a, b in alone)
