"""The report of a sweep: a self-contained HTML page."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waitsim.experiments.sweep_file import Read
from waitsim.experiments.sweep_inputs import Input
from waitsim.experiments.sweep_sensitivity import standards_of
from waitsim.experiments.swept import CASES_CSV, Swept, sweep_identity
from waitsim.present.anchors import slug
from waitsim.present.chart import Chart
from waitsim.present.page import page
from waitsim.present.sweep_charts import curve_chart, dots_chart, heatmap_chart, shares_chart
from waitsim.present.sweep_words import (
    Response,
    failed_cases,
    input_label,
    input_said,
    levels,
    responses,
    subject_of,
    varying,
)
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import counted, joined, say_date
from waitsim.results.durable import write_whole
from waitsim.results.header import version

REPORT: Final = "report.html"
_DRAWN: Final = ("waiting_end", "median_wait_last_year")
_MOST_ROWS: Final = 60
_MOST_DOTS: Final = 4
_MOST_LEVELS: Final = 30
_MOST_SAID: Final = 6


@dataclass(frozen=True)
class StandardPart:
    """A standard with its charts."""

    key: str
    label: str
    charts: tuple[Chart, ...]


def write_sweep_report(found: Swept, read: Read) -> Path:
    """Writes the report of a sweep beside its tables, and gives its path.

    Raises:
        OSError: if it cannot be written.
    """
    path = found.folder / REPORT
    write_whole(path, sweep_report(found, read).encode())
    return path


def sweep_report(found: Swept, read: Read) -> str:
    """The report of a sweep as an HTML page."""
    plan, scenario = found.plan, read.family.base.scenario
    inputs = varying(found)
    every = {name: responses(found, scenario, name) for name in standards_of(found.columns)}
    parts = [
        StandardPart(
            slug("standard", name), subject_of(scenario, name), _charts(found, own, inputs)
        )
        for name, own in every.items()
    ]
    shown = [part for part in parts if part.charts]
    last = scenario.start + datetime.timedelta(days=scenario.days - 1)
    content = {
        "title": plan.title,
        "kind": "Sweep of a simulation",
        "description": _description(scenario.title, inputs),
        "facts": f"{say_date(scenario.start)} to {say_date(last)}; "
        f"{counted(len(plan.cases), 'case')} of {counted(plan.replications, 'replication')}, "
        f"seed {plan.seed}",
        "inputs": _inputs_table(found),
        "standards": shown,
        "unchanged": joined([part.label for part in parts if not part.charts]),
        "cases": _cases_table(found, list(every.values()), inputs),
        "failed": _failed_table(found),
        "provenance": _provenance(found, read),
        "contents": [
            ("inputs", "What was changed"),
            *((part.key, part.label) for part in shown),
            ("cases", "Cases"),
            ("provenance", "Where this comes from"),
        ],
    }
    return page("sweep.html.j2", content)


def _description(title: str, inputs: list[Input]) -> str:
    labels = [input_label(one) for one in inputs]
    return f"{title}. What differs: {joined(labels)}." if labels else title


def _charts(found: Swept, own: list[Response], inputs: list[Input]) -> tuple[Chart, ...]:
    charts: list[Chart] = []
    for response in own:
        if response.headline.name not in _DRAWN or not response.varies:
            continue
        mine = [
            one
            for one in found.shares
            if (one.standard, one.measure) == (response.standard, response.headline.name)
        ]
        if mine:
            charts.append(shares_chart(mine, found.inputs, response))
        if len(inputs) == 1:
            charts.append(curve_chart(response, inputs[0]))
        elif len(inputs) == 2 and _is_grid(inputs):
            charts.append(heatmap_chart(response, inputs[1], inputs[0]))
        else:
            charts += [dots_chart(response, one) for one in inputs[:_MOST_DOTS]]
    return tuple(charts)


def _is_grid(inputs: list[Input]) -> bool:
    """Whether the cases are all pairs of a few values."""
    cases = range(len(inputs[0].texts))
    across, down = (len(levels(one, cases)) for one in inputs)
    pairs = {tuple(input_said(one, i) for one in inputs) for i in cases}
    return max(across, down) <= _MOST_LEVELS and len(pairs) == across * down


def _inputs_table(found: Swept) -> Table:
    rows = []
    for one in found.inputs:
        every = levels(one, range(len(one.texts)))
        said = joined(every[:_MOST_SAID])
        if len(every) > _MOST_SAID:
            said = f"{every[0]} to {every[-1]}" if one.numbers else f"{said} and others"
        rows.append(row(one.path, said, f"{len(every):,}"))
    return Table(
        "Values that differ between the cases",
        (Column("Path in the scenario"), Column("Values"), Column("How many", number=True)),
        tuple(rows),
    )


def _cases_table(found: Swept, every: list[list[Response]], inputs: list[Input]) -> Table:
    """The cases with the first value of each standard that changes."""
    firsts = [own[0] for own in every if own and own[0].varies]
    cases = range(min(len(found.plan.cases), _MOST_ROWS))
    notes = [f"All cases and values are in {CASES_CSV}, beside this page."]
    if len(found.plan.cases) > _MOST_ROWS:
        notes.insert(0, f"The first {_MOST_ROWS} of {len(found.plan.cases):,} cases.")
    return Table(
        "Waiting at the end in each case",
        (
            Column("Case"),
            *(Column(input_label(one)) for one in inputs),
            *(Column(one.subject, number=True) for one in firsts),
        ),
        tuple(
            row(
                f"{i + 1}",
                *(input_said(one, i) for one in inputs),
                *(one.said(i) or "could not be run" for one in firsts),
            )
            for i in cases
        ),
        tuple(notes),
    )


def _failed_table(found: Swept) -> Table | None:
    if not found.failed:
        return None
    rows = [row(f"{i + 1}", error) for i, error in failed_cases(found).items()]
    return Table(
        "Cases that could not be run", (Column("Case"), Column("Why")), tuple(rows[:_MOST_ROWS])
    )


def _provenance(found: Swept, read: Read) -> Table:
    plan, base = found.plan, read.family.base
    rows = (
        row("Sweep", plan.path.name),
        row("Design", plan.design.replace("_", " ")),
        row("Scenario", base.scenario.title),
        row("Scenario identity (SHA-256)", base.identity),
        row("Sweep identity (SHA-256)", sweep_identity(read)),
        row("waitsim", version()),
        row("Seed", f"{plan.seed}"),
        row("Replications of each case", f"{plan.replications:,}"),
    )
    return Table("How this was made", (Column("What"), Column("Which")), rows)
