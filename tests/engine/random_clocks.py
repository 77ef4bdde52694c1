"""Random rules for the clocks of random scenarios: where they start, pause and start anew."""

import copy
import datetime
from typing import Any

Tree = dict[str, Any]

_WITH_CONTACTS = ("contact", "course", "review", "clinic")


def set_clocks(d: Any, misses: Any, trees: list[Tree]) -> None:
    """Lets some clocks do more than run from the referral.

    Args:
        d: choices, as ``random_scenarios`` makes them.
        misses: choices of what missed contacts do to clocks.
        trees: the scenario in each stretch of days; what clocks do is the same in all.
    """
    start = datetime.date.fromisoformat(trees[0]["start"])
    days = [str(start + datetime.timedelta(days=day)) for day in (8, 45)]
    if d.one(False, True):
        for tree in trees:
            tree["calendar"]["school_holidays"]["a_long_one"] = {"from": days[0], "to": days[1]}
    for name, pathway in trees[0]["pathways"].items():
        steps = pathway["steps"]
        breaches = {step.get("breach_of") for step in steps.values()}
        for key, standard in pathway["standards"].items():
            if key not in breaches and d.one(False, True):
                _set_clock(d, standard, steps)
            if key not in breaches:
                _set_by_misses(misses, standard)
        for other in trees[1:]:
            other["pathways"][name]["standards"] = copy.deepcopy(pathway["standards"])


def _set_clock(d: Any, standard: Tree, steps: Tree) -> None:
    to = standard["to"]
    by_contact = d.one(False, True)
    begins = [
        name
        for name, step in steps.items()
        if (by_contact and step["kind"] in _WITH_CONTACTS and name not in to)
        or (not by_contact and (name not in to or step["kind"] in _WITH_CONTACTS))
    ]
    if begins and d.one(False, True):
        standard["from"] = d.some(tuple(begins), 2)
        standard["starts"] = "first contact" if by_contact else "arrival"
    timed = [
        name
        for name, step in steps.items()
        if step["kind"] in _WITH_CONTACTS or (step["kind"] in ("delay", "place") and name not in to)
    ]
    if timed and d.one(False, True):
        standard["pauses_at"] = d.some(tuple(timed), 2)
    if d.one(False, True):
        standard["restarts_at"] = d.some(tuple(steps), 2)
    if d.one(False, True):
        standard["exceptions"] = {
            "missed": d.one(True, False),
            "absence": d.one(0.1, 0.02, 0.4),
            "personal": d.one(0, 0.1),
            "closures": d.one("3 days", None, "4 weeks", "4 weeks"),
        }
        if standard["exceptions"]["closures"] and d.one(False, True):
            standard["exceptions"]["asked_at"] = d.some(tuple(steps), 2)


def _set_by_misses(d: Any, standard: Tree) -> None:
    standard["pauses_if_missed"] = d.one(False, True, True)
    standard["restarts"] = d.one("never", "missed contact", "missed first contact")
