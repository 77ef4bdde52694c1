"""Days of a month as people say them: the second Tuesday, the last Friday."""

import datetime
from typing import Final

from waitsim.scenario.figures import clean_text, unknown

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS: Final = ("first", "second", "third", "fourth", "last")
_SHORT: Final = ("1st", "2nd", "3rd", "4th", "last")
_SUCH: Final = "second tuesday or last friday"
_LAST: Final = 4
_WEEK: Final = datetime.timedelta(weeks=1)


def month_day(text: str) -> str:
    """The day as it is said for short, from "second Tuesday" or "2nd tuesday of the month"."""
    words = clean_text(text).casefold().removesuffix(" of the month").split()
    if len(words) == 2 and words[0] in (*_ORDINALS, *_SHORT) and words[1] in WEEKDAYS:
        ordinals = _ORDINALS if words[0] in _ORDINALS else _SHORT
        return f"{_ORDINALS[ordinals.index(words[0])]} {words[1]}"
    raise unknown(text, "day of a month", _SUCH)


def nth_weekday(said: str) -> tuple[int | None, int]:
    """Which of its month a day is, 0 for the first and None for the last, and its weekday."""
    ordinal, weekday = said.split()
    nth = _ORDINALS.index(ordinal)
    return None if nth == _LAST else nth, WEEKDAYS.index(weekday)


def is_month_day(day: datetime.date, said: str) -> bool:
    """Whether a date is a day of its month."""
    nth, weekday = nth_weekday(said)
    if day.weekday() != weekday:
        return False
    return (day + _WEEK).month != day.month if nth is None else (day.day - 1) // 7 == nth
