"""How many referrals a week reach each step of a pathway, and whether they come at random."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import MINUTES_PER_WEEK
from waitsim.scenario.lasting import Duration
from waitsim.scenario.leaving import is_left
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Decision, Delay, Listed, Place, Step

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

REGULAR: Final = (1.0,) * 12


@dataclass(frozen=True)
class Flow:
    """What reaches a step in the long run.

    Args:
        per_week: arrivals.
        poisson: whether they come at random at a constant rate.
        jackson: whether waits for exponential places there are as if they did, since all that
            lies before it, itself included where children come back, is such places.
        why: what is in the way of both, if anything.
    """

    per_week: float
    poisson: bool
    jackson: bool
    why: str = ""


def demand_fault(scenario: Scenario, pathway: Pathway) -> str:
    """Why referrals of a pathway do not come at random at a constant rate; empty if they do."""
    coming = pathway.referrals
    if coming.dates is not None:
        return "referrals replayed from a file"
    if coming.season != REGULAR or coming.growth:
        return "referrals that vary over the year or grow"
    if coming.days != "every" or coming.hours:
        return "referrals that come on some days or hours only"
    if coming.pattern != "random" or coming.variance_to_mean != 1 or coming.batch != 1:
        return "referrals that do not come one by one at random"
    return linked(scenario, pathway)


def linked(scenario: Scenario, pathway: Pathway) -> str:
    """Why children join or leave a pathway other than by its steps; empty if they do not."""
    if pathway.leaves_at_age is not None:
        return "children who leave on a birthday"
    for each in scenario.pathways.values():
        onward = any(step.also_refers or step.choice for step in each.steps.values())
        if onward or each.re_refers or each.resolves:
            return "children who are referred on, choose another provider or come back"
    return ""


def flows(scenario: Scenario, pathway: Pathway) -> dict[str, Flow]:
    """The flow to each step that new referrals reach.

    Source: traffic equations of Jackson (1957); departures of M/M/c and of delays are Poisson,
        Burke (1956) and Mirasol (1963), as are shares of them taken by lot.
    """
    names = list(pathway.steps)
    routes = np.array([_routes(pathway.steps[name], names) for name in names])
    start = pathway.first_step or names[0]
    new = np.array([pathway.referrals.rate if name == start else 0.0 for name in names])
    ways_out = np.array([_ways_out(pathway.steps[name], names) for name in names])
    reach = _reaching(routes + ways_out)
    fed = (reach[names.index(start)] > 0) | (np.array(names) == start)
    if abs(np.linalg.det(np.eye(len(names)) - routes)) < 1e-12:
        return {name: Flow(0.0, False, False, "steps that children never leave") for name in names}
    rates = np.linalg.solve(np.eye(len(names)) - routes.T, new)
    fault = demand_fault(scenario, pathway)
    found = {}
    for i, name in enumerate(names):
        if not fed[i]:
            continue
        before = [j for j in range(len(names)) if reach[j, i] and fed[j]]
        spoilt = [names[j] for j in before if not _preserving(pathway.steps[names[j]], rates[j])]
        again = any(reach[j, j] for j in before) or bool(reach[i, i])
        why = fault
        if not why and spoilt and spoilt != [name]:
            why = "steps behind others that make arrivals irregular"
        elif not why and again:
            why = "steps to which children come back"
        jackson = not fault and not spoilt
        found[name] = Flow(float(rates[i]), not why, jackson, why)
    return found


def exponential(step: Step) -> bool:
    """Whether the step is places that are held for exponential times, by all alike."""
    return (
        isinstance(step, Place)
        and isinstance(step.lasts, Duration)
        and step.lasts.distribution == "exponential"
        and not step.differs
    )


def _preserving(step: Step, per_week: float) -> bool:
    """Whether what leaves a step is as random as what enters it."""
    if step.differs:
        return False
    if isinstance(step, Decision | Delay):
        return True
    if not isinstance(step, Place) or not exponential(step) or is_left(step.leaving):
        return False
    assert isinstance(step.lasts, Duration)
    assert step.lasts.mean is not None
    return per_week * step.lasts.mean < step.places * MINUTES_PER_WEEK


def _routes(step: Step, names: list[str]) -> list[float]:
    """Share of those who leave a step that goes to each other one."""
    stated = {to: share for to, share in step.then.items() if isinstance(share, float)}
    rest = max(0.0, 1 - sum(stated.values()))
    shares = {to: stated.get(to, rest) for to in step.then}
    return [shares.get(name, 0.0) for name in names]


def _ways_out(step: Step, names: list[str]) -> list[float]:
    """Steps to which those go who leave the list of one, marked with 1."""
    to = getattr(step, "leaves_to", None) or {}
    left = isinstance(step, Listed) and is_left(step.leaving)
    return [float(left and name in to) for name in names]


def _reaching(routes: Floats) -> Flags:
    """Whether each step leads to each other, sooner or later."""
    reach: Flags = routes > 0
    for k in range(len(reach)):
        reach |= reach[:, k : k + 1] & reach[k : k + 1, :]
    return reach
