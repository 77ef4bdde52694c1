"""Choice of another provider by the advertised wait, as a scenario says it."""

from typing import Annotated, Literal

from pydantic import Field

from waitsim.scenario.part import Name, Part
from waitsim.scenario.quantities import Minutes, Share


class Choice(Part):
    """A share that goes elsewhere on leaving a step, by the wait that a list advertises."""

    of: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=121)]
    """Step whose list advertises its wait, as ``pathway.step``.

    It is the mean wait of those whose wait on the list was completed in the last 13 whole weeks.
    """
    counted_from: Literal["joining", "referral"] = "joining"
    """Whether that wait is counted from joining the list or from the start of the clock."""
    shares: Annotated[dict[Minutes, Share], Field(min_length=1, max_length=100)]
    """Share that goes elsewhere at each advertised wait; on a straight line between them."""
    to: Name
    """Step or end of this pathway that they go to; the others take the step's routes."""
