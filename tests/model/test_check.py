"""What is said before a run agrees with sums worked by hand."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from waitsim.model.build import build_model
from waitsim.model.check import GroupLoad, PreRunFacts, pre_run_facts
from waitsim.scenario.schema import Scenario

Make = Callable[..., Scenario]

EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
STAFF = {
    name: {"wte": 1, "hours": "35 hours", "days": EVERY_DAY, "bank_holidays_off": "no"}
    for name in ("nurses", "doctors")
}


def facts_of(make: Make, steps: dict[str, Any], **pathway: Any) -> PreRunFacts:
    referrals = {"rate": "10 a week", "days": "every"}
    parts = {"p": {"referrals": referrals, "steps": steps, **pathway}}
    epochs = [(0, make(staff=STAFF, pathways=parts))]
    return pre_run_facts(epochs, build_model(epochs, ""))


def nurses(make: Make, steps: dict[str, Any], **pathway: Any) -> GroupLoad:
    return facts_of(make, steps, **pathway).loads[0]


def contact(**more: Any) -> dict[str, Any]:
    return {"kind": "contact", "staff": {"nurses": "60 min"}, "then": "left", **more}


def test_ten_referrals_an_hour_each_of_35_hours_are_an_intensity_of_ten_35ths(make: Make) -> None:
    load = nurses(make, {"see": contact()})
    assert (load.group, load.first_day) == ("nurses", date(2026, 1, 1))
    assert load.referral_minutes == pytest.approx(600)
    assert load.offered_minutes == pytest.approx(2100)
    assert load.intensity == pytest.approx(10 / 35)


def test_missed_contacts_are_booked_again_but_have_no_admin(make: Make) -> None:
    dna = {"share": "20 %", "rebook": "50 %"}
    load = nurses(make, {"see": contact(dna=dna, admin={"nurses": "30 min"})})
    # 1 / (1 - 0.1) bookings each, of which 80 % are attended.
    assert load.referral_minutes == pytest.approx(10 / 0.9 * (60 + 0.8 * 30))


def test_a_limit_on_missed_contacts_ends_the_bookings(make: Make) -> None:
    dna = {"share": "50 %", "most": 2}
    after = {"kind": "contact", "staff": {"doctors": "10 min"}, "then": "left"}
    facts = facts_of(make, {"see": contact(dna=dna, then="after"), "after": after})
    # One booking, and half the time a second; three quarters attend in the end.
    assert facts.loads[0].referral_minutes == pytest.approx(10 * 1.5 * 60)
    assert facts.loads[1].referral_minutes == pytest.approx(10 * 0.75 * 10)


def test_contacts_that_are_always_missed_ask_for_ever(make: Make) -> None:
    load = nurses(make, {"see": contact(dna={"share": "100 %"})})
    assert load.referral_minutes == math.inf


def test_a_course_asks_for_the_contacts_before_it_stops(make: Make) -> None:
    course = contact(kind="course", sessions=3, every="1 week", stops="10 %", then="after")
    after = {"kind": "contact", "staff": {"doctors": "10 min"}, "then": "left"}
    facts = facts_of(make, {"treat": course, "after": after})
    assert facts.loads[0].referral_minutes == pytest.approx(600 * (1 + 0.9 + 0.81))
    # However it ends, everyone goes on.
    assert facts.loads[1].referral_minutes == pytest.approx(100)


def test_reviews_ask_for_one_over_the_chance_of_stopping(make: Make) -> None:
    review = contact(kind="review", every="4 weeks", stops="5 %")
    load = nurses(make, {"review": review}, opening={"review": {"caseload": 80}})
    assert load.referral_minutes == pytest.approx(600 * 20)
    # 80 children every four weeks.
    assert load.caseload_minutes == pytest.approx(20 * 60)


def test_reviews_that_never_stop_ask_without_end_and_lead_nowhere(make: Make) -> None:
    review = contact(kind="review", every="4 weeks", then="after")
    after = {"kind": "contact", "staff": {"doctors": "10 min"}, "then": "left"}
    facts = facts_of(make, {"review": review, "after": after})
    assert [load.intensity for load in facts.loads] == [math.inf, 0]


def test_routes_carry_their_shares_and_loops_come_back(make: Make) -> None:
    steps = {
        "see": contact(then={"see": "20 %", "test": "50 %", "left": "rest"}),
        "test": {"kind": "contact", "staff": {"doctors": "30 min"}, "then": {"see": "40 %",
                                                                           "left": "60 %"}},
    }  # fmt: skip
    facts = facts_of(make, steps)
    # x = 10 + 0.2 x + 0.4 y and y = 0.5 x, so x = 10 / 0.6.
    assert facts.loads[0].referral_minutes == pytest.approx(10 / 0.6 * 60)
    assert facts.loads[1].referral_minutes == pytest.approx(10 / 0.6 * 0.5 * 30)


def test_a_round_without_a_way_out_asks_without_end(make: Make) -> None:
    steps = {
        "triage": {"kind": "decision", "then": {"see": "1 %", "left": "rest"}},
        "see": contact(then="wait"),
        "wait": {"kind": "delay", "lasts": "1 week", "then": "see"},
    }
    assert nurses(make, steps).referral_minutes == math.inf


def test_extra_slots_take_contacts_off_staff(make: Make) -> None:
    load = nurses(make, {"see": contact(extra_slots="5 a week")})
    # One a day on 260 weekdays less eight bank holidays, in 52 weeks.
    assert load.referral_minutes == pytest.approx(600 - 60 * 252 / 52)
    assert nurses(make, {"see": contact(extra_slots="50 a week")}).referral_minutes == 0


def test_staff_without_minutes_and_referrals_without_staff_are_told_apart(make: Make) -> None:
    none = GroupLoad("nurses", date(2026, 1, 1), 600, 0, 0)
    idle = GroupLoad("nurses", date(2026, 1, 1), 0, 0, 0)
    assert none.intensity == math.inf
    assert idle.intensity == 0
    assert facts_of(make, {"see": contact()}).loads[1].referral_minutes == 0


def test_each_epoch_has_its_own_loads(make: Make) -> None:
    def scenario(wte: int) -> Scenario:
        group = STAFF["nurses"] | {"wte": wte}
        return make(staff={"nurses": group}, pathways={"p": {
            "referrals": {"rate": "10 a week", "days": "every"}, "steps": {"see": contact()},
        }})  # fmt: skip

    epochs = [(0, scenario(1)), (70, scenario(2))]
    loads = pre_run_facts(epochs, build_model(epochs, "")).loads
    assert [load.first_day for load in loads] == [date(2026, 1, 1), date(2026, 3, 12)]
    assert [load.offered_minutes for load in loads] == pytest.approx([2100, 4200])


def clinic(**more: Any) -> dict[str, Any]:
    dates = {"every": "1 week", "first": "2026-01-06"}
    return {"kind": "clinic", "slots": 10, "then": "left", **dates, **more}


def test_a_clinic_with_fewer_slots_than_bookings_is_told_with_both_a_year(make: Make) -> None:
    # 520 referrals in 364 days, a quarter of whose contacts are missed and booked again.
    dna = {"share": "25 %"}
    (short,) = facts_of(make, {"panel": clinic(dna=dna)}).short_clinics
    assert short.step == "p.panel"
    assert short.slots == pytest.approx(520 / 364 * 365.25)
    assert short.bookings == pytest.approx(520 / 0.75 / 364 * 365.25)


def test_a_clinic_with_as_many_slots_as_bookings_is_not_told(make: Make) -> None:
    assert facts_of(make, {"panel": clinic()}).short_clinics == ()
    half = {"kind": "decision", "then": {"panel": "50 %", "left": "rest"}}
    steps = {"triage": half, "panel": clinic(slots=5)}
    assert facts_of(make, steps).short_clinics == ()
    (short,) = facts_of(make, {**steps, "panel": clinic(slots=4)}).short_clinics
    assert short.bookings == pytest.approx(5 / 4 * short.slots)


def test_slots_and_bookings_of_a_clinic_are_added_up_over_the_run(make: Make) -> None:
    def scenario(slots: int) -> Scenario:
        referrals = {"rate": "10 a week", "days": "every"}
        parts = {"p": {"referrals": referrals, "steps": {"panel": clinic(slots=slots)}}}
        return make(staff=STAFF, pathways=parts)

    for later, told in ((11, 0), (10, 1)):
        epochs = [(0, scenario(9)), (182, scenario(later))]
        assert len(pre_run_facts(epochs, build_model(epochs, "")).short_clinics) == told


def test_a_clinic_that_children_come_to_for_ever_is_told(make: Make) -> None:
    steps = {
        "panel": clinic(then="wait"),
        "wait": {"kind": "delay", "lasts": "1 week", "then": "panel"},
    }
    (short,) = facts_of(make, steps).short_clinics
    assert short.bookings == math.inf
