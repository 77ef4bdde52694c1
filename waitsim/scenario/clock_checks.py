"""What does not fit together in the standards of a pathway, and what is fixed of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from waitsim.scenario.figures import shown
from waitsim.scenario.schema import Pathway
from waitsim.scenario.standards import LESS_EXCEPTIONS, Exceptions, Standard, clocks_of
from waitsim.scenario.steps import Clinic, Contact, Decision, Listed, Step
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

Finding: TypeAlias = tuple[Path, str]

_STEPS: Final[Mapping[str, str]] = {
    "from": "from_",
    "to": "to",
    "pauses_at": "pauses_at",
    "restarts_at": "restarts_at",
}
"""Keys that name steps, and their fields."""
MOST_CLOCKS: Final = 62
"""Clocks of a pathway, each a bit of a whole number."""
_NAME_A_STEP: Final = " Name a step of this pathway."


def clock_findings(at: Path, pathway: Pathway, left_out: Collection[str]) -> Iterator[Finding]:
    """What is wrong with the standards of a pathway.

    Args:
        left_out: names of steps that are faulty, but were meant to be there.
    """
    steps = [*pathway.steps, *left_out]
    for name, standard in pathway.standards.items():
        here = (*at, "standards", name)
        if not standard.to:
            yield (*here, "to"), 'no step stops this clock. Name one, such as "to: assessment".'
        for key, field in _STEPS.items():
            yield from _names((*here, key), getattr(standard, field), steps)
        yield from _start(here, standard, pathway.steps)
        yield from _pauses(here, standard, pathway.steps)
        if standard.exceptions is not None:
            yield from _exceptions((*here, "exceptions"), standard.exceptions, steps)
            if f"{name}{LESS_EXCEPTIONS}" in pathway.standards:
                message = f'"{name}{LESS_EXCEPTIONS}" is the clock that leaves the exceptions out'
                yield here, f"{message}. Give the other standard another name."
    if len(clocks_of(pathway.standards)) > MOST_CLOCKS:
        message = f"more than {MOST_CLOCKS} clocks, those less exceptions included. Remove some."
        yield (*at, "standards"), message
    yield from _breaches(at, pathway)


def clock_structure(at: str, pathway: Pathway) -> dict[str, object]:
    """What no dated change may alter, by dotted path; said only of clocks that are not plain."""
    return {
        f"{at}.standards.{key}": tuple(
            getattr(standard, name)
            for name in (*_STEPS.values(), "starts", "pauses_if_missed", "restarts", "exceptions")
        )
        for key, standard in pathway.standards.items()
        if not standard.is_plain
    }


def _names(at: Path, named: Sequence[str], steps: Sequence[str]) -> Iterator[Finding]:
    for step in dict.fromkeys(named):
        if step not in steps:
            yield at, f'unknown step "{shown(step)}".{suggestion(step, steps) or _NAME_A_STEP}'
        elif named.count(step) > 1:
            yield at, f'"{step}" is named twice. Remove one.'


def _start(at: Path, standard: Standard, steps: Mapping[str, Step]) -> Iterator[Finding]:
    by_contact = standard.starts == "first contact"
    if by_contact and not standard.from_:
        message = 'needs the step at which the contact is. Add "from:", or remove this line.'
        yield (*at, "starts"), message
    for name in dict.fromkeys(standard.from_):
        step = steps.get(name)
        if step is None:
            continue
        if by_contact and not isinstance(step, Contact | Clinic):
            message = f'there are no contacts at "{name}", a {step.kind}'
            yield (*at, "from"), f'{message}. Name another step, or write "starts: arrival".'
        elif name in standard.to and by_contact == isinstance(step, Contact | Clinic):
            message = f'"{name}" would stop this clock in the minute in which it starts it'
            yield (*at, "to"), f'{message}. Remove it from "from:" or from "to:".'


def _pauses(at: Path, standard: Standard, steps: Mapping[str, Step]) -> Iterator[Finding]:
    for name in dict.fromkeys(standard.pauses_at):
        step = steps.get(name)
        if isinstance(step, Decision):
            yield (*at, "pauses_at"), f'"{name}" takes no time. Name another step, or remove it.'
        elif step is not None and name in standard.to and not isinstance(step, Contact | Clinic):
            message = f'"{name}" stops this clock on arrival, so nothing is left to pause'
            yield (*at, "pauses_at"), f'{message}. Remove it here or in "to:".'


def _exceptions(at: Path, said: Exceptions, steps: Sequence[str]) -> Iterator[Finding]:
    yield from _names((*at, "asked_at"), said.asked_at, steps)
    if not (said.missed or said.absence or said.closures or said.personal):
        message = 'no case is one. Write which are, such as "missed: yes", or remove the line.'
        yield at, message
    if said.asked_at and said.closures is None:
        message = 'has no effect without "closures:", such as "4 weeks". Add it, or remove this.'
        yield (*at, "asked_at"), message


def _breaches(at: Path, pathway: Pathway) -> Iterator[Finding]:
    """Lists ordered by a clock that does not simply run from the referral."""
    special = {name for name, standard in pathway.standards.items() if not standard.is_plain}
    for name, step in pathway.steps.items():
        if isinstance(step, Listed) and step.breach_of in special:
            message = (
                f'"{step.breach_of}" does not simply run from the referral, which is what this '
                'order looks at. Write "limits:" for each class in its place.'
            )
            yield (*at, "steps", name, "breach_of"), message


def unused_clock_parts(at: Path, pathway: Pathway) -> Iterator[Finding]:
    """What standards say that has no effect, with what to do about it."""
    seen = [step for step in pathway.steps.values() if isinstance(step, Contact | Clinic)]
    if any(way.dna for step in seen for way in step.ways):
        return
    for name, standard in pathway.standards.items():
        said = {
            "restarts": standard.restarts != "never",
            "pauses_if_missed": standard.pauses_if_missed,
        }
        for key in (key for key, is_said in said.items() if is_said):
            message = 'no step has missed contacts. Add "dna:" to one, or remove this line.'
            yield (*at, "standards", name, key), message
