"""Quantities as people write them, read into numbers: "18 weeks", "6 %", "12 a week".

A month is 365.25/12 days and a year 365.25 days (52.18 weeks), whatever the calendar says. Every
parser takes text and raises only `UnitError`, whose message says what to write instead.
"""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from waitsim.scenario.figures import (
    NUMBER,
    WORD,
    UnitError,
    clean_text,
    fault,
    limited,
    positive,
    shown,
    unknown,
)
from waitsim.scenario.suggest import near

MINUTES: Mapping[str, float] = MappingProxyType(
    {
        "minute": 1,
        "hour": 60,
        "day": 1440,
        "week": 7 * 1440,
        "fortnight": 14 * 1440,
        "month": 365.25 / 12 * 1440,
        "quarter": 365.25 / 4 * 1440,
        "year": 365.25 * 1440,
    }
)
_SHORT = {"min": "minute", "h": "hour", "hr": "hour", "wk": "week", "yr": "year", "annum": "year"}

_PART = rf"{NUMBER}\s*{WORD}"
_DURATION = re.compile(rf"{_PART}(?:(?:\s*,\s*|\s+and\s+|\s*){_PART})*")
_PER = re.compile(rf"(.*?)(?:\s*/\s*|\s+(?:an?|per|each|every)\s+)({WORD})")
_ONCE = re.compile(rf"once\s+(?:in|every)\s+({NUMBER})\s*({WORD})")
_PERCENT = re.compile(r"(.*?)\s*(?:%|per\s?cent)", re.DOTALL)

_DURATION_FORMS = "90 min, 1.5 hours, 2 days, 18 weeks, 6 months or 3 years"
_RATE_FORMS = "12 a week, 120 a month or 4,000 a year"
_SHARE_FORMS = "6 % or 0.06"
_HAZARD_FORMS = "0.5 % a week, 20 % a year, rate 0.019 a week or once in 52 weeks"
_GROWTH_FORMS = "5 % a year or -2 % a year"
_MONEY_FORMS = "£1,400, £60k or £1.2m"
_HOURLY_FORMS = "£85 an hour"


def unit_minutes(word: str, forms: str = _DURATION_FORMS) -> float:
    """Minutes in one of a unit of time, such as "weeks" or "h"; `forms` are what to write."""
    singular = word.casefold().removesuffix("s")
    singular = _SHORT.get(singular, singular)
    if singular in MINUTES:
        return MINUTES[singular]
    hint = near(word, [*(f"{name}s" for name in MINUTES), *MINUTES, "min", "mins"])
    if singular in ("m", "mo", "mth"):
        hint = ' Write "min" or "months".'
    elif singular in ("second", "sec"):
        hint = " The smallest unit is the minute."
    raise UnitError(f'"{shown(word)}" is no unit of time.{hint} Write it as {forms}.')


def minutes(text: str) -> float:
    """Minutes in a duration, such as "18 weeks" or "1 h 30 min"."""
    clean = clean_text(text).casefold()
    if re.fullmatch(NUMBER, clean):
        forms = f"{clean} min, {clean} hours, {clean} days or {clean} weeks"
        raise fault(text, "has no unit", f"Write {forms}, whichever is meant")
    if clean.startswith("-"):
        raise fault(text, "is less than nothing", "Write a length of time from 0 upwards")
    if not _DURATION.fullmatch(clean):
        positive(clean.split()[0] if clean else "", text, "length of time", _DURATION_FORMS)
        raise unknown(text, "length of time", _DURATION_FORMS)
    parts = re.findall(rf"({NUMBER})\s*({WORD})", clean)
    units = [unit_minutes(word) for _, word in parts]
    if sorted(set(units), reverse=True) != units:
        raise fault(text, "does not go from larger to smaller units", "Write, say, 1 h 30 min")
    amounts = [positive(digits, text, "length of time", _DURATION_FORMS) for digits, _ in parts]
    return limited(sum(a * unit for a, unit in zip(amounts, units, strict=True)), text)


def per_week(text: str) -> float:
    """A rate per week, from "12 a week", "120 a month" or "4,000/year"; "1 a day" is 7 a week."""
    amount, weeks = _per(clean_text(text), text, "rate", _RATE_FORMS)
    return limited(positive(amount, text, "rate", _RATE_FORMS) / weeks, text)


def share(text: str) -> float:
    """A share from 0 to 1, from "6 %" or "0.06"."""
    value, is_percent = _percent(clean_text(text), text, "share", _SHARE_FORMS)
    if value < 0:
        raise fault(text, "is less than 0", "Write a share from 0 % to 100 %")
    if value > (100 if is_percent else 1):
        mend = "Write a share from 0 % to 100 %"
        if not is_percent and value <= 100:
            mend = f"Write {clean_text(text)} % if that is meant, otherwise a share from 0 to 1"
        raise fault(text, f"is more than {'100 %' if is_percent else '1'}", mend)
    return value / 100 if is_percent else float(value)


