"""What may be changed in a search: a value of the scenario from a date on, in steps, to a limit."""

import datetime
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from waitsim.errors import Problem, ScenarioError
from waitsim.records import MINUTES_PER_WEEK
from waitsim.scenario.changes import check_path
from waitsim.scenario.figures import UnitError
from waitsim.scenario.forms import FixedOrDrawn, form_at
from waitsim.scenario.levers import edited_path, with_levers
from waitsim.scenario.load import Loaded
from waitsim.scenario.quantities import TIME, Quantity
from waitsim.scenario.tree import Place, Tree

LEVER: Final = Place("--lever", 0)
MOST_OPTIONS: Final = 2000

_STEPS: Final[Mapping[str, float]] = {
    "number": 0.5,
    "whole number": 1,
    "rate": 1,
    "share": 0.01,
}
"""The step of each kind of value, where none is asked for."""
_FURTHEST: Final = 10
"""Times the present value that a lever goes to, where no limit is given."""
_FEWEST: Final = 200
"""Steps that it goes at least."""


@dataclass(frozen=True)
class Wish:
    """A lever as it is asked for.

    Args:
        path: dotted path of a value.
        step: by how much it is moved, as written; empty for a usual step.
        limit: the furthest value allowed, as written; empty for one far off.
        start: first day of the change; None for the first of the run.
        end: its last day; None for good.
        about: what else is said of the change, such as its ``ramp``.
        recruits: most that it may move in a week, such as WTE recruited; None for no bound.
        buys: ``pathway.step`` at which slots are bought, in place of a path.
        price: of a slot, as written.
        place: where it was asked for.
    """

    path: str
    step: str = ""
    limit: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    recruits: float | None = None
    buys: str = ""
    price: str = ""
    place: Place = LEVER


@dataclass(frozen=True)
class Lever:
    """A value that may be changed, and all that it may become.

    Args:
        values: the present value, then the others in steps to the limit.
        said: the same as a scenario says them.
        step: how far apart values are.
        start: first day of the change.
    """

    wish: Wish
    values: tuple[float, ...]
    said: tuple[str, ...]
    step: float
    start: datetime.date

    @property
    def path(self) -> str:
        """Dotted path of the value."""
        return self.wish.path

    def item(self, option: int) -> Tree:
        """The dated change that makes the value one of the others."""
        change: dict[str, Tree] = {"from": self.start.isoformat(), **self.wish.about}
        if self.wish.end:
            change["to"] = self.wish.end.isoformat()
        if self.wish.recruits is not None:
            weeks = abs(self.values[option] - self.values[0]) / self.wish.recruits
            written = TIME.check(self.wish.about.get("ramp", "0 min"))
            change["ramp"] = TIME.say(max(written, MINUTES_PER_WEEK * math.ceil(weeks)))
        said = self.said[option]
        if self.wish.buys:
            bought: dict[str, Tree] = {"step": self.wish.buys, "slots": said}
            return {**change, "outsource": {**bought, "price": self.wish.price}}
        return {**change, self.path: said}


def settle(wish: Wish, loaded: Loaded) -> Lever:
    """The lever that is asked for.

    Raises:
        ScenarioError: with everything that is wrong with it.
    """
    run, place, path = loaded.scenario, wish.place, wish.path
    tree = with_levers(json.loads(loaded.resolved), [path])
    check_path(tree, path, place)
    form = form_at(edited_path(tree, path), tree)
    form = form.fixed if isinstance(form, FixedOrDrawn) else form
    start = wish.start or run.start
    problems = []
    if not run.start <= start < run.end:
        message = f"{start} is no day of the run, {run.start} to {run.end}. Name another day."
        problems.append(Problem(place.file, place.line, path, message))
        start = run.start
    now = 0.0 if wish.buys else value_on(loaded, path, start)
    if not isinstance(form, Quantity) or isinstance(now, bool) or not isinstance(now, int | float):
        message = "is no single number, so it has no steps. Name one, such as staff.nurses.wte."
        problems.append(Problem(place.file, place.line, path, message))
        raise ScenarioError(problems)
    try:
        step = _step(wish, form)
        limit = _limit(wish, form, now, step)
    except UnitError as error:
        problems.append(Problem(place.file, place.line, path, str(error)))
    if problems:
        raise ScenarioError(problems)
    values = _values(now, step, limit, whole=isinstance(now, int))
    if len(values) > MOST_OPTIONS:
        message = f"there are {len(values):,} steps to the limit; {MOST_OPTIONS:,} fit."
        raise ScenarioError([Problem(*place, path, f"{message} Make the step larger.")])
    return Lever(wish, values, tuple(form.say(value) for value in values), step, start)


def value_on(loaded: Loaded, path: str, day: datetime.date) -> Any:
    """What stands at a dotted path on a day of the run; None if nothing does."""
    number = (day - loaded.scenario.start).days
    node: Any = [scenario for first, scenario in loaded.epochs if first <= number][-1]
    for part in path.split("."):
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, tuple) and part.isdecimal():
            node = node[int(part)] if int(part) < len(node) else None
        else:
            node = getattr(node, part, getattr(node, f"{part}_", None))
    return node


def _step(wish: Wish, form: Quantity) -> float:
    if not wish.step:
        if form.name not in _STEPS:
            raise UnitError(
                f"there is no usual step for a {form.name}. Give one, such as {form.examples[0]}."
            )
        return _STEPS[form.name]
    return float(form.within(above=0).check(wish.step))


def _limit(wish: Wish, form: Quantity, now: float, step: float) -> float:
    if not wish.limit:
        far = max(_FURTHEST * now, now + _FEWEST * step)
        return far if form.most is None else min(far, form.most)
    limit = float(form.check(wish.limit))
    if abs(limit - now) < step:
        raise UnitError(
            f'the limit "{wish.limit}" is less than a step of {form.say(step)} away from '
            f"{form.say(now)}, the value now. Write one further off, or a smaller step."
        )
    return limit


def _values(now: float, step: float, limit: float, *, whole: bool) -> tuple[float, ...]:
    """The present value, then multiples of the step from beyond it to the limit."""
    down = limit < now
    # Rounding would else make a step of what is hardly one.
    first = math.floor(now / step + 1e-9) + 1 if not down else math.ceil(now / step - 1e-9) - 1
    last = math.floor(limit / step + 1e-9) if not down else math.ceil(limit / step - 1e-9)
    numbers = range(first, last + 1) if not down else range(first, last - 1, -1)
    rest = [round(number * step, 9) for number in numbers]
    return (now, *((round(value) if whole else value) for value in rest))
