"""A generic ICB of one million people, and the one file that an area changes."""

from functools import cache
from pathlib import Path

import pytest

from waitsim.engine.run import run_block
from waitsim.errors import ScenarioError
from waitsim.model.build import build_model
from waitsim.present.bundle import copy_scenarios
from waitsim.scenario.load import Loaded, load
from waitsim.scenario.provenance import CONFIDENCES

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FOLDER = SCENARIOS / "generic_icb"
KENT_MILLIONS = 1.9


@cache
def loaded(name: str) -> Loaded:
    return load(FOLDER / name)


@pytest.mark.parametrize("name", ["services.yaml", "baseline.yaml", "area.yaml"])
def test_every_figure_of_the_generic_icb_says_what_it_rests_on(name: str) -> None:
    found = loaded(name)
    assert found.warnings == ()
    assert [a for a in found.assumptions if not a.source and a.confidence not in CONFIDENCES] == []


def test_an_unchanged_area_is_the_generic_icb() -> None:
    assert loaded("area.yaml").identity == loaded("baseline.yaml").identity
    assert loaded("area.yaml").scenario.title != loaded("baseline.yaml").scenario.title


def test_an_area_is_one_file_of_under_sixty_lines_that_names_all_staff_and_services() -> None:
    lines = (FOLDER / "area.yaml").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 60
    for name in (
        *loaded("baseline.yaml").scenario.staff,
        *loaded("baseline.yaml").scenario.pathways,
    ):
        assert any(line.startswith(f"  {name}:") for line in lines), name


def test_rates_are_kents_per_million_but_for_camhs() -> None:
    kent = load(SCENARIOS / "kent_medway" / "ehcp.yaml").scenario
    rates: dict[str, float] = {}
    for name, pathway in loaded("baseline.yaml").scenario.pathways.items():
        service = "autism" if name.startswith("autism") else name
        rates[service] = rates.get(service, 0) + pathway.referrals.rate
    # 55 % of England's 949,200 a year, of 57 million.
    assert rates.pop("camhs") == pytest.approx(0.55 * 949_200 / 57 / (365.25 / 7), rel=0.01)
    for service, rate in rates.items():
        per_million = kent.pathways[service].referrals.rate / KENT_MILLIONS
        assert rate == pytest.approx(per_million, rel=0.01), service


def test_both_autism_lists_hold_kents_children_per_million_under_and_over_eleven() -> None:
    kent = load(SCENARIOS / "kent_medway" / "ehcp.yaml").scenario.pathways["autism"]
    under, over = (
        loaded("baseline.yaml").scenario.pathways[name]
        for name in ("autism_under_11", "autism_over_11")
    )
    renamed = {"initial_assessment": "screening"}
    for key, opening in kent.opening.items():
        step = renamed.get(key, key)
        for band, children in opening.waiting.items():
            here = under.opening[step].waiting[band], over.opening[step].waiting[band]
            assert sum(here) == pytest.approx(children / KENT_MILLIONS, abs=1)
            # Of those who were 5 to 10 when referred, a sixth turns 11 each year.
            years = sum(band) / 2 / (365.25 * 1440)
            still_under = 0.8 * (0.45 + 0.55 * (1 - years / 6))
            assert here[0] == pytest.approx(still_under * sum(here), abs=1 + 0.02 * sum(here))


def test_the_lists_for_speech_and_adhd_are_englands_per_million() -> None:
    pathways = loaded("baseline.yaml").scenario.pathways
    speech = sum(
        sum(pathways["salt"].opening[step].waiting.values())
        for step in ("assessment", "specialist_assessment")
    )
    assert speech == pytest.approx(68_185 / 57, rel=0.01)
    waiting = {
        band: children
        for step in ("information", "first_contact")
        for band, children in pathways["adhd"].opening[step].waiting.items()
    }
    total = sum(waiting.values())
    assert total == pytest.approx((156_790 + 3_225) / 57, rel=0.01)
    over_two_years = sum(n for (low, _), n in waiting.items() if low >= 104 * 10080)
    assert over_two_years / total == pytest.approx(0.351, abs=0.005)


