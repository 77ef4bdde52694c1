"""Who is seen next: what the disciplines of lists need to be told, and its mistakes."""

from collections.abc import Iterator
from typing import Final, TypeAlias

from waitsim.rules.disciplines import DISCIPLINES
from waitsim.scenario.escalating import escalation_findings, fixed_parts
from waitsim.scenario.long_waiters import long_waiter_findings
from waitsim.scenario.schema import Pathway
from waitsim.scenario.steps import Contact, Listed, Review
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

Finding: TypeAlias = tuple[Path, str]

_TOLD: Final = (("breach_of", 1), ("limits", 1), ("head_starts", -1))
"""Fields that belong to a discipline, and which way it moves the minute waited from."""


def order_findings(at: Path, pathway: Pathway) -> Iterator[Finding]:
    """What is wrong with the order of the lists of a pathway."""
    for name, step in pathway.steps.items():
        if isinstance(step, Listed):
            here = (*at, "steps", name)
            yield from _foreign(here, step)
            yield from _unknown(here, pathway, step)
            yield from _lacking(here, pathway, step)
            yield from _rising(here, pathway, step)
            shared = step.list_ if isinstance(step, Contact) else None
            for text in long_waiter_findings(step.long_waiters, step.kind, shared):
                yield (*here, "long_waiters"), text


def order_structure(at: str, step: Listed) -> dict[str, object]:
    """What no dated change may alter of the order of a list, by dotted path."""
    return {
        f"{at}.order": step.order,
        f"{at}.precedence": step.precedence,
        f"{at}.breach_of": step.breach_of,
        f"{at}.limits": tuple(step.limits.items()),
        f"{at}.head_starts": tuple(step.head_starts.items()),
        f"{at}.long_waiters": step.long_waiters,
        f"{at}.escalates": fixed_parts(step.escalates),
    }


def _foreign(at: Path, step: Listed) -> Iterator[Finding]:
    for key, shift in _TOLD:
        if getattr(step, key) and DISCIPLINES[step.order].shift != shift:
            order = next(name for name, weights in DISCIPLINES.items() if weights.shift == shift)
            message = f'has no effect on the order "{step.order}"'
            yield (*at, key), f'{message}. Write "order: {order}", or remove the line.'


def _unknown(at: Path, pathway: Pathway, step: Listed) -> Iterator[Finding]:
    for key in ("limits", "head_starts"):
        for name in getattr(step, key):
            if name not in pathway.priorities:
                hint = suggestion(name, pathway.priorities) or " Name one under priorities."
                yield (*at, key, name), f'unknown priority class "{name}".{hint}'
    if step.breach_of is not None and step.breach_of not in pathway.standards:
        hint = suggestion(step.breach_of, pathway.standards) or " Name one under standards."
        yield (*at, "breach_of"), f'unknown standard "{step.breach_of}".{hint}'


def _rising(at: Path, pathway: Pathway, step: Listed) -> Iterator[Finding]:
    reviews = isinstance(step, Review)
    for path, text in escalation_findings(step.escalates, pathway.priorities, reviews=reviews):
        yield (*at, "escalates", *path), text
    if any(fixed_parts(way.escalates) != fixed_parts(step.escalates) for way in step.ways):
        message = "only the chance and the time of an escalation can differ. Write it in the step"
        yield (*at, "differs"), f"{message} itself too, with the same classes."


def _lacking(at: Path, pathway: Pathway, step: Listed) -> Iterator[Finding]:
    shift = DISCIPLINES[step.order].shift
    if shift < 0 and not step.head_starts:
        mend = 'Add "head_starts:" with a time for each class'
        yield (*at, "order"), f"no class has a head start. {mend}."
    if shift <= 0:
        return
    if bool(step.limits) == (step.breach_of is not None):
        mend = 'Write "breach_of:" with a standard, or "limits:" with a time for each class'
        yield (*at, "order"), f"limits are known from one place. {mend}."
    elif step.limits:
        without = [name for name in pathway.priorities if name not in step.limits]
        if without:
            message = f"no limit is given for {' and '.join(without)}. Add what is missing."
            yield (*at, "limits"), message
