"""Prints a digest of the run of each of some random scenarios: engine, first and count follow."""

import random
import sys

from engine_runs import digest, run_case
from random_scenarios import CHOICES, Case, case_of

from waitsim.engine.run import available_engine


def numbered_case(number: int) -> Case:
    """The random scenario with a number, the same on every machine."""
    return case_of(random.Random(number).randbytes(CHOICES))


def digests(engine: str | None, first: int, count: int) -> list[str]:
    """Digests of the runs of so many random scenarios."""
    cases = [numbered_case(number) for number in range(first, first + count)]
    return [digest(run_case(case.model(), case, engine)) for case in cases]


if __name__ == "__main__":
    named, first, count = sys.argv[1:]
    found = digests(named, int(first), int(count))
    sys.stdout.write("\n".join([available_engine(), *found]))
