"""WL-5x6 from small to very large: what a referral costs should not depend on how many come."""

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.instances import scaled_wl
from benchmarks.timing import in_turn
from waitsim.engine.run import run_block
from waitsim.model.build import build_model

FACTORS: Final = (0.1, 0.3, 1.0, 3.0, 10.0, 55.0)
"""Of WL-5x6: from 10 thousand to 5 million new referrals."""


@dataclass(frozen=True)
class Point:
    """One size."""

    referrals: int
    seconds: float
    """CPU time of a replication, the least of a few."""
    megabytes: float
    """Most memory that the whole process has held."""

    @property
    def microseconds(self) -> float:
        """CPU time of a referral."""
        return 1e6 * self.seconds / self.referrals


def measure(factor: float) -> Point:
    """One size, in this process."""
    loaded = scaled_wl(factor)
    model = build_model(loaded.epochs, loaded.identity)
    tallies = run_block(model, 1, 0, 1).tallies
    rounds = 5 if factor <= 1 else 2
    times = in_turn({"run": lambda number: run_block(model, 1, number, 1)}, rounds)["run"]
    opening = len(model.tables.opening_step)
    referrals = int(tallies.referrals.sum()) + int(tallies.further.sum()) + opening
    return Point(referrals, times.least, peak_megabytes())


def peak_megabytes() -> float:
    """Most memory that this process has held.

    Linux counts that of the process which started it into ``ru_maxrss``, and tells the rest apart
    in its status.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def curve(factors: tuple[float, ...] = FACTORS) -> tuple[Point, ...]:
    """All sizes, each in a process of its own, so that its memory can be told."""
    root = str(Path(__file__).parents[1])
    found = []
    for factor in factors:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.scaling", str(factor)],
            env={**os.environ, "PYTHONPATH": root},
            check=True,
            capture_output=True,
            text=True,
        )
        found.append(Point(**json.loads(done.stdout)))
    return tuple(found)


if __name__ == "__main__":
    point = measure(float(sys.argv[1]))
    sys.stdout.write(json.dumps(vars(point)) + "\n")
