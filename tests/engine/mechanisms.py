"""Which mechanisms a run has reached, told from its model and its events."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from cancel_mechanisms import CANCEL_MECHANISMS, cancel_mechanisms
from clock_stories import CLOCK_MECHANISMS, clock_mechanisms
from diaries import DIARY_MECHANISMS, diary_mechanisms
from list_mechanisms import LIST_MECHANISMS, list_mechanisms
from queue_mechanisms import QUEUE_MECHANISMS, queue_mechanisms
from random_clinics import CLINIC_MECHANISMS, clinic_mechanisms
from random_scenarios import Case
from resolving_mechanisms import RESOLVING_MECHANISMS, resolving_mechanisms
from stories import DAY, Event, by_referral, rows_of, situations

from waitsim.engine.run import Block
from waitsim.model.tables import (
    CASELOAD,
    CLINIC,
    CONTACT,
    COURSE,
    DECISION,
    DELAY,
    PLACE,
    REVIEW,
    WAITING,
    Model,
)
from waitsim.records import (
    ATTENDED,
    END_AGED_OUT,
    END_LEFT,
    ENDED,
    ENTERED,
    GROUPED,
    LEFT,
    LOST,
    MISSED,
    NEVER,
    OFFERED,
    PLACED,
    RE_REFERRED,
    REFERRED,
    REFERRED_ON,
    RELEASED,
    STILL_RUNNING,
    STILL_WAITING,
    STOPPED,
    UNUSED,
    USED,
    VOIDED,
    WAITED,
)
from waitsim.rules.demand import REGULAR
from waitsim.rules.disciplines import DISCIPLINES
from waitsim.rules.durations import (
    EMPIRICAL,
    EXPONENTIAL,
    FIXED,
    GAMMA,
    LOGNORMAL,
    UNIFORM,
    WEIBULL,
)
from waitsim.rules.staff_time import CARRIED, LOST_UNUSED

KIND_NAMES = {
    CONTACT: "contact",
    COURSE: "course",
    REVIEW: "review",
    DELAY: "delay",
    DECISION: "decision",
    PLACE: "place",
    CLINIC: "clinic",
}
TIME_NAMES = {
    FIXED: "fixed",
    EXPONENTIAL: "exponential",
    UNIFORM: "uniform",
    LOGNORMAL: "lognormal",
    WEIBULL: "weibull",
    GAMMA: "gamma",
    EMPIRICAL: "empirical",
}
CLOCK_CHANGES = np.array(["2026-03-29", "2026-10-25"], dtype="datetime64[D]")
MECHANISMS = frozenset(
    (
        *(f"{kind} entered" for kind in KIND_NAMES.values()),
        *(f"{time} time drawn" for time in TIME_NAMES.values()),
        *(f"order: {name}" for name in DISCIPLINES),
        *(
            f"opening, waiting: {kind}"
            for kind in ("contact", "course", "review", "place", "clinic")
        ),
        *(f"opening, caseload: {kind}" for kind in ("course", "review", "delay", "place")),
        *(f"clock stopped by {kind}" for kind in KIND_NAMES.values()),
        "opening, in a delay since before the run",
        "step entered again",
        "several pathways share staff",
        "lists of unlike precedence in a pool",
        "contact of several groups",
        "contact of no minutes",
        "admin minutes",
        "course stopped early",
        "course ran its length",
        "several reviews",
        "contact missed",
        "rebooked after a pause",
        "rebooked without a pause",
        "rebooked to the back",
        "rebooked, keeps its place",
        "not brought as often as allowed",
        "not brought and not rebooked",
        "left",
        "left during a pause",
        "left a list for places",
        *QUEUE_MECHANISMS,
        "aged out on a list",
        "aged out on joining",
        "several priorities",
        "clock voided",
        "clock still running",
        "still waiting",
        "extra slot used",
        "extra slot lost",
        "extra slot unused",
        "minutes set aside and used later",
        "minutes set aside at the end",
        "minutes unused",
        "minutes lost",
        "staff in term time only",
        "staff on part of the week",
        "staff on bank holidays",
        "dated change",
        "places added",
        "places taken from children in them",
        "no referrals",
        "no staff time",
        "leap day",
        "clock change",
        "one day",
        "thirty years",
        # Sessions.
        "purse used by those it is kept for",
        "purse lent",
        "purse not lent",
        "nothing set aside",
        "minutes carried",
        "follow-ups with new starts",
        "staff away",
        "posts empty",
        "sessions cancelled",
        "closed on a date",
        "review past its last date",
        "review past its last age",
        "overrun",
        "lost minutes filled by booking beyond",
        "several seen together",
        "follow-ups seen together",
        "shared list",
        "somebody may stand in",
        # S19, S20.
        "child in a group",
        "groups of a pathway's own",
        *(f"step differs by {name}" for name in ("priority", "group", "age")),
        "several differences at once",
        # S21.
        *(f"demand: {name}" for name in ("over-dispersed", "regular", "batches", "by the hour")),
        # Further referrals of a child.
        "referred on, on entering",
        "referred on, on going on",
        "referred on to its own pathway",
        "referred on to another pathway",
        "referred again",
        "child on several lists",
        "birthday of a further referral carried over",
        "another provider chosen before anyone was seen",
        "another provider chosen by the wait of those seen",
        *DIARY_MECHANISMS,
        *CANCEL_MECHANISMS,
        *LIST_MECHANISMS,
        *RESOLVING_MECHANISMS,
        *CLINIC_MECHANISMS,
        *CLOCK_MECHANISMS,
    )
)


def mechanisms(case: Case, model: Model, block: Block) -> set[str]:
    """Names of the mechanisms that came into play, of those in MECHANISMS."""
    rows = rows_of(block)
    found = {
        *_of_days(case, model),
        *_of_events(model, rows),
        *_of_stories(model, rows),
        *queue_mechanisms(model, rows),
        *_of_pools(model, rows),
        *_of_places(model, rows),
        *_of_capacity(block),
        *_of_purses(model, rows, block),
        *_of_pooling(model, rows),
        *_of_staffing(case, model, block),
        *_of_groups(case, model, rows),
        *_of_demand(model, rows),
        *_of_further_referrals(model, rows),
        *_of_choices(model, rows),
        *cancel_mechanisms(model, rows),
        *diary_mechanisms(model, by_referral(rows)),
        *list_mechanisms(model),
        *resolving_mechanisms(model, rows),
        *clinic_mechanisms(model, block, list(case.trees)),
        *clock_mechanisms(model, by_referral(rows)),
    }
    assert found <= MECHANISMS, found - MECHANISMS
    return found


def _of_days(case: Case, model: Model) -> Iterator[str]:
    t = model.tables
    dates = np.datetime64(model.start, "D") + np.arange(t.days)
    known = {
        "one day": t.days == 1,
        "thirty years": t.days > 29 * 365,
        "leap day": (dates == np.datetime64("2028-02-29")).any(),
        "clock change": np.isin(dates, CLOCK_CHANGES).any(),
        "no referrals": not t.referral_mean.any(),
        "no staff time": not t.offered.any(),
        "dated change": t.epoch_of_day[-1] > 0,
        "staff in term time only": False,
        "staff on part of the week": False,
        "staff on bank holidays": False,
    }
    for g, group in enumerate(case.trees[0][1]["staff"].values()):
        if t.offered[:, g].any():
            known["staff in term time only"] |= group["term_time_only"]
            known["staff on part of the week"] |= len(group["days"]) < 5
            known["staff on bank holidays"] |= not group["bank_holidays_off"]
    yield from (name for name, met in known.items() if met)


def _of_events(model: Model, rows: list[Event]) -> Iterator[str]:
    t = model.tables
    for row in rows:
        kind = KIND_NAMES[int(t.step_kind[row.step])]
        if row.kind == ENTERED:
            yield f"{kind} entered"
            if row.detail > 0:
                yield "step entered again"
        if (row.kind == ENTERED and kind == "delay") or row.kind == PLACED:
            times = t.duration_kind[situations(t, row.minute), row.step].tolist()
            yield from (f"{TIME_NAMES[time]} time drawn" for time in times)
        if row.kind == REFERRED and row.detail in (1 + WAITING, 1 + CASELOAD):
            state = {1 + WAITING: "waiting", 1 + CASELOAD: "caseload"}[row.detail]
            yield f"opening, {state}: {kind}"
            if kind == "delay" and row.minute < 0:
                yield "opening, in a delay since before the run"
        if row.kind == STOPPED:
            yield f"clock stopped by {kind}"
        if row.kind == WAITED:
            weights = (t.list_by_priority, t.list_by_clock, t.list_by_joined)
            shift = int(np.sign(t.list_shift[row.detail]).sum().clip(-1, 1))
            lot = int(t.list_by_lot[row.detail])
            looks_at = (*(int(weight[row.detail]) for weight in weights), shift, lot)
            yield f"order: {next(n for n, w in DISCIPLINES.items() if w == looks_at)}"
        if row.kind == LEFT and kind == "place":
            yield "left a list for places"
        if row.kind == ATTENDED:
            yield from _of_a_contact(model, row)
        names = {
            MISSED: "contact missed",
            VOIDED: "clock voided",
            STILL_RUNNING: "clock still running",
            STILL_WAITING: "still waiting",
        }
        if row.kind in names:
            yield names[row.kind]
    if len({row.priority for row in rows}) > 1:
        yield "several priorities"


def _of_a_contact(model: Model, row: Event) -> Iterator[str]:
    t = model.tables
    first = situations(t, row.minute).start
    needs = slice(t.need_start[row.step], t.need_start[row.step + 1])
    minutes, admin = t.need_minutes[first, needs], t.need_admin[first, needs]
    if np.count_nonzero(minutes + admin) > 1:
        yield "contact of several groups"
    if not (minutes + admin).any():
        yield "contact of no minutes"
    if admin.any():
        yield "admin minutes"
    if t.step_kind[row.step] == REVIEW and row.detail > 1:
        yield "several reviews"


def _of_stories(model: Model, rows: list[Event]) -> Iterator[str]:
    t = model.tables
    for story in by_referral(rows).values():
        p = story[0].pathway
        for before, event in pairwise(story):
            if before.kind == MISSED:
                yield from _of_a_missed_contact(model, before, event)
            if event.kind == ENDED and event.detail - t.end_base[p] == END_LEFT:
                yield "left"
            if event.kind == LEFT and _ends_as(model, story, END_AGED_OUT):
                yield "aged out on joining" if event.since == event.minute else "aged out on a list"
            yield from _of_a_last_review(model, before, event)
            over = before.kind == ATTENDED and event.kind in (ENTERED, ENDED)
            if over and t.step_kind[before.step] == COURSE:
                first = situations(t, before.minute).start
                whole = before.detail >= t.sessions[first, before.step]
                yield "course ran its length" if whole else "course stopped early"


def _of_a_missed_contact(model: Model, missed: Event, event: Event) -> Iterator[str]:
    t = model.tables
    epoch = situations(t, missed.minute).start
    pause = int(t.rebook_after[epoch, missed.step])
    if event.kind in (WAITED, MISSED):
        yield "rebooked after a pause" if pause else "rebooked without a pause"
        back = t.rebook_to_back[epoch, missed.step]
        yield "rebooked to the back" if back else "rebooked, keeps its place"
    elif event.kind == LEFT and event.minute == missed.minute:
        most = missed.detail >= t.most_missed[epoch, missed.step]
        yield "not brought as often as allowed" if most else "not brought and not rebooked"
    elif event.kind == LEFT and event.minute < missed.minute + pause:
        yield "left during a pause"


def _of_a_last_review(model: Model, before: Event, event: Event) -> Iterator[str]:
    """A referral that goes on from a review at once when it falls due, without joining the list."""
    t = model.tables
    past = before.kind in (ENTERED, ATTENDED) and event.kind in (ENTERED, ENDED)
    if past and t.step_kind[before.step] == REVIEW and event.minute > before.minute:
        # No two variants differ in when their reviews end.
        situation = t.epoch_of_day[event.minute // DAY] * (len(t.until) // (t.epoch_of_day[-1] + 1))
        late = event.minute >= t.until[situation, before.step]
        yield "review past its last date" if late else "review past its last age"


def _ends_as(model: Model, story: list[Event], end: int) -> bool:
    base = model.tables.end_base[story[0].pathway]
    return story[-1].kind == ENDED and story[-1].detail - base == end


def _of_pools(model: Model, rows: list[Event]) -> Iterator[str]:
    t = model.tables
    seen = {row.detail for row in rows if row.kind == WAITED}
    for first, stop in pairwise(t.pool_start):
        lists = [line for line in t.pool_list[first:stop].tolist() if line in seen]
        if len(set(t.step_pathway[t.list_step[lists]])) > 1:
            yield "several pathways share staff"
        if len(set(t.list_precedence[lists])) > 1:
            yield "lists of unlike precedence in a pool"


def _of_places(model: Model, rows: list[Event]) -> Iterator[str]:
    t = model.tables
    for s in np.flatnonzero(t.step_kind == PLACE).tolist():
        held = int(((t.opening_step == s) & (t.opening_state == CASELOAD)).sum())
        moves = [(row.minute, row.kind) for row in rows if row.step == s]
        for day in np.flatnonzero(np.diff(t.epoch_of_day)) + 1:
            before, now = t.places[t.epoch_of_day[day - 1 : day + 1] * t.variants, s]
            past = [kind for minute, kind in moves if minute < day * DAY]
            inside = held + past.count(PLACED) - past.count(RELEASED)
            if now > before and (day * DAY, PLACED) in moves:
                yield "places added"
            if inside > now < before:
                yield "places taken from children in them"


def _of_capacity(block: Block) -> Iterator[str]:
    slots, minutes = block.tallies.slots[0].sum(axis=(0, 2)), block.tallies.minutes[0]
    spent = minutes[:, USED] + minutes[:, LOST] + minutes[:, UNUSED]
    aside = (minutes[:, OFFERED] - spent).cumsum(axis=1)
    known = {
        "extra slot used": slots[USED] > 0,
        "extra slot lost": slots[LOST] > 0,
        "extra slot unused": slots[OFFERED] > slots[USED] + slots[LOST],
        "minutes unused": minutes[:, UNUSED].any(),
        "minutes lost": minutes[:, LOST].any(),
        "minutes set aside at the end": aside[:, -1].any(),
        "minutes set aside and used later": (np.diff(aside, axis=1) < 0).any(),
    }
    yield from (name for name, met in known.items() if met)


def _of_purses(model: Model, rows: list[Event], block: Block) -> Iterator[str]:
    t = model.tables
    groups = t.offered.shape[1]
    minutes = block.tallies.minutes[0].sum(axis=2)
    for row in rows:
        if row.kind == WAITED and t.step_kind[row.step] != PLACE:
            epoch = t.epoch_of_day[row.minute // DAY]
            wanted = t.need_group[t.need_start[row.step] : t.need_start[row.step + 1]]
            own = t.purse_of[epoch, row.detail, wanted] >= groups
            if own.any():
                yield "purse used by those it is kept for"
                lent = t.group_lends[epoch, wanted[own]].any()
                yield "purse lent" if lent else "purse not lent"
            first = t.list_precedence[row.detail]
            if t.step_kind[row.step] == COURSE and not t.list_leaving[row.detail] and first > 1:
                yield "follow-ups with new starts"
    if block.tallies.overrun.any():
        yield "overrun"
    missed = {row.step for row in rows if row.kind == MISSED}
    for g in range(groups):
        needed = t.need_minutes[:, t.need_group == g].any()
        if t.group_overbooks[:, g].any() and needed and missed and minutes[g, UNUSED] == 0:
            yield "lost minutes filled by booking beyond"
        if (t.group_unused[:, g] == LOST_UNUSED).any() and minutes[g, USED] and minutes[g, UNUSED]:
            yield "nothing set aside"
        if (t.group_unused[:, g] == CARRIED).all() and minutes[g, OFFERED] > minutes[g, 1:].sum():
            yield "minutes carried"


def _of_staffing(case: Case, model: Model, block: Block) -> Iterator[str]:
    """What luck took off staff time, told where nothing else took any off the same group's."""
    t, minutes = model.tables, block.tallies.minutes[0]
    takes = (t.away.any(axis=0), t.quits.any(axis=0), t.cancelled.any(axis=0))
    for g, group in enumerate(case.trees[0][1]["staff"].values()):
        fewer = minutes[g, OFFERED].sum() < t.offered[:, g].sum()
        for i, name in enumerate(("staff away", "posts empty", "sessions cancelled")):
            alone = [bool(kind[g]) for kind in takes] == [i == j for j in range(3)]
            if fewer and alone:
                yield name
        if group.get("closed_on") == [str(model.start)] and t.offered[7:8, g].any():
            yield "closed on a date"


