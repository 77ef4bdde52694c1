"""Ranges give values between their ends, in the words of whoever wrote them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from waitsim.scenario.between import read_range
from waitsim.scenario.figures import UnitError


@pytest.mark.parametrize(
    ("start", "end", "share", "said"),
    [
        ("8", "14", 0.5, "11"),
        ("12 a week", "20 a week", 0.25, "14 a week"),
        ("5 %", "15 %", 0.1, "6 %"),
        ("£40 an hour", "£50 an hour", 0.5, "£45 an hour"),
        ("18 weeks", "52 weeks", 0.0, "18 weeks"),
        ("60 min", "2 hours", 0.5, "90 min"),
        ("x0.9", "x 1.1", 0.75, "x1.05"),
        ("-2", "+2", 0.25, "-1"),
        ("+0 %", "+10 %", 0.5, "+5 %"),
        ("to -2 % a year", "2 % a year", 0.25, "to -1 % a year"),
        ("0", "1", 1 / 3, "0.33333"),
    ],
)
def test_a_value_part_of_the_way_keeps_the_words(start, end, share, said):
    assert read_range(start, end).at(share) == said


@pytest.mark.parametrize(
    ("start", "end", "step", "words"),
    [
        ("8", "8", None, "is not above"),
        ("9", "8", None, "smaller value first"),
        ("8", "9 weeks", None, "not the same kind"),
        ("8", "x2", None, "not the same kind"),
        ("x1 week", "x2 weeks", None, "no number of times"),
        ("soon", "later", None, "no single number"),
        ("8", "9", "2", "longer than the range"),
        ("8", "9", "0", "no step"),
        ("8", "9", "1 week", "no step"),
        ("8", "9", "0.0000001", "over a million steps"),
    ],
)
def test_what_is_no_range_is_refused_with_the_mend(start, end, step, words):
    with pytest.raises(UnitError, match=words):
        read_range(start, end, step)


def test_steps_share_the_chances_equally_and_reach_both_ends():
    values = [read_range("10", "14", "2").at((i + 0.5) / 30) for i in range(30)]
    assert {value: values.count(value) for value in values} == {"10": 10, "12": 10, "14": 10}


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 10**6), st.integers(1, 10**6))
@example(share=0.0, low=1, span=10**6)
def test_every_value_lies_within_the_range(share, low, span):
    value = float(read_range(str(low), str(low + span)).at(share))
    assert low <= value <= low + span


def test_a_value_is_not_rounded_beyond_an_end_of_its_range():
    assert read_range("0.5", "1000000").at(0.0) == "0.5"
    assert float(read_range("1", "2.0000004").at(0.9999999999)) <= 2.0000004
