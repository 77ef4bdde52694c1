"""Charts that set options side by side."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from waitsim.present.anchors import slug
from waitsim.present.chart import Chart, cycle, days, every, figure, numbers, wrapped
from waitsim.present.compare_tables import difference_said, standard_table
from waitsim.present.compared import Compared, ranked
from waitsim.present.list_charts import TABLE_STEP_WEEKS
from waitsim.present.palette import COLOURS, DASHES, INK, RULE, SYMBOLS
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import say, short_date


def lists_beside_chart(named: Sequence[tuple[str, pd.DataFrame]], about: Compared) -> Chart:
    """Children waiting for a standard over time, a line for each scenario, the base first.

    Args:
        named: label of each scenario and its series of the measure ``list_size``.
        about: the best option for the standard.
    """
    key = f"clock.{about.name}"
    owns = [(label, series[series["spell_key"] == key]) for label, series in named]
    traces = [
        go.Scatter(
            x=days(own["date"]),
            y=numbers(own["mean"]),
            name=wrapped(label, 36),
            mode="lines",
            line={"color": cycle(COLOURS, i), "dash": cycle(DASHES, i), "width": 2.4},
            hovertemplate="%{y:,.0f}",
        )
        for i, (label, own) in enumerate(owns)
    ]
    return Chart(
        key=slug(about.name, "beside"),
        subject=about.subject,
        topic="How many are waiting",
        title=_shortest(about),
        figure=figure(traces, "children waiting, average", height=280 + 36 * len(owns)),
        table=_beside_table(owns, about),
        note="Averages of all replications.",
    )


def _shortest(best: Compared) -> str:
    """Which scenario leaves the fewest waiting at the end."""
    if best.difference >= 0:
        return f"No option makes the list shorter than {say(best.base_mean, best.unit)}"
    fewest = say(best.option_mean, best.unit)
    return f"The list is shortest at the end with {best.option}: {fewest} waiting"


def _beside_table(owns: Sequence[tuple[str, pd.DataFrame]], about: Compared) -> Table:
    first = owns[0][1]
    picked = every(len(first), TABLE_STEP_WEEKS)
    return Table(
        caption=f"{about.subject}: children waiting, averages",
        columns=(Column("Date"), *(Column(label, number=True) for label, _ in owns)),
        rows=tuple(
            row(
                short_date(pd.Timestamp(first["date"].iloc[i]).date()),
                *(say(float(own["mean"].iloc[i]), "referrals") for _, own in owns),
            )
            for i in picked
        ),
    )


def differences_chart(rows: Sequence[Compared], name: str) -> Chart:
    """How far each option's list at the end lies from the base's, with intervals."""
    own = ranked(rows, name)
    traces = [
        go.Scatter(
            x=numbers([each.difference]),
            y=[each.option],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": numbers([each.high - each.difference]),
                "arrayminus": numbers([each.difference - each.low]),
                "thickness": 2,
                "width": 8,
                "color": cycle(COLOURS, i),
            },
            mode="markers",
            name=each.option,
            marker={"color": cycle(COLOURS, i), "symbol": cycle(SYMBOLS, i), "size": 11},
            hovertemplate="%{x:+,.0f}",
            showlegend=False,
        )
        for i, each in enumerate(own)
    ]
    drawn = figure(traces, "difference from the base in children waiting at the end")
    drawn.update_layout(hovermode="closest")
    drawn.update_yaxes(
        range=[len(own) - 0.5, -0.5],
        type="category",
        showgrid=False,
        tickmode="array",
        tickvals=[each.option for each in own],
        ticktext=[wrapped(each.option, 24) for each in own],
    )
    drawn.update_xaxes(showgrid=True, gridcolor=RULE, tickformat="+,", rangemode="normal")
    drawn.add_vline(x=0, line={"color": INK, "width": 1.5, "dash": "dot"})
    return Chart(
        key=slug(name, "difference"),
        subject=own[0].subject,
        topic="Difference from the base at the end",
        title=_difference_title(own[0]),
        figure=drawn,
        table=standard_table(rows, name),
        note="The mark is the average difference and the bar its 95 % confidence interval. Left of "
        "the dotted line fewer wait than in the base.",
    )


def _difference_title(best: Compared) -> str:
    if best.alike:
        return "No option makes any difference"
    return f"{best.option}: {difference_said(best)} children waiting"
