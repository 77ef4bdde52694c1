"""Tables of a model, packed for the kernel."""

import numpy as np

from waitsim.engine.kernel.state import (
    ADVERTISES,
    ASIDE,
    BACK,
    BY_CLOCK_START,
    BY_JOINING,
    CANCELS_AHEAD,
    CELLS,
    CHUNK_COLUMNS,
    DAYS,
    EARLIER,
    ENDED_ROW,
    ESCALATES,
    FREE,
    FREE_CHUNK,
    FREE_ROW,
    FRONT,
    GROUPS_OF_EVENT,
    IN_A_LINE,
    LOCAL,
    LONG_OVER,
    LONG_ROOT,
    LONG_SHARE,
    NONE,
    NOTICE,
    ORDINARY,
    OVERRUN,
    QUOTA,
    REPLICATION,
    RING,
    RISES_AT,
    ROOM,
    ROOT,
    SEED,
    STARTED,
    TO_ENTER,
    VARIANTS,
    VISITS,
    WATCHED,
    Demand,
    Opening,
    Plan,
    Room,
    Supply,
    World,
)
from waitsim.engine.moments import first_clocks
from waitsim.model.tables import Ints, Tables
from waitsim.records import Tallies
from waitsim.rules.choosing import ADVERTISED_WEEKS


def empty_world(
    t: Tables, m: Plan, luck: tuple[int, int], made: int, room: Room, tallies: Tallies
) -> World:
    """A world before its first minute.

    Args:
        made: opening referrals and new ones.
        tallies: of the replication, in which the world counts.
    """
    made += room.further
    local_steps = int(m.step[0, :, LOCAL].max()) + 1
    referrals = whole_lines(made, VISITS + local_steps)
    place = np.zeros((FREE + 1, len(t.step_kind)), dtype=np.int64)
    place[FREE] = t.places[0]
    eager, long = bool(t.list_eager.any()), bool(t.list_long_share.any())
    columns_of_turn = BACK + 1 if eager or long else ORDINARY
    columns_of_clocks = STARTED + 2 * int(np.diff(first_clocks(t)).max())
    return World(
        r=referrals,
        row=np.zeros(made, dtype=np.int64),
        turn=whole_lines(made, columns_of_turn),
        long=whole_lines(made if long else 0, BACK + 1),
        watch=whole_lines(made if eager else 0, RISES_AT + 1),
        bound=np.zeros((made if len(t.resolve_end) else 0, TO_ENTER + 1), dtype=np.int64),
        clocks=np.zeros((0 if t.clocks_plain else made, columns_of_clocks), dtype=np.int64),
        line=_empty_lists(t),
        notice=first_notices(t),
        ahead=np.tile(np.array((NONE, CHUNK_COLUMNS), dtype=np.int64), (t.days, 1)),
        chunk=whole_lines(1 + t.days + made // (CHUNK_COLUMNS - EARLIER - 1), CHUNK_COLUMNS),
        today=np.zeros(made + 1, dtype=np.int64),
        staff=np.zeros((OVERRUN + 1, len(t.purse_group)), dtype=np.int64),
        place=place,
        diary=_empty_diary(t),
        state=_first_state(t, luck, room),
        rows=np.zeros((room.rows, GROUPS_OF_EVENT + 1), dtype=np.int64),
        dates=t.snapshot_minute,
        months=t.month_of_day,
        tallies=tallies,
    )


def _empty_lists(t: Tables) -> Ints:
    """The table of lists before anybody is on one."""
    line = np.zeros((len(t.list_step), ASIDE + t.offered.shape[1]), dtype=np.int64)
    columns = (
        t.list_precedence,
        t.list_by_priority,
        t.list_by_clock,
        t.list_leaving,
        t.list_eager,
        t.list_by_lot,
    )
    for column, values in enumerate(columns):
        line[:, column] = values
    line[:, [ROOT, FRONT, LONG_ROOT]] = NONE
    line[:, NOTICE], line[:, QUOTA] = t.list_notice, t.list_booked
    line[:, ESCALATES] = t.list_escalates
    line[:, LONG_SHARE], line[:, LONG_OVER] = t.list_long_share, t.list_long_over
    return line


def _first_state(t: Tables, luck: tuple[int, int], room: Room) -> Ints:
    """The small state before the first minute."""
    state = np.zeros(CELLS, dtype=np.int64)
    state[DAYS] = t.days
    state[VARIANTS] = t.variants
    state[CANCELS_AHEAD] = bool(t.by_family.any())
    state[WATCHED] = NONE
    state[[FREE_CHUNK, FREE_ROW, ENDED_ROW]] = NONE
    state[SEED], state[REPLICATION] = luck
    state[ROOM] = room.further
    return state


def whole_lines(rows: int, columns: int) -> Ints:
    """A table of zeros with at least so many columns, none of whose rows begins within a line.

    A line of the processor's cache, that is, or in the middle of one if a row fits into half.
    """
    part = IN_A_LINE // 2 if columns <= IN_A_LINE // 2 else IN_A_LINE
    columns = -(-columns // part) * part
    cells = np.zeros(rows * columns + IN_A_LINE, dtype=np.int64)
    off = -(cells.ctypes.data // cells.itemsize) % IN_A_LINE
    return cells[off : off + rows * columns].reshape(rows, columns)


def first_notices(t: Tables) -> Ints:
    """Advertised waits when the run begins, before any is completed."""
    notices = np.zeros((len(t.first_wait), RING + 3 * ADVERTISED_WEEKS), dtype=np.int64)
    notices[np.unique(t.choice_list[t.choice_list >= 0]), ADVERTISES] = 1
    notices[:, BY_JOINING], notices[:, BY_CLOCK_START] = t.first_wait, t.first_clock_wait
    return notices


def _empty_diary(t: Tables) -> Ints:
    """A diary without appointments."""
    days = len(t.bookable)
    ends = np.full((days, 2), NONE)
    epochs = t.epoch_of_day[:days, None]
    columns = (ends, epochs, t.bookable, np.zeros_like(t.bookable), t.bookable_next)
    return np.concatenate(columns, axis=1, dtype=np.int64)


def pack_supply(t: Tables, received: Ints) -> Supply:
    """What each day brings, with the referrals received."""
    return Supply(
        epoch=t.epoch_of_day,
        offered=t.offered,
        extra=t.extra_slots,
        pool_start=t.pool_start,
        pool_list=t.pool_list,
        notices=t.notices,
        received=received,
    )


def pack_demand(t: Tables) -> Demand:
    """In which pattern referrals come."""
    return Demand(
        epoch=t.epoch_of_day,
        keys=t.pathway_key,
        mean=t.referral_mean,
        before=t.referral_before,
        floor=t.referral_floor,
        kind=t.demand_kind,
        batch=t.demand_batch,
        ratio=t.demand_ratio,
        hours=t.demand_hours,
        first=t.replay_first,
        minute=t.replay_minute,
    )


def pack_opening(t: Tables) -> Opening:
    """The opening referrals."""
    return Opening(
        step=t.opening_step,
        state=t.opening_state,
        since=t.opening_since,
        joined=t.opening_joined,
        number=t.opening_number,
        fraction=t.opening_fraction,
        session=t.opening_session,
        row=t.opening_row,
        booked=t.opening_booked,
        child=t.opening_child,
    )
