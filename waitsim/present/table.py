"""A table of ready-made text, to be set in a terminal or on a page."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """A heading, and how what stands below it is set.

    Args:
        number: whether its cells are numbers, set to the right.
        spare: 0 if it is always shown; others go where room is scarce, the highest first.
    """

    heading: str
    number: bool = False
    spare: int = 0


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table.

    Args:
        links: texts and where they lead, for pages; they follow the text.
        mark: a word for how it stands out, such as ``low`` for confidence; empty if it does not.
    """

    text: str
    links: tuple[tuple[str, str], ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of text below headings; the first cell of a row names it.

    Args:
        notes: plain sentences on how to read it.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = field(default=())


def row(*cells: str | Cell) -> tuple[Cell, ...]:
    """A row of plain text and cells."""
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)
