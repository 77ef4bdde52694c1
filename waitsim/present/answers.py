"""The answer of a run in plain words, for readers who will look at nothing else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from waitsim.experiments.summary import StandardSummary
from waitsim.present.wording import Estimated, band, say, say_date, say_range, with_interval


@dataclass(frozen=True)
class Answer:
    """What a run says about one standard of a pathway.

    Args:
        lead: the sentence to remember.
        rest: further sentences.
    """

    pathway: str
    standard: str
    lead: str
    rest: tuple[str, ...]


def answers(summaries: Sequence[StandardSummary]) -> tuple[Answer, ...]:
    """One answer for each standard."""
    return tuple(
        Answer(
            pathway=summary.pathway,
            standard=summary.standard,
            lead=_lead(summary),
            rest=tuple(filter(None, (_list_size(summary), _long_waits(summary), _target(summary)))),
        )
        for summary in summaries
    )


def _lead(summary: StandardSummary) -> str:
    half = summary.half_seen_weeks.mean
    if math.isnan(half):
        return "Nobody is referred in this scenario."
    if math.isinf(half):
        return (
            "Fewer than half of the children referred come this far: the others leave the pathway "
            "before, or are still waiting when the run ends."
        )
    low, high = summary.half_seen_weeks.band_low, summary.half_seen_weeks.band_high
    spread = ""
    if math.isfinite(low) and math.isfinite(high) and say_range(low, high, "weeks").count(" to "):
        spread = f" ({say_range(low, high, 'weeks')} in nine runs of ten)"
    return (
        "If things go as in this scenario, half of the children referred will be seen within "
        f"{say(half, 'weeks')}{spread}."
    )


def _list_size(summary: StandardSummary) -> str:
    start, end = say(summary.waiting_start, "referrals"), summary.waiting_end
    then = (
        f"{with_interval(end, 'referrals')} on {say_date(summary.end)}; nine runs in ten end with "
        f"{band(end, 'referrals')}"
    )
    return (
        f"{start} are waiting on {say_date(summary.start)}; "
        f"{_direction(summary.waiting_start, end)} {then}."
    )


def _direction(before: float, after: Estimated) -> str:
    """How a number changes, as far as its confidence interval lets one say."""
    low, high = (
        (after.low, after.high) if math.isfinite(after.low) else (after.mean, after.mean)
    )  # one replication has no interval
    if low > before:
        return "this is expected to grow to"
    if high < before:
        return "this is expected to fall to"
    return "this is expected to be about the same,"


def _long_waits(summary: StandardSummary) -> str:
    over, share = summary.over_52_weeks_end, summary.share_within_end
    limit = say(summary.limit_weeks, "weeks")
    if math.isnan(share.mean):
        return "Nobody is waiting at the end."
    within = f"Of those waiting then, {say(share.mean, 'share')} have waited less than {limit}"
    if over.mean < 0.5:
        return f"{within}, and nobody over 52 weeks."
    return f"{within}, and {say(over.mean, 'referrals')} over 52 weeks."


def _target(summary: StandardSummary) -> str:
    if summary.target is None:
        return ""
    target = f"The target, {say(summary.target, 'share')} of those waiting within the limit,"
    met = summary.target_met_end_share
    if summary.target_met_by is not None:
        return (
            f"{target} is likely to be met from {say_date(summary.target_met_by)} onwards; "
            f"{say(met, 'share')} of runs meet it at the end."
        )
    if met == 0:
        return f"{target} is not met at the end in any run."
    return f"{target} is not likely to be met: {say(met, 'share')} of runs meet it at the end."
