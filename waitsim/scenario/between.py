"""Values between two that a person wrote, in the same words: "12 a week" to "20 a week"."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from waitsim.scenario.amounts import Amount, amount, converted
from waitsim.scenario.figures import NUMBER, UnitError, clean_text, fault

_SIGNED: Final = re.compile(r"(x|[-+]|to\s)\s*(.+)", re.IGNORECASE)
_DIGITS: Final = 5
"""Decimal places of the distance between the ends to which values are given."""


@dataclass(frozen=True)
class Range:
    """All values from one to another.

    Args:
        kind: ``x`` and ``+`` for changes of the present value, empty for new values.
        unit: an amount whose words the values have.
        low: number at the beginning, in that unit.
        high: number at the end.
        step: distance between values; None for any.
    """

    kind: str
    unit: Amount
    low: Decimal
    high: Decimal
    step: Decimal | None

    def at(self, share: float) -> str:
        """The value part of the way along: each is as likely as any other if `share` is.

        Args:
            share: 0 up to 1.
        """
        way, span = Decimal(repr(share)), self.high - self.low
        if self.step is not None:
            count = int(span / self.step) + 1
            return self._said(self.low + min(int(way * count), count - 1) * self.step)
        exact = self.low + way * span
        near = exact.quantize(Decimal(1).scaleb(min(span.adjusted() - _DIGITS, 0)))
        return self._said(min(max(near, self.low), self.high))

    def _said(self, value: Decimal) -> str:
        said = str(replace(self.unit, value=value))
        if self.kind == "x":
            return f"x{said}"
        if self.kind == "+":
            return said if said.startswith("-") else f"+{said}"
        return f"to {said}" if value < 0 else said


def read_range(start: str, end: str, step: str | None = None) -> Range:
    """The range between two values, as people write them.

    Args:
        start: a new value ("8", "12 a week", "to -2 % a year"), or a change ("+2", "x0.9").
        end: likewise, and larger.
        step: distance between values, such as "1"; any if left out.
    Raises:
        UnitError: if it is none.
    """
    kind, unit, low = signed_amount(start)
    other, beyond, high = signed_amount(end)
    into = converted(replace(beyond, value=high), replace(unit, value=low))
    if kind != other or into is None:
        mend = "Write both in the same way and with the same unit"
        raise fault(end, f'is not the same kind of value as "{start}"', mend)
    if into <= low:
        raise fault(end, f'is not above "{start}"', "Write the smaller value first")
    return Range(kind, unit, low, into, _step(step, unit, into - low))


def signed_amount(text: str) -> tuple[str, Amount, Decimal]:
    """The kind of a value as `Range` has it, its words, and its number with its sign.

    Raises:
        UnitError: if it is no single number.
    """
    clean = clean_text(text)
    signed = _SIGNED.fullmatch(clean)
    sign = signed[1].strip().casefold() if signed else ""
    if signed and sign == "x" and not re.fullmatch(NUMBER, signed[2]):
        raise fault(text, "is no number of times", "Write one such as x1.1")
    found = amount(signed[2] if signed else clean)
    if found is None or found.rewritten:
        raise fault(text, "is no single number", "Write one number and its unit")
    if sign == "x":
        return "x", found, found.value
    if sign in ("+", "-"):
        return "+", found, found.value if sign == "+" else -found.value
    return "", found, found.value


def _step(text: str | None, unit: Amount, span: Decimal) -> Decimal | None:
    if text is None:
        return None
    found = amount(text)
    step: Decimal | None = None
    if found is not None:
        plain = not found.before and not found.after
        step = found.value if plain else converted(found, unit)
    if step is None or step <= 0:
        raise fault(text, "is no step", "Write a number above 0, in the unit of the range")
    if step > span:
        raise fault(text, "is longer than the range", "Write a shorter step")
    if span / step > 10**6:
        raise UnitError(f'"{text}" makes over a million steps. Write a longer one, or none.')
    return step
