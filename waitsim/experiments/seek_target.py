"""What a search is for: a share of those waiting within a limit, from a date on."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.histograms import share_within
from waitsim.errors import Problem, ScenarioError
from waitsim.model.tables import Model
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_WEEK, Tallies
from waitsim.results.header import Header
from waitsim.results.measures import measure
from waitsim.results.results import Results
from waitsim.scenario.figures import UnitError
from waitsim.scenario.quantities import SHARE, TIME
from waitsim.scenario.suggest import known_list, near
from waitsim.scenario.tree import Place

Floats = NDArray[np.float64]

TARGET: Final = Place("--target", 0)
_TARGET: Final = re.compile(
    r"(?P<standard>\S+)(?:\s+(?P<share>[\d.,]+\s*(?:%|per\s?cent)))?"
    r"(?:\s+(?:within|in|under)\s+(?P<limit>.+))?"
)
_FORM: Final = "autism.first_assessment 92% within 18 weeks"


@dataclass(frozen=True)
class Target:
    """A share of the running clocks of a standard that is to be within a limit.

    Args:
        standard: ``pathway.standard``.
        share: 0 to 1.
        limit_minutes: the standard's own, or another.
    """

    standard: str
    label: str
    share: float
    limit_minutes: int

    @property
    def limit_weeks(self) -> float:
        """The limit in weeks."""
        return self.limit_minutes / MINUTES_PER_WEEK

    def clock_in(self, model: Model) -> int:
        """The number of its clock in a model."""
        return model.names.clocks.index(self.standard)


class Outcome(NamedTuple):
    """What came of one replication.

    Args:
        met_from: number of the first count from which on the target is met; the number of counts
            where it is missed at the last.
        within: share within the limit at the first count; 1 where nobody waits.
        waiting: clocks running at the first count.
        intensity: minutes asked of each staff group in the quarters after the date, over those
            offered: (group,); nan where none are offered or asked.
        lists: referrals on each waiting list at the first count: (list,).
    """

    met_from: int
    within: float
    waiting: int
    intensity: Floats
    lists: Floats


def parse_target(text: str, model: Model, place: Place = TARGET) -> Target:
    """The target in a text such as ``autism.first_assessment 92% within 18 weeks``.

    The share and the limit are the standard's own where they are left out.

    Raises:
        ScenarioError: if the text cannot be read, or there is no such standard.
    """
    names, match = model.names.clocks, _TARGET.fullmatch(" ".join(text.split()))
    if match is None:
        raise _error(place, f'"{text}" is no target. Write it as "{_FORM}".')
    name = match["standard"]
    if name not in names:
        own = [each for each in names if each.split(".")[0] == name.split(".")[0]]
        hint = near(name, names) or known_list(own) or known_list(names) or _to_list()
        raise _error(place, f'unknown standard "{name}".{hint}')
    clock = names.index(name)
    share, limit = model.clock_target[clock], model.clock_limit[clock]
    try:
        if match["share"]:
            share = SHARE.within(above=0, most=1).check(match["share"])
        if match["limit"]:
            limit = round(TIME.within(above=0).check(match["limit"]))
    except UnitError as error:
        raise _error(place, str(error)) from None
    if share is None:
        message = f'{name} has no target of its own. Write the share, as in "{name} 92%".'
        raise _error(place, message)
    return Target(name, model.names.clock_labels[clock], share, limit)


def watched(model: Model, by: datetime.date, every_weeks: int = 1) -> Model:
    """The model, with waits counted at the end of a date and so many weeks after each count.

    The last count is at the end of the run. What happens in a run is the same.
    """
    last = model.tables.days
    first = (by - model.start).days + 1
    days = [*range(first, last, 7 * every_weeks), last]
    minutes = np.array(days, dtype=np.int64) * MINUTES_PER_DAY
    return replace(
        model,
        tables=model.tables._replace(snapshot_minute=minutes),
        sizes=model.sizes._replace(snapshots=len(days)),
    )


def outcome_of(target: Target, by: datetime.date, header: Header, tallies: Tallies) -> Outcome:
    """What came of a replication of a watched model.

    Args:
        by: after which the load on staff counts.
        header: of one replication.
        tallies: of it, with an axis of replications of length 1.
    """
    spell = next(x.spell for x in header.standards if x.name == target.standard)
    counts = tallies.snapshot[0, spell].sum(axis=0, dtype=np.int64)
    running = counts.sum(axis=-1)
    within = np.where(running > 0, np.nan_to_num(share_within(counts, target.limit_weeks)), 1.0)
    missed = np.flatnonzero(within < target.share)
    return Outcome(
        met_from=int(missed[-1]) + 1 if len(missed) else 0,
        within=float(within[0]),
        waiting=int(running[0]),
        intensity=_intensity(quarters_after(header, by), header, tallies),
        lists=tallies.snapshot[0, : len(header.names.lists), :, 0].sum(
            axis=(1, 2), dtype=np.float64
        ),
    )


def quarters_after(header: Header, by: datetime.date) -> Sequence[int]:
    """The quarters that begin after a date; the last if there is none."""
    first_day = (by - header.start).days + 1
    begin = [7 * week for week in header.quarters.first_weeks]
    # A week belongs to the quarter that its middle is in.
    after = [i for i, day in enumerate(begin) if day >= first_day - 3]
    return after or [len(begin) - 1]


def _intensity(after: Sequence[int], header: Header, tallies: Tallies) -> Floats:
    results = Results(header, tallies)
    asked = measure("minutes_asked").formula(results).values[0, :, after].sum(axis=0)
    minutes = header.quarters.total(tallies.minutes[0, :, 0])[:, after].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(asked / minutes, dtype=np.float64)


def _to_list() -> str:
    return " Write pathway.standard, as in the scenario's standards."


def _error(place: Place, message: str) -> ScenarioError:
    return ScenarioError([Problem(*place, "", message)])
