"""What is sought, for which scenario, and within what bounds."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.models import Models
from waitsim.experiments.seek_alone import bearing_on, without_others
from waitsim.experiments.seek_levers import Lever, Wish, settle
from waitsim.experiments.seek_target import TARGET, Target, parse_target
from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.scenario.bundled import find
from waitsim.scenario.load import Loaded, load
from waitsim.scenario.tree import Place

WATCHED: Final = 364
"""Days after the date for which the target must stay met, where the run does not go on longer."""

BY: Final = Place("--by", 0)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Asked:
    """A question as it is put.

    Args:
        target: such as ``autism.first_assessment 92% within 18 weeks``.
        by: the day at whose end the target is to be met; None if that cannot be read.
        chance: least probability, 0 to 1.
        watched: days after it for which it must stay met at least.
        sustained: whether staff must be asked for less than they have afterwards.
        earliest: whether the earliest date up to that day is sought, and no lever moved.
        budget: most extra pounds in any 365 days; None for no bound.
    """

    path: Path
    target: str
    by: datetime.date | None
    chance: float
    levers: tuple[Wish, ...]
    sets: tuple[str, ...] = ()
    watched: int = WATCHED
    sustained: bool = True
    budget: float | None = None
    earliest: bool = False
    target_place: Place = TARGET
    by_place: Place = BY


@dataclass(frozen=True)
class Question:
    """A question about a scenario that runs for long enough to be answered.

    Args:
        loaded: the scenario as it is.
        sets: with which it is loaded.
        extended: days that its run was made longer.
        pathways: those that bear on the answer.
    """

    asked: Asked
    loaded: Loaded
    sets: tuple[str, ...]
    extended: int
    target: Target
    levers: tuple[Lever, ...]
    pathways: frozenset[str]

    @property
    def by(self) -> datetime.date:
        """The day at whose end the target is to be met."""
        assert self.asked.by is not None
        return self.asked.by

    @property
    def first_count(self) -> datetime.date:
        """The day at whose end those waiting are counted first."""
        return self.loaded.scenario.start if self.asked.earliest else self.by

    @property
    def chance(self) -> float:
        """The least probability."""
        return self.asked.chance

    @property
    def sustained(self) -> bool:
        """Whether staff must be asked for less than they have afterwards."""
        return self.asked.sustained

    def load(self, choice: Sequence[int]) -> Loaded:
        """The scenario in which each lever has the value of an option."""
        moved = [
            (lever.item(option), lever.wish.place)
            for lever, option in zip(self.levers, choice, strict=True)
            if option
        ]
        return load(self.asked.path, self.sets, moved) if moved else self.loaded

    def alone(self, loaded: Loaded) -> Model | None:
        """The model of the pathways that bear on the answer; None where numbers are drawn."""
        if loaded.drawing is not None:
            return None
        return build_model(without_others(loaded.epochs, self.pathways), loaded.identity)


def put(asked: Asked, known: Sequence[Problem] = ()) -> Question:
    """The question, checked.

    Args:
        known: what is known to be wrong with it.
    Raises:
        ScenarioError: with that and everything else that is wrong with it or its scenario.
    """
    problems, path = list(known), find(asked.path)
    asked = replace(asked, path=path)
    try:
        loaded = load(path, asked.sets)
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from None
    sets, extended = asked.sets, 0
    if asked.by is not None and asked.by < loaded.scenario.start:
        message = f"{asked.by} is before the run begins on {loaded.scenario.start}."
        problems.append(Problem(*asked.by_place, "", f"{message} Name a later day."))
    elif asked.by is not None:
        needed = (asked.by - loaded.scenario.start).days + 1 + asked.watched
        extended = max(0, needed - loaded.scenario.days)
        if extended:
            others = tuple(text for text in sets if text.partition("=")[0].strip() != "horizon")
            sets = (*others, f"horizon={needed} days")
            loaded = _told(problems, lambda: load(path, sets)) or loaded
    model = Models(loaded, 0).plain
    target = _told(problems, lambda: parse_target(asked.target, model, asked.target_place))
    levers = [_told(problems, partial(settle, wish, loaded)) for wish in asked.levers]
    settled = tuple(lever for lever in levers if lever is not None)
    for lever in settled:
        # What is wrong with a change shows when it is made, the least and the furthest.
        for option in (1, len(lever.values) - 1):
            also = [(lever.item(option), lever.wish.place)]
            _told(problems, partial(load, path, sets, also))
    if problems or target is None:
        raise ScenarioError(list(dict.fromkeys(problems)))
    pathways = bearing_on(model, target.clock_in(model), [wish.path for wish in asked.levers])
    return Question(asked, loaded, sets, extended, target, settled, pathways)


def _told(problems: list[Problem], make: Callable[[], _T]) -> _T | None:
    """What is made, or None with the reasons among the problems."""
    try:
        return make()
    except ScenarioError as error:
        problems.extend(error.problems)
        return None
