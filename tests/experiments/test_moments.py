"""Mean and spread of times are those of the draws."""

import numpy as np
import pytest

from waitsim.experiments.moments import moments
from waitsim.model.times import Bands, duration_parameters
from waitsim.rules.durations import time_minutes
from waitsim.scenario.lasting import Duration


@pytest.mark.parametrize(
    "lasts",
    [
        5000.0,
        Duration(distribution="exponential", mean="2 weeks"),
        Duration(distribution="uniform", **{"from": "2 weeks", "to": "6 weeks"}),
        Duration(distribution="lognormal", mean="3 weeks", sd="1 week"),
        Duration(distribution="gamma", mean="3 weeks", sd="2 weeks"),
        Duration(distribution="weibull", scale="3 weeks", shape="1.7"),
        Duration(distribution="empirical", times={"2-4 weeks": "30 %", "6 weeks": "70 %"}),
    ],
    ids=str,
)
def test_moments_are_those_of_drawn_times(lasts: float | Duration) -> None:
    bands = Bands()
    time = duration_parameters(lasts, bands)
    table = bands.table()
    shares = (np.arange(20_000) + 0.5) / 20_000
    drawn = np.array([time_minutes(time, table, float(u)) for u in shares])
    mean, cv = moments(lasts)
    assert mean == pytest.approx(drawn.mean(), rel=2e-3)
    assert cv == pytest.approx(drawn.std() / drawn.mean(), rel=1e-2, abs=1e-9)
