"""Designs of sweeps: which values each case has, from what the sweep's file says."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.sampling import latin_hypercube, saltelli_points, sobol_points
from waitsim.errors import Problem
from waitsim.experiments.sweep_plan import (
    CASES,
    GRID,
    LATIN_HYPERCUBE,
    LIST,
    SALTELLI,
    SOBOL,
)
from waitsim.scenario.beside import fault_of_name
from waitsim.scenario.between import Range, read_range
from waitsim.scenario.csv_rows import read_rows
from waitsim.scenario.document import Document
from waitsim.scenario.figures import UnitError, shown, whole
from waitsim.scenario.settings import Setting
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path as TreePath
from waitsim.scenario.tree import Place, Tree, dotted, place_of

MOST_CASES: Final = 100_000
_MOST_INPUTS: Final = 100

Points = Callable[[int, int, int], NDArray[np.float64]]
_SAMPLERS: Final[Mapping[str, Points]] = {
    LATIN_HYPERCUBE: latin_hypercube,
    SOBOL: sobol_points,
    SALTELLI: saltelli_points,
}
DESIGNS: Final = (GRID, LIST, CASES, *_SAMPLERS)


@dataclass
class Design:
    """The cases of a sweep, and what is wrong with what the file says of them.

    Args:
        document: the sweep's file.
        name: of the design, which is its key in the file.
        inputs: dotted paths of the values that differ.
        cases: what each case sets.
        points: rows of a Saltelli design's first matrix; 0 for other designs.
        tried: settings of which each value that differs is one, to be checked.
    """

    document: Document
    name: str
    inputs: tuple[str, ...] = ()
    cases: tuple[tuple[Setting, ...], ...] = ()
    points: int = 0
    tried: list[Setting] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: TreePath, message: str) -> None:
        """Put down one thing that is wrong."""
        place = place_of(self.document.lines, path)
        self.problems.append(Problem(*place, dotted(path), message))

    def place(self, path: TreePath) -> Place:
        """Where something was written."""
        return place_of(self.document.lines, path)


def read_design(document: Document, name: str) -> Design:
    """The design that a sweep's file has under a key."""
    design = Design(document, name)
    said = document.tree[name]
    if name == GRID:
        _read_grid(design, said)
    elif name == LIST:
        _read_list(design, said)
    elif name == CASES:
        _read_file(design, said)
    else:
        _read_sample(design, said)
    return design


def _read_grid(design: Design, said: Tree) -> None:
    axes = _mapping(design, said, (GRID,), "staff.nurses.wte: [10, 12, 14]")
    settings: list[list[Setting]] = []
    for path, values in axes.items():
        at = (GRID, path)
        items = values if isinstance(values, list) else [values]
        if not items:
            design.report(at, "the list is empty. Write the values to try.")
        own: list[Setting] = []
        for i, item in enumerate(items):
            where = (*at, i) if isinstance(values, list) else at
            setting = _setting(design, path, item, where)
            if setting and setting.value in [other.value for other in own]:
                design.report(where, f'"{shown(setting.value)}" stands here twice. Remove one.')
            elif setting:
                own.append(setting)
        settings.append(own)
    count = math.prod(len(own) for own in settings)
    if _fits(design, count, (GRID,)):
        design.cases = tuple(itertools.product(*settings)) if axes else ()
    design.inputs = tuple(axes)
    design.tried = [setting for own in settings for setting in own]


def _read_list(design: Design, said: Tree) -> None:
    if not isinstance(said, list) or not said:
        message = 'is no list of cases. Write lines such as "- {staff.nurses.wte: 12}".'
        design.report((LIST,), message)
        return
    cases = []
    for i, item in enumerate(said):
        at: TreePath = (LIST, i)
        values = _mapping(design, item, at, "staff.nurses.wte: 12") if item != "" else {}
        found = [_setting(design, path, value, (*at, path)) for path, value in values.items()]
        cases.append(tuple(setting for setting in found if setting))
    _take_cases(design, cases, (LIST,))


def _read_file(design: Design, said: Tree) -> None:
    """Cases from a CSV file beside the sweep's: a row for each, a column for each value."""
    name = said.strip() if isinstance(said, str) else ""
    folder = Path(design.document.name).parent
    if not name.endswith(".csv"):
        design.report((CASES,), "names no CSV file. Write one such as cases.csv.")
        return
    fault = fault_of_name(name, folder)
    if fault:
        design.report((CASES,), fault)
        return
    try:
        rows = read_rows(folder / name, str(folder / name))
    except ValueError as error:
        design.report((CASES,), f'"{shown(name)}" {error}')
        return
    design.problems += rows.problems
    if not rows.rows and not rows.problems:
        design.report((CASES,), f'"{shown(name)}" has no rows. Write one for each case.')
    cases = [
        tuple(
            Setting(column, row.cells[column], Place(rows.name, row.line))
            for column in rows.columns
            if column in row.cells
        )
        for row in rows.rows
    ]
    _take_cases(design, cases, (CASES,))
    design.inputs = rows.columns


