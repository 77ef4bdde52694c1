"""Who works and when, as a scenario says it: staff groups and the calendar."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from waitsim.scenario.part import DateRange, Label, Name, Part, PartError, twelve_faults
from waitsim.scenario.quantities import (
    HOURS,
    NUMBER,
    TIME,
    Date,
    HazardPerWeek,
    Minutes,
    MoneyPerHour,
    Names,
    Share,
    YesNo,
)

WEEKS_A_YEAR: Final = 365.25 / 7

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Calendar(Part):
    """Days on which people do not work or schools are shut."""

    bank_holidays: Literal["england", "none"] = "england"
    """Whose bank holidays are kept."""
    extra_closures: Annotated[tuple[Date, ...], Field(max_length=2000)] = ()
    """Further days on which no sessions are held."""
    school_holidays: Annotated[dict[Name, DateRange], Field(max_length=500)] = {}
    """School holidays by name, such as ``summer_2026``; both dates included."""


class Protected(Part):
    """A share of a staff group's time that is kept for some lists."""

    for_: Names = Field(alias="for")
    """Pathways, steps (`autism.assessment`) or steps' follow-ups (`autism.therapy.follow_up`).

    A list goes with the narrowest name that means it.
    """
    share: Share
    """Share of each day's minutes, rounded down to whole minutes."""


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
    leave: tuple[Annotated[float, NUMBER.within(least=0, most=12)], ...] = (1.0,) * 12
    """Twelve numbers that average 1, January first: each month's leave over the year's.

    The weeks of a year that are not worked are spread by them; the year's minutes stay the same.
    """
    vacancy: Share = 0.0
    """Share of posts that stand empty all the time; with ``turnover``, of those besides."""
    absence: Share = 0.0
    """Chance that each person is away in a week, drawn at random for whole people.

    Sickness, for instance; not what ``weeks_worked`` takes off already.
    """
    turnover: HazardPerWeek = 0.0
    """Chance that each person leaves the post, drawn at random for whole people week by week."""
    refill: Annotated[float, TIME.within(above=0, most=520 * 7 * 1440)] | None = None
    """Time for which a post stays empty after somebody has left, in whole weeks."""
    cancelled: Share = 0.0
    """Chance that a day's sessions of the group are cancelled; their minutes are not offered."""
    closed_on: Annotated[tuple[Date, ...], Field(max_length=2000)] = ()
    """Dates on which the group holds no sessions; their minutes are not made up for."""
    days: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    """Days of the week on which sessions are held; a week's hours are spread over them evenly."""
    term_time_only: YesNo = False
    """Whether no sessions are held in school holidays."""
    bank_holidays_off: YesNo = True
    """Whether no sessions are held on bank holidays and extra closures."""
    bookable_ahead: Share = 1.0
    """Most of a day's time that steps with ``notice`` may book ahead; the rest is for the day."""
    cost: MoneyPerHour = 0.0
    """Cost of one contracted hour."""
    protects: Annotated[dict[Name, Protected], Field(max_length=50)] = {}
    """Shares of each day's minutes that are kept for some lists; the rest is for all others."""
    lends: YesNo = False
    """Whether minutes left over by those they are kept for go to all lists on the same day."""
    unused: Literal["lost", "set aside", "carried"] = "set aside"
    """What becomes of minutes that are too few for the contact whose turn it is.

    All are lost; or those for that contact are set aside until the next session, and the rest is
    lost; or the rest is carried to the next session too, up to a limit.
    """
    carries: Minutes | None = None
    """Most minutes carried from one session to the next; no limit if left out."""
    overbooks: Share = 0.0
    """Share of each day's minutes booked beyond them, since some contacts will be missed."""

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if not self.days or len(set(self.days)) < len(self.days):
            message = (
                "each day of the week may be named once, and at least one must be. Mend the list."
            )
            raise PartError([("days", message)])
        if self.turnover > 0 and self.refill is None:
            message = (
                'needs the time until a post is filled again. Add "refill:", such as "14 weeks".'
            )
            raise PartError([("turnover", message)])
        return self

    @model_validator(mode="after")
    def _leave_fits_the_year(self) -> Self:
        faults = twelve_faults("leave", self.leave)
        if not faults and set(self.leave) != {1.0}:
            if self.weeks_worked is None:
                message = 'needs the weeks worked a year. Add "weeks_worked:", or remove this line.'
                faults = [("leave", message)]
            elif max(self.leave) * self.away_share > 1 + 1e-9:
                message = (
                    f"{max(self.leave):g} times a month's {self.away_share:.1%} away is more than "
                    "the month. Make the largest number smaller."
                )
                faults = [("leave", message)]
        if faults:
            raise PartError(faults)
        return self

    @property
    def away_share(self) -> float:
        """Share of a year's weeks that are not worked."""
        if self.weeks_worked is None:
            return 0.0
        return max(0.0, 1 - self.weeks_worked / WEEKS_A_YEAR)

    @model_validator(mode="after")
    def _carries_if_it_says_so(self) -> Self:
        if self.carries is not None and self.unused != "carried":
            message = 'has no effect without "unused: carried". Add that, or remove this line.'
            raise PartError([("carries", message)])
        return self
