"""Slots bought for a while: outsourcing and waiting-list initiatives in dated changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from waitsim.scenario.figures import UnitError
from waitsim.scenario.quantities import MONEY, RATE
from waitsim.scenario.suggest import known_list, near
from waitsim.scenario.tree import Tree

PURCHASES: Final = ("outsource", "initiative")
SLOTS: Final = "extra_slots"
SLOT_PRICE: Final = "extra_slot_price"

_KEYS: Final = ("step", "slots", "price")
_FORM: Final = "{step: autism.assessment, slots: 20 a week, price: £1400}"


@dataclass(frozen=True)
class Purchase:
    """Slots bought at a step, or what is wrong with them.

    Args:
        step: dotted path of the step.
        slots: the change of its extra slots, such as "+20 a week".
        price: of one slot.
        faults: key, or "" for the whole, and what is wrong.
    """

    step: str
    slots: str
    price: str
    faults: tuple[tuple[str, str], ...]


def read_purchase(item: Tree, tree: Mapping[str, Tree], *, needs_price: bool) -> Purchase:
    """A purchase as written."""
    if not isinstance(item, dict):
        return Purchase("", "", "", (("", f"this needs names and values, such as {_FORM}."),))
    faults = [(key, f'"{key}" is not known here.{_hint(key)}') for key in item if key not in _KEYS]
    texts = {key: text for key in _KEYS if isinstance(text := item.get(key), str)}
    for key in _KEYS:
        if key not in texts and (key != "price" or needs_price or key in item):
            faults.append(("", f'"{key}" is missing. Write it as in {_FORM}.'))
    step = ""
    if "step" in texts:
        step, fault = _step_path(texts["step"], tree)
        faults += [("step", fault)] if fault else []
    for key, quantity in (("slots", RATE), ("price", MONEY)):
        try:
            if key in texts:
                quantity.check(texts[key])
        except UnitError as error:
            faults.append((key, str(error)))
    slots, price = texts.get("slots", ""), texts.get("price", MONEY.say(0))
    return Purchase(step, f"+{slots.strip()}", price, tuple(faults))


def mixed_price(before: Mapping[str, Tree], after: Mapping[str, Tree], price: str) -> str:
    """Mean price of a slot when more are bought, those there were keeping theirs.

    Args:
        before: the step.
        after: the step with the slots bought.
        price: of one of those.
    """
    old, new = (RATE.check(_text(step, SLOTS, RATE.say(0))) for step in (before, after))
    paid = MONEY.check(_text(before, SLOT_PRICE, MONEY.say(0)))
    if new <= old:
        return MONEY.say(paid)
    return MONEY.say((old * paid + (new - old) * MONEY.check(price)) / new)


def node_at(tree: Tree, path: Sequence[str]) -> dict[str, Tree]:
    """The mapping at a path; an empty one if there is none."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def _text(step: Mapping[str, Tree], key: str, otherwise: str) -> str:
    value = step.get(key)
    return value if isinstance(value, str) else otherwise


def _step_path(name: str, tree: Mapping[str, Tree]) -> tuple[str, str]:
    """Dotted path of a step named ``pathway.step``, and what is wrong with it or ""."""
    pathways = node_at(dict(tree), ["pathways"])
    names = [
        f"{pathway}.{step}"
        for pathway in pathways
        for step in node_at(pathways, [pathway, "steps"])
    ]
    pathway, _, step = name.strip().partition(".")
    if name.strip() not in names:
        hint = near(name, names) or known_list(names, 8)
        return "", f'unknown step "{name}".{hint}'
    kind = node_at(pathways, [pathway, "steps", step]).get("kind")
    if kind == "clinic":
        return "", 'a clinic has as many slots as it says. Change its "slots:" for a while instead.'
    if kind in ("delay", "decision", "place"):
        return "", f"slots cannot be bought for a {kind}. Name a contact, course or review."
    return f"pathways.{pathway}.steps.{step}", ""


def _hint(key: str) -> str:
    return near(key, _KEYS) or f" Write it as in {_FORM}."
