"""All pairs of options against scipy and statsmodels, and how often something false is found."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from waitsim.analysis.comparisons import all_pairs, holm

with warnings.catch_warnings():
    # Old statsmodels warns of other libraries while it loads.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", FutureWarning)
    from statsmodels.stats.multitest import multipletests


def options(seed, n=30, shifts=(0, 0, 1, 4), luck=1.0):
    """Values of options that share half of their luck."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)) + luck * rng.normal(size=(n, len(shifts))) + np.array(shifts)


def test_chances_worked_by_hand():
    # 0.01 x 4, 0.02 x 3, 0.03 x 2, and the last no smaller than the one before it.
    np.testing.assert_allclose(holm([0.02, 0.01, 0.055, 0.03]), [0.06, 0.04, 0.06, 0.06])
    np.testing.assert_allclose(holm([0.9, 0.8]), [1, 1])


@given(hnp.arrays(np.float64, st.integers(1, 12), elements=st.floats(0, 1)))
def test_chances_are_those_of_statsmodels(chances):
    np.testing.assert_allclose(holm(chances), multipletests(chances, method="holm")[1], atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_pairs_are_those_of_scipy(seed):
    values = options(seed)
    found = all_pairs(values)
    places = list(zip(found.first, found.second, strict=True))
    assert places == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    theirs = [stats.ttest_rel(values[:, b], values[:, a]) for a, b in places]
    chances = [one.pvalue for one in theirs]
    np.testing.assert_allclose(
        found.chance, multipletests(chances, method="holm")[1], rtol=1e-9, atol=1e-300
    )
    alone = [one.confidence_interval(0.95) for one in theirs]
    together = [one.confidence_interval(1 - 0.05 / 6) for one in theirs]
    np.testing.assert_allclose(found.paired.difference.low, [one.low for one in alone])
    np.testing.assert_allclose(found.together.low, [one.low for one in together])
    np.testing.assert_allclose(found.together.high, [one.high for one in together])
    np.testing.assert_array_equal(found.differs, found.chance <= 0.05)


def test_holm_finds_all_that_bonferroni_intervals_find():
    more = 0
    for seed in range(60):
        found = all_pairs(options(seed, n=12))
        apart = (found.together.low > 0) | (found.together.high < 0)
        assert np.all(found.differs[apart])
        more += int((found.differs & ~apart).sum())
    assert more > 0


def test_nothing_false_is_found_more_often_than_stated():
    anything = [
        all_pairs(options(seed, n=15, shifts=(0,) * 4)).differs.any() for seed in range(2000)
    ]
    # At most 5 %; its standard error is half a per cent.
    assert 0.02 < np.mean(anything) < 0.065
    singly = [
        np.any(all_pairs(options(seed, n=15, shifts=(0,) * 4)).paired.difference.low > 0)
        for seed in range(200)
    ]
    assert np.mean(singly) > 0.08


def test_options_that_are_alike_do_not_differ_and_those_always_apart_do():
    values = np.column_stack([np.arange(9.0), np.arange(9.0), np.arange(9.0) + 2])
    found = all_pairs(values)
    np.testing.assert_array_equal(found.chance, [1, 0, 0])
    np.testing.assert_array_equal(found.differs, [False, True, True])
    np.testing.assert_array_equal(found.paired.lower.mean, [0, 0, 0])
    assert found.paired.tied.tolist() == [1, 0, 0]


def test_a_pair_that_cannot_be_compared_counts_and_is_not_found():
    values = options(3)
    values[:, 0] = np.nan
    found = all_pairs(values)
    assert np.isnan(found.chance[:3]).all()
    assert not found.differs[:3].any()
    rest = [stats.ttest_rel(values[:, b], values[:, a]).pvalue for a, b in ((1, 2), (1, 3), (2, 3))]
    assert np.nanmin(found.chance) == pytest.approx(min(rest) * 6)


def test_values_that_make_no_pairs_are_refused():
    with pytest.raises(ValueError, match="two or more options"):
        all_pairs(np.ones((5, 1)))
    with pytest.raises(ValueError, match="level must be"):
        all_pairs(np.ones((5, 2)), 95)
    with pytest.raises(ValueError, match="from 0 to 1"):
        holm([0.5, 1.5])
