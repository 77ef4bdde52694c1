"""Every measure that an event log can tell, worked out from it one wait at a time."""

import math
from collections.abc import Iterable

from event_story import Story, Wait
from weeks_read_off import (
    EDGES,
    QUANTILES,
    Weeks,
    counts_in,
    divided,
    in_collections,
    median_and_mean,
    percentiles,
    pieces,
    quarters_of,
    reached,
    read_off,
    share_under,
    shares_in_collections,
    years_of,
)

from waitsim.records import COMPLETED, OUTCOMES, REMOVED
from waitsim.results.collections import with_limit
from waitsim.results.header import Header

WEEK = 10080


class Figures:
    """The measures of one replication; a method for each, named as the measure is."""

    def __init__(self, story: Story, header: Header) -> None:
        self.story = story
        self.header = header
        self.spells = range(header.sizes.spells)
        self.censuses = [week * WEEK for week in range(header.sizes.censuses)]
        self.years = years_of(header)
        self.quarters = quarters_of(header)

    def waiting(self, spell: int, minute: int, category: int | None = None) -> Weeks:
        """Weeks waited so far by those who wait at a minute."""
        waits = (wait.waited(minute) for wait in self.own(spell, category))
        return [each / WEEK for each in waits if each is not None]

    def ended(
        self, spell: int, weeks: Iterable[int] | None = None, category: int | None = None
    ) -> Weeks:
        """Weeks waited by those seen, in some weeks of the run or in all."""
        among = None if weeks is None else set(weeks)
        return [
            wait.length / WEEK
            for wait in self.own(spell, category)
            if wait.outcome == COMPLETED
            and wait.stop is not None
            and (among is None or wait.stop // WEEK in among)
        ]

    def own(self, spell: int, category: int | None = None) -> list[Wait]:
        """The waits of a spell, of all or of a category of children."""
        return [
            wait
            for wait in self.story.waits
            if wait.spell == spell and (category is None or category in wait.categories)
        ]

    def by_census(self, spell: int) -> list[Weeks]:
        """Weeks waited so far at each weekly count."""
        return [self.waiting(spell, minute) for minute in self.censuses]

    # Lists.

    def list_size(self) -> object:
        return [[len(waits) for waits in self.by_census(spell)] for spell in self.spells]

    def list_size_by_band(self) -> object:
        return [
            [counts_in(waits, EDGES) for waits in self.by_census(spell)] for spell in self.spells
        ]

    def waiting_over(self) -> object:
        return [
            [[sum(x >= at for x in waits) for at in (18, 52, 78, 104)] for waits in given]
            for given in map(self.by_census, self.spells)
        ]

    def waiting_by_weeks(self) -> object:
        bins = range(self.header.sizes.bins)
        return [
            [counts_in(self.waiting(spell, at), bins) for at in self.header.snapshot_minutes]
            for spell in self.spells
        ]

    def clearance_weeks(self) -> object:
        found = []
        for spell in self.spells:
            sizes = [len(waits) for waits in self.by_census(spell)]
            row = []
            for weeks, days in self.quarters:
                pace = len(self.ended(spell, weeks)) * 7 / days
                last = min(weeks[0] + days // 7, len(sizes) - 1)
                row.append(divided(sizes[last], pace))
            found.append(row)
        return found

    # Waits.

    def completed_wait(self) -> object:
        return [percentiles(pieces(self.ended(spell))) for spell in self.spells]

    def completed_wait_by_year(self) -> object:
        return [
            [self.from_bands(spell, self.ended(spell, weeks)) for weeks, _ in self.years]
            for spell in self.spells
        ]

    def completed_wait_last_year(self) -> object:
        weeks = range(self.header.sizes.weeks)[-52:]
        return [self.from_bands(spell, self.ended(spell, weeks)) for spell in self.spells]

    def from_bands(self, spell: int, waits: Weeks) -> list[float]:
        """Percentiles read off bands, the last spread as all its waits of the run are."""
        counts = counts_in(waits, EDGES)
        closed = list(zip(EDGES[:-1], EDGES[1:], counts[:-1], strict=True))
        longest = [x for x in self.ended(spell) if x >= EDGES[-1]]
        tail = [(a, b, n * counts[-1] / len(longest)) for a, b, n in pieces(longest)]
        return percentiles([*closed, *tail])

    def waiting_wait(self) -> object:
        dates = self.header.snapshot_minutes
        return [
            [percentiles(pieces(self.waiting(spell, at))) for at in dates] for spell in self.spells
        ]

    def seen_by_wait(self) -> object:
        return [self.curves(spell)[0] for spell in self.spells]

    def still_waiting_by_wait(self) -> object:
        return [self.curves(spell)[1] for spell in self.spells]

    def time_to_seen(self) -> object:
        return [
            [reached(self.curves(spell)[0], q, bool(self.own(spell))) for q in QUANTILES]
            for spell in self.spells
        ]

    def curves(self, spell: int) -> tuple[Weeks, Weeks]:
        """Share seen, and share neither seen nor gone, by the end of each week of waiting."""
        bins, end = self.header.sizes.bins, self.header.days * 1440
        came, late, censored = 0, [0] * bins, [0] * bins
        gone = [[0] * bins for _ in OUTCOMES]
        for wait in self.own(spell):
            since = wait.runs[0][2]
            week = max(0, -since) // WEEK
            came, late[week] = came + (week == 0), late[week] + (week > 0)
            if wait.outcome is not None:
                gone[wait.outcome][wait.length // WEEK] += 1
            elif wait.paused:
                censored[(wait.runs[-1][1] - wait.runs[-1][2]) // WEEK] += 1
            else:
                censored[(end - wait.runs[-1][2]) // WEEK] += 1
        return life_table(came, late, gone, censored)

    # Standards.

    def share_within_completed(self) -> object:
        return [
            [read_off(self.ended(s.spell, weeks), s.limit_weeks) for weeks, _ in self.quarters]
            for s in self.header.standards
        ]

    def share_within_completed_in_run(self) -> object:
        return [share_under(self.ended(s.spell), s.limit_weeks) for s in self.header.standards]

    def seen_within_standard(self) -> object:
        return [sum(x < s.limit_weeks for x in self.ended(s.spell)) for s in self.header.standards]

    def share_within_waiting(self) -> object:
        return [
            [read_off(waits, s.limit_weeks) for waits in self.by_census(s.spell)]
            for s in self.header.standards
        ]

    def share_within_waiting_on_date(self) -> object:
        dates = self.header.snapshot_minutes
        return [
            [share_under(self.waiting(s.spell, at), s.limit_weeks) for at in dates]
            for s in self.header.standards
        ]

    def target_met_on_date(self) -> list[list[float]]:
        found = []
        for s in self.header.standards:
            if s.target is not None:
                shares = [read_off(waits, s.limit_weeks) for waits in self.by_census(s.spell)]
                found.append([float(math.isnan(x) or x >= s.target) for x in shares])
        return found

    def target_met(self) -> object:
        return [[float(all(met[i:])) for i in range(len(met))] for met in self.target_met_on_date()]

    def weeks_until_target_met(self) -> object:
        return [
            next((i for i in range(len(met)) if all(met[i:])), math.inf)
            for met in self.target_met_on_date()
        ]

    # National collections.

    def waiting_by_collection(self) -> object:
        dates = self.header.snapshot_minutes
        return [
            [in_collections(self.waiting(s.spell, at)) for at in dates]
            for s in self.header.standards
        ]

    def completed_by_collection(self) -> object:
        return [in_collections(self.ended(s.spell)) for s in self.header.standards]

    def collection_share_waiting(self) -> object:
        dates = self.header.snapshot_minutes
        return [
            [shares_in_collections(self.waiting(s.spell, at)) for at in dates]
            for s in self.header.standards
        ]

    def collection_share_completed(self) -> object:
        return [shares_in_collections(self.ended(s.spell)) for s in self.header.standards]

    def collection_share_forward(self) -> object:
        return [
            [self.curves(s.spell)[0][(c.limit_weeks or 0) - 1] for c in with_limit()]
            for s in self.header.standards
        ]

    # Groups of children.

    def categories(self) -> range:
        """Of all attributes of children."""
        return range(self.header.sizes.categories)

    def share_within_completed_by_group(self) -> object:
        return [
            [share_under(self.ended(s.spell, None, c), s.limit_weeks) for c in self.categories()]
            for s in self.header.standards
        ]

    def share_within_waiting_by_group(self) -> object:
        dates = self.header.snapshot_minutes
        return [
            [
                [share_under(self.waiting(s.spell, at, c), s.limit_weeks) for at in dates]
                for c in self.categories()
            ]
            for s in self.header.standards
        ]

    def completed_wait_by_group(self) -> object:
        return [
            [median_and_mean(self.ended(spell, None, c)) for c in self.categories()]
            for spell in self.spells
        ]

    def waiting_wait_by_group(self) -> object:
        dates = self.header.snapshot_minutes
        return [
            [
                [median_and_mean(self.waiting(spell, at, c)) for at in dates]
                for c in self.categories()
            ]
            for spell in self.spells
        ]


def life_table(
    came: int, late: list[int], gone: list[list[int]], censored: list[int]
) -> tuple[Weeks, Weeks]:
    """Share seen, and share neither seen nor gone, by the end of each bin of time.

    Args:
        came: from the start.
        late: who joined in each bin.
        gone: by outcome, who went in each.
        censored: who was last seen in each, still waiting.
    """
    left, share, seen = came, 1.0, 0.0
    found: tuple[Weeks, Weeks] = ([], [])
    for k in range(len(late)):
        went = gone[COMPLETED][k] + gone[REMOVED][k]
        if left + late[k] <= 0 and share > 0:
            share = seen = math.nan
        risk = max(left + (late[k] - censored[k]) / 2, went)
        if went:
            seen += share * gone[COMPLETED][k] / risk
            share *= 1 - went / risk
        left += late[k] - went - censored[k]
        found[0].append(seen)
        found[1].append(share)
    return found
