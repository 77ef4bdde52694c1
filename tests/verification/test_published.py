"""Published models, as scenarios, give what their authors printed and what day-by-day models give.

A figure may lie three standard errors from either, and further by what whole days explain; each
figure says how far that is.
"""

from typing import Final

import numpy as np
import pytest
from network_day_model import IN_PLACE, WAITING, Node, listed, run_network
from published import FOLDER, Published, beside, estimate
from published_cases import PUBLISHED
from write_page import PAGE, published_row

from waitsim.scenario.load import load


def name_of(case: Published) -> str:
    return case.scenario


@pytest.mark.slow
@pytest.mark.parametrize("case", PUBLISHED, ids=name_of)
def test_a_published_model_gives_what_was_printed(case: Published) -> None:
    for figure in beside(case):
        apart = abs(figure.ours.value - figure.figure.published)
        assert apart <= figure.most_from_published, figure


@pytest.mark.slow
@pytest.mark.parametrize("case", PUBLISHED, ids=name_of)
def test_a_published_model_gives_what_the_day_by_day_model_gives(case: Published) -> None:
    for figure in beside(case):
        apart = abs(figure.ours.value - figure.theirs.value)
        assert apart <= figure.most_from_day_by_day, figure


@pytest.mark.slow
@pytest.mark.parametrize("case", PUBLISHED, ids=name_of)
def test_the_page_shows_the_published_models(case: Published) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for figure in beside(case):
        assert published_row(figure) in page


def test_every_published_figure_has_a_place_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for case in PUBLISHED:
        for figure in case.figures:
            assert f"| {case.scenario} | {figure.name} | {figure.printed} |" in page


def test_a_published_scenario_loads_without_a_warning_and_points_editors_to_the_schema() -> None:
    paths = sorted(FOLDER.glob("*.yaml"))
    assert {case.scenario for case in PUBLISHED} <= {path.stem for path in paths}
    for path in paths:
        assert not load(path).warnings
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../scenario.schema.json"


def test_in_the_day_by_day_network_a_day_passes_before_each_stay() -> None:
    # One referred on average each day to one place for two days: a stay begins the day after
    # joining, or on the day on which the place is given back.
    nodes = {"stay": Node(1, listed({2: 1.0}))}
    counted = run_network(nodes, [{"stay": 5.0}, {}, {}, {}], seed=1)[:, 0]
    joined = int(counted[0, WAITING])
    assert joined > 2
    assert counted[:, IN_PLACE].tolist() == [0, 1, 1, 1]
    assert counted[:, WAITING].tolist() == [joined, joined - 1, joined - 1, joined - 2]


def test_half_of_those_left_give_up_on_the_day_of_the_half_time() -> None:
    node = Node(1, listed({1: 1.0}), half_days=2, steepness=5)
    assert node.chance_of_giving_up(np.array([0.0, 2.0, 4.0])) == pytest.approx([0, 0.5, 32 / 33])


def test_points_of_a_sample_are_its_quantiles() -> None:
    sample: Final = np.arange(401, dtype=np.float64)
    assert estimate(sample, None).value == 200
    assert estimate(sample, 0.025).value == pytest.approx(10)
