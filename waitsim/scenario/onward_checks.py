"""What does not fit together in further referrals of a child."""

from collections.abc import Collection, Iterator

from waitsim.records import BUILT_IN_ENDS, END_NOT_BROUGHT
from waitsim.scenario.choosing_checks import chosen
from waitsim.scenario.resolving_checks import own_ends
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Decision, Step
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

NOT_BROUGHT = BUILT_IN_ENDS[END_NOT_BROUGHT]
Node = tuple[str, str]
"""A step, by its pathway and name."""


def onward_findings(scenario: Scenario, absent: Collection[Path]) -> Iterator[tuple[Path, str]]:
    """Further referrals that lead nowhere, or without end.

    Args:
        absent: parts that were left out because they are faulty.
    """
    for name, pathway in scenario.pathways.items():
        at: Path = ("pathways", name)
        for key, step in pathway.steps.items():
            for other, refers in step.also_refers.items():
                here = (*at, "steps", key, "also_refers", other)
                yield from _target(scenario, other, here, (*here, "step"), refers.step, absent)
            if any(_referring(way) != _referring(step) for way in step.ways):
                message = (
                    "only the shares of further referrals can differ. Write each under the step's "
                    'own "also_refers:" too, with a share of 0 % where most have none.'
                )
                yield (*at, "steps", key, "differs"), message
        ends = [*own_ends(scenario, name), NOT_BROUGHT]
        for end, again in pathway.re_refers.items():
            here = (*at, "re_refers", end)
            if end not in ends and (*at, "ends", end) not in absent:
                hint = suggestion(end, ends) or " Name an end of this pathway."
                yield here, f'unknown end "{end}".{hint}'
            other = again.to or name
            yield from _target(scenario, other, (*here, "to"), (*here, "step"), again.step, absent)
    yield from _instant_rounds(scenario)


def onward_structure(at: str, pathway: Pathway) -> dict[str, object]:
    """What no dated change may alter, by dotted path."""
    fixed: dict[str, object] = {
        f"{at}.steps.{key}.also_refers": _referring(step) for key, step in pathway.steps.items()
    }
    fixed[f"{at}.re_refers"] = tuple(
        (end, again.to, again.step) for end, again in pathway.re_refers.items()
    )
    return fixed


def _referring(step: Step) -> tuple[tuple[str, str, str | None], ...]:
    """What is the same for all children, whatever the shares."""
    return tuple((other, refers.when, refers.step) for other, refers in step.also_refers.items())


def arrivals_from_elsewhere(scenario: Scenario, name: str) -> list[str]:
    """Steps of a pathway, by name, at which further referrals arrive, but for its first one."""
    found = [
        refers.step
        for pathway in scenario.pathways.values()
        for step in pathway.steps.values()
        for way in step.ways
        for other, refers in way.also_refers.items()
        if other == name and refers.share > 0
    ]
    found += [
        again.step
        for own, pathway in scenario.pathways.items()
        for again in pathway.re_refers.values()
        if (again.to or own) == name and again.share > 0
    ]
    return [step for step in found if step is not None]


def _target(
    scenario: Scenario,
    other: str,
    at: Path,
    step_at: Path,
    step: str | None,
    absent: Collection[Path],
) -> Iterator[tuple[Path, str]]:
    pathway = scenario.pathways.get(other)
    if pathway is None:
        if ("pathways", other) not in absent:
            hint = suggestion(other, scenario.pathways) or " Name a pathway of this scenario."
            yield at, f'unknown pathway "{other}".{hint}'
        return
    known = step is None or step in pathway.steps
    if not known and ("pathways", other, "steps", step) not in absent:
        hint = suggestion(str(step), pathway.steps) or f' Name a step of "{other}".'
        yield step_at, f'unknown step "{step}".{hint}'


def _instant_rounds(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Further referrals that lead back to where they are made without time passing."""
    links = {node: _at_once(scenario, node) for node in _nodes(scenario)}
    for (name, key), (_, referred) in links.items():
        for other, target in referred:
            if (name, key) in _reached(target, links):
                message = (
                    "leads back to this step without any time passing, so that there would be no "
                    'end of referrals. Write "when: done" at a contact or delay instead.'
                )
                yield ("pathways", name, "steps", key, "also_refers", other), message


def _nodes(scenario: Scenario) -> list[Node]:
    return [(name, key) for name, part in scenario.pathways.items() for key in part.steps]


def _at_once(scenario: Scenario, node: Node) -> tuple[list[Node], list[tuple[str, Node]]]:
    """Steps to which a step leads without time passing: by routes, and by further referrals."""
    name, key = node
    pathway = scenario.pathways[name]
    step = pathway.steps[key]
    onward: list[Node] = []
    if isinstance(step, Decision):
        onward = [(name, to) for way in step.ways for to, share in way.then.items() if share != 0]
        onward += [(name, to) for to in chosen(step)]
    referred = [
        (other, (other, refers.step or _first(scenario.pathways[other])))
        for way in step.ways
        for other, refers in way.also_refers.items()
        if other in scenario.pathways
        and refers.share > 0
        and (refers.when == "entered" or isinstance(step, Decision))
    ]
    return onward, referred


def _first(pathway: Pathway) -> str:
    return pathway.first_step or next(iter(pathway.steps))


def _reached(
    start: Node, links: dict[Node, tuple[list[Node], list[tuple[str, Node]]]]
) -> set[Node]:
    reached, waiting = set[Node](), [start]
    while waiting:
        node = waiting.pop()
        if node not in reached and node in links:
            reached.add(node)
            onward, referred = links[node]
            waiting += [*onward, *(target for _, target in referred)]
    return reached