def _of_groups(case: Case, model: Model, rows: list[Event]) -> Iterator[str]:
    t, tree = model.tables, case.trees[0][1]
    came = {row.pathway for row in rows if row.kind == GROUPED}
    if came:
        yield "child in a group"
    for p in {row.pathway for row in rows if row.kind == REFERRED}:
        if p in came and tree["pathways"][model.names.pathways[p]].get("groups"):
            yield "groups of a pathway's own"
        added = (t.variant_priority[p], t.variant_category[p], t.variant_age_step[p])
        for name, values in zip(("priority", "group", "age"), added, strict=True):
            if values.any():
                yield f"step differs by {name}"
        if sum(bool(values.any()) for values in added) > 1:
            yield "several differences at once"


def _of_further_referrals(model: Model, rows: list[Event]) -> Iterator[str]:
    t, stories = model.tables, by_referral(rows)
    child: dict[int, int] = {}
    for row in rows:
        if row.kind != REFERRED_ON:
            continue
        child[row.detail] = child.get(row.referral, row.referral)
        first = stories[row.detail][0]
        if first.detail == RE_REFERRED:
            yield "referred again"
            continue
        own = stories[row.referral]
        entering = own[own.index(row) - 1].kind == ENTERED
        yield "referred on, on entering" if entering else "referred on, on going on"
        same = first.pathway == row.pathway
        yield f"referred on to {'its own' if same else 'another'} pathway"
        if NEVER not in t.leaving_age[[first.pathway, row.pathway]]:
            yield "birthday of a further referral carried over"
    waits = sorted(
        (child.get(row.referral, row.referral), row.since, row.minute)
        for row in rows
        if row.kind in (WAITED, LEFT, STILL_WAITING)
    )
    if any(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(waits)):
        yield "child on several lists"


