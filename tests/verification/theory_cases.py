"""The scenarios that have a closed form, and what each must come to.

Every case is an ordinary scenario file in ``scenarios/``. Time in a run is whole minutes, so stays
and waits of days and weeks are chosen: what is lost in rounding is stated with each case and is far
below a standard error.
"""

import math
from dataclasses import dataclass
from typing import Final

from watched import (
    Measure,
    bookings,
    cancelled_for_each,
    contacts,
    minutes_for_each,
    open_at_censuses,
    open_at_end,
    share_aged_out,
    share_discharged,
    share_leaving,
    share_over,
    spread_at_censuses,
    spread_at_end,
    spread_of_time,
    square_of_wait,
    time_in_pathway,
    wait,
    wait_apart,
    wait_of_all,
    waiting,
)

from waitsim.analysis.theory.clinics import weekly_clinic_mean_list, weekly_clinic_mean_wait
from waitsim.analysis.theory.erlang import ErlangA, erlang_a, erlang_c
from waitsim.analysis.theory.priorities import priority_mean_waits
from waitsim.analysis.theory.servers import (
    mg1_mean_wait,
    mm1_lottery_mean_square_wait,
    mmc_mean_wait,
    mmc_share_over,
)
from waitsim.records import LOST, MINUTES_PER_DAY, MINUTES_PER_WEEK, USED

DAYS: Final = "days"
WEEKS: Final = "weeks"
PLAIN: Final = ""
UNIT_MINUTES: Final = {DAYS: MINUTES_PER_DAY, WEEKS: MINUTES_PER_WEEK, PLAIN: 1}


@dataclass(frozen=True)
class Check:
    """One figure of a case: what it must come to, in a unit, and how it is measured."""

    name: str
    theory: float
    unit: str
    measure: Measure


@dataclass(frozen=True)
class Case:
    """A scenario and the figures that theory gives for it.

    Args:
        scenario: name of the file, without its ending.
        theory: where the closed form is from.
        rounding: what whole minutes, and days with sessions, can do to the figures.
        first_week: week in which the watching begins, after the opening list is forgotten.
        checks: the figures.
        replications: of the whole horizon of the file.
        fast: replications and horizon of the fast tests; None where there is none.
        events: whether the event log is needed.
        never_idle: staff group of which no minute may be left unused, for the theory to hold.
    """

    scenario: str
    theory: str
    rounding: str
    first_week: int
    checks: tuple[Check, ...]
    replications: int = 64
    fast: tuple[int, str] | None = None
    events: bool = True
    never_idle: str = ""


STAYS: Final = (
    "Stays are rounded to whole minutes, which adds 1/12 of a minute squared to their variance: a "
    "millionth or less. So are arrivals, which moves no wait by more than a minute (0.0007 days), "
    "as often up as down; with one place it leaves the mean wait as it is, since the count of each "
    "minute is still Poisson."
)
NO_ROUNDING: Final = "None: a share or a count, whatever the hours at which contacts are held."
WHOLE_WEEKS: Final = (
    "None: a share or a count for each referral. Staff work on some days of the week only, so the "
    "weeks watched are whole: as many are then left over from the time before, on average, as are "
    "left at the end."
)
CLINIC_ROUNDING: Final = (
    "Who arrives in the minute of the clinic is seen in it, so that waits are half a minute "
    "(0.00005 weeks) shorter."
)


def mean_and_spread_of_long_list() -> tuple[float, float]:
    """Mean and variance on Mondays, 00:00, of 30 a week in, 27 slots, leaving once in 52 weeks.

    Between sessions each one waiting stays with chance exp(-time / 52 weeks) and new ones join as
    a Poisson count, so mean and variance follow exactly while no slot is left unused. 5.4 slots a
    day at 09:00, with parts of an hour kept for the next day, are 5, 5, 6, 5 and 6 slots.
    """
    sessions = ((0.375, 5), (1.375, 5), (2.375, 6), (3.375, 5), (4.375, 6), (7.0, 0))
    mean = variance = 156.0
    for _ in range(3000):
        now = 0.0
        for day, slots in sessions:
            stays = math.exp(-(day - now) / 7 / 52)
            joined = 30 * 52 * (1 - stays)
            variance = stays**2 * variance + stays * (1 - stays) * mean + joined
            mean = stays * mean + joined - slots
            now = day
    return mean, variance


