"""All commands and their options."""

# ruff: noqa: PLC0415
# Imports are inside, for help to be told at once.

from typing import Annotated

import typer

from waitsim.cli.keeping import clean, export, list_, merge, show
from waitsim.cli.preparing import check, describe, init, measures, schema, warm
from waitsim.cli.running import compare, run
from waitsim.cli.searching import seek, sweep


def main() -> None:
    """Runs the command that the arguments name."""
    application()()


def application() -> typer.Typer:
    """All commands and their options."""
    application = typer.Typer(
        name="waitsim",
        help="Simulate health waiting lists: how long children will wait, how sure we are, "
        "and what it costs.",
        no_args_is_help=True,
        add_completion=False,
        # Plain help, because rich help takes three times as long to show.
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
    )
    application.callback()(_waitsim)
    for command in (init, check, describe, run, compare, seek, sweep, measures, schema, warm):
        application.command()(command)
    application.add_typer(_results_application(), name="results")
    return application


def _results_application() -> typer.Typer:
    """The commands on what is kept."""
    kept = typer.Typer(
        help="Show, clean, export and merge what is kept.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for command in (list_, show, clean, export, merge):
        kept.command(command.__name__.strip("_"))(command)
    return kept


def _show_version(wanted: bool) -> None:
    if wanted:
        import waitsim

        typer.echo(f"waitsim {waitsim.__version__}")
        raise typer.Exit


def _waitsim(
    version: Annotated[  # noqa: ARG001  its callback does the work
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Sets up what all commands need."""
    from waitsim.present.terminal import allow_every_encoding

    allow_every_encoding()
