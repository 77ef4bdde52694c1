"""What makes two scenarios the same: all that can change the answer, but the seed."""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final

from waitsim.records import SEMANTICS_VERSION
from waitsim.scenario.differing import Varied
from waitsim.scenario.part import Part
from waitsim.scenario.referral_list import ReferralList
from waitsim.scenario.schema import Scenario

_ABOUT: Final = ("title", "description", "label", "sources")
"""Fields that only people read."""

_NAMES_ONLY: Final = ("ends",)
"""Fields whose values are labels."""

_FIRST: Final[Mapping[str, str]] = {
    "Referrals": "rate season growth days",
    "Calendar": "bank_holidays extra_closures school_holidays",
    "StaffGroup": "wte hours clinical_share weeks_worked vacancy days term_time_only"
    " bank_holidays_off cost",
    "Duration": "distribution mean sd from_ to scale shape",
    "Dna": "share rebook most place after",
    "Contact": "order precedence leaving then kind staff admin dna extra_slots extra_slot_price",
    "Course": "order precedence leaving then kind staff admin dna extra_slots extra_slot_price"
    " sessions every stops",
    "Review": "order precedence leaving then kind staff admin dna extra_slots extra_slot_price"
    " every stops",
    "Place": "order precedence leaving then kind places lasts",
    "Delay": "kind lasts then",
    "Decision": "kind then",
    "Standard": "to within target",
    "Opening": "waiting caseload",
    "Pathway": "referrals priorities ages leaves_at_age first_step steps ends standards opening",
    "Scenario": "schema_ start horizon calendar staff pathways",
}
"""Fields of the first version, which count also where they are left at their default. Those that
came later count only where they say something else, so that older scenarios stay the same."""


def identity_of(epochs: Sequence[tuple[int, Scenario]]) -> str:
    """SHA-256, in hexadecimal, of a scenario with its dated changes.

    Titles, labels and sources do not count; the order in which parts are written does.

    Args:
        epochs: first day of each stretch without dated changes, and what holds in it.
    """
    digests: dict[int, str] = {}
    said = [[day, _said(scenario, digests)] for day, scenario in epochs]
    return _digest([SEMANTICS_VERSION, said])


def _said(value: object, digests: dict[int, str]) -> object:
    """A value as lists, texts and numbers; parts that epochs share are worked out once."""
    if isinstance(value, Part):
        if id(value) not in digests:
            digests[id(value)] = _digest(
                [
                    [name, list(inner) if name in _NAMES_ONLY else _said(inner, digests)]
                    for name, inner in value
                    if name not in _ABOUT and _counts(value, name, inner)
                ]
                + [[list(key), _said(way, digests)] for key, way in _variants(value).items()]
            )
        return digests[id(value)]
    if isinstance(value, Mapping):
        return [[_said(key, digests), _said(inner, digests)] for key, inner in value.items()]
    if isinstance(value, tuple):
        return [_said(inner, digests) for inner in value]
    if isinstance(value, ReferralList):
        return value.digest
    return value.isoformat() if isinstance(value, datetime.date) else value


def _variants(part: Part) -> Mapping[tuple[int, ...], Part]:
    return part.variants if isinstance(part, Varied) else {}


def _counts(part: Part, name: str, value: object) -> bool:
    """Whether a field is of the first version, or says something."""
    kind = type(part)
    if name not in kind.model_fields:
        return True  # what differs is named freely
    if name in _FIRST.get(kind.__name__, "").split():
        return True
    field = kind.model_fields[name]
    return field.is_required() or value != field.get_default(call_default_factory=True)


def _digest(said: object) -> str:
    text = json.dumps(said, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
