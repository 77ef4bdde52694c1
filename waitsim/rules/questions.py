"""The questions that luck answers: what both engines ask about a referral, and how.

``who`` is (seed, replication, key of the pathway, number of the referral). A visit is one time at a
step, counted from 0 for each referral and step; an attempt is one contact booked in that visit.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import NEVER
from waitsim.rules import streams
from waitsim.rules.attending import FAMILY, NOBODY, SERVICE
from waitsim.rules.clocks import ABSENT, CLOSED
from waitsim.rules.draws import philox, uniform
from waitsim.rules.durations import Time, leaving_minute, pick, poisson_count, time_minutes
from waitsim.rules.jit import rule
from waitsim.rules.leaving import Curve, leaves_after
from waitsim.rules.order import FIRST_LOT
from waitsim.rules.streams import stream

Who = tuple[int, int, int, int]

_VISIT_SHIFT: Final = 16
_DAY_SHIFT: Final = 14
MOST_ON_A_DAY: Final = 2**_DAY_SHIFT - 1
"""Referrals of one pathway on one day that have numbers of their own."""
_MOST_AGE_DRAWS: Final = 32


@rule
def _answer(who: Who, purpose: int, step_key: int, occurrence: int) -> float:
    """The draw for one question about a referral."""
    return uniform(who[0], who[1], who[2], stream(purpose, step_key), who[3], occurrence)


@rule
def referral_count(who: Who, day: int, mean: float, exp_minus_mean: float) -> int:
    """Referrals received on a day; the number in ``who`` is not looked at."""
    return poisson_count(mean, exp_minus_mean, count_draw(who, day))


@rule
def count_draw(who: Who, day: int) -> float:
    """The draw that says how many are referred on a day; ``who`` is as for `referral_count`."""
    return uniform(who[0], who[1], who[2], stream(streams.REFERRALS, 0), day, 0)


@rule
def referral_number(day: int, k: int) -> int:
    """Number of the k-th referral of a day, k from 0; the same child whatever else changes."""
    return (day << _DAY_SHIFT) + k


@rule
def minute_draw(who: Who) -> float:
    """The draw that says when on its day a referral arrives."""
    return _answer(who, streams.MINUTE, 0, 0)


@rule
def priority_class(who: Who, shares: NDArray[np.float64]) -> int:
    """Priority class, 0 the most urgent, from cumulative shares."""
    return pick(shares, 0, len(shares), _answer(who, streams.PRIORITY, 0, 0))


@rule
def category(
    who: Who, attribute_key: int, shares: NDArray[np.float64], start: int, stop: int
) -> int:
    """Which category of an attribute a child is in, counted from ``start``."""
    return pick(shares, start, stop, _answer(who, streams.CATEGORY, attribute_key, 0))


@rule
def age_minutes(
    who: Who,
    shares: NDArray[np.float64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    below: int,
) -> int:
    """Age at referral, evenly spread within its band, asked for anew until it is below a limit.

    Args:
        below: age that an opening referral must not have reached, or NEVER; where no draw falls
            below it, a minute short of it.
    """
    for occurrence in range(_MOST_AGE_DRAWS):
        band = pick(shares, 0, len(shares), _answer(who, streams.AGE, 0, occurrence))
        u = _answer(who, streams.BIRTHDAY, 0, occurrence)
        age = low[band] + int(u * (high[band] - low[band]))
        if age < below:
            return int(age)
    return below - 1


@rule
def leaves_at(who: Who, step_key: int, visit: int, joined: int, hazard_per_minute: float) -> int:
    """Minute in which a referral would leave the list by itself, after it joined; or NEVER."""
    if hazard_per_minute <= 0.0:
        return NEVER
    u = _answer(who, streams.LEAVE, step_key, visit << _VISIT_SHIFT)
    return leaving_minute(joined, hazard_per_minute, u)


@rule
def leaves_by_curve(
    who: Who,
    step_key: int,
    visit: int,
    waited: tuple[int, int],
    curve: Curve,
    rows: NDArray[np.float64],
) -> int:
    """Minute in which a referral would leave by itself where that depends on its wait; or NEVER.

    Args:
        waited: the present minute, and the minutes waited by then.
        curve: as for ``waitsim.rules.leaving.leaves_after``, like ``rows``.
    """
    u = _answer(who, streams.LEAVE, step_key, visit << _VISIT_SHIFT)
    return min(waited[0] + leaves_after(curve, rows, waited[1], u), NEVER)


@rule
def way_out(
    who: Who, step_key: int, visit: int, shares: NDArray[np.float64], start: int, stop: int
) -> int:
    """Which of the ways out of a list a referral takes that leaves it, from ``start``."""
    u = _answer(who, streams.WAY_OUT, step_key, visit << _VISIT_SHIFT)
    return pick(shares, start, stop, u)


@rule
def lot(who: Who, step_key: int, visit: int, booked: int) -> int:
    """The number that says who is next where a list goes by lot, drawn on joining it (S31).

    Args:
        booked: contacts booked in the visit so far, which tell one joining from the next.
    """
    u = _answer(who, streams.LOT, step_key, (visit << _VISIT_SHIFT) + booked)
    return FIRST_LOT + int(u * FIRST_LOT)


@rule
def lot_on_rising(who: Who, step_key: int, visit: int, priority: int) -> int:
    """The lot that replaces the other where a referral goes to the back on rising (S31, S33).

    Args:
        priority: class that it rises to.
    """
    u = _answer(who, streams.LOT_ON_RISING, step_key, (visit << _VISIT_SHIFT) + priority)
    return FIRST_LOT + int(u * FIRST_LOT)


@rule
def rises_at(
    who: Who, step_key: int, visit_and_class: tuple[int, int], minute: int, hazard: float, due: int
) -> int:
    """Minute, not before the present one, in which priority rises (S33); or NEVER.

    Args:
        visit_and_class: the visit, and the class in which the referral waits from now on.
        minute: the present one.
        hazard: a minute, from now on.
        due: minute in which it rises in any case; NEVER for none.
    """
    due = max(due, minute)
    if hazard <= 0.0:
        return due
    occurrence = (visit_and_class[0] << _VISIT_SHIFT) + visit_and_class[1]
    u = _answer(who, streams.ESCALATE, step_key, occurrence)
    return min(due, leaving_minute(minute, hazard, u))


@rule
def is_missed(who: Who, step_key: int, visit: int, attempt: int, share: float) -> bool:
    """Whether a booked contact is missed."""
    if share <= 0.0:
        return False
    return _answer(who, streams.ATTEND, step_key, (visit << _VISIT_SHIFT) + attempt) < share


@rule
def is_rebooked(who: Who, step_key: int, visit: int, attempt: int, share: float) -> bool:
    """Whether a missed contact is booked again."""
    if share >= 1.0:
        return True
    return _answer(who, streams.REBOOK, step_key, (visit << _VISIT_SHIFT) + attempt) < share


@rule
def stops_here(who: Who, step_key: int, visit: int, session: int, share: float) -> bool:
    """Whether a course or review ends after its so-many-th contact, counted from 1."""
    if share <= 0.0:
        return False
    return _answer(who, streams.END, step_key, (visit << _VISIT_SHIFT) + session) < share


@rule
def lasting_minutes(
    who: Who, step_key: int, visit: int, time: Time, bands: NDArray[np.float64]
) -> int:
    """Minutes that a delay or a stay lasts, at least 1; ``bands`` as for `time_minutes`."""
    u = _answer(who, streams.DURATION, step_key, visit << _VISIT_SHIFT)
    return max(time_minutes(time, bands, u), 1)


@rule
def route_taken(
    who: Who, step_key: int, visit: int, shares: NDArray[np.float64], start: int, stop: int
) -> int:
    """Which of the step's routes a referral takes, counted from ``start``."""
    if stop - start == 1:
        return 0
    u = _answer(who, streams.ROUTE, step_key, visit << _VISIT_SHIFT)
    return pick(shares, start, stop, u)


