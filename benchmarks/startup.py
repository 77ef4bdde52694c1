"""How long a person waits for the first answer: wall and CPU seconds of whole commands."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.instances import instance

HELP: Final = ("-m", "waitsim", "--help")


@dataclass(frozen=True)
class Start:
    """One command."""

    name: str
    wall: float
    cpu: float


def starts(*, cold: bool) -> tuple[Start, ...]:
    """The usual commands; the first of each is not counted where things can be kept.

    Args:
        cold: whether the kernel is also compiled anew, which takes a minute.
    """
    kent = str(instance("kent").path)
    with tempfile.TemporaryDirectory() as folder:
        kept = {"PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode")}
        found = [_least("waitsim --help", HELP, kept)]
        command = ("-m", "waitsim", "run", kent, "--replications", "10", "--no-report")
        found.append(
            _least(
                "Kent baseline, 10 replications, kernel kept on disk",
                command,
                kept,
                fresh=Path(folder),
            )
        )
        if cold:
            cache = {**kept, "NUMBA_CACHE_DIR": str(Path(folder) / "cache")}
            one = (*command[:5], "1", *command[6:])
            found.append(
                _timed(
                    "Kent baseline, 1 replication, kernel compiled first",
                    (*one, "--results", str(Path(folder) / "cold")),
                    cache,
                )
            )
    return tuple(found)


def _least(
    name: str, arguments: Sequence[str], extra: Mapping[str, str], fresh: Path | None = None
) -> Start:
    """The least of three, each with a folder of results of its own."""
    tries = []
    for k in range(3):
        own = (*arguments, "--results", str(fresh / str(k))) if fresh else tuple(arguments)
        tries.append(_timed(name, own, extra))
    return min(tries, key=lambda start: start.cpu)


def _timed(name: str, arguments: Sequence[str], extra: Mapping[str, str]) -> Start:
    root = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root, **extra}
    # As where a person works: Python keeps what it has compiled of its sources.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Start(name, wall, cpu)
