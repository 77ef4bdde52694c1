"""What files tell of referrals: which come on each day, and what is known of each."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.index import Epoch
from waitsim.model.tables import Floats, Ints
from waitsim.records import MINUTES_PER_DAY, NEVER
from waitsim.rules.told import BORN, CATEGORIES, PRIORITY, UNTOLD
from waitsim.scenario.opening_checks import with_children
from waitsim.scenario.referral_list import Entry, ReferralList
from waitsim.scenario.schema import Scenario


class Told(NamedTuple):
    """Fields of ``Tables`` by these names."""

    told: Ints
    replay_first: Ints
    replay_minute: Ints


class Replays(NamedTuple):
    """Referrals with dates, in the order in which they are numbered.

    Args:
        counts: of each day: (day, pathway).
        first: number of the day's first: (day, pathway); no days where nothing is replayed.
        entries: of each, with its pathway.
    """

    counts: Floats
    first: Ints
    entries: list[tuple[str, Entry]]


def replays_of(epochs: Sequence[Epoch]) -> Replays:
    """The referrals that are replayed on each day on which a file is in force (S22)."""
    run = epochs[0].scenario
    counts = np.zeros((run.days, len(run.pathways)), dtype=np.int64)
    entries: list[tuple[str, Entry]] = []
    first = np.zeros_like(counts)
    known: dict[int, dict[int, list[Entry]]] = {}
    for epoch in epochs:
        for p, (name, pathway) in enumerate(epoch.scenario.pathways.items()):
            file = pathway.referrals.dates
            if file is None:
                continue
            by_day = known.setdefault(id(file), _by_day(file, run.start))
            for day in range(epoch.first, epoch.first + epoch.days):
                own = by_day.get(day, [])
                first[day, p], counts[day, p] = len(entries), len(own)
                entries += [(name, entry) for entry in own]
    return Replays(counts.astype(np.float64), first if entries else first[:0].copy(), entries)


def told_tables(scenario: Scenario, replays: Replays) -> Told:
    """What is told of those who are replayed, then of those on the opening list."""
    opening = scenario.opening_list.entries if scenario.opening_list else ()
    rows = [*replays.entries, *((entry.pathway, entry) for entry in with_children(opening))]
    told = np.full((len(rows), CATEGORIES + len(scenario.groups)), UNTOLD, dtype=np.int64)
    told[:, BORN] = NEVER
    classes = {name: list(part.priorities) for name, part in scenario.pathways.items()}
    categories = {name: list(shares) for name, shares in scenario.groups.items()}
    attributes = list(scenario.groups)
    for row, (pathway, entry) in enumerate(rows):
        if entry.priority:
            told[row, PRIORITY] = classes[pathway].index(entry.priority)
        if entry.birth_date is not None:
            told[row, BORN] = minute_of(entry.birth_date, scenario.start)
        for attribute, category in entry.groups:
            column = CATEGORIES + attributes.index(attribute)
            told[row, column] = categories[attribute].index(category)
    minutes = [UNTOLD if one.minute is None else one.minute for _, one in replays.entries]
    return Told(told, replays.first, np.array(minutes, dtype=np.int64))


def minute_of(day: datetime.date, start: datetime.date) -> int:
    """The midnight that begins a day, in minutes from the start of the run."""
    return (day - start).days * MINUTES_PER_DAY


def _by_day(file: ReferralList, start: datetime.date) -> dict[int, list[Entry]]:
    """Rows of a file by day of the run, in the order of the file."""
    found: dict[int, list[Entry]] = {}
    for entry in file.entries:
        found.setdefault((entry.referred - start).days, []).append(entry)
    return found
