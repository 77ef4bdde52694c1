"""Exceptions to time limits, and when schools are closed for long enough to be one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.clocks import at_steps
from waitsim.model.index import Epoch, Index, all_clocks
from waitsim.model.tables import Flags, Floats
from waitsim.records import MINUTES_PER_DAY
from waitsim.rules.clocks import ABSENT, CLOSED, MISSED_IT, PERSONAL
from waitsim.scenario.closures import BEFORE, long_closures

Row = tuple[float, float, float, float, float]


class ClockExceptions(NamedTuple):
    """Fields of ``Tables`` by these names."""

    exceptions: Floats
    clock_asked: Flags


def exception_tables(epochs: Sequence[Epoch], index: Index) -> ClockExceptions:
    """Exceptions of all clocks, in the order in which they are looked at."""
    run = epochs[0].scenario
    rows: list[Row] = []
    asked = []
    for number, clock in enumerate(all_clocks(run)):
        said = clock.exceptions
        asked.append(said.asked_at if said else ())
        if said is None:
            continue
        rows += [(number, MISSED_IT, 1.0, 0.0, 0.0)] if said.missed else []
        rows += [(number, ABSENT, said.absence, 0.0, 1.0)] if said.absence else []
        rows += [(number, PERSONAL, said.personal, 0.0, 1.0)] if said.personal else []
        if said.closures:
            at_start = 0.0 if said.asked_at else 1.0
            windows = closed(epochs, round(said.closures / MINUTES_PER_DAY))
            rows += [(number, CLOSED, first, after, at_start) for first, after in windows]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 5)
    return ClockExceptions(table, at_steps(index, asked))


def closed(epochs: Sequence[Epoch], least_days: int) -> Iterator[tuple[int, int]]:
    """When asking schools meets a closure: minutes from the first to the one after the last.

    Holidays that adjoin or overlap are one, whichever epoch's calendar gives them.

    Args:
        least_days: length of a closure that counts.
    Source: The Special Educational Needs and Disability Regulations 2014, regulation 10(4).
    """
    start = epochs[0].scenario.start
    holidays = (
        holiday for epoch in epochs for holiday in epoch.scenario.calendar.school_holidays.values()
    )
    for first, after in long_closures(holidays, least_days):
        window = (first - BEFORE - start).days, (after - BEFORE - start).days
        yield window[0] * MINUTES_PER_DAY, window[1] * MINUTES_PER_DAY
