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
    DAYS,
    ESCALATES,
    FREE,
    LIST,
    LOCAL,
    LONG_OVER,
    LONG_ROOT,
    LONG_SHARE,
    NEXT_IN_DAY,
    NONE,
    NOTICE,
    OVERRUN,
    QUOTA,
    REPLICATION,
    RING,
    RISES_AT,
    ROOM,
    ROOT,
    SEED,
    SIBLING,
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
from waitsim.engine.moments import first_clocks, steps_within
from waitsim.model.tables import Flags, Floats, Ints, Tables
from waitsim.records import EVENT_COLUMNS
from waitsim.rules.choosing import ADVERTISED_WEEKS
from waitsim.rules.clocks import ANY_CONTACT, FIRST_CONTACT


def pack_plan(t: Tables) -> Plan:
    """The tables of a model, packed."""
    situations, steps = t.sessions.shape

    def spread(row: Ints) -> Ints:
        return np.broadcast_to(row, (situations, steps))

    step = (
        spread(t.step_kind),
        spread(t.step_pathway),
        spread(t.step_key),
        spread(t.new_list),
        spread(t.follow_list),
        t.sessions,
        t.every,
        t.most_missed,
        t.rebook_after,
        t.rebook_to_back,
        t.duration_kind,
        t.places,
        spread(t.route_start[:-1]),
        spread(t.route_start[1:]),
        spread(t.need_start[:-1]),
        spread(own_needs_end(t)),
        spread(steps_within(t)),
        spread(t.refer_start[:-1]),
        spread(t.refer_done),
        spread(t.refer_start[1:]),
        t.leaving_kind,
        spread(t.leave_start[:-1] + len(t.route_target)),
        spread(t.leave_start[1:] + len(t.route_target)),
        spread(t.choice_start[:-1]),
        spread(t.choice_start[1:]),
        spread(t.choice_list),
        spread(t.choice_by_clock),
        spread(t.choice_target),
        t.together,
        t.at_least,
        t.until,
        t.until_age,
        spread(t.need_start[1:]),
        t.dna_start + len(t.bends),
        t.dna_stop + len(t.bends),
        t.cancel_most,
        t.cancel_after,
        t.cancel_to_back,
        spread(t.cancel_end),
    )
    clocks = first_clocks(t)
    returns = np.where(may_return(t), len(t.refer_target), NONE)
    path = (
        *(t.pathway_key, t.first_step, t.leaving_age, t.end_base, clocks[:-1], clocks[1:]),
        *(t.variant_age_step, returns),
        t.aged_out_target,
        _resolves(t),
    )
    alike = [np.broadcast_to(row, t.need_minutes.shape) for row in (t.need_group, t.need_set)]
    need = (alike[0], t.need_minutes, t.need_admin, alike[1])
    chance = (
        t.stops,
        t.dna,
        t.rebook,
        t.hazard,
        t.duration_a,
        t.duration_b,
        t.leaving_a,
        t.leaving_b,
        t.leaving_c,
        t.by_family,
        t.by_service,
        t.refilled,
        t.late,
    )
    return Plan(
        step=np.stack(step, axis=-1),
        chance=np.stack(chance, axis=-1),
        path=np.stack(path, axis=-1),
        target=np.concatenate((t.route_target, t.leave_target)),
        shares=np.concatenate((t.route_shares, t.leave_shares), axis=1),
        need=np.stack(need, axis=-1),
        shift=t.list_shift,
        rise=pack_rises(t),
        bends=np.concatenate((t.bends, t.dna_points)),
        bands=t.bands,
        stops=t.clock_stops,
        purse=pack_purses(t),
        purse_of=t.purse_of,
        shared=t.list_shared,
        category_start=t.category_start,
        runs=t.clock_runs,
        exceptions=t.exceptions,
        clock=pack_clocks(t),
        further=pack_further(t),
        resolves=pack_resolutions(t),
        choice_minutes=t.choice_minutes,
        choice_share=t.choice_share,
        priority_shares=t.priority_shares,
        age_shares=t.age_shares,
        ages=np.stack((t.age_low, t.age_high)),
        attribute_key=t.attribute_key,
        category_shares=t.category_shares,
        told=t.told,
        variant=np.concatenate((t.variant_priority, t.variant_category, t.variant_age), axis=1),
    )


def pack_clocks(t: Tables) -> Flags:
    """What steps do to clocks: (row, step, clock)."""
    rows = (
        *(t.clock_starts, t.clock_starts_seen, t.clock_pauses, t.clock_restarts),
        *t.clock_opens,
        t.step_unseen[:, np.newaxis],
        t.clock_miss_pauses,
        *(t.clock_miss_restarts == kind for kind in (ANY_CONTACT, FIRST_CONTACT)),
        t.clock_asked,
    )
    return np.stack([np.broadcast_to(row, t.clock_stops.shape) for row in rows])


def own_needs_end(t: Tables) -> Ints:
    """One past the last need of each step's own staff; those who stand in follow: (step,)."""
    own = np.concatenate(([0], np.cumsum(t.need_set == 0)))
    return t.need_start[:-1] + np.diff(own[t.need_start])