def _of_choices(model: Model, rows: list[Event]) -> Iterator[str]:
    """Those who chose another provider, to which there is no other way in random scenarios."""
    t = model.tables
    seen: dict[int, int] = {}
    for row in rows:
        if row.kind == WAITED:
            seen.setdefault(row.detail, row.minute)
    for row in rows:
        if row.kind == ENDED and model.names.ends[row.detail].endswith(".elsewhere"):
            first = seen.get(int(t.choice_list[row.step]), NEVER)
            known = row.minute // (7 * DAY) > first // (7 * DAY)
            by = "by the wait of those seen" if known else "before anyone was seen"
            yield f"another provider chosen {by}"


def _of_demand(model: Model, rows: list[Event]) -> Iterator[str]:
    t = model.tables
    for row in rows:
        if row.kind == REFERRED and row.detail == 0:
            place = (t.epoch_of_day[row.minute // DAY], row.pathway)
            if t.demand_ratio[place] > 1:
                yield "demand: over-dispersed"
            if t.demand_kind[place] == REGULAR:
                yield "demand: regular"
            if t.demand_batch[place] > 1:
                yield "demand: batches"
            if t.demand_hours[place].any():
                yield "demand: by the hour"


def _of_pooling(model: Model, rows: list[Event]) -> Iterator[str]:
    t = model.tables
    seen = Counter((row.minute, row.detail) for row in rows if row.kind == WAITED)
    for (minute, line), count in seen.items():
        s = t.list_step[line]
        if count > 1 and t.together[t.epoch_of_day[minute // DAY] * t.variants, s] > 1:
            first = t.list_leaving[line]
            yield "several seen together" if first else "follow-ups seen together"
    for row in rows:
        if row.kind == WAITED and t.step_kind[row.step] != PLACE:
            shared = t.list_shared[t.epoch_of_day[row.minute // DAY]]
            if (shared == shared[row.detail]).sum() > 1:
                yield "shared list"
            if t.need_set[t.need_start[row.step] : t.need_start[row.step + 1]].any():
                yield "somebody may stand in"
