"""SimPy, tuned by hand: one process that ticks day by day over queues, and draws in batches."""

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy

from benchmarks.peers.service import SESSION, Outcome, Service, Stage
from waitsim.model.tables import COURSE, DECISION, DELAY

_BATCH = 65_536
_NEVER = float("inf")


class Luck:
    """Uniform numbers, drawn many at a time."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)
        self.left: list[float] = []

    def draw(self) -> float:
        """The next number, from 0 up to but not including 1."""
        if not self.left:
            self.left = self.generator.random(_BATCH).tolist()
        return self.left.pop()

    def patience(self, hazard: float) -> float:
        """Days until somebody leaves."""
        return -float(np.log1p(-self.draw())) / hazard if hazard > 0 else _NEVER


@dataclass(slots=True)
class Person:
    """A referral."""

    stage: int
    urgency: int
    joined: float = 0.0
    leaves: float = _NEVER
    contacts: int = 0
    misses: int = 0


@dataclass
class Ward:
    """The state of one replication."""

    service: Service
    luck: Luck
    queues: list[list[deque[Person]]]
    """For each pool and class, those waiting in the order of joining."""
    due: list[list[tuple[float, Person, bool]]]
    """For each day, who comes: when in it, who, and whether to a follow-up."""
    counts: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(
            ("referrals", "attended", "missed", "left", "wait", "waits"), 0.0
        )
    )


def simulate(service: Service, seed: int) -> Outcome:
    """One replication."""
    luck = Luck(seed)
    queues = [[deque[Person]() for _ in service.classes] for _ in range(service.pools)]
    ward = Ward(service, luck, queues, [[] for _ in range(service.days)])
    for stage, waited in sorted(service.opening, key=lambda one: -one[1]):
        _join(ward, _person(ward, stage), -waited, opening=True)
    env = simpy.Environment()
    env.process(_days(env, ward))
    env.run(until=service.days)
    c = ward.counts
    everybody = [p for pool in ward.queues for queue in pool for p in queue]
    c["left"] += sum(p.leaves < service.days for p in everybody)
    waiting = sum(p.leaves >= service.days for p in everybody)
    return Outcome(
        c["referrals"], c["attended"], c["missed"], c["left"], c["wait"] / c["waits"], waiting
    )


def _days(env: simpy.Environment, ward: Ward) -> Generator[simpy.Event, Any, None]:
    carried = [0] * ward.service.pools
    for day in range(ward.service.days):
        later = _come(ward, day)
        _hold(ward, day, carried)
        for time, person, again in later:
            _arrive(ward, person, time, again=again)
        yield env.timeout(1)


def _come(ward: Ward, day: int) -> list[tuple[float, Person, bool]]:
    """Lets those come who do so before the session, and gives the others."""
    service, luck = ward.service, ward.luck
    numbers = luck.generator.poisson(service.mean[day])
    for first, n in zip(service.first, numbers.tolist(), strict=True):
        for _ in range(n):
            ward.due[day].append((day + luck.draw(), _person(ward, first), False))
    ward.due[day].sort(key=lambda one: one[0])
    k = 0
    session = day + SESSION
    while k < len(ward.due[day]) and ward.due[day][k][0] <= session:
        time, person, again = ward.due[day][k]
        _arrive(ward, person, time, again=again)
        k += 1
    later = ward.due[day][k:]
    ward.due[day] = []
    return later


def _person(ward: Ward, stage: int) -> Person:
    ward.counts["referrals"] += 1
    u = ward.luck.draw()
    return Person(stage, sum(u >= share for share in ward.service.classes[:-1]))


def _arrive(ward: Ward, person: Person, time: float, *, again: bool) -> None:
    """Somebody enters a stage, or is due for a follow-up, or has sat out a delay."""
    here = ward.service.stages[person.stage]
    if again and here.kind == DELAY:
        _go_on(ward, person, time)
    elif again:
        _join(ward, person, time)
    else:
        _enter(ward, person, time)


def _enter(ward: Ward, person: Person, time: float) -> None:
    here = ward.service.stages[person.stage]
    person.contacts = 0
    if here.kind == DECISION:
        _go_on(ward, person, time)
    elif here.kind == DELAY:
        _later(ward, person, time + here.gap, again=True)
    else:
        _join(ward, person, time)


def _later(ward: Ward, person: Person, time: float, *, again: bool) -> None:
    if time < ward.service.days:
        ward.due[int(time)].append((time, person, again))


def _join(ward: Ward, person: Person, time: float, *, opening: bool = False) -> None:
    here = ward.service.stages[person.stage]
    person.joined, person.misses = time, 0
    first = person.contacts == 0
    since = 0.0 if opening else time
    person.leaves = since + ward.luck.patience(here.leaving) if first else _NEVER
    ward.queues[here.pool][person.urgency].append(person)


def _hold(ward: Ward, day: int, carried: list[int]) -> None:
    """One session: who is next is seen as long as there are minutes."""
    stages = ward.service.stages
    time = day + SESSION
    moved: list[tuple[Stage, Person]] = []
    for pool, offered in enumerate(ward.service.minutes[day]):
        if offered == 0:
            continue
        minutes = offered + carried[pool]
        carried[pool] = 0
        for queue in ward.queues[pool]:
            while queue:
                person = queue[0]
                if person.leaves <= time:
                    queue.popleft()
                    ward.counts["left"] += 1
                    continue
                here = stages[person.stage]
                if here.slot > minutes:
                    carried[pool] = minutes
                    break
                minutes -= here.slot
                queue.popleft()
                moved.append((here, person))
            if carried[pool] or minutes == 0:
                break
    for here, person in moved:
        _attend(ward, here, person, time)


def _attend(ward: Ward, here: Stage, person: Person, time: float) -> None:
    """A contact takes place, or is missed."""
    counts = ward.counts
    if ward.luck.draw() < here.miss:
        counts["missed"] += 1
        person.misses += 1
        if person.misses < here.most_missed:
            ward.queues[here.pool][person.urgency].append(person)
        return
    counts["attended"] += 1
    counts["waits"] += 1
    counts["wait"] += time - person.joined
    person.contacts += 1
    if here.kind == COURSE and person.contacts < here.contacts:
        _later(ward, person, time + here.gap, again=True)
    else:
        _go_on(ward, person, time)


def _go_on(ward: Ward, person: Person, time: float) -> None:
    """Takes a route to another stage or an end."""
    service, luck = ward.service, ward.luck
    here = service.stages[person.stage]
    if here.passes_on >= 0:
        _enter(ward, _person(ward, here.passes_on), time)
    u = luck.draw()
    k = 0
    while u >= here.shares[k]:
        k += 1
    target = here.targets[k]
    if target >= 0:
        person.stage = target
        _enter(ward, person, time)
    elif -target - 1 in service.returns:
        stage, share, least, most = service.returns[-target - 1]
        again = time + least + (most - least) * luck.draw()
        if luck.draw() < share and again < service.days:
            _later(ward, _person(ward, stage), again, again=False)
