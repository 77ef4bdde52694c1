"""SimPy, the way its tutorials show it: a process for each referral, an event for each call."""

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import simpy

from benchmarks.peers.service import SESSION, Outcome, Service
from waitsim.model.tables import COURSE, DELAY

Journey = Generator[simpy.Event, Any, None]


@dataclass
class Ward:
    """The state of one replication."""

    env: simpy.Environment
    service: Service
    luck: random.Random
    lists: list[list[Any]]
    """For each pool a heap of (class, since, number, call, [waiting])."""
    number: int = 0
    counts: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(
            ("referrals", "attended", "missed", "left", "wait", "waits", "waiting"), 0.0
        )
    )


def simulate(service: Service, seed: int) -> Outcome:
    """One replication."""
    env = simpy.Environment()
    ward = Ward(env, service, random.Random(seed), [[] for _ in range(service.pools)])  # noqa: S311
    for stage, waited in service.opening:
        env.process(_journey(ward, stage, _class(ward), -waited))
    env.process(_arrivals(ward))
    env.process(_sessions(ward))
    env.run(until=service.days)
    c = ward.counts
    return Outcome(
        c["referrals"], c["attended"], c["missed"], c["left"], c["wait"] / c["waits"], c["waiting"]
    )


def _class(ward: Ward) -> int:
    u = ward.luck.random()
    return sum(u >= share for share in ward.service.classes[:-1])


def _arrivals(ward: Ward) -> Journey:
    """Starts a process for each referral, in the order of the day."""
    env, service = ward.env, ward.service
    for day in range(service.days):
        times = sorted(
            (day + ward.luck.random(), p)
            for p, mean in enumerate(service.mean[day])
            for _ in range(_poisson(ward.luck, mean))
        )
        for time, p in times:
            yield env.timeout(time - env.now)
            env.process(_journey(ward, service.first[p], _class(ward), None))
        yield env.timeout(day + 1 - env.now)


def _poisson(luck: random.Random, mean: float) -> int:
    n, passed = -1, 0.0
    while mean > 0 and passed <= mean:
        passed += luck.expovariate(1.0)
        n += 1
    return max(n, 0)


def _sessions(ward: Ward) -> Journey:
    """Calls those who are next, each morning, as long as there are minutes."""
    service = ward.service
    carried = [0] * service.pools
    for day in range(service.days):
        yield ward.env.timeout(day + SESSION - ward.env.now)
        for pool, offered in enumerate(service.minutes[day]):
            if offered == 0:
                continue
            minutes, heap = offered + carried[pool], ward.lists[pool]
            carried[pool] = 0
            while heap:
                _, _, _, call, waiting, slot = heap[0]
                if waiting[0] and slot > minutes:
                    carried[pool] = minutes
                    break
                heappop(heap)
                if waiting[0]:
                    waiting[0] = False
                    minutes -= slot
                    call.succeed()


def _journey(ward: Ward, stage: int, urgency: int, since: float | None) -> Journey:
    """A referral's way through the stages."""
    env, stages, luck = ward.env, ward.service.stages, ward.luck
    ward.counts["referrals"] += 1
    while True:
        here = stages[stage]
        if here.has_list:
            stays = yield from _contacts(ward, stage, urgency, since)
            if not stays:
                return
        elif here.kind == DELAY:
            yield env.timeout(here.gap)
        since = None
        if here.passes_on >= 0:
            env.process(_journey(ward, here.passes_on, _class(ward), None))
        u = luck.random()
        k = 0
        while u >= here.shares[k]:
            k += 1
        target = here.targets[k]
        if target < 0:
            _end(ward, -target - 1)
            return
        stage = target


def _contacts(
    ward: Ward, stage: int, urgency: int, since: float | None
) -> Generator[simpy.Event, Any, bool]:
    """All contacts of a stage; False if the referral ends here."""
    env, luck, here, counts = ward.env, ward.luck, ward.service.stages[stage], ward.counts
    for contact in range(here.contacts if here.kind == COURSE else 1):
        if contact > 0:
            yield env.timeout(here.gap)
        joined = env.now if since is None else since
        place = joined
        leaves = (
            env.timeout(luck.expovariate(here.leaving))
            if here.leaving > 0 and contact == 0
            else None
        )
        misses = 0
        counts["waiting"] += 1
        while True:
            ward.number += 1
            call, waiting = env.event(), [True]
            entry = (urgency, place, ward.number, call, waiting, here.slot)
            heappush(ward.lists[here.pool], entry)
            yield call if leaves is None else call | leaves
            if waiting[0]:
                waiting[0] = False
                counts["waiting"] -= 1
                counts["left"] += 1
                return False
            if luck.random() >= here.miss:
                break
            counts["missed"] += 1
            misses += 1
            if misses >= here.most_missed:
                counts["waiting"] -= 1
                return False
            place = env.now
        since = None
        counts["waiting"] -= 1
        counts["attended"] += 1
        counts["waits"] += 1
        counts["wait"] += env.now - joined
    return True


def _end(ward: Ward, end: int) -> None:
    """Some come back later."""
    if end in ward.service.returns:
        stage, share, least, most = ward.service.returns[end]
        if ward.luck.random() < share:
            ward.env.process(_again(ward, stage, ward.luck.uniform(least, most)))


def _again(ward: Ward, stage: int, days: float) -> Journey:
    yield ward.env.timeout(days)
    yield from _journey(ward, stage, _class(ward), None)
