"""A sweep's file: read and checked against its scenario, with every problem told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.designs import DESIGNS, Design, read_design
from waitsim.experiments.sweep_plan import TALLIES, VALUES, Plan
from waitsim.scenario.changes import apply_change, check_path
from waitsim.scenario.dates import date
from waitsim.scenario.document import Document, read
from waitsim.scenario.family import Family
from waitsim.scenario.figures import UnitError, shown, whole
from waitsim.scenario.forms import FixedOrDrawn, fields, form_at, model_at
from waitsim.scenario.levers import with_levers
from waitsim.scenario.lineage import named_file
from waitsim.scenario.load import in_order
from waitsim.scenario.quantities import Quantity
from waitsim.scenario.settings import Setting, full_path, value_at
from waitsim.scenario.suggest import known_list, near, suggestion
from waitsim.scenario.tree import Path as TreePath
from waitsim.scenario.tree import Tree, dotted, place_of
from waitsim.scenario.units import minutes

_KEYS: Final = ("schema", "title", "scenario", "replications", "seed", "keep")
_DATES: Final = ("on", "from", "to")
_LENGTHS: Final = ("lead", "ramp")


@dataclass(frozen=True)
class Read:
    """A sweep's file as read.

    Args:
        family: its scenario, of which each case is a variant.
    """

    plan: Plan
    family: Family


def read_sweep(path: Path, replications: int | None = None) -> Read:
    """The sweep in a file, and the scenario that it names.

    Args:
        path: of the file.
        replications: of each case, in place of what the file says.
    Raises:
        ScenarioError: with every problem of the two, each with its line.
    """
    document = read(path)
    problems = [
        Problem(*place_of(document.lines, (key,)), key, f"unknown key.{_hint(key)}")
        for key in document.tree
        if key not in (*_KEYS, *DESIGNS)
    ]
    reader = _Reader(document, problems)
    reader.check_schema()
    design = reader.design()
    count, seed = reader.whole("replications", "20", 1), reader.whole("seed", "1", 0)
    keep = reader.word("keep", (VALUES, TALLIES))
    family = reader.family(path)
    if design is not None:
        problems += design.problems
        if family is not None:
            problems += _misfits(family, design.tried)
    if problems:
        raise ScenarioError(in_order(problems))
    assert design is not None
    assert family is not None
    title = document.tree.get("title")
    plan = Plan(
        path=path,
        text=path.read_text(encoding="utf-8-sig"),
        title=title if isinstance(title, str) and title else family.base.scenario.title,
        scenario=family.path,
        keep=keep,
        design=design.name,
        inputs=design.inputs,
        cases=design.cases,
        points=design.points,
        replications=replications or count,
        seed=seed,
    )
    return Read(plan, family)


@dataclass
class _Reader:
    """Reads the parts of a document, and puts down what is wrong with them."""

    document: Document
    problems: list[Problem]

    def check_schema(self) -> None:
        """Reports a version of the file that cannot be read."""
        if self.document.tree.get("schema") != "1":
            self._report(("schema",), 'Write "schema: 1", the version of sweep files.')

    def design(self) -> Design | None:
        """The one design that the file must have."""
        given = [key for key in self.document.tree if key in DESIGNS]
        if not given:
            names = f"{', '.join(DESIGNS[:-1])} or {DESIGNS[-1]}"
            self._report((), f"The sweep has no design. Add one of {names}.")
            return None
        for key in given[1:]:
            self._report((key,), f'"{given[0]}" is there already. Leave out one of the two.')
        return read_design(self.document, given[0])

    def whole(self, key: str, default: str, least: int) -> int:
        """A whole number."""
        text = self.document.tree.get(key, default)
        try:
            found = whole(text if isinstance(text, str) else "")
        except UnitError as error:
            self._report((key,), str(error))
            return least
        if not least <= found < 2**32:
            self._report((key,), f'"{text}" is out of range. Write {least} or more.')
        return int(found)

    def word(self, key: str, choices: Sequence[str]) -> str:
        """One of some words, the first if none is written."""
        text = self.document.tree.get(key, choices[0])
        if not isinstance(text, str) or text not in choices:
            said = shown(text) if isinstance(text, str) else ""
            self._report((key,), f'"{said}" cannot be kept.{suggestion(said, choices)}')
        return str(text)

    def family(self, path: Path) -> Family | None:
        """The scenario with its variants, if it can be read."""
        tree = self.document.tree
        if "scenario" not in tree:
            self._report((), 'No scenario is named. Add "scenario: baseline.yaml".')
            return None
        try:
            root = path.parent.resolve().parent
            name, _ = named_file(self.document, tree["scenario"], path, root, ("scenario",))
            return Family(name)
        except ScenarioError as error:
            self.problems += [
                problem if problem.line else self._at_scenario(problem)
                for problem in error.problems
            ]
            return None

    def _at_scenario(self, problem: Problem) -> Problem:
        """A problem without a line, told where the scenario is named."""
        place = place_of(self.document.lines, ("scenario",))
        said = "" if problem.file == place.file else f"{problem.file}: "
        return Problem(*place, "scenario", f"{said}{problem.message}")

    def _report(self, path: TreePath, message: str) -> None:
        place = place_of(self.document.lines, path)
        at = place if place.file else (self.document.name, 0)
        self.problems.append(Problem(*at, dotted(path), message))


def _hint(key: str) -> str:
    return near(key, (*_KEYS, *DESIGNS)) or " Remove the line."


def _misfits(family: Family, tried: Sequence[Setting]) -> list[Problem]:
    """What is wrong with values, each looked at by itself; how they go together is for the run."""
    problems: list[Problem] = []
    lost: set[str] = set()
    for setting in tried:
        if setting.path in lost:
            continue
        try:
            path = _path(family.resolved.tree, setting, lost)
            _check(family.resolved.tree, setting, path)
        except UnitError as error:
            problems.append(Problem(*setting.place, setting.path, str(error)))
        except ScenarioError as error:
            problems += error.problems
    return problems


def _path(tree: dict[str, Tree], setting: Setting, lost: set[str]) -> TreePath:
    """Where a setting leads; a path that leads nowhere is told once."""
    try:
        first = setting.path.split(".")[0]
        if first in ("extends", "use", "schema") or not all(setting.path.split(".")):
            raise UnitError("This cannot differ between cases. Name a value of the scenario.")
        path = full_path(tree, setting.path)
        if first != "changes":
            check_path(tree, setting.path, setting.place)
            _check_key(tree, path)
    except (UnitError, ScenarioError):
        lost.add(setting.path)
        raise
    return path


def _check_key(tree: dict[str, Tree], path: TreePath) -> None:
    """Refuses a key that is not written, and that the schema does not know either."""
    around, key = path[:-1], str(path[-1])
    model, node = model_at(around, tree), value_at(tree, around)
    if model is not None and isinstance(node, dict) and key not in (*node, *fields(model)):
        hint = near(key, fields(model)) or known_list(fields(model), 16)
        raise UnitError(f'There is no "{shown(key)}" in "{around[-1]}".{hint}')


def _check(tree: dict[str, Tree], setting: Setting, path: TreePath) -> None:
    """Whether a value can stand at its path."""
    if path[0] == "changes" and len(path) == 3 and path[2] in _DATES:
        date(setting.value)
        return
    if path[0] == "changes" and len(path) == 3 and path[2] in _LENGTHS:
        minutes(setting.value)
        return
    at = dotted(path[2:]) if path[0] == "changes" else setting.path
    if isinstance(value_at(tree, path), dict | list):
        raise UnitError("Several values stand here. Name one of them.")
    try:
        check_path(tree, at)
    except ScenarioError:
        return  # a purchase, or something else that only a change says
    whole_tree = with_levers(tree, [at]) if path[0] == "changes" else tree
    value = apply_change(whole_tree, at, setting.value, place=setting.place)
    form = form_at(full_path(tree, at), tree)
    quantity = form.fixed if isinstance(form, FixedOrDrawn) else form
    if isinstance(quantity, Quantity) and isinstance(value, str):
        quantity.check(value)
