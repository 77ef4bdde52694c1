"""How it goes when a contact is due to be given, and what becomes of its time."""

from typing import Final

# Of these the largest holds for a contact of several children.
FREED: Final = 0
"""Cancelled, and its time is given to others."""
WASTED: Final = 1
"""Missed, or cancelled with its time lost."""
GIVEN: Final = 2
"""Attended."""

# Who cancels it.
NOBODY: Final = 0
FAMILY: Final = 1
SERVICE: Final = 2
