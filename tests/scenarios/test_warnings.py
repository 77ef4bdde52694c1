"""Each warning of `waitsim check` about a bundled scenario is explained in a comment of its files.

Such a comment begins with the words "`waitsim check` warns".
"""

import re
from functools import cache
from pathlib import Path

import pytest

from waitsim.model.build import build_model
from waitsim.model.check import pre_run_facts
from waitsim.present.preflight import oddities
from waitsim.scenario.load import load

FILES = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))
EXPLAINED = {"asked for more than they have": "asked for more than", ".slots: ": "fewer slots"}
"""Words of a warning, and those in which it is explained."""

each = pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")


@cache
def warnings(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Warnings about a scenario, and the files it was read from."""
    loaded = load(path)
    model = build_model(loaded.epochs, loaded.identity)
    facts = pre_run_facts(loaded.epochs, model)
    return oddities(loaded, model, facts), loaded.files


def explanations(name: str | Path) -> list[str]:
    """Paragraphs of comments that explain warnings."""
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    comments = "\n".join(line[1:].strip() for line in lines if line.startswith("#"))
    joined = (
        " ".join(part.split()) for part in re.split(r"\n\n|(?=`waitsim check` warns)", comments)
    )
    return [text for text in joined if text.startswith("`waitsim check` warns")]


@each
def test_every_warning_is_explained_in_the_files_of_the_scenario(path: Path) -> None:
    found, files = warnings(path)
    said = " ".join(text for name in files for text in explanations(name))
    for warning in found:
        known = [words for sign, words in EXPLAINED.items() if sign in warning]
        assert known, f"no words are known in which this is explained: {warning}"
        assert known[0] in said, f"{path}: explain in a comment: {warning}"


@each
def test_no_file_explains_a_warning_that_it_does_not_give(path: Path) -> None:
    found, _ = warnings(path)
    for text in explanations(path):
        signs = [sign for sign, words in EXPLAINED.items() if words in text]
        assert any(sign in warning for sign in signs for warning in found), text


def test_warnings_and_explanations_are_there_to_be_compared() -> None:
    assert sum(bool(warnings(path)[0]) for path in FILES) > 10
    assert sum(bool(explanations(path)) for path in FILES) > 5
