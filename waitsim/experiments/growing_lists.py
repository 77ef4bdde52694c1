"""Lists that stay long throughout a run, so that they are what joins less what is seen."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.planning import fluid_list
from waitsim.analysis.theory.flows import fluid_list_after
from waitsim.experiments.flows import linked
from waitsim.experiments.staff_alone import staff_alone
from waitsim.experiments.watching import Measure, waiting_at_end
from waitsim.model.build import build_model
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Contact, Decision

Floats = NDArray[np.float64]

_NONE: Final[frozenset[str]] = frozenset()
_LONG: Final = 4.0
"""Standard deviations of a list, below which it does not fall in practice."""


@dataclass(frozen=True)
class Grown:
    """A list whose mean at the end of the run is known.

    Args:
        expected: its mean.
    """

    theory: str
    expected: float
    measure: Measure = waiting_at_end


def alone(scenario: Scenario, key: str) -> Scenario:
    """A scenario with one of its pathways only."""
    return scenario.model_copy(update={"pathways": {key: scenario.pathways[key]}})


def growing_list(scenario: Scenario, key: str, name: str) -> Grown | None:
    """The list of a step that stays long throughout the run; None if it may be used up.

    Source: the fluid limit, Mandelbaum, Massey & Reiman (1998); exact in the mean while every
        slot is used.
    """
    pathway = scenario.pathways[key]
    step = pathway.steps[name]
    share = _share_of_referrals(pathway, name)
    plain = type(step) is Contact and not step.extra_slots and isinstance(step.leaving, float)
    if not plain or not share or scenario.opening_list is not None or linked(scenario, pathway):
        return None
    found = staff_alone(scenario, key, name)
    opening = pathway.opening.get(name)
    waiting = sum(opening.waiting.values()) if opening else 0
    if isinstance(found, str) or not waiting:
        return None
    assert isinstance(step, Contact)
    assert isinstance(step.leaving, float)
    group, minutes = found
    model = build_model(((0, alone(scenario, key)),), "")
    g = list(scenario.staff).index(_name_of(scenario, step))
    demand = model.tables.referral_mean[:, 0] * share
    slots = model.tables.offered[:, g] / minutes
    if group.unused == "lost":
        slots = np.floor(slots)
    lists = _lists(float(waiting), demand, slots, step.leaving / 7)
    if np.any(lists < _LONG * _spread(lists, demand, step.leaving / 7) + slots.max()):
        return None
    return Grown("fluid limit: the list never runs out", float(lists[-1]))


def _lists(opening: float, demand: Floats, slots: Floats, leaving_per_day: float) -> Floats:
    """The mean list at the end of each day."""
    if not leaving_per_day:
        return fluid_list(opening, demand, slots)
    lists, size = np.empty(len(demand)), opening
    for day, (joining, seen) in enumerate(zip(demand, slots, strict=True)):
        size = float(fluid_list_after(1.0, size, joining, seen, leaving_per_day))
        lists[day] = size
    return lists


def _spread(lists: Floats, demand: Floats, leaving_per_day: float) -> Floats:
    """Standard deviation of the list, roughly: of those who joined and are still there."""
    joined = np.cumsum(demand)
    if leaving_per_day:
        joined = np.minimum(joined, (demand.mean() + leaving_per_day * lists) / leaving_per_day / 2)
    return np.sqrt(joined)


def _name_of(scenario: Scenario, step: Contact) -> str:
    return next(
        name for name in scenario.staff if step.staff.get(name, 0.0) + step.admin.get(name, 0.0) > 0
    )


def _share_of_referrals(pathway: Pathway, name: str, passed: frozenset[str] = _NONE) -> float:
    """Share of new referrals that reach a step through decisions alone; 0 if others do too.

    Args:
        passed: steps that were come from, none of which may come before.
    """
    start = pathway.first_step or next(iter(pathway.steps))
    feeders = [
        (other, step)
        for other, step in pathway.steps.items()
        if name in step.then or name in (getattr(step, "leaves_to", None) or {})
    ]
    if name == start:
        return 0.0 if feeders else 1.0
    share = 0.0
    for other, step in feeders:
        if not isinstance(step, Decision) or step.differs or other in passed:
            return 0.0
        stated = [part for part in step.then.values() if isinstance(part, float)]
        part = step.then[name]
        before = _share_of_referrals(pathway, other, passed | {name})
        if not before:
            return 0.0
        share += before * (part if isinstance(part, float) else 1 - sum(stated))
    return share
