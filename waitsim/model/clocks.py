"""What starts, pauses and stops each standard's clock, and for whom it runs."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from waitsim.model.index import Index, all_clocks, first_step
from waitsim.model.routing import Routes
from waitsim.model.tables import CASELOAD, CONTACT, COURSE, REVIEW, WAITING, Flags, Ints
from waitsim.rules.clocks import ANY_CONTACT, FIRST_CONTACT, NO_RESTART
from waitsim.scenario.schema import Scenario

NOWHERE: Final = -1
_RESTARTS: Final = {
    "never": NO_RESTART,
    "missed contact": ANY_CONTACT,
    "missed first contact": FIRST_CONTACT,
}


class Clocks(NamedTuple):
    """Fields of ``Tables`` by these names."""

    clock_pathway: Ints
    clock_stops: Flags
    clock_runs: Flags
    clocks_plain: bool
    clock_at_referral: Flags
    clock_starts: Flags
    clock_starts_seen: Flags
    clock_opens: Flags
    clock_pauses: Flags
    clock_restarts: Flags
    clock_miss_pauses: Flags
    clock_miss_restarts: Ints
    step_unseen: Flags


def clock_tables(scenario: Scenario, index: Index, reached: Flags, unseen: Flags) -> Clocks:
    """Clocks of all standards.

    A clock runs for a referral that opens at a step if a step that stops it can still be reached
    from there, the step itself included. One that a step starts has been started if the referral
    stands at such a step or can have come from one.

    Args:
        reached: whether a step can be reached from a step: (from, to).
        unseen: whether it can be without a contact: (from, to).

    Raises:
        ValueError: if a standard names a step that its pathway has not.
    """
    standards = all_clocks(scenario)
    stops = at_steps(index, [standard.to for standard in standards])
    begins = at_steps(index, [standard.from_ for standard in standards])
    seen = np.array([standard.starts == "first contact" for standard in standards], dtype=np.bool_)
    at_referral = np.array([not standard.from_ for standard in standards], dtype=np.bool_)
    firsts = [index.step(name, first_step(part)) for name, part in scenario.pathways.items()]
    opens = np.zeros((2, *begins.shape), dtype=np.bool_)
    opens[[WAITING, CASELOAD]] = at_referral | (reached.T @ begins)
    opens[WAITING] &= ~(begins & seen)
    return Clocks(
        clock_pathway=np.array(
            [index.pathways[pathway] for pathway, _ in index.clocks], dtype=np.int64
        ),
        clock_stops=stops,
        clock_runs=reached @ stops,
        clocks_plain=all(standard.is_plain for standard in standards),
        clock_at_referral=at_referral,
        clock_starts=begins & ~seen,
        clock_starts_seen=begins & seen,
        clock_opens=opens,
        clock_pauses=at_steps(index, [standard.pauses_at for standard in standards]),
        clock_restarts=at_steps(index, [standard.restarts_at for standard in standards]),
        clock_miss_pauses=np.array([s.pauses_if_missed for s in standards], dtype=np.bool_),
        clock_miss_restarts=np.array([_RESTARTS[s.restarts] for s in standards], dtype=np.int64),
        step_unseen=np.logical_or.reduce(unseen[firsts]),
    )


def before_contacts(routes: Routes, kinds: Ints) -> Routes:
    """Routes without those that are taken after a contact.

    Args:
        kinds: of steps.
    """
    origins = np.repeat(kinds, np.diff(routes.route_start))
    seen = np.isin(origins, (CONTACT, COURSE, REVIEW))
    return routes._replace(route_target=np.where(seen, NOWHERE, routes.route_target))


def at_steps(index: Index, named: Sequence[Sequence[str]]) -> Flags:
    """Whether a clock names a step: (step, clock)."""
    found = np.zeros((len(index.steps), len(index.clocks)), dtype=np.bool_)
    for ((pathway, _), clock), names in zip(index.clocks.items(), named, strict=True):
        for name in names:
            found[index.step(pathway, name), clock] = True
    return found
