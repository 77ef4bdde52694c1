"""Opening referrals are all there, spread over their bands, and numbered apart."""

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waitsim.model.index import index_names
from waitsim.model.opening import (
    FIRST_NUMBER,
    MOST_AT_A_STEP,
    Openers,
    longest_wait_weeks,
    number_ranges,
    opening_tables,
    spread_waits,
)
from waitsim.model.tables import CASELOAD
from waitsim.rules.keys import step_key
from waitsim.scenario.referral_list import Entry, OpeningList
from waitsim.scenario.schema import Scenario

Make = Callable[..., Scenario]

STEPS: dict[str, Any] = {
    "forms": {"kind": "delay", "lasts": "2 weeks", "then": "see"},
    "see": {"kind": "contact", "staff": {"nurses": "60 min"}, "then": "treat"},
    "treat": {"kind": "course", "staff": {"nurses": "60 min"}, "sessions": 4, "every": "1 week",
              "then": "review"},
    "review": {"kind": "review", "staff": {"nurses": "60 min"}, "every": "1 week", "stops": 0.1,
               "then": "left"},
    "held": {"kind": "place", "places": 5, "lasts": "1 week", "then": "left"},
    "end": {"kind": "decision", "then": "left"},
}  # fmt: skip


def openers_of(make: Make, *openings: dict[str, Any]) -> Openers:
    pathways = {
        f"p{i}": {"referrals": {"rate": "1 a week"}, "steps": STEPS, "opening": opening}
        for i, opening in enumerate(openings)
    }
    scenario = make(pathways=pathways)
    return opening_tables(scenario, index_names(scenario), 0)


def test_a_band_is_spread_evenly_over_its_length() -> None:
    week = 10080
    assert spread_waits(0, week, 4).tolist() == [1260, 3780, 6300, 8820]
    assert spread_waits(week, 2 * week, 1).tolist() == [15120]
    # A sixth, a half and five sixths of a day are 240, 720 and 1200 minutes.
    assert spread_waits(0, 1440, 3).tolist() == [240, 720, 1200]
    assert spread_waits(0, 3, 2).tolist() == [0, 2]


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 500))
def test_every_child_of_a_band_has_waited_within_it(low: int, width: int, children: int) -> None:
    waits = spread_waits(low, low + width, children)
    assert len(waits) == children
    assert ((waits >= low) & (waits < low + width)).all()


def test_counts_are_kept_by_pathway_step_and_state(make: Make) -> None:
    opening = {
        "treat": {"waiting": {"0-13 weeks": 3}, "caseload": 7},
        "see": {"waiting": {"0-13 weeks": 20, "13-52 weeks": 10}},
        "review": {"waiting": {"0-1 week": 2}, "caseload": 4},
    }
    openers = openers_of(make, opening, {"forms": {"caseload": 5}, "held": {"caseload": 1}})
    steps, states = openers.opening_step, openers.opening_state
    # Steps in the order of the pathway's steps, and at each the waiting before the caseload.
    assert steps.tolist() == [1] * 30 + [2] * 10 + [3] * 6 + [6] * 5 + [10]
    assert states.tolist() == [0] * 33 + [1] * 7 + [0] * 2 + [1] * 4 + [1] * 6


def test_those_waiting_have_waited_and_the_caseload_is_part_way(make: Make) -> None:
    openers = openers_of(make, {"treat": {"waiting": {"2-4 weeks": 2}, "caseload": 5}})
    assert openers.opening_since.tolist() == [-25200, -35280, 0, 0, 0, 0, 0]
    assert openers.opening_fraction.tolist() == pytest.approx([0, 0, 0.1, 0.3, 0.5, 0.7, 0.9])
    # A course of four: one, two or three contacts had.
    assert openers.opening_session.tolist() == [0, 0, 1, 2, 3, 1, 2]


def test_those_who_wait_in_a_delay_are_part_way_and_the_longest_nearest_its_end(make: Make) -> None:
    openers = openers_of(make, {"forms": {"waiting": {"0-1 week": 2, "1-2 weeks": 2}}})
    assert openers.opening_state.tolist() == [CASELOAD] * 4
    assert openers.opening_since.tolist() == [-2520, -7560, -12600, -17640]
    assert openers.opening_fraction.tolist() == [0.875, 0.625, 0.375, 0.125]


def test_numbers_follow_the_key_of_the_step_and_not_the_other_steps(make: Make) -> None:
    alone = openers_of(make, {"review": {"caseload": 3}})
    among = openers_of(make, {"see": {"waiting": {"0-1 week": 9}}, "review": {"caseload": 3}})
    first = 2**31 + ((step_key("review") & 0x7FF) << 20)
    assert alone.opening_number.tolist() == [first, first + 1, first + 2]
    assert among.opening_number[-3:].tolist() == alone.opening_number.tolist()


def test_numbers_of_a_pathway_are_distinct_even_where_keys_agree() -> None:
    names = [f"step_{i}" for i in range(1000)]
    assert len({step_key(name) & 0x7FF for name in names}) < len(names)
    firsts = list(number_ranges(names).values())
    assert np.diff(sorted(firsts)).min() >= MOST_AT_A_STEP
    assert min(firsts) >= FIRST_NUMBER
    assert max(firsts) + MOST_AT_A_STEP <= 2**32


def test_nobody_need_be_there_at_the_start(make: Make) -> None:
    openers = openers_of(make, {})
    assert {len(column) for column in openers} == {0}
    assert longest_wait_weeks(openers) == 0


@pytest.mark.parametrize(("band", "weeks"), [("0-2 weeks", 1), ("0-4 weeks", 2), ("2-5 weeks", 4)])
def test_the_longest_wait_is_rounded_up_to_weeks(make: Make, band: str, weeks: int) -> None:
    # One child, in the middle of the band.
    openers = openers_of(make, {"see": {"waiting": {band: 1}}})
    assert longest_wait_weeks(openers) == weeks


@pytest.mark.parametrize(
    ("opening", "message"),
    [
        ({"end": {"waiting": {"0-1 week": 1}}}, r"p0\.opening\.end: waiting"),
        ({"see": {"caseload": 1}}, r"p0\.opening\.see: caseload"),
        ({"held": {"waiting": {"0-1 week": 1}, "caseload": 2**20}}, r"held: 1048577 children"),
        ({"nowhere": {"caseload": 1}}, r"has no step 'nowhere'"),
    ],
)
def test_a_step_that_cannot_hold_its_opening_referrals_is_refused(
    make: Make, opening: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        openers_of(make, opening)


@pytest.mark.parametrize(
    ("step", "day", "message"),
    [
        ("see", 9, "is no day of the run"),
        ("see", -1, "is no day of the run"),
        ("treat", 1, "nobody"),
    ],
)
def test_appointments_outside_the_diary_are_refused(
    make: Make, step: str, day: int, message: str
) -> None:
    steps = {**STEPS, "see": {**STEPS["see"], "notice": "2 days"}}
    pathways = {"p": {"referrals": {"rate": "1 a week"}, "steps": steps}}
    plain = make(pathways=pathways, horizon="9 days")
    booked = plain.start + datetime.timedelta(days=day)
    row = Entry(7, plain.start, pathway="p", step=step, booked=booked)
    scenario = plain.model_copy(update={"opening_list": OpeningList("w.csv", (row,))})
    with pytest.raises(ValueError, match=f"line 7: booked: .*{message}"):
        opening_tables(scenario, index_names(scenario), 0)
