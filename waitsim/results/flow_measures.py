"""Measures of who comes, who is seen and who goes."""

from typing import Final

import numpy as np

from waitsim.records import COMPLETED, RISEN_FROM
from waitsim.results import axes
from waitsim.results.measured import Example, Measure, Measured
from waitsim.results.results import Results


def _referrals_per_week(results: Results) -> Measured:
    header = results.header
    counts = results.tallies.referrals.sum(axis=2, dtype=np.int64)
    weeks = np.full(header.sizes.weeks, 7.0)
    weeks[-1] = header.days - 7 * (header.sizes.weeks - 1)
    found = (axes.pathways(header), axes.weeks_of_run(header))
    return Measured("referrals_per_week", found, counts * 7 / weeks)


def _further_referrals(results: Results) -> Measured:
    header, years = results.header, results.header.years
    found = (axes.pathways(header), axes.further(), axes.periods("year", years))
    counts = np.zeros((header.replications, *(len(axis.keys) for axis in found)))
    if header.sizes.further:
        counts += years.total(results.tallies.further)
    return Measured("further_referrals", found, counts)


def _escalations(results: Results) -> Measured:
    header, years = results.header, results.header.years
    found = (axes.steps(header), axes.periods("year", years))
    counts = np.zeros((header.replications, *(len(axis.keys) for axis in found)))
    if header.sizes.escalating:
        risen = results.tallies.escalated[:, :, :, RISEN_FROM].sum(axis=2, dtype=np.int64)
        counts += years.total(risen)
    return Measured("escalations", found, counts)


def _outflow_by_reason(results: Results) -> Measured:
    header, years = results.header, results.header.years
    counts = years.total(results.tallies.ends.sum(axis=2, dtype=np.int64))
    found = (axes.ends(header), axes.periods("year", years))
    return Measured("outflow_by_reason", found, counts.astype(np.float64))


def _contacts(results: Results) -> Measured:
    header, quarters = results.header, results.header.quarters
    counts = quarters.total(results.tallies.contacts)
    found = (axes.steps(header), axes.contact_kinds(), axes.periods("quarter", quarters))
    return Measured("contacts", found, counts.astype(np.float64))


def _cancelled_contacts(results: Results) -> Measured:
    header, quarters = results.header, results.header.quarters
    found = (axes.steps(header), axes.cancellers(), axes.periods("quarter", quarters))
    counts = np.zeros((header.replications, *(len(axis.keys) for axis in found)))
    if header.sizes.cancelled:
        counts += quarters.total(results.tallies.cancelled)
    return Measured("cancelled_contacts", found, counts)


def _stops_per_week(results: Results) -> Measured:
    header, quarters = results.header, results.header.quarters
    ended = results.tallies.ended[:, :, :, COMPLETED].sum(axis=(2, -1), dtype=np.int64)
    found = (axes.spells(header), axes.periods("quarter", quarters))
    return Measured("stops_per_week", found, quarters.total(ended) / quarters.weeks)


FLOW_MEASURES: Final = (
    Measure(
        name="referrals_per_week",
        label="Referrals received",
        unit="referrals a week",
        meaning="How many were referred in each week; a last week of fewer days is scaled up.",
        clock_rule="By the day of the referral.",
        source="waitsim",
        formula=_referrals_per_week,
        example=Example(
            text="7 were referred in the week from 20 April.",
            counts={"referrals": {(0, 0, 2): 7}},
            at=("speech", "2026-04-20"),
            value=7,
        ),
    ),
    Measure(
        name="further_referrals",
        label="Further referrals of the same children",
        unit="referrals",
        meaning=(
            "How many children already referred were referred on to a pathway, or again after an "
            "end, in each year of the run; the referrals received do not count them."
        ),
        clock_rule="By the day of the further referral.",
        source="waitsim",
        formula=_further_referrals,
        example=Example(
            text="3 were referred again in one week and 2 in another: 5 in the year.",
            counts={"further": {(0, 1, 2): 3, (0, 1, 20): 2}},
            at=("speech", "re_referral", "1"),
            value=5,
        ),
    ),
    Measure(
        name="escalations",
        label="Referrals that became more urgent while waiting",
        unit="referrals",
        meaning=(
            "How often referrals rose to a more urgent class while they waited at a step, in each "
            "year of the run; one that rose twice counts twice. Waits are counted under the class "
            "in which they end."
        ),
        clock_rule="By the day of rising.",
        source="waitsim",
        formula=_escalations,
        example=Example(
            text="3 rose in one week and 1 in another: 4 in the year.",
            counts={"escalated": {(0, 0, 0, 2): 3, (0, 0, 0, 20): 1}},
            at=("speech.assessment", "1"),
            value=4,
        ),
    ),
    Measure(
        name="outflow_by_reason",
        label="Referrals ended, by reason",
        unit="referrals",
        meaning="How many referrals ended in each year of the run, and how.",
        clock_rule="By the day on which the referral ended.",
        source="waitsim",
        formula=_outflow_by_reason,
        example=Example(
            text="4 courses ended in one week and 5 in another: 9 in the year.",
            counts={"ends": {(3, 0, 2): 4, (3, 0, 20): 5}},
            at=("speech.done", "1"),
            value=9,
        ),
    ),
    Measure(
        name="contacts",
        label="Contacts",
        unit="contacts",
        meaning="Contacts that took place, the first at a step or a later one, and those missed.",
        clock_rule="By the day of the contact.",
        source="waitsim",
        formula=_contacts,
        example=Example(
            text="2 contacts were missed in one week of May and 1 in another: 3 in the quarter.",
            counts={"contacts": {(0, 2, 5): 2, (0, 2, 7): 1}},
            at=("speech.assessment", "missed", "2026-04"),
            value=3,
        ),
    ),
    Measure(
        name="cancelled_contacts",
        label="Contacts cancelled",
        unit="contacts",
        meaning=(
            "Contacts that the family or the service cancelled; they are not among those missed. "
            "Those for which staff time fell short of what was booked are cancelled by the service."
        ),
        clock_rule="By the day of the cancellation.",
        source="waitsim",
        formula=_cancelled_contacts,
        example=Example(
            text="2 families cancelled in one week of May and 1 in another: 3 in the quarter.",
            counts={"cancelled": {(0, 0, 5): 2, (0, 0, 7): 1}},
            at=("speech.assessment", "by_family", "2026-04"),
            value=3,
        ),
    ),
    Measure(
        name="stops_per_week",
        label="Waits completed",
        unit="referrals a week",
        meaning="How many waits on each list, and clocks of each standard, were completed a week.",
        clock_rule="By the day on which the wait ended; those who left do not count.",
        source="waitsim",
        formula=_stops_per_week,
        example=Example(
            text="24 were seen in the 12 weeks of April to June: 2 a week.",
            counts={"ended": {(0, 0, 0, 3, 4): 24}},
            at=("list.speech.assessment", "2026-04"),
            value=2,
        ),
    ),
)
"""Measures of flows."""
