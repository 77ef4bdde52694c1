"""How commands tell what they do and what goes wrong."""

# ruff: noqa: PLC0415
# Imports are inside, for help and mistakes to be told at once.

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from waitsim.errors import Problem
    from waitsim.present.running import Screen


USAGE_ERROR: Final = 2
INTERRUPTED: Final = 130


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Tells what goes wrong as problems to mend, without a traceback."""
    from waitsim.errors import Problem, ScenarioError

    try:
        yield
    except ScenarioError as error:
        _print_problems(error.problems)
        raise typer.Exit(USAGE_ERROR) from None
    except OSError as error:
        if error.filename is None:
            raise
        reason = (error.strerror or str(error)).rstrip(".")
        message = f"cannot be used: {reason}. Name another, or make room for it."
        _print_problems([Problem(str(error.filename), 0, "", message)])
        raise typer.Exit(USAGE_ERROR) from None
    except KeyboardInterrupt:
        typer.echo(
            "Stopped. What was finished is kept; the same command goes on from there.", err=True
        )
        raise typer.Exit(INTERRUPTED) from None


def screen() -> "Screen":
    """Where results and notices are shown."""
    from waitsim.present.running import Screen
    from waitsim.present.terminal import console

    return Screen(console(sys.stdout), console(sys.stderr))


def open_report(wanted: bool, report: Path | None) -> None:
    """Shows a report in the browser, if that is wanted."""
    if wanted and report is not None:
        typer.launch(report.resolve().as_uri())


def _print_problems(problems: "Sequence[Problem]") -> None:
    from waitsim.present.terminal import console, print_problems

    print_problems(console(sys.stderr), problems)
