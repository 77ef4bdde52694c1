"""Random scenarios in which every mechanism occurs, as a hypothesis strategy.

A scenario is drawn in two parts: what is fixed for a run (`_Shape`), and the values that a dated
change may move, which are drawn again for each stretch of days.
"""

import copy
import datetime
from dataclasses import dataclass
from itertools import chain, combinations, repeat
from typing import Any

from hypothesis import strategies as st
from list_mechanisms import open_by_rows, replay
from random_clinics import hold_clinics
from random_clocks import set_clocks
from random_queues import order_lists

from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.rules.disciplines import DISCIPLINES
from waitsim.scenario.schema import Scenario
from waitsim.scenario.validate import findings

Tree = dict[str, Any]

KINDS = ("contact", "contact", "course", "review", "delay", "decision", "place")
WITH_STAFF = ("contact", "course", "review")
GROUPS = ("nurses", "doctors", "therapists")
PATHWAYS = ("speech", "autism", "adhd")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES = (15, 30, 45, 60, 90, 240, 600)
SHORT_HORIZONS = (1, 2, 7, 8, 15, 30, 50, 90, 90, 180)
THIRTY_YEARS = 10958
CHOICES = 1400
STARTS = (
    "2026-01-05",
    "2026-12-18",
    "2026-03-27",  # clocks go forward on the 29th
    "2026-10-23",  # clocks go back on the 25th
    "2028-02-27",  # a leap year
)
BANDED = {
    "distribution": "empirical",
    "times": {"0 min - 1 day": 0.2, "36 hours": 0, "2-9 days": 0.5, "2 weeks": 0.3},
}
LASTING: tuple[Any, ...] = (
    "1 min",
    "540 min",
    "1080 min",  # half of it ends at the first session
    "3 days",
    "5 weeks",
    {"distribution": "exponential", "mean": "6 days"},
    {"distribution": "uniform", "from": "0 min", "to": "2 weeks"},
    {"distribution": "lognormal", "mean": "9 days", "sd": "20 days"},
    {"distribution": "weibull", "scale": "1 week", "shape": 0.7},
    {"distribution": "gamma", "mean": "8 days", "sd": "11 days"},
    BANDED,
)
ORDERS: dict[str, Tree] = {
    "earliest breach": {"limits": {"urgent": "1 week", "soon": "0.5 weeks", "routine": "5 weeks"}},
    "points": {"head_starts": {"urgent": "12 days", "routine": "3 hours"}},
}
BY_MINUTE = tuple(name for name, weights in DISCIPLINES.items() if not weights.lot)
LEAVING: tuple[Any, ...] = (
    *(0, 0, 0.05, 1.5),
    {"by_wait": {"1 day": "rate 2 a week", "9 days": 0, "30 days": "rate 0.5 a week"}},
    {"greatest": 0.7, "half_time": "12 days", "steepness": 2.5},
    {"patience": {"distribution": "lognormal", "mean": "9 days", "sd": "20 days"}},
    {"patience": "8 days"},
    {"patience": BANDED},
)


BY_NOTICE: tuple[Tree, ...] = (
    {"0 days": 0.1, "5 days": 0.6, "20 days": 0.3},
    {"0 days": 0.6, "15 days": 0.1},
    {"2 days": 0.4},
)
BATCHES = {"pattern": "regular", "batch": 2}
SHARES = {
    "deprivation": {"most": 0.3, "middle": 0.5, "least": 0.2},
    "sex": {"f": 0.5, "m": 0.5},
    "looked_after": {"yes": 0.1, "no": 0.9},
}


@dataclass(frozen=True)
class Case:
    """A scenario with its dated changes, as a person could have written it."""

    trees: tuple[tuple[int, Tree], ...]
    """First day of each stretch of days, and what holds in it."""
    seed: int
    replication: int

    def model(self) -> Model:
        """The case ready to run."""
        return model_of(*self.trees)


def model_of(*trees: tuple[int, Tree]) -> Model:
    """The model of a scenario and its dated changes, none of which has a fault."""
    scenarios = tuple((day, Scenario.model_validate(tree)) for day, tree in trees)
    for day, scenario in scenarios:
        # Nobody is turned out of a place that a change takes away.
        found = [fault for fault in findings(scenario) if day == 0 or "opening" not in fault[0]]
        assert not found, found
    return build_model(scenarios, "random")


