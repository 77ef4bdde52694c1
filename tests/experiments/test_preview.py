import math
from pathlib import Path

import pytest
from small_scenario import small_scenario

from waitsim.experiments.headline import waiting_start
from waitsim.experiments.preview import pathway_previews, standard_previews
from waitsim.experiments.replicate import Execution, run
from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.scenario.load import load


def model_of(folder: Path, *changes: tuple[str, str]) -> Model:
    path = small_scenario(folder).path
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    loaded = load(path)
    return build_model(loaded.epochs, loaded.identity)


def test_demand_and_opening_lists_are_those_of_the_scenario(tmp_path: Path) -> None:
    (found,) = pathway_previews(model_of(tmp_path))
    assert found.pathway == "Speech therapy"
    assert found.referrals_per_week == pytest.approx(6, rel=0.05)
    assert (found.waiting, found.caseload) == (32, 0)


def test_the_implied_wait_is_the_list_over_the_referrals_a_week(tmp_path: Path) -> None:
    model = model_of(tmp_path)
    (found,) = standard_previews(model)
    (pathway,) = pathway_previews(model)
    assert found.running == 32
    assert found.limit_weeks == 6
    assert found.implied_weeks == pytest.approx(32 / pathway.referrals_per_week)


def test_without_referrals_no_wait_is_implied(tmp_path: Path) -> None:
    (found,) = standard_previews(model_of(tmp_path, ("rate: 6 a week", "rate: 0 a week")))
    assert math.isinf(found.implied_weeks)


def test_clocks_that_run_at_the_start_are_those_that_a_run_begins_with(tmp_path: Path) -> None:
    therapy = """        then: therapy
      therapy:
        kind: course
        staff: {therapists: 60 min}
        sessions: 6
        every: 1 week
        then: seen
"""
    more = """      treated: {from: therapy, to: therapy, within: 6 weeks}
      whole: {to: [therapy], pauses_at: [assessment], within: 18 weeks}
    opening:
      therapy:
        waiting: {0-4 weeks: 7}
        caseload: 5
"""
    path = small_scenario(tmp_path).path
    text = path.read_text(encoding="utf-8")
    text = text.replace("        then: seen\n", therapy).replace("    opening:\n", more)
    path.write_text(text, encoding="utf-8")
    loaded = load(path)
    found = standard_previews(build_model(loaded.epochs, loaded.identity))
    results = run(loaded, replications=1, execution=Execution(engine="reference"))
    assert [each.running for each in found] == [32, 7, 7]
    assert waiting_start(results)[0].tolist() == [32, 7, 7]
    assert [math.isnan(each.implied_weeks) for each in found] == [False, True, False]
