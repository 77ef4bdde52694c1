"""What the engines share beside the rules: the order of events, and indices."""

import hashlib
import pathlib
from functools import cache
from typing import Final

import numpy as np

import waitsim
from waitsim.model.tables import Ints, Tables
from waitsim.records import EventArray

# S01: the order of phases within a minute; within a phase, referrals go by their index.
REMOVAL: Final = 1
CHANGE: Final = 2
RELEASE: Final = 3
ARRIVAL: Final = 4
SESSION: Final = 5
ONWARD: Final = 6


def steps_within(tables: Tables) -> Ints:
    """Index of each step within its own pathway: (step,)."""
    first = np.searchsorted(tables.step_pathway, tables.step_pathway, side="left")
    return np.arange(len(tables.step_pathway)) - first


def first_clocks(tables: Tables) -> Ints:
    """Index of each pathway's first clock, and one past the last: (pathway + 1,)."""
    pathways = len(tables.pathway_key)
    return np.searchsorted(tables.clock_pathway, np.arange(pathways + 1), side="left")


def staff_by_chance(tables: Tables) -> bool:
    """Whether chance takes anything off the time of any staff group (S28, S29)."""
    return bool(tables.away.any() or tables.quits.any() or tables.cancelled.any())


def in_order(events: EventArray) -> EventArray:
    """Events in order of minute, then referral, then occurrence."""
    return events[np.lexsort((events[:, 1], events[:, 0]))]  # stable, so occurrence is kept


@cache
def source_fingerprint() -> int:
    """A number, above 0, of all sources that make up the engines; 0 where they cannot be read."""
    root = pathlib.Path(waitsim.__file__).parent
    digest = hashlib.sha256()
    try:
        for folder in ("engine", "rules", "model"):
            for path in sorted((root / folder).rglob("*.py")):
                digest.update(path.read_bytes())
        digest.update((root / "records.py").read_bytes())
    except OSError:
        return 0
    return int.from_bytes(digest.digest()[:7], "big") + 1
