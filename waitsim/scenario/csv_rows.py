"""The rows of a CSV file beside a scenario, as text; files of strangers are safe to read."""

import csv
import hashlib
import io
import pathlib
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from waitsim.errors import Problem
from waitsim.scenario.document import UNREADABLE
from waitsim.scenario.figures import shown

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 40
MOST_PROBLEMS: Final = 500
"""Mistakes of one file that are told; more would help nobody."""

_LONGEST_CELL: Final = 200
_SEPARATORS: Final = (";", "\t", "|")


@dataclass(frozen=True)
class Row:
    """One row.

    Args:
        line: line of the file on which it begins, from 1.
        cells: text by column, without the blank ones.
    """

    line: int
    cells: Mapping[str, str]


@dataclass
class Rows:
    """What a file says, as text.

    Args:
        name: the file as users know it.
        sha256: of its bytes, in hexadecimal; empty if it could not be read.
        columns: names of its columns.
        problems: what is wrong with it.
    """

    name: str
    sha256: str = ""
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, column: str, message: str) -> None:
        """Put down one thing that is wrong."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.name, line, column, message))


def read_rows(path: pathlib.Path, name: str) -> Rows:
    """The rows of a file in UTF-8 with commas, the first naming the columns.

    Raises:
        ValueError: if the file cannot be read; the message says why, and the mend.
    """
    content = _bytes(path)
    found = Rows(name, sha256=hashlib.sha256(content).hexdigest())
    text = _text(content, found)
    if not found.problems:
        _fill(found, text)
    return found


def _bytes(path: pathlib.Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError("is not a file. Name a CSV file.")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ValueError("is not there. Check the name and the folder.") from None
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}. Check the file.") from None
    if len(content) > MOST_BYTES:
        message = f"is over {MOST_BYTES // 2**20} MB. Keep only the columns and rows needed."
        raise ValueError(message)
    return content


def _text(content: bytes, found: Rows) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mend = 'Save it again as "CSV UTF-8".'
        found.report(line, "", f"the file is not in UTF-8. {mend}")
        return ""
    for number, written in enumerate(text.splitlines(), 1):
        if control := UNREADABLE.search(written):
            message = f"the line holds the control character {ord(control[0]):#x}. Delete it."
            found.report(number, "", message)
    return text


def _fill(found: Rows, text: str) -> None:
    records = _records(found, text)
    line, header = next(records, (1, []))
    names = [" ".join(cell.split()).casefold().replace(" ", "_") for cell in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        message = "the file is empty. Write the names of the columns on its first line."
        found.report(line, "", message)
        return
    if len(names) == 1 and any(mark in names[0] for mark in _SEPARATORS):
        message = "columns are not separated by commas. Save the file as CSV with commas."
        found.report(line, "", message)
        return
    if len(names) > MOST_COLUMNS:
        found.report(line, "", f"there are {len(names)} columns; at most {MOST_COLUMNS} fit.")
        return
    for name in dict.fromkeys(names):
        if not name:
            found.report(line, "", "a column has no name. Name it, or delete it.")
        elif names.count(name) > 1:
            message = f'"{shown(name)}" names {names.count(name)} columns. Name each once.'
            found.report(line, "", message)
    found.columns = tuple(names)
    for line, cells in records:
        if any(cells):
            _add(found, line, cells)
        if len(found.rows) > MOST_ROWS:
            mend = "Scale the scenario down, or leave out rows that it does not need"
            found.report(line, "", f"there are over {MOST_ROWS:,} rows. {mend}.")
            return


def _add(found: Rows, line: int, cells: list[str]) -> None:
    names = found.columns
    beyond = cells[len(names) :]
    if len(cells) < len(names):
        counted = f"{len(cells)} cell{'s' if len(cells) > 1 else ''} for {len(names)} columns"
        found.report(line, "", f"the row has {counted}. Write a comma for each blank one.")
    elif any(beyond):
        cell = next(filter(None, beyond))
        message = f'"{shown(cell)}" is beyond the last column. Put cells that hold commas in quotes'
        found.report(line, "", f"{message}.")
    long = [name for name, cell in zip(names, cells, strict=False) if len(cell) > _LONGEST_CELL]
    for name in long:
        found.report(line, name, f"the cell is too long. Use at most {_LONGEST_CELL} characters.")
    filled = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
    found.rows.append(Row(line, filled))


def _records(found: Rows, text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of trimmed cells, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"the row cannot be read as CSV ({error}). Check its quotation marks."
            found.report(line, "", message)
            return
        yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1
