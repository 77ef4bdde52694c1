"""The tallies and the event log of one run tell the same."""

from pathlib import Path

import numpy as np
import pytest
from event_story import story_of
from months_from_log import Months

from waitsim.engine.run import REFERENCE, run_block
from waitsim.model.build import build_model
from waitsim.results.header import from_model
from waitsim.results.measures import MEASURES, measure
from waitsim.results.results import Results
from waitsim.scenario.load import load

SCENARIO = Path(__file__).parent / "eventful.yaml"
REPLICATIONS = 2
NOT_IN_THE_LOG = {
    "minutes",
    "overrun",
    "utilisation_by_quarter",
    "utilisation",
    "minutes_asked",
    "traffic_intensity",
    "bottleneck",
    "extra_slots",
    "extra_slot_cost",
    "staff_cost",
}
"""Of staff time, extra slots and contracts there are no events."""


@pytest.fixture(scope="module")
def both() -> tuple[Results, list[Months]]:
    loaded = load(SCENARIO)
    model = build_model(loaded.epochs, loaded.identity)
    block = run_block(model, 3, 0, REPLICATIONS, events=True, engine=REFERENCE)
    header = from_model(model, 3, REPLICATIONS)
    assert block.events is not None
    rows = [block.events[block.events[:, 0] == i, 1:].tolist() for i in range(REPLICATIONS)]
    lists = len(header.names.lists)
    return Results(header, block.tallies), [Months(story_of(own, lists), header) for own in rows]


@pytest.mark.parametrize(
    "name", [entry.name for entry in MEASURES if entry.name not in NOT_IN_THE_LOG]
)
def test_a_measure_is_the_same_from_the_log(both: tuple[Results, list[Months]], name: str) -> None:
    results, figures = both
    found = measure(name).formula(results).values
    told = [np.array(getattr(each, name)(), dtype=np.float64) for each in figures]
    assert np.stack(told).shape == found.shape
    np.testing.assert_allclose(found, np.stack(told), rtol=1e-9, atol=1e-9)


def test_everything_that_the_log_can_tell_happens_in_the_run(
    both: tuple[Results, list[Months]],
) -> None:
    results, _ = both
    for name in ("paused_clocks", "exceptions", "further_referrals", "escalations", "contacts"):
        assert measure(name).formula(results).values.sum() > 0
    assert measure("cancelled_contacts").formula(results).values.sum() > 0
    assert measure("bought_care_cost").formula(results).values.sum() > 0
    assert results.tallies.open[..., -1].sum() > 0


def test_only_measures_of_the_list_are_left_out() -> None:
    assert {entry.name for entry in MEASURES} >= NOT_IN_THE_LOG
