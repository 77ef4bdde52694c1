"""How events enter the tallies: the same for both engines, in whatever order they come."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import (
    ATTENDED,
    BAND_EDGES_WEEKS,
    CANCELLED_BY_FAMILY,
    CANCELLED_BY_SERVICE,
    COMPLETED,
    CONTACT_MISSED,
    CROSS_REFERRED,
    ENDED,
    ENTERED,
    ESCALATED,
    EXCEPTED,
    FIRST_ATTENDED,
    LATER_ATTENDED,
    LEFT,
    LEFT_OPEN,
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    MISSED,
    NEVER,
    PAUSED,
    REASONS,
    REFERRED,
    REMOVED,
    RESUMED,
    RISEN_FROM,
    RISEN_TO,
    STILL_PAUSED,
    STILL_RUNNING,
    STILL_WAITING,
    STOPPED,
    VOIDED,
    WAITED,
    EventArray,
    Tallies,
)
from waitsim.rules.groups import category_in
from waitsim.rules.jit import rule

EventRow = tuple[int, int, int, int, int, int, int, int]
Days = tuple[NDArray[np.int64], NDArray[np.int64]]

_EDGES: Final = np.array((0, *BAND_EDGES_WEEKS, NEVER), dtype=np.int64)
_BANDS: Final = len(_EDGES) - 1
_LAST_EDGE: Final = BAND_EDGES_WEEKS[-1]
_BAND_OF_WEEKS: Final = np.searchsorted(_EDGES, np.arange(_LAST_EDGE + 1), side="right") - 1


@rule
def band_of(weeks: int) -> int:
    """Index of the published band that holds a wait of so many whole weeks."""
    return int(_BAND_OF_WEEKS[min(weeks, _LAST_EDGE)])


@rule
def tally_spell(
    tallies: Tallies,
    dates: NDArray[np.int64],
    where: tuple[int, int],
    start: int,
    stop: int,
    times: int,
) -> None:
    """Counts a spell in the weekly censuses, the snapshots and those entered.

    It is open at minute t if start <= t < stop.

    Args:
        tallies: of one replication; ``open`` is changed as differences between censuses.
        dates: minutes of the snapshots, rising.
        where: the spell and the priority class.
        start: minute, below 0 for an opening referral.
        stop: minute; NEVER for a spell still open at the end of the run.
        times: how often it counts; -1 takes it off again.
    """
    spell, priority = where
    tallies.entered[spell, priority, -min(start, 0) // MINUTES_PER_WEEK] += times
    # Censuses are whole weeks apart and so are the bands: only the first census at which it is
    # open matters, and the first at which it no longer is.
    opens, shuts = -(-start // MINUTES_PER_WEEK), -(-stop // MINUTES_PER_WEEK)
    censuses = tallies.open.shape[2]
    for band in range(_BANDS):
        first = opens + _EDGES[band]
        if first >= shuts:
            break
        first, after = max(first, 0), max(min(shuts, opens + _EDGES[band + 1]), 0)
        if first < after:
            if first < censuses:
                tallies.open[spell, priority, first, band] += times
            if after < censuses:
                tallies.open[spell, priority, after, band] -= times
    for i in range(len(dates) - 1, -1, -1):
        if dates[i] < start:
            break
        if dates[i] < stop:
            weeks = (dates[i] - start) // MINUTES_PER_WEEK
            tallies.snapshot[spell, priority, i, weeks] += times


@rule
def tally_pause(
    tallies: Tallies,
    dates: NDArray[np.int64],
    where: tuple[int, int],
    start: int,
    minute: int,
    times: int,
) -> None:
    """Counts a clock as running until it is paused, and paused from then on (S36).

    Counted off again as it runs on, from the minute since when it would then have run.
    """
    tally_spell(tallies, dates, where, start, minute, times)
    weeks = (minute - start) // MINUTES_PER_WEEK
    for i in range(len(dates)):
        if minute <= dates[i]:
            tallies.paused[where[0], i, weeks] += times


@rule
def tally_ended(
    tallies: Tallies, spell: int, priority: int, start: int, stop: int, outcome: int
) -> None:
    """Counts a spell that ended within the run, by week, band and whole weeks of length."""
    weeks = (stop - start) // MINUTES_PER_WEEK
    week = stop // MINUTES_PER_WEEK
    tallies.ended[spell, priority, outcome, week, band_of(weeks)] += 1
    tallies.lengths[spell, priority, outcome, weeks] += 1


@rule
def tally_started(
    tallies: Tallies, months: NDArray[np.int64], clock: int, start: int, stop: int, fate: int
) -> None:
    """Counts a clock that started in the run in the month of its start, as it ended up (S18).

    Args:
        months: index of the month of each day.
        stop: minute in which it ended, or the end of the run.
        fate: index of ``waitsim.records.FATES``.
    """
    if start >= 0:
        month = months[min(start // MINUTES_PER_DAY, len(months) - 1)]
        tallies.started[clock, month, fate, (stop - start) // MINUTES_PER_WEEK] += 1


@rule
def tally_rule_of_clock(
    tallies: Tallies, dates: NDArray[np.int64], lists: int, event: EventRow
) -> None:
    """Counts a pause, the end of one or an exception (S36, S37); arguments as `tally_event`."""
    minute, kind, detail = event[0], event[2], event[6]
    if kind == EXCEPTED:
        reason = detail % len(REASONS)
        tallies.excepted[detail // len(REASONS), reason, minute // MINUTES_PER_WEEK] += 1
    else:
        times = 1 if kind == PAUSED else -1
        tally_pause(tallies, dates, (lists + detail, event[5]), event[7], minute, times)


@rule
def tally_spell_of(tallies: Tallies, when: Days, lists: int, event: EventRow) -> None:
    """Counts the spell that an event ends or leaves open; arguments as `tally_event`."""
    dates, months = when
    minute, kind, priority, detail, since = event[0], event[2], event[5], event[6], event[7]
    on_list = kind == WAITED or kind == LEFT or kind == STILL_WAITING
    spell = detail if on_list else lists + detail
    if kind == STILL_WAITING or kind == STILL_RUNNING:
        tally_spell(tallies, dates, (spell, priority), since, NEVER, 1)
        if not on_list:
            tally_started(tallies, months, detail, since, minute, LEFT_OPEN)
        return
    outcome = COMPLETED if kind == WAITED or kind == STOPPED else REMOVED
    tally_spell(tallies, dates, (spell, priority), since, minute, 1)
    tally_ended(tallies, spell, priority, since, minute, outcome)
    if not on_list:
        tally_started(tallies, months, detail, since, minute, outcome)


@rule
def tally_event(tallies: Tallies, when: Days, lists: int, event: EventRow) -> None:
    """Counts an event.

    Args:
        tallies: of one replication; ``open`` is changed as differences between censuses.
        when: minutes of the snapshots, rising; index of the month of each day of the run.
        lists: how many lists there are; clocks are numbered after them as spells.
        event: what ``EVENT_COLUMNS`` name.
    """
    minute, _, kind, pathway, step, priority, detail, since = event
    week = minute // MINUTES_PER_WEEK
    ends = kind == WAITED or kind == LEFT or kind == STOPPED or kind == VOIDED
    stays = kind == STILL_WAITING or kind == STILL_RUNNING
    if kind == ENTERED:
        tallies.entries[step, priority, week] += 1
    elif kind == ATTENDED:
        contact = FIRST_ATTENDED if detail == 1 else LATER_ATTENDED
        tallies.contacts[step, contact, week] += 1
    elif kind == MISSED:
        tallies.contacts[step, CONTACT_MISSED, week] += 1
    elif kind == REFERRED:
        if detail == 0:
            tallies.referrals[pathway, priority, week] += 1
        elif detail >= CROSS_REFERRED:
            tallies.further[pathway, detail - CROSS_REFERRED, week] += 1
    elif kind == ENDED:
        tallies.ends[detail, priority, week] += 1
    elif kind == CANCELLED_BY_FAMILY or kind == CANCELLED_BY_SERVICE:
        who = 0 if kind == CANCELLED_BY_FAMILY else 1
        tallies.cancelled[step, who, week] += 1
    elif kind == ESCALATED:
        tallies.escalated[step, detail, RISEN_FROM, week] += 1
        tallies.escalated[step, priority, RISEN_TO, week] += 1
    elif ends or stays:
        tally_spell_of(tallies, when, lists, event)
    elif kind == PAUSED or kind == RESUMED or kind == EXCEPTED:
        tally_rule_of_clock(tallies, when[0], lists, event)
    elif kind == STILL_PAUSED:
        tally_started(tallies, when[1], detail, since, minute, LEFT_OPEN)


@rule
def tally_groups(
    tallies: Tallies,
    dates: NDArray[np.int64],
    lists: int,
    groups: tuple[NDArray[np.int64], NDArray[np.int64]],
    events: EventArray,
    n: int,
) -> None:
    """Counts the spells that end, stay open or pause in the first ``n`` of events, by category.

    Args:
        groups: first category of each attribute, and the categories of the referral of each event.
    """
    starts, of_event = groups
    for row in range(n):
        kind = events[row, 2]
        stays = kind == STILL_WAITING or kind == STILL_RUNNING
        on_list = kind == WAITED or kind == LEFT or kind == STILL_WAITING
        pauses = kind == PAUSED or kind == RESUMED
        if not (stays or on_list or pauses or kind == STOPPED or kind == VOIDED):
            continue
        spell = events[row, 6] if on_list else lists + events[row, 6]
        outcome = COMPLETED if kind == WAITED or kind == STOPPED else REMOVED
        start, stop = events[row, 7], NEVER if stays else events[row, 0]
        times = -1 if kind == RESUMED else 1
        for a in range(len(starts) - 1):
            category = starts[a] + category_in(of_event[row], a)
            if not (stays or pauses):
                length = (stop - start) // MINUTES_PER_WEEK
                tallies.group_lengths[spell, category, outcome, length] += 1
            for i in range(len(dates)):
                if start <= dates[i] < stop:
                    weeks = (dates[i] - start) // MINUTES_PER_WEEK
                    tallies.group_snapshot[spell, category, i, weeks] += times


def close_open(tallies: Tallies) -> None:
    """Turns the differences in ``open``, of one or more replications, into counts, in place."""
    np.cumsum(tallies.open, axis=-2, out=tallies.open)
