"""Other amounts over those of a step, written as in dated changes."""

from collections.abc import Mapping
from typing import Any, Final

from waitsim.scenario.amounts import changed, is_relative
from waitsim.scenario.figures import UnitError, shown
from waitsim.scenario.part import PartError
from waitsim.scenario.tree import Path

_ROUTES: Final = ("then", "leaves_to")
_ONE_OR_SEVERAL: Final = ("lasts", "leaving", *_ROUTES)


def with_amounts(tree: Mapping[str, Any], amounts: Mapping[str, Any], at: Path) -> dict[str, Any]:
    """A step, or a part of it, with other amounts; the tree stays as it is.

    Args:
        amounts: new values, or changes of the present ones, by key.
        at: where they stand, for messages.
    Raises:
        PartError: if a change cannot be made.
    """
    new = dict(tree)
    for key, value in amounts.items():
        present, here = tree.get(key), (*at, key)
        if isinstance(value, dict):
            if isinstance(present, str) and key in _ROUTES:
                present = {present: "100 %"}
            if key == "leaving" and not isinstance(present, dict):
                present = {}
            if present is not None and not isinstance(present, dict):
                message = f'"{shown(_text(present))}" is one value. Write one value here too.'
                raise PartError([(here, message)])
            new[key] = with_amounts(present or {}, value, here)
        elif isinstance(value, list) or not isinstance(present, dict | list):
            new[key] = value if isinstance(value, list) else _moved(present, _text(value), here)
        elif key not in _ONE_OR_SEVERAL or is_relative(_text(value)):
            name = next(iter(present), "") if isinstance(present, dict) else ""
            mend = f'such as "{name}"' if name else "as a list"
            message = f'"{shown(_text(value))}" cannot change several values. Change one, {mend}.'
            raise PartError([(here, message)])
        else:
            new[key] = value
    return new


def _moved(present: Any, text: str, at: Path) -> str:
    if present is None:
        if is_relative(text):
            mend = "Write that value in the step first, or a new value here"
            raise PartError([(at, f'"{shown(text)}" changes a value that is not there. {mend}.')])
        return changed("", text)
    try:
        return changed(_text(present), text)
    except UnitError as error:
        raise PartError([(at, str(error))]) from None


def _text(value: Any) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
