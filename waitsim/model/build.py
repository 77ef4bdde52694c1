"""A scenario, with its dated changes, made into a model."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np

from waitsim.model.calendar import DayMarks, mark_days
from waitsim.model.capacity import (
    contracted_cost,
    entry_prices,
    extra_slots,
    offered_minutes,
    slot_prices,
    whole_years_end,
)
from waitsim.model.choosing import choice_tables, chosen_routes
from waitsim.model.clinics import clinic_slots
from waitsim.model.clocks import before_contacts, clock_tables
from waitsim.model.demand import months_of, referral_means
from waitsim.model.diary import diary_tables
from waitsim.model.escalating import escalation_tables
from waitsim.model.exceptions import exception_tables
from waitsim.model.groups import group_tables
from waitsim.model.index import Epoch, Index, all_clocks, first_step, index_names, split_epochs
from waitsim.model.leaving import leads_on, leaving_tables, ways_out
from waitsim.model.lists import list_tables, pool_tables
from waitsim.model.missing import missing_tables
from waitsim.model.naming import name_parts
from waitsim.model.onward import onward_tables
from waitsim.model.opening import longest_wait_weeks, opening_tables
from waitsim.model.patterns import pattern_tables
from waitsim.model.people import people_tables
from waitsim.model.purses import purse_tables
from waitsim.model.resolving import are_left, resolution_tables, resolved_routes
from waitsim.model.routing import need_tables, reachable, route_tables
from waitsim.model.staffing import staffing_tables
from waitsim.model.steps import KIND_NUMBERS, step_tables, whole_minutes
from waitsim.model.tables import Ints, Model, Names, Tables
from waitsim.model.times import Bands
from waitsim.model.told import replays_of, told_tables
from waitsim.records import BUILT_IN_ENDS, MINUTES_PER_DAY, Sizes
from waitsim.rules.keys import key_of, step_key
from waitsim.scenario.schema import Scenario

SNAPSHOTS_MOST: Final = 40


def build_model(epochs: Sequence[tuple[int, Scenario]], identity: str) -> Model:
    """The model of a scenario with its dated changes.

    Args:
        epochs: first day of each stretch on which nothing dated changes, the first being 0, and
            the scenario with the changes then in force.
        identity: SHA-256 of what changes the answer, as hexadecimal digits.

    Raises:
        ValueError: if the scenario breaks a rule that a check of it should have found.
    """
    parts = split_epochs(epochs)
    run = parts[0].scenario
    index = index_names(run)
    tables, names = _tables_and_names(parts, index)
    weeks = -(-run.days // 7)
    onward = len(tables.refer_target) > 0 or bool((tables.return_target >= 0).any())
    sizes = Sizes(
        spells=len(names.spells),
        priorities=tables.priority_shares.shape[1],
        weeks=weeks,
        censuses=run.days // 7 + 1,
        bins=tables.entry_weeks + weeks + 1,
        snapshots=len(tables.snapshot_minute),
        pathways=len(index.pathways),
        steps=len(index.steps),
        ends=len(index.ends),
        groups=len(index.groups),
        further=len(index.pathways) if onward else 0,
        cancelled=len(index.steps) if may_cancel(tables) else 0,
        categories=len(names.categories),
        escalating=len(index.steps) if tables.list_escalates.any() else 0,
        excepted=len(index.clocks) if len(tables.exceptions) else 0,
        paused=len(names.spells)
        if tables.clock_pauses.any() or tables.clock_miss_pauses.any()
        else 0,
        clocks=len(index.clocks),
        months=int(tables.month_of_day[-1]) + 1,
    )
    standards = all_clocks(run)
    owners = tables.step_pathway[tables.list_step]
    return Model(
        title=run.title,
        identity=identity,
        start=run.start,
        tables=tables,
        sizes=sizes,
        names=names,
        clock_limit=tuple(whole_minutes(standard.within) for standard in standards),
        clock_target=tuple(standard.target for standard in standards),
        spell_pathway=(*owners.tolist(), *tables.clock_pathway.tolist()),
        group_cost=contracted_cost(parts),
        slot_price=slot_prices(parts, index),
        entry_price=entry_prices(parts, index),
    )


def mark_epochs(epochs: Sequence[Epoch]) -> tuple[DayMarks, ...]:
    """Marks by each epoch's calendar of the days of all months and whole years of the run."""
    run = epochs[0].scenario
    months = months_of(run.start, run.end)
    first, last = months[0].first, max(months[-1].last, whole_years_end(run))
    marks: list[DayMarks] = []
    for i, epoch in enumerate(epochs):
        same = i > 0 and epoch.scenario.calendar == epochs[i - 1].scenario.calendar
        marks.append(marks[-1] if same else mark_days(epoch.scenario.calendar, first, last))
    return tuple(marks)


def may_cancel(tables: Tables) -> bool:
    """Whether any contact is ever cancelled, if only for want of the minutes it was booked into."""
    return bool(tables.by_family.any() or tables.by_service.any() or len(tables.notices))


