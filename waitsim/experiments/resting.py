"""What the answer rests on: how the values of a run go with what was drawn for it."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.ranks import chance_correlation, rank_correlation
from waitsim.analysis.variance import split_variance
from waitsim.experiments.figures import LEVEL, as_frame
from waitsim.experiments.headline import HEADLINES, Headline
from waitsim.results.drawn import drawn_values
from waitsim.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

LEAST_DRAWS: Final = 10
"""Draws of the inputs below which nothing is said of single inputs."""


@dataclass(frozen=True)
class Influence:
    """How a headline value of a standard goes with one input, or with those that move together.

    Args:
        standard: ``pathway.standard``.
        value: name of the headline value.
        inputs: paths, one or those that move together.
        rises: whether the value is higher where the input is.
        share: of the variation from draw to draw, in ranks, that goes with the input: 0 to 1.
        low: lower end of its 95 % interval.
        high: upper end.
        chance: share that unrelated inputs stay below, all of them, 19 times in 20.
    """

    standard: str
    value: str
    inputs: tuple[str, ...]
    rises: bool
    share: float
    low: float
    high: float
    chance: float

    @property
    def told(self) -> bool:
        """Whether it can be told from chance."""
        return self.share > self.chance


@dataclass(frozen=True)
class Split:
    """How much of what varies is due to the inputs, and how much to chance.

    Args:
        standard: ``pathway.standard``.
        value: name of the headline value.
        inputs_sd: standard deviation from one draw of the inputs to another.
        chance_sd: standard deviation between replications of one draw.
        inputs_share: part of the variance that is due to the inputs, 0 to 1.
        low: lower end of its 95 % interval.
        high: upper end.
    """

    standard: str
    value: str
    inputs_sd: float
    chance_sd: float
    inputs_share: float
    low: float
    high: float


def influences(results: Results) -> tuple[Influence, ...]:
    """How each headline value goes with each input, strongest first within a standard and value.

    Nothing of values that are not defined in all replications. With fewer than ten draws of the
    inputs there is nothing to be said.

    Raises:
        ValueError: if nothing is drawn in this run.
    """
    factors = _factors(results)
    drawn = _by_draw(drawn_values(results), results)
    n = len(drawn)
    if n < LEAST_DRAWS:
        return ()
    chance = chance_correlation(n, LEVEL, len(factors)) ** 2
    found = []
    for entry in HEADLINES:
        values = _by_draw(entry.values(results), results)
        for i, standard in enumerate(results.header.standards):
            if np.isnan(values[:, i]).any() or np.ptp(values[:, i]) == 0:
                continue
            own = [
                _influence(standard.name, entry, names, (drawn[:, column], values[:, i]), chance)
                for names, column in factors
            ]
            found += sorted(own, key=lambda each: -each.share)
    return tuple(found)


def splits(results: Results) -> tuple[Split, ...]:
    """How much of each headline value's variance is due to the inputs, and how much to chance.

    Nothing of values that are not defined in all replications, or never vary.

    Raises:
        ValueError: if no draws are shared, so that the two cannot be told apart.
    """
    per_draw = results.header.replications_per_draw
    draws = results.header.replications // per_draw
    if per_draw < 2 or draws < 2:
        raise ValueError(
            "inputs and chance cannot be told apart: two draws of the inputs or more are needed, "
            "each with two replications or more"
        )
    found = []
    for entry in HEADLINES:
        values = entry.values(results)[: draws * per_draw]
        for i, standard in enumerate(results.header.standards):
            own = values[:, i].reshape(draws, per_draw)
            if np.isnan(own).any() or np.ptp(own) == 0:
                continue
            split = split_variance(own, LEVEL)
            found.append(
                Split(
                    standard.name,
                    entry.name,
                    float(np.sqrt(max(float(split.inputs), 0.0))),
                    float(np.sqrt(split.chance)),
                    float(split.inputs_share.mean),
                    float(split.inputs_share.low),
                    float(split.inputs_share.high),
                )
            )
    return tuple(found)


def influences_frame(results: Results) -> "pd.DataFrame":
    """What `influences` gives, as a frame; several inputs that move together in one text."""
    found = influences(results)
    names = [field.name for field in fields(Influence)]
    frame = as_frame(found).reindex(columns=names)
    return frame.assign(inputs=[", ".join(each.inputs) for each in found])


def splits_frame(results: Results) -> "pd.DataFrame":
    """What `splits` gives, as a frame."""
    return as_frame(splits(results))


def _influence(
    standard: str,
    entry: Headline,
    names: tuple[str, ...],
    pair: tuple[Floats, Floats],
    chance: float,
) -> Influence:
    rho = rank_correlation(*pair, LEVEL)
    low, high = float(rho.low), float(rho.high)
    ends = sorted((low**2, high**2))
    least = 0.0 if low < 0 < high else ends[0]
    mean = float(rho.mean)
    return Influence(standard, entry.name, names, mean > 0, mean**2, least, ends[1], chance)


def _factors(results: Results) -> list[tuple[tuple[str, ...], int]]:
    """Inputs that move by themselves, or together: their paths, and the number of the first."""
    inputs = results.header.inputs
    groups: dict[str, list[int]] = {}
    for i, one in enumerate(inputs):
        groups.setdefault(one.luck, []).append(i)
    return [(tuple(inputs[i].path for i in own), own[0]) for own in groups.values()]


def _by_draw(values: Floats, results: Results) -> Floats:
    """Means over the replications of each whole draw: (draw, ...)."""
    per_draw = results.header.replications_per_draw
    draws = len(values) // per_draw
    whole = values[: draws * per_draw].reshape(draws, per_draw, *values.shape[1:])
    return np.asarray(whole.mean(axis=1))
