"""Ranges of numbers that are not known exactly: what is read, what is drawn, what is refused."""

import datetime
import math
import re
from pathlib import Path

import numpy as np
import pytest
from scenario_file import SOUND, changed, line_of, sound, told, write
from scipy import stats

from waitsim.errors import ScenarioError
from waitsim.rules.inputs import Input
from waitsim.scenario.drawing import Drawing, Epochs
from waitsim.scenario.load import Loaded, load

GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "uncertain-numbers.md"
RATE = "pathways.autism.referrals.rate"
DNA = "pathways.autism.steps.assessment.dna.share"
WAITING = "pathways.autism.opening.assessment.waiting.0-13 weeks"


def entries(*lines: str, text: str = SOUND) -> str:
    """A scenario with numbers that are not known exactly."""
    return text + "uncertain:\n" + "".join(f"  {line}\n" for line in lines)


def drawing(loaded: Loaded) -> Drawing:
    assert loaded.drawing is not None
    return loaded.drawing


def only(folder: Path, *lines: str) -> Input:
    (one,) = drawing(sound(folder, entries(*lines))).inputs
    return one


def rate_on(epochs: Epochs, number: int = 0) -> float:
    return epochs[number][1].pathways["autism"].referrals.rate


def test_nothing_is_drawn_where_all_is_known(tmp_path: Path) -> None:
    assert sound(tmp_path).drawing is None


def test_a_range_is_in_the_unit_of_the_number(tmp_path: Path) -> None:
    one = only(tmp_path, f"{RATE}: {{between: [40 a month, 2 a day]}}")
    assert (one.own, one.likely, one.unit) == (12, 12, "a week")
    assert one.low == pytest.approx(40 * 12 / 365.25 * 7)
    assert one.high == pytest.approx(14)


@pytest.mark.parametrize(
    ("path", "between", "low", "high"),
    [
        (RATE, "[-10 %, x1.5]", 10.8, 18),
        (RATE, "[-2, +1 a week]", 10, 13),
        (DNA, "[-2 points, +25 %]", 6, 10),
        (DNA, "[-25 %, 12 %]", 6, 12),
        ("staff.nurses.wte", "[-1, +0.5]", 5, 6.5),
        (WAITING, "[-11 %, +11 %]", 71, 89),
        ("pathways.autism.steps.assessment.staff.nurses", "[60 min, +1 hour]", 60, 150),
    ],
)
def test_a_range_may_be_changes_of_the_number(
    tmp_path: Path, path: str, between: str, low: float, high: float
) -> None:
    one = only(tmp_path, f"{path}: {{between: {between}}}")
    assert (one.low, one.high) == (pytest.approx(low), pytest.approx(high))


def test_growth_below_nothing_is_a_value_and_no_change(tmp_path: Path) -> None:
    text = changed("rate: 12 a week", "rate: 12 a week\n      growth: 1 % a year")
    line = "pathways.autism.referrals.growth: {between: [-3 % a year, 5 % a year]}"
    (one,) = drawing(sound(tmp_path, entries(line, text=text))).inputs
    assert (one.low, one.high) == (-3, 5)


def test_a_number_left_at_its_default_can_be_uncertain(tmp_path: Path) -> None:
    one = only(tmp_path, "staff.nurses.clinical_share: {between: [50 %, 100 %]}")
    assert (one.own, one.low, one.high) == (100, 50, 100)


def test_the_likeliest_value_may_be_stated(tmp_path: Path) -> None:
    one = only(tmp_path, f"{RATE}: {{between: [10 a week, 15 a week], likely: +10 %}}")
    assert (one.own, one.likely) == (12, pytest.approx(13.2))


def test_drawn_values_take_the_place_of_the_numbers(tmp_path: Path) -> None:
    lines = (f"{RATE}: {{between: [10 a week, 15 a week]}}", f"{WAITING}: {{between: [60, 90]}}")
    found = drawing(sound(tmp_path, entries(*lines)))
    ((day, scenario),) = found.epochs((11.5, 71.0))
    pathway = scenario.pathways["autism"]
    assert (day, pathway.referrals.rate) == (0, 11.5)
    assert list(pathway.opening["assessment"].waiting.values()) == [71, 40]


def test_what_was_drawn_once_is_drawn_again(tmp_path: Path) -> None:
    found = drawing(sound(tmp_path, entries(f"{RATE}: {{between: [10 a week, 15 a week]}}")))
    first = [found.values(1, draw) for draw in range(5)]
    assert first == [found.values(1, draw) for draw in range(5)]
    assert len({*first, *(found.values(2, draw) for draw in range(5))}) == 10


