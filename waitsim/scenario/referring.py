"""How many are referred and when, as a scenario says it."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import model_validator

from waitsim.scenario.part import Part, PartError, twelve_faults
from waitsim.scenario.quantities import NUMBER, WHOLE, DatesFile, Growth, PerWeek, Single


def opening_hours(text: str) -> list[str]:
    """Weights of the hours of the day for a text such as "9-17"; what is no such text stays one."""
    found = re.fullmatch(r"([0-9]{1,2}) *(?:-|to) *([0-9]{1,2})", text)
    if not found or not 0 <= int(found[1]) < int(found[2]) <= 24:
        return [text]
    return ["1" if int(found[1]) <= hour < int(found[2]) else "0" for hour in range(24)]


Hours = Annotated[
    tuple[Annotated[float, NUMBER.within(least=0, most=1e6)], ...], Single(opening_hours)
]


_OF_A_RATE: Final = ("season", "growth", "days", "pattern", "variance_to_mean", "batch")
"""Fields that say what is made of a rate."""


class Referrals(Part):
    """How many are referred, and when."""

    rate: PerWeek = 0.0
    """Referrals a week, averaged over a year at the start of the run; or give ``dates``."""
    season: tuple[Annotated[float, NUMBER.within(least=0, most=12)], ...] = (1.0,) * 12
    """Twelve numbers that average 1, January first: each month's rate over the year's."""
    growth: Growth = 0.0
    """Growth a year, compounded month by month from the start of the run."""
    days: Literal["every", "working", "school"] = "working"
    """Days on which referrals come: every day, Monday to Friday but bank holidays, or school days.

    A month's referrals are its rate times its weeks, spread evenly over those of its days.
    """
    pattern: Literal["random", "regular"] = "random"
    """Whether referrals come at random, or evenly spaced."""
    variance_to_mean: Annotated[float, NUMBER.within(least=1, most=100)] = 1.0
    """Variance of a day's count over its mean: 1 is Poisson, 2 twice as variable."""
    batch: Annotated[int, WHOLE.within(least=1, most=500)] = 1
    """Referrals that come together, in one minute; the batches come by the pattern."""
    hours: Hours = ()
    """Twenty-four weights of the hours of the day, midnight first, or opening hours such as 9-17.

    If left out, referrals come at any minute alike.
    """

    dates: DatesFile = None
    """CSV file of referrals with their dates, which are replayed; ``none`` for none."""

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Self:
        if self.dates is None:
            if "rate" not in self.model_fields_set:
                message = '"rate" is missing. Add "rate: 12 a week", or "dates:" with a CSV file.'
                raise PartError([((), message)])
            return self
        faults = []
        for name in (*_OF_A_RATE, "rate"):
            default = type(self).model_fields[name].default
            if getattr(self, name) != default:
                mend = 'Remove one of the two; in a dated change write "dates: none"'
                if name == "rate":
                    mend += ', or "rate: 0 a week"'
                message = f"says how many are referred, and so does the file of dates. {mend}."
                faults.append((name, message))
        if faults:
            raise PartError(faults)
        return self

    @model_validator(mode="after")
    def _is_a_pattern(self) -> Self:
        faults = []
        if self.hours and (len(self.hours) != 24 or not sum(self.hours)):
            message = "give opening hours such as 9-17, or 24 weights that are not all 0."
            faults.append(("hours", message))
        if self.variance_to_mean > 1 and self.pattern == "regular":
            message = "referrals that are evenly spaced do not vary. Remove one of the two."
            faults.append(("variance_to_mean", message))
        if self.variance_to_mean > 1 and self.batch > 1:
            message = "give either the variance or the size of batches, which makes its own."
            faults.append(("variance_to_mean", message))
        if faults:
            raise PartError(faults)
        return self

    @model_validator(mode="after")
    def _season_averages_one(self) -> Self:
        faults = twelve_faults("season", self.season)
        if faults:
            raise PartError(faults)
        return self
