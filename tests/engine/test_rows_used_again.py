"""A referral has the row of one that ended, and nothing of it is left."""

from typing import Any

import numpy as np
import pytest
from engine_runs import assert_equal
from stories import check_run
from worked import Tree, changed, contact, course, decision, delay, model_of, on_days, service

from waitsim.engine.kernel import run as kernel_run
from waitsim.engine.kernel.pack import empty_world
from waitsim.engine.kernel.state import MADE, USED_ROWS, World
from waitsim.engine.run import KERNEL, REFERENCE, run_block

CLOCKS = {
    "first": {"to": "see", "within": "2 weeks", "restarts": "missed first contact"},
    "seen": {
        "from": "see",
        "to": "treat",
        "within": "4 weeks",
        "starts": "first contact",
        "pauses_at": "letter",
    },
}
RISES = {"routine": {"to": "urgent", "hazard": "rate 1 a week"}}
STEPS = {
    "sort": delay("1 day", "see"),
    "see": contact(20, dna={"share": 0.3, "most": 2}, then="letter"),
    "letter": delay("3 days", "treat"),
    "treat": course(3, "1 week", 20, leaving="rate 0.3 a week"),
}


def busy(**more: Any) -> Tree:
    """A service of four months to which three children a day are referred."""
    tree = service(STEPS, days=120, priorities={"urgent": 0.3, "routine": 0.7})
    tree = changed(tree, referrals={"rate": "21 a week", "days": "every", "batch": 3}, **more)
    tree["staff"]["nurses"] = on_days(140)
    tree["groups"] = {"sex": {"f": 0.5, "m": 0.5}}
    return tree


def with_other(resolves: bool) -> Tree:
    """The same with a pathway to which half are referred on, and which may let them go."""
    more: Tree = {"re_refers": {"done": {"share": 0.3, "after": "1 week"}}}
    if resolves:
        more["resolves"] = {"done": {"q": 1}}
    tree = busy(steps__see__also_refers={"q": {"share": 0.5}}, **more)
    tree["pathways"]["q"] = {
        "referrals": {"rate": "0 a week"},
        "steps": {
            "ask": delay("2 weeks", "other"),
            "other": contact(20, then="end"),
            "end": decision("done"),
        },
        "ends": {"done": ""},
    }
    return tree


SERVICES = {
    "plain": busy(),
    "clocks with rules of their own": busy(standards=CLOCKS),
    "priorities that rise": busy(steps__see__escalates=RISES, standards=CLOCKS),
    "lots": busy(steps__see__order="lottery", steps__treat__order="lottery"),
    "further referrals": with_other(resolves=False),
}


@pytest.fixture
def worlds(monkeypatch: pytest.MonkeyPatch) -> list[World]:
    """The worlds that the kernel makes."""
    made: list[World] = []

    def kept(*arguments: Any) -> World:
        made.append(empty_world(*arguments))
        return made[-1]

    monkeypatch.setattr(kernel_run, "empty_world", kept)
    return made


@pytest.mark.parametrize("name", SERVICES)
def test_rows_are_used_again_and_nothing_else_differs(name: str, worlds: list[World]) -> None:
    model = model_of((0, SERVICES[name]))
    found = run_block(model, 4, 0, 1, events=True, engine=KERNEL)
    reference = run_block(model, 4, 0, 1, events=True, engine=REFERENCE)
    assert_equal(found, reference)
    check_run(model, reference)
    state = worlds[0].state
    assert state[MADE] > 300
    assert state[USED_ROWS] < 0.6 * state[MADE]
    rows = worlds[0].row[: state[MADE]]
    assert len(np.unique(rows[rows >= 0])) == (rows >= 0).sum()


def test_referrals_keep_their_rows_where_the_end_of_one_resolves_others(
    worlds: list[World],
) -> None:
    model = model_of((0, with_other(resolves=True)))
    found = run_block(model, 4, 0, 1, events=True, engine=KERNEL)
    assert_equal(found, run_block(model, 4, 0, 1, events=True, engine=REFERENCE))
    state = worlds[-1].state
    assert state[USED_ROWS] == state[MADE] > 300
