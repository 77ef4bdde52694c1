"""The list of dated changes, read from a scenario's tree with everything that is wrong with it."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.changes import Change
from waitsim.scenario.dates import date
from waitsim.scenario.figures import UnitError
from waitsim.scenario.purchases import PURCHASES, SLOTS, read_purchase
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of
from waitsim.scenario.units import minutes, say_duration

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ABOUT: Final = ("on", "from", "to", "lead", "ramp", "note", "name")


def read_changes(tree: Mapping[str, Tree], places: Mapping[Path, Place]) -> tuple[Change, ...]:
    """The items of ``changes:`` in the order written.

    Raises:
        ScenarioError: with every fault in their dates, ramps and form.
    """
    reader = _Reader(tree, places)
    items = tree.get("changes", [])
    if not isinstance(items, list):
        reader.report(("changes",), 'changes must be a list. Start each with "- on: 2026-09-01".')
        items = []
    changes = [reader.change(i, item) for i, item in enumerate(items)]
    if reader.problems:
        raise ScenarioError(sorted(reader.problems))
    return tuple(change for change in changes if change)


@dataclass
class _Reader:
    tree: Mapping[str, Tree]
    places: Mapping[Path, Place]
    problems: list[Problem] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def change(self, index: int, item: Tree) -> Change | None:
        """The record of one item; None if it is no mapping."""
        path: Path = ("changes", index)
        if not isinstance(item, dict):
            self.report(path, 'a change must be "name: value" lines, such as "on: 2026-09-01".')
            return None
        self._check_name(item, path)
        start, end = self._dates(item, path)
        edits: dict[str, Tree] = {}
        others: dict[str, Tree] = {}
        places: dict[str, Place] = {}
        prices: dict[str, str] = {}
        for key, value in item.items():
            if key in _ABOUT:
                continue
            if key in PURCHASES:
                self._purchases(value, (*path, key), edits, places, prices)
                continue
            known = "." in key or key in self.tree
            for at, leaf in _leaves(value, (key,)) if known else [((key,), value)]:
                name = dotted(at)
                if name in edits:
                    self.report((*path, *at), "the value is changed twice. Remove one of the two.")
                (edits if known else others)[name] = leaf
                places[name] = place_of(self.places, (*path, *at))
        if not edits and not others and not item.keys() & set(PURCHASES):
            message = (
                'the change changes nothing. Write a path and its value: "staff.nurses.wte: +2".'
            )
            self.report(path, message)
        ramp, note = self._ramp(item, path, start, end), item.get("note")
        lead = self._length(item, path, "lead")
        start = self._after_lead(start, end, lead, path)
        place = place_of(self.places, path)
        words = note.strip() if isinstance(note, str) else ""
        return Change(index, place, start, end, ramp, words, edits, others, places, lead, prices)

    def _check_name(self, item: Mapping[str, Tree], path: Path) -> None:
        if "name" not in item:
            return
        name = item["name"]
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            message = "a name is small letters, digits and underscores, beginning with a letter."
            self.report((*path, "name"), message)
        elif name in self.names:
            self.report((*path, "name"), f'"{name}" names a change above too. Write another.')
        else:
            self.names.add(name)

    def _dates(
        self, item: Mapping[str, Tree], path: Path
    ) -> tuple[datetime.date | None, datetime.date | None]:
        if "on" in item and ("from" in item or "to" in item):
            message = 'give either "on", for good, or "from" and "to", for a while.'
            self.report((*path, "on"), message)
        start = self._date(item, path, "on" if "on" in item else "from")
        end = self._date(item, path, "to")
        if start and end and end < start:
            self.report((*path, "to"), f"{end} is before {start}. Swap the two dates.")
        return start, end

    def _date(self, item: Mapping[str, Tree], path: Path, key: str) -> datetime.date | None:
        if key not in item:
            return None
        text = item[key]
        try:
            return date(text if isinstance(text, str) else "")
        except UnitError as error:
            self.report((*path, key), str(error))
            return None

    def _ramp(
        self,
        item: Mapping[str, Tree],
        path: Path,
        start: datetime.date | None,
        end: datetime.date | None,
    ) -> float:
        text, length = item.get("ramp"), self._length(item, path, "ramp")
        if start and end and 0 <= (end - start).days * 1440 < length - 1440:
            days = say_duration(((end - start).days + 1) * 1440)
            message = f'"{text}" is longer than the change lasts ({days}). Shorten it.'
            self.report((*path, "ramp"), message)
        return length

    def _length(self, item: Mapping[str, Tree], path: Path, key: str) -> float:
        text = item.get(key, "0 min")
        try:
            return minutes(text if isinstance(text, str) else "")
        except UnitError as error:
            self.report((*path, key), str(error))
            return 0

    def _after_lead(
        self,
        start: datetime.date | None,
        end: datetime.date | None,
        lead: float,
        path: Path,
    ) -> datetime.date | None:
        if not lead:
            return start
        at = (*path, "lead")
        if start is None:
            self.report(at, 'a lead time counts from a day. Write "on:" or "from:".')
            return None
        begins = start + datetime.timedelta(days=-int(-lead // 1440))
        if end and start <= end < begins:
            self.report(at, f"the change begins on {begins}, after it ends. Shorten the lead.")
        return begins

    def _purchases(
        self,
        value: Tree,
        path: Path,
        edits: dict[str, Tree],
        places: dict[str, Place],
        prices: dict[str, str],
    ) -> None:
        items = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for i, item in items:
            at = path if i is None else (*path, i)
            bought = read_purchase(item, self.tree, needs_price=path[-1] == "outsource")
            for key, message in bought.faults:
                self.report((*at, key) if key else at, message)
            edited = f"{bought.step}.{SLOTS}"
            if edited in edits:
                message = "slots are bought for this step already. Write a change of its own."
                self.report(at, message)
            elif not bought.faults:
                edits[edited], prices[bought.step] = bought.slots, bought.price
                places[edited] = place_of(self.places, at)

    def report(self, path: Path, message: str) -> None:
        """Keep a problem."""
        place = place_of(self.places, path)
        sentence = message[:1].upper() + message[1:]
        self.problems.append(Problem(*place, dotted(path), sentence))


def _leaves(node: Tree, path: Path) -> Iterator[tuple[Path, Tree]]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path, node
