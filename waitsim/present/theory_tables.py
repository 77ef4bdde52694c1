"""What theory says of a scenario, beside short simulations, as text."""

import math
from collections.abc import Sequence

from waitsim.experiments.beside_theory import SURE, Beside
from waitsim.experiments.list_targets import RELIEF_WEEKS, ListTarget
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import counted, say


def theory_table(rows: Sequence[Beside]) -> Table:
    """A row for each figure of theory, with what a simulation gives."""
    return Table(
        caption="Queueing theory beside simulation",
        columns=(
            Column("Part"),
            Column("Comes down to"),
            Column("Figure"),
            Column("Theory", number=True),
            Column("Simulation", number=True),
            Column("Agrees"),
        ),
        rows=tuple(
            row(
                each.reduction.label,
                each.reduction.theory,
                each.expected.name,
                _number(each.expected.value),
                _simulated(each),
                _verdict(each),
            )
            for each in rows
        ),
        notes=(
            f"Simulation: {100 * SURE:g} % confidence interval in brackets, so that of a thousand "
            "figures one would differ by chance. Each part runs alone, with its pathway, until it "
            "has settled; a list that never runs out, from its opening list to the end of the run.",
            *_not_simulated(rows),
        ),
    )


def others_said(others: Sequence[tuple[str, str]]) -> str:
    """In one line, how many steps have no closed form and why."""
    by_why: dict[str, list[str]] = {}
    for label, why in others:
        by_why.setdefault(why, []).append(label)
    most_first = sorted(by_why.items(), key=lambda item: -len(item[1]))
    said = [
        f"{why} ({labels[0] if len(labels) == 1 else counted(len(labels), 'step')})"
        for why, labels in most_first
    ]
    return f"No closed form for {counted(len(others), 'step')}: {'; '.join(said)}."


def targets_table(found: Sequence[ListTarget]) -> Table:
    """A row for each standard: how long its list may be, and what brings it there."""
    return Table(
        caption="What the list formulas say",
        columns=(
            Column("Standard"),
            Column("Referrals a week", number=True),
            Column("Clocks running", number=True),
            Column("Target list", number=True),
            Column("Stops a week to hold it", number=True, spare=1),
            Column(f"Stops a week to reach it in {RELIEF_WEEKS} weeks", number=True),
        ),
        rows=tuple(
            row(
                f"{each.pathway}: {each.standard}",
                _number(each.demand),
                say(each.waiting, "referrals"),
                say(each.target, "referrals"),
                _number(each.hold),
                _relief(each),
            )
            for each in found
        ),
        notes=(
            "By Fong et al. (2022): the list at which the standard's target share is within its "
            "limit if waits are exponential, or 98.2 % where none is set. Stops are those seen and "
            "those who leave. Relief is advised where the list is over twice its target.",
        ),
    )


def _relief(each: ListTarget) -> str:
    return "not needed" if math.isnan(each.relief) else _number(each.relief)


def _simulated(each: Beside) -> str:
    if each.simulated is None:
        return "\N{EN DASH}"
    if not (math.isfinite(each.low) and math.isfinite(each.high)):
        return _number(each.simulated)
    low, high = _number(each.low), _number(each.high)
    return f"{_number(each.simulated)} ({low} to {high})"


def _verdict(each: Beside) -> str:
    if each.simulated is None:
        return "not run"
    return "yes" if each.agrees else "NO"


def _not_simulated(rows: Sequence[Beside]) -> list[str]:
    return [f"Not run: {why}." for why in dict.fromkeys(each.why for each in rows if each.why)]


def _number(value: float) -> str:
    """Three digits that count, or all whole ones."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 2 if value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(digits, 4)}f}"
