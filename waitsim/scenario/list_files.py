"""Lists of referrals read from CSV files: their columns, and what each cell may say."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from waitsim.scenario.csv_rows import Row, Rows
from waitsim.scenario.figures import UnitError, fault, whole
from waitsim.scenario.referral_list import Entry, OpeningList, ReferralDates, ReferralList
from waitsim.scenario.suggest import near, suggestion

STATES: Final = ("waiting", "caseload")
_DATE: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::[0-9]{2})?)?"
)
_DATE_MEND: Final = "Write it as year-month-day, such as 2026-01-31"


@dataclass(frozen=True)
class Columns:
    """The columns of one kind of file; all others are attributes of children.

    Args:
        kind: what the file becomes.
        needed: columns that must be there, with a value in each row.
        optional: columns that may be there, with blank cells.
    """

    kind: type[ReferralList]
    needed: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Columns that are no attribute."""
        return (*self.needed, *self.optional)


DATES: Final = Columns(ReferralDates, ("date",), ("priority", "birth_date"))
OPENING: Final = Columns(
    OpeningList,
    ("pathway", "step", "referred"),
    ("joined", "state", "priority", "birth_date", "booked", "contacts", "child"),
)


def list_of(rows: Rows, name: str, columns: Columns) -> ReferralList:
    """The list that rows say; what is wrong with them is reported to the rows.

    Args:
        name: of the file, as seen from the folder of the scenario.
    """
    for column in columns.needed:
        if rows.columns and column not in rows.columns:
            hint = near(column, [c for c in rows.columns if c not in columns.all])
            mend = f"{hint} Rename it." if hint else " Add it, with a value in each row."
            rows.report(1, column, f"there is no such column.{mend}")
    if rows.columns and not rows.problems and not rows.rows:
        rows.report(1, "", "the file has no rows. Write one for each referral.")
    entries = tuple(entry for row in rows.rows if (entry := _entry(row, rows, columns)) is not None)
    return columns.kind(name, entries, rows.sha256)


def _entry(row: Row, rows: Rows, columns: Columns) -> Entry | None:
    """The entry of a row; None if what must be there is not."""
    cells: dict[str, Any] = {}
    sound = True
    for column in columns.all:
        text = row.cells.get(column, "")
        if not text:
            if column in columns.needed:
                sound = False
                if column in rows.columns:
                    rows.report(row.line, column, "the cell is blank. Write a value.")
            continue
        try:
            cells |= _READ.get(column, _as_text)(column, text)
        except UnitError as error:
            sound = sound and column not in columns.needed
            rows.report(row.line, column, str(error))
    if not sound:
        return None
    others = {name: text for name, text in row.cells.items() if name not in columns.all and name}
    return Entry(line=row.line, groups=tuple(others.items()), **cells)


def _as_text(column: str, text: str) -> Mapping[str, str]:
    return {column: text}


def _as_day(column: str, text: str) -> Mapping[str, datetime.date]:
    day, minute = _moment(text)
    if minute is not None:
        raise fault(text, "has a time of day", f"Write the day alone, {day}")
    return {column: day}


def _as_moment(_: str, text: str) -> Mapping[str, Any]:
    day, minute = _moment(text)
    return {"referred": day, "minute": minute}


def _as_state(column: str, text: str) -> Mapping[str, str]:
    if text.casefold() not in STATES:
        raise UnitError(f'unknown state "{text[:40]}".{suggestion(text, STATES)}')
    return {column: text.casefold()}


def _as_number(column: str, text: str) -> Mapping[str, int]:
    number = whole(text)
    if number < 0:
        raise fault(text, "is less than nothing", "Write 0 or more")
    return {column: number}


_READ: Final[Mapping[str, Callable[[str, str], Mapping[str, Any]]]] = {
    "date": _as_moment,
    "referred": _as_day,
    "joined": _as_day,
    "birth_date": _as_day,
    "booked": _as_day,
    "state": _as_state,
    "contacts": _as_number,
}


def _moment(text: str) -> tuple[datetime.date, int | None]:
    """A day, and the minute of it if a time is written."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise fault(text, "is no date", _DATE_MEND)
    try:
        day = datetime.date.fromisoformat(found[1])
    except ValueError:
        raise fault(text, "is no day of the calendar", "Check the day and the month") from None
    if found[2] is None:
        return day, None
    hour, minute = int(found[2]), int(found[3])
    if hour > 23 or minute > 59:
        raise fault(text, "has no time of a day", "Write times from 00:00 to 23:59")
    return day, hour * 60 + minute
