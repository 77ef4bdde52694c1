"""When clocks start anew and what paused time does to them."""

from typing import Final

from waitsim.rules.jit import rule

# Which missed contacts make a clock start anew, if they are booked again.
NO_RESTART: Final = 0
ANY_CONTACT: Final = 1
FIRST_CONTACT: Final = 2

# Why a case need not meet a time limit, as ``waitsim.records.REASONS`` names them.
MISSED_IT: Final = 0
ABSENT: Final = 1
CLOSED: Final = 2
PERSONAL: Final = 3


@rule
def resumed_since(since: int, paused: int, minute: int) -> int:
    """Minute since which a clock would have run, without a pause, that runs on now (S36).

    Args:
        since: the same before the pause.
        paused: minute in which it was paused.
    """
    return since + minute - paused


@rule
def restarts_if_missed(kind: int, had_contact: bool) -> bool:
    """Whether a clock starts anew after a missed contact that is booked again (S36).

    Args:
        had_contact: whether the referral has had a contact before, missed or attended.
    """
    return kind == ANY_CONTACT or (kind == FIRST_CONTACT and not had_contact)
