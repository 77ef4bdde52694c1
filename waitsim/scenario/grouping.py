"""What must fit together where children are told apart: groups, and steps that differ."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from waitsim.scenario.differing import (
    AGE,
    MOST_VARIANTS,
    PRIORITY,
    Differing,
    Dimension,
    dimensions,
    number_of_variants,
)
from waitsim.scenario.figures import shown
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

Finding: TypeAlias = tuple[Path, str]

_TOLERANCE: Final = 1e-6


def shares_of_groups(scenario: Scenario, pathway: Pathway) -> dict[str, dict[str, float]]:
    """Share of each category of each attribute in a pathway, its own where it states them."""
    return {
        attribute: {
            category: pathway.groups.get(attribute, shares).get(category, 0.0)
            for category in shares
        }
        for attribute, shares in scenario.groups.items()
    }


def pathway_dimensions(scenario: Scenario, pathway: Pathway) -> tuple[Dimension, ...]:
    """What tells the children of a pathway apart, by all that differs at its steps."""
    whole: dict[str, Collection[str]] = {PRIORITY: pathway.priorities, **scenario.groups}
    return dimensions(_all_differs(pathway), whole)


def group_findings(scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with the groups of the whole scenario."""
    for name, shares in scenario.groups.items():
        if name in (PRIORITY, AGE):
            message = f'"{name}" is known of every child already. Give it another name.'
            yield ("groups", name), message
        yield from _sums(("groups", name), shares.values())


def pathway_findings(
    at: Path, scenario: Scenario, pathway: Pathway, absent: Collection[Path]
) -> Iterator[Finding]:
    """What is wrong with the groups of a pathway and with those for whom its steps differ."""
    left_out = [str(path[-1]) for path in absent if path[:-1] == ("groups",)]
    known = [*scenario.groups, *left_out]
    if ("groups",) in absent:
        return
    for name, shares in pathway.groups.items():
        here = (*at, "groups", name)
        if name not in known:
            hint = suggestion(name, known) or ' Add it under "groups:" of the scenario.'
            yield here, f'unknown group "{name}".{hint}'
            continue
        for category in shares:
            if name not in left_out and category not in scenario.groups[name]:
                hint = suggestion(category, scenario.groups[name])
                yield (*here, category), f'"{category}" is no category of "{name}".{hint}'
        yield from _sums(here, shares.values())
    values: dict[str, Collection[str]] = {PRIORITY: pathway.priorities, **scenario.groups}
    for name, step in pathway.steps.items():
        for i, item in enumerate(step.differs):
            here = (*at, "steps", name, "differs", i, "where")
            if not item.amounts and not any(path[:-1] == here[:-1] for path in absent):
                message = 'nothing differs. Write a value of the step, such as "dna: {share: 9 %}".'
                yield here[:-1], message
            if AGE in item.where and not pathway.ages and (*at, "ages") not in absent:
                yield (*here, AGE), 'needs the ages of children. Add "ages:" to the pathway.'
            yield from _where(here, item, values, left_out)
    given = pathway_dimensions(scenario, pathway)
    count = number_of_variants(given)
    if count > MOST_VARIANTS:
        steps = [name for name, step in pathway.steps.items() if step.differs]
        sizes = " times ".join(f"{len(one.values)} by {one.name}" for one in given)
        message = f"the steps differ for {count:,} variants ({sizes}); at most {MOST_VARIANTS} fit"
        yield (*at, "steps", steps[-1], "differs"), f"{message}. Tell fewer groups apart."


def _where(
    at: Path, item: Differing, values: Mapping[str, Collection[str]], left_out: Collection[str]
) -> Iterator[Finding]:
    for name, wanted in item.where.items():
        if name == AGE or name in left_out:
            continue
        if name not in values:
            hint = suggestion(name, [*values, AGE]) or ' Add it under "groups:".'
            yield (*at, name), f'unknown group "{name}".{hint}'
            continue
        for value in wanted:
            if value not in values[name]:
                hint = suggestion(value, values[name])
                yield (*at, name), f'"{shown(value)}" is no category of "{name}".{hint}'


def _sums(at: Path, shares: Iterable[float]) -> Iterator[Finding]:
    total = sum(shares)
    if abs(total - 1) > _TOLERANCE:
        yield at, f"shares sum to {total:.6g}, not 1. Change one share so that they do."


def _all_differs(pathway: Pathway) -> Iterator[Differing]:
    for step in pathway.steps.values():
        yield from step.differs
