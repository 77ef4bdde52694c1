"""Quantities in words can be raised, lowered and ramped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waitsim.scenario.amounts import amount, changed, is_relative
from waitsim.scenario.figures import UnitError
from waitsim.scenario.units import minutes, per_week


@pytest.mark.parametrize(
    ("present", "text", "new"),
    [
        ("12", "14", "14"),
        ("12", "+2", "14"),
        ("12", "- 1.5", "10.5"),
        ("12", "\N{MINUS SIGN}1", "11"),
        ("12", "x1.5", "18"),
        ("0.1", "+0.2", "0.3"),
        ("12 a week", "+10 %", "13.2 a week"),
        ("12 a week", "+2 a week", "14 a week"),
        ("12 a week", "+2", "14 a week"),
        ("7 a week", "+1 a day", "14 a week"),
        ("1.5 hours", "+30 min", "2 hours"),
        ("1 h 30 min", "+10 %", "99 min"),
        ("1 h 30 min", "-1 h 15 min", "15 min"),
        ("8 %", "-2 %", "7.84 %"),
        ("8 %", "-2 points", "6 %"),
        ("8 %", "6 %", "6 %"),
        ("0.08", "+50 %", "0.12"),
        ("5 % a year", "-8 points", "-3 % a year"),
        ("5 % a year", "to -2 % a year", "-2 % a year"),
        ("£1,400", "+£100", "£1500"),
        ("£1m", "+£100k", "£1.1m"),
        ("£85 an hour", "x1.1", "£93.5 an hour"),
        ("once in 50 weeks", "x2", "rate 0.04 a week"),
        ("longest_wait", "priority", "priority"),
    ],
)
def test_changes_keep_the_unit(present: str, text: str, new: str) -> None:
    assert changed(present, text) == new


@pytest.mark.parametrize(
    ("present", "text", "half_way"),
    [
        ("12", "+2", "13"),
        ("12 a week", "16 a week", "14 a week"),
        ("90 min", "2 hours", "1.75 hours"),
        ("6 %", "0.08", "0.07"),
        ("10", "x2", "15"),
        ("4 % a year", "to -2 % a year", "1 % a year"),
    ],
)
def test_half_a_ramp_is_half_way(present: str, text: str, half_way: str) -> None:
    assert changed(present, text, 0.5) == half_way


@pytest.mark.parametrize(
    ("present", "text", "fraction", "words"),
    [
        ("longest_wait", "+2", 1, "no single number"),
        ("5-11", "+2", 1, "no single number"),
        ("2026-09-01", "+2", 1, "no single number"),
        ("1 September 2026", "x2", 1, "no single number"),
        ("8 %", "+2", 1, 'Write "+2 points"'),
        ("5 % a year", "-2 % a year", 1, '"to ..."'),
        ("12", "+2 points", 1, "not in %"),
        ("12", "+2 weeks", 1, "not the same kind"),
        ("1 h 30 min", "+30", 1, "with the unit"),
        ("12", "-15", 1, "less than nothing"),
        ("longest_wait", "priority", 0.5, "leave out the ramp"),
        ("12 a week", "3 hours", 0.5, "not the same kind"),
        ("5 % a month", "20 % a year", 0.5, "not the same kind"),
        ("9" * 30, "+1", 1, "too large"),
    ],
)
def test_what_cannot_be_changed_is_refused(
    present: str, text: str, fraction: float, words: str
) -> None:
    with pytest.raises(UnitError) as caught:
        changed(present, text, fraction)
    assert words in str(caught.value)


def test_only_signs_and_times_before_a_quantity_are_relative() -> None:
    assert all(is_relative(text) for text in ("+2", "-5 %", "x1.1", "+1 h 30 min", "-£5", "+ 2"))
    assert not any(
        is_relative(text) for text in ("2", "to -2", "-", "+x", "xray", "2026-09-01", "")
    )


_UNITS = st.sampled_from(["", " a week", " weeks", " %", " min"])


@given(st.integers(0, 10**6), _UNITS)
def test_a_ten_per_cent_rise_is_a_tenth_more(value: int, unit: str) -> None:
    new = amount(changed(f"{value}{unit}", "+10 %"))
    assert new is not None
    assert new.value * 10 == value * 11
    assert new.after == unit


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([0.25, 0.5, 0.75, 1.0]))
def test_a_ramp_is_linear_in_any_unit(old: int, new: int, fraction: float) -> None:
    expected = 7 * old + (new - 7 * old) * fraction
    assert per_week(changed(f"{old} a day", f"{new} a week", fraction)) == pytest.approx(expected)
    expected = old * 60 + (new - old * 60) * fraction
    assert minutes(changed(f"{old} hours", f"{new} min", fraction)) == pytest.approx(expected)


@given(st.text(max_size=20), st.text(max_size=20) | st.sampled_from(["+2", "-5 %", "x1.1", "+£2"]))
def test_any_two_texts_give_a_text_or_a_unit_error(present: str, text: str) -> None:
    for fraction in (0.5, 1.0):
        try:
            new = changed(present, text, fraction)
        except UnitError as error:
            new = str(error)
        assert isinstance(new, str)