def test_dated_changes_apply_to_the_drawn_value(tmp_path: Path) -> None:
    text = entries(f"{RATE}: {{between: [10 a week, 15 a week]}}") + (
        "changes:\n"
        "  - on: 2026-06-01\n"
        f"    {RATE}: +2\n"
        "  - on: 2026-09-01\n"
        f"    {RATE}: x 1.5\n"
        "  - on: 2026-12-01\n"
        f"    {RATE}: 9 a week\n"
    )
    epochs = drawing(sound(tmp_path, text)).epochs((11.0,))
    assert [rate_on(epochs, i) for i in range(4)] == pytest.approx([11, 13, 19.5, 9])


def test_ramps_start_from_the_drawn_value(tmp_path: Path) -> None:
    text = entries(f"{RATE}: {{between: [10 a week, 15 a week]}}") + (
        f"changes:\n  - on: 2026-06-01\n    ramp: 2 weeks\n    {RATE}: 20 a week\n"
    )
    epochs = drawing(sound(tmp_path, text)).epochs((12.0,))
    assert [rate_on(epochs, i) for i in range(4)] == pytest.approx([12, 14, 18, 20])


def test_a_change_that_leaves_nothing_to_draw_is_told(tmp_path: Path) -> None:
    text = entries(f"{RATE}: {{between: [10 a week, 15 a week]}}")
    text += f"changes:\n  - {RATE}: 14 a week\n"
    (warning,) = sound(tmp_path, text).warnings
    assert warning.line == line_of(f"- {RATE}", text)
    assert "from the first day on, whatever is drawn" in warning.message


def test_a_file_laid_over_moves_a_range_of_changes(tmp_path: Path) -> None:
    write(tmp_path, entries(f"{RATE}: {{between: [-10 %, +10 %]}}"), "base.yaml")
    over = "title: More\nextends: base.yaml\npathways: {autism: {referrals: {rate: 20 a week}}}\n"
    (one,) = drawing(load(write(tmp_path, over))).inputs
    assert (one.low, one.likely, one.high) == (18, 20, 22)


def test_a_file_laid_over_may_not_leave_a_range_of_values_behind(tmp_path: Path) -> None:
    write(tmp_path, entries(f"{RATE}: {{between: [10 a week, 25 a week]}}"), "base.yaml")
    over = "title: More\nextends: base.yaml\npathways: {autism: {referrals: {rate: 20 a week}}}\n"
    with pytest.raises(ScenarioError) as caught:
        load(write(tmp_path, over))
    (problem,) = caught.value.problems
    assert Path(problem.file).name == "base.yaml"
    assert "f.yaml:3 puts 20 a week in place of the number that it is about" in problem.message


@pytest.mark.parametrize(
    ("over", "low"),
    [
        (f"uncertain: {{{RATE}: {{between: [18 a week, 25 a week]}}}}", 18),
        (f"uncertain: {{{RATE}: {{shape: uniform, between: [-5 %, 25 a week]}}}}", 19),
    ],
)
def test_a_file_laid_over_may_state_the_range_anew(tmp_path: Path, over: str, low: float) -> None:
    write(tmp_path, entries(f"{RATE}: {{between: [10 a week, 25 a week]}}"), "base.yaml")
    rate = "pathways: {autism: {referrals: {rate: 20 a week}}}"
    text = f"title: More\nextends: base.yaml\n{rate}\n{over}\n"
    (one,) = drawing(load(write(tmp_path, text))).inputs
    assert one.low == pytest.approx(low)


def test_a_file_laid_over_may_take_a_range_away(tmp_path: Path) -> None:
    write(tmp_path, entries(f"{RATE}: {{between: [10 a week, 25 a week]}}"), "base.yaml")
    over = f"title: Known\nextends: base.yaml\nuncertain: {{{RATE}: }}\n"
    assert load(write(tmp_path, over)).drawing is None


def test_ranges_of_used_files_are_taken_over(tmp_path: Path) -> None:
    write(tmp_path, entries(f"{RATE}: {{between: [10 a week, 15 a week]}}"), "part.yaml")
    over = "schema: 1\ntitle: Area\nstart: 2026-04-01\nhorizon: 1 year\nuse: part.yaml\n"
    assert drawing(load(write(tmp_path, over))).inputs[0].high == 15


