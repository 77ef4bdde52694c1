"""The contacts of a visit: waiting for a turn, attending, missing."""

from simpy import AnyOf, Event

from waitsim.engine.moments import ONWARD
from waitsim.engine.reference.cancelling import cancel_today, is_refilled
from waitsim.engine.reference.clocks import on_attending, on_missing, stop_clocks
from waitsim.engine.reference.ends import end_wait, is_waiting, leave
from waitsim.engine.reference.escalating import await_rise
from waitsim.engine.reference.pauses import after_cancelling, after_missing, pause
from waitsim.engine.reference.referrals import born
from waitsim.engine.reference.waiting import join, leaving_moment, queue, strike_out
from waitsim.engine.reference.world import (
    BY_FAMILY,
    CAME,
    MISSED_IT,
    PUT_OFF,
    Moment,
    Referral,
    Story,
    Turn,
    World,
)
from waitsim.records import ATTENDED, MISSED, NEVER, WAITED
from waitsim.rules import questions
from waitsim.rules.attending import FAMILY, FREED, GIVEN, SERVICE, WASTED
from waitsim.rules.choosing import share_at
from waitsim.rules.reviews import is_over


def be_seen(world: World, referral: Referral, line: int) -> Story:
    """Joins a list and has the contacts of a visit; True if they are done."""
    leave_at = join(world, referral, line)
    if leave_at <= world.now:
        return leave(world, referral)
    await_rise(world, referral, line, leave_at)
    return (yield from have_contacts(world, referral, line, leave_at))


def have_contacts(world: World, referral: Referral, line: int, leave_at: int) -> Story:
    """Has the contacts of a visit, being on a list already; True if they are done (S12)."""
    t, s = world.t, referral.step
    while True:
        if not (yield from await_turns(world, referral, line, leave_at)):
            return referral.sent
        key, e, n = int(t.step_key[s]), world.situation(referral), referral.sessions
        whole = 0 < t.sessions[e, s] <= n
        if whole or questions.stops_here(
            referral.who, key, referral.visit, n, float(t.stops[e, s])
        ):
            yield Moment(world.env, world.now, ONWARD, referral.index)
            return True
        yield world.later(referral, int(t.every[e, s]))
        if due_no_more(world, referral):
            return True
        line = int(t.follow_list[s])
        leave_at = join(world, referral, line)
        if leave_at <= world.now:
            return leave(world, referral)


def due_no_more(world: World, referral: Referral) -> bool:
    """Whether a contact that falls due is a review past its last date or age (S12)."""
    t, e, s = world.t, world.situation(referral), referral.step
    until, until_age = int(t.until[e, s]), int(t.until_age[e, s])
    birth = born(world, referral) if until_age != NEVER else NEVER
    return is_over(world.now, until, birth, until_age)


def await_turns(world: World, referral: Referral, line: int, leave_at: int) -> Story:
    """Is called for contacts until one is not missed; False if the referral leaves first."""
    withdrawn = Event(world.env)
    referral.withdrawn = withdrawn
    leaves = leaving_moment(world, referral, leave_at)
    while True:
        turn = queue(world, referral, line)
        yield AnyOf(world.env, (turn.called, leaves, withdrawn))
        referral.turn = None
        if turn.called.triggered and turn.called.value == CAME:
            return True
        if not is_waiting(referral):
            return False
        if not turn.called.triggered:
            turn.gone = True
            strike_out(world, turn)
            leave(world, referral)
            return False
        if not (yield from after_calling(world, referral, leaves, turn.called.value)):
            return False


def after_calling(world: World, referral: Referral, leaves: Event, how: object) -> Story:
    """What follows a contact that did not take place; False if the referral leaves the list."""
    if how == PUT_OFF:
        return (yield from pause(world, referral, leaves, 0))
    if how == MISSED_IT:
        return (yield from after_missing(world, referral, leaves))
    by = FAMILY if how == BY_FAMILY else SERVICE
    return (yield from after_cancelling(world, referral, leaves, by))


def share_missed(world: World, turn: Turn) -> float:
    """Share of such contacts missed, by the notice that there was (S10)."""
    t, e, s = world.t, world.situation(turn.referral), turn.referral.step
    first, after = int(t.dna_start[e, s]), int(t.dna_stop[e, s])
    if first == after:
        return float(t.dna[e, s])
    notice = 0 if turn.booked_for is None else turn.booked_for - turn.booked_on
    return share_at(notice, t.dna_points[:, 0], t.dna_points[:, 1], first, after)


def attend(world: World, turn: Turn) -> int:
    """A booked contact takes place, is missed or cancelled: GIVEN, WASTED or FREED (S10, S39)."""
    referral, t = turn.referral, world.t
    s = referral.step
    attempt = referral.attempts
    referral.attempts += 1
    if cancel_today(world, turn, attempt):
        return FREED if is_refilled(world, turn, attempt) else WASTED
    share = share_missed(world, turn)
    missed = questions.is_missed(referral.who, int(t.step_key[s]), referral.visit, attempt, share)
    if missed:
        referral.misses += 1
        world.note(referral, MISSED, referral.misses)
        on_missing(world, referral)
        turn.called.succeed(MISSED_IT)
        return WASTED
    end_wait(world, referral, WAITED)
    referral.sessions += 1
    referral.misses = referral.cancellations = 0
    world.note(referral, ATTENDED, referral.sessions)
    on_attending(world, referral)
    if referral.sessions == 1:
        stop_clocks(world, referral)
    turn.called.succeed(CAME)
    return GIVEN
