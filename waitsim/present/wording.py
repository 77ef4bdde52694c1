"""Numbers and dates as people read them: ``9,124``, ``87 %``, ``41 weeks``, ``31 March 2029``."""

import datetime
import math
from collections.abc import Sequence
from typing import Final, Protocol

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NOT_KNOWN: Final = "not known"
BEYOND: Final = "beyond all bounds"


class Estimated(Protocol):
    """A mean with its confidence interval and its prediction band."""

    @property
    def mean(self) -> float:
        """Over replications."""

    @property
    def low(self) -> float:
        """Lower end of the confidence interval."""

    @property
    def high(self) -> float:
        """Upper end of it."""

    @property
    def band_low(self) -> float:
        """Lower end of the prediction band."""

    @property
    def band_high(self) -> float:
        """Upper end of it."""


def say(value: float, unit: str, beyond: str = BEYOND) -> str:
    """A number with its unit.

    Args:
        value: nan is said to be not known.
        unit: of a measure, such as ``referrals``, ``share`` (0 to 1), ``weeks`` or ``pounds``.
        beyond: what to say of infinity.
    """
    return beyond if math.isinf(value) else _said((value,), unit)[0]


def with_interval(figure: Estimated, unit: str, beyond: str = BEYOND) -> str:
    """The mean with its confidence interval: ``9,410 (9,300 to 9,520)``.

    All three are rounded to what the interval leaves standing.
    """
    if math.isinf(figure.mean):
        return beyond
    known = math.isfinite(figure.low) and math.isfinite(figure.high)
    if math.isnan(figure.mean) or not known or figure.low == figure.high:
        return say(figure.mean, unit)
    mean, low, high = _said((figure.mean, figure.low, figure.high), unit)
    if low == high:
        return mean
    return f"{mean} ({_without_unit(low, unit)} to {_after_named_unit(high, unit)})"


def band(figure: Estimated, unit: str) -> str:
    """The prediction band: ``9,120 to 9,700``."""
    return say_range(figure.band_low, figure.band_high, unit)


def say_range(low: float, high: float, unit: str) -> str:
    """Two ends of a range: ``38 to 44 weeks``."""
    first, last = _said((low, high), unit)
    return last if first == last else f"{_without_unit(first, unit)} to {last}"


def with_signs(difference: float, interval: tuple[float, float], unit: str) -> str:
    """A difference with its interval, all signed: ``-410 (-460 to -370)``.

    Args:
        unit: ``points`` for the difference of two shares, given as a share.
    """
    if not math.isfinite(difference):
        return NOT_KNOWN
    scale = 100.0 if unit == "points" else 1.0
    values = [scale * x for x in (difference, *interval)]
    if not all(map(math.isfinite, values)) or values[1] == values[2]:
        values = values[:1]
    said = [
        said if said[0] == "-" or x == 0 or said[0] == "0" else f"+{said}"
        for said, x in zip(_said(values, unit), values, strict=True)
    ]
    if len(said) == 1:
        return said[0]
    return f"{said[0]} ({_without_unit(said[1], unit)} to {_after_named_unit(said[2], unit)})"


def say_date(day: datetime.date) -> str:
    """A date in full: ``31 March 2029``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: datetime.date) -> str:
    """A date for narrow columns: ``31 Mar 2029``."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def counted(n: int, one: str, many: str = "") -> str:
    """A number of things: ``1 warning``, ``3 warnings``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def joined(words: Sequence[str]) -> str:
    """Words in a row: ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _said(values: Sequence[float], unit: str) -> list[str]:
    """Values rounded alike, so that they can be set side by side."""
    step = _step(values, unit)
    return [_one(value, unit, step) for value in values]


def _step(values: Sequence[float], unit: str) -> float:
    """What to round to: a power of ten well below the width of a range, and no finer than use."""
    known = [abs(value) for value in values if math.isfinite(value)]
    largest, width = max(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    if unit == "share":
        edge = any(0 < x < 0.01 or 0.99 < x < 1 for x in known)
        return 0.001 if edge or 0 < width < 0.01 else 0.01
    if unit == "pounds":
        return max(1.0, _power_of_ten(largest / 100)) if largest else 1.0
    finest = 0.1 if largest < 10 else 1.0
    return max(finest, _power_of_ten(width / 6)) if width else finest


def _power_of_ten(value: float) -> float:
    """The largest power of ten up to a value above 0."""
    return 10.0 ** math.floor(math.log10(value))


def _one(value: float, unit: str, step: float) -> str:
    if math.isnan(value):
        return NOT_KNOWN
    if math.isinf(value):
        return BEYOND
    if unit == "share":
        return _percent(value, step)
    if unit == "ratio":
        return f"{value:,.2f}"
    if unit == "pounds" and step >= 10_000:
        millions = f"{round(abs(value) / step) * step / 1e6:,.2f}"
        return _signed(f"£{millions.rstrip('0').rstrip('.')} million", value)
    rounded = round(abs(value) / step) * step
    said = f"{rounded:,.{1 if step < 1 else 0}f}".removesuffix(".0")
    return _signed(f"£{said}" if unit == "pounds" else f"{said}{_unit_after(said, unit)}", value)


def _percent(share: float, step: float) -> str:
    percent = abs(share) * 100
    if 0 < percent < 0.1:
        return "under 0.1 %"
    if 99.9 < percent < 100:
        return "over 99.9 %"
    return _signed(f"{percent:,.{1 if step < 0.01 else 0}f} %".replace(".0 %", " %"), share)


def _signed(said: str, value: float) -> str:
    return f"-{said}" if value < 0 and any(digit in said for digit in "123456789") else said


def _unit_after(said: str, unit: str) -> str:
    """The unit to write after a number, where it needs one."""
    if unit not in ("weeks", "minutes", "hours", "points"):
        return ""
    return f" {unit.removesuffix('s') if said == '1' else unit}"


def _without_unit(said: str, unit: str) -> str:
    """The first of two numbers, which share the unit of the second."""
    if unit == "share" and said[0].isdigit():
        return said.removesuffix(" %")
    return said.removesuffix(_unit_after(said.partition(" ")[0], unit)) if " " in said else said


def _after_named_unit(said: str, unit: str) -> str:
    """A number whose unit was named before; per cent is said again."""
    return said if unit == "share" else _without_unit(said, unit)
