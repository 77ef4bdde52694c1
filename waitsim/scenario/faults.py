"""Validation errors in words: what is wrong, with the value, and how to mend it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from waitsim.scenario.figures import UnitError, shown
from waitsim.scenario.forms import (
    STEP_KINDS,
    Fields,
    FixedOrDrawn,
    Form,
    Listing,
    Steps,
    Table,
    Text,
    below,
    fields,
    form_at,
    model_at,
)
from waitsim.scenario.part import PartError
from waitsim.scenario.provenance import KEYS
from waitsim.scenario.quantities import Quantity
from waitsim.scenario.suggest import known_list, near, suggestion
from waitsim.scenario.tree import Path, Tree

BESIDE: Final = ("extends", "use", "expects", "changes", "note", *KEYS)
"""Keys of a file that never reach the schema."""

FIXED_OR_DRAWN: Final = ("lasts", "leaving", "patience")
"""Keys whose value is one, or lines that say how it is drawn."""

MOST_FAULTS: Final = 500
"""Faults of one tree that are told; more would help nobody."""

_KEY: Final = "[key]"
_NAME: Final = "Use small letters, digits and underscores, beginning with a letter"


@dataclass(frozen=True)
class Fault:
    """One mistake in a tree.

    Args:
        path: where it is.
        message: what is wrong, and the mend.
        kind: ``unknown`` key, ``missing`` key below `path`, wrong ``name``, or wrong ``value``.
        meant: the key that is missing, or the word that was probably meant; may be empty.
    """

    path: Path
    message: str
    kind: str = "value"
    meant: str = ""


def faults(error: ValidationError, tree: dict[str, Tree]) -> list[Fault]:
    """What is wrong, one for each mistake: a misspelt key is not missing as well.

    Args:
        error: from validating `tree`.
        tree: the scenario as plain mappings, lists and texts.
    """
    details = error.errors(include_url=False)[:MOST_FAULTS]
    missing = [(_path(d["loc"][:-1], tree), str(d["loc"][-1])) for d in details if _missing(d)]
    found: list[Fault] = []
    misspelt: set[tuple[Path, str]] = set()
    for detail in details:
        if detail["type"] == "extra_forbidden":
            path = _path(detail["loc"], tree)
            wanted = [key for around, key in missing if around == path[:-1]]
            found.append(_unknown(path, wanted, tree))
            misspelt.add((path[:-1], found[-1].meant))
    for around, key in missing:
        if (around, key) not in misspelt:
            found.append(_lacking(around, key, tree))
    for detail in details:
        if detail["type"] != "extra_forbidden" and not _missing(detail):
            found += _wrong(detail, tree)
    # A value that may be read in several ways has an error for each; one says enough.
    first: dict[tuple[Path, str, str], Fault] = {}
    for fault in found:
        first.setdefault((fault.path, fault.kind, fault.meant), fault)
    return list(first.values())


def _missing(detail: ErrorDetails) -> bool:
    return detail["type"] == "missing"


def _path(loc: Sequence[int | str], tree: Tree) -> Path:
    """The part of a location that is in the tree; the validator adds marks of its own."""
    path: list[int | str] = []
    node: Tree = tree
    for i, part in enumerate(loc):
        says_which_step = i == 4 and (loc[0], loc[2]) == ("pathways", "steps")
        says_which_time = bool(path) and path[-1] in FIXED_OR_DRAWN and loc[i - 1] == path[-1]
        if says_which_step or says_which_time:
            continue
        if isinstance(node, dict) and part in node:
            node = node[str(part)]
            path.append(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
            path.append(part)
    return tuple(path)


def _unknown(path: Path, wanted: Sequence[str], tree: dict[str, Tree]) -> Fault:
    """A key that the mapping may not have; `wanted` are those it lacks."""
    key, around = str(path[-1]), path[:-1]
    model = model_at(around, tree)
    allowed = list(fields(model)) if model else []
    beside = BESIDE if not around else KEYS
    hint = near(key, wanted) or near(key, [*allowed, *beside]) or known_list(allowed, 16)
    present: Tree = tree
    for part in around:
        present = below(present, part)
    assert isinstance(present, dict)
    meant = next((name for name in allowed if hint == _hint_of(name) and name not in present), "")
    mend = hint or " Remove the line, or choose a key from the reference of scenario files."
    return Fault(path, f'unknown key "{shown(key)}".{mend}', "unknown", meant)


def _hint_of(name: str) -> str:
    """What `near` says when it finds a name."""
    return f' Did you mean "{name}"?'


def _lacking(around: Path, key: str, tree: dict[str, Tree]) -> Fault:
    model = model_at(around, tree)
    form = fields(model)[key].form if model else None
    mend = f'Add "{key}: {_example(form)}"' if _example(form) else f'Add "{key}:" with its lines'
    return Fault(around, f'"{key}" is missing. {mend}.', "missing", key)


def _example(form: Form | None) -> str:
    if isinstance(form, Quantity):
        return form.examples[0]
    if isinstance(form, FixedOrDrawn):
        return form.fixed.examples[0]
    return "..." if isinstance(form, Text) else ""


def _wrong(detail: ErrorDetails, tree: dict[str, Tree]) -> list[Fault]:
    """What one error says: a value, a name, or values that do not go together."""
    path = _path(detail["loc"], tree)
    if detail["loc"][-1:] == (_KEY,):
        return [Fault(path, _wrong_name(detail), "name")]
    error = detail.get("ctx", {}).get("error")
    if isinstance(error, PartError):
        return [
            Fault(_path((*detail["loc"], *(key if isinstance(key, tuple) else (key,))), tree), text)
            for key, text in error.faults
        ]
    if detail["type"] == "union_tag_invalid":
        kind = str(detail["ctx"]["tag"])
        hint = suggestion(kind, STEP_KINDS)
        meant = next((name for name in STEP_KINDS if hint == _hint_of(name)), "")
        return [Fault((*path, "kind"), f'"{shown(kind)}" is no kind of step.{hint}', meant=meant)]
    if detail["type"] == "union_tag_not_found":
        return [Fault(path, f'"kind" is missing. Add "kind:" with {_or(STEP_KINDS)}.')]
    return [Fault(path, _misplaced_source(path, detail, tree) or _said(path, detail, tree))]


def _said(path: Path, detail: ErrorDetails, tree: dict[str, Tree]) -> str:
    """One error at a value, in our words."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if isinstance(context.get("error"), UnitError):
        return str(context["error"])
    form = form_at(path, tree)
    if isinstance(value, dict | list | tuple) and kind in ("too_short", "too_long"):
        least, most = context.get("min_length"), context.get("max_length")
        mend = f"Write at most {most}" if kind == "too_long" else f"Write at least {least}"
        return f"there are {len(value)} entries. {mend}."
    if value is None:
        return f"no value is given. {_mend(form)}, or remove the line."
    if isinstance(value, str) and isinstance(form, Text):
        return _wrong_text(value, kind, context)
    if isinstance(form, Quantity) and form.options:
        hint = suggestion(str(value), form.options) or f" Write {_or(form.options)}."
        return f"{quoted(value)} is not one of the words for this.{hint}"
    return f"{quoted(value)} does not fit here. {_mend(form)}."


