"""The form of a scenario file for editors, as JSON Schema: hints and checks while one types.

An editor sees one file and knows no units, so this lets pass what only `load` can refuse. Each
part is described twice: as a whole, and as what an extending file may leave incomplete.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from waitsim.scenario.forms import (
    STEP_KINDS,
    Fields,
    FixedOrDrawn,
    Form,
    Listing,
    Steps,
    Table,
    Text,
    fields,
)
from waitsim.scenario.part import Part, Source
from waitsim.scenario.provenance import CONFIDENCES
from waitsim.scenario.quantities import DATE, MONEY, RATE, TIME, YES_NO, Quantity
from waitsim.scenario.schema import Scenario

Json: TypeAlias = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_NEVER_CHANGED: Final = (
    *("schema", "title", "description", "start", "horizon", "sources", "groups", "uncertain"),
)
_NAME: Final = r"^[a-z][a-z0-9_]*$"
_DATED: Final = r"^[a-z_]+(\.[^.]+)+$"
_PROVENANCE: Final[Json] = {
    "source": {
        "type": ["string", "array"],
        "items": {"type": "string"},
        "description": "Key of a publication under sources, or several.",
    },
    "confidence": {"enum": list(CONFIDENCES), "description": "How sure the figures are."},
    "note": {"type": "string", "description": "What a reader should know."},
}
_EXTENDS: Final[Json] = {
    "type": "string",
    "pattern": r"\.ya?ml$",
    "description": "The file that this one is laid over, as seen from its own folder.",
    "examples": ["baseline.yaml"],
}

_USE: Final[Json] = {
    "type": ["string", "array"],
    "pattern": r"\.ya?ml$",
    "items": {"type": "string", "pattern": r"\.ya?ml$"},
    "description": "Files whose parts this one takes over, as seen from its own folder.",
    "examples": [["../library/adhd.yaml", "../library/autism.yaml"]],
}

_EXPECTS: Final[Json] = {
    "type": "object",
    "description": "Sums that a person can check by hand. A run takes no notice of them.",
}


def json_schema() -> Json:
    """The JSON Schema (2020-12) of a scenario file."""
    definitions: Json = dict(_PROVENANCE)
    whole, extending = (_Parts(w, definitions).ref(Scenario) for w in (True, False))
    return {
        "$schema": _DIALECT,
        "$id": "urn:waitsim:scenario:1",
        "title": "waitsim scenario",
        "description": _says(Scenario),
        "type": "object",
        "if": {"anyOf": [{"required": ["extends"]}, {"required": ["use"]}]},
        "then": extending,
        "else": whole,
        "$defs": dict(sorted(definitions.items())),
    }


class _Parts:
    """Builds the definitions of all parts: whole ones, or those of an extending file."""

    def __init__(self, whole: bool, definitions: Json) -> None:
        self.whole = whole
        self.definitions = definitions

    def ref(self, model: type[Part]) -> Json:
        """A reference to the definition of a part, which is made if there is none yet."""
        name = model.__name__ if self.whole else f"{model.__name__}.extending"
        return self._defined(name, lambda: self._part(model))

    def _defined(self, name: str, make: Callable[[], Json]) -> Json:
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def _quantity(self, quantity: Quantity) -> Json:
        return self._defined(_key(quantity), lambda: _sourced(_plain(quantity)))

    def _part(self, model: type[Part]) -> Json:
        properties: Json = {}
        for key, field in fields(model).items():
            shown = {**self._form(field.form), "description": field.says}
            form = field.form.fixed if isinstance(field.form, FixedOrDrawn) else field.form
            if isinstance(form, Quantity) and field.default is not None:
                shown["default"] = form.say(field.default)
            properties[key] = shown
        required = [key for key, field in fields(model).items() if field.required]
        if model is Scenario:
            properties |= {
                "extends": _EXTENDS,
                "use": _USE,
                "expects": _EXPECTS,
                "changes": self._changes(),
            }
        if model is not Source:
            properties |= _provenance()
        made = _mapping(_says(model), properties)
        if model.model_config.get("extra") == "allow":
            made["additionalProperties"] = True
        return {**made, "required": required} if self.whole and required else made

    def _form(self, form: Form) -> Json:
        if isinstance(form, Fields):
            return self.ref(form.model)
        if isinstance(form, Steps):
            name = "Step" if self.whole else "Step.extending"
            return self._defined(name, lambda: self._step(form.kinds))
        if isinstance(form, FixedOrDrawn):
            return {"anyOf": [self._quantity(form.fixed), self.ref(form.drawn)]}
        if isinstance(form, Table):
            return self._table(form)
        if isinstance(form, Listing):
            items = {"type": "array", "items": self._form(form.item)}
            return _sourced({**items, "type": ["string", "array"]} if form.single else items)
        return self._quantity(form) if isinstance(form, Quantity) else _sourced(_text(form))

    def _changes(self) -> Json:
        """The list of dated changes."""
        date, time = self._quantity(DATE), self._quantity(TIME)
        about = {
            "on": {**date, "description": "First day, for good."},
            "from": {**date, "description": "First day, for a while or for good."},
            "to": {**date, "description": "Last day in force."},
            "lead": {**time, "description": "Time from that day until it begins: recruitment."},
            "ramp": {**time, "description": "Time over which it takes full effect."},
            "name": {**_text(Text(_NAME, 60)), "description": "By which sweeps name the change."},
            "outsource": self._purchase("Slots bought elsewhere.", ["step", "slots", "price"]),
            "initiative": self._purchase("Slots on top of the usual ones.", ["step", "slots"]),
        }
        sections = {
            key: {"type": "object", "description": field.says}
            for key, field in fields(Scenario).items()
            if key not in _NEVER_CHANGED
        }
        change = {
            **_mapping("A dated change of values.", about | sections | _provenance()),
            "patternProperties": {
                _DATED: {"description": 'A new value, or a change such as "+2", "-5 %" or "x1.1".'}
            },
            "examples": [{"on": "2027-01-04", "staff.nurses.wte": "+2", "ramp": "12 weeks"}],
        }
        return {"type": "array", "items": change, "description": "Dated changes, in order."}

    def _purchase(self, says: str, required: list[str]) -> Json:
        """Slots bought for a while, or a list of such."""
        parts = {
            "step": {"type": "string", "description": "Pathway and step: `autism.assessment`."},
            "slots": {**self._quantity(RATE), "description": "Slots on top of those there are."},
            "price": {**self._quantity(MONEY), "description": "Price of one slot."},
        }
        one = _mapping(says, parts | _provenance()) | {"required": required}
        return {"anyOf": [one, {"type": "array", "items": one}], "description": says}

    def _table(self, form: Table) -> Json:
        if form.value == Fields(Source):
            return {"type": "object", "additionalProperties": self.ref(Source)}
        table: Json = {
            "type": ["object", "null"],
            "properties": _provenance(),
            "additionalProperties": self._form(form.value),
        }
        if isinstance(form.key, Text) and form.key.pattern:
            table["propertyNames"] = {"pattern": form.key.pattern}
        elif isinstance(form.key, Quantity):
            table["propertyNames"] = {"pattern": "[0-9]|^(source|confidence|note)$"}
        if form.single:
            table["type"] = ["string", "object", "null"]
            table["properties"] = {"value": {"type": "string"}, **_provenance()}
        return table

    def _step(self, kinds: Mapping[str, type[Part]]) -> Json:
        """A step, told apart by its kind; without one it may have the fields of any."""
        any_field: Json = {}
        for model in kinds.values():
            for key, field in fields(model).items():
                any_field.setdefault(key, self._form(field.form))
        any_field["kind"] = self._quantity(_KIND)
        of_kind = [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": self.ref(model),
            }
            for kind, model in kinds.items()
        ]
        step: Json = {"type": ["object", "null"], "allOf": of_kind}
        if self.whole:
            return {**step, "properties": {"kind": any_field["kind"]}, "required": ["kind"]}
        # Without a kind no part is chosen above, and what is unknown must still be found.
        without = _mapping("A step of the extended file.", any_field | _provenance())
        return {**step, "if": {"required": ["kind"]}, "else": without}


_KIND: Final = Quantity("kind of step", str, str, ("contact",), options=tuple(STEP_KINDS))


def _mapping(description: str, properties: Json) -> Json:
    """A mapping with no other keys; nothing at all takes away what an extended file says."""
    return {
        "type": ["object", "null"],
        "description": description,
        "properties": properties,
        "additionalProperties": False,
    }


def _says(model: type[Part]) -> str:
    return (inspect.getdoc(model) or "").splitlines()[0]


def _key(quantity: Quantity) -> str:
    """A name for a quantity that tells it from others that editors check otherwise."""
    limits = ""
    if quantity.plain and not quantity.options:
        pairs = (("from", quantity.least), ("above", quantity.above), ("to", quantity.most))
        limits = "".join(f" {word} {limit}" for word, limit in pairs if limit is not None)
    words = "".join(f" {word}" for word in quantity.options[:2])
    name = quantity.name.removesuffix(" for this") + words + limits.replace(".", " point ")
    return re.sub(r"[^A-Za-z0-9]+", "_", name)


def _plain(quantity: Quantity) -> Json:
    """A quantity without what it rests on."""
    if quantity == YES_NO:
        return {"enum": ["yes", "no", "true", "false", True, False]}
    if quantity.options:
        numbers = [int(option) for option in quantity.options if option.isdecimal()]
        return {"enum": [*quantity.options, *numbers]}
    form: Json = {
        "type": ["string", "number"] if quantity.plain else "string",
        "pattern": quantity.looks,
        "examples": list(quantity.examples),
    }
    limits = {
        "minimum": quantity.least,
        "exclusiveMinimum": quantity.above,
        "maximum": quantity.most,
    }
    if quantity.plain:
        form |= {key: limit for key, limit in limits.items() if limit is not None}
    return form


def _text(text: Text) -> Json:
    form: Json = {"type": "string"}
    if text.pattern:
        form["pattern"] = text.pattern
    return form if text.most is None else {**form, "maxLength": text.most}


def _sourced(plain: Json) -> Json:
    """A value; or a mapping of the value and what it rests on; or nothing, as for mappings."""
    beside = {"value": plain, **_provenance()}
    stated = {"properties": beside, "required": ["value"], "additionalProperties": False}
    if "enum" in plain:
        return {"anyOf": [{"enum": [*plain["enum"], None]}, {"type": "object", **stated}]}
    kinds = plain["type"] if isinstance(plain["type"], list) else [plain["type"]]
    return {**plain, "type": [*kinds, "object", "null"], **stated}


def _provenance() -> Json:
    """Keys that every mapping may hold, for the figures inside it."""
    return {key: {"$ref": f"#/$defs/{key}"} for key in _PROVENANCE}
