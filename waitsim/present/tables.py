"""Summaries as tables of text, for the terminal and for reports alike."""

import math
from collections.abc import Sequence
from typing import Final

from waitsim.experiments.summary import CostRow, OutflowRow, StaffSummary, StandardSummary
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import band, say, say_range, short_date, with_interval
from waitsim.records import BAND_EDGES_WEEKS

INTERVAL_NOTE: Final = (
    "In brackets: 95 % confidence interval. It says how sure we are of the average over "
    "all replications; more replications make it narrower."
)
BAND_NOTE: Final = (
    "90 % prediction band: nine replications in ten end within it. It says how far one future may "
    "lie from another; more replications do not make it narrower."
)
LONGEST: Final = f"over {BAND_EDGES_WEEKS[-1]} weeks"
UNDER_HALF: Final = "under half are"


def headline_table(summaries: Sequence[StandardSummary]) -> Table:
    """The figures to begin with, one standard a row."""
    start, end = _first_and_last(summaries)
    return Table(
        caption="Waits against each standard",
        columns=(
            Column("Pathway"),
            Column("Standard"),
            Column(f"Waiting {start}", number=True),
            Column(f"Waiting {end}", number=True),
            Column("90 % prediction band", number=True, spare=3),
            Column("Over 52 weeks then", number=True, spare=2),
            Column("Within the limit then", number=True),
            Column("Median wait of those seen in the last year", number=True, spare=4),
            Column("Half are seen within", number=True),
            Column("Target", spare=5),
        ),
        rows=tuple(
            row(
                summary.pathway,
                summary.standard,
                say(summary.waiting_start, "referrals"),
                with_interval(summary.waiting_end, "referrals"),
                band(summary.waiting_end, "referrals"),
                with_interval(summary.over_52_weeks_end, "referrals"),
                with_interval(summary.share_within_end, "share"),
                with_interval(summary.median_wait_last_year, "weeks", beyond=LONGEST),
                with_interval(summary.half_seen_weeks, "weeks", beyond=UNDER_HALF),
                target_said(summary),
            )
            for summary in summaries
        ),
        notes=(INTERVAL_NOTE, BAND_NOTE),
    )


def target_said(summary: StandardSummary) -> str:
    """Whether and when a target is met, shortly."""
    if summary.target is None:
        return "none set"
    if summary.target_met_by is not None:
        return f"met from {short_date(summary.target_met_by)}"
    if summary.target_met_end_share == 0:
        return "not met in any replication"
    low, high = summary.target_met_end_low, summary.target_met_end_high
    return (
        f"met at the end in {say(summary.target_met_end_share, 'share')} of replications "
        f"({say_range(low, high, 'share')})"
    )


def waiting_table(summaries: Sequence[StandardSummary]) -> Table:
    """How many wait at the start and at the end, one standard a row."""
    start, end = _first_and_last(summaries)
    return Table(
        caption="How many children are waiting",
        columns=(
            Column("Standard"),
            Column(f"Waiting on {start}", number=True),
            Column(f"Waiting on {end}", number=True),
            Column("90 % prediction band", number=True),
            Column("Waiting over 52 weeks by then", number=True),
            Column("90 % prediction band", number=True),
        ),
        rows=tuple(
            row(
                f"{summary.pathway}: {summary.standard}",
                say(summary.waiting_start, "referrals"),
                with_interval(summary.waiting_end, "referrals"),
                band(summary.waiting_end, "referrals"),
                with_interval(summary.over_52_weeks_end, "referrals"),
                band(summary.over_52_weeks_end, "referrals"),
            )
            for summary in summaries
        ),
        notes=(INTERVAL_NOTE, BAND_NOTE),
    )


def waits_table(summaries: Sequence[StandardSummary]) -> Table:
    """How long children wait and whether that is within the limit, one standard a row."""
    return Table(
        caption="How long children wait",
        columns=(
            Column("Standard"),
            Column("Half are seen within", number=True),
            Column("90 % prediction band", number=True),
            Column("Median wait of those seen in the last year", number=True),
            Column("Still waiting at the end: share within the limit", number=True),
            Column("Target for that share"),
        ),
        rows=tuple(
            row(
                f"{summary.pathway}: {summary.standard}",
                with_interval(summary.half_seen_weeks, "weeks", beyond=UNDER_HALF),
                half_band(summary),
                with_interval(summary.median_wait_last_year, "weeks", beyond=LONGEST),
                with_interval(summary.share_within_end, "share"),
                _target_and_fate(summary),
            )
            for summary in summaries
        ),
    )


def _target_and_fate(summary: StandardSummary) -> str:
    said = target_said(summary)
    return said if summary.target is None else f"{say(summary.target, 'share')}: {said}"


def _first_and_last(summaries: Sequence[StandardSummary]) -> tuple[str, str]:
    if not summaries:
        return "the first day", "the last day"
    return short_date(summaries[0].start), short_date(summaries[0].end)


def half_band(summary: StandardSummary) -> str:
    """Prediction band of the time until half are seen; plain words where it has no end."""
    low, high = summary.half_seen_weeks.band_low, summary.half_seen_weeks.band_high
    if math.isinf(low):
        return UNDER_HALF
    if math.isinf(high):
        return f"{say(low, 'weeks')} or more"
    return say_range(low, high, "weeks")


def staff_table(staff: Sequence[StaffSummary]) -> Table:
    """What became of the time of each staff group."""
    return Table(
        caption="Use of staff time over the whole run",
        columns=(
            Column("Staff group"),
            Column("Hours offered a week", number=True),
            Column("Used", number=True),
            Column("Lost to missed contacts", number=True),
            Column("Unused", number=True),
            Column("Cost", number=True),
        ),
        rows=tuple(
            row(
                group.group,
                with_interval(group.offered_hours_a_week, ""),
                with_interval(group.utilisation, "share"),
                with_interval(group.lost_share, "share"),
                with_interval(group.unused_share, "share"),
                say(group.cost, "pounds"),
            )
            for group in staff
        ),
        notes=(
            "Offered are the hours for contacts and the admin around them, after leave, bank "
            "holidays, training and vacancies.",
        ),
    )


def outflow_table(own: Sequence[OutflowRow]) -> Table:
    """How referrals of one pathway ended, by year of the run."""
    years = list(dict.fromkeys(each.year for each in own))
    ends = list(dict.fromkeys(each.end for each in own))
    found = {(each.end, each.year): each.count for each in own}
    return Table(
        caption=f"{own[0].pathway}: how referrals ended, by year of the run",
        columns=(Column("End"), *(Column(f"{year}", number=True) for year in years)),
        rows=tuple(
            row(end, *(with_interval(found[end, year], "referrals") for year in years))
            for end in ends
        ),
        notes=(INTERVAL_NOTE,),
    )


def cost_table(rows: Sequence[CostRow]) -> Table:
    """Costs by source, and their total."""
    return Table(
        caption="Cost over the whole run",
        columns=(Column("For"), Column("Kind"), Column("Cost", number=True)),
        rows=tuple(
            row(each.label, _source_said(each.source), with_interval(each.cost, "pounds"))
            for each in rows
        ),
        notes=(
            "Staff are counted by the hours contracted, used or not. Prices stay as they are, and "
            "nothing is discounted.",
        ),
    )


def _source_said(source: str) -> str:
    return {"staff": "Staff", "extra slots": "Extra slots", "total": ""}.get(source, source)
