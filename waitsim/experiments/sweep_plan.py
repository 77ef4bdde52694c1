"""What a sweep is to run: the cases of its design, as read from its file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waitsim.scenario.settings import Setting

VALUES: Final = "values"
TALLIES: Final = "tallies"

GRID: Final = "grid"
LIST: Final = "list"
CASES: Final = "cases"
LATIN_HYPERCUBE: Final = "latin_hypercube"
SOBOL: Final = "sobol"
SALTELLI: Final = "saltelli"


@dataclass(frozen=True)
class Plan:
    """A sweep as its file says.

    Args:
        path: of the file.
        text: of the file.
        scenario: path of the scenario.
        keep: ``values`` for the headline values of each replication, ``tallies`` for all.
        design: its key in the file.
        inputs: dotted paths of the values that differ, in the order written.
        cases: what each case sets, in order.
        points: rows of a Saltelli design's first matrix; 0 for other designs.
    """

    path: Path
    text: str
    title: str
    scenario: Path
    replications: int
    seed: int
    keep: str
    design: str
    inputs: tuple[str, ...]
    cases: tuple[tuple[Setting, ...], ...]
    points: int = 0
