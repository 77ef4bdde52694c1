"""What a replication is made of: its referrals, lists, time and log."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Final, cast

from simpy import Environment, Event
from simpy.events import EventPriority

from waitsim.engine.moments import ARRIVAL, first_clocks
from waitsim.engine.reference.staffing import offered_by_luck
from waitsim.model.tables import Tables
from waitsim.records import MINUTES_PER_DAY, NEVER, Tallies
from waitsim.rules import questions
from waitsim.rules.tallies import EventRow

Purses = dict[int, int]
"""Minutes by purse."""

CAME: Final = 0
MISSED_IT: Final = 1
PUT_OFF: Final = 2
BY_FAMILY: Final = 3
BY_SERVICE: Final = 4
"""How it went when a referral's turn was called."""

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
    step: int
    running: set[int]
    """Clocks that run, or are paused."""
    yet: set[int]
    """Clocks that have yet to start."""
    ages_out: int = NEVER
    groups: int = 0
    """Its categories, as `waitsim.rules.groups` keeps them."""
    variant: int = 0
    visits: dict[int, int] = field(default_factory=dict)
    visit: int = 0
    sessions: int = 0
    misses: int = 0
    cancellations: int = 0
    """By the family, since the last contact that it attended."""
    attempts: int = 0
    since: int = 0
    wait: tuple[int, int] | None = None
    """The list it is on and the minute of joining."""
    turn: "Turn | None" = None
    """Its turn there; none in a pause."""
    withdrawn: Event | None = None
    """Succeeds if another rule takes it off that list (S34)."""
    sent: bool = False
    """Whether it is at the step to which leaving a list has led it (S34)."""
    born: int = NEVER
    """Minute of birth, if it was asked for."""
    detail: int = 0
    """How it came about, as its first event tells."""
    bound: int | None = None
    """Step, or -(end + 1), to which it leaves the next list that it joins (S43)."""
    phase: int = ARRIVAL
    """Phase of the minute in which it begins."""
    started: dict[int, int] = field(default_factory=dict)
    """Minute since which a clock has run, where that is not the referral."""
    paused: dict[int, int] = field(default_factory=dict)
    """Minute in which a clock was paused."""
    had_contact: bool = False
    """Whether it has had a contact, attended or missed."""
    child: list["Referral"] = field(default_factory=list)
    """All referrals of the child, in the order of making."""


@dataclass(order=True)
class Turn:
    """A referral's turn on a list; ``called`` succeeds with how it went."""

    key: int
    index: int
    referral: Referral = field(compare=False)
    called: Event = field(compare=False)
    counted_from: int = field(default=0, compare=False)
    """Minute that its wait is counted from where who has waited longest is asked for (S32)."""
    gone: bool = field(default=False, compare=False)
    booked_for: int | None = field(default=None, compare=False)
    """Day of its appointment, if it has one."""
    booked_on: int = field(default=0, compare=False)
    room: Purses = field(default_factory=dict, compare=False)
    """Minutes kept for the appointment."""


class Diary:
    """Appointments of the days to come, and the minutes left for more (S38)."""

    def __init__(self, tables: Tables) -> None:
        self.days: list[list[Turn]] = [[] for _ in tables.bookable]
        self.room: list[list[int]] = tables.bookable.tolist()
        self.aside: list[list[int]] = [[0] * len(room) for room in self.room]
        """Minutes set aside on each day for an appointment on a later one."""


@dataclass
class Notice:
    """What a list advertises: mean minutes waited, and what the next mean is made of."""

    by_joining: int
    by_clock: int
    weeks: list[tuple[int, int, int]] = field(default_factory=list)
    """Of each week, waits completed and their minutes, by joining and by the clock's start."""


class World:
    """One replication under way."""

    def __init__(
        self, tables: Tables, luck: tuple[int, int], tallies: Tallies, begin: "Beginning"
    ) -> None:
        self.t = tables
        self.seed, self.replication = luck
        self.begin = begin
        self.tallies = tallies
        self.env = Environment()
        self.events: list[EventRow] = []
        self.referrals: list[Referral] = []
        self.going: dict[int, Referral] = {}
        self.lists: list[list[Turn]] = [[] for _ in tables.list_step]
        self.given = [0] * len(tables.list_step)
        """Contacts and places given from each list."""
        self.free = [int(n) for n in tables.places[0]]
        self.carry = [0] * len(tables.purse_group)
        self.offered = offered_by_luck(tables, *luck)
        self.clock_base = first_clocks(tables)
        looked_at = {int(line) for line in tables.choice_list if line >= 0}
        waits = zip(tables.first_wait.tolist(), tables.first_clock_wait.tolist(), strict=True)
        self.notices = {line: Notice(*wait) for line, wait in enumerate(waits) if line in looked_at}
        self.diary = Diary(tables)

    @property
    def now(self) -> int:
        """The present minute."""
        return int(self.env.now)

    @property
    def epoch(self) -> int:
        """The present epoch."""
        return int(self.t.epoch_of_day[self.now // MINUTES_PER_DAY])

    def situation(self, referral: Referral) -> int:
        """Row of what steps say of a referral at present (S19)."""
        return self.epoch * self.t.variants + referral.variant

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

    def later(self, referral: Referral, minutes: int) -> Moment:
        """The moment so many minutes from now."""
        return Moment(self.env, self.now + minutes, ARRIVAL, referral.index)

    def lasting(self, referral: Referral) -> int:
        """Minutes that the present delay or stay lasts (S14, S17)."""
        t, e, s = self.t, self.situation(referral), referral.step
        return questions.lasting_minutes(
            referral.who,
            int(t.step_key[s]),
            referral.visit,
            (int(t.duration_kind[e, s]), float(t.duration_a[e, s]), float(t.duration_b[e, s])),
            t.bands,
        )


Beginning = Callable[[World, Referral], Generator[Event, object, None]]
"""How the story of a referral begins that has not been on the opening list."""
