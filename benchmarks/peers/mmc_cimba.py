"""M/M/c in cimba, which is asked for only where it is installed."""

from collections.abc import Callable
from typing import Any

import cimba
import numpy as np
from cimba import inputs

from benchmarks.peers.mmc import LOAD, SERVERS


class Servers(cimba.Model):  # type: ignore[misc]
    """Five servers that take customers out of one queue."""

    gap: cimba.Input[float] = inputs.dist.exponential(mean=1 / (SERVERS * LOAD))
    stay: cimba.Input[float] = inputs.dist.exponential(mean=1)
    queue: cimba.Container
    mean_queue: cimba.Output[float]

    @cimba.process  # type: ignore[untyped-decorator]
    def arrivals(self) -> None:
        """Customers come one by one."""
        while True:
            cimba.hold(self.gap.next())
            self.queue.put(1)

    @cimba.process(copies=SERVERS)  # type: ignore[untyped-decorator]
    def server(self) -> None:
        """Takes the next one and is busy for a time."""
        while True:
            self.queue.get(1)
            cimba.hold(self.stay.next())

    @cimba.on_end  # type: ignore[untyped-decorator]
    def measure(self) -> None:
        """Keeps the mean length of the queue."""
        self.mean_queue = self.queue.mean_level()


def prepared(customers: int) -> Callable[[int], float]:
    """A run for so many customers, once compiled: gives the mean wait, by Little's law."""
    model = Servers()
    duration = customers / (SERVERS * LOAD)

    def run(seed: int) -> float:
        window = cimba.Window(warmup=0, duration=duration)
        done: Any = cimba.Experiment(model, replications=1, window=window, seed=seed).run()
        length = float(np.asarray(done[model].mean_queue).mean())
        return length / (SERVERS * LOAD)

    run(0)
    return run
