"""Arithmetic on quantities in words: "12 a week" raised by "+10 %" is "13.2 a week"."""

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from waitsim.scenario.figures import NUMBER, UnitError, clean_text, fault, positive
from waitsim.scenario.units import hazard_per_week, minutes, money, money_per_hour, per_week, share

_AMOUNT = re.compile(rf"(£\s?|rate )?(-)?({NUMBER})(\D*)", re.IGNORECASE)
_SIGNED = re.compile(r"([-+])\s*([^-+\s].*)")
_TIMES = re.compile(rf"x\s*({NUMBER})", re.IGNORECASE)
_POINTS = ("point", "points", "percentage point", "percentage points")
_PARSERS = (minutes, per_week, share, money, money_per_hour, hazard_per_week)
_DIGITS = Context(prec=15)


@dataclass(frozen=True)
class Amount:
    """A number and the words around it.

    Args:
        before: "£", "rate " or nothing.
        value: the number.
        after: unit, with the space before it if there is one.
        rewritten: whether the text had another form, such as "1 h 30 min".
    """

    before: str
    value: Decimal
    after: str
    rewritten: bool = False

    def __str__(self) -> str:
        """The amount as people write it; at most 15 significant digits."""
        digits = format(_DIGITS.plus(self.value).normalize(), "f")
        return f"{self.before}{'0' if digits == '-0' else digits}{self.after}"


def amount(text: str) -> Amount | None:
    """The single quantity in `text`; None if it holds none, or several as a range or date does.

    Raises:
        UnitError: if its number is too large.
    """
    clean = clean_text(text)
    found = _AMOUNT.fullmatch(clean)
    if found:
        positive(found[3], text, "number", "12")
        value = Decimal((found[2] or "") + found[3].replace(",", ""))
        return Amount(found[1] or "", value, found[4].rstrip())
    for parse, before, after in ((minutes, "", " min"), (hazard_per_week, "rate ", " a week")):
        try:
            return Amount(before, Decimal(repr(parse(clean))), after, rewritten=True)
        except UnitError:
            continue
    return None


def is_relative(text: str) -> bool:
    """Whether `text` says a change, such as "+2", "-5 %" or "x1.1", and not a new value."""
    try:
        clean = clean_text(text)
        signed = _SIGNED.fullmatch(clean)
        return bool(_TIMES.fullmatch(clean) or (signed and amount(signed[2])))
    except UnitError:
        return False


def absolute(text: str) -> str:
    """The new value in a text that may start with "to", as "to -2 % a year" does."""
    return re.sub(r"^to\s+(?=[-+£.0-9])", "", text.strip())


def changed(present: str, text: str, fraction: float = 1.0) -> str:
    """`present` after the change `text`, or part of the way there.

    Args:
        present: the value before, such as "12 a week".
        text: a new value ("14 a week", "to -2 % a year") or a change of the present one: "+2",
            "-1 a week", "+10 %" (of the present value, even if that is in %), "+2 points", "x1.1".
        fraction: share of the way from the old value to the new, above 0 and up to 1.
    Raises:
        UnitError: if the change cannot be made.
    """
    if not is_relative(text):
        target = absolute(text)
        return target if fraction == 1 else str(_between(present, target, fraction))
    old = amount(present)
    if old is None:
        mend = "Write the new value itself"
        raise fault(text, f'cannot change "{present}", which is no single number', mend)
    new = _moved(old, present, clean_text(text))
    falls_below = new < 0 <= old.value
    if falls_below and not re.fullmatch(r"\s*%\s*(/|an?|per)\s*year", old.after):
        left = replace(old, value=new)
        raise fault(text, f'takes "{present}" to {left}, less than nothing', "Take off less")
    return str(replace(old, value=_part(old.value, new, fraction)))


def in_unit_of(text: str, present: str) -> Amount | None:
    """The amount in `text` with the unit of `present`; None if they are not of one kind.

    Raises:
        UnitError: if a number is too large.
    """
    one, into = amount(text), amount(present)
    value = converted(one, into) if one and into else None
    return None if into is None or value is None else replace(into, value=value)


def _part(old: Decimal, new: Decimal, fraction: float) -> Decimal:
    return new if fraction == 1 else old + (new - old) * Decimal(repr(fraction))


def _between(present: str, target: str, fraction: float) -> Amount:
    old, new = amount(present), amount(target)
    mend = "Write both with the same unit, or leave out the ramp"
    if old is None or new is None:
        raise fault(target, f'cannot be reached step by step from "{present}"', mend)
    start = converted(old, new)
    if start is None:
        raise fault(target, f'is not the same kind of value as "{present}"', mend)
    return replace(new, value=_part(start, new.value, fraction))


def _moved(old: Amount, present: str, text: str) -> Decimal:
    times = _TIMES.fullmatch(text)
    if times:
        return old.value * _decimal(times[1], text)
    signed = _SIGNED.fullmatch(text)
    assert signed
    step = amount(signed[2])
    assert step
    sign = -1 if signed[1] == "-" else 1
    unit = step.after.strip().casefold()
    percent = "%" in old.after
    if not step.before and unit in ("%", "per cent", "percent"):
        return old.value * (1 + sign * step.value / 100)
    if unit in _POINTS:
        if not percent:
            raise fault(
                text, f'counts percentage points, but "{present}" is not in %', "Write +10 %"
            )
        return old.value + sign * step.value
    if percent and (not unit or "%" in unit):
        mend = (
            f'Write "{signed[1]}{step.value} points" to add to the per cent,'
            f' "{signed[1]}{step.value} %" for a part of it, or "to ..." for a new value'
        )
        raise fault(text, f'could mean several things for "{present}"', mend)
    if not unit and not step.before and not old.rewritten:
        return old.value + sign * step.value
    moved = converted(step, old)
    if moved is None:
        mend = "Write the change with the unit of the value"
        raise fault(text, f'is not the same kind of value as "{present}"', mend)
    return old.value + sign * moved


def converted(one: Amount, into: Amount) -> Decimal | None:
    """The number of `one` in the unit of `into`; None if they are not of one kind."""
    if (one.before.strip(), one.after.split()) == (into.before.strip(), into.after.split()):
        return one.value
    if "%" in one.after + into.after and re.search(r"[a-z]", one.after + into.after):
        return None  # shares that leave in different periods are not in proportion
    for parse in _PARSERS:
        try:
            unit = parse(str(replace(into, value=Decimal(1))))
            return Decimal(repr(parse(str(one)) / unit))
        except UnitError:
            continue
    return None


def _decimal(digits: str, text: str) -> Decimal:
    positive(digits, text, "number", "x1.1")
    return Decimal(digits.replace(",", ""))
