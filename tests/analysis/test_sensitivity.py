"""Sobol' indices: against functions whose indices are known, and another library."""

import numpy as np
import pytest
from scipy import stats

from waitsim.analysis.sampling import saltelli_points
from waitsim.analysis.sensitivity import sobol_indices

# Ishigami and Homma (1990) with a = 7 and b = 0.1, on angles from -pi to pi.
A, B = 7.0, 0.1
VARIANCE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 1 / 2
FIRST = np.array([(1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8, 0]) / VARIANCE
TOGETHER = 8 * B**2 * np.pi**8 / 225 / VARIANCE
TOTAL = FIRST + np.array([TOGETHER, 0, TOGETHER])


def ishigami(points):
    x, y, z = (2 * np.pi * points - np.pi).T
    return np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x)


def linear(points):
    return points @ [3.0, 1.0, 0.0]


def test_the_known_indices_of_ishigami_are_those_published():
    assert pytest.approx([0.3139, 0.4424, 0], abs=1e-4) == FIRST
    assert pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4) == TOTAL


def test_the_indices_of_ishigami_are_found():
    found = sobol_indices(ishigami(saltelli_points(4096, 3, seed=1)), 3)
    assert found.points == 4096
    # Three standard errors of an index from 4,096 rows, from the spread of its resamples.
    assert found.first.mean == pytest.approx(FIRST, abs=0.04)
    assert found.total.mean == pytest.approx(TOTAL, abs=0.02)
    for estimate, truth in ((found.first, FIRST), (found.total, TOTAL)):
        assert (estimate.low <= truth).all()
        assert (truth <= estimate.high).all()


def test_another_library_gives_the_same_from_the_same_points():
    points = saltelli_points(256, 3, seed=3)
    a, b, *mixed = np.split(ishigami(points), 5)
    given = {"f_A": a[None], "f_B": b[None], "f_AB": np.array(mixed)[:, None]}
    theirs = stats.sobol_indices(func=given, n=256)
    ours = sobol_indices(ishigami(points), 3)
    assert ours.first.mean == pytest.approx(theirs.first_order.ravel(), rel=1e-9)
    assert ours.total.mean == pytest.approx(theirs.total_order.ravel(), rel=1e-9)


def test_a_sum_has_no_inputs_that_act_together():
    found = sobol_indices(linear(saltelli_points(1024, 3, seed=2)), 3)
    assert found.first.mean == pytest.approx([0.9, 0.1, 0], abs=0.01)
    assert found.total.mean == pytest.approx([0.9, 0.1, 0], abs=0.01)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    # 80 designs, 2 indices each: below 130 of 160 has a chance of under 1 in 10,000 at 95 %,
    # even if the two of a design always went together.
    held = 0
    for seed in range(80):
        found = sobol_indices(linear(saltelli_points(128, 3, seed=seed)), 3, resamples=400)
        low, high = found.total.low[:2], found.total.high[:2]
        held += int(((low <= [0.9, 0.1]) & (high >= [0.9, 0.1])).sum())
    assert held >= 130


def test_adding_a_constant_changes_nothing():
    values = ishigami(saltelli_points(64, 3, seed=1))
    one, other = sobol_indices(values, 3), sobol_indices(values + 1e6, 3)
    assert one.first.mean == pytest.approx(other.first.mean, rel=1e-6)
    assert one.total.high == pytest.approx(other.total.high, rel=1e-6)


def test_a_row_with_a_point_that_failed_is_left_out():
    values = ishigami(saltelli_points(64, 3, seed=1))
    rows = values.reshape(5, 64).copy()
    rows[3, 10] = np.nan
    found = sobol_indices(rows.ravel(), 3)
    assert found.points == 63
    assert found.first.mean == pytest.approx(
        sobol_indices(np.delete(values.reshape(5, 64), 10, axis=1).ravel(), 3).first.mean
    )


def test_what_does_not_vary_has_no_indices():
    found = sobol_indices(np.full(20, 3.0), 3)
    assert np.isnan(found.first.mean).all()
    assert np.isnan(found.total.low).all()
    assert sobol_indices(np.full(20, np.nan), 3).points == 0


@pytest.mark.parametrize(("count", "inputs"), [(21, 3), (0, 3), (20, 0)])
def test_values_that_do_not_fit_are_refused(count, inputs):
    with pytest.raises(ValueError, match="do not fit"):
        sobol_indices(np.zeros(count), inputs)
