"""What is watched in the events of one replication, each as a total and what it is divided by."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waitsim.records import (
    ENDED,
    ENTERED,
    EVENT_COLUMNS,
    LEFT,
    STILL_WAITING,
    WAITED,
    EventArray,
)

MINUTE, REFERRAL, KIND, PATHWAY, STEP, PRIORITY, DETAIL, SINCE = range(len(EVENT_COLUMNS))

Pair = tuple[float, float]


@dataclass(frozen=True)
class Watched:
    """One replication from the minute in which the watching begins.

    Args:
        events: of the whole replication, rows of ``EVENT_COLUMNS``.
        number: of the waiting list or the step watched.
        end: minute in which the run ends.
    """

    events: EventArray
    number: int
    start: int
    end: int


Measure = Callable[[Watched], Pair]


def mean_wait(seen: Watched) -> Pair:
    """Minutes waited on the list by those whose wait was completed."""
    rows = _ended(seen, WAITED)
    return float((rows[:, MINUTE] - rows[:, SINCE]).sum()), len(rows)


def mean_wait_of(priority: int) -> Measure:
    """The same, of one priority class."""

    def measure(seen: Watched) -> Pair:
        rows = _ended(seen, WAITED)
        rows = rows[rows[:, PRIORITY] == priority]
        return float((rows[:, MINUTE] - rows[:, SINCE]).sum()), len(rows)

    return measure


def share_leaving(seen: Watched) -> Pair:
    """Those who left the list unseen, of those who left it at all."""
    return len(_ended(seen, LEFT)), len(_ended(seen, LEFT, WAITED))


def mean_waiting(seen: Watched) -> Pair:
    """Mean number waiting on the list."""
    rows = _ended(seen, WAITED, LEFT, STILL_WAITING)
    inside = rows[:, MINUTE] - np.maximum(rows[:, SINCE], seen.start)
    return float(inside.sum()), seen.end - seen.start


def mean_inside(seen: Watched) -> Pair:
    """Mean number at a step, whoever does not wait there."""
    rows = seen.events[np.isin(seen.events[:, KIND], (ENTERED, ENDED))]
    rows = rows[np.argsort(rows[:, REFERRAL], kind="stable")]
    until = np.full(len(rows), seen.end)
    same = rows[1:, REFERRAL] == rows[:-1, REFERRAL]
    until[:-1][same] = rows[1:, MINUTE][same]
    own = (rows[:, KIND] == ENTERED) & (rows[:, STEP] == seen.number)
    inside = until[own] - np.maximum(rows[own, MINUTE], seen.start)
    return float(np.maximum(inside, 0).sum()), seen.end - seen.start


def waiting_at_end(seen: Watched) -> Pair:
    """Number waiting on the list when the run ends."""
    return len(_ended(seen, STILL_WAITING)), 1


def _ended(seen: Watched, *kinds: int) -> EventArray:
    """Rows of waits on the list that ended in some ways in the time watched."""
    events = seen.events
    kept = (events[:, MINUTE] >= seen.start) & (events[:, DETAIL] == seen.number)
    rows: EventArray = events[kept & np.isin(events[:, KIND], kinds)]
    return rows