def wait_until_birthday(rate: float, slots: float, window: float) -> tuple[float, float, float]:
    """Mean wait of those seen, of all, and share that ages out, on a first-come list.

    Args:
        rate: referrals a week, each with a time to the birthday spread evenly over a window.
        slots: a week, all used.
        window: in weeks, longer than any wait.
    Source: the list M/D/1 with patience. A referral that meets a wait V is seen with chance
        1 - V / window, and as many are seen as there are slots, so V has mean
        window (1 - slots / rate); the balance of V squared gives its variance,
        window / (2 rate). The rest are moments of V.
    """
    mean = window * (1 - slots / rate)
    square = mean**2 + window / (2 * rate)
    seen = (mean - square / window) / (slots / rate)
    return seen, mean - square / (2 * window), 1 - slots / rate


def _places_case(name: str, per_day: float, stay: float, first_week: int, fast: bool) -> Case:
    line, rate = "service.stay", 1 / stay
    return Case(
        scenario=name,
        theory="M/M/c, Erlang (1917).",
        rounding=STAYS,
        first_week=first_week,
        checks=(
            Check("mean wait", mmc_mean_wait(per_day, rate, 3), DAYS, wait(line)),
            Check(
                "share who wait over a day",
                mmc_share_over(1, per_day, rate, 3),
                PLAIN,
                share_over(line, MINUTES_PER_DAY),
            ),
            Check(
                "mean number waiting",
                per_day * mmc_mean_wait(per_day, rate, 3),
                PLAIN,
                waiting(line),
            ),
        ),
        replications=64 if fast else 40,
        fast=(32, "6 years") if fast else None,
    )


def _one_place_case(name: str, cv: float, *, fast: bool = False) -> Case:
    return Case(
        scenario=name,
        theory="M/G/1, Pollaczek (1930), Khinchine (1932).",
        rounding=STAYS,
        first_week=150,
        checks=(Check("mean wait", mg1_mean_wait(0.8, 1, cv), DAYS, wait("service.stay")),),
        replications=256,
        fast=(32, "10 years") if fast else None,
    )


def _lottery_case() -> Case:
    line = "service.stay"
    return Case(
        scenario="mm1_lottery",
        theory=(
            "M/M/1 with a class of its own for each lot, Kesten and Runnenberg (1957): the mean "
            "wait is that of any order; its mean square would be 7.5 in order of arrival."
        ),
        rounding=STAYS,
        first_week=100,
        checks=(
            Check("mean wait", mmc_mean_wait(0.6, 1, 1), DAYS, wait(line)),
            Check(
                "mean squared wait, days squared",
                mm1_lottery_mean_square_wait(0.6, 1),
                PLAIN,
                square_of_wait(line, MINUTES_PER_DAY),
            ),
        ),
        replications=128,
        fast=(32, "10 years"),
    )


def _fixed_stays_case() -> Case:
    waiting_mean = weekly_clinic_mean_list(2.4, 3)
    return Case(
        scenario="md3_load_80",
        theory=(
            "M/D/c, Crommelin (1932): a stay later those in the places have left and nobody else "
            "has, so the number waiting is that of a clinic after bulk service."
        ),
        rounding=STAYS,
        first_week=100,
        checks=(
            Check("mean wait", waiting_mean / 2.4, DAYS, wait("service.stay")),
            Check("mean number waiting", waiting_mean, PLAIN, waiting("service.stay")),
        ),
        replications=64,
        fast=(32, "6 years"),
    )


def _leaving_case(name: str, exact: ErlangA, *, fast: bool = False) -> Case:
    line = "service.stay"
    return Case(
        scenario=name,
        theory="M/M/c+M (Erlang A), Palm (1957).",
        rounding=STAYS + " Who leaves does so half a minute late, of two days.",
        first_week=50,
        checks=(
            Check("share who leave", exact.leaving, PLAIN, share_leaving(line)),
            Check("mean wait of those seen", exact.mean_wait_served, DAYS, wait(line)),
            Check("mean number waiting", exact.mean_queue, PLAIN, waiting(line)),
        ),
        replications=32,
        fast=(32, "3 years") if fast else None,
    )


