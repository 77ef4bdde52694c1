"""What is told of a pathway, worked out by hand from a scenario with every kind of step."""

import math
from pathlib import Path

import pytest
from described_scenario import described_scenario

from waitsim.experiments.pathway_account import PathwayAccount, pathway_accounts
from waitsim.experiments.pathway_figures import Expectation
from waitsim.scenario.load import load


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PathwayAccount]:
    loaded = described_scenario(tmp_path_factory.mktemp("scenario"))
    return {account.key: account for account in pathway_accounts(loaded)}


def test_of_a_hundred_referrals_as_many_come_to_each_step_as_the_shares_say(
    accounts: dict[str, PathwayAccount],
) -> None:
    arrivals = {stop.key: stop.arrivals for stop in accounts["here"].stops}
    # A fifth misses the talk and is not booked again, and half of the rest go each way. Each of the
    # group's four meetings is missed thrice in a row, and for good, by one in a thousand.
    bed = 36 * 0.999**4
    assert arrivals == pytest.approx(
        {"triage": 100, "forms": 40, "talk": 90, "group": 36, "panel": 36, "bed": bed, "review": 36}
    )
    ends = {end.key: end.arrivals for end in accounts["here"].ends}
    assert ends == pytest.approx({"seen": 36 + bed, "gone": 10, "never": 0})
    # Half miss the only talk there is.
    assert [end.arrivals for end in accounts["there"].ends] == pytest.approx([50])


def test_the_shares_of_a_step_are_those_of_its_ways_and_the_rest_is_worked_out(
    accounts: dict[str, PathwayAccount],
) -> None:
    for account in accounts.values():
        for stop in account.stops:
            assert sum(way.share for way in stop.ways) == pytest.approx(1)
    triage = {way.target: way.share for way in accounts["here"].stops[0].ways}
    assert triage == pytest.approx({"forms": 0.4, "talk": 0.5, "gone": 0.1, "never": 0})


def test_minutes_are_those_with_the_child_and_those_around_it(
    accounts: dict[str, PathwayAccount],
) -> None:
    minutes = {stop.key: stop.minutes for stop in accounts["here"].stops}
    assert minutes["talk"] == (('Nurses "A" & <B>', 60, 30),)
    assert minutes["group"] == (('Nurses "A" & <B>', 30, 0),)
    assert minutes["forms"] == minutes["panel"] == ()


def test_ways_that_are_no_routes_are_told_with_where_they_lead(
    accounts: dict[str, PathwayAccount],
) -> None:
    assert [link.kind for link in accounts["here"].links] == ["further", "age", "again", "again"]
    found = {link.kind: link for link in reversed(accounts["here"].links)}
    assert (found["further"].origin, found["further"].pathway) == ("talk", "there")
    assert found["further"].share == 0.25
    assert (found["again"].origin, found["again"].pathway) == ("gone", "there")
    assert (found["age"].origin, found["age"].target) == ("", "triage")
    assert math.isnan(found["age"].share)
    (back,) = accounts["there"].links
    assert (back.kind, back.target, back.pathway) == ("from", "talk", "1. Here #1")


def test_figures_stand_by_part_with_what_they_rest_on(
    accounts: dict[str, PathwayAccount],
) -> None:
    here = accounts["here"]
    rate = next(figure for figure in here.figures[""] if figure.name == "referrals.rate")
    assert (rate.text, rate.sources, rate.confidence) == ("10 a week", ("S1", "S2"), "")
    (minutes,) = [x for x in here.figures["steps.talk"] if x.name == "staff.nurses"]
    assert (minutes.text, minutes.reason) == ("60 min", "an hour")
    assert here.notes == {"steps.talk": "an hour", "opening.talk": "counted"}
    assert set(here.staff) == {"nurses"}
    assert "staff.porters" not in here.figures
    (wte,) = accounts["there"].figures["staff.porters"]
    assert (wte.text, wte.confidence, wte.reason) == ("1", "low", "nobody knows")


def test_the_note_on_a_step_is_that_of_the_nearest_file(tmp_path: Path) -> None:
    described_scenario(tmp_path)
    option = tmp_path / "option.yaml"
    talk = "{note: shorter, staff: {nurses: 40 min}}"
    option.write_text(
        f"title: Option\nextends: kinds.yaml\npathways: {{here: {{steps: {{talk: {talk}}}}}}}\n",
        encoding="utf-8",
    )
    here, _ = pathway_accounts(load(option))
    assert here.notes == {"steps.talk": "shorter", "opening.talk": "counted"}


def test_sums_of_the_same_parts_stand_together_and_only_those_of_the_pathway(
    accounts: dict[str, PathwayAccount],
) -> None:
    assert accounts["here"].expectations == (
        Expectation(("asked hours", "given hours"), (('Nurses "A" & <B>', ("12", "11")),)),
        Expectation(("growth a day",), (('Talk {now} | [or] "later"; `x` \\ %%', ("0.2",)),)),
    )
