"""Arrays that reach compiled code as one pointer are read and written as otherwise."""

from typing import NamedTuple

import numpy as np
import pytest
from numba import config, typeof
from numpy.typing import NDArray

from waitsim.engine.kernel.bundles import bundled
from waitsim.engine.kernel.compiling import compiled

compiled_only = pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")


class Shelf(NamedTuple):
    """Some arrays."""

    cell: NDArray[np.int64]
    share: NDArray[np.float64]
    cube: NDArray[np.int32]


def shelf() -> Shelf:
    """Arrays of three kinds, each number in them another."""
    return Shelf(
        cell=np.arange(12).reshape(3, 4),
        share=np.arange(5) / 4,
        cube=np.arange(24, dtype=np.int32).reshape(2, 3, 4),
    )


@compiled
def use(t: Shelf, i: int) -> float:
    """Reads and writes cells, rows, views and whole columns."""
    t.cell[i, 1] = t.cell[i, 0] + 100
    t.cell[:, 2:] = 7
    t.cube[1, i, 0] += 5
    row, column, part = t.cell[i], t.cell[:, 1], t.cube[1, i, 1:3]
    t.share[i] = row[1] + column[0] / 8 + part[1]
    t.share[3:] = t.share[i]
    return t.share[i] + len(t.share) + t.cube.shape[1]


@pytest.mark.parametrize("i", range(3))
def test_compiled_code_does_to_a_bundle_what_python_does_to_its_arrays(i: int) -> None:
    ours, theirs = shelf(), shelf()
    assert use(bundled(ours), i) == getattr(use, "py_func", use)(theirs, i)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)


@compiled_only
def test_a_table_of_a_bundle_is_another_type_than_its_array_but_a_view_of_it_is_not() -> None:
    bundle = typeof(bundled(shelf()))
    table = bundle.fields["cell"]
    assert table != typeof(shelf().cell)
    assert table.copy(ndim=1) == typeof(shelf().cell[0])
