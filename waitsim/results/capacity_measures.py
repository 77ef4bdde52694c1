"""Measures of staff time, extra slots and money."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from waitsim.records import LOST, OFFERED, SLOTS, USED
from waitsim.results import axes
from waitsim.results.header import Header
from waitsim.results.measured import Example, Floats, Measure, Measured
from waitsim.results.results import Results


def _minutes(results: Results) -> Measured:
    header, quarters = results.header, results.header.quarters
    counts = quarters.total(results.tallies.minutes)
    found = (axes.groups(header), axes.minute_uses(), axes.periods("quarter", quarters))
    return Measured("minutes", found, counts.astype(np.float64))


def _utilisation_by_quarter(results: Results) -> Measured:
    header, quarters = results.header, results.header.quarters
    total = quarters.total(results.tallies.minutes)
    found = (axes.groups(header), axes.periods("quarter", quarters))
    return Measured(
        "utilisation_by_quarter", found, _ratio(total[:, :, USED], total[:, :, OFFERED])
    )


def _utilisation(results: Results) -> Measured:
    total = results.tallies.minutes.sum(axis=-1)
    values = _ratio(total[..., USED], total[..., OFFERED])
    return Measured("utilisation", (axes.groups(results.header),), values)


def _overrun(results: Results) -> Measured:
    header, quarters = results.header, results.header.quarters
    counts = quarters.total(results.tallies.overrun)
    found = (axes.groups(header), axes.periods("quarter", quarters))
    return Measured("overrun", found, counts.astype(np.float64))


def _extra_slots(results: Results) -> Measured:
    found = (axes.steps(results.header), axes.slot_uses())
    total = results.tallies.slots.sum(axis=-1, dtype=np.int64)
    return Measured("extra_slots", found, total.astype(np.float64))


def _extra_slot_cost(results: Results) -> Measured:
    header = results.header
    booked = results.tallies.slots[:, :, [SLOTS.index("used"), SLOTS.index("lost")]].sum(axis=2)
    prices = [_prices(header, own.slot_prices) for own in results.owns]
    values: Floats = (booked * prices).sum(axis=-1)
    return Measured("extra_slot_cost", (axes.steps(header),), values)


def _bought_care_cost(results: Results) -> Measured:
    header = results.header
    entered = results.tallies.entries.sum(axis=2, dtype=np.int64)
    prices = [_prices(header, own.entry_prices) for own in results.owns]
    values: Floats = (entered * prices).sum(axis=-1)
    return Measured("bought_care_cost", (axes.steps(header),), values)


def _prices(header: Header, given: tuple[tuple[float, ...], ...]) -> Floats:
    """Prices by step and week; 0 where none is given."""
    prices = np.zeros((header.sizes.steps, header.sizes.weeks))
    for step, weekly in enumerate(given):
        if weekly:
            prices[step] = weekly
    return prices


def _staff_cost(results: Results) -> Measured:
    header = results.header
    costs = np.array([own.group_costs for own in results.owns], dtype=np.float64)
    values = np.broadcast_to(costs, (header.replications, len(header.group_costs))).copy()
    return Measured("staff_cost", (axes.groups(header),), values)


def _ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """One over the other; nan where nothing was offered."""
    top, bottom = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    found: Floats = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    return found


CAPACITY_MEASURES: Final = (
    Measure(
        name="minutes",
        label="Staff time",
        unit="minutes",
        meaning=(
            "Minutes offered for contacts, used, lost to missed contacts, and unused for want of "
            "anyone to see or because too few were left for a contact."
        ),
        clock_rule="By the day of the session.",
        source="waitsim",
        formula=_minutes,
        example=Example(
            text="45 minutes were lost in one week of May and 45 in another: 90.",
            counts={"minutes": {(0, LOST, 5): 45, (0, LOST, 6): 45}},
            at=("therapists", "lost", "2026-04"),
            value=90,
        ),
    ),
    Measure(
        name="overrun",
        label="Overrun of staff time",
        unit="minutes",
        meaning=(
            "Minutes worked beyond those offered, because more was booked than there was time for "
            "and fewer contacts were missed than expected."
        ),
        clock_rule="By the day of the session.",
        source="waitsim",
        formula=_overrun,
        example=Example(
            text="20 minutes in one week of May and 10 in another: 30.",
            counts={"overrun": {(0, 5): 20, (0, 6): 10}},
            at=("therapists", "2026-04"),
            value=30,
        ),
    ),
    Measure(
        name="utilisation_by_quarter",
        label="Utilisation, by quarter",
        unit="share",
        meaning="Share of the minutes offered that were used.",
        clock_rule="By the day of the session.",
        source="waitsim",
        formula=_utilisation_by_quarter,
        example=Example(
            text="90 of 120 minutes were used.",
            counts={"minutes": {(0, OFFERED, 5): 120, (0, USED, 5): 90}},
            at=("therapists", "2026-04"),
            value=0.75,
        ),
    ),
    Measure(
        name="utilisation",
        label="Utilisation",
        unit="share",
        meaning="Share of the minutes offered in the run that were used.",
        clock_rule="All sessions of the run.",
        source="waitsim",
        formula=_utilisation,
        example=Example(
            text="90 of 120 minutes were used in one week, 30 of 120 in another: a half.",
            counts={
                "minutes": {
                    (0, OFFERED, 5): 120,
                    (0, USED, 5): 90,
                    (0, OFFERED, 20): 120,
                    (0, USED, 20): 30,
                }
            },
            at=("therapists",),
            value=0.5,
        ),
    ),
    Measure(
        name="extra_slots",
        label="Extra slots",
        unit="slots",
        meaning=(
            "Slots bought on top of staff time, and those of clinics: offered, used, and lost to "
            "missed contacts."
        ),
        clock_rule="All days of the run.",
        source="waitsim",
        formula=_extra_slots,
        example=Example(
            text="6 extra slots were used in one week and 4 in another.",
            counts={"slots": {(0, 1, 3): 6, (0, 1, 4): 4}},
            at=("speech.assessment", "used"),
            value=10,
        ),
    ),
    Measure(
        name="extra_slot_cost",
        label="Cost of extra slots",
        unit="pounds",
        meaning=(
            "Price of the extra slots, and those of clinics, that someone was booked into, missed "
            "ones included."
        ),
        clock_rule="At the price of the week; slots nobody could be booked into are not paid for.",
        source="waitsim",
        formula=_extra_slot_cost,
        example=Example(
            text="6 extra slots used and 1 lost at £100 each.",
            counts={"slots": {(0, 0, 3): 10, (0, 1, 3): 6, (0, 2, 3): 1}},
            at=("speech.assessment",),
            value=700,
        ),
    ),
    Measure(
        name="bought_care_cost",
        label="Cost of care bought elsewhere",
        unit="pounds",
        meaning="Price of the referrals that entered a step with a price, such as other providers.",
        clock_rule="By the week in which they entered it, at its mean price.",
        source="waitsim",
        formula=_bought_care_cost,
        example=Example(
            text="3 referrals in one week and 1 in another at £500 each.",
            counts={"entries": {(0, 0, 3): 3, (0, 0, 4): 1}},
            at=("speech.assessment",),
            value=2000,
        ),
    ),
    Measure(
        name="staff_cost",
        label="Cost of staff",
        unit="pounds",
        meaning="Cost of the contracted hours of the run, whatever they were used for.",
        clock_rule="All days of the run.",
        source="waitsim",
        formula=_staff_cost,
        example=Example(
            text="The therapists cost £5,000 in the run.",
            counts={},
            at=("therapists",),
            value=5000,
        ),
    ),
)
"""Measures of capacity and cost."""
