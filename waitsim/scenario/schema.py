"""What a scenario may say: frozen, unknown keys refused, units read from text.

The docstring below each field is what the reference page and editors show. Every mapping may
also hold ``source``, ``confidence`` and ``note``; they are taken off before validation and kept
in the assumptions register.
"""

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from waitsim.scenario.quantities import (
    HOURS,
    NUMBER,
    TIME,
    WHOLE,
    AgesRange,
    Date,
    Discipline,
    Growth,
    HazardPerWeek,
    Minutes,
    Money,
    MoneyPerHour,
    Names,
    PerWeek,
    Precedence,
    SchemaVersion,
    Share,
    Span,
    Then,
    WeeksRange,
    YesNo,
)

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Label = Annotated[str, Field(max_length=200)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ContactMinutes = Annotated[float, TIME.within(least=0, most=7 * 1440)]
Children = Annotated[int, WHOLE.within(least=0, most=2**20)]


class PartError(ValueError):
    """Values that do not go together; holds the key of each, or "", with what is wrong."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(message for _, message in faults))


class Part(BaseModel):
    """A mapping in a scenario file: frozen, and no key that is not named here."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        validate_default=False,
    )


class Source(Part):
    """Where a figure was published."""

    title: Annotated[str, Field(min_length=1, max_length=500)]
    """Title of the publication, abbreviated if long."""
    url: Annotated[str, Field(max_length=2000)] = ""
    """Address of the publication."""


class DateRange(Part):
    """Days from one date to another, both included."""

    from_: Date = Field(alias="from")
    """First day."""
    to: Date
    """Last day."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            message = f"{self.to} is before {self.from_}. Swap the two dates."
            raise PartError([("to", message)])
        return self


class Calendar(Part):
    """Days on which people do not work or schools are shut."""

    bank_holidays: Literal["england", "none"] = "england"
    """Whose bank holidays are kept."""
    extra_closures: Annotated[tuple[Date, ...], Field(max_length=2000)] = ()
    """Further days on which no sessions are held."""
    school_holidays: Annotated[dict[Name, DateRange], Field(max_length=500)] = {}
    """School holidays by name, such as ``summer_2026``; both dates included."""


class StaffGroup(Part):
    """People who can stand in for one another, and the time they can give to contacts."""

    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    wte: Annotated[float, NUMBER.within(least=0, most=100_000)]
    """Whole-time equivalents in post (before vacancy is taken off)."""
    hours: Annotated[float, HOURS.within(above=0, most=7 * 1440)] = 37.5 * 60
    """Contracted hours a week of one WTE."""
    clinical_share: Share = 1.0
    """Share of worked hours given to the contacts of this scenario, admin minutes included."""
    weeks_worked: Annotated[float, NUMBER.within(above=0, most=53)] | None = None
    """Weeks worked a year after leave, bank holidays, training and sickness.

    If left out, every week is worked but for the days on which no sessions are held.
    """
    vacancy: Share = 0.0
    """Share of posts that stand empty."""
    days: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    """Days of the week on which sessions are held; a week's hours are spread over them evenly."""
    term_time_only: YesNo = False
    """Whether no sessions are held in school holidays."""
    bank_holidays_off: YesNo = True
    """Whether no sessions are held on bank holidays and extra closures."""
    cost: MoneyPerHour = 0.0
    """Cost of one contracted hour."""

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if not self.days or len(set(self.days)) < len(self.days):
            message = (
                "each day of the week may be named once, and at least one must be. Mend the list."
            )
            raise PartError([("days", message)])
        return self


class Referrals(Part):
    """How many are referred, and when."""

    rate: PerWeek
    """Referrals a week, averaged over a year at the start of the run."""
    season: tuple[Annotated[float, NUMBER.within(least=0, most=12)], ...] = (1.0,) * 12
    """Twelve numbers that average 1, January first: each month's rate over the year's."""
    growth: Growth = 0.0
    """Growth a year, compounded month by month from the start of the run."""
    days: Literal["every", "working", "school"] = "working"
    """Days on which referrals come: every day, Monday to Friday but bank holidays, or school days.

    A month's referrals are its rate times its weeks, spread evenly over those of its days.
    """

    @model_validator(mode="after")
    def _season_averages_one(self) -> Self:
        if len(self.season) != 12:
            message = f"there are {len(self.season)} numbers. Write twelve, January first."
            raise PartError([("season", message)])
        mean = sum(self.season) / 12
        if abs(mean - 1) > 0.005:
            mend = f"Divide each by {mean:.4g}" if mean else "Raise some of them"
            message = f"the twelve numbers average {mean:.4g}, not 1. {mend}."
            raise PartError([("season", message)])
        return self


