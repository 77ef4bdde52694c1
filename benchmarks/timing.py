"""CPU time, taken in turn, so that ratios hold where absolute times do not."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

Call = Callable[[int], object]
"""What is timed; it is given the number of the round."""


@dataclass(frozen=True)
class Times:
    """CPU seconds of one thing, round by round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    @property
    def least(self) -> float:
        """The least one, which other work on the machine has disturbed least."""
        return min(self.seconds)

    def over(self, other: "Times") -> float:
        """Median of the ratios of the rounds that both took part in."""
        pairs = zip(self.seconds, other.seconds, strict=False)
        return statistics.median(a / b for a, b in pairs)


def cpu_seconds(call: Callable[[], object]) -> float:
    """CPU seconds of this process that a call takes."""
    gc.collect()
    began = time.process_time()
    call()
    return time.process_time() - began


def in_turn(calls: Mapping[str, Call], rounds: int) -> dict[str, Times]:
    """Times each of several things in each round; every second round goes backwards."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds):
        for name in list(calls)[:: 1 if number % 2 == 0 else -1]:
            taken[name].append(cpu_seconds(partial(calls[name], number)))
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def without_gc(call: Call) -> Call:
    """The same with Python's cyclic garbage collector switched off."""

    def run(number: int) -> object:
        gc.disable()
        try:
            return call(number)
        finally:
            gc.enable()

    return run
