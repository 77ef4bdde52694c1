"""The command line. Results and paths go to stdout; progress, notices and problems to stderr."""

# ruff: noqa: PLC0415, PLR0917
# Imports are inside the commands, for help and mistakes to be told at once. A command's
# parameters are its options.

import contextlib
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from waitsim.errors import Problem
    from waitsim.present.running import Screen

USAGE_ERROR = 2
INTERRUPTED = 130


class Engine(StrEnum):
    """Which engine runs the scenario."""

    auto = "auto"
    kernel = "kernel"
    reference = "reference"


Scenario = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).")]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Replace a value of the file; may be repeated."
    ),
]
Replications = Annotated[int, typer.Option(min=1, help="How often to play the scenario through.")]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="VALUE=HALF-WIDTH",
        help="Add replications until a value is known this well, such as waiting_end=2%, or 5% "
        "for every headline value; may be repeated.",
    ),
]
AtMost = Annotated[
    int, typer.Option(min=1, help="Most replications to run for --precision or --best.")
]
Best = Annotated[
    str | None,
    typer.Option(
        "--best",
        metavar="VALUE=WIDTH",
        help="Add replications until the best option by a value is found with 95 % confidence; "
        "differences below the width count as none, such as waiting_end=50.",
    ),
]
Waterfall = Annotated[
    bool,
    typer.Option("--waterfall", help="Tell what each change of the one option contributes."),
]
Split = Annotated[
    int,
    typer.Option(
        "--split-variance",
        min=1,
        metavar="N",
        help="Play each draw of what is not known exactly N times, to tell it from chance.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Another seed gives other luck.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Threads to use; all cores if left out.")]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Run on this Dask cluster, such as tcp://host:8786."),
]
ClusterWait = Annotated[
    int, typer.Option(min=0, metavar="SECONDS", help="How long to wait for lost workers.")
]
Folder = Annotated[Path, typer.Option(metavar="DIR", help="Folder to keep results in.")]
Events = Annotated[bool, typer.Option("--events", help="Keep every event as well.")]
Engines = Annotated[Engine, typer.Option(help="All engines give the same answers.")]
KeptName = Annotated[
    str, typer.Argument(metavar="NAME", help="A run or sweep, or how its name begins.")
]
NoReport = Annotated[bool, typer.Option("--no-report", help="Write no HTML report.")]
Open = Annotated[bool, typer.Option("--open", help="Show the report in the browser.")]


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


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to.")] = Path("scenarios"),
    area: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Write a scenario for this area too, to put figures in."),
    ] = None,
) -> None:
    """Copy the bundled scenarios into a folder, to start from."""
    with _told():
        from waitsim.present.bundle import copy_scenarios

        for path in copy_scenarios(folder, area):
            typer.echo(path)


def check(scenario: Scenario, set_: Sets = None) -> None:
    """Show what a scenario asks for, before running it."""
    with _told():
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
    with _told():
        from waitsim.present.reading import read_scenarios
        from waitsim.present.terminal import console

        everything = read_scenarios(scenarios, (), console(sys.stderr))

        from waitsim.present.pathway_pages import write_pages

        for path in write_pages(everything, out):
            typer.echo(path)


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
    with _told():
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
        _open(open_, run_and_show(everything[0], request, screen))


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
    with _told():
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
        _open(open_, compare_and_show(everything, request, screen))


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
    with _told():
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
        from waitsim.present.running import Screen
        from waitsim.present.seeking import Manner, seek_and_show
        from waitsim.present.terminal import console

        manner = Manner(
            seed=seed,
            at_most=at_most,
            error=0.05,
            workers=workers,
            engine=None if engine is Engine.auto else engine.value,
        )
        seek_and_show(question, manner, Screen(console(sys.stdout), console(sys.stderr)))


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
    with _told():
        from waitsim.experiments.sweep_file import read_sweep

        read = read_sweep(file, replications)

        # Only now: mistakes in a file are told at once.
        from waitsim.experiments.sweep import SweepExecution
        from waitsim.present.running import Screen
        from waitsim.present.sweeping import cluster_of, sweep_and_show
        from waitsim.present.terminal import console

        screen = Screen(console(sys.stdout), console(sys.stderr))
        site = cluster_of(cluster, cluster_wait, workers, processes, screen)
        named = None if engine is Engine.auto else engine.value
        how = SweepExecution(workers, named, processes, site)
        _open(open_, sweep_and_show(read, results, how, screen, report=not no_report))


def list_(results: Folder = Path("results")) -> None:
    """List runs and sweeps; damaged files are named and set aside."""
    with _told():
        from waitsim.present.keeping import show_list

        show_list(results, _screen())


def show(name: KeptName, results: Folder = Path("results")) -> None:
    """Show the summary of a run or a sweep."""
    with _told():
        from waitsim.present.keeping import show_one

        show_one(results, name, _screen())


def clean(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Runs and sweeps to remove.")
    ] = None,
    results: Folder = Path("results"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Remove runs and sweeps by name, or else what is left over."""
    with _told():
        from waitsim.present import keeping

        keeping.clean(results, names or (), _screen(), dry=dry_run)


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
    with _told():
        from waitsim.present.keeping import export_one

        export_one(results, name, to, measure or (), _screen())


def merge(
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="Folder to take from.")],
    into: Annotated[Path, typer.Argument(metavar="[INTO]", help="Folder to add to.")] = Path(
        "results"
    ),
) -> None:
    """Take over what another folder of results has."""
    with _told():
        from waitsim.present import keeping

        keeping.merge(other, into, _screen())


def _screen() -> "Screen":
    from waitsim.present.running import Screen
    from waitsim.present.terminal import console

    return Screen(console(sys.stdout), console(sys.stderr))


def measures(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One measure only.")] = None,
) -> None:
    """List what a run tells, or all about one measure."""
    with _told():
        from waitsim.present.listing import show_measures

        show_measures(sys.stdout, name)


def schema(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a file.")] = None,
) -> None:
    """Write the JSON Schema of scenario files, for editors."""
    with _told():
        from waitsim.present.bundle import schema_text, write_text

        if out is None:
            typer.echo(schema_text(), nl=False)
        else:
            typer.echo(write_text(out, schema_text()))


def warm() -> None:
    """Compile the engine ahead of the first run."""
    with _told():
        from waitsim.present.running import Screen
        from waitsim.present.terminal import console
        from waitsim.present.warming import warm_and_show

        warm_and_show(Screen(console(sys.stdout), console(sys.stderr)))


def _open(wanted: bool, report: Path | None) -> None:
    if wanted and report is not None:
        typer.launch(report.resolve().as_uri())


@contextlib.contextmanager
def _told() -> Iterator[None]:
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


def _print_problems(problems: "Sequence[Problem]") -> None:
    from waitsim.present.terminal import console, print_problems

    print_problems(console(sys.stderr), problems)
