"""Priority that rises while a referral waits, as a scenario says it, and its mistakes."""

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import model_validator

from waitsim.scenario.part import Name, Part, PartError
from waitsim.scenario.quantities import HazardPerWeek, Span
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path


class Escalation(Part):
    """How referrals of one priority class rise to another while they wait, by chance or in time."""

    to: Name
    """The more urgent class that they rise to."""
    hazard: HazardPerWeek = 0.0
    """Chance of it while waiting for a first contact or a place in that class."""
    after: Span | None = None
    """Wait after which they rise in any case."""
    counted_from: Literal["joining", "referral"] = "joining"
    """Whether that wait is counted from joining the list or from the referral."""
    place: Literal["keeps", "back"] = "keeps"
    """Whether the wait goes on counting for the order, or counts from the minute of rising."""

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if not self.model_fields_set & {"hazard", "after"}:
            message = 'nobody ever rises. Write "hazard:" with a chance, or "after:" with a wait.'
            raise PartError([("", message)])
        if "counted_from" in self.model_fields_set and self.after is None:
            message = 'has no effect without "after:". Add that, or remove this line.'
            raise PartError([("counted_from", message)])
        return self


Escalations = Mapping[str, Escalation]


def fixed_parts(escalates: Escalations) -> tuple[object, ...]:
    """What no dated change may alter, and what is the same for all children of a class."""
    return tuple(
        (name, one.to, one.counted_from, one.place) for name, one in sorted(escalates.items())
    )


def escalation_findings(
    escalates: Escalations, priorities: Mapping[str, float], *, reviews: bool
) -> Iterator[tuple[Path, str]]:
    """What does not fit together at a step, below its ``escalates``."""
    if escalates and reviews:
        yield (), "has no effect on reviews, on whose lists no class rises. Remove the line."
        return
    known = [*priorities]
    for name, one in escalates.items():
        wrong = False
        for path, given in (((name,), name), ((name, "to"), one.to)):
            if given not in known:
                hint = suggestion(given, known) or " Name one under priorities."
                yield path, f'unknown priority class "{given}".{hint}'
                wrong = True
        if not wrong and known.index(one.to) >= known.index(name):
            message = f'"{one.to}" is not more urgent than "{name}".'
            yield (name, "to"), f"{message} Name a class written before it under priorities."
