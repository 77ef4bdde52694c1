"""Texts of a scenario as they may stand in Markdown, and the rows of its tables."""

import re
from typing import Final

_SPECIAL: Final = re.compile(r"[|\\`*_<>\[\]]")


def plain(text: str) -> str:
    """A text as it may stand in Markdown, with signs that mean something there made harmless."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))


def capital(text: str) -> str:
    """A label as it begins a line."""
    return text[:1].upper() + text[1:]


def table_row(*cells: str) -> str:
    """A row of a table; its first cell names it, with a capital."""
    first, *others = cells
    return f"| {' | '.join(plain(cell) for cell in (capital(first), *others))} |"
