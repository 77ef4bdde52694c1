"""Which ways of leaving because another referral was resolved a run has reached."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from stories import Event, by_referral

from waitsim.model.tables import Model
from waitsim.records import ENDED, ENTERED, LEFT, REFERRED_ON

RESOLVING_MECHANISMS = frozenset(
    (
        "resolved on a list",
        "resolved on joining a list",
        "resolved to a step",
        "resolved by a session",
    )
)


def resolving_mechanisms(model: Model, rows: list[Event]) -> Iterator[str]:
    """Names of those that came into play."""
    t = model.tables
    if not len(t.resolve_end):
        return
    first = {
        row.detail: row.referral
        for row in sorted(rows, key=lambda row: row.detail)
        if row.kind == REFERRED_ON
    }
    resolved = defaultdict[int, set[int]](set)
    for row in rows:
        if row.kind == ENDED and row.detail in t.resolve_end:
            resolved[_child(first, row.referral)].add(row.minute)
    for i, story in by_referral(rows).items():
        at = resolved.get(_child(first, i), set())
        for before, event in pairwise(story):
            if before.kind == LEFT and _is_resolved(model, event):
                yield from _of_leaving(before)
            if before.kind == LEFT and event.kind == ENTERED and before.minute in at:
                to = t.resolve_target[t.resolve_pathway == event.pathway]
                if event.step in to:
                    yield "resolved to a step"
                if before.minute % 1440 == 540:
                    yield "resolved by a session"


def _child(first: dict[int, int], i: int) -> int:
    """The first referral of the child."""
    while i in first:
        i = first[i]
    return i


def _is_resolved(model: Model, event: Event) -> bool:
    ended = event.kind == ENDED
    return ended and model.names.ends[event.detail].endswith(".resolved_elsewhere")


def _of_leaving(left: Event) -> Iterator[str]:
    yield "resolved on joining a list" if left.since == left.minute else "resolved on a list"
    if left.minute % 1440 == 540:
        yield "resolved by a session"
