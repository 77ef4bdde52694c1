"""Charts of waiting lists: their size over time, and how long those on them have waited."""

import itertools
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from waitsim.experiments.summary import StandardSummary
from waitsim.present.anchors import slug
from waitsim.present.chart import Chart, cycle, days, evenly, every, figure, numbers, rows_of
from waitsim.present.palette import (
    COLOURS,
    DASHES,
    INK,
    PAPER,
    SHADE_PATTERNS,
    SHADES,
    see_through,
)
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import BAND_NOTE, INTERVAL_NOTE
from waitsim.present.wording import band, say, say_date, short_date, with_interval
from waitsim.records import BAND_EDGES_WEEKS
from waitsim.results.bands import band_labels

TABLE_STEP_WEEKS: Final = 13
_MOST_DATES: Final = 5


def list_size_chart(series: pd.DataFrame, summary: StandardSummary) -> Chart:
    """Children waiting for a standard's clock to stop, week by week.

    Args:
        series: of the measure ``list_size``.
    """
    own = series[series["spell_key"] == f"clock.{summary.name}"]
    at = days(own["date"])
    blue = COLOURS[0]
    traces = [
        *_ribbon(own, at, "band", ("90 % prediction band", see_through(blue, 0.14), "dot")),
        *_ribbon(own, at, "", ("95 % confidence interval", see_through(blue, 0.4), "solid")),
        go.Scatter(
            x=at,
            y=numbers(own["mean"]),
            name="average",
            mode="lines",
            line={"color": blue, "width": 2.5},
            hovertemplate="%{y:,.0f}",
        ),
    ]
    return Chart(
        key=slug(summary.name, "list-size"),
        subject=subject_of(summary),
        topic="How many are waiting",
        title=_size_title(summary),
        figure=figure(traces, "children waiting"),
        table=_size_table(own, summary),
        note="The line is the average of all replications. Nine replications in ten lie within "
        "the paler band.",
    )


def subject_of(summary: StandardSummary) -> str:
    """The pathway and the standard."""
    return f"{summary.pathway}: {summary.standard}"


def _ribbon(
    frame: pd.DataFrame, at: list[str], prefix: str, look: tuple[str, str, str]
) -> list[Any]:
    """The area between two series as a pair of traces: its lower edge, then its fill."""
    name, fill, dash = look
    low, high = (f"{prefix}_low", f"{prefix}_high") if prefix else ("low", "high")
    edge = {"color": COLOURS[0], "width": 1 if prefix else 0, "dash": dash}
    shared = {"x": at, "mode": "lines", "line": edge, "legendgroup": name}
    return [
        go.Scatter(
            **shared, y=numbers(frame[low]), name=f"{name}, from", showlegend=False,
            hovertemplate="%{y:,.0f}",
        ),
        go.Scatter(
            **shared, y=numbers(frame[high]), name=f"{name}, to", fill="tonexty", fillcolor=fill,
            showlegend=False, hovertemplate="%{y:,.0f}",
        ),
        go.Scatter(
            x=[None], y=[None], name=name, mode="lines", legendgroup=name,
            line={"color": see_through(COLOURS[0], 0.14 if prefix else 0.4), "width": 12},
        ),
    ]  # fmt: skip


def _size_title(summary: StandardSummary) -> str:
    start = say(summary.waiting_start, "referrals")
    end = with_interval(summary.waiting_end, "referrals")
    return (
        f"{start} waiting on {say_date(summary.start)}, {end} expected on {say_date(summary.end)}"
    )


def _size_table(own: pd.DataFrame, summary: StandardSummary) -> Table:
    picked = own.iloc[every(len(own), TABLE_STEP_WEEKS)]
    return Table(
        caption=f"{subject_of(summary)}: children waiting, every {TABLE_STEP_WEEKS} weeks",
        columns=(
            Column("Date"),
            Column("Average (95 % confidence interval)", number=True),
            Column("90 % prediction band", number=True),
        ),
        rows=tuple(
            row(
                short_date(each.date.date()),
                with_interval(each, "referrals"),
                band(each, "referrals"),
            )
            for each in rows_of(picked)
        ),
        notes=(INTERVAL_NOTE, BAND_NOTE),
    )


