"""A service as other simulators are told of it: plain numbers, time in days.

It is made from a model, so that all peers follow the same scenario file, but holds only what
WL-5x6 needs: contacts and courses of one slot each, delays, decisions, and draws of their own.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from waitsim.model.tables import CONTACT, COURSE, DELAY, SESSION_MINUTE, Model
from waitsim.records import (
    ATTENDED,
    END_LEFT,
    ENDED,
    MINUTES_PER_DAY,
    MISSED,
    REFERRED,
    STILL_WAITING,
    WAITED,
    EventArray,
)

SESSION: Final = SESSION_MINUTE / MINUTES_PER_DAY
"""When in the day sessions are held."""


@dataclass(frozen=True)
class Stage:
    """One step, in days and shares."""

    kind: int
    pathway: int
    pool: int
    """Of the staff; -1 where a step takes no staff time."""
    slot: int
    """Minutes of a contact."""
    miss: float
    most_missed: int
    leaving: float
    """Hazard a day of leaving the list of new starts."""
    contacts: int
    gap: float
    """Days between contacts, or that a delay takes."""
    shares: tuple[float, ...]
    """Cumulative, of the routes."""
    targets: tuple[int, ...]
    """A stage, or -(end + 1)."""
    passes_on: int
    """Stage at which a further referral begins on entering or going on; -1 for none."""

    @property
    def has_list(self) -> bool:
        """Whether anybody waits here."""
        return self.kind in (CONTACT, COURSE)


@dataclass(frozen=True)
class Service:
    """What a peer simulates."""

    days: int
    stages: tuple[Stage, ...]
    first: tuple[int, ...]
    """First stage of each pathway."""
    classes: tuple[float, ...]
    """Cumulative shares of priority classes, alike in all pathways."""
    mean: tuple[tuple[float, ...], ...]
    """Referrals expected on each day in each pathway."""
    minutes: tuple[tuple[int, ...], ...]
    """Staff minutes on each day in each pool."""
    returns: dict[int, tuple[int, float, float, float]]
    """For an end: stage, share, and least and most days until the new referral."""
    opening: tuple[tuple[int, float], ...]
    """Stage of each opening referral, and the days it has waited."""

    @property
    def pools(self) -> int:
        """Number of staff pools."""
        return len(self.minutes[0])


@dataclass(frozen=True)
class Outcome:
    """What a simulator found in one replication; it must agree between simulators."""

    referrals: float
    attended: float
    missed: float
    left: float
    """Who left a list by themselves."""
    wait_days: float
    """Mean of the waits that ended with a contact."""
    waiting: float
    """On lists at the end."""


def service_of(model: Model) -> Service:
    """The service of a model that uses no more than WL-5x6 does."""
    t = model.tables
    own_pool = {}
    for s in range(len(t.step_kind)):
        need = t.need_start[s]
        own_pool[s] = int(t.need_group[need]) if need < t.need_start[s + 1] else -1
    stages = tuple(_stage(model, s, own_pool[s]) for s in range(len(t.step_kind)))
    returns = {
        end: (int(target), float(t.return_share[0, end]), *_range(t, end))
        for end, target in enumerate(t.return_target)
        if target >= 0
    }
    return Service(
        days=t.days,
        stages=stages,
        first=tuple(t.first_step.tolist()),
        classes=tuple(t.priority_shares[0].tolist()),
        mean=tuple(map(tuple, t.referral_mean.tolist())),
        minutes=tuple(map(tuple, t.offered.tolist())),
        returns=returns,
        opening=tuple(
            (int(s), -int(since) / MINUTES_PER_DAY)
            for s, since in zip(t.opening_step, t.opening_since, strict=True)
        ),
    )


def _range(t: object, end: int) -> tuple[float, float]:
    low, high = t.return_a[0, end], t.return_b[0, end]  # type: ignore[attr-defined]
    return float(low) / MINUTES_PER_DAY, float(high) / MINUTES_PER_DAY


def _stage(model: Model, s: int, pool: int) -> Stage:
    t = model.tables
    routes = slice(t.route_start[s], t.route_start[s + 1])
    kind = int(t.step_kind[s])
    gap = t.duration_a[0, s] if kind == DELAY else t.every[0, s]
    refers = t.refer_start[s] < t.refer_start[s + 1]
    return Stage(
        kind=kind,
        pathway=int(t.step_pathway[s]),
        pool=pool,
        slot=int(t.need_minutes[0, t.need_start[s]]) if pool >= 0 else 0,
        miss=float(t.dna[0, s]),
        most_missed=int(t.most_missed[0, s]),
        leaving=float(t.hazard[0, s]) * MINUTES_PER_DAY,
        contacts=int(t.sessions[0, s]),
        gap=float(gap) / MINUTES_PER_DAY,
        shares=tuple(t.route_shares[0, routes].tolist()),
        targets=tuple(t.route_target[routes].tolist()),
        passes_on=int(t.refer_target[t.refer_start[s]]) if refers else -1,
    )


def outcome_of(model: Model, events: EventArray) -> Outcome:
    """The same figures from the event log of one replication."""
    kind, detail = events[:, 2], events[:, 6]
    waited = events[kind == WAITED]
    lefts = model.tables.end_base + END_LEFT
    return Outcome(
        referrals=float(np.count_nonzero(kind == REFERRED)),
        attended=float(np.count_nonzero(kind == ATTENDED)),
        missed=float(np.count_nonzero(kind == MISSED)),
        left=float(np.count_nonzero((kind == ENDED) & np.isin(detail, lefts))),
        wait_days=float((waited[:, 0] - waited[:, 7]).mean() / MINUTES_PER_DAY),
        waiting=float(np.count_nonzero(kind == STILL_WAITING)),
    )
