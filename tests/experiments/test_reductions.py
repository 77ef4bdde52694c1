"""Steps come down to the right closed form, and a short simulation is set beside it."""

from dataclasses import replace
from pathlib import Path

import pytest

from waitsim.analysis.theory.clinics import weekly_clinic_mean_list
from waitsim.analysis.theory.erlang import erlang_a
from waitsim.analysis.theory.priorities import priority_mean_waits
from waitsim.analysis.theory.servers import mmc_mean_wait
from waitsim.experiments.beside_theory import beside_theory
from waitsim.experiments.reductions import GROWS, VARYING, Reductions, reductions
from waitsim.scenario.load import load
from waitsim.scenario.schema import Scenario

FOLDER = Path(__file__).parents[1] / "verification" / "scenarios"
MEAN_WAIT = "mean wait, days"


def scenario(name: str, *sets: str) -> Scenario:
    return load(FOLDER / f"{name}.yaml", sets).scenario


def reduced(name: str, *sets: str) -> Reductions:
    return reductions(scenario(name, *sets))


@pytest.mark.parametrize(
    ("name", "theory", "figure", "value"),
    [
        ("mm3_load_80", "M/M/3 (Erlang C)", MEAN_WAIT, mmc_mean_wait(2.4, 1, 3)),
        ("mm3_load_95", "M/M/3 (Erlang C)", MEAN_WAIT, mmc_mean_wait(11.4, 4, 3)),
        ("mm1_lottery", "M/M/1 (Erlang C)", MEAN_WAIT, 1.5),
        ("two_priorities", "M/M/1 (Erlang C)", MEAN_WAIT, 4.0),
        ("mg1_fixed", "M/G/1 (Pollaczek and Khinchine)", MEAN_WAIT, 2.0),
        ("mg1_uniform", "M/G/1 (Pollaczek and Khinchine)", MEAN_WAIT, 8 / 3),
        ("mg1_lognormal", "M/G/1 (Pollaczek and Khinchine)", "mean number waiting", 5.2),
        ("md3_load_80", "M/D/3 (Crommelin)", MEAN_WAIT, weekly_clinic_mean_list(2.4, 3) / 2.4),
        (
            "leaving_overload",
            "M/M/10+M (Erlang A)",
            "share who leave",
            erlang_a(12, 1, 10, 0.5).leaving,
        ),
        ("clinic_11", "bulk service, 11 at a time (Bailey)", MEAN_WAIT, 7 * 0.85098),
        ("clinic_11_on_dates", "bulk service, 11 at a time (Bailey)", MEAN_WAIT, 7 * 0.85098),
        ("clinic_12", "bulk service, 12 at a time (Bailey)", MEAN_WAIT, 7 * 0.61971),
        ("delay", "M/G/\N{INFINITY} and Little's law", "mean number there", 80.0),
        ("falling_list", "fluid limit: the list never runs out", "waiting at the end", 580.0),
        ("leaving_long_list", "fluid limit: the list never runs out", "waiting at the end", 153.7),
    ],
)
def test_a_scenario_of_the_theory_suite_comes_down_to_its_theory(
    name: str, theory: str, figure: str, value: float
) -> None:
    found = reduced(name)
    [only] = found.found
    assert only.theory == theory
    values = {expected.name: expected.value for expected in only.expected}
    assert values[figure] == pytest.approx(value, rel=2e-4)
    assert found.others == ()


def test_networks_of_exponential_places_are_as_if_each_were_alone() -> None:
    tandem = {each.step: each.expected[0].value for each in reduced("tandem").found}
    assert tandem["service.assessment"] == pytest.approx(mmc_mean_wait(0.7, 1))
    assert tandem["service.treatment"] == pytest.approx(mmc_mean_wait(0.7, 0.5, 2))
    feedback = {each.step: each.expected[0].value for each in reduced("feedback").found}
    assert feedback["service.assessment"] == pytest.approx(mmc_mean_wait(0.75, 1))
    assert feedback["service.treatment"] == pytest.approx(mmc_mean_wait(0.375, 0.25, 2))


@pytest.mark.parametrize(
    ("name", "sets", "why"),
    [
        ("ageing_out", (), "children who leave on a birthday"),
        ("missed_contacts", (), "contacts that are missed"),
        ("clinic_shared", (), "staff who serve other steps too"),
        ("reviews", (), "steps with further contacts"),
        ("mm3_load_80", ("pathways.service.referrals.days=working",), "some days or hours only"),
        ("mm3_load_80", ("pathways.service.referrals.growth=2 % a year",), "over the year or grow"),
        ("mm3_load_80", ("pathways.service.referrals.batch=2",), "one by one at random"),
        ("mm3_load_80", ("pathways.service.referrals.rate=22 a week",), GROWS),
        ("md3_load_80", ("pathways.service.steps.stay.leaving=1 % a week",), "children leave"),
        ("clinic_11", ("calendar.bank_holidays=england",), "fall out on some days"),
        ("clinic_11_on_dates", ("calendar.bank_holidays=england",), "fall out on some days"),
        ("clinic_11", ("staff.clinicians.hours=11.5 hours",), "a whole number of contacts"),
        ("clinic_11", ("staff.clinicians.absence=5 %",), "varies by chance"),
        ("falling_list", ("pathways.service.opening.assessment.waiting.0-9 weeks=90",), "several"),
    ],
)
def test_what_has_no_closed_form_says_why(name: str, sets: tuple[str, ...], why: str) -> None:
    found = reduced(name, *sets)
    assert found.found == ()
    assert all(why in told for _, told in found.others)
    assert found.others


