"""The model of each replication: the same for all, unless numbers are drawn for each."""

import dataclasses
from collections.abc import Sequence
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.staff_needs import needs_of
from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.records import MINUTES_PER_WEEK
from waitsim.results.header import Header, from_model
from waitsim.results.own import Own, own_of
from waitsim.rules.inputs import Input
from waitsim.scenario.drawing import Drawing, Epochs
from waitsim.scenario.load import Loaded
from waitsim.scenario.schema import Scenario

MIDDLE: Final = 0.5
_AXES: Final = ("start", "names", "sizes", "clock_limit", "clock_target", "spell_pathway")


class Models:
    """What replications of a scenario are run on.

    Args:
        source: a scenario; or a model, which all replications then share.
        seed: of the run.
        per_draw: how many neighbouring replications share each draw of the inputs.
    """

    def __init__(self, source: Loaded | Model, seed: int, per_draw: int = 1) -> None:
        self.source, self.seed, self.per_draw = source, seed, per_draw
        self._own: dict[int, Own] = {}
        self._drawing: Drawing | None = None
        self._entry_weeks = 0
        if isinstance(source, Model):
            self.plain = source
            return
        self._identity, self._drawing = source.identity, source.drawing
        if self._drawing is None:
            self.plain = build_model(source.epochs, source.identity)
            return
        at = [self._built(self._drawing.epochs(self._drawing.at(u))) for u in (0.0, 1.0, MIDDLE)]
        longest = max(model.tables.entry_weeks for model in at)
        self._entry_weeks = max(longest, longest_stated_weeks(source.scenario))
        self.plain = self._roomy(at[-1])

    plain: Model
    """What describes the run: of the values in the middle of what is drawn, if any are."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What is drawn for each replication."""
        return self._drawing.inputs if self._drawing else ()

    def of(self, replication: int) -> Model:
        """The model of a replication.

        Raises:
            ScenarioError: if its drawn values make no sound scenario, or one that could not be
                told together with others.
        """
        if self._drawing is None:
            return self.plain
        draw = replication // self.per_draw
        values = self._drawing.values(self.seed, draw)
        model = self._roomy(self._built(self._drawing.epochs(values)))
        for name in _AXES:
            if getattr(model, name) != getattr(self.plain, name):
                raise _unlike(self._drawing, values, name)
        if draw not in self._own:
            own = own_of(self._described(model, 1))
            self._own[draw] = dataclasses.replace(own, values=values)
        return model

    def header(self, replications: int) -> Header:
        """The description of a run, with what its steps ask of staff and what is drawn for it."""
        plain = self._described(self.plain, replications)
        return dataclasses.replace(plain, inputs=self.inputs, replications_per_draw=self.per_draw)

    def own(self, replications: int, known: Sequence[Own] = (), first: int = 0) -> tuple[Own, ...]:
        """What each replication has of its own; nothing where nothing is drawn.

        Args:
            known: of all replications up to some number, from before.
            first: number of the first replication that is asked for.
        """
        if self._drawing is None:
            return ()
        asked = range(first, first + replications)
        for i in asked:
            draw = i // self.per_draw
            if draw not in self._own and i < len(known):
                self._own[draw] = known[i]
            elif draw not in self._own:
                self.of(i)
        return tuple(self._own[i // self.per_draw] for i in asked)

    def _described(self, model: Model, replications: int) -> Header:
        source = self.source
        description = source.scenario.description if isinstance(source, Loaded) else ""
        plain = from_model(model, self.seed, replications, description)
        return dataclasses.replace(plain, needs=needs_of(model))

    def _built(self, epochs: Epochs) -> Model:
        return build_model(epochs, self._identity)

    def _roomy(self, model: Model) -> Model:
        """The model, with room for every wait that a drawn opening list may hold."""
        more = self._entry_weeks - model.tables.entry_weeks
        if more <= 0:
            return model
        return dataclasses.replace(
            model,
            tables=model.tables._replace(entry_weeks=self._entry_weeks),
            sizes=model.sizes._replace(bins=model.sizes.bins + more),
        )


def longest_stated_weeks(scenario: Scenario) -> int:
    """Weeks up to the end of the longest wait that opening lists state, whoever is in its band."""
    ends = [
        band[1]
        for pathway in scenario.pathways.values()
        for opening in pathway.opening.values()
        for band in opening.waiting
    ]
    return -(-int(max(ends, default=0)) // MINUTES_PER_WEEK)


def _unlike(drawing: Drawing, values: tuple[float, ...], name: str) -> ScenarioError:
    """The error that drawn values change what replications are told by."""
    said = ", ".join(
        f"{one.path} at {one.text(value)}"
        for one, value in zip(drawing.inputs, values, strict=True)
    )
    message = (
        f"with {said} the run has other {name.replace('_', ' ')} than midway through the ranges, "
        "so its replications cannot be told together. Keep ranges off the value at which a part "
        "comes or goes, such as 0, or compare scenarios with and without it."
    )
    return ScenarioError([Problem(*drawing.stated[0], "uncertain", message)])
