"""The instances of the benchmarks are sound scenarios, and say what they are meant to."""

import numpy as np
import pytest

from benchmarks.counts import count
from benchmarks.instances import INSTANCES, Instance, instance, scaled_wl
from waitsim.engine.run import KERNEL, REFERENCE, run_block
from waitsim.model.build import build_model


def test_the_registry_names_each_instance_once() -> None:
    assert [one.name for one in INSTANCES] == ["mmc", "wl_5x6", "kent", "everything"]
    with pytest.raises(ValueError, match="there is no instance wl"):
        instance("wl")


@pytest.mark.parametrize("one", INSTANCES, ids=lambda one: one.name)
def test_every_instance_is_a_sound_scenario(one: Instance) -> None:
    loaded = one.load()
    model = build_model(loaded.epochs, loaded.identity)
    assert model.tables.referral_mean.sum() > 50_000


def test_wl_5x6_has_five_pathways_of_six_lists_three_classes_and_eight_pools() -> None:
    loaded = instance("wl_5x6").load()
    tables = build_model(loaded.epochs, loaded.identity).tables
    waited_for = np.unique(tables.new_list[tables.new_list >= 0])
    assert len(tables.pathway_key) == 5
    assert len(waited_for) == 30
    assert tables.priority_shares.shape == (5, 3)
    assert tables.offered.shape == (1826, 8)
    assert abs(tables.referral_mean.sum() - 99_900) < 1000
    assert 7_000 <= len(tables.opening_step) <= 9_000


def test_wl_5x6_grows_and_shrinks_by_a_factor() -> None:
    models = [scaled_wl(factor) for factor in (1, 0.1, 10)]
    whole, *others = (build_model(one.epochs, one.identity).tables for one in models)
    for tables, factor in zip(others, (0.1, 10), strict=True):
        for name in ("referral_mean", "offered"):
            expected = getattr(whole, name).sum() * factor
            assert getattr(tables, name).sum() == pytest.approx(expected, rel=0.01)
        assert len(tables.opening_step) == pytest.approx(len(whole.opening_step) * factor, 0.01)


def test_what_is_too_large_for_a_day_runs_longer() -> None:
    loaded = scaled_wl(50)
    tables = build_model(loaded.epochs, loaded.identity).tables
    assert tables.days == 5706
    assert tables.referral_mean.sum() == pytest.approx(5e6, rel=0.15)


@pytest.mark.parametrize("days", [8, pytest.param(40, marks=pytest.mark.slow)])
def test_both_engines_agree_where_every_mechanism_is_on(days: int) -> None:
    loaded = instance("everything").load((f"horizon={days} days",))
    model = build_model(loaded.epochs, loaded.identity)
    one, other = (run_block(model, 1, 0, 1, events=True, engine=e) for e in (KERNEL, REFERENCE))
    assert one.events is not None
    np.testing.assert_array_equal(one.events, other.events)


def test_events_are_counted_by_row_and_by_what_a_model_has_to_do() -> None:
    loaded = instance("mmc").load(("horizon=30 days",))
    model = build_model(loaded.epochs, loaded.identity)
    counts = count(model)
    tallies = run_block(model, 1, 0, 1).tallies
    gone = int(tallies.ends.sum())
    assert counts.referrals == tallies.referrals.sum()
    # A referral, its place taken, and given back; some are in a place as the run ends.
    assert counts.referrals + 2 * gone < counts.model <= 3 * counts.referrals
    assert counts.rows > counts.model
