"""Further referrals of the same child, as a scenario says them."""

from typing import Annotated, Literal

from pydantic import Field

from waitsim.scenario.lasting import Lasting
from waitsim.scenario.part import Name, Part
from waitsim.scenario.quantities import Share


class AlsoRefers(Part):
    """A further referral of the same child, made at a step while the first goes on."""

    share: Share
    """Chance that the further referral is made, at each visit to the step."""
    when: Literal["entered", "done"] = "done"
    """Whether it is made on entering the step, or on going on from it."""
    step: Name | None = None
    """Step of the other pathway where it arrives; the first one if left out."""


class ReRefers(Part):
    """A new referral of the same child, some time after one has ended."""

    share: Share
    """Chance that the child is referred again."""
    after: Lasting
    """Time from the end until the new referral: fixed, or drawn at random."""
    to: Name | None = None
    """Pathway of the new referral; the same one if left out."""
    step: Name | None = None
    """Step of that pathway where it arrives; the first one if left out."""


AlsoReferring = Annotated[dict[Name, AlsoRefers], Field(max_length=100)]
"""By the pathway of the further referral."""
