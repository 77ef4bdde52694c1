"""What a run was: all that is needed to name and to judge its tallies, but the tallies."""

import datetime
import importlib
import json
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from waitsim.model.tables import Model, Names
from waitsim.records import MINUTES_PER_DAY, MINUTES_PER_WEEK, SEMANTICS_VERSION, Sizes
from waitsim.results.needs import Need, need_of
from waitsim.results.periods import Periods, quarters, years
from waitsim.rules.inputs import Input

FORMAT: Final = 1
"""Raised whenever what is written can no longer be read by what was there before."""


@dataclass(frozen=True)
class Standard:
    """A wait that is watched, and how long it may be.

    Args:
        name: ``pathway.standard``.
        pathway: index of its pathway.
        spell: index of its clock among the spells.
        target: share that should be within the limit; None if the figure is only watched.
    """

    name: str
    label: str
    pathway: int
    spell: int
    limit_minutes: int
    target: float | None

    @property
    def limit_weeks(self) -> float:
        """The limit in weeks."""
        return self.limit_minutes / MINUTES_PER_WEEK


@dataclass(frozen=True)
class Header:
    """A description of a run; the same for both engines and for any number of workers.

    Args:
        identity: SHA-256 of what changes the answer, as hexadecimal digits.
        version: of waitsim.
        semantics: version of the meaning of scenarios.
        replications: how many there are; they are numbered from 0.
        spell_pathway: index of the pathway of each spell.
        group_costs: pounds for the contracted hours of each staff group over the run.
        slot_prices: pounds for an extra slot, by step and week; empty for a step without.
        entry_prices: pounds for each referral that enters a step, likewise.
        needs: what steps ask of staff groups; none where nobody has worked them out.
        inputs: what is not known exactly and drawn for each replication; prices and needs are
            then those in the middle of what is drawn.
        replications_per_draw: how many neighbouring replications share each draw of the inputs.
    """

    title: str
    description: str
    identity: str
    version: str
    semantics: int
    seed: int
    replications: int
    start: datetime.date
    days: int
    sizes: Sizes
    names: Names
    standards: tuple[Standard, ...]
    spell_pathway: tuple[int, ...]
    group_costs: tuple[float, ...]
    slot_prices: tuple[tuple[float, ...], ...]
    snapshot_minutes: tuple[int, ...]
    entry_prices: tuple[tuple[float, ...], ...] = ()
    needs: tuple[Need, ...] = ()
    inputs: tuple[Input, ...] = ()
    replications_per_draw: int = 1

    @property
    def end(self) -> datetime.date:
        """The day after the last day of the run."""
        return self.start + datetime.timedelta(days=self.days)

    @property
    def last_day(self) -> datetime.date:
        """The last day of the run."""
        return self.start + datetime.timedelta(days=self.days - 1)

    @property
    def week_dates(self) -> tuple[datetime.date, ...]:
        """First day of each week."""
        return self._weekly(self.sizes.weeks)

    @property
    def census_dates(self) -> tuple[datetime.date, ...]:
        """Days at whose very beginning the lists are counted."""
        return self._weekly(self.sizes.censuses)

    @property
    def snapshot_dates(self) -> tuple[datetime.date, ...]:
        """Days at whose very end waits are kept by whole weeks; the last is the last of all."""
        days = (minute // MINUTES_PER_DAY - 1 for minute in self.snapshot_minutes)
        return tuple(self.start + datetime.timedelta(days=day) for day in days)

    @property
    def month_dates(self) -> tuple[datetime.date, ...]:
        """First day of the run in each calendar month that it touches."""
        days = (self.start + datetime.timedelta(days=day) for day in range(self.days))
        return (self.start, *(day for day in days if day.day == 1 and day != self.start))

    @property
    def quarters(self) -> Periods:
        """Calendar quarters of the run."""
        return quarters(self.start, self.days)

    @property
    def years(self) -> Periods:
        """Years of the run."""
        return years(self.start, self.days)

    def _weekly(self, count: int) -> tuple[datetime.date, ...]:
        return tuple(self.start + datetime.timedelta(weeks=week) for week in range(count))


def from_model(model: Model, seed: int, replications: int, description: str = "") -> Header:
    """The header of a run of a model.

    Raises:
        ValueError: if the last snapshot is not the end of the run. Those still waiting then
            could not be counted as censored.
    """
    tables = model.tables
    minutes = tuple(int(minute) for minute in tables.snapshot_minute)
    if not minutes or minutes[-1] != tables.days * MINUTES_PER_DAY:
        raise ValueError(f"the last snapshot is at minute {minutes[-1:]}, not the end of the run")
    lists = len(model.names.lists)
    return Header(
        title=model.title,
        description=description,
        identity=model.identity,
        version=version(),
        semantics=SEMANTICS_VERSION,
        seed=seed,
        replications=replications,
        start=model.start,
        days=tables.days,
        sizes=model.sizes,
        names=model.names,
        standards=tuple(
            Standard(
                name=name,
                label=model.names.clock_labels[i],
                pathway=model.spell_pathway[lists + i],
                spell=lists + i,
                limit_minutes=model.clock_limit[i],
                target=model.clock_target[i],
            )
            for i, name in enumerate(model.names.clocks)
        ),
        spell_pathway=model.spell_pathway,
        group_costs=tuple(float(cost) for cost in model.group_cost),
        slot_prices=_weekly_prices(model),
        snapshot_minutes=minutes,
        entry_prices=_weekly_entry_prices(model),
    )


def to_json(header: Header) -> str:
    """The header as text, the same for the same header, with a line for each entry."""
    tree = {field.name: getattr(header, field.name) for field in fields(header)}
    tree["sizes"] = header.sizes._asdict()
    tree["inputs"] = [one._asdict() for one in header.inputs]
    tree["format"] = FORMAT
    return json.dumps(
        tree, default=_plain, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True
    )


def from_json(text: str) -> Header:
    """The header that `to_json` wrote.

    Raises:
        ValueError: if the text is not such a header.
    """
    try:
        tree: dict[str, Any] = json.loads(text)
        if tree.pop("format") != FORMAT:
            raise ValueError("it was written by a version of waitsim with another format")
        tree["start"] = datetime.date.fromisoformat(tree["start"])
        tree["sizes"] = Sizes(**tree["sizes"])
        tree["names"] = Names(**{key: _frozen(value) for key, value in tree["names"].items()})
        tree["standards"] = tuple(Standard(**standard) for standard in tree["standards"])
        lists = ("spell_pathway", "group_costs", "slot_prices", "snapshot_minutes")
        for key in (*lists, "entry_prices"):
            tree[key] = _frozen(tree[key])
        tree["needs"] = tuple(need_of(need) for need in tree.get("needs", []))
        tree["inputs"] = tuple(Input(**each) for each in tree.get("inputs", []))
        return Header(**tree)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"it is not the description of a run ({error})") from error


