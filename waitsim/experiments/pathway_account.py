"""A pathway as its files say it: steps, ways between them, figures, and what follows by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from waitsim.experiments.pathway_figures import (
    Expectation,
    Figure,
    expectations,
    figures_by_part,
    notes_by_part,
)
from waitsim.model.build import build_model
from waitsim.model.effort import step_arrivals, step_effort
from waitsim.model.groups import variant_shares
from waitsim.model.routing import single_shares
from waitsim.model.tables import Floats, Model
from waitsim.scenario.choosing_checks import chosen
from waitsim.scenario.document import read
from waitsim.scenario.load import Loaded
from waitsim.scenario.onward import AlsoRefers
from waitsim.scenario.part import spoken
from waitsim.scenario.quantities import REST
from waitsim.scenario.reasons import notes_in
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.staffing import StaffGroup
from waitsim.scenario.steps import Clinic, Contact, Step

MADE_OF: Final = 100
"""Referrals that ``Stop.arrivals`` and ``End.arrivals`` are out of."""


@dataclass(frozen=True)
class Way:
    """A way on from a step, to a step or end by its key; ``share`` of those who go on from it."""

    target: str
    share: float


@dataclass(frozen=True)
class Link:
    """A way that is no route.

    Args:
        origin: key of a step or end; empty for any list of the pathway, or another pathway.
        target: key of a step or end of the pathway; empty for the start of another.
        pathway: label of the pathway that it leads to, or comes from.
        kind: ``further`` referral, ``again`` after an end, ``age``, ``choice``, or ``from`` another
            pathway.
        share: nan where it is not fixed.
    """

    origin: str
    target: str
    pathway: str
    kind: str
    share: float


@dataclass(frozen=True)
class Stop:
    """A step.

    Args:
        arrivals: of 100 referrals, how many come here in the long run; one may come twice.
        minutes: of each staff group's label: with the child, and around the contact.
    """

    key: str
    label: str
    step: Step
    arrivals: float
    ways: tuple[Way, ...]
    minutes: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class End:
    """An end of the pathway, and how many of 100 referrals come to it in the long run."""

    key: str
    label: str
    arrivals: float


@dataclass(frozen=True)
class PathwayAccount:
    """All that is told of a pathway.

    Args:
        figures: by the part of the file that they are in, such as ``steps.assessment``.
        notes: of such parts.
    """

    key: str
    label: str
    pathway: Pathway
    stops: tuple[Stop, ...]
    ends: tuple[End, ...]
    links: tuple[Link, ...]
    staff: Mapping[str, StaffGroup]
    figures: Mapping[str, tuple[Figure, ...]]
    notes: Mapping[str, str]
    expectations: tuple[Expectation, ...]


def pathway_accounts(loaded: Loaded) -> tuple[PathwayAccount, ...]:
    """Each pathway as it is on the first day, in the order of the file.

    Raises:
        ScenarioError: if a file has gone since it was loaded.
    """
    model = build_model(loaded.epochs[:1], loaded.identity)
    notes = notes_in(loaded.files)
    expects = read(Path(loaded.files[0])).tree.get("expects")
    found = []
    for number, (key, pathway) in enumerate(loaded.scenario.pathways.items()):
        steps, ends = _arrivals(model, number)
        staff = _staff(loaded.scenario, pathway)
        found.append(
            PathwayAccount(
                key=key,
                label=spoken(key, pathway),
                pathway=pathway,
                stops=tuple(_stop(loaded.scenario, key, name, steps) for name in pathway.steps),
                ends=tuple(
                    End(name, label or name.replace("_", " "), ends[f"{key}.{name}"])
                    for name, label in pathway.ends.items()
                ),
                links=tuple(_links(loaded.scenario, key)),
                staff=staff,
                figures=figures_by_part(loaded, key, staff, notes),
                notes=notes_by_part(loaded, key, notes),
                expectations=tuple(expectations(loaded.scenario, key, staff, expects)),
            )
        )
    return tuple(found)


def _arrivals(model: Model, pathway: int) -> tuple[dict[str, float], dict[str, float]]:
    """Of 100 referrals to a pathway, arrivals at each step and end, by dotted name."""
    tables, names = model.tables, model.names
    shares = variant_shares(tables)
    steps, ends = np.zeros(len(names.steps)), np.zeros(len(names.ends))
    origins = np.repeat(np.arange(len(names.steps)), np.diff(tables.route_start))
    is_end = tables.route_target < 0
    for variant in range(tables.variants):
        effort = step_effort(tables, variant)
        among: Floats = np.zeros(len(names.pathways))
        among[pathway] = MADE_OF * shares[pathway, variant]
        arrivals = step_arrivals(tables, variant, among, effort.completed)
        steps += arrivals
        routes = single_shares(tables.route_shares[variant], tables.route_start)
        taken = arrivals[origins] * effort.completed[origins] * routes
        np.add.at(ends, -tables.route_target[is_end] - 1, taken[is_end])
    return (
        dict(zip(names.steps, steps.tolist(), strict=True)),
        dict(zip(names.ends, ends.tolist(), strict=True)),
    )


def _stop(scenario: Scenario, pathway: str, key: str, arrivals: Mapping[str, float]) -> Stop:
    step = scenario.pathways[pathway].steps[key]
    stated = sum(share for share in step.then.values() if not isinstance(share, str))
    staff = step.staff if isinstance(step, Contact | Clinic) else {}
    admin = step.admin if isinstance(step, Contact) else {}
    return Stop(
        key=key,
        label=spoken(key, step),
        step=step,
        arrivals=arrivals[f"{pathway}.{key}"],
        ways=tuple(
            Way(target, 1 - stated if share == REST else float(share))
            for target, share in step.then.items()
        ),
        minutes=tuple(
            (spoken(group, scenario.staff[group]), staff.get(group, 0.0), admin.get(group, 0.0))
            for group in dict.fromkeys([*staff, *admin])
        ),
    )


def _links(scenario: Scenario, key: str) -> Iterator[Link]:
    """Ways of a pathway's children that are no routes."""
    pathway = scenario.pathways[key]
    unknown = float("nan")
    for name, step in pathway.steps.items():
        for other, refers in step.also_refers.items():
            label = spoken(other, scenario.pathways[other])
            yield Link(name, "", label, "further", refers.share)
        for target in chosen(step):
            yield Link(name, target, spoken(key, pathway), "choice", unknown)
    if pathway.aged_out_to:
        yield Link("", pathway.aged_out_to, spoken(key, pathway), "age", unknown)
    for end, again in pathway.re_refers.items():
        other = again.to or key
        label = spoken(other, scenario.pathways[other])
        yield Link(end, "", label, "again", again.share)
    for other, there in scenario.pathways.items():
        targets = [refers[key].step for refers in _referring(there) if key in refers]
        targets += [x.step for x in there.re_refers.values() if x.to == key]
        first = pathway.first_step or next(iter(pathway.steps))
        for target in dict.fromkeys(step or first for step in targets) if other != key else ():
            yield Link("", target, spoken(other, there), "from", unknown)


def _referring(pathway: Pathway) -> list[Mapping[str, AlsoRefers]]:
    return [step.also_refers for step in pathway.steps.values()]


def _staff(scenario: Scenario, pathway: Pathway) -> dict[str, StaffGroup]:
    """Staff groups that a pathway needs."""
    needed = {
        group
        for step in pathway.steps.values()
        for way in step.ways
        if isinstance(way, Contact | Clinic)
        for group in (*way.staff, *(way.admin if isinstance(way, Contact) else ()))
    }
    return {name: group for name, group in scenario.staff.items() if name in needed}
