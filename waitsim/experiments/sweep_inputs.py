"""The inputs of a sweep's cases as columns: numbers where all of them are, else words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from waitsim.scenario.amounts import Amount, converted
from waitsim.scenario.between import signed_amount
from waitsim.scenario.figures import UnitError


@dataclass(frozen=True)
class Input:
    """What the cases have at one path.

    Args:
        path: dotted path of the value.
        unit: of the numbers, such as "a week"; empty for plain numbers and for words.
        numbers: of each case, nan where there is none; None if they are no numbers.
        texts: of each case, empty where nothing is written.
    """

    path: str
    unit: str
    numbers: tuple[float, ...] | None
    texts: tuple[str, ...]


def input_of(path: str, texts: Sequence[str], failed: Sequence[bool]) -> Input:
    """An input from the words of each case.

    Args:
        failed: whether a case could not be run; its words need not be a number.
    """
    kind, unit, numbers = "", None, []
    for text, ill in zip(texts, failed, strict=True):
        try:
            own, words, value = _read(text, path)
        except UnitError:
            if not (ill or not text):
                return Input(path, "", None, tuple(texts))
            numbers.append(float("nan"))
            continue
        if unit is None:
            kind, unit = own, words
        number = converted(replace(words, value=value), unit) if own == kind else None
        if number is None and not ill:
            return Input(path, "", None, tuple(texts))
        numbers.append(float("nan") if number is None else float(number))
    if unit is None:
        return Input(path, "", None, tuple(texts))
    return Input(path, _unit(kind, unit), tuple(numbers), tuple(texts))


def _read(text: str, path: str) -> tuple[str, Amount, Decimal]:
    """Kind, words and number of a value; only in a dated change does "-2" take something away."""
    negative = text.startswith("-") and not path.startswith("changes.")
    return signed_amount(f"to {text}" if negative else text)


def _unit(kind: str, unit: Amount) -> str:
    said = f"{kind if kind == 'x' else ''}{unit.before.strip()}{unit.after}"
    return " ".join(said.split())
