"""Commands that come before a run: init, check, describe, schema, measures and warm."""

# ruff: noqa: PLC0415
# Imports are inside the commands, for help and mistakes to be told at once. A command's
# parameters are its options.

import sys
from pathlib import Path
from typing import Annotated

import typer

from waitsim.cli.options import Scenario, Sets
from waitsim.cli.telling import screen, told


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to.")] = Path("scenarios"),
    area: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Write a scenario for this area too, to put figures in."),
    ] = None,
) -> None:
    """Copy the bundled scenarios into a folder, to start from."""
    with told():
        from waitsim.present.bundle import copy_scenarios

        for path in copy_scenarios(folder, area):
            typer.echo(path)


def check(scenario: Scenario, set_: Sets = None) -> None:
    """Show what a scenario asks for, before running it."""
    with told():
        from waitsim.present.reading import read_scenarios
        from waitsim.present.terminal import console

        loaded = read_scenarios([scenario], set_ or (), console(sys.stderr))[0]

        from waitsim.present.checking import show_check

        show_check(loaded, console(sys.stdout))


def describe(
    scenarios: Annotated[list[Path], typer.Argument(metavar="SCENARIO...", help="Files (YAML).")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to.")] = Path("pathways"),
) -> None:
    """Write a page about each pathway: steps, figures and sources."""
    with told():
        from waitsim.present.reading import read_scenarios
        from waitsim.present.terminal import console

        everything = read_scenarios(scenarios, (), console(sys.stderr))

        from waitsim.present.pathway_pages import write_pages

        for path in write_pages(everything, out):
            typer.echo(path)


def measures(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One measure only.")] = None,
) -> None:
    """List what a run tells, or all about one measure."""
    with told():
        from waitsim.present.listing import show_measures

        show_measures(sys.stdout, name)


def schema(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a file.")] = None,
) -> None:
    """Write the JSON Schema of scenario files, for editors."""
    with told():
        from waitsim.present.bundle import schema_text, write_text

        if out is None:
            typer.echo(schema_text(), nl=False)
        else:
            typer.echo(write_text(out, schema_text()))


def warm() -> None:
    """Compile the engine ahead of the first run."""
    with told():
        from waitsim.present.warming import warm_and_show

        warm_and_show(screen())
