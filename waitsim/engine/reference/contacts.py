"""The contacts of a visit: waiting for a turn, attending, missing."""

from simpy import AnyOf, Event

from waitsim.engine.moments import ARRIVAL, ONWARD
from waitsim.engine.reference.ends import end, end_wait, is_waiting, leave, stop_clocks
from waitsim.engine.reference.referrals import born
from waitsim.engine.reference.waiting import (
    counted_from,
    join,
    leaving_moment,
    queue,
    strike_out,
)
from waitsim.engine.reference.world import (
    CAME,
    MISSED_IT,
    PUT_OFF,
    Moment,
    Referral,
    Story,
    Turn,
    World,
)
from waitsim.records import ATTENDED, END_NOT_BROUGHT, LEFT, MISSED, NEVER, WAITED
from waitsim.rules import questions
from waitsim.rules.choosing import share_at
from waitsim.rules.reviews import is_over


def be_seen(world: World, referral: Referral, line: int) -> Story:
    """Joins a list and has the contacts of a visit; True if they are done."""
    leave_at = join(world, referral, line)
    if leave_at <= world.now:
        return leave(world, referral)
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
    t, s = world.t, referral.step
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
        if turn.called.value == PUT_OFF:
            if not (yield from pause(world, referral, leaves, 0)):
                return False
            continue
        e, attempt = world.situation(referral), referral.attempts - 1
        if referral.misses >= t.most_missed[e, s] or not questions.is_rebooked(
            referral.who,
            int(t.step_key[s]),
            referral.visit,
            attempt,
            float(t.rebook[e, s]),
        ):
            end_wait(world, referral, LEFT)
            end(world, referral, int(t.end_base[referral.pathway]) + END_NOT_BROUGHT)
            return False
        if not (yield from pause(world, referral, leaves, int(t.rebook_after[e, s]))):
            return False
        if t.rebook_to_back[world.situation(referral), s]:
            referral.since = counted_from(world, referral, line, world.now)


def pause(world: World, referral: Referral, leaves: Event, minutes: int) -> Story:
    """Passes the time until a referral rejoins its list; False if it leaves first (S11)."""
    phase = ARRIVAL if minutes else ONWARD
    back = Moment(world.env, world.now + minutes, phase, referral.index)
    assert referral.withdrawn is not None
    yield AnyOf(world.env, (back, leaves, referral.withdrawn))
    if not is_waiting(referral):
        return False
    if not back.processed:
        leave(world, referral)
        return False
    return True


def share_missed(world: World, turn: Turn) -> float:
    """Share of such contacts missed, by the notice that there was (S10)."""
    t, e, s = world.t, world.situation(turn.referral), turn.referral.step
    first, after = int(t.dna_start[e, s]), int(t.dna_stop[e, s])
    if first == after:
        return float(t.dna[e, s])
    notice = 0 if turn.booked_for is None else turn.booked_for - turn.booked_on
    return share_at(notice, t.dna_points[:, 0], t.dna_points[:, 1], first, after)


def attend(world: World, turn: Turn) -> bool:
    """A booked contact takes place, or is missed: then False (S10, S11, S12)."""
    referral, t = turn.referral, world.t
    s = referral.step
    attempt = referral.attempts
    referral.attempts += 1
    share = share_missed(world, turn)
    missed = questions.is_missed(referral.who, int(t.step_key[s]), referral.visit, attempt, share)
    if missed:
        referral.misses += 1
        world.note(referral, MISSED, referral.misses)
    else:
        end_wait(world, referral, WAITED)
        referral.sessions += 1
        referral.misses = 0
        world.note(referral, ATTENDED, referral.sessions)
        if referral.sessions == 1:
            stop_clocks(world, referral)
    turn.called.succeed(MISSED_IT if missed else CAME)
    return not missed
