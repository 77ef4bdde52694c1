"""The measures, listed for those who want to know what a run tells."""

from typing import Final, TextIO

from waitsim.errors import Problem, ScenarioError
from waitsim.present.table import Column, Table, row
from waitsim.present.terminal import console, print_table
from waitsim.results.measured import Measure
from waitsim.results.measures import TOPICS, measure

_NOTE: Final = (
    '"waitsim measures NAME" tells all about one; docs/measures.md is about choosing between them.'
)


def show_measures(stream: TextIO, name: str | None) -> None:
    """Shows all measures, or all about one.

    Raises:
        ScenarioError: if there is none of that name.
    """
    out = console(stream)
    if name is None:
        for table in measures_tables():
            print_table(out, table)
        out.print(_NOTE, style="dim")
        return
    try:
        entry = measure(name)
    except ValueError as error:
        problem = Problem("", 0, "", f'{error} "waitsim measures" lists them all.')
        raise ScenarioError([problem]) from None
    print_table(out, measure_table(entry))


def measures_tables() -> tuple[Table, ...]:
    """All measures, a table for each topic."""
    return tuple(
        Table(
            caption=topic,
            columns=(Column("Name"), Column("What it is"), Column("Unit")),
            rows=tuple(row(each.name, each.label, each.unit) for each in own),
        )
        for topic, own in TOPICS
    )


def measure_table(entry: Measure) -> Table:
    """All about one measure."""
    return Table(
        caption=entry.name,
        columns=(Column("What it is"), Column(entry.label)),
        rows=(
            row("Unit", entry.unit),
            row("Meaning", entry.meaning),
            row("Clock rule", entry.clock_rule),
            row("Source", entry.source),
            row("Example", entry.example.text),
        ),
    )
