"""A tree read as a scenario, with everything that is wrong with it told at once.

Where a part is faulty, the rest is read on with a neutral stand-in for it, so that one mistake
hides no other. Such a scenario is only for finding mistakes; it is never run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from waitsim.scenario.beside import Read
from waitsim.scenario.clinics import DATES
from waitsim.scenario.faults import MOST_FAULTS, Fault, faults
from waitsim.scenario.forms import Table, below, fields, form_at, model_at
from waitsim.scenario.lasting import Duration
from waitsim.scenario.leaving import Leaving
from waitsim.scenario.part import DateRange
from waitsim.scenario.quantities import REST
from waitsim.scenario.schema import Scenario
from waitsim.scenario.steps import Clinic
from waitsim.scenario.tree import Path, Tree
from waitsim.scenario.validate import Finding, findings

_MOST_PASSES: Final = 12
_SHARED_OUT: Final = ("priorities", "ages", "times")
"""Mappings whose shares sum to 1, so that none can be left out alone."""

STAND_INS: Final[Mapping[str, Tree]] = MappingProxyType(
    {
        "schema": "1",
        "title": "-",
        "start": "2026-01-01",
        "horizon": "1 week",
        "referrals": {"rate": "0 a week"},
        "wte": "1",
        "rate": "0 a week",
        "share": "0",
        "then": "left",
        "staff": {},
        "sessions": "2",
        "slots": "1",
        "every": "1 week",
        "lasts": "1 day",
        "places": "1000000",
        "within": "1 week",
        "after": "1 day",
        "shares": {"0 weeks": "0 %"},
        "pathways": {
            "none": {
                "referrals": {"rate": "0 a week"},
                "steps": {"none": {"kind": "delay", "lasts": "1 day", "then": "left"}},
            }
        },
    }
)
"""What a required value is read as where it is missing or faulty, by its key."""


@dataclass(frozen=True)
class Reading:
    """What a tree says.

    Args:
        scenario: the scenario; only good to run if nothing was found.
        found: everything that is wrong, with the paths as written.
        tree: the tree with misspelt keys put right.
    """

    scenario: Scenario | None
    found: tuple[Finding, ...]
    tree: dict[str, Tree]


class Reader:
    """Reads one tree after another; what they share is read once."""

    def __init__(self, lists: Read = MappingProxyType({})) -> None:
        self.lists = lists
        self._tree: dict[str, Tree] = {}
        self._sound: Scenario | None = None

    def read(self, tree: dict[str, Tree]) -> Reading:
        """What a tree says, or all that is wrong with it."""
        try:
            parts = self._with_known_parts(tree)
            scenario = Scenario.model_validate(parts, context=self.lists)
        except ValidationError:
            return _Mender(tree, self.lists).read()
        found = tuple(findings(scenario, known=self._sound))
        if not found:
            self._tree, self._sound = tree, scenario
        return Reading(scenario, found, tree)

    def branch(self) -> "Reader":
        """Another reader that knows what this one has read, and keeps to itself what it reads."""
        other = Reader(self.lists)
        other._tree, other._sound = self._tree, self._sound
        return other

    def _with_known_parts(self, tree: dict[str, Tree]) -> dict[str, Any]:
        """The tree with the models of those parts that are the very ones read before."""
        if self._sound is None:
            return dict(tree)
        new: dict[str, Any] = dict(tree)
        for section, models in (
            ("sources", self._sound.sources),
            ("staff", self._sound.staff),
            ("pathways", self._sound.pathways),
        ):
            new[section] = _known(tree.get(section), self._tree.get(section), models)
        for name, pathway in self._sound.pathways.items():
            raw, old = (_entry(_entry(t, "pathways"), name) for t in (tree, self._tree))
            if raw is not old and isinstance(raw, dict):
                steps = _known(raw.get("steps"), _entry(old, "steps"), pathway.steps)
                new["pathways"][name] = {**raw, "steps": steps}
        return {key: value for key, value in new.items() if value is not None}


def _entry(node: Any, key: str) -> Any:
    return node.get(key) if isinstance(node, dict) else None


def _known(new: Tree, old: Tree, models: Mapping[str, Any]) -> Any:
    """A mapping with the models of those entries that have not changed."""
    if not isinstance(new, dict) or not isinstance(old, dict):
        return new
    return {
        key: models[key] if key in models and value is old.get(key) else value
        for key, value in new.items()
    }


class _Mender:
    """Reads a faulty tree as far as it can be read."""

    def __init__(self, tree: dict[str, Tree], lists: Read) -> None:
        self._lists = lists
        self._tree = _copy(tree)
        self._spelt = _copy(tree)
        self._names: dict[Path, str] = {}
        self._absent: set[Path] = set()

    def read(self) -> Reading:
        """The scenario with stand-ins, if there is any way to read one, and what was found."""
        found: dict[Finding, None] = {}
        for _ in range(_MOST_PASSES):
            try:
                scenario = Scenario.model_validate(self._tree, context=self._lists)
            except ValidationError as error:
                wrong = faults(error, self._tree)
            else:
                for path, message in findings(scenario, self._absent):
                    found[self._as_written(path), message] = None
                return Reading(scenario, tuple(found), self._spelt)
            # All places first: mending one fault can move another.
            for fault in wrong:
                if not self._follows(fault):
                    found[self._as_written(fault.path), fault.message] = None
            for fault in wrong:
                self._mend(fault)
            if len(found) >= MOST_FAULTS:
                break
        return Reading(None, tuple(found), self._spelt)

    def _as_written(self, path: Path) -> Path:
        return tuple(self._names.get(path[: i + 1], part) for i, part in enumerate(path))

    def _follows(self, fault: Fault) -> bool:
        """Whether a fault is only what mending others has led to."""
        if fault.kind != "value":
            return False
        emptied = not _at(self._tree, fault.path) and any(
            path[:-1] == fault.path for path in self._absent
        )
        return emptied or fault.path in self._absent

    def _mend(self, fault: Fault) -> None:
        around, key = fault.path[:-1], fault.path[-1] if fault.path else ""
        if fault.kind == "missing":
            if not self._stand_in((*fault.path, fault.meant)):
                self._neutralise(fault.path)
        elif fault.kind == "unknown":
            if fault.meant:
                self._rename(around, str(key), fault.meant)
            else:
                self._delete(fault.path)
        elif fault.kind == "name" and not _is_shared_out(around):
            self._delete(fault.path)
            self._absent.add(fault.path)
        elif key == "kind" and fault.meant:
            _set(self._tree, fault.path, fault.meant)
        else:
            self._neutralise(fault.path)

    def _neutralise(self, path: Path) -> None:
        """Leave out the least part around a path that may be left out, or stand in for it."""
        for length in range(len(path), 0, -1):
            if self._stand_in_dates(path[:length]) or self._replace(path[:length]):
                return

    def _replace(self, path: Path) -> bool:
        around = path[:-1]
        model, form = model_at(around, self._tree), form_at(around, self._tree)
        if model in (Duration, Leaving, DateRange):
            return False
        if model is not None:
            field = fields(model).get(str(path[-1]))
            if field is not None and field.required:
                return self._stand_in(path)
        elif not isinstance(form, Table) or _is_shared_out(around):
            return False
        elif around[-1] == "then":
            others = _at(self._tree, around)
            rest = [key for key, value in others.items() if value == REST and key != path[-1]]
            _set(self._tree, path, "0" if rest else REST)
            return True
        elif around[-1] in ("staff", "admin") and len(around) > 1:
            _set(self._tree, path, "1 min")
            return True
        self._delete(path)
        self._absent.add(path)
        return True

    def _stand_in(self, path: Path) -> bool:
        if path[-1] not in STAND_INS:
            return False
        _set(self._tree, path, STAND_INS[str(path[-1])])
        self._absent.add(path)
        return True

    def _stand_in_dates(self, path: Path) -> bool:
        """Give a clinic dates that are sound, if a path leads to one of those it has."""
        step = path[:-1]
        if path[-1] not in DATES or model_at(step, self._tree) is not Clinic:
            return False
        for key in ("dates", "monthly"):
            self._delete((*step, key))
        for key, value in (("every", "1 week"), ("first", STAND_INS["start"])):
            _set(self._tree, (*step, key), value)
        self._absent.update((*step, key) for key in DATES)
        return True

    def _delete(self, path: Path) -> None:
        _at(self._tree, path[:-1]).pop(str(path[-1]), None)

    def _rename(self, around: Path, key: str, meant: str) -> None:
        for tree in (self._tree, self._spelt):
            node = _at(tree, around)
            entries = {meant if name == key else name: value for name, value in node.items()}
            node.clear()
            node.update(entries)
        self._names[(*around, meant)] = key


def _is_shared_out(around: Path) -> bool:
    return around[-1] in _SHARED_OUT or around[-2:-1] == ("groups",)


def _at(tree: dict[str, Tree], path: Path) -> dict[str, Tree]:
    """The mapping at a path; an empty one if it is no longer there."""
    node: Tree = tree
    for part in path:
        node = below(node, part)
    return node if isinstance(node, dict) else {}


def _set(tree: dict[str, Tree], path: Path, value: Tree) -> None:
    _at(tree, path[:-1])[str(path[-1])] = _copied(value)


def _copy(tree: Mapping[str, Tree]) -> dict[str, Tree]:
    return {key: _copied(value) for key, value in tree.items()}


def _copied(node: Tree) -> Tree:
    if isinstance(node, dict):
        return _copy(node)
    return [_copied(item) for item in node] if isinstance(node, list) else node
