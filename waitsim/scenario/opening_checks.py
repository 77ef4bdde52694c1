"""What rows of an opening list may say: states, days and children that fit the scenario."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_YEAR
from waitsim.scenario.referral_list import Entry
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Contact, Course, Delay, Listed, Place, Review, Step
from waitsim.scenario.validate import MOST_AT_A_STEP

Told = tuple[int, str, str]
"""Line of a file, its column, and what is wrong with its mend."""

CASELOAD: Final = "caseload"
_LONGEST_WAIT: Final = datetime.timedelta(days=50 * 365.25)


def opening_faults(entries: Sequence[Entry], scenario: Scenario) -> Iterator[Told]:
    """Rows that cannot be meant; those with unknown names are not looked at."""
    held = Counter[tuple[str, str]]()
    at_step = Counter[tuple[str, str]]()
    children: dict[str, Entry] = {}
    for entry in with_children(entries):
        pathway = scenario.pathways.get(entry.pathway)
        step = pathway.steps.get(entry.step) if pathway else None
        if pathway is None or step is None:
            continue
        yield from _days(entry, scenario)
        yield from _state(entry, step)
        yield from _age(entry, pathway, scenario.start)
        if entry.booked is not None:
            yield from _booked(entry, step, scenario)
        if entry.child:
            yield from _same_child(children.setdefault(entry.child, entry), entry)
        at = (entry.pathway, entry.step)
        opening = pathway.opening.get(entry.step)
        banded = sum(opening.waiting.values()) + opening.caseload if opening else 0
        at_step[at] += 1
        if at_step[at] + banded == MOST_AT_A_STEP + 1:
            mend = "Scale the scenario down, for instance to a tenth"
            yield entry.line, "step", f"more than {MOST_AT_A_STEP:,} are at this step. {mend}."
        if isinstance(step, Place) and entry.state == CASELOAD:
            held[at] += 1
            holding = held[at] + (opening.caseload if opening else 0)
            if holding == step.places + 1:
                message = f"with this row {holding} children hold {step.places} places"
                yield entry.line, "state", f"{message}. Make room or count again."


def with_children(entries: Sequence[Entry]) -> list[Entry]:
    """The rows, each with what others of the same child say of it where it says nothing itself."""
    births: dict[str, datetime.date] = {}
    groups: dict[str, dict[str, str]] = {}
    for entry in entries:
        if entry.child:
            if entry.birth_date is not None:
                births.setdefault(entry.child, entry.birth_date)
            known = groups.setdefault(entry.child, {})
            for attribute, category in entry.groups:
                known.setdefault(attribute, category)
    return [
        entry._replace(
            birth_date=entry.birth_date or births.get(entry.child),
            groups=tuple({**groups[entry.child], **dict(entry.groups)}.items()),
        )
        if entry.child
        else entry
        for entry in entries
    ]


def _days(entry: Entry, scenario: Scenario) -> Iterator[Told]:
    start = scenario.start
    for column, day in (("referred", entry.referred), ("joined", entry.joined)):
        if day is not None and day > start:
            message = f"{day} is after the run starts, {start}. Leave the row out"
            yield entry.line, column, f"{message}: such a referral is new, not waiting."
    if start - entry.referred > _LONGEST_WAIT:
        yield entry.line, "referred", f"{entry.referred} is over 50 years ago. Check the year."
    if entry.joined is not None and entry.joined < entry.referred:
        message = f"{entry.joined} is before the referral, {entry.referred}. Correct one of them."
        yield entry.line, "joined", message


def _state(entry: Entry, step: Step) -> Iterator[Told]:
    if entry.state == CASELOAD:
        if not isinstance(step, Course | Review | Delay | Place):
            mend = 'Write "waiting"' if step.kind in ("contact", "clinic") else "Leave the row out"
            message = f"nobody is part-way through a {step.kind}. {mend}."
            yield entry.line, "state", message
        if entry.joined is not None:
            yield entry.line, "joined", "only those who wait have joined a list. Leave it blank."
    elif not isinstance(step, Listed | Delay):
        message = f"a {step.kind} has no waiting list. Name a contact."
        yield entry.line, "step", message
    if entry.contacts is None:
        return
    if entry.state != CASELOAD or not isinstance(step, Course):
        message = "only a caseload of a course has had contacts. Leave the cell blank."
        yield entry.line, "contacts", message
    elif not 0 < entry.contacts < step.sessions:
        message = f"{entry.contacts} of {step.sessions} is not part-way. Write 1 to"
        yield entry.line, "contacts", f"{message} {step.sessions - 1}."


def _age(entry: Entry, pathway: Pathway, start: datetime.date) -> Iterator[Told]:
    age = pathway.leaves_at_age
    if age is None or entry.birth_date is None or entry.birth_date > entry.referred:
        return
    if (start - entry.birth_date).days * MINUTES_PER_DAY >= age * MINUTES_PER_YEAR:
        message = f"{entry.birth_date} makes the child {age} or more when the run starts"
        yield (
            entry.line,
            "birth_date",
            f"{message}, and {age} is the leaving age. Leave the row out.",
        )


def _booked(entry: Entry, step: Step, scenario: Scenario) -> Iterator[Told]:
    assert entry.booked is not None
    bookable = isinstance(step, Contact) and not isinstance(step, Review) and step.notice > 0
    if not bookable or entry.state == CASELOAD:
        message = 'only first contacts of a step with "notice:" are booked. Leave the cell blank.'
        yield entry.line, "booked", message
    elif entry.booked < scenario.start:
        message = (
            f"{entry.booked} is before the run starts, {scenario.start}. Leave the cell blank."
        )
        yield entry.line, "booked", message
    elif entry.booked >= scenario.end:
        last = scenario.end - datetime.timedelta(days=1)
        message = f"{entry.booked} is after the last day of the run, {last}. Lengthen the run"
        yield entry.line, "booked", f"{message}, or leave the cell blank."


def _same_child(first: Entry, entry: Entry) -> Iterator[Told]:
    """Where two rows of one child say different things of it."""
    both = first.birth_date is not None and entry.birth_date is not None
    if both and first.birth_date != entry.birth_date:
        message = f"{entry.birth_date} differs from line {first.line}, of the same child"
        yield entry.line, "birth_date", f"{message}. Correct one of them."
    known = dict(first.groups)
    for attribute, category in entry.groups:
        if known.get(attribute, category) != category:
            message = f'"{category}" differs from line {first.line}, of the same child'
            yield entry.line, attribute, f"{message}. Correct one of them."
