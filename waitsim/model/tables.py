"""A scenario as arrays: all that an engine reads, and the names that stand behind the indices.

Indices: pathway ``p``, step ``s`` (all pathways' steps in one row), list, staff group ``g``, clock,
epoch (a stretch of days on which nothing dated changes), day, end. A situation is an epoch and in
it a variant of child, of whom some steps say something else: epoch * variants + variant. What is
not of one child looks at variant 0. Time is whole minutes.
"""

import datetime
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waitsim.records import Sizes

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SESSION_MINUTE: Final = 540
"""Minute of the day at which the day's sessions are held: 09:00."""

# Kinds of step.
CONTACT: Final = 0
COURSE: Final = 1
REVIEW: Final = 2
DELAY: Final = 3
DECISION: Final = 4
PLACE: Final = 5
CLINIC: Final = 6

# How an opening referral stands at its step.
WAITING: Final = 0
CASELOAD: Final = 1

UNSTATED: Final = -1
"""Of a number that the scenario leaves open."""


class Tables(NamedTuple):
    """What an engine reads. All integer arrays are int64, all others float64 or bool, C order."""

    days: int
    """Days in the run; it lasts minutes 0 to days * 1440, the end not included."""
    epoch_of_day: Ints
    """(day,)"""

    # Pathways.
    pathway_key: Ints
    """Key of the pathway's name, part of every draw: (pathway,)."""
    first_step: Ints
    """(pathway,)"""
    priority_shares: Floats
    """Cumulative, the last 1; unused classes repeat 1: (pathway, priority)."""
    age_shares: Floats
    """Cumulative over age bands, the last 1; one band 0 to 0 without ages: (pathway, band)."""
    age_low: Ints
    """Least age of the band in minutes: (pathway, band)."""
    age_high: Ints
    """Upper end of the band in minutes, not included: (pathway, band)."""
    leaving_age: Ints
    """Age in minutes at which waiting children leave; NEVER if they do not: (pathway,)."""
    aged_out_target: Ints
    """Step to which they go then, or -(end + 1): (pathway,)."""
    attribute_key: Ints
    """24-bit key of the attribute's name, part of the draw of its category: (attribute,)."""
    category_start: Ints
    """First of the attribute's categories: (attribute + 1,)."""
    category_shares: Floats
    """Cumulative within an attribute, the last 1: (pathway, category)."""
    variants: int
    """Variants there are rows for, 1 where no step differs."""
    variant_priority: Ints
    """What a priority class adds to the number of the variant: (pathway, priority)."""
    variant_category: Ints
    """What a category adds to it: (pathway, category)."""
    variant_age: Ints
    """Ages in minutes, each of which adds to it when reached; NEVER for padding: (pathway, cut)."""
    variant_age_step: Ints
    """What each such age adds; 0 where ages make no difference: (pathway,)."""
    referral_mean: Floats
    """Mean referrals on each day, or how many are replayed: (day, pathway)."""
    referral_before: Floats
    """Mean referrals, or batches of them, on all days before: (day, pathway)."""
    demand_kind: Ints
    """Kind of pattern in which referrals come: (epoch, pathway)."""
    demand_batch: Ints
    """Referrals that come at once: (epoch, pathway)."""
    demand_ratio: Floats
    """Variance over mean of a day's count: (epoch, pathway)."""
    demand_hours: Floats
    """Cumulative shares of the hours of the day; zeros if all are alike: (epoch, pathway, 24)."""
    referral_floor: Floats
    """Chance that none come on a day, to the last bit alike everywhere: (day, pathway)."""

    # What files tell of referrals; no rows where they tell nothing.
    told: Ints
    """Priority, minute of birth, then categories, by `waitsim.rules.told`: (row, column).

    Those who are replayed come first, then those on the opening list.
    """
    replay_first: Ints
    """Row of the first who is replayed on a day: (day, pathway); no days where nobody is."""
    replay_minute: Ints
    """Minute of the day in which a referral is replayed, or UNTOLD: (row,)."""

    # Steps; (step,) or (situation, step).
    step_kind: Ints
    step_pathway: Ints
    step_key: Ints
    """24-bit key of the step's name, part of every draw."""
    new_list: Ints
    """List of those waiting for a first contact or a place; -1 where there is none."""
    follow_list: Ints
    """List of those due for a follow-up; -1 where there is none. A review has only this one."""
    sessions: Ints
    """Contacts in a course; 1 for a contact; 0 (no limit) for a review: (situation, step)."""
    every: Ints
    """Minutes between contacts: (situation, step)."""
    stops: Floats
    """Chance of ending after a contact that is not the last: (situation, step)."""
    dna: Floats
    """Share of contacts missed; where it depends on the notice, its mean: (situation, step)."""
    by_family: Floats
    by_service: Floats
    """Shares of contacts cancelled: (situation, step)."""
    refilled: Floats
    """Chance that the time of a contact cancelled on the day stays in hand: (situation, step)."""
    late: Floats
    """Share of the families' cancellations that comes on the day: (situation, step)."""
    cancel_most: Ints
    """Cancellations by the family that lead to discharge; NEVER for no limit: (situation, step)."""
    cancel_after: Ints
    """(situation, step)"""
    cancel_to_back: Ints
    """1 where a referral whose family cancels goes to the back, else 0: (situation, step)."""
    cancel_end: Ints
    """End to which too many cancellations lead: (step,)."""
    dna_start: Ints
    dna_stop: Ints
    """First of the points that say how it does, and one past the last: (situation, step)."""
    dna_points: Floats
    """Days of notice, rising within a step, and the share missed: (point, 2)."""
    rebook: Floats
    """(situation, step)"""
    most_missed: Ints
    """Missed contacts that lead to discharge; NEVER for no limit: (situation, step)."""
    rebook_after: Ints
    """(situation, step)"""
    rebook_to_back: Ints
    """1 where a rebooked referral goes to the back, else 0: (situation, step)."""
    hazard: Floats
    """Hazard a minute of leaving the list of new starts: (situation, step)."""
    leaving_kind: Ints
    """CONSTANT where the hazard says it all; else a kind of ``waitsim.rules.leaving``."""
    leaving_a: Floats
    leaving_b: Floats
    leaving_c: Floats
    """Parameters of ``waitsim.rules.leaving.leaves_after``: (situation, step)."""
    bends: Floats
    """Minutes waited from which a hazard a minute holds, and that hazard: (bend, 2)."""
    leave_start: Ints
    """First of the ways out of the step's list; none where all end with ``left``: (step + 1,)."""
    leave_target: Ints
    """Step that a way out leads to, or -(end + 1): (way,)."""
    leave_shares: Floats
    """Cumulative within a step, the last 1: (situation, way)."""
    duration_kind: Ints
    duration_a: Floats
    duration_b: Floats
    """Parameters of ``time_minutes`` for delays and places: (situation, step)."""
    places: Ints
    """(situation, step)"""
    together: Ints
    """Referrals seen in one contact at most: (situation, step)."""
    at_least: Ints
    """Referrals who must wait for a first contact before it is given: (situation, step)."""
    until: Ints
    """First minute in which a review that falls due is not held; NEVER for none.

    (situation, step)
    """
    until_age: Ints
    """Age in minutes from which a review is not held; NEVER for none: (situation, step)."""
    route_start: Ints
    """First of the step's routes; those of step s are start[s] to start[s + 1] - 1: (step + 1,)."""
    route_target: Ints
    """Step a route leads to, or -(end + 1): (route,)."""
    route_shares: Floats
    """Cumulative within a step, the last 1: (situation, route)."""
    need_start: Ints
    """First of the step's staff needs: (step + 1,), as for routes."""
    need_group: Ints
    """Staff group, each at most once a set: (need,)."""
    need_set: Ints
    """0 for those who give a contact if they can, 1 and up for who stand in, in order: (need,)."""
    need_minutes: Ints
    """Minutes with the child: (situation, need)."""
    need_admin: Ints
    """Further minutes if the contact takes place: (situation, need)."""

    # Lists.
    list_step: Ints
    list_precedence: Ints
    list_by_priority: Ints
    list_by_clock: Ints
    list_by_joined: Ints
    list_by_lot: Ints
    """Weights of the discipline: (list,)."""
    list_shift: Ints
    """Minutes that the discipline adds for a priority class (S30): (list, priority)."""
    list_shared: Ints
    """The first of the lists with which a list is one, or itself: (epoch, list)."""
    list_long_share: Ints
    """Millionths of the contacts or places given that go to who has waited longest: (list,)."""
    list_long_over: Ints
    """Minutes that these must have waited: (list,)."""
    list_leaving: Ints
    """1 where the hazard of leaving applies (lists of new starts), else 0: (list,)."""
    list_eager: Ints
    """1 where those who leave are taken off in their minute (S33, S34), else 0: (list,)."""
    pool_start: Ints
    """First of the pool's lists in ``pool_list``: (pool + 1,)."""
    pool_list: Ints
    """Lists that share staff, directly or through others, pool by pool; not those for places."""

    # Priority that rises on lists; no classes where it never does.
    list_escalates: Ints
    """1 where priority may rise while a referral waits (S33), else 0: (list,)."""
    rises_to: Ints
    """The class that a class rises to, or -1 where it stays: (step, priority)."""
    rises_back: Ints
    """1 where the wait then counts from that minute, else 0: (step, priority)."""
    rises_by_clock: Ints
    """1 where the wait until then is counted from the clock's start, 0 from joining."""
    rise_hazard: Floats
    """Hazard a minute: (situation, step, priority)."""
    rise_after: Ints
    """Minutes waited after which it rises; NEVER for none: (situation, step, priority)."""

    # Purses of staff time: each group's open one first, then those that it protects.
    purse_group: Ints
    """(purse,)"""
    purse_share: Ints
    """Millionths of the day's minutes; 0 for open purses, which have the rest: (epoch, purse)."""
    purse_of: Ints
    """Purse that a list takes a group's minutes from: (epoch, list, group)."""
    group_lends: Ints
    """1 where what protected purses leave over is open to all lists, else 0: (epoch, group)."""
    group_unused: Ints
    """What becomes of unused minutes, by `waitsim.rules.staff_time`: (epoch, group)."""
    group_carries: Ints
    """Most minutes carried to the next session; NEVER for no limit: (epoch, group)."""
    group_overbooks: Ints
    """Millionths of a purse's minutes of the day booked beyond them: (epoch, group)."""

    # Capacity.
    offered: Ints
    """Staff minutes offered on each day: (day, group)."""
    extra_slots: Ints
    """Extra slots on each day, and those of clinics: (day, step)."""
    group_key: Ints
    """Key of the group's name, part of every draw about it: (group,)."""
    posts: Ints
    """Whole people, at least 1, of whom some may be away: (epoch, group)."""
    refill_weeks: Ints
    """Weeks for which a post stays empty, 1 or more: (epoch, group)."""
    away: Floats
    """Chance of each in post to be away in a week: (epoch, group)."""
    quits: Floats
    """Chance of each in post to have left when a week begins: (epoch, group)."""
    empty_posts: Floats
    """Share of posts that stand empty in the long run: (epoch, group)."""
    cancelled: Floats
    """Chance that a day's sessions are cancelled: (epoch, group)."""

    # The diary of contacts booked ahead; no days where there is none.
    list_notice: Ints
    """Days between booking and contact; 0 where nothing is booked ahead: (list,)."""
    list_booked: Ints
    """Opening referrals that have an appointment at the start, or UNSTATED: (list,)."""
    notices: Ints
    """Notices of lists with a diary, the longest first: (notice,)."""
    bookable: Ints
    """Staff minutes of each day that may be booked ahead: (day, purse)."""
    bookable_next: Ints
    """The next day with such minutes; the number of days where there is none: (day, purse)."""

    # Clocks. Spells are numbered lists first, then clocks.
    clock_pathway: Ints
    clock_stops: Flags
    """Whether a step's first attended contact, or arrival there, stops the clock: (step, clock)."""
    clock_runs: Flags
    """Whether the clock still runs for a referral that opens at a step: (step, clock)."""
    clocks_plain: bool
    """Whether all clocks run from the referral until they stop, without more ado."""
    clock_at_referral: Flags
    """Whether the clock starts with the referral: (clock,)."""
    clock_starts: Flags
    """Whether arriving at a step starts the clock: (step, clock)."""
    clock_starts_seen: Flags
    """Whether the first attended contact of a visit to a step does: (step, clock)."""
    clock_opens: Flags
    """Whether it has started for a referral that opens at a step: (state, step, clock)."""
    clock_pauses: Flags
    """Whether time at a step does not count: (step, clock)."""
    clock_restarts: Flags
    """Whether the clock starts anew on arriving at a step: (step, clock)."""
    clock_miss_pauses: Flags
    """Whether time from a missed contact until rejoining the list does not count: (clock,)."""
    clock_miss_restarts: Ints
    """Which missed contacts make it start anew, by `waitsim.rules.clocks`: (clock,)."""
    exceptions: Floats
    """Cases in which a clock is void, each with its clock, its reason by `waitsim.rules.clocks`,
    its share, or its first minute and the one after its last, and 1 where it is asked for as
    the clock starts: (exception, 5)."""
    clock_asked: Flags
    """Whether schools are asked for the clock's sake on arriving at a step: (step, clock)."""
    step_unseen: Flags
    """Whether a referral can be at a step without having had a contact: (step,)."""

    # Ends: the built-in three of every pathway, then its own.
    end_base: Ints
    """Index of the pathway's first end, ``left``: (pathway,)."""

    # Opening referrals, in the order in which they are numbered.
    opening_step: Ints
    opening_state: Ints
    """WAITING or CASELOAD."""
    opening_since: Ints
    """Minute, not above 0, of the referral, in which its clocks start."""
    opening_joined: Ints
    """Minute, not before the referral, since when it has waited at its step."""
    opening_number: Ints
    """Number of the referral, part of its draws: 2**31 and up."""
    opening_fraction: Floats
    """For a caseload: the share of its present interval, delay or stay still to come, in (0, 1)."""
    opening_session: Ints
    """For a course: contacts already had, from 1; else 0."""
    opening_row: Ints
    """Row of what is told of the referral, or UNSTATED."""
    opening_booked: Ints
    """Day of an appointment that a file names, or UNSTATED."""
    opening_child: Ints
    """The first opening referral of the same child, or UNSTATED if that is itself."""

    # Further referrals of the same child.
    refer_start: Ints
    """First of the step's further referrals: (step + 1,), as for routes."""
    refer_done: Ints
    """First of those that are made on going on, the others being made on entering: (step,)."""
    refer_target: Ints
    """Step at which a further referral arrives: (further referral,)."""
    refer_share: Floats
    """(situation, further referral)"""
    return_target: Ints
    """Step at which a child arrives that is referred again after an end; -1 for none: (end,)."""
    return_share: Floats
    """(epoch, end)"""
    return_kind: Ints
    return_a: Floats
    return_b: Floats
    """Parameters of ``time_minutes`` for the time until then: (epoch, end)."""
    resolve_end: Ints
    """End at which other referrals of the child may leave: (resolution,)."""
    resolve_pathway: Ints
    """Pathway of those: (resolution,)."""
    resolve_target: Ints
    """Step to which they go, or -(end + 1): (resolution,)."""
    resolve_share: Floats
    """(epoch, resolution)"""
    bands: Floats
    """Of empirical times: the share up to a band's end, and its two ends in minutes: (band, 3)."""

    # Choice of another provider.
    choice_start: Ints
    """First of the points of the step's choice: (step + 1,); none where there is no choice."""
    choice_list: Ints
    """List whose advertised wait the choice goes by; -1 where there is none: (step,)."""
    choice_by_clock: Ints
    """1 where that wait is counted from the clock's start, 0 from joining the list: (step,)."""
    choice_target: Ints
    """Step to which those go who choose another provider, or -(end + 1): (step,)."""
    choice_minutes: Ints
    """Advertised waits, rising within a choice: (point,)."""
    choice_share: Floats
    """Share at that wait: (situation, point)."""
    first_wait: Ints
    """Mean minutes waited so far by those on the opening list, rounded down: (list,)."""
    first_clock_wait: Ints
    """The same since their referral: (list,)."""

    # Tallies.
    snapshot_minute: Ints
    """Dates on which the waits of those waiting are kept whole: (date,)."""
    month_of_day: Ints
    """How many calendar months of the run had begun before that of each day: (day,)."""
    entry_weeks: int
    """Longest opening wait in whole weeks, rounded up."""


