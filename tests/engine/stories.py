"""What must hold in any run, worked out from its events in plain Python."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from balances import check_balances
from clock_stories import OF_CLOCKS, check_clocks
from diaries import OF_DIARIES, check_diaries, has_diary

from waitsim.engine.run import Block
from waitsim.model.tables import CASELOAD, CLINIC, PLACE, SESSION_MINUTE, WAITING, Model, Tables
from waitsim.records import (
    ATTENDED,
    BAND_EDGES_WEEKS,
    CANCELLED_BY_FAMILY,
    CANCELLED_BY_SERVICE,
    COMPLETED,
    CROSS_REFERRED,
    ENDED,
    ENTERED,
    ESCALATED,
    EXCEPTED,
    GROUPED,
    JOINED,
    LEFT,
    LOST,
    MISSED,
    OFFERED,
    PAUSED,
    PLACED,
    RE_REFERRED,
    REFERRED,
    REFERRED_ON,
    RELEASED,
    REMOVED,
    RESUMED,
    RISEN_FROM,
    RISEN_TO,
    STILL_PAUSED,
    STILL_RUNNING,
    STILL_WAITING,
    STOPPED,
    UNUSED,
    USED,
    VOIDED,
    WAITED,
    Tallies,
    empty_tallies,
)
from waitsim.rules.staff_time import CARRIED

DAY = 1440
WEEK = 10080


class Event(NamedTuple):
    """A row of the event table."""

    minute: int
    referral: int
    kind: int
    pathway: int
    step: int
    priority: int
    detail: int
    since: int


def rows_of(block: Block) -> list[Event]:
    """The events of a block with one replication."""
    assert block.count == 1
    assert block.events is not None
    return [Event(*row[1:]) for row in block.events.tolist()]


def by_referral(rows: list[Event]) -> dict[int, list[Event]]:
    """The events of each referral, in order."""
    stories: dict[int, list[Event]] = defaultdict(list)
    for row in rows:
        stories[row.referral].append(row)
    return dict(stories)


def situations(t: Tables, minute: int) -> slice:
    """Rows of what steps say of any child at a minute."""
    first = int(t.epoch_of_day[minute // DAY]) * t.variants
    return slice(first, first + t.variants)


# Each referral's story makes sense.


@dataclass
class Life:
    """Where a referral stands, as its events tell."""

    first: Event
    step: int
    on_list: int | None = None
    joined: int = 0
    holds_place: bool = False
    entered: dict[int, int] = field(default_factory=dict)
    attended: int = 0
    missed: int = 0
    due: frozenset[int] = frozenset()
    """Minutes at which the next contact may fall due, by what the step says of some child."""
    course_over: bool = False
    over: bool = False


def check_stories(model: Model, rows: list[Event]) -> None:
    """Every referral has one story, whose events follow from one another."""
    assert [row[:2] for row in rows] == sorted(row[:2] for row in rows)
    stories = by_referral(rows)
    assert sorted(stories) == list(range(len(stories)))
    _check_further(rows, stories)
    for story in stories.values():
        life = _begin(model, story[0])
        for before, event in pairwise(story):
            _check_step(before, event)
            _go_on(model, life, event)
        _check_end(model, life, story)


def _begin(model: Model, first: Event) -> Life:
    t = model.tables
    assert first.kind == REFERRED
    life = Life(first, first.step)
    openers = len(t.opening_step)
    assert (first.detail in (1, 2)) == (first.referral < openers)
    if first.detail in (CROSS_REFERRED, RE_REFERRED):
        assert 0 <= first.minute < t.days * DAY
        return life
    if first.detail == 0:
        assert 0 <= first.minute < t.days * DAY
        assert first.step == t.first_step[first.pathway]
        return life
    at_work = t.opening_state[first.referral] == CASELOAD
    assert first.detail == 1 + (CASELOAD if at_work else WAITING)
    assert first.step == t.opening_step[first.referral]
    life.entered[first.step] = 1
    life.attended = int(t.opening_session[first.referral]) if at_work else 0
    life.holds_place = bool(at_work and t.step_kind[first.step] == PLACE)
    return life


def _check_further(rows: list[Event], stories: dict[int, list[Event]]) -> None:
    """Every further referral was made once, by a referral that was there before it."""
    made = {row.detail: row for row in rows if row.kind == REFERRED_ON}
    assert len(made) == sum(row.kind == REFERRED_ON for row in rows)
    further = {
        i for i, story in stories.items() if story[0].detail in (CROSS_REFERRED, RE_REFERRED)
    }
    assert further == made.keys()
    for i, maker in made.items():
        first = stories[i][0]
        assert maker.referral < i
        assert maker.minute == first.minute or first.detail == RE_REFERRED
        assert maker.minute <= first.minute


def _check_step(before: Event, event: Event) -> None:
    assert event.minute >= before.minute
    assert event.since <= event.minute
    assert event.pathway == before.pathway
    if event.kind == ESCALATED:
        assert event.detail == before.priority > event.priority
    else:
        assert event.priority == before.priority
    assert before.kind != ENDED
    if event.kind in (ATTENDED, PLACED):
        assert (before.kind, before.minute) == (WAITED, event.minute)
    if before.kind == LEFT:
        assert event.kind in (VOIDED, RESUMED, REFERRED_ON, ENDED, ENTERED)
        assert event.minute == before.minute


def _go_on(model: Model, life: Life, event: Event) -> None:
    t = model.tables
    if event.kind == ENTERED:
        assert life.on_list is None
        assert not life.holds_place
        assert event.detail == life.entered.get(event.step, 0)
        life.entered[event.step] = event.detail + 1
        life.step, life.attended, life.missed, life.due = event.step, 0, 0, frozenset()
        return
    assert event.step == life.step
    if event.kind == JOINED:
        assert life.on_list is None
        assert t.list_step[event.detail] == event.step
        assert not life.due or event.minute in life.due
        assert not life.due or not life.course_over
        life.on_list, life.joined = event.detail, event.minute
    elif event.kind in (*OF_DIARIES, CANCELLED_BY_FAMILY, ESCALATED):
        assert life.on_list is not None
        assert event.kind == ESCALATED or event.detail >= event.minute // DAY
    elif event.kind in (WAITED, LEFT, STILL_WAITING):
        assert (event.detail, event.since) == (life.on_list, life.joined)
        life.on_list = None
    elif event.kind == ATTENDED:
        life.attended, life.missed = life.attended + 1, 0
        assert event.detail == life.attended
        assert event.minute % DAY == SESSION_MINUTE
        rows = situations(t, event.minute)
        life.due = frozenset((event.minute + t.every[rows, event.step]).tolist())
        lengths = t.sessions[rows, event.step]
        life.course_over = bool(((lengths > 0) & (lengths <= life.attended)).all())
    elif event.kind == MISSED:
        assert life.on_list is not None
        life.missed += 1
        assert event.detail == life.missed
    elif event.kind == GROUPED:
        assert t.category_start[0] <= event.detail < t.category_start[-1]
        assert event.minute == life.first.minute
    elif event.kind in (PLACED, RELEASED):
        assert t.step_kind[event.step] == PLACE
        assert life.holds_place == (event.kind == RELEASED)
        life.holds_place = event.kind == PLACED
    elif event.kind in (EXCEPTED, *OF_CLOCKS):
        assert not life.over
    elif event.kind == REFERRED_ON:
        assert life.on_list is None
    else:
        assert event.kind == ENDED
        assert life.on_list is None
        life.over = True


def _check_end(model: Model, life: Life, story: list[Event]) -> None:
    """What has ended stays so; of all else each open spell is noted at the end of the run."""
    horizon = model.tables.days * DAY
    assert life.on_list is None
    still = (STILL_WAITING, STILL_RUNNING, STILL_PAUSED)
    for event in story:
        assert (event.kind in still) == (event.minute == horizon)
    assert not life.over or story[-1].minute < horizon


def check_nobody_overtakes(model: Model, rows: list[Event]) -> None:
    """On a list where nobody misses a contact, those seen come before those who stay.

    Unless it keeps a share for long waiters.
    """
    for line, _ in overtakings(model, rows):
        assert model.tables.list_long_share[line], line


def overtakings(model: Model, rows: list[Event]) -> Iterator[tuple[int, int]]:
    """Lists and minutes in which somebody is seen before another who stays, by the order."""
    t = model.tables
    clock_start = {row.referral: row.minute for row in rows if row.kind == REFERRED}
    sure = [
        line
        for line, s in enumerate(t.list_step)
        if not t.dna[:, s].any()
        and not (t.by_family + t.by_service)[:, s].any()
        and not has_diary(model, line)
        and not t.list_by_lot[line]
        and not t.list_escalates[line]
    ]
    waits = defaultdict(list)
    for row in rows:
        if row.kind in (WAITED, LEFT, STILL_WAITING) and row.detail in sure:
            since = clock_start[row.referral] if t.list_by_clock[row.detail] else row.since
            since += int(t.list_shift[row.detail, row.priority])
            rank = row.priority if t.list_by_priority[row.detail] else 0
            waits[row.detail].append((row, (rank, since, row.referral)))
    for line, ended in waits.items():
        if t.step_kind[t.list_step[line]] == PLACE:
            continue
        for minute in {row.minute for row, _ in ended if row.kind == WAITED}:
            seen = [key for row, key in ended if row.kind == WAITED and row.minute == minute]
            stay = [key for row, key in ended if row.since < minute < row.minute]
            if stay and max(seen) > min(stay):
                yield line, minute


# Nothing is lost and nothing made.


def check_conservation(model: Model, rows: list[Event], tallies: Tallies) -> None:
    """Referrals, spells, places and minutes that come in are those that go out or stay."""
    t = model.tables
    for p in range(len(t.pathway_key)):
        mine = [row for row in rows if row.pathway == p]
        came = [row.detail for row in mine if row.kind == REFERRED]
        ended = [row.referral for row in mine if row.kind == ENDED]
        still = {row.referral for row in mine} - set(ended)
        assert len(came) == len(ended) + len(still)
        assert came.count(0) == tallies.referrals[0, p].sum()
        further = [came.count(CROSS_REFERRED), came.count(RE_REFERRED)]
        opening = len(came) - came.count(0) - sum(further)
        assert opening == (t.step_pathway[t.opening_step] == p).sum()
        if model.sizes.further:
            assert further == tallies.further[0, p].sum(axis=1).tolist()
        ends = slice(t.end_base[p], [*t.end_base, tallies.ends.shape[1]][p + 1])
        assert len(ended) == tallies.ends[0, ends].sum()
    _check_classes(model, rows, tallies)
    begun, completed, removed = (
        array[0].sum(axis=(1, *range(2, array.ndim - 1)))
        for array in (tallies.entered, tallies.lengths[:, :, :, 0], tallies.lengths[:, :, :, 1])
    )
    still_open = tallies.snapshot[0, :, :, -1].sum(axis=(1, 2))
    assert t.snapshot_minute[-1] == t.days * DAY
    if model.sizes.paused:
        still_open += tallies.paused[0, :, -1].sum(axis=1)
    assert (begun == completed + removed + still_open).all()
    _check_minutes(model, tallies)
    _check_places(model, rows)


def _check_classes(model: Model, rows: list[Event], tallies: Tallies) -> None:
    """Those who come in a class, or rise into it, end in it, stay or rise out of it."""
    classes, t = model.sizes.priorities, model.tables
    for row in rows:
        assert row.kind != ESCALATED or t.rises_to[row.step, row.detail] == row.priority
    stories = by_referral(rows).values()
    came = np.bincount([story[0].priority for story in stories], minlength=classes)
    stay = [story[-1].priority for story in stories if story[-1].kind != ENDED]
    ended = tallies.ends[0].sum(axis=(0, 2))
    out, into = np.moveaxis(tallies.escalated[0].sum(axis=(0, 3)), 1, 0)
    assert (came + into == ended + out + np.bincount(stay, minlength=classes)).all()


def _check_minutes(model: Model, tallies: Tallies) -> None:
    """Minutes offered are used, lost, unused, or set aside and not yet used."""
    t, minutes = model.tables, tallies.minutes[0]
    assert (minutes >= 0).all()
    assert (tallies.overrun >= 0).all()
    assert not tallies.overrun[0, ~(t.group_overbooks > 0).any(axis=0)].any()
    by_week = np.add.reduceat(t.offered, np.arange(0, t.days, 7), axis=0).T
    by_chance = ((t.away > 0) | (t.quits > 0) | (t.cancelled > 0)).any(axis=0)
    assert (minutes[:, OFFERED] <= by_week).all()
    assert (minutes[~by_chance, OFFERED] == by_week[~by_chance]).all()
    spent = minutes[:, USED] + minutes[:, LOST] + minutes[:, UNUSED]
    aside = (minutes[:, OFFERED] - spent).cumsum(axis=1)
    assert (aside >= 0).all()
    kept = np.unique(t.need_group[(t.need_minutes + t.need_admin).any(axis=0)])
    kept = np.union1d(kept, np.flatnonzero((t.group_unused == CARRIED).any(axis=0)))
    assert not np.delete(aside, kept, axis=0).any()
    slots = tallies.slots[0]
    planned = np.add.reduceat(t.extra_slots, np.arange(0, t.days, 7)).T
    clinics = t.step_kind == CLINIC  # not held where the panel lacks the minutes
    assert (slots[~clinics, OFFERED] == planned[~clinics]).all()
    assert (slots[:, OFFERED] <= planned).all()
    assert (slots[:, USED] + slots[:, LOST] <= slots[:, OFFERED]).all()


def _check_places(model: Model, rows: list[Event]) -> None:
    """No more places are taken at once than there are, but for those that a change took away."""
    t = model.tables
    for s in np.flatnonzero(t.step_kind == PLACE).tolist():
        held = int(((t.opening_step == s) & (t.opening_state == CASELOAD)).sum())
        moves = [
            (row.minute, 0 if row.kind == RELEASED else 1)
            for row in rows
            if row.step == s and row.kind in (PLACED, RELEASED)
        ]
        for minute, taken in sorted(moves):
            held += 1 if taken else -1
            places = t.places[t.epoch_of_day[minute // DAY] * t.variants, s]
            assert held >= 0
            assert not taken or held <= places


def check_minutes_by_contacts(model: Model, tallies: Tallies) -> None:
    """Staff use the minutes of the contacts that are no slots.

    In weeks without a dated change, where all children need the same, are seen one by one, and
    nobody stands in or sits on the panel of a clinic.
    """
    t = model.tables
    steps = np.repeat(t.step_kind, np.diff(t.need_start))
    if t.need_minutes[:, steps == CLINIC].any():
        return
    contacts, slots, minutes = tallies.contacts[0], tallies.slots[0], tallies.minutes[0]
    for week in range(contacts.shape[2]):
        epochs = set(t.epoch_of_day[7 * week : 7 * week + 7].tolist())
        e = epochs.pop() * t.variants
        alike = [array[e : e + t.variants] for array in (t.need_minutes, t.need_admin)]
        alike.append(np.append(t.together[e], 1)[:, np.newaxis])
        alike.append(np.append(t.need_set, 0)[:, np.newaxis])
        if epochs or any((array != array[0]).any() for array in alike):
            continue
        used, lost = np.zeros(len(minutes)), np.zeros(len(minutes))
        for s, (first, stop) in enumerate(pairwise(t.need_start)):
            attended = contacts[s, 0, week] + contacts[s, 1, week] - slots[s, USED, week]
            missed = contacts[s, 2, week] - slots[s, LOST, week]
            missed += tallies.cancelled[0, s, :, week].sum() if model.sizes.cancelled else 0
            assert attended >= 0
            assert missed >= 0
            for k in range(first, stop):
                g = t.need_group[k]
                used[g] += attended * (t.need_minutes[e, k] + t.need_admin[e, k])
                lost[g] += missed * t.need_minutes[e, k]
        worked = minutes[:, USED, week] + tallies.overrun[0, :, week]
        filled = lost - minutes[:, LOST, week]
        assert (worked == used).all()
        assert (filled >= 0).all()
        freed = [s for s in range(len(contacts)) if (t.by_family + t.by_service)[:, s].any()]
        freed += [t.list_step[line] for line in range(len(t.list_step)) if has_diary(model, line)]
        sharing = np.isin(np.repeat(np.arange(len(contacts)), np.diff(t.need_start)), freed)
        exact = ~(t.group_overbooks > 0).any(axis=0)
        exact[t.need_group[sharing]] = False
        assert not filled[exact].any()


# The tallies, counted again from what each of them says that it holds.


def recount(model: Model, rows: list[Event]) -> Tallies:
    """Tallies of a replication but for its minutes and slots, which events do not tell."""
    tallies = empty_tallies(1, model.sizes)
    _count_rises(tallies, rows)
    _count_starts(model, tallies, rows)
    grouped = defaultdict(list)
    for row in rows:
        if row.kind == GROUPED:
            grouped[row.referral].append(row.detail)
    for row in rows:
        week = row.minute // WEEK
        if row.kind == REFERRED and row.detail == 0:
            tallies.referrals[0, row.pathway, row.priority, week] += 1
        elif row.kind == REFERRED and row.detail >= CROSS_REFERRED:
            tallies.further[0, row.pathway, row.detail - CROSS_REFERRED, week] += 1
        elif row.kind == ENTERED:
            tallies.entries[0, row.step, row.priority, week] += 1
        elif row.kind in (ATTENDED, MISSED):
            contact = 2 if row.kind == MISSED else 0 if row.detail == 1 else 1
            tallies.contacts[0, row.step, contact, week] += 1
        elif row.kind in (CANCELLED_BY_FAMILY, CANCELLED_BY_SERVICE):
            tallies.cancelled[0, row.step, int(row.kind == CANCELLED_BY_SERVICE), week] += 1
        elif row.kind == ENDED:
            tallies.ends[0, row.detail, row.priority, week] += 1
        elif row.kind in (WAITED, LEFT, STILL_WAITING):
            _count_spell(model, tallies, row, row.detail, grouped[row.referral])
        elif row.kind in (STOPPED, VOIDED, STILL_RUNNING):
            spell = len(model.names.lists) + row.detail
            _count_spell(model, tallies, row, spell, grouped[row.referral])
        elif row.kind in (EXCEPTED, PAUSED, RESUMED):
            _count_rule_of_clock(model, tallies, row, grouped[row.referral])
    return tallies


def _count_rises(tallies: Tallies, rows: list[Event]) -> None:
    for row in rows:
        if row.kind == ESCALATED:
            week = row.minute // WEEK
            tallies.escalated[0, row.step, row.detail, RISEN_FROM, week] += 1
            tallies.escalated[0, row.step, row.priority, RISEN_TO, week] += 1


def _count_starts(model: Model, tallies: Tallies, rows: list[Event]) -> None:
    """Clocks that started in the run, in the calendar month of their start."""
    fates = {STOPPED: 0, VOIDED: 1, STILL_RUNNING: 2, STILL_PAUSED: 2}
    first = 12 * model.start.year + model.start.month
    for row in rows:
        if row.kind in fates and row.since >= 0:
            day = min(row.since // 1440, model.tables.days - 1)
            began = model.start + datetime.timedelta(days=day)
            month = 12 * began.year + began.month - first
            length = (row.minute - row.since) // WEEK
            tallies.started[0, row.detail, month, fates[row.kind], length] += 1


def _count_rule_of_clock(model: Model, tallies: Tallies, row: Event, categories: list[int]) -> None:
    """Until a pause the clock ran; what ran on later is counted from where it then is."""
    if row.kind == EXCEPTED:
        tallies.excepted[0, row.detail // 4, row.detail % 4, row.minute // WEEK] += 1
        return
    spell = len(model.names.lists) + row.detail
    times = 1 if row.kind == PAUSED else -1
    place = (0, spell, row.priority)
    tallies.entered[(*place, max(-row.since, 0) // WEEK)] += times
    for census in range(model.sizes.censuses):
        if row.since <= census * WEEK < row.minute:
            tallies.open[(*place, census, _band(census * WEEK - row.since))] += times
    for i, minute in enumerate(model.tables.snapshot_minute.tolist()):
        if row.since <= minute < row.minute:
            tallies.snapshot[(*place, i, (minute - row.since) // WEEK)] += times
            for category in categories:
                bin_ = (minute - row.since) // WEEK
                tallies.group_snapshot[0, spell, category, i, bin_] += times
        if row.minute <= minute:
            tallies.paused[0, spell, i, (row.minute - row.since) // WEEK] += times


def _count_spell(
    model: Model, tallies: Tallies, row: Event, spell: int, categories: list[int]
) -> None:
    place = (0, spell, row.priority)
    still = row.kind in (STILL_WAITING, STILL_RUNNING)
    stop = None if still else row.minute
    tallies.entered[(*place, max(-row.since, 0) // WEEK)] += 1
    for census in range(model.sizes.censuses):
        minute = census * WEEK
        if row.since <= minute and (stop is None or minute < stop):
            tallies.open[(*place, census, _band(minute - row.since))] += 1
    for i, minute in enumerate(model.tables.snapshot_minute.tolist()):
        if row.since <= minute and (stop is None or minute < stop):
            tallies.snapshot[(*place, i, (minute - row.since) // WEEK)] += 1
            for category in categories:
                tallies.group_snapshot[0, spell, category, i, (minute - row.since) // WEEK] += 1
    if stop is not None:
        outcome = COMPLETED if row.kind in (WAITED, STOPPED) else REMOVED
        length = stop - row.since
        tallies.ended[(*place, outcome, stop // WEEK, _band(length))] += 1
        tallies.lengths[(*place, outcome, length // WEEK)] += 1
        for category in categories:
            tallies.group_lengths[0, spell, category, outcome, length // WEEK] += 1


def _band(minutes: int) -> int:
    return sum(minutes >= edge * WEEK for edge in BAND_EDGES_WEEKS)


def check_run(model: Model, block: Block) -> None:
    """All that must hold in a run of one replication."""
    rows = rows_of(block)
    check_stories(model, rows)
    check_nobody_overtakes(model, rows)
    check_diaries(model, by_referral(rows))
    check_clocks(model, by_referral(rows))
    check_conservation(model, rows, block.tallies)
    check_balances(model, block)
    check_minutes_by_contacts(model, block.tallies)
    again = recount(model, rows)
    for name in Tallies._fields:
        if name not in ("minutes", "slots", "overrun"):
            assert (getattr(again, name) == getattr(block.tallies, name)).all(), name
