"""Charts of how referrals end, and of what becomes of staff time."""

from collections.abc import Sequence

import plotly.graph_objects as go

from waitsim.experiments.summary import OutflowRow, StaffSummary
from waitsim.present.anchors import slug
from waitsim.present.chart import Chart, cycle, figure, numbers
from waitsim.present.palette import COLOURS, INK, PATTERNS, RULE
from waitsim.present.tables import outflow_table, staff_table
from waitsim.present.wording import joined, say


def outflow_chart(own: Sequence[OutflowRow], key: str) -> Chart:
    """How referrals of one pathway ended, year by year.

    Args:
        own: of that pathway only.
        key: of the pathway.
    """
    label = own[0].pathway
    years = list(dict.fromkeys(each.year for each in own))
    ends = [end for end in dict.fromkeys(each.end for each in own) if _ever(own, end)]
    traces = [
        go.Bar(
            y=years,
            x=numbers(each.count.mean for each in own if each.end == end),
            name=end,
            orientation="h",
            marker=_marker(i),
            hovertemplate="%{x:,.0f}",
        )
        for i, end in enumerate(ends)
    ]
    drawn = figure(traces, "referrals ended, average", height=max(340, 150 + 40 * len(years)))
    _lay_bars(drawn)
    return Chart(
        key=slug(key, "outflow"),
        subject=label,
        topic="How referrals end",
        title=_outflow_title(own, years),
        figure=drawn,
        table=outflow_table(own),
        note="Years are counted from the first day of the run.",
    )


def _ever(rows: Sequence[OutflowRow], end: str) -> bool:
    return any(each.end == end and each.count.mean > 0 for each in rows)


def _outflow_title(own: Sequence[OutflowRow], years: Sequence[str]) -> str:
    if not years:
        return "No referral ends in the run"
    last = sorted((x for x in own if x.year == years[-1]), key=lambda x: -x.count.mean)
    named = [f"{x.end} ({say(x.count.mean, 'referrals')})" for x in last[:2] if x.count.mean > 0]
    if not named:
        return f"No referral ends in {years[-1]}"
    return f"Most frequent in {years[-1]}: {joined(named)}"


def staff_chart(staff: Sequence[StaffSummary]) -> Chart:
    """What became of the time of each staff group, as shares of what was offered."""
    names = [group.group for group in staff]
    uses = (
        ("used", [group.utilisation.mean for group in staff]),
        ("lost to missed contacts", [group.lost_share.mean for group in staff]),
        ("unused, for want of anyone who could be seen", [g.unused_share.mean for g in staff]),
    )
    traces = [
        go.Bar(
            y=names,
            x=numbers(shares),
            name=use,
            orientation="h",
            marker=_marker(i),
            hovertemplate="%{x:.1%}",
        )
        for i, (use, shares) in enumerate(uses)
    ]
    drawn = figure(traces, "share of staff time offered, average", height=150 + 34 * len(staff))
    _lay_bars(drawn)
    drawn.update_xaxes(range=[0, 1.03], tickformat=".0%")
    return Chart(
        key="staff-use",
        subject="Staff groups",
        topic="What staff time is used for",
        title=_staff_title(staff),
        figure=drawn,
        table=staff_table(staff),
        note="Time may go unused while children wait: for instance when a contact needs two groups "
        "and one has no time left, or when the next contact of a course is not yet due.",
    )


def _staff_title(staff: Sequence[StaffSummary]) -> str:
    if not staff:
        return "No staff groups"
    busiest = max(staff, key=lambda group: group.utilisation.mean)
    idlest = max(staff, key=lambda group: group.unused_share.mean)
    busy = f"{busiest.group} use {say(busiest.utilisation.mean, 'share')} of their time"
    if idlest.unused_share.mean < 0.01:
        return f"{busy}; hardly any time of any group goes unused"
    left = say(idlest.unused_share.mean, "share")
    if idlest is busiest:
        return f"{busy} and have {left} left, as much as any"
    return f"{busy}; {idlest.group} have most left, {left}"


def _marker(i: int) -> dict[str, object]:
    return {
        "color": cycle(COLOURS, i),
        "line": {"color": "#ffffff", "width": 1},
        "pattern": {
            "fillmode": "overlay",
            "shape": cycle(PATTERNS, i),
            "fgcolor": "#ffffff",
            "fgopacity": 0.55,
            "size": 8,
            "solidity": 0.22,
        },
    }


def _lay_bars(drawn: go.Figure) -> None:
    """Bars that lie one behind the other, the first at the top."""
    drawn.update_layout(
        barmode="stack", bargap=0.35, hovermode="y unified", legend_traceorder="normal"
    )
    drawn.update_yaxes(
        autorange="reversed", type="category", showgrid=False, tickfont={"color": INK}
    )
    drawn.update_xaxes(showgrid=True, gridcolor=RULE, rangemode="tozero")
