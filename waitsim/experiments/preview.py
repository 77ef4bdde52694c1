"""What each standard starts from, and what a simple law says of it, before anything is run."""

from dataclasses import dataclass

import numpy as np

from waitsim.model.tables import CASELOAD, WAITING, Flags, Model, Tables
from waitsim.records import MINUTES_PER_WEEK


@dataclass(frozen=True)
class PathwayPreview:
    """Demand and opening numbers of a pathway.

    Args:
        referrals_per_week: mean over the first year of the run.
        waiting: opening referrals on waiting lists.
        caseload: opening referrals elsewhere: between contacts, in delays, in places.
    """

    pathway: str
    referrals_per_week: float
    waiting: int
    caseload: int


@dataclass(frozen=True)
class StandardPreview:
    """Clocks that run at the start, and the wait they imply.

    Args:
        running: clocks running on the first day.
        referrals_per_week: that start it, mean over the first year; nan if the clock does not
            start with the referral.
        implied_weeks: mean time on the clock if the list stayed as long as it is; infinity if
            nobody is referred, nan if the clock does not start with the referral.

    Source: Little (1961), L = λW.
    """

    pathway: str
    standard: str
    running: int
    referrals_per_week: float
    implied_weeks: float
    limit_weeks: float


def pathway_previews(model: Model) -> tuple[PathwayPreview, ...]:
    """Demand and opening numbers of each pathway."""
    tables, names = model.tables, model.names
    year = min(tables.days, 365)
    own = tables.step_pathway[tables.opening_step]
    on_list = tables.opening_state == WAITING
    return tuple(
        PathwayPreview(
            pathway=label,
            referrals_per_week=float(tables.referral_mean[:year, p].mean() * 7),
            waiting=int(np.sum((own == p) & on_list)),
            caseload=int(np.sum((own == p) & ~on_list)),
        )
        for p, label in enumerate(names.pathway_labels)
    )


def standard_previews(model: Model) -> tuple[StandardPreview, ...]:
    """Clocks running at the start of each standard, and the wait they imply."""
    tables, names = model.tables, model.names
    running = _running_at_start(tables).sum(axis=0)
    weekly = [preview.referrals_per_week for preview in pathway_previews(model)]
    found = []
    for c, label in enumerate(names.clock_labels):
        pathway = int(tables.clock_pathway[c])
        demand = weekly[pathway] if tables.clock_at_referral[c] else float("nan")
        found.append(
            StandardPreview(
                pathway=names.pathway_labels[pathway],
                standard=label,
                running=int(running[c]),
                referrals_per_week=demand,
                implied_weeks=float("inf") if demand == 0 else running[c] / demand,
                limit_weeks=model.clock_limit[c] / MINUTES_PER_WEEK,
            )
        )
    return tuple(found)


def _running_at_start(t: Tables) -> Flags:
    """Whether a clock of an opening referral runs in minute 0: (referral, clock) (S15, S35)."""
    s, state = t.opening_step, t.opening_state
    own: Flags = t.step_pathway[s][:, np.newaxis] == t.clock_pathway
    stopped = (state == CASELOAD)[:, np.newaxis] & t.clock_stops[s]
    counts: Flags = own & t.clock_runs[s] & ~stopped
    counts &= t.clock_opens[state, s] & ~t.clock_pauses[s]
    return counts
