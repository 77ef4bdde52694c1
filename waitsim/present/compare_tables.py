"""Comparisons as tables of text."""

import math
from collections.abc import Sequence
from typing import Final

from waitsim.present.compared import Compared, extra_cost, names, ranked
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import LONGEST
from waitsim.present.wording import say, with_signs

DIFFERENCE_NOTE: Final = (
    "Difference: the option less the base, with its 95 % confidence interval in brackets. Both met "
    "the same luck, replication by replication, so small differences show. An interval that holds "
    "0 leaves open which is better."
)
BETTER_NOTE: Final = (
    "Better in: the share of replications in which the option did better than the base."
)


def ranking_table(rows: Sequence[Compared], base: str) -> Table:
    """Every option beside the base, for each standard, the one with the shortest list first.

    Args:
        base: name of the base.
    """
    every = [ranked(rows, name) for name in names(rows)]
    alike = [own[0].subject for own in every if all(each.alike for each in own)]
    same = f"No option makes any difference here: {'; '.join(alike)}."
    return Table(
        caption=f"Children waiting at the end, beside the base: {base}",
        columns=(
            Column("Standard"),
            Column("Option"),
            Column("Base", number=True),
            Column("Difference", number=True),
            Column("Better in", number=True),
            Column("Extra cost", number=True),
        ),
        rows=tuple(
            row(
                each.subject,
                each.option,
                say(each.base_mean, each.unit),
                difference_said(each),
                better_said(each),
                signed_pounds(extra_cost(rows, each.option)),
            )
            for own in every
            if own[0].subject not in alike
            for each in own
        ),
        notes=(*([same] if alike else []), DIFFERENCE_NOTE, BETTER_NOTE),
    )


def standard_table(rows: Sequence[Compared], name: str) -> Table:
    """Everything about one standard: a row for each measure and option."""
    own = [each for each in rows if each.name == name and not _without_answer(each)]
    order = list(dict.fromkeys(each.measure for each in own))
    return Table(
        caption=f"{own[0].subject}, all measures",
        columns=(
            Column("Measure"),
            Column("Option"),
            Column("Base", number=True),
            Column("With the option", number=True),
            Column("Difference", number=True),
            Column("Better in", number=True),
        ),
        rows=tuple(
            row(each.label, each.option, *_figures(each))
            for each in sorted(own, key=lambda each: order.index(each.measure))
        ),
        notes=(DIFFERENCE_NOTE, BETTER_NOTE),
    )


def costs_table(rows: Sequence[Compared]) -> Table:
    """Cost of each option beside the base."""
    return Table(
        caption="Cost over the whole run",
        columns=(
            Column("Option"),
            Column("Base", number=True),
            Column("With the option", number=True),
            Column("Difference", number=True),
        ),
        rows=tuple(
            row(
                each.option,
                say(each.base_mean, "pounds"),
                say(each.option_mean, "pounds"),
                difference_said(each),
            )
            for each in rows
            if each.measure == "cost"
        ),
        notes=("Staff by the hours contracted, used or not, and extra slots that were booked.",),
    )


def difference_said(each: Compared) -> str:
    """A difference with its sign and interval; plain words where there is none."""
    if each.alike:
        return "none"
    unit = "points" if each.unit == "share" else each.unit
    return with_signs(each.difference, (each.low, each.high), unit)


def better_said(each: Compared) -> str:
    """The share of replications in which the option is better."""
    return "all alike" if each.alike else say(each.better_share, "share")


def signed_pounds(value: float) -> str:
    """Pounds with a sign; plain words for none."""
    return "none" if value == 0 else with_signs(value, (value, value), "pounds")


def _figures(each: Compared) -> tuple[str, str, str, str]:
    """Base, option, difference and how often better; a ratio has only itself."""
    if each.measure == "cost_per_extra_child":
        ratio = say(each.difference, "pounds")
        if math.isfinite(each.low) and math.isfinite(each.high):
            ratio += f" ({say(each.low, 'pounds')} to {say(each.high, 'pounds')})"
        return "", ratio, "", ""
    return (
        say(each.base_mean, each.unit, beyond=LONGEST),
        say(each.option_mean, each.unit, beyond=LONGEST),
        difference_said(each),
        better_said(each),
    )


def _without_answer(each: Compared) -> bool:
    return each.measure == "cost_per_extra_child" and math.isnan(each.difference)
