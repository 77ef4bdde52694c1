"""In which pattern referrals come: their spread about the mean, batches, hours of the day."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waitsim.model.index import Epoch
from waitsim.model.shares import cumulative_shares
from waitsim.model.tables import Floats, Ints
from waitsim.rules.demand import OVER_DISPERSED, POISSON, REGULAR, REPLAYED
from waitsim.rules.portable import exp, log
from waitsim.scenario.referring import Referrals

HOURS = 24


class Patterns(NamedTuple):
    """Fields of ``Tables`` by these names."""

    referral_mean: Floats
    referral_before: Floats
    referral_floor: Floats
    demand_kind: Ints
    demand_batch: Ints
    demand_ratio: Floats
    demand_hours: Floats


def pattern_tables(epochs: Sequence[Epoch], means: Floats) -> Patterns:
    """Patterns of demand.

    Args:
        means: mean referrals on each day, or how many are replayed: (day, pathway).
    """
    stated = [[part.referrals for part in epoch.scenario.pathways.values()] for epoch in epochs]
    days = [epoch.days for epoch in epochs]
    batch = np.array([[one.batch for one in row] for row in stated], dtype=np.int64)
    ratio = np.array([[one.variance_to_mean for one in row] for row in stated], dtype=np.float64)
    batches = means / np.repeat(batch, days, axis=0)
    kind = np.array([[_kind(one) for one in row] for row in stated], dtype=np.int64)
    by_chance = np.where(np.repeat(kind, days, axis=0) == REPLAYED, 0.0, batches)
    before = np.zeros_like(batches)
    np.cumsum(batches[:-1], axis=0, out=before[1:])
    return Patterns(
        referral_mean=means,
        referral_before=before,
        referral_floor=none_on(by_chance, np.repeat(ratio, days, axis=0)),
        demand_kind=kind,
        demand_batch=batch,
        demand_ratio=ratio,
        demand_hours=np.array([[_hours(one) for one in row] for row in stated], dtype=np.float64),
    )


def _kind(referrals: Referrals) -> int:
    if referrals.dates is not None:
        return REPLAYED
    if referrals.pattern == "regular":
        return REGULAR
    return OVER_DISPERSED if referrals.variance_to_mean > 1 else POISSON


def _hours(referrals: Referrals) -> list[float]:
    weights = referrals.hours
    total = sum(weights)
    return cumulative_shares([weight / total for weight in weights]) if weights else [0.0] * HOURS


def none_on(batches: Floats, ratio: Floats) -> Floats:
    """Chance that none come on a day, bit-equal on every platform: (day, pathway)."""
    pairs, places = np.unique(
        np.stack((batches.ravel(), ratio.ravel()), axis=1), axis=0, return_inverse=True
    )
    chances = [
        exp(-mean) if over <= 1 else exp(-mean / (over - 1) * log(over))
        for mean, over in pairs.tolist()
    ]
    return np.array(chances)[places.ravel()].reshape(batches.shape)
