"""Priority that rises while a referral waits."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index
from waitsim.model.lists import NO_LIST, Lists
from waitsim.model.steps import whole_minutes
from waitsim.model.tables import Floats, Ints
from waitsim.model.variants import steps_by_situation
from waitsim.records import MINUTES_PER_WEEK, NEVER
from waitsim.scenario.steps import Listed

_STAYS = -1


class Escalating(NamedTuple):
    """Fields of ``Tables`` by these names."""

    list_escalates: Ints
    rises_to: Ints
    rises_back: Ints
    rises_by_clock: Ints
    rise_hazard: Floats
    rise_after: Ints


def escalation_tables(epochs: Sequence[Epoch], index: Index, lists: Lists) -> Escalating:
    """Which priority classes rise to which at each step, and when; no classes if none ever does."""
    run = epochs[0].scenario
    situations = steps_by_situation(epochs, index)
    pathways = [run.pathways[pathway] for pathway, _ in index.steps]
    steps = [run.pathways[pathway].steps[name] for pathway, name in index.steps]
    told = [step.escalates if isinstance(step, Listed) else {} for step in steps]
    classes = max(len(pathway.priorities) for pathway in pathways) if any(told) else 0
    to = np.full((len(steps), classes), _STAYS, dtype=np.int64)
    back, by_clock = np.zeros_like(to), np.zeros_like(to)
    hazard = np.zeros((len(situations), *to.shape))
    after = np.full((len(situations), *to.shape), NEVER, dtype=np.int64)
    escalates = np.zeros(len(lists.list_step), dtype=np.int64)
    for s, (pathway, stated) in enumerate(zip(pathways, told, strict=True)):
        numbers = {name: k for k, name in enumerate(pathway.priorities)}
        for name, one in stated.items():
            k = numbers[name]
            to[s, k] = numbers[one.to]
            back[s, k] = one.place == "back"
            by_clock[s, k] = one.counted_from == "referral"
            for e, ways in enumerate(situations):
                way = ways[s]
                assert isinstance(way, Listed)
                now = way.escalates[name]
                hazard[e, s, k] = now.hazard / MINUTES_PER_WEEK
                if now.after is not None:
                    after[e, s, k] = whole_minutes(now.after)
        if stated and lists.new_list[s] != NO_LIST:
            escalates[lists.new_list[s]] = 1
    return Escalating(escalates, to, back, by_clock, hazard, after)
