"""New referrals."""

from collections.abc import Generator

from simpy import Event

from waitsim.engine.moments import ARRIVAL
from waitsim.engine.reference.journey import travel
from waitsim.engine.reference.world import Moment, Referral, World
from waitsim.records import MINUTES_PER_DAY, NEVER, REFERRED
from waitsim.rules import questions


def new_referral(world: World, p: int, number: int, clock_start: int, step: int) -> Referral:
    """A referral and what luck gave it (S02)."""
    t = world.t
    who = (world.seed, world.replication, int(t.pathway_key[p]), number)
    ages_out = NEVER
    leaving_age = int(t.leaving_age[p])
    if leaving_age != NEVER:
        below = leaving_age + clock_start if clock_start < 0 else NEVER
        age = questions.age_minutes(who, t.age_shares[p], t.age_low[p], t.age_high[p], below)
        ages_out = clock_start + leaving_age - age
    referral = Referral(
        index=len(world.referrals),
        pathway=p,
        who=who,
        clock_start=clock_start,
        priority=questions.priority_class(who, t.priority_shares[p]),
        ages_out=ages_out,
        step=step,
        running=set(range(int(world.clock_base[p]), int(world.clock_base[p + 1]))),
    )
    world.referrals.append(referral)
    world.going[referral.index] = referral
    return referral


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
            received.append(new_referral(world, p, number, start, int(t.first_step[p])))
    return received


def begin(world: World, referral: Referral) -> Generator[Event, object, None]:
    """The whole story of a new referral."""
    yield Moment(world.env, referral.clock_start, ARRIVAL, referral.index)
    world.note(referral, REFERRED, 0)
    yield from travel(world, referral)
