"""A scenario's files merged into one tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from waitsim.errors import Problem
from waitsim.scenario.beside import Named
from waitsim.scenario.provenance import Assumption
from waitsim.scenario.tree import Path, Place, Tree


@dataclass(frozen=True)
class Resolved:
    """What a scenario says after merging; nothing in it refers to another file.

    Args:
        tree: the plain tree, without provenance.
        places: where each part was written.
        files: names of the files read, the one asked for first.
        assumptions: the figures still in the tree, and what they rest on.
        problems: what is wrong with names, provenance and settings; the rest can be read.
        named: CSV files that may be read, by their names in the tree.
        settled: paths of values that settings have replaced.
    """

    tree: dict[str, Tree]
    places: Mapping[Path, Place]
    files: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    problems: tuple[Problem, ...] = ()
    named: Mapping[str, Named] = field(default_factory=dict)
    settled: frozenset[Path] = frozenset()
