"""Runs, from a scenario to what is shown of it."""

import dataclasses
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from waitsim.analysis.precision import LEAST
from waitsim.engine.run import KERNEL, available_engine, is_ready
from waitsim.errors import Problem, ScenarioError
from waitsim.experiments import summary
from waitsim.experiments.replicate import Execution, folder_of, run_nested
from waitsim.experiments.replicate import run as replicate
from waitsim.experiments.stopping import (
    DEFAULT_RULE,
    Aims,
    Precision,
    parse_aims,
    run_to_precision,
)
from waitsim.present.precision import print_precision
from waitsim.present.tables import headline_table
from waitsim.present.terminal import print_table, print_warnings, progress_bar
from waitsim.present.uncertainty import print_uncertainty
from waitsim.results.results import Results
from waitsim.scenario.load import Loaded

COMPILING: Final = "Notice: compiling the engine, once for this machine; that takes about a minute."


@dataclass(frozen=True)
class Screen:
    """Where to write: results and paths to `out`, progress and notices to `err`."""

    out: Console
    err: Console


@dataclass(frozen=True)
class Request:
    """How scenarios are to be run.

    Args:
        results: folder to keep results in.
        workers: as many as there are cores if None.
        engine: ``kernel`` or ``reference``; the one available if None.
        events: whether every event is kept.
        report: whether an HTML report is written.
        precision: how well values are to be known, as ``waiting_end=2%``; replications are
            then the fewest that are run.
        best: the value and width by which the best option is looked for, as ``waiting_end=50``;
            replications are then the fewest of each option. Empty if it is not.
        waterfall: whether what each change of the one option contributes is told.
        sets: settings that were laid over the scenarios.
        at_most: most replications that are run for the sake of precision or of the best.
        per_draw: replications of each draw of what is not known exactly; more than 1 tell it from
            chance.
    """

    replications: int
    seed: int
    results: Path
    workers: int | None
    engine: str | None
    events: bool
    report: bool
    precision: tuple[str, ...] = ()
    at_most: int = DEFAULT_RULE.ceiling
    best: str = ""
    waterfall: bool = False
    sets: tuple[str, ...] = ()
    per_draw: int = 1


def run_and_show(loaded: Loaded, request: Request, screen: Screen) -> Path | None:
    """Runs a scenario and shows its summary; gives the path of its report, if there is one.

    Raises:
        ScenarioError: if the request cannot be met.
    """
    began = time.monotonic()
    aims = _aims(request)
    draws = _draws(loaded, request)
    with simulating(loaded, request, screen.err) as execution:
        results, precision = _run(loaded, request, execution, aims, draws)
    folder = folder_of(loaded, request.results, request.seed, request.per_draw)
    screen.out.print(loaded.scenario.title, style="bold")
    screen.out.print()
    print_table(screen.out, headline_table(summary.headline(results.independent())))
    if results.header.inputs:
        print_uncertainty(screen.out, results)
    if precision:
        print_precision(screen.out, precision, results.header.replications)
    report = None
    if request.report:
        # Only now: the summary need not wait for what draws charts.
        from waitsim.present.report import write_report  # noqa: PLC0415

        report = write_report(results, folder / "report.html", loaded)
    show_paths(screen.out, [("Results", folder), ("Report", report)])
    show_time(screen.err, began)
    return report


def _run(
    loaded: Loaded, request: Request, execution: Execution, aims: Aims | None, draws: int
) -> tuple[Results, Precision | None]:
    """The results, and how precise they are if that was asked for."""
    seed, folder = request.seed, request.results
    if draws:
        each = request.per_draw
        nested = run_nested(loaded, draws, each, seed=seed, folder=folder, execution=execution)
        return nested, None
    if aims is None:
        return replicated(loaded, request, execution), None
    events = request.events
    return run_to_precision(
        loaded, aims, seed=seed, folder=folder, events=events, execution=execution
    )


