"""What does not fit together in clinics: panels who do not work on the day, dates out of reach."""

import datetime
from collections.abc import Collection, Iterator
from typing import Final

from waitsim.scenario.month_days import WEEKDAYS, is_month_day, nth_weekday
from waitsim.scenario.schema import Scenario
from waitsim.scenario.steps import Clinic
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path
from waitsim.scenario.units import MINUTES

DATES: Final = ("every", "first", "dates", "monthly")
"""When a clinic is held: none of these can be left out alone."""


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
            known = not any((*at, key) in absent for key in DATES)
            off = [day for day in weekdays(step) if known and day not in group.days]
            if off and minutes and ("staff", name) not in absent:
                message = f"{name} do not work on a {off[0]}, so that such a clinic is never held"
                mend = f"Hold it on another day, or add the day to staff.{name}.days"
                yield (*at, "staff", name), f"{message}. {mend}."


def unused_clinics(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Clinics of which no date is within the run."""
    for at, step in _clinics(scenario):
        key = "dates" if step.dates else "monthly" if step.monthly else "first"
        if not _is_within(step, scenario):
            message = "no date of this clinic is within the run. Add one, or remove the step."
            yield (*at, key), message


def weekdays(clinic: Clinic) -> list[str]:
    """Days of the week on which a clinic is meant to be held, if they are always the same."""
    if clinic.dates:
        return [WEEKDAYS[day] for day in sorted({date.weekday() for date in clinic.dates})]
    if clinic.monthly:
        return [WEEKDAYS[day] for day in sorted({nth_weekday(day)[1] for day in clinic.monthly})]
    if clinic.first is not None and clinic.every is not None and not clinic.every % MINUTES["week"]:
        return [WEEKDAYS[clinic.first.weekday()]]
    return []


def _is_within(clinic: Clinic, scenario: Scenario) -> bool:
    """Whether a date is within the run, or may be."""
    if clinic.dates:
        return any(scenario.start <= day < scenario.end for day in clinic.dates)
    if clinic.monthly:
        days = (scenario.start + datetime.timedelta(days=n) for n in range(min(scenario.days, 62)))
        return any(is_month_day(day, said) for day in days for said in clinic.monthly)
    return clinic.first is None or clinic.first < scenario.end


def _clinics(scenario: Scenario) -> Iterator[tuple[Path, Clinic]]:
    for name, pathway in scenario.pathways.items():
        for key, step in pathway.steps.items():
            if isinstance(step, Clinic):
                yield ("pathways", name, "steps", key), step
