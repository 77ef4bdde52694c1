"""Numbers behind the names of a scenario, and the parts of it that no date can change."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from waitsim.records import BUILT_IN_ENDS
from waitsim.scenario.resolving_checks import own_ends
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.standards import Standard, clocks_of
from waitsim.scenario.validate import structure

Pair = tuple[str, str]


@dataclass(frozen=True)
class Epoch:
    """A stretch of days on which nothing dated changes."""

    first: int
    """First day, counted from the start of the run."""
    days: int
    scenario: Scenario
    """With the changes in force on those days."""


@dataclass(frozen=True)
class Index:
    """Numbers by name; each mapping is in the order of its numbers.

    Steps, clocks and ends are named by pathway and own name.
    """

    pathways: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    steps: dict[Pair, int] = field(default_factory=dict)
    clocks: dict[Pair, int] = field(default_factory=dict)
    ends: dict[Pair, int] = field(default_factory=dict)

    @property
    def step_pathway(self) -> list[int]:
        """Pathway of each step."""
        return [self.pathways[pathway] for pathway, _ in self.steps]

    def step(self, pathway: str, name: str) -> int:
        """Number of a step of a pathway.

        Raises:
            ValueError: if the pathway has no such step.
        """
        if (pathway, name) not in self.steps:
            raise ValueError(f"pathways.{pathway}: has no step {name!r}")
        return self.steps[pathway, name]

    def target(self, pathway: str, name: str) -> int:
        """Step that a name in ``then`` leads to, or -(end + 1).

        Raises:
            ValueError: if the pathway has neither such a step nor such an end.
        """
        if (pathway, name) in self.steps:
            return self.steps[pathway, name]
        if (pathway, name) in self.ends:
            return -(self.ends[pathway, name] + 1)
        raise ValueError(f"pathways.{pathway}: has no step or end {name!r}")


def index_names(scenario: Scenario) -> Index:
    """Numbers for the names of a scenario, in the order in which they are written."""
    index = Index()
    index.groups.update((name, g) for g, name in enumerate(scenario.staff))
    for p, (pathway, part) in enumerate(scenario.pathways.items()):
        index.pathways[pathway] = p
        for numbers, names in (
            (index.steps, part.steps),
            (index.clocks, clocks_of(part.standards)),
            (index.ends, dict.fromkeys((*BUILT_IN_ENDS, *own_ends(scenario, pathway)))),
        ):
            first = len(numbers)
            numbers.update(((pathway, name), first + i) for i, name in enumerate(names))
    return index


def all_clocks(scenario: Scenario) -> tuple[Standard, ...]:
    """The clocks of a scenario in the order of their numbers."""
    return tuple(
        clock for part in scenario.pathways.values() for clock in clocks_of(part.standards).values()
    )


def split_epochs(epochs: Sequence[tuple[int, Scenario]]) -> tuple[Epoch, ...]:
    """The epochs of a run with their lengths.

    Args:
        epochs: first day of each, the first being 0, and the scenario with the changes in force.

    Raises:
        ValueError: if the days are not in order within the run, or if a part differs between
            epochs that no date can change.
    """
    if not epochs or epochs[0][0] != 0:
        raise ValueError("the first epoch must begin on day 0")
    firsts = [day for day, _ in epochs]
    end = epochs[0][1].days
    stops = [*firsts[1:], end]
    if any(stop <= first for first, stop in zip(firsts, stops, strict=True)):
        raise ValueError(f"epochs must begin in order and before day {end}, got {firsts}")
    fixed = structure(epochs[0][1])
    for day, scenario in epochs[1:]:
        changed = structure(scenario)
        differing = [key for key in {**fixed, **changed} if fixed.get(key) != changed.get(key)]
        if differing:
            raise ValueError(f"{', '.join(differing)}: cannot change on day {day} of the run")
    return tuple(
        Epoch(first, stop - first, scenario)
        for (first, scenario), stop in zip(epochs, stops, strict=True)
    )


def first_step(pathway: Pathway) -> str:
    """Name of the step where new referrals arrive."""
    return pathway.first_step or next(iter(pathway.steps))


def last_day(scenario: Scenario) -> datetime.date:
    """The last day of the run."""
    return scenario.end - datetime.timedelta(days=1)
