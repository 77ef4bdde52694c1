"""Writes docs/validation.md: runs every case in full and the other simulator beside it.

Usage: python tests/verification/write_page.py
"""

import datetime
import math
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ciw_network import CIW_REPLICATIONS, DAYS_RUN, Comparison, comparisons, network_case
from estimates import SCENARIOS, Outcome, outcomes, seed_of
from published import Beside, beside
from published_cases import PUBLISHED
from theory_cases import CASES, Case

from waitsim import __version__
from waitsim.records import SEMANTICS_VERSION
from waitsim.scenario.load import load

PAGE: Final = Path(__file__).parents[2] / "docs" / "validation.md"

OUTCOME_HEAD: Final = (
    "| case | figure | unit | theory | simulated | standard error | z |\n"
    "|---|---|---|--:|--:|--:|--:|"
)
CASE_HEAD: Final = (
    "| case | what it is | theory | note | replications | weeks left out | seed |\n"
    "|---|---|---|---|--:|--:|--:|"
)
NOTES: Final = tuple(dict.fromkeys(case.rounding for case in CASES))
"""What rounding does, each text once."""
COMPARISON_HEAD: Final = (
    "| figure | unit | waitsim | standard error | Ciw | standard error | z |\n"
    "|---|---|--:|--:|--:|--:|--:|"
)
PUBLISHED_HEAD: Final = (
    "| scenario | figure | published | waitsim | standard error | day by day | standard error |\n"
    "|---|---|--:|--:|--:|--:|--:|"
)

INTRODUCTION: Final = """\
# Validation against theory

Where queueing theory has a closed form, waitsim must come to it. Each case below is an ordinary
scenario file, run by the compiled engine; the reference engine writes the same events, row for row.

Written on {today} by waitsim {version}, semantics version {semantics}, with

    python tests/verification/write_page.py

The slow tests (`pytest -m slow tests/verification`) run the same cases, and fail if a figure lies
more than three standard errors from theory or if this page does not show what comes out.

## How to read it

*z* is the difference between simulation and theory in standard errors. For a right simulator it
varies by chance, much as a standard normal number: beyond 2 in about one figure of 20, beyond 3 in
one of 190 (32 replications) to one of 340 (256 or more). Seeds are checksums of the names of the
cases, so nobody has picked them. They are fixed, so that a test that passes goes on passing; with
new seeds throughout, the chance that a figure would be beyond 3 is 1 in 5 at most, and less because
figures of the same runs go together.

{chance}

A standard error comes from independent replications: each gives a total and what it is divided by
(minutes waited and referrals, for a mean wait), and the estimate is the sum of the one over the sum
of the other. Runs open with a list near its long-run mean, and the first weeks are left out, so
that the opening list is forgotten. A wait counts if it ends in the time watched, which in the
steady state gives the mean over all referrals and cuts no long wait short.

Time in waitsim is whole minutes, and sessions are held at 09:00. The notes below the second table
say what that does to each case: far less than a standard error.

## Results

{outcome_head}
{outcome_rows}

## Cases

{case_head}
{case_rows}

What rounding to whole minutes does:

{notes}

## Beside another simulator

Two steps with two priorities, leaving from both lists, lognormal and Weibull stays and a way back
have no closed form. [The network](../tests/verification/scenarios/network.yaml) was also built in
Ciw (Palmer, Knight, Harper and Hawa 2019, "Ciw: an open-source discrete event simulation library",
Journal of Simulation 13(1)), which shares no code with waitsim. {ours} replications of {our_weeks}
weeks stand beside {theirs} of {their_weeks} weeks; *z* is the difference over its standard error.

{comparison_head}
{comparison_rows}

## Published models

Models that others have published, as scenarios in [scenarios/published](../scenarios/published),
beside what their authors printed and beside day-by-day models of the same inputs, written for this
page from the descriptions and without the engines.

{published_head}
{published_rows}

{published_notes}
"""
PUBLISHED_NOTES: Final = """\
*murch_2021*: Murch and others (2021), "Modelling the effect of first-wave COVID-19 on mental health
services", Operations Research for Health Care 30, Table 2; inputs from the public repository
nhs-bnssg-analytics/simulation-dts-renege. *Before* is the year to 22 March 2020, *the lockdown* the
70 days after it, *after* the year from June 2020. Figures of waiting are means of the list. The
original counts in whole days, and nobody there is seen on the day of joining: where places are free
its list is a day's arrivals, which is what is compared. In waitsim a free place is taken at once,
so a change of demand goes through the steps some two days sooner; and stays that are listed day by
day in the original are lognormal here, with the same mean and standard deviation. The paper does
not say over which days its mean after the lockdown goes; over those from 1 July the day-by-day
model comes to 481, 6,754 and 582. One list in print was not reproduced from the inputs: with more
places 36 wait for the community, and 378 do in the day-by-day model.

*wood_2020*: Wood (2020), "Unravelling the dynamics of referral-to-treatment in the NHS", Health
Systems, with the preprint in the public repository nhs-bnssg-analytics/rtt-dynamics-simulation:
scenario 1, a tenth less capacity, and scenario 8, a fifth less for two months. As there, means and
95 % intervals over runs of a thousandth of England, waits counted in whole days. The paper names
neither the points nor the shares of its priorities. With the 0, 92 and 190 days of its author's
later code the list would settle at some 80 % within 18 weeks, not at the 87.2 % it begins with.
Thirds with 0, 60 and 158 days stay at 87.2 %, and were chosen for that and for the days on which
the published curves of scenarios 1 and 9 bend; what else is in the table follows."""


