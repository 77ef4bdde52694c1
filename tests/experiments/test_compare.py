"""Options are held against a base replication by replication."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_up_run import Spell, made_up_header, made_up_results, recount
from scipy import stats
from small_scenario import small_scenario

from waitsim.experiments.compare import compare
from waitsim.experiments.headline import HEADLINES, total_cost, waiting_end
from waitsim.experiments.replicate import Execution, run
from waitsim.results.results import Results

WEEK = 10080
REFERENCE = Execution(engine="reference")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Results]:
    folder = tmp_path_factory.mktemp("scenarios")
    return [
        run(small_scenario(folder, wte, slots), replications=8, execution=REFERENCE)
        for wte, slots in ((0.6, 1), (0.8, 1), (0.6, 3))
    ]


def row(
    frame: pd.DataFrame, option: str, measure: str, name: str = "speech.start"
) -> dict[str, object]:
    rows = frame[
        (frame["option"] == option) & (frame["measure"] == measure) & (frame["name"] == name)
    ]
    assert len(rows) == 1
    return dict(rows.iloc[0])


def test_a_difference_is_that_of_pairs(runs: list[Results]) -> None:
    found = row(compare(runs, labels=["base", "staff", "slots"]), "staff", "waiting_end")
    gaps = (waiting_end(runs[1]) - waiting_end(runs[0]))[:, 0]
    interval = stats.ttest_1samp(gaps, 0).confidence_interval(0.95)
    assert found["difference"] == pytest.approx(gaps.mean())
    assert (found["low"], found["high"]) == pytest.approx(tuple(interval))
    assert found["base_mean"] == pytest.approx(waiting_end(runs[0]).mean())
    assert found["option_mean"] == pytest.approx(waiting_end(runs[1]).mean())
    assert found["better_share"] == (gaps < 0).mean()


def test_there_is_a_row_for_each_option_standard_and_measure(runs: list[Results]) -> None:
    frame = compare(runs, labels=["base", "staff", "slots"])
    assert list(dict.fromkeys(frame["option"])) == ["staff", "slots"]
    whole = ["all_waiting_end", "all_seen_within", "cost"]
    per_option = [entry.name for entry in HEADLINES] + whole + ["cost_per_extra_child"] * 2
    assert frame["measure"].tolist() == per_option * 2
    assert frame.attrs["comparisons"] == len(frame)
    assert frame.attrs["base"] == "base"


def test_intervals_for_all_rows_at_once_are_wider_by_bonferroni(runs: list[Results]) -> None:
    frame = compare(runs)
    found = row(frame, frame["option"].iloc[0], "waiting_end")
    assert frame.attrs["family_level"] == pytest.approx(1 - 0.05 / len(frame))
    gaps = (waiting_end(runs[1]) - waiting_end(runs[0]))[:, 0]
    wide = stats.ttest_1samp(gaps, 0).confidence_interval(1 - 0.05 / len(frame))
    assert (found["family_low"], found["family_high"]) == pytest.approx(tuple(wide))


def test_higher_is_better_where_it_is(runs: list[Results]) -> None:
    found = row(compare(runs, labels=["a", "b", "c"]), "b", "seen")
    assert found["better"] == "higher"
    assert float(str(found["difference"])) > 0
    assert float(str(found["better_share"])) > 0.5


def test_any_run_can_be_the_base(runs: list[Results]) -> None:
    there = row(compare(runs, base=0, labels=["a", "b", "c"]), "b", "waiting_end")
    back = row(compare(runs, base=1, labels=["a", "b", "c"]), "a", "waiting_end")
    assert back["difference"] == pytest.approx(-float(str(there["difference"])))


def test_cost_per_extra_child_is_extra_cost_over_extra_children(runs: list[Results]) -> None:
    frame = compare(runs, labels=["a", "b", "c"])
    money = row(frame, "b", "cost", name="")
    children = row(frame, "b", "seen_within_standard")
    each = row(frame, "b", "cost_per_extra_child")
    assert money["difference"] == pytest.approx((total_cost(runs[1]) - total_cost(runs[0])).mean())
    expected = float(str(money["difference"])) / float(str(children["difference"]))
    assert each["difference"] == pytest.approx(expected)
    assert float(str(each["low"])) < expected < float(str(each["high"]))


def test_all_standards_together_are_the_sum_of_each() -> None:
    made_up = [made_up_results(seed=seed, days=60, replications=4) for seed in (3, 4)]
    runs = [made_up[0], replace(made_up[1], header=made_up[0].header)]
    frame = compare(runs, labels=["a", "b"])
    assert len(runs[0].header.standards) > 1
    for whole, part in (
        ("all_waiting_end", "waiting_end"),
        ("all_seen_within", "seen_within_standard"),
    ):
        parts = frame.loc[frame["measure"] == part, "difference"]
        assert row(frame, "b", whole, "")["difference"] == pytest.approx(parts.sum())
    extra = float(str(row(frame, "b", "all_seen_within", "")["difference"]))
    cost = float(str(row(frame, "b", "cost", "")["difference"]))
    each = float(str(row(frame, "b", "cost_per_extra_child", "")["difference"]))
    assert each == pytest.approx(cost / extra) if extra > 0 else np.isnan(each)


def test_where_no_more_children_are_seen_a_cost_for_each_is_not_given(
    runs: list[Results],
) -> None:
    found = row(compare(runs, base=1, labels=["a", "b", "c"]), "a", "cost_per_extra_child")
    assert np.isnan([float(str(found[key])) for key in ("difference", "low", "high")]).all()


def test_a_run_beside_itself_shows_no_difference(runs: list[Results]) -> None:
    frame = compare([runs[0], runs[0]])
    assert frame["option"].iloc[0] == "Small speech service (2)"
    measured = frame[frame["measure"] != "cost_per_extra_child"]
    known = measured.dropna(subset=["difference"])
    assert (known[["difference", "low", "high"]] == 0).all(axis=None)
    assert (known["tied_share"] == 1).all()


def test_standards_are_paired_by_name_in_whatever_order() -> None:
    run_one = made_up_results(seed=3, days=60, replications=4)
    turned = replace(run_one.header, standards=run_one.header.standards[::-1])
    frame = compare([run_one, Results(turned, run_one.tallies)], labels=["a", "b"])
    known = frame.dropna(subset=["difference"])
    assert (known["difference"] == 0).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 2}, "seed is 2, not 1"),
        ({"days": 61}, "days is 61, not 60"),
        ({"semantics": 9}, "semantics is 9, not 1"),
        ({"standards": ()}, 'no standard "autism.assessment"'),
    ],
)
def test_runs_that_do_not_match_are_refused(change: dict[str, object], message: str) -> None:
    one = made_up_results(seed=1, days=60, replications=3)
    other = Results(replace(one.header, **change), one.tallies)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        compare([one, other])


def test_runs_of_different_lengths_are_refused() -> None:
    one = made_up_results(seed=1, days=60, replications=3)
    with pytest.raises(ValueError, match="replications is 2, not 3"):
        compare([one, one.first(2)])


@pytest.mark.parametrize(
    ("count", "base", "labels"), [(1, 0, None), (2, 2, None), (2, -1, None), (2, 0, ["a"])]
)
def test_a_comparison_that_makes_no_sense_is_refused(
    count: int, base: int, labels: list[str] | None
) -> None:
    one = made_up_results(seed=1, days=60, replications=2)
    with pytest.raises(ValueError, match=r"."):
        compare([one] * count, base, labels)


def test_one_pair_gives_differences_without_intervals() -> None:
    header = made_up_header(210, 1)
    some = Results(header, recount(header, [[Spell(3, 0, 0, None, 0)] * 3]))
    more = Results(header, recount(header, [[Spell(3, 0, 0, None, 0)] * 5]))
    frame = compare([some, more], labels=["a", "b"])
    found = row(frame, "b", "waiting_end", "autism.assessment")
    assert found["difference"] == 2
    assert np.isnan([float(str(found["low"])), float(str(found["high"]))]).all()