class _Choices:
    """Choices made by a row of bytes, one each; a byte of 0 makes the first and simplest."""

    def __init__(self, row: bytes) -> None:
        self.row = chain(row, repeat(0))

    def one(self, *options: Any) -> Any:
        return options[next(self.row) % len(options)]

    def up_to(self, most: int) -> int:
        return (next(self.row) * 256 + next(self.row)) % (most + 1)

    def often(self) -> bool:
        return bool(self.one(False, True, True, True))

    def seldom(self) -> bool:
        return bool(self.one(False, False, False, True))

    def some(self, options: tuple[str, ...], most: int) -> list[str]:
        left = list(options)
        count = 1 + self.up_to(min(most, len(left)) - 1)
        return [left.pop(self.up_to(len(left) - 1)) for _ in range(count)]

    def shares(self, names: list[str]) -> dict[str, float | str]:
        """Shares of names that sum to 1, the last being what is left."""
        given = {name: self.one(0, 0.05, 0.15) for name in names[:-1]}
        return {**given, names[-1]: "rest"}


@dataclass(frozen=True)
class _Shape:
    """What no dated change may alter, and the days that the run has."""

    tree: Tree
    days: int
    quiet: bool
    """Whether so few are referred that a long run is soon done."""


@st.composite
def random_cases(draw: st.DrawFn) -> Case:
    """Scenarios small enough for the engine that is there to be read.

    One row of bytes stands for all choices: drawn one by one, most examples would be like one
    another, because hypothesis makes many of its examples by changing a part of the one before.
    """
    return case_of(draw(st.binary(min_size=CHOICES, max_size=CHOICES)))


