"""Charts of a standard: the share within its limit over time, and the chance to be seen by wait."""

import datetime
import math
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from waitsim.experiments.summary import StandardSummary
from waitsim.present.anchors import slug
from waitsim.present.chart import Chart, days, every, figure, numbers, rows_of
from waitsim.present.list_charts import TABLE_STEP_WEEKS, subject_of
from waitsim.present.palette import COLOURS, INK, PAPER, see_through
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import BAND_NOTE, INTERVAL_NOTE
from waitsim.present.wording import band, say, say_date, short_date, with_interval

_SHARES: Final = {"range": [0, 1.02], "tickformat": ".0%"}


def share_within_chart(
    waiting: pd.DataFrame, completed: pd.DataFrame, summary: StandardSummary
) -> Chart:
    """The share within the limit over time, of those still waiting and of those seen.

    Args:
        waiting: series of the measure ``share_within_waiting``.
        completed: series of the measure ``share_within_completed``.
    """
    now = waiting[waiting["standard_key"] == summary.name]
    seen = completed[completed["standard_key"] == summary.name]
    at = days(now["date"])
    middles = [f"{_middle_of(key):%Y-%m-%d}" for key in seen["quarter_key"]]
    blue, rust = COLOURS[:2]
    edge: dict[str, Any] = {"x": at, "mode": "lines", "line": {"width": 0}, "showlegend": False}
    traces = [
        go.Scatter(**edge, y=numbers(now["band_low"]), hoverinfo="skip"),
        go.Scatter(
            **edge,
            y=numbers(now["band_high"]),
            fill="tonexty",
            fillcolor=see_through(blue, 0.14),
            hoverinfo="skip",
        ),
        go.Scatter(
            x=at,
            y=numbers(now["mean"]),
            name="of those still waiting",
            mode="lines",
            line={"color": blue, "width": 2.5},
            hovertemplate="%{y:.0%}",
        ),
        go.Scatter(
            x=middles,
            y=numbers(seen["mean"]),
            name="of those seen in the quarter",
            mode="lines+markers",
            line={"color": rust, "width": 2, "dash": "dash"},
            marker={"symbol": "square", "size": 7},
            hovertemplate="%{y:.0%}",
        ),
    ]
    drawn = figure(traces, f"share within {say(summary.limit_weeks, 'weeks')}")
    drawn.update_yaxes(**_SHARES)
    if summary.target is not None:
        _draw_target(drawn, summary.target)
    return Chart(
        key=slug(summary.name, "share-within"),
        subject=subject_of(summary),
        topic="Within the limit or not",
        title=_share_title(summary),
        figure=drawn,
        table=_share_table(now, seen, summary),
        note="The two lines count different children. Those seen had their whole wait measured; "
        "those still waiting have only waited part of theirs. The band around the first is the "
        "90 % prediction band.",
    )


def _draw_target(drawn: go.Figure, target: float) -> None:
    drawn.add_hline(
        y=target,
        line={"color": INK, "width": 1.5, "dash": "dot"},
        annotation={
            "text": f"target {say(target, 'share')}",
            "font": {"size": 13, "color": INK},
            "bgcolor": see_through(PAPER, 0.8),
            "xanchor": "right",
            "yanchor": "bottom",
        },
    )


def _share_title(summary: StandardSummary) -> str:
    share = with_interval(summary.share_within_end, "share")
    limit = say(summary.limit_weeks, "weeks")
    on = f"of those still waiting on {say_date(summary.end)} have waited under {limit}"
    goal = "" if summary.target is None else f"; the target is {say(summary.target, 'share')}"
    return f"{share} {on}{goal}"


def _share_table(now: pd.DataFrame, seen: pd.DataFrame, summary: StandardSummary) -> Table:
    picked = now.iloc[every(len(now), TABLE_STEP_WEEKS)]
    limit = say(summary.limit_weeks, "weeks")
    return Table(
        caption=f"{subject_of(summary)}: share within {limit}",
        columns=(
            Column("Who"),
            Column("When"),
            Column("Average (95 % confidence interval)", number=True),
            Column("90 % prediction band", number=True),
        ),
        rows=(
            *(
                row(
                    "Still waiting",
                    short_date(each.date.date()),
                    with_interval(each, "share"),
                    band(each, "share"),
                )
                for each in rows_of(picked)
            ),
            *(
                row("Seen", each.quarter, with_interval(each, "share"), band(each, "share"))
                for each in rows_of(seen)
            ),
        ),
        notes=(INTERVAL_NOTE, BAND_NOTE),
    )