class Dna(Part):
    """Children who are not brought, or do not attend, and what is done about it."""

    share: Share
    """Share of booked contacts missed."""
    rebook: Share = 1.0
    """Share of missed contacts that are booked again; the others are discharged."""
    most: Annotated[int, WHOLE.within(least=1, most=1000)] | None = None
    """Missed contacts in a row after which a referral is discharged; no limit if left out."""
    place: Literal["keeps", "back"] = "keeps"
    """Whether a rebooked referral keeps its place on the list or goes to the back."""
    after: Minutes = 0.0
    """Time after a missed contact before the referral can be seen again."""


PARAMETERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "exponential": ("mean",),
        "uniform": ("from", "to"),
        "lognormal": ("mean", "sd"),
        "weibull": ("scale", "shape"),
    }
)
"""What each distribution of times is given by."""


class Duration(Part):
    """A time drawn at random, of at least a minute."""

    distribution: Literal["exponential", "uniform", "lognormal", "weibull"]
    """Shape of the distribution."""
    mean: Span | None = None
    """Mean of an exponential or lognormal time."""
    sd: Span | None = None
    """Standard deviation of a lognormal time."""
    from_: Minutes | None = Field(default=None, alias="from")
    """Shortest uniform time."""
    to: Span | None = None
    """Longest uniform time."""
    scale: Span | None = None
    """Scale of a Weibull time: 63.2 % are shorter."""
    shape: Annotated[float, NUMBER.within(least=0.05, most=1000)] | None = None
    """Shape of a Weibull time; 1 is exponential."""

    @model_validator(mode="after")
    def _has_its_parameters(self) -> Self:
        faults = _parameter_faults(self)
        if faults:
            raise PartError(faults)
        return self


def _parameter_faults(time: Duration) -> list[tuple[str, str]]:
    kind, needed = time.distribution, PARAMETERS[time.distribution]
    values = {"from": time.from_} | {
        key: getattr(time, key) for key in ("to", "mean", "sd", "scale", "shape")
    }
    given = [key for key, value in values.items() if value is not None]
    missing = [key for key in needed if key not in given]
    wanted = " and ".join(f'"{key}:"' for key in needed)
    mend = f"Write {wanted} instead" if missing else "Remove the line"
    foreign = [key for key in given if key not in needed]
    if foreign:
        return [(key, f"this says nothing of a time that is {kind}. {mend}.") for key in foreign]
    if missing:
        return [("", f"a time that is {kind} needs {wanted}, and not all are here. Add the rest.")]
    if time.from_ is not None and time.to is not None and time.from_ >= time.to:
        return [("to", '"to" is not longer than "from". Write the shorter time as "from".')]
    return []


def _duration_form(value: Any) -> str:
    """Whether a time is written as a fixed length or as a distribution."""
    return "drawn" if isinstance(value, (dict, Duration)) else "fixed"


Lasting = Annotated[
    Annotated[Span, Tag("fixed")] | Annotated[Duration, Tag("drawn")],
    Discriminator(_duration_form),
]


class Listed(Part):
    """What steps with a waiting list have in common."""

    order: Discipline = "priority then longest wait"
    """Who is seen next."""
    precedence: Precedence = 2
    """Whose list comes first where lists share staff: 1 before 2."""
    leaving: HazardPerWeek = 0.0
    """Chance of leaving the list while waiting for a first contact or a place."""
    then: Then
    """Where a referral goes afterwards."""
    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""


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
    extra_slots: PerWeek = 0.0
    """Contacts bought on top of staff time: a waiting-list initiative or outsourcing."""
    extra_slot_price: Money = 0.0
    """Price of one extra slot."""


class Course(Contact):
    """Several contacts at an interval; follow-ups are seen before new starts."""

    kind: Literal["course"]  # type: ignore[assignment]
    """Kind of step."""
    sessions: Annotated[int, WHOLE.within(least=2, most=1000)]
    """Contacts in a whole course."""
    every: Span
    """Time from one contact until the next is due."""
    stops: Share = 0.0
    """Chance, after each contact but the last, that the course ends there."""


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


