"""How far the rules reach."""

from typing import Final

POISSON_MEAN_MOST: Final = 500.0
"""Largest mean of one Poisson count: referrals of a pathway on a day."""

FURTHER_MOST: Final = 2**21
"""Most further referrals of children in one replication."""
