"""Measures of clocks that do more than run from the referral until they stop."""

from typing import Final

import numpy as np

from waitsim.results import axes
from waitsim.results.measured import Example, Measure, Measured
from waitsim.results.results import Results


def _paused_clocks(results: Results) -> Measured:
    header = results.header
    found = (axes.standards(header), axes.snapshots(header))
    counts = np.zeros((header.replications, *(len(axis.keys) for axis in found)))
    if header.sizes.paused:
        spells = [standard.spell for standard in header.standards]
        counts += results.tallies.paused[:, spells].sum(axis=(2, -1))
    return Measured("paused_clocks", found, counts)


CLOCK_MEASURES: Final = (
    Measure(
        name="paused_clocks",
        label="Clocks paused",
        unit="referrals",
        meaning="How many clocks of each standard were paused, which do not count as running.",
        clock_rule="Clocks paused at the end of the day.",
        source="waitsim",
        formula=_paused_clocks,
        example=Example(
            text="2 clocks were paused that had run 4 weeks, and 1 that had run 20: 3.",
            counts={"paused": {(1, 0, 1, 4): 2, (1, 0, 1, 20): 1}},
            at=("speech.start", "2026-09-27"),
            value=3,
        ),
    ),
)
"""Measures of pauses."""
