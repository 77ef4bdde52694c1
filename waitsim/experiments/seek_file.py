"""A question as it is written in a file, read with everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.seek_levers import Wish
from waitsim.experiments.seek_question import Asked, Question, put
from waitsim.experiments.seek_words import Words, question_of, read_word
from waitsim.scenario.document import Document, read
from waitsim.scenario.figures import UnitError, boolean
from waitsim.scenario.suggest import known_list, near
from waitsim.scenario.tree import Path as TreePath
from waitsim.scenario.tree import Place, Tree, dotted, place_of

TARGET_KEY: Final = "target"
"""What no scenario has, and every question."""

_KEYS: Final = (
    "scenario",
    TARGET_KEY,
    "by",
    "probability",
    "levers",
    "budget",
    "sustained",
)
_LEVER_KEYS: Final = (
    "value",
    "outsource",
    "step",
    "limit",
    "from",
    "to",
    "lead",
    "ramp",
    "recruits",
)
_BOUGHT_KEYS: Final = ("step", "price")
_FORM: Final = '"- value: staff.nurses.wte" or "- outsource: {step: speech.talk, price: £90}"'


def is_question(path: Path) -> bool:
    """Whether a file holds a question, and not a scenario; not if it cannot be read."""
    try:
        return TARGET_KEY in read(path).tree
    except ScenarioError:
        return False


def question_asked(words: Words) -> Question:
    """The question that is typed, or that the file named asks.

    Raises:
        ScenarioError: with everything that is wrong with it or its scenario.
    """
    if not is_question(words.scenario):
        return question_of(words)
    plain = Words(words.scenario, (), "", "", sets=words.sets)
    if words != plain:
        message = "asks a question of its own. Write what is asked there, or name its scenario."
        raise ScenarioError([Problem(str(words.scenario), 0, "", message)])
    return question_in(words.scenario, words.sets)


def question_in(path: Path, sets: Sequence[str] = ()) -> Question:
    """The question that a file asks.

    Args:
        sets: values that replace those of its scenario.
    Raises:
        ScenarioError: with everything that is wrong with it or its scenario.
    """
    return _Reader(path, read(path)).question(tuple(sets))


@dataclass
class _Reader:
    path: Path
    document: Document
    problems: list[Problem] = field(default_factory=list)

    def question(self, sets: tuple[str, ...]) -> Question:
        tree = self.document.tree
        self._only(tree, _KEYS, ())
        missing = [key for key in ("scenario", TARGET_KEY, "by", "levers") if tree.get(key) is None]
        for key in missing:
            self._report((), f'"{key}" is missing. Add it.')
        if "scenario" in missing:
            raise ScenarioError(self.problems)
        asked = Asked(
            path=self.path.parent / self._text(tree, "scenario", ()),
            target=self._text(tree, TARGET_KEY, ()),
            by=self._read(tree, "by", ()),
            chance=self._read(tree, "probability", ()) or 0.8,
            levers=self._levers(tree.get("levers")),
            sets=sets,
            sustained=self._sustained(tree),
            budget=self._read(tree, "budget", ()),
            target_place=self._place((TARGET_KEY,)),
            by_place=self._place(("by",)),
        )
        return put(asked, self.problems)

    def _levers(self, items: Tree) -> tuple[Wish, ...]:
        if items is None:
            return ()
        if not isinstance(items, list) or not items:
            self._report(("levers",), f"levers must be a list. Start each with {_FORM}.")
            return ()
        wishes = [self._lever(item, ("levers", i)) for i, item in enumerate(items)]
        return tuple(wish for wish in wishes if wish is not None)

    def _lever(self, item: Tree, at: TreePath) -> Wish | None:
        if not isinstance(item, dict) or ("value" in item) == ("outsource" in item):
            self._report(at, f"a lever needs either a value or what is bought: {_FORM}.")
            return None
        self._only(item, _LEVER_KEYS, at)
        path, buys, price = self._text(item, "value", at), "", ""
        if "outsource" in item:
            bought = item["outsource"]
            if not isinstance(bought, dict) or set(bought) != set(_BOUGHT_KEYS):
                self._report((*at, "outsource"), f"this needs a step and a price, as in {_FORM}.")
                return None
            buys, price = (self._text(bought, key, (*at, "outsource")) for key in _BOUGHT_KEYS)
            pathway, _, step = buys.partition(".")
            path = f"pathways.{pathway}.steps.{step}.extra_slots"
        about: dict[str, str] = {
            key: self._text(item, key, at)
            for key in ("lead", "ramp")
            if key in item and self._read(item, key, at) is not None
        }
        return Wish(
            path=path,
            step=self._text(item, "step", at),
            limit=self._text(item, "limit", at),
            start=self._read(item, "from", at),
            end=self._read(item, "to", at),
            about=about,
            recruits=self._read(item, "recruits", at),
            buys=buys,
            price=price,
            place=self._place(at),
        )

    def _sustained(self, tree: Mapping[str, Tree]) -> bool:
        try:
            return boolean(self._text(tree, "sustained", ()) or "yes")
        except UnitError as error:
            self._report(("sustained",), str(error))
            return True

    def _read(self, node: Mapping[str, Tree], key: str, at: TreePath) -> Any:
        text = self._text(node, key, at)
        return read_word(key, text, self._place((*at, key)), self.problems)

    def _text(self, node: Mapping[str, Tree], key: str, at: TreePath) -> str:
        value = node.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        self._report((*at, key), "this needs one value. Write it after the colon.")
        return ""

    def _only(self, node: Mapping[str, Tree], known: Sequence[str], at: TreePath) -> None:
        for key in node:
            if key not in known:
                hint = near(key, known) or known_list(known, 12)
                self._report((*at, key), f'unknown key "{key}".{hint}')

    def _place(self, at: TreePath) -> Place:
        return place_of({(): Place(self.document.name, 0), **self.document.lines}, at)

    def _report(self, at: TreePath, message: str) -> None:
        self.problems.append(Problem(*self._place(at), dotted(at), message))
