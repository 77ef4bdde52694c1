"""Measures of those referred in a month, worked out from an event log."""

import math
from datetime import date, timedelta

from event_story import Wait
from figures_from_log import life_table
from flows_from_log import Flows
from weeks_read_off import QUANTILES, Weeks, reached

from waitsim.records import OUTCOMES

DAY, WEEK = 1440, 10080


class Months(Flows):
    """The measures of one replication, those of a month among them."""

    def months(self) -> list[date]:
        """First of each month that the run touches."""
        days = (self.header.start + timedelta(days=day) for day in range(self.header.days))
        return list(dict.fromkeys(day.replace(day=1) for day in days))

    def so_far(self, wait: Wait) -> int:
        """Minutes that a clock ran, up to the end of the run if it still does."""
        if wait.outcome is not None:
            return wait.length
        _first, after, since = wait.runs[-1]
        return (after if wait.paused else self.header.days * DAY) - since

    def of_month(self, spell: int, month: date) -> list[Wait]:
        """The clocks that started in a month of the run."""
        found = []
        for wait in self.own(spell):
            stop = self.header.days * DAY if wait.stop is None else wait.stop
            since = stop - self.so_far(wait)
            day = min(since // DAY, self.header.days - 1)
            began = self.header.start + timedelta(days=day)
            if since >= 0 and began.replace(day=1) == month:
                found.append(wait)
        return found

    def by_month(self, spell: int, month: date) -> Weeks:
        """Share of them seen by the end of each week since the start."""
        bins = -(-self.header.days // 7) + 1
        gone, censored = [[0] * bins for _ in OUTCOMES], [0] * bins
        clocks = self.of_month(spell, month)
        for wait in clocks:
            into = censored if wait.outcome is None else gone[wait.outcome]
            into[self.so_far(wait) // WEEK] += 1
        return life_table(len(clocks), [0] * bins, gone, censored)[0]

    def started_by_month(self) -> object:
        return [
            [len(self.of_month(s.spell, month)) for month in self.months()]
            for s in self.header.standards
        ]

    def seen_within_by_month(self) -> object:
        return [
            [self.by(self.by_month(s.spell, month), s.limit_weeks) for month in self.months()]
            for s in self.header.standards
        ]

    def by(self, curve: Weeks, weeks: float) -> float:
        """A curve at a time, along a straight line inside a week."""
        points = [0.0, *curve]
        if weeks >= len(curve):
            return points[-1]
        before, part = int(weeks), weeks - int(weeks)
        if part == 0:
            return points[before]
        return points[before] + part * (points[before + 1] - points[before])

    def wait_by_month(self) -> object:
        return [
            [
                [
                    reached(curve, q, anybody=not math.isnan(curve[-1]))
                    for curve in [self.by_month(s.spell, month)]
                    for q in QUANTILES
                ]
                for month in self.months()
            ]
            for s in self.header.standards
        ]
