"""What must hold between two runs: the same luck, and no harm in more capacity."""

import copy
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from engine_runs import assert_equal, named_events, run_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_scenarios import CHOICES, Case, Tree, case_of, model_of, random_cases
from stories import DAY, rows_of

from waitsim.engine.run import KERNEL, REFERENCE, run_block, simulator
from waitsim.model.tables import Model
from waitsim.records import GROUPED, JOINED, LEFT, WAITED, Tallies
from waitsim.rules.disciplines import DISCIPLINES

ENGINES = (REFERENCE, KERNEL)
QUICK = settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

BUSY = case_of(bytes(int(17 + 29 * i**1.5) % 256 for i in range(CHOICES)))


def with_another_pathway(tree: Tree) -> Tree:
    """The scenario with a pathway, with staff of its own, written before all others."""
    apart = copy.deepcopy(tree)
    counsellors = {"wte": 1, "hours": "10 hours"}
    apart["staff"] = {"counsellors": counsellors, **tree["staff"]}
    talk = {
        "kind": "course",
        "staff": {"counsellors": "50 min"},
        "sessions": 4,
        "every": "7 days",
        "dna": {"share": 0.2},
        "leaving": 0.1,
        "then": "done",
    }
    counselling = {
        "referrals": {"rate": "5 a week"},
        "priorities": {"soon": 0.5, "later": 0.5},
        "steps": {"talk": talk},
        "ends": {"done": ""},
        "standards": {"talk": {"to": "talk", "within": "4 weeks"}},
        "opening": {"talk": {"waiting": {"0-9 weeks": 8}, "caseload": 5}},
    }
    apart["pathways"] = {"counselling": counselling, **tree["pathways"]}
    return apart


def with_an_unused_step(tree: Tree) -> Tree:
    """The scenario with a step that nobody comes to, written first in every pathway."""
    apart = copy.deepcopy(tree)
    for pathway in apart["pathways"].values():
        staff = {next(iter(tree["staff"])): "30 min"}
        unused = {"kind": "contact", "staff": staff, "precedence": 3, "then": "done"}
        pathway["steps"] = {"unused": unused, **pathway["steps"]}
    return apart


def with_an_unused_staff_group(tree: Tree) -> Tree:
    """The scenario with staff whom no step asks for, written first, and with luck of their own."""
    porters = {"wte": 2, "hours": "10 hours", "absence": 0.2, "cancelled": 0.1, "unused": "carried"}
    return copy.deepcopy(tree) | {"staff": {"porters": porters, **tree["staff"]}}


def with_another_attribute(tree: Tree) -> Tree:
    """The scenario with something more to tell children apart by, which nothing looks at."""
    groups = {"language": {"english": 0.8, "other": 0.2}, **tree.get("groups", {})}
    return copy.deepcopy(tree) | {"groups": groups}


def changed(case: Case, change: Any) -> Case:
    trees = tuple((day, change(tree)) for day, tree in case.trees)
    return Case(trees, case.seed, case.replication)


@QUICK
@given(random_cases())
def test_another_pathway_with_staff_of_its_own_changes_nothing_for_the_others(case: Case) -> None:
    model, other = case.model(), changed(case, with_another_pathway).model()
    before, after = run_case(model, case, KERNEL), run_case(other, case, KERNEL)
    kept = [row for row in named_events(other, after) if row[0] != "counselling"]
    assert sorted(kept) == sorted(named_events(model, before))
    np.testing.assert_array_equal(after.tallies.minutes[:, 1:], before.tallies.minutes)


@QUICK
@given(random_cases())
def test_a_step_that_nobody_comes_to_changes_nothing(case: Case) -> None:
    model, other = case.model(), changed(case, with_an_unused_step).model()
    before, after = run_case(model, case, KERNEL), run_case(other, case, KERNEL)
    assert named_events(other, after) == named_events(model, before)
    np.testing.assert_array_equal(after.tallies.minutes, before.tallies.minutes)


@QUICK
@given(random_cases())
def test_staff_whom_no_step_asks_for_change_nothing_for_the_others(case: Case) -> None:
    model, other = case.model(), changed(case, with_an_unused_staff_group).model()
    before, after = run_case(model, case, KERNEL), run_case(other, case, KERNEL)
    assert named_events(other, after) == named_events(model, before)
    np.testing.assert_array_equal(after.tallies.minutes[:, 1:], before.tallies.minutes)


@QUICK
@given(random_cases())
def test_another_attribute_of_children_changes_nothing_but_that_it_is_noted(case: Case) -> None:
    model, other = case.model(), changed(case, with_another_attribute).model()
    before, after = run_case(model, case, KERNEL), run_case(other, case, KERNEL)
    new = range(2)
    kept = [row for row in named_events(other, after) if row[3] != GROUPED or row[6] not in new]
    old = [
        (*row[:6], row[6] + len(new), row[7]) if row[3] == GROUPED else row
        for row in named_events(model, before)
    ]
    assert kept == old
    np.testing.assert_array_equal(after.tallies.minutes, before.tallies.minutes)


# More slots.


