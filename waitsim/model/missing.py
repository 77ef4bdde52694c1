"""Shares missed where they depend on the notice, and ends of those who cancel too often."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index, Pair
from waitsim.model.tables import Floats, Ints
from waitsim.model.variants import steps_by_situation
from waitsim.records import BUILT_IN_ENDS, END_NOT_BROUGHT, MINUTES_PER_DAY
from waitsim.rules.choosing import share_at
from waitsim.scenario.steps import Clinic, Contact, Course, Dna, Review


class Missing(NamedTuple):
    """Fields of ``Tables`` by these names."""

    dna_start: Ints
    dna_stop: Ints
    dna_points: Floats
    cancel_end: Ints


def missing_tables(epochs: Sequence[Epoch], index: Index) -> Missing:
    """The points between which shares missed lie on straight lines, in order of the notice."""
    ways = steps_by_situation(epochs, index)
    known: dict[Points, int] = {}
    points: list[tuple[float, float]] = []
    start, stop = [], []
    for steps in ways:
        for step in steps:
            own = points_of(step.dna) if isinstance(step, Contact | Clinic) and step.dna else ()
            if own not in known:
                known[own] = len(points)
                points += own
            start.append(known[own])
            stop.append(known[own] + len(own))
    shape = (len(ways), len(index.steps))
    return Missing(
        np.array(start, dtype=np.int64).reshape(shape),
        np.array(stop, dtype=np.int64).reshape(shape),
        np.array(points, dtype=np.float64).reshape(len(points), 2),
        np.array([_cancel_end(epochs[0], index, pair) for pair in index.steps], dtype=np.int64),
    )


def _cancel_end(epoch: Epoch, index: Index, pair: Pair) -> int:
    step = epoch.scenario.pathways[pair[0]].steps[pair[1]]
    cancels = step.cancels if isinstance(step, Contact | Clinic) else None
    name = cancels.end if cancels is not None else None
    return index.ends[pair[0], name or BUILT_IN_ENDS[END_NOT_BROUGHT]]


Points = tuple[tuple[float, float], ...]
"""Days of notice, rising, and the share missed."""


def points_of(dna: Dna) -> Points:
    """Shares by days of notice; none where one share holds."""
    return tuple(
        (notice // MINUTES_PER_DAY, share) for notice, share in sorted(dna.by_notice.items())
    )


def mean_share(step: Contact | Clinic) -> float:
    """Share of a step's contacts missed; a course's later ones have no notice."""
    assert step.dna is not None
    if step.dna.share is not None:
        return step.dna.share
    points = np.array(points_of(step.dna))
    days = [int(step.notice) // MINUTES_PER_DAY if isinstance(step, Contact) else 0]
    if isinstance(step, Course):
        days += [0] * (step.sessions - 1)
    assert not isinstance(step, Review) or not days[0]
    shares = [share_at(n, points[:, 0], points[:, 1], 0, len(points)) for n in days]
    return sum(shares) / len(shares)
