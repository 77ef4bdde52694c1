"""Runs and comparisons, from scenarios to what is shown of them."""

import dataclasses
import hashlib
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from waitsim.analysis.precision import LEAST
from waitsim.engine.run import KERNEL, available_engine, is_ready
from waitsim.errors import Problem, ScenarioError
from waitsim.experiments import summary
from waitsim.experiments.compare import compare
from waitsim.experiments.replicate import Execution, folder_of
from waitsim.experiments.replicate import run as replicate
from waitsim.experiments.stopping import DEFAULT_RULE, Aims, parse_aims, run_to_precision
from waitsim.present.compare_report import write_compare_report
from waitsim.present.compare_tables import costs_table, options_table, ranking_table
from waitsim.present.compared import compared
from waitsim.present.precision import print_precision
from waitsim.present.reading import check_pairs, names_of
from waitsim.present.report import write_report
from waitsim.present.tables import headline_table
from waitsim.present.terminal import print_table, print_warnings, progress_bar
from waitsim.results.results import Results
from waitsim.scenario.load import Loaded


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
        at_most: most replications that are run for the sake of precision.
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


def run_and_show(loaded: Loaded, request: Request, screen: Screen) -> Path | None:
    """Runs a scenario and shows its summary; gives the path of its report, if there is one.

    Raises:
        ScenarioError: if the request cannot be met.
    """
    began = time.monotonic()
    aims = _aims(request)
    with _simulating(loaded, request, screen.err) as execution:
        if aims:
            results, precision = run_to_precision(
                loaded,
                aims,
                seed=request.seed,
                folder=request.results,
                events=request.events,
                execution=execution,
            )
        else:
            results, precision = _replicated(loaded, request, execution), None
    folder = folder_of(loaded, request.results, request.seed)
    screen.out.print(loaded.scenario.title, style="bold")
    screen.out.print()
    print_table(screen.out, headline_table(summary.headline(results)))
    if precision:
        print_precision(screen.out, precision, results.header.replications)
    report = write_report(results, folder / "report.html", loaded) if request.report else None
    _show_paths(screen.out, [("Results", folder), ("Report", report)])
    _show_time(screen.err, began)
    return report


def compare_and_show(everything: Sequence[Loaded], request: Request, screen: Screen) -> Path | None:
    """Runs scenarios under the same luck and ranks them; gives the path of the report, if any.

    Args:
        everything: the base, then the options.
    Raises:
        ScenarioError: if the request cannot be met, or two scenarios cannot be paired.
    """
    began = time.monotonic()
    check_pairs(everything)
    names = names_of(everything)
    runs = []
    for loaded in everything:
        with _simulating(loaded, request, screen.err) as execution:
            runs.append(_replicated(loaded, request, execution))
    frame = compare(runs, labels=names)
    rows = compared(frame)
    print_table(screen.out, ranking_table(rows, names[0]))
    print_table(screen.out, costs_table(rows))
    print_table(screen.out, options_table(rows, names[0]))
    path = request.results / f"{_comparison_name(everything, request)}.html"
    report = write_compare_report(frame, runs, names, path) if request.report else None
    folders = [folder_of(loaded, request.results, request.seed) for loaded in everything]
    _show_paths(screen.out, [*(("Results", folder) for folder in folders), ("Report", report)])
    _show_time(screen.err, began)
    return report


def _replicated(loaded: Loaded, request: Request, execution: Execution) -> Results:
    return replicate(
        loaded,
        replications=request.replications,
        seed=request.seed,
        folder=request.results,
        events=request.events,
        execution=execution,
    )


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
def _simulating(loaded: Loaded, request: Request, err: Console) -> Iterator[Execution]:
    """How a scenario is run, with a bar while it is."""
    print_warnings(err, loaded.warnings)
    engine = request.engine or available_engine()
    if engine == KERNEL != available_engine():
        message = "Numba cannot be loaded here. Leave the option out, or install Numba."
        raise ScenarioError([Problem("--engine kernel", 0, "", message)])
    if request.engine is None and engine != KERNEL:
        err.print(
            "Notice: Numba cannot be loaded here, so the slower reference engine is used. It gives "
            "the same answers."
        )
    if not is_ready(engine):
        err.print("Notice: the engine is compiled for this machine, once. That takes a minute.")
    with _notices(err), _telling(err, loaded.path.stem) as tell:
        yield Execution(request.workers, engine, tell)


@contextmanager
def _telling(err: Console, name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar, and the function that moves it on."""
    with progress_bar(err, f"Preparing {name}") as bar:
        task = bar.task_ids[0]

        def tell(done: int, total: int) -> None:
            doing = "Preparing" if done == 0 else "Simulating"
            bar.update(task, completed=done, total=total, description=f"{doing} {name}")

        yield tell


@contextmanager
def _notices(err: Console) -> Iterator[None]:
    """Tells warnings of the library as notices, in one line each."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in caught:
        err.print(f"Notice: {warning.message}", soft_wrap=True)


def _comparison_name(everything: Sequence[Loaded], request: Request) -> str:
    identities = " ".join(loaded.identity for loaded in everything)
    digest = hashlib.sha256(f"{identities} {request.replications}".encode()).hexdigest()
    return f"compare-{everything[0].path.stem}-{digest[:12]}-seed{request.seed}"


def _show_paths(out: Console, paths: Sequence[tuple[str, Path | None]]) -> None:
    for what, path in paths:
        if path is not None:
            out.print(f"{what}: {path}", soft_wrap=True)


def _show_time(err: Console, began: float) -> None:
    err.print(f"Took {time.monotonic() - began:.1f} seconds.")
