"""Runs options until the best is found with a stated confidence, and no longer than each needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.intervals import paired_difference
from waitsim.analysis.selection import Selection, Zone, select_best
from waitsim.errors import Problem, ScenarioError
from waitsim.experiments.figures import LEVEL, Figure, figure
from waitsim.experiments.growing import Growing, next_size, whole_blocks
from waitsim.experiments.replicate import Execution
from waitsim.experiments.yardstick import Yardstick, read_yardstick
from waitsim.results.results import Results
from waitsim.scenario.load import Loaded

Floats = NDArray[np.float64]

OPTION: Final = "--best"
_ASKED: Final = re.compile(r"(?P<name>[^=]*)=\s*(?P<width>\d+\.?\d*|\.\d+)\s*(?P<share>%?)\s*")


@dataclass(frozen=True)
class Search:
    """What the best is, and how many replications may be spent on finding it.

    Args:
        yardstick: what options are judged by.
        width: smallest difference in its mean that matters, above 0, in its unit.
        first: replications of every option before any is dropped, 2 or more.
        at_most: most replications of any option.
    """

    yardstick: Yardstick
    width: float
    first: int
    at_most: int


@dataclass(frozen=True)
class Standing:
    """How one option did.

    Args:
        value: of the yardstick, over the replications that were looked at.
        behind: this option less the leader, over the replications that both have.
        behind_low: lower end of its 95 % confidence interval.
        behind_high: upper end.
        looked_at: replications that were looked at.
        dropped: whether it was dropped after these.
        alike: whether it came to the same as the leader in every one of them.
        leads: whether it is the leader: the best, or the best so far.
    """

    option: str
    value: Figure
    behind: float
    behind_low: float
    behind_high: float
    looked_at: int
    dropped: bool
    alike: bool
    leads: bool


@dataclass(frozen=True)
class Contest:
    """Which option is best, as far as it was found out.

    Args:
        best: its name; empty if several are still in the running.
        standings: of all options, the leader first, then those in the running, by mean.
        looked_at: replications that were looked at.
        enough: replications by which the best is found at the latest.
        level: chance to be right if the best leads by the width or more.
    """

    search: Search
    best: str
    standings: tuple[Standing, ...]
    looked_at: int
    enough: int
    level: float = LEVEL


def read_search(text: str, standards: dict[str, str], first: int, at_most: int) -> Search:
    """What a text such as ``waiting_end=50`` asks for.

    Raises:
        ScenarioError: if it cannot be read, or the numbers of replications do not fit together.
    """
    match = _ASKED.fullmatch(text)
    problems = []
    if first < 2:
        message = f"is {first}. To find the best takes 2 or more to begin with."
        problems.append(Problem("--replications", 0, "", message))
    if at_most < first:
        message = f"is {at_most}, below the {first} of --replications. Raise it."
        problems.append(Problem("--at-most", 0, "", message))
    if match is None or not float(match["width"]) > 0:
        message = (
            f'"{text}" names no value and width. Write the smallest difference that matters after '
            "the value, such as waiting_end=50."
        )
        problems.append(Problem(OPTION, 0, text, message))
    elif match["share"]:
        message = (
            f'"{text}" has a width in per cent. Write a number in the unit of the value, such as '
            "waiting_end=50, or 0.01 for one point of a share."
        )
        problems.append(Problem(OPTION, 0, text, message))
    else:
        try:
            yardstick = read_yardstick(match["name"], standards)
        except ValueError as error:
            problems.append(Problem(OPTION, 0, text, str(error)))
    if problems:
        raise ScenarioError(problems)
    assert match is not None
    return Search(yardstick, float(match["width"]), first, at_most)


def find_best(
    options: Sequence[tuple[str, Loaded]],
    search: Search,
    *,
    seed: int = 1,
    folder: Path | None = None,
    events: bool = False,
    execution: Execution | None = None,
) -> tuple[list[Results], Contest]:
    """The results of every option, as many replications as it was kept for, and which is best.

    Replications are added in whole blocks to those options that may still be the best. What is
    kept in the folder is extended, never made again.

    Args:
        options: two or more, each with its name.
        events: whether the event logs are kept as well; they need a folder.
    Raises:
        ScenarioError: if the value is not defined in a replication, or results cannot be kept.
    Source: Kim & Nelson (2001), by `waitsim.analysis.selection.select_best`.
    """
    how = execution or Execution()
    names = [name for name, _ in options]
    growing = [Growing(source, seed, folder, how, events=events) for _, source in options]
    results: dict[int, Results] = {}
    running = list(range(len(options)))
    size = min(whole_blocks(search.first), search.at_most)
    while True:
        _grow(growing, results, running, size, how)
        values = _values([results[i] for i in range(len(options))], search.yardstick)
        _check(values[:size, running], [names[i] for i in running], search)
        found = _judged(values, search)
        if found.best is not None or size >= search.at_most:
            break
        running = found.contenders.tolist()
        size = next_size(size, search.at_most)
    for run in growing:
        run.finish()
    return [results[i] for i in range(len(options))], _told(values, names, search, found)


def _grow(
    growing: Sequence[Growing],
    results: dict[int, Results],
    running: Sequence[int],
    size: int,
    how: Execution,
) -> None:
    """Brings the runs still wanted to a size, and tells how far all of them are."""
    sizes = {i: run.header.replications for i, run in results.items()}
    total = sum((sizes | dict.fromkeys(running, size)).values())
    for i in running:
        others = sum(sizes.values()) - sizes.get(i, 0)

        def tell(done: int, _total: int, others: int = others) -> None:
            if how.progress:
                how.progress(others + done, total)

        results[i] = growing[i].to(size, tell)
        sizes[i] = size


def _values(results: Sequence[Results], yardstick: Yardstick) -> Floats:
    """The yardstick by replication and option; nan beyond the last replication of an option."""
    columns = [yardstick.values(run) for run in results]
    values = np.full((max(map(len, columns)), len(columns)), np.nan)
    for i, column in enumerate(columns):
        values[: len(column), i] = column
    return values


def _check(values: Floats, names: Sequence[str], search: Search) -> None:
    """Refuses a value that some replication does not have."""
    undefined = [
        Problem(
            OPTION,
            0,
            search.yardstick.headline.name,
            f'is not known in each replication of "{name}", as when nobody is seen or waiting. '
            "Name another value.",
        )
        for name, column in zip(names, values.T, strict=True)
        if not np.isfinite(column).all()
    ]
    if undefined:
        raise ScenarioError(undefined)


def _judged(values: Floats, search: Search) -> Selection:
    """What is selected of the options that differ at all in the first replications.

    Of options that are alike throughout them, the first stands for the others.
    """
    alike_as = _alike_as(values, search.first)
    apart = np.unique(alike_as)
    dropped = np.zeros(len(alike_as), dtype=np.int64)
    if len(apart) == 1:
        return Selection(apart, dropped, search.first, search.first)
    zone = Zone(search.width, LEVEL, search.first, search.yardstick.higher)
    found = select_best(values[:, apart], zone)
    dropped[apart] = found.dropped_after
    return Selection(apart[found.contenders], dropped[alike_as], found.looked_at, found.enough)


def _alike_as(values: Floats, first: int) -> NDArray[np.int64]:
    """For each option, the first one that has all the same values to begin with."""
    begin = values[:first]
    same = (begin[:, :, np.newaxis] == begin[:, np.newaxis, :]).all(axis=0)
    return np.asarray(same.argmax(axis=1), dtype=np.int64)


def _told(values: Floats, names: Sequence[str], search: Search, found: Selection) -> Contest:
    looked_at = np.where(found.dropped_after > 0, found.dropped_after, found.looked_at)
    sign = -1.0 if search.yardstick.higher else 1.0
    means = [sign * float(np.nanmean(values[:n, i])) for i, n in enumerate(looked_at)]
    leader = min(found.contenders.tolist(), key=lambda i: means[i])
    order = sorted(
        range(len(names)), key=lambda i: (i != leader, found.dropped_after[i] > 0, means[i])
    )
    standings = []
    for i in order:
        column, beside = values[: looked_at[i], i], values[: looked_at[i], leader]
        alike = i != leader and bool(np.array_equal(column[: search.first], beside[: search.first]))
        known = ~np.isnan(column)
        gap = paired_difference(beside, column, LEVEL).difference
        standings.append(
            Standing(
                option=names[i],
                value=figure(column[known]),
                behind=float(gap.mean),
                behind_low=float(gap.low),
                behind_high=float(gap.high),
                looked_at=int(known.sum()),
                dropped=bool(found.dropped_after[i]),
                alike=alike,
                leads=i == leader,
            )
        )
    best = names[leader] if found.best is not None else ""
    return Contest(search, best, tuple(standings), found.looked_at, found.enough)
