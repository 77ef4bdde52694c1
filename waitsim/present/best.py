"""Which option is best and how sure that is, in words and as a table."""

from rich.console import Console

from waitsim.experiments.best import Contest, Standing
from waitsim.experiments.yardstick import Yardstick
from waitsim.present.table import Column, Table, row
from waitsim.present.terminal import print_table
from waitsim.present.wording import counted, joined, say, with_interval, with_signs


def print_best(out: Console, contest: Contest) -> None:
    """Writes the table and what it comes to."""
    print_table(out, best_table(contest))
    for line in best_said(contest):
        out.print(line, soft_wrap=True)
    out.print()


def best_said(contest: Contest) -> list[str]:
    """What was found, line by line."""
    what, unit = judged_by(contest.search.yardstick), contest.search.yardstick.headline.unit
    looked_at = counted(contest.looked_at, "replication")
    sure = say(contest.level, "share")
    leader, *others = contest.standings
    if all(each.alike for each in others):
        return [f"No best: all come to the same in each of {looked_at} ({what})."]
    wide = contest.search.width
    width = say(100 * wide, "points") if unit == "share" else say(wide, unit)
    meant = f"A difference below {width} counts as none."
    if contest.best:
        found = f"found with {sure} confidence after {looked_at} ({what})"
        lines = [f"Best: {contest.best}, {found}. {meant}"]
    else:
        running = joined([each.option for each in contest.standings if not each.dropped])
        lines = [
            f"No best found with {sure} confidence after {looked_at} ({what}). {meant}",
            f"Still in the running: {running}. After {contest.enough:,} replications at the latest "
            "the best is found: raise --at-most to go on, or the width.",
        ]
    near = [each.option for each in others if not each.alike and abs(each.behind) < wide]
    if contest.best and near:
        lines.append(f"Less than {width} behind it, and so about as good: {joined(near)}.")
    alike = [each.option for each in others if each.alike]
    if alike:
        lines.append(f"Alike in each replication with {leader.option}: {joined(alike)}.")
    return lines


def best_table(contest: Contest) -> Table:
    """Every option with its value, how far it is behind, and when it was dropped."""
    unit = contest.search.yardstick.headline.unit
    judged = judged_by(contest.search.yardstick)
    better = "higher" if contest.search.yardstick.higher else "lower"
    return Table(
        caption=f"The search for the best: {judged}, {better} is better",
        columns=(
            Column("Option"),
            Column("Value", number=True),
            Column("Less that of the leader", number=True),
            Column("Outcome"),
        ),
        rows=tuple(
            row(
                each.option,
                with_interval(each.value, unit),
                _behind(each, unit),
                _outcome(each, contest),
            )
            for each in contest.standings
        ),
        notes=(
            "Each option is looked at in as many replications as its outcome says; 95 % confidence "
            "intervals in brackets, of the difference under the same luck.",
        ),
    )


def judged_by(yardstick: Yardstick) -> str:
    """The value that options are judged by, and the standard, or that it is all of them."""
    label = yardstick.headline.label
    return f"{label[:1].lower()}{label[1:]}, {yardstick.subject}"


def _behind(each: Standing, unit: str) -> str:
    if each.leads:
        return ""
    if each.alike:
        return "none"
    interval = (each.behind_low, each.behind_high)
    return with_signs(each.behind, interval, "points" if unit == "share" else unit)


def _outcome(each: Standing, contest: Contest) -> str:
    if each.alike:
        return "alike"
    if each.dropped:
        return f"dropped after {each.looked_at}"
    if each.leads and contest.best:
        return f"best, after {each.looked_at}"
    return f"in the running after {each.looked_at}"
