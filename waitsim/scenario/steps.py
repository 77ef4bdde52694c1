"""The steps of a pathway, as a scenario says them."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from waitsim.scenario.cancelling import Cancels
from waitsim.scenario.choosing import Choice
from waitsim.scenario.differing import Differs, Varied
from waitsim.scenario.escalating import Escalation
from waitsim.scenario.lasting import Lasting
from waitsim.scenario.leaving import LeavingRate
from waitsim.scenario.long_waiters import LongWaiters
from waitsim.scenario.onward import AlsoReferring
from waitsim.scenario.part import Children, Label, Name, Part, PartError
from waitsim.scenario.quantities import (
    TIME,
    WHOLE,
    Date,
    Discipline,
    Minutes,
    Money,
    MonthDays,
    PerWeek,
    Precedence,
    Share,
    Span,
    Then,
)
from waitsim.scenario.tree import Path
from waitsim.scenario.units import MINUTES

YEAR: Final = MINUTES["year"]
ContactMinutes = Annotated[float, TIME.within(least=0, most=7 * 1440)]


class Dna(Part):
    """Children who are not brought, or do not attend, and what is done about it."""

    share: Share | None = None
    """Share of booked contacts missed, however long ahead they were booked."""
    by_notice: Annotated[dict[Minutes, Share], Field(min_length=1, max_length=100)] = {}
    """In place of ``share``, the share by whole days between booking and contact.

    On a straight line between them, and level beyond; a contact not booked ahead has 0 days.
    """
    rebook: Share = 1.0
    """Share of missed contacts that are booked again; the others are discharged."""
    most: Annotated[int, WHOLE.within(least=1, most=1000)] | None = None
    """Missed contacts in a row after which a referral is discharged; no limit if left out."""
    place: Literal["keeps", "back"] = "keeps"
    """Whether a rebooked referral keeps its place on the list or goes to the back."""
    after: Minutes = 0.0
    """Time after a missed contact before the referral can be seen again."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if len(self.model_fields_set & {"share", "by_notice"}) != 1:
            message = (
                'the share missed is said in one of two ways. Write "share: 6 %", or '
                '"by_notice:" with shares by days of notice.'
            )
            raise PartError([("", message)])
        for notice in self.by_notice:
            if notice % MINUTES["day"]:
                message = "notice is in whole days. Write some such as 14 days."
                raise PartError([("by_notice", message)])
        return self


class Listed(Varied):
    """What steps with a waiting list have in common."""

    order: Discipline = "priority then longest wait"
    """Who is seen next."""
    breach_of: Name | None = None
    """Standard whose limit ``earliest breach`` looks at."""
    limits: Annotated[dict[Name, Span], Field(max_length=9)] = {}
    """Limit of each priority class that ``earliest breach`` looks at, in place of a standard."""
    head_starts: Annotated[dict[Name, Minutes], Field(max_length=9)] = {}
    """By ``points``, how much longer each priority class counts as having waited; 0 if left out."""
    long_waiters: LongWaiters | None = None
    """Share of first contacts, or places, for whoever has waited longest, whatever the order."""
    precedence: Precedence = 2
    """Whose list comes first where lists share staff: 1 before 2."""
    leaving: LeavingRate = 0.0
    """Chance of leaving the list while waiting for a first contact or a place."""
    escalates: Annotated[dict[Name, Escalation], Field(max_length=8)] = {}
    """Priority classes that rise to a more urgent one while they wait for a first contact."""
    leaves_to: Then | None = None
    """Where those who leave go; the end ``left`` if left out."""
    then: Then
    """Where a referral goes afterwards."""
    also_refers: AlsoReferring = {}
    """Further referrals of the same child that this step may lead to, by their pathway."""
    choice: Choice | None = None
    """Another provider that a share chooses on leaving the step, by an advertised wait."""
    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    differs: Differs = ()
    """Values that differ for some children, such as by group, priority or age."""


