"""The cheapest of several combinations whose chance of success is high enough.

A combination says how much there is of each of several things. The chance is taken never to fall,
and the cost never to fall, as there is more of one. As in `searching`, what is claimed rests on
luck that had no part in finding it.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from waitsim.analysis.searching import SEARCH, SEARCH_ERROR, Aim, Trial, Trials, judged
from waitsim.analysis.sequential import Verdict

Choice = tuple[int, ...]

_PARTS: Final = 4
"""Into which the range of each thing but the first is cut at the beginning."""


@dataclass(frozen=True)
class Cheapest:
    """What was found of the cheapest combination.

    Args:
        enough: shown to be enough; None if none was.
        short: those with one step less of one thing that were shown not to be; all that were
            where nothing is enough.
        unclear: those with one step less of which neither was shown.
        minimal: those that the search took to be enough, and no other with less of one thing and
            more of none; the cheapest first.
        tests: all tests in their order.
    """

    enough: Choice | None
    short: tuple[Choice, ...]
    unclear: tuple[Choice, ...]
    minimal: tuple[Choice, ...]
    tests: tuple[Trial[Choice], ...]


def cheapest(
    trials: Trials[Choice], counts: Sequence[int], cost: Callable[[Choice], float], aim: Aim
) -> Cheapest:
    """The cheapest combination that is enough, as far as trials can show.

    That ``enough`` is enough, and that those in ``short`` are not, holds with the chance
    1 - error. That nothing else is cheaper is what the search took it to be.

    Args:
        counts: how many options there are of each thing, numbered from 0.
        cost: of a combination; infinite for those that are not allowed.
    Raises:
        ValueError: if nothing at all is not allowed, or there is a thing without options.
    """
    nothing = (0,) * len(counts)
    if not counts or min(counts) < 1 or not math.isfinite(cost(nothing)):
        raise ValueError("each thing needs one option or more, and nothing must be allowed")
    lattice = _Lattice(trials, tuple(counts), cost, aim)
    lattice.find()
    return lattice.confirm()


@dataclass
class _Lattice:
    """What is known so far."""

    trials: Trials[Choice]
    counts: Choice
    cost: Callable[[Choice], float]
    aim: Aim
    best: Choice | None = None
    looked: dict[Choice, Verdict] = field(default_factory=dict)
    lines: set[Choice] = field(default_factory=set)
    tests: list[Trial[Choice]] = field(default_factory=list)

    def find(self) -> None:
        """Looks for the cheapest, over a coarse net of lines first and a finer one around it."""
        others = self.counts[1:]
        strides = [max(1, math.ceil((n - 1) / _PARTS)) for n in others]
        net = [
            sorted({*range(0, n, stride), n - 1}) for n, stride in zip(others, strides, strict=True)
        ]
        for rest in itertools.product(*net):
            self._line(rest)
        while self.best is not None and others:
            before = self.best
            for rest in self._around(before[1:], strides):
                self._line(rest)
            if self.best == before:
                if max(strides) == 1:
                    return
                strides = [max(1, stride // 2) for stride in strides]

    def confirm(self) -> Cheapest:
        """Puts the best to the test, and those with one step less."""
        answer = self.best if self.best is not None else self._furthest()
        enough: Choice | None = None
        short: dict[Choice, None] = {}
        unclear: dict[Choice, None] = {}
        for number in range(1, self.aim.rounds + 1):
            error = self.aim.error / 2**number / 2
            if enough != answer:
                verdict = self._test(answer, number, error)
                if not verdict.enough:
                    if verdict.enough is False:
                        short[answer] = None
                    if answer == self._above(answer):
                        break
                    answer = self._above(answer)
                    continue
                enough = answer
            below = list(self._below(answer))
            found = {each: self._test(each, number, error / len(below)) for each in below}
            short |= {each: None for each, verdict in found.items() if verdict.enough is False}
            unclear = {each: None for each, verdict in found.items() if verdict.enough is None}
            better = [each for each, verdict in found.items() if verdict.enough]
            if not better:
                break
            enough = answer = min(better, key=lambda each: (self.cost(each), each))
        near = set(short) if enough is None else {*self._below(enough)}
        return Cheapest(
            enough=enough,
            short=tuple(choice for choice in short if choice in near),
            unclear=tuple(unclear),
            minimal=self._minimal(),
            tests=tuple(self.tests),
        )

    def _line(self, rest: Choice) -> None:
        """Looks for the least of the first thing with which a line is enough, and cheaper."""
        if rest in self.lines:
            return
        self.lines.add(rest)
        bound = math.inf if self.best is None else self.cost(self.best)
        allowed = _count(self.counts[0], lambda k: self._affordable((k, *rest), bound))
        if not allowed or not self._look((allowed - 1, *rest)):
            return
        least = _count(allowed - 1, lambda k: not self._look((k, *rest)))
        self.best = (least, *rest)

    def _affordable(self, choice: Choice, bound: float) -> bool:
        cost = self.cost(choice)
        return math.isfinite(cost) and cost < bound

    def _look(self, choice: Choice) -> bool:
        """Whether the search takes a combination to be enough; those below and above may tell."""
        for other, verdict in self.looked.items():
            if verdict.enough and _within(other, choice):
                return True
            if verdict.enough is False and _within(choice, other):
                return False
        verdict = self._run(choice, SEARCH, SEARCH_ERROR, self.aim.search_most)
        self.looked[choice] = verdict
        return bool(verdict.enough)

    def _test(self, choice: Choice, stream: int, error: float) -> Verdict:
        return self._run(choice, stream, error, self.aim.most)

    def _run(self, choice: Choice, stream: int, error: float, most: int) -> Verdict:
        verdict = judged(lambda n: self.trials(choice, stream, n), self.aim, error, most)
        self.tests.append(Trial(choice, stream, verdict))
        return verdict

    def _around(self, rest: Choice, strides: Sequence[int]) -> list[Choice]:
        near = [
            sorted({min(max(k + step, 0), n - 1) for step in (-stride, 0, stride)})
            for k, stride, n in zip(rest, strides, self.counts[1:], strict=True)
        ]
        return list(itertools.product(*near))

    def _furthest(self) -> Choice:
        """As much as is allowed of everything, the first things first."""
        choice: Choice = (0,) * len(self.counts)
        for i in range(len(choice)):
            choice = self._most_of(choice, i)
        return choice

    def _most_of(self, choice: Choice, i: int) -> Choice:
        """The same with as much as is allowed of one thing."""

        def is_allowed(k: int) -> bool:
            return math.isfinite(self.cost(_with(choice, i, k)))

        return _with(choice, i, max(_count(self.counts[i], is_allowed) - 1, 0))

    def _above(self, choice: Choice) -> Choice:
        """One step more of everything, as far as that is allowed."""
        for i, k in enumerate(choice):
            more = _with(choice, i, min(k + 1, self.counts[i] - 1))
            choice = more if math.isfinite(self.cost(more)) else choice
        return choice

    def _below(self, choice: Choice) -> Iterator[Choice]:
        for i, k in enumerate(choice):
            if k > 0:
                yield _with(choice, i, k - 1)

    def _minimal(self) -> tuple[Choice, ...]:
        good = [choice for choice, verdict in self.looked.items() if verdict.enough]
        least = [each for each in good if not any(_within(o, each) and o != each for o in good)]
        return tuple(sorted(least, key=lambda each: (self.cost(each), each)))


def _within(one: Choice, other: Choice) -> bool:
    """Whether there is no more of anything in one than in the other."""
    return all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


def _with(choice: Sequence[int], i: int, k: int) -> Choice:
    return (*choice[:i], k, *choice[i + 1 :])


def _count(n: int, holds: Callable[[int], bool]) -> int:
    """How many of the numbers from 0 up to n hold, those that do coming first."""
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if holds(middle) else (low, middle)
    return low
