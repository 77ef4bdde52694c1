"""The table of which staff group holds a service up."""

from collections.abc import Sequence

from waitsim.experiments.load import BottleneckRow
from waitsim.present.table import Column, Table, row
from waitsim.present.tables import INTERVAL_NOTE
from waitsim.present.wording import say, with_interval


def load_table(rows: Sequence[BottleneckRow]) -> Table:
    """The bottleneck of each quarter, and what is asked of it."""
    return Table(
        caption="The bottleneck, quarter by quarter",
        columns=(
            Column("Quarter"),
            Column("Staff group most asked for"),
            Column("Its traffic intensity", number=True),
            Column("Chance that it is the bottleneck", number=True),
        ),
        rows=tuple(
            row(
                each.quarter,
                each.group or "none",
                with_interval(each.intensity, "ratio", beyond="no staff") if each.group else "",
                say(each.chance, "share") if each.group else "",
            )
            for each in rows
        ),
        notes=(
            "Traffic intensity is the time that those who arrive in a quarter will need, over the "
            "time offered in it. Above 1 lists grow unless children leave them. What already waits "
            "on the first day is not asked for anew.",
            INTERVAL_NOTE,
        ),
    )
