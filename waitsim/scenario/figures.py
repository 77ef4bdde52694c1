"""Numbers as people write them, and the words for what is wrong with a text."""

import re

NUMBER = r"(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
WORD = r"[^\W\d_]+"
_MOST = 1e15
_LONGEST_TEXT = 200
# Word processors put dashes for a hyphen, a sign for "x", and marks that cannot be seen.
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212"
_PLAIN = str.maketrans(_HYPHENS + "\xd7", "-" * len(_HYPHENS) + "x", "\ufeff\u200b")


class UnitError(ValueError):
    """A text is no such quantity; the message is for the person who wrote it."""


def number(text: str) -> int | float:
    """The number in `text`; whole if it is written without a decimal point."""
    clean = clean_text(text)
    if clean.startswith("+"):
        mend = f"Write {clean[1:].strip() or 'a number'}; a + belongs in dated changes"
        raise fault(text, "starts with +", mend)
    sign = -1 if clean.startswith("-") else 1
    return sign * positive(clean.removeprefix("-"), text, "number", "12, 0.5 or 1,200")


def whole(text: str) -> int:
    """The whole number in `text`."""
    value = number(text)
    if isinstance(value, float):
        raise fault(text, "is not a whole number", "Write one such as 12")
    return value


def boolean(text: str) -> bool:
    """Whether `text` says yes."""
    word = clean_text(text).casefold()
    if word not in ("yes", "true", "no", "false"):
        raise fault(text, "is neither yes nor no", "Write yes or no")
    return word in ("yes", "true")


def shown(text: str) -> str:
    """`text` on one line, cut to fit a message."""
    short = " ".join(text.split())
    return short if len(short) <= 40 else f"{short[:37]}..."


def fault(text: str, what: str, mend: str) -> UnitError:
    """The error that `what` is the matter with `text`, and the mend."""
    return UnitError(f'"{shown(text)}" {what}. {mend}.')


def unknown(text: str, what: str, forms: str) -> UnitError:
    """The error that `text` is no such thing, and the forms it can have."""
    return fault(text, f"is no {what}", f"Write it as {forms}")


def clean_text(text: str) -> str:
    """`text` with plain hyphens and single spaces.

    Raises:
        UnitError: if it is far too long to be a quantity.
    """
    if len(text) > _LONGEST_TEXT:
        raise fault(text, "is too long", "Write a number and a unit only")
    return " ".join(text.translate(_PLAIN).split())


def positive(digits: str, text: str, what: str, forms: str) -> int | float:
    """The number in `digits`, 0 or more, a part of `text`; whole if it has no decimal point.

    Raises:
        UnitError: saying that `text` is no `what`, and the `forms` that are.
    """
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}", digits):
        mend = f"Write {digits.replace(',', '.')}; a comma only separates thousands"
        raise fault(text, "has a comma where a decimal point belongs", mend)
    if digits.startswith("-") and re.fullmatch(NUMBER, digits[1:]):
        raise fault(text, "is less than nothing", "Write a number from 0 upwards")
    if not re.fullmatch(NUMBER, digits):
        raise unknown(text, what, forms)
    value = float(digits.replace(",", ""))
    limited(value, text)
    return value if "." in digits else int(digits.replace(",", ""))


def limited(value: float, text: str) -> float:
    """`value`, which `text` stands for, if it is of a size that can be meant.

    Raises:
        UnitError: if it is over 1e15.
    """
    if value > _MOST:
        raise fault(text, "is too large", "Write a smaller number")
    return float(value)
