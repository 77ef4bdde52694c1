"""Referrals already in the pathways when the run starts, one by one."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Index
from waitsim.model.steps import whole_minutes
from waitsim.model.tables import CASELOAD, UNSTATED, WAITING, Flags, Floats, Ints
from waitsim.model.told import minute_of
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_WEEK
from waitsim.rules.keys import step_key
from waitsim.scenario.referral_list import Entry
from waitsim.scenario.schema import Opening, Scenario
from waitsim.scenario.steps import Contact, Course, Delay, Listed, Place, Review

FIRST_NUMBER: Final = 2**31
MOST_AT_A_STEP: Final = 2**20
_RANGES: Final = FIRST_NUMBER // MOST_AT_A_STEP

Rows = Sequence[tuple[int, Entry]]
"""Rows of an opening list, each after its row in what files tell."""


class Openers(NamedTuple):
    """Fields of ``Tables`` by these names, each (opening referral,)."""

    opening_step: Ints
    opening_state: Ints
    opening_since: Ints
    opening_joined: Ints
    opening_number: Ints
    opening_fraction: Floats
    opening_session: Ints
    opening_row: Ints
    opening_booked: Ints
    opening_child: Ints


class Standing(NamedTuple):
    """How those at one step stand there, each (opening referral,).

    Args:
        at_work: whether it is of the caseload.
        contacts: already had, or UNSTATED.
    """

    since: Ints
    joined: Ints
    number: Ints
    at_work: Flags
    contacts: Ints
    row: Ints
    booked: Ints


def opening_tables(scenario: Scenario, index: Index, told_before: int) -> Openers:
    """Opening referrals by pathway and step as written; at each step the waiting come first.

    Those of an opening list by rows come after the others of their step (S46).

    Args:
        told_before: rows of what files tell that are of other referrals.

    Raises:
        ValueError: if a step cannot hold the referrals stated for it.
    """
    blocks = [_no_openers()]
    listed = _rows_by_step(scenario, told_before)
    for pathway, name in listed:
        index.step(pathway, name)
    for pathway, part in scenario.pathways.items():
        for name in part.opening:
            index.step(pathway, name)
        # Steps with rows alone come last, so that they change no other's numbers.
        held = [name for name in part.steps if name in part.opening]
        held += [name for name in part.steps if (pathway, name) in listed and name not in held]
        ranges = number_ranges(held)
        for name, step in part.steps.items():
            if name in ranges:
                opening, rows = part.opening.get(name, Opening()), listed.get((pathway, name), [])
                _check(opening, step, len(rows), f"pathways.{pathway}.opening.{name}")
                _check_booked(rows, step, scenario)
                stated = _by_number(opening, ranges[name])
                own = _by_rows(rows, ranges[name], scenario.start)
                both = Standing(*(np.concatenate(pair) for pair in zip(stated, own, strict=True)))
                blocks.append(_step_openers(both, step, index.step(pathway, name)))
    openers = Openers(*(np.concatenate(column) for column in zip(*blocks, strict=True)))
    return openers._replace(opening_child=_children(scenario, openers.opening_row, told_before))


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


def _rows_by_step(scenario: Scenario, told_before: int) -> dict[tuple[str, str], Rows]:
    """Rows of the opening list by pathway and step, in the order of the file."""
    found: dict[tuple[str, str], list[tuple[int, Entry]]] = {}
    entries = scenario.opening_list.entries if scenario.opening_list else ()
    for row, entry in enumerate(entries, told_before):
        found.setdefault((entry.pathway, entry.step), []).append((row, entry))
    return dict(found)


def _by_number(opening: Opening, first_number: int) -> Standing:
    """Those who are stated by number, the waiting first."""
    waits = [spread_waits(*band, children) for band, children in opening.waiting.items()]
    waited = np.concatenate([np.zeros(0, dtype=np.int64), *waits])
    since = np.concatenate([-waited, np.zeros(opening.caseload, dtype=np.int64)])
    n = len(since)
    unstated = np.full(n, UNSTATED, dtype=np.int64)
    return Standing(
        since=since,
        joined=since,
        number=first_number + np.arange(n, dtype=np.int64),
        at_work=np.arange(n) >= len(waited),
        contacts=unstated,
        row=unstated,
        booked=unstated,
    )


def _by_rows(rows: Rows, first_number: int, start: datetime.date) -> Standing:
    """Those of whom each is a row; their numbers count down, and so meet no others."""
    last = first_number + MOST_AT_A_STEP - 1

    def day(one: datetime.date | None) -> int:
        return UNSTATED if one is None else minute_of(one, start) // MINUTES_PER_DAY

    stated = [
        (
            minute_of(one.referred, start),
            minute_of(one.joined or one.referred, start),
            last - k,
            one.state == "caseload",
            UNSTATED if one.contacts is None else one.contacts,
            row,
            day(one.booked),
        )
        for k, (row, one) in enumerate(rows)
    ]
    columns = np.array(stated, dtype=np.int64).reshape(len(rows), len(Standing._fields)).T
    return Standing(*columns)._replace(at_work=columns[Standing._fields.index("at_work")] > 0)


def _step_openers(standing: Standing, step: object, index: int) -> Openers:
    """Opening referrals of one step.

    Those who wait in a delay are part-way through it, the longest waiting nearest to its end.
    """
    n = len(standing.since)
    at_work, waiting = standing.at_work, ~standing.at_work
    delayed = isinstance(step, Delay)
    among = np.cumsum(at_work) - 1
    fraction = np.where(at_work, (among + 0.5) / max(int(at_work.sum()), 1), 0.0)
    if delayed:
        longest_first = np.argsort(standing.joined[waiting], kind="stable")
        left = np.argsort(longest_first) + 0.5
        fraction[waiting] = left / max(len(left), 1)
    session = np.zeros(n, dtype=np.int64)
    if isinstance(step, Course):
        spread = np.where(at_work, 1 + among % (step.sessions - 1), 0)
        session = np.where(standing.contacts == UNSTATED, spread, standing.contacts)
    return Openers(
        opening_step=np.full(n, index, dtype=np.int64),
        opening_state=np.where(at_work | delayed, CASELOAD, WAITING).astype(np.int64),
        opening_since=standing.since,
        opening_joined=standing.joined,
        opening_number=standing.number,
        opening_fraction=fraction,
        opening_session=session,
        opening_row=standing.row,
        opening_booked=standing.booked,
        opening_child=np.full(n, UNSTATED, dtype=np.int64),
    )


def _children(scenario: Scenario, rows: Ints, told_before: int) -> Ints:
    """The first opening referral of the same child as each, or UNSTATED: (opening referral,)."""
    entries = scenario.opening_list.entries if scenario.opening_list else ()
    firsts: dict[str, int] = {}
    found = np.full(len(rows), UNSTATED, dtype=np.int64)
    for i in np.flatnonzero(rows != UNSTATED).tolist():
        child = entries[int(rows[i]) - told_before].child
        if child and firsts.setdefault(child, i) != i:
            found[i] = firsts[child]
    return found


def _check(opening: Opening, step: object, rows: int, where: str) -> None:
    waiting = sum(opening.waiting.values())
    if waiting and not isinstance(step, Listed | Delay):
        raise ValueError(f"{where}: waiting: {waiting} children wait where there is no list")
    if opening.caseload and not isinstance(step, Course | Review | Delay | Place):
        raise ValueError(f"{where}: caseload: nobody can be part-way through this kind of step")
    if waiting + opening.caseload + rows > MOST_AT_A_STEP:
        raise ValueError(
            f"{where}: {waiting + opening.caseload + rows} children are more than the "
            f"{MOST_AT_A_STEP} that a step can open with"
        )


def _check_booked(rows: Rows, step: object, scenario: Scenario) -> None:
    for _, one in rows:
        if one.booked is None:
            continue
        if not (isinstance(step, Contact) and step.notice > 0):
            raise ValueError(f"line {one.line}: booked: nobody is booked ahead at {one.step}")
        if not scenario.start <= one.booked < scenario.end:
            raise ValueError(f"line {one.line}: booked: {one.booked} is no day of the run")


def _no_openers() -> Openers:
    whole = np.zeros(0, dtype=np.int64)
    names = [name for name in Openers._fields if name != "opening_fraction"]
    return Openers(opening_fraction=np.zeros(0), **dict.fromkeys(names, whole))
