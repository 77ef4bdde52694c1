"""Which small numbers a published table must not show, nor give away by its totals.

A count under 5 may point to a child. A cell left out alone can be worked out from a total, so
others are left out with it (secondary suppression).
"""

import heapq
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST: Final = 5
"""The smallest count that is shown."""

_Place = tuple[int, int]
_Node = tuple[str, int]


def hidden(counts: ArrayLike, least: int = LEAST) -> NDArray[np.bool_]:
    """Cells of a table that are not to be shown.

    A reader is taken to know all that is shown, that counts are whole and not below 0, and the
    totals of the columns, which are those of all children and told elsewhere. Whatever is hidden
    could then still have another value, unless all is hidden and only the totals are told.

    Args:
        counts: one row for each group of children and one column for each outcome.
        least: what is less is hidden.
    Returns:
        shape (group, outcome + 1); the last column is for the totals of the rows.
    Raises:
        ValueError: if the counts are not such a table.
    Source: Cox (1980) for tables with totals; it is exact as moves of counts are a flow in a
        network (Gusfield 1988).
    """
    table = _checked(counts)
    values = np.concatenate([table, table.sum(axis=1, keepdims=True)], axis=1)
    found = values < least
    for place in sorted(zip(*np.nonzero(found), strict=True), key=lambda at: (values[at], at)):
        loop = _cheapest_loop(values, found, (int(place[0]), int(place[1])))
        if loop is None:
            return np.ones_like(found)
        for row, column in loop:
            found[row, column] = True
    return np.asarray(found, dtype=np.bool_)


def _checked(counts: ArrayLike) -> NDArray[np.int64]:
    table = np.asarray(counts)
    if table.ndim != 2 or not np.issubdtype(table.dtype, np.integer) or (table < 0).any():
        raise ValueError("counts must be whole numbers from 0 on, with rows and columns")
    return table.astype(np.int64)


def _cheapest_loop(
    values: NDArray[np.int64], found: NDArray[np.bool_], start: _Place
) -> list[_Place] | None:
    """Cells through which one can be moved round so that a cell changes and no total shown does."""
    loops = [
        loop
        for rises in (True, False)
        if _moves(values, start, rises=rises)
        for loop in [_path_back(values, found, start, rises=rises)]
        if loop is not None
    ]
    return min(loops)[1] if loops else None


def _moves(values: NDArray[np.int64], place: _Place, *, rises: bool) -> bool:
    """Whether a cell can change by one; the total of a row goes the other way."""
    total = place[1] == values.shape[1] - 1
    return rises != total or bool(values[place] > 0)


def _path_back(
    values: NDArray[np.int64], found: NDArray[np.bool_], start: _Place, *, rises: bool
) -> tuple[int, list[_Place]] | None:
    """Cost and cells of the cheapest way back to where a move began (Dijkstra 1959).

    A rise goes from a row to a column and a fall back; what is not hidden yet costs its count.
    """
    row, column = ("row", start[0]), ("column", start[1])
    first, last = (column, row) if rises else (row, column)
    heap: list[tuple[int, _Node, list[_Place]]] = [(0, first, [])]
    done: set[_Node] = set()
    while heap:
        cost, node, cells = heapq.heappop(heap)
        if node == last:
            return cost, cells
        if node in done:
            continue
        done.add(node)
        for place, reached in _steps(values, node):
            if place != start and reached not in done:
                price = 0 if found[place] else int(values[place]) + 1
                heapq.heappush(heap, (cost + price, reached, [*cells, place]))
    return None


def _steps(values: NDArray[np.int64], node: _Node) -> Iterator[tuple[_Place, _Node]]:
    kind, index = node
    if kind == "row":
        for column in range(values.shape[1]):
            if _moves(values, (index, column), rises=True):
                yield (index, column), ("column", column)
    else:
        for row in range(values.shape[0]):
            if _moves(values, (row, index), rises=False):
                yield (row, index), ("row", row)
