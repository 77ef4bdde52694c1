"""Commands on what is kept: list, show, clean, export and merge."""

# ruff: noqa: PLC0415
# Imports are inside the commands, for help and mistakes to be told at once. A command's
# parameters are its options.

from pathlib import Path
from typing import Annotated

import typer

from waitsim.cli.options import Folder, KeptName
from waitsim.cli.telling import screen, told


def list_(results: Folder = Path("results")) -> None:
    """List runs and sweeps; damaged files are named and set aside."""
    with told():
        from waitsim.present.keeping import show_list

        show_list(results, screen())


def show(name: KeptName, results: Folder = Path("results")) -> None:
    """Show the summary of a run or a sweep."""
    with told():
        from waitsim.present.keeping import show_one

        show_one(results, name, screen())


def clean(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Runs and sweeps to remove.")
    ] = None,
    results: Folder = Path("results"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Remove runs and sweeps by name, or else what is left over."""
    with told():
        from waitsim.present import keeping

        keeping.clean(results, names or (), screen(), dry=dry_run)


def export(
    name: KeptName,
    to: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write into.")] = Path("export"),
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A measure to write too; may be repeated."),
    ] = None,
    results: Folder = Path("results"),
) -> None:
    """Write a run or a sweep as CSV, for Excel and others."""
    with told():
        from waitsim.present.keeping import export_one

        export_one(results, name, to, measure or (), screen())


def merge(
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="Folder to take from.")],
    into: Annotated[Path, typer.Argument(metavar="[INTO]", help="Folder to add to.")] = Path(
        "results"
    ),
) -> None:
    """Take over what another folder of results has."""
    with told():
        from waitsim.present import keeping

        keeping.merge(other, into, screen())
