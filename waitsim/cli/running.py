"""Commands that run scenarios: run and compare."""

# ruff: noqa: PLC0415, PLR0917
# Imports are inside the commands, for help and mistakes to be told at once. A command's
# parameters are its options.

import sys
from pathlib import Path
from typing import Annotated

import typer

from waitsim.cli.options import (
    AtMost,
    Best,
    Engine,
    Engines,
    Events,
    Folder,
    NoReport,
    Open,
    Precision,
    Replications,
    Scenario,
    Seed,
    Sets,
    Split,
    Waterfall,
    Workers,
)
from waitsim.cli.telling import open_report, told


def run(
    scenario: Scenario,
    replications: Replications = 20,
    precision: Precision = None,
    at_most: AtMost = 200,
    split: Split = 1,
    seed: Seed = 1,
    set_: Sets = None,
    results: Folder = Path("results"),
    workers: Workers = None,
    engine: Engines = Engine.auto,
    events: Events = False,
    no_report: NoReport = False,
    open_: Open = False,
) -> None:
    """Run a scenario: a summary, a report and result files."""
    with told():
        from waitsim.present.reading import read_scenarios
        from waitsim.present.terminal import console

        err = console(sys.stderr)
        everything = read_scenarios([scenario], set_ or (), err)

        # Only now: mistakes in a file are told at once.
        from waitsim.present.running import Request, Screen, run_and_show

        request = Request(
            replications=replications,
            seed=seed,
            results=results,
            workers=workers,
            engine=None if engine is Engine.auto else engine.value,
            events=events,
            report=not no_report,
            precision=tuple(precision or ()),
            at_most=at_most,
            per_draw=split,
        )
        screen = Screen(console(sys.stdout), err)
        open_report(open_, run_and_show(everything[0], request, screen))


def compare(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="What to hold the options against.")],
    options: Annotated[list[Path], typer.Argument(metavar="OPTION...", help="One or more files.")],
    replications: Replications = 20,
    best: Best = None,
    at_most: AtMost = 200,
    waterfall: Waterfall = False,
    seed: Seed = 1,
    set_: Sets = None,
    results: Folder = Path("results"),
    workers: Workers = None,
    engine: Engines = Engine.auto,
    events: Events = False,
    no_report: NoReport = False,
    open_: Open = False,
) -> None:
    """Run scenarios under the same luck and rank them."""
    with told():
        from waitsim.present.reading import read_scenarios
        from waitsim.present.terminal import console

        err = console(sys.stderr)
        everything = read_scenarios([base, *options], set_ or (), err)

        # Only now: mistakes in a file are told at once.
        from waitsim.present.comparing import compare_and_show
        from waitsim.present.running import Request, Screen

        request = Request(
            replications=replications,
            seed=seed,
            results=results,
            workers=workers,
            engine=None if engine is Engine.auto else engine.value,
            events=events,
            report=not no_report,
            at_most=at_most,
            best=best or "",
            waterfall=waterfall,
            sets=tuple(set_ or ()),
        )
        screen = Screen(console(sys.stdout), err)
        open_report(open_, compare_and_show(everything, request, screen))
