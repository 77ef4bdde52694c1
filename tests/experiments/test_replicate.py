"""Replications run, are kept, and come out alike however they are carried out."""

import hashlib
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_run import made_up_results
from small_scenario import small_scenario

from waitsim.engine.run import Block, run_block
from waitsim.errors import ScenarioError
from waitsim.experiments.replicate import Execution, folder_of, run, run_blocks
from waitsim.experiments.staff_needs import needs_of
from waitsim.model.build import build_model
from waitsim.records import Tallies
from waitsim.results.blocks import Span, checksums_path
from waitsim.results.header import from_model
from waitsim.results.results import Results
from waitsim.results.store import Store, read, read_events
from waitsim.scenario.load import Loaded

REFERENCE = Execution(engine="reference")


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return small_scenario(tmp_path)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_same(one: Results, other: Results) -> None:
    assert one.header == other.header
    for mine, given in zip(one.tallies, other.tallies, strict=True):
        np.testing.assert_array_equal(mine, given)


def test_a_run_finds_what_the_engine_finds(loaded: Loaded) -> None:
    found = run(loaded, replications=3, seed=4, execution=REFERENCE)
    model = build_model(loaded.epochs, loaded.identity)
    direct = run_block(model, 4, 0, 3, engine="reference")
    plain = from_model(model, 4, 3, "For tests only.")
    header = replace(plain, needs=needs_of(model))
    assert_same(found, Results(header, direct.tallies))


def test_a_model_can_be_run_as_well_as_a_scenario(loaded: Loaded) -> None:
    model = build_model(loaded.epochs, loaded.identity)
    one = run(model, replications=2, execution=REFERENCE)
    other = run(loaded, replications=2, execution=REFERENCE)
    assert_same(Results(replace(one.header, description="For tests only."), one.tallies), other)


def test_what_is_kept_is_what_was_found(loaded: Loaded, tmp_path: Path) -> None:
    found = run(loaded, replications=12, folder=tmp_path / "results", execution=REFERENCE)
    folder = folder_of(loaded, tmp_path / "results", 1)
    assert folder.name == f"small-{loaded.identity[:12]}-seed1"
    assert_same(read(folder), found)
    assert (folder / "scenario.json").read_text(encoding="utf-8") == f"{loaded.resolved}\n"


def test_both_engines_leave_the_same_bytes(loaded: Loaded, tmp_path: Path) -> None:
    for engine, workers in (("reference", 1), ("kernel", 1), ("kernel", 2)):
        how = Execution(engine=engine, workers=workers)
        root = tmp_path / f"{engine}{workers}"
        run(loaded, replications=12, folder=root, events=True, execution=how)
    assert digests(tmp_path / "reference1") == digests(tmp_path / "kernel1")
    assert digests(tmp_path / "kernel1") == digests(tmp_path / "kernel2")


def test_an_extended_run_has_the_bytes_of_one_made_at_once(loaded: Loaded, tmp_path: Path) -> None:
    for replications in (3, 11, 14):
        run(loaded, replications=replications, folder=tmp_path / "a", execution=REFERENCE)
    run(loaded, replications=14, folder=tmp_path / "b", execution=REFERENCE)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_fewer_replications_are_taken_from_those_that_are_kept(
    loaded: Loaded, tmp_path: Path
) -> None:
    whole = run(loaded, replications=12, folder=tmp_path, execution=REFERENCE)
    told: list[tuple[int, int]] = []
    how = Execution(engine="reference", progress=lambda done, total: told.append((done, total)))
    assert_same(run(loaded, replications=5, folder=tmp_path, execution=how), whole.first(5))
    assert told == [(10, 10)]


def test_events_are_kept_when_asked_for(loaded: Loaded, tmp_path: Path) -> None:
    found = run(loaded, replications=2, folder=tmp_path, events=True, execution=REFERENCE)
    log = read_events(folder_of(loaded, tmp_path, 1))
    ended = log.loc[log["kind"] == "ended"].groupby("replication").size()
    np.testing.assert_array_equal(ended, found.tallies.ends.sum(axis=(1, 2, 3)))
    assert isinstance(log["kind"].dtype, pd.CategoricalDtype)


@pytest.mark.parametrize("replications", [0, -3])
def test_a_run_needs_a_replication(loaded: Loaded, replications: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        run(loaded, replications=replications, execution=REFERENCE)


def test_events_need_a_folder(loaded: Loaded) -> None:
    with pytest.raises(ValueError, match="folder"):
        run(loaded, events=True, execution=REFERENCE)


def test_an_unknown_engine_is_refused_and_nothing_written(loaded: Loaded, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no engine"):
        run(loaded, folder=tmp_path / "results", execution=Execution(engine="steam"))
    assert not (tmp_path / "results").exists()


def test_a_folder_that_cannot_be_written_is_told_before_anything_runs(
    loaded: Loaded, tmp_path: Path
) -> None:
    (tmp_path / "results").write_text("in the way", encoding="utf-8")
    told: list[int] = []
    how = Execution(engine="reference", progress=lambda done, _: told.append(done))
    with pytest.raises(ScenarioError, match="cannot be kept here"):
        run(loaded, replications=2, folder=tmp_path / "results", execution=how)
    assert told == []


MADE_UP = made_up_results(seed=8, days=40, replications=24)


def slice_of(span: Span) -> Block:
    """What an engine would give: some replications of a run made up before."""
    array = (a[span.first : span.first + span.count] for a in MADE_UP.tallies)
    return Block(span.first, span.count, Tallies._make(array), None)


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_replications_come_in_order_whichever_ends_first(workers: int) -> None:
    def uneven(span: Span) -> Block:
        time.sleep(0.002 * (span.first % 3))
        return slice_of(span)

    found = run_blocks(MADE_UP.header, uneven, workers, None, None)
    assert_same(Results(MADE_UP.header, found), MADE_UP)


def test_progress_counts_up_to_all_replications() -> None:
    told: list[tuple[int, int]] = []
    run_blocks(MADE_UP.header, slice_of, 2, lambda done, total: told.append((done, total)), None)
    assert told == [(done, 24) for done in range(25)]


def test_what_is_finished_is_kept_when_interrupted(tmp_path: Path) -> None:
    def interrupt(done: int, _total: int) -> None:
        if done == 15:
            raise KeyboardInterrupt

    store = Store(tmp_path, MADE_UP.header)
    with pytest.raises(KeyboardInterrupt):
        run_blocks(MADE_UP.header, slice_of, 1, interrupt, store)
    assert checksums_path(tmp_path, Span(0, 10)).exists()
    assert not checksums_path(tmp_path, Span(10, 10)).exists()
    asked: list[int] = []

    def noting(span: Span) -> Block:
        asked.append(span.first)
        return slice_of(span)

    found = run_blocks(MADE_UP.header, noting, 1, None, store)
    assert asked == list(range(10, 24))
    assert_same(Results(MADE_UP.header, found), MADE_UP)


def test_no_thread_is_left_when_a_replication_fails() -> None:
    def failing(span: Span) -> Block:
        if span.first == 4:
            raise ZeroDivisionError
        return slice_of(span)

    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        run_blocks(MADE_UP.header, failing, 2, None, None)
    assert threading.active_count() == before
