"""Choices of another provider by the advertised wait of a list."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index
from waitsim.model.lists import NO_LIST, Lists
from waitsim.model.opening import Openers
from waitsim.model.routing import Routes
from waitsim.model.steps import whole_minutes
from waitsim.model.tables import WAITING, Floats, Ints
from waitsim.model.variants import steps_by_situation


class Choices(NamedTuple):
    """Fields of ``Tables`` by these names."""

    choice_start: Ints
    choice_list: Ints
    choice_by_clock: Ints
    choice_target: Ints
    choice_minutes: Ints
    choice_share: Floats
    first_wait: Ints
    first_clock_wait: Ints


def choice_tables(epochs: Sequence[Epoch], index: Index, lists: Lists, openers: Openers) -> Choices:
    """Choices of every step, the points of each in order of the wait."""
    ways = steps_by_situation(epochs, index)
    start, minutes = [0], list[int]()
    shares: list[list[float]] = [[] for _ in ways]
    line = np.full(len(index.steps), NO_LIST, dtype=np.int64)
    by_clock, target = np.zeros_like(line), np.zeros_like(line)
    for s, (pathway, name) in enumerate(index.steps):
        choice = epochs[0].scenario.pathways[pathway].steps[name].choice
        points = sorted(choice.shares) if choice else []
        if choice:
            other, _, key = choice.of.partition(".")
            line[s] = lists.new_list[index.step(other, key)]
            by_clock[s] = choice.counted_from == "referral"
            target[s] = index.target(pathway, choice.to)
        minutes += [whole_minutes(point) for point in points]
        start.append(len(minutes))
        for own, steps in zip(shares, ways, strict=True):
            now = steps[s].choice
            if now is not None:
                own.extend(now.shares[point] for point in points)
    return Choices(
        np.array(start, dtype=np.int64),
        line,
        by_clock,
        target,
        np.array(minutes, dtype=np.int64),
        np.array(shares, dtype=np.float64).reshape(len(ways), len(minutes)),
        _first_waits(lists, openers, openers.opening_joined),
        _first_waits(lists, openers, openers.opening_since),
    )


def chosen_routes(choices: Choices) -> Routes:
    """Choices as routes out of their steps, each with a share of all or nothing."""
    chooses = choices.choice_list >= 0
    starts, stops = choices.choice_start[:-1][chooses], choices.choice_start[1:][chooses]
    used = [
        float(choices.choice_share[:, start:stop].any())
        for start, stop in zip(starts, stops, strict=True)
    ]
    return Routes(
        np.concatenate([[0], np.cumsum(chooses)]),
        choices.choice_target[chooses],
        np.array([used], dtype=np.float64),
    )


def _first_waits(lists: Lists, openers: Openers, since: Ints) -> Ints:
    """Mean minutes waited so far on each list when the run starts, rounded down: (list,).

    Args:
        since: what the wait of each opening referral is counted from.
    """
    first = np.zeros(len(lists.list_step), dtype=np.int64)
    for line in range(len(first)):
        own = lists.new_list[openers.opening_step] == line
        waited = -since[own & (openers.opening_state == WAITING)]
        first[line] = waited.sum() // max(len(waited), 1)
    return first
