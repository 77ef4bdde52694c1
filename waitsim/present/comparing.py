"""Comparisons, from scenarios to what is shown of them."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.best import Contest, find_best, read_search
from waitsim.experiments.compare import compare, distinct
from waitsim.experiments.pairs import Pairs, pairs_of
from waitsim.experiments.replicate import folder_of
from waitsim.experiments.waterfall import Plan, Waterfall, plan, waterfall
from waitsim.experiments.yardstick import read_yardstick, standards_of
from waitsim.present.best import print_best
from waitsim.present.compare_report import More, write_compare_report
from waitsim.present.compare_tables import costs_table, options_table, ranking_table
from waitsim.present.compared import RANKED_BY, compared
from waitsim.present.pairs import MOST_IN_A_TERMINAL, pairs_table
from waitsim.present.reading import check_pairs, names_of
from waitsim.present.running import (
    Request,
    Screen,
    preparing,
    replicated,
    show_paths,
    show_time,
    simulating,
)
from waitsim.present.terminal import print_table, print_warnings
from waitsim.present.uncertainty import shared_draws_said
from waitsim.present.waterfall import waterfall_table
from waitsim.present.wording import counted
from waitsim.results.results import Results
from waitsim.scenario.load import Loaded


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
    planned = _plan(everything, request, screen.err)
    runs, contest = _runs(everything, names, request, screen)
    drawn = shared_draws_said(names, [run.header.inputs for run in runs])
    if drawn:
        screen.out.print(drawn, soft_wrap=True)
        screen.out.print()
    frame = compare(runs, labels=names)
    rows = compared(frame)
    print_table(screen.out, ranking_table(rows, names[0]))
    print_table(screen.out, costs_table(rows))
    print_table(screen.out, options_table(rows, names[0]))
    pairs = _pairs(everything[0], runs, names, contest)
    if pairs and len(runs) <= MOST_IN_A_TERMINAL:
        print_table(screen.out, pairs_table(pairs))
    if contest:
        print_best(screen.out, contest)
    parted = _parted(planned, request, screen) if planned else None
    path = request.results / f"{_comparison_name(everything, request)}.html"
    more = More(pairs, contest, parted)
    report = write_compare_report(frame, runs, names, path, more) if request.report else None
    folders = [folder_of(loaded, request.results, request.seed) for loaded in everything]
    show_paths(screen.out, [*(("Results", folder) for folder in folders), ("Report", report)])
    show_time(screen.err, began)
    return report


def _runs(
    everything: Sequence[Loaded], names: Sequence[str], request: Request, screen: Screen
) -> tuple[list[Results], Contest | None]:
    """A run of each scenario, of as many replications as all have, and which is best if asked."""
    if not request.best:
        runs = []
        for loaded in everything:
            with simulating(loaded, request, screen.err) as execution:
                runs.append(replicated(loaded, request, execution))
        return runs, None
    standards = standards_of(everything[0])
    search = read_search(request.best, standards, request.replications, request.at_most)
    for loaded in everything:
        print_warnings(screen.err, loaded.warnings)
    with preparing(request, screen.err, counted(len(everything), "scenario")) as execution:
        found, contest = find_best(
            list(zip(names, everything, strict=True)),
            search,
            seed=request.seed,
            folder=request.results,
            events=request.events,
            execution=execution,
        )
    shared = min(run.header.replications for run in found)
    return [run.first(shared) for run in found], contest


def _plan(everything: Sequence[Loaded], request: Request, err: Console) -> Plan | None:
    """What is to be run for a waterfall, if one is asked for; how much that is, is told."""
    if not request.waterfall:
        return None
    if len(everything) > 2:
        message = f"is told of one option at a time, not of {len(everything) - 1}. Name one."
        raise ScenarioError([Problem("--waterfall", 0, "", message)])
    planned = plan(everything[0], everything[1], request.sets)
    changes = counted(len(planned.apart.differences), "change")
    runs = counted(len(planned.scenarios), "run")
    err.print(
        f"Notice: a waterfall of {changes} takes {runs} of "
        f"{counted(request.replications, 'replication')}; those that are kept are not made again.",
        soft_wrap=True,
    )
    return planned


def _parted(planned: Plan, request: Request, screen: Screen) -> Waterfall:
    """What each change contributes, run and shown."""
    scenarios = counted(len(planned.scenarios), "run")
    with preparing(request, screen.err, scenarios) as execution:
        found = waterfall(
            planned,
            replications=request.replications,
            seed=request.seed,
            folder=request.results,
            execution=execution,
        )
    print_table(screen.out, waterfall_table(found))
    return found


def _pairs(
    base: Loaded, runs: Sequence[Results], names: Sequence[str], contest: Contest | None
) -> Pairs | None:
    """All options beside one another, by what the best is looked for; None for a single option."""
    if len(runs) < 3:
        return None
    by = contest.search.yardstick if contest else read_yardstick(RANKED_BY, standards_of(base))
    return pairs_of(runs, distinct(names), by)


def _comparison_name(everything: Sequence[Loaded], request: Request) -> str:
    asked = [str(request.replications)]
    if request.waterfall:
        asked.append("waterfall")
    if request.best:
        asked += [request.best, str(request.at_most)]
    told = " ".join([*(loaded.identity for loaded in everything), *asked])
    digest = hashlib.sha256(told.encode()).hexdigest()
    return f"compare-{everything[0].path.stem}-{digest[:12]}-seed{request.seed}"
