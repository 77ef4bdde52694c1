"""What is watched in one replication, and the measures that a closed form can be held against.

A measure gives a pair: a total and what it is divided by. The estimate over replications is the
sum of the totals over the sum of the divisors, so that a busy replication counts for more, as each
referral does. Where a wait is measured, a referral counts if its wait ends in the time watched:
in the steady state this gives the mean over all referrals, and cuts no long wait short.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.model.tables import Model
from waitsim.records import (
    ATTENDED,
    END_AGED_OUT,
    END_NOT_BROUGHT,
    ENDED,
    EVENT_COLUMNS,
    LEFT,
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    MISSED,
    REFERRED,
    STILL_WAITING,
    UNUSED,
    WAITED,
    EventArray,
    Tallies,
)

Pair = tuple[float, float]
Rows = NDArray[np.int64]

MINUTE, REFERRAL, KIND, PATHWAY, STEP, PRIORITY, DETAIL, SINCE = range(len(EVENT_COLUMNS))
ANY: Final = -1


@dataclass(frozen=True)
class Watched:
    """One replication, from the week in which the watching begins until its end."""

    model: Model
    tallies: Tallies
    """Without a leading axis."""
    events: EventArray
    """Rows of ``EVENT_COLUMNS``; no rows where only tallies are kept."""
    first_week: int

    @property
    def start(self) -> int:
        """First minute watched."""
        return self.first_week * MINUTES_PER_WEEK

    @property
    def end(self) -> int:
        """Minute at which the run ends."""
        return self.model.tables.days * MINUTES_PER_DAY

    @cached_property
    def recent(self) -> EventArray:
        """The events of the time watched."""
        return self.events[self.events[:, MINUTE] >= self.start]

    def rows(self, *kinds: int) -> EventArray:
        """The events of some kinds in the time watched."""
        return self.recent[np.isin(self.recent[:, KIND], kinds)]

    def spell(self, name: str) -> int:
        """Number of a list or a clock."""
        return self.model.names.spells.index(name)

    def waits(self, line: str, priority: int, *kinds: int) -> Rows:
        """Minutes waited on a list by those whose wait ended in some ways."""
        rows = self.rows(*kinds)
        kept = rows[:, DETAIL] == self.spell(line)
        if priority != ANY:
            kept &= rows[:, PRIORITY] == priority
        waits: Rows = rows[kept, MINUTE] - rows[kept, SINCE]
        return waits

    def times(self, priority: int) -> Rows:
        """Minutes from referral to end of those who ended in the time watched."""
        referred = self.events[self.events[:, KIND] == REFERRED]
        since = np.zeros(int(self.events[:, REFERRAL].max()) + 1, dtype=np.int64)
        since[referred[:, REFERRAL]] = referred[:, MINUTE]
        ended = self.rows(ENDED)
        if priority != ANY:
            ended = ended[ended[:, PRIORITY] == priority]
        times: Rows = ended[:, MINUTE] - since[ended[:, REFERRAL]]
        return times


Measure = Callable[[Watched], Pair]


def wait(*lines: str, priority: int = ANY) -> Measure:
    """Mean wait of those who were seen, on one list or over several, in minutes."""

    def measure(seen: Watched) -> Pair:
        waits = np.concatenate([seen.waits(line, priority, WAITED) for line in lines])
        return float(waits.sum()), len(waits)

    return measure


def square_of_wait(line: str, unit: int) -> Measure:
    """Mean squared wait of those who were seen, in a unit of so many minutes, squared."""

    def measure(seen: Watched) -> Pair:
        waits = seen.waits(line, ANY, WAITED) / unit
        return float(np.square(waits).sum()), len(waits)

    return measure


def wait_apart(line: str, priority: int, other: int) -> Measure:
    """How much longer than those of another class those of one wait who are seen, in minutes."""

    def measure(seen: Watched) -> Pair:
        mean, of_other = (seen.waits(line, q, WAITED).mean() for q in (priority, other))
        return float(mean - of_other), 1

    return measure


def wait_of_all(line: str) -> Measure:
    """Mean wait on a list, of those who were seen and those who left, in minutes."""

    def measure(seen: Watched) -> Pair:
        waits = seen.waits(line, ANY, WAITED, LEFT)
        return float(waits.sum()), len(waits)

    return measure


def share_over(line: str, minutes: int) -> Measure:
    """Share of those seen who waited longer; half of those who waited just so many minutes."""

    def measure(seen: Watched) -> Pair:
        waits = seen.waits(line, ANY, WAITED)
        over = (waits > minutes).sum() + (waits == minutes).sum() / 2
        return float(over), len(waits)

    return measure


def share_leaving(line: str, priority: int = ANY) -> Measure:
    """Share of those on a list who left it unseen."""

    def measure(seen: Watched) -> Pair:
        left = len(seen.waits(line, priority, LEFT))
        return left, left + len(seen.waits(line, priority, WAITED))

    return measure


def waiting(line: str) -> Measure:
    """Mean number waiting over the whole of the time watched."""

    def measure(seen: Watched) -> Pair:
        rows = seen.rows(WAITED, LEFT, STILL_WAITING)
        rows = rows[rows[:, DETAIL] == seen.spell(line)]
        inside = rows[:, MINUTE] - np.maximum(rows[:, SINCE], seen.start)
        return float(inside.sum()), seen.end - seen.start

    return measure


def time_in_pathway(priority: int = ANY) -> Measure:
    """Mean time from referral to end, in minutes."""

    def measure(seen: Watched) -> Pair:
        times = seen.times(priority)
        return float(times.sum()), len(times)

    return measure


def spread_of_time(mean_minutes: float, unit: int) -> Measure:
    """Mean squared distance of the time from referral to end from its true mean.

    Args:
        unit: minutes; the distance is squared in this unit.
    """

    def measure(seen: Watched) -> Pair:
        times = (seen.times(ANY) - mean_minutes) / unit
        return float(np.square(times).sum()), len(times)

    return measure


def open_at_censuses(spell: str) -> Measure:
    """Mean number on a list or clock, census by census."""

    def measure(seen: Watched) -> Pair:
        counts = _open(seen, spell)
        return float(counts.sum()), len(counts)

    return measure


def spread_at_censuses(spell: str, mean: float) -> Measure:
    """Mean squared distance from its true mean of the number on a list or clock at censuses."""

    def measure(seen: Watched) -> Pair:
        counts = _open(seen, spell)
        return float(np.square(counts - mean).sum()), len(counts)

    return measure


def open_at_end(spell: str) -> Measure:
    """Number on a list or clock at the last census."""

    def measure(seen: Watched) -> Pair:
        return float(_open(seen, spell)[-1]), 1

    return measure


def spread_at_end(spell: str, mean: float) -> Measure:
    """Squared distance from its true mean of the number on a list or clock at the last census."""

    def measure(seen: Watched) -> Pair:
        return float((_open(seen, spell)[-1] - mean) ** 2), 1

    return measure


def bookings(step: str) -> Measure:
    """Contacts attended or missed at a step for each arrival there, from the event log."""

    def measure(seen: Watched) -> Pair:
        s = seen.model.names.steps.index(step)
        booked = seen.rows(ATTENDED, MISSED)
        return int((booked[:, STEP] == s).sum()), _entries(seen, s)

    return measure


def cancelled_for_each(step: str, who: int) -> Measure:
    """Contacts cancelled at a step, by whom, for each arrival there, from the tallies."""

    def measure(seen: Watched) -> Pair:
        s = seen.model.names.steps.index(step)
        return int(seen.tallies.cancelled[s, who, seen.first_week :].sum()), _entries(seen, s)

    return measure


def contacts(step: str) -> Measure:
    """Contacts attended or missed at a step for each arrival there, from the tallies."""

    def measure(seen: Watched) -> Pair:
        s = seen.model.names.steps.index(step)
        return int(seen.tallies.contacts[s, :, seen.first_week :].sum()), _entries(seen, s)

    return measure


def minutes_for_each(group: str, step: str, *uses: int) -> Measure:
    """Minutes of a staff group for each arrival at a step, by some uses, from the tallies."""

    def measure(seen: Watched) -> Pair:
        g, s = seen.model.names.groups.index(group), seen.model.names.steps.index(step)
        minutes = seen.tallies.minutes[g, list(uses), seen.first_week :]
        return int(minutes.sum()), _entries(seen, s)

    return measure


def minutes_unused(group: str) -> Measure:
    """Minutes of a staff group that nobody used, in all."""

    def measure(seen: Watched) -> Pair:
        g = seen.model.names.groups.index(group)
        return int(seen.tallies.minutes[g, UNUSED, seen.first_week :].sum()), 1

    return measure


def share_discharged(step: str) -> Measure:
    """Share of arrivals at the step that end for having been missed, from the tallies."""
    return _share_ending(step, END_NOT_BROUGHT)


def share_aged_out(step: str) -> Measure:
    """Share of arrivals at the step that end on a birthday, from the tallies."""
    return _share_ending(step, END_AGED_OUT)


def _share_ending(step: str, end: int) -> Measure:
    def measure(seen: Watched) -> Pair:
        s = seen.model.names.steps.index(step)
        number = int(seen.model.tables.end_base[seen.model.tables.step_pathway[s]]) + end
        return int(seen.tallies.ends[number, :, seen.first_week :].sum()), _entries(seen, s)

    return measure


def _entries(seen: Watched, step: int) -> int:
    return int(seen.tallies.entries[step, :, seen.first_week :].sum())


def _open(seen: Watched, spell: str) -> Rows:
    """Number open at each census in the time watched: (census,)."""
    counts = seen.tallies.open[seen.spell(spell), :, seen.first_week :].sum(axis=(0, 2))
    return np.asarray(counts, dtype=np.int64)
