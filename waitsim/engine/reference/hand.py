"""The minutes in hand on one day, purse by purse."""

from collections import Counter

from waitsim.engine.reference.world import World
from waitsim.records import LOST, MINUTES_PER_WEEK, OFFERED, UNUSED, USED
from waitsim.rules.attending import FREED, GIVEN
from waitsim.rules.staff_time import (
    LOST_UNUSED,
    carried_minutes,
    overrun_minutes,
    share_of_minutes,
)

Needs = dict[int, tuple[int, int]]
"""Minutes of each staff group for a contact: with the child, and besides."""


class Hand:
    """Minutes in hand at the day's sessions, and those set aside for each list (S09, S23)."""

    def __init__(self, world: World, day: int) -> None:
        self.world = world
        self.balance = [0] * len(world.carry)
        self.beyond = [0] * len(world.carry)
        self.lost = [0] * len(world.carry)
        self.aside: Counter[tuple[int, int]] = Counter()
        self.lent = False
        for g, offered in enumerate(world.offered[day].tolist()):
            if offered > 0:
                self._tally(g, OFFERED, offered)
                self._fill(g, offered)

    def of(self, line: int, g: int) -> int:
        """The purse from which a list takes the minutes of a group now."""
        t, e = self.world.t, self.world.epoch
        return g if self.lent and t.group_lends[e, g] else int(t.purse_of[e, line, g])

    def has(self, line: int, wanted: Needs) -> bool:
        """Whether every group has the minutes that a contact takes, or may book beyond (S25)."""
        purses = {g: self.of(line, g) for g in wanted}
        return all(
            sum(need) <= self.balance[purses[g]] + self.beyond[purses[g]]
            for g, need in wanted.items()
        )

    def spend(self, line: int, wanted: Needs, how: int) -> None:
        """Takes the minutes of a contact, unless they are free for others (S10, S39)."""
        if how == FREED:
            return
        came = how == GIVEN
        for g, (contact, admin) in wanted.items():
            minutes = contact + admin if came else contact
            self.balance[self.of(line, g)] -= minutes
            self._tally(g, USED if came else LOST, minutes)
            self.lost[g] += 0 if came else minutes

    def set_aside(self, line: int, wanted: Needs) -> None:
        """Keeps what the groups have of a contact's minutes, unless theirs are lost (S24)."""
        t, e = self.world.t, self.world.epoch
        for g, need in wanted.items():
            if t.group_unused[e, g] != LOST_UNUSED:
                purse = self.of(line, g)
                kept = max(min(sum(need), self.balance[purse]), 0)
                self.balance[purse] -= kept
                self.aside[line, g] += kept

    def take_back(self, line: int) -> None:
        """In the second round, a list has what was set aside for it in the first (S23)."""
        if self.lent:
            for g in range(self.world.t.offered.shape[1]):
                self.balance[self.of(line, g)] += self.aside.pop((line, g), 0)

    def lend(self) -> bool:
        """Opens what is left to all lists, where groups lend; whether any does (S23)."""
        t, e = self.world.t, self.world.epoch
        for purse, g in enumerate(t.purse_group):
            if t.group_lends[e, g] and purse != g:
                self.balance[g] += self.balance[purse]
                self.beyond[g] += self.beyond[purse]
                self.balance[purse] = self.beyond[purse] = 0
                self.lent = True
        return self.lent

    def close(self) -> None:
        """What was set aside or is carried goes to the next session; the rest is unused (S24)."""
        t, e = self.world.t, self.world.epoch
        for (line, g), minutes in self.aside.items():
            self.world.carry[t.purse_of[e, line, g]] += minutes
        for g in range(t.offered.shape[1]):
            own = [p for p, owner in enumerate(t.purse_group) if owner == g]
            left = sum(self.balance[p] for p in own)
            if left < 0:
                self._overrun(g, left)
                left = 0
            rule, limit = int(t.group_unused[e, g]), int(t.group_carries[e, g])
            carried = carried_minutes(left, rule, limit)
            self._tally(g, UNUSED, left - carried)
            for p in own:
                part = max(min(self.balance[p], carried), 0)
                self.world.carry[p] += part
                carried -= part

    def _fill(self, g: int, offered: int) -> None:
        """Splits the minutes of a group, and adds what each purse has from before (S23)."""
        t, e, carry = self.world.t, self.world.epoch, self.world.carry
        parts = {g: offered}
        for purse, owner in enumerate(t.purse_group):
            if owner == g and purse != g:
                parts[purse] = share_of_minutes(offered, int(t.purse_share[e, purse]))
                parts[g] -= parts[purse]
        for purse, part in parts.items():
            there = purse == g or t.purse_share[e, purse]
            self.balance[purse if there else g] += part + carry[purse]
            self.beyond[purse] = share_of_minutes(part, int(t.group_overbooks[e, g]))
            carry[purse] = 0

    def _overrun(self, g: int, left: int) -> None:
        """Those booked beyond fill what was lost; what they need besides is overrun (S25)."""
        over = overrun_minutes(left, self.lost[g])
        self._tally(g, LOST, left + over)
        self._tally(g, USED, -over)
        self.world.tallies.overrun[g, self.world.now // MINUTES_PER_WEEK] += over

    def _tally(self, g: int, use: int, minutes: int) -> None:
        self.world.tallies.minutes[g, use, self.world.now // MINUTES_PER_WEEK] += minutes
