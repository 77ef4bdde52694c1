"""A pathway as a flowchart in the language of Mermaid, which many pages and editors draw."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from waitsim.experiments.pathway_account import Link, PathwayAccount, Stop
from waitsim.present.markdown import capital
from waitsim.present.wording import say
from waitsim.scenario.lasting import Duration
from waitsim.scenario.steps import Clinic, Contact, Course, Delay, Place, Review
from waitsim.scenario.units import say_duration

SHAPES: Final[Mapping[str, tuple[str, str, str]]] = {
    "contact": ("[", "]", "box"),
    "course": ("[[", "]]", "box with double sides"),
    "review": ("(", ")", "box with round corners"),
    "clinic": ("{{", "}}", "hexagon"),
    "place": ("[(", ")]", "drum"),
    "delay": ("[/", "/]", "slanted box"),
    "decision": ("{", "}", "diamond"),
}
"""How each kind of step is drawn, and what that is called."""

_SPECIAL: Final = re.compile(r'["#<>&`\\\[\]{}|]|^(?:[-*+]|\d+[.)])(?=\s)')


def flowchart(account: PathwayAccount) -> str:
    """The source of the chart: a line for each step, end and way between them."""
    ids = {stop.key: f"step{i}" for i, stop in enumerate(account.stops)}
    ids |= {end.key: f"end{i}" for i, end in enumerate(account.ends)}
    return "\n".join(["flowchart TD", *(f"  {line}" for line in _lines(account, ids))])


def _lines(account: PathwayAccount, ids: Mapping[str, str]) -> Iterator[str]:
    pathway = account.pathway
    first = pathway.first_step or account.stops[0].key
    yield f'start(["{quoted(_referred(account))}"])'
    for stop in account.stops:
        left, right, _ = SHAPES[stop.step.kind]
        text = "<br>".join(quoted(line) for line in _said(stop))
        yield f'{ids[stop.key]}{left}"{text}"{right}'
    for end in account.ends:
        yield f'{ids[end.key]}(["{quoted(capital(end.label))}"])'
    yield f"start --> {ids[first]}"
    for stop in account.stops:
        for way in stop.ways:
            target = ids.get(way.target)
            if target and way.share:
                label = "" if way.share == 1 else f'|"{quoted(say(way.share, "share"))}"|'
                yield f"{ids[stop.key]} -->{label} {target}"
    for i, link in enumerate(account.links):
        yield from _linked(link, f"link{i}", account, ids)


def _linked(
    link: Link, name: str, account: PathwayAccount, ids: Mapping[str, str]
) -> Iterator[str]:
    """A dotted line for a way that is no route; to another pathway, with a flag for it."""
    share = "" if math.isnan(link.share) else f"{say(link.share, 'share')} "
    said = {
        "further": f"{share}referred on too",
        "again": f"{share}referred again",
        "choice": "choose another provider",
        "age": "",
        "from": "",
    }[link.kind]
    origin, target = ids.get(link.origin, name), ids.get(link.target, name)
    if link.kind == "age":
        age = f"Turns {account.pathway.leaves_at_age} on a waiting list"
        yield f'{name}(["{quoted(age)}"])'
    elif link.kind != "choice":
        yield f'{name}>"{quoted(capital(link.pathway))}"]'
    if origin == target:
        # Of an end that every pathway has, such as for those not brought.
        origin = f"from{name}"
        yield f'{origin}(["{quoted(capital(link.origin.replace("_", " ")))}"])'
    yield f"{origin} -.->" + (f'|"{quoted(said)}"| ' if said else " ") + target


def _referred(account: PathwayAccount) -> str:
    rate = account.pathway.referrals.rate
    return f"{say(rate, '')} referrals a week" if rate else "Referrals"


def _said(stop: Stop) -> Iterator[str]:
    """What stands in the box of a step: its name, how long or how often, and whose minutes."""
    yield capital(stop.label)
    rhythm = rhythm_of(stop)
    if rhythm:
        yield rhythm
    for group, contact, around in stop.minutes:
        yield f"{capital(group)}: {minutes_of(contact, around)}"


def rhythm_of(stop: Stop) -> str:
    """How long a step lasts, or how often its contacts come; empty where neither is said."""
    step = stop.step
    if isinstance(step, Contact):
        said = [f"{step.sessions} sessions"] if isinstance(step, Course) else []
        said += [f"every {say_duration(step.every)}"] if isinstance(step, Course | Review) else []
        said += [f"up to {step.together} together"] if step.together > 1 else []
        return ", ".join(said)
    if isinstance(step, Clinic):
        return f"{step.slots} slots on each date"
    if isinstance(step, Delay):
        return _lasting(step.lasts)
    return f"{step.places} places, {_lasting(step.lasts)}" if isinstance(step, Place) else ""


def minutes_of(contact: float, around: float) -> str:
    """Minutes with the child, and those around the contact."""
    return f"{say(contact, '')} + {say(around, '')} min" if around else f"{say(contact, '')} min"


def _lasting(lasts: float | Duration) -> str:
    if not isinstance(lasts, Duration):
        return say_duration(lasts)
    if lasts.mean is not None:
        return f"{say_duration(lasts.mean)} on average"
    if lasts.from_ is not None and lasts.to is not None:
        return f"{say_duration(lasts.from_)} to {say_duration(lasts.to)}"
    return "a time drawn at random"


def quoted(text: str) -> str:
    """A text as it may stand between quotes in a chart: special signs by their numbers."""
    return _SPECIAL.sub(lambda found: "".join(f"#{ord(sign)};" for sign in found[0]), text)
