"""What would be too much for a run is refused before it begins, whatever the calendar."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_file import SOUND, changed, sound, told

from waitsim.model.build import build_model
from waitsim.model.calendar import bank_holidays
from waitsim.scenario.schema import Scenario
from waitsim.scenario.validate import findings
from waitsim.scenario.volumes import BANK_HOLIDAYS_IN_A_MONTH, volume_findings


def test_no_month_has_had_more_bank_holidays_than_are_reckoned_with() -> None:
    days = bank_holidays(1990, 2135)
    months = [(day.year, day.month) for day in days]
    assert max(months.count(month) for month in set(months)) <= BANK_HOLIDAYS_IN_A_MONTH


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("rate: 12 a week", "rate: 4,000 a week", "at most 500 can. Scale referrals"),
        (
            "rate: 12 a week",
            "rate: 300 a week\n      growth: 900 % a year",
            "2027, but at most 500",
        ),
        ("horizon: 1 year", "horizon: 31 years", ""),
    ],
)
def test_a_volume_that_cannot_be_run_is_told_of(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = changed(old, new)
    if not words:
        sound(tmp_path, text)
        return
    (line,) = told(tmp_path, text)
    assert words in line
    assert ": pathways.autism.referrals.rate: up to " in line


def test_too_many_referrals_in_all_are_told_of(tmp_path: Path) -> None:
    base = sound(tmp_path).scenario
    pathway = base.pathways["autism"]
    busy = pathway.model_copy(
        update={"referrals": pathway.referrals.model_copy(update={"rate": 1500.0})}
    )
    pathways = {f"autism_{i}": busy for i in range(10)}
    long = {"pathways": pathways, "horizon": 31 * 365.25 * 1440}
    (found,) = volume_findings([(0, base.model_copy(update=long))])
    assert found[1][0] == ("horizon",)
    assert "at most 20,000,000 fit. Shorten it" in found[1][1]


def test_too_many_counts_are_told_of(tmp_path: Path) -> None:
    base = sound(tmp_path).scenario
    pathways = {f"autism_{i}": base.pathways["autism"] for i in range(99)}
    priorities = {f"class_{i}": 1 / 9 for i in range(9)}
    pathways["autism_0"] = pathways["autism_0"].model_copy(update={"priorities": priorities})
    long = {"pathways": pathways, "horizon": 31 * 365.25 * 1440}
    (found,) = volume_findings([(0, base.model_copy(update=long))])
    assert "Shorten it, or use fewer steps, standards, priority classes or groups." in found[1][1]


@st.composite
def busy_runs(draw: st.DrawFn) -> list[tuple[int, Scenario]]:
    """A run near what a day can hold, in one or two stretches."""
    start = draw(st.dates(datetime.date(2020, 1, 1), datetime.date(2032, 1, 1)))
    tree = {
        "schema": "1",
        "title": "Busy",
        "start": start.isoformat(),
        "horizon": f"{draw(st.integers(20, 500))} days",
        "calendar": {
            "school_holidays": {
                "long": {
                    "from": start.isoformat(),
                    "to": str(start + datetime.timedelta(days=draw(st.integers(0, 70)))),
                }
            },
        },
    }

    def scenario() -> Scenario:
        referrals = {
            "rate": f"{draw(st.integers(100, 3500))} a week",
            "growth": f"{draw(st.sampled_from([0, 50, -20]))} % a year",
            "days": draw(st.sampled_from(["every", "working", "school"])),
        }
        steps = {"form": {"kind": "delay", "lasts": "1 day", "then": "left"}}
        pathways = {"a": {"referrals": referrals, "steps": steps}}
        return Scenario.model_validate({**tree, "pathways": pathways})

    return [(0, scenario()), (15, scenario())][: draw(st.integers(1, 2))]


@settings(max_examples=60, deadline=None)
@given(busy_runs())
def test_whatever_passes_can_be_built(epochs: list[tuple[int, Scenario]]) -> None:
    assert findings(epochs[0][1]) == []
    if not volume_findings(epochs):
        build_model(epochs, "0" * 64)


def test_a_usual_run_is_not_too_much(tmp_path: Path) -> None:
    assert volume_findings(sound(tmp_path, SOUND).epochs) == []
