"""Leaving a waiting list unseen, as a scenario says it where that depends on time waited."""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from waitsim.scenario.lasting import Lasting
from waitsim.scenario.part import Part, PartError
from waitsim.scenario.quantities import NUMBER, TIME, HazardPerWeek, Share, Span

WaitedFrom = Annotated[float, TIME]


class Leaving(Part):
    """Leaving by time waited on this list: by steps, by a curve, or as patience runs out."""

    by_wait: Annotated[dict[WaitedFrom, HazardPerWeek], Field(max_length=100)] = {}
    """Chance of leaving by time waited, each from that wait until the next; none before the first.

    Such as ``0 weeks: 1 % a week`` and ``4 weeks: 0.3 % a week``.
    """
    greatest: Share | None = None
    """Share that would have left in the end, by a Hill curve, if nobody were seen."""
    half_time: Span | None = None
    """Time after which half of that share would have left."""
    steepness: Annotated[float, NUMBER.within(least=0.1, most=20)] = 1.0
    """How suddenly they leave around that time; 1 is slow."""
    patience: Lasting | None = None
    """Time after which a child leaves, fixed or drawn at random."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        hill = self.model_fields_set & {"greatest", "half_time", "steepness"}
        if len(self.model_fields_set - hill) + bool(hill) != 1:
            message = (
                'leaving is said in one of three ways. Write "by_wait:", "patience:", or '
                '"greatest:" and "half_time:".'
            )
            raise PartError([("", message)])
        if hill and (self.greatest is None or self.half_time is None):
            message = 'a Hill curve needs "greatest:" and "half_time:". Add what is missing.'
            raise PartError([("", message)])
        return self


def _leaving_form(value: Any) -> str:
    """Whether leaving is written as one chance a week or by time waited."""
    return "drawn" if isinstance(value, (dict, Leaving)) else "fixed"


LeavingRate = Annotated[
    Annotated[HazardPerWeek, Tag("fixed")] | Annotated[Leaving, Tag("drawn")],
    Discriminator(_leaving_form),
]


def is_left(leaving: float | Leaving) -> bool:
    """Whether anybody would leave the list by themselves."""
    if not isinstance(leaving, Leaving):
        return leaving > 0
    drawn = leaving.patience is not None or bool(leaving.greatest)
    return drawn or any(leaving.by_wait.values())
