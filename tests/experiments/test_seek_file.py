from pathlib import Path

import pytest
from small_scenario import small_scenario

from waitsim.analysis.searching import Aim
from waitsim.errors import ScenarioError
from waitsim.experiments.replicate import Execution
from waitsim.experiments.seek import FOUND, UNSURE, Answer, seek
from waitsim.experiments.seek_earliest import Earliest, seek_earliest
from waitsim.experiments.seek_file import question_asked, question_in
from waitsim.experiments.seek_runs import Runs
from waitsim.experiments.seek_words import Words, question_of

QUESTION = """\
scenario: small.yaml
target: speech.start 92% within 6 weeks
by: 2026-09-30
probability: 80 %
sustained: no
levers:
  - value: staff.therapists.wte
    step: 0.1
    limit: 1.5
    from: 2026-05-01
  - outsource: {step: speech.assessment, price: £60}
    from: 2026-04-15
    to: 2026-07-31
    step: 1 a week
    limit: 12 a week
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small_scenario(tmp_path, wte=0.4, slots=0)
    return tmp_path


def written(folder: Path, text: str = QUESTION) -> Path:
    path = folder / "seek.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def sought(path: Path) -> Answer:
    runs = Runs(question_in(path), 1, Execution(1))
    try:
        return seek(runs, Aim(runs.question.chance))
    finally:
        runs.close()


def test_several_levers_are_weighed_by_cost(folder: Path) -> None:
    answer = sought(written(folder))
    assert answer.kind == FOUND
    assert answer.best is not None
    assert answer.best.chance.low > 0.7
    costs = [way.costs.total for way in answer.ways]
    assert costs == sorted(costs)
    assert answer.best.costs.total <= min(costs) + 1500
    assert all(len(each.values) == 2 for each in answer.tried)
    steps = {each.choice for each in (*answer.nearest, *answer.unclear)}
    mine = answer.best.choice
    assert steps == {(*mine[:i], mine[i] - 1, *mine[i + 1 :]) for i in range(2) if mine[i] > 0}


def test_slots_bought_for_a_while_cost_their_price_and_no_more_when_they_end(folder: Path) -> None:
    question = question_in(written(folder))
    runs = Runs(question, 1, Execution(1))
    first, last = runs.costs_of_days((0, 0)), runs.costs_of_days((0, 5))
    extra = last - first
    weeks = 108 / 7
    assert extra.sum() == pytest.approx(5 * 60 * weeks, rel=0.08)
    assert extra[:14].sum() == pytest.approx(0, abs=1e-6)
    assert extra[122:].sum() == pytest.approx(0, abs=1e-6)


def test_a_budget_for_several_levers_may_leave_nothing(folder: Path) -> None:
    answer = sought(written(folder, QUESTION + "budget: £2,000\n"))
    assert answer.kind == UNSURE
    assert all(each.costs.a_year <= 2200 for each in answer.tried)


def test_staff_are_recruited_no_faster_than_can_be(folder: Path) -> None:
    slow = QUESTION.replace("from: 2026-05-01", "from: 2026-05-01\n    recruits: 0.1 a month")
    question = question_in(written(folder, slow))
    item = question.levers[0].item(len(question.levers[0].values) - 1)
    assert isinstance(item, dict)
    # 1.1 WTE at 0.1 a month is 11 months of 4.35 weeks.
    assert item["ramp"] == "48 weeks"


def test_everything_wrong_with_a_question_is_told_with_its_line(folder: Path) -> None:
    wrong = (
        QUESTION.replace("by: 2026-09-30", "by: soon")
        .replace("speech.start 92%", "speech.stop 92%")
        .replace("staff.therapists.wte", "staff.therapist.wte")
        .replace("probability", "probabilty")
        .replace("{step: speech.assessment, price: £60}", "{step: speech.assess, price: £60}")
    )
    with pytest.raises(ScenarioError) as caught:
        question_in(written(folder, wrong))
    lines = {problem.line: str(problem) for problem in caught.value.problems}
    assert set(lines) == {2, 3, 4, 7, 11}
    assert 'unknown standard "speech.stop"' in lines[2]
    assert 'Did you mean "probability"?' in lines[4]
    assert 'Did you mean "therapists"?' in lines[7]
    assert 'Did you mean "assessment"?' in lines[11]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("scenario: small.yaml\n", "", '"scenario" is missing'),
        ("scenario: small.yaml", "scenario: smal.yaml", "no such file"),
        ("sustained: no", "sustained: perhaps", "is neither yes nor no"),
        ("    step: 0.1\n", "    step: 0.1\n    stride: 2\n", 'unknown key "stride"'),
        (
            "  - value: staff.therapists.wte",
            "  - note: more",
            "needs either a value or what is bought",
        ),
        (", price: £60", "", "needs a step and a price"),
        ("price: £60", "price: 60", "is no sum of money"),
        ("to: 2026-07-31", "to: 2026-03-31", "is before"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused(
    folder: Path, old: str, new: str, message: str
) -> None:
    assert QUESTION.count(old) == 1
    with pytest.raises(ScenarioError, match=message):
        question_in(written(folder, QUESTION.replace(old, new)))


def test_a_file_that_asks_takes_no_question_besides(folder: Path) -> None:
    path = written(folder)
    assert question_asked(Words(path, (), "", "")).target.standard == "speech.start"
    with pytest.raises(ScenarioError, match="asks a question of its own"):
        question_asked(Words(path, (), "", "2027-01-01"))


def earliest(folder: Path, wte: float, by: str = "2027-03-31") -> Earliest:
    sets = (f"staff.therapists.wte={wte}",)
    words = Words(folder / "small.yaml", (), "speech.start", by, sets=sets, earliest=True)
    runs = Runs(question_of(words), 1, Execution(1))
    try:
        return seek_earliest(runs, Aim(0.8, most=400))
    finally:
        runs.close()


def test_more_staff_meet_a_target_earlier(folder: Path) -> None:
    few, many = earliest(folder, 0.9), earliest(folder, 1.5)
    assert few.met
    assert many.met
    assert few.best is not None
    assert many.best is not None
    assert many.best.date < few.best.date
    assert many.best.chance.low > 0.7
    assert many.nearest is not None
    assert many.nearest.date < many.best.date


def test_a_date_may_be_too_early_for_anything(folder: Path) -> None:
    found = earliest(folder, 0.3, by="2026-07-31")
    assert not found.met
    assert found.best is not None
    assert found.best.enough is False
    assert found.reason.step == "assessment"
