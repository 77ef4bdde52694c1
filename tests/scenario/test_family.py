"""Variants of a scenario are what loading its file with those values gives."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from scenario_file import SOUND

from waitsim.errors import ScenarioError
from waitsim.rules.inputs import Input
from waitsim.scenario.family import Family
from waitsim.scenario.load import Loaded, load
from waitsim.scenario.settings import Setting
from waitsim.scenario.tree import Place

CHANGES = """\
changes:
  - on: 2026-06-01
    staff.nurses.wte: +1
    note: one more
    name: recruits
  - from: 2026-09-01
    to: 2026-12-31
    outsource: {step: autism.assessment, slots: 2 a week, price: £500}
"""
KENT = Path(__file__).parents[2] / "scenarios" / "kent_medway"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.yaml"
    path.write_text(SOUND + CHANGES, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["baseline", "more_staff", "uncertain_demand"])
def test_a_variant_is_the_scenario_loaded_with_the_same_settings(name: str) -> None:
    path = KENT / f"{name}.yaml"
    family = Family(path)
    sets = {"staff.paediatricians.wte": "+2", "pathways.autism.referrals.rate": "x1.1"}
    for pairs in (list(sets.items())[:1], list(sets.items()), []):
        found = family.variant([Setting(*pair) for pair in pairs])
        loaded = load(path, [f"{key}={value}" for key, value in pairs])
        assert known(found) == known(loaded)
        assert drawn(found) == drawn(loaded)


def known(loaded: Loaded) -> Loaded:
    """All but what draws, and the places at which warnings are told."""
    return replace(loaded, drawing=None, warnings=(), assumptions=())


def drawn(loaded: Loaded) -> tuple[Input, ...]:
    return loaded.drawing.inputs if loaded.drawing else ()


def test_variants_do_not_depend_on_those_read_before(file: Path) -> None:
    family = Family(file)
    alone = Family(file).variant([Setting("staff.nurses.wte", "9")])
    for value in ("7", "x2", "1"):
        family.variant([Setting("staff.nurses.wte", value)])
    assert family.variant([Setting("staff.nurses.wte", "9")]) == alone
    assert family.variant([]) == family.base == load(file)


def test_a_family_can_be_sent_to_another_process(file: Path) -> None:
    with file.open("a", encoding="utf-8") as text:
        text.write("uncertain:\n  staff.doctors.wte: {between: [1, 3]}\n")
    family = Family(file)
    sent = pickle.loads(pickle.dumps(family))
    settings = [Setting("staff.nurses.wte", "9")]
    assert known(sent.variant(settings)) == known(family.variant(settings))
    assert drawn(sent.variant(settings)) == drawn(family.variant(settings)) != ()


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("changes.0.on", "2026-07-01", "on: 2026-06-01", "on: 2026-07-01"),
        ("changes.0.staff.nurses.wte", "+2", "wte: +1", "wte: +2"),
        ("changes.recruits.staff.nurses.wte", "+2", "wte: +1", "wte: +2"),
        ("changes.1.outsource.slots", "4 a week", "slots: 2 a week", "slots: 4 a week"),
        ("changes.1.to", "2027-01-31", "to: 2026-12-31", "to: 2027-01-31"),
        ("changes.0.ramp", "4 weeks", "note: one more", "ramp: 4 weeks"),
    ],
)
def test_what_a_dated_change_says_can_differ(
    file: Path, path: str, value: str, old: str, new: str
) -> None:
    found = Family(file).variant([Setting(path, value)])
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert found.identity == load(file).identity


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("changes.2.on", "Count from 0 to 1"),
        ("changes.first.on", '"first" is no dated change'),
        ("changes.0", "Say which value of the change"),
        ("changes.recruit.on", 'Did you mean "recruits"'),
        ("changes.0.staff.nurse.wte", 'Did you mean "staff.nurses.wte"'),
        ("changes.1.outsource.slot", 'Did you mean "slots"'),
        ("staff.nurse.wte", 'Did you mean "nurses"'),
    ],
)
def test_a_setting_that_leads_nowhere_is_told_where_it_was_written(
    file: Path, path: str, words: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        Family(file).variant([Setting(path, "1", Place("sweep.yaml", 7))])
    told = [str(problem) for problem in caught.value.problems]
    here = [text for text in told if text.startswith(f"sweep.yaml:7: {path}")]
    assert any(words.casefold() in text.casefold() for text in here)


def test_a_variant_that_names_another_list_reads_it(tmp_path: Path) -> None:
    for name, days in (("one", ["2026-05-01"]), ("two", ["2026-05-01", "2026-06-01"])):
        (tmp_path / f"{name}.csv").write_text("\n".join(["date", *days]), encoding="utf-8")
    file = tmp_path / "clinic.yaml"
    text = SOUND.replace("rate: 12 a week", "dates: one.csv")
    file.write_text(text, encoding="utf-8")
    found = Family(file).variant([Setting("pathways.autism.referrals.dates", "two.csv")])
    assert found.identity == load(file, ["pathways.autism.referrals.dates=two.csv"]).identity
    assert found.identity != load(file).identity
