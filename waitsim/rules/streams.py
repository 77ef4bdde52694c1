"""What a draw is for: one number per purpose, never reused."""

from typing import Final

from waitsim.rules.jit import rule
from waitsim.rules.keys import STEP_KEY_BITS

# A retired number stays retired: giving it a new meaning would change the luck of old scenarios.
REFERRALS: Final = 1
MINUTE: Final = 2
PRIORITY: Final = 3
AGE: Final = 4
BIRTHDAY: Final = 5
ROUTE: Final = 6
ATTEND: Final = 7
REBOOK: Final = 8
LEAVE: Final = 9
DURATION: Final = 10
END: Final = 11
# Here the name of an attribute stands in for that of a step.
CATEGORY: Final = 20
WAY_OUT: Final = 50

# Staff: owned by a staff group, asked by week or day.
AWAY: Final = 40
QUITS: Final = 41
EMPTY_POSTS: Final = 42
REFILL: Final = 43
CANCELLED: Final = 44

# Further referrals of a child.
FURTHER: Final = 80
CROSS_REFERRAL: Final = 81
RE_REFERRAL: Final = 82
UNTIL_RETURN: Final = 83
ELSEWHERE: Final = 85

# Exceptions to time limits.
ABSENCE: Final = 110
CIRCUMSTANCES: Final = 111
# Here the owner of the referral that ends stands in for an occurrence.
RESOLVED: Final = 140

# Who is next on a list.
LOT: Final = 120
ESCALATE: Final = 121
LOT_ON_RISING: Final = 122

# Cancelled contacts.
CANCELLED_BY_SERVICE: Final = 130
CANCELLED_BY_FAMILY: Final = 131
CANCELLED_WHEN: Final = 132
REFILLED: Final = 133

# Inputs that are not known exactly: owned by the input, asked once for each draw of the inputs,
# whose number stands in for that of a replication.
INPUTS: Final = 150


@rule
def stream(purpose: int, step_key: int) -> int:
    """The 32-bit stream number of one purpose at one step.

    Args:
        purpose: one of this module's purposes, 1 to 255.
        step_key: from `waitsim.rules.keys.step_key`, below 2**24; 0 where no step is meant.
    """
    return purpose << STEP_KEY_BITS | step_key
