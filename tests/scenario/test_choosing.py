"""Choice of another provider: how it is written, and what does not fit together in it."""

import re
from pathlib import Path

import pytest
from scenario_file import changed, sound, told

from waitsim.scenario.load import load
from waitsim.scenario.validate import structure

GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "choice-of-provider.md"
AT = "pathways.autism.steps.triage.choice"
SOUND = "{of: autism.assessment, shares: {0 weeks: 0 %, 26 weeks: 20 %}, to: advice}"


def with_choice(choice: str) -> str:
    line = "        kind: decision\n"
    return changed(line, f"{line}        choice: {choice}\n")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("autism.assessment", "autism.assessmnt", f'{AT}.of: unknown step "autism.assessmnt". Did'),
        (
            "autism.assessment",
            "autism.forms",
            f"{AT}.of: nobody waits for a first contact at a d",
        ),
        ("autism.assessment", "autism.check_up", f"{AT}.of: nobody waits for a first contact at a"),
        ("autism.assessment", "assessment", f"{AT}.of"),
        ("to: advice", "to: advise", f'{AT}.to: unknown step or end "advise". Did you mean'),
        ("26 weeks", "26", f"{AT}.shares.26"),
        ("20 %", "120 %", f"{AT}.shares.26 weeks"),
        ("{0 weeks: 0 %, 26 weeks: 20 %}", "{}", f"{AT}.shares"),
        ("to: advice", "to: advice, counted_from: birth", f"{AT}.counted_from"),
    ],
)
def test_a_mistake_in_a_choice_is_told_where_it_stands(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    (line,) = told(tmp_path, with_choice(SOUND.replace(old, new)))
    assert words in line


def test_a_choice_that_leads_round_decisions_is_a_mistake(tmp_path: Path) -> None:
    (line,) = told(tmp_path, with_choice(SOUND.replace("to: advice", "to: triage")))
    assert "lead round without any time passing" in line


def test_a_step_to_which_only_a_choice_leads_is_no_warning(tmp_path: Path) -> None:
    text = with_choice(SOUND).replace("{assessment: rest, advice: 10 %}", "assessment")
    assert sound(tmp_path, text).warnings == ()
    nobody = text.replace("26 weeks: 20 %", "26 weeks: 0 %")
    (warning,) = sound(tmp_path, nobody).warnings
    assert warning.path == "pathways.autism.ends.advice"


def test_the_shares_can_change_on_a_date_and_the_waits_cannot(tmp_path: Path) -> None:
    def fixed(choice: str) -> dict[str, object]:
        return structure(sound(tmp_path, with_choice(choice)).scenario)

    assert fixed(SOUND) == fixed(SOUND.replace("20 %", "30 %"))
    assert fixed(SOUND) != fixed(SOUND.replace("26 weeks", "27 weeks"))


def test_only_the_shares_of_a_choice_can_differ_between_children(tmp_path: Path) -> None:
    differs = "        differs: [{where: {age: 4-11}, choice: {%s}}]\n"
    text = with_choice(SOUND)
    line = "        then: {assessment: rest"
    sound(tmp_path, text.replace(line, differs % "shares: {26 weeks: 30 %}" + line))
    (found,) = told(tmp_path, text.replace(line, differs % "to: assessment" + line))
    assert "only the shares of a choice can differ" in found


def test_the_example_of_the_guide_is_sound(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "guide.yaml"
    path.write_text(example, encoding="utf-8")
    assert load(path).warnings == ()
