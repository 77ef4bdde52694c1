"""How the minutes of a staff group's day are split, kept and overrun, in whole numbers."""

from typing import Final

from waitsim.rules.jit import rule

WHOLE: Final = 1_000_000
"""Shares of staff time are whole millionths, so that they split alike on every machine."""

# What becomes of minutes that nobody has used by the end of a session.
LOST_UNUSED: Final = 0
SET_ASIDE: Final = 1
CARRIED: Final = 2


@rule
def share_of_minutes(minutes: int, millionths: int) -> int:
    """Whole minutes in a share of a day's minutes, rounded down (S23)."""
    return minutes * millionths // WHOLE


@rule
def overrun_minutes(left: int, lost: int) -> int:
    """Minutes worked beyond those offered, once others have filled what was lost that day (S25).

    Args:
        left: minutes left over; below 0 by those booked beyond.
        lost: minutes that missed contacts lost.
    """
    return max(-left - lost, 0)


@rule
def carried_minutes(left: int, rule_of_group: int, limit: int) -> int:
    """Of the minutes left over, those that go on to the next session (S24)."""
    if rule_of_group != CARRIED:
        return 0
    return max(min(left, limit), 0)
