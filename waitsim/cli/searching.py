"""Commands that run a scenario with many values: seek and sweep."""

# ruff: noqa: PLC0415, PLR0917
# Imports are inside the commands, for help and mistakes to be told at once. A command's
# parameters are its options.

from pathlib import Path
from typing import Annotated

import typer

from waitsim.cli.options import (
    Cluster,
    ClusterWait,
    Engine,
    Engines,
    Folder,
    NoReport,
    Open,
    Seed,
    Sets,
    Workers,
)
from waitsim.cli.telling import open_report, screen, told


def seek(
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO", help="A scenario, or a question (YAML).")
    ],
    lever: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="What may be changed; may be repeated."),
    ] = None,
    target: Annotated[
        str,
        typer.Option(
            metavar="TARGET",
            help='What is to be met, as "autism.first_assessment 92% within 18 weeks".',
        ),
    ] = "",
    by: Annotated[str, typer.Option(metavar="DATE", help="From when on it is to be met.")] = "",
    probability: Annotated[str, typer.Option(help="How likely that must be.")] = "80 %",
    from_: Annotated[
        str, typer.Option("--from", metavar="DATE", help="First day of the change.")
    ] = "",
    step: Annotated[str, typer.Option(help="By how much the lever is moved, such as 0.5.")] = "",
    limit: Annotated[str, typer.Option(help="The furthest value that is allowed.")] = "",
    lead: Annotated[str, typer.Option(help="Time until the change begins, to recruit.")] = "",
    ramp: Annotated[str, typer.Option(help="Time over which it takes full effect.")] = "",
    recruits: Annotated[str, typer.Option(help="At most so much more, as 2 a month.")] = "",
    budget: Annotated[str, typer.Option(help="Most extra cost in a year, such as £600k.")] = "",
    sustain: Annotated[
        bool, typer.Option(help="Whether staff must have more time than is asked afterwards.")
    ] = True,
    earliest: Annotated[
        bool, typer.Option("--earliest", help="Find the earliest date instead, up to --by.")
    ] = False,
    at_most: Annotated[int, typer.Option(min=20, help="Most replications in one test.")] = 200,
    seed: Seed = 1,
    set_: Sets = None,
    workers: Workers = None,
    engine: Engines = Engine.auto,
) -> None:
    """Find the least capacity that meets a target by a date."""
    with told():
        from waitsim.experiments.seek_file import question_asked
        from waitsim.experiments.seek_words import Words

        words = Words(
            scenario=scenario,
            levers=tuple(lever or ()),
            target=target,
            by=by,
            probability=probability,
            start=from_,
            step=step,
            limit=limit,
            lead=lead,
            ramp=ramp,
            recruits=recruits,
            budget=budget,
            sets=tuple(set_ or ()),
            sustained=sustain,
            earliest=earliest,
        )
        question = question_asked(words)

        # Only now: mistakes in a question are told at once.
        from waitsim.present.seeking import Manner, seek_and_show

        manner = Manner(
            seed=seed,
            at_most=at_most,
            error=0.05,
            workers=workers,
            engine=None if engine is Engine.auto else engine.value,
        )
        seek_and_show(question, manner, screen())


def sweep(
    file: Annotated[Path, typer.Argument(metavar="SWEEP", help="A sweep's file (YAML).")],
    replications: Annotated[
        int | None, typer.Option(min=1, help="Of each case, in place of what the file says.")
    ] = None,
    results: Folder = Path("results"),
    workers: Workers = None,
    processes: Annotated[
        bool, typer.Option("--processes", help="Run in processes of their own, not on threads.")
    ] = False,
    engine: Engines = Engine.auto,
    no_report: NoReport = False,
    open_: Open = False,
    cluster: Cluster = None,
    cluster_wait: ClusterWait = 300,
) -> None:
    """Run a scenario with many values; goes on where it stopped."""
    with told():
        from waitsim.experiments.sweep_file import read_sweep

        read = read_sweep(file, replications)

        # Only now: mistakes in a file are told at once.
        from waitsim.experiments.sweep import SweepExecution
        from waitsim.present.sweeping import cluster_of, sweep_and_show

        shown = screen()
        site = cluster_of(cluster, cluster_wait, workers, processes, shown)
        named = None if engine is Engine.auto else engine.value
        how = SweepExecution(workers, named, processes, site)
        open_report(open_, sweep_and_show(read, results, how, shown, report=not no_report))
