"""School holidays that are long enough to be an exception to a time limit."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Final

from waitsim.scenario.part import DateRange
from waitsim.scenario.schema import Scenario
from waitsim.scenario.tree import Path
from waitsim.scenario.units import MINUTES, say_duration

BEFORE: Final = datetime.timedelta(weeks=1)
"""So long before a closure begins, and before it is over, what is asked of schools changes."""


def long_closures(
    holidays: Iterable[DateRange], least_days: int
) -> list[tuple[datetime.date, datetime.date]]:
    """Closures that count: the first day of each, and the day after its last.

    Holidays that adjoin or overlap are one.
    """
    joined: list[tuple[datetime.date, datetime.date]] = []
    one_day = datetime.timedelta(days=1)
    for first, after in sorted({(each.from_, each.to + one_day) for each in holidays}):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(after, joined[-1][1]))
        else:
            joined.append((first, after))
    return [(first, after) for first, after in joined if (after - first).days >= least_days]


def idle_closures(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Exceptions for closures that no school holiday makes in the run."""
    holidays = scenario.calendar.school_holidays.values()
    for name, pathway in scenario.pathways.items():
        for key, standard in pathway.standards.items():
            said = standard.exceptions
            if said is None or said.closures is None:
                continue
            # Of clocks on the opening list schools were asked before the run.
            earlier = bool(pathway.opening) and not said.asked_at
            since = datetime.date.min if earlier else scenario.start
            closed = long_closures(holidays, round(said.closures / MINUTES["day"]))
            if not any(f - BEFORE < scenario.end and a - BEFORE > since for f, a in closed):
                message = (
                    f"no school holiday of {say_duration(said.closures)} or more is met in the "
                    "run, so that no case is one. Add it to calendar.school_holidays, or remove "
                    "this line."
                )
                yield ("pathways", name, "standards", key, "exceptions", "closures"), message
