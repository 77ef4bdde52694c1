"""Referrals that leave because another of the same child has ended, as a scenario says it."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from waitsim.scenario.part import Name, Part
from waitsim.scenario.quantities import Share


class Resolves(Part):
    """What an end does to the child's other referrals in a pathway."""

    share: Share
    """Chance that such a referral leaves."""
    to: Name | None = None
    """Step or end of that pathway to which it goes; its end ``resolved_elsewhere`` if left out."""


def _resolving_form(value: Any) -> str:
    """Whether it is written as a share alone or with where it leads."""
    return "drawn" if isinstance(value, (dict, Resolves)) else "fixed"


Resolved = Annotated[
    Annotated[Share, Tag("fixed")] | Annotated[Resolves, Tag("drawn")],
    Discriminator(_resolving_form),
]

Resolving = Annotated[
    dict[Name, Annotated[dict[Name, Resolved], Field(max_length=100)]], Field(max_length=100)
]
"""By the name of the end, then by the pathway of the referrals that leave."""


def said(resolved: float | Resolves) -> Resolves:
    """The share, and where it leads, however they are written."""
    return resolved if isinstance(resolved, Resolves) else Resolves(share=resolved)
