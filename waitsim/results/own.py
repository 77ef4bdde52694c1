"""Prices and needs that replications have of their own, where numbers are drawn for each."""

from dataclasses import dataclass

from waitsim.results.header import Header
from waitsim.results.needs import Need

Prices = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Own:
    """What was drawn for a replication, and what it has in place of the header's prices and needs.

    Args:
        values: of each input, in its unit.
    """

    values: tuple[float, ...]
    group_costs: tuple[float, ...]
    slot_prices: Prices
    entry_prices: Prices
    needs: tuple[Need, ...]


def own_of(header: Header) -> Own:
    """What a header says of prices and needs."""
    return Own((), header.group_costs, header.slot_prices, header.entry_prices, header.needs)