class StandIn(Part):
    """Staff who give a contact when those before them have no time."""

    staff: Annotated[dict[Name, ContactMinutes], Field(min_length=1, max_length=50)]
    """Minutes each staff group gives to the contact itself."""
    admin: Annotated[dict[Name, ContactMinutes], Field(max_length=50)] = {}
    """Further minutes around a contact that takes place."""


class Contact(Listed):
    """An appointment that uses minutes of one staff group, or of several together."""

    kind: Literal["contact"]
    """Kind of step."""
    staff: Annotated[dict[Name, ContactMinutes], Field(max_length=50)]
    """Minutes each staff group gives to the contact itself; lost when the child is not brought."""
    admin: Annotated[dict[Name, ContactMinutes], Field(max_length=50)] = {}
    """Further minutes around a contact that takes place: preparing, scoring, writing reports."""
    dna: Dna | None = None
    """Missed contacts; none are missed if left out."""
    cancels: Cancels | None = None
    """Cancelled contacts; none are cancelled if left out."""
    notice: Annotated[float, TIME.within(least=0, most=2 * YEAR)] = 0.0
    """Whole days between booking a first contact and the contact itself.

    If left out, first contacts are not booked ahead: each day's time goes to those then waiting.
    """
    extra_slots: PerWeek = 0.0
    """Contacts bought on top of staff time: a waiting-list initiative or outsourcing."""
    extra_slot_price: Money = 0.0
    """Price of one extra slot."""
    together: Annotated[int, WHOLE.within(least=1, most=100)] = 1
    """Children seen together in one contact, which takes the minutes of one."""
    at_least: Annotated[int, WHOLE.within(least=1, most=100)] = 1
    """Children who must wait for a first contact before some are seen together."""
    or_staff: Annotated[tuple[StandIn, ...], Field(max_length=8)] = ()
    """Staff who stand in, in order: the first who have the minutes give the contact."""
    list_: Name | None = Field(default=None, alias="list")
    """Name of a waiting list that steps share, of one pathway or several; its own if left out."""

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.at_least > self.together:
            message = f'"together: {self.together}" has no room for so many. Change one of them.'
            raise PartError([("at_least", message)])
        return self


class Course(Contact):
    """Several contacts at an interval."""

    kind: Literal["course"]  # type: ignore[assignment]
    """Kind of step."""
    sessions: Annotated[int, WHOLE.within(least=2, most=1000)]
    """Contacts in a whole course."""
    every: Span
    """Time from one contact until the next is due."""
    stops: Share = 0.0
    """Chance, after each contact but the last, that the course ends there."""
    follow_ups: Literal["first", "with new starts"] = "first"
    """Whether follow-ups come before all of precedence 2 and up, or by the step's precedence."""


class Review(Contact):
    """A contact that comes back after an interval until it stops: a caseload."""

    kind: Literal["review"]  # type: ignore[assignment]
    """Kind of step."""
    precedence: Precedence = 1
    """Whose list comes first where lists share staff: 1 before 2."""
    every: Span
    """Time from entering, and from each contact, until the next is due."""
    stops: Share = 0.0
    """Chance, after each contact, that the reviews end there."""
    until: Date | None = None
    """Last day on which a review may fall due; one that would fall due later ends the reviews."""
    until_age: Annotated[int, WHOLE.within(least=1, most=120)] | None = None
    """Birthday from which on a review that falls due ends the reviews."""


class Delay(Varied):
    """Time that passes without anyone's capacity: forms coming back, a chair on order."""

    kind: Literal["delay"]
    """Kind of step."""
    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    lasts: Lasting
    """How long it lasts: fixed, or drawn at random."""
    price: Money = 0.0
    """Price of each referral that enters, such as that of another provider's assessment."""
    then: Then
    """Where a referral goes afterwards."""
    differs: Differs = ()
    """Values that differ for some children, such as by group, priority or age."""
    also_refers: AlsoReferring = {}
    """Further referrals of the same child that this step may lead to, by their pathway."""
    choice: Choice | None = None
    """Another provider that a share chooses on leaving the step, by an advertised wait."""


