"""Lists of referrals, as if they had been read from files."""

import datetime
from typing import Any

from waitsim.scenario.referral_list import Entry, OpeningList, ReferralDates

START = datetime.date(2026, 1, 5)


def date(day: int) -> datetime.date:
    """A day, counted from the first of the run."""
    return START + datetime.timedelta(days=day)


def row(day: int, time: str = "", **cells: Any) -> Entry:
    """A referral on a day, counted from the first of the run, at a time such as 09:30."""
    minute = int(time[:2]) * 60 + int(time[3:]) if time else None
    groups = tuple(cells.pop("groups", {}).items())
    for name in ("joined", "birth_date", "booked"):
        if name in cells:
            cells[name] = date(cells[name])
    return Entry(line=0, referred=date(day), minute=minute, groups=groups, **cells)


def dates(*rows: Entry) -> ReferralDates:
    """A file of referrals with dates."""
    return ReferralDates("dates.csv", rows)


def opening(*rows: Entry) -> OpeningList:
    """An opening list by rows."""
    return OpeningList("waiting.csv", rows)