@rule
def cross_owner(owner: int, step_key: int, visit: int, pathway_key: int) -> int:
    """Key that stands for the pathway in the draws of a cross-referral (S41).

    Args:
        owner: the same of the referral that leads to it.
        step_key: of the step at which it is made.
        pathway_key: of the pathway to which it is made.
    """
    purpose = stream(streams.CROSS_REFERRAL, step_key)
    return philox(int(pathway_key), 0, int(visit), int(owner), int(purpose), 0)[0]


@rule
def return_owner(owner: int, pathway_key: int) -> int:
    """Key that stands for the pathway in the draws of a re-referral (S42); see `cross_owner`."""
    return philox(int(pathway_key), 0, 0, int(owner), stream(streams.RE_REFERRAL, 0), 0)[0]


@rule
def comes_about(who: Who, share: float) -> bool:
    """Whether a further referral of a child is made; ``who`` is that referral itself."""
    if share <= 0.0:
        return False
    return _answer(who, streams.FURTHER, 0, 0) < share


@rule
def minutes_until_return(who: Who, time: Time, bands: NDArray[np.float64]) -> int:
    """Minutes, at least 1, from an end until the child is referred again, as ``who``."""
    return max(time_minutes(time, bands, _answer(who, streams.UNTIL_RETURN, 0, 0)), 1)


