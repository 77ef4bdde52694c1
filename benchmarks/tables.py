"""Tables of what was measured, as plain text that is Markdown too."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.comparison import Comparison
from benchmarks.mmc import Row
from benchmarks.phases import PHASES, Phases
from benchmarks.scaling import Point
from benchmarks.startup import Start

Cells = Sequence[str]


@dataclass(frozen=True)
class Table:
    """A heading, what to know of it, and the rows."""

    title: str
    notes: str
    head: Cells
    rows: Sequence[Cells]

    def text(self) -> str:
        """The table, its columns padded so that it can be read as it is."""
        lines = [self.head, *self.rows]
        widths = [max(len(line[k]) for line in lines) for k in range(len(self.head))]

        def written(line: Cells) -> str:
            padded = (
                cell.ljust(width) if k == 0 else cell.rjust(width)
                for k, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            return f"| {' | '.join(padded)} |"

        rule = "|".join(
            "-" * (width + 2) if k == 0 else "-" * (width + 1) + ":"
            for k, width in enumerate(widths)
        )
        body = "\n".join([written(self.head), f"|{rule}|", *(written(row) for row in self.rows)])
        notes = f"{self.notes}\n\n" if self.notes else ""
        return f"## {self.title}\n\n{notes}{body}\n"


def seconds(value: float) -> str:
    """A time with three digits or so."""
    return f"{1000 * value:,.1f} ms" if value < 1 else f"{value:,.2f} s"


def times(value: float) -> str:
    """A ratio."""
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


def phases_table(found: dict[str, Phases]) -> Table:
    """Phases of each instance."""
    rows = [
        (
            name,
            f"{one.counts.referrals:,}",
            f"{one.counts.rows:,}",
            f"{one.counts.model:,}",
            *(seconds(one.times[phase].median) for phase in PHASES),
            f"{one.rows_per_second() / 1e6:.1f} M",
            f"{one.events_per_second() / 1e6:.1f} M",
        )
        for name, one in found.items()
    ]
    head = ("instance", "referrals", "rows", "model events", *PHASES, "rows/s", "model events/s")
    notes = (
        "Load, compile (scenario to arrays) and run are of one replication; measure and save are\n"
        "of a block of ten. A row is one of the event table, which the kernel makes and counts\n"
        "whether or not it is kept. A model event is a referral, a return (the end of a delay, a\n"
        "follow-up that falls due), a slot used, a place taken or given back, or a leave."
    )
    return Table("Phases", notes, head, rows)


def comparison_tables(title: str, found: Comparison) -> tuple[Table, Table]:
    """Peers' times and ratios, and the figures that show them to be the same model."""
    own = ("kernel", seconds(found.kernel.median), "1", str(len(found.kernel.seconds)), "")
    rows = [
        (
            peer.name,
            seconds(peer.times.median),
            times(peer.ratio),
            str(len(peer.times.seconds)),
            peer.agreement if peer.agrees else f"NOT COMPARABLE: {peer.agreement}",
        )
        for peer in found.peers
    ]
    notes = "\n".join(f"Left out: {reason}." for reason in found.left_out)
    head = ("simulator", "CPU a replication", "times the kernel", "runs", "same model")
    figures = ("simulator", "referrals", "attended", "missed", "left", "mean wait, days", "waiting")
    return (
        Table(title, notes, head, [own, *rows]),
        Table(f"{title}: the same figures", "Means over the runs.", figures, found.figures),
    )


def mmc_table(found: Sequence[Row]) -> Table:
    """M/M/5."""
    kernel = found[0].times.median / found[0].customers
    rows = [
        (
            row.name,
            f"{row.per_second() / 1e6:.2f} M",
            times(row.times.median / row.customers / kernel),
            f"{row.wait:.3f}" + ("" if row.agrees else " NOT COMPARABLE"),
            f"{row.exact:.3f}",
        )
        for row in found
    ]
    notes = "An event is an arrival or a departure. The kernel fills all its tallies as well."
    head = ("simulator", "events/s", "times the kernel", "mean wait, stays", "by theory")
    return Table("M/M/5 at a load of 90 %", notes, head, rows)


def scaling_table(found: Sequence[Point]) -> Table:
    """Cost of a referral by size."""
    rows = [
        (
            f"{point.referrals:,}",
            seconds(point.seconds),
            f"{point.microseconds:.2f} us",
            f"{point.megabytes:,.0f} MB",
        )
        for point in found
    ]
    notes = (
        "WL-5x6, referrals, opening lists and staff alike times a factor; each size in a process\n"
        "of its own. Memory is the most that the process held, Python and libraries included."
    )
    return Table("Size", notes, ("referrals", "CPU", "CPU a referral", "memory"), rows)


def start_table(found: Sequence[Start]) -> Table:
    """Start-up."""
    rows = [(start.name, seconds(start.wall), seconds(start.cpu)) for start in found]
    return Table("From command to answer", "", ("command", "elapsed", "CPU"), rows)