def _long_list_case() -> Case:
    line = "service.assessment"
    mean, variance = mean_and_spread_of_long_list()
    return Case(
        scenario="leaving_long_list",
        theory=(
            "Balance: what joins and is not seen must leave, so 30 - 27 a week = list / 52 weeks. "
            "Erlang A gives the same while no slot is unused. Mean and variance at a census by "
            "thinning between sessions."
        ),
        rounding=(
            "None while every slot is used, but that who leaves does so half a minute late, of 52 "
            "weeks."
        ),
        first_week=312,
        checks=(
            Check("share who leave", 0.1, PLAIN, share_leaving(line)),
            Check("mean number waiting", 156.0, PLAIN, waiting(line)),
            Check("mean wait of all", 5.2, WEEKS, wait_of_all(line)),
            Check("mean list on Mondays", mean, PLAIN, open_at_censuses(line)),
            Check(
                "variance of the list on Mondays", variance, PLAIN, spread_at_censuses(line, mean)
            ),
        ),
        fast=(32, "16 years"),
        never_idle="clinicians",
    )


def _clinic_case(slots: int, *, form: str = "", fast: bool = False) -> Case:
    return Case(
        scenario=f"clinic_{slots}{form}",
        theory="Bulk service, Bailey (1954), and Little's law.",
        rounding=CLINIC_ROUNDING,
        first_week=150,
        checks=(
            Check("mean wait", weekly_clinic_mean_wait(10, slots), WEEKS, wait("service.clinic")),
        ),
        replications=256,
        fast=(32, "14 years") if fast else None,
    )


def _shared_clinic_case() -> Case:
    both, first = weekly_clinic_mean_wait(10, 11), weekly_clinic_mean_wait(6, 11)
    return Case(
        scenario="clinic_shared",
        theory=(
            "Those who go first have the clinic to themselves; over both, the order changes "
            "nothing. Bailey (1954)."
        ),
        rounding=CLINIC_ROUNDING,
        first_week=150,
        checks=(
            Check("mean wait, first pathway", first, WEEKS, wait("first.clinic")),
            Check(
                "mean wait, second pathway",
                (10 * both - 6 * first) / 4,
                WEEKS,
                wait("second.clinic"),
            ),
            Check("mean wait, both", both, WEEKS, wait("first.clinic", "second.clinic")),
        ),
        replications=256,
        fast=(32, "14 years"),
    )


def _priority_case() -> Case:
    urgent, routine = priority_mean_waits([0.2, 0.6], 1).tolist()
    return Case(
        scenario="two_priorities",
        theory="M/M/1 with two classes that do not interrupt, Cobham (1954).",
        rounding=STAYS,
        first_week=150,
        checks=(
            Check("mean time in the pathway, urgent", urgent + 1, DAYS, time_in_pathway(0)),
            Check("mean time in the pathway, routine", routine + 1, DAYS, time_in_pathway(1)),
            Check("mean wait, urgent", urgent, DAYS, wait("service.stay", priority=0)),
            Check("mean wait, routine", routine, DAYS, wait("service.stay", priority=1)),
        ),
        replications=256,
        fast=(32, "10 years"),
    )


def _falling_case() -> Case:
    line = "service.assessment"
    return Case(
        scenario="falling_list",
        theory="While no slot is unused, the list is 840 + a Poisson count of mean 5,200 - 5,460.",
        rounding=NO_ROUNDING,
        first_week=0,
        checks=(
            Check("list after 52 weeks", 580.0, PLAIN, open_at_end(line)),
            Check(
                "its variance (standard deviation 72.1)", 5200.0, PLAIN, spread_at_end(line, 580)
            ),
        ),
        replications=2000,
        fast=(200, "52 weeks"),
        events=False,
        never_idle="clinicians",
    )


def _head_starts_case() -> Case:
    line, weeks = "service.assessment", 313.0
    return Case(
        scenario="head_starts",
        theory=(
            "Balance: points that all gain alike keep the order of referral less head start, so "
            "while no slot is unused those seen at one time were referred that much apart. The "
            "list is 1,980 + a Poisson count less the slots."
        ),
        rounding=NO_ROUNDING,
        first_week=60,
        checks=(
            Check("wait of routine less that of soon", 92.0, DAYS, wait_apart(line, 2, 1)),
            Check("wait of soon less that of urgent", 98.0, DAYS, wait_apart(line, 1, 0)),
            Check("wait of routine less that of urgent", 190.0, DAYS, wait_apart(line, 2, 0)),
            Check("list at the last census", 1980 + 3 * weeks, PLAIN, open_at_end(line)),
        ),
        fast=(32, "6 years"),
        never_idle="clinicians",
    )


