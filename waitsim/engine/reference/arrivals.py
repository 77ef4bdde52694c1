"""New referrals."""

from collections.abc import Generator

from simpy import Event

from waitsim.engine.moments import ARRIVAL
from waitsim.engine.reference.journey import travel
from waitsim.engine.reference.world import Moment, Referral, World
from waitsim.records import GROUPED, MINUTES_PER_DAY, NEVER, REFERRED
from waitsim.rules import questions
from waitsim.rules.groups import category_in, groups_of, variant_by_age, variant_by_groups


def new_referral(world: World, p: int, number: int, clock_start: int, step: int) -> Referral:
    """A referral and what luck gave it (S02, S19, S20)."""
    t = world.t
    who = (world.seed, world.replication, int(t.pathway_key[p]), number)
    ages_out = NEVER
    starts = t.category_start
    priority = questions.priority_class(who, t.priority_shares[p])
    groups = groups_of(who, t.attribute_key, starts, t.category_shares[p])
    variant = int(t.variant_priority[p, priority])
    variant += int(variant_by_groups(groups, starts, t.variant_category[p]))
    leaving_age, by_age = int(t.leaving_age[p]), int(t.variant_age_step[p])
    if leaving_age != NEVER or by_age > 0:
        below = leaving_age + clock_start if clock_start < 0 and leaving_age != NEVER else NEVER
        age = questions.age_minutes(who, t.age_shares[p], t.age_low[p], t.age_high[p], below)
        variant += variant_by_age(age, t.variant_age[p], by_age)
        if leaving_age != NEVER:
            ages_out = clock_start + leaving_age - age
    referral = Referral(
        index=len(world.referrals),
        pathway=p,
        who=who,
        clock_start=clock_start,
        priority=priority,
        ages_out=ages_out,
        step=step,
        running=set(range(int(world.clock_base[p]), int(world.clock_base[p + 1]))),
        groups=int(groups),
        variant=variant,
    )
    world.referrals.append(referral)
    world.going[referral.index] = referral
    return referral


def note_groups(world: World, referral: Referral) -> None:
    """Writes down which groups a referral is in (S20)."""
    for attribute, first in enumerate(world.t.category_start[:-1]):
        category = int(first) + category_in(referral.groups, attribute)
        world.note(referral, GROUPED, category, minute=referral.clock_start)


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
    note_groups(world, referral)
    yield from travel(world, referral)
