"""Referral to treatment in England by Wood (2020): its figures, and how each is measured."""

from collections.abc import Callable
from typing import Final

from published import TAIL, Figure, Published, waited_days
from rtt_day_model import (
    ENGLAND_2018,
    STANDARD_DAYS,
    WARM_UP_DAYS,
    YEAR_DAYS,
    Days,
    balanced,
    day_by_day,
)
from watched import Watched

HALF_DAY: Final = 0.2
"""Percentage points of performance: about half a day of those who reach 18 weeks.

Whoever is referred after the day's session is first seen on the next day, where the day-by-day
model, which has no hours, may see everyone on the day of referral.
"""


def _list_growth(seen: Watched) -> float:
    waiting = len(waited_days(seen, "england.treatment", WARM_UP_DAYS + YEAR_DAYS - 1))
    return 100 * (waiting / ENGLAND_2018.waiting - 1)


def _performance(day: int) -> Callable[[Watched], float]:
    def measure(seen: Watched) -> float:
        waits = waited_days(seen, "england.treatment", day)
        return 100 * float((waits <= STANDARD_DAYS).mean())

    return measure


def _three(
    name: str, printed: tuple[float, float, float], rounding: float, measure: Callable[..., float]
) -> tuple[Figure, Figure, Figure]:
    """A mean with the ends of the interval in which 95 % of runs lie."""
    mean, low, high = printed
    apart = HALF_DAY if "within" in name else 0.0
    return (
        Figure(name, str(mean), mean, rounding, measure, allowance=apart),
        Figure(f"{name}, 2.5 % of runs below", str(low), low, rounding, measure, TAIL, apart),
        Figure(f"{name}, 2.5 % of runs above", str(high), high, rounding, measure, 1 - TAIL, apart),
    )


LAST_DAY: Final = WARM_UP_DAYS + YEAR_DAYS - 1


def _england_case(scenario: str, figures: tuple[Figure, ...], days: Days) -> Published:
    def figures_of(seed: int) -> list[float]:
        counted = day_by_day(ENGLAND_2018, days, seed)
        waiting, over = counted[-1].tolist()
        growth = 100 * (waiting / ENGLAND_2018.waiting - 1)
        start = counted[WARM_UP_DAYS]
        found = {
            "list": growth,
            "performance": 100 * (1 - over / waiting),
            "start": 100 * float(1 - start[1] / start[0]),
        }
        return [found[_kind(figure)] for figure in figures]

    return Published(scenario, figures, 100, (200, 100), events=True, day_by_day=figures_of)


def _kind(figure: Figure) -> str:
    if "list" in figure.name:
        return "list"
    return "start" if "at the start" in figure.name else "performance"


def england_cases() -> tuple[Published, ...]:
    """Scenarios 1 and 8 of the paper."""
    end = _performance(LAST_DAY)
    start = Figure(
        "% within 18 weeks at the start", "87.2", 87.2, 0.05, _performance(WARM_UP_DAYS - 1)
    )
    growth = _three("% that the list grows in a year", (41, 33, 49), 0.5, _list_growth)
    lower = _three("% within 18 weeks after a year", (78.2, 75.9, 80.9), 0.05, end)
    winter = _three("% within 18 weeks after a year", (84.6, 83.1, 86.2), 0.05, end)
    return (
        _england_case(
            "wood_2020_less_capacity",
            (start, *growth, *lower),
            balanced(ENGLAND_2018, [(0, YEAR_DAYS, 0.9)]),
        ),
        _england_case("wood_2020_winter", winter, balanced(ENGLAND_2018, [(240, 300, 0.8)])),
    )
