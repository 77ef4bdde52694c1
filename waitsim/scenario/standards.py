"""Waits that are watched, as a scenario says them."""

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field

from waitsim.scenario.part import Label, Part, spoken
from waitsim.scenario.quantities import Names, Share, Span, YesNo

LESS_EXCEPTIONS: Final = "_less_exceptions"
"""What the name of a clock ends with that leaves out the cases to which an exception applies."""


class Exceptions(Part):
    """Cases in which a time limit need not be met; a second figure leaves them out."""

    missed: YesNo = False
    """Whether a contact that the child misses is one."""
    absence: Share = 0.0
    """Share of referrals whose child is away from the area for long enough to be one."""
    closures: Span | None = None
    """Length of a school holiday that is one, for those asked shortly before it or in it.

    From a week before it begins until a week before it is over.
    """
    asked_at: Names = ()
    """Step, or steps, on arrival at which schools are asked; the start of the clock if left out."""
    personal: Share = 0.0
    """Share of referrals with other exceptional circumstances."""


class Standard(Part):
    """A wait that is watched: from the referral, or a step, until a step."""

    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    from_: Names = Field(default=(), alias="from")
    """Step, or steps, that start the clock, on arrival there; the referral if left out."""
    starts: Literal["arrival", "first contact"] = "arrival"
    """What starts the clock at a step of ``from``: the arrival, or the first attended contact."""
    to: Names
    """Step, or steps, that stop the clock.

    At a contact, course or review its first attended contact does, elsewhere the arrival.
    """
    pauses_at: Names = ()
    """Step, or steps, at which time does not count, from arriving there until leaving."""
    pauses_if_missed: YesNo = False
    """Whether time between a missed contact and rejoining the list (``dna: after:``) is left out.
    """
    restarts: Literal["never", "missed contact", "missed first contact"] = "never"
    """Whether the clock is void and starts anew when a contact is missed and booked again.

    Any contact, or the referral's very first.
    """
    restarts_at: Names = ()
    """Step, or steps, on arrival at which the clock is void and starts anew."""
    exceptions: Exceptions | None = None
    """Cases that a second clock, named ``<name>_less_exceptions``, leaves out."""
    within: Span
    """Time limit."""
    target: Share | None = None
    """Share that should be within the limit; none if the figure is only watched."""

    @property
    def is_plain(self) -> bool:
        """Whether the clock runs from the referral until it stops, without more ado."""
        special = (self.from_, self.pauses_at, self.pauses_if_missed, self.restarts_at)
        return not any(special) and self.restarts == "never" and self.exceptions is None


def clocks_of(standards: Mapping[str, Standard]) -> dict[str, Standard]:
    """The clocks of standards by name: with exceptions, one that leaves them out follows."""
    found: dict[str, Standard] = {}
    for name, standard in standards.items():
        if standard.exceptions is None:
            found[name] = standard
            continue
        label = f"{spoken(name, standard)}, less exceptions"
        found[name] = standard.model_copy(update={"exceptions": None})
        found[f"{name}{LESS_EXCEPTIONS}"] = standard.model_copy(update={"label": label})
    return found
