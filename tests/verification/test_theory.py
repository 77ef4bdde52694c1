"""Ordinary scenario files give what queueing theory says.

A figure may lie three standard errors from its closed form. With 32 or more independent
replications a right simulator fails one check in 190 or fewer by chance (Student's t on 31 degrees
of freedom: 0.53 %). Seeds are checksums of the names of the scenarios, and fixed, so what passes
once passes always, until the events of a seed change. With new events one of all these figures
will be outside in about one case of five: look at the same case with another seed before believing
either that it is chance or that it is not.
"""

from typing import Final

import numpy as np
import pytest
from estimates import SCENARIOS, Outcome, outcomes, ratio_estimate
from theory_cases import CASES, WHOLE_WEEKS, Case
from write_page import PAGE, outcome_row, theory_shown

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.scenario.load import load

MOST_STANDARD_ERRORS: Final = 3.0
MOST_RELATIVE_ERROR: Final = {"short": 0.12, "long": 0.04}
"""A standard error above this share of the figure would let a wrong simulator pass."""

FAST: Final = [case for case in CASES if case.fast]


def name_of(case: Case) -> str:
    return case.scenario


def check(outcome: Outcome, runs: str) -> None:
    assert outcome.replications >= 32
    most = MOST_RELATIVE_ERROR[runs] * outcome.check.theory
    assert 0 < outcome.standard_error <= most, outcome.check.name
    assert abs(outcome.z) <= MOST_STANDARD_ERRORS, (
        f"{outcome.check.name}: {outcome.simulated:.6g} is {outcome.z:.2f} standard errors from "
        f"{outcome.check.theory:.6g}"
    )


@pytest.mark.parametrize("case", FAST, ids=name_of)
def test_theory_comes_out_of_short_runs(case: Case) -> None:
    for outcome in outcomes(case, fast=True):
        check(outcome, "short")


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_theory_comes_out_of_long_runs(case: Case) -> None:
    for outcome in outcomes(case, fast=False):
        check(outcome, "long")


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_page_shows_what_comes_out(case: Case) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for outcome in outcomes(case, fast=False):
        assert outcome_row(outcome) in page


def test_every_case_has_its_own_scenario_and_a_place_on_the_page() -> None:
    names = [case.scenario for case in CASES]
    assert sorted([*names, "network"]) == sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
    page = PAGE.read_text(encoding="utf-8")
    for case in CASES:
        for wanted in case.checks:
            assert f"| {case.scenario} | {wanted.name} |" in page
            assert f"| {theory_shown(wanted.theory)} |" in page


def test_what_is_counted_for_each_referral_is_watched_for_whole_weeks() -> None:
    cases = [case for case in CASES if case.rounding == WHOLE_WEEKS]
    assert len(cases) >= 3
    for case in cases:
        assert case.fast
        for sets in ((), (f"horizon={case.fast[1]}",)):
            assert load(SCENARIOS / f"{case.scenario}.yaml", sets).scenario.days % 7 == 0


def test_a_clinic_said_by_its_dates_sees_the_same_children_as_staff_who_work_one_day() -> None:
    told = []
    for name in ("clinic_11", "clinic_11_on_dates"):
        loaded = load(SCENARIOS / f"{name}.yaml", sets=("horizon=3 years",))
        block = run_block(build_model(loaded.epochs, loaded.identity), 5, 0, 1, events=True)
        assert block.events is not None
        told.append(block.events)
    assert len(told[0]) > 5000
    np.testing.assert_array_equal(told[0], told[1])


def test_the_ratio_of_sums_and_its_standard_error_are_those_worked_out_by_hand() -> None:
    # 3 of 4 and 1 of 4: half, each 1 apart from it; sqrt((1 + 1) / 1 / 2) / 4.
    assert ratio_estimate([(3, 4), (1, 4)]) == pytest.approx((0.5, 0.25))


def test_a_scenario_of_theory_is_an_ordinary_file() -> None:
    for path in SCENARIOS.iterdir():
        assert path.suffix == ".yaml"
        assert path.read_text(encoding="utf-8").startswith("schema: 1\n")
