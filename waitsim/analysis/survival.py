"""Time to an event when some are still waiting and some came under observation late.

Those still waiting are censored, never dropped, and whoever leaves for another cause competes
with being seen. Someone who joins late (already waiting when observation began) is counted as
at risk only from then on: a wait shorter than that could not have been observed.

Past a time at which nobody was under observation nothing is known, and curves are nan there,
unless survival had already reached 0. A curve with few at risk at short waits is unreliable
all along, so results carry `at_risk`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class SurvivalCurve:
    """Kaplan-Meier curve, a step at each event time.

    Args:
        times: sorted distinct event times, shape (time,).
        at_risk: under observation just before each time.
        events: events at each time.
        survival: share with no event by each time, itself included.
        variance: Greenwood's variance of `survival`; nan once survival is 0.
        known_to: time up to which the curve is known; infinite once survival is 0.
    """

    times: Floats
    at_risk: Counts
    events: Counts
    survival: Floats
    variance: Floats
    known_to: float


@dataclass(frozen=True)
class IncidenceCurves:
    """Aalen-Johansen curves, a step at each time of any event.

    Args:
        times: sorted distinct event times, shape (time,).
        at_risk: under observation just before each time.
        survival: share with no event of any cause by each time.
        incidence: share with the event by each time, shape (cause, time); with `survival`
            they add to 1.
        known_to: as in `SurvivalCurve`.
    """

    times: Floats
    at_risk: Counts
    survival: Floats
    incidence: Floats
    known_to: float


def kaplan_meier(
    exit_time: ArrayLike, event: ArrayLike, entry_time: ArrayLike | None = None
) -> SurvivalCurve:
    """Share still without the event by time waited, with late joiners and censoring.

    Args:
        exit_time: time of the event or of the last look, zero or more, shape (referral,).
        event: true where the event happened, false where still waiting.
        entry_time: when observation began, 0 for the clock start; none means 0 for all. At a
            time t those with entry < t <= exit are at risk; entry 0 is at risk from the start,
            so that events at time 0 count.
    Raises:
        ValueError: if the shapes differ, a time is negative or not finite, or anyone who
            joined late was observed for no time.
    Source: Kaplan & Meier (1958); Greenwood (1926); late entry as in Tsai, Jewell & Wang (1987).
    """
    curves, events = _step_curves(exit_time, np.asarray(event, dtype=bool), 1, entry_time)
    deaths = events[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = deaths / (curves.at_risk * (curves.at_risk - deaths).astype(np.float64))
        variance = curves.survival**2 * np.cumsum(terms)
    return SurvivalCurve(
        curves.times, curves.at_risk, deaths, curves.survival, variance, curves.known_to
    )


def aalen_johansen(
    exit_time: ArrayLike,
    cause: ArrayLike,
    entry_time: ArrayLike | None = None,
    *,
    causes: int | None = None,
) -> IncidenceCurves:
    """Share with each event by time waited, where one event rules out the others.

    Args:
        exit_time: time of the event or of the last look, zero or more, shape (referral,).
        cause: 0 where still waiting, otherwise 1, 2, ...; row k - 1 of the result is cause k.
        entry_time: as in `kaplan_meier`.
        causes: number of causes, when some may not occur; none means the largest seen.
    Raises:
        ValueError: as `kaplan_meier`; or if a cause is not a whole number from 0 to `causes`.
    Source: Aalen & Johansen (1978).
    """
    given = np.asarray(cause)
    codes = given.astype(np.int64)
    most = int(codes.max(initial=0)) if causes is None else causes
    if np.any(codes != given) or np.any(codes < 0) or np.any(codes > most):
        raise ValueError(f"causes must be whole numbers from 0 (still waiting) to {most}")
    return _step_curves(exit_time, codes, most, entry_time)[0]


def survival_at(curve: SurvivalCurve, times: ArrayLike) -> Floats:
    """Share with no event by each of some times, read off the steps; 1 before the first.

    Args:
        times: zero or more, any shape. Past `known_to` the answer is nan.
    """
    asked = np.asarray(times, dtype=np.float64)
    steps = np.concatenate([[1.0], curve.survival])
    read = steps[np.searchsorted(curve.times, asked, side="right")]
    return np.asarray(np.where(asked > curve.known_to, np.nan, read), dtype=np.float64)


def time_reached(times: ArrayLike, cumulative: ArrayLike, q: ArrayLike) -> Floats:
    """First time by which a step curve of shares has reached q; nan if it does not.

    Args:
        times: sorted, shape (time,), such as `SurvivalCurve.times`.
        cumulative: share with the event by each time, shape (time,): 1 - survival, or one row
            of incidence.
        q: share or shares above 0 and up to 1; the median is 0.5.
    Returns:
        the shape of q.
    Raises:
        ValueError: if a share is not above 0 and up to 1.
    """
    shares = checked_shares(q)
    known = np.asarray(cumulative, dtype=np.float64)
    met = known >= (shares * (1 - 1e-12))[..., np.newaxis]
    padded = np.append(np.asarray(times, dtype=np.float64), np.nan)
    met = np.concatenate([met, np.ones((*shares.shape, 1), dtype=bool)], axis=-1)
    return np.asarray(padded[met.argmax(axis=-1)])


def _step_curves(
    exit_time: ArrayLike, cause: ArrayLike, causes: int, entry_time: ArrayLike | None
) -> tuple[IncidenceCurves, Counts]:
    """Curves at the times of any event, and the events, shape (cause, time)."""
    leave = np.asarray(exit_time, dtype=np.float64)
    codes = np.asarray(cause).astype(np.int64)
    enter = np.zeros_like(leave) if entry_time is None else np.asarray(entry_time, np.float64)
    _check_times(enter, leave, codes)
    times, place = np.unique(leave[codes > 0], return_inverse=True)
    events = np.zeros((causes, times.size), dtype=np.int64)
    np.add.at(events, (codes[codes > 0] - 1, place), 1)
    enter, leave = np.sort(np.where(enter == 0, -np.inf, enter)), np.sort(leave)
    at_risk = np.searchsorted(enter, times) - np.searchsorted(leave, times)
    total = events.sum(axis=0)
    survival = np.cumprod(1 - total / at_risk)
    before = np.concatenate([[1.0], survival])[: times.size]
    incidence = np.cumsum(before * events / at_risk, axis=1)
    gap = _first_gap(enter, leave)
    ended = times[survival <= 0]
    known_to = np.inf if ended.size and ended[0] <= gap else gap
    unknown = times > known_to
    curves = IncidenceCurves(
        times,
        at_risk.astype(np.int64),
        np.where(unknown, np.nan, survival),
        np.where(unknown, np.nan, incidence),
        known_to,
    )
    return curves, events


def _first_gap(enter: Floats, leave: Floats) -> float:
    """First time just after which nobody is under observation; both sorted, not empty."""
    if leave.size == 0 or enter[0] > 0:
        return -np.inf
    left = np.searchsorted(enter, leave, side="right") - np.searchsorted(leave, leave, side="right")
    return float(leave[left <= 0][0])


def checked_shares(q: ArrayLike) -> Floats:
    """The shares as an array.

    Raises:
        ValueError: if one is not above 0 and up to 1.
    """
    shares = np.asarray(q, dtype=np.float64)
    if not np.all((shares > 0) & (shares <= 1)):
        raise ValueError("q is a share above 0 and up to 1: give 0.92, not 92")
    return shares


def _check_times(enter: Floats, leave: Floats, codes: Counts) -> None:
    if leave.ndim != 1 or not leave.shape == enter.shape == codes.shape:
        raise ValueError(
            f"times and outcomes need one shape (referral,), not {enter.shape}, {leave.shape} "
            f"and {codes.shape}"
        )
    if not np.all(np.isfinite(enter) & np.isfinite(leave) & (enter >= 0)):
        raise ValueError("times must be zero or more and finite")
    if np.any((enter >= leave) & ((enter > 0) | (leave < 0))):
        raise ValueError("someone who joined late left at once or before: leave them out, counted")