def months_of_days(start: datetime.date, days: int) -> Ints:
    """How many calendar months had begun before that of each day, that of the start not counted."""
    months = (np.datetime64(start, "D") + np.arange(days)).astype("datetime64[M]").astype(np.int64)
    return np.asarray(months - months[0], dtype=np.int64)


def snapshot_minutes(start: datetime.date, days: int) -> Ints:
    """Minutes at which waits are kept whole: the start, the end and each quarter-end between.

    A quarter-end is the midnight at which 31 March, 30 June, 30 September or 31 December ends;
    where that makes more than 40, only those of 31 March are kept.
    """
    between = [start + datetime.timedelta(days=day) for day in range(1, days)]
    quarters = [day for day in between if day.day == 1 and day.month in (1, 4, 7, 10)]
    if len(quarters) + 2 > SNAPSHOTS_MOST:
        quarters = [day for day in quarters if day.month == 4]
    numbers = [0, *((day - start).days for day in quarters), days]
    return np.array(numbers, dtype=np.int64) * MINUTES_PER_DAY


def _tables_and_names(epochs: Sequence[Epoch], index: Index) -> tuple[Tables, Names]:
    run = epochs[0].scenario
    marks = mark_epochs(epochs)
    replays = replays_of(epochs)
    means = referral_means(epochs, marks) + replays.counts
    routes, needs = route_tables(epochs, index), need_tables(epochs, index)
    bands = Bands()
    leavers = leaving_tables(epochs, index, bands)
    lists = list_tables(epochs, index)
    rising = escalation_tables(epochs, index, lists)
    offered = offered_minutes(epochs, marks)
    purses = purse_tables(epochs, index, lists)
    openers = opening_tables(run, index, len(replays.entries))
    choices = choice_tables(epochs, index, lists, openers)
    resolved = resolution_tables(epochs, index)
    ways = (*ways_out(leavers, index), resolved_routes(resolved, index))
    chosen = chosen_routes(choices)
    eager = leads_on(run, index, leavers.leave_start) | are_left(resolved, index)
    parts = [run.pathways[pathway].steps[name] for pathway, name in index.steps]
    kinds = _whole(KIND_NUMBERS[part.kind] for part in parts)
    unseen = (before_contacts(taken, kinds) for taken in (routes, chosen))
    tables = Tables(
        days=run.days,
        epoch_of_day=np.repeat(np.arange(len(epochs)), [epoch.days for epoch in epochs]),
        pathway_key=_distinct_keys(index.pathways, key_of),
        first_step=_whole(index.step(p, first_step(part)) for p, part in run.pathways.items()),
        **people_tables(run)._asdict(),
        **group_tables(run)._asdict(),
        **pattern_tables(epochs, means)._asdict(),
        **told_tables(run, replays)._asdict(),
        step_kind=kinds,
        step_pathway=_whole(index.step_pathway),
        step_key=_step_keys(index),
        **step_tables(epochs, index, bands),
        **missing_tables(epochs, index)._asdict(),
        **leavers._asdict(),
        **routes._asdict(),
        **needs._asdict(),
        **lists._asdict(),
        list_eager=(eager[lists.list_step] | (rising.list_escalates > 0)).astype(np.int64),
        **rising._asdict(),
        **pool_tables(run, index, lists, needs)._asdict(),
        **purses._asdict(),
        offered=offered,
        **diary_tables(epochs, index, lists, offered, purses)._asdict(),
        extra_slots=extra_slots(epochs, marks, index) + clinic_slots(epochs, marks, index),
        **staffing_tables(epochs)._asdict(),
        **clock_tables(
            run, index, reachable(routes, *ways, chosen), reachable(*unseen, *ways)
        )._asdict(),
        **exception_tables(epochs, index)._asdict(),
        end_base=_whole(index.ends[pathway, BUILT_IN_ENDS[0]] for pathway in index.pathways),
        **openers._asdict(),
        **onward_tables(epochs, index, bands)._asdict(),
        **choices._asdict(),
        **resolved._asdict(),
        bands=bands.table(),
        snapshot_minute=snapshot_minutes(run.start, run.days),
        month_of_day=months_of_days(run.start, run.days),
        entry_weeks=longest_wait_weeks(openers),
    )
    return tables, name_parts(run, index, lists)


def _step_keys(index: Index) -> Ints:
    """Keys of all steps, distinct within each pathway."""
    keys = [
        key
        for pathway in index.pathways
        for key in _distinct_keys([n for p, n in index.steps if p == pathway], step_key)
    ]
    return _whole(keys)


def _distinct_keys(names: Iterable[str], key: Callable[[str], int]) -> Ints:
    by_key: dict[int, str] = {}
    for name in names:
        other = by_key.setdefault(key(name), name)
        if other != name:
            raise ValueError(f"{other} and {name} would share their luck: rename one of them")
    return _whole(by_key)


def _whole(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)
