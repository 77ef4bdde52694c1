"""Runs a published model and sets beside it what was published and a day-by-day model."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from estimates import seed_of
from numpy.typing import NDArray
from watched import DETAIL, MINUTE, SINCE, Watched

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.records import (
    EVENT_COLUMNS,
    LEFT,
    MINUTES_PER_DAY,
    STILL_WAITING,
    WAITED,
    one_replication,
)
from waitsim.scenario.load import load

FOLDER: Final = Path(__file__).parents[2] / "scenarios" / "published"

Window = tuple[int, int]
"""The first day, from 0, and the day after the last."""
Values = NDArray[np.float64]

TAIL: Final = 0.025
# Standard error of the 2.5 % and 97.5 % points of normal values, in standard deviations over the
# square root of their number: sqrt(0.025 x 0.975) over the density there.
_TAIL_ERROR: Final = math.sqrt(TAIL * (1 - TAIL)) / 0.0584451


@dataclass(frozen=True)
class Figure:
    """One published figure.

    Args:
        name: what it is, with its unit.
        printed: as it was published.
        published: the same as a number.
        rounding: half of its last digit.
        measure: what it is in one replication of the scenario.
        point: quantile over replications; None for their mean.
        allowance: difference that is explained by time in minutes rather than in whole days.
        published_allowance: the same against what was published, where that is more.
    """

    name: str
    printed: str
    published: float
    rounding: float
    measure: Callable[[Watched], float]
    point: float | None = None
    allowance: float = 0.0
    published_allowance: float = 0.0


@dataclass(frozen=True)
class Published:
    """A published model as a scenario.

    Args:
        scenario: name of the file in ``scenarios/published``.
        figures: what was published of it.
        runs: replications behind the published figures.
        replications: ours, and of the day-by-day model.
        events: whether the event log is needed.
        day_by_day: the figures in one replication of the day-by-day model, in the same order.
    """

    scenario: str
    figures: tuple[Figure, ...]
    runs: int
    replications: tuple[int, int]
    events: bool
    day_by_day: Callable[[int], Sequence[float]]


@dataclass(frozen=True)
class Estimate:
    """A mean or quantile over replications."""

    value: float
    standard_error: float
    spread: float
    """Standard error times the square root of the number of replications."""


@dataclass(frozen=True)
class Beside:
    """One figure as published, by waitsim and day by day."""

    scenario: str
    figure: Figure
    runs: int
    ours: Estimate
    theirs: Estimate

    @property
    def most_from_published(self) -> float:
        """How far waitsim may lie from what was published: three standard errors and the rest."""
        allowed = max(self.figure.allowance, self.figure.published_allowance)
        error = math.hypot(self.ours.standard_error, self.ours.spread / math.sqrt(self.runs))
        return self.figure.rounding + allowed + 3 * error

    @property
    def most_from_day_by_day(self) -> float:
        """How far waitsim may lie from the day-by-day model."""
        error = math.hypot(self.ours.standard_error, self.theirs.standard_error)
        return self.figure.allowance + 3 * error


def estimate(values: Values, point: float | None) -> Estimate:
    """The mean or a quantile of independent values, with its standard error."""
    spread = float(values.std(ddof=1))
    if point is None:
        value = float(values.mean())
    else:
        value = float(np.quantile(values, point))
        spread *= _TAIL_ERROR
    return Estimate(value, spread / math.sqrt(len(values)), spread)


@cache
def beside(published: Published) -> tuple[Beside, ...]:
    """Every figure of a published model, as it came out."""
    ours, theirs = _simulated(published), _day_by_day(published)
    return tuple(
        Beside(
            published.scenario,
            figure,
            published.runs,
            estimate(ours[:, k], figure.point),
            estimate(theirs[:, k], figure.point),
        )
        for k, figure in enumerate(published.figures)
    )


def _simulated(published: Published) -> Values:
    """Figures of each replication: (replication, figure)."""
    loaded = load(FOLDER / f"{published.scenario}.yaml")
    model = build_model(loaded.epochs, loaded.identity)
    nothing = np.zeros((0, len(EVENT_COLUMNS)), dtype=np.int64)
    found = []
    for i in range(published.replications[0]):
        block = run_block(model, seed_of(published.scenario), i, 1, events=published.events)
        events = nothing if block.events is None else block.events[:, 1:]
        seen = Watched(model, one_replication(block.tallies, 0), events, 0)
        found.append([figure.measure(seen) for figure in published.figures])
    return np.array(found)


def _day_by_day(published: Published) -> Values:
    return np.array([published.day_by_day(i) for i in range(published.replications[1])])


def waiting_at_censuses(line: str, window: Window) -> Callable[[Watched], float]:
    """Mean number waiting on a list at the weekly censuses of some days."""

    def measure(seen: Watched) -> float:
        counts = seen.tallies.open[seen.spell(line)].sum(axis=(0, 2))
        return float(counts[-(-window[0] // 7) : -(-window[1] // 7)].mean())

    return measure


def entering(step: str, window: Window) -> Callable[[Watched], float]:
    """Referrals a day that come to a step in the weeks that lie within some days."""

    def measure(seen: Watched) -> float:
        entries = seen.tallies.entries[seen.model.names.steps.index(step)].sum(axis=0)
        return float(entries[-(-window[0] // 7) : window[1] // 7].mean()) / 7

    return measure


def waited_days(seen: Watched, line: str, day: int) -> NDArray[np.int64]:
    """Whole days waited by those on a list at the end of a day."""
    now = (day + 1) * MINUTES_PER_DAY
    rows = seen.rows(WAITED, LEFT, STILL_WAITING)
    rows = rows[rows[:, DETAIL] == seen.spell(line)]
    here = (rows[:, SINCE] < now) & (rows[:, MINUTE] >= now)
    waits: NDArray[np.int64] = (now - 1 - rows[here, SINCE]) // MINUTES_PER_DAY
    return waits
