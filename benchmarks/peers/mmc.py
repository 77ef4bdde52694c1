"""M/M/c in other simulators: mean wait of all customers, in mean stays."""

import random
from collections.abc import Generator
from typing import Any, Final

import ciw
import simpy

SERVERS: Final = 5
LOAD: Final = 0.9


def by_simpy(customers: int, seed: int) -> float:
    """SimPy, a process for each customer and a resource with five places."""
    luck = random.Random(seed)  # noqa: S311
    env = simpy.Environment()
    places = simpy.Resource(env, capacity=SERVERS)
    total = 0.0

    def customer() -> Generator[simpy.Event, Any, None]:
        nonlocal total
        came = env.now
        with places.request() as request:
            yield request
            total += env.now - came
            yield env.timeout(luck.expovariate(1.0))

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for _ in range(customers):
            yield env.timeout(luck.expovariate(SERVERS * LOAD))
            env.process(customer())

    env.process(arrivals())
    env.run()
    return total / customers


def by_ciw(customers: int, seed: int) -> float:
    """Ciw, one node with five servers."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(SERVERS * LOAD)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers)
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return float(sum(waits) / len(waits))
