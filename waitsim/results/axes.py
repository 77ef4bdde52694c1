"""The axes that measures share, made from a run's header."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from waitsim.records import CANCELLERS, CONTACTS, FURTHER, MINUTE_USES, REASONS, SLOTS
from waitsim.results.bands import band_labels
from waitsim.results.header import Header
from waitsim.results.measured import Axis
from waitsim.results.periods import Periods

PERCENTILES: Final = (0.5, 0.75, 0.9, 0.92, 0.95)
_PERCENTILE_KEYS: Final = ("median", "p75", "p90", "p92", "p95")
_PERCENTILE_LABELS: Final = (
    "median",
    "75th percentile",
    "90th percentile",
    "92nd percentile",
    "95th percentile",
)
LONG_WAITS: Final = (18, 52, 78, 104)
"""Weeks beyond which those waiting are counted."""


def spells(header: Header) -> Axis:
    """Waiting lists, then clocks."""
    names = header.names
    keys = [f"list.{name}" for name in names.lists] + [f"clock.{name}" for name in names.clocks]
    labels = names.list_labels + names.clock_labels
    return _of_pathways(header, "spell", keys, labels, header.spell_pathway)


def standards(header: Header) -> Axis:
    """The standards watched."""
    given = header.standards
    keys, labels = [s.name for s in given], [s.label for s in given]
    return _of_pathways(header, "standard", keys, labels, [s.pathway for s in given])


def pathways(header: Header) -> Axis:
    """The pathways."""
    names = header.names
    return Axis("pathway", names.pathways, names.pathway_labels)


def steps(header: Header) -> Axis:
    """The steps of all pathways."""
    names = header.names
    owners = _owners(header, names.steps)
    return _of_pathways(header, "step", names.steps, names.step_labels, owners)


def ends(header: Header) -> Axis:
    """The ways in which referrals end."""
    names = header.names
    owners = _owners(header, names.ends)
    return _of_pathways(header, "end", names.ends, names.end_labels, owners)


def groups(header: Header) -> Axis:
    """The staff groups."""
    return Axis("group", header.names.groups, header.names.group_labels)


def categories(header: Header) -> Axis:
    """The categories of all attributes of children."""
    names = header.names.categories
    labels = (name.replace(".", ": ").replace("_", " ") for name in names)
    return Axis("category", names, tuple(labels))


def median_and_mean() -> Axis:
    """Two ways to say how long waits are."""
    return Axis("statistic", ("median", "mean"), ("median", "mean"))


def censuses(header: Header) -> Axis:
    """Days at whose beginning the lists are counted."""
    return _dates("date", header.census_dates)


def weeks_of_run(header: Header) -> Axis:
    """The weeks of the run, by their first day."""
    return _dates("date", header.week_dates)


def snapshots(header: Header) -> Axis:
    """Days at whose end waits are kept by whole weeks."""
    return _dates("snapshot", header.snapshot_dates)


def months(header: Header) -> Axis:
    """The calendar months of the run."""
    given = header.month_dates[: header.sizes.months]
    keys, labels = (f"{day:%Y-%m}" for day in given), (f"{day:%b %Y}" for day in given)
    return Axis("month", tuple(keys), tuple(labels))


def weeks_waited(header: Header) -> Axis:
    """Whole weeks waited."""
    keys = tuple(str(week) for week in range(header.sizes.bins))
    return Axis("weeks", keys, keys)


def periods(name: str, given: Periods) -> Axis:
    """Quarters or years of the run."""
    return Axis(name, given.keys, given.labels)


def published_bands() -> Axis:
    """The published bands of waiting time."""
    labels = band_labels()
    return Axis("band", tuple(label.split()[0] for label in labels), labels)


def percentiles() -> Axis:
    """The percentiles that are given of waits."""
    return Axis("statistic", _PERCENTILE_KEYS, _PERCENTILE_LABELS)


def long_waits() -> Axis:
    """Waits over which referrals are counted."""
    keys = tuple(str(weeks) for weeks in LONG_WAITS)
    return Axis("over", keys, tuple(f"over {key} weeks" for key in keys))


def contact_kinds() -> Axis:
    """Contacts attended for the first time or again, and missed."""
    return Axis("contact", CONTACTS, ("first contacts", "later contacts", "missed contacts"))


def cancellers() -> Axis:
    """Who cancels contacts."""
    return Axis("who", CANCELLERS, ("by the family", "by the service"))


def further() -> Axis:
    """How further referrals of a child come about."""
    return Axis("how", FURTHER, ("referred on", "referred again"))


def reasons() -> Axis:
    """Why cases need not meet a time limit."""
    labels = ("missed contact", "absence", "school closure", "personal circumstances")
    return Axis("reason", REASONS, labels)


def minute_uses() -> Axis:
    """What becomes of staff minutes."""
    return Axis("use", MINUTE_USES, ("offered", "used", "lost to missed contacts", "unused"))


def slot_uses() -> Axis:
    """What becomes of extra slots."""
    return Axis("use", SLOTS, ("offered", "used", "lost to missed contacts"))


def _of_pathways(
    header: Header, name: str, keys: Sequence[str], labels: Sequence[str], owners: Iterable[int]
) -> Axis:
    given = header.names.pathway_labels
    return Axis(name, tuple(keys), tuple(labels), tuple(given[i] for i in owners))


def _owners(header: Header, names: Sequence[str]) -> list[int]:
    return [header.names.pathways.index(name.split(".")[0]) for name in names]


def _dates(name: str, given: Sequence[date]) -> Axis:
    labels = tuple(f"{day.day} {day:%b %Y}" for day in given)
    return Axis(name, tuple(day.isoformat() for day in given), labels)
