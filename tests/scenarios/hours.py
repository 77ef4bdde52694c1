"""Hours that referrals ask of staff and that staff give, worked out by hand from a scenario."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from waitsim.scenario.schema import Pathway, Scenario
from waitsim.scenario.steps import Contact, Course, Review

WEEKS_A_YEAR: Final = 365.25 / 7


def session_counts(step: Contact) -> tuple[float, float]:
    """Chance that a booked contact is attended in the end, and contacts missed on the way."""
    if step.dna is None:
        return 1.0, 0.0
    attended = missed = 0.0
    booked = 1.0
    for _ in range(step.dna.most or 60):
        attended += booked * (1 - step.dna.share)
        missed += booked * step.dna.share
        booked *= step.dna.share * step.dna.rebook
    return attended, missed


def contact_chain(step: Contact) -> list[float]:
    """Chance that the first, second and later contacts of a visit are booked."""
    attended, _ = session_counts(step)
    sessions = step.sessions if isinstance(step, Course) else 1
    goes_on = attended * (1 - step.stops) if isinstance(step, Course) else 1.0
    return [goes_on**k for k in range(sessions)]


def share_completing(step: object) -> float:
    """Share of visits that end by going on, not by discharge for missed contacts."""
    if not isinstance(step, Contact) or isinstance(step, Review):
        return 1.0
    attended, _ = session_counts(step)
    chain = contact_chain(step)
    stops = step.stops if isinstance(step, Course) else 0.0
    return sum(attended * stops * c for c in chain[:-1]) + attended * chain[-1]


def visits_per_week(pathway: Pathway) -> dict[str, float]:
    """Arrivals a week at each step if nobody left a list and nobody waited."""
    names = list(pathway.steps)
    flows = np.zeros((len(names), len(names)))
    for i, step in enumerate(pathway.steps.values()):
        stated = sum(share for share in step.then.values() if not isinstance(share, str))
        for target, share in step.then.items():
            if target in names:
                part = 1 - stated if isinstance(share, str) else share
                flows[i, names.index(target)] += share_completing(step) * part
    arrivals = np.zeros(len(names))
    arrivals[names.index(pathway.first_step or names[0])] = pathway.referrals.rate
    return dict(zip(names, np.linalg.solve(np.eye(len(names)) - flows.T, arrivals), strict=True))


def contacts_per_week(pathway: Pathway) -> Iterator[tuple[Contact, float, float]]:
    """Each contact step with its contacts attended and missed a week."""
    visits = visits_per_week(pathway)
    for name, step in pathway.steps.items():
        if not isinstance(step, Contact):
            continue
        if isinstance(step, Review):
            opening = pathway.opening.get(name)
            bookings = opening.caseload / (step.every / 10080) if opening else 0.0
        else:
            bookings = visits[name] * sum(contact_chain(step))
        attended, missed = session_counts(step)
        yield step, bookings * attended, bookings * missed


def asked_and_given(scenario: Scenario) -> Mapping[str, tuple[float, float]]:
    """Hours a week that referrals ask of each staff group, and that it gives."""
    asked = dict.fromkeys(scenario.staff, 0.0)
    for pathway in scenario.pathways.values():
        for step, attended, missed in contacts_per_week(pathway):
            for group, minutes in step.staff.items():
                asked[group] += (attended + missed) * minutes / 60 / step.together
            for group, minutes in step.admin.items():
                asked[group] += attended * minutes / 60 / step.together
    return {
        name: (
            asked[name],
            group.wte
            * (1 - group.vacancy)
            * (group.hours / 60)
            * group.clinical_share
            * ((group.weeks_worked or WEEKS_A_YEAR) / WEEKS_A_YEAR),
        )
        for name, group in scenario.staff.items()
    }


def lists_at(scenario: Scenario) -> Mapping[str, Mapping[str, tuple[float, float]]]:
    """Growth a day, and weeks of wait after a year, where each pathway takes most of each group.

    By pathway and step. Both are none where the group gives what is asked of it, and suppose that
    all come so far.
    """
    hours = asked_and_given(scenario)
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for name, pathway in scenario.pathways.items():
        visits = visits_per_week(pathway)
        lists = found.setdefault(name, {})
        for group, (asked, given) in hours.items():
            minutes = {
                key: visits[key] * sum(contact_chain(step)) * step.staff[group] / step.together
                for key, step in pathway.steps.items()
                if isinstance(step, Contact) and group in step.staff
            }
            if minutes:
                step = max(minutes, key=lambda key: minutes[key])
                ratio = max(asked / given, 1.0)
                growth, wait = visits[step] / 7 * (1 - 1 / ratio), (ratio - 1) * WEEKS_A_YEAR
                lists[step] = max(lists.get(step, (0.0, 0.0)), (growth, wait))
    return found
