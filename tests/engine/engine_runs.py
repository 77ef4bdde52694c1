"""Runs of small scenarios, and what two runs have in common."""

import hashlib
from typing import Any

import numpy as np
from clock_stories import OF_CLOCKS
from random_scenarios import Case

from waitsim.engine.run import Block, run_block
from waitsim.model.tables import Model
from waitsim.records import (
    ENDED,
    EXCEPTED,
    JOINED,
    LEFT,
    REASONS,
    REFERRED_ON,
    STILL_WAITING,
    WAITED,
)

ON_LISTS = (JOINED, WAITED, LEFT, STILL_WAITING)


def run_case(model: Model, case: Case, engine: str | None) -> Block:
    """A run of the case's replication, with its events."""
    return run_block(model, case.seed, case.replication, 1, events=True, engine=engine)


def assert_equal(one: Block, other: Block) -> None:
    """The same events, row for row, and the same tallies."""
    assert one.events is not None
    assert other.events is not None
    np.testing.assert_array_equal(one.events, other.events)
    for name, a, b in zip(one.tallies._fields, one.tallies, other.tallies, strict=True):
        np.testing.assert_array_equal(a, b, err_msg=name)


def digest(block: Block) -> str:
    """A short text that differs wherever events or tallies do."""
    assert block.events is not None
    whole = hashlib.sha256(repr(block.events.shape).encode())
    for array in (block.events, *block.tallies):
        whole.update(np.ascontiguousarray(array, dtype=np.int64).tobytes())
    return whole.hexdigest()


def named_events(model: Model, block: Block) -> list[tuple[Any, ...]]:
    """Events with names in place of numbers, and referrals numbered anew in each pathway."""
    assert block.events is not None
    names = model.names
    order: dict[str, dict[int, int]] = {name: {} for name in names.pathways}
    number = {}
    for _, _, referral, _, p, *_ in block.events.tolist():
        of_pathway = order[names.pathways[p]]
        number[referral] = of_pathway.setdefault(referral, len(of_pathway))
    rows = []
    for _, minute, referral, kind, p, s, priority, detail, since in block.events.tolist():
        what = detail
        if kind in ON_LISTS:
            what = names.lists[detail]
        elif kind in OF_CLOCKS:
            what = names.clocks[detail]
        elif kind == ENDED:
            what = names.ends[detail]
        elif kind == REFERRED_ON:
            what = number[detail]
        elif kind == EXCEPTED:
            what = f"{names.clocks[detail // len(REASONS)]}, {REASONS[detail % len(REASONS)]}"
        rows.append(
            (
                names.pathways[p],
                minute,
                number[referral],
                kind,
                names.steps[s],
                priority,
                what,
                since,
            )
        )
    return rows
