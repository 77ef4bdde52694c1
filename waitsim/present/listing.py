"""The measures, listed for those who want to know what a run tells."""

from typing import TextIO

from waitsim.errors import Problem, ScenarioError
from waitsim.present.table import Column, Table, row
from waitsim.present.terminal import console, print_table
from waitsim.results.measured import Measure
from waitsim.results.measures import MEASURES, measure


def show_measures(stream: TextIO, name: str | None) -> None:
    """Shows all measures, or all about one.

    Raises:
        ScenarioError: if there is none of that name.
    """
    out = console(stream)
    if name is None:
        print_table(out, measures_table())
        return
    try:
        entry = measure(name)
    except ValueError as error:
        problem = Problem("", 0, "", f'{error} "waitsim measures" lists them all.')
        raise ScenarioError([problem]) from None
    print_table(out, measure_table(entry))


def measures_table() -> Table:
    """All measures, one a row."""
    return Table(
        caption="What a run tells",
        columns=(Column("Name"), Column("Unit"), Column("What it is")),
        rows=tuple(row(each.name, each.unit, each.label) for each in MEASURES),
        notes=('"waitsim measures NAME" tells all about one.',),
    )


def measure_table(entry: Measure) -> Table:
    """All about one measure."""
    return Table(
        caption=entry.name,
        columns=(Column(""), Column("")),
        rows=(
            row("What it is", entry.label),
            row("Unit", entry.unit),
            row("Meaning", entry.meaning),
            row("Clock rule", entry.clock_rule),
            row("Source", entry.source),
            row("Example", entry.example.text),
        ),
    )