def test_what_the_command_line_sets_is_known(tmp_path: Path) -> None:
    path = write(tmp_path, entries(f"{RATE}: {{between: [10 a week, 15 a week], source: S1}}"))
    loaded = load(path, [f"{RATE}=13 a week"])
    assert loaded.drawing is None
    assert loaded.scenario.pathways["autism"].referrals.rate == 13
    (warning,) = loaded.warnings
    assert "taken as known" in str(warning)
    assert not [one for one in loaded.assumptions if one.path[0] == "uncertain"]


def test_ranges_make_another_scenario(tmp_path: Path) -> None:
    texts = [
        SOUND,
        entries(f"{RATE}: {{between: [10 a week, 15 a week]}}"),
        entries(f"{RATE}: {{between: [10 a week, 16 a week]}}"),
        entries(f"{RATE}: {{between: [10 a week, 16 a week], shape: uniform}}"),
        entries(f"{RATE}: {{between: [10 a week, 16 a week], together: all}}"),
    ]
    assert len({sound(tmp_path, text).identity for text in texts}) == len(texts)


def test_the_register_holds_a_range_as_one_figure(tmp_path: Path) -> None:
    line = f"{RATE}: {{between: [10 a week, 15 a week], source: S1, confidence: low, note: Guess}}"
    (found,) = [
        one
        for one in sound(tmp_path, entries(line)).assumptions
        if one.path == ("uncertain", RATE, "between")
    ]
    assert found.value_text == "10 a week to 15 a week"
    assert (found.source, found.confidence, found.note) == ("S1", "low", "Guess")


REFUSED = [
    ("pathways.autism.referrals.rat: {between: [1 a week, 2 a week]}", 'Did you mean "rate"?'),
    ("pathways.autisms.referrals.rate: {between: [1 a week, 2 a week]}", '"autism"?'),
    ("pathways.autism.referrals: {between: [1, 2]}", "names several values"),
    (f"{RATE}: {{between: [10, 15 a week]}}", '"10" does not say per what time'),
    (f"{RATE}: {{between: [10 %, 15 a week]}}", '"10 %" does not say per what time'),
    (f"{RATE}: {{between: [15 a week, 10 a week]}}", "Swap the two"),
    (f"{RATE}: {{between: [12 a week, 12 a week]}}", "Write two values"),
    (f"{RATE}: {{between: [13 a week, 15 a week]}}", "the file itself says 12 a week"),
    (f"{RATE}: {{between: [10 a week, 15 a week], likely: 16 a week}}", "16 a week is not from"),
    (f"{RATE}: {{between: [10 a week, 15 a week], likely: 13 a week, shape: uniform}}", "triang"),
    (f"{RATE}: {{between: [0 a week, 15 a week], shape: lognormal}}", "is not above 0"),
    (f"{RATE}: {{between: [10 a week, 15 a week, 20 a week]}}", "there are 3 entries"),
    (f"{RATE}: {{between: [10 a week, 15 a week], shape: bell}}", '"bell" is no shape'),
    (f"{RATE}: {{betwen: [10 a week, 15 a week]}}", 'Did you mean "between"?'),
    (f"{RATE}: {{shape: uniform}}", '"between" is missing'),
    (f"{RATE}: 10 a week", "does not fit here"),
    (f"{DNA}: {{between: [5 %, 120 %]}}", '"120 %" is more than 100 %'),
    (f"{DNA}: {{between: [1 %, 15 %], shape: normal}}", "at -2.8"),
    (f"{WAITING}: {{between: [70.5, 90]}}", '"70.5" is not a whole number'),
    (
        "pathways.autism.steps.triage.then.assessment: {between: [5 %, 9 %]}",
        '"rest", which is no single number',
    ),
    (
        "pathways.autism.steps.assessment.then.forms: {between: [50 %, 70 %]}",
        "at 50 %, pathways.autism.steps.assessment.then: shares sum to 0.9, not 1",
    ),
    (
        "pathways.autism.standards.seen.within: {between: [16 weeks, 20 weeks]}",
        "the same in all replications",
    ),
    ("horizon: {between: [1 year, 2 years]}", "the same in all replications"),
    ("start: {between: [2026-04-01, 2026-05-01]}", "the same in all replications"),
    ("staff.nurses.term_time_only: {between: [no, yes]}", "no single number"),
    (
        "pathways.autism.steps.assessment.notice: {between: [0 days, 6 weeks]}",
        "notice is in whole days",
    ),
    ("pathways.autism.leaves_at_age: {between: [17, 19]}", "12-17 reach age 17"),
]


