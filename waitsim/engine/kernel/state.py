"""What a replication is made of: tables of whole numbers, and what their columns mean."""

from typing import Final, NamedTuple

from waitsim.model.tables import Flags, Floats, Ints
from waitsim.records import EVENT_COLUMNS, EventArray, Tallies

# Columns of the table of referrals; the times each has entered each step of its pathway follow.
# Eight of them are one line of the processor's cache: those read together stand together.
LEAVE_AT: Final = 0
LIST: Final = 1
JOIN: Final = 2
SINCE: Final = 3  # what the discipline counts the wait from, or the lot
STEP: Final = 4
VARIANT: Final = 5
PRIORITY: Final = 6
PATHWAY: Final = 7

TODO: Final = 8
VISIT: Final = 9
SESSIONS: Final = 10  # contacts attended in this visit
ATTEMPTS: Final = 11  # contacts booked in this visit
MISSES: Final = 12  # contacts missed in a row; above MISSES_BITS, those that the family cancelled
NUMBER: Final = 13
OWNER: Final = 14  # what stands for the pathway in draws
INDEX: Final = 15  # how many referrals were made before it

CLOCK_START: Final = 16
OVER: Final = 17
AGES_OUT: Final = 18  # minute of the birthday on which a waiting child leaves
BOOKED_FOR: Final = 19  # day of its appointment, counted from 1; 0 for none, PUT_OFF or SENT_BACK
AGAIN: Final = 20  # minute and phase of rejoining an eager list after a pause; else 0
GROUPS: Final = 21  # categories, as `waitsim.rules.groups` keeps them
BORN: Final = 22  # minute of birth, or NEVER where it was not asked for
RUNNING: Final = 23  # one bit for each clock of the pathway

CAME: Final = 24  # how it came about
CHILD_FIRST: Final = 25  # the child's first referral
NEXT_OF_CHILD: Final = 26
NEXT_ROW: Final = 26  # of those that no referral needs any more
BOOKED_ON: Final = 27
BOOKED_AS: Final = 28  # situation that the appointment's minutes are those of
AHEAD: Final = 29  # whose appointment was made next for the same day
SOONER: Final = 30  # whose was made before
VISITS: Final = 31
IN_A_LINE: Final = 8  # columns

# Columns of the days to come, and the first of a chunk of their events.
CHUNK: Final = 0  # latest of the day
FILLED: Final = 1  # columns of it in use
EARLIER: Final = 0  # chunk of the same day
CHUNK_COLUMNS: Final = 16

# Columns of the table of turns, apart because lists are gone through more than referrals.
KEY: Final = 0
CHILD: Final = 1
SIBLING: Final = 2
TIE: Final = 3  # index of the referral, which decides between equal keys
ORDINARY: Final = 4  # columns where nobody but the first is ever taken off a list
BACK: Final = 4
RISES_AT: Final = 5  # only of the watch: minute in which priority rises, or NEVER

# Columns of the tables of steps, by situation: an epoch, and in it a variant of child.
KIND: Final = 0
OF_PATHWAY: Final = 1
NAME_KEY: Final = 2
NEW_LIST: Final = 3
FOLLOW_LIST: Final = 4
COURSE_LENGTH: Final = 5
EVERY: Final = 6
MOST_MISSED: Final = 7
REBOOK_AFTER: Final = 8
TO_BACK: Final = 9
LASTS_KIND: Final = 10
PLACES: Final = 11
ROUTE_FROM: Final = 12
ROUTE_TO: Final = 13
NEED_FROM: Final = 14
NEED_TO: Final = 15  # one past the last need of the step's own staff
LOCAL: Final = 16
ON_ENTERING: Final = 17  # first of the further referrals made on entering
ON_GOING: Final = 18  # first of those made on going on
ON_GOING_TO: Final = 19
LEAVING_KIND: Final = 20
LEAVES_FROM: Final = 21
LEAVES_TO: Final = 22
CHOICE_FROM: Final = 23  # first point of the choice of another provider
CHOICE_TO: Final = 24
CHOICE_LIST: Final = 25
CHOICE_BY_CLOCK: Final = 26
CHOICE_TARGET: Final = 27
TOGETHER: Final = 28
AT_LEAST: Final = 29
UNTIL: Final = 30  # minute from which a review is not held, and age
UNTIL_AGE: Final = 31
STAND_IN_TO: Final = 32  # one past the last need of those who stand in
DNA_FROM: Final = 33  # first point of the share missed by notice
DNA_TO: Final = 34
CANCEL_MOST: Final = 35
CANCEL_AFTER: Final = 36
CANCEL_TO_BACK: Final = 37
CANCEL_END: Final = 38

