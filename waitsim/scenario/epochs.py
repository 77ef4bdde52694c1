"""A scenario and its dated changes, made into stretches of days on which nothing changes."""

import datetime
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.records import MINUTES_PER_WEEK
from waitsim.scenario.changes import Change, apply
from waitsim.scenario.levers import beyond_reach, edited_path, idle_edits, with_levers
from waitsim.scenario.network import unused_parts
from waitsim.scenario.reading import Reader, Reading
from waitsim.scenario.schema import Scenario
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of
from waitsim.scenario.validate import Finding, structure
from waitsim.scenario.volumes import volume_findings

MOST_EPOCHS: Final = 1500
_MOST_EDITS: Final = 500_000
_MOST_FAULTY: Final = 30

_FIXED: Final = (
    "cannot change during a run. Make the change without a date, in a scenario of its own."
)


@dataclass(frozen=True)
class Dated:
    """The stretches of a run, or what is wrong with its changes.

    Args:
        epochs: first day of each, counted from 0, and what holds in it.
        problems: what is wrong; the epochs are only good to run if this is empty.
        warnings: what is sound, but may not be meant.
    """

    epochs: tuple[tuple[int, Scenario], ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass
class _Run:
    """A run of days, and what the changes make of it."""

    tree: dict[str, Tree]
    places: Mapping[Path, Place]
    changes: Sequence[Change]
    base: Scenario
    reader: Reader
    known: Collection[Path] = ()
    """Where the scenario without its changes is faulty."""
    problems: dict[tuple[Place, str], Problem] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    chain: list[tuple[int, float, dict[str, Tree]]] = field(default_factory=list)
    """Changes in force on the day last looked at, how far each has come, and the tree with it."""
    met: set[int] = field(default_factory=set)
    """Changes that have been in force."""
    left_out: set[int] = field(default_factory=set)
    """Changes with a mistake that has been told, so that those of others can be found."""

    def epochs(self) -> list[tuple[int, Scenario]]:
        """First day and scenario of each stretch; the sound ones only."""
        cuts = self._all_cuts()
        if not cuts:
            return [(0, self.base)]
        epochs: list[tuple[int, Scenario]] = []
        faulty = 0
        for day in cuts:
            reading = self.reader.read(self._tree_on(day))
            new = reading.scenario
            if not reading.found and new is not None and (not epochs or new != epochs[-1][1]):
                epochs.append((day, new))
            in_force = self._in_force(day)
            for finding in reading.found:
                if finding[0] not in self.known:
                    self._blame(finding, in_force, day)
            faulty += bool(reading.found)
            # Reading what is faulty takes long, and so many say enough.
            if faulty == _MOST_FAULTY:
                break
        return epochs

    def check_fixed(self, epochs: Sequence[tuple[int, Scenario]]) -> None:
        """Report dated changes of what is fixed for a run."""
        first = structure(epochs[0][1])
        told: set[str] = set()
        for day, scenario in epochs[1:]:
            now = structure(scenario)
            in_force = self._in_force(day)
            for name in dict.fromkeys([*first, *now]):
                if first.get(name) != now.get(name) and name not in told:
                    told.add(name)
                    self._blame((tuple(name.split(".")), _FIXED), in_force)

    def check_volumes(self, epochs: Sequence[tuple[int, Scenario]]) -> None:
        """Report what would be too much for a run."""
        for number, finding in volume_findings(epochs):
            self._blame(finding, self._in_force(epochs[number][0]), alike=3)

    def check_use(self, epochs: Sequence[tuple[int, Scenario]]) -> None:
        """Warn of parts that have no effect in any of the epochs."""
        unused = dict(unused_parts(epochs[0][1]))
        for _, scenario in epochs[1:]:
            also = dict(unused_parts(scenario)) if unused else {}
            unused = {path: message for path, message in unused.items() if path in also}
        for path, message in unused.items():
            self.warnings.append(Problem(*place_of(self.places, path), dotted(path), message))

    def _all_cuts(self) -> list[int]:
        """Days on which what holds may change, the first day included; none if too many."""
        cuts = sorted({0, *(day for change in self.changes for day in self._cuts(change))})
        edits = sum(len(change.edits) for change in self.changes)
        if len(cuts) <= MOST_EPOCHS and len(cuts) * edits <= _MOST_EDITS:
            return cuts
        many = f"{len(cuts):,} stretches"
        limit = f"at most {MOST_EPOCHS:,} fit"
        if len(cuts) <= MOST_EPOCHS:
            many, limit = f"{many} with {edits:,} changed values", "which are too many"
        message = f"changes cut the run into {many}; {limit}. Use fewer, or shorter ramps."
        longest = max(self.changes, key=lambda change: change.ramp_minutes)
        place = longest.place if longest.ramp_minutes else place_of(self.places, ("changes",))
        self._report(place, "changes", message)
        return []

    def _span(self, change: Change) -> tuple[int, int]:
        """First day in force, and the first no longer."""
        first = 0 if change.start is None else (change.start - self.base.start).days
        after = self.base.days
        if change.end is not None:
            after = (change.end - self.base.start).days + 1
        return first, after

    def _cuts(self, change: Change) -> Iterator[int]:
        first, after = self._span(change)
        if after <= 0 or first >= self.base.days:
            when = "ends before the run begins" if after <= 0 else "begins after the run is over"
            self._warn(change.place, f"changes.{change.index}", f"{when}, so it has no effect.")
            return
        end = min(self.base.days, after)
        weeks = -int(-change.ramp_minutes // MINUTES_PER_WEEK)
        yield from (day for day in (first, after) if 0 < day < self.base.days)
        for week in range(max(0, -first // 7), min(weeks, (end - first) // 7) + 1):
            if 0 < first + 7 * week < end:
                yield first + 7 * week

    def _fraction(self, change: Change, day: int) -> float:
        """How far a change has come on a day: the middle of each week of its ramp."""
        weeks = -int(-change.ramp_minutes // MINUTES_PER_WEEK)
        week = (day - self._span(change)[0]) // 7
        return (week + 0.5) / weeks if week < weeks else 1.0

    def _in_force(self, day: int) -> list[Change]:
        spans = [(change, *self._span(change)) for change in self.changes]
        return [
            change
            for change, first, after in spans
            if first <= day < after and change.index not in self.left_out
        ]

    def _tree_on(self, day: int) -> dict[str, Tree]:
        """The tree with the changes in force on a day."""
        due = [(change, self._fraction(change, day)) for change in self._in_force(day)]
        same = 0
        for (change, fraction), (index, before, _) in zip(due, self.chain, strict=False):
            if (change.index, fraction) != (index, before):
                break
            same += 1
        del self.chain[same:]
        tree = self.chain[-1][2] if self.chain else self.tree
        for change, fraction in due[same:]:
            tree = self._changed(tree, change, fraction)
            self.chain.append((change.index, fraction, tree))
        return tree

    def _changed(self, tree: dict[str, Tree], change: Change, fraction: float) -> dict[str, Tree]:
        whole = with_levers(tree, change.edits)
        beyond = beyond_reach(whole, change)
        for key, message in beyond.items():
            self._report(change.places.get(key, change.place), key, message)
        try:
            new = apply(whole, change, fraction)
        except ScenarioError as error:
            for problem in error.problems:
                place = Place(problem.file, problem.line)
                self.problems.setdefault((place, problem.path), problem)
            beyond = {"": ""}
        if beyond:
            self.left_out.add(change.index)
            return tree
        if change.index not in self.met:
            self.met.add(change.index)
            for key in idle_edits(whole, new, change):
                message = "is so already, so the change has no effect. Change or remove it."
                self._warn(change.places.get(key, change.place), key, message)
        return new

    def _blame(
        self, finding: Finding, changes: Sequence[Change], day: int | None = None, alike: int = 0
    ) -> None:
        """Report a finding at the change that led to it.

        Args:
            changes: that may have.
            day: from which on it holds, if that is to be said.
            alike: names that the paths of the finding and of a change must begin with in common;
                where no change's does, the finding is reported where its own part was written.
        """
        path, message = finding
        edits = [
            (_shared(at, path), i, change, key)
            for i, change in enumerate(changes)
            for key in change.edits
            if _shared(at := edited_path(self.tree, key), path) >= alike
        ]
        if not edits:
            self._report(place_of(self.places, path), dotted(path), message)
            return
        # The later of two changes is the one that has its way.
        _, _, change, key = max(edits, key=lambda edit: edit[:2])
        self.left_out.add(change.index)
        if day is not None and change.start and edited_path(self.tree, key) != path:
            date = self.base.start + datetime.timedelta(days=day)
            message = f"from {date} on, {message}"
        self._report(change.places.get(key, change.place), dotted(path), message)

    def _report(self, place: Place, path: str, message: str) -> None:
        # A ramp would say the same of each of its weeks.
        self.problems.setdefault((place, path), Problem(*place, path, message))

    def _warn(self, place: Place, path: str, message: str) -> None:
        self.warnings.append(Problem(*place, path, message))


def dated_epochs(
    tree: dict[str, Tree],
    places: Mapping[Path, Place],
    changes: Sequence[Change],
    base: Scenario,
    reader: Reader,
    *,
    known: bool = False,
) -> Dated:
    """The stretches of a run with its dated changes.

    Args:
        tree: the scenario without its changes, and without fault.
        places: where its parts were written.
        base: what `tree` says.
        reader: that has read it.
        known: whether the same has been found sound with values at least as large; what would be
            too much, is fixed or has no effect is then not looked for again.
    """
    run = _Run(tree, places, changes, base, reader)
    epochs = run.epochs()
    if known:
        return Dated(tuple(epochs), tuple(run.problems.values()), ())
    if not run.problems:
        run.check_fixed(epochs)
    if not run.problems:
        run.check_volumes(epochs)
        run.check_use(epochs)
    return Dated(tuple(epochs), tuple(run.problems.values()), tuple(run.warnings))


def change_problems(
    reading: Reading, places: Mapping[Path, Place], changes: Sequence[Change], reader: Reader
) -> list[Problem]:
    """What is wrong with changes, where the scenario or other changes are faulty as well.

    Args:
        reading: of the scenario without its changes.
        places: where its parts were written.
        reader: that has read nothing yet.
    """
    if reading.scenario is None or not changes:
        return []
    at_once = [replace(change, ramp_minutes=0.0) for change in changes]
    known = {path for path, _ in reading.found}
    run = _Run(reading.tree, places, at_once, reading.scenario, reader, known)
    run.epochs()
    return list(run.problems.values())


def _shared(one: Path, other: Path) -> int:
    """Names that two paths begin with in common."""
    return sum(
        1
        for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
