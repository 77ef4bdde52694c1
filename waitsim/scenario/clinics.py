"""What does not fit together in clinics: panels who do not work on the day, dates out of reach."""

from collections.abc import Collection, Iterator
from typing import Final

from waitsim.scenario.schema import Scenario
from waitsim.scenario.steps import Clinic
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path
from waitsim.scenario.units import MINUTES

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def clinic_findings(scenario: Scenario, absent: Collection[Path]) -> Iterator[tuple[Path, str]]:
    """Panels of staff who are not there, or not on the weekday.

    Args:
        absent: parts that were left out because they are faulty.
    """
    if ("staff",) in absent:
        return
    for at, step in _clinics(scenario):
        for name, minutes in step.staff.items():
            group = scenario.staff.get(name)
            if group is None:
                if ("staff", name) not in absent:
                    hint = suggestion(name, scenario.staff) or ' Add it under "staff:".'
                    yield (*at, "staff", name), f'unknown staff group "{name}".{hint}'
                continue
            known = not any((*at, key) in absent for key in ("every", "first", "dates"))
            off = [day for day in weekdays(step) if known and day not in group.days]
            if off and minutes and ("staff", name) not in absent:
                message = f"{name} do not work on a {off[0]}, so that such a clinic is never held"
                mend = f"Hold it on another day, or add the day to staff.{name}.days"
                yield (*at, "staff", name), f"{message}. {mend}."


def unused_clinics(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Clinics of which no date is within the run."""
    for at, step in _clinics(scenario):
        key = "dates" if step.dates else "first"
        last = step.first is not None and step.first >= scenario.end
        if last or (
            step.dates and not any(scenario.start <= day < scenario.end for day in step.dates)
        ):
            message = "no date of this clinic is within the run. Add one, or remove the step."
            yield (*at, key), message


def weekdays(clinic: Clinic) -> list[str]:
    """Days of the week on which a clinic is meant to be held, if they are always the same."""
    if clinic.dates:
        return [_WEEKDAYS[day] for day in sorted({date.weekday() for date in clinic.dates})]
    if clinic.first is not None and clinic.every is not None and not clinic.every % MINUTES["week"]:
        return [_WEEKDAYS[clinic.first.weekday()]]
    return []


def _clinics(scenario: Scenario) -> Iterator[tuple[Path, Clinic]]:
    for name, pathway in scenario.pathways.items():
        for key, step in pathway.steps.items():
            if isinstance(step, Clinic):
                yield ("pathways", name, "steps", key), step
