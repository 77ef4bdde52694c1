"""What must hold of clocks in any run, worked out from its events, and what a run has reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Any

import numpy as np

from waitsim.model.tables import CASELOAD, Model
from waitsim.records import (
    ATTENDED,
    ENDED,
    ENTERED,
    ESCALATED,
    EXCEPTED,
    LEFT,
    MISSED,
    PAUSED,
    REASONS,
    REFERRED,
    RESUMED,
    STILL_PAUSED,
    STILL_RUNNING,
    STOPPED,
    VOIDED,
)

OF_PAUSES = (PAUSED, RESUMED, STILL_PAUSED)
OF_CLOCKS = (STOPPED, VOIDED, STILL_RUNNING, *OF_PAUSES)

CLOCK_MECHANISMS = (
    "clock started on arriving at a step",
    "clock started by a first contact",
    "clock that never started",
    "clock paused at a step",
    "clock paused after a missed contact",
    "clock paused on the opening list",
    "clock stopped or void in a pause",
    "clock still paused",
    "escalated while a clock ran that can be paused",
    "escalated while a clock was paused",
    "clock paused in one class ran on in another",
    "clock restarted at a step",
    "clock restarted by a missed contact",
    "clock restarted by a missed first contact",
    *(f"excepted: {reason}" for reason in REASONS),
    "excepted on the opening list",
    "excepted on arriving at a step",
)
IN_A_PAUSE = (LEFT, EXCEPTED, ESCALATED, *OF_CLOCKS)


def can_pause(model: Model, clock: int) -> bool:
    """Whether the standard lets a clock be paused at all."""
    t = model.tables
    return bool(t.clock_pauses[:, clock].any() or t.clock_miss_pauses[clock])


@dataclass
class Clock:
    """How a clock stands: ``yet`` to start, ``running``, ``paused``, ``void`` or ``over``."""

    state: str
    since: int
    paused: int = 0


def check_clocks(model: Model, stories: dict[int, list[Any]]) -> None:
    """Clocks start, pause, run on, start anew and stop as their standards say."""
    for story in stories.values():
        clocks = _begin(model, story[0])
        step, entered = story[0].step, story[0].minute
        missed = False
        for row in story:
            _check_pauses(model, clocks, row, (step, entered), missed)
            if row.kind == ENTERED:
                step, entered = row.step, row.minute
            missed = row.kind == MISSED or (missed and row.kind in IN_A_PAUSE)
            if row.kind == ESCALATED:
                assert not any(
                    clock.state == "running" and can_pause(model, c) for c, clock in clocks.items()
                )
            _start(model, clocks, row)
            if row.kind == EXCEPTED:
                _check_exception(model, clocks[row.detail // 4], row, story[0])
            if row.kind in OF_CLOCKS:
                _go_on(model, clocks[row.detail], row)
            if row.kind == ENDED:
                assert all(clock.state in ("yet", "void", "over") for clock in clocks.values())
        assert all(clock.state in ("yet", "void", "over") for clock in clocks.values())


def _begin(model: Model, first: Any) -> dict[int, Clock]:
    t, clocks = model.tables, {}
    for c in np.flatnonzero(t.clock_pathway == first.pathway).tolist():
        runs, opening = bool(t.clock_runs[first.step, c]), first.detail in (1, 2)
        begun = bool(t.clock_at_referral[c])
        if opening:
            state = first.detail - 1
            begun = bool(t.clock_opens[state, first.step, c])
            runs &= not (state == CASELOAD and t.clock_stops[first.step, c])
        elif first.detail == 0:
            runs = True
        state = "yet" if not begun else "running" if runs else "over"
        paused = opening and t.clock_pauses[first.step, c]
        clocks[c] = Clock(state, 0 if paused else first.minute)
    return clocks


def _start(model: Model, clocks: dict[int, Clock], row: Any) -> None:
    t = model.tables
    first = row.kind == ATTENDED and row.detail == 1
    for c, clock in clocks.items():
        starts = (row.kind == ENTERED and t.clock_starts[row.step, c]) or (
            first and t.clock_starts_seen[row.step, c]
        )
        if clock.state == "yet" and starts and t.clock_runs[row.step, c]:
            clock.state, clock.since = "running", row.minute


def _go_on(model: Model, clock: Clock, row: Any) -> None:
    t, c = model.tables, row.detail
    if clock.state == "void":
        assert t.clock_miss_restarts[c] or t.clock_restarts[:, c].any()
        clock.state = "running"
    if row.kind in (RESUMED, STILL_PAUSED):
        assert clock.state == "paused"
        clock.state = "running" if row.kind == RESUMED else "over"
        clock.since += row.minute - clock.paused
    else:
        assert clock.state == "running"
    assert row.since == clock.since
    if row.kind == PAUSED:
        clock.state, clock.paused = "paused", row.minute
    elif row.kind == VOIDED:
        clock.state, clock.since = "void", row.minute
    elif row.kind in (STOPPED, STILL_RUNNING):
        assert row.kind == STILL_RUNNING or t.clock_stops[row.step, c]
        clock.state = "over"


def _check_exception(model: Model, clock: Clock, row: Any, first: Any) -> None:
    """Only a clock that runs is excepted, and one that leaves exceptions out."""
    assert clock.state in ("running", "paused", "void")
    mine = model.tables.exceptions[model.tables.exceptions[:, 0] == row.detail // 4]
    assert row.detail % 4 in mine[:, 1]
    if row.minute == 0 and first.detail in (1, 2):
        clock.since = first.minute  # a step that pauses the clock has not done so yet


def _check_pauses(
    model: Model, clocks: dict[int, Clock], row: Any, at: tuple[int, int], missed: bool
) -> None:
    """At a step that pauses a clock it does not run; elsewhere it is paused only after a miss."""
    pauses = model.tables.clock_pauses
    step, entered = at
    for c, clock in clocks.items():
        if row.minute > entered and row.kind not in (EXCEPTED, *OF_CLOCKS) and entered >= 0:
            assert clock.state != "running" or not pauses[step, c]
        if clock.state == "paused" and row.minute > clock.paused and not missed:
            assert pauses[step, c] or row.kind in (EXCEPTED, *OF_CLOCKS) or clock.paused == 0


def clock_mechanisms(model: Model, stories: dict[int, list[Any]]) -> Iterator[str]:
    """Names of the rules of clocks that came into play."""
    t = model.tables
    for story in stories.values():
        own = set(np.flatnonzero(t.clock_pathway == story[0].pathway).tolist())
        told = {row.detail for row in story if row.kind in OF_CLOCKS}
        if any(not t.clock_at_referral[c] for c in own - told):
            yield "clock that never started"
        yield from _of_exceptions(story)
        for row in story:
            if row.kind in (STOPPED, VOIDED, STILL_RUNNING) and row.since > story[0].minute:
                if t.clock_starts[:, row.detail].any():
                    yield "clock started on arriving at a step"
                if t.clock_starts_seen[:, row.detail].any():
                    yield "clock started by a first contact"
            if row.kind == STILL_PAUSED:
                yield "clock still paused"
        for i, (before, row) in enumerate(pairwise(story)):
            if not _is_to_rise(story, i + 1):
                yield from _of_a_pause(model, story[0], row)
            if row.kind == VOIDED:
                yield from _of_a_restart(model, story[: i + 1], row, story[-1])
            ends_now = row.kind in (STOPPED, VOIDED) and row.minute == before.minute
            if before.kind == RESUMED and ends_now:
                yield "clock stopped or void in a pause"
        yield from _of_rising(story)


def _is_to_rise(story: list[Any], i: int) -> bool:
    """Whether a clock is paused there only while the class changes."""
    row = story[i]
    now = [r for r in story[i:] if r.minute == row.minute]
    rise = next((k for k, r in enumerate(now) if r.kind != PAUSED), 0)
    if row.kind != PAUSED or now[rise].kind != ESCALATED:
        return False
    after = takewhile(lambda r: r.kind == RESUMED, now[rise + 1 :])
    return row.detail in [r.detail for r in after]


def _of_rising(story: list[Any]) -> Iterator[str]:
    paused: dict[int, int] = {}
    for i, row in enumerate(story):
        if row.kind == PAUSED:
            if _is_to_rise(story, i):
                yield "escalated while a clock ran that can be paused"
            else:
                paused[row.detail] = row.priority
        elif row.kind == ESCALATED and paused:
            yield "escalated while a clock was paused"
        elif row.kind == RESUMED and paused.pop(row.detail, row.priority) != row.priority:
            yield "clock paused in one class ran on in another"


def _of_a_pause(model: Model, first: Any, row: Any) -> Iterator[str]:
    if row.kind != PAUSED:
        return
    if row.minute == 0 and first.kind == REFERRED and first.detail in (1, 2):
        yield "clock paused on the opening list"
    elif model.tables.clock_pauses[row.step, row.detail]:
        yield "clock paused at a step"
    else:
        yield "clock paused after a missed contact"


def _of_a_restart(model: Model, story: list[Any], row: Any, last: Any) -> Iterator[str]:
    if last.kind == ENDED and last.minute == row.minute:
        return
    cause = next(r for r in reversed(story) if r.kind not in OF_CLOCKS)
    if cause.kind == ENTERED:
        yield "clock restarted at a step"
    elif cause.kind == MISSED:
        first = model.tables.clock_miss_restarts[row.detail] == 2
        yield f"clock restarted by a missed {'first ' if first else ''}contact"


def _of_exceptions(story: list[Any]) -> Iterator[str]:
    for before, row in pairwise(story):
        if row.kind == EXCEPTED:
            yield f"excepted: {REASONS[row.detail % 4]}"
            if row.minute == 0 and story[0].detail in (1, 2):
                yield "excepted on the opening list"
            if before.kind == ENTERED:
                yield "excepted on arriving at a step"
