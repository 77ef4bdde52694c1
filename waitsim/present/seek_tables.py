"""The candidates of a search, as tables."""

from typing import Final

from waitsim.experiments.seek import Answer, Tried
from waitsim.experiments.seek_earliest import Earliest
from waitsim.present.seek_wording import chance_said, values_said
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import say, say_date

_NOTES: Final = (
    "In brackets: 95 % confidence interval, which holds however many replications it took. The "
    "search only finds where to look; what is said above rests on fresh luck.",
)


def path_table(answer: Answer) -> Table:
    """All values that were tried, in order."""
    verdicts = {True: "enough", False: "not enough", None: "not clear"}
    return Table(
        caption="The path to the answer",
        columns=(
            Column("Value"),
            Column("Luck"),
            Column("Replications", number=True),
            Column("Probability", number=True),
            Column("Found"),
            Column("Within the limit on the date", number=True),
            Column("Extra cost a year", number=True, spare=1),
        ),
        rows=tuple(
            row(
                _value(each),
                _luck(each.fresh, each.seed),
                f"{each.chance.trials}",
                chance_said(each.chance),
                verdicts[each.enough],
                say(each.within, "share"),
                say(each.costs.a_year, "pounds"),
            )
            for each in answer.tried
        ),
        notes=_NOTES,
    )


def dates_table(early: Earliest) -> Table:
    """All dates that were tried, in order."""
    verdicts = {True: "yes", False: "too early", None: "not clear"}
    return Table(
        caption="The path to the answer",
        columns=(
            Column("From"),
            Column("Luck"),
            Column("Replications", number=True),
            Column("Probability", number=True),
            Column("Found"),
        ),
        rows=tuple(
            row(
                say_date(each.date),
                _luck(each.fresh, each.seed),
                f"{each.chance.trials}",
                chance_said(each.chance),
                verdicts[each.enough],
            )
            for each in early.tried
        ),
        notes=_NOTES,
    )


def ways_table(answer: Answer) -> Table:
    """Combinations that the search took to be enough, the cheapest first."""
    return Table(
        caption="Ways to meet it, the cheapest first",
        columns=(
            Column("Combination"),
            Column("Extra cost in the run", number=True),
            Column("Extra cost a year", number=True),
            Column("Probability", number=True),
        ),
        rows=tuple(
            row(
                values_said(answer.question, each.said),
                say(each.costs.total, "pounds"),
                say(each.costs.a_year, "pounds"),
                chance_said(each.chance),
            )
            for each in answer.ways
        ),
        notes=(
            "Of none of them a step less of one lever was found to be enough. Slots are counted as "
            "if all were used. The year is the dearest 365 days.",
        ),
    )


def _luck(fresh: bool, seed: int) -> str:
    return f"fresh, seed {seed}" if fresh else f"search, seed {seed}"


def _value(tried: Tried) -> str:
    return ", ".join(tried.said)
