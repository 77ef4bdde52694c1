"""One replication by the compiled engine."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numba.core.registry import cpu_target

from waitsim.engine.kernel.arrivals import count_referrals
from waitsim.engine.kernel.bundles import bundled
from waitsim.engine.kernel.compiling import compiled
from waitsim.engine.kernel.days import live
from waitsim.engine.kernel.pack import (
    empty_world,
    pack_demand,
    pack_opening,
    pack_supply,
)
from waitsim.engine.kernel.plans import pack_plan
from waitsim.engine.kernel.staffing import Teams, draw_offered, pack_teams
from waitsim.engine.kernel.state import (
    FURTHER,
    KEEPS,
    KEPT,
    ROWS_OF_AN_OPENING,
    SHORT,
    Demand,
    Opening,
    Plan,
    Room,
    Supply,
    World,
)
from waitsim.engine.moments import in_order, source_fingerprint, staff_by_chance
from waitsim.model.tables import Ints, Tables
from waitsim.records import EVENT_COLUMNS, EventArray, Tallies, empty_like
from waitsim.rules.limits import FURTHER_MOST


@cache
def compiled_run() -> Callable[..., None]:
    """The compiled run, kept on disk under the sources it was made of.

    Numba looks only at the file of the function that it keeps. The fingerprint of all sources is
    a constant of this one, so that a change in any of them means a new one.
    """
    fingerprint = source_fingerprint()

    def run(
        m: Plan,
        w: World,
        d: Supply,
        x: Demand,
        o: Opening,
        kept: EventArray,
    ) -> None:
        if fingerprint >= 0:
            live(m, w, d, x, o, kept)

    return compiled(run, cache=fingerprint != 0)


def is_compiled() -> bool:
    """Whether the compiled run is on disk; also true where that cannot be told.

    Numba offers no such question, so this asks its cache. Only a notice hangs on the answer.
    """
    try:
        kept = compiled_run()._cache  # type: ignore[attr-defined]
        of_these_sources = kept._index_key(None, cpu_target.target_context.codegen())[2]
        return any(key[2] == of_these_sources for key in kept._cache_file._load_index())
    except (AttributeError, OSError, TypeError):
        return True


@cache
def compiled_offer() -> Callable[..., None]:
    """The compiled luck of staff groups, kept in the same way."""
    fingerprint = source_fingerprint()

    def run(teams: Teams, luck: tuple[int, int], offered: Ints) -> None:
        if fingerprint >= 0:
            draw_offered(teams, luck, offered)

    return compiled(run, cache=fingerprint != 0)


def offered_by_luck(t: Tables, luck: tuple[int, int]) -> Ints:
    """Staff minutes offered on each day of a replication: (day, group) (S28, S29)."""
    if not staff_by_chance(t):
        return t.offered
    offered = t.offered.copy()
    compiled_offer()(pack_teams(t), luck, offered)
    return offered


@cache
def compiled_count() -> Callable[..., None]:
    """The compiled count of referrals, kept in the same way."""
    fingerprint = source_fingerprint()

    def run(x: Demand, luck: tuple[int, int], counts: Ints) -> None:
        if fingerprint >= 0:
            count_referrals(x, luck, counts)

    return compiled(run, cache=fingerprint != 0)


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

    A day's events are counted when the day is over. Should they, or the further referrals made so
    far, not fit, the run starts again with more room, which changes nothing but the time it takes.
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
        compiled_run()(*(bundled(part) for part in parts), kept)
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
    compiled_count()(bundled(pack_demand(tables)), luck, received)
    kept = np.zeros((0, len(EVENT_COLUMNS)), dtype=np.int64)
    total = run(tables, luck, received, tallies, kept)
    if not events:
        return None
    kept = np.zeros((total, len(EVENT_COLUMNS)), dtype=np.int64)
    run(tables, luck, received, empty_like(tallies), kept)
    return in_order(kept)