@dataclass(frozen=True)
class Names:
    """Names and labels behind the indices, in order."""

    pathways: tuple[str, ...]
    pathway_labels: tuple[str, ...]
    priorities: tuple[tuple[str, ...], ...]
    """Of each pathway, the most urgent first."""
    steps: tuple[str, ...]
    """``pathway.step``."""
    step_labels: tuple[str, ...]
    lists: tuple[str, ...]
    """``pathway.step`` for new starts and reviews, ``pathway.step.follow_up`` for follow-ups."""
    list_labels: tuple[str, ...]
    groups: tuple[str, ...]
    group_labels: tuple[str, ...]
    clocks: tuple[str, ...]
    """``pathway.standard``."""
    clock_labels: tuple[str, ...]
    ends: tuple[str, ...]
    """``pathway.end``."""
    end_labels: tuple[str, ...]
    attributes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    """``attribute.category``."""

    @property
    def spells(self) -> tuple[str, ...]:
        """Lists, then clocks, as the tallies number them."""
        return self.lists + self.clocks


@dataclass(frozen=True)
class Model:
    """A scenario ready to run, and to be named again afterwards."""

    title: str
    identity: str
    """SHA-256 of what changes the answer, as hexadecimal digits."""
    start: datetime.date
    tables: Tables
    sizes: Sizes
    names: Names
    clock_limit: tuple[int, ...]
    """Limit of each standard in minutes."""
    clock_target: tuple[float | None, ...]
    spell_pathway: tuple[int, ...]
    """Pathway of each spell."""
    group_cost: Floats
    """Cost of the contracted hours of each group over the run, in pounds: (group,)."""
    slot_price: Floats
    """Price of an extra slot, or one of a clinic, on each day: (day, step)."""
    entry_price: Floats
    """Price of each referral that enters a step on each day: (day, step)."""
