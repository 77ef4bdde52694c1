"""What a scenario must say beyond the form of each part: names that meet, shares that sum."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from waitsim.records import BUILT_IN_ENDS
from waitsim.scenario.cancelling import cancel_findings, cancel_structure
from waitsim.scenario.choosing_checks import choice_findings, choice_structure
from waitsim.scenario.clinics import clinic_findings
from waitsim.scenario.clock_checks import clock_findings, clock_structure
from waitsim.scenario.diaries import diary_findings, diary_structure
from waitsim.scenario.differing import blamed
from waitsim.scenario.figures import shown
from waitsim.scenario.grouping import group_findings, pathway_findings
from waitsim.scenario.leaving import is_left
from waitsim.scenario.lots import lot_findings
from waitsim.scenario.names import name_findings
from waitsim.scenario.network import zero_time_loops
from waitsim.scenario.onward_checks import onward_findings, onward_structure
from waitsim.scenario.ordering import order_findings, order_structure
from waitsim.scenario.quantities import REST
from waitsim.scenario.resolving_checks import resolving_findings, resolving_structure
from waitsim.scenario.reviews import review_findings
from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.sharing import sharing_findings
from waitsim.scenario.steps import Contact, Course, Delay, Listed, Place, Review
from waitsim.scenario.suggest import suggestion
from waitsim.scenario.tree import Path
from waitsim.scenario.units import MINUTES, say_duration

Finding: TypeAlias = tuple[Path, str]
"""Where, and what is wrong with its mend."""

MOST_AT_A_STEP: Final = 2**20
_TOLERANCE: Final = 1e-6
_LONGEST_WAIT: Final = 50 * MINUTES["year"]
MOST_FINDINGS: Final = 500
"""Mistakes that are told; more would help nobody."""

_NAME_A_STEP: Final = " Name a step of this pathway."


def findings(
    scenario: Scenario, absent: Collection[Path] = (), known: Scenario | None = None
) -> list[Finding]:
    """Everything that does not fit together.

    Args:
        absent: parts that were left out or stood in for because they are faulty; nothing is said
            that only follows from that.
        known: a scenario without fault; pathways that are its very own are not looked at again.
    """
    found = itertools.islice(_all_findings(scenario, absent, known), MOST_FINDINGS)
    return [finding for finding in found if not _is_absent(finding[0], absent)]


def _all_findings(
    scenario: Scenario, absent: Collection[Path], known: Scenario | None
) -> Iterator[Finding]:
    same_staff = known is not None and known.staff.keys() == scenario.staff.keys()
    staff = [*scenario.staff, *_left_out(absent, ("staff",))]
    yield from group_findings(scenario)
    for name, pathway in scenario.pathways.items():
        if known is not None and same_staff and known.pathways.get(name) is pathway:
            continue
        at: Path = ("pathways", name)
        yield from _people(at, pathway, absent)
        yield from pathway_findings(at, scenario, pathway, absent)
        yield from _steps(at, pathway, absent)
        yield from order_findings(at, pathway)
        yield from cancel_findings(at, pathway, absent)
        if (*at, "ages") not in absent:
            yield from review_findings(at, pathway)
        if ("staff",) not in absent:
            yield from _staff(at, pathway, staff)
        yield from _opening(at, pathway, absent, begins=known is None)
        yield from clock_findings(at, pathway, _left_out(absent, (*at, "steps")))
    yield from sharing_findings(scenario, absent)
    yield from lot_findings(scenario)
    yield from onward_findings(scenario, absent)
    yield from resolving_findings(scenario, absent)
    yield from choice_findings(scenario, absent)
    yield from clinic_findings(scenario, absent)
    yield from name_findings(scenario)
    yield from _school(scenario, absent)
    yield from diary_findings(scenario)


def structure(scenario: Scenario) -> dict[str, object]:
    """What no dated change may alter, by dotted path: names, kinds and orders of parts."""
    fixed: dict[str, object] = {
        "start": scenario.start,
        "horizon": scenario.horizon,
        "staff": tuple(scenario.staff),
        "pathways": tuple(scenario.pathways),
        "groups": _shares(scenario.groups),
        "opening_list": scenario.opening_list,
    }
    for name, group in scenario.staff.items():
        # Said only where there are any, so that messages of others name no more than they did.
        if group.protects:
            purses = tuple((key, purse.for_) for key, purse in group.protects.items())
            fixed[f"staff.{name}.protects"] = purses
    for name, pathway in scenario.pathways.items():
        at = f"pathways.{name}"
        fixed[f"{at}.steps"] = tuple((key, step.kind) for key, step in pathway.steps.items())
        fixed[f"{at}.ends"] = tuple(pathway.ends)
        fixed[f"{at}.first_step"] = pathway.first_step
        fixed[f"{at}.priorities"] = tuple(pathway.priorities.items())
        fixed[f"{at}.ages"] = tuple(pathway.ages.items())
        fixed[f"{at}.groups"] = _shares(pathway.groups)
        fixed[f"{at}.leaves_at_age"] = pathway.leaves_at_age
        fixed[f"{at}.aged_out_to"] = pathway.aged_out_to
        fixed[f"{at}.standards"] = tuple(
            (key, s.to, s.within, s.target) for key, s in pathway.standards.items()
        )
        fixed[f"{at}.opening"] = tuple(
            (key, tuple(o.waiting.items()), o.caseload) for key, o in pathway.opening.items()
        )
        for key, step in pathway.steps.items():
            fixed[f"{at}.steps.{key}.differs"] = tuple(
                tuple(item.where.items()) for item in step.differs
            )
            if isinstance(step, Listed):
                fixed |= order_structure(f"{at}.steps.{key}", step)
            if isinstance(step, Course):
                fixed[f"{at}.steps.{key}.follow_ups"] = step.follow_ups
        fixed |= onward_structure(at, pathway) | choice_structure(at, pathway)
        fixed |= resolving_structure(at, pathway)
        fixed |= cancel_structure(at, pathway)
        fixed |= clock_structure(at, pathway)
    return {**fixed, **diary_structure(scenario)}


def _shares(groups: Mapping[str, Mapping[str, float]]) -> object:
    return tuple((name, tuple(shares.items())) for name, shares in groups.items())


def _left_out(absent: Collection[Path], around: Path) -> list[str]:
    """Names of the parts that are faulty, but were meant to be there."""
    return [str(path[-1]) for path in absent if path[:-1] == around]


def _is_absent(path: Path, absent: Collection[Path]) -> bool:
    return bool(absent) and any(path[: len(left_out)] == left_out for left_out in absent)


def _sums_to_one(at: Path, shares: Iterable[float]) -> Iterator[Finding]:
    total = sum(shares)
    if abs(total - 1) > _TOLERANCE:
        yield at, f"shares sum to {total:.6g}, not 1. Change one share so that they do."


def _people(at: Path, pathway: Pathway, absent: Collection[Path]) -> Iterator[Finding]:
    yield from _sums_to_one((*at, "priorities"), pathway.priorities.values())
    if pathway.ages:
        yield from _sums_to_one((*at, "ages"), pathway.ages.values())
    for (_, end), (start, _) in itertools.pairwise(sorted(pathway.ages)):
        if start <= end:
            yield (*at, "ages"), f"age {start} is in two groups. Let each age be in one."
    age = pathway.leaves_at_age
    if age is None:
        return
    if not pathway.ages and (*at, "ages") not in absent:
        message = 'needs the ages of children. Add "ages:", or remove this line.'
        yield (*at, "leaves_at_age"), message
    reaching = [f"{low}-{high}" for low, high in pathway.ages if high >= age]
    if reaching:
        yield (
            (*at, "ages"),
            f"{' and '.join(reaching)} reach age {age}, at which children leave. "
            f"End the ages at {age - 1}.",
        )


def _steps(at: Path, pathway: Pathway, absent: Collection[Path]) -> Iterator[Finding]:
    steps = [*pathway.steps, *_left_out(absent, (*at, "steps"))]
    ends = [*pathway.ends, *_left_out(absent, (*at, "ends"))]
    if pathway.first_step is not None and pathway.first_step not in steps:
        hint = suggestion(pathway.first_step, steps) or _NAME_A_STEP
        yield (*at, "first_step"), f'unknown step "{pathway.first_step}".{hint}'
    for name in pathway.ends:
        if name in pathway.steps:
            yield (*at, "ends", name), f'"{name}" is a step too. Give the end another name.'
        if name in BUILT_IN_ENDS:
            message = f'"{name}" is an end that every pathway has. Remove the line.'
            yield (*at, "ends", name), message
    known = list(dict.fromkeys([*steps, *ends, *BUILT_IN_ENDS]))
    for name, step in pathway.steps.items():
        here = (*at, "steps", name)
        yield from _routes((*here, "then"), step.then, known)
        for applies, way in step.variants.items():
            if way.then != step.then:
                blame = blamed(("then",), step.differs, applies)
                yield from _routes((*here, *blame), way.then, known)
        if isinstance(step, Listed):
            yield from _leaving(here, step, known)
            for applies, way in step.variants.items():
                assert isinstance(way, Listed)
                if way.leaves_to is not None and way.leaves_to != step.leaves_to:
                    blame = blamed(("leaves_to",), step.differs, applies)
                    yield from _routes((*here, *blame), way.leaves_to, known)
    if pathway.aged_out_to is not None:
        yield from _aged_out((*at, "aged_out_to"), pathway, known)
    for loop in zero_time_loops(pathway):
        named = " -> ".join([*loop, loop[0]])
        message = (
            f"the decisions {named} lead round without any time passing. "
            "Put a delay or a contact between them."
        )
        yield (*at, "steps", loop[0]), message


def _leaving(at: Path, step: Listed, known: Sequence[str]) -> Iterator[Finding]:
    if not isinstance(step, Review):
        if step.leaves_to is not None:
            yield from _routes((*at, "leaves_to"), step.leaves_to, known)
        return
    message = (
        "has no effect on reviews, which nobody leaves by waiting. Remove the line, or "
        'write "stops:" with the chance that a review is the last.'
    )
    if is_left(step.leaving):
        yield (*at, "leaving"), message
    if step.leaves_to is not None:
        yield (*at, "leaves_to"), message


def _aged_out(at: Path, pathway: Pathway, known: Sequence[str]) -> Iterator[Finding]:
    target = pathway.aged_out_to
    assert target is not None
    if target not in known:
        hint = suggestion(target, known) or " Name a step or an end of this pathway."
        yield at, f'unknown step or end "{shown(target)}".{hint}'
    if pathway.leaves_at_age is None:
        yield at, 'nobody leaves at an age. Add "leaves_at_age:", or remove this line.'


def _routes(at: Path, then: Mapping[str, float | str], known: Sequence[str]) -> Iterator[Finding]:
    for target in then:
        if target not in known:
            place = (*at, target) if len(then) > 1 else at
            hint = suggestion(target, known) or " Name a step or an end of this pathway."
            yield place, f'unknown step or end "{shown(target)}".{hint}'
    shares = [share for share in then.values() if not isinstance(share, str)]
    rests, total = len(then) - len(shares), sum(shares)
    if not then:
        yield at, 'leads nowhere. Name a step or an end, such as "then: discharged".'
    elif rests > 1:
        yield at, f'"{REST}" is used {rests} times. Use it once.'
    elif rests == 1 and total > 1 + _TOLERANCE:
        message = f"shares beside {REST} sum to {total:.6g}, more than 1. Make them smaller."
        yield at, message
    elif rests == 0 and abs(total - 1) > _TOLERANCE:
        mend = f'Change one share so that they do, or write "{REST}" for one of them'
        yield at, f"shares sum to {total:.6g}, not 1. {mend}."


def _staff(at: Path, pathway: Pathway, staff: Sequence[str]) -> Iterator[Finding]:
    for name, step in pathway.steps.items():
        if not isinstance(step, Contact):
            continue
        here = (*at, "steps", name)
        if not step.staff:
            mend = 'Write whom it takes and how long, such as "nurses: 60 min"'
            yield (*here, "staff"), f"no staff group is named. {mend}."
        needs = [
            ((*here, *blamed((key, group), step.differs, applies)), group)
            for applies, way in step.variants.items()
            for key, wanted in (("staff", way.staff), ("admin", way.admin))
            for group in wanted
            if group not in (*step.staff, *step.admin)
        ]
        needs += [
            ((*here, key, group), group)
            for key in ("staff", "admin")
            for group in getattr(step, key)
        ]
        needs += [
            ((*here, "or_staff", i, key, group), group)
            for i, others in enumerate(step.or_staff)
            for key in ("staff", "admin")
            for group in getattr(others, key)
        ]
        for path, group in dict.fromkeys(needs):
            if group not in staff:
                hint = suggestion(group, staff) or ' Add it under "staff:".'
                yield path, f'unknown staff group "{group}".{hint}'


def _opening(
    at: Path, pathway: Pathway, absent: Collection[Path], *, begins: bool
) -> Iterator[Finding]:
    for name, opening in pathway.opening.items():
        here = (*at, "opening", name)
        step = pathway.steps.get(name)
        if step is None:
            if (*at, "steps", name) not in absent:
                hint = suggestion(name, pathway.steps) or _NAME_A_STEP
                yield here, f'unknown step "{name}".{hint}'
            continue
        if opening.waiting and not isinstance(step, Listed | Delay):
            message = f"a {step.kind} has no waiting list. Put them at a contact."
            yield (*here, "waiting"), message
        if opening.caseload and step.kind in ("contact", "clinic", "decision"):
            mend = "Remove the line" if step.kind == "decision" else 'Write "waiting:" with bands'
            yield (*here, "caseload"), f"nobody is part-way through a {step.kind}. {mend}."
        if begins and isinstance(step, Place) and opening.caseload > step.places:
            message = f"{opening.caseload} children hold {step.places} places"
            yield (*here, "caseload"), f"{message}. Make room or count again."
        children = sum(opening.waiting.values()) + opening.caseload
        if children > MOST_AT_A_STEP:
            message = f"{children:,} children are more than the {MOST_AT_A_STEP:,} a step can hold"
            yield here, f"{message}. Scale the scenario down, for instance to a tenth."
        yield from _bands((*here, "waiting"), list(opening.waiting))


def _bands(at: Path, bands: Sequence[tuple[float, float]]) -> Iterator[Finding]:
    for (low, end), (start, _) in itertools.pairwise(sorted(bands)):
        if start < end:
            said = f"{say_duration(low)} to {say_duration(end)}"
            yield at, f"the band {said} overlaps the next. Let each wait be in one band."
    if bands and max(bands, key=lambda band: band[1])[1] > _LONGEST_WAIT:
        yield at, "nobody has waited over 50 years. Check the unit of the longest band."


def _school(scenario: Scenario, absent: Collection[Path]) -> Iterator[Finding]:
    """Parts that keep school terms where no school holidays are given."""
    if scenario.calendar.school_holidays or any(path[:1] == ("calendar",) for path in absent):
        return
    message = 'no school holidays are given. Add "calendar: school_holidays:" with dates.'
    for name, group in scenario.staff.items():
        if group.term_time_only:
            yield ("staff", name, "term_time_only"), message
    for name, pathway in scenario.pathways.items():
        if pathway.referrals.days == "school":
            yield ("pathways", name, "referrals", "days"), message
