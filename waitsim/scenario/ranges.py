"""Ranges as people write them: wait bands such as "13-52 weeks", ages such as "5-11"."""

import re

from waitsim.scenario.figures import NUMBER, WORD, clean_text, fault, limited, positive, unknown
from waitsim.scenario.units import minutes, unit_minutes

_MOST_AGE = 120
_RANGE = re.compile(rf"({NUMBER})\s*({WORD})??\s*(?:-|to)\s*({NUMBER})\s*({WORD})?")
_OPEN_ABOVE = re.compile(r"over|above|more|at least|from|longer|.*\+|.*(over|above|more|plus|-)$")
_OPEN_BELOW = re.compile(r"under|below|less|up to|within|to\b|-")
_RANGE_FORMS = "0-1 week, 13-52 weeks or 18-26 months"
_AGES_FORMS = "5-11, 0-4 or 18"


def weeks_range(text: str) -> tuple[float, float]:
    """Lower and upper end in minutes of a wait band, from "13-52 weeks" or "18 to 26 months"."""
    clean = clean_text(text).casefold()
    found = _RANGE.fullmatch(clean)
    if not found:
        _refuse_open(clean, text, "104-156 weeks", "0-13 weeks")
        raise unknown(text, "range of time", _RANGE_FORMS)
    if not found[4]:
        raise fault(text, "has no unit", f"Write {clean} weeks or {clean} months")
    low, high = (positive(found[i], text, "range of time", _RANGE_FORMS) for i in (1, 3))
    high_minutes = limited(high * unit_minutes(found[4]), text)
    low_minutes = limited(low * unit_minutes(found[2] or found[4]), text)
    if low_minutes >= high_minutes:
        raise fault(text, "does not rise", "Write the smaller end first and a larger one after it")
    return low_minutes, high_minutes


def times_range(text: str) -> tuple[float, float]:
    """Shortest and longest time of a band such as "2-4 weeks"; twice the same for "6 weeks"."""
    clean = clean_text(text).casefold()
    if not re.search(r"[0-9].*(-|to)", clean):
        _refuse_open(clean, text, "26-52 weeks", "0-2 weeks")
        return (limited(minutes(text), text),) * 2
    return weeks_range(text)


def ages_range(text: str) -> tuple[int, int]:
    """Lowest and highest age in whole years, both included, from "5-11" or "18"."""
    clean = re.sub(r"\s*years?$", "", clean_text(text).casefold())
    found = re.fullmatch(r"([0-9]{1,9})(?:\s*(?:-|to)\s*([0-9]{1,9}))?", clean)
    if not found:
        _refuse_open(clean, text, "18-25", "0-4")
        raise unknown(text, "range of ages in whole years", _AGES_FORMS)
    low, high = int(found[1]), int(found[2] or found[1])
    if low > high:
        raise fault(text, "does not rise", f"Write {high}-{low}")
    if high > _MOST_AGE:
        raise fault(text, f"goes beyond {_MOST_AGE} years", "Write ages in whole years")
    return low, high


def _refuse_open(clean: str, text: str, above: str, below: str) -> None:
    if _OPEN_ABOVE.match(clean):
        raise fault(text, "has no upper end", f"Give both ends, such as {above}")
    if _OPEN_BELOW.match(clean):
        raise fault(text, "has no lower end", f"Give both ends, such as {below}")
