"""How many are referred and when, as a scenario says it."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from waitsim.scenario.part import Part, PartError, twelve_faults
from waitsim.scenario.quantities import NUMBER, Growth, PerWeek


class Referrals(Part):
    """How many are referred, and when."""

    rate: PerWeek
    """Referrals a week, averaged over a year at the start of the run."""
    season: tuple[Annotated[float, NUMBER.within(least=0, most=12)], ...] = (1.0,) * 12
    """Twelve numbers that average 1, January first: each month's rate over the year's."""
    growth: Growth = 0.0
    """Growth a year, compounded month by month from the start of the run."""
    days: Literal["every", "working", "school"] = "working"
    """Days on which referrals come: every day, Monday to Friday but bank holidays, or school days.

    A month's referrals are its rate times its weeks, spread evenly over those of its days.
    """

    @model_validator(mode="after")
    def _season_averages_one(self) -> Self:
        faults = twelve_faults("season", self.season)
        if faults:
            raise PartError(faults)
        return self
