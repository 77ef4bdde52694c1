"""Leaving by time waited: the times that draws stand for."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waitsim.records import NEVER
from waitsim.rules.durations import EMPIRICAL, FIXED, LOGNORMAL, WEIBULL, duration_minutes
from waitsim.rules.leaving import BY_WAIT, HILL, PATIENCE, Curve, leaves_after

BENDS = np.array([[100.0, 0.01], [300.0, 0.0], [500.0, 0.002]])
CURVES: tuple[Curve, ...] = (
    (BY_WAIT, 0.0, 3.0, 0.0),
    (HILL, 0.7, 1000.0, 2.0),
    (HILL, 1.0, 300.0, 0.5),
    (PATIENCE + FIXED, 700.0, 0.0, 0.0),
    (PATIENCE + LOGNORMAL, 6.0, 1.5, 0.0),
    (PATIENCE + WEIBULL, 500.0, 0.7, 0.0),
)
DRAWS = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("waited", "summed", "expected"),
    [
        (0, 1.0, 200),  # 100 minutes at none, then 100 at 0.01
        (0, 2.5, 750),  # 2 by minute 300, the rest at 0.002 from minute 500
        (200, 0.5, 50),
        (350, 0.1, 200),
        (1000, 0.002, 1),
    ],
)
def test_hazards_add_up_from_the_wait_so_far(waited: int, summed: float, expected: int) -> None:
    u = 1 - math.exp(-summed)
    assert leaves_after(CURVES[0], BENDS, waited, u) in (expected, expected + 1)


def test_a_last_hazard_of_nothing_keeps_those_who_are_left() -> None:
    assert leaves_after((BY_WAIT, 0.0, 2.0, 0.0), BENDS, 0, 0.9) == NEVER
    assert leaves_after((BY_WAIT, 0.0, 2.0, 0.0), BENDS, 400, 0.0) == NEVER


def test_a_hill_curve_has_half_its_greatest_share_at_its_half_time() -> None:
    assert leaves_after(CURVES[1], BENDS, 0, 0.35) == 1000
    assert leaves_after(CURVES[1], BENDS, 0, 0.7) == NEVER
    assert leaves_after(CURVES[1], BENDS, 0, 0.0) == 1


@pytest.mark.parametrize("curve", CURVES, ids=str)
@given(u=DRAWS, v=DRAWS, waited=st.integers(0, 5000))
def test_times_rise_with_the_draw_and_are_a_minute_or_more(
    curve: Curve, u: float, v: float, waited: int
) -> None:
    low, high = (leaves_after(curve, BENDS, waited, draw) for draw in sorted((u, v)))
    assert 1 <= low <= high


@pytest.mark.parametrize("curve", [CURVES[4], CURVES[5]], ids=str)
@given(u=DRAWS, waited=st.integers(1, 20_000))
def test_of_those_who_have_waited_the_rest_of_a_time_is_drawn_from_what_is_longer(
    curve: Curve, u: float, waited: int
) -> None:
    """The least draw that a wait belongs to is shared out among the draws above it."""
    kind, a, b, _ = curve

    def lasts(share: float) -> int:
        return duration_minutes(kind - PATIENCE, a, b, share)

    still = next(k for k in range(10_001) if lasts(min(k / 10_000, 1 - 2**-53)) > waited) / 10_000
    first = leaves_after(curve, BENDS, waited, 0.0) + waited
    assert waited < first <= max(lasts(min(still, 1 - 2**-53)), waited + 1)
    whole = leaves_after(curve, BENDS, waited, u) + waited
    assert whole <= lasts(1 - 2**-53)
    assert whole >= lasts(max(still - 1e-4, 0) + u * (1 - still)) - 1


def test_who_has_waited_longer_than_any_patience_leaves_in_the_next_minute() -> None:
    assert leaves_after(CURVES[3], BENDS, 699, 0.5) == 1
    assert leaves_after(CURVES[3], BENDS, 5000, 0.5) == 1
    assert leaves_after(CURVES[3], BENDS, 100, 0.5) == 600


def test_empirical_patience_is_drawn_from_what_is_longer_than_the_wait_so_far() -> None:
    # Half leave evenly over 100 to 200 minutes, half evenly over 1000 to 3000.
    bands = np.array([[0.5, 100.0, 200.0], [1.0, 1000.0, 3000.0]])
    curve = (PATIENCE + EMPIRICAL, 0.0, 2.0, 0.0)
    assert leaves_after(curve, bands, 0, 0.25) == 150
    # Having waited 500, the first half is gone: 2000 in all is the middle of what is left.
    assert leaves_after(curve, bands, 500, 0.5) == 1500
    # Having waited 150, those left are the draws from 0.2525 on: 0.6 of the way is 0.701.
    assert leaves_after(curve, bands, 150, 0.3) == 45
    assert leaves_after(curve, bands, 150, 0.6) == round(1000 + 2000 * (0.701 - 0.5) / 0.5) - 150
    assert leaves_after(curve, bands, 3000, 0.5) == 1
