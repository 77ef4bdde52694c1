"""Quantities as field types: read from the text a person wrote, said again, shown to editors."""

import datetime
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Literal, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from waitsim.rules.disciplines import DISCIPLINES
from waitsim.scenario import dates, figures, month_days, ranges, units
from waitsim.scenario.figures import UnitError, fault
from waitsim.scenario.referral_list import OpeningList, ReferralDates
from waitsim.scenario.suggest import suggestion

REST: Final = "rest"
LONGEST: Final = 200 * 365.25 * 1440
"""Minutes in the longest time that can be meant: 200 years."""


@dataclass(frozen=True)
class Quantity:
    """One kind of value: how it is read, said, limited and shown.

    Args:
        name: what people call it.
        parse: from text to the value; raises UnitError only.
        say: from the value to a text that `parse` reads back.
        examples: texts as people would write them.
        plain: whether editors should also take a number, yes or no without quotes.
        options: all there is to choose from; empty where that is not a few words.
        least: smallest value allowed.
        above: value that all allowed ones are above.
        most: largest value allowed.
        looks: regular expression that is found in every such text, for editors.
    """

    name: str
    parse: Callable[[str], Any]
    say: Callable[[Any], str]
    examples: tuple[str, ...]
    plain: bool = False
    options: tuple[str, ...] = ()
    least: float | None = None
    above: float | None = None
    most: float | None = None
    looks: str = "[0-9]"

    def within(
        self, least: float | None = None, above: float | None = None, most: float | None = None
    ) -> Self:
        """The same quantity between limits."""
        return replace(self, least=least, above=above, most=most)

    def check(self, value: Any) -> Any:
        """The value, read if it is text, within its limits.

        Raises:
            UnitError: if it is no such quantity.
        """
        such_as = f"such as {self.examples[0]}"
        if value is None:
            raise UnitError(f"no value is given. Write one {such_as}, or remove the line.")
        if isinstance(value, dict | list):
            raise UnitError(f"a group of values stands here. Write one value {such_as}.")
        read = self.parse(value) if isinstance(value, str) else value
        if isinstance(read, int | float):
            self._limit(read, value if isinstance(value, str) else f"{value:g}")
        return read

    def _limit(self, value: float, text: str) -> None:
        if not math.isfinite(value):
            raise fault(text, "is no finite number", "Write a number")
        if self.least is not None and value < self.least:
            raise fault(text, "is too small", f"Write {self.say(self.least)} or more")
        if self.above is not None and value <= self.above:
            raise fault(text, "is too small", f"Write more than {self.say(self.above)}")
        if self.most is not None and value > self.most:
            raise fault(text, "is too large", f"Write {self.say(self.most)} or less")

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))


def _figure(value: float) -> str:
    return f"{value:,.10g}"


def _percent(value: float) -> str:
    return f"{_figure(value * 100)} %"


def _range(value: tuple[float, float]) -> str:
    return f"{units.say_duration(value[0])} to {units.say_duration(value[1])}"


def _times(value: tuple[float, float]) -> str:
    return units.say_duration(value[0]) if value[0] == value[1] else _range(value)


def _ages(value: tuple[int, int]) -> str:
    return f"{value[0]}-{value[1]}"


def one_of(name: str, options: Iterable[str]) -> Quantity:
    """A word out of several."""
    words = tuple(options)

    def parse(text: str) -> str:
        word = " ".join(text.split())
        if word not in words:
            hint = suggestion(word, words) or f" Write {words[0]}."
            raise UnitError(f'"{figures.shown(text)}" is no {name}.{hint}')
        return word

    return Quantity(name, parse, str, words[:1], options=words)


def _file_name(text: str) -> str | None:
    """The name of a CSV file; None for "none"."""
    name = text.strip()
    if name == "none":
        return None
    if not name.endswith(".csv"):
        raise fault(text, "does not end in .csv", "Name a CSV file beside this one, or none")
    return name


