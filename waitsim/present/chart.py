"""A chart with its title, its table and its notes, and the look that all charts share."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from waitsim.present.palette import INK, PAPER, RULE, SOFT_INK
from waitsim.present.table import Table

CONFIG: Final = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "doubleClick": False,
    "scrollZoom": False,
    "locale": "en",
}
"""How a chart behaves: nothing of it is ever sent anywhere, and dragging scrolls the page."""

_DIGITS: Final = 5


@dataclass(frozen=True)
class Chart:
    """A figure, what it shows in words, and the same numbers as a table.

    Args:
        key: unique on a page, of letters, digits and hyphens.
        subject: whom it is about, such as a pathway and a standard.
        topic: what of them it shows, in a few words.
        title: the finding, as a sentence without a full stop.
        note: how to read it; may be empty.
    """

    key: str
    subject: str
    topic: str
    title: str
    figure: go.Figure
    table: Table
    note: str = ""

    @property
    def spec(self) -> dict[str, Any]:
        """Data, layout and behaviour of the chart, as plain lists, texts and numbers."""
        plain = self.figure.to_plotly_json()
        return {"data": plain["data"], "layout": plain["layout"], "config": CONFIG}

    def titled(self) -> go.Figure:
        """The figure with its title in it, to stand on its own."""
        figure = go.Figure(self.figure)
        words = (self.subject, self.title, self.figure.layout.title.text)
        figure.update_layout(title_text="<br>".join(words), margin_t=100)
        return figure


def figure(traces: Iterable[Any], y_title: str, height: int = 340) -> go.Figure:
    """Traces on axes in the look of all charts; the y axis is named above, to be read level.

    Args:
        height: in pixels.
    """
    axis = {
        "automargin": True,
        "fixedrange": True,
        "linecolor": SOFT_INK,
        "tickfont": {"size": 13},
        "zeroline": False,
        "ticklabelstandoff": 4,
    }
    above = {
        "text": y_title,
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 6, "l": 4},
        "font": {"size": 13, "color": SOFT_INK},
    }
    layout = {
        "template": {},
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 32, "b": 8},
        "font": {"family": "Arial, Helvetica, sans-serif", "size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "hovermode": "x unified",
        "hoverlabel": {"font": {"size": 13}},
        "dragmode": False,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 0,
            "yanchor": "bottom",
            "yref": "container",
            "font": {"size": 13},
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "title": above,
        "xaxis": {**axis, "showgrid": False, "ticks": "outside", "tickcolor": SOFT_INK},
        "yaxis": {**axis, "gridcolor": RULE, "rangemode": "tozero", "tickformat": ","},
    }
    return go.Figure(data=list(traces), layout=layout)


def numbers(values: Iterable[float]) -> list[float | None]:
    """Numbers to the digits that an eye can see, with gaps where they are not finite."""
    return [_short(float(value)) for value in values]


def wrapped(text: str, width: int) -> str:
    """Text broken into lines for a legend or an axis, which do not break it themselves."""
    return "<br>".join(textwrap.wrap(text, width))


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, each with a field for every column."""
    return list(frame.itertuples(index=False))


def days(values: "pd.Series[Any]") -> list[str]:
    """Dates as charts read them."""
    return [f"{value:%Y-%m-%d}" for value in pd.to_datetime(values)]


def every(count: int, step: int) -> list[int]:
    """Indices at a step, and the last."""
    return sorted({*range(0, count, step), count - 1}) if count else []


def evenly(count: int, most: int) -> list[int]:
    """At most so many indices, evenly spaced, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return sorted({round(i * (count - 1) / (most - 1)) for i in range(most)})


def cycle(options: Sequence[str], i: int) -> str:
    """The i-th of some options, from the start again after the last."""
    return options[i % len(options)]


def _short(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    return float(f"{value:.{_DIGITS}g}") if abs(value) < 10**_DIGITS else round(value)
