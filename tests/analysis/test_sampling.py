"""Points are spread as their designs promise, and are the same for the same seed."""

import numpy as np
import pytest

from waitsim.analysis.sampling import latin_hypercube, saltelli_points, sobol_points


def test_a_latin_hypercube_has_one_point_in_each_part_of_each_input():
    points = latin_hypercube(25, 3, seed=4)
    for column in points.T:
        assert sorted(np.floor(column * 25).astype(int)) == list(range(25))


def test_sobol_points_have_one_in_each_part_and_four_in_each_quarter_of_a_pair():
    points = sobol_points(16, 2, seed=4)
    for column in points.T:
        assert sorted(np.floor(column * 16).astype(int)) == list(range(16))
    quarters = np.floor(points * 2).astype(int) @ [2, 1]
    assert np.bincount(quarters).tolist() == [4, 4, 4, 4]


def test_sobol_points_come_in_powers_of_two():
    with pytest.raises(ValueError, match="power of two, not 12"):
        sobol_points(12, 2, seed=1)


@pytest.mark.parametrize("design", [latin_hypercube, sobol_points, saltelli_points])
def test_the_seed_decides_the_points(design):
    one, same, other = design(8, 3, 1), design(8, 3, 1), design(8, 3, 2)
    assert (one == same).all()
    assert (one != other).any()
    assert ((one >= 0) & (one < 1)).all()


def test_saltelli_points_exchange_one_column_at_a_time():
    a, b, *mixed = np.split(saltelli_points(8, 3, seed=1), 5)
    assert (a != b).all()
    for i, points in enumerate(mixed):
        rest = [j for j in range(3) if j != i]
        assert (points[:, i] == b[:, i]).all()
        assert (points[:, rest] == a[:, rest]).all()
