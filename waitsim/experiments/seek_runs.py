"""The replications of a search: run when they are asked for, and kept."""

import dataclasses
import datetime
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from waitsim.analysis.sequential import Flags
from waitsim.experiments.models import Models
from waitsim.experiments.replicate import Execution, runner
from waitsim.experiments.seek_levers import Lever
from waitsim.experiments.seek_question import Question
from waitsim.experiments.seek_target import Outcome, outcome_of, watched
from waitsim.model.capacity import contracted_cost
from waitsim.model.index import split_epochs
from waitsim.model.tables import Floats, Model
from waitsim.results.blocks import Span
from waitsim.results.header import Header
from waitsim.scenario.load import Loaded

Choice = tuple[int, ...]
"""The option of each lever."""


@dataclass(frozen=True)
class Candidate:
    """A scenario in which the levers have some of their values.

    Args:
        model: that waits are counted in from the date on; of the middle of what is drawn.
        header: of one replication.
    """

    choice: Choice
    loaded: Loaded
    model: Model
    header: Header


@dataclass
class Runs:
    """Makes candidates and runs them.

    Args:
        tell: told after each replication how many were run.
    """

    question: Question
    seed: int
    how: Execution
    tell: Callable[[int], None] = lambda _done: None
    done: int = 0
    candidates: dict[Choice, Candidate] = field(default_factory=dict)
    outcomes: dict[tuple[Choice, int], list[Outcome]] = field(default_factory=dict)
    daily: dict[Choice, Floats] = field(default_factory=dict)
    pool: ThreadPoolExecutor | None = None

    def candidate(self, choice: Choice) -> Candidate:
        """A candidate, made once."""
        if choice not in self.candidates:
            self.candidates[choice] = self._made(choice)
        return self.candidates[choice]

    def outcomes_of(self, choice: Choice, stream: int, count: int) -> list[Outcome]:
        """What came of the first replications of a stream of luck."""
        kept = self.outcomes.setdefault((choice, stream), [])
        if len(kept) < count:
            kept += self._run(self.candidate(choice), stream, len(kept), count)
        return kept[:count]

    def successes(self, choice: Choice, stream: int, count: int) -> Flags:
        """Whether each of them is as it should be."""
        moved = self.moved_groups(choice)
        return np.array(
            [self._succeeds(each, moved) for each in self.outcomes_of(choice, stream, count)],
            dtype=np.bool_,
        )

    def moved_groups(self, choice: Choice) -> list[int]:
        """The staff groups that the levers move."""
        model = self.candidate(choice).model
        return sorted(
            {
                g
                for lever in self.question.levers
                for g in groups_of(lever, model, self.question.target.clock_in(model))
            }
        )

    def costs_of_days(self, choice: Choice) -> Floats:
        """What a candidate costs on each day in pounds, worked out once."""
        if choice not in self.daily:
            loaded = self.question.load(choice)
            model = self.question.alone(loaded) or Models(loaded, self.seed).plain
            self.daily[choice] = daily_cost(loaded, model)
        return self.daily[choice]

    def close(self) -> None:
        """Ends the threads."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)

    def _succeeds(self, outcome: Outcome, moved: list[int]) -> bool:
        met = outcome.met_from == 0
        if not met or not self.question.sustained:
            return met
        return bool(np.nan_to_num(outcome.intensity[moved]).max(initial=0.0) < 1)

    def _made(self, choice: Choice) -> Candidate:
        loaded = self.question.load(choice)
        models = Models(self.question.alone(loaded) or loaded, self.seed)
        model = watched(models.plain, self.question.first_count)
        header = dataclasses.replace(
            models.header(1),
            sizes=model.sizes,
            snapshot_minutes=tuple(int(minute) for minute in model.tables.snapshot_minute),
        )
        return Candidate(choice, loaded, model, header)

    def _run(self, candidate: Candidate, stream: int, first: int, count: int) -> list[Outcome]:
        seed = (self.seed + stream) % 2**32
        source = candidate.model if candidate.loaded.drawing is None else candidate.loaded
        models = _Watched(source, seed, self.question.first_count)
        run_part, workers = runner(models, self.how, events=False)
        if self.pool is None:
            self.pool = ThreadPoolExecutor(workers)

        def play(number: int) -> Outcome:
            block = run_part(Span(number, 1))
            return outcome_of(
                self.question.target, self.question.by, candidate.header, block.tallies
            )

        jobs: deque[Future[Outcome]] = deque(
            self.pool.submit(play, number) for number in range(first, count)
        )
        found = []
        while jobs:
            found.append(jobs.popleft().result())
            self.done += 1
            self.tell(self.done)
        return found


def daily_cost(loaded: Loaded, model: Model) -> Floats:
    """Pounds on each day for contracted hours and for slots, whether or not they are used."""
    slots = model.tables.extra_slots * model.slot_price
    cost = np.asarray(slots.sum(axis=1), dtype=np.float64)
    for epoch in split_epochs(loaded.epochs):
        staff = float(contracted_cost([epoch]).sum()) / epoch.days
        cost[epoch.first : epoch.first + epoch.days] += staff
    return cost


class _Watched(Models):
    """Models in which waits are counted from a date on."""

    def __init__(self, source: Loaded | Model, seed: int, by: datetime.date) -> None:
        super().__init__(source, seed)
        self._by = by

    def of(self, replication: int) -> Model:
        return watched(super().of(replication), self._by)


def groups_of(lever: Lever, model: Model, clock: int) -> list[int]:
    """The staff groups whose load a lever moves: its own, its step's, or those on the way."""
    names = model.names
    parts = lever.path.split(".")
    if parts[0] == "staff" and parts[1] in names.groups:
        return [names.groups.index(parts[1])]
    step = ".".join((parts[1], parts[3])) if parts[2:3] == ["steps"] else ""
    steps = [names.steps.index(step)] if step in names.steps else []
    return needed_by(model, steps) if steps else needed_by(model, on_the_way(model, clock))


def on_the_way(model: Model, clock: int) -> list[int]:
    """The steps at which a referral can be while a clock runs."""
    tables = model.tables
    own = tables.step_pathway == tables.clock_pathway[clock]
    return [int(step) for step in np.flatnonzero(own & tables.clock_runs[:, clock])]


def needed_by(model: Model, steps: list[int]) -> list[int]:
    """The staff groups that give the contacts of some steps."""
    tables = model.tables
    owner = np.repeat(np.arange(len(tables.step_kind)), np.diff(tables.need_start))
    own = np.isin(owner, steps) & (tables.need_set == 0)
    return sorted({int(group) for group in tables.need_group[own]})
