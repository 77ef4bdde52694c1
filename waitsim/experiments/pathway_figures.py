"""Figures of a pathway with what they rest on, and the sums that its file gives by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from waitsim.scenario.load import Loaded
from waitsim.scenario.part import spoken
from waitsim.scenario.provenance import Assumption
from waitsim.scenario.reasons import Notes, reason
from waitsim.scenario.schema import Scenario
from waitsim.scenario.staffing import StaffGroup
from waitsim.scenario.tree import Tree, dotted


@dataclass(frozen=True)
class Figure:
    """A figure and what it rests on; ``reason`` is the nearest note."""

    name: str
    text: str
    confidence: str
    sources: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Expectation:
    """Sums that a file gives of some parts of it, such as hours asked of each staff group.

    Args:
        columns: what is summed, in the file's words.
        rows: label of each part, with its sums as written.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def figures_by_part(
    loaded: Loaded, key: str, staff: Mapping[str, StaffGroup], notes: Notes
) -> dict[str, tuple[Figure, ...]]:
    """Figures of a pathway and its staff by part; those of a list are told as one."""
    lists: dict[str, dict[str, list[Assumption]]] = {}
    for assumption in loaded.assumptions:
        path = assumption.path
        whole = path[:-1] if isinstance(path[-1], int) else path
        if path[:2] == ("pathways", key):
            inside = whole[2:]
            deep = inside[0] in ("steps", "standards", "opening")
        elif path[0] == "staff" and path[1] in staff:
            inside, deep = whole, True
        else:
            continue
        part = dotted(inside[:2]) if deep else ""
        name = dotted(inside[2:] if deep else inside)
        lists.setdefault(part, {}).setdefault(name, []).append(assumption)
    return {
        part: tuple(_figure(name, own, notes) for name, own in named.items())
        for part, named in lists.items()
    }


def _figure(name: str, own: list[Assumption], notes: Notes) -> Figure:
    first = own[0]
    return Figure(
        name=name,
        text=", ".join(each.value_text for each in own),
        confidence=first.confidence,
        sources=tuple(part.strip() for part in first.source.split(",") if part.strip()),
        reason=reason(first, notes),
    )


def notes_by_part(loaded: Loaded, key: str, notes: Notes) -> dict[str, str]:
    """Notes on whole steps, standards and opening lists of a pathway; the nearest file's hold."""
    found: dict[str, str] = {}
    for name in loaded.files:
        for (file, path), note in notes.items():
            if file == name and len(path) == 4 and path[:2] == ("pathways", key):
                found.setdefault(dotted(path[2:]), note)
    return found


def expectations(
    scenario: Scenario, key: str, staff: Mapping[str, StaffGroup], expects: Tree
) -> Iterator[Expectation]:
    """The sums of a file about a pathway's staff and steps; those of the same parts together.

    Sums of steps may stand below the name of their pathway.
    """
    pathway = scenario.pathways[key]
    labels = {name: spoken(name, group) for name, group in staff.items()}
    labels |= {name: spoken(name, step) for name, step in pathway.steps.items()}
    together: dict[tuple[str, ...], list[tuple[str, dict[str, Tree]]]] = {}
    for what, stated in expects.items() if isinstance(expects, dict) else ():
        if isinstance(stated, dict):
            own = stated.get(key)
            sums = own if isinstance(own, dict) else stated
            parts = tuple(name for name in sums if name in labels)
            together.setdefault(parts, []).append((what, sums))
    for parts, columns in together.items():
        if parts:
            yield Expectation(
                columns=tuple(what.replace("_", " ") for what, _ in columns),
                rows=tuple(
                    (labels[name], tuple(str(sums[name]) for _, sums in columns)) for name in parts
                ),
            )
