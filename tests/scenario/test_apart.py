"""What sets an option apart from its base is found change by change."""

from pathlib import Path

import pytest
from small_scenario import TEXT

from waitsim.errors import ScenarioError
from waitsim.scenario.apart import set_apart
from waitsim.scenario.load import load

BASE = TEXT.format(wte=0.5, slots=1)
DATED = """
changes:
  - on: 2026-05-04
    note: one more
    staff.therapists.wte: +0.1
  - from: 2026-06-01
    to: 2026-07-05
    pathways.speech.steps.assessment.extra_slots: +1 a week
"""
OPTION = """
extends: base.yaml
title: An option
staff:
  therapists: {hours: 12 hours}
pathways:
  speech:
    referrals: {rate: 7 a week}
    steps:
      assessment: {dna: {share: 5 %}}
"""
ADDED_STEP = """
extends: base.yaml
title: A step more
pathways:
  speech:
    steps:
      assessment: {then: talk}
      talk:
        kind: contact
        staff: {therapists: 20 min}
        then: seen
"""


def written(folder: Path, option: str, base: str = BASE) -> tuple[Path, Path]:
    (folder / "base.yaml").write_text(base, encoding="utf-8")
    (folder / "option.yaml").write_text(option, encoding="utf-8")
    return folder / "base.yaml", folder / "option.yaml"


@pytest.mark.parametrize(
    "option", [OPTION, OPTION + DATED, "extends: base.yaml\n" + DATED, ADDED_STEP + DATED]
)
def test_no_changes_give_the_base_and_all_of_them_the_option(tmp_path: Path, option: str) -> None:
    base, other = map(load, written(tmp_path, option))
    apart = set_apart(base, other)
    assert apart.with_some(()).identity == base.identity
    assert apart.with_some(range(len(apart.differences))).identity == other.identity
    every = {apart.with_some({i}).identity for i in range(len(apart.differences))}
    assert len(every) == len(apart.differences)


def test_each_part_written_otherwise_and_each_dated_change_is_one(tmp_path: Path) -> None:
    base, other = map(load, written(tmp_path, OPTION + DATED))
    differences = set_apart(base, other).differences
    assert [each.name for each in differences] == [
        "staff.therapists",
        "pathways.speech.referrals",
        "pathways.speech.steps.assessment",
        "changes.0 (staff.therapists.wte)",
        "changes.1 (pathways.speech.steps.assessment.extra_slots)",
    ]
    [edit] = differences[1].edits
    assert (edit.path, edit.old, edit.new) == (
        "pathways.speech.referrals.rate",
        "6 a week",
        "7 a week",
    )


def test_one_change_alone_is_as_if_it_were_the_only_one_written(tmp_path: Path) -> None:
    base, other = map(load, written(tmp_path, OPTION + DATED))
    alone = set_apart(base, other).with_some({4})
    only = "extends: base.yaml\nchanges:\n" + DATED[DATED.index("  - from") :]
    (tmp_path / "only.yaml").write_text(only, encoding="utf-8")
    assert alone.identity == load(tmp_path / "only.yaml").identity


def test_changes_of_the_base_itself_are_always_there(tmp_path: Path) -> None:
    paths = written(tmp_path, "extends: base.yaml\n" + DATED, BASE + DATED.replace("+0.1", "+0.2"))
    base, other = map(load, paths)
    apart = set_apart(base, other)
    assert [each.name[:9] for each in apart.differences] == ["changes.2", "changes.3"]
    assert apart.with_some(()).identity == base.identity
    assert len(apart.with_some({1}).changes) == 3


def test_parts_that_make_no_sense_apart_are_one_change(tmp_path: Path) -> None:
    base, other = map(load, written(tmp_path, ADDED_STEP))
    [together] = set_apart(base, other).differences
    assert {".".join(map(str, part)) for part in together.parts} == {
        "pathways.speech.steps.assessment",
        "pathways.speech.steps.talk",
    }


def test_settings_lie_over_both(tmp_path: Path) -> None:
    sets = ["pathways.speech.referrals.rate=8 a week"]
    base, other = (load(path, sets) for path in written(tmp_path, OPTION))
    apart = set_apart(base, other, sets)
    assert [each.name for each in apart.differences] == [
        "staff.therapists",
        "pathways.speech.steps.assessment",
    ]
    assert apart.with_some(()).identity == base.identity


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (BASE.replace("6 a week", "7 a week"), "does not extend"),
        ("extends: base.yaml\ntitle: The same\n", "changes nothing of"),
    ],
)
def test_what_cannot_be_told_change_by_change_is_refused(
    tmp_path: Path, option: str, told: str
) -> None:
    base, other = map(load, written(tmp_path, option))
    with pytest.raises(ScenarioError, match=told):
        set_apart(base, other)


def test_files_of_a_base_in_another_folder_are_found(tmp_path: Path) -> None:
    shared, own = tmp_path / "shared", tmp_path / "own"
    shared.mkdir()
    own.mkdir()
    rows = "pathway,step,referred\nspeech,assessment,2026-02-02\nspeech,assessment,2026-03-03\n"
    (shared / "waiting.csv").write_text(rows, encoding="utf-8")
    listed = BASE[: BASE.index("    opening:")] + "opening_list: waiting.csv\n"
    (shared / "base.yaml").write_text(listed, encoding="utf-8")
    text = OPTION.replace("base.yaml", "../shared/base.yaml") + DATED
    (own / "option.yaml").write_text(text, encoding="utf-8")
    base, other = load(shared / "base.yaml"), load(own / "option.yaml")
    apart = set_apart(base, other)
    assert apart.with_some(()).identity == base.identity
    assert apart.with_some(range(5)).identity == other.identity


def test_an_option_of_an_option_is_set_apart_from_either(tmp_path: Path) -> None:
    base, middle = map(load, written(tmp_path, OPTION))
    (tmp_path / "further.yaml").write_text("extends: option.yaml\n" + DATED, encoding="utf-8")
    further = load(tmp_path / "further.yaml")
    assert len(set_apart(base, further).differences) == 5
    two = set_apart(middle, further)
    assert len(two.differences) == 2
    assert two.with_some(()).identity == middle.identity