def _middle_of(quarter: str) -> datetime.date:
    """The middle of a calendar quarter, named by its first month."""
    year, month = (int(part) for part in quarter.split("-"))
    return datetime.date(year, month + 1, 15)


def seen_by_wait_chart(series: pd.DataFrame, summary: StandardSummary) -> Chart:
    """The share of children seen within each number of weeks from referral.

    Args:
        series: of the measure ``seen_by_wait``.
    """
    own = series[series["spell_key"] == f"clock.{summary.name}"]
    own = own[own["weeks"] < _weeks_worth_showing(own, summary)]
    # The share in the row of week k has been seen by the end of it, k + 1 weeks from referral.
    at = [0, *(int(week) + 1 for week in own["weeks"])]
    blue = COLOURS[0]
    edge: dict[str, Any] = {"x": at, "mode": "lines", "line": {"width": 0}, "showlegend": False}
    traces = [
        go.Scatter(**edge, y=[0.0, *numbers(own["band_low"])], hoverinfo="skip"),
        go.Scatter(
            **edge,
            y=[0.0, *numbers(own["band_high"])],
            fill="tonexty",
            fillcolor=see_through(blue, 0.14),
            hoverinfo="skip",
        ),
        go.Scatter(
            x=at,
            y=[0.0, *numbers(own["mean"])],
            name="seen, average (band: 90 % prediction band)",
            mode="lines",
            line={"color": blue, "width": 2.5},
            hovertemplate="%{y:.0%}",
        ),
    ]
    drawn = figure(traces, "share of children referred who have been seen")
    drawn.update_yaxes(**_SHARES)
    drawn.update_xaxes(title={"text": "weeks since referral", "font": {"size": 13}})
    drawn.update_layout(showlegend=True)
    drawn.add_vline(
        x=summary.limit_weeks,
        line={"color": INK, "width": 1.5, "dash": "dot"},
        annotation={
            "text": f"limit {say(summary.limit_weeks, 'weeks')}",
            "font": {"size": 13, "color": INK},
            "xanchor": "left",
            "xshift": 4,
            "yanchor": "top",
        },
    )
    return Chart(
        key=slug(summary.name, "seen-by-wait"),
        subject=subject_of(summary),
        topic="How long until children are seen",
        title=_half_title(summary),
        figure=drawn,
        table=_seen_table(own, summary),
        note="Counts everyone referred: those still waiting are not left out, and those who leave "
        "are never seen, so the line need not reach 100 %.",
    )


def _weeks_worth_showing(own: pd.DataFrame, summary: StandardSummary) -> int:
    """Weeks until the line is flat, and somewhat beyond the limit."""
    most = float(own["band_high"].max())
    rising = own[own["band_high"] < 0.995 * most]["weeks"]
    flat = int(rising.max()) + 2 if len(rising) else 1
    return max(flat, math.ceil(summary.limit_weeks * 1.25), 4)


def _half_title(summary: StandardSummary) -> str:
    half = summary.half_seen_weeks.mean
    if math.isinf(half):
        return "Fewer than half of the children referred are seen"
    if math.isnan(half):
        return "Nobody was referred"
    return f"Half of the children referred are seen within {say(half, 'weeks')}"


def _seen_table(own: pd.DataFrame, summary: StandardSummary) -> Table:
    step = 1 if len(own) <= 20 else 4 if len(own) <= 80 else TABLE_STEP_WEEKS
    picked = own[(own["weeks"] + 1) % step == 0]
    return Table(
        caption=f"{subject_of(summary)}: share seen, by weeks since referral",
        columns=(
            Column("Within"),
            Column("Average (95 % confidence interval)", number=True),
            Column("90 % prediction band", number=True),
        ),
        rows=tuple(
            row(say(each.weeks + 1, "weeks"), with_interval(each, "share"), band(each, "share"))
            for each in rows_of(picked)
        ),
        notes=(INTERVAL_NOTE, BAND_NOTE),
    )
