"""Files lie over one another, settings over files, and every value keeps its place."""

import pathlib

import pytest

from waitsim.errors import ScenarioError
from waitsim.scenario.overlay import resolve
from waitsim.scenario.tree import Place

BASE = """\
schema: 1
title: Base
source: S1
staff:
  nurses:
    wte: {value: 12, source: S3, confidence: high}
    vacancy: 8 %
  doctors: {wte: 3}
season: [1, 2, 3]
changes:
  - on: 2027-01-04
    staff.nurses.wte: +1
"""
CHILD = """\
extends: base.yaml
title: Child
staff:
  nurses:
    wte: 14
  doctors:
season: [4]
changes:
  - on: 2027-02-01
    staff.nurses.wte: {value: +2, source: S7}
"""


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder of scenarios that holds the base and a child."""
    here = tmp_path / "scenarios" / "kent"
    here.mkdir(parents=True)
    (here / "base.yaml").write_text(BASE)
    (here / "child.yaml").write_text(CHILD)
    return here


def refusal(path: pathlib.Path, *sets: str) -> list[str]:
    """The problems of a scenario that must have some."""
    with pytest.raises(ScenarioError) as caught:
        resolve(path, sets)
    return [str(problem) for problem in caught.value.problems]


def test_a_file_alone_is_itself_without_provenance(folder: pathlib.Path) -> None:
    resolved = resolve(folder / "base.yaml")
    assert resolved.files == (str(folder / "base.yaml"),)
    assert resolved.tree["staff"] == {
        "nurses": {"wte": "12", "vacancy": "8 %"},
        "doctors": {"wte": "3"},
    }
    assert "source" not in resolved.tree


def test_mappings_merge_lists_are_replaced_and_changes_joined(folder: pathlib.Path) -> None:
    resolved = resolve(folder / "child.yaml")
    assert resolved.tree == {
        "schema": "1",
        "title": "Child",
        "staff": {"nurses": {"wte": "14", "vacancy": "8 %"}},
        "season": ["4"],
        "changes": [
            {"on": "2027-01-04", "staff.nurses.wte": "+1"},
            {"on": "2027-02-01", "staff.nurses.wte": "+2"},
        ],
    }
    assert resolved.files == (str(folder / "child.yaml"), str(folder / "base.yaml"))


def test_every_value_keeps_the_place_it_was_written_at(folder: pathlib.Path) -> None:
    places = resolve(folder / "child.yaml").places
    base, child = str(folder / "base.yaml"), str(folder / "child.yaml")
    assert places["staff", "nurses", "wte"] == Place(child, 5)
    assert places["staff", "nurses", "vacancy"] == Place(base, 7)
    assert places["season", 0] == Place(child, 7)
    assert places["changes", 0, "staff.nurses.wte"] == Place(base, 12)
    assert places["changes", 1, "staff.nurses.wte"] == Place(child, 10)
    assert not {("season", 1), ("staff", "doctors"), ("staff", "doctors", "wte")} & set(places)


def test_a_value_never_takes_the_source_of_the_one_it_replaces(folder: pathlib.Path) -> None:
    register = {a.path: a.source for a in resolve(folder / "child.yaml").assumptions}
    assert register == {
        ("staff", "nurses", "vacancy"): "S1",
        ("staff", "nurses", "wte"): "",
        ("season", 0): "",
        ("changes", 0, "staff.nurses.wte"): "S1",
        ("changes", 1, "staff.nurses.wte"): "S7",
    }


def test_a_grandchild_lies_over_the_child(folder: pathlib.Path) -> None:
    grandchild = folder / "more" / "grandchild.yml"
    grandchild.parent.mkdir()
    grandchild.write_text("extends: ../child.yaml\nstaff: {nurses: {vacancy: 5 %}}\n")
    resolved = resolve(grandchild)
    assert resolved.tree["staff"] == {"nurses": {"wte": "14", "vacancy": "5 %"}}
    assert resolved.files[1] == str(folder / "child.yaml")
    assert len(resolved.files) == 3


def test_settings_lie_over_the_file(folder: pathlib.Path) -> None:
    sets = [
        "staff.nurses.wte=+2",
        "staff.nurses.vacancy = 5 %",
        "season.1=7",
        "staff.doctors.vacancy=to 6 %",
        "title=a=b",
    ]
    resolved = resolve(folder / "base.yaml", sets)
    assert resolved.tree["staff"] == {
        "nurses": {"wte": "14", "vacancy": "5 %"},
        "doctors": {"wte": "3", "vacancy": "6 %"},
    }
    assert resolved.tree["season"] == ["1", "7", "3"]
    assert resolved.tree["title"] == "a=b"
    assert resolved.places["season", 1] == Place("--set", 0)
    assert resolved.places["staff", "doctors", "vacancy"] == Place("--set", 0)
    (wte,) = [a for a in resolved.assumptions if a.path == ("staff", "nurses", "wte")]
    assert (wte.value_text, wte.source, wte.place) == ("14", "", Place("--set", 0))


def test_all_faults_of_settings_are_reported_at_once(folder: pathlib.Path) -> None:
    found = refusal(
        folder / "base.yaml",
        *("staff", "a=", "a..b=1", "title=x", "title=y", "changes.0=1", "season.9=1"),
        *("staff.nurse.wte=+2", ".".join("a" * 30) + "=1"),
    )
    assert all(text.startswith("--set: ") for text in found)
    words = ["nothing", "nothing", "nothing", "twice", "Change the file", "Change the file"]
    words += ["Count from 0 to 2", 'Did you mean "nurses"']
    assert len(found) == len(words)
    assert all(word in text for word, text in zip(words, found, strict=True))


def test_a_circle_of_files_is_shown_as_it_runs(folder: pathlib.Path) -> None:
    (folder / "base.yaml").write_text("extends: child.yaml\n")
    (text,) = refusal(folder / "child.yaml")
    child, base = folder / "child.yaml", folder / "base.yaml"
    assert f"{child} -> {base} -> {child}" in text
    assert text.startswith(f"{base}:1: extends: ")


def test_a_very_long_row_of_files_is_refused(folder: pathlib.Path) -> None:
    for i in range(25):
        (folder / f"f{i}.yaml").write_text(f"extends: f{i + 1}.yaml\n")
    assert "Too many files" in refusal(folder / "f0.yaml")[0]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("/etc/passwd.yaml", "root of the disk"),
        ("C:\\\\base.yaml", "root of the disk"),
        ("\\\\\\\\host\\\\base.yaml", "root of the disk"),
        ("../../../secret.yaml", "outside the scenario folders"),
        ("../../outside.yaml", "outside the scenario folders"),
        ("link.yaml", "outside the scenario folders"),
        ("base.txt", "does not end in .yaml"),
        ("bse.yaml", 'Did you mean "base.yaml"'),
        ("a\\0.yaml", "cannot be a file"),
        ("", "Name one file"),
    ],
)
def test_only_scenario_files_nearby_can_be_extended(
    folder: pathlib.Path, written: str, words: str
) -> None:
    outside = folder.parent.parent / "outside.yaml"
    outside.write_text("secret: 1\n")
    (folder / "link.yaml").symlink_to(outside)
    (folder / "child.yaml").write_text(f'title: x\nextends: "{written}"\n')
    (text,) = refusal(folder / "child.yaml")
    assert text.startswith(f"{folder / 'child.yaml'}:2: extends: ")
    assert words in text


def test_a_file_in_a_neighbouring_folder_can_be_extended(folder: pathlib.Path) -> None:
    (folder.parent / "shared").mkdir()
    (folder.parent / "shared" / "base.yaml").write_text("a: 1\n")
    (folder / "child.yaml").write_text("extends: ../shared/base.yaml\nb: 2\n")
    assert resolve(folder / "child.yaml").tree == {"a": "1", "b": "2"}


def test_faults_of_both_files_are_reported_at_once(folder: pathlib.Path) -> None:
    (folder / "base.yaml").write_text("a: {value: 1, confidence: hgh}\n")
    (folder / "child.yaml").write_text("extends: base.yaml\nb: {value: 1, sorce: S1}\nc.d: 1\n")
    found = refusal(folder / "child.yaml")
    assert len(found) == 3
    assert "base.yaml:1" in found[0]
    assert "holds a dot" in found[1] + found[2]


def test_removing_what_is_not_there_is_reported(folder: pathlib.Path) -> None:
    (folder / "child.yaml").write_text("extends: base.yaml\nstaff: {nurse: }\n")
    (text,) = refusal(folder / "child.yaml")
    assert "none to remove" in text
    assert 'Did you mean "nurses"' in text


def test_a_setting_that_leads_nowhere_is_refused_with_the_near_miss(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("staff:\n  therapists: {wte: 2}\n")
    with pytest.raises(ScenarioError) as caught:
        resolve(file, ["staff.therapist.wte=3"])
    (problem,) = caught.value.problems
    assert 'Did you mean "therapists"?' in str(problem)
    assert resolve(file, ["staff.therapists.hours=30 hours"]).tree["staff"] == {
        "therapists": {"wte": "2", "hours": "30 hours"}
    }