class Decision(Varied):
    """A parting of ways that takes no time."""

    kind: Literal["decision"]
    """Kind of step."""
    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    then: Then
    """Where a referral goes next."""
    differs: Differs = ()
    """Values that differ for some children, such as by group, priority or age."""
    also_refers: AlsoReferring = {}
    """Further referrals of the same child that this step may lead to, by their pathway."""
    choice: Choice | None = None
    """Another provider that a share chooses on leaving the step, by an advertised wait."""


class Place(Listed):
    """A place that is held for a time: a caseload place, a seat in a group."""

    kind: Literal["place"]
    """Kind of step."""
    places: Children
    """Places there are."""
    lasts: Lasting
    """How long a place is held: fixed, or drawn at random."""


class Clinic(Listed):
    """Slots on dates: a panel with 12 cases every second Tuesday."""

    kind: Literal["clinic"]
    """Kind of step."""
    slots: Annotated[int, WHOLE.within(least=0, most=100_000)]
    """Children seen at most on each date."""
    every: Span | None = None
    """Whole days from one date to the next, such as ``2 weeks``, counted from the first."""
    first: Date | None = None
    """The first date, which may be before the start of the run."""
    dates: Annotated[tuple[Date, ...], Field(max_length=5000)] = ()
    """The dates one by one, in place of ``every`` and ``first``."""
    monthly: Annotated[MonthDays, Field(max_length=35)] = ()
    """Day, or days, of each month, such as its second Tuesday, in place of those."""
    moved: Literal["next working day", "falls out"] = "next working day"
    """What becomes of a date that is a bank holiday or another closure."""
    staff: Annotated[dict[Name, ContactMinutes], Field(max_length=50)] = {}
    """Minutes that each staff group of a panel gives to a whole date, however many come."""
    price: Money = 0.0
    """Price of each slot that a child is booked into, missed ones included."""
    dna: Dna | None = None
    """Missed contacts; none are missed if left out."""
    cancels: Cancels | None = None
    """Cancelled contacts; none are cancelled if left out."""

    @model_validator(mode="after")
    def _has_dates(self) -> Self:
        faults: list[tuple[str | Path, str]] = [
            (("differs", i, key), f'"{key}" of a clinic is the same for all. Remove the line.')
            for i, item in enumerate(self.differs)
            for key in item.amounts
            if key in ("every", "staff", "price")
        ]
        faults += _date_faults(self)
        if faults:
            raise PartError(faults)
        return self


def _date_faults(clinic: Clinic) -> list[tuple[str, str]]:
    pattern = [key for key in ("every", "first") if getattr(clinic, key) is not None]
    said = [key for key in ("dates", "monthly") if getattr(clinic, key)]
    if said:
        message = f'"{said[0]}:" says it all. Remove one of the two.'
        days: tuple[object, ...] = getattr(clinic, said[0])
        twice = [day for day in days if days.count(day) > 1]
        faults = [(key, message) for key in (*pattern, *said[1:])]
        return faults + [(said[0], f"{day} is there twice. Remove one.") for day in twice[:1]]
    if len(pattern) < 2:
        mend = (
            'Write "every: 2 weeks" and "first:" with a date, "monthly: second tuesday", or '
            '"dates:" with a list'
        )
        return [(pattern[0] if pattern else "", f"a clinic is held on dates. {mend}.")]
    if clinic.every is not None and clinic.every % MINUTES["day"]:
        return [("every", "a clinic is held every so many whole days. Write one such as 2 weeks.")]
    return []


Step = Annotated[
    Contact | Course | Review | Clinic | Delay | Decision | Place, Field(discriminator="kind")
]