def _missed_case() -> Case:
    step, booked = "service.assessment", 1 / (1 - 0.2 * 0.5)
    return Case(
        scenario="missed_contacts",
        theory="Geometric: 1 / (1 - 0.2 x 0.5) bookings, and the share 0.2 x 0.5 of each is lost.",
        rounding=WHOLE_WEEKS,
        first_week=60,
        checks=(
            Check("slots for each referral", booked, PLAIN, bookings(step)),
            Check(
                "staff minutes used or lost for each referral",
                60 * booked,
                PLAIN,
                minutes_for_each("clinicians", step, USED, LOST),
            ),
            Check(
                "staff minutes lost for each referral",
                60 * 0.2 * booked,
                PLAIN,
                minutes_for_each("clinicians", step, LOST),
            ),
            Check("share discharged", 0.1 * booked, PLAIN, share_discharged(step)),
        ),
        replications=64,
        fast=(32, "313 weeks"),
    )


def _cancelled_case() -> Case:
    step, by_service, by_family = "service.assessment", 0.05, 0.95 * 0.1
    cancelled = by_service + by_family
    missed = (1 - cancelled) * 0.2
    booked = 1 / (1 - cancelled - missed * 0.5)
    wasted = missed + cancelled * 0.4
    return Case(
        scenario="cancelled_contacts",
        theory=(
            "Geometric: of each booking 0.05 + 0.95 x 0.1 is cancelled, 0.2 of the others missed; "
            "all of the first and half of the second are booked again; 0.6 of the first costs no "
            "time."
        ),
        rounding=WHOLE_WEEKS,
        first_week=60,
        checks=(
            Check(
                "contacts attended or missed for each referral",
                (1 - cancelled) * booked,
                PLAIN,
                bookings(step),
            ),
            Check(
                "cancelled by the family", by_family * booked, PLAIN, cancelled_for_each(step, 0)
            ),
            Check(
                "cancelled by the service", by_service * booked, PLAIN, cancelled_for_each(step, 1)
            ),
            Check(
                "staff minutes used or lost for each referral",
                60 * (1 - cancelled - missed + wasted) * booked,
                PLAIN,
                minutes_for_each("clinicians", step, USED, LOST),
            ),
            Check(
                "staff minutes lost for each referral",
                60 * wasted * booked,
                PLAIN,
                minutes_for_each("clinicians", step, LOST),
            ),
            Check("share discharged", missed * 0.5 * booked, PLAIN, share_discharged(step)),
        ),
        replications=64,
        fast=(32, "313 weeks"),
    )


def _feedback_case() -> Case:
    referred = 0.525
    assessed = referred / (1 - 0.1 - 0.5 * 0.4)
    treated = 0.5 * assessed
    first, second = mmc_mean_wait(assessed, 1), mmc_mean_wait(treated, 0.25, 2)
    return Case(
        scenario="feedback",
        theory="Open network with feedback: each step as if alone, Jackson (1957).",
        rounding=STAYS,
        first_week=150,
        checks=(
            Check("mean wait for assessment", first, DAYS, wait("service.assessment")),
            Check("mean wait for treatment", second, DAYS, wait("service.treatment")),
            Check(
                "mean time in the pathway",
                (assessed * (first + 1) + treated * (second + 4)) / referred,
                DAYS,
                time_in_pathway(),
            ),
        ),
        replications=256,
        fast=(32, "10 years"),
    )


def _tandem_case() -> Case:
    delayed = erlang_c(1.4, 2)
    first, second = mmc_mean_wait(0.7, 1), mmc_mean_wait(0.7, 0.5, 2)
    mean = first + 1 + second + 2
    spread = 1 / 0.3**2 + 2 * delayed / 0.3**2 - second**2 + 4
    minutes = mean * MINUTES_PER_DAY
    return Case(
        scenario="tandem",
        theory=(
            "Departures from the first step are Poisson, Burke (1956); the times at the two steps "
            "are independent, Reich (1957)."
        ),
        rounding=STAYS,
        first_week=150,
        checks=(
            Check("mean wait for the first step", first, DAYS, wait("service.assessment")),
            Check("mean wait for the second step", second, DAYS, wait("service.treatment")),
            Check("mean time in the pathway", mean, DAYS, time_in_pathway()),
            Check(
                "its variance, in square days",
                spread,
                PLAIN,
                spread_of_time(minutes, MINUTES_PER_DAY),
            ),
        ),
        replications=256,
        fast=(32, "10 years"),
    )


