"""Choice of another provider by the wait that a list advertises (S44)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.rules.jit import rule

ADVERTISED_WEEKS: Final = 13
"""Whole weeks over which waits completed are advertised."""


@rule
def share_at(
    wait: int,
    waits: NDArray[np.int64] | NDArray[np.float64],
    shares: NDArray[np.float64],
    first: int,
    after: int,
) -> float:
    """Share at a wait: on straight lines between those at stated waits, level beyond the ends.

    Args:
        wait: in the unit of ``waits``.
        waits: rising from the first to the last of the points: (point,).
        shares: (point,).
        first: the first of the points, of which there is one at least.
        after: one past the last.
    """
    if wait <= waits[first]:
        return float(shares[first])
    for k in range(first + 1, after):
        if wait <= waits[k]:
            part = (wait - waits[k - 1]) / (waits[k] - waits[k - 1])
            return float(shares[k - 1] + (shares[k] - shares[k - 1]) * part)
    return float(shares[after - 1])