def _mend(form: Form | None) -> str:
    """What to write at a place, as the beginning of a sentence."""
    if isinstance(form, Quantity):
        return f"Write {_or(form.options) if form.options else form.examples[0]}"
    if isinstance(form, FixedOrDrawn):
        return f'Write a time such as {form.fixed.examples[0]}, or "distribution:" and its lines'
    if isinstance(form, Fields):
        return f'Write lines such as "{next(iter(fields(form.model)))}: ..." below it, indented'
    words: dict[type, str] = {
        Listing: 'Write a list such as "[a, b]", or lines that begin with "- "',
        Steps: 'Write "kind: contact" and the other lines of the step below it, indented',
        Table: 'Write "name: value" lines below it, indented',
    }
    return words.get(type(form), "Write one word or phrase")


def _wrong_text(value: str, kind: str, context: Mapping[str, Any]) -> str:
    if kind == "string_too_long":
        return f"{quoted(value)} is too long. Use at most {context['max_length']} characters."
    if kind == "string_too_short":
        return "the text is empty. Write some words."
    return f"{quoted(value)} is no name. {_NAME}{_slug(value)}."


def _wrong_name(detail: ErrorDetails) -> str:
    error = detail.get("ctx", {}).get("error")
    if isinstance(error, UnitError):
        return str(error)
    value = str(detail["input"])
    if detail["type"] == "string_too_long":
        return f"{quoted(value)} is too long for a name. Use at most 60 characters."
    return f"{quoted(value)} is no name. {_NAME}{_slug(value)}."


def _slug(value: str) -> str:
    """A name like the one that was written."""
    slug = re.sub(r"[^a-z0-9]+", "_", value.casefold()).strip("_")
    return f": {slug}" if re.fullmatch(r"[a-z][a-z0-9_]{0,59}", slug) else ""


def _misplaced_source(path: Path, detail: ErrorDetails, tree: dict[str, Tree]) -> str:
    """What to say of a misspelt ``source:`` that stands among names of parts."""
    value = detail["input"]
    if not path or not isinstance(value, str) or not isinstance(form_at(path[:-1], tree), Table):
        return ""
    key = str(path[-1])
    of_numbers = isinstance(form_at(path, tree), Quantity)
    hint = near(key, KEYS)
    if not hint or (of_numbers and re.search("[0-9]", value)):
        return ""
    return f'"{key}: {shown(value)}" does not fit here.{hint}'


def _or(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def quoted(value: object) -> str:
    """A value as it may stand in a message."""
    if isinstance(value, dict | list | tuple):
        return "a group of values"
    return f'"{shown(str(value))}"'
