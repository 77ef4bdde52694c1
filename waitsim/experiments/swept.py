"""What a sweep found, and the files in which it is told."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waitsim.experiments.sweep_file import Read
from waitsim.experiments.sweep_frame import Outcome, csv_bytes
from waitsim.experiments.sweep_inputs import Input, input_of
from waitsim.experiments.sweep_plan import Plan
from waitsim.experiments.sweep_sensitivity import SENSITIVITY, Share, share_columns
from waitsim.results.blocks import parquet_bytes
from waitsim.results.durable import remove_stale_parts, write_whole
from waitsim.results.header import version
from waitsim.results.tables import Column
from waitsim.results.values import FORMAT
from waitsim.scenario.figures import UnitError
from waitsim.scenario.settings import full_path, value_at

CASES: Final = "cases"
CASES_CSV: Final = f"{CASES}.csv"
MANIFEST: Final = "sweep.json"


@dataclass(frozen=True)
class Swept:
    """What a sweep found.

    Args:
        folder: in which it is kept.
        columns: of the frame, by name.
        shares: how much each input accounts for, where the design tells.
        failed: cases that could not be run.
        reused: replications that were there before.
    """

    plan: Plan
    folder: Path
    inputs: tuple[Input, ...]
    columns: dict[str, Column]
    shares: tuple[Share, ...]
    failed: int
    reused: int


def sweep_identity(read: Read) -> str:
    """SHA-256, in hexadecimal, of the scenario, the cases and the seed."""
    plan = read.plan
    cases = [[[one.path, one.value] for one in case] for case in plan.cases]
    said_of = [read.family.base.identity, plan.seed, plan.design, plan.inputs, cases]
    return hashlib.sha256(json.dumps(said_of).encode()).hexdigest()


def inputs_of(read: Read, outcomes: list[Outcome]) -> tuple[Input, ...]:
    """What the cases have in place of the scenario's values."""
    texts: dict[str, list[str]] = {path: [] for path in read.plan.inputs}
    for case in read.plan.cases:
        resolved = read.family.variant_tree(case)
        written = {setting.path: setting.value for setting in case}
        for path, own in texts.items():
            try:
                value = value_at(resolved.tree, full_path(resolved.tree, path))
            except UnitError:
                value = written.get(path)
            if resolved.problems:
                value = written.get(path, value)
            own.append(value if isinstance(value, str) else "")
    failed = [bool(outcome.error) for outcome in outcomes]
    return tuple(input_of(path, own, failed) for path, own in texts.items())


def write_swept(found: Swept, read: Read, identities: list[str]) -> None:
    """The tables of a sweep, and last what it was."""
    folder, plan, base = found.folder, found.plan, read.family.base
    meta = {
        "waitsim.title": plan.title,
        "waitsim.identity": sweep_identity(read),
        "waitsim.version": version(),
        "waitsim.seed": str(plan.seed),
        "waitsim.replications": f"0-{plan.replications - 1}",
    }
    tables = {CASES: found.columns}
    if found.shares:
        tables[SENSITIVITY] = share_columns(found.shares)
    for name, columns in tables.items():
        write_whole(folder / f"{name}.parquet", parquet_bytes(columns, meta))
        write_whole(folder / f"{name}.csv", csv_bytes(columns))
    manifest = {
        "title": plan.title,
        "identity": sweep_identity(read),
        "version": version(),
        "values": FORMAT,
        "scenario": {"title": base.scenario.title, "identity": base.identity},
        "design": plan.design,
        "points": plan.points,
        "replications": plan.replications,
        "seed": plan.seed,
        "keep": plan.keep,
        "inputs": [{"path": one.path, "unit": one.unit} for one in found.inputs],
        "cases": identities,
        "file": plan.text,
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    write_whole(folder / MANIFEST, f"{text}\n".encode())
    remove_stale_parts(folder)
