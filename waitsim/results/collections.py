"""The national collections: whose figures they are, by which clock, in which bands of time."""

import itertools
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Collection:
    """A set of published figures on waits.

    Args:
        edges: lower ends of its bands in whole weeks, from 0; the last band has no upper end.
        limit_weeks: within which children should be seen; None where no limit is set.
        target: share of ``counted`` that should be; None where none is set.
        counted: whom it says so of: ``waiting``, ``completed`` or ``referred`` (looked at
            forward from the referral).
        clock: from when to when its wait is counted.
        source: whose definition it is.
    """

    name: str
    label: str
    edges: tuple[int, ...]
    limit_weeks: int | None
    target: float | None
    counted: str
    clock: str
    source: str

    @property
    def band_labels(self) -> tuple[str, ...]:
        """Names of its bands, such as ``0-13 weeks`` and ``13 weeks and over``."""
        closed = (f"{low}-{high} weeks" for low, high in itertools.pairwise(self.edges))
        return (*closed, f"{self.edges[-1]} weeks and over")


COLLECTIONS: Final[tuple[Collection, ...]] = (
    Collection(
        name="community",
        label="Community health services",
        edges=(0, 1, 2, 4, 12, 18, 52, 104),
        limit_weeks=18,
        target=0.8,
        counted="waiting",
        clock="from the referral until the service first sees the child",
        source=(
            "NHS England, Community Health Services Situation Report; target for 2028/29: Medium "
            "Term Planning Framework (2025)"
        ),
    ),
    Collection(
        name="adhd",
        label="ADHD management information",
        edges=(0, 13, 52, 104),
        limit_weeks=None,
        target=None,
        counted="waiting",
        clock="from the referral, while it is open and an assessment may still be waited for",
        source="NHS England, ADHD Management Information (since May 2025)",
    ),
    Collection(
        name="autism",
        label="Autism statistics",
        edges=(0, 13),
        limit_weeks=13,
        target=None,
        counted="referred",
        clock=(
            "from the referral until the first attended contact, face to face or by video: "
            "forward, of those referred; reverse, of referrals open on a date"
        ),
        source=(
            "NHS England, Autism Statistics (ASD01-03, ASD12-16); limit of 3 months: NICE QS51, "
            "statement 1"
        ),
    ),
    Collection(
        name="rtt",
        label="Referral to treatment",
        edges=tuple(range(105)),
        limit_weeks=18,
        target=0.92,
        counted="waiting",
        clock="from the referral until first definitive treatment, or the decision not to treat",
        source="NHS England, Consultant-led Referral to Treatment Waiting Times",
    ),
    Collection(
        name="cyp_mental_health",
        label="Children's mental health, four weeks",
        edges=(0, 4),
        limit_weeks=4,
        target=None,
        counted="completed",
        clock=(
            "from the first request until help begins: assessment, an intervention and a plan of "
            "care"
        ),
        source="NHS England, Clinically-led review of mental health standards (2021)",
    ),
    Collection(
        name="wheelchair",
        label="Wheelchairs",
        edges=(0, 18),
        limit_weeks=18,
        target=0.92,
        counted="completed",
        clock="from each referral or re-referral until the equipment is delivered",
        source="NHS England, National Wheelchair Data Collection (questions 3a and 3b)",
    ),
    Collection(
        name="ehcp",
        label="Education, health and care plans",
        edges=(0, 20, 52),
        limit_weeks=20,
        target=None,
        counted="completed",
        clock=(
            "from the request until the final plan; a clock with exceptions and one without them "
            "give the two published figures"
        ),
        source=(
            "Department for Education, SEN2; the Special Educational Needs and Disability "
            "Regulations 2014, regulation 13(2)"
        ),
    ),
    Collection(
        name="wales",
        label="Neurodevelopment, Wales",
        edges=(0, 12, 18, 26, 36, 52),
        limit_weeks=None,
        target=None,
        counted="waiting",
        clock="from the referral until the first contact of the assessment",
        source="NHS Wales Data Dictionary, neurodevelopment waiting times",
    ),
)


def with_limit() -> tuple[Collection, ...]:
    """The collections that set a limit."""
    return tuple(each for each in COLLECTIONS if each.limit_weeks is not None)
