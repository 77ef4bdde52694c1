"""Rules, tests and the marks in both engines name the same numbers."""

import re
from pathlib import Path

import waitsim

TESTS = Path(__file__).parent
ENGINE = Path(waitsim.__file__).parent / "engine"
RULES = ENGINE.parent / "rules"

# Kept by code that both engines call, and nowhere else.
BY_BOTH = {"S18": ("tallies.py",)}


def text_of(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def stated_rules() -> list[str]:
    return re.findall(r"^## (S\d\d) ", text_of(ENGINE / "SEMANTICS.md"), re.MULTILINE)


def marks(*paths: Path) -> set[str]:
    """Numbers of rules in comments and docstrings, none of which is ever part of a name."""
    return set(re.findall(r"\bS\d\d\b", text_of(*paths)))


def engines() -> dict[str, list[Path]]:
    return {
        "reference": sorted((ENGINE / "reference").glob("*.py")),
        "kernel": sorted((ENGINE / "kernel").glob("*.py")),
    }


def test_rules_are_numbered_from_one_upwards() -> None:
    assert stated_rules() == sorted(set(stated_rules()))
    assert stated_rules()[:18] == [f"S{n:02}" for n in range(1, 19)]


def test_every_rule_has_a_test_named_for_it_and_no_test_names_another() -> None:
    named = set(re.findall(r"def test_(S\d\d)_", text_of(*TESTS.glob("test_*.py"))))
    assert named == set(stated_rules())


def test_every_mark_in_the_engines_and_rules_is_of_a_rule() -> None:
    paths = [*ENGINE.rglob("*.py"), *RULES.glob("*.py")]
    assert marks(*paths) <= set(stated_rules())


def test_every_rule_that_rules_refer_to_is_stated() -> None:
    assert marks(ENGINE / "SEMANTICS.md") == set(stated_rules())


def test_both_engines_mark_where_they_keep_each_rule() -> None:
    common = [ENGINE / "moments.py"]
    shared = {
        rule for rule, names in BY_BOTH.items() if all((RULES / name).exists() for name in names)
    }
    for engine, paths in engines().items():
        missing = set(stated_rules()) - shared - marks(*paths, *common)
        assert not missing, (engine, sorted(missing))
