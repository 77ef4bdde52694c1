"""Sweeps, from their file to what is shown of them."""

import dataclasses
import time
from pathlib import Path
from typing import Final

from waitsim.experiments.sweep import CASES_CSV, SweepExecution, Swept, run_sweep
from waitsim.experiments.sweep_file import Read
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


def sweep_and_show(read: Read, results: Path, how: SweepExecution, screen: Screen) -> None:
    """Runs a sweep and says where its table is.

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
    show_paths(screen.out, [("Results", found.folder), ("Table", found.folder / CASES_CSV)])
    show_time(screen.err, began)


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
