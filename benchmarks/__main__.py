"""Measures speed: `python -m benchmarks`, with --quick for a trial, --guard to hold it."""

import argparse
import os
import sys
from collections.abc import Iterator

from benchmarks import comparison, guard, mmc, page, scaling, startup, tables
from benchmarks.instances import INSTANCES, scaled_wl
from benchmarks.phases import time_phases

QUICK_SCALE = 0.02
QUICK_CUSTOMERS = 20_000
CUSTOMERS = 100_000


def quick_tables() -> Iterator[tables.Table]:
    """Every part of a whole run, at sizes that take seconds and say nothing of speed."""
    by_cimba = mmc.prepared_cimba(QUICK_CUSTOMERS)
    found = {one.name: time_phases(one.load(), 1, 1) for one in INSTANCES}
    yield tables.phases_table(found)
    names = (comparison.TWIN, *comparison.PEERS)
    compared = comparison.compare(scaled_wl(QUICK_SCALE), names, 1)
    yield from tables.comparison_tables(f"WL-5x6 at {QUICK_SCALE:g} of its size", compared)
    yield tables.mmc_table(mmc.rows(QUICK_CUSTOMERS, 1, by_cimba))
    yield tables.scaling_table([scaling.measure(QUICK_SCALE)])
    yield tables.start_table(startup.starts(cold=False))


def whole_tables() -> Iterator[tables.Table]:
    """All that the page shows; some ten minutes."""
    by_cimba = mmc.prepared_cimba(CUSTOMERS)
    yield tables.phases_table({one.name: time_phases(one.load(), 9) for one in INSTANCES})
    wl = scaled_wl(1)
    fast = comparison.compare(wl, (comparison.TWIN, comparison.DAYS), 7)
    yield from tables.comparison_tables("WL-5x6, near peers", fast)
    slow = comparison.compare(wl, (comparison.NO_GC, comparison.PROCESSES), 2)
    yield from tables.comparison_tables("WL-5x6, a process for each referral", slow)
    fifth = comparison.compare(scaled_wl(0.2), (comparison.TWIN, *comparison.PEERS), 1)
    yield from tables.comparison_tables("WL-5x6 at a fifth of its size", fifth)
    yield tables.mmc_table(mmc.rows(CUSTOMERS, 5, by_cimba))
    yield tables.scaling_table(scaling.curve())
    yield tables.start_table(startup.starts(cold=True))


def main(arguments: list[str]) -> int:
    """Runs what is asked for; 1 if the kernel has lost speed or a peer is no longer comparable."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--quick", action="store_true", help="every part, very small; writes nothing"
    )
    choice.add_argument(
        "--guard", action="store_true", help="hold the kernel to the ratio on record"
    )
    choice.add_argument(
        "--record", action="store_true", help="write today's ratio down for --guard"
    )
    asked = parser.parse_args(arguments)
    if asked.guard:
        holds, said = guard.guard()
        print(said)
        return 0 if holds else 1
    if asked.record:
        print(guard.renew())
        return 0
    found = []
    for table in quick_tables() if asked.quick else whole_tables():
        print(table.text(), flush=True)
        found.append(table)
    if not asked.quick:
        page.write(found, os.getloadavg()[2] / (os.cpu_count() or 1))
        print(f"Written to {page.PAGE}")
    return 1 if any("NOT COMPARABLE" in table.text() for table in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
