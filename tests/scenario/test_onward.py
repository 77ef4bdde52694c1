"""Further referrals of a child: how they are written, and what does not fit together in them."""

import re
from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.model.build import build_model
from waitsim.model.check import offered_load
from waitsim.scenario.load import load
from waitsim.scenario.schema import Scenario
from waitsim.scenario.validate import structure

GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "several-referrals.md"

SPEECH = """\
  speech:
    referrals: {rate: 5 a week}
    steps:
      sort: {kind: decision, then: talk}
      talk: {kind: contact, staff: {nurses: 30 min}, then: well}
    ends: {well: Well}
"""
AT = "pathways.autism.steps.assessment.also_refers"


def with_speech(refers: str = "", again: str = "") -> str:
    text = changed("pathways:\n", f"pathways:\n{SPEECH}")
    if refers:
        line = "        dna: {share: 8 %, most: 2}\n"
        text = changed(line, f"{line}        also_refers: {refers}\n", text)
    if again:
        line = "    leaves_at_age: 18\n"
        text = changed(line, f"{line}    re_refers: {again}\n", text)
    return text


@pytest.mark.parametrize(
    ("refers", "again", "words"),
    [
        ("{speach: {share: 20 %}}", "", f'{AT}.speach: unknown pathway "speach". Did you mean'),
        ("{speech: {share: 20 %, step: tlak}}", "", f'{AT}.speech.step: unknown step "tlak". Did'),
        ("{speech: {share: 120 %}}", "", f"{AT}.speech.share"),
        ("{speech: {share: 20 %, when: left}}", "", f"{AT}.speech.when"),
        ("{speech: {}}", "", f"{AT}.speech"),
        (
            "{autism: {share: 20 %, when: entered}}",
            "",
            f"{AT}.autism: leads back to this step without any time passing",
        ),
        ("", "{advise: {share: 5 %, after: 1 year}}", 'unknown end "advise". Did you mean "advice'),
        ("", "{left: {share: 5 %, after: 1 year}}", 'unknown end "left"'),
        ("", "{advice: {share: 5 %}}", "re_refers.advice"),
        ("", "{advice: {share: 5 %, after: 1 year, to: x}}", 'advice.to: unknown pathway "x"'),
        ("", "{advice: {share: 5 %, after: 1 year, step: x}}", 'advice.step: unknown step "x"'),
    ],
)
def test_a_mistake_in_further_referrals_is_told_where_it_stands(
    tmp_path: Path, refers: str, again: str, words: str
) -> None:
    (line,) = told(tmp_path, with_speech(refers, again))
    assert words in line


def test_further_referrals_that_take_time_may_lead_round(tmp_path: Path) -> None:
    sound(tmp_path, with_speech("{autism: {share: 20 %, step: triage}}"))


def test_a_step_that_only_further_referrals_come_to_is_no_warning(tmp_path: Path) -> None:
    text = changed("then: talk}", "then: well}", with_speech())
    (warning,) = sound(tmp_path, text).warnings
    assert warning.path == "pathways.speech.steps.talk"
    text = changed("then: talk}", "then: well}", with_speech("{speech: {share: 1 %, step: talk}}"))
    assert sound(tmp_path, text).warnings == ()


def test_shares_and_times_can_change_on_a_date_and_targets_cannot(tmp_path: Path) -> None:
    def fixed(share: str, after: str, step: str) -> dict[str, object]:
        text = with_speech(
            f"{{speech: {{share: {share}, step: {step}}}}}",
            f"{{advice: {{share: {share}, after: {after}}}}}",
        )
        scenario: Scenario = sound(tmp_path, text).scenario
        return structure(scenario)

    assert fixed("20 %", "1 year", "talk") == fixed("30 %", "2 years", "talk")
    assert fixed("20 %", "1 year", "talk") != fixed("20 %", "1 year", "sort")


def test_the_load_counts_further_referrals(tmp_path: Path) -> None:
    """12 a week are referred, of whom 90 % are assessed; working days make a year's mean of it."""

    def asked(text: str) -> float:
        loaded = load(sound_file(tmp_path, text))
        model = build_model(loaded.epochs, loaded.identity)
        return next(x.referral_minutes for x in offered_load(model) if x.group == "nurses")

    plain, more = asked(with_speech()), asked(with_speech("{speech: {share: 50 %}}"))
    # 8 % of contacts are missed, and whoever misses two in a row is discharged.
    completed = 1 - 0.08**2
    assert more - plain == pytest.approx(12 * 0.9 * completed * 0.5 * 30, rel=0.003)
    again = asked(with_speech(again="{advice: {share: 50 %, after: 1 year, to: speech}}"))
    assert again - plain == pytest.approx(12 * 0.1 * 0.5 * 30, rel=0.003)
    round_and_round = with_speech("{autism: {share: 100 %, step: assessment}}")
    endless = asked(round_and_round.replace("share: 8 %", "share: 0 %"))
    assert endless == float("inf")


def sound_file(folder: Path, text: str) -> Path:
    path = folder / "load.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_of_the_guide_is_sound(tmp_path: Path) -> None:
    for i, example in enumerate(
        re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    ):
        path = tmp_path / f"{i}.yaml"
        path.write_text(example, encoding="utf-8")
        assert load(path).warnings == ()
    assert i >= 0