def decimals(error: float) -> int:
    """Decimals that show two digits of a standard error."""
    return max(0, 1 - math.floor(math.log10(error)))


def theory_shown(value: float) -> str:
    """A theoretical value with five digits."""
    return f"{value:.5g}" if value < 1000 else f"{value:,.0f}"


def outcome_row(outcome: Outcome) -> str:
    """A row of the first table."""
    n = decimals(outcome.standard_error)
    cells = (
        outcome.scenario,
        outcome.check.name,
        outcome.check.unit,
        theory_shown(outcome.check.theory),
        f"{outcome.simulated:.{n}f}",
        f"{outcome.standard_error:.{n}f}",
        f"{outcome.z:+.2f}",
    )
    return f"| {' | '.join(cells)} |"


def case_row(case: Case) -> str:
    """A row of the table of cases."""
    scenario = load(SCENARIOS / f"{case.scenario}.yaml").scenario
    cells = (
        f"[{case.scenario}](../tests/verification/scenarios/{case.scenario}.yaml)",
        scenario.description,
        case.theory,
        str(NOTES.index(case.rounding) + 1),
        f"{case.replications:,} of {scenario.days / 7:,.0f} weeks",
        str(case.first_week),
        str(seed_of(case.scenario)),
    )
    return f"| {' | '.join(cells)} |"


def comparison_row(figure: Comparison) -> str:
    """A row of the table beside the other simulator."""
    n, m = decimals(figure.our_error), decimals(figure.their_error)
    cells = (
        figure.name,
        figure.unit,
        f"{figure.ours:.{n}f}",
        f"{figure.our_error:.{n}f}",
        f"{figure.theirs:.{m}f}",
        f"{figure.their_error:.{m}f}",
        f"{figure.z:+.2f}",
    )
    return f"| {' | '.join(cells)} |"


def published_row(figure: Beside) -> str:
    """A row of the table of published models."""
    n = decimals(figure.ours.standard_error)
    m = decimals(figure.theirs.standard_error)
    cells = (
        figure.scenario,
        figure.figure.name,
        figure.figure.printed,
        f"{figure.ours.value:.{n}f}",
        f"{figure.ours.standard_error:.{n}f}",
        f"{figure.theirs.value:.{m}f}",
        f"{figure.theirs.standard_error:.{m}f}",
    )
    return f"| {' | '.join(cells)} |"


def page(
    found: Sequence[Outcome],
    others: Sequence[Comparison],
    published: Sequence[Beside],
    today: datetime.date,
) -> str:
    """The whole page."""
    return INTRODUCTION.format(
        today=today,
        version=__version__,
        semantics=SEMANTICS_VERSION,
        chance=_chance([abs(outcome.z) for outcome in found]),
        outcome_head=OUTCOME_HEAD,
        outcome_rows="\n".join(outcome_row(outcome) for outcome in found),
        case_head=CASE_HEAD,
        case_rows="\n".join(case_row(case) for case in CASES),
        notes="\n".join(f"{n}. {note}" for n, note in enumerate(NOTES, start=1)),
        ours=network_case().replications,
        our_weeks=f"{load(SCENARIOS / 'network.yaml').scenario.days / 7:,.0f}",
        theirs=CIW_REPLICATIONS,
        their_weeks=f"{DAYS_RUN / 7:,.0f}",
        comparison_head=COMPARISON_HEAD,
        comparison_rows="\n".join(comparison_row(figure) for figure in others),
        published_head=PUBLISHED_HEAD,
        published_rows="\n".join(published_row(figure) for figure in published),
        published_notes=PUBLISHED_NOTES,
    )


def _chance(distances: Sequence[float]) -> str:
    """How far the figures lie from theory, in a sentence."""
    far = sum(z > 2 for z in distances)
    farther = sum(z > 3 for z in distances)
    sentence = (
        f"Of the {len(distances)} figures here, many of them of the same runs, {far or 'none'} "
        f"{'is' if far == 1 else 'are'} beyond 2 and {farther or 'none'} beyond 3; the largest is "
        f"{max(distances):.2f}."
    )
    return textwrap.fill(sentence, 100)


def main() -> None:
    """Runs everything and writes the page."""
    found = [outcome for case in CASES for outcome in outcomes(case, fast=False)]
    published = [figure for case in PUBLISHED for figure in beside(case)]
    text = page(found, comparisons(), published, datetime.date.today())
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
