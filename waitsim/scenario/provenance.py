"""Takes source, confidence and note off a scenario file, into a register of assumptions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.figures import NUMBER
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path, Place, Tree, dotted, place_of

CONFIDENCES = ("high", "medium", "low")
KEYS = ("source", "confidence", "note")
_NUMERIC = re.compile(rf"(?:£|x|rate\s|once\s+in\s)?\s*[-+]?\s*{NUMBER}", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\s+[A-Za-z]+\s+[0-9]{4}")
# Words about the scenario, which may begin with a figure and still assume nothing.
_ABOUT = ("title", "label", "note", "url", "schema", "seed", "extends", "use")
_REFERENCES = ("sources",)
_FILES = ("dates", "opening_list")


@dataclass(frozen=True)
class Assumption:
    """One figure of the scenario, and what it rests on; empty text where nothing is stated.

    Args:
        path: where the figure is in the scenario.
        value_text: the figure as written.
        source: key of the source, or several with commas.
        confidence: high, medium or low.
        note: what the author says about it.
        place: where it was written.
    """

    path: Path
    value_text: str
    source: str
    confidence: str
    note: str
    place: Place


@dataclass(frozen=True)
class Plain:
    """A tree without provenance, the places of its parts, the register and what is wrong."""

    tree: dict[str, Tree]
    places: Mapping[Path, Place]
    assumptions: tuple[Assumption, ...]
    problems: tuple[Problem, ...] = ()


def strip_provenance(tree: dict[str, Tree], places: Mapping[Path, Place]) -> Plain:
    """The tree with ``{value: x, ...}`` made x, and one assumption for each figure.

    A figure inherits source and confidence from the nearest mapping around it that states them.
    Notes stay at the top level and in changes, and the section ``sources`` stays as it is.

    Raises:
        ScenarioError: if provenance is stated wrongly.
    """
    plain = without_provenance(tree, places)
    if plain.problems:
        raise ScenarioError(plain.problems)
    return plain


def without_provenance(tree: dict[str, Tree], places: Mapping[Path, Place]) -> Plain:
    """What `strip_provenance` gives, with the problems in it rather than raised."""
    stripper = _Stripper(places)
    plain = stripper.mapping(tree, (), (), _Stated())
    problems = tuple(sorted(stripper.problems))
    return Plain(plain, stripper.new_places, tuple(stripper.assumptions), problems)


def looks_numeric(path: Path, text: str) -> bool:
    """Whether the value at `path` is a figure, or a file of such, that the answer may rest on."""
    if path and str(path[-1]).rpartition(".")[2] in _FILES:
        return text.endswith(".csv")
    about = bool(path) and (path[-1] in _ABOUT or "where" in path)
    return not about and not _DATE.fullmatch(text) and _NUMERIC.match(text) is not None


def _is_range(path: Path) -> bool:
    """Whether a list is the range of an uncertain number, which is one figure."""
    return len(path) == 3 and (path[0], path[2]) == ("uncertain", "between")


@dataclass(frozen=True)
class _Stated:
    source: str = ""
    confidence: str = ""
    note: str = ""


@dataclass
class _Stripper:
    """Walks one tree; `old` paths lead through the file, `new` ones through the plain tree."""

    places: Mapping[Path, Place]
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    new_places: dict[Path, Place] = field(default_factory=dict)

    def mapping(
        self, node: Mapping[str, Tree], old: Path, new: Path, around: _Stated
    ) -> dict[str, Tree]:
        """`node` without provenance."""
        stated = self._stated(node, old, around)
        keeps_note = not old or (len(old) == 2 and old[0] == "changes")
        plain: dict[str, Tree] = {}
        for key, value in node.items():
            if key not in KEYS or (key == "note" and keeps_note):
                plain[key] = self._any(value, (*old, key), (*new, key), stated)
        if old and not plain and node:
            self._report(
                old, f"{' and '.join(node)} stand beside no value. State them where one is."
            )
        self.new_places[new] = place_of(self.places, old)
        return plain

    def _any(self, node: Tree, old: Path, new: Path, around: _Stated) -> Tree:
        self.new_places[new] = place_of(self.places, old)
        if isinstance(node, list):
            if _is_range(old) and all(isinstance(x, str) for x in node):
                self._assume(new, " to ".join(map(str, node)), old, around)
                return node
            return [self._any(x, (*old, i), (*new, i), around) for i, x in enumerate(node)]
        if isinstance(node, dict):
            if old in [(name,) for name in _REFERENCES]:
                return self._untouched(node, old, new)
            if "value" in node:
                return self._value(node, old, new, around)
            return self.mapping(node, old, new, around)
        if node is not None and looks_numeric(new, node):
            self._assume(new, node, old, around)
        return node

    def _assume(self, path: Path, text: str, old: Path, around: _Stated) -> None:
        place = place_of(self.places, old)
        stated = (around.source, around.confidence, around.note)
        self.assumptions.append(Assumption(path, text, *stated, place))

    def _value(self, node: Mapping[str, Tree], old: Path, new: Path, around: _Stated) -> Tree:
        for key in node:
            if key != "value" and key not in KEYS:
                hint = suggestion(key, KEYS)
                self._report((*old, key), f'"{key}" is not known beside "value".{hint}')
        value = self._any(node["value"], (*old, "value"), new, self._stated(node, old, around))
        self.new_places[new] = place_of(self.places, old)
        return value

    def _untouched(self, node: Tree, old: Path, new: Path) -> Tree:
        self.new_places[new] = place_of(self.places, old)
        parts: list[tuple[str | int, Tree]] = []
        if isinstance(node, dict):
            parts = list(node.items())
        elif isinstance(node, list):
            parts = list(enumerate(node))
        for key, value in parts:
            self._untouched(value, (*old, key), (*new, key))
        return node

    def _stated(self, node: Mapping[str, Tree], old: Path, around: _Stated) -> _Stated:
        stated = replace(around, note="")
        if "source" in node:
            stated = replace(stated, source=self._words(node["source"], (*old, "source")))
        if "note" in node:
            stated = replace(stated, note=self._words(node["note"], (*old, "note")) if old else "")
        if "confidence" in node:
            path = (*old, "confidence")
            word = self._words(node["confidence"], path).casefold()
            if word and word not in CONFIDENCES:
                hint = suggestion(word, CONFIDENCES)
                self._report(path, f'"{word}" is no degree of confidence.{hint}')
            stated = replace(stated, confidence=word)
        return stated

    def _words(self, node: Tree, path: Path) -> str:
        words = node if isinstance(node, list) else [node]
        texts = [word for word in words if isinstance(word, str) and word.strip()]
        if len(texts) < len(words) or not texts:
            self._report(path, f"{path[-1]} must be text. Write it, or remove the line.")
        return ", ".join(texts)

    def _report(self, path: Path, message: str) -> None:
        place = place_of(self.places, path)
        sentence = message[:1].upper() + message[1:]
        self.problems.append(Problem(place.file, place.line, dotted(path), sentence))
