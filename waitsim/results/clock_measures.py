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
        counts += results.tallies.paused[:, spells].sum(axis=-1)
    return Measured("paused_clocks", found, counts)


def _exceptions(results: Results) -> Measured:
    header, years = results.header, results.header.years
    found = (axes.standards(header), axes.reasons(), axes.periods("year", years))
    counts = np.zeros((header.replications, *(len(axis.keys) for axis in found)))
    if header.sizes.excepted:
        first = len(header.names.lists)
        clocks = [standard.spell - first for standard in header.standards]
        counts += years.total(results.tallies.excepted[:, clocks])
    return Measured("exceptions", found, counts)


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
            counts={"paused": {(1, 1, 4): 2, (1, 1, 20): 1}},
            at=("speech.start", "2026-09-27"),
            value=3,
        ),
    ),
    Measure(
        name="exceptions",
        label="Cases excepted from a time limit",
        unit="referrals",
        meaning=(
            "How many clocks that leave exceptions out became void by one in each year of the "
            "run, by the first reason that applied."
        ),
        clock_rule="By the day on which the exception applied.",
        source="The Special Educational Needs and Disability Regulations 2014, regulation 10(4)",
        formula=_exceptions,
        example=Example(
            text="2 clocks met a school closure in one week and 1 in another: 3 in the year.",
            counts={"excepted": {(0, 2, 14): 2, (0, 2, 15): 1}},
            at=("speech.start", "closure", "1"),
            value=3,
        ),
    ),
)
"""Measures of pauses and exceptions."""
