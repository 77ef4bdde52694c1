"""What each change of an option contributes, as tables and charts."""

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from waitsim.experiments.waterfall import COST, SEEN, WAITING, Fall, Part, Waterfall
from waitsim.present.anchors import slug
from waitsim.present.chart import Chart, figure, numbers, wrapped
from waitsim.present.difference_words import difference_said, label_of
from waitsim.present.palette import COLOURS, INK, RULE
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import counted, say, with_signs

_LABEL: Final = 30
TOGETHER: Final = "All changes together"
SHARED_NOTE: Final = (
    "What a change does depends on which others are made. Its contribution is its mean effect over "
    "all orders in which they could be made (Shapley), so no order is favoured and the "
    "contributions add up to the whole."
)


def waterfall_table(found: Waterfall) -> Table:
    """A row for each change: what it does to the lists, to those seen in time and to the cost."""
    falls = [found.of(WAITING), found.of(SEEN), found.of(COST)]
    return Table(
        caption="What each change contributes, all standards taken together",
        columns=(
            Column("Change"),
            Column("Waiting at the end", number=True),
            Column("Seen in time", number=True),
            Column("Extra cost", number=True),
        ),
        rows=(
            *(
                row(label, *(part_said(fall.parts[i], fall.unit) for fall in falls))
                for i, label in enumerate(labels(found))
            ),
            row(TOGETHER, *(part_said(fall.whole, fall.unit) for fall in falls)),
        ),
        notes=(*_notes(found), "95 % confidence intervals in brackets."),
    )


def changes_list(found: Waterfall) -> Table:
    """What each change is, in full."""
    return Table(
        caption="The changes",
        columns=(Column("Change"), Column("From"), Column("What changes"), Column("Note")),
        rows=tuple(
            row(label, *difference_said(each, found.scenario))
            for label, each in zip(labels(found), found.differences, strict=True)
        ),
    )


def waterfall_charts(found: Waterfall) -> tuple[Chart, ...]:
    """The lists altogether, then those of each standard that any change touches."""
    falls = [fall for fall in found.falls if fall.name == WAITING]
    touched = [fall for fall in falls if not all(part.none for part in fall.parts)]
    if len(touched) == 2 and len(falls) == 2:
        touched = touched[1:]
    return tuple(_chart(fall, labels(found)) for fall in touched)


def labels(found: Waterfall) -> list[str]:
    """A short name for each change, numbered."""
    said = (label_of(each, found.scenario) for each in found.differences)
    return [f"{i}. {label}" for i, label in enumerate(said, 1)]


def part_said(part: Part, unit: str) -> str:
    """A contribution with its sign and interval; plain words for none."""
    return "none" if part.none else with_signs(part.mean, (part.low, part.high), unit)


def _notes(found: Waterfall) -> tuple[str, ...]:
    notes = [SHARED_NOTE]
    if found.sampled:
        notes.append(
            f"{counted(found.sampled, 'order')} of the changes were sampled; the intervals allow "
            "for the others."
        )
    return tuple(notes)


def _chart(fall: Fall, names: Sequence[str]) -> Chart:
    parts = [*fall.parts, fall.whole]
    rows = [wrapped(name, _LABEL) for name in [*names, TOGETHER]]
    ends = [sum(part.mean for part in fall.parts[: i + 1]) for i in range(len(fall.parts))]
    bars = go.Waterfall(
        orientation="h",
        measure=["relative"] * len(fall.parts) + ["total"],
        x=numbers([part.mean for part in parts]),
        y=rows,
        connector={"line": {"color": INK, "width": 1, "dash": "dot"}},
        decreasing={"marker": {"color": COLOURS[2]}},
        increasing={"marker": {"color": COLOURS[1]}},
        totals={"marker": {"color": COLOURS[0]}},
        hoverinfo="skip",
        showlegend=False,
    )
    marks = go.Scatter(
        x=numbers([*ends, fall.whole.mean]),
        y=rows,
        mode="markers",
        marker={"color": INK, "size": 5},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": numbers([part.high - part.mean for part in parts]),
            "arrayminus": numbers([part.mean - part.low for part in parts]),
            "thickness": 2,
            "width": 7,
            "color": INK,
        },
        customdata=[part_said(part, fall.unit) for part in parts],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    lines = sum(text.count("<br>") + 1 for text in rows)
    height = 90 + max(44 * len(rows), 22 * lines)
    drawn = figure([bars, marks], "difference from the base in children waiting at the end", height)
    drawn.update_layout(hovermode="closest", waterfallgap=0.45)
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False, tickformat="")
    reach = [0.0, *ends, fall.whole.low, fall.whole.high]
    room = 0.08 * (max(reach) - min(reach))
    drawn.update_xaxes(
        showgrid=True,
        gridcolor=RULE,
        tickformat="+,",
        range=numbers([min(reach) - room, max(reach) + room]),
    )
    drawn.add_vline(x=0, line={"color": INK, "width": 1.5})
    return Chart(
        key=slug(fall.standard or "all", "waterfall"),
        subject=fall.subject[:1].upper() + fall.subject[1:],
        topic=fall.subject[:1].upper() + fall.subject[1:],
        title=_title(fall, names),
        figure=drawn,
        table=_fall_table(fall, names),
        note="Each bar begins where the one above ends; the mark is its end with the 95 % "
        "confidence interval of the contribution. Left is fewer waiting.",
    )


def _title(fall: Fall, names: Sequence[str]) -> str:
    most = max(range(len(names)), key=lambda i: abs(fall.parts[i].mean))
    part = part_said(fall.parts[most], fall.unit)
    return f"Change {names[most]} contributes most: {part} children waiting"


def _fall_table(fall: Fall, names: Sequence[str]) -> Table:
    return Table(
        caption=f"{fall.subject[:1].upper()}{fall.subject[1:]}: children waiting at the end",
        columns=(Column("Change"), Column("Contribution", number=True)),
        rows=(
            row("Base", say(fall.base, fall.unit)),
            *(
                row(name, part_said(part, fall.unit))
                for name, part in zip(names, fall.parts, strict=True)
            ),
            row(TOGETHER, part_said(fall.whole, fall.unit)),
            row("With all changes", say(fall.base + fall.whole.mean, fall.unit)),
        ),
    )
