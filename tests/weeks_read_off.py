"""What is read off a list of waits in weeks, in plain Python."""

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from waitsim.records import BAND_EDGES_WEEKS
from waitsim.results.collections import COLLECTIONS, with_limit
from waitsim.results.header import Header

EDGES = (0, *BAND_EDGES_WEEKS)
QUANTILES = (0.5, 0.75, 0.9, 0.92, 0.95)
Weeks = list[float]
Piece = tuple[float, float, float]
"""Lower and upper end, and how many waits are spread evenly between them."""


def counts_in(waits: Weeks, edges: Sequence[int]) -> list[int]:
    """How many lie from each edge up to, not at, the next; the last has no end."""
    uppers = [*edges[1:], math.inf]
    return [sum(a <= x < b for x in waits) for a, b in zip(edges, uppers, strict=True)]


def pieces(waits: Weeks) -> list[Piece]:
    """The waits, spread evenly within each whole week."""
    weeks = sorted({int(x) for x in waits})
    return [(week, week + 1, sum(int(x) == week for x in waits)) for week in weeks]


def percentiles(given: Sequence[Piece], quantiles: Sequence[float] = QUANTILES) -> list[float]:
    """Where so many of the waits have been passed."""
    total = sum(count for _, _, count in given)
    found = []
    for q in quantiles:
        before, value = 0.0, math.nan
        for low, high, count in given:
            if count and before + count >= q * total - 1e-9:
                value = low + (high - low) * (q * total - before) / count
                break
            before += count
        found.append(value)
    return found


def divided(top: float, bottom: float) -> float:
    """One over the other; nan for none of none, infinite for some of none."""
    if bottom:
        return top / bottom
    return math.inf if top else math.nan


def share_under(waits: Weeks, limit: float) -> float:
    """Share under a limit of whole weeks."""
    return divided(sum(x < limit for x in waits), len(waits))


def read_off(waits: Weeks, limit: float) -> float:
    """Share under a limit, with those of its band spread evenly over the band."""
    under = 0.0
    for low, high in itertools.pairwise(EDGES):
        part = min(1.0, max(0.0, (limit - low) / (high - low)))
        under += part * sum(low <= x < high for x in waits)
    return divided(under, len(waits))


def reached(curve: Weeks, share: float, anybody: bool) -> float:
    """Weeks until a curve, read at the end of each week, has risen to a share."""
    before = 0.0
    for week, value in enumerate(curve):
        if math.isnan(value):
            break
        if value >= share - 1e-12:
            return week + (share - before) / (value - before)
        before = value
    return math.inf if anybody else math.nan


def median_and_mean(waits: Weeks) -> list[float]:
    """Of waits in whole weeks, each taken at the middle of its own for the mean."""
    mean = divided(sum(int(x) + 0.5 for x in waits), len(waits))
    return [*percentiles(pieces(waits), (0.5,)), mean]


def in_collections(waits: Weeks) -> list[int]:
    """How many lie in each band of every national collection."""
    return [count for each in COLLECTIONS for count in counts_in(waits, each.edges)]


def shares_in_collections(waits: Weeks) -> list[float]:
    """Share under the limit of each collection that has one."""
    return [share_under(waits, each.limit_weeks or 0) for each in with_limit()]


def periods(header: Header, of: Callable[[date], object]) -> list[tuple[list[int], int]]:
    """Weeks, and number of days, of each period; a week is where its middle is."""
    found: dict[object, list[int]] = {}
    for week in range(header.sizes.weeks):
        length = min(7, header.days - 7 * week)
        middle = header.start + timedelta(days=7 * week + length // 2)
        found.setdefault(of(middle), []).append(week)
    return [
        (weeks, sum(min(7, header.days - 7 * week) for week in weeks)) for weeks in found.values()
    ]


def years_of(header: Header) -> list[tuple[list[int], int]]:
    """The years of a run, counted from its start."""
    first = header.start

    def year(day: date) -> int:
        return day.year - first.year - ((day.month, day.day) < (first.month, first.day))

    return periods(header, year)


def quarters_of(header: Header) -> list[tuple[list[int], int]]:
    """The calendar quarters of a run."""
    return periods(header, lambda day: (day.year, (day.month - 1) // 3))


def per_period(weeks: Iterable[int], given: list[tuple[list[int], int]]) -> list[int]:
    """How many of some weeks, each as often as it comes, fall into each period."""
    all_weeks = list(weeks)
    return [sum(week in own for week in all_weeks) for own, _ in given]
