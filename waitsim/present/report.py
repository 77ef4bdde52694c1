"""The report of one run: a self-contained HTML page for planners, boards and carers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from waitsim.experiments import summary
from waitsim.experiments.cohorts import Cohort, waits_by_month
from waitsim.experiments.equity import equity
from waitsim.experiments.load import bottlenecks
from waitsim.experiments.summary import OutflowRow, StandardSummary
from waitsim.present.anchors import slug
from waitsim.present.answers import Answer, answers
from waitsim.present.chart import Chart
from waitsim.present.flow_charts import outflow_chart, staff_chart
from waitsim.present.group_tables import gaps_table, group_table
from waitsim.present.list_charts import list_size_chart, step_lists_chart, wait_bands_chart
from waitsim.present.load_table import load_table
from waitsim.present.month_charts import referred_in_month_chart
from waitsim.present.page import page
from waitsim.present.register import register
from waitsim.present.standard_charts import seen_by_wait_chart, share_within_chart
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import cost_table, waiting_table, waits_table
from waitsim.present.uncertainty import OTHERS, drawn_said, inputs_table, uncertainty_tables
from waitsim.present.wording import counted, say_date
from waitsim.results.durable import write_whole
from waitsim.results.header import Header
from waitsim.results.results import Results
from waitsim.scenario.load import Loaded

Named = TypeVar("Named", StandardSummary, OutflowRow)

_SERIES = (
    "list_size",
    "list_size_by_band",
    "share_within_waiting",
    "share_within_completed",
    "seen_by_wait",
)


@dataclass(frozen=True)
class StandardPart:
    """A standard and its charts."""

    label: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class PathwayPart:
    """A pathway with its answers in words, its standards, and the charts of the whole of it."""

    key: str
    label: str
    answers: tuple[Answer, ...]
    standards: tuple[StandardPart, ...]
    charts: tuple[Chart, ...]


def write_report(results: Results, path: Path, loaded: Loaded | None = None) -> Path:
    """Writes the report of a run, whole or not at all, and gives its path.

    Args:
        loaded: the scenario that was run, for its assumptions and changes.
    Raises:
        OSError: if it cannot be written.
    """
    write_whole(path, report(results, loaded).encode())
    return path


def report(results: Results, loaded: Loaded | None = None) -> str:
    """The report of a run as an HTML page.

    Where replications share draws of the inputs, all but what tells the two apart is of the first
    replication of each draw.
    """
    inputs = results.header.inputs
    resting = uncertainty_tables(results) if inputs else ()
    further = uncertainty_tables(results, OTHERS) if inputs else ()
    drawn = drawn_said(inputs, results.header.replications_per_draw)
    results = results.independent()
    header = results.header
    headline = summary.headline(results)
    outflow = summary.outflow(results)
    staff = summary.staff_use(results)
    series = {name: summary.series(results, name) for name in _SERIES}
    cohorts = waits_by_month(results)
    parts = [
        _pathway(key, label, _of(key, headline), series, cohorts, _of(key, outflow))
        for key, label in zip(header.names.pathways, header.names.pathway_labels, strict=True)
    ]
    unlike, load = equity(results), bottlenecks(results)
    content = {
        "title": header.title,
        "kind": "Report of a simulation",
        "description": header.description,
        "facts": facts(header),
        "pathways": parts,
        "key_figures": (waiting_table(headline), waits_table(headline)),
        "gaps": gaps_table(unlike) if unlike else None,
        "groups": tuple(group_table(each) for each in unlike),
        "staff": staff_chart(staff) if staff else None,
        "load": load_table(load) if load else None,
        "costs": cost_table(summary.cost(results)),
        "drawn": drawn,
        "resting": resting,
        "resting_further": [table for table in further if table.rows],
        "inputs": inputs_table(loaded) if loaded and loaded.drawing else None,
        "register": register(loaded) if loaded else None,
        "replications": counted(header.replications, "time"),
        "provenance": provenance(header, loaded),
    }
    return page("report.html.j2", content | {"contents": _contents(content)})


def facts(header: Header) -> str:
    """When the run begins and ends, and how often it was made, in a line."""
    return (
        f"{say_date(header.start)} to {say_date(header.last_day)}; "
        f"{counted(header.replications, 'replication')}, seed {header.seed}"
    )


def provenance(header: Header, loaded: Loaded | None) -> Table:
    """All that is needed to make the run again."""
    files = ", ".join(Path(name).name for name in loaded.files) if loaded else ""
    rows = [
        row("Scenario", header.title),
        row("Scenario identity (SHA-256)", header.identity),
        row("waitsim", header.version),
        row("Version of the rules (semantics)", f"{header.semantics}"),
        row("Seed", f"{header.seed}"),
        row("Replications", f"{header.replications:,}"),
        row("First and last day", f"{say_date(header.start)}, {say_date(header.last_day)}"),
    ]
    if loaded and files:
        rows.insert(1, row("Files read", "; ".join((files, *loaded.lists))))
    return Table("How this was made", (Column("What"), Column("Which")), tuple(rows))


def _pathway(
    key: str,
    label: str,
    own: Sequence[StandardSummary],
    series: Mapping[str, pd.DataFrame],
    cohorts: Sequence[Cohort],
    outflow: Sequence[OutflowRow],
) -> PathwayPart:
    charts = (step_lists_chart(series["list_size"], (key, label)), outflow_chart(outflow, key))
    return PathwayPart(
        key=slug("pathway", key),
        label=label,
        answers=answers(own),
        standards=tuple(
            StandardPart(each.standard, _charts(each, series, cohorts)) for each in own
        ),
        charts=tuple(chart for chart in charts if chart),
    )


def _of(pathway: str, rows: Sequence[Named]) -> list[Named]:
    """What is about a pathway, by its key: labels need not differ."""
    return [each for each in rows if each.name.partition(".")[0] == pathway]


def _charts(
    each: StandardSummary, series: Mapping[str, pd.DataFrame], cohorts: Sequence[Cohort]
) -> tuple[Chart, ...]:
    charts = (
        list_size_chart(series["list_size"], each),
        wait_bands_chart(series["list_size_by_band"], each),
        share_within_chart(series["share_within_waiting"], series["share_within_completed"], each),
        seen_by_wait_chart(series["seen_by_wait"], each),
        referred_in_month_chart([one for one in cohorts if one.name == each.name], each),
    )
    return tuple(chart for chart in charts if chart)


def _contents(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Keys and headings of the sections, in order."""
    scenario = [("changes", "Changes in force"), ("assumptions", "What the answer rests on")]
    drawn = [("uncertain", "What is not known exactly")] if content["drawn"] else []
    return [
        ("answer", "The answer in plain words"),
        ("figures", "Key figures"),
        *((part.key, part.label) for part in content["pathways"]),
        *([("groups", "Groups of children")] if content["groups"] else []),
        *([("staff", "Staff time")] if content["staff"] else []),
        ("costs", "Costs"),
        *drawn,
        *(scenario if content["register"] else []),
        ("reading", "How to read this"),
        ("provenance", "Where this comes from"),
    ]
