"""The two engines tell the same story of any scenario, and the story makes sense."""

import datetime
from collections import Counter

import pytest
from count_mechanisms import counts
from engine_runs import assert_equal, run_case
from hypothesis import HealthCheck, given, settings
from mechanisms import MECHANISMS, mechanisms
from random_scenarios import Case, random_cases
from stories import check_run
from write_agreement import PAGE, WAYS, page

from waitsim.engine.run import KERNEL, REFERENCE

# The same scenarios each time, so that the counts of what they reach are the same too.
AGREEMENT = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def reached_by(examples: int) -> Counter[str]:
    """In how many random scenarios each mechanism was reached; the engines agree on them all."""
    reached: Counter[str] = Counter()

    @settings(AGREEMENT, max_examples=examples)
    @given(random_cases())
    def agree(case: Case) -> None:
        model = case.model()
        reference = run_case(model, case, REFERENCE)
        assert_equal(run_case(model, case, KERNEL), reference)
        check_run(model, reference)
        reached.update(("all", *mechanisms(case, model, reference)))

    agree()
    return reached


def show(reached: Counter[str]) -> None:
    for name in ("all", *sorted(MECHANISMS)):
        print(f"{reached[name]:6} {name}")  # noqa: T201


def test_the_engines_agree_on_random_scenarios_that_reach_nearly_every_mechanism() -> None:
    reached = reached_by(60)
    show(reached)
    assert reached["all"] >= 60
    # Another version of hypothesis draws others, which may miss what few scenarios reach.
    assert len(MECHANISMS - reached.keys()) <= 5


@pytest.mark.slow
def test_the_engines_agree_on_600_random_scenarios_that_reach_every_mechanism_often() -> None:
    reached = reached_by(600)
    show(reached)
    assert reached["all"] >= 600
    assert {name: reached[name] for name in MECHANISMS if reached[name] < 10} == {}


def test_the_page_of_agreement_lists_every_mechanism_and_names_the_rarest() -> None:
    counted = {way.name: Counter(dict.fromkeys(MECHANISMS, 40)) for way in WAYS}
    counted[WAYS[0].name]["leap day"] = 13
    text = page(counted, datetime.date(2026, 11, 28))
    assert "*leap day*, came up in 13 of 600." in text
    for name in MECHANISMS:
        assert f"\n| {name} | {13 if name == 'leap day' else 40} | 40 | 40 |" in text


@pytest.mark.slow
def test_the_page_of_agreement_shows_what_comes_up_in_the_random_scenarios_by_number() -> None:
    found, text = counts(0, WAYS[0].scenarios), PAGE.read_text(encoding="utf-8")
    for name in MECHANISMS:
        assert f"\n| {name} | {found[name]} |" in text
