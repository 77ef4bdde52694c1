"""Who is seen next: one table of weights and one key for both engines, the schema and the docs."""

from typing import Final, NamedTuple

from waitsim.rules.jit import rule

_RANK_SHIFT: Final = 56
_PRIORITY_SHIFT: Final = 48
_SINCE_OFFSET: Final = 2**40


class Weights(NamedTuple):
    """What a discipline looks at: 1 where it counts, 0 where not."""

    priority: int
    """Priority classes come first, the most urgent before the others."""
    clock: int
    """Waiting since the referral."""
    joined: int
    """Waiting since joining this list."""


DISCIPLINES: Final = {
    "longest wait": Weights(priority=0, clock=1, joined=0),
    "priority then longest wait": Weights(priority=1, clock=1, joined=0),
    "first to join": Weights(priority=0, clock=0, joined=1),
    "priority then first to join": Weights(priority=1, clock=0, joined=1),
}


@rule
def place_key(precedence: int, priority: int, since: int) -> int:
    """A whole number that orders referrals on lists that share staff; the least is seen first.

    Args:
        precedence: 1 to 9, of the list.
        priority: class of the referral, 0 the most urgent; 0 where the discipline ignores it.
        since: minute since when the referral has waited, by the discipline; from -2**40 to 2**40.
    """
    return (precedence << _RANK_SHIFT) + (priority << _PRIORITY_SHIFT) + since + _SINCE_OFFSET
