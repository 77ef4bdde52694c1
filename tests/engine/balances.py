"""What comes in goes out or stays: by step, list, clock and pathway, class, reason and week."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from clock_stories import OF_CLOCKS, can_pause
from numpy.typing import NDArray

from waitsim.engine.run import Block
from waitsim.model.tables import CONTACT, COURSE, PLACE, WAITING, Model
from waitsim.records import (
    BAND_EDGES_WEEKS,
    BUILT_IN_ENDS,
    ENDED,
    ENTERED,
    ESCALATED,
    JOINED,
    LEFT,
    REFERRED,
    REMOVED,
    RESUMED,
    STILL_PAUSED,
    STILL_RUNNING,
    STILL_WAITING,
    STOPPED,
    VOIDED,
    WAITED,
    Tallies,
)

WEEK = 10080
# Columns of events, without that of the replication.
MINUTE, REFERRAL, KIND, PATHWAY, STEP, PRIORITY, DETAIL, SINCE = range(8)
WENT_ON = "went on"
BY_ROUTE = "took a route to an end"
LEFT_FOR_A_STEP = "left for a step"
LEFT_TO_AN_END = "left to a named end"
STAYS = "is still there"
REASONS = (*BUILT_IN_ENDS, WENT_ON, BY_ROUTE, LEFT_FOR_A_STEP, LEFT_TO_AN_END, STAYS)

CLOSINGS = (STOPPED, VOIDED, STILL_RUNNING)

Rows = NDArray[np.int64]


class Visit(NamedTuple):
    """One time at a step."""

    step: int
    opening: bool
    first_class: int
    last_class: int
    rises: tuple[tuple[int, int], ...]
    """Classes before and after each change of class."""
    removed: bool
    reason: str


def check_balances(model: Model, block: Block) -> None:
    """All balances of a run of one replication."""
    assert block.events is not None
    rows: Rows = block.events[:, 1:].astype(np.int64)
    visits = list(_visits(model, rows))
    _check_steps(model, rows, visits, block.tallies)
    _check_spells(model, block.tallies)
    _check_lists_by_week(model, rows, visits, block.tallies)
    _check_clocks_by_week(model, rows, block.tallies)
    _check_clocks_of_the_time(model, rows, block.tallies)
    _check_pathways_by_week(model, rows, block.tallies)


def _visits(model: Model, rows: Rows) -> Iterator[Visit]:
    stories: dict[int, list[list[int]]] = defaultdict(list)
    for row in rows.tolist():
        stories[row[REFERRAL]].append(row)
    for story in stories.values():
        starts = [i for i, row in enumerate(story) if row[KIND] == ENTERED]
        if story[0][KIND] == REFERRED and story[0][DETAIL] in (1, 2):
            starts.insert(0, 0)
        assert starts
        for start, stop in pairwise((*starts, len(story))):
            yield _visit(model, story[start:stop], ends=stop == len(story))


def _visit(model: Model, own: list[list[int]], *, ends: bool) -> Visit:
    """The visit that some rows of one referral tell of, the last of its rows if it ends here."""
    last = own[-1]
    removed = any(row[KIND] == LEFT for row in own)
    assert {row[STEP] for row in own} == {own[0][STEP]}
    if not ends:
        reason = LEFT_FOR_A_STEP if removed else WENT_ON
    elif last[KIND] != ENDED:
        reason = STAYS
    else:
        end = last[DETAIL] - int(model.tables.end_base[last[PATHWAY]])
        named = LEFT_TO_AN_END if removed else BY_ROUTE
        reason = BUILT_IN_ENDS[end] if 0 <= end < len(BUILT_IN_ENDS) else named
    classes = [row[PRIORITY] for row in own]
    rises = tuple((a, b) for a, b in pairwise(classes) if a != b)
    opening = own[0][KIND] == REFERRED
    return Visit(own[0][STEP], opening, classes[0], classes[-1], rises, removed, reason)


def _check_steps(model: Model, rows: Rows, visits: list[Visit], tallies: Tallies) -> None:
    """At each step those of a class who stood there, came or rose are those who went or stay."""
    t = model.tables
    steps, classes = len(t.step_kind), model.sizes.priorities
    came = tallies.entries[0].sum(axis=2).astype(np.int64)
    entered = rows[rows[:, KIND] == ENTERED]
    again = np.zeros_like(came)
    np.add.at(again, (entered[:, STEP], entered[:, PRIORITY]), 1)
    assert (came == again).all()
    opened = np.zeros((steps, classes), dtype=np.int64)
    went = np.zeros((steps, classes, len(REASONS)), dtype=np.int64)
    removed = np.zeros((steps, classes), dtype=np.int64)
    for visit in visits:
        opened[visit.step, visit.first_class] += visit.opening
        went[visit.step, visit.last_class, REASONS.index(visit.reason)] += 1
        removed[visit.step, visit.last_class] += visit.removed
        for before, after in visit.rises:
            came[visit.step, before] -= 1
            came[visit.step, after] += 1
    assert (opened.sum(axis=1) == np.bincount(t.opening_step, minlength=steps)).all()
    assert (opened + came == went.sum(axis=2)).all()
    # As many as went on are those who came from a step, and those who left a list are its spells.
    spells = tallies.lengths[0, :, :, REMOVED].sum(axis=2)
    for s in range(steps):
        assert (spells[: len(t.list_step)][t.list_step == s].sum(axis=0) == removed[s]).all()
    _check_ends(model, went, tallies)


def _check_ends(model: Model, went: NDArray[np.int64], tallies: Tallies) -> None:
    """Those who end at the steps of a pathway, by reason and class, are those of its ends."""
    t, built_in = model.tables, len(BUILT_IN_ENDS)
    ends = tallies.ends[0].sum(axis=2)
    named = [REASONS.index(reason) for reason in (BY_ROUTE, LEFT_TO_AN_END)]
    for p, (first, stop) in enumerate(pairwise((*t.end_base.tolist(), len(ends)))):
        mine = went[t.step_pathway == p].sum(axis=0)
        assert (mine[:, :built_in] == ends[first : first + built_in].T).all()
        assert (ends[first + built_in : stop].sum(axis=0) == mine[:, named].sum(axis=1)).all()


def _check_spells(model: Model, tallies: Tallies) -> None:
    """Waits of a class begun are those completed, removed or open at the end of the run."""
    lists = len(model.tables.list_step)
    begun = tallies.entered[0].sum(axis=2)
    ended = tallies.lengths[0].sum(axis=(2, 3))
    still = tallies.snapshot[0, :, :, -1].sum(axis=2)
    assert model.tables.snapshot_minute[-1] == model.tables.days * 1440
    assert (begun == ended + still)[:lists].all()
    assert (tallies.lengths[0].sum(axis=3) == tallies.ended[0].sum(axis=(3, 4))).all()


def _check_lists_by_week(model: Model, rows: Rows, visits: list[Visit], tallies: Tallies) -> None:
    """At each census those of a class who joined a list have waited, left or still wait.

    Those who come to a contact, course or place join its list at once, so that they are told from
    the entries there too.
    """
    t = model.tables
    rise = {visit.step for visit in visits if visit.rises}
    joined = rows[rows[:, KIND] == JOINED]
    for line, s in enumerate(t.list_step.tolist()):
        own = joined[joined[:, DETAIL] == line]
        begun = _begun(model, own[:, MINUTE], own[:, PRIORITY])
        found = _found(model, rows, tallies, line, (WAITED, LEFT, STILL_WAITING), line)
        _same(begun, found, by_class=s not in rise)
        if line == t.new_list[s] and t.step_kind[s] in (CONTACT, COURSE, PLACE):
            at_once = tallies.entries[0, s].T.astype(np.int64).cumsum(axis=0)
            at_once = np.concatenate([np.zeros((1, at_once.shape[1]), np.int64), at_once])
            opened = ((t.opening_step == s) & (t.opening_state == WAITING)).sum()
            told = opened + at_once.sum(axis=1)[1 : len(found)]
            _same(told, found.sum(axis=1)[1:], by_class=True)


def _check_clocks_by_week(model: Model, rows: Rows, tallies: Tallies) -> None:
    """At each census clocks of a class that began have stopped, are void or still run.

    Of clocks that run from the referral on, whoever is referred: new referrals have all begun
    theirs in their minute.
    """
    t = model.tables
    referred = rows[rows[:, KIND] == REFERRED]
    start = dict(zip(referred[:, REFERRAL].tolist(), referred[:, MINUTE].tolist(), strict=True))
    rise = any(_rises(before, row) for before, row in pairwise(_by_story(rows)))
    for c, p in enumerate(t.clock_pathway.tolist()):
        spell = len(t.list_step) + c
        own = rows[np.isin(rows[:, KIND], CLOSINGS) & (rows[:, DETAIL] == c)]
        new = referred[(referred[:, PATHWAY] == p) & (referred[:, DETAIL] == 0)]
        from_referral = all(row[SINCE] == start.get(row[REFERRAL]) for row in own.tolist())
        all_told = len(own) == tallies.entered[0, spell].sum()
        if from_referral and all_told and np.isin(new[:, REFERRAL], own[:, REFERRAL]).all():
            others = own[~np.isin(own[:, REFERRAL], new[:, REFERRAL])]
            minutes = np.concatenate([new[:, MINUTE], others[:, SINCE]])
            begun = _begun(model, minutes, np.concatenate([new, others])[:, PRIORITY])
            _same(begun, _found(model, rows, tallies, c, CLOSINGS, spell), by_class=not rise)


def _check_clocks_of_the_time(model: Model, rows: Rows, tallies: Tallies) -> None:
    """At each census and snapshot clocks that can be paused run in the class of that time."""
    t = model.tables
    lists, dates = len(t.list_step), t.snapshot_minute.tolist()
    told = [c for c in range(len(t.clock_pathway)) if can_pause(model, c)]
    of_clock = np.isin(rows[:, KIND], OF_CLOCKS) & np.isin(rows[:, DETAIL], told)
    running, snapshot = np.zeros_like(tallies.open[0]), np.zeros_like(tallies.snapshot[0])
    rises: dict[int, list[list[int]]] = defaultdict(list)
    for row in rows[rows[:, KIND] == ESCALATED].tolist():
        rises[row[REFERRAL]].append(row)
    for begin, last in _runs(rows[of_clock]):
        since, stop, first = last[SINCE], last[MINUTE], last[PRIORITY]
        own = rises[last[REFERRAL]]
        if own:
            first = own[0][DETAIL]
        spell = lists + last[DETAIL]
        stop += last[KIND] == STILL_RUNNING
        for census in range(max(-(-begin // WEEK), 0), min(-(-stop // WEEK), running.shape[2])):
            minute = census * WEEK
            band = sum(minute - since >= edge * WEEK for edge in BAND_EDGES_WEEKS)
            running[spell, _class_at(first, own, minute), census, band] += 1
        for i, minute in enumerate(dates):
            if begin <= minute < stop:
                place = (spell, _class_at(first, own, minute), i, (minute - since) // WEEK)
                snapshot[place] += 1
    spells = [lists + c for c in told]
    assert (running[spells] == tallies.open[0, spells]).all()
    assert (snapshot[spells] == tallies.snapshot[0, spells]).all()


def _runs(rows: Rows) -> Iterator[tuple[int, list[int]]]:
    """Each stretch in which a clock runs: its first minute, and the row that ends it."""
    resumed: dict[tuple[int, int], int] = {}
    for row in rows[np.argsort(rows[:, MINUTE], kind="stable")].tolist():
        if row[KIND] == RESUMED:
            resumed[row[REFERRAL], row[DETAIL]] = row[MINUTE]
        elif row[KIND] != STILL_PAUSED:
            yield resumed.pop((row[REFERRAL], row[DETAIL]), row[SINCE]), row


def _class_at(first: int, rises: list[list[int]], minute: int) -> int:
    """The class of a referral at a minute, those that it rises to in it included."""
    return next((row[PRIORITY] for row in reversed(rises) if row[MINUTE] <= minute), first)


def _by_story(rows: Rows) -> list[list[int]]:
    listed: list[list[int]] = rows[np.argsort(rows[:, REFERRAL], kind="stable")].tolist()
    return listed


def _rises(before: list[int], row: list[int]) -> bool:
    return before[REFERRAL] == row[REFERRAL] and before[PRIORITY] != row[PRIORITY]


def _check_pathways_by_week(model: Model, rows: Rows, tallies: Tallies) -> None:
    """At each census those who were referred to a pathway have ended or are in it."""
    t = model.tables
    for p in range(len(t.pathway_key)):
        came = rows[(rows[:, KIND] == REFERRED) & (rows[:, PATHWAY] == p)]
        ended = rows[(rows[:, KIND] == ENDED) & (rows[:, PATHWAY] == p)]
        told = tallies.referrals[0, p].sum(axis=0).cumsum()
        if model.sizes.further:
            told = told + tallies.further[0, p].sum(axis=0).cumsum()
        ends = slice(t.end_base[p], [*t.end_base.tolist(), tallies.ends.shape[1]][p + 1])
        gone = tallies.ends[0, ends].sum(axis=(0, 1)).cumsum()
        opened = (t.step_pathway[t.opening_step] == p).sum()
        for week, (into, out) in enumerate(zip(told, gone, strict=True)):
            before = (week + 1) * WEEK
            inside = set(came[came[:, MINUTE] < before, REFERRAL].tolist())
            inside -= set(ended[ended[:, MINUTE] < before, REFERRAL].tolist())
            assert opened + into == out + len(inside)


def _begun(model: Model, minutes: Rows, priorities: Rows) -> Rows:
    """Beginnings before each census: (census, class)."""
    begun = np.zeros((model.sizes.censuses, model.sizes.priorities), dtype=np.int64)
    for census in range(len(begun)):
        np.add.at(begun[census], priorities[minutes < census * WEEK], 1)
    return begun


def _found(
    model: Model, rows: Rows, tallies: Tallies, detail: int, kinds: tuple[int, ...], spell: int
) -> Rows:
    """Spells that had begun before each census, from the tallies: (census, class).

    One that begins in the minute of the census is open at it and had not begun before; one that
    ends in it is neither open nor ended before.
    """
    ended = tallies.ended[0, spell].sum(axis=(1, 3)).T.astype(np.int64).cumsum(axis=0)
    ended = np.concatenate([np.zeros((1, ended.shape[1]), np.int64), ended])
    found = ended[: model.sizes.censuses] + tallies.open[0, spell].sum(axis=2).T
    own = rows[np.isin(rows[:, KIND], kinds) & (rows[:, DETAIL] == detail)]
    for row in own.tolist():
        stop = model.tables.days * 1440 + 1 if row[KIND] == kinds[-1] else row[MINUTE]
        for minute, change in ((row[SINCE], -1), (stop, 1)):
            other = stop if change < 0 else row[SINCE]
            census = minute // WEEK
            if minute % WEEK == 0 and 0 <= census < len(found) and other != minute:
                found[census, row[PRIORITY]] += change
    return found


def _same(begun: Rows, found: Rows, *, by_class: bool) -> None:
    if not by_class:
        begun, found = begun.sum(axis=1), found.sum(axis=1)
    assert (begun == found).all(), (begun, found)
