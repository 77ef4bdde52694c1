"""What sets an option apart from its base, in words."""

from typing import Final

from waitsim.present.wording import counted, short_date
from waitsim.scenario.amounts import is_relative
from waitsim.scenario.apart import Difference, Edit
from waitsim.scenario.part import spoken
from waitsim.scenario.schema import Scenario
from waitsim.scenario.tree import Tree
from waitsim.scenario.units import say_duration

_LONGEST: Final = 100


def label_of(each: Difference, scenario: Scenario) -> str:
    """A short name: the first value it changes, and how many more.

    Args:
        scenario: with the labels of its parts.
    """
    said = _edits(each, scenario)
    first = said[0] if said else ""
    if len(first) > _LONGEST:
        first = first[: _LONGEST - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
    return first if len(said) == 1 else f"{first} and {counted(len(said) - 1, 'more value')}"


def difference_said(each: Difference, scenario: Scenario) -> tuple[str, str, str]:
    """From when on, what changes, and the author's note."""
    what = "; ".join(_edits(each, scenario))
    if each.dated is None:
        return "the start", what, ""
    change = each.dated
    when = short_date(change.start) if change.start else "the start"
    if change.ramp_minutes:
        when += f", growing over {say_duration(change.ramp_minutes)}"
    if change.end:
        when += f", to {short_date(change.end)}"
    return when, what, change.note


def _edits(each: Difference, scenario: Scenario) -> list[str]:
    if each.dated is None:
        return [_undated(edit, scenario) for edit in each.edits]
    edits = each.dated.edits.items()
    return [_said(_spoken(path, scenario), value) for path, value in edits]


def _undated(edit: Edit, scenario: Scenario) -> str:
    part = _spoken(edit.path, scenario)
    if edit.new is None:
        return f"{part}: left out"
    if edit.old is None and isinstance(edit.new, dict):
        return f"{part}: added"
    return _said(part, edit.new)


def _said(part: str, value: Tree) -> str:
    if not isinstance(value, str):
        return f"{part}: changed"
    return f"{part}{' ' if is_relative(value) else ': '}{value}"


def _spoken(path: str, scenario: Scenario) -> str:
    """A dotted path as people read it: ``Assessment, staff, ADHD nurses``."""
    parts = path.split(".")
    staff, pathways = scenario.staff, scenario.pathways
    said: list[str] = []
    if parts[0] == "staff" and len(parts) > 1:
        said, parts = [spoken(parts[1], staff.get(parts[1]))], parts[2:]
    elif parts[0] == "pathways" and len(parts) > 1:
        pathway = pathways.get(parts[1])
        said, parts = [spoken(parts[1], pathway)], parts[2:]
        if parts[:1] == ["steps"] and len(parts) > 1:
            step = pathway.steps.get(parts[1]) if pathway else None
            said[0] += f": {spoken(parts[1], step)}"
            parts = parts[2:]
    said += [spoken(part, staff[part]) if part in staff else _words(part) for part in parts]
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def _words(key: str) -> str:
    return {"wte": "WTE", "dna": "DNA"}.get(key, key.replace("_", " "))