def version() -> str:
    """The version of waitsim."""
    # The package's root stands above this module, so it is asked only when all is loaded.
    return str(importlib.import_module("waitsim").__version__)


def _weekly_prices(model: Model) -> tuple[tuple[float, ...], ...]:
    """Price of a slot in each week: the mean over its slots, or over its days if it has none."""
    starts = np.arange(0, model.tables.days, 7)
    slots = model.tables.extra_slots.astype(np.float64)
    days = np.add.reduceat(np.ones_like(slots), starts)
    offered = np.add.reduceat(slots, starts)
    plain = np.add.reduceat(model.slot_price, starts) / days
    paid = np.add.reduceat(slots * model.slot_price, starts)
    prices = np.divide(paid, offered, out=plain, where=offered > 0)
    return tuple(
        tuple(float(price) for price in weekly) if weekly.any() else () for weekly in prices.T
    )


def _weekly_entry_prices(model: Model) -> tuple[tuple[float, ...], ...]:
    """Price of a referral that enters each step in each week: the mean over the week's days."""
    starts = np.arange(0, model.tables.days, 7)
    days = np.diff([*starts, model.tables.days])[:, None]
    prices = np.add.reduceat(model.entry_price, starts) / days
    return tuple(
        tuple(float(price) for price in weekly) if weekly.any() else () for weekly in prices.T
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Names | Standard | Need):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a header")


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
