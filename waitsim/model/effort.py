"""Expected contacts per referral and arrivals per step, from routes, missed contacts and courses.

Long-run means of a service that sees everyone: nobody leaves a list or reaches an age limit.
"""

from typing import Final, NamedTuple

import numpy as np

from waitsim.model.routing import single_shares, transitive
from waitsim.model.tables import CLINIC, CONTACT, COURSE, REVIEW, Flags, Floats, Tables
from waitsim.records import NEVER

_LEAST_LEAK: Final = 1e-9


class Effort(NamedTuple):
    """What a step asks, on average: each (step,)."""

    tries: Floats
    """Bookings whose time nobody else has, for one contact that is due, until it is attended or
    given up."""
    attends: Floats
    """Chance that a contact that is due is attended in the end."""
    due: Floats
    """Contacts that fall due for a referral that arrives; infinite for reviews that never stop."""
    completed: Floats
    """Chance of going on by the step's routes, rather than being discharged or staying for ever."""


def step_effort(tables: Tables, situation: int) -> Effort:
    """What each step asks for a referral that arrives there.

    A limit on missed contacts is taken contact by contact, which for courses and reviews gives
    a few contacts more than a limit on those of the whole step.
    """
    seen = np.isin(tables.step_kind, (CONTACT, COURSE, REVIEW, CLINIC))
    most = np.where(tables.most_missed[situation] == NEVER, np.inf, tables.most_missed[situation])
    dna = tables.dna[situation]
    tries = _geometric_sum(dna * tables.rebook[situation], most)
    took = product_of(tries, 1 + _wasted(tables, situation))
    # A contact that is always missed is never attended, however often it is booked again.
    attends = np.minimum(1.0, product_of(1 - dna, tries))
    stops = tables.stops[situation]
    goes_on = attends * (1 - stops)
    reviews = tables.step_kind == REVIEW
    contacts = np.where(
        reviews, _most_reviews(tables, situation), np.maximum(tables.sessions[situation], 1)
    )
    due = np.where(seen, _geometric_sum(goes_on, contacts), 0.0)
    stopped = product_of(stops, _geometric_sum(goes_on, contacts - 1))
    endless = reviews & np.isinf(contacts)
    whole = np.where(endless, 0.0, goes_on ** (contacts - 1))
    return Effort(
        tries=np.where(seen, took, 0.0),
        attends=np.where(seen, attends, 0.0),
        due=due,
        completed=np.where(seen, attends * (stopped + whole), 1.0),
    )


def _wasted(tables: Tables, situation: int) -> Floats:
    """Bookings cancelled, whose time nobody else has, for each that is not: (step,).

    As if no number of cancellations led to discharge.
    """
    family, service = tables.by_family[situation], tables.by_service[situation]
    late = family * tables.late[situation]
    on_the_day = (1 - family + late) * service + (1 - service) * late
    kept = (1 - service) * (1 - family)
    wasted = on_the_day * (1 - tables.refilled[situation])
    held = np.where(kept > 0, kept, 1.0)
    return np.where(kept > 0, wasted / held, np.where(wasted > 0, np.inf, 0.0))


def _most_reviews(tables: Tables, situation: int) -> Floats:
    """At most so many reviews are held for a referral: (step,); more than will be, as a rule."""
    until = np.minimum(tables.until[situation], tables.until_age[situation])
    every = np.maximum(tables.every[situation], 1)
    held = np.maximum(1.0, until // every)
    return np.where(until == NEVER, np.inf, held)


def step_arrivals(tables: Tables, situation: int, referrals: Floats, completed: Floats) -> Floats:
    """Referrals that arrive at each step in the long run, per unit of time: (step,).

    Infinite where referrals go round for ever, or lead to ever more.

    Args:
        referrals: new referrals per unit of time: (pathway,).
        completed: chance of going on from each step: (step,).
    """
    steps = len(tables.step_kind)
    new = np.zeros(steps)
    np.add.at(new, tables.first_step, referrals)
    onward = _arrivals_after(tables, situation, completed)
    linked = transitive(onward > 0)
    endless = _endless(onward, linked)
    # What can be reached from a round without end, and that round itself, has no bound.
    unbounded = linked[endless].any(axis=0)
    free = np.flatnonzero(~unbounded)
    system = np.eye(len(free)) - onward[np.ix_(free, free)].T
    arrivals = np.where(unbounded & (linked.T @ (new > 0)), np.inf, 0.0)
    # Whoever comes to the other steps comes from them alone, so they can be solved by themselves.
    arrivals[free] = np.linalg.solve(system, new[free])
    return arrivals


def _arrivals_after(tables: Tables, situation: int, completed: Floats) -> Floats:
    """Mean arrivals at each step to which one at a step leads at once: (from, to).

    Re-referrals count after ends that routes lead to, not after leaving or not being brought.
    """
    steps = len(tables.step_kind)
    shares = single_shares(tables.route_shares[situation], tables.route_start)
    origins = np.repeat(np.arange(steps), np.diff(tables.route_start))
    taken = completed[origins] * shares
    to_step = tables.route_target >= 0
    onward = np.zeros((steps, steps))
    np.add.at(onward, (origins[to_step], tables.route_target[to_step]), taken[to_step])
    ends = np.where(to_step, 0, -tables.route_target - 1)
    back = ~to_step & (tables.return_target[ends] >= 0)
    again = taken[back] * tables.return_share[situation // tables.variants, ends[back]]
    np.add.at(onward, (origins[back], tables.return_target[ends[back]]), again)
    makers = np.repeat(np.arange(steps), np.diff(tables.refer_start))
    done = np.arange(len(makers)) >= tables.refer_done[makers]
    made = tables.refer_share[situation] * np.where(done, completed[makers], 1.0)
    np.add.at(onward, (makers, tables.refer_target), made)
    return onward


def _endless(onward: Floats, linked: Flags) -> Flags:
    """Steps of rounds in which one arrival leads to one more at least, on average: (step,)."""
    endless = np.zeros(len(onward), dtype=np.bool_)
    together = linked & linked.T
    for step in range(len(onward)):
        round_ = np.flatnonzero(together[step])
        if round_[0] == step:
            growth = np.abs(np.linalg.eigvals(onward[np.ix_(round_, round_)])).max()
            endless[round_] = growth > 1 - _LEAST_LEAK
    return endless


def product_of(a: Floats, b: Floats) -> Floats:
    """Product in which 0 outweighs infinity."""
    none = (a == 0) | (b == 0)
    return np.where(none, 0.0, np.where(none, 1.0, a) * np.where(none, 1.0, b))


def _geometric_sum(ratio: Floats, terms: Floats) -> Floats:
    """1 + ratio + ratio**2 + ... with so many terms, which may be infinite."""
    below = ratio < 1
    held = np.where(below, ratio, 0.0)
    return np.where(below, (1 - held**terms) / (1 - held), terms)
