"""What a scenario may say: frozen, unknown keys refused, units read from text.

The docstring below each field is what the reference page and editors show. Every mapping may
also hold ``source``, ``confidence`` and ``note``; they are taken off before validation and kept
in the assumptions register.
"""

import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from waitsim.rules.order import DISCIPLINES
from waitsim.scenario.quantities import (
    AgesRange,
    Date,
    Growth,
    HazardPerWeek,
    Minutes,
    Money,
    MoneyPerHour,
    Names,
    Number,
    PerWeek,
    SchemaVersion,
    Share,
    Then,
    WeeksRange,
    Whole,
    YesNo,
)

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Discipline = Annotated[str, Field(json_schema_extra={"enum": list(DISCIPLINES)})]


class Part(BaseModel):
    """A mapping in a scenario file: frozen, and no key that is not named here."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        validate_default=False,
        populate_by_name=True,
    )


class Source(Part):
    """Where a figure was published."""

    title: str
    """Title of the publication, abbreviated if long."""
    url: str = ""
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
            raise ValueError(f"ends on {self.to}, before it begins on {self.from_}. Swap the dates.")
        return self


class Calendar(Part):
    """Days on which people do not work or schools are shut."""

    bank_holidays: Literal["england", "none"] = "england"
    """Whose bank holidays are kept."""
    extra_closures: tuple[Date, ...] = ()
    """Further days on which no sessions are held."""
    school_holidays: dict[Name, DateRange] = {}
    """School holidays by name, such as ``summer_2026``; both dates included."""


class StaffGroup(Part):
    """People who can stand in for one another, and the time they can give to contacts."""

    label: str = ""
    """Name in tables and charts; the key with spaces if left out."""
    wte: Annotated[Number, Field(ge=0, le=100_000)]
    """Whole-time equivalents in post (before vacancy is taken off)."""
    hours: Annotated[Minutes, Field(gt=0, le=168 * 60)] = 37.5 * 60
    """Contracted hours a week of one WTE."""
    clinical_share: Share = 1.0
    """Share of worked hours given to the contacts of this scenario, admin minutes included."""
    weeks_worked: Annotated[Number, Field(gt=0, le=53)] | None = None
    """Weeks worked a year after leave, bank holidays, training and sickness; every week if left out."""
    vacancy: Share = 0.0
    """Share of posts that stand empty."""
    days: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    """Days of the week on which sessions are held; a week's hours are spread over them evenly."""
    term_time_only: YesNo = False
    """Whether no sessions are held in school holidays."""
    bank_holidays_off: YesNo = True
    """Whether no sessions are held on bank holidays and extra closures."""
    cost: Annotated[MoneyPerHour, Field(ge=0)] = 0.0
    """Cost of one contracted hour."""

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if not self.days or len(set(self.days)) < len(self.days):
            raise ValueError("days: name each day of the week once, and at least one.")
        return self


class Referrals(Part):
    """How many are referred, and when."""

    rate: Annotated[PerWeek, Field(ge=0)]
    """Referrals a week, averaged over a year at the start of the run."""
    season: tuple[Annotated[Number, Field(ge=0)], ...] = (1.0,) * 12
    """Twelve numbers that average 1, January first: each month's rate over the year's."""
    growth: Annotated[Growth, Field(gt=-1, le=10)] = 0.0
    """Growth a year, compounded month by month from the start of the run."""
    days: Literal["every", "working", "school"] = "working"
    """Days on which referrals come: every day, Monday to Friday but bank holidays, or school days.

    A month's referrals are its rate times its weeks, spread evenly over those of its days.
    """

    @model_validator(mode="after")
    def _season_averages_one(self) -> Self:
        if len(self.season) != 12:
            raise ValueError(f"season: has {len(self.season)} numbers, not 12, January first.")
        mean = sum(self.season) / 12
        if abs(mean - 1) > 0.005:
            raise ValueError(
                f"season: the twelve numbers average {mean:.4g}, not 1. Divide each by {mean:.4g}."
            )
        return self


