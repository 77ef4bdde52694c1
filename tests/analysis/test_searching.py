from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from waitsim.analysis.searching import SEARCH, Aim, least, pooled

Flags = NDArray[np.bool_]


def made_up(
    seed: int, middle: float, slope: float, asked: dict[tuple[int, int], int] | None = None
) -> Callable[[int, int, int], Flags]:
    """Trials whose chance rises along a normal curve; a stream's luck is shared by all options."""
    luck: dict[int, NDArray[np.float64]] = {}

    def trials(option: int, stream: int, count: int) -> Flags:
        if stream not in luck:
            luck[stream] = np.random.default_rng([seed, stream]).normal(size=2000)
        if asked is not None:
            asked[option, stream] = max(asked.get((option, stream), 0), count)
        return luck[stream][:count] <= (option - middle) * slope

    return trials


def truly_least(middle: float, slope: float, share: float) -> int:
    """The first option whose chance is high enough."""
    options = np.arange(200)
    return int(np.argmax(stats.norm.cdf((options - middle) * slope) >= share))


@pytest.mark.parametrize("slope", [5.0, 2.0, 0.5])
def test_the_least_option_lies_where_it_is_claimed_to_with_the_chance_stated(slope: float) -> None:
    rng = np.random.default_rng(7)
    wrong = 0
    for seed in range(150):
        middle, share = rng.uniform(0, 60), rng.choice([0.5, 0.8, 0.9])
        found = least(made_up(seed, middle, slope), 100, Aim(share), int(rng.integers(100)))
        true = truly_least(middle, slope, share)
        short = -1 if found.short is None else found.short
        wrong += found.enough is not None and not short < true <= found.enough
    assert wrong <= stats.binom.ppf(0.9999, 150, 0.05)


def test_the_answer_is_at_most_one_too_high_where_options_differ_and_trials_may_be_many() -> None:
    rng = np.random.default_rng(9)
    for seed in range(60):
        middle = rng.uniform(5, 60)
        found = least(made_up(seed, middle, 1.0), 100, Aim(0.8, error=1e-4, most=2000), 30)
        assert found.enough is not None
        assert found.spread in (0, 1)
        assert 0 <= found.enough - truly_least(middle, 1.0, 0.8) <= 1


def test_what_is_claimed_rests_on_luck_that_the_search_did_not_see() -> None:
    found = least(made_up(1, 20, 3.0), 100, Aim(0.8), 35)
    fresh = {test.option: test.verdict for test in found.tests if test.stream > SEARCH}
    assert fresh[found.enough or 0].enough is True
    assert fresh[found.short or 0].enough is False
    assert pooled(found.tests, found.enough) == fresh[found.enough or 0]


def test_the_first_option_may_be_enough() -> None:
    found = least(made_up(1, -9, 3.0), 100, Aim(0.8), 40)
    assert (found.enough, found.short, found.spread) == (0, None, 0)


def test_the_last_option_may_be_shown_not_to_be_enough() -> None:
    found = least(made_up(1, 90, 3.0), 50, Aim(0.8), 3)
    assert (found.enough, found.short, found.spread) == (None, 49, None)


def test_nothing_is_claimed_where_trials_are_too_few_to_tell() -> None:
    found = least(made_up(1, 30, 0.001), 60, Aim(0.5, most=40, search_most=10), 30)
    assert found.enough is None
    assert found.short is None


def test_an_answer_that_is_not_confirmed_makes_way_for_a_higher_one() -> None:
    def trials(option: int, stream: int, count: int) -> Flags:
        # The search is lucky with an option that is not enough.
        return np.full(count, option >= (10 if stream == SEARCH else 12))

    found = least(trials, 30, Aim(0.8), 10)
    first = next(test for test in found.tests if test.stream > SEARCH)
    assert (first.option, first.verdict.enough) == (10, False)
    assert found.enough in (12, 13)
    assert found.short in (10, 11)


@pytest.mark.parametrize("batch", [1, 3, 50])
def test_an_answer_does_not_depend_on_how_many_trials_are_run_at_once(batch: int) -> None:
    want = least(made_up(4, 22.3, 1.0), 100, Aim(0.8), 30)
    assert least(made_up(4, 22.3, 1.0), 100, Aim(0.8, batch=batch), 30) == want


def test_few_trials_are_spent_where_options_differ_much() -> None:
    asked: dict[tuple[int, int], int] = {}
    least(made_up(3, 40.5, 20.0, asked), 200, Aim(0.8), 44)
    assert sum(asked.values()) < 200


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="most must be 1 or more, not 0"):
        Aim(0.8, most=0)
    with pytest.raises(ValueError, match="one option or more"):
        least(made_up(1, 1, 1), 0, Aim(0.8))
