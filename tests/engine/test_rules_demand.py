"""S21: patterns of demand."""

import numpy as np
import pytest
from random_scenarios import Tree
from stories import DAY
from worked import Tell, Told, changed, contact, service

from waitsim.rules.durations import negative_binomial_count, poisson_count
from waitsim.rules.portable import exp, log


def referring(days: int, **referrals: object) -> Tree:
    """A service to which children are referred on every day."""
    tree = service({"see": contact()}, days=days)
    return changed(tree, referrals={"days": "every", **referrals})


def arrivals(told: Told) -> list[int]:
    return [row.minute for row in told.rows if row.kind == 0]


def by_day(told: Told, days: int) -> np.ndarray:
    return np.bincount(np.array(arrivals(told)) // DAY, minlength=days)


def test_S21_a_days_count_varies_as_much_as_is_said(run: Tell) -> None:
    counts = by_day(run(referring(1000, rate="21 a week", variance_to_mean=4)), 1000)
    # Mean 3, variance 12, and a fourth central moment of 1,128: five standard errors.
    assert abs(counts.mean() - 3) < 5 * (12 / 1000) ** 0.5
    assert abs(counts.var() - 12) < 5 * ((1128 - 144) / 1000) ** 0.5


def test_S21_counts_are_negative_binomial() -> None:
    draws = (np.arange(100_000) + 0.5) / 100_000
    none = exp(-2.0 * log(2.0))
    counts = np.bincount([negative_binomial_count(2.0, 2.0, none, u) for u in draws])[:4]
    assert counts / 100_000 == pytest.approx([0.25, 0.25, 0.1875, 0.125], abs=2e-5)


def test_S21_a_count_never_falls_when_the_mean_rises() -> None:
    draws = [0.0, 0.3, 0.9, 0.999, 1 - 2.0**-53]
    for ratio in (1.01, 2.0, 100.0):
        last = [0] * len(draws)
        for mean in (0.01, 0.5, 3.0, 3.1, 40.0, 500.0):
            none = exp(-mean / (ratio - 1) * log(ratio))
            counts = [negative_binomial_count(mean, ratio, none, u) for u in draws]
            assert all(a <= b for a, b in zip(last, counts, strict=True))
            last = counts
        assert last[-1] < 2**14


def test_S21_a_ratio_near_1_is_nearly_poisson() -> None:
    none = exp(-5.0 / 1e-6 * log(1 + 1e-6))
    for u in (0.1, 0.5, 0.9, 0.99):
        assert negative_binomial_count(5.0, 1 + 1e-6, none, u) == poisson_count(5.0, exp(-5.0), u)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("7 a week", [720, 720 + DAY, 720 + 2 * DAY, 720 + 3 * DAY]),
        ("14 a week", [360 + 720 * n for n in range(8)]),
        ("3.5 a week", [DAY, 3 * DAY]),
    ],
)
def test_S21_regular_referrals_are_evenly_spaced(run: Tell, rate: str, expected: list[int]) -> None:
    assert arrivals(run(referring(4, rate=rate, pattern="regular"))) == pytest.approx(
        expected, abs=1
    )


def test_S21_a_batch_comes_in_one_minute(run: Tell) -> None:
    minutes, sizes = np.unique(
        arrivals(run(referring(400, rate="21 a week", batch=3))), return_counts=True
    )
    assert set(sizes.tolist()) == {3}
    assert abs(len(minutes) - 400) < 5 * 400**0.5
    told = run(referring(4, rate="14 a week", batch=2, pattern="regular"))
    assert arrivals(told) == pytest.approx([n * DAY + 720 for n in range(4) for _ in "ab"], abs=1)


def test_S21_hours_have_their_shares_and_minutes_in_them_are_alike(run: Tell) -> None:
    weights = [0] * 9 + [3, 1] + [0] * 13
    told = run(referring(100, rate="140 a week", hours=weights))
    minutes = np.array(arrivals(told)) % DAY
    assert minutes.min() >= 540
    assert minutes.max() < 660
    early, n = int((minutes < 600).sum()), len(minutes)
    assert abs(early - 0.75 * n) < 5 * (0.1875 * n) ** 0.5
    half = int((minutes < 570).sum())
    assert abs(half - early / 2) < 5 * (early / 4) ** 0.5


def test_S21_opening_hours_are_from_the_first_up_to_the_last(run: Tell) -> None:
    minutes = np.array(arrivals(run(referring(200, rate="140 a week", hours="9-17")))) % DAY
    assert minutes.min() // 60 == 9
    assert minutes.max() // 60 == 16


def test_S21_hours_change_no_days_count(run: Tell) -> None:
    plain, by_hour = (
        run(referring(30, rate="20 a week", **hours)) for hours in ({}, {"hours": "9-17"})
    )
    assert (by_day(plain, 30) == by_day(by_hour, 30)).all()


def test_S21_the_pattern_is_that_in_force_on_the_day(run: Tell) -> None:
    first = referring(8, rate="14 a week", pattern="regular")
    told = run((0, first), (4, referring(8, rate="14 a week", pattern="regular", batch=4)))
    assert by_day(told, 8).tolist() == [2, 2, 2, 2, 4, 0, 4, 0]
    assert len(set(arrivals(told))) == 8 + 2
