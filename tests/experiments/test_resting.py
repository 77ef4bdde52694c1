"""What is due to inputs and what to chance, where both are known beforehand."""

from pathlib import Path

import numpy as np
import pytest
from small_scenario import small_scenario

from waitsim.experiments.replicate import folder_of, run, run_nested
from waitsim.experiments.resting import (
    influences,
    influences_frame,
    splits,
    splits_frame,
)
from waitsim.experiments.summary import headline, series
from waitsim.results.drawn import drawn_values
from waitsim.results.store import read
from waitsim.scenario.load import Loaded, load

WEEKS, LOW, HIGH = 20, 20.0, 50.0
COUNTED = f"""
schema: 1
title: Children are referred, and that is all
start: 2026-04-01
horizon: {WEEKS} weeks
pathways:
  speech:
    referrals: {{rate: 35 a week}}
    steps:
      on_the_way: {{kind: delay, lasts: 1 day, then: there}}
    ends: {{there: There}}
    standards:
      counted: {{to: on_the_way, within: 1 week}}
uncertain:
  pathways.speech.referrals.rate: {{between: [{LOW:g} a week, {HIGH:g} a week], shape: uniform}}
  pathways.speech.steps.on_the_way.lasts: {{between: [1 day, 3 days], shape: uniform}}
"""
DRAWS, EACH = 200, 4
CHANCE = WEEKS * (LOW + HIGH) / 2
INPUTS = (WEEKS * (HIGH - LOW)) ** 2 / 12


def counted(folder: Path, text: str = COUNTED) -> Loaded:
    path = folder / "counted.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_a_poisson_count_of_unknown_rate_is_split_as_it_must_be(tmp_path: Path) -> None:
    """Var N = E[rate] + Var[rate]; bounds are four standard errors of each estimate."""
    results = run_nested(counted(tmp_path), DRAWS, EACH)
    (split,) = [each for each in splits(results) if each.value == "seen"]
    off_chance = 4 * np.sqrt(2 / (DRAWS * (EACH - 1)))
    assert split.chance_sd**2 == pytest.approx(CHANCE, rel=off_chance)
    off_inputs = 4 * np.sqrt((9 / 5 - 1) / DRAWS)
    assert split.inputs_sd**2 == pytest.approx(INPUTS, rel=off_inputs)
    share = INPUTS / (INPUTS + CHANCE)
    assert split.low < share < split.high
    assert split.inputs_share == pytest.approx(share, abs=0.01)


def test_an_ordinary_run_holds_both_parts(tmp_path: Path) -> None:
    results = run(counted(tmp_path), replications=400)
    seen = results.tallies.referrals.reshape(400, -1).sum(axis=1)
    off = 4 * np.sqrt((9 / 5 - 1) / 400)
    assert seen.var(ddof=1) == pytest.approx(INPUTS + CHANCE, rel=off)


def test_the_input_that_drives_a_value_is_told_and_the_other_is_not(tmp_path: Path) -> None:
    results = run(counted(tmp_path), replications=40)
    found = [each for each in influences(results) if each.value == "seen"]
    first, second = found
    assert first.inputs == ("pathways.speech.referrals.rate",)
    assert first.told
    assert first.rises
    assert first.low < first.share < first.high
    assert first.share > 0.9
    assert second.inputs == ("pathways.speech.steps.on_the_way.lasts",)
    assert not second.told
    assert first.chance == second.chance


def test_inputs_that_move_together_are_told_as_one(tmp_path: Path) -> None:
    text = COUNTED.replace("shape: uniform}", "shape: uniform, together: both}")
    results = run(counted(tmp_path, text), replications=12)
    (found,) = [each for each in influences(results) if each.value == "seen"]
    assert len(found.inputs) == 2
    assert influences_frame(results)["inputs"].str.count(",").eq(1).all()


def test_too_few_draws_tell_nothing(tmp_path: Path) -> None:
    few = run(counted(tmp_path), replications=9)
    assert influences(few) == ()
    assert influences_frame(few).empty
    assert influences(run_nested(counted(tmp_path), 9, 2)) == ()


def test_replications_of_a_draw_share_its_values_and_not_their_luck(tmp_path: Path) -> None:
    loaded = counted(tmp_path)
    results = run_nested(loaded, 3, 4, seed=2)
    values = drawn_values(results)
    assert loaded.drawing is not None
    for draw in range(3):
        own = values[4 * draw : 4 * draw + 4]
        assert {tuple(row) for row in own} == {loaded.drawing.values(2, draw)}
    counts = results.tallies.referrals.reshape(12, -1)
    assert len({tuple(row) for row in counts}) == 12


def test_a_nested_run_is_kept_apart_and_read_back(tmp_path: Path) -> None:
    loaded = counted(tmp_path)
    nested = run_nested(loaded, 3, 4, folder=tmp_path / "r")
    run(loaded, replications=12, folder=tmp_path / "r")
    again = read(folder_of(loaded, tmp_path / "r", 1, 4))
    assert again.header.replications_per_draw == 4
    assert again.own == nested.own
    assert splits(again) == splits(nested)
    longer = run_nested(loaded, 5, 4, folder=tmp_path / "r")
    assert longer.own[:12] == nested.own
    assert read(folder_of(loaded, tmp_path / "r", 1)).header.replications_per_draw == 1


def test_intervals_over_replications_that_share_draws_are_refused(tmp_path: Path) -> None:
    results = run_nested(counted(tmp_path), 3, 2)
    for told in (headline, lambda given: series(given, "list_size")):
        with pytest.raises(ValueError, match="not independent"):
            told(results)
    alone = results.independent()
    assert alone.header.replications == 3
    assert alone.own == results.own[::2]
    np.testing.assert_array_equal(alone.tallies.referrals, results.tallies.referrals[::2])
    assert headline(alone)


def test_what_cannot_be_told_apart_is_refused(tmp_path: Path) -> None:
    loaded = counted(tmp_path)
    with pytest.raises(ValueError, match="cannot be told apart"):
        splits(run(loaded, replications=4))
    with pytest.raises(ValueError, match="2 or more"):
        run_nested(loaded, 1, 5)
    known = small_scenario(tmp_path)
    with pytest.raises(ValueError, match="nothing is drawn"):
        run_nested(known, 2, 2)
    with pytest.raises(ValueError, match="nothing is drawn"):
        influences(run(known, replications=2))


def test_splits_make_a_frame(tmp_path: Path) -> None:
    frame = splits_frame(run_nested(counted(tmp_path), 3, 2))
    assert set(frame["standard"]) == {"speech.counted"}
    assert {"inputs_sd", "chance_sd", "inputs_share", "low", "high"} <= set(frame.columns)


def test_values_that_never_vary_are_left_out(tmp_path: Path) -> None:
    results = run_nested(counted(tmp_path), 12, 2)
    assert "over_52_weeks_end" not in {each.value for each in splits(results)}
    assert "over_52_weeks_end" not in {each.value for each in influences(results)}
