"""Charts of a sweep: a value against one input or two, and what each input accounts for."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go

from waitsim.experiments.sweep_inputs import Input
from waitsim.experiments.sweep_sensitivity import Share
from waitsim.present.anchors import slug
from waitsim.present.chart import Chart, cycle, evenly, figure, numbers, wrapped
from waitsim.present.palette import COLOURS, INK, PAPER, RULE, SHADES, SOFT_INK, SYMBOLS
from waitsim.present.sweep_words import (
    Response,
    in_order,
    input_at,
    input_label,
    input_said,
    levels,
)
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import say

_MOST_ROWS: Final = 40
_LEAST_SPAN: Final = 0.1
"""Share of the highest value over which colours go from the lightest to the darkest, at least."""


def curve_chart(response: Response, one: Input) -> Chart:
    """A value against one input, with the interval of each case."""
    known = in_order(one, response.known)
    numeric = one.numbers is not None
    x = numbers(one.numbers[i] for i in known) if one.numbers else [one.texts[i] for i in known]
    trace = go.Scatter(
        x=x,
        y=numbers(response.mean[known]),
        error_y={
            "type": "data",
            "symmetric": False,
            "array": numbers((response.high - response.mean)[known]),
            "arrayminus": numbers((response.mean - response.low)[known]),
            "thickness": 1.8,
            "width": 6,
            "color": COLOURS[0],
        },
        mode="lines+markers" if numeric else "markers",
        line={"color": COLOURS[0], "width": 2.4},
        marker={"color": COLOURS[0], "size": 9},
        hovertemplate=_hover(response),
        showlegend=False,
    )
    drawn = figure([trace], _axis_title(response))
    drawn.update_layout(hovermode="closest", yaxis_tickformat=_tick(response))
    drawn.update_xaxes(title=_x_title(one), type="linear" if numeric else "category")
    return Chart(
        key=slug(response.standard, response.headline.name, one.path),
        subject=response.subject,
        topic=response.headline.label,
        title=_ends_title(response, one, known),
        figure=drawn,
        table=_cases_table(response, one, known),
        note="The mark is the average over the replications of a case, and the bar its 95 % "
        "confidence interval. Lines only guide the eye.",
    )


def heatmap_chart(response: Response, across: Input, down: Input) -> Chart:
    """A value against two inputs, a field for each pair."""
    columns, rows = (levels(one, range(len(one.texts))) for one in (across, down))
    place = {(input_said(across, i), input_said(down, i)): i for i in range(len(across.texts))}
    cells = [[place.get((column, line)) for column in columns] for line in rows]
    unit = response.headline.unit
    found = [[np.nan if i is None else response.mean[i] for i in line] for line in cells]
    texts = [["" if np.isnan(z) else say(float(z), unit) for z in line] for line in found]
    least, most = float(np.nanmin(found)), float(np.nanmax(found))
    middle = (least + most) / 2
    # Fields that differ by little must not look far apart.
    reach = max(most - least, _LEAST_SPAN * abs(most)) / 2
    trace = go.Heatmap(
        x=columns,
        y=rows,
        z=[numbers(line) for line in found],
        zmin=middle - reach,
        zmax=middle + reach,
        colorscale=[[i / (len(SHADES) - 2), shade] for i, shade in enumerate(SHADES[:-1])],
        hovertemplate=f"%{{x}}, %{{y}}: %{{z:{_tick(response)}}}<extra></extra>",
        xgap=2,
        ygap=2,
        showscale=False,
    )
    drawn = figure([trace], input_label(down), height=150 + 44 * len(rows))
    drawn.update_layout(hovermode="closest")
    drawn.update_xaxes(title=_x_title(across), type="category", showgrid=False)
    drawn.update_yaxes(type="category", showgrid=False, autorange="reversed")
    if len(columns) <= 12:
        for y, line in enumerate(texts):
            for x, text in enumerate(line):
                ink = PAPER if text and found[y][x] > middle else INK
                drawn.add_annotation(
                    x=x, y=y, text=text, showarrow=False, font={"color": ink, "size": 13}
                )
    return Chart(
        key=slug(response.standard, response.headline.name, "two"),
        subject=response.subject,
        topic=response.headline.label,
        title=_best_title(response, across, down),
        figure=drawn,
        table=Table(
            caption=f"{response.subject}: {response.headline.label.lower()}, averages",
            columns=(
                Column(f"{input_label(down)} \\ {input_label(across)}"),
                *(Column(column, number=True) for column in columns),
            ),
            rows=tuple(row(line, *own) for line, own in zip(rows, texts, strict=True)),
        ),
        note="Darker fields are higher. Averages over the replications of each case.",
    )


def dots_chart(response: Response, one: Input) -> Chart:
    """A value against one of many inputs: a dot for each case."""
    known = in_order(one, response.known)
    numeric = one.numbers is not None
    x = numbers(one.numbers[i] for i in known) if one.numbers else [one.texts[i] for i in known]
    trace = go.Scatter(
        x=x,
        y=numbers(response.mean[known]),
        mode="markers",
        marker={"color": COLOURS[0], "size": 7, "opacity": 0.7},
        hovertemplate=_hover(response),
        showlegend=False,
    )
    drawn = figure([trace], _axis_title(response))
    drawn.update_layout(hovermode="closest", yaxis_tickformat=_tick(response))
    drawn.update_xaxes(title=_x_title(one), type="linear" if numeric else "category")
    picked = [known[i] for i in evenly(len(known), _MOST_ROWS)]
    unit = response.headline.unit
    least, most = (float(end) for end in (response.mean[known].min(), response.mean[known].max()))
    return Chart(
        key=slug(response.standard, response.headline.name, one.path),
        subject=response.subject,
        topic=f"{response.headline.label} by {input_label(one)}",
        title=f"Between {say(least, unit)} and {say(most, unit)}, case by case",
        figure=drawn,
        table=_cases_table(response, one, picked),
        note="Each dot is the average of a case; the other inputs differ too, which spreads the "
        "dots out.",
    )


def shares_chart(found: Sequence[Share], inputs: Sequence[Input], response: Response) -> Chart:
    """What each input accounts for of how a value differs, with intervals."""
    labels = {one.path: input_label(one) for one in inputs}
    ranked = sorted(found, key=lambda one: -np.nan_to_num(one.total))
    names = [labels[one.input] for one in ranked]
    kinds = (("on its own", "first"), ("with all others", "total"))
    traces = [
        go.Scatter(
            x=numbers(getattr(one, kind) for one in ranked),
            y=[y + 0.16 * (2 * k - 1) for y in range(len(ranked))],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": numbers(getattr(o, f"{kind}_high") - getattr(o, kind) for o in ranked),
                "arrayminus": numbers(getattr(o, kind) - getattr(o, f"{kind}_low") for o in ranked),
                "thickness": 2,
                "width": 6,
                "color": cycle(COLOURS, k),
            },
            mode="markers",
            name=said,
            marker={"color": cycle(COLOURS, k), "symbol": cycle(SYMBOLS, k), "size": 10},
            hovertemplate="%{x:.0%}",
        )
        for k, (said, kind) in enumerate(kinds)
    ]
    drawn = figure(traces, "share of the variance", height=150 + 52 * len(ranked))
    drawn.update_layout(hovermode="closest")
    drawn.update_yaxes(
        range=[len(ranked) - 0.5, -0.5],
        showgrid=False,
        tickmode="array",
        tickvals=list(range(len(ranked))),
        ticktext=[wrapped(name, 26) for name in names],
    )
    drawn.update_xaxes(showgrid=True, gridcolor=RULE, tickformat=".0%", rangemode="normal")
    drawn.add_vline(x=0, line={"color": SOFT_INK, "width": 1})
    top = ranked[0]
    return Chart(
        key=slug(response.standard, response.headline.name, "shares"),
        subject=response.subject,
        topic=f"What {response.headline.label.lower()} depends on",
        title=f"{names[0][:1].upper()}{names[0][1:]} accounts for most: {say(top.first, 'share')} "
        "on its own",
        figure=drawn,
        table=_shares_table(ranked, names, response),
        note="On its own: the share of the variance between cases that would go if the input were "
        "known. With all others: the share that would stay if all others were known; what it is "
        "larger by, the input does together with others. Bars are 95 % intervals. They are of "
        "chance in the choice of cases, and wide where there are few.",
    )


def _shares_table(ranked: Sequence[Share], names: Sequence[str], response: Response) -> Table:
    return Table(
        caption=f"{response.subject}: what {response.headline.label.lower()} depends on",
        columns=(
            Column("Input"),
            Column("On its own", number=True),
            Column("With all others", number=True),
        ),
        rows=tuple(
            row(
                name,
                _share_said(one.first, one.first_low, one.first_high),
                _share_said(one.total, one.total_low, one.total_high),
            )
            for name, one in zip(names, ranked, strict=True)
        ),
        notes=(f"From {ranked[0].points:,} rows of the design.",),
    )


def _share_said(share: float, low: float, high: float) -> str:
    said = say(share, "share")
    return said if np.isnan(low) else f"{said} ({say(low, 'share')} to {say(high, 'share')})"


def _cases_table(response: Response, one: Input, cases: Sequence[int]) -> Table:
    return Table(
        caption=f"{response.subject}: {response.headline.label.lower()}",
        columns=(
            Column(input_label(one)),
            Column(response.headline.label, number=True),
        ),
        rows=tuple(row(input_said(one, i), response.said(i)) for i in cases),
        notes=("In brackets: 95 % confidence interval.",),
    )


def _ends_title(response: Response, one: Input, known: Sequence[int]) -> str:
    """What the value is at either end of an input."""
    ends = [
        f"{say(float(response.mean[i]), response.headline.unit)} at {input_at(one, i)}"
        for i in (known[0], known[-1])
    ]
    return ", ".join(ends)


def _best_title(response: Response, across: Input, down: Input) -> str:
    """Where the value is best, and whether there alone."""
    lower = response.headline.better == "lower"
    best = np.nanmin(response.mean) if lower else np.nanmax(response.mean)
    at = np.flatnonzero(response.mean == best)
    said = say(float(best), response.headline.unit)
    where = f"{input_at(across, at[0])} and {input_at(down, at[0])}"
    also = ", and elsewhere too" if len(at) > 1 else ""
    return f"It is {'lowest' if lower else 'highest'}, {said}, at {where}{also}"


def _x_title(one: Input) -> dict[str, object]:
    return {"text": input_label(one), "font": {"size": 13, "color": SOFT_INK}, "standoff": 8}


def _axis_title(response: Response) -> str:
    headline = response.headline
    unit = "" if headline.unit == "share" else f" ({headline.unit})"
    return f"{headline.label.lower()}{unit}"


def _tick(response: Response) -> str:
    return ".0%" if response.headline.unit == "share" else ",.4~g"


def _hover(response: Response) -> str:
    return f"%{{x}}: %{{y:{_tick(response)}}}<extra></extra>"
