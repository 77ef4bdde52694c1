"""Events written down, the heap of the day at hand and the days to come."""

from waitsim.engine.kernel.compiling import compiled, inlined
from waitsim.engine.kernel.state import (
    CHUNK,
    CHUNK_COLUMNS,
    CHUNKS,
    CLOCK_START,
    DAY,
    DAYS,
    EARLIER,
    EPOCH,
    FILLED,
    FREE_CHUNK,
    GROUPS,
    GROUPS_OF_EVENT,
    HEAP,
    INDEX,
    KEEPS,
    MINUTE_SHIFT,
    NONE,
    NUMBER,
    OWNER,
    PATHWAY,
    PHASE_SHIFT,
    PRIORITY,
    REFERRAL_MASK,
    REPLICATION,
    ROWS,
    SEED,
    STEP,
    THEN,
    TODO,
    TOUCHED,
    VARIANT,
    VARIANTS,
    Plan,
    World,
)
from waitsim.model.tables import Ints
from waitsim.records import GROUPED, MINUTES_PER_DAY
from waitsim.rules.groups import category_in
from waitsim.rules.tallies import EventRow, tally_event


@inlined
def note(w: World, minute: int, i: int, kind: int, detail: int, since: int) -> None:
    """Counts an event, and writes it down where events are kept."""
    child = (w.r[i, PATHWAY], w.r[i, STEP], w.r[i, PRIORITY])
    event = (minute, w.r[i, INDEX], kind, *child, detail, since)
    tally_event(w.tallies, (w.dates, w.months), len(w.line), event)
    row = w.state[ROWS]
    w.state[ROWS] = row + 1
    if w.state[KEEPS] and row < len(w.rows):
        write(w, row, event, w.r[i, GROUPS])


@compiled
def write(w: World, row: int, event: EventRow, groups: int) -> None:
    """Writes an event down, and the groups of its referral."""
    w.rows[row, 0] = event[0]
    w.rows[row, 1] = event[1]
    w.rows[row, 2] = event[2]
    w.rows[row, 3] = event[3]
    w.rows[row, 4] = event[4]
    w.rows[row, 5] = event[5]
    w.rows[row, 6] = event[6]
    w.rows[row, 7] = event[7]
    w.rows[row, GROUPS_OF_EVENT] = groups


@inlined
def who_is(w: World, i: int) -> tuple[int, int, int, int]:
    """A referral as luck knows it."""
    return (w.state[SEED], w.state[REPLICATION], w.r[i, OWNER], w.r[i, NUMBER])


@inlined
def situation(w: World, i: int) -> int:
    """Row of what steps say of a referral at present (S19)."""
    return int(w.state[EPOCH] * w.state[VARIANTS] + w.r[i, VARIANT])


@compiled
def situation_on(w: World, i: int, day: int) -> int:
    """Row of what steps will say of a referral on a day to come (S19)."""
    return int(w.diary[day, THEN] * w.state[VARIANTS] + w.r[i, VARIANT])


@compiled
def note_groups(m: Plan, w: World, i: int) -> None:
    """Writes down which groups a referral is in (S20)."""
    minute = w.r[i, CLOCK_START]
    for attribute in range(len(m.category_start) - 1):
        category = m.category_start[attribute] + category_in(w.r[i, GROUPS], attribute)
        note(w, minute, i, GROUPED, category, minute)


@inlined
def push_today(heap: Ints, state: Ints, entry: int) -> None:
    """Puts an event into the heap of today."""
    k = state[HEAP]
    state[HEAP] = k + 1
    while k > 0:
        parent = (k - 1) >> 1
        if heap[parent] <= entry:
            break
        heap[k] = heap[parent]
        k = parent
    heap[k] = entry


@inlined
def pop_today(heap: Ints, state: Ints) -> int:
    """Takes the next event out of the heap of today."""
    top = int(heap[0])
    n = state[HEAP] - 1
    state[HEAP] = n
    last = heap[n]
    k = 0
    while True:
        least = 2 * k + 1
        if least >= n:
            break
        # Without a branch, which could not be foretold. The last may still stand one past the rest;
        # if it is the lesser of the two, its new place is found.
        least += heap[least + 1] < heap[least]
        if last <= heap[least]:
            break
        heap[k] = heap[least]
        k = least
    heap[k] = last
    return top


@inlined
def stamp(minute: int, phase: int, index: int) -> int:
    """Minute of the day, phase and referral in one number, which puts events in order (S01)."""
    return (minute % MINUTES_PER_DAY << MINUTE_SHIFT) + (phase << PHASE_SHIFT) + index


@inlined
def whose(w: World, entry: int) -> int:
    """Row of the referral to which an event happens."""
    return int(w.row[entry & REFERRAL_MASK])


@compiled
def new_chunk(w: World, day: int) -> None:
    """Gives a day to come room for more events."""
    c = w.state[FREE_CHUNK]
    if c == NONE:
        c = w.state[CHUNKS]
        w.state[CHUNKS] = c + 1
    else:
        w.state[FREE_CHUNK] = w.chunk[c, EARLIER]
    w.chunk[c, EARLIER] = w.ahead[day, CHUNK]
    w.ahead[day, CHUNK] = c
    w.ahead[day, FILLED] = EARLIER + 1


@inlined
def post(w: World, i: int, minute: int, phase: int, todo: int) -> None:
    """Gives a referral its next event; one past the end of the run never comes."""
    w.r[i, TODO] = todo
    day = minute // MINUTES_PER_DAY
    if day == w.state[DAY]:
        push_today(w.today, w.state, stamp(minute, phase, w.r[i, INDEX]))
    elif day < w.state[DAYS]:
        if w.ahead[day, FILLED] == CHUNK_COLUMNS:
            new_chunk(w, day)
        filled = w.ahead[day, FILLED]
        w.chunk[w.ahead[day, CHUNK], filled] = stamp(minute, phase, w.r[i, INDEX])
        w.ahead[day, FILLED] = filled + 1


@compiled
def begin_day(w: World, day: int) -> None:
    """Puts the events that a day has so far into the heap of today.

    Their referrals have not been looked at for days, so that each would have to be waited for in
    its turn. They are touched here, where the processor fetches many at a time.
    """
    touched = 0
    c, filled = w.ahead[day, CHUNK], w.ahead[day, FILLED]
    while c != NONE:
        for k in range(EARLIER + 1, filled):
            entry = w.chunk[c, k]
            i = whose(w, entry)
            touched += w.r[i, STEP] + w.r[i, TODO] + w.r[i, CLOCK_START]
            push_today(w.today, w.state, entry)
        earlier = w.chunk[c, EARLIER]
        w.chunk[c, EARLIER] = w.state[FREE_CHUNK]
        w.state[FREE_CHUNK] = c
        c, filled = earlier, CHUNK_COLUMNS
    w.state[TOUCHED] = touched
