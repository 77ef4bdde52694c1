"""Parts of several files put together by `use:`."""

import pathlib
import shutil
from pathlib import Path

import pytest
from scenario_file import SOUND

from waitsim.errors import ScenarioError
from waitsim.scenario.lineage import USED
from waitsim.scenario.load import load
from waitsim.scenario.overlay import resolve
from waitsim.scenario.tree import Place

ADHD = """\
schema: 1
title: ADHD alone
start: 2026-04-01
horizon: 1 year
confidence: low
staff:
  nurses: {wte: 3, cost: £30 an hour}
pathways:
  adhd:
    referrals: {rate: 5 a week}
    steps:
      assessment: {kind: contact, staff: {nurses: 60 min}, then: seen}
    ends: {seen: Seen}
"""
SPEECH = (
    ADHD.replace("ADHD alone", "Speech alone")
    .replace("adhd:", "speech:")
    .replace("nurses", "therapists")
    .replace("confidence: low\n", "")
)
AREA = """\
schema: 1
title: An area
start: 2027-01-04
horizon: 104 weeks
use: [../library/adhd.yaml, ../library/speech.yaml]
pathways:
  adhd: {referrals: {rate: 8 a week}}
"""


@pytest.fixture
def area(tmp_path: pathlib.Path) -> pathlib.Path:
    """A file that uses two of a library beside its folder."""
    for folder in ("library", "here"):
        (tmp_path / "scenarios" / folder).mkdir(parents=True)
    library = tmp_path / "scenarios" / "library"
    (library / "adhd.yaml").write_text(ADHD, encoding="utf-8")
    (library / "speech.yaml").write_text(SPEECH, encoding="utf-8")
    file = tmp_path / "scenarios" / "here" / "area.yaml"
    file.write_text(AREA, encoding="utf-8")
    return file


def library(area: pathlib.Path, name: str) -> pathlib.Path:
    return area.parent.parent / "library" / name


def refusal(path: pathlib.Path, *sets: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path, sets)
    return [str(problem) for problem in caught.value.problems]


def test_parts_of_the_files_used_come_together_in_order(area: pathlib.Path) -> None:
    scenario = load(area).scenario
    assert list(scenario.pathways) == ["adhd", "speech"]
    assert list(scenario.staff) == ["nurses", "therapists"]
    assert scenario.title == "An area"
    assert scenario.start.isoformat() == "2027-01-04"
    assert scenario.days == 728


def test_each_file_that_is_used_can_be_run_alone(area: pathlib.Path) -> None:
    assert load(library(area, "adhd.yaml")).scenario.title == "ADHD alone"


def test_what_the_file_itself_says_holds(area: pathlib.Path) -> None:
    resolved = resolve(area)
    assert load(area).scenario.pathways["adhd"].referrals.rate == 8
    assert resolved.places["pathways", "adhd", "referrals", "rate"] == Place(str(area), 7)
    assert resolved.places["staff", "nurses", "wte"].file.endswith("library/adhd.yaml")
    assert [Path(name).name for name in resolved.files] == ["area.yaml", "adhd.yaml", "speech.yaml"]


def test_figures_keep_what_they_rest_on(area: pathlib.Path) -> None:
    found = {a.path: a.confidence for a in resolve(area).assumptions}
    assert found["staff", "nurses", "wte"] == "low"
    assert found["staff", "therapists", "wte"] == ""
    assert found["pathways", "adhd", "referrals", "rate"] == ""


def test_what_a_file_extends_holds_over_what_it_uses(area: pathlib.Path) -> None:
    option = area.with_name("option.yaml")
    option.write_text("extends: area.yaml\ntitle: Option\nuse: ../library/more.yaml\n")
    more = ADHD.replace("wte: 3", "wte: 4").replace("rate: 5", "rate: 9")
    library(area, "more.yaml").write_text(more.replace("adhd:", "autism:"), encoding="utf-8")
    assert 'wte: "4" here, but "3" in' in refusal(option)[0]
    text = area.read_text(encoding="utf-8")
    area.write_text(text + "staff: {nurses: {wte: 7}}\n", encoding="utf-8")
    scenario = load(option).scenario
    assert list(scenario.pathways) == ["adhd", "speech", "autism"]
    assert scenario.staff["nurses"].wte == 7
    assert scenario.pathways["adhd"].referrals.rate == 8


