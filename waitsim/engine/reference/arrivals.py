"""New referrals."""

from collections.abc import Generator

from simpy import Event

from waitsim.engine.reference.journey import travel
from waitsim.engine.reference.referrals import new_referral, note_groups
from waitsim.engine.reference.world import Moment, Referral, World
from waitsim.records import MINUTES_PER_DAY, REFERRED
from waitsim.rules import questions


def receive(world: World, day: int) -> list[Referral]:
    """The day's referrals, each with its minute (S02)."""
    t = world.t
    received = []
    for p, key in enumerate(t.pathway_key):
        mean = float(t.referral_mean[day, p])
        who = (world.seed, world.replication, int(key), 0)
        count = 0
        if mean > 0:
            floor = float(t.referral_floor[day, p])
            count = questions.referral_count(who, day, mean, floor)
        for k in range(count):
            number = questions.referral_number(day, k)
            minute = questions.minute_of_day((*who[:3], number))
            start = day * MINUTES_PER_DAY + minute
            received.append(new_referral(world, int(key), number, start, int(t.first_step[p])))
    return received


def begin(world: World, referral: Referral) -> Generator[Event, object, None]:
    """The whole story of a new or further referral."""
    yield Moment(world.env, referral.clock_start, referral.phase, referral.index)
    world.note(referral, REFERRED, referral.detail)
    note_groups(world, referral)
    yield from travel(world, referral)
