"""Referrals come at their weekly rate, on the right days, month by month."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from waitsim.model.build import mark_epochs
from waitsim.model.demand import empty_months, referral_means
from waitsim.model.index import split_epochs
from waitsim.model.patterns import none_on
from waitsim.model.tables import Floats
from waitsim.scenario.schema import Scenario

Make = Callable[..., Scenario]

SEASON = (1.05, 1.0, 1.15, 0.85, 1.05, 1.15, 1.05, 0.55, 0.9, 1.15, 1.2, 0.9)


def means_of(*epochs: tuple[int, Scenario]) -> Floats:
    parts = split_epochs(epochs)
    return referral_means(parts, mark_epochs(parts))[:, 0]


def referring(make: Make, clinic: dict[str, Any], parts: dict[str, Any], **more: Any) -> Scenario:
    clinic = clinic | {"referrals": {"rate": "10 a week", "days": "every", **parts}}
    return make(pathways={"asthma": clinic}, **more)


def test_every_day_of_a_plain_week_has_a_seventh_of_the_rate(make: Make) -> None:
    means = means_of((0, make()))
    assert means == pytest.approx(np.full(364, 10 / 7), rel=1e-14)


def test_a_month_has_its_weeks_times_rate_and_season(make: Make, clinic: dict[str, Any]) -> None:
    means = means_of((0, referring(make, clinic, {"season": SEASON, "days": "working"})))
    assert means[:31].sum() == pytest.approx(10 * 31 / 7 * 1.05)
    assert means[31:59].sum() == pytest.approx(10 * 28 / 7 * 1.0)
    # January 2026 has 22 weekdays, of which New Year's Day is none to work on.
    assert np.count_nonzero(means[:31]) == 21
    assert means[0] == 0
    assert means[1] == pytest.approx(10 * 31 / 7 * 1.05 / 21)


def test_a_part_of_a_month_has_its_share_of_the_whole(make: Make, clinic: dict[str, Any]) -> None:
    scenario = referring(make, clinic, {"days": "working"}, start="2026-05-18", horizon="1 week")
    # May 2026 has 21 weekdays less two bank holidays; this week has five of the 19.
    assert means_of((0, scenario)).sum() == pytest.approx(10 * 31 / 7 * 5 / 19)


def test_growth_of_a_year_is_reached_in_the_same_month_of_the_next(
    make: Make, clinic: dict[str, Any]
) -> None:
    scenario = referring(make, clinic, {"growth": "10 % a year"}, horizon="3 years")
    means = means_of((0, scenario))
    assert means[365] == pytest.approx(means[0] * 1.1, rel=1e-15)
    assert means[730] == pytest.approx(means[0] * 1.21, rel=1e-15)
    assert means[31] / means[0] == pytest.approx(1.1 ** (1 / 12), rel=1e-15)


def test_growth_that_stops_keeps_the_level_that_was_reached(
    make: Make, clinic: dict[str, Any]
) -> None:
    rising = referring(make, clinic, {"growth": "20 % a year"}, horizon="2 years")
    steady = referring(make, clinic, {}, horizon="2 years")
    means = means_of((0, rising), (365, steady))
    assert means[365:] == pytest.approx(np.full(366, 10 / 7 * 1.2), rel=1e-14)


def test_a_rate_holds_from_the_day_of_its_change(make: Make, clinic: dict[str, Any]) -> None:
    later = referring(make, clinic, {"rate": "20 a week"})
    means = means_of((0, referring(make, clinic, {})), (40, later))
    assert means[39] == pytest.approx(10 / 7)
    assert means[40] == pytest.approx(20 / 7)


def test_school_referrals_skip_holidays_and_a_month_without_school_is_reported(
    make: Make, clinic: dict[str, Any]
) -> None:
    holidays = {"summer_2026": {"from": "2026-07-23", "to": "2026-09-01"}}
    scenario = referring(make, clinic, {"days": "school"}, calendar={"school_holidays": holidays})
    parts = split_epochs([(0, scenario)])
    marks = mark_epochs(parts)
    means = referral_means(parts, marks)[:, 0]
    july = slice(181, 212)
    assert means[july].sum() == pytest.approx(10 * 31 / 7)
    assert np.count_nonzero(means[july]) == 16
    assert not means[212:243].any()
    assert [(m.pathway, m.month.isoformat()) for m in empty_months(parts, marks)] == [
        ("asthma", "2026-08-01")
    ]


def test_more_than_500_referrals_a_day_are_refused(make: Make, clinic: dict[str, Any]) -> None:
    scenario = referring(make, clinic, {"rate": "501 a day"})
    with pytest.raises(ValueError, match=r"asthma.referrals: 501 a day in January 2026"):
        means_of((0, scenario))
    assert means_of((0, referring(make, clinic, {"rate": "500 a day"}))).max() <= 500


def test_the_floor_is_the_chance_of_no_referral() -> None:
    means = np.array([[0.0, 1.5], [500.0, 1.5]])
    floors = none_on(means, np.ones_like(means))
    assert floors[0, 0] == 1
    assert floors == pytest.approx(np.exp(-means), rel=1e-15)
    assert floors[0, 1] == floors[1, 1] == pytest.approx(math.exp(-1.5), rel=1e-15)


def test_the_chance_of_none_is_that_of_a_negative_binomial_count_where_demand_varies_more() -> None:
    chances = none_on(np.array([[2.0, 2.0]]), np.array([[2.0, 5.0]]))
    assert chances[0] == pytest.approx([0.25, 5**-0.5], rel=1e-14)
