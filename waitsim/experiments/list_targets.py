"""How long a list may be for its standard to be met, and the capacity that brings it there."""

import math
from dataclasses import dataclass
from typing import Final

from waitsim.analysis.planning import (
    relief_capacity,
    target_capacity,
    target_list_size,
    wait_factor,
)
from waitsim.experiments.preview import standard_previews
from waitsim.model.tables import Model

RELIEF_WEEKS: Final = 26
PLAIN_FACTOR: Final = 4.0
"""Limit over mean wait where no share to be in time is given; about 98.2 % are then in time."""


@dataclass(frozen=True)
class ListTarget:
    """The list formulas for one standard whose clock starts with the referral.

    Args:
        demand: referrals a week, mean of the first year.
        waiting: clocks running at the start.
        share: to be within the limit; nan if the standard names none.
        target: longest list at which that is so.
        hold: stops a week that keep it there, once it is.
        relief: stops a week that bring it there in `RELIEF_WEEKS`; nan if it is not twice as long.
    """

    pathway: str
    standard: str
    demand: float
    waiting: int
    limit_weeks: float
    share: float
    target: float
    hold: float
    relief: float


def list_targets(model: Model) -> tuple[ListTarget, ...]:
    """Those standards for which the formulas can be worked out.

    Source: Fong et al. (2022), by `waitsim.analysis.planning`.
    """
    found = []
    for c, each in enumerate(standard_previews(model)):
        demand, limit = each.referrals_per_week, each.limit_weeks
        if not demand > 0 or limit <= 0:
            continue
        share = model.clock_target[c]
        factor = float(wait_factor(share)) if share and share < 1 else PLAIN_FACTOR
        target = float(target_list_size(demand, limit, factor))
        relief = math.nan
        if each.running > 2 * target:
            relief = float(relief_capacity(demand, each.running, target, RELIEF_WEEKS))
        found.append(
            ListTarget(
                pathway=each.pathway,
                standard=each.standard,
                demand=demand,
                waiting=each.running,
                limit_weeks=limit,
                share=math.nan if share is None else share,
                target=target,
                hold=float(target_capacity(demand, limit, factor)),
                relief=relief,
            )
        )
    return tuple(found)
