"""What holds for a whole run, packed for the kernel."""

import numpy as np

from waitsim.engine.kernel.state import (
    NONE,
    Plan,
)
from waitsim.engine.moments import first_clocks, steps_within
from waitsim.model.tables import Flags, Floats, Ints, Tables
from waitsim.rules.clocks import ANY_CONTACT, FIRST_CONTACT


def pack_plan(t: Tables) -> Plan:
    """The tables of a model, packed."""
    return Plan(
        step=pack_steps(t),
        chance=pack_chances(t),
        path=pack_paths(t),
        target=np.concatenate((t.route_target, t.leave_target)),
        shares=np.concatenate((t.route_shares, t.leave_shares), axis=1),
        need=pack_needs(t),
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


def pack_steps(t: Tables) -> Ints:
    """What steps say in whole numbers: (situation, step, column)."""
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
    return np.stack(step, axis=-1)


def pack_chances(t: Tables) -> Floats:
    """What steps say in other numbers: (situation, step, column)."""
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
    return np.stack(chance, axis=-1)


def pack_paths(t: Tables) -> Ints:
    """What pathways say: (pathway, column)."""
    clocks = first_clocks(t)
    returns = np.where(may_return(t), len(t.refer_target), NONE)
    path = (
        *(t.pathway_key, t.first_step, t.leaving_age, t.end_base, clocks[:-1], clocks[1:]),
        *(t.variant_age_step, returns),
        t.aged_out_target,
        _resolves(t),
    )
    return np.stack(path, axis=-1)


def pack_needs(t: Tables) -> Ints:
    """Staff needs: (situation, need, column)."""
    alike = [np.broadcast_to(row, t.need_minutes.shape) for row in (t.need_group, t.need_set)]
    need = (alike[0], t.need_minutes, t.need_admin, alike[1])
    return np.stack(need, axis=-1)


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
