"""Lists of referrals for random scenarios, and which of what they tell a run has reached."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from waitsim.model.tables import CASELOAD, DELAY, UNSTATED, Model
from waitsim.records import NEVER
from waitsim.rules.told import BORN, CATEGORIES, PRIORITY, UNTOLD
from waitsim.scenario.referral_list import Entry, OpeningList, ReferralDates

Tree = dict[str, Any]
One = Callable[..., Any]

LIST_MECHANISMS = frozenset(
    (
        "replayed at a minute",
        "replayed without a minute",
        "replayed with a priority",
        "replayed with a date of birth",
        "replayed with a category",
        "listed with a priority",
        "listed with a date of birth",
        "listed with a category",
        "listed beside those by number",
        "listed since joining later",
        "listed in a delay",
        "listed in a caseload",
        "listed with contacts had",
        "listed with an appointment",
        "listed with an appointment beyond what is bookable",
        "listed with others of the same child",
    )
)
TIMES = (None, None, 0, 539, 540, 541, 1439)


def replay(one: One, trees: list[tuple[int, Tree]]) -> None:
    """Lets referrals of some pathways, in some stretches of days, be those of a file.

    Args:
        one: makes a choice among its arguments.
    """
    for name in trees[0][1]["pathways"]:
        file = _dates(one, trees[0][1], name) if one(False, False, True) else None
        for _, tree in trees:
            if file is not None and one(True, True, False):
                hours = tree["pathways"][name]["referrals"]["hours"]
                tree["pathways"][name]["referrals"] = {"dates": file, "hours": hours}


def open_by_rows(one: One, trees: list[tuple[int, Tree]]) -> None:
    """Gives some scenarios an opening list by rows."""
    tree = trees[0][1]
    if one(True, False, False):
        return
    steps = [
        (name, key, step)
        for name, pathway in tree["pathways"].items()
        for key, step in pathway["steps"].items()
        if step["kind"] != "decision"
    ]
    free = {
        (name, key): step["places"]
        - tree["pathways"][name]["opening"].get(key, {}).get("caseload", 0)
        for name, key, step in steps
        if step["kind"] == "place"
    }
    rows = [_row(one, tree, one(*steps), (line, free)) for line in range(one(2, 6, 14)) if steps]
    file = OpeningList("waiting.csv", tuple(_agreeing(rows)))
    for _, later in trees:
        later["opening_list"] = file


def _row(
    one: One, tree: Tree, at: tuple[str, str, Tree], known: tuple[int, dict[tuple[str, str], int]]
) -> Entry:
    name, key, step = at
    line, free = known
    start = datetime.date.fromisoformat(tree["start"])
    waited = one(0, 1, 9, 80, 400)
    cells = _person(one, tree, name, start)
    if cells["birth_date"] is not None:
        cells["birth_date"] = start - datetime.timedelta(days=waited + one(1, 1461, 3600))
    kinds = ("course", "review", "delay", "place")
    if step["kind"] in kinds and free.get((name, key), 1) > 0 and one(True, False):
        cells["state"] = "caseload"
        if (name, key) in free:
            free[name, key] -= 1
        if step["kind"] == "course" and one(True, False):
            cells["contacts"] = 1
    else:
        cells["joined"] = start - datetime.timedelta(days=min(waited, one(waited, 0, 1, 30)))
        days = int(tree["horizon"].split()[0])
        if "notice" in step and one(True, False):
            cells["booked"] = start + datetime.timedelta(days=min(one(0, 1, 1, 3, 8), days - 1))
    child = one("", "", "a", "b")
    referred = start - datetime.timedelta(days=waited)
    return Entry(line, referred, pathway=name, step=key, child=child, **cells)


def _agreeing(rows: list[Entry]) -> list[Entry]:
    """Rows of which those of the same child tell nothing that others contradict."""
    firsts: dict[str, int] = {}
    return [
        row
        if not row.child or firsts.setdefault(row.child, row.line) == row.line
        else row._replace(birth_date=None, groups=())
        for row in rows
    ]


def _dates(one: One, tree: Tree, name: str) -> ReferralDates:
    start = datetime.date.fromisoformat(tree["start"])
    days = (0, 0, 1, 2, 3, 6, 7, 11, 30, 2000, -1)
    entries = [
        Entry(
            line,
            start + datetime.timedelta(days=one(*days)),
            minute=one(*TIMES),
            **_person(one, tree, name, start),
        )
        for line in range(one(3, 9, 20))
    ]
    return ReferralDates("dates.csv", tuple(entries))


def _person(one: One, tree: Tree, name: str, start: datetime.date) -> Tree:
    """What is told of a child."""
    person: Tree = {
        "priority": one("", *tree["pathways"][name].get("priorities", {"routine": 1})),
        "birth_date": None,
        "groups": tuple(
            (attribute, one(*shares))
            for attribute, shares in tree.get("groups", {}).items()
            if one(True, False)
        ),
    }
    if one(True, False):
        person["birth_date"] = start - datetime.timedelta(days=one(0, 1461, 3700, 4000, 4010))
    return person


def list_mechanisms(model: Model) -> Iterator[str]:
    """Names of those that came into play."""
    t = model.tables
    replays = t.told[: len(t.replay_minute)]
    if (t.replay_minute != UNTOLD).any():
        yield "replayed at a minute"
    if (t.replay_minute == UNTOLD).any():
        yield "replayed without a minute"
    yield from (f"replayed {what}" for what in _told(replays))
    yield from (f"listed {what}" for what in _told(t.told[len(t.replay_minute) :]))
    yield from _of_rows(model)


def _of_rows(model: Model) -> Iterator[str]:
    t = model.tables
    listed = t.opening_row != UNSTATED
    steps = set(t.opening_step[listed].tolist())
    at_work = t.opening_state == CASELOAD
    delayed = t.step_kind[t.opening_step] == DELAY
    booked = t.opening_booked != UNSTATED
    if steps & set(t.opening_step[~listed].tolist()):
        yield "listed beside those by number"
    if (t.opening_joined != t.opening_since).any():
        yield "listed since joining later"
    if (listed & delayed).any():
        yield "listed in a delay"
    if (listed & at_work & ~delayed).any():
        yield "listed in a caseload"
    if (listed & (t.opening_session > 0)).any():
        yield "listed with contacts had"
    if booked.any():
        yield "listed with an appointment"
    if any(_overdraws(model, int(o)) for o in np.flatnonzero(booked)):
        yield "listed with an appointment beyond what is bookable"
    if (t.opening_child != UNSTATED).any():
        yield "listed with others of the same child"


def _overdraws(model: Model, opener: int) -> bool:
    """Whether an appointment that is named needs more than all that is bookable on its day."""
    t = model.tables
    step, day = t.opening_step[opener], t.opening_booked[opener]
    line, e = t.new_list[step], t.epoch_of_day[day]
    return any(
        t.need_minutes[e * t.variants, k] + t.need_admin[e * t.variants, k]
        > t.bookable[day, t.purse_of[e, line, t.need_group[k]]]
        for k in range(t.need_start[step], t.need_start[step + 1])
    )


def _told(rows: Any) -> Iterator[str]:
    if (rows[:, PRIORITY] != UNTOLD).any():
        yield "with a priority"
    if (rows[:, BORN] != NEVER).any():
        yield "with a date of birth"
    if (rows[:, CATEGORIES:] != UNTOLD).any():
        yield "with a category"