class Dna(Part):
    """Children who are not brought, or do not attend, and what is done about it."""

    share: Share
    """Share of booked contacts missed."""
    rebook: Share = 1.0
    """Share of missed contacts that are booked again; the others are discharged."""
    most: Annotated[Whole, Field(ge=1)] | None = None
    """Missed contacts in a row after which a referral is discharged; no limit if left out."""
    place: Literal["keeps", "back"] = "keeps"
    """Whether a rebooked referral keeps its place on the list or goes to the back."""
    after: Annotated[Minutes, Field(ge=0)] = 0.0
    """Time after a missed contact before the referral can be seen again."""


class Duration(Part):
    """A time drawn at random, of at least a minute."""

    distribution: Literal["exponential", "uniform", "lognormal", "weibull"]
    """Shape of the distribution."""
    mean: Annotated[Minutes, Field(gt=0)] | None = None
    """Mean of an exponential or lognormal time."""
    sd: Annotated[Minutes, Field(gt=0)] | None = None
    """Standard deviation of a lognormal time."""
    from_: Annotated[Minutes, Field(ge=0)] | None = Field(default=None, alias="from")
    """Shortest uniform time."""
    to: Annotated[Minutes, Field(gt=0)] | None = None
    """Longest uniform time."""
    scale: Annotated[Minutes, Field(gt=0)] | None = None
    """Scale of a Weibull time: 63.2 % are shorter."""
    shape: Annotated[Number, Field(gt=0)] | None = None
    """Shape of a Weibull time; 1 is exponential."""

    @model_validator(mode="after")
    def _has_its_parameters(self) -> Self:
        needed = {
            "exponential": ("mean",),
            "uniform": ("from_", "to"),
            "lognormal": ("mean", "sd"),
            "weibull": ("scale", "shape"),
        }[self.distribution]
        for name in ("mean", "sd", "from_", "to", "scale", "shape"):
            given, key = getattr(self, name) is not None, name.rstrip("_")
            if given and name not in needed:
                raise ValueError(f"{key}: has no meaning for a {self.distribution} time. Remove it.")
            if not given and name in needed:
                raise ValueError(f"{key}: is missing for a {self.distribution} time. Add it.")
        if self.from_ is not None and self.to is not None and self.from_ >= self.to:
            raise ValueError("from: is not shorter than to. Swap them.")
        return self


def _duration_form(value: Any) -> str:
    """Whether a time is written as a fixed length or as a distribution."""
    return "drawn" if isinstance(value, (dict, Duration)) else "fixed"


Lasting = Annotated[
    Annotated[Minutes, Field(gt=0), Tag("fixed")] | Annotated[Duration, Tag("drawn")],
    Discriminator(_duration_form),
]


class Listed(Part):
    """What steps with a waiting list have in common."""

    order: Discipline = "priority then longest wait"
    """Who is seen next."""
    precedence: Annotated[Whole, Field(ge=1, le=9)] = 2
    """Whose list comes first where lists share staff: 1 before 2."""
    leaving: HazardPerWeek = 0.0
    """Chance of leaving the list while waiting for a first contact, such as ``0.2 % a week``."""
    then: Then
    """Where a referral goes afterwards."""
    label: str = ""
    """Name in tables and charts; the key with spaces if left out."""


class Contact(Listed):
    """An appointment that uses minutes of one staff group, or of several together."""

    kind: Literal["contact"]
    staff: dict[Name, Annotated[Minutes, Field(ge=0)]] = Field(min_length=1)
    """Minutes each staff group gives to the contact itself; lost when the child is not brought."""
    admin: dict[Name, Annotated[Minutes, Field(ge=0)]] = {}
    """Further minutes around a contact that takes place: preparing, scoring, writing reports."""
    dna: Dna | None = None
    """Missed contacts; none are missed if left out."""
    extra_slots: Annotated[PerWeek, Field(ge=0)] = 0.0
    """Contacts bought on top of staff time: a waiting-list initiative or outsourcing."""
    extra_slot_price: Annotated[Money, Field(ge=0)] = 0.0
    """Price of one extra slot."""


class Course(Contact):
    """Several contacts at an interval; follow-ups are seen before new starts."""

    kind: Literal["course"]  # type: ignore[assignment]
    sessions: Annotated[Whole, Field(ge=2, le=1000)]
    """Contacts in a whole course."""
    every: Annotated[Minutes, Field(gt=0)]
    """Time from one contact until the next is due."""
    stops: Share = 0.0
    """Chance, after each contact but the last, that the course ends there."""


