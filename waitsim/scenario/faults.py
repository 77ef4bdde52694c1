"""Validation errors in words: what is wrong, with the value, and how to mend it."""

import re
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from waitsim.scenario.schema import (
    Contact,
    Course,
    Decision,
    Delay,
    Part,
    Place,
    Review,
    Scenario,
)
from waitsim.scenario.suggest import near, suggestion
from waitsim.scenario.tree import Path, Tree

_STEP_KINDS: Mapping[str, type[Part]] = {
    "contact": Contact,
    "course": Course,
    "review": Review,
    "delay": Delay,
    "decision": Decision,
    "place": Place,
}


def faults(error: ValidationError, tree: Tree) -> list[tuple[Path, str]]:
    """Where and what is wrong, one for each mistake; a misspelt key counts once.

    Args:
        error: from validating ``tree``.
        tree: the scenario as plain mappings, lists and texts.
    """
    details = error.errors(include_url=False)
    missing = [(_path(d["loc"][:-1], tree), str(d["loc"][-1])) for d in details if _missing(d)]
    found: list[tuple[Path, str]] = []
    misspelt: set[tuple[Path, str]] = set()
    for detail in details:
        path = _path(detail["loc"], tree)
        if detail["type"] == "extra_forbidden":
            key, around = str(path[-1]), path[:-1]
            wanted = [name for place, name in missing if place == around]
            if near(key, wanted):
                misspelt.update((around, n) for n in wanted if f'"{n}"' in near(key, wanted))
            hint = near(key, wanted) or suggestion(key, _keys_allowed(around, tree))
            found.append((path, f'unknown key "{key}".{hint}'))
    for detail in details:
        if detail["type"] == "extra_forbidden":
            continue
        if _missing(detail):
            around, key = _path(detail["loc"][:-1], tree), str(detail["loc"][-1])
            if (around, key) not in misspelt:
                found.append((around, f'"{key}" is missing. Add "{key}:" here.'))
            continue
        found.append((_path(detail["loc"], tree), _said(detail)))
    return found


def _missing(detail: ErrorDetails) -> bool:
    return detail["type"] == "missing"


def _path(loc: Iterable[int | str], tree: Tree) -> Path:
    """The part of a location that is in the tree; the validator adds tags of its own."""
    path: list[int | str] = []
    node: Tree = tree
    parts = list(loc)
    for i, part in enumerate(parts):
        if isinstance(node, dict) and part in node:
            node = node[str(part)]
            path.append(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
            path.append(part)
        elif part != "[key]" and i == len(parts) - 1 and isinstance(node, dict):
            continue
    return tuple(path)


def _said(detail: ErrorDetails) -> str:
    """One error in our words."""
    kind, context = detail["type"], detail.get("ctx", {})
    value = _shown(detail["input"])
    words = {
        "literal_error": "is not one of the words allowed here. Write {expected}.",
        "enum": "is not one of the words allowed here. Write {expected}.",
        "union_tag_invalid": "is no kind of step.",
        "greater_than": "is too small. Write more than {gt}.",
        "greater_than_equal": "is too small. Write {ge} or more.",
        "less_than": "is too large. Write less than {lt}.",
        "less_than_equal": "is too large. Write {le} or less.",
        "too_short": "has too few entries. Write at least {min_length}.",
        "string_too_long": "is too long. Use at most {max_length} characters.",
        "string_pattern_mismatch": (
            "is no name. Use small letters, digits and underscores, a letter first."
        ),
    }
    if kind == "value_error":
        return str(context["error"])
    if kind == "union_tag_not_found":
        return f'"kind" is missing. Add "kind:" with {", ".join(_STEP_KINDS)}.'
    if kind == "union_tag_invalid":
        tag = str(context["tag"])
        return f'"{tag}" is no kind of step.{suggestion(tag, _STEP_KINDS)}'
    if kind in words:
        return f"{value} {words[kind].format(**context)}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f'{value} is not a mapping. Write "key: value" lines below it, indented.'
    if kind in ("tuple_type", "list_type"):
        return f'{value} is not a list. Write "[a, b]", or lines that begin with "- ".'
    if kind == "string_type":
        return f"{value} is not a text. Write a single word or phrase."
    if isinstance(detail["input"], (dict, list)):
        return "is a group of values where one value is needed. Write one value."
    if detail["input"] is None:
        return "has no value. Write one after the colon, or remove the line."
    return f"{value}: {detail['msg']}."


def _shown(value: Any) -> str:
    """A value as it may stand in a message."""
    if isinstance(value, (dict, list, tuple)):
        return "a group of values"
    if value is None:
        return "nothing"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    text = re.sub(r"\s+", " ", text)
    return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'


def _keys_allowed(path: Path, tree: Tree) -> list[str]:
    """Keys that the schema allows in the mapping at a path."""
    model: Any = Scenario
    node: Tree = tree
    for part in path:
        node = _below(node, part)
        if isinstance(model, type) and issubclass(model, BaseModel):
            model = _field_type(model, str(part))
        elif model is not None:
            model = _value_type(model)
        model = _chosen(model, node)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def _below(node: Tree, part: int | str) -> Tree:
    if isinstance(node, dict):
        return node.get(str(part))
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _field_type(model: type[BaseModel], key: str) -> Any:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return field.annotation
    return None


def _value_type(annotation: Any) -> Any:
    """What a mapping or list holds."""
    arguments = typing.get_args(annotation)
    return arguments[-1] if arguments else None


def _chosen(annotation: Any, node: Tree) -> Any:
    """The model that a mapping is read as, out of several that it could be."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) not in (typing.Union, types.UnionType):
        return annotation
    if isinstance(node, dict) and node.get("kind") in _STEP_KINDS:
        return _STEP_KINDS[str(node["kind"])]
    for choice in typing.get_args(annotation):
        inner = _chosen(choice, node)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None
