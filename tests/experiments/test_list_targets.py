"""The list formulas are worked out for standards that start with the referral."""

import math
from pathlib import Path

import pytest
from small_scenario import small_scenario

from waitsim.experiments.list_targets import list_targets
from waitsim.model.build import build_model
from waitsim.scenario.load import load


def test_a_list_of_twice_its_target_is_given_relief(tmp_path: Path) -> None:
    loaded = small_scenario(tmp_path)
    [found] = list_targets(build_model(loaded.epochs, loaded.identity))
    factor = -math.log(1 - 0.92)
    assert found.waiting == 32
    assert found.target == pytest.approx(found.demand * 6 / factor)
    assert found.waiting > 2 * found.target
    assert found.relief == pytest.approx(found.demand + (32 - found.target) / 26)
    assert found.hold == pytest.approx(found.demand + factor / 6)


def test_a_list_near_its_target_needs_none_and_no_target_share_takes_a_factor_of_four(
    tmp_path: Path,
) -> None:
    path = small_scenario(tmp_path).path
    text = path.read_text(encoding="utf-8").replace("        target: 92 %\n", "")
    path.write_text(text.replace("within: 6 weeks", "within: 16 weeks"), encoding="utf-8")
    loaded = load(path)
    [found] = list_targets(build_model(loaded.epochs, loaded.identity))
    assert math.isnan(found.share)
    assert found.target == pytest.approx(found.demand * 4)
    assert math.isnan(found.relief)