def test_all_services_see_children_in_the_first_half_year() -> None:
    half = load(FOLDER / "area.yaml", ["horizon=26 weeks"])
    tallies = run_block(build_model(half.epochs, half.identity), 1, 0, 1).tallies
    assert (tallies.referrals.sum(axis=(0, 2, 3)) > 0).all()
    assert (tallies.minutes[0, :, 1].sum(axis=-1) > 0).all()


def test_an_area_of_ones_own_is_written_and_can_be_changed(tmp_path: Path) -> None:
    name = 'Herts: "East"  & West'
    written = copy_scenarios(tmp_path / "mine", name)
    path = tmp_path / "mine" / "generic_icb" / "herts_east_west.yaml"
    assert path in written
    assert load(path).scenario.title == 'Herts: "East" & West'
    assert load(path).identity == loaded("baseline.yaml").identity
    text = path.read_text(encoding="utf-8").replace("rate: 32.6 a week", "rate: 50 a week")
    path.write_text(text, encoding="utf-8")
    assert load(path).scenario.pathways["autism_under_11"].referrals.rate == 50


def changed(folder: Path, old: str, new: str) -> Loaded:
    """An area of one's own with one of its lines, or several, written otherwise."""
    copy_scenarios(folder / "mine", "Ours")
    path = folder / "mine" / "generic_icb" / "ours.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load(path)


def test_a_list_of_ones_own_takes_the_place_of_the_one_there_whatever_its_bands(
    tmp_path: Path,
) -> None:
    found = changed(
        tmp_path, "choice: {waiting: {0-4 weeks: 326}}", "choice: {waiting: {4-8 weeks: 9}}"
    )
    week = 10080
    assert found.scenario.pathways["camhs"].opening["choice"].waiting == {(4 * week, 8 * week): 9}


def test_every_list_of_an_area_is_its_own_alone() -> None:
    services, area = (loaded(name).scenario.pathways for name in ("services.yaml", "area.yaml"))
    for name, pathway in area.items():
        lines = (FOLDER / "area.yaml").read_text(encoding="utf-8").partition(f"  {name}:")[2]
        own = lines.partition("referrals:")[2].partition("referrals:")[0]
        for step in pathway.opening:
            assert (f"{step}: {{" in own) == (step not in services[name].opening), (name, step)


def test_a_service_whose_names_have_no_value_is_left_out(tmp_path: Path) -> None:
    copy_scenarios(tmp_path / "mine", "Ours")
    path = tmp_path / "mine" / "generic_icb" / "ours.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    names = ("wheelchair_therapists", "rehabilitation_engineers", "wheelchairs")
    at = lines.index("  wheelchairs:")
    kept = [line for i, line in enumerate(lines) if i not in range(at + 1, at + 3)]
    emptied = [
        f"{line.partition(':')[0]}:" if line.strip().partition(":")[0] in names else line
        for line in kept
    ]
    path.write_text("\n".join(emptied) + "\n", encoding="utf-8")
    found = load(path)
    assert found.warnings == ()
    assert "wheelchairs" not in found.scenario.pathways
    assert not set(names) & set(found.scenario.staff)
    assert len(found.scenario.pathways) == len(loaded("area.yaml").scenario.pathways) - 1


def test_a_figure_of_ones_own_says_where_it_is_from_in_a_note(tmp_path: Path) -> None:
    new = "rate: {value: 200 a week, note: our own count, confidence: high}"
    found = changed(tmp_path, "rate: 175 a week", new)
    (figure,) = [a for a in found.assumptions if a.path[1:] == ("camhs", "referrals", "rate")]
    assert (figure.value_text, figure.confidence) == ("200 a week", "high")
    assert (figure.source, figure.note) == ("", "our own count")


@pytest.mark.parametrize(
    ("area", "words"), [("???", "cannot name a file"), ("Area", "comes with waitsim")]
)
def test_an_area_that_cannot_name_a_file_is_refused_and_nothing_written(
    tmp_path: Path, area: str, words: str
) -> None:
    with pytest.raises(ScenarioError, match=words):
        copy_scenarios(tmp_path / "mine", area)
    assert not (tmp_path / "mine").exists()
