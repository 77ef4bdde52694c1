"""Runs go on until their values are known as well as asked for, and say what was short."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from small_scenario import small_scenario

from waitsim.analysis.intervals import mean_interval
from waitsim.analysis.precision import Rule, Target, judge
from waitsim.errors import ScenarioError
from waitsim.experiments.headline import HEADLINES, waiting_end
from waitsim.experiments.replicate import Execution, folder_of, run
from waitsim.experiments.stopping import Aim, Aims, parse_aims, run_to_precision
from waitsim.results.results import Results
from waitsim.results.store import read, read_events
from waitsim.scenario.load import Loaded

REFERENCE = Execution(engine="reference")


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return small_scenario(tmp_path)


@pytest.fixture
def made(loaded: Loaded) -> Results:
    """What there would be to choose from."""
    return run(loaded, replications=40, execution=REFERENCE)


def aims(*texts: str, rule: Rule | None = None) -> Aims:
    return Aims(parse_aims(texts), rule or Rule(floor=5, ceiling=40))


def assert_same(one: Results, other: Results) -> None:
    assert one.header == other.header
    for mine, given in zip(one.tallies, other.tallies, strict=True):
        np.testing.assert_array_equal(mine, given)


def test_a_run_stops_at_the_block_in_which_its_precision_is_sure(
    loaded: Loaded, made: Results
) -> None:
    wanted = aims("waiting_end=6")
    verdict = judge(waiting_end(made), [Target(6)], wanted.rule)
    assert verdict.confirmed is not None
    assert 10 < verdict.confirmed <= 30
    results, precision = run_to_precision(loaded, wanted, execution=REFERENCE)
    whole = -(-verdict.confirmed // 10) * 10
    assert_same(results, made.first(whole))
    assert precision.needed == verdict.needed
    [known] = precision.values
    assert (known.standard, known.wanted, known.met) == ("speech.start", 6, True)
    assert known.half_width == pytest.approx(
        float(mean_interval(waiting_end(results)).half_width[0])
    )


def test_what_is_kept_is_extended_and_comes_out_as_in_memory(
    loaded: Loaded, tmp_path: Path
) -> None:
    wanted = aims("waiting_end=6")
    run(loaded, replications=10, folder=tmp_path, execution=REFERENCE)
    told: list[tuple[int, int]] = []
    how = Execution(engine="reference", progress=lambda done, total: told.append((done, total)))
    kept, precision = run_to_precision(loaded, wanted, folder=tmp_path, execution=how)
    assert told[0] == (10, 10)
    again, same = run_to_precision(loaded, wanted, execution=REFERENCE)
    assert_same(kept, again)
    assert precision == same
    assert_same(read(folder_of(loaded, tmp_path, 1)), kept)


def test_a_longer_run_that_is_kept_changes_nothing(loaded: Loaded, tmp_path: Path) -> None:
    wanted = aims("waiting_end=6")
    short, precision = run_to_precision(loaded, wanted, execution=REFERENCE)
    run(loaded, replications=40, folder=tmp_path, execution=REFERENCE)
    found, same = run_to_precision(loaded, wanted, folder=tmp_path, execution=REFERENCE)
    assert_same(found, short)
    assert precision == same
    assert read(folder_of(loaded, tmp_path, 1)).header.replications == 40


def test_the_ceiling_ends_a_run_that_cannot_become_precise_enough(loaded: Loaded) -> None:
    wanted = aims("waiting_end=0.1", "share_within_end=90%", rule=Rule(floor=3, ceiling=13))
    results, precision = run_to_precision(loaded, wanted, execution=REFERENCE)
    assert results.header.replications == 13
    assert precision.needed is None
    assert [known.met for known in precision.values] == [False, True]


def test_a_value_that_no_replication_defines_is_left_out_and_told(loaded: Loaded) -> None:
    nowhere = dataclasses.replace(
        HEADLINES[0], label="Nothing", values=lambda r: np.full((r.header.replications, 1), np.nan)
    )
    one = Aim(nowhere, Target(1))
    wide = aims("waiting_end=1000").values
    _, precision = run_to_precision(loaded, Aims((one, *wide), Rule(3, 20)), execution=REFERENCE)
    assert precision.undefined == (("speech.start", "Nothing"),)
    assert precision.needed == 3
    assert len(precision.values) == 1
    _, nothing = run_to_precision(loaded, Aims((one,), Rule(3, 10)), execution=REFERENCE)
    assert nothing.needed is None
    assert nothing.values == ()


def test_events_are_kept_when_asked_for(loaded: Loaded, tmp_path: Path) -> None:
    results, _ = run_to_precision(
        loaded,
        aims("waiting_end=1000"),
        folder=tmp_path,
        events=True,
        execution=REFERENCE,
    )
    log = read_events(folder_of(loaded, tmp_path, 1))
    assert log["replication"].nunique() == results.header.replications == 10
    with pytest.raises(ValueError, match="folder"):
        run_to_precision(loaded, aims("waiting_end=5"), events=True, execution=REFERENCE)


def test_texts_say_which_value_and_how_well() -> None:
    found = parse_aims([" waiting_end = 2 % ", "share_within_end=0.01", "waiting_end=3%"])
    assert [(aim.headline.name, aim.target) for aim in found] == [
        ("waiting_end", Target(0.03, relative=True)),
        ("share_within_end", Target(0.01)),
    ]
    everything = parse_aims(["5%", "seen=40"])
    assert [aim.headline.name for aim in everything] == [entry.name for entry in HEADLINES]
    assert [aim.target.half_width for aim in everything if aim.headline.name == "seen"] == [40]


def test_texts_that_say_nothing_usable_are_told_all_at_once() -> None:
    texts = ["waiting_endd=2%", "12", "seen=0", "seen=much", "waits=1", "seen=1.2.3"]
    with pytest.raises(ScenarioError) as told:
        parse_aims(texts)
    messages = [str(problem) for problem in told.value.problems]
    assert len(messages) == len(texts)
    assert 'Did you mean "waiting_end"?' in messages[0]
    assert "waiting_end=12" in messages[1]
    assert "above 0" in messages[2]
    assert "There are waiting_end" in messages[4]


def test_nothing_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="one value or more"):
        Aims(())
