"""Measures of flows, clocks' rules and gaps that an event log can tell, one event at a time."""

import math
from collections.abc import Callable

from event_story import Wait
from figures_from_log import Figures
from weeks_read_off import divided, median_and_mean, per_period, share_under

from waitsim.records import FURTHER, REASONS

WEEK = 10080
Rule = Callable[[list[float], float], float]
MADE_FIRST = 3
"""Detail of the first kind of further referral."""


class Flows(Figures):
    """The measures of one replication that are not of waits alone."""

    # Clocks.

    def paused_clocks(self) -> object:
        found = []
        for s in self.header.standards:
            own = self.own(s.spell)
            found.append(
                [sum(in_a_pause(wait, at) for wait in own) for at in self.header.snapshot_minutes]
            )
        return found

    def exceptions(self) -> object:
        events = self.story.of_kind("excepted")
        first = len(self.header.names.lists)
        return [
            [
                per_period(
                    (
                        each.minute // WEEK
                        for each in events
                        if divmod(each.detail, len(REASONS)) == (s.spell - first, reason)
                    ),
                    self.years,
                )
                for reason in range(len(REASONS))
            ]
            for s in self.header.standards
        ]

    # Flows.

    def referrals_per_week(self) -> object:
        header = self.header
        came = [e for e in self.story.of_kind("referred") if e.detail == 0]
        return [
            [
                sum(e.pathway == p and e.minute // WEEK == week for e in came)
                * (7 / min(7, header.days - 7 * week))
                for week in range(header.sizes.weeks)
            ]
            for p in range(header.sizes.pathways)
        ]

    def further_referrals(self) -> object:
        came = self.story.of_kind("referred")
        return [
            [
                per_period(
                    (
                        e.minute // WEEK
                        for e in came
                        if e.pathway == p and e.detail == MADE_FIRST + how
                    ),
                    self.years,
                )
                for how in range(len(FURTHER))
            ]
            for p in range(self.header.sizes.pathways)
        ]

    def at_steps(
        self, given: list[tuple[list[int], int]], *kinds: str, detail: int = -1
    ) -> list[list[int]]:
        """Events of some kinds, or those with a detail, at each step and in each period."""
        events = self.story.of_kind(*kinds)
        return [
            per_period(
                (
                    e.minute // WEEK
                    for e in events
                    if e.step == step and detail in (-1, min(e.detail, 2))
                ),
                given,
            )
            for step in range(self.header.sizes.steps)
        ]

    def escalations(self) -> object:
        return self.at_steps(self.years, "escalated")

    def outflow_by_reason(self) -> object:
        gone = self.story.of_kind("ended")
        return [
            per_period((e.minute // WEEK for e in gone if e.detail == end), self.years)
            for end in range(self.header.sizes.ends)
        ]

    def contacts(self) -> object:
        first = self.at_steps(self.quarters, "attended", detail=1)
        later = self.at_steps(self.quarters, "attended", detail=2)
        missed = self.at_steps(self.quarters, "missed")
        return [list(kinds) for kinds in zip(first, later, missed, strict=True)]

    def cancelled_contacts(self) -> object:
        family = self.at_steps(self.quarters, "cancelled_by_family")
        service = self.at_steps(self.quarters, "cancelled_by_service")
        return [list(who) for who in zip(family, service, strict=True)]

    def stops_per_week(self) -> object:
        return [
            [len(self.ended(spell, weeks)) * 7 / days for weeks, days in self.quarters]
            for spell in self.spells
        ]

    def bought_care_cost(self) -> object:
        found = []
        for step, prices in enumerate(self.header.entry_prices):
            entered = [e for e in self.story.of_kind("entered_step") if e.step == step]
            found.append(sum(prices[e.minute // WEEK] for e in entered) if prices else 0.0)
        return found

    # Gaps between groups.

    def attributes(self) -> list[list[int]]:
        """The categories of each attribute."""
        names = self.header.names
        return [
            [i for i, name in enumerate(names.categories) if name.startswith(f"{attribute}.")]
            for attribute in names.attributes
        ]

    def gap_within_completed(self) -> object:
        return self.of_completed(gap)

    def disparity_within_completed(self) -> object:
        return self.of_completed(disparity)

    def of_completed(self, rule: Rule) -> object:
        """A rule over shares of those seen within the limit."""
        return [
            [
                rule(
                    [share_under(self.ended(s.spell, None, c), s.limit_weeks) for c in own],
                    share_under(self.ended(s.spell), s.limit_weeks),
                )
                for own in self.attributes()
            ]
            for s in self.header.standards
        ]

    def gap_within_waiting(self) -> object:
        return self.of_waiting(gap)

    def disparity_within_waiting(self) -> object:
        return self.of_waiting(disparity)

    def of_waiting(self, rule: Rule) -> object:
        """A rule over shares of those waiting within the limit."""
        return [
            [
                [
                    rule(
                        [share_under(self.waiting(s.spell, at, c), s.limit_weeks) for c in own],
                        share_under(self.waiting(s.spell, at), s.limit_weeks),
                    )
                    for at in self.header.snapshot_minutes
                ]
                for own in self.attributes()
            ]
            for s in self.header.standards
        ]

    def gap_in_completed_wait(self) -> object:
        return [
            [
                gap([median_and_mean(self.ended(spell, None, c))[1] for c in own])
                for own in self.attributes()
            ]
            for spell in self.spells
        ]


def in_a_pause(wait: Wait, minute: int) -> bool:
    """Whether a clock has begun, is not over, and does not run at a minute."""
    over = wait.stop is not None and wait.stop <= minute
    return wait.runs[0][0] <= minute and not over and wait.waited(minute) is None


def gap(rates: list[float], _whole: float = 0.0) -> float:
    """Largest less smallest of those known, if there are two."""
    known = [rate for rate in rates if not math.isnan(rate)]
    return max(known) - min(known) if len(known) > 1 else math.nan


def disparity(rates: list[float], whole: float) -> float:
    """Index of disparity of those known, if there are two."""
    known = [rate for rate in rates if not math.isnan(rate)]
    if len(known) < 2 or not whole > 0:
        return math.nan
    return divided(sum(abs(rate - whole) for rate in known) / len(known), whole)