def case_of(row: bytes) -> Case:
    """The scenario that a row of choices stands for."""
    d = _Choices(row)
    shape = _shape(d)
    _refer_on(_Choices(row[::-1]), shape.tree["pathways"])
    order_lists(_Choices(row[3::7]), shape.tree)
    _resolve(_Choices(row[::-3]), shape.tree["pathways"])
    firsts = {0}
    if shape.days > 2 and d.one(False, True):
        firsts |= {1 + d.up_to(shape.days - 2) for _ in range(d.one(1, 2))}
    trees: list[tuple[int, Tree]] = []
    for day in sorted(firsts):
        tree = copy.deepcopy(trees[-1][1] if trees else shape.tree)
        _set_values(d, tree, shape.quiet, changed=day > 0)
        _miss_by_notice(_Choices(row[700:]), tree)
        _cancel(_Choices(row[500:]), _Choices(row[600 + day % 50 :]), tree)
        trees.append((day, tree))
    replay(_Choices(row[7::3]).one, trees)
    hold_clinics(_Choices(row[13::5]), trees)
    alone = [tree for _, tree in trees]
    set_clocks(_Choices(row[: CHOICES // 2][::-1]), _Choices(row[17::9]), alone)
    open_by_rows(_Choices(row[11::5]).one, trees)
    return Case(tuple(trees), seed=d.up_to(2**32 - 1), replication=d.up_to(2**16 - 1))


def _shape(d: _Choices) -> _Shape:
    days = d.one(*SHORT_HORIZONS * 3, THIRTY_YEARS)
    quiet = days > 365
    start = datetime.date.fromisoformat(d.one(*STARTS))
    tree: Tree = {
        "schema": 1,
        "title": "Random",
        "start": start.isoformat(),
        "horizon": f"{days} days",
        "calendar": {
            "bank_holidays": d.one("england", "none"),
            "school_holidays": {
                "a_break": {"from": str(start), "to": str(start + datetime.timedelta(days=3))},
                "another": {"from": "2028-02-28", "to": "2028-03-03"},
            },
        },
        "staff": {name: _group(d) for name in d.some(GROUPS, 3)},
        "pathways": {},
    }
    if d.often():
        tree["groups"] = {name: dict(SHARES[name]) for name in d.some(tuple(SHARES), 2)}
    if d.one(True, False):
        tree["calendar"]["extra_closures"] = [str(start + datetime.timedelta(days=1))]
    for name in d.some(PATHWAYS, 2 if quiet else 3):
        tree["pathways"][name] = _pathway(d, quiet)
        _set_groups(d, tree, tree["pathways"][name])
    _protect(d, tree)
    if d.one(False, True):
        _share_a_list(d, tree)
    return _Shape(tree, days, quiet)


def _share_a_list(d: _Choices, tree: Tree) -> None:
    """Lets two or three steps share one waiting list."""
    steps = [
        step
        for pathway in tree["pathways"].values()
        for step in pathway["steps"].values()
        if step["kind"] in WITH_STAFF and "notice" not in step
    ][: d.one(2, 3)]
    for step in steps:
        if not {step["order"], steps[0]["order"]} & set(ORDERS) or step is steps[0]:
            step |= {"list": "common", "order": steps[0]["order"], "precedence": 2}


def _protect(d: _Choices, tree: Tree) -> None:
    """Keeps shares of staff time for some lists."""
    lists = [
        name
        for key, pathway in tree["pathways"].items()
        for name in (key, *_list_names(key, pathway))
    ]
    for group in tree["staff"].values():
        if d.one(False, True):
            named = d.some(tuple(lists), 3)
            purses = [named[:1], named[1:]] if d.one(True, False) else [named]
            group["protects"] = {
                f"purse_{i}": {"for": names, "share": 0} for i, names in enumerate(purses) if names
            }
            group["lends"] = d.one(True, False)


def _list_names(key: str, pathway: Tree) -> list[str]:
    found = []
    for name, step in pathway["steps"].items():
        if step["kind"] in WITH_STAFF:
            found.append(f"{key}.{name}")
        if step["kind"] == "course":
            found.append(f"{key}.{name}.follow_up")
            step["follow_ups"] = "with new starts" if len(found) % 2 == 0 else "first"
    return found


def _set_groups(d: _Choices, tree: Tree, pathway: Tree) -> None:
    """Gives a pathway shares of its own, and says for whom its steps differ."""
    groups = tree.get("groups", {})
    if groups and d.seldom():
        name = d.one(*groups)
        pathway["groups"] = {name: {d.one(*groups[name]): 1}}
    given = {name: tuple(shares) for name, shares in groups.items()}
    given |= {"priority": tuple(pathway.get("priorities", {"routine": 1}))}
    for step in pathway["steps"].values():
        if d.one(False, True):
            continue
        items = []
        for _ in range(d.one(1, 2)):
            where: Tree = {name: d.some(given[name], 2) for name in d.some(tuple(given), 2)}
            if "ages" in pathway and d.seldom():
                where["age"] = d.one("0-4", "10", ["4", "9-10"])
            items.append({"where": where})
        step["differs"] = items


def _differ(d: _Choices, step: Tree) -> None:
    """Draws anew by how much a step differs for some."""
    for item in step.get("differs", ()):
        item["then"] = {"done": d.one("0.3", "x0.5", "+1 %")}
        if step["kind"] in WITH_STAFF:
            item["staff"] = {name: d.one("+10 min", "x2", "45 min") for name in step["staff"]}
            item.pop("dna", None)
            if step["dna"]:
                item["dna"] = {"share": d.one("x0.5", "0.9"), "rebook": d.one("0.5", "1")}
                item["dna"]["after"] = d.one("0 min", "3 days")
        if step["kind"] in ("course", "review"):
            item |= {"every": d.one("x2", "5 days"), "stops": d.one("x0.5", "0.4")}
        if step["kind"] == "course":
            item["sessions"] = d.one("+1", "2")
        if "leaving" in step:
            item["leaving"] = d.one("3 % a week", "rate 0.5 a week", {"patience": "2 weeks"})
            if isinstance(step["leaving"], dict) and isinstance(item["leaving"], dict):
                item["leaving"] = "0 % a week"
        if "lasts" in step:
            item["lasts"] = d.one("2 days", "9 hours")


def _group(d: _Choices) -> Tree:
    return {
        "wte": 1,
        "days": d.one(list(WEEK), list(WEEK[:5]), ["tuesday", "friday"], ["saturday"]),
        "term_time_only": d.seldom(),
        "bank_holidays_off": d.one(True, False),
    }


def _pathway(d: _Choices, quiet: bool) -> Tree:
    names = [f"step_{i}" for i in range(d.one(1, 3, 4))]
    steps: dict[str, Tree] = {}
    for name in names:
        step: Tree = {"kind": d.one(*KINDS), "then": "done"}
        if step["kind"] in (*WITH_STAFF, "place"):
            step |= {"order": d.one(*BY_MINUTE), "precedence": d.one(1, 2, 2, 9)}
        again = any("notice" in other for other in steps.values())
        if step["kind"] in ("contact", "course") and d.one(again, again, True):
            step["notice"] = d.one("1 day", "3 days", "14 days", "5 days")
        steps[name] = step
    pathway: Tree = {
        "referrals": {"rate": 1},
        "steps": steps,
        "ends": {"done": "", "other": ""},
        "standards": {
            f"within_{i}": {"to": d.some(tuple(names), 2), "within": "6 weeks"}
            for i in range(d.one(0, 1, 2))
        },
        "first_step": d.one(*names),
    }
    if d.one(False, True):
        pathway["priorities"] = {"urgent": 0.2, "soon": d.one(0, 0.3), "routine": 0.5}
        pathway["priorities"]["routine"] = 0.8 - pathway["priorities"]["soon"]
    classes = pathway.get("priorities", {"routine": 1})
    for step in steps.values():
        for key, times in ORDERS.get(step.get("order", ""), {}).items():
            step[key] = {name: time for name, time in times.items() if name in classes}
    if d.often():
        pathway["ages"] = d.one({"4": 0.5, "9-10": 0.5}, {"10": 1})
        pathway["leaves_at_age"] = d.one(11, 11, 11, 18)
        pathway["aged_out_to"] = d.one(None, None, "other", names[-1])
    pathway["opening"] = {
        name: opening for name in names if (opening := _opening(d, steps[name]["kind"], quiet))
    }
    for name, opening in pathway["opening"].items():
        if steps[name]["kind"] in ("contact", "course") and d.seldom():
            opening["booked"] = min(d.one(0, 2, 7), sum(opening.get("waiting", {}).values()))
    return pathway


def _opening(d: _Choices, kind: str, quiet: bool) -> Tree:
    opening: Tree = {}
    if d.seldom() or quiet:
        return opening
    if kind != "decision" and d.often():
        longest = d.one("1 week", "52 weeks", "400 weeks")
        opening["waiting"] = {"0-1 min": d.one(0, 0, 1), f"1 min - {longest}": d.one(1, 3, 12)}
    if kind not in ("contact", "decision"):
        opening["caseload"] = d.one(0, 1, 1, 4)
    return opening


def _set_values(d: _Choices, tree: Tree, quiet: bool, changed: bool) -> None:
    """Draws anew what a dated change may move."""
    for group in tree["staff"].values():
        group["wte"] = d.one(1, 1, 1, 0, 0.4, 2.5)
        group["hours"] = d.one("2 hours", "7 hours", "37.5 hours")
        group["weeks_worked"] = d.one(None, 40)
        for purse in group.get("protects", {}).values():
            purse["share"] = d.one(0.3, 0.5, 0.12345, 0)
        group["unused"] = d.one("set aside", "set aside", "lost", "carried")
        group["carries"] = d.one(None, "1 hour") if group["unused"] == "carried" else None
        group.update(_luck(d, tree["start"]) if d.one(False, False, True) else {})
        group["overbooks"] = d.one(0, 0, 0, 0.15, 1)
        group["bookable_ahead"] = d.one(0.99, 0.7)
    for pathway in tree["pathways"].values():
        pathway["referrals"] = _referrals(d, quiet)
        for name, step in pathway["steps"].items():
            step.update(_values(d, step["kind"], tuple(tree["staff"])))
            if "list" in step or "notice" in step:
                step |= {"together": 1, "at_least": 1}
            if step["kind"] in WITH_STAFF and "notice" not in step and d.seldom():
                step["or_staff"] = [_stand_in(d, tree) for _ in range(d.one(1, 2))]
            step["then"] = _then(d, pathway, name)
            if step["kind"] in ("contact", "course", "place"):
                step["leaving"] = d.one(*LEAVING)
                elsewhere = {"other": 0.3, d.one(*pathway["steps"]): "rest"}
                step["leaves_to"] = d.one(None, None, "other", elsewhere)
            _differ(d, step)
            opened = pathway["opening"].get(name, {}).get("caseload", 0)
            if step["kind"] == "place":
                step["places"] = max(step["places"], 0 if changed else opened)
            if step["kind"] == "review" and pathway.get("leaves_at_age") is None:
                step["stops"] = 0.3
            if step["kind"] == "review":
                last = datetime.date.fromisoformat(tree["start"]) + datetime.timedelta(days=12)
                step["until"] = str(last) if d.seldom() else None
                step["until_age"] = d.one(None, 10) if "ages" in pathway else None


def _luck(d: _Choices, start: str) -> Tree:
    """What is taken off the time of a staff group."""
    return {
        "absence": d.one(0.2, 0, 0, 0.9),
        "turnover": d.one("0 % a year", "40 % a week"),
        "refill": d.one("1 week", "5 weeks"),
        "cancelled": d.one(0, 0, 0.3, 1),
        "closed_on": d.one([], [start], [str(datetime.date.fromisoformat(start).replace(day=28))]),
    }


def _stand_in(d: _Choices, tree: Tree) -> Tree:
    groups = tuple(tree["staff"])
    return {
        "staff": {group: f"{d.one(*MINUTES)} min" for group in d.some(groups, 2)},
        "admin": {group: f"{d.one(0, 20)} min" for group in d.some(groups, 1)},
    }


def _referrals(d: _Choices, quiet: bool) -> Tree:
    rate = d.one(0, 0.02, 0.05) if quiet else d.one(0, 2, 6, 12, 30)
    return {
        "rate": f"{rate} a week",
        "days": d.one("every", "working", "school"),
        "growth": d.one(0, 0, 0.1, -0.3),
        "season": d.one([1] * 12, [2, 0] * 6),
        "hours": d.one([], [], "9-17", [0] * 8 + [5, 1] + [0] * 14),
        **d.one({}, {}, {"variance_to_mean": 4}, {"batch": 3}, {"pattern": "regular"}, BATCHES),
    }


def _values(d: _Choices, kind: str, groups: tuple[str, ...]) -> Tree:
    if kind == "decision":
        return {}
    if kind == "delay":
        return {"lasts": d.one(*LASTING)}
    if kind == "place":
        places = d.one(0, 1, 2, 5)
        return {"lasts": d.one(*LASTING), "places": places}
    values: Tree = {
        "staff": {group: f"{d.one(*MINUTES)} min" for group in d.some(groups, 2)},
        "admin": {group: f"{d.one(0, 20, 60)} min" for group in d.some(groups, 1)},
        "dna": _dna(d) if d.often() else None,
        "extra_slots": f"{d.one(0, 0, 0, 2, 10)} a week",
    }
    if d.seldom():
        values["staff"] = dict.fromkeys(values["staff"], "0 min")
        values["admin"] = {}
    if d.seldom():
        values |= {"together": d.one(2, 3, 8), "at_least": d.one(1, 2)}
    if kind == "course":
        values["sessions"] = d.one(2, 3, 6)
    if kind != "contact":
        values["every"] = d.one("1 min", "1 day", "7 days", "11 days")
        values["stops"] = d.one(0, 0, 0.2, 1)
    return values


def _miss_by_notice(d: _Choices, tree: Tree) -> None:
    """Lets the share missed hang on the notice where there is some."""
    for pathway in tree["pathways"].values():
        for name, step in pathway["steps"].items():
            booked = "notice" in step or pathway["opening"].get(name, {}).get("booked")
            if booked and step["dna"] and d.often():
                for dna in (step["dna"], *(item["dna"] for item in step.get("differs", ()))):
                    del dna["share"]
                    dna["by_notice"] = d.one(*BY_NOTICE)


def _cancel(fixed: _Choices, d: _Choices, tree: Tree) -> None:
    """Lets families and the service cancel contacts of some steps.

    Args:
        fixed: choices for what no dated change may alter.
    """
    for pathway in tree["pathways"].values():
        for name, step in pathway["steps"].items():
            cancels, end = fixed.one(False, True), fixed.one("not_brought", "other")
            if not cancels or step["kind"] not in WITH_STAFF:
                continue
            step["cancels"] = {
                "by_family": d.one(0.3, 0.1, 0.6),
                "by_service": d.one(0, 0.2),
                "refilled": d.one(0.5, 0, 1),
                "most": d.one(2, 1, None),
                "end": end,
                "place": d.one("keeps", "back"),
                "after": d.one("0 min", "2 days", "3 weeks"),
            }
            if "notice" in step or pathway["opening"].get(name, {}).get("booked"):
                step["cancels"]["late"] = d.one(0.3, 0, 1)
            for item in step.get("differs", ()):
                item["cancels"] = {"by_family": d.one("x0.5", "0.9"), "refilled": "50 %"}


def _dna(d: _Choices) -> Tree:
    return {
        "share": d.one(0.1, 0.3, 0.5, 1),
        "rebook": d.one(1, 1, 0.8, 0),
        "most": d.one(None, None, 3, 1),
        "place": d.one("keeps", "back"),
        "after": d.one("0 min", "5 weeks", "1 day", "9 days", "5 weeks"),
    }


def _then(d: _Choices, pathway: Tree, name: str) -> Any:
    """Where a step leads: anywhere, but a decision not back to itself or an earlier step."""
    names = list(pathway["steps"])
    if pathway["steps"][name]["kind"] == "decision":
        names = names[names.index(name) + 1 :]
    targets = d.some((*names, "done", "other", "left", "not_brought"), 3)
    # Half of all that leave a step end there, so that loops do not go on for ever.
    return {"done": 0.5, **d.shares([*[t for t in targets if t != "done"], "other"])}


# Further referrals of children.


def _refer_on(d: _Choices, pathways: dict[str, Tree]) -> None:
    """Lets a step of some pathways refer on, and some ends be followed by referral again.

    Where that takes no time only later pathways are referred to, so that there is an end to it;
    and each referral leads to less than one on average.
    """
    names = tuple(pathways)
    for name, pathway in pathways.items():
        later = names[names.index(name) + 1 :]
        key = d.one(*pathway["steps"])
        step = pathway["steps"][key]
        at_once = d.one(False, True)
        others = later if at_once or step["kind"] == "decision" else names
        if d.one(False, True) and others:
            other = d.one(*others)
            refers = {"share": d.one(0.3, 0.1), "when": "entered" if at_once else "done"}
            if d.seldom():
                refers["step"] = d.one(*pathways[other]["steps"])
            step["also_refers"] = {other: refers}
        if d.one(False, True):
            again = {"share": d.one(0.2, 0.1), "after": d.one(*LASTING)}
            if d.seldom():
                again["to"] = d.one(*names)
            pathway["re_refers"] = {d.one("done", "done", "other", "not_brought"): again}
        if d.one(False, True):
            _choose_elsewhere(d, name, pathways)


def _resolve(d: _Choices, pathways: dict[str, Tree]) -> None:
    """Lets ends of pathways resolve referrals of the same children in others."""
    for name, other in combinations(pathways, 2):
        # Most such children are on both lists from early on.
        step = pathways[name]["steps"][pathways[name]["first_step"]]
        if not step.get("also_refers"):
            step["also_refers"] = {other: {"share": 0.8, "when": "entered"}}
    for name, other in combinations(pathways, 2):
        ways = [(name, other), (other, name)]
        for one, its_other in d.one(ways, ways, ways[1:]):
            end = d.one(*["done"] * 6, "other", "not_brought")
            # Where those resolved were referred on again, they might multiply without end.
            steps = pathways[its_other]["steps"]
            calm = [key for key, step in steps.items() if not step.get("also_refers")]
            to_step = {"share": 1, "to": d.one(*calm)} if calm else 1
            how = d.one(1, 1, 1, 0.6, {"share": 0.9, "to": "other"}, to_step, to_step)
            pathways[one].setdefault("resolves", {}).setdefault(end, {})[its_other] = how


def _choose_elsewhere(d: _Choices, name: str, pathways: dict[str, Tree]) -> None:
    """Lets a share leave a step for another provider by the wait of some list."""
    lists = [
        f"{other}.{key}"
        for other, pathway in pathways.items()
        for key, step in pathway["steps"].items()
        if step["kind"] in ("contact", "course", "place")
    ]
    if lists:
        pathways[name]["ends"]["elsewhere"] = ""
        step = pathways[name]["steps"][d.one(*pathways[name]["steps"])]
        step["choice"] = {
            "of": d.one(*lists),
            "counted_from": d.one("joining", "referral"),
            "shares": d.one({"0 weeks": 0.5}, {"1 day": 0.1, "4 weeks": 0.9, "1 year": 0.3}),
            "to": "elsewhere",
        }
