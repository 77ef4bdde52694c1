"""Each rule has a test on both engines, and the guide keeps to the rules there are."""

import re
from pathlib import Path

import pytest
from test_rule_numbers import TESTS, stated_rules, text_of

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = sorted((DOCS / "scenario-guide").glob("*.md"))
README = Path(__file__).parents[2] / "scenarios" / "README.md"


def missing(told: set[str]) -> list[str]:
    return sorted(set(stated_rules()) - told)


def test_every_rule_has_a_test_that_runs_on_both_engines() -> None:
    # The fixture ``run`` is each engine in turn.
    found = re.findall(r"def test_(S\d\d)_\w+\(\s*run: Tell\b", text_of(*TESTS.glob("test_*.py")))
    assert missing(set(found)) == []


def test_the_guide_by_rules_is_in_order_and_tells_of_no_other() -> None:
    rows = re.findall(
        r"^\| (S\d\d) \|", text_of(DOCS / "scenario-guide" / "rules.md"), re.MULTILINE
    )
    assert rows == sorted(set(rows))
    assert set(rows) <= set(stated_rules())


@pytest.mark.parametrize("page", [*GUIDE, README], ids=lambda page: page.name)
def test_links_of_the_guide_lead_to_pages_that_are_there(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert link.startswith("http") or (page.parent / link).exists(), link