def _ageing_case() -> Case:
    line = "service.assessment"
    seen, everyone, aged = wait_until_birthday(20, 15, 2 * 365.25 / 7)
    return Case(
        scenario="ageing_out",
        theory=(
            "Balance: a quarter cannot be seen, so the wait takes a quarter of two years; its "
            "variance from M/D/1 with patience spread evenly."
        ),
        rounding=(
            "The share and the wait that is met are exact while every slot is used. That slots "
            "come in threes on weekdays moves the variance of that wait by less than 0.1 "
            "weeks squared, and mean waits by less than 0.001 weeks."
        ),
        first_week=400,
        checks=(
            Check("share who age out", aged, PLAIN, share_aged_out(line)),
            Check("mean wait of those seen", seen, WEEKS, wait(line)),
            Check("mean wait of all", everyone, WEEKS, wait_of_all(line)),
            Check("mean number waiting", 20 * everyone, PLAIN, waiting(line)),
        ),
        fast=(32, "16 years"),
        never_idle="clinicians",
    )


def _courses_case() -> Case:
    attended = (1 - 0.9**6) / 0.1
    return Case(
        scenario="courses",
        theory=(
            "Geometric sums: (1 - 0.9^6) / 0.1 contacts attended, 1 / 0.8 bookings for each; then "
            "1 + 0.3 bookings, and the share 0.3 x 0.3 is discharged."
        ),
        rounding=WHOLE_WEEKS,
        first_week=60,
        checks=(
            Check("bookings for each course", attended / 0.8, PLAIN, bookings("service.therapy")),
            Check("bookings for each talk", 1.3, PLAIN, contacts("service.closing")),
            Check("share discharged", 0.09, PLAIN, share_discharged("service.closing")),
            Check(
                "staff minutes for each referral",
                60 * (attended / 0.8 + 1.3),
                PLAIN,
                minutes_for_each("therapists", "service.therapy", USED, LOST),
            ),
        ),
        replications=64,
        fast=(32, "313 weeks"),
    )


def _reviews_case() -> Case:
    return Case(
        scenario="reviews",
        theory="Geometric: a fifth leave after each review, so each has 1 / 0.2.",
        rounding=WHOLE_WEEKS,
        first_week=300,
        checks=(Check("reviews for each child", 5.0, PLAIN, contacts("service.review")),),
        replications=256,
        fast=(32, "835 weeks"),
        events=False,
    )


def _delay_case() -> Case:
    clock = "service.forms_back"
    return Case(
        scenario="delay",
        theory="M/G/infinity: a Poisson count of mean 10 x 8, whatever the shape of the delay.",
        rounding="Delays in whole minutes: a millionth of their mean.",
        first_week=300,
        checks=(
            Check("mean number whose forms are out", 80.0, PLAIN, open_at_censuses(clock)),
            Check("its variance", 80.0, PLAIN, spread_at_censuses(clock, 80)),
        ),
        replications=256,
        fast=(32, "12 years"),
        events=False,
    )


CASES: Final = (
    _places_case("mm3_load_80", 2.4, 1, 100, fast=True),
    _places_case("mm3_load_95", 11.4, 0.25, 104, fast=False),
    _one_place_case("mg1_fixed", 0, fast=True),
    _one_place_case("mg1_uniform", math.sqrt(1 / 3), fast=True),
    _one_place_case("mg1_lognormal", 1.5, fast=True),
    _lottery_case(),
    _fixed_stays_case(),
    _priority_case(),
    _leaving_case("leaving_light", erlang_a(9, 1, 10, 0.5), fast=True),
    _leaving_case("leaving_overload", erlang_a(12, 1, 10, 0.5)),
    _long_list_case(),
    _clinic_case(11, fast=True),
    _clinic_case(11, form="_on_dates"),
    _clinic_case(12),
    _shared_clinic_case(),
    _falling_case(),
    _head_starts_case(),
    _ageing_case(),
    _missed_case(),
    _cancelled_case(),
    _courses_case(),
    _reviews_case(),
    _delay_case(),
    _feedback_case(),
    _tandem_case(),
)
