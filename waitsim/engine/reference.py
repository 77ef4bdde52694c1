"""The engine to read: each referral is a SimPy process that tells its own story.

It follows SEMANTICS.md rule by rule and writes the same events as ``kernel.py``, row for row. SimPy
keeps the time; `Moment` gives each event its place in the total order of S01.
"""

import heapq
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from simpy import Environment, Event
from simpy.events import EventPriority

from waitsim.engine.moments import (
    ARRIVAL,
    CHANGE,
    ONWARD,
    RELEASE,
    REMOVAL,
    SESSION,
    first_clocks,
    in_order,
)
from waitsim.model.tables import (
    CASELOAD,
    CONTACT,
    COURSE,
    DECISION,
    DELAY,
    PLACE,
    REVIEW,
    SESSION_MINUTE,
    Tables,
)
from waitsim.records import (
    ATTENDED,
    END_AGED_OUT,
    END_LEFT,
    END_NOT_BROUGHT,
    ENDED,
    ENTERED,
    EVENT_COLUMNS,
    JOINED,
    LEFT,
    LOST,
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    MISSED,
    NEVER,
    OFFERED,
    PLACED,
    REFERRED,
    RELEASED,
    STILL_RUNNING,
    STILL_WAITING,
    STOPPED,
    UNUSED,
    USED,
    VOIDED,
    WAITED,
    EventArray,
    Tallies,
)
from waitsim.rules import questions
from waitsim.rules.order import place_key
from waitsim.rules.tallies import tally_events

Story = Generator[Event, object, bool]
"""What a referral does next; True when it ends where it may go on to another step."""


