"""What a file tells of a referral, in place of what luck would give it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.rules.groups import BITS, category_in
from waitsim.rules.jit import rule

UNTOLD: Final = -1
"""In a row of what is told: luck says."""

# Columns of a row; categories of the attributes follow, each counted within its attribute.
PRIORITY: Final = 0
BORN: Final = 1  # minute of birth, or NEVER
CATEGORIES: Final = 2


@rule
def told_or(told: int, drawn: int) -> int:
    """What a file tells, or else what luck gives (S22, S46)."""
    return drawn if told == UNTOLD else told


@rule
def groups_told(groups: int, told: NDArray[np.int64]) -> int:
    """A child's categories, those that are told in place of those drawn (S22, S46).

    Args:
        groups: from `waitsim.rules.groups.groups_of`.
        told: a category, or UNTOLD, for each attribute.
    """
    for a in range(len(told)):
        own = category_in(groups, a)
        groups += (told_or(told[a], own) - own) << (BITS * a)
    return groups
