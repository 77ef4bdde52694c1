"""The chart of those referred in each month: how soon half of them are seen."""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from waitsim.experiments.cohorts import Cohort
from waitsim.experiments.summary import StandardSummary
from waitsim.present.anchors import slug
from waitsim.present.chart import Chart, figure
from waitsim.present.list_charts import subject_of
from waitsim.present.palette import COLOURS, INK, see_through
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import BAND_NOTE, INTERVAL_NOTE
from waitsim.present.wording import band, say, with_interval

_NEVER = "fewer than half are seen"


def referred_in_month_chart(cohorts: Sequence[Cohort], summary: StandardSummary) -> Chart | None:
    """The wait within which half of those referred in a month are seen; None if it is never known.

    Args:
        cohorts: of the standard, in order of the months.
    """
    told = [each for each in cohorts if math.isfinite(each.half_seen_weeks.mean)]
    if not told:
        return None
    at = [each.month.isoformat() for each in cohorts]
    blue = COLOURS[0]
    edge: dict[str, Any] = {"x": at, "mode": "lines", "line": {"width": 0}, "showlegend": False}
    traces = [
        go.Scatter(**edge, y=_line(cohorts, "band_low"), hoverinfo="skip"),
        go.Scatter(
            **edge,
            y=_line(cohorts, "band_high"),
            fill="tonexty",
            fillcolor=see_through(blue, 0.14),
            hoverinfo="skip",
        ),
        go.Scatter(
            x=at,
            y=_line(cohorts, "mean"),
            name="half are seen within (band: 90 % prediction band)",
            mode="lines+markers",
            line={"color": blue, "width": 2.5},
            marker={"size": 5},
            hovertemplate="%{y:.0f} weeks",
        ),
    ]
    drawn = figure(traces, "weeks until half of those referred in a month are seen")
    drawn.update_yaxes(rangemode="tozero")
    drawn.update_layout(showlegend=True)
    drawn.add_hline(
        y=summary.limit_weeks,
        line={"color": INK, "width": 1.5, "dash": "dot"},
        annotation={
            "text": f"limit {say(summary.limit_weeks, 'weeks')}",
            "font": {"size": 13, "color": INK},
            "xanchor": "right",
            "yanchor": "bottom",
        },
    )
    return Chart(
        key=slug(summary.name, "referred-in-month"),
        subject=subject_of(summary),
        topic="For a child referred in a month",
        title=_title(told),
        figure=drawn,
        table=_table(cohorts, summary),
        note="Follows everyone referred in a month until they are seen, leave or the run ends. "
        "Nothing is said of those of whom the run ends too early to tell, and a band is shown "
        "where every replication can tell.",
    )


def _line(cohorts: Sequence[Cohort], end: str) -> list[float | None]:
    values = (float(getattr(each.half_seen_weeks, end)) for each in cohorts)
    return [value if math.isfinite(value) else None for value in values]


def _title(told: Sequence[Cohort]) -> str:
    first, last = told[0], told[-1]
    start = f"Half of those referred in {first.month:%B %Y} are seen within"
    said = f"{start} {say(first.half_seen_weeks.mean, 'weeks')}"
    if first is last:
        return said
    return (
        f"{said}, of those in {last.month:%B %Y} within {say(last.half_seen_weeks.mean, 'weeks')}"
    )


def _table(cohorts: Sequence[Cohort], summary: StandardSummary) -> Table:
    limit = say(summary.limit_weeks, "weeks")
    return Table(
        caption=f"{subject_of(summary)}: those referred in each month",
        columns=(
            Column("Referred in"),
            Column("Referred", number=True),
            Column(f"Seen within {limit} (95 % confidence interval)", number=True),
            Column("Half are seen within (95 % confidence interval)", number=True),
            Column("90 % prediction band", number=True),
        ),
        rows=tuple(
            row(
                f"{each.month:%b %Y}",
                say(each.started.mean, "referrals"),
                with_interval(each.seen_within, "share"),
                with_interval(each.half_seen_weeks, "weeks", beyond=_NEVER),
                band(each.half_seen_weeks, "weeks"),
            )
            for each in cohorts
        ),
        notes=(INTERVAL_NOTE, BAND_NOTE),
    )
