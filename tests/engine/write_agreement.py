"""Writes docs/agreement.md: how often each mechanism came up where the engines were compared.

    python tests/engine/write_agreement.py

It runs random scenarios on the reference engine and on the kernel run in three ways, two parts at
a time, and stops where anything differs. On two cores it takes some ten minutes.
"""

import datetime
import json
import tempfile
import textwrap
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from edge_scenarios import EDGES
from mechanisms import MECHANISMS
from other_pythons import kernel_digests, python
from run_random_cases import digests

from waitsim import __version__
from waitsim.engine.run import REFERENCE
from waitsim.records import SEMANTICS_VERSION

PAGE: Final = Path(__file__).parents[2] / "docs" / "agreement.md"
WORKERS: Final = 2


class Way(NamedTuple):
    """A way to run the kernel."""

    name: str
    scenarios: int
    variables: Mapping[str, str]


class Part(NamedTuple):
    """Some of the scenarios of a way."""

    way: int
    first: int
    stop: int


WAYS: Final = (
    Way("compiled", 600, {}),
    Way("bounds-checked", 200, {"NUMBA_BOUNDSCHECK": "1"}),
    Way("un-jitted", 200, {"NUMBA_DISABLE_JIT": "1"}),
)
# The second part of a way finds what the first has compiled.
PARTS: Final = (
    Part(0, 0, 300),
    Part(1, 0, 200),
    Part(2, 0, 200),
    Part(0, 300, 600),
)
INTRODUCTION: Final = """\
# Where the engines agree, and how often each mechanism came up

The two engines must write the same events, row for row, and the same tallies. Random scenarios say
so, and so do some at the edges: days on which clocks change, a leap day, no demand, no capacity,
runs of one day and of thirty years. The kernel is run in three ways: *compiled*, as it is used;
compiled with every index *bounds-checked*; and *un-jitted*, as plain Python.

Written on {today} by waitsim {version}, semantics version {semantics}, with

    python tests/engine/write_agreement.py

which stops where an engine differs or where a run breaks one of the invariants of
[stories.py](../tests/engine/stories.py). So every run counted here agreed and kept them all.

## The edges

{edges}

## Random scenarios

The table shows in how many scenarios each mechanism came up. The second and third columns are of
the first of those of the first. The rarest, {rarest}, came up in {least} of {most}.

{head}
{rows}
"""


def row(name: str, numbers: list[int]) -> str:
    """A row of the table."""
    return f"| {name} | {' | '.join(str(number) for number in numbers)} |"


def page(counted: Mapping[str, Counter[str]], today: datetime.date) -> str:
    """The whole page."""
    widest = counted[WAYS[0].name]
    rarest = min(sorted(MECHANISMS), key=lambda name: widest[name])
    names = [f"{way.name} ({way.scenarios})" for way in WAYS]
    return INTRODUCTION.format(
        today=today,
        version=__version__,
        semantics=SEMANTICS_VERSION,
        edges=textwrap.fill(
            "One service with most mechanisms in it was run at each, in all three ways: "
            f"{'; '.join(EDGES)}.",
            100,
        ),
        rarest=f"*{rarest}*",
        least=widest[rarest],
        most=WAYS[0].scenarios,
        head=f"| mechanism | {' | '.join(names)} |\n|---|{'--:|' * len(WAYS)}",
        rows="\n".join(
            row(name, [counted[way.name][name] for way in WAYS]) for name in sorted(MECHANISMS)
        ),
    )


def count(part: Part, cache: Path) -> Counter[str]:
    """Counts of the mechanisms in a part of the scenarios of one way."""
    way = WAYS[part.way]
    folder = cache / way.name
    variables = {**way.variables, "NUMBA_CACHE_DIR": str(folder / "cache")}
    printed = python("count_mechanisms.py", str(part.first), str(part.stop), **variables)
    if part.first == 0:
        assert kernel_digests(folder, EDGES, **way.variables) == digests(REFERENCE, EDGES)
    return Counter(json.loads(printed))


def main() -> None:
    """Runs everything and writes the page."""
    counted = {way.name: Counter[str]() for way in WAYS}
    with tempfile.TemporaryDirectory() as cache, ThreadPoolExecutor(WORKERS) as workers:
        for part, found in zip(
            PARTS, workers.map(lambda p: count(p, Path(cache)), PARTS), strict=True
        ):
            counted[WAYS[part.way].name] += found
    PAGE.write_text(page(counted, datetime.date.today()), encoding="utf-8")


if __name__ == "__main__":
    main()
