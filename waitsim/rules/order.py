"""Who is seen next: one key for both engines."""

from typing import Final

from waitsim.rules.jit import rule

_RANK_SHIFT: Final = 56
_PRIORITY_SHIFT: Final = 48
_SINCE_OFFSET: Final = 2**40
FIRST_LOT: Final = 2**39
"""Lots are from here up to, but not including, twice as much: later than any minute (S31)."""


WHOLE: Final = 1_000_000
"""Shares of contacts are whole millionths, so that they are counted out alike everywhere."""


@rule
def is_for_longest(n: int, millionths: int) -> bool:
    """Whether the n-th contact given from a list, from 1, is for who has waited longest (S32)."""
    return n * millionths // WHOLE > (n - 1) * millionths // WHOLE


@rule
def place_key(precedence: int, priority: int, since: int) -> int:
    """A whole number that orders referrals on lists that share staff; the least is seen first.

    Args:
        precedence: 1 to 9, of the list.
        priority: class of the referral, 0 the most urgent; 0 where the discipline ignores it.
        since: minute since when the referral has waited, by the discipline, with what that adds
            for its class; or its lot. From -2**40 to 2**40.
    """
    return (precedence << _RANK_SHIFT) + (priority << _PRIORITY_SHIFT) + since + _SINCE_OFFSET
