"""Groups that a child is in: a category for each attribute, and the variant that they make."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.rules.jit import rule
from waitsim.rules.questions import Who, category

BITS: Final = 8
_MASK: Final = 255


@rule
def category_in(groups: int, attribute: int) -> int:
    """Which of the attribute's categories a child is in, counted from 0.

    Args:
        groups: from `groups_of`.
        attribute: 0 to 6.
    """
    return (groups >> (BITS * attribute)) & _MASK


@rule
def groups_of(
    who: Who, keys: NDArray[np.int64], starts: NDArray[np.int64], shares: NDArray[np.float64]
) -> int:
    """A child's categories, drawn each by itself and held in one number (S20).

    Args:
        keys: of the attributes' names.
        starts: first category of each attribute, and the number of categories.
        shares: cumulative within each attribute: (category,).
    """
    groups = 0
    for a in range(len(keys)):
        own = category(who, keys[a], shares, starts[a], starts[a + 1])
        groups += own << (BITS * a)
    return groups


@rule
def variant_by_groups(groups: int, starts: NDArray[np.int64], added: NDArray[np.int64]) -> int:
    """What a child's categories add to the number of its variant (S19).

    Args:
        added: what each category adds: (category,).
    """
    variant = 0
    for a in range(len(starts) - 1):
        variant += added[starts[a] + category_in(groups, a)]
    return variant


@rule
def variant_by_age(age: int, cuts: NDArray[np.int64], step: int) -> int:
    """What an age at referral adds to the number of a child's variant (S19).

    Args:
        age: in minutes.
        cuts: ages, each of which adds the step when reached: (cut,).
    """
    variant = 0
    for cut in cuts:
        if age >= cut:
            variant += step
    return variant
