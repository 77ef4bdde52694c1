"""Which ways of leaving lists, and of choosing who is seen, a run has reached."""

from collections.abc import Iterator
from itertools import pairwise

from stories import DAY, Event, by_referral, overtakings, situations

from waitsim.model.tables import Model
from waitsim.records import ENTERED, LEFT, MISSED
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
    )
)


def queue_mechanisms(model: Model, rows: list[Event]) -> Iterator[str]:
    """Names of those that came into play."""
    if any(overtakings(model, rows)):
        yield "long waiter goes first"
    for story in by_referral(rows).values():
        for i, (before, event) in enumerate(pairwise(story)):
            if before.kind == MISSED and event.kind != LEFT and _is_sent_back(model, before):
                yield "sent to the back by lot"
            if before.kind == LEFT:
                yield from _of_leaving(model, before)
                if event.kind == ENTERED:
                    yield from _of_going_on(model, before, story[i - 1])


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