class Delay(Part):
    """Time that passes without anyone's capacity: forms coming back, a chair on order."""

    kind: Literal["delay"]
    """Kind of step."""
    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    lasts: Lasting
    """How long it lasts: fixed, or drawn at random."""
    then: Then
    """Where a referral goes afterwards."""


class Decision(Part):
    """A parting of ways that takes no time."""

    kind: Literal["decision"]
    """Kind of step."""
    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    then: Then
    """Where a referral goes next."""


class Place(Listed):
    """A place that is held for a time: a caseload place, a seat in a group."""

    kind: Literal["place"]
    """Kind of step."""
    places: Children
    """Places there are."""
    lasts: Lasting
    """How long a place is held: fixed, or drawn at random."""


Step = Annotated[Contact | Course | Review | Delay | Decision | Place, Field(discriminator="kind")]


class Standard(Part):
    """A wait that is watched: from the referral until a step."""

    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    to: Names
    """Step, or steps, that stop the clock.

    At a contact, course or review its first attended contact does, elsewhere the arrival.
    """
    within: Span
    """Time limit."""
    target: Share | None = None
    """Share that should be within the limit; none if the figure is only watched."""


class Opening(Part):
    """Children already at a step when the run starts."""

    waiting: Annotated[dict[WeeksRange, Children], Field(max_length=500)] = {}
    """Children on the list, or in the delay, by time waited; spread evenly over each band."""
    caseload: Children = 0
    """Children part-way: between contacts of a course or review, in a delay, or in a place."""


class Pathway(Part):
    """The steps that one kind of referral goes through."""

    label: Label = ""
    """Name in tables and charts; the key with spaces if left out."""
    referrals: Referrals
    """How many are referred, and when."""
    priorities: Annotated[dict[Name, Share], Field(min_length=1, max_length=9)] = {"routine": 1.0}
    """Share of referrals in each priority class, the most urgent first."""
    ages: Annotated[dict[AgesRange, Share], Field(max_length=121)] = {}
    """Share of referrals by age in whole years at referral."""
    leaves_at_age: Annotated[int, WHOLE.within(least=1, most=120)] | None = None
    """Birthday on which a child still waiting leaves the list."""
    first_step: Name | None = None
    """Step where new referrals arrive; the first one written if left out."""
    steps: Annotated[dict[Name, Step], Field(min_length=1, max_length=200)]
    """The steps by name."""
    ends: Annotated[dict[Name, Label], Field(max_length=100)] = {}
    """Ends of the pathway by name, with a label each; steps may lead to them."""
    standards: Annotated[dict[Name, Standard], Field(max_length=60)] = {}
    """Waits that are watched."""
    opening: dict[Name, Opening] = {}
    """Children already in the pathway at the start, by step."""


class Scenario(Part):
    """One service, or a system of services, as a planner describes it."""

    schema_: SchemaVersion = Field(alias="schema")
    """Version of this format."""
    title: Annotated[str, Field(min_length=1, max_length=200)]
    """What the scenario is, in a line."""
    description: Annotated[str, Field(max_length=20_000)] = ""
    """What a reader should know before believing it."""
    start: Date
    """First day of the run."""
    horizon: Annotated[float, TIME.within(least=1440, most=31 * 365.25 * 1440)]
    """Length of the run."""
    sources: Annotated[dict[str, Source], Field(max_length=1000)] = {}
    """Publications that ``source:`` may name."""
    calendar: Calendar = Calendar()
    """Bank holidays and school holidays."""
    staff: Annotated[dict[Name, StaffGroup], Field(max_length=200)] = {}
    """Staff groups by name."""
    pathways: Annotated[dict[Name, Pathway], Field(min_length=1, max_length=100)]
    """Pathways by name."""

    @model_validator(mode="after")
    def _begins_in_our_time(self) -> Self:
        if not 1990 <= self.start.year <= 2100:
            message = f"{self.start} is too far from today. Write a day from 1990 to 2100."
            raise PartError([("start", message)])
        return self

    @property
    def days(self) -> int:
        """Whole days in the run; a part of a day counts as a day."""
        return -int(-self.horizon // 1440)

    @property
    def end(self) -> datetime.date:
        """The day after the last day of the run."""
        return self.start + datetime.timedelta(days=self.days)


def spoken(key: str, part: Any) -> str:
    """The label of a part, or its key with spaces."""
    return getattr(part, "label", "") or key.replace("_", " ")
