"""What the parts of a scenario have in common, and the small parts that stand in several."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from waitsim.scenario.quantities import WHOLE, Date
from waitsim.scenario.tree import Path

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Label = Annotated[str, Field(max_length=200)]
Children = Annotated[int, WHOLE.within(least=0, most=2**20)]


class PartError(ValueError):
    """Values that do not go together; holds the key or path of each, with what is wrong."""

    def __init__(self, faults: Sequence[tuple[str | Path, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(message for _, message in faults))


class Part(BaseModel):
    """A mapping in a scenario file: frozen, and no key that is not named here."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,  # as part of the scenario, not of its own as well
        validate_default=False,
    )


def twelve_faults(key: str, numbers: Sequence[float]) -> list[tuple[str, str]]:
    """What is wrong with twelve numbers, one a month, that should average 1."""
    if len(numbers) != 12:
        return [(key, f"there are {len(numbers)} numbers. Write twelve, January first.")]
    mean = sum(numbers) / 12
    if abs(mean - 1) > 0.005:
        mend = f"Divide each by {mean:.4g}" if mean else "Raise some of them"
        return [(key, f"the twelve numbers average {mean:.4g}, not 1. {mend}.")]
    return []


class Source(Part):
    """Where a figure was published."""

    title: Annotated[str, Field(min_length=1, max_length=500)]
    """Title of the publication, abbreviated if long."""
    url: Annotated[str, Field(max_length=2000)] = ""
    """Address of the publication."""


class DateRange(Part):
    """Days from one date to another, both included."""

    from_: Date = Field(alias="from")
    """First day."""
    to: Date
    """Last day."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            message = f"{self.to} is before {self.from_}. Swap the two dates."
            raise PartError([("to", message)])
        return self


def spoken(key: str, part: Any) -> str:
    """The label of a part, or its key with spaces."""
    return getattr(part, "label", "") or key.replace("_", " ")
