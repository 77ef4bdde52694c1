"""Prints a digest of the run of each of some scenarios: the engine, and numbers or names, follow.

A number is that of a random scenario, a name that of one of the edges.
"""

import random
import sys
from collections.abc import Iterable

from edge_scenarios import EDGES
from engine_runs import digest, run_case
from random_scenarios import CHOICES, Case, case_of

from waitsim.engine.run import available_engine


def numbered_case(number: int) -> Case:
    """The random scenario with a number, the same on every machine."""
    return case_of(random.Random(number).randbytes(CHOICES))


def digests(engine: str | None, cases: Iterable[int | str]) -> list[str]:
    """Digests of the runs of random scenarios by number, and of edges by name."""
    made = (numbered_case(case) if isinstance(case, int) else EDGES[case]() for case in cases)
    return [digest(run_case(case.model(), case, engine)) for case in made]


if __name__ == "__main__":
    engine, *named = sys.argv[1:]
    found = digests(engine, [int(case) if case.isdigit() else case for case in named])
    sys.stdout.write("\n".join([available_engine(), *found]))
