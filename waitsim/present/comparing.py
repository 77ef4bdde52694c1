"""Comparisons, from scenarios to what is shown of them."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

from waitsim.experiments.compare import compare
from waitsim.experiments.replicate import folder_of
from waitsim.present.compare_report import write_compare_report
from waitsim.present.compare_tables import costs_table, options_table, ranking_table
from waitsim.present.compared import compared
from waitsim.present.reading import check_pairs, names_of
from waitsim.present.running import (
    Request,
    Screen,
    replicated,
    show_paths,
    show_time,
    simulating,
)
from waitsim.present.terminal import print_table
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
    runs = []
    for loaded in everything:
        with simulating(loaded, request, screen.err) as execution:
            runs.append(replicated(loaded, request, execution))
    frame = compare(runs, labels=names)
    rows = compared(frame)
    print_table(screen.out, ranking_table(rows, names[0]))
    print_table(screen.out, costs_table(rows))
    print_table(screen.out, options_table(rows, names[0]))
    path = request.results / f"{_comparison_name(everything, request)}.html"
    report = write_compare_report(frame, runs, names, path) if request.report else None
    folders = [folder_of(loaded, request.results, request.seed) for loaded in everything]
    show_paths(screen.out, [*(("Results", folder) for folder in folders), ("Report", report)])
    show_time(screen.err, began)
    return report


def _comparison_name(everything: Sequence[Loaded], request: Request) -> str:
    identities = " ".join(loaded.identity for loaded in everything)
    digest = hashlib.sha256(f"{identities} {request.replications}".encode()).hexdigest()
    return f"compare-{everything[0].path.stem}-{digest[:12]}-seed{request.seed}"
