"""Ways through the steps of a pathway: loops that take no time, and what nobody comes to."""

from collections.abc import Iterable, Mapping, Sequence

from waitsim.scenario.choosing_checks import chosen
from waitsim.scenario.clinics import unused_clinics
from waitsim.scenario.clock_checks import unused_clock_parts
from waitsim.scenario.closures import idle_closures
from waitsim.scenario.leaving import is_left
from waitsim.scenario.onward_checks import arrivals_from_elsewhere
from waitsim.scenario.resolving_checks import idle_resolutions, resolved_to
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Clinic, Contact, Decision, Listed, Review, Step
from waitsim.scenario.tree import Path


def zero_time_loops(pathway: Pathway) -> list[list[str]]:
    """Loops of decisions in which a referral could go round without time passing.

    One for each set of decisions that lead to one another, beginning with the one written first.
    """
    ahead = {
        name: [target for target in _targets(step) if _is_decision(pathway, target)]
        for name, step in pathway.steps.items()
        if isinstance(step, Decision)
    }
    loops: list[list[str]] = []
    told: set[str] = set()
    for name in ahead:
        loop = [] if name in told else _way_back(name, ahead)
        if loop:
            loops.append(loop)
            told |= {
                other for other in _reached([name], ahead) if name in _reached(ahead[other], ahead)
            }
    return loops


def unused_parts(scenario: Scenario) -> list[tuple[Path, str]]:
    """Parts that are sound but have no effect, with what to do about each."""
    found: list[tuple[Path, str]] = []
    used: set[str] = set()
    for name, pathway in scenario.pathways.items():
        at: Path = ("pathways", name)
        ahead = {key: [*_targets(step), *_ways_out(step)] for key, step in pathway.steps.items()}
        first = pathway.first_step or next(iter(pathway.steps))
        held = [key for key, o in pathway.opening.items() if o.caseload or any(o.waiting.values())]
        starts = [first, *held, *arrivals_from_elsewhere(scenario, name)]
        starts += [pathway.aged_out_to] if pathway.aged_out_to else []
        starts += resolved_to(scenario, name)
        reached = _reached(starts, ahead)
        for key in pathway.steps:
            if key not in reached:
                mend = 'Name it in the "then:" of another step, or remove it'
                found.append(((*at, "steps", key), f"no referral ever comes to this step. {mend}."))
        for key in pathway.ends:
            if key not in reached:
                message = 'no step leads to this end. Name it in a "then:", or remove it.'
                found.append(((*at, "ends", key), message))
        for key, step in pathway.steps.items():
            if isinstance(step, Contact):
                used |= {group for way in step.ways for group in (*way.staff, *way.admin)}
                used |= {group for way in step.or_staff for group in (*way.staff, *way.admin)}
            if isinstance(step, Clinic):
                used |= step.staff.keys()
            left = any(isinstance(way, Listed) and is_left(way.leaving) for way in step.ways)
            if isinstance(step, Listed) and step.leaves_to and not left:
                message = 'nobody leaves this list. Write "leaving:" with a chance a week.'
                found.append(((*at, "steps", key, "leaves_to"), message))
            if _is_endless(step) and pathway.leaves_at_age is None:
                message = (
                    'reviews never end, so the caseload can only grow. Add "stops:" with the chance'
                    " that a review is the last, unless that is meant."
                )
                found.append(((*at, "steps", key), message))
        found += unused_clock_parts(at, pathway)
    for group in scenario.staff:
        if group not in used:
            message = "no step needs this staff group. Name it in a step, or remove it."
            found.append((("staff", group), message))
    found += [*idle_resolutions(scenario), *unused_clinics(scenario), *unused_staffing(scenario)]
    found += idle_closures(scenario)
    return found


def unused_staffing(scenario: Scenario) -> list[tuple[Path, str]]:
    """Lines about staff groups that have no effect, with what to do about each."""
    found: list[tuple[Path, str]] = []
    for name, group in scenario.staff.items():
        at: Path = ("staff", name)
        if group.refill is not None and group.turnover == 0:
            message = 'nobody leaves a post. Add "turnover:", or remove the line.'
            found.append(((*at, "refill"), message))
        late = [day for day in group.closed_on if not scenario.start <= day < scenario.end]
        if late:
            message = f"{late[0]} is not within the run. Change it or remove it."
            found.append(((*at, "closed_on"), message))
    return found


def _targets(step: Step) -> list[str]:
    """Where some referrals go from a step, also where it differs for some."""
    by_route = [target for way in step.ways for target in _used(way.then)]
    return list(dict.fromkeys([*by_route, *chosen(step)]))


def _is_endless(step: object) -> bool:
    return isinstance(step, Review) and not (step.stops or step.until or step.until_age)


def _used(then: Mapping[str, float | str]) -> list[str]:
    """Targets that some referrals go to."""
    return [target for target, share in then.items() if share != 0]


def _ways_out(step: Step) -> list[str]:
    """Where those who leave the step's list go, also where it differs for some."""
    listed = [way for way in step.ways if isinstance(way, Listed) and way.leaves_to]
    return list(dict.fromkeys(name for way in listed for name in _used(way.leaves_to or {})))


def _is_decision(pathway: Pathway, name: str) -> bool:
    return isinstance(pathway.steps.get(name), Decision)


def _reached(starts: Iterable[str], ahead: Mapping[str, Sequence[str]]) -> set[str]:
    """Names that can be come to from some, themselves included."""
    reached, waiting = set[str](), list(starts)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += ahead.get(name, [])
    return reached


def _way_back(name: str, ahead: Mapping[str, Sequence[str]]) -> list[str]:
    """The shortest way from a name back to itself, without its return; empty if there is none."""
    ways, seen = [[name]], set[str]()
    for way in ways:
        for target in ahead[way[-1]]:
            if target == name:
                return way
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []
