"""Quantities as field types: read from the text a person wrote, shown to editors with examples."""

import datetime
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from waitsim.scenario import dates, figures, ranges, units


def _read(parse: Callable[[str], Any]) -> BeforeValidator:
    """A validator that reads text, and leaves what is not text to the field's own type."""

    def read(value: Any) -> Any:
        return parse(value) if isinstance(value, str) else value

    return BeforeValidator(read)


def _shown(*examples: str, numbers: bool = False) -> WithJsonSchema:
    """What an editor is told of a quantity."""
    kinds = ["string", "number"] if numbers else ["string"]
    return WithJsonSchema({"type": kinds, "examples": list(examples)})


Minutes = Annotated[float, _read(units.minutes), _shown("18 weeks", "90 min", "1.5 hours")]
PerWeek = Annotated[float, _read(units.per_week), _shown("12 a week", "120 a month")]
Share = Annotated[float, _read(units.share), _shown("6 %", "0.06", numbers=True)]
HazardPerWeek = Annotated[float, _read(units.hazard_per_week), _shown("0.5 % a week")]
Growth = Annotated[float, _read(units.growth_per_year), _shown("5 % a year")]
Money = Annotated[float, _read(units.money), _shown("£1,400")]
MoneyPerHour = Annotated[float, _read(units.money_per_hour), _shown("£85 an hour")]
Number = Annotated[float, _read(figures.number), _shown("7.5", numbers=True)]
Whole = Annotated[int, _read(figures.whole), _shown("1,200", numbers=True)]
YesNo = Annotated[
    bool, _read(figures.boolean), WithJsonSchema({"enum": ["yes", "no", True, False]})
]
Date = Annotated[
    datetime.date, _read(dates.date), WithJsonSchema({"type": "string", "examples": ["2026-09-01"]})
]
WeeksRange = Annotated[
    tuple[float, float], _read(ranges.weeks_range), _shown("13-52 weeks", "18-26 months")
]
AgesRange = Annotated[tuple[int, int], _read(ranges.ages_range), _shown("5-11")]

REST = "rest"


def _route_share(value: Any) -> Any:
    """A share, or ``rest`` as it is."""
    if isinstance(value, str) and value.strip() != REST:
        return units.share(value)
    return value.strip() if isinstance(value, str) else value


RouteShare = Annotated[
    float | Literal["rest"],
    BeforeValidator(_route_share),
    WithJsonSchema({"type": ["string", "number"], "examples": ["80 %", "rest"]}),
]


def _one_route(value: Any) -> Any:
    """A single target as a mapping that sends everyone there."""
    return {value: 1.0} if isinstance(value, str) else value


Then = Annotated[
    dict[str, RouteShare],
    BeforeValidator(_one_route),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
            ]
        }
    ),
]
"""Where referrals go next: one step or end, or shares of several that sum to 1 (one may be ``rest``)."""


def _listed(value: Any) -> Any:
    """A single text as a list of one."""
    return [value] if isinstance(value, str) else value


Names = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]

SchemaVersion = Annotated[Literal[1], _read(figures.whole), WithJsonSchema({"const": 1})]
