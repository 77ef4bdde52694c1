import itertools
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from waitsim.analysis.cheapest import Choice, cheapest
from waitsim.analysis.searching import SEARCH, Aim, pooled

Flags = NDArray[np.bool_]
COUNTS = (30, 15)
PRICES = (1.0, 1.7)


def cost(choice: Choice) -> float:
    return sum(k * price for k, price in zip(choice, PRICES, strict=False))


def made_up(seed: int, strength: Callable[[Choice], float]) -> Callable[[Choice, int, int], Flags]:
    """Trials that succeed where a combination is stronger than luck, which all share."""
    luck: dict[int, NDArray[np.float64]] = {}

    def trials(choice: Choice, stream: int, count: int) -> Flags:
        if stream not in luck:
            luck[stream] = np.random.default_rng([seed, stream]).normal(size=1000)
        return luck[stream][:count] <= strength(choice)

    return trials


def bottleneck(choice: Choice) -> float:
    """Each must be there by itself."""
    return 4.0 * min(choice[0] - 11.5, choice[1] - 6.5)


def substitutes(choice: Choice) -> float:
    """The second does twice what the first does."""
    return 4.0 * (choice[0] + 2 * choice[1] - 24.5)


def mixture(choice: Choice) -> float:
    """Each is worth more where there is more of the other."""
    return 8.0 * (np.sqrt((choice[0] + 0.5) * (choice[1] + 0.5)) - 9.2)


@pytest.mark.parametrize("strength", [bottleneck, substitutes, mixture])
def test_nothing_much_cheaper_is_enough(strength: Callable[[Choice], float]) -> None:
    found = cheapest(made_up(3, strength), COUNTS, cost, Aim(0.8))
    every = itertools.product(*map(range, COUNTS))
    # The chance of a standard normal below 0.8416 is 80 %.
    least = min(cost(choice) for choice in every if strength(choice) >= 0.8416)
    assert found.enough is not None
    assert strength(found.enough) >= 0.8416
    assert cost(found.enough) <= least + min(PRICES)
    for choice in found.short:
        assert strength(choice) < 0.8416
        assert sum(mine - less for mine, less in zip(found.enough, choice, strict=True)) == 1
    assert pooled(found.tests, found.enough).trials >= 28


def test_what_is_claimed_rests_on_luck_that_the_search_did_not_see() -> None:
    found = cheapest(made_up(5, bottleneck), COUNTS, cost, Aim(0.8))
    for choice in (found.enough, *found.short):
        assert any(test.option == choice and test.stream > SEARCH for test in found.tests)


def test_three_things_can_be_weighed() -> None:
    def strength(choice: Choice) -> float:
        return 5.0 * (sum(choice) - 7.5)

    def price(choice: Choice) -> float:
        return choice[0] * 3.0 + choice[1] * 1.0 + choice[2] * 2.0

    found = cheapest(made_up(2, strength), (12, 6, 12), price, Aim(0.8))
    assert found.enough == (0, 5, 3)


def test_what_costs_too_much_is_never_tried() -> None:
    def bounded(choice: Choice) -> float:
        return float("inf") if cost(choice) > 15 else cost(choice)

    found = cheapest(made_up(2, bottleneck), COUNTS, bounded, Aim(0.8))
    assert found.enough is None
    assert all(cost(test.option) <= 15 for test in found.tests)


def test_the_most_of_all_is_shown_not_to_be_enough_where_nothing_is() -> None:
    found = cheapest(made_up(2, lambda choice: sum(choice) - 99.0), COUNTS, cost, Aim(0.8))
    assert found.enough is None
    assert found.short == ((29, 14),)


def test_nothing_at_all_may_be_enough() -> None:
    found = cheapest(made_up(2, lambda _: 9.0), COUNTS, cost, Aim(0.8))
    assert (found.enough, found.short) == ((0, 0), ())


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="one option or more"):
        cheapest(made_up(1, bottleneck), (), cost, Aim(0.8))
