"""Waits for clinics that see several at once, on one day a week."""

import math

import numpy as np
from scipy import special

from waitsim.analysis.theory.ranges import check_not_negative, check_positive


def weekly_clinic_mean_list(mean_per_week: float, slots: int) -> float:
    """Mean number left waiting just after a weekly clinic; infinite when overloaded.

    Args:
        mean_per_week: Poisson arrivals between clinics.
        slots: places at each clinic; those nobody needs are lost.
    Raises:
        ValueError: if the mean is negative or slots is below 1.
    Source: bulk service, Bailey (1954); the roots by Lambert's W, as in Janssen & van
        Leeuwaarden (2005).
    """
    check_not_negative(mean_per_week=mean_per_week)
    if slots < 1 or slots != int(slots):
        raise ValueError(f"slots must be a whole number from 1, not {slots}")
    if mean_per_week >= slots:
        return math.inf
    if mean_per_week == 0:
        return 0.0
    load = mean_per_week / slots
    turns = np.exp(2j * np.pi * np.arange(1, slots) / slots)
    # The roots inside the unit circle of z^slots = exp(mean (z - 1)), other than 1 itself.
    roots = -special.lambertw(-load * math.exp(-load) * turns) / load
    drift = (slots * (slots - 1) - mean_per_week**2) / (2 * (slots - mean_per_week))
    return max(float((1 / (1 - roots)).real.sum()) - drift, 0.0)


def weekly_clinic_mean_wait(mean_per_week: float, slots: int) -> float:
    """Mean wait in weeks when one clinic a week takes the first `slots` who wait.

    Arrivals are Poisson and spread evenly through the week, so each waits half a week for the
    first clinic, and then as long as the list left after it lasts: 10 a week with 11 slots
    wait 0.85098 weeks, with 12 slots 0.61971.

    Raises:
        ValueError: if the mean is not above 0 or slots is below 1.
    Source: `weekly_clinic_mean_list` and Little's law over the week.
    """
    check_positive(mean_per_week=mean_per_week)
    return 0.5 + weekly_clinic_mean_list(mean_per_week, slots) / mean_per_week
