"""How long reviews go on."""

from waitsim.records import NEVER
from waitsim.rules.jit import rule


@rule
def is_over(minute: int, until: int, born: int, until_age: int) -> bool:
    """Whether a review that falls due in a minute is not held any more (S12).

    Args:
        until: first minute of the day after the last one; NEVER for none.
        born: minute of birth; NEVER where it is not known, and no age counts.
        until_age: age in minutes; NEVER for none.
    """
    if minute >= until:
        return True
    return born != NEVER and until_age != NEVER and minute >= born + until_age
