import dataclasses
import json
import math
import re

import pandas as pd
import pytest
from made_up_run import made_up_results
from plotly.utils import PlotlyJSONEncoder

from waitsim.experiments import summary
from waitsim.experiments.figures import Figure
from waitsim.present.anchors import slug
from waitsim.present.chart import evenly, every, numbers
from waitsim.present.flow_charts import outflow_chart, staff_chart
from waitsim.present.list_charts import list_size_chart, step_lists_chart, wait_bands_chart
from waitsim.present.palette import COLOURS, SHADES
from waitsim.present.standard_charts import seen_by_wait_chart, share_within_chart

RESULTS = made_up_results(replications=4)
SUMMARY = summary.headline(RESULTS)[0]


def series(name: str) -> pd.DataFrame:
    return summary.series(RESULTS, name)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_stands_out_from_the_page(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 3


def test_longer_waits_are_darker() -> None:
    shades = [luminance(colour) for colour in SHADES]
    assert shades == sorted(shades, reverse=True)


def test_the_line_of_a_list_ends_where_its_series_ends() -> None:
    frame = series("list_size")
    own = frame[frame["spell_key"] == f"clock.{SUMMARY.name}"]
    chart = list_size_chart(frame, SUMMARY)
    average = next(trace for trace in chart.figure.data if trace.name == "average")
    assert len(average.x) == len(own)
    assert average.y[-1] == pytest.approx(own["mean"].iloc[-1])
    assert average.x[0] == "2026-04-01"
    low, high = chart.figure.data[0], chart.figure.data[1]
    assert all(a <= b for a, b in zip(low.y, high.y, strict=True))


def test_bands_of_waits_add_up_to_the_list() -> None:
    sizes = series("list_size")
    own = sizes[sizes["spell_key"] == f"clock.{SUMMARY.name}"]
    chart = wait_bands_chart(series("list_size_by_band"), SUMMARY)
    assert sum(trace.y[0] for trace in chart.figure.data) == pytest.approx(own["mean"].iloc[0])
    assert sum(trace.y[-1] for trace in chart.figure.data) == pytest.approx(own["mean"].iloc[-1])
    assert [trace.name for trace in chart.figure.data] == [
        "under 18 weeks",
        "18 to 52 weeks",
        "52 to 104 weeks",
        "104 weeks and over",
    ]


def test_the_target_and_the_limit_are_drawn() -> None:
    shares = share_within_chart(
        series("share_within_waiting"), series("share_within_completed"), SUMMARY
    )
    assert [shape.y0 for shape in shares.figure.layout.shapes] == [0.92]
    assert "target 92 %" in [note.text for note in shares.figure.layout.annotations]
    seen = seen_by_wait_chart(series("seen_by_wait"), SUMMARY)
    assert [shape.x0 for shape in seen.figure.layout.shapes] == [18]
    assert seen.figure.data[-1].x[:2] == (0, 1)
    assert seen.figure.data[-1].y[0] == 0


def test_a_pathway_with_one_list_needs_no_chart_of_lists() -> None:
    assert step_lists_chart(series("list_size"), ("speech", "Speech & language")) is None
    assert step_lists_chart(series("list_size"), ("autism", "Autism")) is not None


def test_ways_out_are_stacked_year_by_year() -> None:
    rows = [row for row in summary.outflow(RESULTS) if row.pathway == "Autism"]
    chart = outflow_chart(rows, "autism")
    drawn = sum(sum(trace.x) for trace in chart.figure.data)
    counted = sum(row.count.mean for row in rows)
    assert drawn == pytest.approx(counted, rel=1e-3)


def test_staff_time_is_used_lost_or_unused() -> None:
    chart = staff_chart(summary.staff_use(RESULTS))
    assert [trace.name.split(",")[0] for trace in chart.figure.data] == [
        "used",
        "lost to missed contacts",
        "unused",
    ]
    assert chart.figure.data[0].y == ("Doctors", "Therapists")


def test_a_group_that_is_both_busiest_and_idlest_is_named_once() -> None:
    rows = summary.staff_use(RESULTS)
    only = dataclasses.replace(
        rows[0],
        utilisation=dataclasses.replace(rows[0].utilisation, mean=0.9),
        unused_share=dataclasses.replace(rows[0].unused_share, mean=0.06),
    )
    title = staff_chart([only]).title
    assert title == f"{only.group} use 90 % of their time and have 6 % left, as much as any"


def test_a_chart_can_be_read_by_any_program() -> None:
    chart = list_size_chart(series("list_size"), SUMMARY)
    text = json.dumps(chart.spec, allow_nan=False)
    assert "bdata" not in text
    assert json.loads(text) == json.loads(json.dumps(chart.spec, cls=PlotlyJSONEncoder))


def test_a_chart_on_its_own_says_what_it_is_about() -> None:
    title = list_size_chart(series("list_size"), SUMMARY).titled().layout.title.text
    assert title.startswith("Autism: Assessment started<br>")
    assert re.search(r"waiting on 1 April 2026", title)


def test_what_cannot_be_drawn_is_a_gap() -> None:
    assert numbers([1.23456789, math.nan, math.inf, 1234567.8]) == [1.2346, None, None, 1234568]


def test_places_are_spread_evenly_and_hold_both_ends() -> None:
    assert evenly(3, 5) == [0, 1, 2]
    assert evenly(157, 5) == [0, 39, 78, 117, 156]
    assert every(28, 13) == [0, 13, 26, 27]
    assert every(0, 13) == []
    assert slug("Autism & ADHD", "list") == "autism-adhd-list"


def test_a_list_with_no_one_on_it_is_drawn() -> None:
    nothing = Figure(0, 0, 0, 0, 0)
    empty = series("list_size").assign(mean=0.0, low=0.0, high=0.0, band_low=0.0, band_high=0.0)
    chart = list_size_chart(empty, dataclasses.replace(SUMMARY, waiting_end=nothing))
    assert "0 expected" in chart.title
