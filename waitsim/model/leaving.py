"""Leaving lists: how the chance of it depends on time waited, and where it leads."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index, Pair
from waitsim.model.routing import Routes, target_shares
from waitsim.model.shares import cumulative_shares
from waitsim.model.steps import whole_minutes
from waitsim.model.tables import Flags, Floats, Ints
from waitsim.model.times import Bands, duration_parameters
from waitsim.model.variants import steps_by_situation
from waitsim.records import BUILT_IN_ENDS, END_AGED_OUT, END_LEFT, MINUTES_PER_WEEK
from waitsim.rules.leaving import BY_WAIT, CONSTANT, HILL, PATIENCE, Curve
from waitsim.scenario.leaving import Leaving
from waitsim.scenario.schema import Scenario
from waitsim.scenario.steps import Listed, Review, Step

_LEFT: Final = BUILT_IN_ENDS[END_LEFT]
_AGED_OUT: Final = BUILT_IN_ENDS[END_AGED_OUT]


class Leavers(NamedTuple):
    """Fields of ``Tables`` by these names."""

    leaving_kind: Ints
    leaving_a: Floats
    leaving_b: Floats
    leaving_c: Floats
    bends: Floats
    leave_start: Ints
    leave_target: Ints
    leave_shares: Floats
    aged_out_target: Ints


def leaving_tables(epochs: Sequence[Epoch], index: Index, bands: Bands) -> Leavers:
    """How every list is left, by itself or by age, and where that leads.

    Args:
        bands: those of times are added.
    Raises:
        ValueError: if a way out leads to no step or end of the pathway.
    """
    bends: list[tuple[float, float]] = []
    situations = steps_by_situation(epochs, index)
    curves = [[curve_of(step, bends, bands) for step in steps] for steps in situations]
    columns = np.array(curves, dtype=np.float64).reshape(len(situations), len(index.steps), 4)
    start, targets, shares = _destination_rows(situations, index)
    aged_out = [
        index.target(name, part.aged_out_to or _AGED_OUT)
        for name, part in epochs[0].scenario.pathways.items()
    ]
    return Leavers(
        leaving_kind=columns[..., 0].astype(np.int64),
        leaving_a=np.ascontiguousarray(columns[..., 1]),
        leaving_b=np.ascontiguousarray(columns[..., 2]),
        leaving_c=np.ascontiguousarray(columns[..., 3]),
        bends=np.array(bends, dtype=np.float64).reshape(len(bends), 2),
        leave_start=start,
        leave_target=targets,
        leave_shares=shares,
        aged_out_target=np.array(aged_out, dtype=np.int64),
    )


def curve_of(step: object, bends: list[tuple[float, float]], bands: Bands) -> Curve:
    """Kind and parameters as ``waitsim.rules.leaving`` takes them; rows are added to those known.

    Args:
        bends: minutes waited, and hazard a minute from then on.
    """
    stated = step.leaving if isinstance(step, Listed) else 0.0
    if not isinstance(stated, Leaving):
        return CONSTANT, 0.0, 0.0, 0.0
    if stated.patience is not None:
        kind, a, b = duration_parameters(stated.patience, bands)
        return PATIENCE + kind, a, b, 0.0
    if stated.greatest is None:
        first = len(bends)
        bends += [
            (whole_minutes(since), hazard / MINUTES_PER_WEEK)
            for since, hazard in sorted(stated.by_wait.items())
        ]
        return BY_WAIT, first, len(bends), 0.0
    assert stated.half_time is not None
    return HILL, stated.greatest, stated.half_time, stated.steepness


def leads_on(scenario: Scenario, index: Index, leave_start: Ints) -> Flags:
    """Steps whose lists lead elsewhere than to the built-in ends when they are left: (step,)."""
    aged = [scenario.pathways[pathway].aged_out_to is not None for pathway, _ in index.steps]
    return (np.diff(leave_start) > 0) | np.array(aged, dtype=np.bool_)


def ways_out(leavers: Leavers, index: Index) -> tuple[Routes, Routes]:
    """Where those lead who leave a list by themselves, and at an age, as routes."""
    steps = len(index.steps)
    return (
        Routes(leavers.leave_start, leavers.leave_target, leavers.leave_shares),
        Routes(
            np.arange(steps + 1),
            leavers.aged_out_target[index.step_pathway],
            np.ones((1, steps)),
        ),
    )


def _destination_rows(
    situations: Sequence[Sequence[Step]], index: Index
) -> tuple[Ints, Ints, Floats]:
    """Compressed rows as for routes; a step whose leavers all end with ``left`` has none."""
    start, targets = [0], list[int]()
    shares: list[list[float]] = [[] for _ in situations]
    for s, pair in enumerate(index.steps):
        stated = [_destinations(steps[s], pair) for steps in situations]
        names = list(dict.fromkeys(target for mapping in stated for target in mapping))
        if names == [_LEFT]:
            names = []
        targets += [index.target(pair[0], name) for name in names]
        start.append(len(targets))
        for e, mapping in enumerate(stated):
            if names:
                shares[e] += cumulative_shares([mapping.get(name, 0.0) for name in names])
    return (
        np.array(start, dtype=np.int64),
        np.array(targets, dtype=np.int64),
        np.array(shares, dtype=np.float64).reshape(len(situations), len(targets)),
    )


def _destinations(step: Step, pair: Pair) -> dict[str, float]:
    if not isinstance(step, Listed) or isinstance(step, Review) or not step.leaves_to:
        return {_LEFT: 1.0}
    return target_shares(step.leaves_to, f"pathways.{pair[0]}.steps.{pair[1]}.leaves_to")
