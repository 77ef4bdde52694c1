"""Minutes and slots are offered when and as they are stated, and none is lost to rounding."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waitsim.model.build import mark_epochs
from waitsim.model.capacity import (
    contracted_cost,
    extra_slots,
    offered_minutes,
    slot_prices,
    whole_units,
    whole_years_end,
)
from waitsim.model.index import index_names, split_epochs
from waitsim.model.tables import Ints
from waitsim.scenario.schema import Scenario

Make = Callable[..., Scenario]

NO_HOLIDAYS = {"bank_holidays": "none"}


def minutes_of(*epochs: tuple[int, Scenario]) -> Ints:
    parts = split_epochs(epochs)
    return offered_minutes(parts, mark_epochs(parts))[:, 0]


def slots_of(*epochs: tuple[int, Scenario]) -> Ints:
    parts = split_epochs(epochs)
    return extra_slots(parts, mark_epochs(parts), index_names(epochs[0][1]))[:, 0]


def test_a_weekly_clinic_of_11_hours_offers_660_minutes_on_wednesdays_only(make: Make) -> None:
    minutes = minutes_of((0, make(horizon="10 years")))
    wednesday = (np.arange(len(minutes)) + date(2026, 1, 1).weekday()) % 7 == 2
    assert not minutes[~wednesday].any()
    lost = [
        date(2026, 1, 1) + timedelta(int(d)) for d in np.flatnonzero(wednesday & (minutes == 0))
    ]
    assert lost == [date(2029, 12, 26), date(2030, 12, 25), date(2031, 1, 1), date(2035, 12, 26)]
    assert set(minutes[wednesday].tolist()) == {0, 660}


def test_weeks_worked_are_offered_whole_over_a_year_of_session_days(make: Make) -> None:
    staff = {"nurses": {"wte": 2, "vacancy": "25 %", "clinical_share": "50 %", "weeks_worked": 42}}
    minutes = minutes_of((0, make(staff=staff, horizon="4 years")))
    # 1.5 WTE at half of 37.5 hours for 42 weeks a year, over four years with one 29 February.
    assert minutes.sum() == pytest.approx(4 * 1.5 * 0.5 * 37.5 * 60 * 42, abs=2)
    offered = minutes[minutes > 0]
    assert offered.max() - offered.min() == 1
    # 1,461 days with 1,043 weekdays, of which 32 are bank holidays.
    assert len(offered) == 1011


def test_term_time_staff_give_their_weeks_in_term(make: Make) -> None:
    holidays = {"summer": {"from": "2026-07-01", "to": "2026-12-31"}}
    staff = {"nurses": {"wte": 1, "weeks_worked": 20, "term_time_only": "yes"}}
    minutes = minutes_of(
        (0, make(staff=staff, calendar={"school_holidays": holidays}, horizon="1 year"))
    )
    assert not minutes[181:].any()
    # The year of 365.25 days is counted on 366 days.
    assert minutes.sum() == pytest.approx(20 * 37.5 * 60 * 366 / 365.25, abs=1)


def test_a_group_whose_days_all_fall_away_offers_nothing(make: Make) -> None:
    holidays = {"always": {"from": "2025-01-01", "to": "2030-12-31"}}
    staff = {"nurses": {"wte": 1, "weeks_worked": 20, "term_time_only": "yes"}}
    minutes = minutes_of((0, make(staff=staff, calendar={"school_holidays": holidays})))
    assert not minutes.any()


def test_a_dated_change_of_staff_holds_from_its_day(make: Make) -> None:
    more = {"nurses": {"wte": 2, "hours": "11 hours", "days": ["wednesday"]}}
    minutes = minutes_of((0, make()), (13, make(staff=more)))
    # Wednesdays are 7 January (day 6), 14 January (day 13) and so on.
    assert minutes[[6, 13, 20]].tolist() == [660, 1320, 1320]


def test_parts_of_a_minute_are_carried_over_a_change(make: Make) -> None:
    staff = {"nurses": {"wte": 1, "hours": "100.5 min", "days": ["wednesday"]}}
    minutes = minutes_of(
        (0, make(staff=staff)), (7, make(staff=staff, title="The same with another title"))
    )
    assert minutes[[6, 13, 20, 27]].tolist() == [100, 101, 100, 101]


@pytest.mark.parametrize(
    ("horizon", "last"),
    [
        ("1 week", date(2027, 1, 1)),
        ("1 year", date(2027, 1, 1)),
        ("367 days", date(2028, 1, 1)),
        ("3 years", date(2028, 12, 31)),
        ("1462 days", date(2030, 1, 1)),
    ],
)
def test_session_days_are_counted_over_whole_years(make: Make, horizon: str, last: date) -> None:
    assert whole_years_end(make(horizon=horizon)) == last


def extra(make: Make, clinic: dict[str, Any], slots: str, price: str = "£500") -> Scenario:
    clinic["steps"] = {
        "clinic": clinic["steps"]["clinic"] | {"extra_slots": slots, "extra_slot_price": price}
    }
    return make(pathways={"asthma": clinic}, calendar=NO_HOLIDAYS)


def test_a_weeks_extra_slots_are_spread_over_working_days(
    make: Make, clinic: dict[str, Any]
) -> None:
    slots = slots_of((0, extra(make, clinic, "11 a week")))
    # From Thursday 1 January at 2.2 a working day: 2.2, 4.4, then 6.6, 8.8, 11, ...
    assert slots[:9].tolist() == [2, 2, 0, 0, 2, 2, 3, 2, 2]
    assert slots.sum() == 52 * 11


def test_a_new_stretch_of_extra_slots_owes_nothing_to_the_one_before(
    make: Make, clinic: dict[str, Any]
) -> None:
    some, none = extra(make, dict(clinic), "3 a week"), extra(make, dict(clinic), "0 a week")
    slots = slots_of((0, some), (5, none), (11, some))
    # 1.8 from Thursday to Monday, of which 0.8 is dropped; then 0.6, 1.2, 1.8, 2.4 and 3.
    assert slots[:11].tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert slots[11:16].tolist() == [0, 1, 0, 1, 1]


def test_extra_slots_have_the_price_of_their_day(make: Make, clinic: dict[str, Any]) -> None:
    first = extra(make, dict(clinic), "3 a week")
    dearer = extra(make, dict(clinic), "3 a week", "£700")
    prices = slot_prices(split_epochs([(0, first), (5, dearer)]), index_names(first))
    assert prices[:, 0].tolist() == [500.0] * 5 + [700.0] * 359


def test_contracted_hours_are_paid_on_every_day(make: Make) -> None:
    def costing(wte: int) -> Scenario:
        return make(staff={"nurses": {"wte": wte, "vacancy": "50 %", "cost": "£40 an hour"}})

    # 26 weeks of 1 WTE in post and 26 weeks of 3, each 37.5 hours at £40.
    cost = contracted_cost(split_epochs([(0, costing(2)), (182, costing(6))]))
    assert cost.tolist() == pytest.approx([26 * (1 + 3) * 37.5 * 40])


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60), st.integers(1, 12))
def test_whole_units_keep_up_with_the_running_total(numbers: list[int], parts: int) -> None:
    units = whole_units(np.array(numbers) / parts)
    reached = np.cumsum(numbers) // parts
    assert np.cumsum(units).tolist() == reached.tolist()


def test_empty_posts_are_not_paid_for_but_people_away_are(make: Make) -> None:
    # One in 37.5 hours at £10; a chance of 10 % a week and 10 weeks make half of the posts empty.
    group = {"wte": 1, "cost": "£10 an hour", "cancelled": "50 %", "absence": "50 %"}
    paid = contracted_cost(split_epochs([(0, make(staff={"nurses": group}))]))
    assert paid[0] == pytest.approx(52 * 375)
    group |= {"turnover": "10 % a week", "refill": "10 weeks"}
    paid = contracted_cost(split_epochs([(0, make(staff={"nurses": group}))]))
    assert paid[0] == pytest.approx(26 * 375)


def test_leave_is_spread_over_the_months_and_the_years_minutes_stay_the_same(make: Make) -> None:
    group = {"wte": 1, "weeks_worked": 365.25 / 7 * 0.8}
    leave = [0.5, 0.5, 1, 1, 1, 1, 1, 3, 0.5, 0.5, 1, 1]
    even = minutes_of((0, make(staff={"nurses": group}, horizon="4 years")))
    spread = minutes_of((0, make(staff={"nurses": group | {"leave": leave}}, horizon="4 years")))
    assert abs(int(even.sum()) - int(spread.sum())) <= 1
    month = (np.datetime64("2026-01-01") + np.arange(len(even))).astype("datetime64[M]")
    a_day = [
        spread[(month.astype(int) % 12 == m) & (spread > 0)].mean() for m in (0, 2, 7)
    ]  # nine tenths, eight tenths and four tenths of a full month
    assert a_day[0] / a_day[1] == pytest.approx(9 / 8, rel=2e-3)
    assert a_day[2] / a_day[1] == pytest.approx(4 / 8, rel=2e-3)


def test_leave_may_take_a_whole_month(make: Make) -> None:
    group = {"wte": 1, "weeks_worked": 365.25 / 7 * 0.75}
    leave = [0, 0, 1, 1, 1, 1, 1, 4, 0, 1, 1, 1]
    minutes = minutes_of((0, make(staff={"nurses": group | {"leave": leave}}, horizon="1 year")))
    august = slice(212, 243)
    assert not minutes[august].any()
    assert minutes[:31].any()


def test_staff_in_term_time_offer_none_in_school_holidays(make: Make) -> None:
    calendar = {"school_holidays": {"summer": {"from": "2026-07-23", "to": "2026-09-01"}}}
    group = {"wte": 1, "term_time_only": True}
    minutes = minutes_of((0, make(staff={"nurses": group}, calendar=calendar)))
    holiday = slice(203, 244)
    assert not minutes[holiday].any()
    assert set(minutes[minutes > 0].tolist()) == {450}
