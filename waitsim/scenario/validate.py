"""What a scenario must say beyond the form of each part: names that meet, shares that sum."""

from collections.abc import Iterator, Mapping

from waitsim.records import BUILT_IN_ENDS
from waitsim.scenario.quantities import REST
from waitsim.scenario.schema import (
    Contact,
    Course,
    Decision,
    Delay,
    Part,
    Pathway,
    Place,
    Review,
    Scenario,
)
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path

Finding = tuple[Path, str]
"""Where, and what is wrong with its mend."""

_TOLERANCE = 1e-6
_MOST_CLOCKS = 60
_MOST_A_DAY = 300.0
_MOST_REFERRALS = 20_000_000


def findings(scenario: Scenario) -> list[Finding]:
    """Everything that does not fit together."""
    found: list[Finding] = []
    for name, pathway in scenario.pathways.items():
        at: Path = ("pathways", name)
        found += _people(at, pathway)
        found += _steps(at, pathway, scenario)
        found += _opening(at, pathway)
        found += _standards(at, pathway)
    found += _sizes(scenario)
    found += _school(scenario)
    return found


def _sums_to_one(at: Path, shares: Mapping[object, float], what: str) -> Iterator[Finding]:
    total = sum(shares.values())
    if abs(total - 1) > _TOLERANCE:
        yield at, f"{what} sum to {total:.6g}, not 1. Change one share so that they do."


def _people(at: Path, pathway: Pathway) -> Iterator[Finding]:
    yield from _sums_to_one((*at, "priorities"), dict(pathway.priorities), "shares")
    if pathway.ages:
        yield from _sums_to_one((*at, "ages"), dict(pathway.ages), "shares")
        ranges = sorted(pathway.ages)
        for (_, end), (start, _) in zip(ranges, ranges[1:], strict=False):
            if start <= end:
                yield (*at, "ages"), f"age {start} is in two groups. Let each age be in one."
    age = pathway.leaves_at_age
    if age is None:
        return
    if not pathway.ages:
        yield (
            (*at, "leaves_at_age"),
            'needs the ages of children. Add "ages:", or remove this line.',
        )
    for low, high in pathway.ages:
        if high >= age:
            yield (
                (*at, "ages"),
                f"{low}-{high} reaches age {age}, at which children leave. End it at {age - 1}.",
            )


def _steps(at: Path, pathway: Pathway, scenario: Scenario) -> Iterator[Finding]:
    if pathway.first_step is not None and pathway.first_step not in pathway.steps:
        hint = suggestion(pathway.first_step, pathway.steps)
        yield (*at, "first_step"), f'unknown step "{pathway.first_step}".{hint}'
    for name in pathway.ends:
        if name in pathway.steps:
            yield (*at, "ends", name), f'"{name}" is a step too. Give the end another name.'
        if name in BUILT_IN_ENDS:
            yield (
                (*at, "ends", name),
                f'"{name}" is an end that every pathway has. Remove the line.',
            )
    for name, step in pathway.steps.items():
        here = (*at, "steps", name)
        yield from _routes(here, step.then, pathway)
        if isinstance(step, Contact):
            yield from _needs(here, step, scenario)
        if isinstance(step, Review) and step.stops == 0 and step.then:
            yield from _endless(here, step, pathway)
    yield from _decision_loops(at, pathway)


def _endless(here: Path, step: Review, pathway: Pathway) -> Iterator[Finding]:
    if pathway.leaves_at_age is None:
        yield (
            here,
            'reviews never end. Add "stops: 5 %" (a chance at each review), or a '
            '"leaves_at_age:" for the pathway.',
        )


def _routes(here: Path, then: Mapping[str, float | str], pathway: Pathway) -> Iterator[Finding]:
    known = [*pathway.steps, *pathway.ends, *BUILT_IN_ENDS]
    for target in then:
        if target not in known:
            place = (*here, "then", target) if len(then) > 1 else (*here, "then")
            yield place, f'unknown step or end "{target}".{suggestion(target, known)}'
    shares = [share for share in then.values() if not isinstance(share, str)]
    rests = len(then) - len(shares)
    total = sum(shares)
    if rests > 1:
        yield (*here, "then"), f'"{REST}" is used {rests} times. Use it once.'
    elif rests == 1 and total > 1 + _TOLERANCE:
        yield (
            (*here, "then"),
            f"shares beside {REST} sum to {total:.6g}, more than 1. Make them smaller.",
        )
    elif rests == 0 and abs(total - 1) > _TOLERANCE:
        yield (
            (*here, "then"),
            f"shares sum to {total:.6g}, not 1. Change one share so that they do, "
            f'or write "{REST}" for one of them.',
        )


def _needs(here: Path, step: Contact, scenario: Scenario) -> Iterator[Finding]:
    for key, needs in (("staff", step.staff), ("admin", step.admin)):
        for group in needs:
            if group not in scenario.staff:
                yield (
                    (*here, key, group),
                    f'unknown staff group "{group}".{suggestion(group, scenario.staff)}',
                )


