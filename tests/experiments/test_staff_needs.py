"""What steps ask of staff, against sums by hand and what is said before a run."""

from pathlib import Path

import numpy as np
import pytest
from small_scenario import small_scenario

from waitsim.experiments.replicate import Execution, run
from waitsim.experiments.staff_needs import needs_of
from waitsim.model.build import build_model
from waitsim.model.check import offered_load
from waitsim.model.tables import Model
from waitsim.results.header import from_json, from_model, to_json
from waitsim.results.measures import measure
from waitsim.results.needs import Need
from waitsim.scenario.load import load

SERVICE = """
schema: 1
title: For sums by hand
start: 2026-01-01
horizon: 26 weeks
calendar: {{bank_holidays: none}}
staff:
  nurses: {{wte: 1, hours: 30 hours}}
  doctors: {{wte: 1, hours: 30 hours}}
pathways:
  p:
    referrals: {{rate: 10 a week, pattern: regular}}
    steps:
{steps}
    ends: {{gone: ""}}
{more}
"""


def model_of(folder: Path, steps: str, more: str = "") -> Model:
    path = folder / "service.yaml"
    path.write_text(SERVICE.format(steps=steps, more=more), encoding="utf-8")
    loaded = load(path)
    return build_model(loaded.epochs, loaded.identity)


def only(model: Model) -> Need:
    (need,) = needs_of(model)
    return need


def test_a_missed_contact_is_asked_for_again_and_has_no_admin(tmp_path: Path) -> None:
    need = only(
        model_of(
            tmp_path,
            "      see: {kind: contact, staff: {nurses: 60 min}, admin: {nurses: 30 min}, "
            "dna: {share: 20 %, rebook: 50 %}, then: gone}",
        )
    )
    # 1 / (1 - 0.1) bookings each, of which 80 % are attended.
    assert need.arrival_minutes == pytest.approx((84 / 0.9, 84 / 0.9))
    assert need.booking_minutes == pytest.approx((84, 84))
    assert not need.endless


def test_a_course_asks_for_all_its_contacts_at_once_and_a_group_shares_them(
    tmp_path: Path,
) -> None:
    need = only(
        model_of(
            tmp_path,
            "      block: {kind: course, sessions: 6, every: 1 week, together: 3, "
            "staff: {nurses: 90 min}, then: gone}",
        )
    )
    assert need.arrival_minutes == pytest.approx((180, 180))
    assert need.booking_minutes == pytest.approx((30, 30))


def test_those_who_stand_in_are_not_asked(tmp_path: Path) -> None:
    steps = (
        "      see: {kind: contact, staff: {nurses: 60 min}, "
        "or_staff: [{staff: {doctors: 45 min}}], then: gone}"
    )
    model = model_of(tmp_path, steps)
    assert model.names.groups[only(model).group] == "nurses"


def test_what_differs_for_some_counts_by_their_share(tmp_path: Path) -> None:
    steps = (
        "      see: {kind: contact, staff: {nurses: 60 min}, then: gone, "
        "differs: [{where: {priority: urgent}, staff: {nurses: +40 min}}]}\n"
        "    priorities: {urgent: 25 %, routine: 75 %}"
    )
    assert only(model_of(tmp_path, steps)).arrival_minutes == pytest.approx((70, 70))


def test_reviews_without_end_are_asked_one_by_one(tmp_path: Path) -> None:
    need = only(
        model_of(
            tmp_path,
            "      look: {kind: review, every: 4 weeks, staff: {nurses: 20 min}, then: gone}",
        )
    )
    assert need.endless
    assert need.arrival_minutes == (0, 0)
    assert need.booking_minutes == pytest.approx((20, 20))


def test_a_dated_change_counts_for_its_days(tmp_path: Path) -> None:
    changed = "changes:\n  - {on: 2026-02-15, pathways.p.steps.see.staff.nurses: 120 min}\n"
    steps = "      see: {kind: contact, staff: {nurses: 60 min}, then: gone}"
    need = only(model_of(tmp_path, steps, changed))
    # The first quarter has 13 weeks of 7 days, of which the change leaves out 45 days.
    assert need.booking_minutes == pytest.approx(((45 * 60 + 46 * 120) / 91, 120))


def test_a_clinic_asks_for_its_panel_whoever_comes(tmp_path: Path) -> None:
    need = only(
        model_of(
            tmp_path,
            "      panel: {kind: clinic, every: 2 weeks, first: 2026-01-01, "
            "slots: 5, staff: {doctors: 180 min}, then: gone}",
        )
    )
    assert need.arrival_minutes == (0, 0)
    assert need.panel_minutes == (7 * 180, 6 * 180)


def test_what_is_asked_in_a_run_is_what_was_said_before_it(tmp_path: Path) -> None:
    path = tmp_path / "service.yaml"
    steps = (
        "      see: {kind: contact, staff: {nurses: 60 min, doctors: 30 min}, then: block}\n"
        "      block: {kind: course, sessions: 3, every: 1 week, staff: {nurses: 20 min}, "
        "then: gone}"
    )
    path.write_text(SERVICE.format(steps=steps, more=""), encoding="utf-8")
    loaded = load(path)
    results = run(loaded, replications=2, execution=Execution(1, "reference"))
    before = {x.group: x.intensity for x in offered_load(build_model(loaded.epochs, ""))}
    found = measure("traffic_intensity").formula(results)
    for group, expected in before.items():
        assert np.mean(found.at(group, "2026-01")) == pytest.approx(expected, rel=0.1)
    bottleneck = measure("bottleneck").formula(results)
    assert bottleneck.at("nurses", "2026-04").tolist() == [1, 1]
    assert bottleneck.at("doctors", "2026-04").tolist() == [0, 0]


def test_needs_are_kept_with_a_run_and_without_them_nothing_is_said(tmp_path: Path) -> None:
    loaded = small_scenario(tmp_path)
    results = run(loaded, replications=1, execution=Execution(1, "reference"))
    assert results.header.needs
    assert from_json(to_json(results.header)) == results.header
    bare = from_model(build_model(loaded.epochs, loaded.identity), 1, 1)
    assert bare.needs == ()
    for name in ("minutes_asked", "traffic_intensity", "bottleneck"):
        values = measure(name).formula(type(results)(bare, results.tallies)).values
        assert np.isnan(values).all()
