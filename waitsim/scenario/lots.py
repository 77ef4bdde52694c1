"""Lists that go by lot beside lists that do not: what cannot be compared."""

from collections.abc import Iterator
from typing import NamedTuple

from waitsim.rules.disciplines import DISCIPLINES
from waitsim.scenario.schema import Scenario
from waitsim.scenario.sharing import FOLLOW_UP
from waitsim.scenario.steps import Contact, Course
from waitsim.scenario.tree import Path


class _OneList(NamedTuple):
    """A list of contacts, by name."""

    name: str
    step: Path
    precedence: int
    by_lot: bool


def lot_findings(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Lots that would be compared with minutes waited, because lists share staff (S31)."""
    if not any(one.by_lot for step in _contacts(scenario) for one in _lists(*step)):
        return
    for pool in _pools(scenario):
        lists = [one for step in pool for one in _lists(*step)]
        for one in lists:
            others = [
                other.name
                for other in lists
                if other.precedence == one.precedence and not other.by_lot
            ]
            if one.by_lot and others:
                message = (
                    f"a lot cannot be compared with the waits on {others[0]}, which shares staff "
                    f"and has precedence {one.precedence} like {one.name}. Give both an order by "
                    "lot, or another precedence."
                )
                yield (*one.step, "order"), message


_Step = tuple[str, str, Contact]


def _contacts(scenario: Scenario) -> list[_Step]:
    """All steps with contacts, by pathway and name."""
    return [
        (name, key, step)
        for name, pathway in scenario.pathways.items()
        for key, step in pathway.steps.items()
        if isinstance(step, Contact)
    ]


def _lists(pathway: str, key: str, step: Contact) -> Iterator[_OneList]:
    """The lists of a step: of new starts or reviews, and a course's follow-ups."""
    name = f"{pathway}.{key}"
    at: Path = ("pathways", pathway, "steps", key)
    by_lot = bool(DISCIPLINES[step.order].lot)
    yield _OneList(name, at, step.precedence, by_lot)
    if isinstance(step, Course):
        precedence = 1 if step.follow_ups == "first" else step.precedence
        yield _OneList(f"{name}.{FOLLOW_UP}", at, precedence, by_lot)


def _pools(scenario: Scenario) -> list[list[_Step]]:
    """Steps that share staff or a list, directly or through others."""
    pools: list[tuple[set[str], list[_Step]]] = []
    for step in _contacts(scenario):
        shared = _shared_by(step[2])
        linked = [pool for pool in pools if pool[0] & shared]
        pools = [pool for pool in pools if not pool[0] & shared]
        every = shared.union(*(names for names, _ in linked))
        pools.append((every, [*(one for _, members in linked for one in members), step]))
    return [members for _, members in pools]


def _shared_by(step: Contact) -> set[str]:
    """Staff whose minutes a step takes, of any child or to stand in, and its list."""
    found = set() if step.list_ is None else {f"list {step.list_}"}
    for way in step.ways:
        for needs in (way.staff, way.admin, *(n for s in way.or_staff for n in (s.staff, s.admin))):
            found |= {f"staff {group}" for group, minutes in needs.items() if minutes}
    return found
