"""Which ways of leaving lists, and of choosing who is seen, a run has reached."""

from collections.abc import Iterator
from itertools import pairwise

from clock_stories import OF_CLOCKS
from stories import DAY, Event, by_referral, situations

from waitsim.model.tables import PLACE, Model
from waitsim.records import (
    BOOKED,
    ENTERED,
    ESCALATED,
    EXCEPTED,
    JOINED,
    LEFT,
    MISSED,
    NEVER,
    STILL_WAITING,
    WAITED,
)
from waitsim.rules.durations import EMPIRICAL
from waitsim.rules.leaving import BY_WAIT, CONSTANT, HILL, PATIENCE

CURVES = {BY_WAIT: "left by bends", HILL: "left by hill", PATIENCE: "left by patience"}
QUEUE_MECHANISMS = frozenset(
    (
        *CURVES.values(),
        "left by empirical patience",
        "left for a step",
        "left for a step in a pause",
        "aged out to a step",
        "sent to the back by lot",
        "long waiter goes first",
        "escalated on the list",
        "escalated by chance",
        "escalated to the back",
        "escalated again",
        "escalated on joining",
        "escalated at the start",
        "escalated in a pause",
        "escalated with an appointment",
        "escalated on a list for places",
        "escalated and then left",
    )
)


def queue_mechanisms(model: Model, rows: list[Event]) -> Iterator[str]:
    """Names of those that came into play."""
    stories = by_referral([row for row in rows if row.kind not in (EXCEPTED, *OF_CLOCKS)])
    if _is_overtaken_by_long_waiters(model, rows, stories):
        yield "long waiter goes first"
    for story in stories.values():
        for i, (before, event) in enumerate(pairwise(story)):
            if event.kind == ESCALATED:
                yield from _of_rising(model, before, event)
            if before.kind == ESCALATED and event.kind == LEFT:
                yield "escalated and then left"
            if before.kind == MISSED and event.kind != LEFT and _is_sent_back(model, before):
                yield "sent to the back by lot"
            if before.kind == LEFT:
                yield from _of_leaving(model, before)
                if event.kind == ENTERED:
                    yield from _of_going_on(model, before, story[i - 1])


def _is_overtaken_by_long_waiters(
    model: Model, rows: list[Event], stories: dict[int, list[Event]]
) -> bool:
    """Whether somebody is seen before one of a more urgent class who waits on the same list."""
    t = model.tables
    lists = [k for k in range(len(t.list_step)) if t.list_long_share[k] and t.list_by_priority[k]]
    waits = [
        (first.detail, first.minute, last.minute, first.priority)
        for story in stories.values()
        for first, last in pairwise(row for row in story if row.kind != ESCALATED)
        if first.kind == JOINED and last.kind in (WAITED, LEFT, STILL_WAITING)
    ]
    return any(
        line == row.detail and start < row.minute < stop and priority < row.priority
        for row in rows
        if row.kind == WAITED and row.detail in lists
        for line, start, stop, priority in waits
    )


def _of_rising(model: Model, before: Event, event: Event) -> Iterator[str]:
    t = model.tables
    told = {
        JOINED: "escalated on the list",
        ESCALATED: "escalated again",
        MISSED: "escalated in a pause",
        BOOKED: "escalated with an appointment",
    }
    yield told.get(before.kind, "escalated on the list")
    if before.kind == JOINED and before.minute == event.minute:
        yield "escalated on joining"
    elif event.minute == 0:
        yield "escalated at the start"
    if t.step_kind[event.step] == PLACE:
        yield "escalated on a list for places"
    if t.rises_back[event.step, event.detail]:
        yield "escalated to the back"
    if (t.rise_after[:, event.step, event.detail] == NEVER).all():
        yield "escalated by chance"


def _is_sent_back(model: Model, missed: Event) -> bool:
    t = model.tables
    by_lot = t.list_by_lot[t.list_step == missed.step].any()
    to_back = t.rebook_to_back[situations(t, missed.minute), missed.step].all()
    return bool(by_lot and to_back)


def _of_leaving(model: Model, left: Event) -> Iterator[str]:
    t = model.tables
    epoch = t.epoch_of_day[max(left.since, 0) // DAY]
    kind = int(t.leaving_kind[epoch, left.step])
    if t.list_leaving[left.detail] and kind != CONSTANT:
        yield CURVES[min(kind, PATIENCE)]
        if kind == PATIENCE + EMPIRICAL:
            yield "left by empirical patience"


def _of_going_on(model: Model, left: Event, before: Event) -> Iterator[str]:
    t = model.tables
    has_ways_out = t.leave_start[left.step] < t.leave_start[left.step + 1]
    yield "left for a step" if has_ways_out else "aged out to a step"
    if before.kind == MISSED:
        yield "left for a step in a pause"
