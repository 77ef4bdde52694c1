"""The least capacity with which a target is met on a date and stays met."""

from dataclasses import dataclass
from typing import Final

from waitsim.analysis.searching import SEARCH, Aim, Found, least
from waitsim.analysis.sequential import Chance, chance
from waitsim.experiments.seek_costs import Costs, costs_between, daily_cost
from waitsim.experiments.seek_fluid import fluid_option
from waitsim.experiments.seek_question import Question
from waitsim.experiments.seek_reasons import Reason, reason_of
from waitsim.experiments.seek_runs import Runs

FOUND: Final = "found"
IMPOSSIBLE: Final = "impossible"
UNSURE: Final = "unsure"

_LOOKED_AT: Final = 8
"""Replications from which reasons are told."""


@dataclass(frozen=True)
class Tried:
    """A value that was tried.

    Args:
        fresh: whether on luck that had no part in finding it.
        seed: of its replications.
        enough: whether it was shown to be enough; None if neither way.
        within: mean share within the limit on the date.
        met: share of replications in which the target is met and stays met.
        chance: that all is as it should be.
    """

    value: float
    said: str
    fresh: bool
    seed: int
    enough: bool | None
    within: float
    met: float
    chance: Chance
    costs: Costs


@dataclass(frozen=True)
class Answer:
    """What was found.

    Args:
        kind: `FOUND`, `IMPOSSIBLE` or `UNSURE`.
        best: the test of the answer; of the furthest value where it is impossible; None if
            nothing was shown.
        tried: all tests in their order.
        nearest: the test that showed the nearest value not to be enough; None if none was.
        spread: steps by which the answer may be too far at most; None without an answer.
        reason: of an impossible or unsure one; and of the answer, to tell what limits it.
    """

    question: Question
    kind: str
    best: Tried | None
    tried: tuple[Tried, ...]
    nearest: Tried | None
    spread: int | None
    reason: Reason
    replications: int


def seek(runs: Runs, aim: Aim) -> Answer:
    """The least value of a single lever that is enough."""
    lever = runs.question.levers[0]
    options = _allowed(runs, len(lever.values))
    guess = fluid_option(runs, options)
    found = least(lambda k, stream, n: runs.successes((k,), stream, n), options, aim, guess)
    tried = tuple(_tried(runs, found))
    answer, kind = _answer(found, options)
    test = None if answer is None else found.test_of(answer)
    best = None if test is None else tried[found.tests.index(test)]
    choice = (options - 1 if answer is None else answer,)
    return Answer(
        question=runs.question,
        kind=kind,
        best=best,
        tried=tried,
        nearest=_nearest(found, tried),
        spread=found.spread,
        reason=reason_of(runs, choice, SEARCH, _LOOKED_AT),
        replications=runs.done,
    )


def _allowed(runs: Runs, options: int) -> int:
    """How many options are within the budget."""
    budget = runs.question.asked.budget
    if budget is None:
        return options
    low, high = 0, options
    while high - low > 1:
        middle = (low + high) // 2
        dear = cost_of(runs, (middle,)).a_year > budget
        low, high = (low, middle) if dear else (middle, high)
    return high


def cost_of(runs: Runs, choice: tuple[int, ...]) -> Costs:
    """What a candidate costs more than the scenario as it is."""
    base = runs.candidate((0,) * len(choice))
    other = runs.candidate(choice)
    days = (runs.question.by - base.model.start).days + 1
    return costs_between(
        daily_cost(base.loaded, base.model), daily_cost(other.loaded, other.model), days
    )


def _answer(found: Found, options: int) -> tuple[int | None, str]:
    if found.enough is not None:
        return found.enough, FOUND
    if found.short == options - 1:
        return found.short, IMPOSSIBLE
    return None, UNSURE


def _nearest(found: Found, tried: tuple[Tried, ...]) -> Tried | None:
    test = None if found.short is None else found.test_of(found.short)
    return None if test is None else tried[found.tests.index(test)]


def _tried(runs: Runs, found: Found) -> list[Tried]:
    lever = runs.question.levers[0]
    rows = []
    for test in found.tests:
        choice, verdict = (test.option,), test.verdict
        outcomes = runs.outcomes_of(choice, test.stream, verdict.trials)
        rows.append(
            Tried(
                value=lever.values[test.option],
                said=lever.said[test.option],
                fresh=test.stream > SEARCH,
                seed=(runs.seed + test.stream) % 2**32,
                enough=verdict.enough,
                within=sum(outcome.within for outcome in outcomes) / len(outcomes),
                met=sum(outcome.met_from == 0 for outcome in outcomes) / len(outcomes),
                chance=chance(verdict.successes, verdict.trials),
                costs=cost_of(runs, choice),
            )
        )
    return rows