def test_two_files_that_say_different_things_of_a_value_are_told_with_both_places(
    area: pathlib.Path,
) -> None:
    both = SPEECH.replace("therapists", "nurses").replace("wte: 3", "wte: 5")
    library(area, "speech.yaml").write_text(both, encoding="utf-8")
    (text,) = refusal(area)
    names = [
        str(Path(area.parent.parent, "library", name)) for name in ("speech.yaml", "adhd.yaml")
    ]
    assert text == (
        f'{names[0]}:6: staff.nurses.wte: "5" here, but "3" in {names[1]}:7. '
        "Say in the file that uses both which holds."
    )
    area.write_text(AREA + "staff: {nurses: {wte: 6}}\n", encoding="utf-8")
    scenario = load(area).scenario
    assert scenario.staff["nurses"].wte == 6
    assert list(scenario.staff) == ["nurses"]


def test_a_value_settled_by_taking_the_whole_away_is_no_clash(area: pathlib.Path) -> None:
    both = SPEECH.replace("therapists", "nurses").replace("£30", "£31")
    library(area, "speech.yaml").write_text(both, encoding="utf-8")
    assert "cost" in refusal(area)[0]
    area.write_text(AREA + "staff: {nurses: {cost: }}\n", encoding="utf-8")
    assert load(area).scenario.staff["nurses"].cost == 0


def test_a_mapping_here_and_a_single_value_there_is_a_clash(area: pathlib.Path) -> None:
    both = SPEECH.replace("speech:", "adhd:").replace("then: seen", "then: {seen: 100 %}")
    library(area, "speech.yaml").write_text(both, encoding="utf-8")
    assert any("pathways.adhd.steps.assessment.then" in text for text in refusal(area))


def test_a_used_file_says_nothing_that_would_go_unheard(area: pathlib.Path) -> None:
    file = library(area, "speech.yaml")
    text = SPEECH + "extends: adhd.yaml\nuse: adhd.yaml\nchanges: []\nopening_list: a.csv\n"
    file.write_text(text, encoding="utf-8")
    found = refusal(area)
    assert [line.split(": ")[1] for line in found] == ["extends", "use", "changes", "opening_list"]
    assert all(f"{file}:1" in line and "stands by itself" in line for line in found)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('"/etc/passwd.yaml"', "root of the disk"),
        ('"../../outside.yaml"', "outside the scenario folders"),
        ('[../library/adhd.yaml, "link.yaml"]', "outside the scenario folders"),
        ('"../library/adhd.txt"', "does not end in .yaml"),
        ('["../library/adh.yaml"]', 'Did you mean "adhd.yaml"'),
        ("{a: b.yaml}", "name one file, such as use: [../library/adhd.yaml]"),
        ("[]", "name 1 to 20 files"),
        (str([f"{i}.yaml" for i in range(21)]), "name 1 to 20 files"),
    ],
)
def test_only_scenario_files_nearby_can_be_used(
    area: pathlib.Path, written: str, words: str
) -> None:
    outside = area.parent.parent.parent / "outside.yaml"
    outside.write_text(ADHD, encoding="utf-8")
    area.with_name("link.yaml").symlink_to(outside)
    text = AREA.replace("[../library/adhd.yaml, ../library/speech.yaml]", written)
    area.write_text(text, encoding="utf-8")
    (found,) = refusal(area)
    assert found.startswith(f"{area}:5: use")
    assert words in found


def test_a_file_that_uses_itself_is_refused(area: pathlib.Path) -> None:
    area.write_text(AREA.replace("[../library/adhd.yaml,", "[area.yaml,"), encoding="utf-8")
    assert refusal(area)[0].startswith(f"{area}:5: use: a file that is used stands by itself")


def test_mistakes_in_a_used_file_are_told_with_its_name(area: pathlib.Path) -> None:
    file = library(area, "speech.yaml")
    file.write_text(SPEECH.replace("wte: 3", "wtee: 3"), encoding="utf-8")
    assert refusal(area)[0].startswith(f"{file}:6: staff.therapists")


def test_use_cannot_be_set_or_changed_on_a_date(area: pathlib.Path) -> None:
    assert "Change the file" in refusal(area, "use=../library/adhd.yaml")[0]


def test_the_identity_is_that_of_the_same_scenario_written_out(area: pathlib.Path) -> None:
    used = load(area)
    whole = area.with_name("whole.yaml")
    speech = SPEECH[SPEECH.index("  speech:") :]
    staff = (
        "staff:\n  nurses: {wte: 3, cost: £30 an hour}\n  therapists: {wte: 3, cost: £30 an hour}\n"
    )
    adhd = ADHD[ADHD.index("pathways:") :].replace("rate: 5", "rate: 8")
    head = AREA[: AREA.index("use:")]
    whole.write_text(head + staff + adhd + speech, encoding="utf-8")
    assert load(whole).identity == used.identity
    file = library(area, "speech.yaml")
    file.write_text(SPEECH.replace("60 min", "50 min"), encoding="utf-8")
    assert load(area).identity != used.identity


