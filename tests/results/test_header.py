"""The header goes to text and back, and says nothing of how a run was carried out."""

import dataclasses
import datetime
import json
from pathlib import Path

import numpy as np
import pytest
from made_up_run import made_up_header
from small_scenario import small_scenario

from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.results.header import from_json, from_model, to_json


@pytest.fixture
def model(tmp_path: Path) -> Model:
    loaded = small_scenario(tmp_path)
    return build_model(loaded.epochs, loaded.identity)


def test_a_header_comes_back_from_its_text() -> None:
    header = made_up_header()
    assert from_json(to_json(header)) == header


def test_the_text_is_sorted_and_says_nothing_of_engine_time_or_place() -> None:
    tree = json.loads(to_json(made_up_header()))
    assert list(tree) == sorted(tree)
    assert not {"engine", "created", "host", "path", "folder", "workers"} & set(tree)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1}', '{"format": 999}', '{"format": 1, "start": 3}']
)
def test_text_that_is_no_header_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


def test_dates_are_the_beginning_of_a_census_and_the_end_of_a_snapshot_day() -> None:
    header = made_up_header(days=150)
    assert header.census_dates[0] == header.week_dates[0] == datetime.date(2026, 4, 1)
    assert header.census_dates[1] == datetime.date(2026, 4, 8)
    assert header.snapshot_dates[0] == datetime.date(2026, 3, 31)
    assert header.snapshot_dates[-1] == header.last_day == datetime.date(2026, 8, 28)


def test_a_model_gives_a_header_with_its_standards(model: Model) -> None:
    header = from_model(model, seed=7, replications=3, description="why")
    (standard,) = header.standards
    assert (standard.name, standard.label) == ("speech.start", "Assessment started")
    assert (standard.limit_weeks, standard.target) == (6.0, 0.92)
    assert model.names.spells[standard.spell] == "speech.start"
    assert (header.seed, header.replications, header.description) == (7, 3, "why")
    assert from_json(to_json(header)) == header


def test_a_weeks_price_is_the_mean_over_its_slots(model: Model) -> None:
    price = np.zeros_like(model.slot_price)
    slots = np.zeros_like(model.tables.extra_slots)
    slots[7, 0], price[7, 0] = 3, 100.0
    slots[9, 0], price[9, 0] = 1, 200.0
    price[14:21, 0] = 70.0
    tables = model.tables._replace(extra_slots=slots)
    header = from_model(dataclasses.replace(model, tables=tables, slot_price=price), 1, 1)
    assert header.slot_prices[0][:3] == (0.0, 125.0, 70.0)


def test_a_model_without_a_snapshot_at_its_end_is_refused(model: Model) -> None:
    tables = model.tables._replace(snapshot_minute=model.tables.snapshot_minute[:-1])
    with pytest.raises(ValueError, match="end of the run"):
        from_model(dataclasses.replace(model, tables=tables), 1, 1)
