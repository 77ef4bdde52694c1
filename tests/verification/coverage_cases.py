"""How often each interval that is offered holds the truth, where the truth is known.

Run as a script it prints the rows of the table in docs/statistics.md. Simulated cases use the
scenario falling_list for 12 weeks. Its list is 840 and a Poisson count of 100 a week, less 105 a
week, so that its mean, its spread and its percentiles are known exactly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from estimates import build
from numpy.typing import NDArray
from scipy import stats

from waitsim.analysis.controls import controlled_mean
from waitsim.analysis.intervals import (
    Estimate,
    mean_interval,
    paired_difference,
    prediction_band,
    proportion_interval,
)
from waitsim.analysis.percentiles import percentile_interval, pooled_interval
from waitsim.analysis.precision import Rule, Target, judge
from waitsim.analysis.ratios import ratio_interval
from waitsim.analysis.survival import aalen_johansen, kaplan_meier
from waitsim.analysis.survival_intervals import (
    Scale,
    incidence_interval,
    survival_interval,
    time_interval,
)
from waitsim.analysis.variance import split_variance
from waitsim.engine.run import run_block

Floats = NDArray[np.float64]
Held = list[bool]

PAGE: Final = Path(__file__).parents[2] / "docs" / "statistics.md"

RUNS: Final = 1000
"""Meta-replications: whole experiments, each with its own interval."""
REPLICATIONS: Final = 20
"""Of each experiment."""
WEEKS: Final = 12
OPENING: Final = 840
CAPACITY: Final = 105
MEDIAN_WAIT: Final = 20.0


@dataclass(frozen=True)
class Coverage:
    """An interval and how often it holds the truth.

    Args:
        name: of the interval and what it is of.
        where: the function that gives it.
        simulated: whether the values come from the engine.
        level: how often it says that it does.
        held: whether it did, experiment by experiment.
    """

    name: str
    where: str
    simulated: bool
    level: float
    held: Callable[[], Held]


@cache
def lists(rate: int = 100, seed: int = 950) -> Floats:
    """Lists after 6 and after 12 weeks: (experiment, replication, 2)."""
    model = build(
        "falling_list", (f"horizon={WEEKS} weeks", f"pathways.service.referrals.rate={rate} a week")
    )
    block = run_block(model, seed, 0, RUNS * REPLICATIONS)
    counts = block.tallies.open[:, 0].sum(axis=(1, 3))
    found = counts[:, [6, WEEKS]].astype(np.float64)
    return found.reshape(RUNS, REPLICATIONS, 2)


def known(rate: int = 100, weeks: int = WEEKS) -> tuple[float, stats.rv_discrete]:
    """What the list is apart from chance, and the count that chance adds."""
    return OPENING - CAPACITY * weeks, stats.poisson(rate * weeks)


def holds(estimate: Estimate, truth: float) -> bool:
    return bool(estimate.low <= truth <= estimate.high)


def means() -> Held:
    return [holds(mean_interval(run[:, 1]), 780) for run in lists()]


def pairs() -> Held:
    both = zip(lists(), lists(103), strict=True)
    return [holds(paired_difference(a[:, 1], b[:, 1]).difference, 36) for a, b in both]


def superior() -> Held:
    """The chance to be lower of two lists that share no luck."""
    _, count = known()
    n = np.arange(900, 1600)
    truth = float((count.pmf(n) * count.cdf(n - 1)).sum())
    both = zip(lists(), lists(seed=951), strict=True)
    return [holds(paired_difference(a[:, 1], b[:, 1]).lower, truth) for a, b in both]


def shares() -> Held:
    base, count = known()
    truth = float(count.cdf(800 - base))
    hits = [(run[:, 1] <= 800).sum() for run in lists()]
    return [holds(proportion_interval(hit, REPLICATIONS), truth) for hit in hits]


def percentiles(q: float) -> Callable[[], Held]:
    def held() -> Held:
        base, count = known()
        truth = base + float(count.ppf(q))
        return [holds(percentile_interval(run[:, 1], q), truth) for run in lists()]

    return held


def ratios() -> Held:
    """The list after 12 weeks over that after 6, by Fieller."""
    found = []
    for run in lists():
        _, low, high = ratio_interval(run[:, 1], run[:, 0], 0.95)
        found.append(low <= 780 / 810 <= high)
    return found


def pooled() -> Held:
    """The same ratio, of the sums of all replications."""
    found = []
    for run in lists():
        whole = run[:, 1].sum() / run[:, 0].sum()
        found.append(holds(pooled_interval(whole, run[:, 1] / run[:, 0]), 780 / 810))
    return found


def controlled() -> Held:
    return [holds(controlled_mean(run[:, 1], run[:, :1], [810.0]).estimate, 780) for run in lists()]


def one_more() -> Held:
    """Whether a prediction band of 19 replications holds the twentieth."""
    found = []
    for run in lists():
        band = prediction_band(run[:-1, 1], 0.9)
        found.append(bool(band.low <= run[-1, 1] <= band.high))
    return found


def stopped() -> Held:
    """Means after as many replications as a half-width of 12 takes, drawn as the list is."""
    base, count = known()
    rule = Rule(floor=20, ceiling=200)
    draws = base + count.rvs(size=(RUNS, 200, 1), random_state=np.random.default_rng(952))
    found = []
    for run in draws:
        confirmed = judge(run, [Target(12.0)], rule).confirmed
        assert confirmed is not None
        used = -(-confirmed // 10) * 10
        found.append(holds(mean_interval(run[:used, 0]), 780))
    return found


def survivals(scale: Scale) -> Callable[[], Held]:
    def held() -> Held:
        return [
            holds_at(survival_interval(curve, scale=scale), curve.times, MEDIAN_WAIT)
            for curve in curves()
        ]

    return held


def medians() -> Held:
    return [holds(time_interval(curve, 0.5), MEDIAN_WAIT) for curve in curves()]


def holds_at(interval: Estimate, times: Floats, time: float) -> bool:
    """Whether a curve holds one half at a time."""
    step = int(np.searchsorted(times, time, side="right")) - 1
    return bool(interval.low[step] <= 0.5 <= interval.high[step])


@cache
def curves():
    """Curves of 150 exponential waits, of which some go on and half were found waiting."""
    rng = np.random.default_rng(953)
    found = []
    for _ in range(RUNS):
        wait = rng.exponential(MEDIAN_WAIT / np.log(2), 300)
        enter = np.where(rng.random(300) < 0.5, rng.uniform(0, 15, 300), 0.0)
        look = enter + rng.uniform(5, 60, 300)
        kept = np.flatnonzero((enter == 0) | (wait > enter))[:150]
        leave = np.minimum(wait, look)[kept]
        found.append(kaplan_meier(leave, (wait <= look)[kept], enter[kept]))
    return found


def incidences() -> Held:
    """The share seen by a time where leaving competes, of 150 exponential waits."""
    rng = np.random.default_rng(955)
    seen, left, time = np.log(2) / MEDIAN_WAIT, 0.5 * np.log(2) / MEDIAN_WAIT, 20.0
    truth = seen / (seen + left) * -np.expm1(-(seen + left) * time)
    found = []
    for _ in range(RUNS):
        waits = rng.exponential([1 / seen, 1 / left], (150, 2))
        look = rng.uniform(5, 60, 150)
        cause = np.where(look <= waits.min(axis=1), 0, 1 + waits.argmin(axis=1))
        curves = aalen_johansen(np.minimum(waits.min(axis=1), look), cause, causes=2)
        interval = incidence_interval(curves)
        step = int(np.searchsorted(curves.times, time, side="right")) - 1
        found.append(bool(interval.low[0, step] <= truth <= interval.high[0, step]))
    return found


def inputs() -> Held:
    """The share of the inputs, 0.4, over 15 draws of 6 replications."""
    rng = np.random.default_rng(954)
    found = []
    for _ in range(RUNS):
        values = np.sqrt(0.4) * rng.normal(size=(15, 1)) + np.sqrt(0.6) * rng.normal(size=(15, 6))
        found.append(holds(split_variance(values).inputs_share, 0.4))
    return found


COVERAGES: Final = (
    Coverage("mean, Student's t", "mean_interval", True, 0.95, means),
    Coverage("paired difference", "paired_difference", True, 0.95, pairs),
    Coverage("probability of superiority", "paired_difference", True, 0.95, superior),
    Coverage("share of replications, Wilson", "proportion_interval", True, 0.95, shares),
    Coverage("median over replications", "percentile_interval", True, 0.95, percentiles(0.5)),
    Coverage("75th percentile", "percentile_interval", True, 0.95, percentiles(0.75)),
    Coverage("ratio of means, Fieller", "ratio_interval", True, 0.95, ratios),
    Coverage("pooled figure, sectioning", "pooled_interval", True, 0.95, pooled),
    Coverage("mean with a control", "controlled_mean", True, 0.95, controlled),
    Coverage("mean at a stated precision", "judge, mean_interval", False, 0.95, stopped),
    Coverage("share waiting, log-log", "survival_interval", False, 0.95, survivals("log-log")),
    Coverage("share waiting, plain", "survival_interval", False, 0.95, survivals("plain")),
    Coverage("median wait with censoring", "time_interval", False, 0.95, medians),
    Coverage("share seen where others leave", "incidence_interval", False, 0.95, incidences),
    Coverage("share of variance due to inputs", "split_variance", False, 0.95, inputs),
    Coverage("prediction band, 90 %", "prediction_band", True, 0.9, one_more),
)


def coverage_row(case: Coverage) -> str:
    """The row of a case in the table of the page."""
    values = "simulated" if case.simulated else "drawn"
    held = f"{100 * np.mean(case.held()):.1f} %"
    return f"| {case.name} | `{case.where}` | {values} | {held} |"


if __name__ == "__main__":
    print("\n".join(coverage_row(case) for case in COVERAGES))  # noqa: T201
