"""Which staff group holds a service up, quarter by quarter."""

from dataclasses import dataclass

import numpy as np

from waitsim.experiments.figures import Figure, figure
from waitsim.results.measures import measure
from waitsim.results.results import Results


@dataclass(frozen=True)
class BottleneckRow:
    """The staff group that is most often the bottleneck of a quarter.

    Args:
        group: label; empty if nothing is asked of anyone.
        chance: share of replications in which it is the bottleneck.
        intensity: its traffic intensity.
    """

    quarter: str
    group: str
    chance: float
    intensity: Figure


def bottlenecks(results: Results) -> tuple[BottleneckRow, ...]:
    """The likeliest bottleneck of each quarter; none where the run does not say what steps ask."""
    if not results.header.needs:
        return ()
    chances = measure("bottleneck").of(results)
    intensity = measure("traffic_intensity").of(results).values
    groups, quarters = chances.axes
    rows = []
    for i, quarter in enumerate(quarters.labels):
        shares = chances.values[:, :, i].mean(axis=0)
        most = int(np.argmax(shares))
        label = groups.labels[most] if shares[most] > 0 else ""
        rows.append(
            BottleneckRow(quarter, label, float(shares[most]), figure(intensity[:, most, i]))
        )
    return tuple(rows)
