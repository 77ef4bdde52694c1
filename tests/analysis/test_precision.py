"""The rule of when to stop, worked by hand and against one written the plain way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from waitsim.analysis.precision import Rule, Target, judge

NAN = np.nan


def column(values):
    return np.asarray(values, dtype=float)[:, np.newaxis]


def plain_answer(values, target, rule):
    """The same rule, one replication after another, for one value."""

    def width(n):
        half = stats.sem(values[:n]) * stats.t.ppf((1 + rule.level) / 2, n - 1)
        return half / abs(np.mean(values[:n])) if target.relative else half

    n = rule.floor
    while n <= min(len(values), rule.ceiling):
        if width(n) <= target.half_width:
            reach = rule.look_ahead if n <= 100 else int(rule.look_ahead * n / 100)
            if n + reach > min(len(values), rule.ceiling):
                return None
            if all(width(m) <= target.half_width for m in range(n, n + reach + 1)):
                return n
        n += 1
    return None


@given(
    st.integers(0, 10_000),
    st.sampled_from([0.03, 0.06, 0.2]),
    st.booleans(),
    st.sampled_from([Rule(), Rule(5, 60, 10), Rule(3, 180, 0), Rule(4, 200, 3, 0.8)]),
)
@settings(deadline=None, max_examples=40)
def test_the_answer_is_that_of_the_rule_written_plainly(seed, width, relative, rule):
    values = np.random.default_rng(seed).normal(2.0, 0.5, 180)
    target = Target(width, relative)
    verdict = judge(column(values), [target], rule)
    assert verdict.needed == plain_answer(values, target, rule)


def test_alike_by_chance_is_not_enough():
    # Three equal values meet any target, and the fourth unmakes it. From the tenth on the
    # half-width is below 5 and stays so.
    values = [10.0, 10.0, 10.0, 30.0, *[12.0, 14.0] * 20]
    assert judge(column(values), [Target(3)], Rule(look_ahead=0)).needed == 3
    looked = judge(column(values), [Target(3)], Rule(look_ahead=5))
    widths = [stats.sem(values[:n]) * stats.t.ppf(0.975, n - 1) for n in range(4, len(values) + 1)]
    assert looked.needed == 4 + int(np.flatnonzero(np.array(widths) <= 3)[0]) > 10
    assert looked.confirmed == looked.needed + 5


def test_two_values_must_be_met_together():
    rng = np.random.default_rng(6)
    values = rng.normal(100, [10, 2], (150, 2))
    rule = Rule(ceiling=150)
    loose, strict = Target(5), Target(0.04, relative=True)
    both = judge(values, [strict, loose], rule)
    alone = [judge(values[:, [i]], [t], rule).needed for i, t in enumerate([strict, loose])]
    assert both.needed == max(alone)
    assert alone[1] < alone[0]


def test_heads_and_tails_worked_by_hand():
    # 1 and -1 in turn. After 18 the half-width is 2.1098 / sqrt(17) = 0.5117; after 19 the sum
    # of squares is 19 - 1/19, and it is 2.1009 x sqrt((19 - 1/19) / 18 / 19) = 0.4945.
    verdict = judge(column([1, -1] * 9 + [1]), [Target(0.5)], Rule(look_ahead=0))
    assert verdict.needed == 19
    assert verdict.half_widths[0] == pytest.approx(0.4945, abs=5e-5)
    assert judge(column([1, -1] * 9), [Target(0.5)], Rule()).half_widths[0] == pytest.approx(
        0.5117, abs=5e-5
    )


def test_above_100_replications_the_look_ahead_grows_with_them():
    rule = Rule(3, 500, 5)
    assert [rule.confirmed_at(n) for n in (3, 100, 101, 119, 120, 400)] == [
        8,
        105,
        106,
        124,
        126,
        420,
    ]


def test_later_replications_change_nothing_once_it_is_decided():
    values = np.random.default_rng(2).normal(50, 10, (200, 1))
    rule, target = Rule(ceiling=200), [Target(4)]
    first = judge(values, target, rule)
    assert first.confirmed is not None
    for n in (first.confirmed, first.confirmed + 1, 199):
        again = judge(values[:n], target, rule)
        assert (again.needed, again.confirmed) == (first.needed, first.confirmed)
    assert judge(values[: first.confirmed - 1], target, rule).needed is None


def test_the_ceiling_and_the_floor_are_kept():
    values = np.random.default_rng(2).normal(50, 10, (200, 1))
    assert judge(values, [Target(4)], Rule(ceiling=20)).needed is None
    assert judge(values, [Target(40)], Rule(floor=12)).needed == 12
    for ahead in (0, 5):
        few = judge(values[:5], [Target(1000)], Rule(floor=12, look_ahead=ahead))
        assert few.needed is None
        assert few.met.all()


def test_what_is_short_of_its_target_is_told():
    values = np.random.default_rng(2).normal(50, [1, 10], (20, 2))
    verdict = judge(values, [Target(2), Target(2)], Rule())
    np.testing.assert_array_equal(verdict.met, [True, False])
    assert verdict.half_widths[1] == pytest.approx(stats.sem(values[:, 1]) * stats.t.ppf(0.975, 19))


def test_a_value_that_never_changes_is_known_at_once_even_if_it_is_0():
    verdict = judge(np.zeros((10, 1)), [Target(0.01, relative=True)], Rule())
    assert verdict.needed == 3


@pytest.mark.parametrize("bad", [NAN, np.inf])
def test_a_value_that_is_not_defined_is_never_known(bad):
    values = np.ones((30, 2))
    values[:, 1] = bad
    if bad == np.inf:
        values[0, 1] = 3.0
    verdict = judge(values, [Target(1), Target(1)], Rule())
    assert verdict.needed is None
    np.testing.assert_array_equal(verdict.met, [True, False])


@pytest.mark.parametrize(
    "call",
    [
        lambda: Target(0),
        lambda: Target(NAN),
        lambda: Rule(floor=2),
        lambda: Rule(floor=30, ceiling=20),
        lambda: Rule(look_ahead=-1),
    ],
)
def test_numbers_that_make_no_sense_are_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call()


def test_values_without_a_target_each_are_refused():
    with pytest.raises(ValueError, match="so many targets"):
        judge(np.ones((5, 2)), [Target(1)], Rule())
    with pytest.raises(ValueError, match="so many targets"):
        judge(np.empty((0, 1)), [Target(1)], Rule())
