import numpy as np
import pytest
from scipy import integrate, stats

from waitsim.analysis.sequential import chance, evidence_above, evidence_below, judge


@pytest.mark.parametrize(
    ("successes", "trials", "share"), [(5, 5, 0.8), (40, 50, 0.7), (0, 9, 0.2)]
)
def test_evidence_is_the_likelihood_of_a_mixture_over_that_of_the_share(
    successes: int, trials: int, share: float
) -> None:
    def likelihood(p: float) -> float:
        return float(p**successes * (1 - p) ** (trials - successes))

    above = integrate.quad(likelihood, share, 1)[0] / (1 - share) / likelihood(share)
    below = integrate.quad(likelihood, 0, share)[0] / share / likelihood(share)
    assert np.exp(evidence_above(successes, trials, share)) == pytest.approx(above)
    assert np.exp(evidence_below(successes, trials, share)) == pytest.approx(below)


@pytest.mark.parametrize(("truth", "wrong"), [(0.8, False), (0.79, True), (0.85, False)])
def test_a_verdict_is_wrong_no_more_often_than_allowed_though_every_trial_is_looked_at(
    truth: float, wrong: bool
) -> None:
    rng = np.random.default_rng(11)
    verdicts = [judge(rng.random(500) < truth, 0.8, 0.05).enough for _ in range(1000)]
    errors = sum(verdict is wrong for verdict in verdicts)
    # More than this many of 1,000 happen with a chance of 1 in 10,000 if the rate is 5 %.
    assert errors <= stats.binom.ppf(0.9999, 1000, 0.05)


def test_a_clear_case_is_settled_soon_and_stops_at_the_trial_that_settles_it() -> None:
    assert judge([False] * 50, 0.8, 0.01).trials < 6
    yes = judge([True] * 200, 0.8, 0.01)
    assert yes.enough
    assert yes.trials == yes.successes < 40
    assert judge([True] * (yes.trials - 1), 0.8, 0.01).enough is None


def test_a_verdict_does_not_depend_on_trials_after_it() -> None:
    rng = np.random.default_rng(5)
    outcomes = rng.random(300) < 0.95
    whole = judge(outcomes, 0.8, 0.02)
    assert judge(outcomes[: whole.trials], 0.8, 0.02) == whole


def test_limits_hold_the_truth_at_every_number_of_trials_at_once() -> None:
    rng = np.random.default_rng(3)
    missed = 0
    for _ in range(200):
        hits = np.cumsum(rng.random(60) < 0.8)
        found = [chance(int(hits[n - 1]), n, 0.9) for n in range(1, 61, 6)]
        missed += any(not each.low <= 0.8 <= each.high for each in found)
    assert missed <= stats.binom.ppf(0.9999, 200, 0.1)


def test_a_verdict_of_enough_leaves_the_share_below_the_lower_limit() -> None:
    rng = np.random.default_rng(8)
    verdict = judge(rng.random(2000) < 0.9, 0.8, 0.025)
    assert verdict.enough
    assert chance(verdict.successes, verdict.trials).low >= 0.8


def test_the_limits_of_nothing_but_successes_reach_one() -> None:
    found = chance(28, 28)
    assert found.high == found.share == 1
    assert 0.8 < found.low < 0.9


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="share must be between 0 and 1, not 1"):
        judge([True], 1.0, 0.05)
    with pytest.raises(ValueError, match="error must be between 0 and 1, not 0"):
        judge([True], 0.5, 0)
    with pytest.raises(ValueError, match="successes must be 0 to trials, not 4 of 3"):
        chance(4, 3)
