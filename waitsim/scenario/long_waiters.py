"""A share of contacts that goes to whoever has waited longest, as a scenario says it."""

from collections.abc import Iterator
from typing import Annotated

from waitsim.scenario.part import Part
from waitsim.scenario.quantities import SHARE, Minutes


class LongWaiters(Part):
    """A share of first contacts, or places, for whoever has waited longest, whatever the order."""

    share: Annotated[float, SHARE.within(above=0, most=1)]
    """Share of the contacts or places given from the list that goes to them."""
    over: Minutes = 0.0
    """Wait that whoever has waited longest must have reached; if not, the order holds."""


def long_waiter_findings(
    long_waiters: LongWaiters | None, kind: str, shared: str | None
) -> Iterator[str]:
    """What keeps a step from giving a share to long waiters.

    Args:
        shared: name of the list that the step shares with others.
    """
    if long_waiters is None:
        return
    if kind == "review":
        yield "has no effect on reviews, which have no list of new starts. Remove the line."
    elif shared is not None:
        yield f'nobody overtakes on the shared list "{shared}". Remove this line, or the list.'
