"""Further referrals of the same child: those made at steps, and those made after ends."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Epoch, Index, Pair, first_step
from waitsim.model.tables import Floats, Ints
from waitsim.model.times import Bands, duration_parameters
from waitsim.model.variants import steps_by_situation
from waitsim.scenario.onward import AlsoRefers
from waitsim.scenario.schema import Scenario

NOWHERE: Final = -1


class Onward(NamedTuple):
    """Fields of ``Tables`` by these names."""

    refer_start: Ints
    refer_done: Ints
    refer_target: Ints
    refer_share: Floats
    return_target: Ints
    return_share: Floats
    return_kind: Ints
    return_a: Floats
    return_b: Floats


def onward_tables(epochs: Sequence[Epoch], index: Index, bands: Bands) -> Onward:
    """Further referrals of every step, those made on entering first, and of every end.

    Args:
        bands: those of times are added.
    """
    ways = steps_by_situation(epochs, index)
    start, done, targets = [0], list[int](), list[int]()
    shares: list[list[float]] = [[] for _ in ways]
    for s, (pathway, name) in enumerate(index.steps):
        run = epochs[0].scenario
        refers = run.pathways[pathway].steps[name].also_refers
        order = sorted(refers, key=lambda key: refers[key].when == "done")
        done.append(len(targets) + sum(refers[key].when == "entered" for key in order))
        targets += [_arrival(run, index, key, refers[key]) for key in order]
        start.append(len(targets))
        for own, steps in zip(shares, ways, strict=True):
            own.extend(steps[s].also_refers[key].share for key in order)
    return Onward(
        np.array(start, dtype=np.int64),
        np.array(done, dtype=np.int64),
        np.array(targets, dtype=np.int64),
        np.array(shares, dtype=np.float64).reshape(len(ways), len(targets)),
        *_returns(epochs, index, bands),
    )


def _arrival(scenario: Scenario, index: Index, pathway: str, refers: AlsoRefers) -> int:
    return index.step(pathway, refers.step or first_step(scenario.pathways[pathway]))


def _returns(
    epochs: Sequence[Epoch], index: Index, bands: Bands
) -> tuple[Ints, Floats, Ints, Floats, Floats]:
    """Where, how often and after what time children are referred again after each end."""
    shape = (len(epochs), len(index.ends))
    target = np.full(len(index.ends), NOWHERE, dtype=np.int64)
    share, kind = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    a, b = np.zeros(shape), np.zeros(shape)
    for e, epoch in enumerate(epochs):
        for pathway, part in epoch.scenario.pathways.items():
            for name, again in part.re_refers.items():
                end = index.ends[_known(index, pathway, name)]
                other = again.to or pathway
                step = again.step or first_step(epoch.scenario.pathways[other])
                target[end] = index.step(other, step)
                share[e, end] = again.share
                kind[e, end], a[e, end], b[e, end] = duration_parameters(again.after, bands)
    return target, share, kind, a, b


def _known(index: Index, pathway: str, end: str) -> Pair:
    if (pathway, end) not in index.ends:
        raise ValueError(f"pathways.{pathway}.re_refers: has no end {end!r}")
    return pathway, end
