"""Sweeps of a small scenario, written into a folder, and what they leave there."""

import hashlib
from pathlib import Path

from small_scenario import small_scenario

from waitsim.experiments.sweep import SweepExecution, run_sweep
from waitsim.experiments.sweep_file import read_sweep
from waitsim.experiments.swept import Swept

GRID = """\
schema: 1
title: Staff and demand
scenario: small.yaml
replications: 12
grid:
  staff.therapists.wte: [0.6, 0.7, "+0.1"]
  pathways.speech.referrals.rate: [5 a week, 6 a week]
"""
QUICK = SweepExecution(engine="reference")


def sweep_file(folder: Path, text: str = GRID, name: str = "try.yaml") -> Path:
    """A sweep's file beside the small scenario."""
    folder.mkdir(exist_ok=True)
    small_scenario(folder)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(path: Path, results: Path, execution: SweepExecution = QUICK) -> Swept:
    """The sweep of a file."""
    return run_sweep(read_sweep(path), results, execution)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
