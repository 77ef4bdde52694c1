"""Which option differs from which, as tables."""

from typing import Final

from waitsim.experiments.pairs import Pair, Pairs
from waitsim.present.best import judged_by
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import counted, joined, say, with_signs

MOST_IN_A_TERMINAL: Final = 6
"""Scenarios up to which the table is shown in a terminal too."""


def pairs_table(found: Pairs) -> Table:
    """A row for each option: which others have less, which more, and which cannot be told apart."""
    numbered = {name: f"{i}" for i, (name, _) in enumerate(found.means, 1)}
    unit = found.yardstick.headline.unit
    columns = [
        Column("Option"),
        Column("Value", number=True),
        Column("Less than"),
        Column("More than"),
        Column("Not told apart from"),
    ]
    rows = []
    for name, mean in found.means:
        places: tuple[list[str], ...] = ([], [], [])
        for other, pair in found.of(name):
            place = 2 if not pair.differs else 0 if pair.first == name else 1
            places[place].append(numbered[other] + (" (alike)" if pair.alike else ""))
        said = [", ".join(others) or "\N{EN DASH}" for others in places]
        rows.append(row(f"{numbered[name]} {name}", say(mean, unit), *said))
    return Table(
        caption=f"Which option differs from which: {judged_by(found.yardstick)}",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            f"By {counted(found.replications, 'replication')} under the same luck. The chance that "
            f"any difference is found among the {counted(len(found.pairs), 'pair')} that is not "
            f"there is at most {say(1 - found.level, 'share')} (Holm).",
        ),
    )


def differences_table(found: Pairs) -> Table:
    """A row for each pair: the difference, with an interval."""
    unit = found.yardstick.headline.unit
    return Table(
        caption=f"All pairs of options: {judged_by(found.yardstick)}",
        columns=(
            Column("Option"),
            Column("Less than that of"),
            Column("By", number=True),
            Column("Differs"),
        ),
        rows=tuple(
            row(pair.first, pair.second, _difference(pair, unit), _finding(pair))
            for pair in found.pairs
        ),
        notes=(
            f"The intervals hold all at once with {say(found.level, 'share')} confidence "
            "(Bonferroni); Holm's steps, which give none, may find a difference where one of them "
            "holds 0.",
        ),
    )


def pairs_said(found: Pairs) -> str:
    """How many pairs differ, in a sentence."""
    differ = sum(pair.differs for pair in found.pairs)
    open_ = [pair for pair in found.pairs if not pair.differs and not pair.alike]
    said = f"{differ} of {counted(len(found.pairs), 'pair')} of options differ."
    if 0 < len(open_) <= 3:
        named = joined([f"{pair.first} from {pair.second}" for pair in open_])
        return f"{said} Not told apart: {named}."
    return said


def _difference(pair: Pair, unit: str) -> str:
    if pair.alike:
        return "none"
    said = "points" if unit == "share" else unit
    return with_signs(pair.difference, (pair.low, pair.high), said)


def _finding(pair: Pair) -> str:
    if pair.alike:
        return "alike"
    return "yes" if pair.differs else "not told apart"