STOPS: Final = 0
DNA: Final = 1
REBOOK: Final = 2
HAZARD: Final = 3
LASTS_A: Final = 4
LASTS_B: Final = 5
LEAVING_A: Final = 6
LEAVING_B: Final = 7
LEAVING_C: Final = 8
BY_FAMILY: Final = 9
BY_SERVICE: Final = 10
REFILLED: Final = 11
LATE: Final = 12

# Columns of the table of lists; those from the root on change.
PRECEDENCE: Final = 0
BY_PRIORITY: Final = 1
BY_CLOCK: Final = 2
LEAVING: Final = 3
EAGER: Final = 4
BY_LOT: Final = 5
ROOT: Final = 6
OPEN: Final = 7  # 1 where the list may still be served today
NEXT: Final = 8  # its first, as it was found in this round; NONE, or NOT_KNOWN
FRONT: Final = 9  # of the queue of those who joined behind everybody; NONE where nobody has
REAR: Final = 10
NOTICE: Final = 11  # days between booking and contact
QUOTA: Final = 12  # how many more the opening list has booked, or UNSTATED
GIVEN: Final = 13  # contacts or places given, where some are for long waiters
LONG_SHARE: Final = 14  # millionths of them for who has waited longest, and the least wait
LONG_OVER: Final = 15
LONG_ROOT: Final = 16
ESCALATES: Final = 17  # 1 where priority may rise
ASIDE: Final = 18  # minutes of each group set aside for the list today, from here on

# Columns of the diary; from the fourth on, by purse, minutes that can still be booked, those set
# aside for a later day, and which day comes next.
FIRST: Final = 0
LAST: Final = 1
THEN: Final = 2  # epoch of the day
BOOKABLE: Final = 3

# Columns of the table of advertised waits.
ADVERTISES: Final = 0  # 1 where anyone looks at it
BY_JOINING: Final = 1  # mean minutes waited, as advertised
BY_CLOCK_START: Final = 2
RING: Final = 3  # of each of 13 weeks: waits completed, their minutes by joining, and by the clock

# Columns of the table of pathways.
OWNER_KEY: Final = 0
FIRST_STEP: Final = 1
LEAVING_AGE: Final = 2
END_BASE: Final = 3
CLOCK_FROM: Final = 4
CLOCK_TO: Final = 5
AGE_STEP: Final = 6  # what ages add to the number of the variant
RETURNS: Final = 7  # with the number of an end, where its re-referrals stand
AGED_OUT_TARGET: Final = 8
RESOLVES: Final = 9  # 1 where an end of the pathway lets other referrals of the child go

# Rows of the table of what steps do to clocks.
STARTS: Final = 0  # on arrival
STARTS_SEEN: Final = 1  # at the first attended contact
PAUSES: Final = 2
RESTARTS: Final = 3
OPENS: Final = 4  # with the state of an opening referral: whether the clock has started
UNSEEN: Final = 6  # whether one can be there without having had a contact
ON_MISSING_PAUSES: Final = 7
ASKED: Final = 10  # whether schools are asked for its sake
ON_MISSING: Final = 7  # with the kind of missed contact at which the clock starts anew, 1 or 2

# Columns of the table of clocks that do more than run from the referral; from the last on, of each
# clock of the pathway, the minute since when it runs, and the one in which it was paused.
YET: Final = 0  # one bit for each clock that has yet to start
PAUSED_CLOCKS: Final = 1  # likewise
HAD_CONTACT: Final = 2  # attended or missed
STARTED: Final = 3

# Columns of further referrals, by situation: those made at steps, then those made after ends.
ARRIVES_AT: Final = 0
REFER_SHARE: Final = 1
AFTER_KIND: Final = 2
AFTER_A: Final = 3
AFTER_B: Final = 4

# Columns of what ends resolve, by epoch; then those of whom it may concern.
AT_END: Final = 0
IN_PATHWAY: Final = 1
SENT_TO: Final = 2
RESOLVE_SHARE: Final = 3

