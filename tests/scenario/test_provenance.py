"""Sources, confidence and notes come off the tree and into a register."""

import pytest

from waitsim.errors import ScenarioError
from waitsim.scenario.document import parse
from waitsim.scenario.provenance import Plain, strip_provenance
from waitsim.scenario.tree import Place


def strip(text: str) -> Plain:
    """The plain form of a YAML text."""
    document = parse(text, "f.yaml")
    return strip_provenance(document.tree, document.lines)


def refusal(text: str) -> list[str]:
    """The problems of provenance in a text that must have some."""
    with pytest.raises(ScenarioError) as caught:
        strip(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_value_with_its_source_becomes_the_value() -> None:
    plain = strip(
        "staff:\n  wte:\n    value: 12\n    source: S3\n    confidence: Low\n    note: hm\n"
    )
    assert plain.tree == {"staff": {"wte": "12"}}
    (assumption,) = plain.assumptions
    assert (assumption.path, assumption.value_text) == (("staff", "wte"), "12")
    assert (assumption.source, assumption.confidence, assumption.note) == ("S3", "low", "hm")
    assert assumption.place == Place("f.yaml", 3)
    assert plain.places["staff", "wte"] == Place("f.yaml", 2)


def test_figures_inherit_from_the_nearest_mapping_that_states() -> None:
    plain = strip(
        "source: S1\nconfidence: high\nnote: all\n"
        "a:\n  source: [S2, S3]\n  note: near\n  x: 6 %\n  deep: {y: £5}\n"
        "b: {z: {value: 3, confidence: low}}\n"
    )
    stated = {a.path: (a.source, a.confidence, a.note) for a in plain.assumptions}
    assert stated == {
        ("a", "x"): ("S2, S3", "high", "near"),
        ("a", "deep", "y"): ("S2, S3", "high", ""),
        ("b", "z"): ("S1", "low", ""),
    }
    assert plain.tree == {"note": "all", "a": {"x": "6 %", "deep": {"y": "£5"}}, "b": {"z": "3"}}


def test_a_list_with_a_source_becomes_the_list_and_its_items_are_registered() -> None:
    plain = strip("season: {value: [1, 2], source: S4}\n")
    assert plain.tree == {"season": ["1", "2"]}
    assert [(a.path, a.source) for a in plain.assumptions] == [
        (("season", 0), "S4"),
        (("season", 1), "S4"),
    ]
    assert ("season", 1) in plain.places
    assert ("season", "value", 1) not in plain.places


def test_words_dates_and_titles_are_no_assumptions() -> None:
    plain = strip(
        "schema: 1\ntitle: 2026 plan\nstart: 2026-09-01\nkind: contact\n"
        "steps: {label: 1st contact, wait: once in 52 weeks, grow: -2 % a year}\n"
    )
    assert [a.value_text for a in plain.assumptions] == ["once in 52 weeks", "-2 % a year"]


def test_the_list_of_sources_stays_as_written() -> None:
    plain = strip("sources:\n  S1: {title: 5 years, note: n, source: x}\na: 1\n")
    assert plain.tree["sources"] == {"S1": {"title": "5 years", "note": "n", "source": "x"}}
    assert [a.path for a in plain.assumptions] == [("a",)]
    assert plain.places["sources", "S1", "title"].line == 2


def test_a_dated_change_keeps_its_note_and_gives_its_source_to_its_values() -> None:
    plain = strip("changes:\n  - on: 2027-01-04\n    a.b: +2\n    note: hired\n    source: S9\n")
    assert plain.tree["changes"] == [{"on": "2027-01-04", "a.b": "+2", "note": "hired"}]
    (assumption,) = plain.assumptions
    assert assumption.path == ("changes", 0, "a.b")
    assert (assumption.source, assumption.note) == ("S9", "hired")


def test_all_faults_of_provenance_are_reported_at_once() -> None:
    found = refusal(
        "a: {value: 1, confidence: hgh}\nb: {value: 2, sorce: S1}\nc:\n  source: S1\n"
        "d: {source: , x: 1}\ne: {source: {f: 1}, x: 1}\n"
    )
    assert [text.split(":")[1] for text in found] == ["1", "2", "3", "5", "6"]
    assert 'Did you mean "high"?' in found[0]
    assert 'Did you mean "source"?' in found[1]
    assert "beside no value" in found[2]
    assert "Source must be text" in found[3]
