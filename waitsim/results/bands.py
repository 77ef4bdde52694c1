"""The published bands of waiting time: their names, and what can be read off counts in them.

Inside a band waits are taken as spread evenly, so a limit that is not a band's edge, and a
percentile, are read off a straight line. At the edges everything is exact.
"""

import itertools

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waitsim.analysis.histograms import percentile
from waitsim.records import BAND_EDGES_WEEKS

Floats = NDArray[np.float64]


def band_labels() -> tuple[str, ...]:
    """Names of the bands, ``0-1 weeks`` to ``208 weeks and over``."""
    edges = (0, *BAND_EDGES_WEEKS)
    closed = tuple(f"{low}-{high} weeks" for low, high in itertools.pairwise(edges))
    return (*closed, f"{edges[-1]} weeks and over")


def over(counts: ArrayLike, weeks: int) -> NDArray[np.int64]:
    """Counts at or over a whole number of weeks that is a band's edge.

    Args:
        counts: shape (..., band).
    Raises:
        ValueError: if it is not an edge.
    """
    edges = (0, *BAND_EDGES_WEEKS)
    if weeks not in edges:
        raise ValueError(f"{weeks} weeks is no edge of a published band; those are {edges}")
    first = edges.index(weeks)
    return np.asarray(np.asarray(counts)[..., first:].sum(axis=-1), dtype=np.int64)


def share_under(counts: ArrayLike, weeks: float) -> Floats:
    """Share of waits under a limit.

    Args:
        counts: shape (..., band).
    Returns:
        shape (...); nan where there are none, or where the limit falls in the last, open band
        and that holds any.
    """
    data = np.asarray(counts, dtype=np.float64)
    edges = np.array((0, *BAND_EDGES_WEEKS), dtype=np.float64)
    band = int(np.searchsorted(edges, weeks, side="right")) - 1
    below = data[..., :band].sum(axis=-1)
    if band < len(edges) - 1:
        below = below + data[..., band] * (weeks - edges[band]) / (edges[band + 1] - edges[band])
    elif weeks > edges[-1]:
        below = np.where(data[..., -1] > 0, np.nan, below)
    with np.errstate(invalid="ignore"):
        return np.asarray(below / data.sum(axis=-1), dtype=np.float64)


def band_percentile(counts: ArrayLike, q: ArrayLike, tail: ArrayLike) -> Floats:
    """Wait in weeks that a share q of the waits do not exceed.

    Args:
        counts: shape (..., band).
        q: share or shares.
        tail: waits by whole weeks from the beginning of the last, open band on, over which those
            in it are spread in proportion; shape (..., week). Any amount will do.
    Returns:
        shape (...) followed by that of q; nan where there are none.
    Raises:
        ValueError: if there are waits in the open band and none in the tail.
    """
    data, given = np.asarray(counts, dtype=np.float64), np.asarray(tail, dtype=np.float64)
    if np.any((data[..., -1] > 0) & (given.sum(axis=-1) <= 0)):
        raise ValueError("there are waits in the open band, and the tail does not say how long")
    widths = np.diff((0, *BAND_EDGES_WEEKS))
    closed = np.repeat(data[..., :-1] / widths, widths, axis=-1)
    amount = np.maximum(given.sum(axis=-1, keepdims=True), 1.0)
    opened = data[..., -1:] * given / amount
    return percentile(np.concatenate([closed, opened], axis=-1), q)
