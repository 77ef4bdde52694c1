"""Contacts that the family or the service cancels (S39)."""

from waitsim.engine.reference.waiting import strike_out
from waitsim.engine.reference.world import BY_FAMILY, BY_SERVICE, Turn, World
from waitsim.records import CANCELLED_BY_FAMILY, CANCELLED_BY_SERVICE, MINUTES_PER_DAY
from waitsim.rules import questions
from waitsim.rules.attending import FAMILY, NOBODY, SERVICE


def cancel_today(world: World, turn: Turn, attempt: int) -> bool:
    """Asks whether a contact is cancelled on its day, and lets it be; True if so (S39)."""
    t, referral = world.t, turn.referral
    e, s = world.situation(referral), referral.step
    shares = (float(t.by_service[e, s]), float(t.by_family[e, s]))
    by = questions.cancelled_by(referral.who, int(t.step_key[s]), referral.visit, attempt, shares)
    if by != NOBODY:
        cancel(world, turn, by, world.now // MINUTES_PER_DAY)
    return by != NOBODY


def is_refilled(world: World, turn: Turn, attempt: int) -> bool:
    """Whether the time of a contact cancelled on its day is given to others (S39)."""
    t, referral = world.t, turn.referral
    e, s = world.situation(referral), referral.step
    return questions.is_refilled(
        referral.who, int(t.step_key[s]), referral.visit, attempt, float(t.refilled[e, s])
    )


def call_off(world: World, today: int) -> None:
    """Families cancel appointments of days to come, whose minutes are free again (S39)."""
    if not world.t.by_family.any():
        return
    for day in range(today + 1, len(world.diary.days)):
        for turn in list(world.diary.days[day]):
            if days_before(world, turn, day) == day - today:
                strike_out(world, turn)
                turn.referral.attempts += 1
                cancel(world, turn, FAMILY, day)


def days_before(world: World, turn: Turn, day: int) -> int:
    """Days before its own on which a family cancels an appointment; or NEVER."""
    t, referral, s = world.t, turn.referral, turn.referral.step
    row = t.epoch_of_day[day] * t.variants + referral.variant
    booked = (day - turn.booked_on, float(t.by_family[row, s]), float(t.late[row, s]))
    return questions.days_before(
        referral.who, int(t.step_key[s]), referral.visit, referral.attempts, booked
    )


def cancel(world: World, turn: Turn, by: int, day: int) -> None:
    """Notes that a contact of some day is cancelled; what follows is the referral's own story."""
    if by == SERVICE:
        world.note(turn.referral, CANCELLED_BY_SERVICE, day)
        turn.called.succeed(BY_SERVICE)
    else:
        turn.referral.cancellations += 1
        world.note(turn.referral, CANCELLED_BY_FAMILY, day)
        turn.called.succeed(BY_FAMILY)
