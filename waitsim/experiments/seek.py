"""The least, or the cheapest, with which a target is met on a date and stays met."""

from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Final

from waitsim.analysis.cheapest import cheapest
from waitsim.analysis.searching import SEARCH, Aim, Trial, least, pooled
from waitsim.analysis.sequential import Chance, chance
from waitsim.experiments.replicate import Execution
from waitsim.experiments.seek_costs import Costs, Prices, cost_of
from waitsim.experiments.seek_fluid import fluid_option
from waitsim.experiments.seek_question import Question
from waitsim.experiments.seek_reasons import Reason, reason_of
from waitsim.experiments.seek_runs import Choice, Runs

FOUND: Final = "found"
IMPOSSIBLE: Final = "impossible"
UNSURE: Final = "unsure"

_LOOKED_AT: Final = 8
"""Replications from which reasons are told."""


@dataclass(frozen=True)
class Tried:
    """Values of the levers that were tried.

    Args:
        choice: which option of each lever.
        values: of each lever.
        said: the same as a scenario says them.
        fresh: whether on luck that had no part in finding them.
        seed: of its replications.
        enough: whether they were shown to be enough; None if neither way.
        within: mean share within the limit on the date.
        met: share of replications in which the target is met and stays met.
        chance: that all is as it should be.
    """

    choice: Choice
    values: tuple[float, ...]
    said: tuple[str, ...]
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
        best: the tests of the answer on fresh luck taken together; those of the furthest values
            where it is impossible; None if nothing was shown.
        tried: all tests in their order.
        nearest: tests that showed values near the answer not to be enough: the nearest value of
            a single lever, or a step less of one of several.
        unclear: of several levers, tests with a step less of one that told neither way.
        spread: steps by which the answer of a single lever may be too far at most.
        ways: of several levers, the combinations that the search took to be enough, and none with
            less of one and more of none; the cheapest first.
        reason: what holds the answer up, or the furthest values where there is none.
    """

    question: Question
    kind: str
    best: Tried | None
    tried: tuple[Tried, ...]
    nearest: tuple[Tried, ...]
    unclear: tuple[Tried, ...]
    spread: int | None
    ways: tuple[Tried, ...]
    reason: Reason
    replications: int


def answer_to(
    question: Question, *, seed: int = 1, aim: Aim | None = None, how: Execution | None = None
) -> Answer:
    """The answer to a question.

    Args:
        seed: of the search; those after it prove what it finds.
        aim: what may be spent; the chance asked for is the question's own.
    Raises:
        ScenarioError: if a value makes no sound scenario.
        ValueError: if the question has no lever.
    """
    given = aim or Aim(question.chance)
    with closing(Runs(question, seed, how or Execution())) as runs:
        return seek(runs, replace(given, share=question.chance))


def seek(runs: Runs, aim: Aim) -> Answer:
    """The least value of a lever that is enough, or the cheapest values of several.

    Raises:
        ScenarioError: if a value makes no sound scenario.
        ValueError: if there is no lever.
    """
    if not runs.question.levers:
        raise ValueError("there must be a lever")
    return _least(runs, aim) if len(runs.question.levers) == 1 else _cheapest(runs, aim)


def _least(runs: Runs, aim: Aim) -> Answer:
    options = _allowed(runs, len(runs.question.levers[0].values))
    guess = fluid_option(runs, options)
    found = least(lambda k, stream, n: runs.successes((k,), stream, n), options, aim, guess)
    short = found.short == options - 1
    return _told(
        runs,
        _Findings(
            kind=FOUND if found.enough is not None else IMPOSSIBLE if short else UNSURE,
            choice=(options - 1 if found.enough is None else found.enough,),
            tests=[Trial((test.option,), test.stream, test.verdict) for test in found.tests],
            short=[] if found.short is None else [(found.short,)],
            spread=found.spread,
        ),
    )


def _cheapest(runs: Runs, aim: Aim) -> Answer:
    counts = [len(lever.values) for lever in runs.question.levers]
    found = cheapest(runs.successes, counts, Prices(runs).of, aim)
    last = tuple(n - 1 for n in counts)
    return _told(
        runs,
        _Findings(
            kind=FOUND if found.enough else IMPOSSIBLE if last in found.short else UNSURE,
            choice=found.enough or found.tests[-1].option,
            tests=list(found.tests),
            short=list(found.short),
            unclear=list(found.unclear),
            ways=list(found.minimal),
        ),
    )


@dataclass(frozen=True)
class _Findings:
    """What a search found: see `Answer`."""

    kind: str
    choice: Choice
    tests: list[Trial[Choice]]
    short: list[Choice]
    spread: int | None = None
    unclear: list[Choice] = field(default_factory=list)
    ways: list[Choice] = field(default_factory=list)


def _told(runs: Runs, found: _Findings) -> Answer:
    tried = [_tried(runs, test) for test in found.tests]

    def test_of(choice: Choice) -> Tried:
        own = [each for each in tried if each.choice == choice]
        verdict = pooled(found.tests, choice)
        last = max(own, key=lambda each: each.fresh)
        return replace(
            last, enough=verdict.enough, chance=chance(verdict.successes, verdict.trials)
        )

    return Answer(
        question=runs.question,
        kind=found.kind,
        best=None if found.kind == UNSURE else test_of(found.choice),
        tried=tuple(tried),
        nearest=tuple(test_of(choice) for choice in found.short if choice != found.choice),
        unclear=tuple(test_of(choice) for choice in found.unclear),
        spread=found.spread,
        ways=tuple(test_of(choice) for choice in found.ways),
        reason=reason_of(runs, found.choice, SEARCH, _LOOKED_AT),
        replications=runs.done,
    )


def _tried(runs: Runs, test: Trial[Choice]) -> Tried:
    choice, verdict, levers = test.option, test.verdict, runs.question.levers
    outcomes = runs.outcomes_of(choice, test.stream, verdict.trials)
    return Tried(
        choice=choice,
        values=tuple(lever.values[k] for lever, k in zip(levers, choice, strict=True)),
        said=tuple(lever.said[k] for lever, k in zip(levers, choice, strict=True)),
        fresh=test.stream > SEARCH,
        seed=(runs.seed + test.stream) % 2**32,
        enough=verdict.enough,
        within=sum(outcome.within for outcome in outcomes) / len(outcomes),
        met=sum(outcome.met_from == 0 for outcome in outcomes) / len(outcomes),
        chance=chance(verdict.successes, verdict.trials),
        costs=cost_of(runs, choice),
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
