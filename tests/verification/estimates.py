"""Runs a case and sets what comes out beside the theory."""

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from theory_cases import UNIT_MINUTES, Case, Check
from watched import Measure, Pair, Watched, minutes_unused

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.records import EVENT_COLUMNS, one_replication
from waitsim.scenario.load import load

SCENARIOS: Final = Path(__file__).parent / "scenarios"


@dataclass(frozen=True)
class Outcome:
    """One figure of a case: theory and simulation, in the unit of the check."""

    scenario: str
    check: Check
    simulated: float
    standard_error: float
    replications: int

    @property
    def z(self) -> float:
        """How many standard errors the simulation lies above the theory."""
        return (self.simulated - self.check.theory) / self.standard_error


def seed_of(scenario: str) -> int:
    """The seed of a case: a checksum of its name, so that no one has picked it."""
    return zlib.crc32(scenario.encode())


def build(scenario: str, sets: Sequence[str] = ()) -> Model:
    """The model of a scenario of this folder."""
    loaded = load(SCENARIOS / f"{scenario}.yaml", sets)
    return build_model(loaded.epochs, loaded.identity)


def watch(case: Case, model: Model, replications: int) -> Iterator[Watched]:
    """The replications of a case, one at a time, for the sake of memory."""
    seed = seed_of(case.scenario)
    nothing = np.zeros((0, len(EVENT_COLUMNS)), dtype=np.int64)
    for i in range(replications):
        block = run_block(model, seed, i, 1, events=case.events)
        events = nothing if block.events is None else block.events[:, 1:]
        seen = Watched(model, one_replication(block.tallies, 0), events, case.first_week)
        if case.never_idle:
            unused, _ = minutes_unused(case.never_idle)(seen)
            assert unused == 0, f"{case.scenario}: {unused} minutes unused, so theory does not hold"
        yield seen


def ratio_estimate(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Sum of totals over sum of divisors of independent replications, and its standard error.

    Source: the delta method, Cochran (1977), "Sampling Techniques", section 6.3.
    """
    totals, divisors = np.array(pairs, dtype=np.float64).T
    ratio = float(totals.sum() / divisors.sum())
    apart = totals - ratio * divisors
    n = len(totals)
    return ratio, math.sqrt(float(np.square(apart).sum()) / (n - 1) / n) / float(divisors.mean())


def measured(
    case: Case, measures: Sequence[Measure], *, fast: bool
) -> tuple[int, list[list[Pair]]]:
    """Replications, and for each measure what it gives in each of them."""
    replications, sets = case.replications, list[str]()
    if fast:
        assert case.fast
        replications, horizon = case.fast
        sets = [f"horizon={horizon}"]
    pairs: list[list[Pair]] = [[] for _ in measures]
    for seen in watch(case, build(case.scenario, sets), replications):
        for own, measure in zip(pairs, measures, strict=True):
            own.append(measure(seen))
    return replications, pairs


@cache
def outcomes(case: Case, *, fast: bool) -> tuple[Outcome, ...]:
    """What comes out of a case, check by check."""
    replications, pairs = measured(case, [check.measure for check in case.checks], fast=fast)
    found = []
    for check, own in zip(case.checks, pairs, strict=True):
        ratio, error = ratio_estimate(own)
        minutes = UNIT_MINUTES[check.unit]
        found.append(Outcome(case.scenario, check, ratio / minutes, error / minutes, replications))
    return tuple(found)