def _decision_loops(at: Path, pathway: Pathway) -> Iterator[Finding]:
    """Decisions that lead to one another for ever in no time."""
    decisions = {n: s for n, s in pathway.steps.items() if isinstance(s, Decision)}
    for name in decisions:
        ahead, seen = [name], set[str]()
        while ahead:
            for target in decisions[ahead.pop()].then:
                if target == name:
                    yield (
                        (*at, "steps", name),
                        "decisions lead back to this one without any time passing. "
                        "Put a delay or a contact between them.",
                    )
                    ahead.clear()
                    break
                if target in decisions and target not in seen:
                    seen.add(target)
                    ahead.append(target)


def _opening(at: Path, pathway: Pathway) -> Iterator[Finding]:
    for name, opening in pathway.opening.items():
        here = (*at, "opening", name)
        step = pathway.steps.get(name)
        if step is None:
            yield here, f'unknown step "{name}".{suggestion(name, pathway.steps)}'
            continue
        if opening.waiting and isinstance(step, (Delay, Decision)):
            yield (
                (*here, "waiting"),
                f"a {step.kind} has no waiting list. Put these children at a contact, "
                'or write "caseload:".',
            )
        if opening.caseload and (step.kind in ("contact", "decision")):
            yield (
                (*here, "caseload"),
                f'nobody is part-way through a {step.kind}. Write "waiting:" with bands.',
            )
        if isinstance(step, Place) and opening.caseload > step.places:
            yield (
                (*here, "caseload"),
                f"{opening.caseload} children hold {step.places} places. Make room or count again.",
            )
        bands = sorted(opening.waiting)
        for (_, end), (start, _) in zip(bands, bands[1:], strict=False):
            if start < end:
                yield (*here, "waiting"), "two bands overlap. Let each wait be in one band."


def _standards(at: Path, pathway: Pathway) -> Iterator[Finding]:
    for name, standard in pathway.standards.items():
        for step in standard.to:
            if step not in pathway.steps:
                yield (
                    (*at, "standards", name, "to"),
                    f'unknown step "{step}".{suggestion(step, pathway.steps)}',
                )
    if len(pathway.standards) > _MOST_CLOCKS:
        yield (
            (*at, "standards"),
            f"has {len(pathway.standards)} standards; at most {_MOST_CLOCKS} can be watched.",
        )


def _sizes(scenario: Scenario) -> Iterator[Finding]:
    years = scenario.days / 365.25
    total = 0.0
    for name, pathway in scenario.pathways.items():
        referrals = pathway.referrals
        grown = max((1 + referrals.growth) ** years, 1.0)
        weekly = referrals.rate * grown
        total += weekly * scenario.days / 7
        total += sum(sum(o.waiting.values()) + o.caseload for o in pathway.opening.values())
        if weekly / 5 * max(referrals.season) > _MOST_A_DAY:
            yield (
                ("pathways", name, "referrals", "rate"),
                f"comes to more than {_MOST_A_DAY:.0f} referrals on a day. "
                "Scale referrals, lists and staff down alike, for instance to a tenth.",
            )
    if total > _MOST_REFERRALS:
        yield (
            ("horizon",),
            f"the run would hold about {total:,.0f} referrals; at most {_MOST_REFERRALS:,} fit. "
            "Shorten it or scale the scenario down.",
        )


def _school(scenario: Scenario) -> Iterator[Finding]:
    if scenario.calendar.school_holidays:
        return
    mend = 'Add "calendar: school_holidays:" with dates.'
    for name, group in scenario.staff.items():
        if group.term_time_only:
            yield ("staff", name, "term_time_only"), f"no school holidays are given. {mend}"
    for name, pathway in scenario.pathways.items():
        if pathway.referrals.days == "school":
            yield (
                ("pathways", name, "referrals", "days"),
                f"no school holidays are given. {mend}",
            )


def structure(scenario: Scenario) -> dict[str, Part | object]:
    """What no dated change may alter: the names of parts and the kinds of steps."""
    return {
        "start": scenario.start,
        "horizon": scenario.horizon,
        "staff": tuple(scenario.staff),
        **{
            f"pathways.{name}": (
                tuple((key, step.kind) for key, step in pathway.steps.items()),
                tuple(pathway.ends),
                pathway.first_step,
                tuple(pathway.priorities.items()),
                tuple(pathway.ages.items()),
                pathway.leaves_at_age,
                tuple((key, s.to, s.within, s.target) for key, s in pathway.standards.items()),
                tuple((key, repr(o)) for key, o in pathway.opening.items()),
                tuple(
                    (key, step.order, step.precedence)
                    for key, step in pathway.steps.items()
                    if isinstance(step, (Contact, Course, Review, Place))
                ),
            )
            for name, pathway in scenario.pathways.items()
        },
    }
