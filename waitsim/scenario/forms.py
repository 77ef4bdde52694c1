"""The schema as data: what may stand at each place of a scenario file.

Made from the fields of the schema, so that messages, the reference page, the description for
editors and dated changes all follow it.
"""

import inspect
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from annotated_types import MaxLen
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from waitsim.scenario.docstrings import docstrings
from waitsim.scenario.part import Part
from waitsim.scenario.quantities import Quantity, Single, one_of
from waitsim.scenario.schema import Scenario
from waitsim.scenario.steps import Clinic, Contact, Course, Decision, Delay, Place, Review
from waitsim.scenario.tree import Path, Tree

STEP_KINDS: Mapping[str, type[Part]] = types.MappingProxyType(
    {
        "contact": Contact,
        "course": Course,
        "review": Review,
        "clinic": Clinic,
        "delay": Delay,
        "decision": Decision,
        "place": Place,
    }
)


@dataclass(frozen=True)
class Text:
    """Free text, or a name; `pattern` is what a name looks like."""

    pattern: str = ""
    most: int | None = None


@dataclass(frozen=True)
class Listing:
    """A list of items; ``single`` where one text may stand for the list."""

    item: "Form"
    single: bool = False


@dataclass(frozen=True)
class Table:
    """A mapping from names or ranges to values; ``single`` where one text may stand for it."""

    key: Quantity | Text
    value: "Form"
    single: bool = False


@dataclass(frozen=True)
class Fields:
    """A mapping whose keys are the fields of a model."""

    model: type[Part]


@dataclass(frozen=True)
class Steps:
    """A mapping that is one of several models, told apart by its ``kind``."""

    kinds: Mapping[str, type[Part]]


@dataclass(frozen=True)
class FixedOrDrawn:
    """One value, or a mapping that says how it is drawn or what it depends on."""

    fixed: Quantity
    drawn: type[Part]


Form: TypeAlias = Quantity | Text | Listing | Table | Fields | Steps | FixedOrDrawn


@dataclass(frozen=True)
class Field:
    """One key of a mapping in a scenario file.

    Args:
        key: as written in a file.
        form: what may stand there.
        owner: the model that declares it, which may be a parent of the one asked.
        name: of the field in the model.
        required: whether it must be written.
        default: what holds where it is not written; None if that is nothing.
    """

    key: str
    form: Form
    owner: type[Part]
    name: str
    required: bool
    default: Any

    @property
    def says(self) -> str:
        """What it means; the docstring of the field."""
        return docstrings(self.owner)[self.name]


@cache
def fields(model: type[Part]) -> Mapping[str, Field]:
    """The keys that a mapping may hold, in the order in which the schema gives them."""
    found = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        default = info.get_default(call_default_factory=False)
        found[key] = Field(
            key=key,
            form=_form(info.annotation, tuple(info.metadata)),
            owner=_owner(model, name),
            name=name,
            required=info.is_required(),
            default=None if default is PydanticUndefined else default,
        )
    return types.MappingProxyType(found)


def _owner(model: type[Part], name: str) -> type[Part]:
    return next(kind for kind in model.__mro__ if name in inspect.get_annotations(kind))


def form_at(path: Path, tree: Tree) -> Form | None:
    """What may stand at a path of a tree; None if nothing may.

    Steps and times are told apart by what the tree says of them.
    """
    form: Form | None = Fields(Scenario)
    node = tree
    for part in path:
        form = _inside(form, part, node)
        node = below(node, part)
    return form


def model_at(path: Path, tree: Tree) -> type[Part] | None:
    """The model of the mapping at a path; None if its keys are free or it is no mapping."""
    node = tree
    for part in path:
        node = below(node, part)
    return _model(form_at(path, tree), node)


def _inside(form: Form | None, part: str | int, node: Tree) -> Form | None:
    model = _model(form, node)
    if model is not None:
        field = fields(model).get(str(part))
        return field.form if field else None
    if isinstance(form, Table):
        return form.value
    return form.item if isinstance(form, Listing) else None


def _model(form: Form | None, node: Tree) -> type[Part] | None:
    if isinstance(form, Fields):
        return form.model
    if isinstance(form, Steps):
        kind = node.get("kind") if isinstance(node, dict) else None
        return form.kinds.get(kind) if isinstance(kind, str) else None
    if isinstance(form, FixedOrDrawn) and isinstance(node, dict):
        return form.drawn
    return None


def below(node: Tree, part: str | int) -> Tree:
    """What stands under a key or number; None if nothing does."""
    if isinstance(node, dict):
        return node.get(str(part))
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _form(annotation: Any, metadata: Sequence[Any]) -> Form:
    """The form that a field's type and its metadata stand for."""
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *more = typing.get_args(annotation)
        return _form(inner, (*metadata, *more))
    quantities = [mark for mark in metadata if isinstance(mark, Quantity)]
    if quantities:
        return quantities[-1]
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return Fields(annotation)
    if annotation is str:
        return _text(metadata)
    single = any(isinstance(mark, Single) for mark in metadata)
    return _composed(annotation, single)


def _composed(annotation: Any, single: bool) -> Form:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is dict:
        key = _form(arguments[0], ())
        assert isinstance(key, Quantity | Text)
        return Table(key, _form(arguments[1], ()), single)
    if origin is tuple:
        return Listing(_form(arguments[0], ()), single)
    if origin is typing.Literal:
        return one_of("word for this", arguments)
    assert origin in (typing.Union, types.UnionType), annotation
    return _union([kind for kind in arguments if kind is not types.NoneType])


def _union(choices: Sequence[Any]) -> Form:
    if len(choices) == 1:
        return _form(choices[0], ())
    forms = [_form(choice, ()) for choice in choices]
    models = [form.model for form in forms if isinstance(form, Fields)]
    fixed = [form for form in forms if isinstance(form, Quantity)]
    if len(models) == len(fixed) == 1:
        return FixedOrDrawn(fixed[0], models[0])
    assert set(models) == set(STEP_KINDS.values())
    return Steps(STEP_KINDS)


def _text(metadata: Sequence[Any]) -> Text:
    marks = [
        inner
        for mark in metadata
        for inner in (mark.metadata if isinstance(mark, FieldInfo) else (mark,))
    ]
    pattern = next((mark.pattern for mark in marks if getattr(mark, "pattern", None)), "")
    most = next((mark.max_length for mark in marks if isinstance(mark, MaxLen)), None)
    return Text(pattern, most)
