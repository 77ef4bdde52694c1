"""The arithmetic that the ICB for Bristol and its neighbours gives for autism assessments."""

import datetime
from pathlib import Path

import pytest

from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.records import EVENT_COLUMNS, WAITED
from waitsim.scenario.load import load

FOLDER = Path(__file__).parents[2] / "scenarios" / "bnssg"


def test_the_list_grows_by_seven_children_a_day() -> None:
    loaded = load(FOLDER / "autism.yaml")
    model = build_model(loaded.epochs, loaded.identity)
    sizes = run_block(model, 1, 0, 1).tallies.open[0, 0].sum(axis=(0, 2))
    weeks = loaded.scenario.days // 7
    grown = int(sizes[weeks] - sizes[0]) / (weeks * 7)
    assert sizes[0] == 5_000
    # A year has 12 clinics in 52 weeks, a day before or after; one more or less is 0.11 a day.
    assert grown == pytest.approx((252 - 40) / (365.25 / 12), abs=0.12)


def test_five_thousand_children_are_a_hundred_and_twenty_five_months_of_work() -> None:
    loaded = load(FOLDER / "autism_nobody_new.yaml")
    model = build_model(loaded.epochs, loaded.identity)
    events = run_block(model, 1, 0, 1, events=True).events
    assert events is not None
    columns = dict(zip(EVENT_COLUMNS, events[:, 1:].T, strict=True))
    seen = columns["minute"][columns["kind"] == WAITED]
    assert len(seen) == 5_000
    start = loaded.scenario.start
    last = start + datetime.timedelta(minutes=int(seen.max()))
    months = (last.year - start.year) * 12 + last.month - start.month + 1
    assert months == 125


@pytest.mark.parametrize("name", ["autism.yaml", "autism_nobody_new.yaml"])
def test_every_figure_of_a_sum_has_a_source_or_a_confidence(name: str) -> None:
    loaded = load(FOLDER / name)
    assert loaded.warnings == ()
    assert [a for a in loaded.assumptions if not a.source and not a.confidence] == []
