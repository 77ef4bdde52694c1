"""What does not fit together where an end of one referral withdraws others."""

from collections.abc import Collection, Iterator

from waitsim.records import BUILT_IN_ENDS, END_NOT_BROUGHT
from waitsim.scenario.resolving import Resolves, said
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

RESOLVED_ELSEWHERE = "resolved_elsewhere"
"""End of those who leave because another referral was resolved, where nothing else is said."""


def resolutions(scenario: Scenario) -> Iterator[tuple[str, str, str, Resolves]]:
    """Each pathway and end with a pathway of which others leave, and how."""
    for name, pathway in scenario.pathways.items():
        for end, others in pathway.resolves.items():
            for other, resolved in others.items():
                yield name, end, other, said(resolved)


def own_ends(scenario: Scenario, name: str) -> tuple[str, ...]:
    """Ends of a pathway beside the built-in ones, in order."""
    ends = [*scenario.pathways[name].ends]
    if any(other == name and how.to is None for _, _, other, how in resolutions(scenario)):
        ends.append(RESOLVED_ELSEWHERE)
    return tuple(dict.fromkeys(ends))


def resolved_to(scenario: Scenario, name: str) -> list[str]:
    """Where in a pathway those go who leave it so, by name."""
    return [
        how.to or RESOLVED_ELSEWHERE
        for _, _, other, how in resolutions(scenario)
        if other == name and how.share > 0
    ]


def resolving_findings(scenario: Scenario, absent: Collection[Path]) -> Iterator[tuple[Path, str]]:
    """Resolutions of ends, pathways and steps that are not there, or of which none can happen.

    Args:
        absent: parts that were left out because they are faulty.
    """
    for name, pathway in scenario.pathways.items():
        at: Path = ("pathways", name, "resolves")
        known = [*own_ends(scenario, name), BUILT_IN_ENDS[END_NOT_BROUGHT]]
        for end, others in pathway.resolves.items():
            if end not in known and (*at[:2], "ends", end) not in absent:
                hint = suggestion(end, known) or " Name an end of this pathway."
                yield (*at, end), f'unknown end "{end}".{hint}'
            for other, resolved in others.items():
                here = (*at, end, other)
                if other in scenario.pathways:
                    yield from _target(scenario, other, said(resolved).to, (*here, "to"), absent)
                elif ("pathways", other) not in absent:
                    hint = suggestion(other, scenario.pathways) or " Name one of this scenario."
                    yield here, f'unknown pathway "{other}".{hint}'


def resolving_structure(at: str, pathway: Pathway) -> dict[str, object]:
    """What no dated change may alter, by dotted path."""
    fixed = tuple(
        (end, other, said(resolved).to)
        for end, others in pathway.resolves.items()
        for other, resolved in others.items()
    )
    return {f"{at}.resolves": fixed} if fixed else {}


def idle_resolutions(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Resolutions between pathways of which no child can have referrals at once."""
    reached = {name: _reached(scenario, name) for name in scenario.pathways}
    for name, end, other, _ in resolutions(scenario):
        if other == name or any({name, other} <= together for together in reached.values()):
            continue
        message = (
            "no child is referred to both pathways, so nobody leaves. Add "
            '"also_refers:" to a step, or remove the line.'
        )
        yield ("pathways", name, "resolves", end, other), message


def _target(
    scenario: Scenario, other: str, to: str | None, at: Path, absent: Collection[Path]
) -> Iterator[tuple[Path, str]]:
    known = [*scenario.pathways[other].steps, *scenario.pathways[other].ends, *BUILT_IN_ENDS]
    left_out = {("pathways", other, part, to) for part in ("steps", "ends")}
    if to is not None and to not in known and not left_out & set(absent):
        hint = suggestion(to, known) or f' Name a step or an end of "{other}".'
        yield at, f'unknown step or end "{to}".{hint}'


def _reached(scenario: Scenario, name: str) -> set[str]:
    """Pathways in which a child new to one can come to have referrals."""
    reached, waiting = set[str](), [name]
    while waiting:
        here = waiting.pop()
        if here not in reached and here in scenario.pathways:
            reached.add(here)
            pathway = scenario.pathways[here]
            waiting += [
                to for step in pathway.steps.values() for way in step.ways for to in way.also_refers
            ]
            waiting += [again.to or here for again in pathway.re_refers.values()]
    return reached
