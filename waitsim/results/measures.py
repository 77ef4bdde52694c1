"""Every measure, each with its unit, clock rule, source, formula and worked example."""

import difflib
from typing import Final

from waitsim.results.capacity_measures import CAPACITY_MEASURES
from waitsim.results.clock_measures import CLOCK_MEASURES
from waitsim.results.collection_measures import COLLECTION_MEASURES
from waitsim.results.equity_measures import EQUITY_MEASURES
from waitsim.results.flow_measures import FLOW_MEASURES
from waitsim.results.group_measures import GROUP_MEASURES
from waitsim.results.list_measures import LIST_MEASURES
from waitsim.results.load_measures import LOAD_MEASURES
from waitsim.results.measured import Measure
from waitsim.results.month_measures import MONTH_MEASURES
from waitsim.results.standard_measures import STANDARD_MEASURES
from waitsim.results.wait_measures import WAIT_MEASURES

TOPICS: Final[tuple[tuple[str, tuple[Measure, ...]], ...]] = (
    ("Waiting lists", LIST_MEASURES),
    ("Waits", WAIT_MEASURES),
    ("Standards", STANDARD_MEASURES),
    ("For those referred in a month", MONTH_MEASURES),
    ("National collections", COLLECTION_MEASURES),
    ("Pauses, exceptions", CLOCK_MEASURES),
    ("Flows", FLOW_MEASURES),
    ("Staff, slots, money", CAPACITY_MEASURES),
    ("Load on staff", LOAD_MEASURES),
    ("Groups of children", GROUP_MEASURES),
    ("Gaps between groups", EQUITY_MEASURES),
)
"""What measures are about, and those that are about it."""

MEASURES: Final[tuple[Measure, ...]] = tuple(entry for _, own in TOPICS for entry in own)


def measure(name: str) -> Measure:
    """The measure of a name.

    Raises:
        ValueError: if there is none, with the nearest name.
    """
    for entry in MEASURES:
        if entry.name == name:
            return entry
    near = difflib.get_close_matches(name, [entry.name for entry in MEASURES], n=1)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    raise ValueError(f'unknown measure "{name}".{hint}')
