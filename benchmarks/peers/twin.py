"""The kernel's inner loop in C, built where there is a C compiler, over the tables of a model.

It knows the rules that WL-5x6 uses and no others, and its tallies must equal the kernel's.
"""

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from waitsim.engine.kernel.arrivals import count_referrals
from waitsim.engine.kernel.bundles import bundled
from waitsim.engine.kernel.pack import pack_demand
from waitsim.engine.moments import first_clocks, steps_within
from waitsim.model.tables import COURSE, DECISION, DELAY, Model
from waitsim.records import Tallies
from waitsim.rules.durations import UNIFORM
from waitsim.rules.staff_time import SET_ASIDE

SOURCE: Final = Path(__file__).with_name("twin.c")
FLAGS: Final = ("-std=c11", "-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")

NUMBERS: Final = (
    *("days", "pathways", "steps", "lists", "clocks", "priorities", "routes", "needs", "refers"),
    *("ends", "groups", "pools", "dates", "openings", "made", "room", "weeks", "censuses", "bins"),
    *("months", "seed", "replication"),
)
ARRAYS: Final = (
    *("epoch_of_day", "received", "offered", "pathway_key", "first_step", "clock_from"),
    *("step_kind", "step_pathway", "step_key", "local", "new_list", "follow_list", "sessions"),
    *("every", "most_missed", "rebook_after", "rebook_to_back", "duration_kind", "route_start"),
    *("route_target", "need_start", "need_group", "need_minutes", "need_admin"),
    *("list_precedence", "list_by_priority", "list_by_clock", "list_leaving", "pool_start"),
    *("pool_list", "end_base", "opening_step", "opening_since", "opening_number", "refer_start"),
    *("refer_done", "refer_target", "return_target", "return_kind", "snapshot_minute"),
    *("month_of_day",),
    *("priority_shares", "dna", "hazard", "duration_a", "duration_b", "route_shares"),
    *("refer_share", "return_share", "return_a", "return_b", "clock_stops", "clock_runs"),
)
TALLIES: Final = (
    *("open", "ended", "lengths", "entered", "snapshot", "referrals", "entries", "contacts"),
    *("ends", "minutes", "further", "started"),
)


class Case(ctypes.Structure):
    """What the C code reads and fills, in its order."""

    _fields_ = (
        *((name, ctypes.c_int64) for name in NUMBERS),
        *((name, ctypes.c_void_p) for name in ARRAYS),
        *((f"tally_{name}", ctypes.c_void_p) for name in TALLIES),
    )


def compiler() -> str | None:
    """Where gcc is, if it is."""
    return shutil.which("gcc")


def build(folder: Path) -> Callable[..., int]:
    """The compiled run.

    Args:
        folder: where the library is put.
    Raises:
        RuntimeError: if there is no compiler.
    """
    gcc = compiler()
    if gcc is None:
        raise RuntimeError("there is no gcc here")
    library = folder / "twin.so"
    subprocess.run([gcc, *FLAGS, "-o", library, SOURCE, "-lm"], check=True)
    run: Any = ctypes.CDLL(str(library)).run
    run.argtypes, run.restype = [ctypes.POINTER(Case)], ctypes.c_int64
    return run  # type: ignore[no-any-return]


def not_covered(model: Model) -> tuple[str, ...]:
    """What a model uses that the C code does not know, by the name of the table."""
    t = model.tables
    odd = {
        "variants": t.variants > 1 or len(t.attribute_key) > 0,
        "ages": bool((t.age_high > 0).any()),
        "demand": bool(t.demand_kind.any() or (t.demand_batch > 1).any() or t.demand_hours.any()),
        "step_kind": not np.isin(t.step_kind, (0, COURSE, DELAY, DECISION)).all(),
        "stops": bool((t.stops > 0).any()),
        "rebook": bool((t.rebook < 1).any()),
        "leaving_kind": bool(t.leaving_kind.any() or t.leave_target.size or t.list_eager.any()),
        "duration_kind": bool((t.duration_kind > UNIFORM).any() or (t.return_kind > UNIFORM).any()),
        "together": bool((t.together > 1).any() or (t.at_least > 1).any()),
        "need_set": bool(t.need_set.any()),
        "list_shift": bool(t.list_shift.any()),
        "list_shared": bool((t.list_shared != np.arange(len(t.list_step))).any()),
        "purses": len(t.purse_group) > t.offered.shape[1] or bool(t.group_overbooks.any()),
        "group_unused": bool((t.group_unused != SET_ASIDE).any()),
        "extra_slots": bool(t.extra_slots.any()),
        "staff": bool(t.away.any() or t.quits.any() or t.cancelled.any()),
        "diary": len(t.bookable) > 0,
        "opening_state": bool(t.opening_state.any()),
        "choice": len(t.choice_minutes) > 0,
    }
    return tuple(name for name, used in odd.items() if used)


def simulate(
    run: Callable[..., int], model: Model, seed: int, replication: int, tallies: Tallies
) -> None:
    """Runs one replication into its tallies; ``open`` receives differences, as from the kernel.

    Args:
        run: from `build`.
    """
    t = model.tables
    received = np.zeros(t.referral_mean.shape, dtype=np.int64)
    count_referrals(bundled(pack_demand(t)), (seed, replication), received)
    own = {"received": received, "clock_from": first_clocks(t), "local": steps_within(t)}
    arrays = {
        name: np.ascontiguousarray(own[name] if name in own else getattr(t, name))
        for name in ARRAYS
    }
    made = int(received.sum()) + len(t.opening_step)
    room = 64 + made // 8
    while True:
        numbers = _numbers(model, (seed, replication), made, room, tallies)
        case = Case(
            **numbers,
            **{name: array.ctypes.data for name, array in arrays.items()},
            **{f"tally_{name}": getattr(tallies, name).ctypes.data for name in TALLIES},
        )
        wanted = run(ctypes.byref(case))
        if wanted < 0:
            raise MemoryError("the C code found no room")
        if wanted <= room:
            return
        room = 2 * wanted
        for array in tallies:
            array.fill(0)


def _numbers(
    model: Model, luck: tuple[int, int], made: int, room: int, tallies: Tallies
) -> dict[str, int]:
    t, sizes = model.tables, model.sizes
    counted = {
        "days": t.days,
        "pathways": sizes.pathways,
        "steps": sizes.steps,
        "lists": len(t.list_step),
        "clocks": len(t.clock_pathway),
        "priorities": sizes.priorities,
        "routes": len(t.route_target),
        "needs": len(t.need_group),
        "refers": len(t.refer_target),
        "ends": sizes.ends,
        "groups": sizes.groups,
        "pools": len(t.pool_start) - 1,
        "dates": len(t.snapshot_minute),
        "openings": len(t.opening_step),
        "weeks": sizes.weeks,
        "censuses": tallies.open.shape[2],
        "bins": sizes.bins,
        "months": sizes.months,
    }
    return {**counted, "made": made, "room": room, "seed": luck[0], "replication": luck[1]}
