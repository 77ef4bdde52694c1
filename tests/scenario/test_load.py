"""A file, with what it extends, is loaded whole or told of with all its mistakes."""

import json
import re
from pathlib import Path

import pytest
from scenario_file import SOUND, changed, line_of, problems, sound, told, write

from waitsim.errors import ScenarioError
from waitsim.scenario.load import load

TEN = Path(__file__).parent / "data" / "ten_mistakes.yaml"
BUNDLED = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))


def test_ten_mistakes_of_ten_kinds_are_told_in_one_go_each_with_line_and_mend() -> None:
    with pytest.raises(ScenarioError) as caught:
        load(TEN)
    lines = [str(p).removeprefix(f"{TEN}:") for p in caught.value.problems]
    assert lines == [
        '4: start: "2026-04-31" is no day of the calendar. Check the day and the month.',
        '9: staff.nurses.houres: unknown key "houres". Did you mean "hours"?',
        '11: staff.doctors.wte: "-2" is too small. Write 0 or more.',
        "16: pathways.autism.referrals.season: there are 11 numbers. Write twelve, January first.",
        "17: pathways.autism.ages: age 11 is in two groups. Let each age be in one.",
        "21: pathways.autism.steps.triage.then: shares sum to 0.9, not 1. Change one share so that "
        'they do, or write "rest" for one of them.',
        '24: pathways.autism.steps.assessment.staff.nurse: unknown staff group "nurse". '
        'Did you mean "nurses"?',
        '25: pathways.autism.steps.assessment.then: unknown step or end "feedbak". '
        'Did you mean "feedback"?',
        '27: pathways.autism.steps.feedback.kind: "contakt" is no kind of step. '
        'Did you mean "contact"?',
        '34: pathways.autism.steps.assessment.staff.nurses: "80" has no unit. '
        "Write 80 min, 80 hours, 80 days or 80 weeks, whichever is meant.",
    ]


def test_a_mistake_in_an_extending_file_is_told_where_it_was_written(tmp_path: Path) -> None:
    base = write(tmp_path, changed("wte: 2", "wte: two"), "base.yaml")
    child = write(tmp_path, "extends: base.yaml\nstaff:\n  nurses:\n    wte: -1\n", "child.yaml")
    with pytest.raises(ScenarioError) as caught:
        load(child)
    assert [(p.file, p.line, p.path) for p in caught.value.problems] == [
        (str(base), 13, "staff.doctors.wte"),
        (str(child), 4, "staff.nurses.wte"),
    ]


def test_a_value_taken_away_is_missing_where_the_rest_was_written(tmp_path: Path) -> None:
    write(tmp_path, SOUND, "base.yaml")
    child = write(tmp_path, "extends: base.yaml\nstaff:\n  nurses:\n    wte:\n", "child.yaml")
    with pytest.raises(ScenarioError) as caught:
        load(child)
    assert [(p.line, p.path, p.message) for p in caught.value.problems] == [
        (3, "staff.nurses", '"wte" is missing. Add "wte: 7.5".')
    ]


@pytest.mark.parametrize(
    ("setting", "told_of"),
    [
        ("staff.nurses.wte=many", '--set: staff.nurses.wte: "many" is no number.'),
        (
            "staff.nurses.wtes=3",
            '--set: staff.nurses.wtes: unknown key "wtes". Did you mean "wte"?',
        ),
        ("staff.nurse.wte=3", "--set: staff.nurse"),
    ],
)
def test_a_setting_is_told_of_without_a_line(tmp_path: Path, setting: str, told_of: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(write(tmp_path, SOUND), [setting])
    (problem,) = caught.value.problems
    assert str(problem).startswith(told_of)


def test_a_setting_holds_over_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, SOUND)
    assert load(path, ["staff.nurses.wte=9"]).scenario.staff["nurses"].wte == 9
    assert load(path, ["staff.nurses.wte=+9"]).scenario.staff["nurses"].wte == 15


def test_a_source_that_is_not_listed_is_told_of(tmp_path: Path) -> None:
    text = changed("staff:\n  nurses", "sources:\n  S1: {title: One}\nstaff:\n  nurses")
    text = changed("wte: 6", "wte: {value: 6, source: S2}", text)
    (line,) = told(tmp_path, text)
    assert line.endswith('unknown source "S2". Choose S1.')
    assert sound(tmp_path, text.replace("S2", "S1")).assumptions[0].source == ""


def test_mistakes_in_the_scenario_and_in_its_changes_are_told_together(tmp_path: Path) -> None:
    text = changed("wte: 6", "wte: six")
    text += (
        "changes:\n"
        "  - on: 2026-13-01\n    staff.doctors.wte: two\n"
        "  - on: 2026-09-01\n    staff.porters.wte: +2\n"
        "  - on: 2026-09-01\n    outsource: {step: autism.assessment, slots: 2, price: £1}\n"
        "  - on: 2026-09-01\n    pathways.autism.steps.assessment.then.forms: 70 %\n"
        "  - nonsense\n"
    )
    assert [line.split(": ")[0] for line in told(tmp_path, text)] == [
        str(line_of(passage, text))
        for passage in (
            "wte: six",
            "on: 2026-13-01",
            "wte: two",
            "staff.porters",
            "outsource",
            "then.forms: 70 %",
            "- nonsense",
        )
    ]


