"""One replication from its first minute to its last."""

from collections.abc import Generator

import numpy as np
from simpy import Event

from waitsim.engine.moments import CHANGE, SESSION, in_order
from waitsim.engine.reference.arrivals import begin, receive
from waitsim.engine.reference.choosing import advertise
from waitsim.engine.reference.clocks import say_running
from waitsim.engine.reference.diary import book_ahead, keep_appointments, open_diary
from waitsim.engine.reference.hand import Hand
from waitsim.engine.reference.opening import open_lists
from waitsim.engine.reference.places import change_places
from waitsim.engine.reference.sessions import hold_sessions, use_extra_slots
from waitsim.engine.reference.world import Moment, World
from waitsim.model.tables import SESSION_MINUTE, Tables
from waitsim.records import (
    EVENT_COLUMNS,
    MINUTES_PER_DAY,
    STILL_WAITING,
    EventArray,
    Tallies,
)
from waitsim.rules.tallies import tally_event, tally_groups


def days(world: World) -> Generator[Event, object, None]:
    """Each day: changed places, the day's referrals, and its sessions (S01)."""
    ahead = len(world.t.notices) > 0
    for day in range(world.t.days):
        midnight = day * MINUTES_PER_DAY
        yield Moment(world.env, midnight, CHANGE, 0)
        if day % 7 == 0:
            advertise(world)
        change_places(world, day)
        if ahead and day == 0:
            open_diary(world)
        for referral in receive(world, day):
            world.env.process(begin(world, referral))
        yield Moment(world.env, midnight + SESSION_MINUTE, SESSION, 0)
        hand = Hand(world, day)
        use_extra_slots(world, hand, day)
        if ahead:
            keep_appointments(world, hand, day)
        hold_sessions(world, hand)
        hand.close()
        if ahead:
            book_ahead(world, day)


def close(world: World) -> None:
    """At the end of the run all that has not ended stays open (S16)."""
    horizon = world.t.days * MINUTES_PER_DAY
    for referral in world.going.values():
        if referral.wait is not None:
            line, joined = referral.wait
            world.note(referral, STILL_WAITING, line, since=joined, minute=horizon)
        say_running(world, referral, horizon)


def run(world: World) -> None:
    """Lives through the run."""
    open_lists(world)
    world.env.process(days(world))
    world.env.run(until=world.t.days * MINUTES_PER_DAY)
    close(world)


def simulate(
    tables: Tables, seed: int, replication: int, tallies: Tallies, *, events: bool
) -> EventArray | None:
    """Runs one replication into its tallies; the events in order, if they are asked for.

    Args:
        tallies: of one replication, all zero; ``open`` receives differences.
    Returns:
        Rows of ``EVENT_COLUMNS`` in order of minute, then referral, then occurrence; or None.
    """
    world = World(tables, (seed, replication), tallies, begin)
    run(world)
    rows = np.array(world.events, dtype=np.int64).reshape(-1, len(EVENT_COLUMNS))
    dates, lists = tables.snapshot_minute, len(tables.list_step)
    when = (dates, tables.month_of_day)
    for event in world.events:
        tally_event(tallies, when, lists, event)
    of_referral = np.array([one.groups for one in world.referrals], dtype=np.int64)
    groups = (tables.category_start, of_referral[rows[:, 1]])
    tally_groups(tallies, dates, lists, groups, rows, len(rows))
    return in_order(rows) if events else None
