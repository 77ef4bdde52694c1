"""Digests of the events of bundled scenarios; run this file to renew them.

    python tests/engine/golden.py

A scenario that says something else has another identity, and its digest is renewed with it. Other
events of the same scenario need a higher SEMANTICS_VERSION, and a commit of their own.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from waitsim.engine.run import KERNEL, run_block
from waitsim.model.build import build_model
from waitsim.records import SEMANTICS_VERSION
from waitsim.scenario.load import load

ROOT = Path(__file__).parents[2]
KEPT = Path(__file__).with_name("golden.json")
NAMES = ("baseline", "more_staff", "waiting_list_initiative")


def digest_of(name: str, engine: str = KERNEL) -> dict[str, Any]:
    """Identity of a scenario, and a digest of the events of its first replication."""
    loaded = load(ROOT / "scenarios" / "kent_medway" / f"{name}.yaml")
    model = build_model(loaded.epochs, loaded.identity)
    events = run_block(model, 1, 0, 1, events=True, engine=engine).events
    assert events is not None
    return {
        "identity": loaded.identity,
        "semantics": SEMANTICS_VERSION,
        "rows": len(events),
        "events": hashlib.sha256(events.astype("<i8").tobytes()).hexdigest(),
    }


if __name__ == "__main__":
    KEPT.write_text(json.dumps({name: digest_of(name) for name in NAMES}, indent=1) + "\n")
