"""Comparisons as tables of text."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from waitsim.experiments.compare import ALL_WAITING, ALL_WITHIN, COST, COST_PER_CHILD
from waitsim.present.compared import Compared, altogether, names, options, ranked
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import LONGEST
from waitsim.present.wording import say, with_signs

DIFFERENCE_NOTE: Final = (
    "Difference: the option less the base, with its 95 % confidence interval in brackets. Both met "
    "the same luck, replication by replication, so small differences show. An interval that holds "
    "0 leaves open which is better."
)
ALTOGETHER_NOTE: Final = (
    "All standards of all pathways taken together: a child counts once for each standard. In time "
    "is within the standard's limit."
)
FEWER_NOTE: Final = "Fewer in: the share of replications in which fewer were waiting at the end."
NO_RATIO_NOTE: Final = (
    "No cost per child is given where no more children are seen in time. Where the extra children "
    "are too few to tell from none, it has no interval."
)
UNLISTED_NOTE: Final = "An option that is not listed for a standard makes no difference to it."
BETTER_NOTE: Final = (
    "Better in: the share of replications in which the option did better than the base."
)


def options_table(rows: Sequence[Compared], base: str) -> Table:
    """One row for each option: what it brings, what it costs; the shortest lists first.

    Args:
        base: name of the base.
    """
    known = [altogether(rows, option) for option in options(rows)]
    return Table(
        caption=f"Options, ranked, beside the base: {base}",
        columns=(
            Column("Option"),
            Column("Waiting at the end", number=True),
            Column("Fewer in", number=True, spare=1),
            Column("Seen in time", number=True),
            Column("Extra cost", number=True),
            Column("Cost per extra child in time", number=True),
        ),
        rows=tuple(
            row(
                each[COST].option,
                difference_said(each[ALL_WAITING]),
                better_said(each[ALL_WAITING]),
                difference_said(each[ALL_WITHIN]),
                signed_pounds(each[COST].difference),
                cost_per_child_said(each),
            )
            for each in known
        ),
        notes=(ALTOGETHER_NOTE, DIFFERENCE_NOTE, FEWER_NOTE, NO_RATIO_NOTE),
    )


def ranking_table(rows: Sequence[Compared], base: str) -> Table:
    """Options that make a difference to a standard, for each, the one with the shortest list first.

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
        ),
        rows=tuple(
            row(
                each.subject,
                each.option,
                say(each.base_mean, each.unit),
                difference_said(each),
                better_said(each),
            )
            for own in every
            for each in own
            if not each.alike
        ),
        notes=(*([same] if alike else []), UNLISTED_NOTE, DIFFERENCE_NOTE, BETTER_NOTE),
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
            if each.measure == COST
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


def cost_per_child_said(each: Mapping[str, Compared]) -> str:
    """Cost of each extra child seen in time, with its interval; a dash where there are none."""
    ratio = each[COST_PER_CHILD]
    if math.isnan(ratio.difference):
        return "\N{EN DASH}"
    if ratio.difference <= 0:
        return "no extra cost"
    return _ratio_said(ratio)


def _ratio_said(ratio: Compared) -> str:
    said = say(ratio.difference, "pounds")
    if math.isfinite(ratio.low) and math.isfinite(ratio.high):
        said += f" ({say(ratio.low, 'pounds')} to {say(ratio.high, 'pounds')})"
    return said


def signed_pounds(value: float) -> str:
    """Pounds with a sign; plain words for none."""
    return "none" if value == 0 else with_signs(value, (value, value), "pounds")


def _figures(each: Compared) -> tuple[str, str, str, str]:
    """Base, option, difference and how often better; a ratio has only itself."""
    if each.measure == COST_PER_CHILD:
        return "", _ratio_said(each), "", ""
    return (
        say(each.base_mean, each.unit, beyond=LONGEST),
        say(each.option_mean, each.unit, beyond=LONGEST),
        difference_said(each),
        better_said(each),
    )


def _without_answer(each: Compared) -> bool:
    return each.measure == COST_PER_CHILD and math.isnan(each.difference)
