"""Contacts that are cancelled, as a scenario says it, and what does not fit together there."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from waitsim.records import BUILT_IN_ENDS
from waitsim.scenario.part import Name, Part
from waitsim.scenario.quantities import WHOLE, Minutes, Share
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

if TYPE_CHECKING:
    from waitsim.scenario.schema import Pathway


class Cancels(Part):
    """Contacts that the family or the service cancels, and what is done about it."""

    by_family: Share = 0.0
    """Share of booked contacts that the family cancels."""
    by_service: Share = 0.0
    """Share of booked contacts that the service cancels, on the day."""
    refilled: Share = 0.0
    """Chance that the time of a contact cancelled on the day is given to others."""
    late: Share = 1.0
    """Of the families' cancellations of contacts booked ahead, the share that comes on the day.

    The others come on any day between that of booking and that of the contact.
    """
    most: Annotated[int, WHOLE.within(least=1, most=1000)] | None = None
    """Cancellations by the family in a row after which a referral is discharged; no limit if left
    out."""
    end: Name | None = None
    """End to which that leads, of this pathway; ``not_brought`` if left out."""
    place: Literal["keeps", "back"] = "keeps"
    """Whether a referral whose family has cancelled keeps its place or goes to the back."""
    after: Minutes = 0.0
    """Time after a cancellation before the referral can be seen again."""


def cancel_findings(
    at: Path, pathway: "Pathway", absent: Collection[Path]
) -> Iterator[tuple[Path, str]]:
    """Cancellations that lead nowhere, or say what has no effect.

    Args:
        absent: parts that were left out because they are faulty.
    """
    for name, step in pathway.steps.items():
        here = (*at, "steps", name)
        if any(_end(way) != _end(step) for way in step.ways):
            message = 'the end of those who cancel too often is the same for all. Remove "end:".'
            yield (*here, "differs"), message
        cancels: Cancels | None = getattr(step, "cancels", None)
        if cancels is None:
            continue
        known = [*pathway.ends, *BUILT_IN_ENDS]
        known += [str(path[-1]) for path in absent if path[:-1] == (*at, "ends")]
        if cancels.end is not None and cancels.end not in known:
            hint = suggestion(cancels.end, known) or " Name an end of this pathway."
            yield (*here, "cancels", "end"), f'unknown end "{cancels.end}".{hint}'
        opening = pathway.opening.get(name)
        ahead = getattr(step, "notice", 0) or (opening is not None and opening.booked)
        if "late" in cancels.model_fields_set and not ahead:
            message = 'nothing is booked ahead here. Add "notice:" to the step, or remove the line.'
            yield (*here, "cancels", "late"), message


def cancel_structure(at: str, pathway: "Pathway") -> dict[str, object]:
    """What no dated change may alter, by dotted path."""
    return {
        f"{at}.steps.{name}.cancels.end": _end(step)
        for name, step in pathway.steps.items()
        if getattr(step, "cancels", None) is not None
    }


def _end(step: object) -> str | None:
    cancels: Cancels | None = getattr(step, "cancels", None)
    return None if cancels is None else cancels.end
