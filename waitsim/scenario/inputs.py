"""Numbers that are not known exactly, read from a scenario with all that is wrong with them."""

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.rules.inputs import LOGNORMAL, TRIANGULAR, Input
from waitsim.rules.keys import key_of
from waitsim.scenario.amounts import Amount, amount, changed, in_unit_of, is_relative
from waitsim.scenario.changes import Change, check_path
from waitsim.scenario.figures import UnitError, shown, whole
from waitsim.scenario.forms import FixedOrDrawn, below, fields, form_at, model_at
from waitsim.scenario.levers import edited_path, with_levers
from waitsim.scenario.quantities import Quantity
from waitsim.scenario.resolved import Resolved
from waitsim.scenario.suggest import known_list, near
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of
from waitsim.scenario.uncertain import Uncertain

SECTION: Final = "uncertain"
_ALIKE: Final = ("start", "horizon", "schema", "sources", "changes", "title", SECTION)
_OF_STANDARDS: Final = ("within", "target")


@dataclass(frozen=True)
class InputsRead:
    """The inputs of a scenario, in the order written, and what is wrong with them.

    Args:
        places: where the range of each was written.
    """

    inputs: tuple[Input, ...] = ()
    places: tuple[Place, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_inputs(
    tree: dict[str, Tree],
    uncertain: Mapping[str, Uncertain],
    places: Mapping[Path, Place],
    files: Sequence[str],
) -> InputsRead:
    """What a scenario says of the numbers that are not known exactly.

    Args:
        tree: of the whole scenario.
        uncertain: as the schema reads it.
        places: where the parts of the tree were written.
        files: names of the files read, each before those that lie below it.
    """
    found, problems = [], []
    for path, said in uncertain.items():
        try:
            found.append(_Reader(tree, path, said, places, files).read())
        except _InputError as error:
            at = (SECTION, path, *error.at)
            problems.append(Problem(*place_of(places, at), dotted(at), str(error)))
    problems += _same_keys(found, places)
    where = (place_of(places, (SECTION, one.path)) for one in found)
    return InputsRead(tuple(found), tuple(where), tuple(problems))


def _same_keys(inputs: Sequence[Input], places: Mapping[Path, Place]) -> list[Problem]:
    """Inputs that luck cannot tell apart, though they are not meant to move together."""
    first: dict[int, Input] = {}
    problems = []
    for one in inputs:
        other = first.setdefault(key_of(one.luck), one)
        if other.luck != one.luck:
            at = (SECTION, one.path)
            message = (
                f'by accident shares its random numbers with "{other.path}". Give it a name of its '
                'own under "together:".'
            )
            problems.append(Problem(*place_of(places, at), dotted(at), message))
    return problems


def without_set(resolved: Resolved) -> tuple[Resolved, list[Problem]]:
    """The scenario without ranges of numbers that a setting replaces, and a warning of each."""
    section = resolved.tree.get(SECTION)
    if not isinstance(section, dict):
        return resolved, []
    tree, places = resolved.tree, resolved.places
    known = [path for path in section if edited_path(tree, path) in resolved.settled]
    left = {path: said for path, said in section.items() if path not in known}
    message = "is set, so its range is left out: it is taken as known."
    return replace(
        resolved,
        tree={**tree, SECTION: left},
        assumptions=tuple(
            one
            for one in resolved.assumptions
            if one.path[0] != SECTION or str(one.path[1]) not in known
        ),
    ), [Problem(*places[edited_path(tree, path)], path, message) for path in known]


def overridden(
    inputs: Sequence[Input], changes: Sequence[Change], start: datetime.date
) -> list[Problem]:
    """A warning for each number that a change replaces on the first day, so that none is drawn."""
    warnings = []
    for one in inputs:
        for change in changes:
            text = change.edits.get(one.path)
            at_once = change.start is None or change.start <= start
            for_good = change.end is None and not change.ramp_minutes
            if isinstance(text, str) and at_once and for_good and not is_relative(text):
                message = (
                    f'is "{shown(text)}" from the first day on, whatever is drawn. Write the change'
                    " as one of the number, such as +2, or remove the range."
                )
                place = change.places.get(one.path, change.place)
                warnings.append(Problem(*place, one.path, message))
    return warnings


class _InputError(ValueError):
    """What is wrong with one input, and the key at which."""

    def __init__(self, message: str, *at: str) -> None:
        self.at = at
        super().__init__(message)


@dataclass
class _Reader:
    """Reads one entry."""

    tree: dict[str, Tree]
    path: str
    said: Uncertain
    places: Mapping[Path, Place]
    files: Sequence[str]

    def __post_init__(self) -> None:
        """Writes out what holds at the path, if that is a default."""
        self.tree = with_levers(self.tree, [self.path])
        self.place = place_of(self.places, (SECTION, self.path))
        self.at: Path = ()

    def read(self) -> Input:
        """The input."""
        form, own_text = self._target()
        own = self._own(form, own_text)
        self._check_layers(form, own_text)
        low, high = (self._bound(form, own_text, text) for text in self.said.between)
        likely = own
        if self.said.likely is not None:
            if self.said.shape != TRIANGULAR:
                message = f"belongs to a triangular shape, not to {self.said.shape}. Remove it."
                raise _InputError(message, "likely")
            likely = self._bound(form, own_text, self.said.likely, "likely")
        found = Input(
            path=self.path,
            before=own.before,
            after=own.after,
            whole=form.parse is whole,
            own=float(own.value),
            low=float(low.value),
            likely=float(likely.value),
            high=float(high.value),
            shape=self.said.shape,
            together=self.said.together or "",
        )
        _check_order(found)
        return found

    def _target(self) -> tuple[Quantity, str]:
        """What the number may be, and what it is."""
        names = self.path.split(".")
        of_standard = ".standards." in self.path and names[-1] in _OF_STANDARDS
        if names[0] in _ALIKE or of_standard:
            message = (
                "is the same in all replications, for these to be told together. Remove it, and "
                "compare scenarios with other values instead."
            )
            raise _InputError(message)
        try:
            check_path(self.tree, self.path)
        except ScenarioError as error:
            raise _InputError(error.problems[0].message) from None
        self.at = edited_path(self.tree, self.path)
        node: Tree = self.tree
        for part in self.at:
            node = below(node, part)
        form = form_at(self.at, self.tree)
        if isinstance(form, FixedOrDrawn):
            form = form.fixed
        if isinstance(form, Quantity) and isinstance(node, str):
            return form, node
        raise _InputError(self._no_number(node))

    def _no_number(self, node: Tree) -> str:
        """What is wrong with a path that leads to no single value."""
        around, last = self.at[:-1], str(self.at[-1])
        model = model_at(around, self.tree)
        if node is None and model is not None and last not in fields(model):
            hint = near(last, fields(model)) or known_list(fields(model), 16)
            mend = hint or " Name another value."
            return f'there is no "{shown(last)}" in "{around[-1]}".{mend}'
        if node is None:
            return "names a value that is not there. Write one, for its range to be about."
        if isinstance(node, dict | list):
            inner = next(iter(node), "") if isinstance(node, dict) else "0"
            mend = f"Name one of them, such as {self.path}.{inner}"
            return f"names several values. {mend}."
        return f'names "{shown(node)}", which cannot be uncertain. Name a number.'

    def _own(self, form: Quantity, text: str) -> Amount:
        """The number as the file has it."""
        try:
            value, own = form.check(text), amount(text)
        except UnitError as error:
            raise _InputError(str(error)) from None
        if own is None or isinstance(value, bool) or not isinstance(value, int | float):
            raise _InputError(f'names "{shown(text)}", which is no single number. Name a number.')
        return own

    def _bound(self, form: Quantity, own: str, text: str, key: str = "between") -> Amount:
        """An end of the range, in the unit of the number."""
        try:
            if _is_change(form, text):
                new = changed(own, text)
                if form.parse is whole:
                    new = _rounded(new)
                form.check(new)
            else:
                form.check(text)
                new = text
            found = in_unit_of(new, own)
        except UnitError as error:
            raise _InputError(str(error), key) from None
        if found is None:
            message = f'"{shown(text)}" has another unit than "{shown(own)}". Write both alike.'
            raise _InputError(message, key)
        return found

    def _check_layers(self, form: Quantity, own: str) -> None:
        """Refuses a range in plain values where a file above it writes another number."""
        said = self.said
        texts = [*said.between, *([said.likely] if said.likely else [])]
        number, order = self.places.get(self.at), list(self.files)
        if number is None or all(_is_change(form, text) for text in texts):
            return
        if number.file not in order or self.place.file not in order:
            return
        if order.index(number.file) < order.index(self.place.file):
            message = (
                f"the range is in plain values, but {number.file}:{number.line} puts {own} in place"
                " of the number that it is about. State the range there too, or write it here as"
                " changes, such as [-10 %, +10 %]."
            )
            raise _InputError(message, "between")


def _is_change(form: Quantity, text: str) -> bool:
    """Whether a bound says a change of the number, and is no value that could stand there."""
    try:
        form.check(text)
    except UnitError:
        return is_relative(text)
    return False


def _rounded(text: str) -> str:
    one = amount(text)
    assert one is not None
    return str(replace(one, value=Decimal(math.floor(one.value + Decimal("0.5")))))


def _check_order(one: Input) -> None:
    low, high, own = one.text(one.low), one.text(one.high), one.text(one.own)
    if one.low >= one.high:
        swap = "Swap the two" if one.low > one.high else "Write two values, or remove the entry"
        raise _InputError(f"{low} is not below {high}. {swap}.", "between")
    if not one.low <= one.own <= one.high:
        message = f"the file itself says {own}, which is not from {low} to {high}. Mend one of them"
        raise _InputError(f"{message}.", "between")
    if not one.low <= one.likely <= one.high:
        message = f"{one.text(one.likely)} is not from {low} to {high}. Mend one of them."
        raise _InputError(message, "likely")
    if one.shape == LOGNORMAL and one.low <= 0:
        message = f"{low} is not above 0, as a lognormal shape needs. Choose another shape."
        raise _InputError(message, "between")