BOUND_FOR: Final = 0  # step + 1 to which it leaves the next list, or -(end + 1); 0 for none
ENDED_AS: Final = 1
TO_ENTER: Final = 2  # 1 while it is on its way to a step

# Columns of what becomes of priority classes on lists, by situation and step.
RISE_TO: Final = 0  # or NONE
RISE_BACK: Final = 1
RISE_BY_CLOCK: Final = 2
RISE_HAZARD: Final = 3
RISE_AFTER: Final = 4

# Columns of staff needs, by situation.
GROUP: Final = 0
WITH_CHILD: Final = 1
ADMIN: Final = 2
SET: Final = 3  # 0, or 1 and up for those who stand in

# Columns of purses, by epoch; the rules of a group stand with its open purse.
OF_GROUP: Final = 0
SHARE: Final = 1
LENDS: Final = 2
IF_UNUSED: Final = 3
CARRIES: Final = 4
OVERBOOKS: Final = 5

# Rows of staff minutes, after their uses today, and of what changes at a step.
BALANCE: Final = 4
CARRY: Final = 5
BEYOND: Final = 6  # minutes that may still be booked beyond those in hand
OVERRUN: Final = 7
FREE: Final = 3

# What a referral does at the event ahead.
BEGIN: Final = 0
MOVE_ON: Final = 1
FALL_DUE: Final = 2
REJOIN: Final = 3
GIVE_BACK: Final = 4
RESOLVE: Final = 5  # once it has ended

# Cells of the small state.
HEAP: Final = 0  # entries in today's heap
DAY: Final = 1
EPOCH: Final = 2
DAYS: Final = 3
ROWS: Final = 4  # events of the day so far
MADE: Final = 5  # referrals there are so far
SEED: Final = 6
REPLICATION: Final = 7
KEPT: Final = 8  # events counted, whether kept or not
SHORT: Final = 9  # events of the day that did not fit, with those that did
LENT: Final = 10  # 1 once what groups lend is open to all lists today
VARIANTS: Final = 11  # rows of the tables of steps for each epoch
FURTHER: Final = 12  # further referrals there should be so far
ROOM: Final = 13  # how many of them there is room for
WATCHED: Final = 14  # first of those on eager lists to whom something will happen
LATEST: Final = 15  # last day with an appointment so far
CANCELS_AHEAD: Final = 16  # 1 where families cancel what is booked ahead
CHUNKS: Final = 17  # there are so far, and the first of those that are free
FREE_CHUNK: Final = 18
TOUCHED: Final = 19  # means nothing
KEEPS: Final = 20  # 1 where events are kept for a day at least, not just counted
USED_ROWS: Final = 21  # rows of referrals in use so far
FREE_ROW: Final = 22  # first of those that no referral needs any more; NONE where there is none
ENDED_ROW: Final = 23  # first of those whose referrals have ended today
CELLS: Final = 24

NONE: Final = -1
NOT_KNOWN: Final = -2
PUT_OFF: Final = -1
SENT_BACK: Final = -2
MISSES_BITS: Final = 16
MINUTE_SHIFT: Final = 36
PHASE_SHIFT: Final = 32
PHASE_BITS: Final = 4
REFERRAL_MASK: Final = 2**32 - 1
ROWS_OF_AN_OPENING: Final = 4
MOST_ROWS_AT_CLOSE: Final = 200
GROUPS_OF_EVENT: Final = len(EVENT_COLUMNS)  # in the table of today's events


Needs = tuple[int, int, int]
"""The staff that a contact takes: a situation, its first need and one past its last."""


class Room(NamedTuple):
    """How much a run may need that is not known before it."""

    rows: int
    """Events in a day."""
    further: int
    """Further referrals of children."""


