"""Shares with an event by time waited, from counts by bins of it, for many groups at once.

What holds in `waitsim.analysis.survival` holds here, as far as counts can tell.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waitsim.analysis.survival import checked_shares

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GroupedIncidence:
    """Curves from counts in bins, read at the end of each bin.

    Args:
        at_risk: effective number at risk in each bin, shape (..., bin).
        survival: share with no event by the end of each bin, shape (..., bin).
        incidence: share with each event by then, shape (..., cause, bin); with `survival`
            they add to 1.
    """

    at_risk: Floats
    survival: Floats
    incidence: Floats


def grouped_incidence(
    started: ArrayLike, entered: ArrayLike, events: ArrayLike, censored: ArrayLike
) -> GroupedIncidence:
    """Share with each event by the end of each bin of time waited, from counts alone.

    Within a bin, late joiners and the censored count as half at risk (the actuarial rule), and
    the number at risk is never taken below the events seen. The answer nears the exact curves
    as bins narrow.

    Args:
        started: observed from the clock start, shape (...).
        entered: joined late, by the bin of their wait when they joined, shape (..., bin).
        events: by cause and bin of the wait, shape (..., cause, bin).
        censored: still waiting at the last look, by bin of their wait, shape (..., bin).
    Raises:
        ValueError: if a count is negative, shapes differ, those who came do not equal those
            who went and those still waiting, or someone goes before they come.
    Source: Cutler & Ederer (1958) for the half; Aalen & Johansen (1978).
    """
    first = np.asarray(started, dtype=np.float64)
    late, happened, waiting = (np.asarray(x, dtype=np.float64) for x in (entered, events, censored))
    _check_grouped(first, late, happened, waiting)
    total = happened.sum(axis=-2)
    change = (late - total - waiting).cumsum(axis=-1)
    begin = first[..., np.newaxis] + change - (late - total - waiting)
    at_risk: Floats = np.maximum(begin + (late - waiting) / 2, total)
    survival = np.asarray(np.cumprod(1 - _ratio(total, at_risk), axis=-1), dtype=np.float64)
    before = np.concatenate([np.ones_like(survival[..., :1]), survival[..., :-1]], axis=-1)
    steps = before[..., np.newaxis, :] * _ratio(happened, at_risk[..., np.newaxis, :])
    incidence = np.asarray(np.cumsum(steps, axis=-1), dtype=np.float64)
    unknown = np.logical_or.accumulate((begin + late <= 0) & (survival > 0), axis=-1)
    survival[unknown] = np.nan
    incidence[np.broadcast_to(unknown[..., np.newaxis, :], incidence.shape)] = np.nan
    return GroupedIncidence(at_risk, survival, incidence)


def bins_reached(cumulative: ArrayLike, q: ArrayLike) -> Floats:
    """Time, in bins, by which a curve read at bin ends has reached q; nan if it does not.

    Args:
        cumulative: share with the event by the end of each bin, shape (..., bin), taken as a
            straight line inside a bin.
        q: share or shares above 0 and up to 1.
    Returns:
        shape (...) followed by the shape of q; weeks when bins are weeks. Less than one bin out.
    Raises:
        ValueError: if a share is not above 0 and up to 1.
    """
    shares = checked_shares(q)
    curve = np.asarray(cumulative, dtype=np.float64)
    before = np.concatenate([np.zeros_like(curve[..., :1]), curve[..., :-1]], axis=-1)
    out = np.empty((*curve.shape[:-1], shares.size))
    for i, share in enumerate(shares.ravel()):
        met = curve >= share * (1 - 1e-12)
        place = met.argmax(axis=-1)[..., np.newaxis]
        low = np.take_along_axis(before, place, axis=-1)[..., 0]
        high = np.take_along_axis(curve, place, axis=-1)[..., 0]
        part = np.clip(_ratio(share - low, high - low), 0.0, 1.0)
        out[..., i] = np.where(met.any(axis=-1), place[..., 0] + part, np.nan)
    return out.reshape(curve.shape[:-1] + shares.shape)


def incidence_by(cumulative: ArrayLike, time: ArrayLike) -> Floats:
    """Share with the event by a time, off a curve read at bin ends; past the last bin the last.

    Args:
        cumulative: shape (..., bin), nan from where it is not known, taken as a straight line
            inside a bin.
        time: in bins, zero or more; broadcast against the shape (...).
    """
    curve = np.asarray(cumulative, dtype=np.float64)
    with_start = np.concatenate([np.zeros_like(curve[..., :1]), curve], axis=-1)
    asked = np.minimum(np.asarray(time, dtype=np.float64), curve.shape[-1])
    at = np.broadcast_to(asked, curve.shape[:-1])[..., np.newaxis]
    place = np.floor(at).astype(np.intp)
    low = np.take_along_axis(with_start, place, axis=-1)
    high = np.take_along_axis(with_start, np.minimum(place + 1, curve.shape[-1]), axis=-1)
    part = at - place
    found = np.where(part > 0, low + (high - low) * part, low)
    return np.asarray(found[..., 0], dtype=np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """The part over the whole, and 0 where whole is 0."""
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole > 0)


def _check_grouped(first: Floats, late: Floats, happened: Floats, waiting: Floats) -> None:
    shape = late.shape
    if late.ndim == 0 or waiting.shape != shape or first.shape != shape[:-1]:
        raise ValueError(f"shapes do not fit: {first.shape}, {shape} and {waiting.shape}")
    if happened.ndim != late.ndim + 1 or happened.shape[:-2] + happened.shape[-1:] != shape:
        raise ValueError(f"events need shape (..., cause, bin) over {shape}, not {happened.shape}")
    if any(not np.all(x >= 0) for x in (first, late, happened, waiting)):
        raise ValueError("counts must be zero or more")
    gone = happened.sum(axis=-2) + waiting
    here = first[..., np.newaxis] + (late - gone).cumsum(axis=-1)
    if np.any(here < -1e-6) or np.any(np.abs(here[..., -1]) > 1e-6):
        raise ValueError("started and entered must equal events and censored, and come first")
