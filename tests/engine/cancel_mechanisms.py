"""Which ways of cancelling contacts a run has reached."""

from collections.abc import Iterator
from itertools import pairwise

from stories import DAY, Event, by_referral

from waitsim.model.tables import Model, Tables
from waitsim.records import (
    ATTENDED,
    BOOKED,
    CANCELLED_BY_FAMILY,
    CANCELLED_BY_SERVICE,
    END_NOT_BROUGHT,
    ENDED,
    LEFT,
    MISSED,
)

CANCELLED = (CANCELLED_BY_FAMILY, CANCELLED_BY_SERVICE)
CANCEL_MECHANISMS = frozenset(
    (
        "cancelled by the family",
        "cancelled by the service",
        "cancelled on the day, booked ahead",
        "cancelled before the day",
        "discharged by cancelling",
        "discharged by cancelling, to an end of its own",
        "left in a pause after cancelling",
        "to the back after cancelling",
        "attended after cancelling",
        "missed after cancelling",
        "cancelled in a contact of several",
        "booked again after cancelling",
    )
)


def cancel_mechanisms(model: Model, rows: list[Event]) -> Iterator[str]:
    """Names of those that came into play."""
    t = model.tables
    for story in by_referral(rows).values():
        for i, (event, after) in enumerate(pairwise(story)):
            if event.kind not in CANCELLED:
                continue
            row = t.epoch_of_day[event.minute // DAY] * t.variants
            here = slice(row, row + t.variants)
            if event.kind == CANCELLED_BY_SERVICE and not t.by_service[here, event.step].any():
                continue
            yield from _of_one(model, event, story[i - 1], here)
            yield from _of_what_follows(t, event, after, story[i + 2 :])


def _of_one(model: Model, event: Event, before: Event, here: slice) -> Iterator[str]:
    t, s = model.tables, event.step
    by_family = event.kind == CANCELLED_BY_FAMILY
    yield "cancelled by the family" if by_family else "cancelled by the service"
    if before.kind == BOOKED and by_family:
        today = event.detail == event.minute // DAY
        yield "cancelled on the day, booked ahead" if today else "cancelled before the day"
    if by_family and t.cancel_to_back[here, s].any():
        yield "to the back after cancelling"
    if (t.together[here, s] > 1).any():
        yield "cancelled in a contact of several"


def _of_what_follows(t: Tables, event: Event, after: Event, later: list[Event]) -> Iterator[str]:
    if after.kind == ATTENDED or (later and later[0].kind == ATTENDED):
        yield "attended after cancelling"
    if after.kind == MISSED:
        yield "missed after cancelling"
    if after.kind == BOOKED:
        yield "booked again after cancelling"
    if after.kind == LEFT and after.minute > event.minute:
        yield "left in a pause after cancelling"
    if after.kind == LEFT and after.minute == event.minute:
        yield "discharged by cancelling"
        ended = next((row.detail for row in later if row.kind == ENDED), 0)
        if ended == t.cancel_end[event.step] != t.end_base[event.pathway] + END_NOT_BROUGHT:
            yield "discharged by cancelling, to an end of its own"
