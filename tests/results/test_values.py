"""Values of replications come back exact, and are never trusted when damaged."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from waitsim.results.blocks import DamagedError, Span
from waitsim.results.values import Values, ValueStore, joined

KEYS = (("autism.start", "waiting_end"), ("autism.start", "seen"), ("", "cost"))
IDENTITY = "ab" * 32
WHOLE = Values(
    KEYS, np.array([[1.5, np.nan, 2.0], [np.inf, 4.0, -0.0], [1 / 3, 5.0, 1e300], [7, 8, 9]])
)


def store(folder: Path) -> ValueStore:
    return ValueStore(folder, IDENTITY, 3)


def part(first: int, count: int) -> Values:
    return Values(KEYS, WHOLE.array[first : first + count])


def test_values_come_back_to_the_last_bit(tmp_path: Path) -> None:
    store(tmp_path).save(Span(10, 4), WHOLE)
    found = store(tmp_path).load(Span(10, 4))
    assert found.keys == KEYS
    assert found.array.tobytes() == WHOLE.array.tobytes()


def test_values_are_a_tidy_table_without_waitsim(tmp_path: Path) -> None:
    store(tmp_path).save(Span(10, 4), WHOLE)
    rows = pd.read_parquet(store(tmp_path).path(Span(10, 4)))
    assert list(rows.columns) == ["replication", "standard", "measure", "value"]
    one = rows[(rows["replication"] == 12) & (rows["measure"] == "seen")]
    assert one["value"].tolist() == [5.0]


def test_a_longer_block_takes_the_place_of_shorter_ones(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.save(Span(10, 2), part(0, 2))
    short, damaged = kept.longest(Span(10, 4))
    assert (len(short.array), damaged) == (2, {})
    kept.save(Span(10, 4), joined([short, part(2, 2)]))
    assert [path.name for path in kept.folder.iterdir()] == ["reps-00010-00013.parquet"]
    assert kept.longest(Span(10, 3))[0].array.tobytes() == WHOLE.array[:3].tobytes()
    assert kept.longest(Span(0, 10)) == (None, {})


def test_a_shorter_block_that_a_kill_has_left_is_removed(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.save(Span(10, 2), part(0, 2))
    left = kept.path(Span(10, 2)).read_bytes()
    kept.save(Span(10, 4), WHOLE)
    kept.path(Span(10, 2)).write_bytes(left)
    assert len(kept.longest(Span(10, 4))[0].array) == 4
    assert [path.name for path in kept.folder.iterdir()] == ["reps-00010-00013.parquet"]


@pytest.mark.parametrize("damage", ["cut", "emptied", "not parquet"])
def test_a_damaged_file_is_named_and_not_trusted(tmp_path: Path, damage: str) -> None:
    kept = store(tmp_path)
    kept.save(Span(0, 4), WHOLE)
    path = kept.path(Span(0, 4))
    content = path.read_bytes()
    spoilt = {"cut": content[:-9], "emptied": b"", "not parquet": b"PAR1 but not so"}
    path.write_bytes(spoilt[damage])
    found, damaged = kept.longest(Span(0, 4))
    assert found is None
    assert list(damaged) == [path]
    assert path.name in str(damaged[path])


def test_no_flipped_bit_changes_a_value_unnoticed(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.save(Span(0, 4), WHOLE)
    path = kept.path(Span(0, 4))
    content = path.read_bytes()
    noticed = 0
    for i in range(0, len(content), 7):
        path.write_bytes(content[:i] + bytes([content[i] ^ 1 << i % 8]) + content[i + 1 :])
        try:
            found = kept.load(Span(0, 4))
        except DamagedError:
            noticed += 1
        else:
            assert found.keys == KEYS
            assert found.array.tobytes() == WHOLE.array.tobytes()
    assert noticed > 20


@pytest.mark.parametrize(
    ("other", "what"),
    [(ValueStore(Path(), "cd" * 32, 3), "identity"), (ValueStore(Path(), IDENTITY, 4), "seed")],
)
def test_values_of_another_run_are_refused(tmp_path: Path, other: ValueStore, what: str) -> None:
    store(tmp_path).save(Span(0, 4), WHOLE)
    moved = ValueStore(tmp_path, other.identity, other.seed).path(Span(0, 4))
    moved.parent.mkdir(parents=True, exist_ok=True)
    moved.write_bytes(store(tmp_path).path(Span(0, 4)).read_bytes())
    with pytest.raises(DamagedError, match=f"its {what} is"):
        ValueStore(tmp_path, other.identity, other.seed).load(Span(0, 4))
