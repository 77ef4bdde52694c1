"""Whether the kernel has lost speed: its time over a peer's, held against the ratio on record.

Never an absolute time. The peer is the C twin where there is a compiler, else SimPy by day. Both
are timed in turn in one process; the least of their times is taken, which other work disturbs
least, and a loss counts only if three attempts in a row show it.
"""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.comparison import DAYS, KERNEL, TWIN
from benchmarks.instances import scaled_wl
from benchmarks.peers import simpy_days, twin
from benchmarks.peers.service import service_of
from benchmarks.timing import in_turn
from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.records import empty_tallies, one_replication

RECORD: Final = Path(__file__).with_name("record.json")
SCALE: Final = 0.2
ROUNDS: Final = 12
MOST_LOSS: Final = 0.30
ATTEMPTS: Final = 3


def has_lost(ratio: float, on_record: float) -> bool:
    """Whether a ratio of the kernel's time to a peer's is too far above the one on record."""
    return ratio > on_record * (1 + MOST_LOSS)


def ratio_now(peer: str, rounds: int = ROUNDS, scale: float = SCALE) -> float:
    """The kernel's time over the peer's: the least of each over some rounds."""
    loaded = scaled_wl(scale)
    model = build_model(loaded.epochs, loaded.identity)
    run_block(model, 1, 0, 1)
    calls: dict[str, Callable[[int], object]] = {
        KERNEL: lambda number: run_block(model, 1, number, 1)
    }
    with tempfile.TemporaryDirectory() as folder:
        if peer == TWIN:
            run = twin.build(Path(folder))

            def by_twin(number: int) -> None:
                tallies = one_replication(empty_tallies(1, model.sizes), 0)
                twin.simulate(run, model, 1, number, tallies)

            calls[TWIN] = by_twin
        else:
            service = service_of(model)
            calls[DAYS] = lambda number: simpy_days.simulate(service, number)
        times = in_turn(calls, rounds)
    return times[KERNEL].least / times[peer].least


def guard() -> tuple[bool, str]:
    """Whether the kernel is as fast as on record, and how that came out."""
    peer = TWIN if twin.compiler() else DAYS
    on_record = float(json.loads(RECORD.read_text(encoding="utf-8"))[peer])
    said = []
    for _ in range(ATTEMPTS):
        ratio = ratio_now(peer)
        said.append(f"{ratio:.3f}")
        if not has_lost(ratio, on_record):
            break
    lost = has_lost(ratio, on_record)
    verdict = "has lost more than allowed" if lost else "is as fast as on record"
    return not lost, (
        f"The kernel {verdict}: time over that of {peer} is {', '.join(said)}; "
        f"on record {on_record:.3f}, allowed {on_record * (1 + MOST_LOSS):.3f}."
    )


def renew() -> str:
    """Writes the ratios of today down as the ones on record."""
    peers = [TWIN, DAYS] if twin.compiler() else [DAYS]
    kept = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    kept.update({peer: round(ratio_now(peer), 4) for peer in peers})
    RECORD.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return f"Written to {RECORD.name}: {kept}"
