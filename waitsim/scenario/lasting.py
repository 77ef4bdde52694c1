"""How long something lasts, as a scenario says it: a fixed time, or one drawn at random."""

import itertools
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from waitsim.rules.gamma import SHAPE_LEAST, SHAPE_MOST
from waitsim.scenario.part import Part, PartError
from waitsim.scenario.quantities import NUMBER, Minutes, Share, Span, Times
from waitsim.scenario.units import say_duration

PARAMETERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "exponential": ("mean",),
        "uniform": ("from", "to"),
        "lognormal": ("mean", "sd"),
        "gamma": ("mean", "sd"),
        "weibull": ("scale", "shape"),
        "empirical": ("times",),
    }
)
"""What each distribution of times is given by."""

_TOLERANCE: Final = 1e-6


class Duration(Part):
    """A time drawn at random, of at least a minute."""

    distribution: Literal["exponential", "uniform", "lognormal", "gamma", "weibull", "empirical"]
    """Shape of the distribution."""
    mean: Span | None = None
    """Mean of an exponential, lognormal or gamma time."""
    sd: Span | None = None
    """Standard deviation of a lognormal or gamma time."""
    from_: Minutes | None = Field(default=None, alias="from")
    """Shortest uniform time."""
    to: Span | None = None
    """Longest uniform time."""
    scale: Span | None = None
    """Scale of a Weibull time: 63.2 % are shorter."""
    shape: Annotated[float, NUMBER.within(least=0.05, most=1000)] | None = None
    """Shape of a Weibull time; 1 is exponential."""
    times: Annotated[dict[Times, Share], Field(max_length=500)] = {}
    """Shares of empirical times by band, evenly spread over each, or by single times.

    Such as ``2-4 weeks: 30 %`` and ``6 weeks: 70 %``.
    """

    @model_validator(mode="after")
    def _has_its_parameters(self) -> Self:
        faults = _parameter_faults(self)
        if faults:
            raise PartError(faults)
        return self


def _parameter_faults(time: Duration) -> list[tuple[str, str]]:
    kind, needed = time.distribution, PARAMETERS[time.distribution]
    values = {"from": time.from_, "times": time.times or None} | {
        key: getattr(time, key) for key in ("to", "mean", "sd", "scale", "shape")
    }
    given = [key for key, value in values.items() if value is not None]
    missing = [key for key in needed if key not in given]
    wanted = " and ".join(f'"{key}:"' for key in needed)
    mend = f"Write {wanted} instead" if missing else "Remove the line"
    foreign = [key for key in given if key not in needed]
    if foreign:
        return [(key, f"this says nothing of a time that is {kind}. {mend}.") for key in foreign]
    if missing:
        return [("", f"a time that is {kind} needs {wanted}, and not all are here. Add the rest.")]
    if time.from_ is not None and time.to is not None and time.from_ >= time.to:
        return [("to", '"to" is not longer than "from". Write the shorter time as "from".')]
    if kind == "gamma" and time.mean is not None and time.sd is not None:
        return _gamma_faults(time.mean, time.sd)
    return _band_faults(time.times) if time.times else []


def _gamma_faults(mean: float, sd: float) -> list[tuple[str, str]]:
    least, most = mean / math.sqrt(SHAPE_MOST), mean / math.sqrt(SHAPE_LEAST)
    if least <= sd <= most:
        return []
    between = f"{say_duration(math.ceil(least))} to {say_duration(math.floor(most))}"
    return [("sd", f"a gamma time with this mean can have {between}. Write one of these.")]


def _band_faults(times: Mapping[tuple[float, float], float]) -> list[tuple[str, str]]:
    total = sum(times.values())
    faults = []
    if abs(total - 1) > _TOLERANCE:
        message = f"shares sum to {total:.6g}, not 1. Change one share so that they do."
        faults.append(("times", message))
    for (low, end), (start, _) in itertools.pairwise(sorted(times)):
        if start < end:
            said = f"{say_duration(low)} to {say_duration(end)}"
            message = f"the band {said} overlaps the next. Split it where the next begins."
            faults.append(("times", message))
    return faults


def _duration_form(value: Any) -> str:
    """Whether a time is written as a fixed length or as a distribution."""
    return "drawn" if isinstance(value, (dict, Duration)) else "fixed"


Lasting = Annotated[
    Annotated[Span, Tag("fixed")] | Annotated[Duration, Tag("drawn")],
    Discriminator(_duration_form),
]
