"""What lists share of staff time: protected shares, and whom they are for."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from waitsim.scenario.figures import shown
from waitsim.scenario.schema import Scenario
from waitsim.scenario.steps import Clinic, Contact, Course
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

FOLLOW_UP: Final = "follow_up"
_TOLERANCE: Final = 1e-6


def names_for_lists(scenario: Scenario) -> list[str]:
    """Names by which lists of contacts may be meant: pathways, steps and their follow-ups."""
    found: list[str] = []
    for name, pathway in scenario.pathways.items():
        found.append(name)
        for key, step in pathway.steps.items():
            if isinstance(step, Contact | Clinic):
                found.append(f"{name}.{key}")
            if isinstance(step, Course):
                found.append(f"{name}.{key}.{FOLLOW_UP}")
    return found


def protection(names: Sequence[str], pathway: str, step: str, *, follow_up: bool) -> str | None:
    """The narrowest of some names that means a list; None if none does."""
    own = f"{pathway}.{step}"
    narrowest = (f"{own}.{FOLLOW_UP}", own, pathway) if follow_up else (own, pathway)
    return next((name for name in narrowest if name in names), None)


def shared_lists(scenario: Scenario) -> dict[str, list[tuple[str, str]]]:
    """Steps that share a waiting list, by its name: pathway and step of each, as written."""
    found: dict[str, list[tuple[str, str]]] = {}
    for pathway, part in scenario.pathways.items():
        for name, step in part.steps.items():
            if isinstance(step, Contact) and step.list_ is not None:
                found.setdefault(step.list_, []).append((pathway, name))
    return found


def shared_list_findings(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Steps that cannot share the list that they name, with what to do about each."""
    for name, sharing in shared_lists(scenario).items():
        first = scenario.pathways[sharing[0][0]].steps[sharing[0][1]]
        for pathway, key in sharing:
            step = scenario.pathways[pathway].steps[key]
            at: Path = ("pathways", pathway, "steps", key)
            assert isinstance(step, Contact)
            assert isinstance(first, Contact)
            for field in ("order", "precedence"):
                own, theirs = getattr(step, field), getattr(first, field)
                if own != theirs:
                    message = f'"{own}" is not "{theirs}", as in the first step on list "{name}".'
                    yield (*at, field), f"{message} Write the same."
            if step.together > 1:
                message = f'those on the shared list "{name}" are seen one by one.'
                yield (*at, "together"), f"{message} Remove this line, or the list."


def booked_alone_findings(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Steps booked ahead that say what goes with sessions of the day only."""
    for name, pathway in scenario.pathways.items():
        for key, step in pathway.steps.items():
            if not isinstance(step, Contact) or not step.notice:
                continue
            said = {"together": step.together > 1, "or_staff": step.or_staff, "list": step.list_}
            for field in (field for field, value in said.items() if value):
                message = "does not go with contacts booked ahead. Remove this line, or the notice."
                yield ("pathways", name, "steps", key, field), message


def sharing_findings(scenario: Scenario, absent: Collection[Path]) -> Iterator[tuple[Path, str]]:
    """Protected shares that do not fit together, with what to do about each."""
    yield from shared_list_findings(scenario)
    yield from booked_alone_findings(scenario)
    known = names_for_lists(scenario)
    whole = not any(path[:1] == ("pathways",) for path in absent)
    for group, part in scenario.staff.items():
        at: Path = ("staff", group, "protects")
        total = sum(purse.share for purse in part.protects.values())
        if total > 1 + _TOLERANCE:
            yield at, f"shares sum to {total:.6g}, more than 1. Make them smaller."
        if part.lends and not part.protects:
            message = 'has no effect without "protects:". Add that, or remove this line.'
            yield ("staff", group, "lends"), message
        named: set[str] = set()
        for key, purse in part.protects.items():
            here = (*at, key, "for")
            if not purse.for_:
                yield here, "names nobody. Write a pathway, or a step such as autism.assessment."
            for name in purse.for_:
                if name not in known and whole:
                    hint = suggestion(name, known) or " Write a pathway, or pathway.step."
                    yield here, f'"{shown(name)}" has no list of contacts.{hint}'
                if name in named:
                    yield here, f'"{shown(name)}" is named twice. Remove one.'
                named.add(name)
