"""Packed tallies hold what was packed, and measures do not notice."""

import pickle

import numpy as np
import pytest
from made_up_run import made_up_results

from waitsim.experiments.headline import HEADLINES, Headline
from waitsim.records import Tallies
from waitsim.results.measured import Measure
from waitsim.results.measures import MEASURES
from waitsim.results.packed import Packed, join_packed, pack
from waitsim.results.results import Results

RUN = made_up_results(seed=3, days=80, replications=7)
DENSE = RUN.tallies
assert isinstance(DENSE, Tallies)
PACKED = Results(RUN.header, pack(DENSE))


def assert_same(found: Packed, wanted: Tallies) -> None:
    for name, mine, given in zip(Tallies._fields, found, wanted, strict=True):
        assert mine.dtype == given.dtype, name
        np.testing.assert_array_equal(mine, given, err_msg=name)


def some(first: int, count: int) -> Tallies:
    return Tallies._make(table[first : first + count] for table in DENSE)


def test_what_is_packed_comes_out_again() -> None:
    assert_same(pack(DENSE), DENSE)
    np.testing.assert_array_equal(pack(DENSE).ended, DENSE.ended)


def test_packed_tallies_take_a_fraction_of_the_room() -> None:
    packed = pack(DENSE)
    assert packed.size * packed.replications == sum(table.nbytes for table in DENSE)
    assert len(pickle.dumps(packed)) < packed.size * packed.replications / 10


def test_parts_of_packed_tallies_are_those_of_the_whole() -> None:
    assert_same(pack(DENSE).part(2, 3), some(2, 3))
    assert_same(join_packed([pack(some(0, 4)), pack(some(4, 1)), pack(some(5, 2))]), DENSE)


def test_packed_tallies_can_be_sent_elsewhere() -> None:
    assert_same(pickle.loads(pickle.dumps(pack(DENSE))), DENSE)


def test_a_table_that_there_is_not_is_an_error() -> None:
    with pytest.raises(AttributeError, match="opened"):
        _ = pack(DENSE).opened


@pytest.mark.parametrize("results", [RUN, PACKED], ids=["dense", "packed"])
def test_parts_are_as_large_as_asked_for_and_never_empty(results: Results) -> None:
    size = sum(table.nbytes for table in DENSE) // 7
    for most, counts in ((0, [1] * 7), (size, [1] * 7), (3 * size, [3, 3, 1]), (99 * size, [7])):
        parts = list(results.parts(most))
        assert [part.header.replications for part in parts] == counts
        opened = np.concatenate([part.tallies.open for part in parts])
        np.testing.assert_array_equal(opened, DENSE.open)


@pytest.mark.parametrize("entry", MEASURES, ids=lambda entry: entry.name)
def test_a_measure_is_the_same_one_replication_at_a_time(
    entry: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = entry.formula(RUN)
    monkeypatch.setattr(Results.parts, "__defaults__", (1,))
    found = entry.of(PACKED)
    assert (found.name, found.axes) == (whole.name, whole.axes)
    np.testing.assert_array_equal(found.values, whole.values)


@pytest.mark.parametrize("entry", HEADLINES, ids=lambda entry: entry.name)
def test_a_headline_is_the_same_one_replication_at_a_time(
    entry: Headline, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = entry.values(RUN)
    monkeypatch.setattr(Results.parts, "__defaults__", (1,))
    np.testing.assert_array_equal(entry.values(PACKED), whole)


def test_pooled_replications_are_counted_together() -> None:
    pooled = PACKED.pooled()
    assert pooled.header.replications == 1
    for mine, given in zip(pooled.tallies, DENSE, strict=True):
        np.testing.assert_array_equal(mine, given.sum(axis=0, keepdims=True))
