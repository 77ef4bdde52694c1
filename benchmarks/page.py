"""docs/benchmarks.md: what is measured and how, with the tables of the last whole run."""

import datetime
import importlib.metadata
import platform
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.instances import ROOT
from benchmarks.tables import Table

PAGE: Final = ROOT / "docs" / "benchmarks.md"
BEGINS: Final = "<!-- Below here `python -m benchmarks` writes. -->"
PACKAGES: Final = ("waitsim", "numba", "numpy", "simpy", "ciw", "cimba")


def versions() -> str:
    """What was measured with what, in one line."""
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    gcc = shutil.which("gcc")
    if gcc:
        said = subprocess.run([gcc, "-dumpfullversion"], check=True, capture_output=True, text=True)
        found.append(f"gcc {said.stdout.strip()}")
    return f"{', '.join(found)}; {_processor()}, {platform.system()}"


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        for line in cpus.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def write(tables: Sequence[Table], load: float) -> None:
    """Puts the tables in the page, below what is written by hand.

    Args:
        load: mean number of processes that wanted to run during the last minutes, of a core.
    """
    by_hand = PAGE.read_text(encoding="utf-8").split(BEGINS)[0]
    quiet = (
        "the machine did little else"
        if load < 1.2
        else "the machine was busy with other work, so go by ratios"
    )
    day = f"{datetime.date.today():%d %B %Y}"
    intro = f"Taken on {day}: {versions()}. Load per core {load:.1f}: {quiet}."
    text = "\n".join([f"{by_hand}{BEGINS}\n", f"{intro}\n", *(table.text() for table in tables)])
    PAGE.write_text(text, encoding="utf-8")
