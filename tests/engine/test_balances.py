"""The balances that every run is held to notice a count or an event too many or too few."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from balances import KIND, check_balances
from edge_scenarios import EDGES
from engine_runs import run_case
from random_scenarios import model_of
from worked import contact, delay, service, waiting

from waitsim.engine.run import KERNEL, Block, run_block
from waitsim.records import ENDED, ENTERED, JOINED, LEFT, REFERRED, Tallies

CASE = EDGES["change on the leap day"]()
MODEL = CASE.model()


def with_tallies(block: Block, name: str, array: Any) -> Block:
    return dataclasses.replace(block, tallies=block.tallies._replace(**{name: array}))


@pytest.fixture(scope="module")
def block() -> Block:
    found = run_case(MODEL, CASE, KERNEL)
    check_balances(MODEL, found)
    return found


@pytest.mark.parametrize(
    "name", ["open", "ended", "lengths", "entered", "referrals", "entries", "ends", "further"]
)
def test_one_more_in_any_tally_of_referrals_or_spells_upsets_a_balance(
    block: Block, name: str
) -> None:
    # Of spells the first is a wait; what clocks count is told by the events alone.
    other = getattr(block.tallies, name).copy()
    other[tuple(np.argwhere(other)[0])] += 1
    with pytest.raises(AssertionError):
        check_balances(MODEL, with_tallies(block, name, other))


@pytest.mark.parametrize("name", ["open", "ended", "lengths", "entered", "entries", "ends"])
def test_a_count_under_another_class_upsets_a_balance(block: Block, name: str) -> None:
    other = getattr(block.tallies, name).copy()
    assert name in Tallies._fields
    shifted = np.roll(other, 1, axis=2)
    assert (shifted != other).any()
    with pytest.raises(AssertionError):
        check_balances(MODEL, with_tallies(block, name, shifted))


@pytest.mark.parametrize("kind", [REFERRED, ENTERED, JOINED, LEFT, ENDED])
def test_an_event_that_is_not_there_upsets_a_balance(block: Block, kind: int) -> None:
    assert block.events is not None
    rows = np.flatnonzero(block.events[:, 1 + KIND] == kind)
    fewer = np.delete(block.events, rows[len(rows) // 2], axis=0)
    with pytest.raises(AssertionError):
        check_balances(MODEL, dataclasses.replace(block, events=fewer))


@pytest.mark.parametrize("name", ["open", "snapshot"])
def test_a_paused_clock_that_runs_on_in_its_old_class_upsets_a_balance(name: str) -> None:
    rising = {"escalates": {"routine": {"to": "urgent", "after": "5 days"}}}
    tree = service(
        {"see": contact(**rising), "letters": delay("1 day")},
        opening={"see": waiting(3)},
        standards={"wait": {"to": "see", "within": "1 week", "pauses_at": "letters"}},
        priorities={"urgent": 0, "soon": 0, "routine": 1},
        staff={"nurses": {"wte": 0}},
        days=15,
    )
    model = model_of((0, tree))
    found = run_block(model, 0, 0, 1, events=True, engine=KERNEL)
    check_balances(model, found)
    other = getattr(found.tallies, name).copy()
    spell = len(model.names.lists)
    assert other[0, spell, 0, -1].sum() == 1
    other[0, spell] = other[0, spell, ::-1]
    with pytest.raises(AssertionError):
        check_balances(model, with_tallies(found, name, other))
