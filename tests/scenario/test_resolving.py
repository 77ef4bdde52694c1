"""Referrals that another resolves: how they are written, and what is told of them."""

import re
from pathlib import Path

import pytest
from scenario_file import SOUND, changed, sound, told, write

from waitsim.scenario.load import load

GUIDE = Path(__file__).parents[2] / "docs" / "scenario-guide" / "several-referrals.md"
OTHER = """\
  speech:
    referrals: {rate: 5 a week}
    steps:
      talk:
        kind: contact
        staff: {nurses: 30 min}
        also_refers: {autism: {share: 10 %}}
        then: over
      again: {kind: contact, staff: {nurses: 30 min}, then: over}
    ends: {over: Over}
"""
RESOLVES = "    resolves:\n      discharged: {speech: {share: 80 %, to: again}}\n"
STANDARDS = "    standards:\n      seen"


def resolving(lines: str = RESOLVES, other: str = OTHER) -> str:
    """The sound scenario with another pathway, and an end that resolves its referrals."""
    return changed(STANDARDS, lines + STANDARDS, SOUND + other)


def test_an_end_resolves_a_share_or_says_where_that_leads(tmp_path: Path) -> None:
    assert sound(tmp_path, resolving()).warnings == ()
    plain = changed("{share: 80 %, to: again}", "80 %", resolving())
    (warning,) = sound(tmp_path, plain).warnings
    assert "steps.again: no referral ever comes to this step" in str(warning)


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("discharged: {speech", "dischargd: {speech", "dischargd", 'Did you mean "discharged"?'),
        ("discharged: {speech", "left: {speech", "left", 'unknown end "left".'),
        ("{speech:", "{speach:", "discharged.speach", 'unknown pathway "speach". Did you mean'),
        ("to: again", "to: agen", "discharged.speech.to", 'unknown step or end "agen".'),
        ("80 %", "80", "discharged.speech.share", "Write 80 % if that is meant"),
        ("{share: 80 %, to: again}", "120 %", "discharged.speech", "is more than 100 %"),
        ("share: 80 %, ", "", "discharged.speech", '"share" is missing'),
        ("80 %,", "80 %, too: 1,", "discharged.speech.too", 'unknown key "too"'),
    ],
)
def test_what_is_wrong_with_it_is_told_once(
    tmp_path: Path, old: str, new: str, where: str, message: str
) -> None:
    (line,) = told(tmp_path, resolving(changed(old, new, RESOLVES)))
    assert f"pathways.autism.resolves.{where}: " in line
    assert message in line


def test_nobody_leaves_where_no_child_is_referred_to_both(tmp_path: Path) -> None:
    other = changed("        also_refers: {autism: {share: 10 %}}\n", "", OTHER)
    (warning,) = sound(tmp_path, resolving(other=other)).warnings
    assert "resolves.discharged.speech: no child is referred to both pathways" in str(warning)


def test_a_dated_change_moves_the_share_but_not_where_it_leads(tmp_path: Path) -> None:
    at = "pathways.autism.resolves.discharged.speech"
    text = resolving() + f"changes:\n  - {{on: 2026-09-01, {at}.share: 50 %}}\n"
    loaded = sound(tmp_path, text)
    assert len(loaded.epochs) == 2
    (line,) = told(tmp_path, text.replace(f"{at}.share: 50 %", f"{at}.to: over"))
    assert "cannot change during a run" in line


def test_what_is_resolved_makes_another_scenario(tmp_path: Path) -> None:
    texts = (resolving(), resolving(changed("80 %", "70 %", RESOLVES)), SOUND + OTHER)
    assert len({sound(tmp_path, text).identity for text in texts}) == 3


def test_whoever_is_resolved_may_be_referred_again(tmp_path: Path) -> None:
    again = changed(
        "    ends: {over: Over}\n",
        "    ends: {over: Over}\n"
        "    re_refers: {resolved_elsewhere: {share: 5 %, after: 1 year}}\n",
        changed("      again: {kind: contact, staff: {nurses: 30 min}, then: over}\n", "", OTHER),
    )
    plain = changed("{share: 80 %, to: again}", "80 %", RESOLVES)
    assert sound(tmp_path, resolving(plain, again)).warnings == ()
    (line,) = told(tmp_path, SOUND + again)
    assert 'unknown end "resolved_elsewhere".' in line


def test_the_examples_of_the_guide_are_sound(tmp_path: Path) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        assert load(write(tmp_path, example)).warnings == ()