def pack_purses(t: Tables) -> Ints:
    """Purses, and with each of them the rules of its group: (epoch, purse, column)."""
    rules = (t.group_lends, t.group_unused, t.group_carries, t.group_overbooks)
    owner = np.broadcast_to(t.purse_group, t.purse_share.shape)
    return np.stack((owner, t.purse_share, *(rule[:, t.purse_group] for rule in rules)), axis=-1)


def pack_rises(t: Tables) -> Floats:
    """What becomes of priority classes on lists: (situation, step, priority, column)."""
    fixed = (t.rises_to, t.rises_back, t.rises_by_clock)
    alike = [np.broadcast_to(column, t.rise_after.shape) for column in fixed]
    return np.stack((*alike, t.rise_hazard, t.rise_after), axis=-1).astype(np.float64)


def may_return(t: Tables) -> Flags:
    """Whether any end of a pathway leads to re-referrals: (pathway,)."""
    owners = np.searchsorted(t.end_base, np.arange(len(t.return_target)), side="right") - 1
    return np.bincount(owners[t.return_target >= 0], minlength=len(t.end_base)) > 0


def _resolves(t: Tables) -> Ints:
    """1 where an end of a pathway lets other referrals of the child go, else 0: (pathway,)."""
    owners = np.searchsorted(t.end_base, t.resolve_end, side="right") - 1
    return np.isin(np.arange(len(t.end_base)), owners).astype(np.int64)


def pack_resolutions(t: Tables) -> Floats:
    """What ends do to other referrals of the child: (epoch, resolution, column)."""
    alike = (t.resolve_end, t.resolve_pathway, t.resolve_target)
    spread = [np.broadcast_to(row, t.resolve_share.shape) for row in alike]
    return np.stack((*spread, t.resolve_share), axis=-1).astype(np.float64)


def by_situation(t: Tables, rows: Floats | Ints) -> Floats:
    """Rows of epochs, each repeated for all variants of children."""
    return np.repeat(rows, t.variants, axis=0).astype(np.float64)


def pack_further(t: Tables) -> Floats:
    """Further referrals that steps, then ends, lead to."""
    steps, ends = t.refer_share, by_situation(t, t.return_share)
    targets = np.broadcast_to(t.refer_target, steps.shape)
    blank = np.zeros_like(steps)
    columns = (
        (
            targets,
            np.broadcast_to(t.return_target, ends.shape),
        ),
        (steps, ends),
        (blank, by_situation(t, t.return_kind)),
        (blank, by_situation(t, t.return_a)),
        (blank, by_situation(t, t.return_b)),
    )
    both = [np.concatenate(pair, axis=1) for pair in columns]
    return np.stack(both, axis=-1).astype(np.float64)


def empty_world(t: Tables, m: Plan, luck: tuple[int, int], made: int, room: Room) -> World:
    """A world before its first minute.

    Args:
        made: opening referrals and new ones.
    """
    made += room.further
    local_steps = int(m.step[0, :, LOCAL].max()) + 1
    referrals = np.zeros((made, VISITS + local_steps), dtype=np.int64)
    referrals[:, [LIST, NEXT_IN_DAY]] = NONE
    lists = len(t.list_step)
    line = np.zeros((lists, ASIDE + t.offered.shape[1]), dtype=np.int64)
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
    line[:, [ROOT, LONG_ROOT]] = NONE
    line[:, NOTICE], line[:, QUOTA] = t.list_notice, t.list_booked
    line[:, ESCALATES] = t.list_escalates
    line[:, LONG_SHARE], line[:, LONG_OVER] = t.list_long_share, t.list_long_over
    place = np.zeros((FREE + 1, len(t.step_kind)), dtype=np.int64)
    place[FREE] = t.places[0]
    state = np.zeros(CELLS, dtype=np.int64)
    state[DAYS] = t.days
    state[VARIANTS] = t.variants
    state[CANCELS_AHEAD] = bool(t.by_family.any())
    state[WATCHED] = NONE
    eager, long = bool(t.list_eager.any()), bool(t.list_long_share.any())
    columns_of_turn = BACK + 1 if eager or long else SIBLING + 1
    columns_of_clocks = STARTED + 2 * int(np.diff(first_clocks(t)).max())
    state[SEED], state[REPLICATION] = luck
    state[ROOM] = room.further
    return World(
        r=referrals,
        turn=np.zeros((made, columns_of_turn), dtype=np.int64),
        long=np.zeros((made if long else 0, BACK + 1), dtype=np.int64),
        watch=np.zeros((made if eager else 0, RISES_AT + 1), dtype=np.int64),
        bound=np.zeros((made if len(t.resolve_end) else 0, TO_ENTER + 1), dtype=np.int64),
        clocks=np.zeros((0 if t.clocks_plain else made, columns_of_clocks), dtype=np.int64),
        line=line,
        notice=first_notices(t),
        day_head=np.full(t.days, NONE, dtype=np.int64),
        today=np.zeros(made + 1, dtype=np.int64),
        staff=np.zeros((OVERRUN + 1, len(t.purse_group)), dtype=np.int64),
        place=place,
        diary=_empty_diary(t),
        state=state,
        rows=np.zeros((room.rows, len(EVENT_COLUMNS)), dtype=np.int64),
    )


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
