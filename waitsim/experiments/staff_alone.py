"""Steps that have all of a staff group's time to themselves, and sessions of so many slots."""

from dataclasses import dataclass

from waitsim.experiments.flows import REGULAR
from waitsim.records import MINUTES_PER_WEEK
from waitsim.scenario.leaving import is_left
from waitsim.scenario.schema import Scenario
from waitsim.scenario.staffing import StaffGroup
from waitsim.scenario.steps import Clinic, Contact, Step


@dataclass(frozen=True)
class Session:
    """Slots that come again and again.

    Args:
        every: minutes from one session to the next.
    """

    every: float
    slots: int


def weekly_session(scenario: Scenario, key: str, name: str) -> Session | str:
    """The sessions that a step is seen in, all alike and at one interval; or why they are not."""
    step = scenario.pathways[key].steps[name]
    if isinstance(step, Clinic):
        return _clinic_session(scenario, step)
    if type(step) is not Contact:
        return "steps with further contacts"
    alone = staff_alone(scenario, key, name)
    if isinstance(alone, str):
        return alone
    group, minutes = alone
    weekly = group.wte * (1 - group.vacancy) * group.hours * group.clinical_share
    faults = {
        "sessions on several days of the week": len(group.days) > 1,
        "sessions that fall out on some days": not _every_week(scenario, group),
        "extra slots, or children who leave the list": step.extra_slots or is_left(step.leaving),
        "sessions that do not hold a whole number of contacts": not _whole(weekly / minutes),
    }
    why = next((why for why, found in faults.items() if found), "")
    return why or Session(float(MINUTES_PER_WEEK), round(weekly / minutes))


def staff_alone(scenario: Scenario, key: str, name: str) -> tuple[StaffGroup, float] | str:
    """The one staff group that a contact needs and its minutes of each, if it has all its time."""
    step = scenario.pathways[key].steps[name]
    assert isinstance(step, Contact)
    if step.dna or step.cancels or step.or_staff or step.together > 1 or step.notice or step.list_:
        return "contacts that are missed, cancelled, booked ahead, shared or stood in for"
    minutes = {
        group: step.staff.get(group, 0.0) + step.admin.get(group, 0.0)
        for group in [*step.staff, *step.admin]
    }
    needed = [group for group, own in minutes.items() if own > 0]
    if len(needed) != 1:
        return "contacts that need several staff groups, or none"
    users = [
        (other, own)
        for other, pathway in scenario.pathways.items()
        for own, each in pathway.steps.items()
        if needed[0] in _groups_of(each)
    ]
    if users != [(key, name)]:
        return "staff who serve other steps too"
    group = scenario.staff[needed[0]]
    by_chance = group.absence or group.turnover or group.cancelled
    if by_chance or group.protects or group.overbooks:
        return "staff time that varies by chance, or is kept apart"
    return group, minutes[needed[0]]


def _clinic_session(scenario: Scenario, step: Clinic) -> Session | str:
    if step.dna or step.cancels or is_left(step.leaving):
        return "contacts that are missed or cancelled, or children who leave the list"
    if step.every is None:
        return "sessions that are not at one interval"
    if any(step.staff.values()):
        return "sessions that depend on staff"
    if scenario.calendar.bank_holidays != "none" or scenario.calendar.extra_closures:
        return "sessions that fall out on some days"
    return Session(step.every, step.slots)


def _whole(slots: float) -> bool:
    return slots >= 1 and abs(slots - round(slots)) < 1e-9


def _every_week(scenario: Scenario, group: StaffGroup) -> bool:
    """Whether a group works every week alike."""
    calendar = scenario.calendar
    closures = calendar.bank_holidays != "none" or bool(calendar.extra_closures)
    shut = group.bank_holidays_off and closures
    regular = group.weeks_worked is None and group.leave == REGULAR
    return regular and not (shut or group.closed_on or group.term_time_only)


def _groups_of(step: Step) -> set[str]:
    if isinstance(step, Contact):
        stand_ins = [name for each in step.or_staff for name in [*each.staff, *each.admin]]
        return {*step.staff, *step.admin, *stand_ins}
    return set(step.staff) if isinstance(step, Clinic) else set()
