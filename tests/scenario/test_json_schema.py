"""The schema for editors lets every good file pass, finds typos, and is the one kept in files."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from scenario_file import SOUND, changed

from waitsim.scenario.jsonschema import json_schema
from waitsim.scenario.reference import reference_markdown

ROOT = Path(__file__).parents[2]
FILE = ROOT / "scenarios" / "scenario.schema.json"
GOOD = [
    *sorted((ROOT / "scenarios").rglob("*.yaml")),
    *sorted((ROOT / "tests" / "verification" / "scenarios").glob("*.yaml")),
]


class _Editor(yaml.SafeLoader):
    """Reads YAML as editors do: numbers and true and false are known, dates and yes are not."""


_Editor.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag.rpartition(":")[2] not in ("timestamp", "bool")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Text(yaml.SafeLoader):
    """Reads YAML as waitsim does: everything is text, but for a value that is not there."""


_Text.yaml_implicit_resolvers = {"": yaml.SafeLoader.yaml_implicit_resolvers[""]}


def read(text: str, loader: type[Any]) -> Any:
    """What an editor makes of a file."""
    return json.loads(json.dumps(yaml.load(text, loader)))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def faults(validator: jsonschema.Draft202012Validator, text: str) -> list[str]:
    """Paths of what an editor would underline."""
    return [error.json_path for error in validator.iter_errors(read(text, _Editor))]


@pytest.mark.parametrize("loader", [_Editor, _Text])
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_every_good_file_passes(
    validator: jsonschema.Draft202012Validator, path: Path, loader: type[Any]
) -> None:
    found = list(validator.iter_errors(read(path.read_text(encoding="utf-8"), loader)))
    assert [(error.json_path, error.message[:200]) for error in found] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("wte: 6", "wte: {value: 6, source: S1, confidence: high, note: counted}"),
        ("wte: 6", "wte: 6\n    source: [S1, S2]\n    note: counted"),
        ("rate: 12 a week", "rate: 12 a week\n      season: {value: [1, 1], source: S1}"),
        ("then: therapy", "then: {value: therapy, source: S1}"),
        ("then: therapy", "then: {therapy: {value: 80 %, source: S1}, left: rest, note: usual}"),
        ("lasts: 10 weeks", "lasts: {value: 10 weeks, confidence: low}"),
        ("lasts: 10 weeks", "lasts: {distribution: exponential, mean: 1 day, confidence: low}"),
        ("to: assessment", "to: [assessment, therapy]"),
        ("wte: 6", "wte: 6\n    term_time_only: yes"),
        ("wte: 6", "wte: 6\n    term_time_only: true"),
        ("title:", "note: for tests\nsources: {S1: {title: One}}\ntitle:"),
        ("    opening:\n", "    opening:\n      source: S1\n"),
    ],
)
def test_whatever_may_be_written_passes(
    validator: jsonschema.Draft202012Validator, old: str, new: str
) -> None:
    assert faults(validator, SOUND) == []
    assert faults(validator, changed(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("wte: 6", "wtee: 6", "$.staff.nurses"),
        ("wte: 6", "wte: many", "$.staff.nurses.wte"),
        ("wte: 6", "wte: -6", "$.staff.nurses.wte"),
        ("wte: 6", "wte: {value: 6, sorce: S1}", "$.staff.nurses.wte"),
        ("wte: 6", "wte: {value: 6, confidence: hgih}", "$.staff.nurses.wte.confidence"),
        ("    wte: 6\n", "", "$.staff.nurses"),
        ("hours: 37.5 hours", "hours: 37.5", "$.staff.nurses.hours"),
        ("hours: 37.5 hours", "days: [munday]", "$.staff.nurses.days[0]"),
        ("hours: 37.5 hours", "term_time_only: maybe", "$.staff.nurses.term_time_only"),
        ("schema: 1", "schema: 2", "$.schema"),
        ("rate: 12 a week", "rate: 12", "$.pathways.autism.referrals.rate"),
        ("kind: decision", "kind: decisoin", "$.pathways.autism.steps.triage.kind"),
        ("kind: delay", "kind: decision", "$.pathways.autism.steps.forms"),
        ("sessions: 6", "sesions: 6", "$.pathways.autism.steps.therapy"),
        ("  doctors:", "  Head Doctors:", "$.staff"),
        ("0-13 weeks: 80", "short: 80", "$.pathways.autism.opening.assessment.waiting"),
        ("standards:", "standrads:", "$.pathways.autism"),
        ("title: A clinic", "titel: A clinic", "$"),
    ],
)
def test_a_typo_is_found(
    validator: jsonschema.Draft202012Validator, old: str, new: str, path: str
) -> None:
    assert path in faults(validator, changed(old, new))


EXTENDING = """\
extends: baseline.yaml
staff: {nurses: {vacancy: 5 %}, doctors: }
pathways: {autism: {steps: {assessment: {leaving: 1 % a week}}}}
changes:
  - on: 2027-01-04
    staff.nurses.wte: +2
    ramp: 12 weeks
  - {from: 2027-01-04, to: 2027-02-04, staff: {nurses: {wte: x2}}, note: both, confidence: low}
"""


def test_an_extending_file_may_leave_out_what_is_required(
    validator: jsonschema.Draft202012Validator,
) -> None:
    assert faults(validator, EXTENDING) == []
    assert faults(validator, EXTENDING.replace("extends: baseline.yaml\n", "")) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("vacancy:", "vacency:"),
        ("leaving:", "leavin:"),
        ("ramp: 12 weeks", "ramp: 12"),
        ("on: 2027", "onn: 2027"),
        ("baseline.yaml", "baseline.txt"),
        ("leaving: 1 % a week", "kind: course, places: 5"),
    ],
)
def test_a_typo_in_an_extending_file_is_found(
    validator: jsonschema.Draft202012Validator, old: str, new: str
) -> None:
    assert faults(validator, EXTENDING.replace(old, new)) != []


def test_it_describes_every_key_and_fetches_nothing() -> None:
    schema = json_schema()
    assert schema["$id"].startswith("urn:")
    text = json.dumps({key: x for key, x in schema.items() if key != "$schema"})
    assert "http" not in text
    for name, definition in schema["$defs"].items():
        for key, form in definition.get("properties", {}).items():
            assert "$ref" in form or "description" in form or key == "value", (name, key)
    references = set(re.findall(r'"#/\$defs/([^"]+)"', text))
    assert references == set(schema["$defs"])


def test_the_file_in_the_repository_is_up_to_date() -> None:
    expected = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert FILE.read_text(encoding="utf-8") == expected, "run: waitsim schema > " + str(FILE)


def test_the_reference_page_is_up_to_date() -> None:
    page = ROOT / "docs" / "scenario-reference.md"
    assert page.read_text(encoding="utf-8") == reference_markdown(), f"write {page} anew"


def test_the_reference_page_names_every_key_and_every_word_that_can_be_chosen() -> None:
    page = reference_markdown()
    for name, definition in json_schema()["$defs"].items():
        if name.partition(".")[0].istitle() and "." not in name:
            for key in definition.get("properties", {}):
                assert f"`{key}" in page, (name, key)