def test_files_are_named_as_seen_from_the_file_that_uses_them(area: pathlib.Path) -> None:
    deeper = area.parent.parent / "elsewhere"
    deeper.mkdir()
    option = deeper / "option.yaml"
    option.write_text("extends: ../here/area.yaml\ntitle: Option\n", encoding="utf-8")
    assert list(load(option).scenario.pathways) == ["adhd", "speech"]
    shutil.rmtree(library(area, "adhd.yaml").parent)
    assert all(text.startswith(f"{area}:5: use.0") for text in refusal(option))


def test_a_sound_scenario_can_be_used_whole(area: pathlib.Path) -> None:
    sound = SOUND.split("changes:")[0].replace("nurses", "clinicians")
    library(area, "speech.yaml").write_text(sound, encoding="utf-8")
    assert list(load(area).scenario.pathways) == ["adhd", "autism"]


def test_all_that_is_said_to_be_taken_over_is_taken_over_and_no_more(area: pathlib.Path) -> None:
    parts = {
        "sources": "sources: {S1: {title: A study}}\n",
        "calendar": "calendar: {school_holidays: {may: {from: 2026-05-25, to: 2026-05-29}}}\n",
        "groups": "groups: {sex: {girls: 50 %, boys: 50 %}}\n",
    }
    file = library(area, "speech.yaml")
    file.write_text(SPEECH + "".join(parts.values()), encoding="utf-8")
    scenario = load(area).scenario
    assert scenario.sources["S1"].title == "A study"
    assert list(scenario.calendar.school_holidays) == ["may"]
    assert list(scenario.groups) == ["sex"]
    assert scenario.days == 728
    said = {*resolve(area).tree} - {"schema", "title", "start", "horizon"}
    assert said == {*parts, "staff", "pathways"} <= {*USED}


def test_a_file_in_another_depth_is_named_as_seen_from_where_it_is_used(
    area: pathlib.Path,
) -> None:
    deeper = area.parent / "deep"
    deeper.mkdir()
    text = AREA.replace("../library/", "../../library/")
    (deeper / "area.yaml").write_text(text, encoding="utf-8")
    option = area.with_name("option.yaml")
    option.write_text("extends: deep/area.yaml\ntitle: Option\n", encoding="utf-8")
    assert list(load(option).scenario.pathways) == ["adhd", "speech"]


def test_faults_in_what_a_used_file_says_of_its_figures_are_told(area: pathlib.Path) -> None:
    file = library(area, "speech.yaml")
    text = SPEECH.replace("wte: 3", "wte: {value: 3, confidence: hgh}")
    file.write_text(text, encoding="utf-8")
    (found,) = refusal(area)
    assert found.startswith(f"{file}:6: staff.therapists.wte.confidence")
    assert 'Did you mean "high"?' in found


def test_sums_to_check_are_for_tests_alone(area: pathlib.Path) -> None:
    before = load(area).identity
    sums = "expects: {hours: {nurses: 5}, remarks: none}\n"
    for file in (area, library(area, "adhd.yaml")):
        file.write_text(file.read_text(encoding="utf-8") + sums, encoding="utf-8")
        assert "expects" not in resolve(file).tree
    assert load(area).identity == before
    assert load(library(area, "adhd.yaml")).scenario.title == "ADHD alone"


def test_what_is_wrong_with_a_whole_is_told_where_it_was_last_written(area: pathlib.Path) -> None:
    text = AREA.replace("{referrals: {rate: 8 a week}}", "\n    steps: {assessment: {then: {}}}")
    wrong = text.replace("then: {}", "then: {seen: 50 %}")
    file = library(area, "adhd.yaml")
    shares = ADHD.replace("then: seen", "then: {seen: 70 %, gone: 30 %}")
    file.write_text(shares.replace("{seen: Seen}", "{seen: Seen, gone: Gone}"), encoding="utf-8")
    area.write_text(wrong, encoding="utf-8")
    (found,) = refusal(area)
    assert found.startswith(f"{area}:8: pathways.adhd.steps.assessment.then: shares sum to 0.8")


@pytest.mark.parametrize("key", ["schema", "title", "start", "horizon"])
def test_title_and_dates_of_a_used_file_do_not_stand_in_for_ones_own(
    area: pathlib.Path, key: str
) -> None:
    lines = [line for line in AREA.splitlines() if not line.startswith(f"{key}:")]
    area.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert any(key in text for text in refusal(area))
