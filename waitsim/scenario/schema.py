"""What a scenario may say: frozen, unknown keys refused, units read from text.

The docstring below each field is what the reference page and editors show. Every mapping may
also hold ``source``, ``confidence`` and ``note``; they are taken off before validation and kept
in the assumptions register.
"""

import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from waitsim.scenario.onward import ReRefers
from waitsim.scenario.part import Children, Label, Name, Part, PartError, Source
from waitsim.scenario.quantities import (
    TIME,
    WHOLE,
    AgesRange,
    Date,
    OpeningFile,
    SchemaVersion,
    Share,
    WeeksRange,
)
from waitsim.scenario.referring import Referrals
from waitsim.scenario.resolving import Resolving
from waitsim.scenario.staffing import Calendar, StaffGroup
from waitsim.scenario.standards import Standard
from waitsim.scenario.steps import Step
from waitsim.scenario.uncertain import Uncertainties


class Opening(Part):
    """Children already at a step when the run starts."""

    waiting: Annotated[dict[WeeksRange, Children], Field(max_length=500)] = {}
    """Children on the list, or in the delay, by time waited; spread evenly over each band."""
    caseload: Children = 0
    """Children part-way: between contacts of a course or review, in a delay, or in a place."""
    booked: Children | None = None
    """How many of those waiting, the first on the list, have an appointment already.

    If left out, the days up to the step's ``notice`` are booked as full as they can be.
    """


GroupShares = Annotated[
    dict[Name, Annotated[dict[Name, Share], Field(min_length=1, max_length=100)]],
    Field(max_length=7),
]


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
    aged_out_to: Name | None = None
    """Step or end to which such a child goes; the end ``aged_out`` if left out."""
    groups: GroupShares = {}
    """Shares of attributes of the scenario's ``groups`` that are otherwise in this pathway."""
    first_step: Name | None = None
    """Step where new referrals arrive; the first one written if left out."""
    steps: Annotated[dict[Name, Step], Field(min_length=1, max_length=200)]
    """The steps by name."""
    ends: Annotated[dict[Name, Label], Field(max_length=100)] = {}
    """Ends of the pathway by name, with a label each; steps may lead to them."""
    re_refers: Annotated[dict[Name, ReRefers], Field(max_length=100)] = {}
    """New referrals of children whose referral has ended, by the name of the end."""
    resolves: Resolving = {}
    """Other referrals of a child that leave when this one comes to an end, by end and pathway.

    Such as ``diagnosed: {speech: 80 %}``.
    """
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
    groups: GroupShares = {}
    """Attributes of children, such as deprivation, sex or place: the share of each category."""
    pathways: Annotated[dict[Name, Pathway], Field(min_length=1, max_length=100)]
    """Pathways by name."""
    opening_list: OpeningFile = None
    """CSV file of referrals that are in pathways at the start, one a row; ``none`` for none."""
    uncertain: Uncertainties = {}
    """Numbers that are not known exactly, by their paths, such as ``staff.nurses.wte``."""

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