def replicated(loaded: Loaded, request: Request, execution: Execution) -> Results:
    """The results of as many replications as are asked for."""
    return replicate(
        loaded,
        replications=request.replications,
        seed=request.seed,
        folder=request.results,
        events=request.events,
        execution=execution,
    )


def _draws(loaded: Loaded, request: Request) -> int:
    """How many draws of the inputs are played through several times each; 0 if none is.

    Raises:
        ScenarioError: if that cannot be.
    """
    each, faults = request.per_draw, []
    if each == 1:
        return 0
    if loaded.drawing is None:
        faults.append('nothing is drawn in this scenario. Say under "uncertain:" what could be.')
    if request.replications % each or request.replications < 2 * each:
        faults.append(
            f"{request.replications} replications are not two draws or more of {each} each. Write "
            f"--replications {max(2, round(request.replications / each)) * each}."
        )
    if request.precision:
        faults.append("does not go with --precision. Leave one of the two out.")
    if request.events:
        faults.append("does not go with --events. Leave one of the two out.")
    if faults:
        raise ScenarioError([Problem("--split-variance", 0, "", fault) for fault in faults])
    return request.replications // each


def _aims(request: Request) -> Aims | None:
    """What is to be known how well, if anything."""
    if not request.precision:
        return None
    values = parse_aims(request.precision)
    fewest = request.replications
    if fewest < LEAST:
        message = f"is {fewest}. A precision needs {LEAST} or more to begin with."
        raise ScenarioError([Problem("--replications", 0, "", message)])
    if request.at_most < fewest:
        message = f"is {request.at_most}, below the {fewest} of --replications. Raise it."
        raise ScenarioError([Problem("--at-most", 0, "", message)])
    rule = dataclasses.replace(DEFAULT_RULE, floor=fewest, ceiling=request.at_most)
    return Aims(values, rule)


@contextmanager
def simulating(loaded: Loaded, request: Request, err: Console) -> Iterator[Execution]:
    """How a scenario is run, with a bar while it is."""
    print_warnings(err, loaded.warnings)
    with preparing(request, err, loaded.path.stem) as execution:
        yield execution


@contextmanager
def preparing(request: Request, err: Console, name: str) -> Iterator[Execution]:
    """How scenarios are run, with a bar of that name while they are."""
    engine = engine_for(request.engine, err)
    with notices(err), telling(err, name) as tell:
        yield Execution(request.workers, engine, tell)


def engine_for(asked: str | None, err: Console) -> str:
    """The engine to run with; what there is to know of it is told.

    Raises:
        ScenarioError: if the one asked for cannot be loaded.
    """
    engine = asked or available_engine()
    if engine == KERNEL != available_engine():
        message = "Numba cannot be loaded here. Leave the option out, or install Numba."
        raise ScenarioError([Problem("--engine kernel", 0, "", message)])
    if asked is None and engine != KERNEL:
        err.print(
            "Notice: Numba cannot be loaded here, so the slower reference engine is used. It gives "
            "the same answers."
        )
    if not is_ready(engine):
        err.print(COMPILING)
    return engine


@contextmanager
def telling(err: Console, name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar, and the function that moves it on."""
    with progress_bar(err, f"Preparing {name}") as bar:
        task = bar.task_ids[0]

        def tell(done: int, total: int) -> None:
            doing = "Preparing" if done == 0 else "Simulating"
            bar.update(task, completed=done, total=total, description=f"{doing} {name}")

        yield tell


@contextmanager
def notices(err: Console) -> Iterator[None]:
    """Tells warnings of the library as notices, in one line each."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in caught:
        err.print(f"Notice: {warning.message}", soft_wrap=True)


def show_paths(out: Console, paths: Sequence[tuple[str, Path | None]]) -> None:
    """Tells where what was made is kept."""
    for what, path in paths:
        if path is not None:
            out.print(f"{what}: {path}", soft_wrap=True)


def show_time(err: Console, began: float) -> None:
    """Tells how long it took."""
    err.print(f"Took {time.monotonic() - began:.1f} seconds.")
