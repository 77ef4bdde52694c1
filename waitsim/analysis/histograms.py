"""Waits held as counts in whole-week bins: bin i holds waits from i up to, not at, i + 1 weeks.

Waits are taken as spread evenly inside their bin. A percentile therefore falls in the right bin:
at worst, if the waits sit at one edge of it, it is a week out. A mean is at most half a week out.
Shares at whole weeks are exact. With ``open_ended`` the last bin holds every longer wait too, and
an answer that would need its upper end is infinite (a percentile) or nan.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def percentile(counts: ArrayLike, q: ArrayLike, *, open_ended: bool = False) -> Floats:
    """Wait in weeks that a share q of the waits do not exceed.

    Args:
        counts: shape (..., bin), zero or more; fractions allowed.
        q: share or shares from 0 to 1, such as 0.92.
        open_ended: whether the last bin has no upper end; a percentile in it is infinite.
    Returns:
        shape (...) followed by the shape of q; nan where a histogram is empty.
    Raises:
        ValueError: if a count is negative or not finite, or a share is not from 0 to 1.
    """
    data = _histogram(counts)
    shares = np.asarray(q, dtype=np.float64)
    if not np.all((shares >= 0) & (shares <= 1)):
        raise ValueError("q is a share from 0 to 1: give 0.92, not 92")
    running = data.cumsum(axis=-1)
    out = np.empty((*data.shape[:-1], shares.size))
    for i, share in enumerate(shares.ravel()):
        out[..., i] = _one_percentile(data, running, float(share), open_ended)
    return out.reshape(data.shape[:-1] + shares.shape)


def mean_weeks(counts: ArrayLike, *, open_ended: bool = False) -> Floats:
    """Mean wait in weeks, each wait taken at the middle of its bin.

    Args:
        counts: shape (..., bin).
        open_ended: whether the last bin has no upper end; if it holds any, the mean is nan.
    Returns:
        shape (...); nan where a histogram is empty.
    Raises:
        ValueError: if a count is negative or not finite.
    """
    data = _histogram(counts)
    with np.errstate(invalid="ignore"):
        mean = data @ (np.arange(data.shape[-1]) + 0.5) / data.sum(axis=-1)
    if open_ended:
        mean = np.where(data[..., -1] > 0, np.nan, mean)
    return np.asarray(mean, dtype=np.float64)


def share_within(counts: ArrayLike, weeks: ArrayLike, *, open_ended: bool = False) -> Floats:
    """Share of waits under a number of weeks.

    Args:
        counts: shape (..., bin).
        weeks: limit or limits, zero or more; exact at whole weeks, else read off a straight
            line inside the bin.
        open_ended: whether the last bin has no upper end; a limit that falls inside it gives
            nan if it holds any.
    Returns:
        shape (...) followed by the shape of weeks; nan where a histogram is empty.
    Raises:
        ValueError: if a count is negative or not finite, or a limit is negative or nan.
    """
    data = _histogram(counts)
    limits = np.asarray(weeks, dtype=np.float64)
    if not np.all(limits >= 0):
        raise ValueError("weeks must be zero or more")
    bins = data.shape[-1]
    edges = np.concatenate([np.zeros((*data.shape[:-1], 1)), data.cumsum(axis=-1)], axis=-1)
    inside = np.minimum(limits.ravel(), bins)
    below = np.minimum(inside.astype(np.intp), bins - 1)
    under = edges[..., below] + (inside - below) * data[..., below]
    with np.errstate(invalid="ignore"):
        share = under / edges[..., -1:]
    if open_ended:
        share = np.where((limits.ravel() > bins - 1) & (data[..., -1:] > 0), np.nan, share)
    return np.asarray(share.reshape(data.shape[:-1] + limits.shape))


def merge_bins(counts: ArrayLike, edges: ArrayLike) -> Floats:
    """Counts gathered into wider bands; every count lands in one band.

    Args:
        counts: shape (..., bin).
        edges: lower ends of the bands in whole weeks, from 0 and rising; the last band has no
            upper end. [0, 1, 2, 4] makes bands 0-1, 1-2, 2-4 and 4 and over.
    Returns:
        shape (..., band).
    Raises:
        ValueError: if a count is negative or not finite, or the edges are not whole weeks
            rising from 0.
    """
    data = _histogram(counts)
    given = np.asarray(edges, dtype=np.float64)
    starts = given.astype(np.intp)
    if (
        given.ndim != 1
        or given.size == 0
        or starts[0] != 0
        or np.any(starts != given)
        or np.any(np.diff(starts) <= 0)
    ):
        raise ValueError(f"edges must be whole weeks rising from 0, not {given.tolist()}")
    lacking = max(0, int(starts[-1]) + 1 - data.shape[-1])
    padded = np.pad(data, [(0, 0)] * (data.ndim - 1) + [(0, lacking)])
    return np.add.reduceat(padded, starts, axis=-1)


def _one_percentile(data: Floats, running: Floats, share: float, open_ended: bool) -> Floats:
    total = running[..., -1]
    target = share * total
    # A share such as 0.55 of 100 must not fall just past the 55th wait into a later bin.
    past = (running < (target * (1 - 1e-12))[..., np.newaxis]).sum(axis=-1)
    place = np.maximum(past, (data > 0).argmax(axis=-1))[..., np.newaxis]
    here = np.take_along_axis(data, place, axis=-1)[..., 0]
    before = np.take_along_axis(running, place, axis=-1)[..., 0] - here
    with np.errstate(invalid="ignore"):
        part = np.clip((target - before) / here, 0.0, 1.0)
    weeks = place[..., 0] + part
    if open_ended:
        weeks = np.where(place[..., 0] == data.shape[-1] - 1, np.inf, weeks)
    return np.asarray(np.where(total > 0, weeks, np.nan), dtype=np.float64)


def _histogram(counts: ArrayLike) -> Floats:
    data = np.asarray(counts, dtype=np.float64)
    if data.ndim == 0 or data.shape[-1] == 0:
        raise ValueError("counts need a last axis of one or more bins")
    if not np.all((data >= 0) & np.isfinite(data)):
        raise ValueError("counts must be zero or more and finite")
    return data