class Moment(Event):
    """An event at a minute and a phase of it; within the phase, in order of referral (S01)."""

    def __init__(self, env: Environment, minute: int, phase: int, referral: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        rank = cast("EventPriority", (phase << 32) + referral)
        env.schedule(self, priority=rank, delay=minute - int(env.now))


@dataclass
class Referral:
    """One referral and where it stands."""

    index: int
    pathway: int
    who: questions.Who
    clock_start: int
    priority: int
    ages_out: int
    step: int
    running: set[int]
    visits: dict[int, int] = field(default_factory=dict)
    visit: int = 0
    sessions: int = 0
    misses: int = 0
    attempts: int = 0
    since: int = 0
    wait: tuple[int, int] | None = None
    """The list it is on and the minute of joining."""


@dataclass(order=True)
class Turn:
    """A referral's turn on a list; ``called`` succeeds with whether the contact was missed."""

    key: int
    index: int
    referral: Referral = field(compare=False)
    called: Event = field(compare=False)
    gone: bool = field(default=False, compare=False)


class Replication:
    """One replication under way."""

    def __init__(self, tables: Tables, seed: int, replication: int, tallies: Tallies) -> None:
        self.t = tables
        self.seed = seed
        self.replication = replication
        self.tallies = tallies
        self.env = Environment()
        self.events: list[tuple[int, ...]] = []
        self.referrals: list[Referral] = []
        self.going: dict[int, Referral] = {}
        self.lists: list[list[Turn]] = [[] for _ in tables.list_step]
        self.free = [int(n) for n in tables.places[0]]
        self.carry = [0] * tables.offered.shape[1]
        self.clock_base = first_clocks(tables)

    @property
    def now(self) -> int:
        """The present minute."""
        return int(self.env.now)

    @property
    def epoch(self) -> int:
        """The present epoch."""
        return int(self.t.epoch_of_day[self.now // MINUTES_PER_DAY])

    def note(
        self,
        referral: Referral,
        kind: int,
        detail: int,
        *,
        since: int | None = None,
        minute: int | None = None,
    ) -> None:
        """Writes an event down."""
        at = self.now if minute is None else minute
        row = (at, referral.index, kind, referral.pathway, referral.step, referral.priority)
        self.events.append((*row, int(detail), at if since is None else since))

    def run(self) -> None:
        """Lives through the run."""
        self.open_lists()
        self.env.process(self.days())
        self.env.run(until=self.t.days * MINUTES_PER_DAY)
        self.close()

    def days(self) -> Generator[Event, object, None]:
        """Each day: changed places, the day's referrals, and its sessions (S01)."""
        for day in range(self.t.days):
            midnight = day * MINUTES_PER_DAY
            yield Moment(self.env, midnight, CHANGE, 0)
            self.change_places(day)
            for referral in self.receive(day):
                self.env.process(self.begin(referral))
            yield Moment(self.env, midnight + SESSION_MINUTE, SESSION, 0)
            self.use_extra_slots(day)
            self.hold_sessions(day)

    # Referrals and their stories.

    def new_referral(self, p: int, number: int, clock_start: int, step: int) -> Referral:
        """A referral and what luck gave it (S02)."""
        t = self.t
        who = (self.seed, self.replication, int(t.pathway_key[p]), number)
        ages_out = NEVER
        leaving_age = int(t.leaving_age[p])
        if leaving_age != NEVER:
            below = leaving_age + clock_start if clock_start < 0 else NEVER
            age = questions.age_minutes(who, t.age_shares[p], t.age_low[p], t.age_high[p], below)
            ages_out = clock_start + leaving_age - age
        referral = Referral(
            index=len(self.referrals),
            pathway=p,
            who=who,
            clock_start=clock_start,
            priority=questions.priority_class(who, t.priority_shares[p]),
            ages_out=ages_out,
            step=step,
            running=set(range(int(self.clock_base[p]), int(self.clock_base[p + 1]))),
        )
        self.referrals.append(referral)
        self.going[referral.index] = referral
        return referral

    def receive(self, day: int) -> list[Referral]:
        """The day's referrals, each with its minute (S02)."""
        t = self.t
        received = []
        for p, key in enumerate(t.pathway_key):
            mean = float(t.referral_mean[day, p])
            who = (self.seed, self.replication, int(key), 0)
            count = 0
            if mean > 0:
                floor = float(t.referral_floor[day, p])
                count = questions.referral_count(who, day, mean, floor)
            for k in range(count):
                number = questions.referral_number(day, k)
                minute = questions.minute_of_day((*who[:3], number))
                start = day * MINUTES_PER_DAY + minute
                received.append(self.new_referral(p, number, start, int(t.first_step[p])))
        return received

    def begin(self, referral: Referral) -> Generator[Event, object, None]:
        """The whole story of a new referral."""
        yield Moment(self.env, referral.clock_start, ARRIVAL, referral.index)
        self.note(referral, REFERRED, 0)
        yield from self.travel(referral)

    def travel(self, referral: Referral) -> Generator[Event, object, None]:
        """Goes through the steps from the present one until an end (S03)."""
        while True:
            if not (yield from self.visit(referral)):
                return
            if not self.choose(referral):
                return

    def visit(self, referral: Referral) -> Story:
        """One time at the present step; True if the referral may go on (S03)."""
        s = referral.step
        referral.visit = referral.visits.get(s, 0)
        referral.visits[s] = referral.visit + 1
        referral.sessions = referral.misses = referral.attempts = 0
        self.note(referral, ENTERED, referral.visit)
        kind = self.t.step_kind[s]
        if kind in (CONTACT, COURSE):
            return (yield from self.be_seen(referral, int(self.t.new_list[s])))
        if kind == REVIEW:
            yield self.later(referral, int(self.t.every[self.epoch, s]))
            return (yield from self.be_seen(referral, int(self.t.follow_list[s])))
        self.stop_clocks(referral)
        if kind == DELAY:
            yield self.later(referral, self.lasting(referral))
        elif kind == PLACE:
            return (yield from self.take_place(referral))
        else:
            assert kind == DECISION
        return True

    def later(self, referral: Referral, minutes: int) -> Moment:
        """The moment so many minutes from now."""
        return Moment(self.env, self.now + minutes, ARRIVAL, referral.index)

    def lasting(self, referral: Referral) -> int:
        """Minutes that the present delay or stay lasts (S14, S17)."""
        t, e, s = self.t, self.epoch, referral.step
        return questions.lasting_minutes(
            referral.who,
            int(t.step_key[s]),
            referral.visit,
            int(t.duration_kind[e, s]),
            float(t.duration_a[e, s]),
            float(t.duration_b[e, s]),
        )

    def choose(self, referral: Referral) -> bool:
        """Takes a route out of the present step; False if it leads to an end (S08)."""
        t, s = self.t, referral.step
        start, stop = int(t.route_start[s]), int(t.route_start[s + 1])
        k = questions.route_taken(
            referral.who,
            int(t.step_key[s]),
            referral.visit,
            t.route_shares[self.epoch],
            start,
            stop,
        )
        target = int(t.route_target[start + k])
        if target < 0:
            self.end(referral, -target - 1)
            return False
        referral.step = target
        return True

    # Waiting and being seen.

    def be_seen(self, referral: Referral, line: int) -> Story:
        """Joins a list and has the contacts of a visit; True if they are done."""
        leave_at = self.join(referral, line)
        if leave_at <= self.now:
            self.leave(referral)
            return False
        return (yield from self.have_contacts(referral, line, leave_at))

    def have_contacts(self, referral: Referral, line: int, leave_at: int) -> Story:
        """Has the contacts of a visit, being on a list already; True if they are done (S12)."""
        t, s = self.t, referral.step
        while True:
            if not (yield from self.await_turns(referral, line, leave_at)):
                return False
            key, e, n = int(t.step_key[s]), self.epoch, referral.sessions
            whole = 0 < t.sessions[e, s] <= n
            if whole or questions.stops_here(
                referral.who, key, referral.visit, n, float(t.stops[e, s])
            ):
                yield Moment(self.env, self.now, ONWARD, referral.index)
                return True
            yield self.later(referral, int(t.every[e, s]))
            line = int(t.follow_list[s])
            leave_at = self.join(referral, line)
            if leave_at <= self.now:
                self.leave(referral)
                return False

    def await_turns(self, referral: Referral, line: int, leave_at: int) -> Story:
        """Is called for contacts until one is not missed; False if the referral ends first."""
        t, s = self.t, referral.step
        leaves = self.leaving_moment(referral, leave_at)
        while True:
            turn = self.queue(referral, line)
            yield turn.called | leaves
            if not turn.called.triggered:
                turn.gone = True
                self.leave(referral)
                return False
            if not turn.called.value:
                return True
            e, attempt = self.epoch, referral.attempts - 1
            if referral.misses >= t.most_missed[e, s] or not questions.is_rebooked(
                referral.who,
                int(t.step_key[s]),
                referral.visit,
                attempt,
                float(t.rebook[e, s]),
            ):
                self.end_wait(referral, LEFT)
                self.end(referral, int(t.end_base[referral.pathway]) + END_NOT_BROUGHT)
                return False
            after = int(t.rebook_after[e, s])
            back = Moment(self.env, self.now + after, ARRIVAL if after else ONWARD, referral.index)
            yield back | leaves
            if not back.processed:
                self.leave(referral)
                return False
            if t.rebook_to_back[self.epoch, s]:
                referral.since = self.now

    def leaving_moment(self, referral: Referral, leave_at: int) -> Event:
        """The moment of leaving a list, or an event that never comes."""
        if leave_at >= self.t.days * MINUTES_PER_DAY:
            return Event(self.env)
        return Moment(self.env, leave_at, REMOVAL, referral.index)

    def join(self, referral: Referral, line: int) -> int:
        """Joins a list; the minute in which the referral will leave it unseen (S06, S07)."""
        t, s = self.t, referral.step
        self.note(referral, JOINED, line)
        leave_at = NEVER
        if t.list_leaving[line]:
            hazard = float(t.hazard[self.epoch, s])
            key = int(t.step_key[s])
            leave_at = questions.leaves_at(referral.who, key, referral.visit, self.now, hazard)
        referral.wait = (line, self.now)
        referral.since = referral.clock_start if t.list_by_clock[line] else self.now
        return min(leave_at, max(referral.ages_out, self.now))

    def queue(self, referral: Referral, line: int) -> Turn:
        """Puts a referral in its place on a list (S09)."""
        t = self.t
        priority = referral.priority if t.list_by_priority[line] else 0
        key = place_key(int(t.list_precedence[line]), priority, referral.since)
        turn = Turn(key, referral.index, referral, Event(self.env))
        heapq.heappush(self.lists[line], turn)
        return turn

    def head(self, line: int) -> Turn | None:
        """First on a list, those who have left being let go."""
        turns = self.lists[line]
        while turns and turns[0].gone:
            heapq.heappop(turns)
        return turns[0] if turns else None

    def attend(self, turn: Turn) -> bool:
        """A booked contact takes place, or is missed: then False (S10, S11, S12)."""
        referral, t, e = turn.referral, self.t, self.epoch
        s = referral.step
        attempt = referral.attempts
        referral.attempts += 1
        share = float(t.dna[e, s])
        missed = questions.is_missed(
            referral.who, int(t.step_key[s]), referral.visit, attempt, share
        )
        if missed:
            referral.misses += 1
            self.note(referral, MISSED, referral.misses)
        else:
            self.end_wait(referral, WAITED)
            referral.sessions += 1
            referral.misses = 0
            self.note(referral, ATTENDED, referral.sessions)
            if referral.sessions == 1:
                self.stop_clocks(referral)
        turn.called.succeed(missed)
        return not missed

    # Sessions.

    def use_extra_slots(self, day: int) -> None:
        """Extra slots see the first on the step's list of new starts, before staff do (S13)."""
        t, week = self.t, self.now // MINUTES_PER_WEEK
        for s in np.flatnonzero(t.extra_slots[day]):
            slots = int(t.extra_slots[day, s])
            line = int(t.new_list[s] if t.new_list[s] >= 0 else t.follow_list[s])
            self.tallies.slots[s, OFFERED, week] += slots
            for _ in range(slots):
                turn = self.head(line)
                if turn is None:
                    break
                heapq.heappop(self.lists[line])
                use = USED if self.attend(turn) else LOST
                self.tallies.slots[s, use, week] += 1

    def hold_sessions(self, day: int) -> None:
        """The day's staff time goes to the lists, pool by pool (S09)."""
        t, week = self.t, self.now // MINUTES_PER_WEEK
        balance, held = [0] * len(self.carry), [0] * len(self.carry)
        for g, offered in enumerate(t.offered[day]):
            if offered > 0:
                balance[g] = int(offered) + self.carry[g]
                self.carry[g] = 0
                self.tallies.minutes[g, OFFERED, week] += offered
        for first, last in zip(t.pool_start[:-1], t.pool_start[1:], strict=True):
            waiting = {int(line) for line in t.pool_list[first:last]}
            while heads := [(h, line) for line in waiting if (h := self.head(line))]:
                turn, line = min(heads)
                s = int(t.list_step[line])
                needs = self.needs(s)
                if all(sum(need) <= balance[g] for g, need in needs.items()):
                    heapq.heappop(self.lists[line])
                    came = self.attend(turn)
                    for g, (contact, admin) in needs.items():
                        minutes = contact + admin if came else contact
                        balance[g] -= minutes
                        self.tallies.minutes[g, USED if came else LOST, week] += minutes
                else:
                    for g, need in needs.items():
                        kept = min(sum(need), balance[g])
                        balance[g] -= kept
                        held[g] += kept
                    waiting.remove(line)
        for g in range(len(balance)):
            self.carry[g] += held[g]
            self.tallies.minutes[g, UNUSED, week] += balance[g]

    def needs(self, s: int) -> dict[int, tuple[int, int]]:
        """Minutes of each staff group for a contact at a step: with the child, and besides."""
        t, e = self.t, self.epoch
        return {
            int(t.need_group[k]): (int(t.need_minutes[e, k]), int(t.need_admin[e, k]))
            for k in range(t.need_start[s], t.need_start[s + 1])
        }

    # Places.

    def take_place(self, referral: Referral) -> Story:
        """Waits for a place, holds it and gives it back; False if the referral leaves (S14)."""
        leave_at = self.join(referral, int(self.t.new_list[referral.step]))
        if leave_at <= self.now:
            self.leave(referral)
            return False
        return (yield from self.await_place(referral, leave_at))

    def await_place(self, referral: Referral, leave_at: int) -> Story:
        """Waits for a place, being on its list already, and holds it (S14)."""
        s = referral.step
        turn = self.queue(referral, int(self.t.new_list[s]))
        opens = self.now == 0 and referral.index < len(self.t.opening_step)
        if not opens:  # those on the opening list are served together, on the first day's change
            self.fill_places(s)
        if not turn.called.triggered:
            yield turn.called | self.leaving_moment(referral, leave_at)
            if not turn.called.triggered:
                turn.gone = True
                self.leave(referral)
                return False
        return (yield from self.hold_place(referral, self.lasting(referral)))

    def hold_place(self, referral: Referral, minutes: int) -> Story:
        """Holds a place for a time and gives it back to whoever waits for it (S14)."""
        yield Moment(self.env, self.now + minutes, RELEASE, referral.index)
        self.note(referral, RELEASED, 0)
        self.free[referral.step] += 1
        self.fill_places(referral.step)
        return True

    def fill_places(self, s: int) -> None:
        """Gives free places to those who wait for them (S14)."""
        line = int(self.t.new_list[s])
        while self.free[s] > 0 and (turn := self.head(line)):
            heapq.heappop(self.lists[line])
            self.end_wait(turn.referral, WAITED)
            self.free[s] -= 1
            self.note(turn.referral, PLACED, 0)
            turn.called.succeed(False)

    def change_places(self, day: int) -> None:
        """Places that a new epoch adds or takes away (S14)."""
        e, before = self.t.epoch_of_day[day], self.t.epoch_of_day[max(day - 1, 0)]
        if e == before and day > 0:
            return
        for s in np.flatnonzero(self.t.step_kind == PLACE):
            self.free[s] += int(self.t.places[e, s] - self.t.places[before, s])
            self.fill_places(int(s))

    # Clocks, leaving and ends.

    def stop_clocks(self, referral: Referral) -> None:
        """Stops the clocks that the present step stops (S04)."""
        for clock in sorted(referral.running):
            if self.t.clock_stops[referral.step, clock]:
                referral.running.remove(clock)
                self.note(referral, STOPPED, clock, since=referral.clock_start)

    def end_wait(self, referral: Referral, kind: int) -> None:
        """Ends the wait on the list that a referral is on: WAITED or LEFT."""
        assert referral.wait is not None
        line, joined = referral.wait
        self.note(referral, kind, line, since=joined)
        referral.wait = None

    def leave(self, referral: Referral) -> None:
        """A referral leaves its list: by itself, or on a birthday (S06, S07)."""
        self.end_wait(referral, LEFT)
        reason = END_AGED_OUT if referral.ages_out <= self.now else END_LEFT
        self.end(referral, int(self.t.end_base[referral.pathway]) + reason)

    def end(self, referral: Referral, end: int) -> None:
        """Ends a referral, and with it the clocks that still run (S05)."""
        for clock in sorted(referral.running):
            self.note(referral, VOIDED, clock, since=referral.clock_start)
        self.note(referral, ENDED, end)
        del self.going[referral.index]

    # The beginning and the end of the run.

    def open_lists(self) -> None:
        """Puts the opening referrals where they are at minute 0 (S15)."""
        t = self.t
        for o in range(len(t.opening_step)):
            s = int(t.opening_step[o])
            p = int(t.step_pathway[s])
            number, since = int(t.opening_number[o]), int(t.opening_since[o])
            referral = self.new_referral(p, number, since, s)
            at_work = t.opening_state[o] == CASELOAD
            referral.running = {
                clock
                for clock in referral.running
                if t.clock_runs[s, clock] and not (at_work and t.clock_stops[s, clock])
            }
            referral.visits[s] = 1
            self.note(referral, REFERRED, 1 + int(t.opening_state[o]), minute=since)
            if at_work:
                referral.sessions = referral.attempts = int(t.opening_session[o])
                story = self.rest_of_work(referral, float(t.opening_fraction[o]))
            else:
                story = self.rest_of_wait(referral, *self.join_opening(referral))
            self.env.process(self.go_on(referral, story))

    def join_opening(self, referral: Referral) -> tuple[int, int]:
        """The list an opening referral is on, and when it will leave it unseen (S15)."""
        t, s, since = self.t, referral.step, referral.clock_start
        line = int(t.new_list[s] if t.new_list[s] >= 0 else t.follow_list[s])
        self.note(referral, JOINED, line, minute=since)
        leave_at = NEVER
        if t.list_leaving[line]:
            key, hazard = int(t.step_key[s]), float(t.hazard[0, s])
            leave_at = questions.leaves_at(referral.who, key, 0, 0, hazard)
        referral.wait = (line, since)
        referral.since = since
        return line, min(leave_at, max(referral.ages_out, 1))

    def go_on(self, referral: Referral, story: Story) -> Generator[Event, object, None]:
        """The story of an opening referral: the rest of its present visit, then the others."""
        if (yield from story) and self.choose(referral):
            yield from self.travel(referral)

    def rest_of_wait(self, referral: Referral, line: int, leave_at: int) -> Story:
        """The rest of the visit of an opening referral that waits (S15)."""
        if self.t.step_kind[referral.step] == PLACE:
            return self.await_place(referral, leave_at)
        return self.have_contacts(referral, line, leave_at)

    def rest_of_work(self, referral: Referral, fraction: float) -> Story:
        """The rest of the visit of an opening referral that is part-way through (S15)."""
        s = referral.step
        if self.t.step_kind[s] in (COURSE, REVIEW):
            yield self.later(referral, int(self.t.every[0, s] * fraction))
            return (yield from self.be_seen(referral, int(self.t.follow_list[s])))
        left = max(int(self.lasting(referral) * fraction), 1)
        if self.t.step_kind[s] == PLACE:
            self.free[s] -= 1
            return (yield from self.hold_place(referral, left))
        yield self.later(referral, left)
        return True

    def close(self) -> None:
        """At the end of the run all that has not ended stays open (S16)."""
        horizon = self.t.days * MINUTES_PER_DAY
        for referral in self.going.values():
            if referral.wait is not None:
                line, joined = referral.wait
                self.note(referral, STILL_WAITING, line, since=joined, minute=horizon)
            for clock in sorted(referral.running):
                start = referral.clock_start
                self.note(referral, STILL_RUNNING, clock, since=start, minute=horizon)


def simulate(
    tables: Tables, seed: int, replication: int, tallies: Tallies, *, events: bool
) -> EventArray | None:
    """Runs one replication into its tallies; the events in order, if they are asked for.

    Args:
        tallies: of one replication, all zero; ``open`` receives differences.
    Returns:
        Rows of ``EVENT_COLUMNS`` in order of minute, then referral, then occurrence; or None.
    """
    world = Replication(tables, seed, replication, tallies)
    world.run()
    rows = np.array(world.events, dtype=np.int64).reshape(-1, len(EVENT_COLUMNS))
    tally_events(tallies, tables.snapshot_minute, len(tables.list_step), rows, len(rows))
    return in_order(rows) if events else None
