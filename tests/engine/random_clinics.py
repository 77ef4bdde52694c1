"""Clinics for random scenarios, and what of their dates a run has reached."""

import datetime
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waitsim.engine.run import Block
from waitsim.model.tables import CLINIC, Model
from waitsim.records import LOST, OFFERED, USED
from waitsim.scenario.month_days import WEEKDAYS

Tree = dict[str, Any]

CLINIC_MECHANISMS = frozenset(
    (
        "clinic with slots left over",
        "clinic with none left over",
        "clinic with a panel",
        "clinic not held for want of its panel",
        "clinic moved from a closed day",
        "clinic on a day of the month",
        "slots of a clinic lost",
    )
)
NOT_OF_CLINICS = (
    *("admin", "extra_slots", "extra_slot_price", "together", "at_least", "or_staff", "staff"),
)
WEEK = 7


def hold_clinics(d: Any, trees: list[tuple[int, Tree]]) -> None:
    """Makes clinics of some contacts, with dates and slots that may change.

    Args:
        d: choices, as in ``random_scenarios``.
    """
    first = trees[0][1]
    for name, pathway in first["pathways"].items():
        for key, step in pathway["steps"].items():
            plain = step["kind"] == "contact" and not {"list", "notice"} & step.keys()
            plain = plain and "booked" not in pathway["opening"].get(key, {})
            if plain and d.often():
                for _, tree in trees:
                    steps = tree["pathways"][name]["steps"]
                    steps[key] = _clinic(d, tree, steps[key])


def _clinic(d: Any, tree: Tree, contact: Tree) -> Tree:
    """A clinic in place of a contact."""
    start = datetime.date.fromisoformat(tree["start"])
    step = {key: value for key, value in contact.items() if key not in NOT_OF_CLINICS}
    for item in step.get("differs", ()):
        item.pop("staff", None)
    step |= {"kind": "clinic", "slots": d.one(1, 3, 12)}
    step["moved"] = d.one("next working day", "falls out", "next working day")
    # The day after the start is closed in half of all scenarios.
    days = [start + datetime.timedelta(days=day) for day in (1, 2, 9, 24, 60)]
    if d.one(False, True):
        step["dates"] = [str(day) for day in days]
    else:
        every = d.one("1 week", "month", "2 weeks", "month", "1 day", "3 days")
        first = start + datetime.timedelta(days=d.one(0, 1, -6, -20))
        monthly = {"monthly": ["last friday", _month_day(first)]}
        step |= monthly if every == "month" else {"every": every, "first": str(first)}
    panel = [group for group, part in tree["staff"].items() if len(part["days"]) == WEEK]
    minutes = f"{d.one(10, 60, 240)} min"
    return step | {"staff": {group: minutes for group in panel if d.one(True, True, False)}}


def _month_day(day: datetime.date) -> str:
    """Which day of its month a date is, such as the second Tuesday."""
    ordinal = ("first", "second", "third", "fourth", "last")[(day.day - 1) // WEEK]
    return f"{ordinal} {WEEKDAYS[day.weekday()]}"


def clinic_mechanisms(model: Model, block: Block, trees: list[tuple[int, Tree]]) -> Iterator[str]:
    """Names of those that came into play."""
    t = model.tables
    dates = np.datetime64(model.start, "D") + np.arange(t.days)
    for s in np.flatnonzero(t.step_kind == CLINIC).tolist():
        slots = block.tallies.slots[0, s].sum(axis=1)
        booked = slots[USED] + slots[LOST]
        if slots[OFFERED] and booked:
            left = booked < slots[OFFERED]
            yield "clinic with slots left over" if left else "clinic with none left over"
        if slots[LOST]:
            yield "slots of a clinic lost"
        needs = slice(t.need_start[s], t.need_start[s + 1])
        if booked and t.need_minutes[:, needs].any():
            yield "clinic with a panel"
        if slots[OFFERED] < t.extra_slots[:, s].sum():
            yield "clinic not held for want of its panel"
        name, _, key = model.names.steps[s].partition(".")
        afters = [*(day for day, _ in trees[1:]), t.days]
        for (first, tree), after in zip(trees, afters, strict=True):
            planned = _planned(tree["pathways"][name]["steps"][key], dates[first:after])
            if (~planned & (t.extra_slots[first:after, s] > 0)).any():
                yield "clinic moved from a closed day"
            if booked and "monthly" in tree["pathways"][name]["steps"][key]:
                yield "clinic on a day of the month"


def _planned(step: Tree, dates: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Whether each day is a date as it is written."""
    if "dates" in step:
        return np.isin(dates.astype(str), step["dates"])
    if "monthly" in step:
        told = [(_month_day(day), day + datetime.timedelta(days=WEEK)) for day in dates.tolist()]
        of_month = [
            said in step["monthly"]
            or (after.day <= WEEK and f"last {said.split()[1]}" in step["monthly"])
            for said, after in told
        ]
        return np.array(of_month)
    days, unit = step["every"].split()
    after = (dates - np.datetime64(step["first"])).astype(int)
    every = int(days) * (WEEK if unit.startswith("week") else 1)
    return np.asarray((after >= 0) & (after % every == 0))
