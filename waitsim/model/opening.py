"""Referrals already in the pathways when the run starts, one by one."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Index
from waitsim.model.steps import whole_minutes
from waitsim.model.tables import CASELOAD, WAITING, Floats, Ints
from waitsim.records import MINUTES_PER_WEEK
from waitsim.rules.keys import step_key
from waitsim.scenario.schema import Opening, Scenario
from waitsim.scenario.steps import Course, Delay, Listed, Place, Review

FIRST_NUMBER: Final = 2**31
MOST_AT_A_STEP: Final = 2**20
_RANGES: Final = FIRST_NUMBER // MOST_AT_A_STEP


class Openers(NamedTuple):
    """Fields of ``Tables`` by these names, each (opening referral,)."""

    opening_step: Ints
    opening_state: Ints
    opening_since: Ints
    opening_number: Ints
    opening_fraction: Floats
    opening_session: Ints


def opening_tables(scenario: Scenario, index: Index) -> Openers:
    """Opening referrals by pathway and step as written; at each step the waiting come first.

    Raises:
        ValueError: if a step cannot hold the referrals stated for it.
    """
    blocks = [_no_openers()]
    for pathway, part in scenario.pathways.items():
        for name in part.opening:
            index.step(pathway, name)
        held = [name for name in part.steps if name in part.opening]
        ranges = number_ranges(held)
        for name in held:
            where = f"pathways.{pathway}.opening.{name}"
            opening, step = part.opening[name], part.steps[name]
            _check(opening, step, where)
            numbers = (index.step(pathway, name), ranges[name])
            blocks.append(_step_openers(opening, part.steps[name], *numbers))
    return Openers(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def number_ranges(steps: Sequence[str]) -> Mapping[str, int]:
    """First number of the opening referrals of each step of one pathway that has any.

    The low 11 bits of the step's key choose one of 2048 ranges of 2**20 numbers from 2**31 up,
    so that a referral's luck does not hang on other steps; of two steps with the same bits, the
    later takes the next range that is free.
    """
    taken: dict[int, str] = {}
    for name in steps:
        number = step_key(name) % _RANGES
        while number in taken:
            number = (number + 1) % _RANGES
        taken[number] = name
    return {name: FIRST_NUMBER + number * MOST_AT_A_STEP for number, name in taken.items()}


def spread_waits(low: float, high: float, children: int) -> Ints:
    """Minutes waited by each child of a band, evenly from low to high, rounded down: (child,)."""
    lowest, width = whole_minutes(low), whole_minutes(high) - whole_minutes(low)
    middles = 2 * np.arange(children, dtype=np.int64) + 1
    return lowest + middles * width // (2 * max(children, 1))


def longest_wait_weeks(openers: Openers) -> int:
    """Longest opening wait in whole weeks, rounded up; 0 if nobody waits."""
    return -(int(openers.opening_since.min(initial=0)) // MINUTES_PER_WEEK)


def _step_openers(opening: Opening, step: object, index: int, first_number: int) -> Openers:
    """Opening referrals of one step.

    Those who wait in a delay are part-way through it, the longest waiting nearest to its end.
    """
    waits = [spread_waits(*band, children) for band, children in opening.waiting.items()]
    waited = np.concatenate([np.zeros(0, dtype=np.int64), *waits])
    waiting, caseload = len(waited), opening.caseload
    n = waiting + caseload
    among = np.arange(caseload)
    delayed = isinstance(step, Delay)
    left = np.argsort(np.argsort(-waited, kind="stable")) + 0.5 if delayed else np.zeros(waiting)
    sessions = step.sessions if isinstance(step, Course) else 0
    states = np.array([CASELOAD if delayed else WAITING, CASELOAD], np.int64)
    session = 1 + among % (sessions - 1) if sessions else np.zeros(caseload, dtype=np.int64)
    return Openers(
        opening_step=np.full(n, index, dtype=np.int64),
        opening_state=np.repeat(states, [waiting, caseload]),
        opening_since=np.concatenate([-waited, np.zeros(caseload, dtype=np.int64)]),
        opening_number=first_number + np.arange(n, dtype=np.int64),
        opening_fraction=np.concatenate([left / max(waiting, 1), (among + 0.5) / max(caseload, 1)]),
        opening_session=np.concatenate([np.zeros(waiting, dtype=np.int64), session]),
    )


def _check(opening: Opening, step: object, where: str) -> None:
    waiting = sum(opening.waiting.values())
    if waiting and not isinstance(step, Listed | Delay):
        raise ValueError(f"{where}: waiting: {waiting} children wait where there is no list")
    if opening.caseload and not isinstance(step, Course | Review | Delay | Place):
        raise ValueError(f"{where}: caseload: nobody can be part-way through this kind of step")
    if waiting + opening.caseload > MOST_AT_A_STEP:
        raise ValueError(
            f"{where}: {waiting + opening.caseload} children are more than the "
            f"{MOST_AT_A_STEP} that a step can open with"
        )


def _no_openers() -> Openers:
    whole = np.zeros(0, dtype=np.int64)
    return Openers(whole, whole, whole, whole, np.zeros(0), whole)
