"""Waits that are watched, as a scenario says them."""

from typing import Literal

from pydantic import Field

from waitsim.scenario.part import Label, Part
from waitsim.scenario.quantities import Names, Share, Span, YesNo


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
    within: Span
    """Time limit."""
    target: Share | None = None
    """Share that should be within the limit; none if the figure is only watched."""

    @property
    def is_plain(self) -> bool:
        """Whether the clock runs from the referral until it stops, without more ado."""
        special = (self.from_, self.pauses_at, self.pauses_if_missed, self.restarts_at)
        return not any(special) and self.restarts == "never"