class Review(Contact):
    """A contact that comes back after an interval until it stops: a caseload."""

    kind: Literal["review"]  # type: ignore[assignment]
    precedence: Annotated[Whole, Field(ge=1, le=9)] = 1
    """Whose list comes first where lists share staff: 1 before 2."""
    every: Annotated[Minutes, Field(gt=0)]
    """Time from entering, and from each contact, until the next is due."""
    stops: Share = 0.0
    """Chance, after each contact, that the reviews end there."""


class Delay(Part):
    """Time that passes without anyone's capacity: forms coming back, a chair on order."""

    kind: Literal["delay"]
    label: str = ""
    """Name in tables and charts; the key with spaces if left out."""
    lasts: Lasting
    """How long it lasts: fixed, or drawn at random."""
    then: Then
    """Where a referral goes afterwards."""


class Decision(Part):
    """A parting of ways that takes no time."""

    kind: Literal["decision"]
    label: str = ""
    """Name in tables and charts; the key with spaces if left out."""
    then: Then
    """Where a referral goes next."""


class Place(Listed):
    """A place that is held for a time: a caseload place, a seat in a group."""

    kind: Literal["place"]
    places: Annotated[Whole, Field(ge=0, le=1_000_000)]
    """Places there are."""
    lasts: Lasting
    """How long a place is held: fixed, or drawn at random."""


Step = Annotated[
    Contact | Course | Review | Delay | Decision | Place, Field(discriminator="kind")
]


class Standard(Part):
    """A wait that is watched: from the referral until a step."""

    label: str = ""
    """Name in tables and charts; the key with spaces if left out."""
    to: Names
    """Step, or steps, whose first attended contact stops the clock (for other kinds: arrival there)."""
    within: Annotated[Minutes, Field(gt=0)]
    """Time limit."""
    target: Share | None = None
    """Share that should be within the limit; none if the figure is only watched."""


class Opening(Part):
    """Children already at a step when the run starts."""

    waiting: dict[WeeksRange, Annotated[Whole, Field(ge=0, le=10_000_000)]] = {}
    """Children on the list by time waited, such as ``13-52 weeks: 1200``; spread evenly in each band."""
    caseload: Annotated[Whole, Field(ge=0, le=10_000_000)] = 0
    """Children part-way through: between contacts of a course or review, in a delay, or in a place."""


class Pathway(Part):
    """The steps that one kind of referral goes through."""

    label: str = ""
    """Name in tables and charts; the key with spaces if left out."""
    referrals: Referrals
    """How many are referred, and when."""
    priorities: dict[Name, Share] = {"routine": 1.0}
    """Share of referrals in each priority class, the most urgent first."""
    ages: dict[AgesRange, Share] = {}
    """Share of referrals by age in whole years at referral."""
    leaves_at_age: Annotated[Whole, Field(ge=1, le=120)] | None = None
    """Birthday on which a child still waiting leaves the list."""
    first_step: Name | None = None
    """Step where new referrals arrive; the first one written if left out."""
    steps: dict[Name, Step] = Field(min_length=1)
    """The steps by name."""
    ends: dict[Name, str] = {}
    """Ends of the pathway by name, with a label each; steps may lead to them."""
    standards: dict[Name, Standard] = {}
    """Waits that are watched."""
    opening: dict[Name, Opening] = {}
    """Children already in the pathway at the start, by step."""


class Scenario(Part):
    """One service, or a system of services, as a planner describes it."""

    schema_: SchemaVersion = Field(alias="schema")
    """Version of this format."""
    title: str
    """What the scenario is, in a line."""
    description: str = ""
    """What a reader should know before believing it."""
    start: Date
    """First day of the run."""
    horizon: Annotated[Minutes, Field(ge=1440, le=31 * 365.25 * 1440)]
    """Length of the run."""
    sources: dict[str, Source] = {}
    """Publications that ``source:`` may name."""
    calendar: Calendar = Calendar()
    """Bank holidays and school holidays."""
    staff: dict[Name, StaffGroup] = {}
    """Staff groups by name."""
    pathways: dict[Name, Pathway] = Field(min_length=1)
    """Pathways by name."""

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
