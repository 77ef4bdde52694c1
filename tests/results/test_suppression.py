"""Small numbers in published tables, and those that would give them away."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from waitsim.results.suppression import LEAST, hidden

TABLES = st.integers(1, 3).flatmap(
    lambda rows: st.lists(
        st.lists(st.integers(0, 8), min_size=2, max_size=2), min_size=rows, max_size=rows
    )
)
WIDE = st.integers(1, 12).flatmap(
    lambda rows: st.lists(
        st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=rows, max_size=rows
    )
)


def splits(total: int, parts: int) -> list[tuple[int, ...]]:
    """Ways to share a total out among so many parts."""
    if parts == 0:
        return [()] if total == 0 else []
    return [(i, *rest) for i in range(total + 1) for rest in splits(total - i, parts - 1)]


def tables_that_fit(table: np.ndarray, mask: np.ndarray) -> list[np.ndarray]:
    """Every table with the shown cells, shown totals of rows, and all totals of columns."""
    columns = []
    for j in range(table.shape[1]):
        unknown = np.flatnonzero(mask[:, j])
        rest = int(table[unknown, j].sum())
        ways = []
        for way in splits(rest, len(unknown)):
            column = table[:, j].copy()
            column[unknown] = way
            ways.append(column)
        columns.append(ways)
    found = [np.stack(choice, axis=1) for choice in itertools.product(*columns)]
    shown = ~mask[:, -1]
    return [t for t in found if (t.sum(axis=1)[shown] == table.sum(axis=1)[shown]).all()]


def test_a_small_count_takes_another_group_and_outcome_with_it() -> None:
    mask = hidden([[3, 40], [30, 60], [50, 80]])
    np.testing.assert_array_equal(
        mask, [[True, True, False], [True, True, False], [False, False, False]]
    )


def test_nothing_is_hidden_where_no_count_is_small() -> None:
    assert not hidden([[5, 40], [30, 6]]).any()


def test_four_is_hidden_and_five_is_shown() -> None:
    assert hidden([[4, 40], [30, 60]]).any()
    assert not hidden([[5, 40], [30, 60]]).any()


def test_a_count_that_could_only_be_less_is_safe_too() -> None:
    mask = hidden([[3, 40], [0, 60], [0, 80]])
    np.testing.assert_array_equal(mask, [[True, True, False]] * 3)


def test_the_others_hidden_are_the_smallest_that_will_do() -> None:
    mask = hidden([[3, 40], [30, 60], [5, 80]])
    np.testing.assert_array_equal(
        mask, [[True, True, False], [False, False, False], [True, True, False]]
    )


def test_a_group_that_is_small_is_hidden_with_its_total() -> None:
    mask = hidden([[1, 2], [30, 60], [50, 80]])
    assert mask[0].all()
    assert mask[1].all()


def test_the_only_group_is_hidden_altogether() -> None:
    assert hidden([[3, 40]]).all()


def test_a_table_without_children_is_hidden_altogether() -> None:
    assert hidden(np.zeros((3, 2), dtype=np.int64)).all()


@settings(deadline=None)
@given(WIDE)
def test_no_count_under_five_is_shown(rows: list[list[int]]) -> None:
    table = np.array(rows)
    mask = hidden(table)
    values = np.concatenate([table, table.sum(axis=1, keepdims=True)], axis=1)
    assert (values[~mask] >= LEAST).all()
    if (values >= LEAST).all():
        assert not mask.any()


@settings(deadline=None, max_examples=60)
@given(TABLES)
@example([[3, 9], [9, 9]])
@example([[0, 9], [9, 0]])
@example([[0, 0], [9, 9], [9, 9]])
@example([[4, 1], [0, 5], [5, 0]])
def test_nothing_hidden_can_be_worked_out_from_totals(rows: list[list[int]]) -> None:
    table = np.array(rows)
    mask = hidden(table)
    if mask.all():
        return
    fitting = np.stack(tables_that_fit(table, mask))
    values = np.concatenate([fitting, fitting.sum(axis=2, keepdims=True)], axis=2)
    several = values.min(axis=0) < values.max(axis=0)
    assert several[mask].all()


@pytest.mark.parametrize("counts", [[[1.5, 2.0]], [[-1, 3]], [1, 2]])
def test_what_is_no_table_of_counts_is_refused(counts: list[object]) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        hidden(counts)