def test_every_bundled_scenario_loads_without_a_warning() -> None:
    assert BUNDLED
    for path in BUNDLED:
        assert load(path).warnings == (), path


def test_the_identity_hangs_on_what_changes_the_answer_and_on_nothing_else(tmp_path: Path) -> None:
    identity = sound(tmp_path).identity
    assert re.fullmatch("[0-9a-f]{64}", identity)
    for old, new in [
        ("title: A clinic", "title: The clinic"),
        ("advice: Advice", "advice: Given advice"),
        ("wte: 6", "wte: {value: 6.0, confidence: low}"),
        ("wte: 6", "label: Nurses\n    wte: 6"),
        ("90 min", "1.5 hours"),
    ]:
        assert sound(tmp_path, changed(old, new)).identity == identity, new
    for old, new in [
        ("wte: 6", "wte: 6.1"),
        ("start: 2026-04-01", "start: 2026-04-02"),
        ("seen: {to", "begun: {to"),
        ("4-11: 60 %, 12-17: 40 %", "12-17: 40 %, 4-11: 60 %"),
    ]:
        assert sound(tmp_path, changed(old, new)).identity != identity, new
    later = SOUND + "changes:\n  - {on: 2027-01-01, staff.nurses.wte: 7}\n"
    assert sound(tmp_path, later).identity != identity


def test_a_part_may_have_any_name_and_still_counts(tmp_path: Path) -> None:
    text = SOUND.replace("doctors", "label")
    other = changed("    wte: 2", "    wte: 3", text)
    assert sound(tmp_path, text).identity != sound(tmp_path, other).identity


def test_the_resolved_text_holds_the_whole_scenario(tmp_path: Path) -> None:
    write(tmp_path, SOUND, "base.yaml")
    loaded = load(write(tmp_path, "extends: base.yaml\ntitle: More\n", "child.yaml"))
    resolved = json.loads(loaded.resolved)
    assert (resolved["title"], resolved["staff"]["nurses"]["wte"]) == ("More", "6")
    assert loaded.files == (str(tmp_path / "child.yaml"), str(tmp_path / "base.yaml"))


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"      s{i}: {{kind: delay, lasts: 1 day, then: x{i}}}\n" for i in range(4000)),
        "".join(
            f"      s{i}: {{kind: decision, then: {{"
            + ", ".join(f"t{j}x{i}: 1 %" for j in range(40))
            + "}}\n"
            for i in range(199)
        ),
        "      s: {kind: delay, lasts: 1 day, then: " + "x" * 200_000 + "}\n",
        "      s: {kind: delay, lasts: 1 day, then: left}\n"
        + "".join(f"wrong{i}: 1\n" for i in range(12_000)),
        "      s: {kind: delay, lasts: 1 day, then: left}\nchanges:\n"
        "  - {on: 2026-02-01, pathways.a.referrals.rate: 5 a week, ramp: 2000 years}\n",
        "      s: {kind: delay, lasts: 1 day, then: left}\nchanges:\n"
        + "".join(
            f"  - {{on: 20{26 + i // 300}-{1 + i // 28 % 10:02}-{1 + i % 28:02},"
            f" pathways.a.referrals.rate: {1 + i} a week}}\n"
            for i in range(3000)
        ),
    ],
    ids=["many steps", "many targets", "a long word", "many keys", "a long ramp", "many changes"],
)
def test_a_file_made_to_overwhelm_is_refused_in_few_words(tmp_path: Path, body: str) -> None:
    head = "schema: 1\ntitle: x\nstart: 2026-01-01\nhorizon: 31 years\n"
    text = f"{head}pathways:\n  a:\n    referrals: {{rate: 1 a week}}\n    steps:\n{body}"
    found = problems(tmp_path, text)
    assert sum(len(str(problem)) for problem in found) < 300_000


def test_mistakes_of_provenance_names_and_settings_stand_beside_those_of_the_schema(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "schema: 1\ntitle: a\nstart: 2026-04-01\nhorizon: 90\n"
        "staff:\n  nurses: {wte: {value: 2, confidence: hgih}}\n"
        "staff.nurses.wte: 3\n"
        "pathways:\n  p:\n    referrals: {rate: 5 a week}\n"
        "    steps:\n      see: {kind: contact, staff: {nurses: 30 min}, then: left}\n"
        "    opening:\n      see: {waiting: {0-5.5 weeks: 3}}\n"
    )
    with pytest.raises(ScenarioError) as caught:
        load(file, ["staff.nurse.wte=2"])
    said = [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems]
    assert [text.split(": ")[0] for text in said] == ["--set", "a.yaml:4", "a.yaml:6", "a.yaml:7"]
