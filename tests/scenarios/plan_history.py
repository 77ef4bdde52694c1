"""Plans month by month, from the events of a run of Kent's education, health and care plans."""

import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.records import EVENT_COLUMNS, STILL_RUNNING, STOPPED, VOIDED
from waitsim.scenario.load import load

FILE: Final = Path(__file__).parents[2] / "scenarios" / "kent_ehcp_recovery" / "baseline.yaml"
REPLICATIONS: Final = 10
SEED: Final = 1
LIMIT: Final = 20 * 10080

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Month:
    """One calendar month, a mean of replications.

    Args:
        completed: plans issued in it.
        on_time: share of those within 20 weeks.
        outstanding: cases neither issued nor refused at its end.
        overdue: those of them older than 20 weeks.
    """

    completed: float
    on_time: float
    outstanding: float
    overdue: float


@cache
def clocks() -> tuple[datetime.date, Numbers, Numbers, Numbers]:
    """First day of the run, and the kind of ending, start and end of each clock, in minutes."""
    loaded = load(FILE)
    model = build_model(loaded.epochs, loaded.identity)
    events = run_block(model, SEED, 0, REPLICATIONS, events=True).events
    assert events is not None
    columns = dict(zip(EVENT_COLUMNS, events[:, 1:].T, strict=True))
    ended = np.isin(columns["kind"], (STOPPED, VOIDED, STILL_RUNNING))
    kind, since, minute = (columns[name][ended] for name in ("kind", "since", "minute"))
    return loaded.scenario.start, kind, since, minute


def month(year: int, number: int) -> Month:
    """What happened in a month."""
    start, kind, since, minute = clocks()
    first = datetime.date(year, number, 1)
    after = (first + datetime.timedelta(days=31)).replace(day=1)
    begin, end = ((day - start).days * 1440 for day in (first, after))
    stopped = (kind == STOPPED) & (minute >= begin) & (minute < end)
    live = (since < end) & ((minute >= end) | (kind == STILL_RUNNING))
    return Month(
        completed=int(stopped.sum()) / REPLICATIONS,
        on_time=float((minute[stopped] - since[stopped] <= LIMIT).mean()),
        outstanding=int(live.sum()) / REPLICATIONS,
        overdue=int((live & (end - since > LIMIT)).sum()) / REPLICATIONS,
    )