def hazard_per_week(text: str) -> float:
    """A constant hazard per week.

    "5 % a month" is the share p that leaves within the period: -ln(1 - p) / period. "rate 0.019 a
    week" is the hazard itself, and "once in 52 weeks" is 1/52 a week.
    """
    clean = clean_text(text).casefold()
    once = _ONCE.fullmatch(clean)
    if once:
        length = positive(once[1], text, "rate", _HAZARD_FORMS) * unit_minutes(
            once[2], _HAZARD_FORMS
        )
        if not length:
            raise fault(text, "happens all the time", f"Write it as {_HAZARD_FORMS}")
        return limited(MINUTES["week"] / length, text)
    amount, weeks = _per(clean.removeprefix("rate "), text, "rate", _HAZARD_FORMS)
    if clean.startswith("rate "):
        return limited(positive(amount, text, "rate", _HAZARD_FORMS) / weeks, text)
    value, is_percent = _percent(amount, text, "rate", _HAZARD_FORMS)
    if not is_percent:
        mend = f"Write {amount} % {clean[len(amount) :].strip()}, or rate {clean}"
        raise fault(text, "could be a share or a rate", mend)
    if not 0 <= value < 100:
        raise fault(text, "is out of range", "Write a share from 0 % to just under 100 %")
    return -math.log1p(-value / 100) / weeks


def growth_per_year(text: str) -> float:
    """Growth as a share per year: "5 % a year" is 0.05, "-2 % a year" is -0.02."""
    amount, weeks = _per(clean_text(text), text, "growth", _GROWTH_FORMS)
    value, is_percent = _percent(amount.removeprefix("+"), text, "growth", _GROWTH_FORMS)
    if not is_percent or weeks != MINUTES["year"] / MINUTES["week"]:
        raise fault(text, "is not in % a year", f"Write it as {_GROWTH_FORMS}")
    if not -100 < value <= 1000:
        raise fault(text, "is out of range", "Write from -99 % to 1,000 % a year")
    return value / 100


def money(text: str) -> float:
    """Pounds, from "£1,400", "£60k" or "£1.2m"."""
    clean = clean_text(text).casefold()
    if not clean.startswith("£"):
        mend = f"Write £{clean}" if re.fullmatch(NUMBER, clean) else f"Write it as {_MONEY_FORMS}"
        raise fault(text, "is no sum of money in pounds", mend)
    found = re.fullmatch(rf"£\s*({NUMBER})\s*(k|m|million)?", clean)
    if not found:
        raise unknown(text, "sum of money", _MONEY_FORMS)
    times = {"k": 1e3, "m": 1e6, "million": 1e6}.get(found[2], 1.0)
    amount = positive(found[1], text, "sum of money", _MONEY_FORMS)
    return limited(amount * times, text)


def money_per_hour(text: str) -> float:
    """Pounds per hour, from "£85 an hour"."""
    clean = clean_text(text)
    amount, weeks = _per(clean, text, "cost per hour", _HOURLY_FORMS)
    if weeks != MINUTES["hour"] / MINUTES["week"]:
        raise fault(text, "is not per hour", f"Write it as {_HOURLY_FORMS}")
    if not clean.startswith("£"):
        raise fault(text, "has no pound sign", f"Write £{clean}")
    return money(amount)


def say_duration(length: float) -> str:
    """A length in minutes in words that `minutes` reads back: 181,440 is "18 weeks"."""
    left = round(length)
    for name in ("year", "week", "month", "day", "hour"):
        if left and left % MINUTES[name] == 0:
            return _said(left / MINUTES[name], name)
    if left < 2 * MINUTES["hour"]:
        return f"{left} min"
    said = []
    for name, short in (("day", "day"), ("hour", "h"), ("minute", "min")):
        count, left = divmod(left, round(MINUTES[name]))
        if count:
            said.append(_said(count, short) if short == "day" else f"{count} {short}")
    return " ".join(said)


def _said(count: float, name: str) -> str:
    return f"{count:.0f} {name}" if count == 1 else f"{count:.0f} {name}s"


def _per(clean: str, text: str, what: str, forms: str) -> tuple[str, float]:
    """What comes before "a week" or the like, and the weeks in its period."""
    found = _PER.fullmatch(clean)
    if found:
        return found[1], unit_minutes(found[2], forms) / MINUTES["week"]
    if re.fullmatch(rf"£?\s*{NUMBER}\s*%?", clean):
        raise fault(text, "does not say per what time", f"Write it as {forms}")
    raise unknown(text, what, forms)


def _percent(clean: str, text: str, what: str, forms: str) -> tuple[float, bool]:
    """The number as written, which may be negative, and whether it is in per cent."""
    found = _PERCENT.fullmatch(clean)
    digits = found[1] if found else clean
    value = positive(digits.removeprefix("-"), text, what, forms)
    return (-value if digits.startswith("-") else value), found is not None