TIME: Final = Quantity(
    "length of time",
    units.minutes,
    units.say_duration,
    ("18 weeks", "90 min", "1.5 hours"),
    looks="[0-9] *[A-Za-z]",
    least=0,
    most=LONGEST,
)
HOURS: Final = replace(
    TIME, say=lambda value: f"{_figure(value / 60)} hours", examples=("37.5 hours", "18.75 hours")
)
RATE: Final = Quantity(
    "rate",
    units.per_week,
    lambda value: f"{_figure(value)} a week",
    ("12 a week", "120 a month"),
    looks="[0-9].*[A-Za-z]",
    least=0,
    most=1e6,
)
SHARE: Final = Quantity(
    "share", units.share, _percent, ("6 %", "0.06"), plain=True, least=0, most=1
)
HAZARD: Final = Quantity(
    "chance of leaving",
    units.hazard_per_week,
    lambda value: f"rate {_figure(value)} a week" if value else "0 % a week",
    ("0.5 % a week", "20 % a year"),
    looks="[0-9].*[A-Za-z]",
    least=0,
    most=1e4,
)
GROWTH: Final = Quantity(
    "growth",
    units.growth_per_year,
    lambda value: f"{_percent(value)} a year",
    ("5 % a year", "-2 % a year"),
    looks="[0-9].*[A-Za-z]",
    above=-1,
    most=10,
)
MONEY: Final = Quantity(
    "sum of money",
    units.money,
    lambda value: f"£{_figure(value)}",
    ("£1,400", "£60k"),
    least=0,
    looks="£",
)
HOURLY: Final = Quantity(
    "cost per hour",
    units.money_per_hour,
    lambda value: f"£{_figure(value)} an hour",
    ("£85 an hour",),
    least=0,
    looks="£.*[0-9].*[A-Za-z]",
)
NUMBER: Final = Quantity("number", figures.number, _figure, ("7.5", "1,200"), plain=True)
WHOLE: Final = Quantity("whole number", figures.whole, _figure, ("12", "1,200"), plain=True)
YES_NO: Final = Quantity(
    "yes or no",
    figures.boolean,
    lambda value: "yes" if value else "no",
    ("yes", "no"),
    plain=True,
    options=("yes", "no"),
)
DATE: Final = Quantity("date", dates.date, str, ("2026-09-01", "1 September 2026"))
MONTH_DAY: Final = Quantity(
    "day of a month",
    month_days.month_day,
    str,
    ("second tuesday", "last friday"),
    looks="[Dd]ay",
)
WAITS: Final = Quantity(
    "range of time",
    ranges.weeks_range,
    _range,
    ("13-52 weeks", "0-1 week"),
    looks="[0-9].*[A-Za-z]",
)
TIMES: Final = Quantity(
    "time or range of time",
    ranges.times_range,
    _times,
    ("2-4 weeks", "6 weeks"),
    looks="[0-9].*[A-Za-z]",
)
AGES: Final = Quantity("range of ages", ranges.ages_range, _ages, ("5-11", "18"), plain=True)
DISCIPLINE: Final = one_of("way to order a list", DISCIPLINES)
VERSION: Final = Quantity(
    "version", figures.whole, _figure, ("1",), plain=True, options=("1",), least=1, most=1
)

BOUND: Final = Quantity(
    "value, or change of one",
    str,
    str,
    ("38 a week", "-10 %"),
    plain=True,
)

FILE: Final = Quantity("CSV file", _file_name, str, ("referrals.csv",), looks=r"\.csv$|^none$")

Minutes = Annotated[float, TIME]
Span = Annotated[float, TIME.within(above=0, most=LONGEST)]
PerWeek = Annotated[float, RATE]
Share = Annotated[float, SHARE]
HazardPerWeek = Annotated[float, HAZARD]
Growth = Annotated[float, GROWTH]
Money = Annotated[float, MONEY]
MoneyPerHour = Annotated[float, HOURLY]
Number = Annotated[float, NUMBER]
Whole = Annotated[int, WHOLE]
YesNo = Annotated[bool, YES_NO]
Date = Annotated[datetime.date, DATE]
WeeksRange = Annotated[tuple[float, float], WAITS]
Times = Annotated[tuple[float, float], TIMES]
AgesRange = Annotated[tuple[int, int], AGES]
DatesFile = Annotated[ReferralDates | None, FILE]
OpeningFile = Annotated[OpeningList | None, FILE]
Discipline = Annotated[str, DISCIPLINE]
SchemaVersion = Annotated[int, VERSION]
Precedence = Annotated[int, WHOLE.within(least=1, most=9)]
"""From 1, the first, to 9."""


def _route_share(text: str) -> float | str:
    """A share, or ``rest`` as it is."""
    return REST if text.strip() == REST else units.share(text)


def _say_route(value: float | str) -> str:
    return value if isinstance(value, str) else _percent(value)


ROUTE: Final = Quantity(
    "share, or rest",
    _route_share,
    _say_route,
    ("80 %", REST),
    plain=True,
    least=0,
    most=1,
    looks="[0-9]|rest",
)
RouteShare = Annotated[float | Literal["rest"], ROUTE]


@dataclass(frozen=True)
class Single:
    """Marks a mapping or list for which one text may stand.

    Args:
        widen: from the text to what it stands for.
    """

    widen: Callable[[str], Any]

    def read(self, value: Any) -> Any:
        """The value, widened if it is text."""
        return self.widen(value.strip()) if isinstance(value, str) else value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))


Then = Annotated[dict[str, RouteShare], Single(lambda name: {name: 1.0})]
"""Where referrals go next: one step or end, or shares of several, of which one may be ``rest``."""

MonthDays = Annotated[tuple[Annotated[str, MONTH_DAY], ...], Single(lambda day: [day])]
"""Days of a month, such as its second Tuesday."""

Names = Annotated[tuple[str, ...], Single(lambda name: [name])]
