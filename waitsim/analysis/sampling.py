"""Points spread over a space of several inputs, each between 0 and 1."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def latin_hypercube(count: int, inputs: int, seed: int) -> Floats:
    """Points of which each input has one in each of `count` equal parts: (point, input).

    Source: McKay, Beckman and Conover (1979).
    """
    from scipy.stats import qmc  # noqa: PLC0415 (slow to load)

    sampler = qmc.LatinHypercube(inputs, seed=np.random.default_rng(seed))
    return np.asarray(sampler.random(count), dtype=np.float64)


def sobol_points(count: int, inputs: int, seed: int) -> Floats:
    """The first points of a scrambled Sobol' sequence: (point, input).

    Args:
        count: a power of two, for which the points are balanced.
    Raises:
        ValueError: if it is none.
    Source: Sobol' (1967), scrambled after Matoušek (1998), directions of Joe and Kuo (2008).
    """
    from scipy.stats import qmc  # noqa: PLC0415 (slow to load)

    if count < 1 or count & (count - 1):
        raise ValueError(f"count must be a power of two, not {count}")
    sampler = qmc.Sobol(inputs, seed=np.random.default_rng(seed))
    return np.asarray(sampler.random(count), dtype=np.float64)


def saltelli_points(count: int, inputs: int, seed: int) -> Floats:
    """Points from which first- and total-order indices can be had: (point, input).

    There are ``count * (inputs + 2)``: those of a matrix A, those of a matrix B, and for each
    input those of A with that input's column from B.

    Args:
        count: rows of A, a power of two.
    Source: Saltelli et al. (2010), with A and B the halves of one Sobol' sequence.
    """
    both = sobol_points(count, 2 * inputs, seed)
    first, second = both[:, :inputs], both[:, inputs:]
    mixed = []
    for i in range(inputs):
        points = first.copy()
        points[:, i] = second[:, i]
        mixed.append(points)
    return np.concatenate([first, second, *mixed])
