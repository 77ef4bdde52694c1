"""Sweeps, from their file to what is shown of them."""

import dataclasses
import time
from pathlib import Path
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.cluster_workers import Cluster
from waitsim.experiments.sweep import SweepExecution, run_sweep
from waitsim.experiments.sweep_file import Read
from waitsim.experiments.swept import CASES_CSV, Swept
from waitsim.present.running import (
    Screen,
    engine_for,
    notices,
    show_paths,
    show_time,
    telling,
)
from waitsim.present.terminal import print_warnings
from waitsim.present.wording import counted

_MOST_ERRORS: Final = 5


def sweep_and_show(
    read: Read, results: Path, how: SweepExecution, screen: Screen, *, report: bool = True
) -> Path | None:
    """Runs a sweep and says where its table is; gives the path of its report, if there is one.

    Args:
        results: folder to keep results in.
    Raises:
        ScenarioError: if results cannot be kept.
    """
    began = time.monotonic()
    print_warnings(screen.err, read.family.base.warnings)
    engine = engine_for(how.engine, screen.err)
    with notices(screen.err), telling(screen.err, read.plan.path.stem) as tell:
        found = run_sweep(read, results, dataclasses.replace(how, engine=engine, progress=tell))
    screen.out.print(read.plan.title, style="bold")
    screen.out.print()
    screen.out.print(_said(found))
    _show_errors(found, screen)
    path = None
    if report:
        # Only now: the table need not wait for what draws charts.
        from waitsim.present.sweep_report import write_sweep_report  # noqa: PLC0415

        path = write_sweep_report(found, read)
    table = found.folder / CASES_CSV
    show_paths(screen.out, [("Results", found.folder), ("Table", table), ("Report", path)])
    show_time(screen.err, began)
    return path


def cluster_of(
    address: str | None, wait: float, workers: int | None, processes: bool, screen: Screen
) -> Cluster | None:
    """The cluster of an address, which tells notices; None if there is no address.

    Raises:
        ScenarioError: if options were given that do not go with one.
    """
    if address is None:
        return None
    given = {"--workers": workers is not None, "--processes": processes}
    message = "does not go with --cluster, which has workers of its own. Leave one of the two out."
    problems = [Problem(option, 0, "", message) for option, there in given.items() if there]
    if problems:
        raise ScenarioError(problems)

    def notice(said: str) -> None:
        screen.err.print(f"Notice: {said}", soft_wrap=True)

    return Cluster(address, wait_seconds=wait, notice=notice)


def _said(found: Swept) -> str:
    plan = found.plan
    cases = len(plan.cases)
    said = f"{counted(cases, 'case')} of {counted(plan.replications, 'replication')} each."
    if found.reused:
        said += f" Of {cases * plan.replications:,} replications {found.reused:,} were kept before."
    return said


def _show_errors(found: Swept, screen: Screen) -> None:
    """Says which cases could not be run, the first few with the reason."""
    if not found.failed:
        return
    errors = found.columns["error"]
    assert errors.categories is not None
    screen.out.print(f"{counted(found.failed, 'case')} could not be run:", style="bold red")
    told = 0
    for case, code in zip(found.columns["case"].values, errors.values, strict=True):
        reason = str(errors.categories[int(code)])
        if reason and told < _MOST_ERRORS:
            screen.out.print(f"  case {case}: {reason}", soft_wrap=True)
            told += 1
    if found.failed > told:
        screen.out.print(f"  The others are in {CASES_CSV}, with the reason of each.")
