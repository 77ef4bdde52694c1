"""Lists of referrals for random scenarios, and which of what they tell a run has reached."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from waitsim.model.tables import Model
from waitsim.records import NEVER
from waitsim.rules.told import BORN, CATEGORIES, PRIORITY, UNTOLD
from waitsim.scenario.referral_list import Entry, ReferralDates

Tree = dict[str, Any]
One = Callable[..., Any]

LIST_MECHANISMS = frozenset(
    (
        "replayed at a minute",
        "replayed without a minute",
        "replayed with a priority",
        "replayed with a date of birth",
        "replayed with a category",
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


def _told(rows: Any) -> Iterator[str]:
    if (rows[:, PRIORITY] != UNTOLD).any():
        yield "with a priority"
    if (rows[:, BORN] != NEVER).any():
        yield "with a date of birth"
    if (rows[:, CATEGORIES:] != UNTOLD).any():
        yield "with a category"
