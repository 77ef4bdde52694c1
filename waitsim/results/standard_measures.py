"""Measures of waits against standards, for those seen and for those still waiting."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.histograms import share_within
from waitsim.records import COMPLETED
from waitsim.results import axes
from waitsim.results.bands import share_under
from waitsim.results.header import Standard
from waitsim.results.measured import Axis, Example, Floats, Measure, Measured
from waitsim.results.results import Results

_SEEN: Final = "Clocks stopped; referrals that left before their clock stopped do not count."
_WAITING: Final = (
    "Clocks running at the beginning of the day. A limit that is no edge of a published band is "
    "read off a straight line inside its band."
)
_RTT_SEEN: Final = "NHS England, referral to treatment: completed pathways within the limit"
_RTT_WAITING: Final = "NHS England, referral to treatment: incomplete pathways within the limit"


def with_target(results: Results) -> tuple[tuple[Standard, float], ...]:
    """The standards that have a target, with it."""
    return tuple((s, s.target) for s in results.header.standards if s.target is not None)


def _stacked(columns: list[Floats], shape: tuple[int, ...]) -> Floats:
    """One array with the standards as second axis, also where there is none."""
    return np.stack(columns, axis=1) if columns else np.zeros((shape[0], 0, *shape[1:]))


def _seen_lengths(results: Results, standard: Standard) -> NDArray[np.int64]:
    """Stopped clocks by whole weeks: (replication, bin)."""
    counts = results.tallies.lengths[:, standard.spell, :, COMPLETED].sum(axis=1, dtype=np.int64)
    return np.asarray(counts, dtype=np.int64)


def _running(results: Results, standard: Standard) -> NDArray[np.int64]:
    """Running clocks: (replication, census, band)."""
    counts = results.tallies.open[:, standard.spell].sum(axis=1, dtype=np.int64)
    return np.asarray(counts, dtype=np.int64)


def _share_within_completed(results: Results) -> Measured:
    header, quarters = results.header, results.header.quarters
    found = []
    for standard in header.standards:
        weekly = results.tallies.ended[:, standard.spell, :, COMPLETED].sum(axis=1, dtype=np.int64)
        found.append(share_under(quarters.total(weekly, axis=-2), standard.limit_weeks))
    values = _stacked(found, (header.replications, len(quarters.keys)))
    given = (axes.standards(header), axes.periods("quarter", quarters))
    return Measured("share_within_completed", given, values)


def _share_within_completed_in_run(results: Results) -> Measured:
    found = [
        share_within(_seen_lengths(results, standard), standard.limit_weeks)
        for standard in results.header.standards
    ]
    values = _stacked(found, (results.header.replications,))
    return Measured("share_within_completed_in_run", (axes.standards(results.header),), values)


def _seen_within_standard(results: Results) -> Measured:
    found = []
    for standard in results.header.standards:
        counts = _seen_lengths(results, standard)
        share = np.nan_to_num(share_within(counts, standard.limit_weeks))
        found.append(share * counts.sum(axis=-1))
    values = _stacked(found, (results.header.replications,))
    return Measured("seen_within_standard", (axes.standards(results.header),), values)


def _share_within_waiting(results: Results) -> Measured:
    header = results.header
    found = [share_under(_running(results, s), s.limit_weeks) for s in header.standards]
    values = _stacked(found, (header.replications, header.sizes.censuses))
    given = (axes.standards(header), axes.censuses(header))
    return Measured("share_within_waiting", given, values)


def _share_within_waiting_on_date(results: Results) -> Measured:
    header = results.header
    found = []
    for standard in header.standards:
        counts = results.tallies.snapshot[:, standard.spell].sum(axis=1, dtype=np.int64)
        found.append(share_within(counts, standard.limit_weeks))
    values = _stacked(found, (header.replications, header.sizes.snapshots))
    given = (axes.standards(header), axes.snapshots(header))
    return Measured("share_within_waiting_on_date", given, values)


def _target_met_on_date(results: Results) -> Measured:
    given = (_targeted(results), axes.censuses(results.header))
    return Measured("target_met_on_date", given, _met(results).astype(np.float64))


def _target_met(results: Results) -> Measured:
    given = (_targeted(results), axes.censuses(results.header))
    return Measured("target_met", given, _met_to_the_end(results).astype(np.float64))


def _weeks_until_target_met(results: Results) -> Measured:
    met = _met_to_the_end(results)
    values: Floats = np.where(met[..., -1], met.argmax(axis=-1), np.inf)
    return Measured("weeks_until_target_met", (_targeted(results),), values)


def _met(results: Results) -> NDArray[np.bool_]:
    """Whether a target is met at a census: (replication, standard, census)."""
    found = []
    for standard, target in with_target(results):
        running = _running(results, standard)
        nobody = running.sum(axis=-1) == 0
        with np.errstate(invalid="ignore"):
            met = nobody | (share_under(running, standard.limit_weeks) >= target)
        found.append(met.astype(np.float64))
    shape = (results.header.replications, results.header.sizes.censuses)
    return np.asarray(_stacked(found, shape) > 0)


def _met_to_the_end(results: Results) -> NDArray[np.bool_]:
    """Whether a target is met at a census and at all that follow: (rep., standard, census)."""
    met = _met(results)
    return np.asarray(np.logical_and.accumulate(met[..., ::-1], axis=-1)[..., ::-1])


def _targeted(results: Results) -> Axis:
    every = axes.standards(results.header)
    kept = [i for i, s in enumerate(results.header.standards) if s.target is not None]
    return Axis(
        every.name,
        *(tuple(part[i] for i in kept) for part in (every.keys, every.labels, every.pathways)),
    )


STANDARD_MEASURES: Final = (
    Measure(
        name="share_within_completed",
        label="Seen within the standard, by quarter",
        unit="share",
        meaning="Of those seen in a quarter, the share who had waited less than the limit.",
        clock_rule=_SEEN + " A limit between two band edges is read off a straight line.",
        source=_RTT_SEEN,
        formula=_share_within_completed,
        example=Example(
            text="In May 3 were seen after 13 to 18 weeks and 1 after 18 to 26: 75 % in 18.",
            counts={"ended": {(1, 0, 0, 5, 6): 3, (1, 0, 0, 6, 7): 1}},
            at=("speech.start", "2026-04"),
            value=0.75,
        ),
    ),
    Measure(
        name="share_within_completed_in_run",
        label="Seen within the standard",
        unit="share",
        meaning="Of all seen in the run, the share who had waited less than the limit.",
        clock_rule=_SEEN,
        source=_RTT_SEEN,
        formula=_share_within_completed_in_run,
        example=Example(
            text="3 were seen after 17 weeks and some days, 2 after 18: 60 % within 18 weeks.",
            counts={"lengths": {(1, 0, 0, 17): 3, (1, 0, 0, 18): 2}},
            at=("speech.start",),
            value=0.6,
        ),
    ),
    Measure(
        name="seen_within_standard",
        label="Children seen within the standard",
        unit="referrals",
        meaning="How many were seen in the run after waiting less than the limit.",
        clock_rule=_SEEN,
        source="waitsim",
        formula=_seen_within_standard,
        example=Example(
            text="3 were seen after 17 weeks and some days, 2 after 18: 3 within 18 weeks.",
            counts={"lengths": {(1, 0, 0, 17): 3, (1, 0, 0, 18): 2}},
            at=("speech.start",),
            value=3,
        ),
    ),
    Measure(
        name="share_within_waiting",
        label="Waiting within the standard",
        unit="share",
        meaning=(
            "Of those still waiting, the share who have waited less than the limit so far. It can "
            "be high although nobody is seen in time."
        ),
        clock_rule=_WAITING,
        source=_RTT_WAITING,
        formula=_share_within_waiting,
        example=Example(
            text="18 clocks have run 4 to 6 weeks and 6 have run 18 to 26: 75 % within 18.",
            counts={"open": {(1, 0, 1, 3): 18, (1, 0, 1, 7): 6}},
            at=("speech.start", "2026-04-13"),
            value=0.75,
        ),
    ),
    Measure(
        name="share_within_waiting_on_date",
        label="Waiting within the standard on a date",
        unit="share",
        meaning="Of those still waiting at the end of a day, the share within the limit so far.",
        clock_rule=(
            "Clocks running at the end of the day, by whole weeks; a limit inside a week is read "
            "off a straight line."
        ),
        source=_RTT_WAITING,
        formula=_share_within_waiting_on_date,
        example=Example(
            text="1 clock has run 17 weeks and some days and 3 have run 18: 25 % within 18.",
            counts={"snapshot": {(1, 0, 1, 17): 1, (1, 0, 1, 18): 3}},
            at=("speech.start", "2026-09-27"),
            value=0.25,
        ),
    ),
    Measure(
        name="target_met_on_date",
        label="Target met on a date",
        unit="share",
        meaning=(
            "1 in a replication where the target is met at a weekly count, whatever comes after, "
            "else 0; the mean is the chance of it."
        ),
        clock_rule=_WAITING + " With nobody waiting the target is met.",
        source="waitsim",
        formula=_target_met_on_date,
        example=Example(
            text="A clock has run over 18 weeks at the second count only: met at the first.",
            counts={"open": {(1, 0, 1, 7): 1}},
            at=("speech.start", "2026-04-06"),
            value=1,
        ),
    ),
    Measure(
        name="target_met",
        label="Target met, and met from then on",
        unit="share",
        meaning=(
            "1 in a replication where the target is met on a date and at every later weekly count "
            "of the run, else 0; the mean is the chance of it."
        ),
        clock_rule=_WAITING + " With nobody waiting the target is met.",
        source="waitsim",
        formula=_target_met,
        example=Example(
            text="A clock has run over 18 weeks at the second count only; from the third on, met.",
            counts={"open": {(1, 0, 1, 7): 1}},
            at=("speech.start", "2026-04-20"),
            value=1,
        ),
    ),
    Measure(
        name="weeks_until_target_met",
        label="Weeks until the target is met for good",
        unit="weeks",
        meaning=(
            "Weeks from the start of the run to the first weekly count from which on the target "
            "is met; without end if it is missed at the last."
        ),
        clock_rule=_WAITING + " With nobody waiting the target is met.",
        source="waitsim",
        formula=_weeks_until_target_met,
        example=Example(
            text="A clock has run over 18 weeks at the second count only: met from week 2 on.",
            counts={"open": {(1, 0, 1, 7): 1}},
            at=("speech.start",),
            value=2,
        ),
    ),
)
"""Measures of waits against standards."""
