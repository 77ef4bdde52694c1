"""Tallies become tidy frames and come back, exactly."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_run import made_up_header, made_up_results

from waitsim.records import Tallies, empty_tallies
from waitsim.results.frames import array, frame, frames, results_of
from waitsim.results.results import Results
from waitsim.results.tables import TABLES


def assert_same(one: Tallies, other: Tallies) -> None:
    for name, mine, given_array in zip(Tallies._fields, one, other, strict=True):
        assert mine.dtype == given_array.dtype, name
        np.testing.assert_array_equal(mine, given_array, err_msg=name)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 200), st.integers(1, 3))
def test_frames_hold_all_of_the_tallies(seed: int, days: int, replications: int) -> None:
    results = made_up_results(seed, days, replications)
    assert_same(results_of(frames(results), results.header).tallies, results.tallies)


def test_a_run_in_which_nothing_happened_comes_back_too() -> None:
    header = made_up_header()
    results = Results(header, empty_tallies(header.replications, header.sizes))
    assert_same(results_of(frames(results), header).tallies, results.tallies)


def test_every_tally_has_a_table() -> None:
    assert tuple(TABLES) == Tallies._fields


def test_rows_say_what_they_count_and_zeros_are_left_out() -> None:
    header = made_up_header(replications=1)
    tallies = empty_tallies(1, header.sizes)
    tallies.ended[0, 3, 1, 1, 2, 7] = 9
    rows = frame(Results(header, tallies), "ended").to_dict("records")
    assert rows == [
        {
            "replication": 0,
            "pathway": "autism",
            "kind": "clock",
            "name": "autism.assessment",
            "priority": "routine",
            "outcome": "removed",
            "week": 2,
            "date": pd.Timestamp("2026-04-15"),
            "band": "18-26 weeks",
            "count": 9,
        }
    ]


def test_columns_are_small() -> None:
    types = frame(made_up_results(), "open").dtypes
    assert isinstance(types["name"], pd.CategoricalDtype)
    assert types["count"] == np.int32


def test_rows_may_come_in_any_order_with_plain_texts() -> None:
    results = made_up_results()
    shuffled = frame(results, "open").sample(frac=1, random_state=1)
    shuffled["band"] = shuffled["band"].cat.remove_unused_categories()
    found = array(shuffled, results.header, "open")
    np.testing.assert_array_equal(found, results.tallies.open)


@pytest.mark.parametrize(
    ("column", "value"), [("replication", 3), ("census", 10_000), ("census", -1)]
)
def test_a_row_outside_the_run_is_refused(column: str, value: int) -> None:
    results = made_up_results()
    wrong = frame(results, "open")
    wrong.loc[0, column] = value
    with pytest.raises(ValueError, match=r"."):
        array(wrong, results.header, "open")


def test_names_that_do_not_go_together_are_refused() -> None:
    results = made_up_results()
    wrong = frame(results, "open")
    wrong["pathway"] = wrong["pathway"].cat.rename_categories(
        {"autism": "speech", "speech": "autism"}
    )
    with pytest.raises(ValueError, match="do not go together"):
        array(wrong, results.header, "open")


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no table"):
        frame(made_up_results(), "opened")
