"""A scenario file, with what it extends and its dated changes, as scenarios ready to compile."""

import json
import pathlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.beside import ListFile, describe, lists_by_name, read_named, told_of_files
from waitsim.scenario.change_list import read_changes
from waitsim.scenario.changes import Change
from waitsim.scenario.drawing import Drawing, drawing_of
from waitsim.scenario.epochs import change_problems, dated_epochs
from waitsim.scenario.figures import shown
from waitsim.scenario.identity import identity_of
from waitsim.scenario.inputs import InputsRead, overridden, read_inputs, without_set
from waitsim.scenario.list_checks import list_problems, list_warnings, name_problems
from waitsim.scenario.overlay import lay_out, with_changes
from waitsim.scenario.provenance import Assumption
from waitsim.scenario.purchases import PURCHASES
from waitsim.scenario.reading import Reader, Reading
from waitsim.scenario.resolved import Resolved
from waitsim.scenario.schema import Scenario
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of
from waitsim.scenario.validate import Finding
from waitsim.scenario.volumes import volume_findings

_IDLE: Final[dict[str, Tree]] = {"title.idle": "-"}


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
        resolved: the whole scenario in one text (JSON), as kept beside results; the files that it
            names are described in its note.
        lists: CSV files read, each by its name, rows and SHA-256.
        drawing: draws the numbers that are not known exactly; None where all are known.
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
    lists: tuple[str, ...] = ()
    drawing: Drawing | None = None


class Lists(NamedTuple):
    """The CSV files that a scenario names, as read.

    Args:
        files: with their rows.
        unread: what is wrong with them.
        reader: that looks them up.
    """

    files: tuple[ListFile, ...]
    unread: tuple[Problem, ...]
    reader: Reader


def load(
    path: pathlib.Path, sets: Sequence[str] = (), also: Sequence[tuple[Tree, Place]] = ()
) -> Loaded:
    """The scenario in a file.

    Args:
        path: of a YAML file.
        sets: values that replace those of the file, such as ``staff.nurses.wte=12``.
        also: further items of ``changes:``, after those of the file, and where each is written.
    Raises:
        ScenarioError: with every problem found, each with its line.
    """
    return read_resolved(path, laid_out(path, sets, also))


def laid_out(
    path: pathlib.Path, sets: Sequence[str] = (), also: Sequence[tuple[Tree, Place]] = ()
) -> Resolved:
    """What `lay_out` gives, with further dated changes.

    Raises:
        ScenarioError: if a file cannot be read at all, with its problems in order.
    """
    try:
        return with_changes(lay_out(path, sets), also)
    except ScenarioError as error:
        raise ScenarioError(in_order(error.problems)) from None


def read_lists(resolved: Resolved) -> Lists:
    """The CSV files that a scenario names, and what is wrong with them."""
    files, unread = read_named(resolved.tree, resolved.places, resolved.named)
    return Lists(tuple(files), tuple(unread), Reader(lists_by_name(files)))


def read_resolved(path: pathlib.Path, resolved: Resolved, known: Lists | None = None) -> Loaded:
    """The scenario that a tree says.

    Args:
        path: the file that was asked for.
        known: what `read_lists` gave for a tree that names the same files; its reader learns.
    Raises:
        ScenarioError: with every problem found, each with its line.
    """
    resolved, known_now = without_set(resolved)
    places = resolved.places
    tree = {key: value for key, value in resolved.tree.items() if key not in ("changes", "note")}
    files, unread, reader = known or read_lists(resolved)
    lists = reader.lists
    reading = reader.read(tree)
    changes, problems = _changes(resolved, reading.tree)
    inputs = _inputs(resolved, reading)
    problems += inputs.problems
    problems += [*_told(places, reading.found), *_unknown_sources(resolved), *unread]
    problems += name_problems(files, reading.tree)
    problems = _beside(resolved.problems, problems)
    if problems or reading.scenario is None:
        problems += change_problems(reading, places, changes, Reader(lists))
        if reading.scenario is not None:
            volumes = volume_findings([(0, reading.scenario)])
            problems += _told(places, (finding for _, finding in volumes))
            problems += list_problems(files, reading.scenario) if not reading.found else []
        raise ScenarioError(in_order(problems))
    dated = dated_epochs(tree, places, changes, reading.scenario, reader)
    problems = [*dated.problems, *list_problems(files, reading.scenario)]
    drawing = drawing_of(inputs, tree, places, changes, Reader(lists))
    problems += drawing.problems() if drawing and not problems else ()
    if problems:
        raise ScenarioError(in_order(problems))
    warnings = [*dated.warnings, *list_warnings(files, dated.epochs), *known_now]
    warnings += overridden(inputs.inputs, changes, reading.scenario.start)
    return Loaded(
        path=path,
        scenario=dated.epochs[0][1],
        epochs=dated.epochs,
        identity=identity_of(dated.epochs),
        files=resolved.files,
        assumptions=told_of_files(resolved.assumptions, files),
        changes=changes,
        warnings=tuple(in_order(warnings)),
        resolved=json.dumps(_with_read(resolved.tree, files), indent=1, ensure_ascii=False),
        lists=tuple(describe(file.said) for file in files),
        drawing=drawing,
    )


