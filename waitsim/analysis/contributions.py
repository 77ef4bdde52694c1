"""What each of several changes contributes to what they do together.

How much a change does depends on which are made before it. Its contribution is its mean effect
over all orders, so that no order is favoured and the contributions add up to the whole.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from waitsim.analysis.intervals import Estimate, mean_interval

Floats = NDArray[np.float64]

MOST_EXACT: Final = 8
"""Changes up to which every subset is valued, 256 of them; beyond, orders are sampled."""


@dataclass(frozen=True)
class Contributions:
    """The parts of a change from nothing to everything.

    Args:
        parts: contribution of each change, shape (change, ...), of the shape of a value.
        error: standard error that is left by sampling orders, of the mean part of each change,
            shape (change,); 0 where all orders are taken.
        base: the value with no change.
        whole: the value with all; base and parts add up to it.
        valued: subsets that were valued.
    """

    parts: Floats
    error: Floats
    base: Floats
    whole: Floats
    valued: int


def contributions(
    value: Callable[[frozenset[int]], ArrayLike], changes: int, orders: int = 100, seed: int = 1
) -> Contributions:
    """What each change contributes, in no particular order.

    Args:
        value: what is found when a subset of the changes is made, of any one shape, such as one
            number for each replication under the same draws. It is asked once for each subset.
        changes: how many there are, numbered from 0.
        orders: with more than 8 changes, how many orders are sampled, each with its reverse; an
            even number.
        seed: of the sampled orders.
    Raises:
        ValueError: if changes is below 1, or orders is not even and 2 or more.
    Source: Shapley (1953); by sampled orders Castro, Gómez & Tejada (2009), with each order
        also taken backwards, Mitchell et al. (2022).
    """
    if changes < 1:
        raise ValueError(f"changes must be 1 or more, not {changes}")
    if orders < 2 or orders % 2:
        raise ValueError(f"orders must be even and 2 or more, not {orders}")
    known: dict[frozenset[int], Floats] = {}

    def found(subset: frozenset[int]) -> Floats:
        if subset not in known:
            known[subset] = np.asarray(value(subset), dtype=np.float64)
        return known[subset]

    base, whole = found(frozenset()), found(frozenset(range(changes)))
    if changes <= MOST_EXACT:
        parts, error = _exact(found, changes), np.zeros(changes)
    else:
        parts, error = _sampled(found, changes, _drawn_orders(changes, orders, seed))
    return Contributions(parts, error, base, whole, len(known))


def part_intervals(found: Contributions, level: float = 0.95) -> Estimate:
    """The mean part of each change over replications, with an interval.

    Args:
        found: of a value with one number for each replication.
    Returns:
        arrays of shape (change,). What sampled orders leave open widens the interval.
    Raises:
        ValueError: if the value has another shape.
    Source: Student (1908); the two errors are independent and their squares add up.
    """
    if found.parts.ndim != 2:
        raise ValueError(f"parts need shape (change, replication), not {found.parts.shape}")
    plain = mean_interval(found.parts.T, level)
    t = special.stdtrit(np.maximum(plain.n - 1, 1), (1 + level) / 2)
    half = np.hypot(plain.half_width, t * found.error)
    return Estimate(plain.mean, plain.mean - half, plain.mean + half, level, plain.n)


def _exact(found: Callable[[frozenset[int]], Floats], changes: int) -> Floats:
    """Mean effect over all orders: subsets of one size weigh alike."""
    parts = np.zeros((changes, *found(frozenset()).shape))
    for bits in range(2**changes):
        subset = frozenset(i for i in range(changes) if bits >> i & 1)
        weight = 1 / (changes * math.comb(changes - 1, len(subset))) if len(subset) < changes else 0
        for change in set(range(changes)) - subset:
            parts[change] += weight * (found(subset | {change}) - found(subset))
    return parts


def _sampled(
    found: Callable[[frozenset[int]], Floats], changes: int, orders: Iterable[tuple[int, ...]]
) -> tuple[Floats, Floats]:
    """Mean effect over pairs of an order and its reverse, and the standard error it leaves."""
    pairs = [(_along(found, order) + _along(found, order[::-1])) / 2 for order in orders]
    each = np.array(pairs)
    scalar = each.reshape(len(pairs), changes, -1).mean(axis=2)
    spread = scalar.std(axis=0, ddof=1) if len(pairs) > 1 else np.full(changes, np.nan)
    return np.asarray(each.mean(axis=0)), np.asarray(spread / math.sqrt(len(pairs)))


def _along(found: Callable[[frozenset[int]], Floats], order: tuple[int, ...]) -> Floats:
    """Effect of each change, made one after another."""
    steps = [found(frozenset(order[:i])) for i in range(len(order) + 1)]
    effects = np.empty((len(order), *steps[0].shape))
    for i, change in enumerate(order):
        effects[change] = steps[i + 1] - steps[i]
    return effects


def _drawn_orders(changes: int, orders: int, seed: int) -> list[tuple[int, ...]]:
    """Half as many orders as asked for, since each is taken backwards too."""
    generator = np.random.default_rng(seed)
    return [tuple(generator.permutation(changes).tolist()) for _ in range(orders // 2)]
