"""The least of several ordered options whose chance of success is high enough.

The chance is taken never to fall from one option to the next. A search under common luck finds
a likely answer cheaply; what is then claimed of it is tested on luck that had no part in finding
it. The errors of all tests that bear on the claim add up to no more than is allowed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from waitsim.analysis.sequential import Flags, Verdict, check_between, judge

Option = TypeVar("Option")

Trials = Callable[[Option, int, int], Flags]
"""From an option, a stream of luck and a number of trials to whether each of them succeeded.

The first trials of a stream are the same however many are asked for, and those of different
streams are independent.
"""

SEARCH: Final = 0
"""The stream of the search; those after it confirm."""

SEARCH_ERROR: Final = 0.1
"""Of a test in the search, on which nothing rests."""


@dataclass(frozen=True)
class Aim:
    """How high the chance must be, how sure the answer, and what may be spent on it.

    Args:
        share: least chance, between 0 and 1.
        error: chance that what is claimed is wrong.
        most: most trials of an option in one test.
        search_most: most trials of an option while searching.
        rounds: most times that an answer is put to the test.
        batch: trials asked for at once; changes nothing that is found.
    """

    share: float
    error: float = 0.05
    most: int = 200
    search_most: int = 60
    rounds: int = 6
    batch: int = 8

    def __post_init__(self) -> None:
        """Checks that the numbers make sense."""
        check_between(share=self.share, error=self.error)
        for name in ("most", "search_most", "rounds", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")


@dataclass(frozen=True)
class Trial(Generic[Option]):
    """A test of an option.

    Args:
        stream: of luck; `SEARCH` or one that confirms.
    """

    option: Option
    stream: int
    verdict: Verdict


@dataclass(frozen=True)
class Found:
    """What was found of the least option.

    Args:
        enough: the lowest option shown to be enough; None if none was.
        short: the highest option shown not to be; None if none was.
        tests: all tests in their order.
    """

    enough: int | None
    short: int | None
    tests: tuple[Trial[int], ...]

    @property
    def spread(self) -> int | None:
        """How many options too high the one shown to be enough may be; None without one."""
        if self.enough is None:
            return None
        return self.enough - (-1 if self.short is None else self.short) - 1


def pooled(tests: Iterable[Trial[Option]], option: Option) -> Verdict:
    """All trials of an option on fresh luck together, with the last test's verdict.

    They are one test after another of the same, so limits that hold at any stop hold for all.
    Where there are none, those of the search.
    """
    own = [test for test in tests if test.option == option]
    counted = [test.verdict for test in own if test.stream > SEARCH] or [
        test.verdict for test in own
    ]
    return Verdict(
        counted[-1].enough,
        sum(verdict.trials for verdict in counted),
        sum(verdict.successes for verdict in counted),
    )


def judged(outcomes: Callable[[int], Flags], aim: Aim, error: float, most: int) -> Verdict:
    """What trials say of an option, of which no more are run than settle it.

    Args:
        outcomes: the first so many.
        most: trials at most.
    """
    asked = 0
    while True:
        asked = min(asked + aim.batch, most)
        verdict = judge(outcomes(asked), aim.share, error)
        if verdict.enough is not None or asked == most:
            return verdict


def least(trials: Trials[int], options: int, aim: Aim, guess: int = 0) -> Found:
    """The least option that is enough, as far as trials can show.

    ``enough`` is a claim, and so is ``short``: both hold together with the chance 1 - error. The
    least option that is enough then lies above ``short`` and is not above ``enough``.

    Args:
        trials: gives the trials.
        options: how many there are, numbered from 0; 1 or more.
        guess: where to begin, which changes how long it takes.
    Raises:
        ValueError: if there is no option.
    """
    if options < 1:
        raise ValueError("there must be one option or more")
    search = _Search(trials, options, aim)
    answer = search.find(min(max(guess, 0), options - 1))
    for number in range(1, aim.rounds + 1):
        before, answer = answer, search.confirm(answer, number)
        if search.enough is not None or answer == before:
            break
    return Found(search.enough, search.short, tuple(search.tests))


@dataclass
class _Search:
    """What is known so far."""

    trials: Trials[int]
    options: int
    aim: Aim
    enough: int | None = None
    short: int | None = None
    tests: list[Trial[int]] = field(default_factory=list)
    looked: dict[int, Verdict] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)
    """Options of which a test has said nothing."""

    @property
    def floor(self) -> int:
        """The highest option shown not to be enough, or the one below all."""
        return -1 if self.short is None else self.short

    def find(self, guess: int) -> int:
        """The least option that the search takes to be enough; the last if none is."""
        low, high, at, stride = -1, self.options, guess, 1
        while high - low > 1:
            if self._look(at).enough:
                high = at
                at = max(low + 1, at - stride) if low < 0 else (low + high) // 2
            else:
                low = at
                at = min(high - 1, at + stride) if high == self.options else (low + high) // 2
            stride *= 2
        return min(high, self.options - 1)

    def confirm(self, answer: int, number: int) -> int:
        """Puts an answer to the test, and those below it; gives the next to be tested.

        Which options are tested is fixed before the round's luck is seen, but for when to stop,
        and the round's tests share its error.
        """
        error = self.aim.error / 2**number / 2
        verdict = self._test(answer, number, error)
        if verdict.enough:
            self.enough = answer
            self._test_below(answer, number, error)
        elif verdict.enough is False:
            self.short = answer
        else:
            self.unclear.add(answer)
        return min(answer + (1 << (number - 1)), self.options - 1)

    def _test_below(self, answer: int, number: int, error: float) -> None:
        """Tests lower and lower options until one is shown not to be enough."""
        below, stride, times = answer - 1, 1, 1
        if below in self.unclear:
            # What it is will not show this time either, and the next below says nearly as much.
            below -= 1
        while below > self.floor:
            verdict = self._test(below, number, error / (times * (times + 1)))
            if verdict.enough is False:
                self.short = below
                return
            if verdict.enough:
                self.enough = below
            below, stride, times = below - stride, 2 * stride, times + 1

    def _look(self, option: int) -> Verdict:
        """What the search takes of an option, which claims nothing."""
        if option not in self.looked:
            found = self._run(option, SEARCH, SEARCH_ERROR, self.aim.search_most)
            self.looked[option] = found
            if found.enough is None:
                self.unclear.add(option)
        return self.looked[option]

    def _test(self, option: int, stream: int, error: float) -> Verdict:
        return self._run(option, stream, error, self.aim.most)

    def _run(self, option: int, stream: int, error: float, most: int) -> Verdict:
        verdict = judged(lambda n: self.trials(option, stream, n), self.aim, error, most)
        self.tests.append(Trial(option, stream, verdict))
        return verdict
