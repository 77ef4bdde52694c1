"""What an engine writes down: the events of a replication, and the tallies made of them.

A *spell* is one wait with a beginning, an end and a way of ending. Waits on lists and clocks of
standards are both spells, so one set of tallies serves every measure of waiting.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

SEMANTICS_VERSION: Final = 1
"""Raised whenever the same scenario and seed would give other events."""

MINUTES_PER_DAY: Final = 1440
MINUTES_PER_WEEK: Final = 10080
MINUTES_PER_YEAR: Final = 525_960
"""Of 365.25 days."""
NEVER: Final = 2**62

# Kinds of event, in the order in which they are explained in SEMANTICS.md.
REFERRED: Final = 0
ENTERED: Final = 1
JOINED: Final = 2
ATTENDED: Final = 3
MISSED: Final = 4
WAITED: Final = 5
PLACED: Final = 6
RELEASED: Final = 7
STOPPED: Final = 8
LEFT: Final = 9
VOIDED: Final = 10
ENDED: Final = 11
STILL_WAITING: Final = 12
STILL_RUNNING: Final = 13
GROUPED: Final = 14
REFERRED_ON: Final = 15
BOOKED: Final = 16
CANCELLED_BY_SERVICE: Final = 17
CANCELLED_BY_FAMILY: Final = 18
ESCALATED: Final = 19  # to the priority of its row, from the one in ``detail``
PAUSED: Final = 20
RESUMED: Final = 21
STILL_PAUSED: Final = 22
EXCEPTED: Final = 23
EVENT_KINDS: Final = (
    "referred",
    "entered_step",
    "joined_list",
    "attended",
    "missed",
    "wait_completed",
    "placed",
    "released",
    "clock_stopped",
    "left_list",
    "clock_voided",
    "ended",
    "still_waiting",
    "still_running",
    "grouped",
    "referred_on",
    "booked",
    "cancelled_by_service",
    "cancelled_by_family",
    "escalated",
    "clock_paused",
    "clock_resumed",
    "still_paused",
    "excepted",
)

# How a further referral of a child came about; the detail of its REFERRED event. New referrals
# have 0 there, and those on the opening list one more than their state.
CROSS_REFERRED: Final = 3
RE_REFERRED: Final = 4
FURTHER: Final = ("cross_referral", "re_referral")

# How an escalation counts for a priority class: out of the one it was, into the one it is.
RISEN_FROM: Final = 0
RISEN_TO: Final = 1
RISES: Final = ("from", "to")

# Why a case need not meet a time limit; with four times its clock, the detail of EXCEPTED.
REASONS: Final = ("missed_contact", "absence", "closure", "personal")

# Ways a spell ends; one that has not ended by the end of the run is still open.
COMPLETED: Final = 0
REMOVED: Final = 1
OUTCOMES: Final = ("completed", "removed")
LEFT_OPEN: Final = 2
FATES: Final = (*OUTCOMES, "open")

# Uses of staff minutes; they make up what was offered, but for what is set aside at the end.
OFFERED: Final = 0
USED: Final = 1
LOST: Final = 2
UNUSED: Final = 3
MINUTE_USES: Final = ("offered", "used", "lost", "unused")

# Contacts by kind, for each step.
FIRST_ATTENDED: Final = 0
LATER_ATTENDED: Final = 1
CONTACT_MISSED: Final = 2
CONTACTS: Final = ("first_attended", "later_attended", "missed")

# Who cancels contacts.
CANCELLERS: Final = ("by_family", "by_service")

# Uses of extra slots (waiting-list initiatives, outsourcing).
SLOTS: Final = ("offered", "used", "lost")

# Ends that every pathway has, before those that the scenario names.
END_LEFT: Final = 0
END_AGED_OUT: Final = 1
END_NOT_BROUGHT: Final = 2
BUILT_IN_ENDS: Final = ("left", "aged_out", "not_brought")

# Upper edges, in whole weeks, of the bands that national collections publish, and our own.
BAND_EDGES_WEEKS: Final = (1, 2, 4, 6, 12, 13, 18, 26, 39, 52, 65, 78, 104, 156, 208)

EVENT_COLUMNS: Final = (
    "minute",
    "referral",
    "kind",
    "pathway",
    "step",
    "priority",
    "detail",
    "since",
)
"""Of an event. ``detail`` depends on its kind: the list, clock, end, category or day, or a count.
``since`` is the minute in which the wait that it ends, or leaves open, began, or would have begun
had it never been paused; elsewhere the minute itself."""

Counts = NDArray[np.int32]
EventArray = NDArray[np.int64]


class Tallies(NamedTuple):
    """Counts of one replication, or of several when each array has a leading replication axis.

    ``open`` holds differences from week to week until ``close_open`` has summed them.
    """

    open: Counts
    """Spells open at each weekly census, by band: (spell, priority, census, band)."""
    ended: Counts
    """Spells ended in each week, by band of length: (spell, priority, outcome, week, band)."""
    lengths: Counts
    """Spells ended in the run, by whole weeks of length: (spell, priority, outcome, bin)."""
    entered: Counts
    """Spells by whole weeks already waited on entering the run: (spell, priority, bin)."""
    snapshot: Counts
    """Spells open on each snapshot date, by whole weeks waited: (spell, priority, date, bin)."""
    referrals: Counts
    """Referrals received: (pathway, priority, week)."""
    entries: Counts
    """Arrivals at a step: (step, priority, week)."""
    contacts: Counts
    """Contacts by kind: (step, contact kind, week)."""
    ends: Counts
    """Referrals that ended: (end, priority, week)."""
    minutes: NDArray[np.int64]
    """Staff minutes by use: (staff group, use, week)."""
    slots: Counts
    """Extra slots by use: (step, use, week)."""
    overrun: NDArray[np.int64]
    """Staff minutes beyond those offered: (staff group, week)."""
    further: Counts
    """Further referrals of children by how they came about: (pathway, how, week).

    Without pathways where a scenario makes none.
    """
    cancelled: Counts
    """Contacts cancelled, by whom: (step, who, week).

    Without steps where nothing is ever cancelled.
    """
    group_lengths: Counts
    """Spells ended in the run, by whole weeks of length: (spell, category, outcome, bin).

    A category is one of an attribute's; a spell counts once for each attribute.
    """
    group_snapshot: Counts
    """Spells open on each snapshot date, by whole weeks waited: (spell, category, date, bin)."""
    escalated: Counts
    """Referrals whose class rose on a list, from and to a class: (step, priority, rise, week).

    Without steps where that never happens.
    """
    paused: Counts
    """Clocks paused on each snapshot date, by whole weeks run: (spell, date, bin).

    Without spells where no clock is ever paused.
    """
    excepted: Counts
    """Clocks that became void by an exception: (clock, reason, week).

    Without clocks where there are no exceptions.
    """
    started: Counts
    """Clocks that started in the run, by whole weeks of length: (clock, month, fate, bin).

    The month is that of the start. A bin is a week of the run, or the last, which no clock fills.
    """


class Sizes(NamedTuple):
    """Lengths of the axes of the tallies."""

    spells: int
    priorities: int
    weeks: int
    censuses: int
    bins: int
    snapshots: int
    pathways: int
    steps: int
    ends: int
    groups: int
    further: int = 0
    """Pathways, or 0 where no further referrals of a child are ever made."""
    cancelled: int = 0
    """Steps, or 0 where nothing is ever cancelled or booked ahead."""
    categories: int = 0
    """Of all attributes of children together."""
    escalating: int = 0
    """Steps, or 0 where no priority class rises while a referral waits."""
    paused: int = 0
    """Spells, or 0 where no clock is ever paused."""
    excepted: int = 0
    """Clocks, or 0 where there are no exceptions."""
    clocks: int = 0
    months: int = 0
    """Calendar months that the run touches."""


def empty_tallies(replications: int, sizes: Sizes) -> Tallies:
    """Tallies of zeros with a leading axis of replications."""
    bands = len(BAND_EDGES_WEEKS) + 1
    n, s, q, w = replications, sizes.spells, sizes.priorities, sizes.weeks

    def zeros(*shape: int) -> Counts:
        return np.zeros((n, *shape), dtype=np.int32)

    return Tallies(
        open=zeros(s, q, sizes.censuses, bands),
        ended=zeros(s, q, len(OUTCOMES), w, bands),
        lengths=zeros(s, q, len(OUTCOMES), sizes.bins),
        entered=zeros(s, q, sizes.bins),
        snapshot=zeros(s, q, sizes.snapshots, sizes.bins),
        referrals=zeros(sizes.pathways, q, w),
        entries=zeros(sizes.steps, q, w),
        contacts=zeros(sizes.steps, len(CONTACTS), w),
        ends=zeros(sizes.ends, q, w),
        minutes=np.zeros((n, sizes.groups, len(MINUTE_USES), w), dtype=np.int64),
        slots=zeros(sizes.steps, len(SLOTS), w),
        overrun=np.zeros((n, sizes.groups, w), dtype=np.int64),
        further=zeros(sizes.further, len(FURTHER), w),
        cancelled=zeros(sizes.cancelled, len(CANCELLERS), w),
        group_lengths=zeros(s, sizes.categories, len(OUTCOMES), sizes.bins),
        group_snapshot=zeros(s, sizes.categories, sizes.snapshots, sizes.bins),
        escalated=zeros(sizes.escalating, q, len(RISES), w),
        paused=zeros(sizes.paused, sizes.snapshots, sizes.bins),
        excepted=zeros(sizes.excepted, len(REASONS), w),
        started=zeros(sizes.clocks, sizes.months, len(FATES), w + 1),
    )


def empty_like(tallies: Tallies) -> Tallies:
    """Tallies of zeros of the same shape."""
    return Tallies(*(np.zeros_like(array) for array in tallies))  # type: ignore[arg-type]


def one_replication(tallies: Tallies, i: int) -> Tallies:
    """Views of the ``i``-th replication's tallies, without the leading axis."""
    return Tallies(*(array[i] for array in tallies))
