"""Small services worked by hand: how they are written, and their events as lines of text."""

import copy
import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

from clock_stories import OF_CLOCKS
from random_scenarios import Tree, model_of
from stories import DAY, Event, rows_of

from waitsim.engine.run import run_block
from waitsim.model.tables import Model, Tables
from waitsim.records import (
    ENDED,
    EVENT_KINDS,
    JOINED,
    LEFT,
    STILL_WAITING,
    WAITED,
    Tallies,
)

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
YEAR = 525_960


class Told(NamedTuple):
    """A run of one replication."""

    model: Model
    rows: list[Event]
    tallies: Tallies
    """Without an axis of replications."""

    def lines(self, *kinds: str, of: int | None = None) -> list[str]:
        """Events as "day time #referral kind what", all or those of some kinds or a referral."""
        return [
            f"{_when(row.minute)} #{row.referral} {EVENT_KINDS[row.kind]} {self._what(row)}".strip()
            for row in self.rows
            if (not kinds or EVENT_KINDS[row.kind] in kinds) and of in (None, row.referral)
        ]

    def _what(self, row: Event) -> str:
        names = self.model.names
        if row.kind in (JOINED, WAITED, LEFT, STILL_WAITING):
            name = names.lists[row.detail]
        elif row.kind in OF_CLOCKS:
            name = names.clocks[row.detail]
        elif row.kind == ENDED:
            name = names.ends[row.detail]
        elif EVENT_KINDS[row.kind] == "entered_step":
            name = names.steps[row.step]
        else:
            return str(row.detail) if row.detail else ""
        waited = f" since {_when(row.since)}" if row.since != row.minute else ""
        return name.partition(".")[2] + waited

    def minutes(self, group: str) -> dict[str, int]:
        """Minutes of a staff group by use over the run."""
        g = self.model.names.groups.index(group)
        uses = ("offered", "used", "lost", "unused")
        return dict(zip(uses, self.tallies.minutes[g].sum(axis=1).tolist(), strict=True))

    def slots(self, step: str) -> dict[str, int]:
        """Extra slots of a step by use over the run."""
        s = self.model.names.steps.index(f"p.{step}")
        uses = ("offered", "used", "lost")
        return dict(zip(uses, self.tallies.slots[s].sum(axis=1).tolist(), strict=True))


Tell = Callable[..., Told]
"""Runs a tree, or pairs of a day and a tree, on one of the engines: see `tell`."""


def tell(
    engine: str,
    *trees: Tree | tuple[int, Tree],
    seed: int = 0,
    adjust: Callable[[Tables], Tables] | None = None,
) -> Told:
    """The run of a scenario with its dated changes.

    Args:
        adjust: changes tables, where luck would otherwise have to be hit upon.
    """
    model = model_of(*(tree if isinstance(tree, tuple) else (0, tree) for tree in trees))
    if adjust:
        model = dataclasses.replace(model, tables=adjust(model.tables))
    block = run_block(model, seed, 0, 1, events=True, engine=engine)
    return Told(model, rows_of(block), Tallies(*(array[0] for array in block.tallies)))


def _when(minute: int) -> str:
    day, rest = divmod(minute, DAY)
    return f"{day} {rest // 60:02}:{rest % 60:02}"


# Writing a service. Its first day is a Monday.


def service(
    steps: dict[str, Tree],
    *,
    opening: Tree | None = None,
    days: int = 4,
    staff: Tree | None = None,
    **pathway: Any,
) -> Tree:
    """A service of one pathway ``p``, with nurses for an hour a day unless staff are given."""
    return {
        "schema": 1,
        "title": "Worked by hand",
        "start": "2026-01-05",
        "horizon": f"{days} days",
        "calendar": {"bank_holidays": "none"},
        "staff": {"nurses": on_days(60)} if staff is None else staff,
        "pathways": {
            "p": {
                "referrals": {"rate": "0 a week", "days": "every"},
                "steps": steps,
                "ends": {"done": "", "other": ""},
                "opening": opening or {},
                **pathway,
            }
        },
    }


def two(steps: dict[str, Tree], other: dict[str, Tree], q: Tree | None = None, **p: Any) -> Tree:
    """A service of pathways ``p`` and ``q``, the second without referrals of its own."""
    tree = service(steps, **p)
    tree["pathways"]["q"] = {
        "referrals": {"rate": "0 a week"},
        "steps": other,
        "ends": {"done": ""},
        **(q or {}),
    }
    return tree


def on_days(minutes: float, *days: str) -> Tree:
    """A staff group with so many minutes on each of some days, or of all."""
    held = list(days or WEEKDAYS)
    return {"wte": minutes / 60, "hours": f"{len(held)} hours", "days": held}


def contact(minutes: float | dict[str, int] = 60, **more: Any) -> Tree:
    """A contact with a nurse, or with other staff."""
    needs = minutes if isinstance(minutes, dict) else {"nurses": minutes}
    staff = {group: f"{length} min" for group, length in needs.items()}
    return {"kind": "contact", "staff": staff, "then": "done", **more}


def course(sessions: int, every: str, minutes: float = 60, **more: Any) -> Tree:
    """A course with a nurse."""
    return contact(minutes) | {"kind": "course", "sessions": sessions, "every": every} | more


def review(every: str, minutes: float = 60, **more: Any) -> Tree:
    """A review with a nurse."""
    return contact(minutes) | {"kind": "review", "every": every, "stops": 0.5} | more


def delay(lasts: Any, then: Any = "done") -> Tree:
    """A delay."""
    return {"kind": "delay", "lasts": lasts, "then": then}


def decision(then: Any) -> Tree:
    """A decision."""
    return {"kind": "decision", "then": then}


def place(places: int, lasts: Any, **more: Any) -> Tree:
    """Places."""
    return {"kind": "place", "places": places, "lasts": lasts, "then": "done", **more}


def waiting(*days: int) -> Tree:
    """Opening referrals of whom each has waited so many days."""
    return {"waiting": {f"{24 * n - 1} hours - {24 * n + 1} hours": 1 for n in days}}


def changed(tree: Tree, **values: Any) -> Tree:
    """The service with other values at paths such as ``steps__see__dna`` or ``staff__nurses``."""
    copied = copy.deepcopy(tree)
    for path, value in values.items():
        *way, last = path.split("__")
        node = copied if way and way[0] == "staff" else copied["pathways"]["p"]
        for key in way:
            node = node[key]
        node[last] = value
    return copied


def born(*ages_out: int) -> Callable[[Tables], Tables]:
    """Tables in which the one child of each pathway reaches the leaving age in a given minute."""

    def adjust(t: Tables) -> Tables:
        since = {
            int(t.step_pathway[s]): int(m)
            for s, m in zip(t.opening_step, t.opening_since, strict=True)
        }
        low = t.age_low.copy()
        for p, minute in enumerate(ages_out):
            low[p] = since.get(p, 0) + t.leaving_age[p] - minute
        return t._replace(age_low=low, age_high=low + 1)

    return adjust
