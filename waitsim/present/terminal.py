"""Tables, notices and progress in a terminal, or in a file or pipe in place of one."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TextIO

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as RichTable
from rich.text import Text

from waitsim.errors import Problem
from waitsim.present.table import Table
from waitsim.present.wording import counted

_PIPED_WIDTH: Final = 120
_GAP: Final = 3
_WIDEST_WORD: Final = 16


def console(stream: TextIO) -> Console:
    """A console on a stream; without a terminal it writes no control codes."""
    width = None if stream.isatty() or os.environ.get("COLUMNS") else _PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


def allow_every_encoding() -> None:
    """Makes letters that a terminal cannot show appear as question marks, not as crashes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def print_table(out: Console, table: Table) -> None:
    """Writes a table as wide as there is room, with what it says in words below."""
    shown = _fitting(table, out.width)
    grid = RichTable(
        title=table.caption,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    for i, width in shown.items():
        column = table.columns[i]
        grid.add_column(
            column.heading,
            justify="right" if column.number else "left",
            vertical="top",
            overflow="fold",
            width=width,
        )
    above = ""
    for cells in table.rows:
        texts = [
            _broken(cells[i].text) if table.columns[i].number else cells[i].text for i in shown
        ]
        # A name that stands for several rows is said once.
        grid.add_row("" if texts[0] == above else Text(texts[0]), *map(Text, texts[1:]))
        above = texts[0]
    out.print(grid)
    hidden = [column.heading for i, column in enumerate(table.columns) if i not in shown]
    for note in table.notes:
        out.print(note, style="dim")
    if hidden:
        out.print(f"Not shown for want of room: {', '.join(hidden)}.", style="dim")
    out.print()


def print_problems(out: Console, problems: Sequence[Problem]) -> None:
    """Writes each problem on a line of its own, and how many there are."""
    for problem in problems:
        out.print(str(problem), soft_wrap=True)
    out.print(counted(len(problems), "problem"), style="bold red")


def print_warnings(out: Console, warnings: Sequence[Problem]) -> None:
    """Writes each warning on a line of its own."""
    for warning in warnings:
        out.print(f"Warning: {warning}", soft_wrap=True, style="yellow")


@contextmanager
def progress_bar(out: Console, doing: str) -> Iterator[Progress]:
    """A bar for a task that is a count of equal parts; one line at the end without a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=out.is_terminal) as bar:
        bar.add_task(doing, total=None)
        yield bar


def _fitting(table: Table, width: int) -> dict[int, int]:
    """Columns to show in a width, and the width of each.

    Columns that can be spared are left out until the others fit without breaking a word. If they
    still do not, headings are broken into lines, then names, then numbers come apart from their
    units, and in the end words break.
    """
    shown = list(range(len(table.columns)))
    for spare in sorted({column.spare for column in table.columns if column.spare}, reverse=True):
        if _room(width, shown) >= sum(_least_width(table, i) for i in shown):
            break
        shown = [i for i in shown if table.columns[i].spare != spare]
    widths = {i: _widest(_lines(table, i)) for i in shown}
    for least in (_cell_width, _least_width, _longest_word, _no_width):
        floors = {i: least(table, i) for i in shown}
        while sum(widths.values()) > _room(width, shown):
            wide = [i for i in shown if widths[i] > floors[i]]
            if not wide:
                break
            widths[max(wide, key=lambda i: widths[i])] -= 1
    return widths


def _room(width: int, shown: Sequence[int]) -> int:
    return width - _GAP * (len(shown) - 1)


def _lines(table: Table, i: int) -> list[str]:
    """The lines of a column before any are broken."""
    number = table.columns[i].number
    texts = [_broken(cells[i].text) if number else cells[i].text for cells in table.rows]
    return [table.columns[i].heading, *(line for text in texts for line in text.split("\n"))]


def _cell_width(table: Table, i: int) -> int:
    """Width in which only the heading is broken into lines."""
    return max(_longest_word(table, i), _widest(_lines(table, i)[1:]))


def _least_width(table: Table, i: int) -> int:
    """Width in which no word is broken, and no number comes apart from its unit."""
    figures = _lines(table, i)[1:] if table.columns[i].number else []
    return max(_longest_word(table, i), _widest(figures))


def _longest_word(table: Table, i: int) -> int:
    words = [word for line in _lines(table, i) for word in line.split()]
    return min(_widest(words), _WIDEST_WORD)


def _no_width(_table: Table, _i: int) -> int:
    return 1


def _widest(texts: Sequence[str]) -> int:
    return max(map(len, texts), default=1)


def _broken(text: str) -> str:
    """The text, with an interval on a line of its own below its number."""
    return text.replace(" (", "\n(")
