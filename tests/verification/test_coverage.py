"""Every interval holds the truth as often as it says, and pairing is worth it.

With 1,000 experiments a right 95 % interval holds the truth in 93 to 97 % of them but for one
seed in 250 (standard error 0.7 %). Seeds are fixed, so what passes once passes always, until the
events of a seed change.
"""

import numpy as np
import pytest
from coverage_cases import COVERAGES, PAGE, Coverage, coverage_row
from estimates import build
from numpy.typing import NDArray

from waitsim.analysis.histograms import mean_weeks
from waitsim.analysis.intervals import paired_difference
from waitsim.engine.run import run_block
from waitsim.records import COMPLETED

LEEWAY = 0.02


def name_of(case: Coverage) -> str:
    return case.name


@pytest.mark.slow
@pytest.mark.parametrize("case", COVERAGES, ids=name_of)
def test_an_interval_holds_the_truth_as_often_as_it_says(case: Coverage) -> None:
    held = case.held()
    assert len(held) == 1000
    assert case.level - LEEWAY <= np.mean(held) <= case.level + LEEWAY


@pytest.mark.slow
@pytest.mark.parametrize("case", COVERAGES, ids=name_of)
def test_the_page_shows_how_often_an_interval_held(case: Coverage) -> None:
    assert coverage_row(case) in PAGE.read_text(encoding="utf-8")


def test_every_interval_has_a_row_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for case in COVERAGES:
        assert f"| {case.name} | `{case.where}` |" in page


def waits(hours: float, seed: int) -> NDArray[np.float64]:
    """Mean wait of those seen in a year, replication by replication."""
    model = build("falling_list", (f"staff.clinicians.hours={hours} hours",))
    lengths = run_block(model, seed, 0, 32).tallies.lengths
    return mean_weeks(lengths[:, 0, :, COMPLETED].sum(axis=1))


def test_pairing_cuts_the_variance_of_a_small_change_ten_times_or_more() -> None:
    # 100 hours and 103, 3 % more, where the list lasts.
    base, more = waits(100, 1), waits(103, 1)
    paired = np.var(more - base, ddof=1)
    unpaired = np.var(waits(103, 2) - base, ddof=1)
    assert unpaired >= 10 * paired
    difference = paired_difference(base, more).difference
    assert difference.high < 0
