"""The waits that an event log tells of, read event by event in plain Python."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from waitsim.records import COMPLETED, EVENT_KINDS, REMOVED

FOR_EVER = 10**12


@dataclasses.dataclass
class Wait:
    """One wait on a list or of a clock, with the stretches in which it went on.

    Args:
        runs: from when, until when, and the minute from which its length is counted then.
        stop: None if it was not over by the end.
    """

    spell: int
    categories: frozenset[int]
    runs: list[tuple[int, int, int]]
    stop: int | None = None
    outcome: int | None = None
    length: int = 0
    paused: bool = False

    def waited(self, minute: int) -> int | None:
        """How long it has gone on at a minute; None if it does not go on then."""
        for first, after, since in self.runs:
            if first <= minute < after:
                return minute - since
        return None


@dataclasses.dataclass(frozen=True)
class Event:
    """A row of the log."""

    minute: int
    referral: int
    kind: str
    pathway: int
    step: int
    detail: int
    since: int


@dataclasses.dataclass(frozen=True)
class Story:
    """What one replication's log tells."""

    events: tuple[Event, ...]
    waits: tuple[Wait, ...]

    def of_kind(self, *kinds: str) -> list[Event]:
        """The events of some kinds."""
        return [event for event in self.events if event.kind in kinds]


ENDS = {
    "wait_completed": (False, COMPLETED),
    "left_list": (False, REMOVED),
    "still_waiting": (False, None),
    "clock_stopped": (True, COMPLETED),
    "clock_voided": (True, REMOVED),
    "still_running": (True, None),
    "still_paused": (True, None),
}


def story_of(rows: Iterable[Iterable[int]], lists: int) -> Story:
    """The story of the rows of one replication, without its number.

    Args:
        lists: how many there are; clocks are numbered after them.
    """
    events = []
    for minute, referral, kind, pathway, step, _priority, detail, since in rows:
        name = EVENT_KINDS[kind]
        events.append(Event(minute, referral, name, pathway, step, detail, since))
    return Story(tuple(events), tuple(_waits(events, lists)))


def _waits(events: list[Event], lists: int) -> list[Wait]:
    categories: dict[int, set[int]] = defaultdict(set)
    for event in events:
        if event.kind == "grouped":
            categories[event.referral].add(event.detail)
    runs: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    resumed: dict[tuple[int, int], int] = {}
    found = []
    for event in events:
        clock = (event.referral, lists + event.detail)
        if event.kind == "clock_paused":
            first = resumed.pop(clock, event.since)
            runs[clock].append((first, event.minute, event.since))
        elif event.kind == "clock_resumed":
            resumed[clock] = event.minute
        elif event.kind in ENDS:
            of_clock, outcome = ENDS[event.kind]
            own = runs.pop(clock, []) if of_clock else []
            first = resumed.pop(clock, event.since) if of_clock else event.since
            after = FOR_EVER if outcome is None else event.minute
            if event.kind != "still_paused":
                own = [*own, (first, after, event.since)]
            found.append(
                Wait(
                    spell=clock[1] if of_clock else event.detail,
                    categories=frozenset(categories[event.referral]),
                    runs=own,
                    stop=None if outcome is None else event.minute,
                    outcome=outcome,
                    length=event.minute - event.since,
                    paused=event.kind == "still_paused",
                )
            )
    return found
