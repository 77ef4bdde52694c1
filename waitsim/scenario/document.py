"""A YAML file as a plain tree of text, with the line of every part.

Scalars stay text exactly as written, so that YAML's guesses (``NO`` as false, ``12:30`` as 750,
``010`` as 8) never happen; what a text means is for `units` to say.
"""

import pathlib
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass

from waitsim.errors import Problem, ScenarioError
from waitsim.scenario.builder import build
from waitsim.scenario.suggest import near
from waitsim.scenario.syntax import split_lines
from waitsim.scenario.tree import Path, Place, Tree

MOST_BYTES = 256 * 1024
# Everything YAML's own reader refuses, so that it is reported here with its line.
UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Document:
    """What one file says.

    Args:
        name: the file's name as the user wrote it.
        tree: its content; every scalar is text, or None where nothing was written.
        lines: the place of each key and list item.
    """

    name: str
    tree: dict[str, Tree]
    lines: Mapping[Path, Place]


def parse(text: str | bytes, name: str) -> Document:
    """The content of a YAML text.

    Raises:
        ScenarioError: with every problem of the text, if it has any.
    """
    readable = _decode(text, name)
    tree, lines, problems = build(readable, name)
    if problems:
        raise ScenarioError(sorted(problems))
    assert isinstance(tree, dict)
    return Document(name, tree, lines)


def read(path: pathlib.Path, name: str = "") -> Document:
    """The content of a YAML file; nothing but the file named is opened.

    Args:
        path: the file.
        name: what users call it, if that is not `path`.
    Raises:
        ScenarioError: if the file cannot be read, or with every problem in it.
    """
    shown = name or str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message = "This is not a file. Name a scenario file that ends in .yaml."
            raise _refusal(shown, message)
        with path.open("rb") as stream:
            return parse(stream.read(MOST_BYTES + 1), shown)
    except (FileNotFoundError, NotADirectoryError):
        message = f"There is no such file.{_near_file(path)} Check the name and the folder."
    except PermissionError:
        message = "You may not read this file. Ask its owner for permission, or copy it."
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        message = f"The file cannot be opened: {reason}. Check the name."
    raise _refusal(shown, message)


def _refusal(name: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(name, 0, "", message)])


def _near_file(path: pathlib.Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir() if other.suffix == path.suffix]
    except OSError:
        return ""
    return near(path.name, names)


def _decode(text: str | bytes, name: str) -> str:
    try:
        encoded = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        if len(encoded) > MOST_BYTES:
            message = "The file is over 256 KB. Split it, or keep long tables in a CSV beside it."
            raise ScenarioError([Problem(name, 0, "", message)])
        readable = encoded.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = encoded.count(b"\n", 0, error.start) + 1
        message = 'The file is not in UTF-8. Save it again with the encoding "UTF-8".'
        raise ScenarioError([Problem(name, line, "", message)]) from None
    problems = [
        Problem(name, i, "", f"The line holds the control character {ord(found[0]):#x}. Delete it.")
        for i, line in enumerate(split_lines(readable), 1)
        if (found := UNREADABLE.search(line))
    ]
    if problems:
        raise ScenarioError(problems)
    return readable
