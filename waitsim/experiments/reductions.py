"""Steps that come down to a closed form of queueing theory, and why the others do not."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from waitsim.analysis.theory.clinics import weekly_clinic_mean_list
from waitsim.analysis.theory.erlang import erlang_a
from waitsim.analysis.theory.flows import little_queue
from waitsim.analysis.theory.priorities import mg1_priority_mean_waits, priority_mean_waits
from waitsim.analysis.theory.servers import mdc_mean_wait, mg1_mean_wait, mmc_mean_wait
from waitsim.experiments.flows import Flow, exponential, flows
from waitsim.experiments.growing_lists import growing_list
from waitsim.experiments.moments import moments
from waitsim.experiments.staff_alone import weekly_session
from waitsim.experiments.watching import (
    Measure,
    mean_inside,
    mean_wait,
    mean_wait_of,
    mean_waiting,
    share_leaving,
)
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_WEEK
from waitsim.rules.disciplines import DISCIPLINES
from waitsim.scenario.leaving import is_left
from waitsim.scenario.part import spoken
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Clinic, Contact, Decision, Delay, Listed, Place, Step

VARYING: Final = "a scenario with dated changes, or with numbers that are not known exactly"
GROWS: Final = "lists that grow without end, as more are referred than can be seen"

_SETTLE: Final = 6
"""Relaxation times after which a quarter per cent of the beginning is left."""
_WATCH: Final = 10
"""Fewest relaxation times that are watched."""


@dataclass(frozen=True)
class Expected:
    """A figure that theory gives.

    Args:
        name: with its unit, such as ``mean wait, days``.
        value: in that unit.
        scale: what is measured, in minutes or as a count, for one of the unit.
    """

    name: str
    value: float
    scale: float
    measure: Measure


@dataclass(frozen=True)
class Reduction:
    """A step, or its waiting list, that theory speaks about.

    Args:
        step: ``pathway.step``.
        label: as people read it.
        theory: what it comes down to, and whose theory that is.
        settle_minutes: time in which a run that begins empty forgets its beginning; 0 if the
            scenario's own beginning and length are part of the theory.
        watch_minutes: least time to watch, for the mean to be known at all; 0 likewise.
        per_week: arrivals.
    """

    pathway: str
    step: str
    label: str
    theory: str
    expected: tuple[Expected, ...]
    settle_minutes: float
    watch_minutes: float
    per_week: float


@dataclass(frozen=True)
class Reductions:
    """What theory can say of a scenario.

    Args:
        found: steps that come down to a closed form.
        others: label of each other step where children wait or stay, and why it does not.
    """

    found: tuple[Reduction, ...] = ()
    others: tuple[tuple[str, str], ...] = field(default=())


def reductions(scenario: Scenario, *, fixed: bool = True) -> Reductions:
    """The steps of a scenario that come down to a closed form, and why the others do not.

    Args:
        fixed: whether the scenario stays the same throughout and all its numbers are known.
    """
    found: list[Reduction] = []
    others: list[tuple[str, str]] = []
    for key, pathway in scenario.pathways.items():
        known = flows(scenario, pathway) if fixed else {}
        for name, step in pathway.steps.items():
            if isinstance(step, Decision):
                continue
            label = f"{spoken(key, pathway)}: {spoken(name, step)}"
            if not fixed:
                others.append(
                    (
                        label,
                        "a scenario with dated changes, or with numbers that are not known exactly",
                    )
                )
                continue
            flow = known.get(name, Flow(0.0, False, False, "steps to which nobody new is referred"))
            reduced = _reduced(scenario, key, name, flow)
            if isinstance(reduced, str):
                others.append((label, reduced))
            else:
                theory, expected, settle, watch = reduced
                found.append(
                    Reduction(
                        key, f"{key}.{name}", label, theory, expected, settle, watch, flow.per_week
                    )
                )
    return Reductions(tuple(found), tuple(others))


Found = tuple[str, tuple[Expected, ...], float, float]
"""The theory, its figures, and the minutes to settle and to watch."""


def _reduced(scenario: Scenario, key: str, name: str, flow: Flow) -> Found | str:
    """What a step comes down to, or why it does not."""
    pathway = scenario.pathways[key]
    step: Step = pathway.steps[name]
    if isinstance(step, Contact | Clinic) and not step.differs:
        grown = growing_list(scenario, key, name)
        if grown is not None:
            expected = Expected("waiting at the end", grown.expected, 1.0, grown.measure)
            return grown.theory, (expected,), 0.0, 0.0
    why = _fault(step, flow)
    if why:
        return why
    if isinstance(step, Delay):
        return _delay(step, flow)
    if isinstance(step, Place) and is_left(step.leaving):
        return _leaving_places(step, flow, in_turn=in_turn(pathway, name))
    if isinstance(step, Place):
        return _places(step, flow, pathway.priorities)
    return _sessions(scenario, key, name, flow)


def in_turn(pathway: Pathway, name: str) -> bool:
    """Whether children are seen in the order in which they join a list."""
    step = pathway.steps[name]
    assert isinstance(step, Listed)
    by = DISCIPLINES[step.order]
    classes = sum(share > 0 for share in pathway.priorities.values())
    first = name == (pathway.first_step or next(iter(pathway.steps)))
    return bool((by.joined or (by.clock and first)) and not by.shift) and (
        not by.priority or classes == 1
    )


def _fault(step: Step, flow: Flow) -> str:
    """What keeps any theory from speaking about a step; empty if nothing does."""
    if step.differs:
        return "steps that differ for some children"
    if flow.per_week <= 0:
        return flow.why or "steps to which nobody new is referred"
    if not flow.poisson and not (flow.jackson and exponential(step)):
        return flow.why
    if isinstance(step, Listed) and (step.escalates or step.long_waiters):
        return "lists on which children rise or are passed over"
    return ""


def _delay(step: Delay, flow: Flow) -> Found:
    mean, cv = moments(step.lasts)
    inside = little_queue(flow.per_week / MINUTES_PER_WEEK, mean)
    expected = Expected("mean number there", inside, 1.0, mean_inside)
    spread = mean * (1 + cv**2)
    return "M/G/\N{INFINITY} and Little's law", (expected,), 8 * spread, _WATCH * spread


def _places(step: Place, flow: Flow, priorities: Mapping[str, float]) -> Found | str:
    rate = flow.per_week / MINUTES_PER_WEEK
    mean, cv = moments(step.lasts)
    load = rate * mean / step.places if step.places else math.inf
    if load >= 1:
        return GROWS
    if exponential(step):
        theory = f"M/M/{step.places} (Erlang C)"
        wait = mmc_mean_wait(rate, 1 / mean, step.places)
    elif step.places == 1:
        theory, wait = "M/G/1 (Pollaczek and Khinchine)", mg1_mean_wait(rate, mean, cv)
    elif cv == 0:
        theory = f"M/D/{step.places} (Crommelin)"
        wait = mdc_mean_wait(rate, mean, step.places)
    else:
        return "several places, held for times that are neither fixed nor exponential"
    forget = (1 + cv**2) / 2 * mean / step.places / (1 - math.sqrt(load)) ** 2
    expected = (
        _wait(wait),
        Expected("mean number waiting", little_queue(rate, wait), 1.0, mean_waiting),
        *_by_class(step, rate, priorities),
    )
    return theory, expected, _SETTLE * forget + 5 * mean, _WATCH * forget


def _by_class(step: Place, rate: float, priorities: Mapping[str, float]) -> list[Expected]:
    """Mean wait of each priority class, where the more urgent go first.

    Source: Cobham (1954).
    """
    known = [i for i, share in enumerate(priorities.values()) if share > 0]
    if len(known) < 2 or not DISCIPLINES[step.order].priority:
        return []
    mean, cv = moments(step.lasts)
    rates = [rate * share for share in priorities.values()]
    if exponential(step):
        waits = priority_mean_waits(rates, 1 / mean, step.places)
    elif step.places == 1:
        count = len(rates)
        waits = mg1_priority_mean_waits(rates, [mean] * count, [cv] * count)
    else:
        return []
    names = list(priorities)
    return [
        _wait(float(waits[i]), f"mean wait of {names[i].replace('_', ' ')}", mean_wait_of(i))
        for i in known
    ]


def _leaving_places(step: Place, flow: Flow, *, in_turn: bool) -> Found | str:
    if not exponential(step) or not isinstance(step.leaving, float):
        return "lists that children leave, but by time waited or for places not held at random"
    rate, (mean, _) = flow.per_week / MINUTES_PER_WEEK, moments(step.lasts)
    leaving = step.leaving / MINUTES_PER_WEEK
    exact = erlang_a(rate, 1 / mean, step.places, leaving)
    expected: tuple[Expected, ...] = (
        Expected("share who leave", exact.leaving, 1.0, share_leaving),
        Expected("mean number waiting", exact.mean_queue, 1.0, mean_waiting),
    )
    if in_turn:
        expected = (_wait(exact.mean_wait_served, "mean wait of those seen"), *expected)
    forget = 1 / leaving + mean
    theory = f"M/M/{step.places}+M (Erlang A)"
    return theory, expected, _SETTLE * forget, _WATCH * forget


def _sessions(scenario: Scenario, key: str, name: str, flow: Flow) -> Found | str:
    session = weekly_session(scenario, key, name)
    if isinstance(session, str):
        return session
    arrivals = flow.per_week * session.every / MINUTES_PER_WEEK
    if arrivals >= session.slots:
        return GROWS
    left = weekly_clinic_mean_list(arrivals, session.slots)
    wait = (0.5 + left / arrivals) * session.every
    load = arrivals / session.slots
    forget = session.every / session.slots / (1 - math.sqrt(load)) ** 2
    theory = f"bulk service, {session.slots} at a time (Bailey)"
    return theory, (_wait(wait),), _SETTLE * forget + 2 * session.every, _WATCH * forget


def _wait(minutes: float, name: str = "mean wait", measure: Measure = mean_wait) -> Expected:
    long = minutes >= 4 * MINUTES_PER_WEEK
    unit, scale = ("weeks", MINUTES_PER_WEEK) if long else ("days", MINUTES_PER_DAY)
    return Expected(f"{name}, {unit}", minutes / scale, scale, measure)
