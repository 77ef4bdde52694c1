"""What a scenario may say of contacts booked ahead: checks, and what no date can change."""

from collections.abc import Iterator

from waitsim.scenario.schema import Opening, Pathway, Scenario
from waitsim.scenario.steps import Contact, Course, Review
from waitsim.scenario.tree import Path
from waitsim.scenario.units import MINUTES

_DAY = MINUTES["day"]


def diary_findings(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Where contacts are booked ahead in ways that do not fit together, with the mend."""
    for name, pathway in scenario.pathways.items():
        for key, step in pathway.steps.items():
            if isinstance(step, Contact) and step.notice:
                yield from _notice(scenario, ("pathways", name, "steps", key), step)
        yield from _booked(("pathways", name, "opening"), scenario, pathway)


def diary_structure(scenario: Scenario) -> dict[str, object]:
    """What no dated change may alter of the diaries, by dotted path."""
    fixed: dict[str, object] = {}
    for name, pathway in scenario.pathways.items():
        for key, step in pathway.steps.items():
            if isinstance(step, Contact):
                fixed[f"pathways.{name}.steps.{key}.notice"] = step.notice
        for key, opening in pathway.opening.items():
            fixed[f"pathways.{name}.opening.{key}.booked"] = opening.booked
    return fixed


def _notice(scenario: Scenario, at: Path, step: Contact) -> Iterator[tuple[Path, str]]:
    if step.notice % _DAY:
        yield (*at, "notice"), "notice is in whole days. Write one such as 14 days."
    if isinstance(step, Review):
        message = "reviews fall due by themselves and are not booked ahead. Remove the line."
        yield (*at, "notice"), message
        return
    used = [group for group, minutes in (*step.staff.items(), *step.admin.items()) if minutes]
    for group in dict.fromkeys(used):
        staff = scenario.staff.get(group)
        if staff is None:
            continue
        here = f'"bookable_ahead: 50 %" or so under staff.{group}'
        if isinstance(step, Course) and staff.bookable_ahead >= 1:
            message = f"first contacts booked ahead may take all minutes of {group}, and leave none"
            yield (*at, "notice"), f"{message} for follow-ups. Write {here}."
        elif not staff.bookable_ahead:
            message = f"no minutes of {group} may be booked ahead. Write {here}."
            yield (*at, "notice"), message


def _booked(at: Path, scenario: Scenario, pathway: Pathway) -> Iterator[tuple[Path, str]]:
    for name, opening in pathway.opening.items():
        step = pathway.steps.get(name)
        if opening.booked is None or step is None:
            continue
        if not isinstance(step, Contact) or isinstance(step, Review):
            message = f"nobody is booked ahead for a {step.kind}. Remove the line."
            yield (*at, name, "booked"), message
        elif opening.booked > (
            waiting := _waiting(opening) + _listed(scenario, (str(at[1]), name))
        ):
            message = f"{opening.booked:,} are more than the {waiting:,} who wait"
            yield (*at, name, "booked"), f"{message}. Count again."


def _listed(scenario: Scenario, at: tuple[str, str]) -> int:
    """Rows of the opening list of those who wait at a step without an appointment of their own."""
    entries = scenario.opening_list.entries if scenario.opening_list else ()
    return sum(
        (entry.pathway, entry.step) == at and entry.booked is None and entry.state != "caseload"
        for entry in entries
    )


def _waiting(opening: Opening) -> int:
    return sum(opening.waiting.values())
