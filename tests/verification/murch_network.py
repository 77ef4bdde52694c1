"""The inputs of Murch et al. (2021), for the day-by-day model.

From the files of the full version in the public repository
nhs-bnssg-analytics/simulation-dts-renege: baseline network and arrivals.
"""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from network_day_model import Node, listed, lognormal

_THERAPY_WEEKS: Final = {
    2: 0.1, 3: 0.08, 4: 0.07, 5: 0.08, 6: 0.1, 7: 0.15, 8: 0.04, 9: 0.035, 10: 0.03, 11: 0.02,
    12: 0.02, 13: 0.04, 14: 0.03, **dict.fromkeys(range(15, 21), 0.015),
    **dict.fromkeys(range(21, 32), 0.01), 32: 0.005,
}  # fmt: skip
_LONG_TERM: Final = {182: 0.04, 365: 0.2, 547: 0.04, 730: 0.2, 912: 0.02, 1095: 0.5}
_FIRST_EPISODE: Final = {1: 0.5, 15: 0.1, 22: 0.2, 29: 0.1, 36: 0.05, 43: 0.05}

_ARRIVALS: Final = (
    # From a day, counted from 1: social prescribing, assessment, GP and ward a day.
    (1, (9, 32, 150, 1)),
    (1096, (5, 16, 75, 1)),
    (1166, (17, 80, 164, 2)),
    (1197, (20, 93, 167, 2)),
    (1228, (21, 104, 170, 2)),
    (1259, (24, 122, 175, 2)),
    (1289, (18, 81, 164, 2)),
    (1440, (17, 75, 162, 2)),
    (1471, (13, 52, 156, 2)),
    (1501, (11, 41, 153, 2)),
    (1532, ()),
)
_ENTRIES: Final = ("social_prescribing", "iapt_assessment", "gp_initial", "inpatient")

REFERRED: Final[tuple[Mapping[str, float], ...]] = tuple(
    dict(zip(_ENTRIES, map(float, rates), strict=True))
    for (first, rates), (after, _) in itertools.pairwise(_ARRIVALS)
    for _ in range(after - first)
)


def network() -> dict[str, Node]:
    """The ten steps with their places, stays and ways onward."""
    return {
        "social_prescribing": Node(400, lognormal(4.020459, 0.3844108), half_days=30, steepness=5),
        "iapt_assessment": Node(
            30,
            listed({1: 0.2, 2: 0.5, 3: 0.3}),
            {"iapt_therapy": 0.5},
            half_days=100,
            steepness=5,
        ),
        "iapt_therapy": Node(
            500,
            listed({7 * weeks: share for weeks, share in _THERAPY_WEEKS.items()}),
            half_days=120,
            steepness=1,
            gives_up_to={"gp_initial": 0.2},
        ),
        "gp_initial": Node(
            2500,
            listed(_FIRST_EPISODE),
            {
                "social_prescribing": 0.03,
                "iapt_assessment": 0.21,
                "gp_long_term_low_intensity": 0.07,
                "triage": 0.66,
            },
        ),
        "gp_long_term_low_intensity": Node(15000, listed(_LONG_TERM)),
        "gp_long_term_high_intensity": Node(50000, lognormal(6.625227, 0.8640404)),
        "triage": Node(
            200,
            listed({1: 1.0}),
            {"gp_long_term_high_intensity": 0.425, "crisis": 0.075, "community": 0.075},
        ),
        "crisis": Node(140, lognormal(2.603037, 0.2684041), {"community": 0.6, "inpatient": 0.3}),
        "community": Node(
            4000,
            lognormal(5.863699, 0.2690675),
            {"gp_long_term_low_intensity": 0.15, "crisis": 0.05},
            half_days=60,
            steepness=5,
            gives_up_to={"gp_initial": 0.5, "crisis": 0.05},
        ),
        "inpatient": Node(45, lognormal(2.288457, 0.1680954), {"community": 0.9}),
    }


def _sending_more_to_the_community() -> dict[str, Node]:
    nodes = network()
    onward = {
        "gp_initial": {
            "social_prescribing": 0.027,
            "iapt_assessment": 0.189,
            "gp_long_term_low_intensity": 0.063,
            "triage": 0.691,
        },
        "triage": {"gp_long_term_high_intensity": 0.32, "crisis": 0.075, "community": 0.18},
    }
    return nodes | {name: replace(nodes[name], then=then) for name, then in onward.items()}


def more_places() -> dict[str, Node]:
    """The network of intervention one."""
    nodes = _sending_more_to_the_community()
    places = {"iapt_assessment": 60, "community": 8000}
    return nodes | {name: replace(nodes[name], places=n) for name, n in places.items()}


def shorter_stays() -> dict[str, Node]:
    """The network of intervention two."""
    nodes = _sending_more_to_the_community()
    places = {"iapt_assessment": 27, "iapt_therapy": 450}
    stays = {
        "crisis": lognormal(2.157021, 0.5395624),
        "community": lognormal(5.649657, 0.5735388),
    }
    nodes |= {name: replace(nodes[name], places=n) for name, n in places.items()}
    return nodes | {name: replace(nodes[name], stays=drawn) for name, drawn in stays.items()}