def wait_bands_chart(series: pd.DataFrame, summary: StandardSummary) -> Chart:
    """How long those waiting have waited, on some dates.

    Args:
        series: of the measure ``list_size_by_band``.
    """
    own = series[series["spell_key"] == f"clock.{summary.name}"]
    dates = sorted(own["date"].unique())
    picked = [pd.Timestamp(dates[i]) for i in evenly(len(dates), _MOST_DATES)]
    at = [short_date(date.date()) for date in picked]
    below = [f"{date.removesuffix(date[-5:])}<br>{date[-4:]}" for date in at]
    counts = own.pivot(index="band", columns="date", values="mean").reindex(list(band_labels()))
    bands = _coarse_bands(round(summary.limit_weeks))
    rows = {
        label: [float(counts[date].iloc[span].sum()) for date in picked] for label, span in bands
    }
    traces = [
        go.Bar(
            x=below,
            y=numbers(values),
            name=label,
            marker={
                "color": SHADES[shade],
                "line": {"color": INK, "width": 0.6},
                "pattern": {
                    "shape": SHADE_PATTERNS[shade],
                    "fillmode": "overlay",
                    "fgcolor": INK if shade < 3 else PAPER,
                    "fgopacity": 0.45,
                    "size": 7,
                    "solidity": 0.2,
                },
            },
            hovertemplate="%{y:,.0f}",
        )
        for shade, (label, values) in zip(evenly(len(SHADES), len(rows)), rows.items(), strict=True)
    ]
    drawn = figure(traces, "children waiting, by weeks waited so far")
    drawn.update_layout(barmode="stack", bargap=0.35, legend_traceorder="normal")
    drawn.update_xaxes(type="category", tickangle=0)
    over = summary.over_52_weeks_end
    over_year = with_interval(over, "referrals") if over.mean > 0 else "Nobody"
    return Chart(
        key=slug(summary.name, "wait-bands"),
        subject=subject_of(summary),
        topic="How long they have waited so far",
        title=f"{over_year} will have waited over 52 weeks on {say_date(summary.end)}",
        figure=drawn,
        table=Table(
            caption=f"{subject_of(summary)}: children waiting by weeks waited so far, averages",
            columns=(Column("Waited"), *(Column(date, number=True) for date in at)),
            rows=tuple(
                row(label, *(say(value, "referrals") for value in values))
                for label, values in rows.items()
            ),
        ),
        note="Those still waiting, by how long they have waited so far. Their whole wait will be "
        "longer.",
    )


def _coarse_bands(limit_weeks: int) -> list[tuple[str, slice]]:
    """A few bands with their names and their places among the published ones.

    The limit of the standard is an edge where it is one of the published edges.
    """
    first = [limit_weeks] if limit_weeks in BAND_EDGES_WEEKS else []
    if not any(12 <= weeks <= 26 for weeks in first):
        first.append(18)
    edges = sorted({*first, 52, 104})
    cuts = [0, *(BAND_EDGES_WEEKS.index(weeks) + 1 for weeks in edges), len(BAND_EDGES_WEEKS) + 1]
    names = [
        f"under {edges[0]} weeks",
        *(f"{a} to {b} weeks" for a, b in itertools.pairwise(edges)),
        f"{edges[-1]} weeks and over",
    ]
    spans = [slice(a, b) for a, b in itertools.pairwise(cuts)]
    return list(zip(names, spans, strict=True))


def step_lists_chart(series: pd.DataFrame, pathway: tuple[str, str]) -> Chart | None:
    """Size of each waiting list of a pathway; None if it has fewer than two.

    Args:
        series: of the measure ``list_size``.
        pathway: key and label.
    """
    key, label = pathway
    own = series[series["spell_key"].str.startswith(f"list.{key}.")]
    lists = [(name, own[own["spell_key"] == name]) for name in own["spell_key"].unique()]
    lists = [(name, each) for name, each in lists if each["mean"].max() > 0]
    if len(lists) < 2:
        return None
    traces = [
        go.Scatter(
            x=days(each["date"]),
            y=numbers(each["mean"]),
            name=each["spell"].iloc[0],
            mode="lines",
            line={"color": cycle(COLOURS, i), "dash": cycle(DASHES, i), "width": 2.2},
            hovertemplate="%{y:,.0f}",
        )
        for i, (_, each) in enumerate(lists)
    ]
    longest = max((each for _, each in lists), key=lambda each: float(each["mean"].iloc[-1]))
    end = say(float(longest["mean"].iloc[-1]), "referrals")
    last = say_date(longest["date"].iloc[-1].date())
    return Chart(
        key=slug(key, "lists"),
        subject=label,
        topic="All waiting lists",
        title=f"The longest list on {last} is {longest['spell'].iloc[0]}, with {end}",
        figure=figure(traces, "referrals on the list, average"),
        table=Table(
            caption=f"{label}: referrals on each waiting list, averages",
            columns=(
                Column("List"),
                *(
                    Column(short_date(each.date.date()), number=True)
                    for each in rows_of(_few(lists[0][1]))
                ),
            ),
            rows=tuple(
                row(
                    str(each["spell"].iloc[0]),
                    *(with_interval(x, "referrals") for x in rows_of(_few(each))),
                )
                for _, each in lists
            ),
            notes=(INTERVAL_NOTE,),
        ),
        note="Lists for a follow-up count those who are due or overdue.",
    )


def _few(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[evenly(len(frame), _MOST_DATES)]
