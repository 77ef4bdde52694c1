"""One replication by the compiled engine."""

from pathlib import Path

import numpy as np
from numba import config

from waitsim.engine.kernel.arrivals import count_referrals
from waitsim.engine.kernel.bundles import bundled
from waitsim.engine.kernel.days import live
from waitsim.engine.kernel.pack import (
    empty_world,
    pack_demand,
    pack_opening,
    pack_supply,
)
from waitsim.engine.kernel.plans import pack_plan
from waitsim.engine.kernel.shelf import places
from waitsim.engine.kernel.staffing import draw_offered, pack_teams
from waitsim.engine.kernel.state import (
    FURTHER,
    KEEPS,
    KEPT,
    ROWS_OF_AN_OPENING,
    SHORT,
    Room,
)
from waitsim.engine.moments import in_order, staff_by_chance
from waitsim.model.tables import Ints, Tables
from waitsim.records import EVENT_COLUMNS, EventArray, Tallies, empty_like
from waitsim.rules.limits import FURTHER_MOST


def is_compiled() -> bool:
    """Whether the run need not be compiled first: it is kept on disk, or nothing is compiled."""
    return bool(config.DISABLE_JIT or places(live))  # type: ignore[attr-defined]


def compiled_files() -> tuple[Path, ...]:
    """Where the compiled run is kept, whichever process compiled it; none if it is not."""
    return places(live)


def offered_by_luck(t: Tables, luck: tuple[int, int]) -> Ints:
    """Staff minutes offered on each day of a replication: (day, group) (S28, S29)."""
    if not staff_by_chance(t):
        return t.offered
    offered = t.offered.copy()
    draw_offered(pack_teams(t), luck, offered)
    return offered


def first_room(t: Tables, made: int) -> Room:
    """Room for what will most likely happen, so many referrals being there without further ones."""
    refers = t.refer_share.size > 0 or (t.return_target >= 0).any()
    return Room(
        rows=2048 + ROWS_OF_AN_OPENING * len(t.opening_step) + made // 16,
        further=64 + made // 8 if refers else 0,
    )


def more_room(room: Room, rows: int, further: int) -> Room:
    """Room for more events a day, or more further referrals, than there was room for.

    Raises:
        ValueError: if there are too many further referrals.
    """
    if further > FURTHER_MOST:
        raise ValueError(
            f"children were referred on or again more than {FURTHER_MOST:,} times. Make the shares "
            "of also_refers and re_refers smaller."
        )
    return Room(
        rows=max(room.rows, 2 * rows),
        further=room.further if further <= room.further else 2 * further,
    )


def run(
    t: Tables, luck: tuple[int, int], received: Ints, tallies: Tallies, kept: EventArray
) -> int:
    """Runs a replication; how many events it had.

    Where events are kept, those of a day have a table of fixed size. Should they, or the further
    referrals made so far, not fit, the run starts again with more room, which changes nothing but
    the time it takes.
    """
    plan = pack_plan(t)
    made = int(received.sum()) + len(t.opening_step)
    supply = pack_supply(t, received)._replace(offered=offered_by_luck(t, luck))
    demand, opening = pack_demand(t), pack_opening(t)
    room = first_room(t, made)
    while True:
        world = empty_world(t, plan, luck, made, room, tallies)
        world.state[KEEPS] = len(kept) > 0 or len(t.category_start) > 1
        parts = (plan, world, supply, demand, opening)
        live(*(bundled(part) for part in parts), kept)
        short, further = int(world.state[SHORT]), int(world.state[FURTHER])
        if short == 0 and further <= room.further:
            return int(world.state[KEPT])
        room = more_room(room, short, further)
        for array in tallies:
            array.fill(0)


def simulate(
    tables: Tables, seed: int, replication: int, tallies: Tallies, *, events: bool
) -> EventArray | None:
    """Runs one replication into its tallies; the events in order, if they are asked for.

    Events take a second pass, because only the first tells how many there are.

    Args:
        tallies: of one replication, all zero; ``open`` receives differences.
    Returns:
        Rows of ``EVENT_COLUMNS`` in order of minute, then referral, then occurrence; or None.
    """
    luck = (seed, replication)
    received = np.zeros(tables.referral_mean.shape, dtype=np.int64)
    count_referrals(bundled(pack_demand(tables)), luck, received)
    kept = np.zeros((0, len(EVENT_COLUMNS)), dtype=np.int64)
    total = run(tables, luck, received, tallies, kept)
    if not events:
        return None
    kept = np.zeros((total, len(EVENT_COLUMNS)), dtype=np.int64)
    run(tables, luck, received, empty_like(tallies), kept)
    return in_order(kept)