def one_list(hours: int, slots: int, values: Tree) -> Tree:
    """One list whose staff have whole contacts of an hour each day."""
    step = {
        "kind": "contact",
        "staff": {"nurses": "1 hour"},
        "extra_slots": f"{5 * slots} a week",
        "then": "done",
        **values["step"],
    }
    return {
        "schema": 1,
        "title": "One list",
        "start": "2026-01-05",
        "horizon": "12 weeks",
        "staff": {"nurses": {"wte": hours, "hours": "5 hours"}},
        "pathways": {
            "p": {
                "referrals": {"rate": "25 a week"},
                "priorities": {"urgent": 0.3, "routine": 0.7},
                "steps": {"see": step},
                "ends": {"done": ""},
                "opening": {"see": {"waiting": {"0-30 weeks": 25}}},
                **values["pathway"],
            }
        },
    }


def waiting_by_day(model: Model, seed: int) -> np.ndarray[Any, Any]:
    """Children on the list after each day's session."""
    rows = rows_of(run_block(model, seed, 0, 1, events=True, engine=KERNEL))
    moves = np.zeros(model.tables.days + 1, dtype=np.int64)
    for row in rows:
        # What joins after the session is of the next day, what ends before it of this one.
        day = max(row.minute + DAY - 541, 0) // DAY
        if row.kind == JOINED:
            moves[day] += 1
        elif row.kind in (WAITED, LEFT):
            moves[day] -= 1
    return moves.cumsum()


@st.composite
def single_lists(draw: st.DrawFn) -> Tree:
    """What a step and its pathway may say without bringing anyone back."""
    some_miss, some_age = draw(st.booleans()), draw(st.booleans())
    return {
        "step": {
            "order": draw(st.sampled_from([n for n, w in DISCIPLINES.items() if not w.shift])),
            "leaving": draw(st.sampled_from([0, 0.2])),
            "dna": {"share": 0.3, "rebook": 0} if some_miss else None,
        },
        "pathway": {"ages": {"10": 1}, "leaves_at_age": 11} if some_age else {},
    }


@QUICK
@given(
    single_lists(),
    st.tuples(st.integers(0, 4), st.integers(0, 3)),
    st.sampled_from([(1, 0), (0, 1), (2, 1)]),
    st.integers(0, 2**32 - 1),
)
def test_more_slots_never_lengthen_a_single_list_without_returns(
    values: Tree, capacity: tuple[int, int], more: tuple[int, int], seed: int
) -> None:
    hours, slots = capacity
    fewer = model_of((0, one_list(hours, slots, values)))
    many = model_of((0, one_list(hours + more[0], slots + more[1], values)))
    assert (waiting_by_day(many, seed) <= waiting_by_day(fewer, seed)).all()


# The same again.


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_seed_gives_the_same_run_twice(engine: str) -> None:
    model = BUSY.model()
    assert_equal(run_case(model, BUSY, engine), run_case(model, BUSY, engine))


def test_another_seed_or_replication_gives_another_run() -> None:
    model = BUSY.model()
    first = run_block(model, 1, 1, 1, events=True).events
    for seed, replication in ((2, 1), (1, 2)):
        other = run_block(model, seed, replication, 1, events=True).events
        assert first is not None
        assert other is not None
        assert not np.array_equal(first[:, 1:], other[:, 1:])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("cuts", [(0, 1, 2, 3, 4, 5), (0, 3, 5), (0, 1, 5)])
def test_replications_are_the_same_however_they_are_split_in_blocks(
    engine: str, cuts: tuple[int, ...]
) -> None:
    model = BUSY.model()
    whole = run_block(model, 3, 10, 5, events=True, engine=engine)
    parts = [
        run_block(model, 3, 10 + a, b - a, events=True, engine=engine) for a, b in pairwise(cuts)
    ]
    assert [(part.first, part.count) for part in parts] == [
        (10 + a, b - a) for a, b in pairwise(cuts)
    ]
    assert whole.events is not None
    np.testing.assert_array_equal(whole.events, np.concatenate([part.events for part in parts]))
    assert list(dict.fromkeys(whole.events[:, 0].tolist())) == [10, 11, 12, 13, 14]
    for name in Tallies._fields:
        joined = np.concatenate([getattr(part.tallies, name) for part in parts])
        np.testing.assert_array_equal(getattr(whole.tallies, name), joined, err_msg=name)


@pytest.mark.parametrize("engine", ENGINES)
def test_keeping_the_events_changes_no_tally(engine: str) -> None:
    model = BUSY.model()
    kept, not_kept = (run_block(model, 3, 0, 2, events=e, engine=engine) for e in (True, False))
    assert not_kept.events is None
    for name, a, b in zip(Tallies._fields, kept.tallies, not_kept.tallies, strict=True):
        np.testing.assert_array_equal(a, b, err_msg=name)


@pytest.mark.parametrize(("seed", "first", "count"), [(-1, 0, 1), (2**32, 0, 1), (0, 2**32 - 1, 2)])
def test_a_seed_or_replication_out_of_range_is_refused(seed: int, first: int, count: int) -> None:
    with pytest.raises(ValueError, match="must be 0 to"):
        run_block(BUSY.model(), seed, first, count)


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match='no engine "abacus"'):
        simulator("abacus")
