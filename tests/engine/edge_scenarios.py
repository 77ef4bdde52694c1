"""One service in which most mechanisms occur, at the edges of time, demand and capacity."""

import copy
import datetime
from pathlib import Path

import yaml
from random_scenarios import THIRTY_YEARS, Case, Tree

WHOLE = Path(__file__).with_name("edges.yaml")


def _service(start: str = "2026-01-05", days: int = 60) -> Tree:
    """The service from a day on, on which doctors are away; reviews end a fortnight before it."""
    tree: Tree = yaml.safe_load(WHOLE.read_text(encoding="utf-8"))
    last = datetime.date.fromisoformat(start) + datetime.timedelta(days=max(days - 14, 0))
    tree["pathways"]["autism"]["steps"]["reviews"]["until"] = str(last)
    tree["staff"]["doctors"]["closed_on"] = [start]
    return tree | {"start": start, "horizon": f"{days} days"}


def _later(tree: Tree) -> Tree:
    """The service after a change of staff, places, demand, lists and notices."""
    later = copy.deepcopy(tree)
    speech, autism = later["pathways"]["speech"], later["pathways"]["autism"]
    later["staff"]["nurses"] |= {"wte": 2, "overbooks": 0.3}
    later["staff"]["nurses"]["protects"]["therapy"]["share"] = 0
    speech["steps"]["drop_in"]["places"] = 1
    speech["steps"]["screening"] |= {"extra_slots": "7 a week", "leaving": 0}
    speech["referrals"] = {"rate": "9 a week", "days": "every", "batch": 3}
    autism["steps"]["waiting_room"]["places"] = 4
    autism["steps"]["assessment"]["staff"]["nurses"] = "90 min"
    return later


def _changed_on(day: int, tree: Tree) -> Case:
    return Case(((0, tree), (day, _later(tree))), seed=20, replication=3)


def _without_demand() -> Case:
    tree = _service()
    for pathway in tree["pathways"].values():
        pathway["referrals"]["rate"] = 0
    return Case(((0, tree),), seed=21, replication=0)


def _without_capacity() -> Case:
    """Nobody is seen and no place is free, whatever comes and however long it has waited."""
    tree = _service()
    for group in tree["staff"].values():
        group["wte"] = 0
    for pathway in tree["pathways"].values():
        for name, step in pathway["steps"].items():
            if step["kind"] == "place":
                step["places"] = 0
                pathway["opening"][name].pop("caseload")
            step.pop("extra_slots", None)
    return Case(((0, tree),), seed=22, replication=0)


def _thirty_years() -> Case:
    """A tenth of the demand, and a change of staff and demand halfway."""
    tree = _service(days=THIRTY_YEARS)
    for name, rate in {"speech": "0.3 a week", "autism": "0.2 a week", "adhd": 0.1}.items():
        tree["pathways"][name]["referrals"]["rate"] = rate
    later = copy.deepcopy(tree)
    later["staff"]["nurses"]["wte"] = 1
    later["pathways"]["adhd"]["referrals"]["rate"] = "0.2 a week"
    return Case(((0, tree), (5000, later)), seed=23, replication=0)


EDGES = {
    "clocks go forward": lambda: _changed_on(9, _service("2026-03-23", 30)),
    "clocks go back": lambda: _changed_on(5, _service("2026-10-20", 30)),
    "change on the leap day": lambda: _changed_on(5, _service("2028-02-24", 40)),
    "end on the leap day": lambda: Case(((0, _service("2028-02-01", 29)),), 24, 1),
    "no demand": _without_demand,
    "no capacity": _without_capacity,
    "one day": lambda: Case(((0, _service(days=1)),), 25, 0),
    "one day, a leap day": lambda: Case(((0, _service("2028-02-29", 1)),), 26, 0),
    "half a year": lambda: _changed_on(75, _service(days=180)),
    "thirty years": _thirty_years,
}
MARKS = {
    "clocks go forward": {"clock change", "dated change"},
    "clocks go back": {"clock change", "dated change"},
    "change on the leap day": {"leap day", "dated change"},
    "end on the leap day": {"leap day"},
    "no demand": {"no referrals"},
    "no capacity": {"no staff time"},
    "one day": {"one day"},
    "one day, a leap day": {"one day", "leap day"},
    "half a year": {"dated change"},
    "thirty years": {"thirty years", "dated change", "leap day"},
}
"""What makes each of them an edge, by the names of mechanisms."""
