"""Advertised waits, and who goes elsewhere because of them."""

from waitsim.engine.reference.world import Referral, World
from waitsim.rules import questions
from waitsim.rules.choosing import ADVERTISED_WEEKS, share_at


def advertise(world: World) -> None:
    """At the start of a week, the mean waits completed in the weeks before (S44)."""
    for notice in world.notices.values():
        seen = sum(count for count, _, _ in notice.weeks)
        if seen:
            notice.by_joining = sum(waited for _, waited, _ in notice.weeks) // seen
            notice.by_clock = sum(waited for _, _, waited in notice.weeks) // seen
        notice.weeks = [*notice.weeks, (0, 0, 0)][-ADVERTISED_WEEKS:]


def count_completed(world: World, referral: Referral, line: int, joined: int) -> None:
    """Counts a wait that was completed on a list that advertises it (S44)."""
    notice = world.notices.get(line)
    if notice is not None:
        count, by_joining, by_clock = notice.weeks[-1]
        waited, since_clock = world.now - joined, world.now - referral.clock_start
        notice.weeks[-1] = (count + 1, by_joining + waited, by_clock + since_clock)


def goes_elsewhere(world: World, referral: Referral) -> bool:
    """Whether a referral that leaves its step chooses another provider (S44)."""
    t, s = world.t, referral.step
    first, after = int(t.choice_start[s]), int(t.choice_start[s + 1])
    if first == after:
        return False
    notice = world.notices[int(t.choice_list[s])]
    wait = notice.by_clock if t.choice_by_clock[s] else notice.by_joining
    shares = t.choice_share[world.situation(referral)]
    share = share_at(wait, t.choice_minutes, shares, first, after)
    return questions.goes_elsewhere(referral.who, int(t.step_key[s]), referral.visit, share)
