"""What a scenario rests on, for readers: its figures, their sources, and its dated changes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from waitsim.present.anchors import slug
from waitsim.present.table import Cell, Column, Table, row
from waitsim.present.wording import counted, say, short_date
from waitsim.scenario.changes import Change
from waitsim.scenario.load import Loaded
from waitsim.scenario.part import spoken
from waitsim.scenario.provenance import CONFIDENCES, Assumption
from waitsim.scenario.schema import Scenario
from waitsim.scenario.tree import Tree, dotted
from waitsim.scenario.units import say_duration

_NOT_STATED = "not stated"


@dataclass(frozen=True)
class SourceLine:
    """A publication that figures rest on; no ``href`` where it has no address."""

    anchor: str
    key: str
    title: str
    href: str


@dataclass(frozen=True)
class Register:
    """The parts of a report that come from the scenario and not from its run."""

    summary: str
    counts: Table
    tables: tuple[Table, ...]
    sources: tuple[SourceLine, ...]
    changes: Table
    warnings: tuple[str, ...]


def register(loaded: Loaded) -> Register:
    """The assumptions of a scenario by part, their sources, and the changes in force."""
    groups: dict[str, list[Assumption]] = {}
    for assumption in loaded.assumptions:
        groups.setdefault(_part_of(assumption, loaded.scenario), []).append(assumption)
    known = set(loaded.scenario.sources)
    return Register(
        summary=confidence_summary(loaded.assumptions),
        counts=_counts(groups),
        tables=tuple(_figures(part, own, known) for part, own in groups.items()),
        sources=tuple(
            SourceLine(f"source-{slug(key)}", key, source.title, safe_url(source.url))
            for key, source in loaded.scenario.sources.items()
        ),
        changes=changes_table(loaded.changes),
        warnings=tuple(str(warning) for warning in loaded.warnings),
    )


def confidence_summary(assumptions: Sequence[Assumption]) -> str:
    """How many figures there are, and how well they are supported."""
    levels = Counter(assumption.confidence for assumption in assumptions)
    bare = sum(not assumption.source for assumption in assumptions)
    said = ", ".join(f"{levels[level]} of {level} confidence" for level in CONFIDENCES)
    return (
        f"The scenario holds {counted(len(assumptions), 'figure')}: {said}, {levels['']} without a "
        f"stated confidence. {counted(bare, 'figure names', 'figures name')} no source."
    )


def changes_table(changes: Sequence[Change]) -> Table:
    """The dated changes, one edit a row."""
    rows = []
    for change in changes:
        begin = short_date(change.start) if change.start else "the start"
        if change.lead_minutes:
            begin += f", {say_duration(change.lead_minutes)} after it was set going"
        if change.ramp_minutes:
            begin += f", growing over {say_duration(change.ramp_minutes)}"
        end = short_date(change.end) if change.end else "the end"
        rows += [
            row(begin, end, path, _value(value) + _at_price(change, path), change.note)
            for path, value in change.edits.items()
        ]
    return Table(
        caption="Dated changes",
        columns=(
            Column("From"),
            Column("Until"),
            Column("What changes"),
            Column("To, or by"),
            Column("Note"),
        ),
        rows=tuple(rows),
    )


def _at_price(change: Change, path: str) -> str:
    price = change.prices.get(path.rpartition(".")[0])
    return f" at {price} each" if price else ""


def _part_of(assumption: Assumption, scenario: Scenario) -> str:
    """The pathway an assumption is about, or the section it is in."""
    first = str(assumption.path[0])
    if first == "pathways" and len(assumption.path) > 1:
        key = str(assumption.path[1])
        return spoken(key, scenario.pathways.get(key))
    sections = {"staff": "Staff", "changes": "Changes", "uncertain": "Ranges of uncertain numbers"}
    return sections.get(first, "The run as a whole")


def _counts(groups: dict[str, list[Assumption]]) -> Table:
    columns = (*CONFIDENCES, "")
    return Table(
        caption="Figures by confidence",
        columns=(
            Column("Part"),
            *(Column(level or _NOT_STATED, number=True) for level in columns),
            Column("no source", number=True),
        ),
        rows=tuple(
            row(
                part,
                *(say(sum(x.confidence == level for x in own), "") for level in columns),
                say(sum(not x.source for x in own), ""),
            )
            for part, own in groups.items()
        ),
    )


def _figures(part: str, own: Sequence[Assumption], known: set[str]) -> Table:
    low = sum(assumption.confidence == "low" for assumption in own)
    return Table(
        caption=f"{part}: {counted(len(own), 'figure')}, {low} of low confidence",
        columns=(
            Column("Figure"),
            Column("Value"),
            Column("Confidence"),
            Column("Source"),
            Column("Note"),
        ),
        rows=tuple(
            row(
                dotted(assumption.path),
                assumption.value_text,
                _confidence(assumption.confidence),
                _sources(assumption.source, known),
                assumption.note,
            )
            for assumption in own
        ),
    )


def _confidence(level: str) -> Cell:
    if level == "low":
        return Cell(level, mark="low")
    return Cell(level) if level else Cell(_NOT_STATED, mark="none")


def _sources(text: str, known: set[str]) -> Cell:
    names = [part.strip() for part in text.split(",") if part.strip()]
    if not names or not known.issuperset(names):
        return Cell(text)
    return Cell("", links=tuple((name, f"#source-{slug(name)}") for name in names))


def safe_url(url: str) -> str:
    """The address if it is one of the web, else nothing: no other kind may be followed."""
    return url if url.startswith(("https://", "http://")) else ""


def _value(value: Tree) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_value(inner) for inner in value)
    return value or "none"
