"""Dates as people write them: "2026-09-01" or "1 September 2026"."""

import contextlib
import datetime
import re

from waitsim.scenario.figures import WORD, UnitError, clean_text, fault, shown, unknown
from waitsim.scenario.suggest import near

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SAID_DATE = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th)?\s+({WORD})\s+([0-9]{{4}})")
_FIGURES_DATE = re.compile(r"([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})")
_DATE_FORMS = "2026-09-01 or 1 September 2026"


def date(text: str) -> datetime.date:
    """The day, from "2026-09-01" or "1 September 2026"."""
    clean = clean_text(text)
    iso, said, figures = (form.fullmatch(clean) for form in (_ISO_DATE, _SAID_DATE, _FIGURES_DATE))
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]), text)
    if said:
        return _day(int(said[3]), _month(said[2], text), int(said[1]), text)
    meant = _readings(*(int(part) for part in figures.groups())) if figures else []
    if meant:
        why = "could be two days" if len(meant) > 1 else "is not written as a date here"
        raise fault(text, why, f"Write {' or '.join(meant)}")
    raise unknown(text, "date", _DATE_FORMS)


def _month(word: str, text: str) -> int:
    folded = word.casefold()
    for number, name in enumerate(_MONTHS, 1):
        if folded in (name.casefold(), name[:3].casefold()) or (folded, number) == ("sept", 9):
            return number
    raise UnitError(f'"{shown(text)}" names no month.{near(word, _MONTHS)} Write {_DATE_FORMS}.')


def _day(year: int, month: int, day: int, text: str) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise fault(text, "is no day of the calendar", "Check the day and the month") from None


def _readings(first: int, second: int, third: int) -> list[str]:
    """The days that three figures may mean, British, American and largest first."""
    orders = [(third, second, first), (third, first, second), (first, second, third)]
    days = []
    for year, month, day in orders:
        if year >= 1000:
            with contextlib.suppress(ValueError):
                days.append(datetime.date(year, month, day).isoformat())
    return list(dict.fromkeys(days))
