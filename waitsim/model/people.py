"""Priority classes and ages of referrals, pathway by pathway."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.shares import cumulative_shares
from waitsim.model.tables import Floats, Ints
from waitsim.records import MINUTES_PER_YEAR, NEVER
from waitsim.scenario.schema import Scenario

_SHARE_SLACK: Final = 1e-6


class People(NamedTuple):
    """Fields of ``Tables`` by these names."""

    priority_shares: Floats
    age_shares: Floats
    age_low: Ints
    age_high: Ints
    leaving_age: Ints


def people_tables(scenario: Scenario) -> People:
    """Priority classes and age bands of every pathway, padded to the longest.

    A band such as 5 to 10 whole years runs from the fifth birthday up to the eleventh. Padding
    repeats the last class or band, which no draw can reach.

    Raises:
        ValueError: if shares do not sum to 1, or children leave at an age where none is given.
    """
    parts = scenario.pathways
    for name, part in parts.items():
        _check_sum([*part.priorities.values()], f"pathways.{name}.priorities")
        if part.ages:
            _check_sum([*part.ages.values()], f"pathways.{name}.ages")
        elif part.leaves_at_age is not None:
            raise ValueError(f"pathways.{name}.leaves_at_age: needs the ages of referrals")
    bands = [[*part.ages] for part in parts.values()]
    lows = [[low * MINUTES_PER_YEAR for low, _ in band] or [0] for band in bands]
    highs = [[(high + 1) * MINUTES_PER_YEAR for _, high in band] or [0] for band in bands]
    return People(
        priority_shares=np.array(
            _padded([cumulative_shares([*part.priorities.values()]) for part in parts.values()])
        ),
        age_shares=np.array(
            _padded([cumulative_shares([*part.ages.values()] or [1.0]) for part in parts.values()])
        ),
        age_low=np.array(_padded(lows), dtype=np.int64),
        age_high=np.array(_padded(highs), dtype=np.int64),
        leaving_age=np.array(
            [
                NEVER if part.leaves_at_age is None else part.leaves_at_age * MINUTES_PER_YEAR
                for part in parts.values()
            ],
            dtype=np.int64,
        ),
    )


def _padded(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """The rows made equally long by repeating their last values."""
    longest = max(len(row) for row in rows)
    return [[*row, *[row[-1]] * (longest - len(row))] for row in rows]


def _check_sum(shares: Sequence[float], where: str) -> None:
    total = sum(shares)
    if abs(total - 1) > _SHARE_SLACK:
        raise ValueError(f"{where}: shares sum to {total:.6g}, not 1")
