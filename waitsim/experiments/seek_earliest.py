"""The earliest date from which on a target is met, with the capacity that a scenario has."""

import datetime
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from waitsim.analysis.searching import SEARCH, Aim, Trial, least, pooled
from waitsim.analysis.sequential import Chance, Flags, chance
from waitsim.experiments.seek_question import Question
from waitsim.experiments.seek_reasons import Reason, reason_of
from waitsim.experiments.seek_runs import Runs

_LOOKED_AT: Final = 8


@dataclass(frozen=True)
class Dated:
    """A date that was tried: as `waitsim.experiments.seek.Tried`."""

    date: datetime.date
    fresh: bool
    seed: int
    enough: bool | None
    chance: Chance


@dataclass(frozen=True)
class Earliest:
    """What was found.

    Args:
        best: the test of the date; of the last one if it was shown that even that is too early;
            None if nothing was shown.
        met: whether a date was found.
        nearest: the test that showed the nearest date to be too early; None if none was.
        spread: weeks by which the date may be too late at most; None without one.
        tried: all tests in their order.
        reason: what holds the target up.
    """

    question: Question
    met: bool
    best: Dated | None
    nearest: Dated | None
    spread: int | None
    tried: tuple[Dated, ...]
    reason: Reason


def seek_earliest(runs: Runs, aim: Aim) -> Earliest:
    """The earliest weekly count, up to the date, from which on the target is met to the end.

    The same replications tell of all dates.
    """
    question, nothing = runs.question, ()
    start = question.loaded.scenario.start
    counts = (question.by - start).days // 7 + 1

    def trials(count: int, stream: int, n: int) -> Flags:
        outcomes = runs.outcomes_of(nothing, stream, n)
        return np.array([outcome.met_from <= count for outcome in outcomes], dtype=np.bool_)

    def told(test: Trial[int]) -> Dated:
        verdict = test.verdict
        return Dated(
            date=start + datetime.timedelta(weeks=test.option),
            fresh=test.stream > SEARCH,
            seed=(runs.seed + test.stream) % 2**32,
            enough=verdict.enough,
            chance=chance(verdict.successes, verdict.trials),
        )

    found = least(trials, counts, aim, counts // 2)
    last = counts - 1 if found.short == counts - 1 else None
    answer = last if found.enough is None else found.enough

    def pooled_of(option: int | None) -> Dated | None:
        if option is None:
            return None
        own = [test for test in found.tests if test.option == option]
        last = max(own, key=lambda test: test.stream)
        return told(replace(last, verdict=pooled(found.tests, option)))

    return Earliest(
        question=question,
        met=found.enough is not None,
        best=pooled_of(answer),
        nearest=pooled_of(found.short),
        spread=found.spread,
        tried=tuple(told(test) for test in found.tests),
        reason=reason_of(runs, nothing, SEARCH, _LOOKED_AT),
    )
