"""The report of a comparison: a self-contained HTML page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from waitsim.experiments.best import Contest
from waitsim.experiments.pairs import Pairs
from waitsim.experiments.summary import series
from waitsim.experiments.waterfall import Waterfall
from waitsim.present.anchors import slug
from waitsim.present.best import best_said, best_table
from waitsim.present.chart import Chart
from waitsim.present.compare_charts import differences_chart, lists_beside_chart
from waitsim.present.compare_tables import (
    costs_table,
    difference_said,
    options_table,
    ranking_table,
    signed_pounds,
)
from waitsim.present.compared import Compared, compared, extra_cost, names, ranked
from waitsim.present.page import page
from waitsim.present.pairs import differences_table, pairs_said, pairs_table
from waitsim.present.report import facts
from waitsim.present.table import Column, Table, row
from waitsim.present.uncertainty import shared_draws_said
from waitsim.present.waterfall import changes_list, waterfall_charts, waterfall_table
from waitsim.present.wording import counted, joined, say
from waitsim.results.durable import write_whole
from waitsim.results.results import Results


@dataclass(frozen=True)
class More:
    """What was found besides the differences from the base.

    Args:
        pairs: every option beside every other.
        contest: which option is best, if that was looked for.
        waterfall: what each change of the one option contributes, if that was asked for.
    """

    pairs: Pairs | None = None
    contest: Contest | None = None
    waterfall: Waterfall | None = None


@dataclass(frozen=True)
class StandardPart:
    """A standard with its finding in words and its charts."""

    key: str
    label: str
    answer: str
    charts: tuple[Chart, ...]


def write_compare_report(
    frame: pd.DataFrame,
    runs: Sequence[Results],
    labels: Sequence[str],
    path: Path,
    more: More | None = None,
) -> Path:
    """Writes the report of a comparison, whole or not at all, and gives its path.

    Raises:
        OSError: if it cannot be written.
    """
    write_whole(path, compare_report(frame, runs, labels, more).encode())
    return path


def compare_report(
    frame: pd.DataFrame,
    runs: Sequence[Results],
    labels: Sequence[str],
    more: More | None = None,
) -> str:
    """The report of a comparison as an HTML page.

    Args:
        frame: what ``compare`` found, with the first run as the base.
        runs: the base, then the options.
        labels: names of the runs.
        more: what else was found, if anything.
    """
    more = more or More()
    pairs, contest, parted = more.pairs, more.contest, more.waterfall
    named = [(label, series(run, "list_size")) for label, run in zip(labels, runs, strict=True)]
    header = runs[0].header
    rows = compared(frame)
    parts = [_part(rows, named, name) for name in names(rows)]
    content = {
        "title": f"{labels[0]}, beside {counted(len(runs) - 1, 'option')}",
        "kind": "Comparison of simulations",
        "description": f"The base is {labels[0]}. Set against it: {joined(labels[1:])}.",
        "facts": facts(header),
        "standards": [part for part in parts if part.charts],
        "unchanged": joined([part.label for part in parts if not part.charts]),
        "best": best_said(contest) if contest else [],
        "contest": best_table(contest) if contest else None,
        "options": options_table(rows, labels[0]),
        "pairs": (pairs_table(pairs), differences_table(pairs)) if pairs else None,
        "pairs_said": pairs_said(pairs) if pairs else "",
        "waterfall": waterfall_table(parted) if parted else None,
        "waterfall_changes": changes_list(parted) if parted else None,
        "waterfall_charts": waterfall_charts(parted) if parted else (),
        "drawn": shared_draws_said(labels, [run.header.inputs for run in runs]),
        "ranking": ranking_table(rows, labels[0]),
        "costs": costs_table(rows),
        "family": _family(frame),
        "replications": counted(header.replications, "time"),
        "provenance": _provenance(runs, labels),
        "contents": [
            ("options", "Options, ranked"),
            *([("best", "The best option")] if contest else []),
            ("answer", "The answer in plain words"),
            *([("pairs", "Which option differs from which")] if pairs else []),
            *([("waterfall", "What each change contributes")] if parted else []),
            ("differences", "Each standard"),
            *((part.key, part.label) for part in parts if part.charts),
            ("costs", "Costs"),
            ("reading", "How to read this"),
            ("provenance", "Where this comes from"),
        ],
    }
    return page("compare.html.j2", content)


def _part(
    rows: Sequence[Compared], named: Sequence[tuple[str, pd.DataFrame]], name: str
) -> StandardPart:
    own = ranked(rows, name)
    changed = any(not each.alike for each in own)
    return StandardPart(
        key=slug("standard", name),
        label=own[0].subject,
        answer=_answer(own[0], extra_cost(rows, own[0].option)) if changed else "",
        charts=(lists_beside_chart(named, own[0]), differences_chart(rows, name))
        if changed
        else (),
    )


def _answer(best: Compared, cost: float) -> str:
    """Which option leaves the fewest waiting, how sure that is, and what it costs."""
    base = f"{say(best.base_mean, best.unit)} children are waiting at the end in the base"
    if not best.high < 0:
        return f"{base}. No option is shown to make the list shorter."
    sure = "every replication"
    if best.better_share < 1:
        sure = f"{say(best.better_share, 'share')} of replications"
    return (
        f"{base}. {best.option} leaves the fewest: {say(best.option_mean, best.unit)}, a "
        f"difference of {difference_said(best)}. It does better than the base in "
        f"{sure}. Extra cost: {signed_pounds(cost)}."
    )


def _family(frame: pd.DataFrame) -> str:
    attrs = frame.attrs
    return (
        f"Every interval is one of {attrs['comparisons']:,}, each right 19 times in 20, so some "
        "will miss by chance. Do not pick the best of many small differences: look for large "
        "ones that hold for several measures."
    )


def _provenance(runs: Sequence[Results], labels: Sequence[str]) -> Table:
    header = runs[0].header
    rows = [
        row(f"Identity of {label} (SHA-256)", run.header.identity)
        for label, run in zip(labels, runs, strict=True)
    ]
    rows += [
        row("waitsim", header.version),
        row("Version of the rules (semantics)", f"{header.semantics}"),
        row("Seed", f"{header.seed}"),
        row("Replications", f"{header.replications:,}"),
    ]
    return Table("How this was made", (Column("What"), Column("Which")), tuple(rows))
