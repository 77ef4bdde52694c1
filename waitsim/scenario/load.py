"""A scenario file, with what it extends and its dated changes, as scenarios ready to compile."""

import datetime
import hashlib
import json
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from waitsim.errors import Problem, ScenarioError
from waitsim.records import MINUTES_PER_WEEK, SEMANTICS_VERSION
from waitsim.scenario.changes import Change, apply, read_changes
from waitsim.scenario.faults import faults
from waitsim.scenario.overlay import Resolved, resolve
from waitsim.scenario.provenance import Assumption
from waitsim.scenario.schema import Scenario
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of
from waitsim.scenario.validate import findings, structure

_ABOUT = ("title", "description", "label", "sources", "note")


@dataclass(frozen=True)
class Loaded:
    """A scenario as read: what holds from the first day, and what changes when.

    Args:
        path: the file that was asked for.
        scenario: what holds on the first day.
        epochs: first day (counted from 0) of each stretch without changes, and what holds in it.
        identity: SHA-256, in hexadecimal, of all that can change the answer but the seed.
        files: names of the files read, the one asked for first.
        assumptions: every figure with its source and confidence.
        changes: the dated changes, in the order written.
        warnings: what is sound, but may not be meant.
        resolved: the whole scenario in one text (JSON), as kept beside results.
    """

    path: pathlib.Path
    scenario: Scenario
    epochs: tuple[tuple[int, Scenario], ...]
    identity: str
    files: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    changes: tuple[Change, ...]
    warnings: tuple[Problem, ...]
    resolved: str


def load(path: pathlib.Path, sets: Sequence[str] = ()) -> Loaded:
    """The scenario in a file.

    Args:
        path: of a YAML file.
        sets: values that replace those of the file, such as ``staff.nurses.wte=12``.
    Raises:
        ScenarioError: with every problem found, each with its line.
    """
    resolved = resolve(path, sets)
    tree = {key: value for key, value in resolved.tree.items() if key not in ("changes", "note")}
    problems = _unknown_sources(resolved)
    base, faulty = _read(tree, resolved.places)
    problems += faulty
    changes: tuple[Change, ...] = ()
    try:
        changes = read_changes(resolved.tree, resolved.places)
    except ScenarioError as error:
        problems += error.problems
    for change in changes:
        problems += _unknown_keys(change, tree)
    if base is None or problems:
        raise ScenarioError(_in_order(problems))
    stretch = _Stretch(tree, resolved.places, changes, base)
    epochs = stretch.epochs()
    return Loaded(
        path=path,
        scenario=epochs[0][1],
        epochs=epochs,
        identity=_identity(epochs),
        files=resolved.files,
        assumptions=resolved.assumptions,
        changes=changes,
        warnings=tuple(_in_order(stretch.warnings)),
        resolved=json.dumps(resolved.tree, indent=1, ensure_ascii=False),
    )


def _read(
    tree: Mapping[str, Tree], places: Mapping[Path, Place]
) -> tuple[Scenario | None, list[Problem]]:
    """The scenario that a tree says, or every problem in it."""
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        found = faults(error, dict(tree))
        return None, [_problem(places, path, message) for path, message in found]
    found = findings(scenario)
    return scenario, [_problem(places, path, message) for path, message in found]


def _problem(places: Mapping[Path, Place], path: Path, message: str) -> Problem:
    return Problem(*place_of(places, path), dotted(path), message)


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(set(problems))


def _unknown_sources(resolved: Resolved) -> list[Problem]:
    """Sources that figures name but the scenario does not list."""
    sources = resolved.tree.get("sources")
    known = list(sources) if isinstance(sources, dict) else []
    problems = []
    for assumption in resolved.assumptions:
        for name in (part.strip() for part in assumption.source.split(",")):
            if name and known and name not in known:
                message = f'unknown source "{name}".{suggestion(name, known)}'
                problems.append(Problem(*assumption.place, dotted(assumption.path), message))
    return problems


def _unknown_keys(change: Change, tree: Mapping[str, Tree]) -> list[Problem]:
    problems = []
    for key in change.others:
        place = change.places.get(key, change.place)
        hint = suggestion(key, ["on", "from", "to", "ramp", "note", *tree])
        message = f'"{key}" names no part of the scenario.{hint}'
        problems.append(Problem(*place, f"changes.{change.index}", message))
    return problems


