"""The best of several options is found with as many replications as that takes, and no more."""

import re
from pathlib import Path

import numpy as np
import pytest
from small_scenario import small_scenario

from waitsim.analysis.selection import Zone, select_best
from waitsim.errors import ScenarioError
from waitsim.experiments.best import Contest, Search, find_best, read_search
from waitsim.experiments.headline import waiting_end
from waitsim.experiments.replicate import Execution, folder_of, run
from waitsim.experiments.yardstick import standards_of
from waitsim.results.results import Results
from waitsim.results.store import read
from waitsim.scenario.load import Loaded

REFERENCE = Execution(engine="reference")
STANDARDS = {"speech.start": "Speech: start", "autism.start": "Autism: start"}


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Loaded]]:
    """A base, two options that are near one another, and one that changes nothing."""
    folder = tmp_path_factory.mktemp("options")
    wtes = {"base": 0.5, "more": 0.79, "a little more": 0.81, "the same": 0.5}
    return [(name, small_scenario(folder, wte=wte)) for name, wte in wtes.items()]


def search(text: str, options: list[tuple[str, Loaded]], at_most: int = 60) -> Search:
    return read_search(text, standards_of(options[0][1]), 10, at_most)


@pytest.fixture(scope="module")
def found(options: list[tuple[str, Loaded]]) -> tuple[list[Results], Contest]:
    return find_best(options, search("waiting_end=0.5", options), execution=REFERENCE)


def test_the_search_ends_where_the_values_of_all_replications_say(
    options: list[tuple[str, Loaded]], found: tuple[list[Results], Contest]
) -> None:
    results, contest = found
    every = [run(loaded, replications=60, execution=REFERENCE) for _, loaded in options[:3]]
    values = np.stack([waiting_end(one)[:, 0] for one in every], axis=1)
    selection = select_best(values, Zone(0.5, first=10))
    assert selection.best is not None
    assert 20 < selection.looked_at < 60
    assert contest.best == options[selection.best][0]
    assert contest.looked_at == selection.looked_at
    whole = -(-selection.looked_at // 10) * 10
    assert [one.header.replications for one in results] == [20, whole, whole, 10]
    for one, full in zip(results, every, strict=False):
        same = full.first(one.header.replications)
        for mine, given in zip(one.tallies, same.tallies, strict=True):
            np.testing.assert_array_equal(mine, given)


def test_dropped_options_say_when_and_are_held_against_the_leader(
    found: tuple[list[Results], Contest],
) -> None:
    results, contest = found
    leader, second, *rest = contest.standings
    assert (leader.option, leader.leads, leader.dropped) == (contest.best, True, False)
    assert second.dropped
    assert second.looked_at == contest.looked_at
    assert {each.option for each in rest} == {"base", "the same"}
    base = next(each for each in rest if each.option == "base")
    assert (base.dropped, base.looked_at) == (True, 11)
    names = ["base", "more", "a little more", "the same"]
    best = results[names.index(contest.best)]
    gap = waiting_end(results[0])[:11, 0] - waiting_end(best)[:11, 0]
    assert base.behind == pytest.approx(gap.mean())
    assert base.behind_low < gap.mean() < base.behind_high


def test_options_that_are_alike_are_not_told_apart_at_any_price(
    options: list[tuple[str, Loaded]],
) -> None:
    alike = [options[0], options[3]]
    results, contest = find_best(alike, search("waiting_end=1", alike), execution=REFERENCE)
    assert [one.header.replications for one in results] == [10, 10]
    assert [each.alike for each in contest.standings] == [False, True]


def test_what_is_not_settled_at_the_ceiling_stays_in_the_running(
    options: list[tuple[str, Loaded]],
) -> None:
    near = options[1:3]
    results, contest = find_best(
        near, search("waiting_end=0.1", near, at_most=13), execution=REFERENCE
    )
    assert [one.header.replications for one in results] == [13, 13]
    assert contest.best == ""
    assert not any(each.dropped for each in contest.standings)
    assert contest.enough > 13


def test_higher_is_better_where_it_is(options: list[tuple[str, Loaded]]) -> None:
    some = [options[0], options[1]]
    _, contest = find_best(some, search("seen=2", some), execution=REFERENCE)
    assert contest.best == "more"
    assert contest.standings[1].behind < 0


def test_runs_are_kept_and_extended(options: list[tuple[str, Loaded]], tmp_path: Path) -> None:
    some = [options[0], options[1]]
    wanted = search("waiting_end=5", some)
    first, contest = find_best(some, wanted, folder=tmp_path, execution=REFERENCE)
    told: list[tuple[int, int]] = []
    watched = Execution(engine="reference", progress=lambda done, total: told.append((done, total)))
    _, again = find_best(some, wanted, folder=tmp_path, execution=watched)
    assert again == contest
    assert told == [(10, 20), (20, 20)]
    for (_, loaded), one in zip(some, first, strict=True):
        assert read(folder_of(loaded, tmp_path, 1)).header == one.header


def test_a_value_that_a_replication_does_not_have_is_refused(
    options: list[tuple[str, Loaded]], tmp_path: Path
) -> None:
    nobody_waits = ("plenty", small_scenario(tmp_path, wte=3))
    some = [options[0], nobody_waits]
    with pytest.raises(ScenarioError, match='not known in each replication of "plenty"'):
        find_best(some, search("share_within_end=0.1", some), execution=REFERENCE)


@pytest.mark.parametrize(
    ("text", "first", "at_most", "told"),
    [
        ("waiting_end", 20, 200, "names no value and width"),
        ("waiting_end=0", 20, 200, "names no value and width"),
        ("waiting_end=2%", 20, 200, "width in per cent"),
        ("waiting_ends=2", 20, 200, 'Did you mean "waiting_end"?'),
        ("speach.start.waiting_end=2", 20, 200, 'Did you mean "speech.start"?'),
        ("share_within_end=0.1", 20, 200, "as in speech.start.share_within_end"),
        ("waiting_end=2", 20, 19, "is 19, below the 20 of --replications"),
        ("waiting_end=2", 1, 200, "takes 2 or more"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_a_way_to_mend_it(
    text: str, first: int, at_most: int, told: str
) -> None:
    with pytest.raises(ScenarioError, match=re.escape(told)):
        read_search(text, STANDARDS, first, at_most)


def test_a_value_may_be_that_of_one_standard() -> None:
    wanted = read_search("speech.start.share_within_end=0.02", STANDARDS, 20, 200)
    assert wanted.yardstick.standard == "speech.start"
    assert wanted.yardstick.higher
    assert wanted.width == 0.02
