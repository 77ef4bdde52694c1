"""The candidates of a search, as a table."""

from waitsim.experiments.seek import Answer
from waitsim.present.seek_wording import chance_said
from waitsim.present.table import Column, Table, row
from waitsim.present.wording import say


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
                each.said,
                f"fresh, seed {each.seed}" if each.fresh else f"search, seed {each.seed}",
                f"{each.chance.trials}",
                chance_said(each.chance),
                verdicts[each.enough],
                say(each.within, "share"),
                say(each.costs.a_year, "pounds"),
            )
            for each in answer.tried
        ),
        notes=(
            "In brackets: 95 % confidence interval, which holds however many replications it took. "
            "The search only finds where to look; what is said above rests on fresh luck.",
        ),
    )
