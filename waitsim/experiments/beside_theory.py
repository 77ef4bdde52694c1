"""Short simulations of the parts that have a closed form, set beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from waitsim.analysis.ratios import ratio_interval
from waitsim.engine.run import run_block
from waitsim.experiments.growing_lists import alone
from waitsim.experiments.reductions import Expected, Reduction
from waitsim.experiments.watching import Pair, Watched
from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_WEEK
from waitsim.scenario.schema import Scenario
from waitsim.scenario.steps import Delay

SURE: Final = 0.999
"""Level of the intervals; a right simulation is said to differ once in a thousand figures."""

REPLICATIONS: Final = (16, 8)
"""As many as fit, so that an interval can be given."""
_SEED: Final = 1
_ARRIVALS: Final = 400_000
"""Arrivals simulated for one check, over all its parts and replications: a second or two."""
_MOST_PARTS: Final = 12
_PLENTY: Final = 20
"""Times the least time to watch, beyond which nothing is gained."""
_LONGEST: Final = 31 * 365 * MINUTES_PER_DAY


@dataclass(frozen=True)
class Beside:
    """A figure of theory, and what a simulation gives.

    Args:
        simulated: mean over replications; None if it was not simulated.
        low: lower end of its interval at the level `SURE`.
        high: upper end.
        why: why it was not simulated, if so.
    """

    reduction: Reduction
    expected: Expected
    simulated: float | None = None
    low: float = float("nan")
    high: float = float("nan")
    why: str = ""

    @property
    def agrees(self) -> bool:
        """Whether what theory says is within the interval."""
        return self.low <= self.expected.value <= self.high


def theory_alone(found: Sequence[Reduction], why: str) -> list[Beside]:
    """The figures of theory with no simulation beside them."""
    return [Beside(each, expected, why=why) for each in found for expected in each.expected]


def beside_theory(
    scenario: Scenario,
    found: Sequence[Reduction],
    *,
    engine: str | None = None,
    arrivals: int = _ARRIVALS,
) -> list[Beside]:
    """Each figure of theory beside a simulation of its pathway alone.

    A step in its steady state is watched once a run that begins empty has forgotten its beginning;
    a list that stays long, over the scenario's own days and from its own opening list.

    Args:
        arrivals: how many may be simulated in all.
    """
    rows = []
    share = arrivals / max(1, min(len(found), _MOST_PARTS))
    for each in found[:_MOST_PARTS]:
        plans = (_plan(scenario, each, share, n) for n in REPLICATIONS)
        plan = next((plan for plan in plans if plan), None)
        if plan is None:
            rows += theory_alone([each], "too slow to settle for a short simulation")
        else:
            rows += _simulated(scenario, each, plan, engine)
    beyond = f"only the first {_MOST_PARTS} parts are, to keep it short"
    return rows + theory_alone(found[_MOST_PARTS:], beyond)


@dataclass(frozen=True)
class _Plan:
    """How long a part is simulated, in minutes, and how often."""

    start: float
    end: float
    replications: int


def _plan(scenario: Scenario, each: Reduction, arrivals: float, replications: int) -> _Plan | None:
    """When the watching begins and a run ends; None if that takes too many arrivals."""
    affordable = arrivals / replications / each.per_week * MINUTES_PER_WEEK
    if not each.watch_minutes:
        fits = scenario.horizon <= affordable
        return _Plan(0.0, scenario.horizon, replications) if fits else None
    least, most = (each.settle_minutes + k * each.watch_minutes for k in (1, _PLENTY))
    if least > min(affordable, _LONGEST):
        return None
    return _Plan(each.settle_minutes, min(affordable, most, _LONGEST), replications)


def _simulated(
    scenario: Scenario, each: Reduction, plan: _Plan, engine: str | None
) -> list[Beside]:
    steady = each.watch_minutes > 0
    small = alone(scenario, each.pathway)
    if steady:
        pathway = small.pathways[each.pathway].model_copy(update={"opening": {}})
        days = np.ceil(plan.end / MINUTES_PER_DAY)
        changed = {
            "pathways": {each.pathway: pathway},
            "horizon": float(days * MINUTES_PER_DAY),
            "opening_list": None,
        }
        small = small.model_copy(update=changed)
    model = build_model(((0, small),), "")
    number = _number(scenario, model, each)
    end = model.tables.days * MINUTES_PER_DAY
    pairs: list[list[Pair]] = []
    for i in range(plan.replications):
        events = run_block(model, _SEED, i, 1, events=True, engine=engine).events
        assert events is not None
        seen = Watched(events[:, 1:], number, round(plan.start), end)
        pairs.append([expected.measure(seen) for expected in each.expected])
    return [
        _beside(each, expected, [own[k] for own in pairs])
        for k, expected in enumerate(each.expected)
    ]


def _beside(each: Reduction, expected: Expected, pairs: Sequence[Pair]) -> Beside:
    totals, divisors = np.array(pairs, dtype=np.float64).T
    mean, low, high = ratio_interval(totals / expected.scale, divisors, SURE)
    return Beside(each, expected, mean, low, high)


def _number(scenario: Scenario, model: Model, each: Reduction) -> int:
    """Number of the step for a delay, else of its waiting list."""
    name = each.step.partition(".")[2]
    if isinstance(scenario.pathways[each.pathway].steps[name], Delay):
        return model.names.steps.index(each.step)
    return model.names.spells.index(each.step)
