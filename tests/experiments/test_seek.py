import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_scenario import small_scenario

from waitsim.analysis.searching import Aim
from waitsim.errors import ScenarioError
from waitsim.experiments.replicate import Execution, run
from waitsim.experiments.seek import FOUND, IMPOSSIBLE, Answer, answer_to
from waitsim.experiments.seek_words import Words, question_of
from waitsim.results.measures import measure
from waitsim.scenario.load import load

TARGET = "speech.start 92% within 6 weeks"


@pytest.fixture
def words(tmp_path: Path) -> Words:
    path = small_scenario(tmp_path, wte=0.4, slots=0).path
    return Words(path, ["staff.therapists.wte"], TARGET, "2026-09-30", step="0.05", limit="3")


def sought(words: Words, aim: Aim | None = None, workers: int = 1) -> Answer:
    return answer_to(question_of(words), aim=aim, how=Execution(workers))


def test_the_answer_meets_the_target_and_the_next_lower_but_one_does_not(words: Words) -> None:
    answer = sought(words)
    assert answer.kind == FOUND
    assert answer.best is not None
    assert answer.best.fresh
    assert answer.best.chance.low >= 0.8
    (short,) = answer.nearest
    assert short.fresh
    assert short.enough is False
    assert 0 < answer.best.values[0] - short.values[0] <= 0.1 + 1e-9


def test_what_was_found_is_seen_by_the_ordinary_measure_too(words: Words) -> None:
    answer = sought(dataclasses.replace(words, sustained=False))
    assert answer.best is not None
    loaded = answer.question.load((answer.question.levers[0].values.index(answer.best.values[0]),))
    results = run(loaded, replications=200, seed=99)
    met = measure("target_met").formula(results)
    # The weekly counts of the measure are at the beginning of days; the first after the date.
    dates = met.axes[1].keys
    first = next(i for i, day in enumerate(dates) if day > "2026-09-30")
    share = float(np.mean(met.values[:, 0, first]))
    assert share >= 0.8 - 4 * np.sqrt(0.16 / 200)


@pytest.mark.parametrize("workers", [2, 3])
def test_the_answer_is_the_same_on_any_number_of_workers(words: Words, workers: int) -> None:
    one, many = sought(words), sought(words, workers=workers)
    assert one.tried == many.tried
    assert (one.best, one.reason, one.replications) == (many.best, many.reason, many.replications)


def test_a_value_that_is_enough_already_is_the_answer(words: Words) -> None:
    answer = sought(dataclasses.replace(words, sets=("staff.therapists.wte=2",), limit="6"))
    assert answer.best is not None
    assert (answer.kind, answer.best.values[0], answer.best.costs.a_year) == (FOUND, 2.0, 0.0)


def test_a_limit_that_is_too_near_is_impossible_with_the_reason(words: Words) -> None:
    answer = sought(dataclasses.replace(words, limit="0.5"))
    assert answer.kind == IMPOSSIBLE
    assert answer.best is not None
    assert answer.best.said == ("0.5",)
    assert answer.reason.cause == "time"
    assert answer.reason.step == "assessment"
    assert answer.reason.loads[0].intensity > 1


def test_a_budget_bounds_what_may_be_tried(words: Words) -> None:
    answer = sought(dataclasses.replace(words, budget="£3,000"))
    assert answer.kind == IMPOSSIBLE
    assert answer.best is not None
    assert answer.best.costs.a_year <= 3000


def test_costs_are_those_of_the_hours_contracted(words: Words) -> None:
    answer = sought(words)
    assert answer.best is not None
    hours = (answer.best.values[0] - 0.4) * 10 * 365 / 7
    assert answer.best.costs.a_year == pytest.approx(hours * 40)


def test_the_run_goes_on_for_a_year_after_the_date(words: Words) -> None:
    question = question_of(words)
    assert question.loaded.scenario.days == question.extended + 140 == 183 + 364
    long = question_of(dataclasses.replace(words, sets=("horizon=3 years",)))
    assert long.extended == 0
    assert long.loaded.scenario.days == load(words.scenario, ["horizon=3 years"]).scenario.days


def test_a_lever_may_go_down(words: Words) -> None:
    down = dataclasses.replace(
        words,
        levers=["pathways.speech.steps.assessment.staff.therapists"],
        step="5 min",
        limit="10 min",
    )
    answer = sought(down)
    assert answer.kind == FOUND
    assert answer.best is not None
    assert 10 <= answer.best.values[0] < 60
    assert answer.nearest[0].values[0] > answer.best.values[0]


def test_slots_may_be_sought_and_are_paid_for(words: Words) -> None:
    slots = dataclasses.replace(
        words,
        levers=["pathways.speech.steps.assessment.extra_slots"],
        step="1 a week",
        limit="40 a week",
        start="2026-05-01",
        sustained=False,
    )
    answer = sought(slots)
    assert answer.kind == FOUND
    assert answer.best is not None
    assert answer.best.costs.a_year == pytest.approx(answer.best.values[0] * 90 * 365 / 7, rel=0.04)


def test_all_that_is_wrong_with_a_question_is_told_at_once(words: Words) -> None:
    wrong = dataclasses.replace(
        words,
        levers=["staff.therapist.wte"],
        target="speech.begin 92% within 6 weeks",
        by="31 Smarch",
        probability="180 %",
        budget="600k",
    )
    with pytest.raises(ScenarioError) as caught:
        question_of(wrong)
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 5
    text = "\n".join(told)
    assert 'Did you mean "therapists"?' in text
    assert '--target: unknown standard "speech.begin".' in text
    assert "--by: " in text
    assert '--probability: "180 %" is more than 100 %.' in text
    assert "--budget: " in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": "speech.start within"}, "is no target"),
        ({"target": "speech.start 92% within 6"}, "has no unit"),
        ({"by": "2026-01-01"}, "is before the run begins on 2026-04-01"),
        ({"levers": ["title"], "step": "1"}, "is no single number"),
        ({"levers": ["staff.therapists"], "step": "1"}, "is no single number"),
        ({"levers": ["staff.therapists.pay"]}, "pay"),
        ({"step": "0.05 hours"}, "0.05 hours"),
        ({"limit": "0.42"}, "is less than a step of 0.05 away from 0.4"),
        ({"step": "0.0001"}, "2,000 fit. Make the step larger."),
        ({"start": "2031-01-01"}, "is no day of the run"),
        (
            {"levers": ["pathways.speech.steps.assessment.staff.therapists"], "step": ""},
            "there is no usual step for a length of time",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    words: Words, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScenarioError, match=message):
        question_of(dataclasses.replace(words, **change))


def test_the_target_of_a_standard_is_its_own_where_none_is_written(words: Words) -> None:
    target = question_of(dataclasses.replace(words, target="speech.start")).target
    assert (target.share, target.limit_weeks) == (0.92, 6)
    other = question_of(dataclasses.replace(words, target="speech.start 80% in 18 weeks")).target
    assert (other.share, other.limit_weeks) == (0.8, 18)
