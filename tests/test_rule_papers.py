"""Each rule has a test on both engines, a fault that a test noticed, and a line in the guide."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINE_TESTS = sorted((ROOT / "tests" / "engine").glob("test_*.py"))
MUTANTS = ROOT / "docs" / "mutants.md"
BY_RULES = ROOT / "docs" / "scenario-guide" / "rules.md"
GUIDE = sorted(BY_RULES.parent.glob("*.md"))
SCENARIOS = ROOT / "scenarios" / "README.md"


def text_of(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def stated_rules() -> set[str]:
    semantics = ROOT / "waitsim" / "engine" / "SEMANTICS.md"
    return set(re.findall(r"^## (S\d\d) ", text_of(semantics), re.MULTILINE))


def missing(told: list[str]) -> list[str]:
    return sorted(stated_rules() - set(told))


def test_every_rule_has_a_test_that_runs_on_both_engines() -> None:
    # The fixture ``run`` is each engine in turn.
    told = re.findall(r"def test_(S\d\d)_\w+\(\s*run: Tell\b", text_of(*ENGINE_TESTS))
    assert missing(told) == []


def test_every_rule_was_broken_on_purpose_and_a_test_noticed() -> None:
    told = re.findall(r"^\| (S\d\d) \|.*`test_\w+`", text_of(MUTANTS), re.MULTILINE)
    assert missing(told) == [], "break the rule in each engine, then add a row to docs/mutants.md"


def test_every_rule_has_a_line_in_the_scenario_guide() -> None:
    told = re.findall(r"\bS\d\d\b", text_of(*GUIDE, SCENARIOS))
    assert missing(told) == [], "say in docs/scenario-guide/rules.md what to write"


def test_the_guide_by_rules_is_in_order_and_tells_of_no_other() -> None:
    told = re.findall(r"^\| (S\d\d) \|", text_of(BY_RULES), re.MULTILINE)
    assert told == sorted(set(told))
    assert set(told) <= stated_rules()


def test_every_test_that_a_row_of_mutants_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", text_of(MUTANTS)))
    there = re.findall(r"def (test_\w+)\(", text_of(*ROOT.glob("tests/**/test_*.py")))
    assert sorted(named - set(there)) == []


@pytest.mark.parametrize("page", [*GUIDE, SCENARIOS], ids=lambda page: page.name)
def test_links_of_the_guide_lead_to_pages_that_are_there(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert link.startswith("http") or (page.parent / link).exists(), link
