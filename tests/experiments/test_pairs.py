"""Every option is set beside every other with one familywise level."""

import numpy as np
import pytest
from small_scenario import small_scenario

from waitsim.analysis.comparisons import all_pairs
from waitsim.experiments.headline import HEADLINES, waiting_end
from waitsim.experiments.pairs import pairs_of
from waitsim.experiments.replicate import Execution, run
from waitsim.experiments.yardstick import Yardstick
from waitsim.results.results import Results

NAMES = ["as it is", "more", "the same", "much the same as more"]
WAITING = Yardstick(HEADLINES[0], "", "all standards")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Results]:
    folder = tmp_path_factory.mktemp("scenarios")
    return [
        run(
            small_scenario(folder, wte=wte),
            replications=8,
            execution=Execution(engine="reference"),
        )
        for wte in (0.5, 0.9, 0.5, 0.91)
    ]


def test_all_pairs_are_there_with_the_lower_first(runs: list[Results]) -> None:
    found = pairs_of(runs, NAMES, WAITING)
    assert found.means[0][0] in {"more", "much the same as more"}
    means = dict(found.means)
    assert means["more"] == pytest.approx(waiting_end(runs[1]).mean())
    assert len(found.pairs) == 6
    assert all(means[pair.first] <= means[pair.second] for pair in found.pairs)


def test_findings_and_intervals_are_those_of_all_pairs_together(runs: list[Results]) -> None:
    found = pairs_of(runs, NAMES, WAITING)
    order = [NAMES.index(name) for name, _ in found.means]
    values = np.stack([waiting_end(runs[i])[:, 0] for i in order], axis=1)
    whole = all_pairs(values, 0.95)
    assert [pair.differs for pair in found.pairs] == whole.differs.tolist()
    assert [pair.low for pair in found.pairs] == whole.together.low.tolist()
    assert [pair.high for pair in found.pairs] == whole.together.high.tolist()
    assert any(pair.differs for pair in found.pairs)
    assert not all(pair.differs for pair in found.pairs)


def test_options_that_come_to_the_same_are_alike(runs: list[Results]) -> None:
    found = pairs_of(runs, NAMES, WAITING)
    alike = {frozenset((pair.first, pair.second)) for pair in found.pairs if pair.alike}
    assert frozenset(("as it is", "the same")) in alike
    assert frozenset(("as it is", "more")) not in alike
    others = [other for other, _ in found.of("more")]
    assert sorted(others) == sorted(name for name in NAMES if name != "more")