def _inputs(resolved: Resolved, reading: Reading) -> InputsRead:
    """The numbers that are not known exactly, as far as they can be read."""
    if reading.scenario is None:
        return InputsRead()
    uncertain = reading.scenario.uncertain
    return read_inputs(reading.tree, uncertain, resolved.places, resolved.files)


def _with_read(tree: dict[str, Tree], files: Sequence[ListFile]) -> dict[str, Tree]:
    """The tree, with what was read from the files that it names in its note."""
    if not files:
        return tree
    note = tree.get("note")
    said = [note] if isinstance(note, str) else []
    return {**tree, "note": " ".join([*said, *(f"Read: {describe(one.said)}." for one in files)])}


def _beside(known: Sequence[Problem], problems: Sequence[Problem]) -> list[Problem]:
    """All problems; those in the very lines of known ones follow from them and are left out."""
    lines = {(problem.file, problem.line) for problem in known}
    return [*known, *(p for p in problems if (p.file, p.line) not in lines)]


def _changes(resolved: Resolved, tree: dict[str, Tree]) -> tuple[tuple[Change, ...], list[Problem]]:
    """The dated changes, and what is wrong with them.

    Those that are faulty are read without their dates, or left out.

    Args:
        tree: the scenario with misspelt keys put right.
    """
    problems: list[Problem] = []
    items = resolved.tree.get("changes", [])
    changes: tuple[Change, ...] = ()
    for stand_in in (_undated, _idle, _idle):
        try:
            changes = read_changes({**tree, "changes": items}, resolved.places)
            break
        except ScenarioError as error:
            problems = problems or list(error.problems)
            faulty = {p.path.removeprefix("changes.").split(".")[0] for p in error.problems}
            if not isinstance(items, list):
                break
            items = [stand_in(x) if str(i) in faulty else x for i, x in enumerate(items)]
    known = ["on", "from", "to", "lead", "ramp", "note", "name", *PURCHASES, *tree]
    for change in changes:
        for key in change.others:
            place = change.places.get(key, change.place)
            hint = suggestion(key, known)
            mend = hint or ' Write the path of a value, such as "staff.nurses.wte: +2".'
            message = f'"{shown(key)}" names no part of the scenario.{mend}'
            problems.append(Problem(*place, f"changes.{change.index}", message))
    return tuple(change for change in changes if change.edits != _IDLE), problems


def _undated(item: Tree) -> Tree:
    """A change without what says when, so that what it changes can still be looked at."""
    when = ("on", "from", "to", "lead", "ramp")
    return (
        {key: x for key, x in item.items() if key not in when} if isinstance(item, dict) else item
    )


def _idle(_item: Tree) -> Tree:
    """A change of nothing, in the place of one that cannot be read."""
    return dict(_IDLE)


def _told(places: Mapping[Path, Place], found: Iterable[Finding]) -> list[Problem]:
    return [Problem(*place_of(places, path), dotted(path), message) for path, message in found]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file and line; each message begins like the others, small."""
    told = set()
    for problem in problems:
        first, rest = problem.message[:1], problem.message[1:]
        begins_a_word = rest[:1].islower() or rest[:1] == " "
        message = (first.lower() if begins_a_word else first) + rest
        told.add(replace(problem, path=problem.path[:200], message=message))
    return sorted(told)


def _unknown_sources(resolved: Resolved) -> list[Problem]:
    """Sources that figures name but the scenario does not list."""
    sources = resolved.tree.get("sources")
    known = list(sources) if isinstance(sources, dict) else []
    problems = []
    for assumption in resolved.assumptions:
        for name in (part.strip() for part in assumption.source.split(",")):
            if name and known and name not in known:
                hint = suggestion(name, known) or ' Add it under "sources:".'
                message = f'unknown source "{shown(name)}".{hint}'
                problems.append(Problem(*assumption.place, dotted(assumption.path), message))
    return problems
