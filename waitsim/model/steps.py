"""What each step does, by epoch and variant of child."""

import datetime
import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index
from waitsim.model.missing import mean_share
from waitsim.model.tables import CLINIC, CONTACT, COURSE, DECISION, DELAY, PLACE, REVIEW
from waitsim.model.times import Bands, duration_parameters
from waitsim.model.variants import steps_by_situation
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_WEEK, MINUTES_PER_YEAR, NEVER
from waitsim.rules.durations import FIXED
from waitsim.scenario.leaving import Leaving
from waitsim.scenario.steps import Clinic, Contact, Course, Delay, Listed, Place, Review

KIND_NUMBERS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "contact": CONTACT,
        "course": COURSE,
        "review": REVIEW,
        "delay": DELAY,
        "decision": DECISION,
        "place": PLACE,
        "clinic": CLINIC,
    }
)


class StepRow(NamedTuple):
    """One step in one situation: fields of ``Tables`` by the same names."""

    sessions: int = 0
    every: int = 0
    stops: float = 0.0
    dna: float = 0.0
    rebook: float = 1.0
    most_missed: int = NEVER
    rebook_after: int = 0
    rebook_to_back: int = 0
    hazard: float = 0.0
    duration_kind: int = FIXED
    duration_a: float = 0.0
    duration_b: float = 0.0
    places: int = 0
    together: int = 1
    at_least: int = 1
    until: int = NEVER
    until_age: int = NEVER
    by_family: float = 0.0
    by_service: float = 0.0
    refilled: float = 0.0
    late: float = 1.0
    cancel_most: int = NEVER
    cancel_after: int = 0
    cancel_to_back: int = 0


def step_tables(epochs: Sequence[Epoch], index: Index, bands: Bands) -> dict[str, Any]:
    """What each step does: arrays (situation, step) by the field names of `StepRow`."""
    situations = steps_by_situation(epochs, index)
    start = epochs[0].scenario.start
    rows = [step_row(step, start, bands) for steps in situations for step in steps]
    shape = (len(situations), len(index.steps))
    columns = zip(StepRow.__annotations__.items(), zip(*rows, strict=True), strict=True)
    return {
        name: np.array(column, np.float64 if kind is float else np.int64).reshape(shape)
        for (name, kind), column in columns
    }


def step_row(step: object, start: datetime.date, bands: Bands) -> StepRow:
    """What a step does; whatever has no meaning for its kind is left blank.

    Args:
        start: first day of the run.
        bands: those of times are added.
    """
    values: dict[str, Any] = {}
    if isinstance(step, Contact):
        values |= {"sessions": 1} | _missed(step) | _cancelled(step)
        values |= {"together": step.together, "at_least": step.at_least}
    if isinstance(step, Clinic):
        values |= {"sessions": 1} | _missed(step) | _cancelled(step)
    if isinstance(step, Course):
        values["sessions"] = step.sessions
    if isinstance(step, Review):
        values["sessions"] = 0
        if step.until is not None:
            values["until"] = ((step.until - start).days + 1) * MINUTES_PER_DAY
        if step.until_age is not None:
            values["until_age"] = step.until_age * MINUTES_PER_YEAR
    if isinstance(step, Course | Review):
        values |= {"every": max(1, whole_minutes(step.every)), "stops": step.stops}
    if isinstance(step, Listed) and not isinstance(step, Review):
        constant = 0.0 if isinstance(step.leaving, Leaving) else step.leaving
        values["hazard"] = constant / MINUTES_PER_WEEK
    if isinstance(step, Delay | Place):
        kind, a, b = duration_parameters(step.lasts, bands)
        values |= {"duration_kind": kind, "duration_a": a, "duration_b": b}
    if isinstance(step, Place):
        values["places"] = step.places
    return StepRow(**values)


def whole_minutes(minutes: float) -> int:
    """Minutes to the nearest whole one, a half upwards."""
    return math.floor(minutes + 0.5)


def _missed(step: Contact | Clinic) -> dict[str, Any]:
    dna = step.dna
    if dna is None:
        return {}
    return {
        "dna": mean_share(step),
        "rebook": dna.rebook,
        "most_missed": NEVER if dna.most is None else dna.most,
        "rebook_after": whole_minutes(dna.after),
        "rebook_to_back": int(dna.place == "back"),
    }


def _cancelled(step: Contact | Clinic) -> dict[str, Any]:
    cancels = step.cancels
    if cancels is None:
        return {}
    return {
        "by_family": cancels.by_family,
        "by_service": cancels.by_service,
        "refilled": cancels.refilled,
        "late": cancels.late,
        "cancel_most": NEVER if cancels.most is None else cancels.most,
        "cancel_after": whole_minutes(cancels.after),
        "cancel_to_back": int(cancels.place == "back"),
    }