class Plan(NamedTuple):
    """What holds for the whole run; few arrays, because each one slows compiling."""

    step: Ints
    """(situation, step, column)"""
    chance: Floats
    """(situation, step, column)"""
    path: Ints
    """(pathway, column)"""
    target: Ints
    """Step of each route, then of each way out of a list; or -(end + 1): (route,)."""
    shares: Floats
    """Cumulative shares of each step's routes, then of its ways out: (situation, route)."""
    need: Ints
    """(situation, need, column)"""
    purse: Ints
    """(epoch, purse, column)"""
    purse_of: Ints
    """Purse that a list takes a group's minutes from: (epoch, list, group)."""
    shift: Ints
    """Minutes that a list's discipline adds for a priority class: (list, priority)."""
    rise: Floats
    """(situation, step, priority, column); of no priorities where none ever rises"""
    bends: Floats
    """Minutes waited and the hazard of leaving from then on; after them days of notice and the
    share of contacts missed: (bend, 2)."""
    bands: Floats
    """Of empirical times, the share up to a band's end and its two ends: (band, 3)."""
    shared: Ints
    """The first of the lists with which a list is one: (epoch, list)."""
    stops: Flags
    """Whether a step stops a clock: (step, clock)."""
    exceptions: Floats
    """(exception, column)"""
    clock: Flags
    """What a step does to a clock: (row, step, clock)."""
    category_start: Ints
    """First category of each attribute: (attribute + 1,)."""
    runs: Flags
    """Whether a clock can still be stopped from a step on: (step, clock)."""
    further: Floats
    """(situation, further referral, column)"""
    resolves: Floats
    """What ends do to other referrals of the child: (epoch, resolution, column)."""
    choice_minutes: Ints
    """Advertised waits, rising within a choice: (point,)."""
    choice_share: Floats
    """(situation, point)"""
    priority_shares: Floats
    age_shares: Floats
    ages: Ints
    """Lower and upper ends of age bands: (2, pathway, band)."""
    attribute_key: Ints
    category_shares: Floats
    told: Ints
    """What files tell of referrals: (row, column)."""
    variant: Ints
    """What priorities, then categories add to the number of the variant, then the ages at which
    one is added: (pathway, column)."""


class World(NamedTuple):
    """The state of one replication.

    A referral is known by its index wherever order matters, and elsewhere by its row, which another
    may have once it has ended.
    """

    r: Ints
    """(row, column)"""
    row: Ints
    """Of each referral, by index; NONE once it has none any more."""
    turn: Ints
    """Where each referral is on its list: (row, column)."""
    long: Ints
    """Who has waited longest on lists that look at it; of no rows where none does."""
    watch: Ints
    """What will happen to those on eager lists; of no rows where none is: (row, column)."""
    bound: Ints
    """Who leaves because another referral has ended; of no rows where none does: (row, column).

    Where there are any, referrals keep their rows for good.
    """
    clocks: Ints
    """(row, column); of no rows where all clocks are plain"""
    line: Ints
    """(list, column)"""
    notice: Ints
    """(list, column)"""
    ahead: Ints
    """Where the events of each day to come are: (day, column)."""
    chunk: Ints
    """Events of days to come, as the heap of today has them: (chunk, column)."""
    today: Ints
    """Heap of today's events, each minute, phase and referral in one number."""
    staff: Ints
    """Minutes of groups by use today, then of purses: in hand and so on: (row, purse)."""
    place: Ints
    """Extra slots by use today, then free places: (4, step)."""
    diary: Ints
    """(day, column); no days where nothing is booked ahead"""
    state: Ints
    rows: EventArray
    """Events of today, where they are kept, and the groups of their referrals."""
    dates: Ints
    """Minutes of the snapshots."""
    months: Ints
    """Index of the month of each day."""
    tallies: Tallies


class Supply(NamedTuple):
    """What each day brings."""

    epoch: Ints
    offered: Ints
    extra: Ints
    pool_start: Ints
    pool_list: Ints
    notices: Ints
    received: Ints
    """Referrals: (day, pathway)."""


class Demand(NamedTuple):
    """In which pattern referrals come."""

    epoch: Ints
    keys: Ints
    """Of pathways."""
    mean: Floats
    before: Floats
    floor: Floats
    """(day, pathway)"""
    kind: Ints
    batch: Ints
    ratio: Floats
    hours: Floats
    """(epoch, pathway), the last (epoch, pathway, 24)"""
    first: Ints
    """Row of the first who is replayed: (day, pathway); no days where nobody is."""
    minute: Ints
    """(row,)"""


class Opening(NamedTuple):
    """The opening referrals."""

    step: Ints
    state: Ints
    since: Ints
    joined: Ints
    number: Ints
    fraction: Floats
    session: Ints
    row: Ints
    booked: Ints
    child: Ints