def test_steps_behind_irregular_ones_do_not_come_down_to_anything() -> None:
    fixed = reduced("tandem", "pathways.service.steps.assessment.lasts=1 day")
    assert [each.theory for each in fixed.found] == ["M/G/1 (Pollaczek and Khinchine)"]
    [(label, why)] = fixed.others
    assert label == "service: treatment"
    assert "irregular" in why


def test_each_priority_class_has_a_wait_of_its_own_where_the_urgent_go_first() -> None:
    urgent, routine = priority_mean_waits([0.2, 0.6], 1).tolist()
    small = scenario("two_priorities")
    [found] = reductions(small).found
    waits = {expected.name: expected.value for expected in found.expected}
    assert waits["mean wait of urgent, days"] == pytest.approx(urgent)
    assert waits["mean wait of routine, days"] == pytest.approx(routine)
    rows = beside_theory(small, [found], engine="reference", arrivals=12_000)
    assert [row.agrees for row in rows] == [True] * 4
    in_turn = reduced("two_priorities", "pathways.service.steps.stay.order=first to join")
    assert len(in_turn.found[0].expected) == 2


def test_minutes_that_are_lost_see_nobody() -> None:
    sets = ("staff.clinicians.unused=lost", "staff.clinicians.hours=109.9 hours")
    [found] = reduced("falling_list", *sets).found
    # 21.98 hours a day hold 21 contacts of an hour.
    assert found.expected[0].value == pytest.approx(580.0, abs=1e-6)


def test_where_children_go_who_leave_a_list_counts_as_behind_it() -> None:
    left = reduced(
        "tandem",
        "pathways.service.steps.assessment.leaving=1 % a week",
        "pathways.service.steps.assessment.leaves_to=treatment",
        "pathways.service.steps.assessment.then=done",
    )
    assert [each.theory for each in left.found] == ["M/M/1+M (Erlang A)"]
    assert [label for label, _ in left.others] == ["service: treatment"]


@pytest.mark.parametrize(
    ("order", "in_turn"),
    [("first to join", True), ("priority then longest wait", True), ("lottery", False)],
)
def test_waits_of_those_seen_are_told_where_they_are_seen_in_turn(
    order: str, in_turn: bool
) -> None:
    [found] = reduced("leaving_light", f"pathways.service.steps.stay.order={order}").found
    names = [expected.name for expected in found.expected]
    assert ("mean wait of those seen, days" in names) == in_turn


def test_nothing_comes_down_to_theory_where_things_change() -> None:
    found = reductions(scenario("mm3_load_80"), fixed=False)
    assert found.found == ()
    assert found.others == (("service: stay", VARYING),)


@pytest.mark.parametrize(
    ("name", "arrivals"), [("mm1_lottery", 8000), ("delay", 24_000), ("leaving_light", 16_000)]
)
def test_a_short_simulation_agrees_with_theory_and_not_with_what_is_wrong(
    name: str, arrivals: int
) -> None:
    small = scenario(name)
    [right] = reductions(small).found
    wrong = replace(
        right,
        expected=tuple(replace(each, value=1.6 * each.value) for each in right.expected),
    )
    for each, agrees in ((right, True), (wrong, False)):
        rows = beside_theory(small, [each], engine="reference", arrivals=arrivals)
        assert [row.agrees for row in rows] == [agrees] * len(each.expected)
        assert all(row.simulated is not None and row.low < row.high for row in rows)


def test_a_list_that_never_runs_out_is_followed_to_the_end_of_the_run() -> None:
    small = scenario("falling_list", "horizon=12 weeks")
    [row] = beside_theory(small, reductions(small).found, engine="reference", arrivals=10_000)
    assert row.expected.value == pytest.approx(840 - 12 * 5)
    assert row.agrees


def test_what_settles_too_slowly_is_not_simulated() -> None:
    small = scenario("mm3_load_95")
    rows = beside_theory(small, reductions(small).found, engine="reference", arrivals=1000)
    assert [row.simulated for row in rows] == [None, None]
    assert "too slow to settle" in rows[0].why


def test_the_same_scenario_gives_the_same_simulation() -> None:
    small = scenario("mm1_lottery")
    first, again = (
        beside_theory(small, reductions(small).found, engine="reference", arrivals=5000)
        for _ in range(2)
    )
    assert [row.simulated for row in first] == [row.simulated for row in again]
