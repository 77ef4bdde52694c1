"""New referrals."""

from collections.abc import Generator

from simpy import Event

from waitsim.engine.reference.clocks import on_beginning
from waitsim.engine.reference.journey import travel
from waitsim.engine.reference.referrals import new_referral, note_groups, tell_of
from waitsim.engine.reference.world import Moment, Referral, World
from waitsim.records import MINUTES_PER_DAY, REFERRED
from waitsim.rules import questions
from waitsim.rules.demand import REPLAYED, day_count, minute_of_arrival
from waitsim.rules.told import told_or


def receive(world: World, day: int) -> list[Referral]:
    """The day's referrals, each with its minute (S02, S21, S22)."""
    t, e = world.t, world.t.epoch_of_day[day]
    received = []
    for p, key in enumerate(t.pathway_key):
        who = (world.seed, world.replication, int(key), 0)
        kind, batch, ratio = (
            a[e, p].item() for a in (t.demand_kind, t.demand_batch, t.demand_ratio)
        )
        mean, before = float(t.referral_mean[day, p]) / batch, float(t.referral_before[day, p])
        floor, hours = float(t.referral_floor[day, p]), t.demand_hours[e, p]
        for k in range(day_count(who, day, (kind, batch, ratio), mean, floor, before)):
            number = questions.referral_number(day, k)
            minute = minute_of_arrival(who, day, k, (kind, batch), hours, (mean, before))
            row = int(t.replay_first[day, p]) + k if kind == REPLAYED else None
            if row is not None:
                minute = told_or(int(t.replay_minute[row]), minute)
            start = day * MINUTES_PER_DAY + minute
            referral = new_referral(world, int(key), number, start, int(t.first_step[p]))
            if row is not None:
                tell_of(world, referral, row)
            received.append(referral)
    return received


def begin(world: World, referral: Referral) -> Generator[Event, object, None]:
    """The whole story of a new or further referral."""
    yield Moment(world.env, referral.clock_start, referral.phase, referral.index)
    world.note(referral, REFERRED, referral.detail)
    note_groups(world, referral)
    on_beginning(world, referral)
    yield from travel(world, referral)
