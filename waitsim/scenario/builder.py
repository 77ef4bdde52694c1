"""Builds the tree of a YAML text from the parser's events, so that scalars stay text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from waitsim.errors import Problem
from waitsim.scenario.syntax import explain
from waitsim.scenario.tree import Path, Place, Tree, dotted

MOST_LEVELS = 20
_EMPTY = ("", "null", "~")


def build(text: str, name: str) -> tuple[Tree, Mapping[Path, Place], list[Problem]]:
    """The tree of `text`, the place of each key and list item, and every problem found.

    The tree is a mapping unless there are problems.
    """
    builder = _Builder(name)
    try:
        # Events, not values: nothing is guessed, referred to or made from a tag.
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        for line, message in explain(error, text):
            builder.report(line, (), message)
    else:
        builder.check_top()
    return builder.top, builder.lines, builder.problems


@dataclass
class _Frame:
    """A mapping or list that is still open; `key` waits for its value."""

    node: dict[str, Tree] | list[Tree]
    path: Path
    kept: bool
    flow: bool
    key: str | None = None
    key_kept: bool = True
    after_digit: bool = False


@dataclass
class _Builder:
    """Builds the tree from the parser's events, without recursion, and collects problems."""

    name: str
    top: Tree = None
    top_line: int = 1
    documents: int = 0
    lines: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)

    def take(self, event: yaml.Event) -> bool:
        """Use one event; False when reading on would serve nothing."""
        line = (event.start_mark.line if event.start_mark else 0) + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                message = 'a second document starts here. Remove "---", or use two files.'
                self.report(line, (), message)
                return False
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            return self._node(event, line)
        return True

    def check_top(self) -> None:
        """Report a file that says nothing, or whose top level is no mapping."""
        if self.problems or isinstance(self.top, dict):
            return
        if self.top is None:
            message = 'the file says nothing. Write "name: value" lines, such as "schema: 1".'
        else:
            message = 'the top level must be lines of "name: value", with a space after the colon.'
        self.report(self.top_line, (), message)

    def report(self, line: int, path: Path, message: str) -> None:
        """Keep a problem."""
        sentence = message[:1].upper() + message[1:]
        self.problems.append(Problem(self.name, line, dotted(path), sentence))

    def _node(self, event: yaml.NodeEvent, line: int) -> bool:
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.node, dict) and frame.key is None:
            return self._key(frame, event, line)
        path, kept = self._next_path(frame, line)
        self._refuse_extras(event, line, path)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._open(event, line, path, kept)
        value = _scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        self._attach(frame, value, line)
        return True

    def _key(self, frame: _Frame, event: yaml.NodeEvent, line: int) -> bool:
        frame.key, frame.key_kept = "", False
        if not isinstance(event, yaml.ScalarEvent):
            message = "a name must be plain text, not a list, a mapping or an alias. Name it."
            self.report(line, frame.path, message)
            if isinstance(event, yaml.CollectionStartEvent):
                return self._open(event, line, frame.path, kept=False, is_key=True)
            return True
        key = _scalar(event) or ""
        path = (*frame.path, key)
        self._refuse_extras(event, line, path)
        frame.key = key
        assert isinstance(frame.node, dict)
        if not key:
            self.report(line, frame.path, 'a name is missing before the colon. Write "name:".')
        elif key == "<<":
            message = 'merging with "<<" is not used here. Write the values out, or use extends.'
            self.report(line, frame.path, message)
        elif key in frame.node:
            first = self.lines[path].line if path in self.lines else line
            message = f'"{key}" stands on line {first} already. Remove one of the two.'
            self.report(line, path, message)
        else:
            frame.key_kept = True
            frame.node[key] = None
            if frame.kept:
                self.lines[path] = Place(self.name, line)
        return True

    def _next_path(self, frame: _Frame | None, line: int) -> tuple[Path, bool]:
        if frame is None:
            self.lines[()] = Place(self.name, line)
            self.top_line = line
            return (), True
        if isinstance(frame.node, dict):
            assert frame.key is not None
            return (*frame.path, frame.key), frame.kept and frame.key_kept
        path = (*frame.path, len(frame.node))
        if frame.kept:
            self.lines[path] = Place(self.name, line)
        return path, frame.kept

    def _refuse_extras(self, event: yaml.NodeEvent, line: int, path: Path) -> None:
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            message = f'"*{event.anchor}" refers to another place. Write the value itself, or quote'
            self.report(line, path, f"{message} the text if it starts with *.")
        elif event.anchor is not None:
            message = f'"&{event.anchor}" marks a place to refer to. Remove it, or quote the text'
            self.report(line, path, f"{message} if it starts with &.")
        if tag is not None:
            message = f'"{tag}" sets a type, which is not used here. Remove it, or quote the text'
            self.report(line, path, f"{message} if it starts with !.")

    def _open(
        self,
        event: yaml.CollectionStartEvent,
        line: int,
        path: Path,
        kept: bool,
        is_key: bool = False,
    ) -> bool:
        if len(self.stack) >= MOST_LEVELS:
            message = f"levels are nested more than {MOST_LEVELS} deep. Use fewer."
            self.report(line, path[:3], message)
            return False
        node: dict[str, Tree] | list[Tree]
        node = {} if isinstance(event, yaml.MappingStartEvent) else []
        if not is_key:
            self._attach(self.stack[-1] if self.stack else None, node, line)
        self.stack.append(_Frame(node, path, kept, bool(event.flow_style)))
        return True

    def _attach(self, frame: _Frame | None, value: Tree, line: int) -> None:
        if frame is None:
            self.top = value
        elif isinstance(frame.node, list):
            frame.node.append(value)
        else:
            key = frame.key or ""
            if value is None and frame.flow and frame.after_digit and re.match("[0-9]{3}", key):
                message = f'inside braces a comma starts a new entry, so ",{key}" is no part of the'
                self.report(line, frame.path, f"{message} number before it. Leave the comma out.")
            frame.after_digit = isinstance(value, str) and value[-1:].isdecimal()
            if frame.key_kept:
                frame.node[key] = value
            frame.key = None


def _scalar(event: yaml.ScalarEvent) -> str | None:
    # One parser calls the plain style None, the other "".
    plain = not event.style
    return None if plain and event.value in _EMPTY else str(event.value)
