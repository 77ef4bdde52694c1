"""The tallies as columns: which columns each table has, and the way there and back, exact.

A row says how many, and all that is needed to read it alone. Rows of zeros are left out.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import (
    CANCELLERS,
    CONTACTS,
    FATES,
    FURTHER,
    MINUTE_USES,
    OUTCOMES,
    REASONS,
    RISES,
    SLOTS,
    Tallies,
    empty_tallies,
)
from waitsim.results.bands import band_labels
from waitsim.results.header import Header
from waitsim.results.packed import Packed

Tally = NDArray[np.integer[Any]]

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("spell by priority", "census", "band"),
    "ended": ("spell by priority", "outcome", "week", "band"),
    "lengths": ("spell by priority", "outcome", "weeks waited"),
    "entered": ("spell by priority", "weeks waited"),
    "snapshot": ("spell by priority", "snapshot", "weeks waited"),
    "referrals": ("pathway by priority", "week"),
    "entries": ("step by priority", "week"),
    "contacts": ("step", "contact", "week"),
    "ends": ("end by priority", "week"),
    "minutes": ("group", "minute use", "week"),
    "slots": ("step", "slot use", "week"),
    "overrun": ("group", "week"),
    "further": ("referred pathway", "how", "week"),
    "cancelled": ("cancelling step", "who", "week"),
    "group_lengths": ("spell", "category", "outcome", "weeks waited"),
    "group_snapshot": ("spell", "category", "snapshot", "weeks waited"),
    "escalated": ("rising step by priority", "rise", "week"),
    "paused": ("pausing spell", "snapshot", "weeks waited"),
    "excepted": ("excepted clock", "reason", "week"),
    "started": ("clock", "month", "fate", "weeks since"),
}
"""Each table and its keys, after the replication; a key takes up one or two axes of the tally."""


_ALWAYS: Final = tuple(TABLES)[:11]
"""Tables that every run has; of the others, those whose axes it has."""


@dataclass(frozen=True)
class Column:
    """A column of a table: numbers, or codes of texts or dates.

    Args:
        values: int32, int64 or float64; codes where there are categories.
        categories: what the codes stand for; None for plain numbers.
    """

    values: NDArray[Any]
    categories: tuple[str, ...] | tuple[datetime.date, ...] | None = None


def tables_of(header: Header) -> tuple[str, ...]:
    """The tables that a run has."""
    return tuple(
        table
        for table, keys in TABLES.items()
        if table in _ALWAYS or all(_length(_key_columns(header, key)) for key in keys)
    )


def value_column(table: str) -> str:
    """Name of the column that says how many."""
    return "minutes" if table in ("minutes", "overrun") else "count"


def columns(
    tallies: Tallies | Packed, header: Header, table: str, first: int = 0
) -> dict[str, Column]:
    """The columns of a table, by name.

    Args:
        tallies: with a leading axis of replications.
        first: number of the first of them.
    """
    keys = [_key_columns(header, key) for key in TABLES[table]]
    array: Tally = getattr(tallies, table)
    flat = np.flatnonzero(array)
    places = np.unravel_index(flat, (len(array), *(_length(key) for key in keys)))
    found = {"replication": Column((places[0] + first).astype(np.int32))}
    for key, place in zip(keys, places[1:], strict=True):
        for name, column in key.items():
            found[name] = Column(column.values[place], column.categories)
    found[value_column(table)] = Column(array.reshape(-1)[flat])
    return found


def tally(found: Mapping[str, Column], header: Header, table: str, first: int, count: int) -> Tally:
    """The tally that columns were made of, with a leading axis of ``count`` replications.

    Categories may come in any order, and those that no row has may be missing.

    Raises:
        KeyError: if a column is missing.
        ValueError: if a row lies outside the run.
    """
    empty: Tally = getattr(empty_tallies(count, header.sizes), table)
    keys = [_key_columns(header, key) for key in TABLES[table]]
    places = [found["replication"].values - first]
    if ((places[0] < 0) | (places[0] >= count)).any():
        raise ValueError("a row is of a replication that does not belong here")
    places += [_place(found, key) for key in keys]
    flat = empty.reshape(count, *(_length(key) for key in keys))
    np.add.at(flat, tuple(places), found[value_column(table)].values)
    return empty


def _length(key: Mapping[str, Column]) -> int:
    return len(next(iter(key.values())).values)


def _key_columns(header: Header, key: str) -> dict[str, Column]:
    """The columns that stand for a key, each with a value for each place along it."""
    part, _, by_priority = key.partition(" by ")
    found = _part_columns(header, part)
    if not by_priority:
        return found
    classes = header.sizes.priorities
    found = {name: Column(np.repeat(c.values, classes), c.categories) for name, c in found.items()}
    pathway = found["pathway"].values.reshape(-1, classes)[:, 0]
    return found | {"priority": _texts([p for i in pathway for p in priorities(header, int(i))])}


def priorities(header: Header, pathway: int) -> tuple[str, ...]:
    """Names of all priority classes of a pathway, those it does not use included."""
    used = header.names.priorities[pathway]
    return used + tuple(f"unused {i + 1}" for i in range(len(used), header.sizes.priorities))


def _part_columns(header: Header, part: str) -> dict[str, Column]:
    names = header.names
    plain: dict[str, tuple[str, ...]] = {
        "pathway": names.pathways,
        "referred pathway": names.pathways[: header.sizes.further],
        "group": names.groups,
        "category": names.categories,
        "band": band_labels(),
        "outcome": OUTCOMES,
        "contact": CONTACTS,
        "minute use": MINUTE_USES,
        "slot use": SLOTS,
        "how": FURTHER,
        "cancelling step": names.steps[: header.sizes.cancelled],
        "who": CANCELLERS,
        "rise": RISES,
        "reason": REASONS,
        "fate": FATES,
    }
    dates = {
        "week": header.week_dates,
        "census": header.census_dates,
        "snapshot": header.snapshot_dates,
        "month": header.month_dates[: header.sizes.months],
    }
    weeks = {"weeks waited": header.sizes.bins, "weeks since": header.sizes.weeks + 1}
    if part in weeks:
        return {"weeks_waited": Column(np.arange(weeks[part], dtype=np.int32))}
    if part in dates:
        numbers = np.arange(len(dates[part]), dtype=np.int32)
        return {part: Column(numbers), "date": Column(numbers, dates[part])}
    if part in plain:
        return {part.rsplit(maxsplit=1)[-1]: _texts(plain[part])}
    if part in ("clock", "excepted clock"):
        most = header.sizes.clocks if part == "clock" else header.sizes.excepted
        given = names.clocks[:most]
        return {"pathway": _texts([name.split(".")[0] for name in given]), "name": _texts(given)}
    if part in ("spell", "pausing spell"):
        most = header.sizes.spells if part == "spell" else header.sizes.paused
        kinds = ["list"] * len(names.lists) + ["clock"] * len(names.clocks)
        pathways = _texts([names.pathways[i] for i in header.spell_pathway[:most]])
        found = {"kind": _texts(kinds[:most]), "name": _texts(names.spells[:most])}
        return {"pathway": pathways, **found}
    rising = names.steps[: header.sizes.escalating]
    given = {"step": names.steps, "rising step": rising, "end": names.ends}[part]
    owners = _texts([name.split(".")[0] for name in given])
    return {"pathway": owners, part.rsplit(maxsplit=1)[-1]: _texts(given)}


def _texts(values: Sequence[str]) -> Column:
    categories = tuple(dict.fromkeys(values))
    code = {text: i for i, text in enumerate(categories)}
    return Column(np.array([code[text] for text in values], dtype=np.int32), categories)


def _place(found: Mapping[str, Column], key: Mapping[str, Column]) -> NDArray[np.int64]:
    """Where along the key each row is."""
    rows = np.zeros(len(found["replication"].values), dtype=np.int64)
    along = np.zeros(_length(key), dtype=np.int64)
    most = 1
    for name, column in key.items():
        if name == "date":
            continue
        values = _recoded(found[name], column.categories)
        size = int(column.values.max(initial=0)) + 1
        if ((values < 0) | (values >= size)).any():
            raise ValueError(f"{name} has a value that this run does not know")
        rows, along, most = rows * size + values, along * size + column.values, most * size
    where = np.full(most, -1, dtype=np.int64)
    where[along] = np.arange(len(along))
    place: NDArray[np.int64] = where[rows]
    if (place < 0).any():
        raise ValueError("a row has names that do not go together in this run")
    return place


def _recoded(column: Column, categories: tuple[object, ...] | None) -> Tally:
    """The column's values, as codes of the categories given; -1 for one that is not among them."""
    if categories is None or column.categories is None:
        return column.values
    code = {text: i for i, text in enumerate(categories)}
    table = np.array([code.get(text, -1) for text in column.categories], dtype=np.int32)
    return table[column.values] if len(table) else column.values