class _Stretch:
    """The run's days, cut where changes begin, grow or end."""

    def __init__(
        self,
        tree: dict[str, Tree],
        places: Mapping[Path, Place],
        changes: Sequence[Change],
        base: Scenario,
    ) -> None:
        self.tree = tree
        self.places = places
        self.changes = changes
        self.base = base
        self.warnings: list[Problem] = []
        self.problems: list[Problem] = []

    def epochs(self) -> tuple[tuple[int, Scenario], ...]:
        """First day and scenario of each stretch.

        Raises:
            ScenarioError: if a change cannot be made, or makes the scenario unsound.
        """
        if not self.changes:
            return ((0, self.base),)
        cuts = sorted({0, *(day for change in self.changes for day in self._cuts(change))})
        epochs: list[tuple[int, Scenario]] = []
        for day in cuts:
            scenario = self._on(day)
            if scenario is None:
                raise ScenarioError(_in_order(self.problems))
            if not epochs or scenario != epochs[-1][1]:
                epochs.append((day, scenario))
        self._check_structure(epochs)
        if self.problems:
            raise ScenarioError(_in_order(self.problems))
        return tuple(epochs)

    def _day(self, date: datetime.date) -> int:
        return (date - self.base.start).days

    def _span(self, change: Change) -> tuple[int, int]:
        """First day in force, and the first no longer."""
        first = 0 if change.start is None else self._day(change.start)
        after = self.base.days if change.end is None else self._day(change.end) + 1
        return first, after

    def _cuts(self, change: Change) -> list[int]:
        first, after = self._span(change)
        if after <= 0 or first >= self.base.days:
            when = "ends before the run begins" if after <= 0 else "begins after the run is over"
            self._warn(change, f"{when}, so it has no effect.")
            return []
        weeks = -int(-change.ramp_minutes // MINUTES_PER_WEEK)
        cuts = [first + 7 * k for k in range(weeks + 1)] + [after]
        return [day for day in cuts if 0 < day < min(self.base.days, after + 1)]

    def _warn(self, change: Change, message: str) -> None:
        self.warnings.append(Problem(*change.place, f"changes.{change.index}", message))

    def _on(self, day: int) -> Scenario | None:
        """What holds on a day, or None with the problems noted."""
        tree, places = self.tree, dict(self.places)
        for change in self.changes:
            first, after = self._span(change)
            if not first <= day < after:
                continue
            weeks = -int(-change.ramp_minutes // MINUTES_PER_WEEK)
            k = (day - first) // 7
            fraction = (k + 0.5) / weeks if k < weeks else 1.0
            try:
                new = apply(tree, change, fraction)
            except ScenarioError as error:
                self.problems += error.problems
                continue
            if new == tree:
                self._warn(change, "changes nothing: the values are what they were before.")
            tree = new
            for key in change.edits:
                places[tuple(key.split("."))] = change.places.get(key, change.place)
        scenario, problems = _read(tree, places)
        self.problems += problems
        return scenario if not self.problems else None

    def _check_structure(self, epochs: Sequence[tuple[int, Scenario]]) -> None:
        """Dated changes must leave the parts of the scenario as they are."""
        first = structure(epochs[0][1])
        for day, scenario in epochs[1:]:
            now = structure(scenario)
            for part in first:
                if now.get(part) != first[part]:
                    date = self.base.start + datetime.timedelta(days=day)
                    message = (
                        f"a change on {date} alters what is fixed for a run (names, kinds and order "
                        "of steps, priorities, ages, standards, opening lists). "
                        "Write the change without a date, or in a scenario of its own."
                    )
                    self.problems.append(
                        Problem(*place_of(self.places, ("changes",)), part, message)
                    )


def _identity(epochs: Sequence[tuple[int, Scenario]]) -> str:
    """A digest of what changes the answer: not titles, labels or sources."""
    said = [[day, _bare(scenario.model_dump(mode="json"))] for day, scenario in epochs]
    text = json.dumps([SEMANTICS_VERSION, said], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _bare(value: Any) -> Any:
    """A value without what only people read; mappings as lists of pairs, because order counts."""
    if isinstance(value, dict):
        return [[key, _bare(inner)] for key, inner in value.items() if key not in _ABOUT]
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return value
