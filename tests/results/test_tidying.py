"""A folder of results is listed, checked, cleaned and merged, and nothing else is touched."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up_run import made_up_results
from sweep_files import digests

from waitsim.errors import ScenarioError
from waitsim.records import Tallies
from waitsim.results.blocks import Span, checksums_path, table_path
from waitsim.results.store import Store, read, run_folder
from waitsim.results.stored import CASE, RUN, entries, entry, faults
from waitsim.results.tidying import leftovers, merge, remove, set_aside, written
from waitsim.results.values import Values, ValueStore

RUN_RESULTS = made_up_results(seed=5, days=60, replications=23)


WHOLE = Values((("speech.start", "seen"), ("", "cost")), np.arange(8.0).reshape(4, 2))


def keep(folder: Path, replications: int, identity: str) -> None:
    """Keeps the first replications of a run, taking over what is there."""
    header = replace(RUN_RESULTS.header, identity=identity, replications=replications)
    store = Store(folder, header)
    for span in store.spans():
        if store.load(span) is None:
            cut = slice(span.first, span.first + span.count)
            tallies = Tallies._make(table[cut] for table in RUN_RESULTS.tallies)
            store.save(span, tallies)
    store.finish("{}\n")


def kept_run(root: Path, replications: int = 23, identity: str = "ab" * 32) -> Path:
    folder = run_folder(root, "kent", identity, 5)
    keep(folder, replications, identity)
    return folder


def kept_case(root: Path, identity: str = "ab" * 32, count: int = 4) -> Path:
    store = ValueStore(root, identity, 3)
    store.save(Span(0, count), WHOLE.first(count))
    return store.path(Span(0, count))


def test_runs_and_cases_are_listed_with_what_they_are(tmp_path: Path) -> None:
    kept_run(tmp_path)
    kept_case(tmp_path)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine", encoding="utf-8")
    run, case = entries(tmp_path)
    assert (run.kind, run.name) == (RUN, "kent-abababababab-seed5")
    assert (run.title, run.replications, run.seed) == (RUN_RESULTS.header.title, 23, 5)
    assert run.size == sum(path.stat().st_size for path in written(run))
    assert (case.kind, case.replications, case.seed) == (CASE, 4, 3)
    assert faults(run) == faults(case) == []


def test_a_run_is_asked_for_by_the_beginning_of_its_name(tmp_path: Path) -> None:
    kept_run(tmp_path)
    assert entry(tmp_path, "kent").name == "kent-abababababab-seed5"
    kept_run(tmp_path, 3, "cd" * 32)
    assert entry(tmp_path, "kent-cd").replications == 3
    with pytest.raises(ScenarioError, match="names several that is kept"):
        entry(tmp_path, "kent")
    with pytest.raises(ScenarioError, match="names nothing that is kept"):
        entry(tmp_path, "bath")
    with pytest.raises(ScenarioError, match="is no folder"):
        entries(tmp_path / "nowhere")


@pytest.mark.parametrize("damage", ["flipped", "missing", "sums"])
def test_a_damaged_block_is_named_and_set_aside_whole(tmp_path: Path, damage: str) -> None:
    folder = kept_run(tmp_path)
    clean = digests(folder)
    path = table_path(folder, "open", Span(10, 10))
    if damage == "flipped":
        content = path.read_bytes()
        path.write_bytes(content[:60] + bytes([content[60] ^ 1]) + content[61:])
    elif damage == "missing":
        path.unlink()
    else:
        path = checksums_path(folder, Span(10, 10))
        path.write_text("nonsense", encoding="utf-8")
    one = entry(tmp_path, "kent")
    found = faults(one)
    assert [fault.path for fault in found] == [path]
    moved = set_aside(tmp_path, found)
    assert len(moved) == len([name for name in clean if "reps-00010-00019" in name]) - (
        damage == "missing"
    )
    assert all("damaged" in place.parts and place.is_file() for place in moved)
    assert faults(entry(tmp_path, "kent")) == []
    with pytest.raises(ScenarioError, match="Run the scenario again"):
        read(folder)
    keep(folder, 23, "ab" * 32)
    assert digests(folder) == clean


def test_damaged_values_are_named_and_a_second_time_too(tmp_path: Path) -> None:
    for _ in range(2):
        path = kept_case(tmp_path)
        path.write_bytes(path.read_bytes()[:-5])
        found = faults(entries(tmp_path)[0])
        assert [fault.path for fault in found] == [path]
        set_aside(tmp_path, found)
        assert entries(tmp_path) == []
    assert len(leftovers(tmp_path)) == 2


def test_values_that_lie_with_another_case_are_not_trusted(tmp_path: Path) -> None:
    path = kept_case(tmp_path)
    other = ValueStore(tmp_path, "cd" * 32, 3).path(Span(0, 4))
    other.parent.mkdir(parents=True)
    other.write_bytes(path.read_bytes())
    wrong = [fault for one in entries(tmp_path) for fault in faults(one)]
    assert [fault.path for fault in wrong] == [other]


def test_only_what_waitsim_wrote_is_removed(tmp_path: Path) -> None:
    folder = kept_run(tmp_path)
    mine = folder / "tallies" / "my notes.txt"
    mine.write_text("mine", encoding="utf-8")
    before = len(digests(folder))
    gone = remove(tmp_path, written(entry(tmp_path, "kent")))
    assert len(gone) == before - 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    mine.unlink()
    other = kept_run(tmp_path)
    remove(tmp_path, written(entry(tmp_path, "kent")))
    assert not other.exists()


def test_what_is_left_over_is_half_written_or_set_aside(tmp_path: Path) -> None:
    folder = kept_run(tmp_path)
    part_file = folder / ".manifest.json.1.part"
    part_file.write_bytes(b"{")
    path = kept_case(tmp_path)
    path.write_bytes(b"")
    set_aside(tmp_path, faults(entries(tmp_path)[1]))
    gone = remove(tmp_path, leftovers(tmp_path))
    assert part_file in gone
    assert len(gone) == 2
    assert not (tmp_path / "damaged").exists()


@pytest.mark.parametrize(("mine", "theirs"), [(0, 23), (7, 23), (20, 23), (23, 20), (23, 23)])
def test_a_merge_of_runs_is_the_longer_of_the_two(tmp_path: Path, mine: int, theirs: int) -> None:
    kept_run(tmp_path / "clean", 23)
    if mine:
        kept_run(tmp_path / "one", mine)
    kept_run(tmp_path / "other", theirs)
    merge(tmp_path / "other", tmp_path / "one")
    assert digests(tmp_path / "one") == digests(tmp_path / "clean")
    assert merge(tmp_path / "other", tmp_path / "one").taken == ()


def test_a_merge_is_the_union_of_what_either_has(tmp_path: Path) -> None:
    kept_run(tmp_path / "one", 3)
    kept_case(tmp_path / "one", count=4)
    kept_run(tmp_path / "other", 3, "cd" * 32)
    kept_case(tmp_path / "other", count=2)
    kept_case(tmp_path / "other", "ef" * 32)
    merge(tmp_path / "other", tmp_path / "one")
    kinds = [(one.kind, one.replications) for one in entries(tmp_path / "one")]
    assert sorted(kinds) == [(CASE, 4), (CASE, 4), (RUN, 3), (RUN, 3)]
    first = ValueStore(tmp_path / "one", "ab" * 32, 3).load(Span(0, 4))
    assert first.array.tobytes() == WHOLE.array.tobytes()


def test_a_merge_takes_nothing_that_is_damaged_and_mends_what_is(tmp_path: Path) -> None:
    mine, theirs = kept_case(tmp_path / "one"), kept_case(tmp_path / "other")
    sound = mine.read_bytes()
    theirs.write_bytes(sound[:-1])
    found = merge(tmp_path / "other", tmp_path / "one")
    assert [fault.path for fault in found.faults] == [theirs]
    assert mine.read_bytes() == sound
    mine.write_bytes(sound[:-1])
    theirs.write_bytes(sound)
    merge(tmp_path / "other", tmp_path / "one")
    assert mine.read_bytes() == sound
