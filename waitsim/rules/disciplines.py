"""Who is seen next: one table that the schema, the model and the docs read."""

from typing import Final, NamedTuple


class Weights(NamedTuple):
    """What a discipline looks at: 1 where it counts, 0 where not."""

    priority: int
    """Priority classes come first, the most urgent before the others."""
    clock: int
    """Waiting since the referral."""
    joined: int
    """Waiting since joining this list."""
    shift: int = 0
    """1 where the limit of a standard or priority class is added to that minute, -1 where a head
    start is taken off it (S30)."""
    lot: int = 0
    """A number drawn on joining this list, in place of any minute (S31)."""


DISCIPLINES: Final = {
    "longest wait": Weights(priority=0, clock=1, joined=0),
    "priority then longest wait": Weights(priority=1, clock=1, joined=0),
    "first to join": Weights(priority=0, clock=0, joined=1),
    "priority then first to join": Weights(priority=1, clock=0, joined=1),
    "earliest breach": Weights(priority=0, clock=1, joined=0, shift=1),
    "points": Weights(priority=0, clock=1, joined=0, shift=-1),
    "lottery": Weights(priority=0, clock=0, joined=0, lot=1),
    "priority then lottery": Weights(priority=1, clock=0, joined=0, lot=1),
}
