"""Contributions of changes are those of runs with each subset of them."""

from pathlib import Path

import numpy as np
import pytest
from small_scenario import TEXT

from waitsim.analysis.intervals import mean_interval
from waitsim.errors import ScenarioError
from waitsim.experiments.headline import seen_within, total_cost, waiting_end
from waitsim.experiments.replicate import Execution, run
from waitsim.experiments.waterfall import COST, SEEN, WAITING, Plan, plan, waterfall
from waitsim.scenario.load import load

REFERENCE = Execution(engine="reference")
OPTION = """
extends: base.yaml
title: Two changes
changes:
  - on: 2026-05-04
    staff.therapists.wte: +0.2
  - on: 2026-05-04
    pathways.speech.steps.assessment.dna.share: 2 %
"""


def planned(folder: Path, option: str) -> Plan:
    (folder / "base.yaml").write_text(TEXT.format(wte=0.5, slots=1), encoding="utf-8")
    (folder / "option.yaml").write_text(option, encoding="utf-8")
    return plan(load(folder / "base.yaml"), load(folder / "option.yaml"))


def test_contributions_of_two_changes_are_means_over_both_orders(tmp_path: Path) -> None:
    wanted = planned(tmp_path, OPTION)
    found = waterfall(wanted, replications=6, execution=REFERENCE)
    made = {
        subset: run(loaded, replications=6, execution=REFERENCE)
        for subset, loaded in wanted.subsets.items()
    }
    assert len(made) == found.runs == 4
    for name, of in ((WAITING, waiting_end), (SEEN, seen_within), (COST, total_cost)):
        none, staff, missed, both = (
            of(made[frozenset(subset)]).ravel() for subset in ((), (0,), (1,), (0, 1))
        )
        first = ((staff - none) + (both - missed)) / 2
        interval = mean_interval(first)
        part, other = found.of(name).parts
        assert part.mean == pytest.approx(float(interval.mean))
        assert (part.low, part.high) == pytest.approx((float(interval.low), float(interval.high)))
        whole = found.of(name).whole
        assert part.mean + other.mean == pytest.approx(whole.mean)
        assert whole.mean == pytest.approx((both - none).mean())


def test_a_change_of_a_price_alone_contributes_to_the_cost_alone(tmp_path: Path) -> None:
    priced = OPTION.replace("dna.share: 2 %", "extra_slot_price: £120")
    found = waterfall(planned(tmp_path, priced), replications=3, execution=REFERENCE)
    assert found.of(WAITING).parts[1].none
    assert found.of(SEEN).parts[1].none
    assert found.of(COST).parts[1].mean > 0
    assert not found.of(WAITING).parts[0].none


def test_runs_are_kept_and_not_made_again(tmp_path: Path) -> None:
    wanted = planned(tmp_path, OPTION)
    kept = tmp_path / "results"
    first = waterfall(wanted, replications=3, folder=kept, execution=REFERENCE)
    told: list[tuple[int, int]] = []
    watched = Execution(engine="reference", progress=lambda done, all_: told.append((done, all_)))
    again = waterfall(wanted, replications=3, folder=kept, execution=watched)
    assert again.falls == first.falls
    assert told == [(3, 12), (6, 12), (9, 12), (12, 12)]
    assert len(list(kept.iterdir())) == 4


def test_ten_changes_are_told_by_some_of_their_orders(tmp_path: Path) -> None:
    many = "extends: base.yaml\nchanges:\n" + "".join(
        f"  - on: 2026-05-{day:02}\n    staff.therapists.wte: +0.02\n" for day in range(4, 14)
    )
    wanted = planned(tmp_path, many)
    assert 100 < len(wanted.subsets) <= 258
    assert {frozenset(), frozenset(range(10))} <= set(wanted.subsets)


def test_changes_that_only_hold_together_are_refused_with_what_is_missing(tmp_path: Path) -> None:
    steps = """
extends: base.yaml
staff:
  helpers: {wte: 0.2, hours: 10 hours}
pathways:
  speech:
    steps:
      assessment: {staff: {helpers: 10 min}}
changes:
  - on: 2026-05-04
    staff.helpers.wte: +0.1
"""
    with pytest.raises(ScenarioError, match=r"do not hold without staff\.helpers"):
        planned(tmp_path, steps)


def test_parts_are_given_for_each_standard_too(tmp_path: Path) -> None:
    found = waterfall(planned(tmp_path, OPTION), replications=3, execution=REFERENCE)
    own = found.of(WAITING, "speech.start")
    assert own.subject == "Speech therapy: Assessment started"
    np.testing.assert_allclose(
        [part.mean for part in own.parts], [part.mean for part in found.of(WAITING).parts]
    )
