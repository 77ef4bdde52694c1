"""Where a search begins: what would be enough if children and time flowed without chance."""

from typing import Final

import numpy as np

from waitsim.experiments.seek_runs import Choice, Runs, needed_by, on_the_way
from waitsim.model.check import offered_load
from waitsim.model.effort import product_of, step_arrivals, step_effort
from waitsim.model.groups import variant_shares
from waitsim.model.tables import CLINIC, WAITING, Floats, Model

_LIST_SHARE: Final = 0.7
"""Of the list at which all waits reach the limit; chance needs the rest."""


def fluid_option(runs: Runs, options: int) -> int:
    """The least option that is enough in the fluid; the last if none is."""
    low, high = -1, options - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fluid_enough(runs, (middle,)) else (middle, high)
    return high


def fluid_enough(runs: Runs, choice: Choice) -> bool:
    """Whether staff can work off what is too much by the date, and keep up from then on."""
    question, model = runs.question, runs.candidate(choice).model
    by_day = (question.by - model.start).days + 1
    way = on_the_way(model, question.target.clock_in(model))
    backlog = backlog_minutes(model, way, question.target.limit_weeks)
    loads = offered_load(model)
    groups = model.names.groups
    spare, last = np.zeros(len(groups)), np.zeros(len(groups))
    weeks = weeks_by_epoch(model, by_day)
    for i, load in enumerate(loads):
        epoch, g = divmod(i, len(groups))
        last[g] = load.offered_minutes - load.referral_minutes
        spare[g] += weeks[epoch] * last[g] if weeks[epoch] else 0.0
    moved = runs.moved_groups(choice)
    behind = any(spare[g] < backlog[g] for g in needed_by(model, way) if g in moved)
    return not behind and all(last[g] > 0 for g in moved if question.sustained)


def weeks_by_epoch(model: Model, by_day: int) -> Floats:
    """Weeks of each epoch up to a day."""
    epochs = model.tables.epoch_of_day
    return np.bincount(epochs[:by_day], minlength=int(epochs[-1]) + 1) / 7


def backlog_minutes(model: Model, way: list[int], limit_weeks: float) -> Floats:
    """Minutes that those waiting on the way ask of each group, less what may go on waiting."""
    tables = model.tables
    shares = variant_shares(tables)
    at_step = tables.opening_step[tables.opening_state == WAITING]
    waiting = np.bincount(at_step, minlength=len(tables.step_kind)).astype(np.float64)
    steps = np.repeat(np.arange(len(tables.step_kind)), np.diff(tables.need_start))
    own = (tables.need_set == 0) & (tables.step_kind[steps] != CLINIC) & np.isin(steps, way)
    situation = int(tables.epoch_of_day[-1]) * tables.variants
    minutes = np.zeros(len(model.names.groups))
    for variant in range(tables.variants):
        row = situation + variant
        among = shares[:, variant]
        effort = step_effort(tables, row)
        weekly = step_arrivals(
            tables, row, tables.referral_mean.mean(axis=0) * 7 * among, effort.completed
        )
        over = waiting * among[tables.step_pathway] - _LIST_SHARE * limit_weeks * weekly
        tries = product_of(np.where(np.isfinite(over), over, 0.0), effort.tries)
        asked = tries[steps] * (tables.need_minutes[row] + tables.need_admin[row])
        np.add.at(
            minutes, tables.need_group, np.where(own, asked, 0.0) / tables.together[row, steps]
        )
    return minutes
