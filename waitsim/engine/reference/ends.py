"""How waits, clocks and referrals end."""

from waitsim.engine.reference.onward import re_refer
from waitsim.engine.reference.world import Referral, World
from waitsim.records import END_AGED_OUT, END_LEFT, ENDED, LEFT, STOPPED, VOIDED


def stop_clocks(world: World, referral: Referral) -> None:
    """Stops the clocks that the present step stops (S04)."""
    for clock in sorted(referral.running):
        if world.t.clock_stops[referral.step, clock]:
            referral.running.remove(clock)
            world.note(referral, STOPPED, clock, since=referral.clock_start)


def end_wait(world: World, referral: Referral, kind: int) -> None:
    """Ends the wait on the list that a referral is on: WAITED or LEFT."""
    assert referral.wait is not None
    line, joined = referral.wait
    world.note(referral, kind, line, since=joined)
    referral.wait = None


def leave(world: World, referral: Referral) -> None:
    """A referral leaves its list: by itself, or on a birthday (S06, S07)."""
    end_wait(world, referral, LEFT)
    reason = END_AGED_OUT if referral.ages_out <= world.now else END_LEFT
    end(world, referral, int(world.t.end_base[referral.pathway]) + reason)


def end(world: World, referral: Referral, end: int) -> None:
    """Ends a referral, and with it the clocks that still run (S05)."""
    for clock in sorted(referral.running):
        world.note(referral, VOIDED, clock, since=referral.clock_start)
    re_refer(world, referral, end)
    world.note(referral, ENDED, end)
    del world.going[referral.index]
