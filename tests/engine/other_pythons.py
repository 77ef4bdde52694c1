"""Another Python, in which the kernel is compiled otherwise, not at all, or is not there."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from waitsim.engine.run import KERNEL

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def python(*arguments: str, **variables: str) -> str:
    """What another Python prints, with this folder at hand."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kernel_digests(folder: Path, cases: Iterable[int | str], **variables: str) -> list[str]:
    """Digests of scenarios by a kernel compiled, or not, in a way of its own."""
    cache = str(folder / "cache")
    arguments = ("run_random_cases.py", KERNEL, *map(str, cases))
    engine, *found = python(*arguments, NUMBA_CACHE_DIR=cache, **variables).split()
    assert engine == KERNEL
    return found
