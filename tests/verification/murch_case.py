"""The mental health network of Murch et al. (2021): its figures, and how each is measured.

The paper does not say over which days the mean after the lockdown goes. Here it is all of the
forecast year; over its days from 1 July 2020 the day-by-day model comes to 481, 6,754 and 582.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from murch_network import REFERRED, more_places, network, shorter_stays
from network_day_model import STARTED, WAITING, Node, run_network
from published import Figure, Published, Window, entering, waiting_at_censuses

BEFORE: Final = (730, 1095)
LOCKDOWN: Final = (1095, 1165)
AFTER: Final = (1165, 1531)

WINDOWS: Final[Mapping[str, tuple[Window, float, float]]] = {
    "before": (BEFORE, 0.03, 0.03),
    "in the lockdown": (LOCKDOWN, 0.07, 0.09),
    "after": (AFTER, 0.03, 0.12),
}
"""Days, and how far waitsim may lie from the day-by-day model and from print, as shares."""

WAITING_FOR: Final[Mapping[str, tuple[int, int, int]]] = {
    "social_prescribing": (273, 150, 482),
    "iapt_assessment": (3658, 2740, 6702),
    "community": (519, 431, 600),
}
"""The mean list before, in and after the lockdown."""

# Where places are free the list in print is a day's arrivals.
ARRIVALS: Final[Mapping[str, int]] = {
    "gp_initial": 152,
    "gp_long_term_low_intensity": 12,
    "gp_long_term_high_intensity": 42,
    "triage": 100,
    "crisis": 8,
}
WITH_MORE_PLACES: Final = {"social_prescribing": 470, "iapt_assessment": 6384, "iapt_therapy": 151}
WITH_SHORTER_STAYS: Final = {
    "social_prescribing": 475,
    "iapt_assessment": 6570,
    "community": 1142,
}

Column = tuple[str, int, Window]


def network_cases() -> tuple[Published, ...]:
    """The baseline of the paper and its two interventions."""
    before = [_arriving(step, number) for step, number in ARRIVALS.items()]
    lists = [
        _waiting(step, number, when)
        for step, numbers in WAITING_FOR.items()
        for when, number in zip(WINDOWS, numbers, strict=True)
    ]
    return (
        _case("murch_2021", [*lists, *before], None),
        _case("murch_2021_more_places", _after(WITH_MORE_PLACES), more_places()),
        _case("murch_2021_shorter_stays", _after(WITH_SHORTER_STAYS), shorter_stays()),
    )


def _after(numbers: Mapping[str, int]) -> list[tuple[Figure, Column]]:
    return [_waiting(step, number, "after") for step, number in numbers.items()]


def _waiting(step: str, number: int, when: str) -> tuple[Figure, Column]:
    window, share, printed = WINDOWS[when]
    # Half a day's arrivals are a twentieth of the list for therapy.
    share = 0.05 + share if step == "iapt_therapy" else share
    figure = Figure(
        f"waiting for {step.replace('_', ' ')}, {when}",
        f"{number:,}",
        number,
        0.5,
        waiting_at_censuses(f"people.{step}", window),
        allowance=share * number,
        published_allowance=printed * number,
    )
    return figure, (step, WAITING, window)


def _arriving(step: str, number: int) -> tuple[Figure, Column]:
    name = f"a day to {step.replace('_', ' ')}, before"
    measure = entering(f"people.{step}", BEFORE)
    # Figures in print are cut off rather than rounded: 12.3 as 12, 42.8 as 42.
    figure = Figure(name, str(number), number + 0.5, 0.5, measure, allowance=0.005 * number)
    return figure, (step, STARTED, BEFORE)


def _case(
    scenario: str, rows: Sequence[tuple[Figure, Column]], changed: Mapping[str, Node] | None
) -> Published:
    nodes = network()
    names = list(nodes)
    later = None if changed is None else (AFTER[0], changed)

    def days(seed: int) -> list[float]:
        counted = run_network(nodes, REFERRED, seed, later)
        return [
            float(counted[first:after, names.index(step), what].mean())
            for _, (step, what, (first, after)) in rows
        ]

    figures = tuple(figure for figure, _ in rows)
    return Published(scenario, figures, 35, (16, 8), events=False, day_by_day=days)
