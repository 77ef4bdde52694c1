"""What holds a target up: staff whom no lever moves, delays, or too little time."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from waitsim.experiments.seek_runs import Choice, Runs, needed_by, on_the_way
from waitsim.model.tables import DELAY, Floats, Model

GROWS: Final = "grows"
BOTTLENECK: Final = "bottleneck"
DELAYS: Final = "delays"
TIME: Final = "time"

_HALF: Final = 0.5


@dataclass(frozen=True)
class Load:
    """How much is asked of a staff group.

    Args:
        group: its label.
        intensity: minutes asked in the quarters after the date over those offered; the mean.
        moved: whether a lever moves it.
    """

    group: str
    intensity: float
    moved: bool


@dataclass(frozen=True)
class Reason:
    """What holds a candidate up.

    Args:
        cause: `GROWS` if the target is met but staff are asked for too much afterwards;
            `BOTTLENECK` if most wait for staff whom no lever moves; `DELAYS` if most wait for
            nobody; `TIME` if those who are moved are too late.
        within: mean share within the limit on the date.
        met: share of replications in which the target is met and stays met.
        step: label of the step for which most wait; empty if nobody does.
        waiting: mean number who wait there on the date.
        loads: groups needed on the way, those of that step first, then the most asked for.
        delays: labels of the delays on the way.
    """

    cause: str
    within: float
    met: float
    step: str
    waiting: float
    loads: tuple[Load, ...]
    delays: tuple[str, ...]


def reason_of(runs: Runs, choice: Choice, stream: int, count: int) -> Reason:
    """What holds a candidate up, from some replications."""
    target, model = runs.question.target, runs.candidate(choice).model
    outcomes = runs.outcomes_of(choice, stream, count)
    moved, way = runs.moved_groups(choice), on_the_way(model, target.clock_in(model))
    lists = np.mean([outcome.lists for outcome in outcomes], axis=0)
    lists = np.where(np.isin(model.tables.list_step, way), lists, 0.0)
    running = float(np.mean([outcome.waiting for outcome in outcomes]))
    met = float(np.mean([outcome.met_from == 0 for outcome in outcomes]))
    step = int(model.tables.list_step[int(np.argmax(lists))]) if lists.any() else None
    busy = needed_by(model, [] if step is None else [step])
    if met >= runs.question.chance:
        cause = GROWS
    elif lists.sum() < _HALF * running:
        cause = DELAYS
    else:
        cause = TIME if set(busy) & set(moved) else BOTTLENECK
    intensity = np.mean([outcome.intensity for outcome in outcomes], axis=0)
    return Reason(
        cause=cause,
        within=float(np.mean([outcome.within for outcome in outcomes])),
        met=met,
        step="" if step is None else model.names.step_labels[step],
        waiting=float(lists.max(initial=0.0)),
        loads=_loads(model, sorted({*needed_by(model, way), *moved}), intensity, (busy, moved)),
        delays=tuple(model.names.step_labels[s] for s in way if model.tables.step_kind[s] == DELAY),
    )


def _loads(
    model: Model, groups: list[int], intensity: Floats, known: tuple[list[int], list[int]]
) -> tuple[Load, ...]:
    busy, moved = known
    asked = [g for g in groups if not np.isnan(intensity[g])]
    asked.sort(key=lambda g: (g not in busy, -intensity[g]))
    labels = model.names.group_labels
    return tuple(Load(labels[g], float(intensity[g]), g in moved) for g in asked)
