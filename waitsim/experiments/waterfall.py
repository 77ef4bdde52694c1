"""What each change of an option contributes to what they do together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.contributions import MOST_EXACT, contributions, part_intervals
from waitsim.analysis.intervals import Estimate, mean_interval
from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.figures import LEVEL
from waitsim.experiments.headline import HEADLINES, total_cost
from waitsim.experiments.replicate import Execution, run
from waitsim.experiments.yardstick import Yardstick, standards_of
from waitsim.results.results import Results
from waitsim.scenario.apart import Apart, Difference, set_apart
from waitsim.scenario.load import Loaded
from waitsim.scenario.schema import Scenario

Floats = NDArray[np.float64]
Subset = frozenset[int]

COST: Final = "cost"
SEEN: Final = "seen_within_standard"
WAITING: Final = "waiting_end"
_MOST_RUNS: Final = 256
"""About as many runs as the most changes for which every subset is run."""


@dataclass(frozen=True)
class Part:
    """What one change contributes, with its 95 % confidence interval."""

    mean: float
    low: float
    high: float

    @property
    def none(self) -> bool:
        """Whether it changed nothing in any replication."""
        return self.mean == self.low == self.high == 0


@dataclass(frozen=True)
class Fall:
    """One value, from the base to the option.

    Args:
        name: of the value.
        standard: ``pathway.standard``; empty for all taken together.
        subject: the standard as people read it.
        base: mean in the base.
        parts: of each change; they add up to the whole.
        whole: the option less the base.
    """

    name: str
    label: str
    unit: str
    standard: str
    subject: str
    base: float
    parts: tuple[Part, ...]
    whole: Part


@dataclass(frozen=True)
class Waterfall:
    """Contributions of all changes to every value.

    Args:
        sampled: orders of the changes that were sampled; 0 if all were taken.
        runs: different scenarios that were run.
        replications: of each.
        scenario: the option, for the labels of its parts.
    """

    differences: tuple[Difference, ...]
    falls: tuple[Fall, ...]
    sampled: int
    runs: int
    replications: int
    scenario: Scenario

    def of(self, name: str, standard: str = "") -> Fall:
        """The fall of one value."""
        return next(fall for fall in self.falls if (fall.name, fall.standard) == (name, standard))


@dataclass(frozen=True)
class Plan:
    """What has to be run to tell the contributions of all changes.

    Args:
        subsets: each subset of the changes that is valued, with its scenario.
        orders: to be sampled, if there are many changes.
    """

    apart: Apart
    subsets: dict[Subset, Loaded]
    orders: int

    @property
    def scenarios(self) -> dict[str, Loaded]:
        """Those that differ, by identity."""
        return {loaded.identity: loaded for loaded in self.subsets.values()}


def plan(base: Loaded, option: Loaded, sets: Sequence[str] = ()) -> Plan:
    """The subsets of the changes to run, each read and found sound.

    Args:
        sets: settings that were laid over both.
    Raises:
        ScenarioError: as `set_apart`, or if some changes make no sense without others.
    """
    apart = set_apart(base, option, sets)
    count = len(apart.differences)
    orders = max(8, _MOST_RUNS // count // 2 * 2)
    asked: list[Subset] = []

    def note(subset: Subset) -> float:
        asked.append(subset)
        return 0.0

    contributions(note, count, orders)
    ends = {frozenset(): base, frozenset(range(count)): option}
    return Plan(apart, {of: ends.get(of) or _read(apart, of) for of in asked}, orders)


def waterfall(
    planned: Plan,
    *,
    replications: int,
    seed: int = 1,
    folder: Path | None = None,
    execution: Execution | None = None,
) -> Waterfall:
    """What each change contributes to the waiting lists, to those seen in time and to the cost.

    All runs share their luck, replication by replication. What is kept in the folder is not run
    again.

    Raises:
        ScenarioError: if results cannot be kept in the folder.
    Source: Shapley (1953), by `waitsim.analysis.contributions`.
    """
    how = execution or Execution()
    scenarios = planned.scenarios
    values = _values_of(planned.subsets[frozenset()])
    found: dict[str, Floats] = {}
    for i, (identity, loaded) in enumerate(scenarios.items()):

        def tell(done: int, total: int, before: int = i) -> None:
            if how.progress:
                how.progress(before * total + done, len(scenarios) * total)

        results = run(
            loaded,
            replications=replications,
            seed=seed,
            folder=folder,
            execution=Execution(how.workers, how.engine, tell),
        )
        found[identity] = np.stack([value.of(results) for value in values])
    falls = [
        _fall(value, {of: found[made.identity][v] for of, made in planned.subsets.items()}, planned)
        for v, value in enumerate(values)
    ]
    count = len(planned.apart.differences)
    return Waterfall(
        differences=planned.apart.differences,
        falls=tuple(falls),
        sampled=planned.orders if count > MOST_EXACT else 0,
        runs=len(scenarios),
        replications=replications,
        scenario=planned.subsets[frozenset(range(count))].scenario,
    )


def _read(apart: Apart, subset: Subset) -> Loaded:
    try:
        return apart.with_some(subset)
    except ScenarioError as error:
        first = error.problems[0]
        left = [each.name for i, each in enumerate(apart.differences) if i not in subset]
        message = (
            f"the changes do not hold without {', '.join(left)}: {first.path}: {first.message} "
            "Write what belongs together as one item of changes."
        )
        raise ScenarioError([Problem(first.file, first.line, "", message)]) from None


@dataclass(frozen=True)
class _Value:
    """A value that is told, of one standard or of all together.

    Args:
        standard: ``pathway.standard``, and as people read it.
    """

    name: str
    label: str
    unit: str
    standard: tuple[str, str]
    of: Callable[[Results], Floats]


def _values_of(base: Loaded) -> list[_Value]:
    """Lists and those seen in time altogether, the cost, and the list of each standard."""
    together = ("", "all standards")
    by_name = {entry.name: entry for entry in HEADLINES}
    wanted = [(by_name[WAITING], together), (by_name[SEEN], together)]
    wanted += [(by_name[WAITING], standard) for standard in standards_of(base).items()]
    found = [
        _Value(entry.name, entry.label, entry.unit, standard, Yardstick(entry, *standard).values)
        for entry, standard in wanted
    ]
    return [*found[:2], _Value(COST, "Cost", "pounds", together, total_cost), *found[2:]]


def _fall(value: _Value, found: dict[Subset, Floats], planned: Plan) -> Fall:
    count = len(planned.apart.differences)
    shares = contributions(found.__getitem__, count, planned.orders)
    parts = part_intervals(shares, LEVEL)
    return Fall(
        name=value.name,
        label=value.label,
        unit=value.unit,
        standard=value.standard[0],
        subject=value.standard[1],
        base=float(shares.base.mean()),
        parts=tuple(_part(parts, i) for i in range(count)),
        whole=_part(mean_interval((shares.whole - shares.base)[:, np.newaxis], LEVEL), 0),
    )


def _part(estimate: Estimate, i: int) -> Part:
    return Part(float(estimate.mean[i]), float(estimate.low[i]), float(estimate.high[i]))
