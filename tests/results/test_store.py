"""Runs are kept whole, come back exact, and are never trusted when damaged."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from made_up_run import made_up_header, made_up_results

from waitsim.errors import ScenarioError
from waitsim.records import Tallies
from waitsim.results.blocks import Span, checksums_path, spans, table_path
from waitsim.results.durable import write_whole
from waitsim.results.header import Header
from waitsim.results.results import Results
from waitsim.results.store import DamagedResultsWarning, Store, read, read_events, run_folder

RUN = made_up_results(seed=5, days=60, replications=23)


def part(run: Results, span: Span) -> Tallies:
    return Tallies._make(array[span.first : span.first + span.count] for array in run.tallies)


def keep(folder: Path, replications: int = 23, run: Results = RUN) -> Store:
    """Keeps the first replications of a run, taking over what is there."""
    store = Store(folder, replace(run.header, replications=replications))
    for span in store.spans():
        if store.load(span) is None:
            store.save(span, part(run, span))
    store.finish("{}\n")
    return store


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_same(found: Results, wanted: Results) -> None:
    assert found.header == wanted.header
    for mine, other in zip(found.tallies, wanted.tallies, strict=True):
        np.testing.assert_array_equal(mine, other)


def test_blocks_depend_on_the_number_of_replications_only() -> None:
    assert spans(23) == (Span(0, 10), Span(10, 10), Span(20, 3))
    assert [span.name for span in spans(12)] == ["reps-00000-00009", "reps-00010-00011"]


def test_a_run_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    keep(tmp_path / "run")
    assert_same(read(tmp_path / "run"), RUN)


def test_the_folder_is_named_by_scenario_identity_and_seed(tmp_path: Path) -> None:
    assert run_folder(tmp_path, "kent", "ab" * 32, 4) == tmp_path / "kent-abababababab-seed4"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    keep(tmp_path / "one")
    keep(tmp_path / "two")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


@pytest.mark.parametrize("first", [3, 10, 12, 20])
def test_an_extended_run_has_the_bytes_of_one_made_at_once(tmp_path: Path, first: int) -> None:
    keep(tmp_path / "once")
    keep(tmp_path / "twice", first)
    keep(tmp_path / "twice")
    assert digests(tmp_path / "once") == digests(tmp_path / "twice")


def test_extending_keeps_whole_blocks_as_they_are(tmp_path: Path) -> None:
    keep(tmp_path, 10)
    store = Store(tmp_path, RUN.header)
    assert [store.load(span) is not None for span in store.spans()] == [True, False, False]


def test_asking_for_fewer_replications_throws_none_away(tmp_path: Path) -> None:
    keep(tmp_path)
    before = digests(tmp_path)
    store = keep(tmp_path, 12)
    assert store.spans() == (Span(0, 10), Span(10, 10))
    assert digests(tmp_path) == before


def test_files_carry_their_provenance_and_read_without_waitsim(tmp_path: Path) -> None:
    keep(tmp_path)
    path = table_path(tmp_path, "open", Span(10, 10))
    stated = {k.decode(): v.decode() for k, v in pq.read_schema(path).metadata.items()}
    assert stated["waitsim.title"] == RUN.header.title
    assert stated["waitsim.identity"] == RUN.header.identity
    assert stated["waitsim.version"] == RUN.header.version
    assert stated["waitsim.semantics"] == "1"
    assert stated["waitsim.seed"] == "5"
    assert stated["waitsim.replications"] == "10-19"
    rows = pd.read_parquet(tmp_path / "tallies" / "open")
    assert rows["count"].sum() == RUN.tallies.open.sum()
    assert set(rows["kind"]) <= {"list", "clock"}


def test_a_new_title_is_written_without_running_again(tmp_path: Path) -> None:
    keep(tmp_path)
    renamed = Results(replace(RUN.header, title="Another name"), RUN.tallies)
    store = Store(tmp_path, renamed.header)
    assert all(store.load(span) is not None for span in store.spans())
    store.finish("{}\n")
    keep(tmp_path.with_name("clean"), run=renamed)
    assert digests(tmp_path) == digests(tmp_path.with_name("clean"))


@pytest.mark.parametrize(
    "damage",
    ["cut", "emptied", "flipped at the start", "flipped in the middle", "flipped at the end"],
)
@pytest.mark.parametrize("table", ["open", "minutes"])
def test_a_damaged_file_is_named_and_its_block_made_anew(
    tmp_path: Path, damage: str, table: str
) -> None:
    keep(tmp_path)
    clean = digests(tmp_path)
    path = table_path(tmp_path, table, Span(10, 10))
    spoil(path, damage)
    with pytest.raises(ScenarioError, match=path.name):
        read(tmp_path)
    with pytest.warns(DamagedResultsWarning, match=path.name):
        keep(tmp_path)
    assert digests(tmp_path) == clean


def spoil(path: Path, damage: str) -> None:
    content = bytearray(path.read_bytes())
    places = {"start": 1, "middle": len(content) // 2, "end": -3}
    if damage == "emptied":
        content.clear()
    elif damage == "cut":
        del content[len(content) // 2 :]
    else:
        content[places[damage.rsplit(maxsplit=1)[-1]]] ^= 0xFF
    path.write_bytes(content)


def test_no_changed_byte_goes_unnoticed(tmp_path: Path) -> None:
    run = made_up_results(seed=2, days=20, replications=1)
    keep(tmp_path, 1, run)
    for path in (table_path(tmp_path, "lengths", Span(0, 1)), checksums_path(tmp_path, Span(0, 1))):
        content = path.read_bytes()
        for place in range(0, len(content), len(content) // 40):
            changed = content[:place] + bytes([content[place] ^ 0x11]) + content[place + 1 :]
            path.write_bytes(changed)
            with pytest.raises(ScenarioError):
                read(tmp_path)
        path.write_bytes(content)
    assert_same(read(tmp_path), run)


def test_a_block_of_which_a_file_is_missing_is_named_and_made_anew(tmp_path: Path) -> None:
    keep(tmp_path)
    clean = digests(tmp_path)
    table_path(tmp_path, "ends", Span(0, 10)).unlink()
    with pytest.raises(ScenarioError, match="it is missing"):
        read(tmp_path)
    with pytest.warns(DamagedResultsWarning, match="it is missing"):
        keep(tmp_path)
    assert digests(tmp_path) == clean


def test_a_block_that_was_not_finished_is_made_anew_without_a_word(tmp_path: Path) -> None:
    keep(tmp_path)
    checksums_path(tmp_path, Span(20, 3)).unlink()
    with pytest.raises(ScenarioError, match="reps-00020-00022"):
        read(tmp_path)
    assert Store(tmp_path, RUN.header).load(Span(20, 3)) is None


def test_a_file_of_another_seed_is_not_taken_over(tmp_path: Path) -> None:
    keep(tmp_path / "a")
    other = made_up_results(seed=6, days=60, replications=23)
    keep(tmp_path / "b", run=other)
    for path in (tmp_path / "b").rglob("reps-00000-00009.*"):
        shutil.copy(path, tmp_path / "a" / path.relative_to(tmp_path / "b"))
    with pytest.warns(DamagedResultsWarning, match="its seed is 6, not 5"):
        assert Store(tmp_path / "a", RUN.header).load(Span(0, 10)) is None


def test_a_folder_without_a_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="holds no finished run"):
        read(tmp_path)


def test_an_unreadable_manifest_says_so(tmp_path: Path) -> None:
    keep(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"manifest\.json"):
        read(tmp_path)


def test_a_place_that_cannot_be_written_is_a_problem_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file in the way", encoding="utf-8")
    store = Store(tmp_path / "results" / "run", RUN.header)
    with pytest.raises(ScenarioError, match=r"cannot be kept here.*Choose a folder"):
        store.save(Span(0, 10), part(RUN, Span(0, 10)))


@contextmanager
def file_size_limit(most: int) -> Iterator[None]:
    resource = pytest.importorskip("resource", reason="no file size limit can be set here")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(tmp_path: Path) -> None:
    store = Store(tmp_path / "run", RUN.header)
    with file_size_limit(100), pytest.raises(ScenarioError, match="cannot be kept here"):
        store.save(Span(0, 10), part(RUN, Span(0, 10)))
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_whole_and_leaves_no_part(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_parts_of_killed_runs_are_cleared_away_once_old(tmp_path: Path) -> None:
    old, new = tmp_path / ".open.1.part", tmp_path / ".open.2.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    keep(tmp_path)
    assert not old.exists()
    assert new.exists()


def made_up_events(header: Header) -> np.ndarray:
    numbers = np.random.default_rng(3)
    rows = []
    for replication in range(header.replications):
        for minute in range(-3, 20):
            step = int(numbers.integers(-1, 3))
            pathway = int(step == 2)
            priority = 0 if pathway else int(numbers.integers(0, 2))
            kind = int(numbers.integers(0, 10))
            rows.append([replication, minute, minute + 3, kind, pathway, step, priority, 5, minute])
    return np.array(rows, dtype=np.int64)


def test_events_are_kept_with_names(tmp_path: Path) -> None:
    header = replace(RUN.header, replications=3)
    events = made_up_events(header)
    store = Store(tmp_path, header, events=True)
    store.save(Span(0, 3), part(RUN, Span(0, 3)), events)
    store.finish()
    assert store.load(Span(0, 3)) is not None
    log = read_events(tmp_path)
    assert len(log) == len(events)
    np.testing.assert_array_equal(log["minute"], events[:, 1])
    steps = ("none", *header.names.steps)
    assert log["step"].astype(str).tolist() == [steps[i + 1] for i in events[:, 5]]
    assert set(log.loc[log["pathway"] == "speech", "priority"].astype(str)) == {"only"}


def test_a_block_without_its_events_is_made_anew_when_events_are_asked_for(tmp_path: Path) -> None:
    keep(tmp_path, 10)
    header = made_up_header(60, 10, 5)
    assert Store(tmp_path, header, events=True).load(Span(0, 10)) is None
    with pytest.raises(ScenarioError, match="no sound event log"):
        read_events(tmp_path)