@rule
def goes_elsewhere(who: Who, step_key: int, visit: int, share: float) -> bool:
    """Whether a referral that leaves a step chooses another provider (S44)."""
    if share <= 0.0:
        return False
    return _answer(who, streams.ELSEWHERE, step_key, visit << _VISIT_SHIFT) < share


@rule
def is_resolved(who: Who, owner: int, share: float) -> bool:
    """Whether a referral leaves because another of the same child has ended (S43).

    Args:
        who: the referral that may leave.
        owner: what stands for the pathway in the draws of the one that has ended.
    """
    if share <= 0.0:
        return False
    return _answer(who, streams.RESOLVED, 0, owner) < share


@rule
def cancelled_by(
    who: Who, step_key: int, visit: int, attempt: int, shares: tuple[float, float]
) -> int:
    """Who cancels a contact on its day (S39): NOBODY, FAMILY or SERVICE.

    Args:
        shares: of contacts that the service cancels, and of the others those that the family does.
    """
    by_service, by_family = shares
    attempts = (visit << _VISIT_SHIFT) + attempt
    service, family = streams.CANCELLED_BY_SERVICE, streams.CANCELLED_BY_FAMILY
    if by_service > 0.0 and _answer(who, service, step_key, attempts) < by_service:
        return SERVICE
    if by_family > 0.0 and _answer(who, family, step_key, attempts) < by_family:
        return FAMILY
    return NOBODY


@rule
def days_before(
    who: Who, step_key: int, visit: int, attempt: int, booked: tuple[int, float, float]
) -> int:
    """Whole days before its contact on which a family cancels an appointment (S39); or NEVER.

    Args:
        booked: days between booking and contact, the share of such appointments that families
            cancel, and the share of those that they cancel on the day itself.
    """
    notice, by_family, late = booked
    if cancelled_by(who, step_key, visit, attempt, (0.0, by_family)) == NOBODY:
        return NEVER
    u = _answer(who, streams.CANCELLED_WHEN, step_key, (visit << _VISIT_SHIFT) + attempt)
    if u < late or notice < 2:
        return 0
    return min(1 + int((u - late) / (1.0 - late) * (notice - 1)), notice - 1)


@rule
def is_refilled(who: Who, step_key: int, visit: int, attempt: int, share: float) -> bool:
    """Whether the time of a contact cancelled on its day is given to others (S39)."""
    if share <= 0.0:
        return False
    return _answer(who, streams.REFILLED, step_key, (visit << _VISIT_SHIFT) + attempt) < share


@rule
def is_excepted(who: Who, reason: int, exception: NDArray[np.float64], minute: int) -> bool:
    """Whether an exception applies to a referral as its clock starts, or schools are asked (S37).

    Args:
        reason: ABSENT, PERSONAL or CLOSED.
        exception: its row in ``Tables.exceptions``.
        minute: of the start, or of asking.
    """
    if reason == CLOSED:
        return bool(exception[2] <= minute < exception[3])
    purpose = streams.ABSENCE if reason == ABSENT else streams.CIRCUMSTANCES
    return bool(_answer(who, purpose, 0, 0) < exception[2])