@pytest.mark.parametrize("shape", ["triangular", "uniform", "normal", "lognormal"])
def test_draws_are_spread_as_stated(tmp_path: Path, shape: str) -> None:
    one = only(tmp_path, f"{RATE}: {{between: [10 a week, 15 a week], shape: {shape}}}")
    values = np.array([one.drawn(7, draw) for draw in range(2000)])
    kept = stats.norm.cdf(3) - stats.norm.cdf(-3)
    sds = stats.norm.ppf(0.5 + 0.475 * kept)
    middle, half = 12.5, 2.5
    logs = (math.log(150) / 2, math.log(1.5) / 2)
    wanted = {
        "triangular": stats.triang(0.4, 10, 5).cdf,
        "uniform": stats.uniform(10, 5).cdf,
        "normal": stats.truncnorm(-3, 3, middle, half / sds).cdf,
        "lognormal": lambda x: stats.truncnorm(-3, 3, logs[0], logs[1] / sds).cdf(np.log(x)),
    }
    assert stats.kstest(values, wanted[shape]).pvalue > 1e-4
    assert stats.kstest(values, wanted["uniform" if shape != "uniform" else "normal"]).pvalue < 1e-4


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_a_range_that_cannot_be_is_told_with_its_line(
    tmp_path: Path, line: str, message: str
) -> None:
    text = entries(line)
    found = told(tmp_path, text)
    at = line_of(line, text)
    assert any(one.startswith(f"{at}: uncertain.") and message in one for one in found), found


def test_names_that_luck_cannot_tell_apart_are_told(tmp_path: Path) -> None:
    # These two words have one CRC-32, and so have any texts that end in them.
    first = "staff.nurses.wte: {between: [4, 8], together: plumless}"
    second = "staff.doctors.wte: {between: [1, 3], together: buckeroo}"
    (found,) = told(tmp_path, entries(first, second))
    assert 'by accident shares its random numbers with "staff.nurses.wte"' in found


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = entries(
        "pathways.autism.referrals.rat: {between: [1 a week, 2 a week]}",
        "staff.nurses.wte: {between: [9, 4]}",
        text=changed("wte: 2", "wte: two"),
    )
    assert len(told(tmp_path, text)) == 3


def test_extremes_that_only_fail_together_are_told(tmp_path: Path) -> None:
    text = changed(
        "{assessment: rest, advice: 10 %}", "{assessment: 40 %, forms: 10 %, advice: rest}"
    )
    text = entries(
        "pathways.autism.steps.triage.then.assessment: {between: [30 %, 60 %]}",
        "pathways.autism.steps.triage.then.forms: {between: [5 %, 50 %]}",
        text=text,
    )
    (found,) = told(tmp_path, text)
    assert "with pathways.autism.steps.triage.then.assessment at 60 %" in found
    assert "shares beside rest sum to 1.1, more than 1" in found


@pytest.mark.parametrize("setting", ["uncertain.x=1", f"uncertain.{RATE}.shape=uniform"])
def test_ranges_cannot_be_set_on_the_command_line(tmp_path: Path, setting: str) -> None:
    path = write(tmp_path, entries(f"{RATE}: {{between: [10 a week, 15 a week]}}"))
    with pytest.raises(ScenarioError, match="cannot be set here"):
        load(path, [setting])


def test_ranges_cannot_change_on_a_date(tmp_path: Path) -> None:
    text = entries(f"{RATE}: {{between: [10 a week, 15 a week]}}")
    text += "changes:\n  - {on: 2026-06-01, uncertain: {x: 1}}\n"
    assert "uncertain cannot be changed on a date" in told(tmp_path, text)[0]


def test_a_draw_leaves_the_scenario_itself_as_it_is(tmp_path: Path) -> None:
    loaded = sound(tmp_path, entries(f"{RATE}: {{between: [10 a week, 15 a week]}}"))
    before = loaded.epochs
    drawing(loaded).epochs((14.0,))
    assert rate_on(loaded.epochs) == rate_on(before) == 12
    assert loaded.scenario.start == datetime.date(2026, 4, 1)
    assert drawing(loaded).epochs((13.0,)) == drawing(loaded).epochs((13.0,))


def test_the_examples_of_the_guide_can_be_loaded(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        assert len(drawing(sound(tmp_path, SOUND + block)).inputs) == block.count("between")