def _read_sample(design: Design, said: Tree) -> None:
    at: TreePath = (design.name,)
    parts = _mapping(design, said, at, "count: 64")
    known = ("count", "seed", "ranges")
    for key in parts:
        if key not in known:
            design.report((*at, key), f'unknown key "{shown(key)}".{suggestion(key, known)}')
    count = _whole(design, parts, (*at, "count"), 1)
    seed = _whole(design, {"seed": "1", **parts}, (*at, "seed"), 0)
    ranges = _ranges(design, parts, at)
    balanced = count is None or design.name == LATIN_HYPERCUBE or not count & (count - 1)
    if count is not None and not balanced:
        below = 1 << (count.bit_length() - 1)
        message = f'"{count}" is no power of two, as this design needs. Write {below} or'
        design.report((*at, "count"), f"{message} {2 * below}.")
    if count is None or seed is None or not balanced or not ranges or design.problems:
        return
    total = count * (len(ranges) + 2) if design.name == SALTELLI else count
    if not _fits(design, total, at):
        return
    shares = _SAMPLERS[design.name](count, len(ranges), seed)
    places = {path: design.place((*at, "ranges", path)) for path in ranges}
    design.cases = tuple(
        tuple(
            Setting(path, each.at(float(share)), places[path])
            for (path, each), share in zip(ranges.items(), row, strict=True)
        )
        for row in shares
    )
    design.inputs = tuple(ranges)
    design.points = count if design.name == SALTELLI else 0


def _ranges(design: Design, parts: Mapping[str, Tree], at: TreePath) -> dict[str, Range]:
    example = "staff.nurses.wte: {from: 8, to: 14}"
    if "ranges" not in parts:
        design.report(at, f'"ranges" is missing. Add "ranges:" with lines such as "{example}".')
        return {}
    said = _mapping(design, parts["ranges"], (*at, "ranges"), example)
    found: dict[str, Range] = {}
    for path, ends in said.items():
        where = (*at, "ranges", path)
        keys = set(ends) if isinstance(ends, dict) else set()
        if not isinstance(ends, dict) or not {"from", "to"} <= keys <= {"from", "to", "step"}:
            message = 'is no range. Write {from: 8, to: 14}, and "step: 1" if you like.'
            design.report(where, message)
            continue
        start, end, step = (ends.get(key) for key in ("from", "to", "step"))
        if not isinstance(start, str) or not isinstance(end, str) or isinstance(step, dict | list):
            design.report(where, "each end of a range is one value. Write {from: 8, to: 14}.")
            continue
        try:
            found[path] = read_range(start, end, step)
        except UnitError as error:
            design.report(where, str(error))
            continue
        design.tried += [
            Setting(path, found[path].at(share), design.place((*where, key)))
            for share, key in ((0.0, "from"), (1.0, "to"))
        ]
    return found


def _take_cases(design: Design, cases: Sequence[tuple[Setting, ...]], at: TreePath) -> None:
    if _fits(design, len(cases), at):
        design.cases = tuple(cases)
    every = [setting for case in cases for setting in case]
    design.inputs = tuple(dict.fromkeys(setting.path for setting in every))
    first: dict[tuple[str, str], Setting] = {}
    for setting in every:
        first.setdefault((setting.path, setting.value), setting)
    design.tried = list(first.values())


def _fits(design: Design, count: int, at: TreePath) -> bool:
    if count > MOST_CASES:
        message = f"there are {count:,} cases; at most {MOST_CASES:,} fit. Try fewer values."
        design.report(at, message)
    return count <= MOST_CASES


def _mapping(design: Design, said: Tree, at: TreePath, example: str) -> dict[str, Tree]:
    """Lines of "name: value" at a path; none if something else stands there."""
    if not isinstance(said, dict) or not said:
        design.report(at, f'"name: value" lines are missing. Write such as "{example}".')
        return {}
    if len(said) > _MOST_INPUTS:
        design.report(at, f"there are {len(said)} lines; at most {_MOST_INPUTS} fit.")
        return {}
    return said


def _setting(design: Design, path: str, value: Tree, at: TreePath) -> Setting | None:
    if not isinstance(value, str) or not value.strip():
        design.report(at, "is no single value. Write a number with its unit, or a word.")
        return None
    return Setting(path, value.strip(), design.place(at))


def _whole(design: Design, parts: Mapping[str, Tree], at: TreePath, least: int) -> int | None:
    """A whole number that stands under the last name of a path."""
    key = str(at[-1])
    value = parts.get(key)
    if key not in parts:
        design.report(at[:-1], f'"{key}" is missing. Add "{key}: 64".')
        return None
    try:
        found = whole(value if isinstance(value, str) else "")
    except UnitError as error:
        design.report(at, str(error))
        return None
    if not least <= found < 2**32:
        design.report(at, f'"{value}" is out of range. Write {least} or more.')
        return None
    return found
