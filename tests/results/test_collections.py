"""Measures by the bands and limits of national collections."""

import random
from pathlib import Path

import numpy as np
import pytest
from made_up_run import Spell, made_up_header, open_at, random_spells, recount

from waitsim.records import COMPLETED, REMOVED
from waitsim.results.collections import COLLECTIONS, Collection, with_limit
from waitsim.results.measures import measure
from waitsim.results.results import Results

WEEK = 10080
GUIDE = Path(__file__).parents[2] / "docs" / "measures.md"
RUN = made_up_header(replications=3)
SPELLS = [random_spells(RUN, random.Random(seed), most=300) for seed in (3, 4, 5)]
RESULTS = Results(RUN, recount(RUN, SPELLS))
CLOCKS = (("autism.assessment", 3), ("speech.first_contact", 4))


def waited(run: list[Spell], spell: int, minute: int) -> list[int]:
    return [minute - s.start for s in run if s.spell == spell and open_at(s, minute)]


def seen_after(run: list[Spell], spell: int) -> list[int]:
    return [
        s.stop - s.start
        for s in run
        if s.spell == spell and s.stop is not None and s.outcome == COMPLETED
    ]


def in_band(minutes: list[int], collection: Collection, i: int) -> int:
    low = collection.edges[i] * WEEK
    high = collection.edges[i + 1] * WEEK if i + 1 < len(collection.edges) else 2**62
    return sum(low <= each < high for each in minutes)


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.name)
def test_bands_hold_the_waits_from_their_lower_edge_up_to_the_next(collection: Collection) -> None:
    waiting = measure("waiting_by_collection").formula(RESULTS)
    completed = measure("completed_by_collection").formula(RESULTS)
    dates = waiting.axes[1].keys
    for standard, spell in CLOCKS:
        for i, low in enumerate(collection.edges):
            key = f"{collection.name}:{low}"
            for date, minute in zip(dates, RUN.snapshot_minutes, strict=True):
                counted = [in_band(waited(run, spell, minute), collection, i) for run in SPELLS]
                np.testing.assert_array_equal(waiting.at(standard, date, key), counted)
            counted = [in_band(seen_after(run, spell), collection, i) for run in SPELLS]
            np.testing.assert_array_equal(completed.at(standard, key), counted)


@pytest.mark.parametrize("collection", with_limit(), ids=lambda each: each.name)
def test_shares_are_of_those_under_the_limit(collection: Collection) -> None:
    limit = (collection.limit_weeks or 0) * WEEK
    waiting = measure("collection_share_waiting").formula(RESULTS)
    completed = measure("collection_share_completed").formula(RESULTS)
    for standard, spell in CLOCKS:
        for date, minute in zip(waiting.axes[1].keys, RUN.snapshot_minutes, strict=True):
            found = [waited(run, spell, minute) for run in SPELLS]
            shares = [np.mean(np.array(each) < limit) for each in found]
            np.testing.assert_allclose(waiting.at(standard, date, collection.name), shares)
        shares = [np.mean(np.array(seen_after(run, spell)) < limit) for run in SPELLS]
        np.testing.assert_allclose(completed.at(standard, collection.name), shares)


def test_forward_shares_count_those_who_left_and_those_who_wait_still() -> None:
    # Of 10 referred 2 are seen in their third week, 3 leave and 1 is seen in the twentieth.
    run = [
        *[Spell(3, 0, 0, 2 * WEEK + 5, COMPLETED)] * 2,
        *[Spell(3, 0, 0, 3 * WEEK + 5, REMOVED)] * 3,
        Spell(3, 0, 0, 19 * WEEK + 5, COMPLETED),
        *[Spell(3, 0, 0, None, COMPLETED)] * 4,
    ]
    header = made_up_header(replications=1)
    forward = measure("collection_share_forward").formula(Results(header, recount(header, [run])))
    for name, share in (("cyp_mental_health", 0.2), ("autism", 0.2), ("ehcp", 0.3)):
        assert forward.at("autism.assessment", name)[0] == pytest.approx(share)


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.name)
def test_the_guide_says_of_each_collection_what_the_table_does(collection: Collection) -> None:
    edges = (
        f"each week to {collection.edges[-1]}"
        if len(collection.edges) > 10
        else ", ".join(map(str, collection.edges))
    )
    limit = "none" if collection.limit_weeks is None else f"{collection.limit_weeks} weeks"
    target = "none" if collection.target is None else f"{collection.target:.0%}".replace("%", " %")
    said = f"`{collection.name}`: {collection.label}"
    line = f"| {said} | {edges} | {limit} | {target} | {collection.counted} | {collection.clock} |"
    text = GUIDE.read_text(encoding="utf-8").splitlines()
    assert line in text
    assert f"- `{collection.name}`: {collection.source}" in text


def test_under_a_constant_wait_of_24_weeks_the_guide_warns_with_the_right_figures() -> None:
    # A referral an hour, each seen after exactly 24 weeks; begun 24 weeks before the run.
    end = 350 * 1440
    steady = [
        Spell(3, 0, start, start + 24 * WEEK if start + 24 * WEEK < end else None, COMPLETED)
        for start in range(-24 * WEEK + 60, end, 60)
    ]
    header = made_up_header(350, 1)
    run = Results(header, recount(header, [steady]))
    of_waiting = measure("share_within_waiting").formula(run).at("autism.assessment", "2026-09-30")
    of_seen = measure("share_within_completed_in_run").formula(run).at("autism.assessment")
    forward = measure("collection_share_forward").formula(run).at("autism.assessment", "rtt")
    said = {
        "share_within_waiting": of_waiting[0],
        "share_within_completed_in_run": of_seen[0],
        "collection_share_forward": forward[0],
    }
    rows = [line.split("|") for line in GUIDE.read_text(encoding="utf-8").splitlines()]
    told = {cells[2].strip(" `"): cells[3].strip() for cells in rows if len(cells) == 5}
    for name, share in said.items():
        assert told[name] == f"{share:.0%}".replace("%", " %")
