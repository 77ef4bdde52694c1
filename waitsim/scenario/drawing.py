"""A scenario with drawn values in place of numbers that are not known exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.rules.inputs import Input
from waitsim.scenario.changes import Change
from waitsim.scenario.epochs import Dated, dated_epochs
from waitsim.scenario.inputs import SECTION, InputsRead
from waitsim.scenario.levers import edited_path, with_levers
from waitsim.scenario.reading import Reader
from waitsim.scenario.schema import Scenario
from waitsim.scenario.tree import Path, Place, Tree, dotted

_BETWEEN: Final = 0.382

Epochs = tuple[tuple[int, Scenario], ...]
Values = tuple[float, ...]


@dataclass(frozen=True)
class Drawing:
    """What is needed to put drawn values into a scenario.

    Args:
        inputs: one or more.
        stated: where the range of each was written.
        tree: the scenario without its dated changes, with every number that is drawn.
        places: where its parts were written.
        reader: that has read the tree, and nothing since.
    """

    inputs: tuple[Input, ...]
    stated: tuple[Place, ...]
    tree: dict[str, Tree]
    places: Mapping[Path, Place]
    changes: tuple[Change, ...]
    reader: Reader

    def values(self, seed: int, draw: int) -> Values:
        """The value of each input in one draw."""
        return tuple(one.drawn(seed, draw) for one in self.inputs)

    def at(self, u: float) -> Values:
        """The value of each input below which a share u of its values lies."""
        return tuple(one.at(u) for one in self.inputs)

    def epochs(self, values: Values) -> Epochs:
        """The scenario and its dated changes with a value of each input.

        The changes are made of the drawn values, as of those of the file.

        Raises:
            ScenarioError: if the values do not make a sound scenario.
        """
        dated = self._dated(values, known=True)
        if dated.problems:
            raise ScenarioError(self._blamed(values, dated.problems))
        return dated.epochs

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong where inputs take their extremes, each alone and all at once.

        Each alone is tried in between as well, where a value is seldom a round one.
        """
        own = [one.own for one in self.inputs]
        for i, one in enumerate(self.inputs):
            for u in (0.0, _BETWEEN, 1.0):
                values = (*own[:i], one.at(u), *own[i + 1 :])
                found = self._alone(values, i)
                if found:
                    return found
        for u in (0.0, 1.0):
            dated = self._dated(self.at(u), known=False)
            if dated.problems:
                return tuple(self._blamed(self.at(u), dated.problems))
        return ()

    def _alone(self, values: Values, i: int) -> tuple[Problem, ...]:
        """What is wrong, without dated changes, with the value of one input."""
        one = self.inputs[i]
        found = self.reader.branch().read(self._with(values)).found
        at = f"{SECTION}.{one.path}"
        return tuple(
            Problem(*self.stated[i], at, f"at {one.text(values[i])}, {_named(path, one)}{message}")
            for path, message in found
        )

    def _dated(self, values: Values, *, known: bool) -> Dated:
        tree, reader = self._with(values), self.reader.branch()
        reading = reader.read(tree)
        if reading.found or reading.scenario is None:
            problems = (
                Problem(*self.stated[0], dotted(path), message) for path, message in reading.found
            )
            return Dated((), tuple(problems), ())
        if known and not self.changes:
            return Dated(((0, reading.scenario),), (), ())
        base = reading.scenario
        return dated_epochs(tree, self.places, self.changes, base, reader, known=known)

    def _with(self, values: Values) -> dict[str, Tree]:
        """The tree with a value of each input."""
        tree: Tree = self.tree
        for one, value in zip(self.inputs, values, strict=True):
            tree = _replaced(tree, edited_path(tree, one.path), one.text(value))
        assert isinstance(tree, dict)
        return tree

    def _blamed(self, values: Values, problems: Sequence[Problem]) -> list[Problem]:
        said = ", ".join(
            f"{one.path} at {one.text(value)}"
            for one, value in zip(self.inputs, values, strict=True)
        )
        return [
            Problem(*self.stated[0], SECTION, f"with {said}: {problem.path}: {problem.message}")
            for problem in problems
        ]


def drawing_of(
    read: InputsRead,
    tree: dict[str, Tree],
    places: Mapping[Path, Place],
    changes: Sequence[Change],
    reader: Reader,
) -> Drawing | None:
    """What draws the inputs of a scenario; None if it has none.

    Args:
        tree: a sound scenario, without its dated changes.
        reader: that has read nothing yet.
    """
    if not read.inputs:
        return None
    whole = with_levers(tree, [one.path for one in read.inputs])
    whole = {key: value for key, value in whole.items() if key != SECTION}
    reader.read(whole)
    return Drawing(read.inputs, read.places, whole, places, tuple(changes), reader)


def _named(path: Path, one: Input) -> str:
    """Where something is wrong, if it is not at the input itself."""
    return "" if dotted(path) == one.path else f"{dotted(path)}: "


def _replaced(node: Tree, path: Path, value: str) -> Tree:
    """A copy of a tree with another value at a path; what the path does not reach is shared."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(node, list):
        copy = list(node)
        copy[int(first)] = _replaced(copy[int(first)], rest, value)
        return copy
    assert isinstance(node, dict)
    return {**node, str(first): _replaced(node[str(first)], rest, value)}
